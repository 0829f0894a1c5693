/* How do clients get here, and how do they come to trust what they find without losing their pins? */
#include <config.h>

#include "cli/serve.h"

#include <stdlib.h>
#include <string.h>

#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"

/* A name that a client can ask for as it is. */
static const char *plain_name(const struct pl_host *host)
{
	for (size_t i = 0; i < host->n_names; i++) {
		if (host->names[i][0] != '*')
			return host->names[i];
	}
	return NULL;
}

static const struct pl_site *hosts_of(const struct pl_serving *serving)
{
	return &serving->places[0].sites[serving->step];
}

static const struct pl_host *first_host(const struct pl_serving *serving)
{
	const struct pl_site *site = hosts_of(serving);

	for (size_t i = 0; i < site->n; i++) {
		if (plain_name(site->shown[i].host))
			return site->shown[i].host;
	}
	return NULL;
}

static void put_all_names(const struct pl_serving *serving, const char *before, struct pl_buf *out)
{
	const struct pl_site *site = hosts_of(serving);

	for (size_t i = 0; i < site->n; i++) {
		const struct pl_host *host = site->shown[i].host;

		for (size_t k = 0; k < host->n_names; k++) {
			/* An address needs no entry. */
			if (host->names[k][0] != '*' && !strchr(host->names[k], ':') &&
			    strspn(host->names[k], "0123456789.") < strlen(host->names[k]))
				pl_buf_printf(out, "%s%s", before, host->names[k]);
		}
		while (i + 1 < site->n && site->shown[i + 1].host == host)
			i++;
	}
}

/* A row of the host whose pins are of the leaf's key, which is what curl compares. */
static const struct pl_pinset *leaf_pins(const struct pl_serving *serving,
					 const struct pl_host *host)
{
	const struct pl_step *step = serving->run->steps[serving->step];

	for (size_t r = 0; r < step->n_rows; r++) {
		const struct pl_row *row = serving->run->rows[r];
		const struct pl_pinset *pins = pl_row_pins(step->world, row);

		for (size_t i = 0; !row->control && pl_streq(row->host, host->id) && i < pins->n; i++)
			if (pl_streq(pins->pins[i].origin, "leaf.spki"))
				return pins;
	}
	return NULL;
}

static void put_curl_pins(const struct pl_pinset *pins, struct pl_buf *out)
{
	bool some = false;

	for (size_t i = 0; i < pins->n; i++) {
		const struct pl_pin *pin = &pins->pins[i];

		if (pin->form != PL_FORM_SPKI || !pl_starts_with(pin->spelling, "sha256/"))
			continue;
		pl_buf_printf(out, "%ssha256//%s", some ? ";" : " --pinnedpubkey '",
			      pin->spelling + strlen("sha256/"));
		some = true;
	}
	pl_buf_puts(out, some ? "'" : "");
}

static void put_curl(const struct pl_serving *serving, const char *anchors, struct pl_buf *out)
{
	const struct pl_host *host = first_host(serving);
	int port = pl_serve_port(serving->serve, 0);
	const struct pl_pinset *pins;

	if (!host)
		return;
	pins = leaf_pins(serving, host);
	pl_buf_printf(out, "  curl              curl --resolve %s:%d:127.0.0.1 --cacert %s%s%s",
		      plain_name(host), port, serving->dir ? serving->dir : "",
		      serving->dir ? "/" : "", anchors);
	if (pins)
		put_curl_pins(pins, out);
	pl_buf_printf(out, " https://%s:%d/\n", plain_name(host), port);
}

static void put_ways(const struct pl_serving *serving, struct pl_buf *out)
{
	int port = pl_serve_port(serving->serve, 0);

	pl_buf_puts(out, "  this machine, iOS simulator\n                    in /etc/hosts: 127.0.0.1");
	put_all_names(serving, " ", out);
	pl_buf_printf(out,
		      "\n  Android emulator  10.0.2.2 is this machine; in the test build let the names "
		      "resolve to it (OkHttp: dns(...)),\n"
		      "                    or start it with -writable-system, then adb root, adb remount, "
		      "and in its /system/etc/hosts: 10.0.2.2");
	put_all_names(serving, " ", out);
	pl_buf_puts(out, "\n  Android by USB    ");
	for (size_t i = 0; i < serving->n_places; i++)
		pl_buf_printf(out, "%sadb reverse tcp:%d tcp:%d",
			      i == 0	   ? ""
			      : i % 3 == 0 ? ";\n                    "
					   : "; ",
			      pl_serve_port(serving->serve, i), pl_serve_port(serving->serve, i));
	pl_buf_printf(out,
		      "\n                    and let the names resolve to 127.0.0.1\n"
		      "  the app asks for  https://NAME:%d; an app that knows no port but 443 meets it by "
		      "adb reverse tcp:443 tcp:%d (rooted)\n"
		      "  iPhone, iPad      cannot reach this machine's loopback; use the simulator\n",
		      port, port);
}

/* trust-anchors in domain-config leave overridePins off; in debug-overrides it is on unless said
 * otherwise, and then no pin is compared (NetworkSecurityConfig.java, XmlConfigSource.java). */
static void put_android(const struct pl_serving *serving, const char *anchors, struct pl_buf *out)
{
	const struct pl_host *host = first_host(serving);

	pl_buf_printf(out,
		      "  Android: %s into res/raw, and beside the pins in network_security_config.xml\n"
		      "    <domain-config>\n"
		      "      <domain includeSubdomains=\"false\">%s</domain>\n"
		      "      <pin-set> ... as it is shipped ... </pin-set>\n"
		      "      <trust-anchors> <certificates src=\"@raw/%.*s\" /> </trust-anchors>\n"
		      "    </domain-config>\n"
		      "    never in <debug-overrides>: what is trusted there switches the pins off\n",
		      anchors, host ? plain_name(host) : "NAME",
		      (int)(strlen(anchors) - strlen(".pem")), anchors);
}

static void put_ios(const char *anchors, struct pl_buf *out)
{
	pl_buf_printf(out,
		      "  iOS simulator: xcrun simctl keychain booted add-root-cert %s (each root of the "
		      "file by itself)\n"
		      "    NSPinnedDomains and TrustKit go on comparing pins; nothing else is to be "
		      "changed in the app\n",
		      anchors);
}

void pl_serving_reach(const struct pl_serving *serving, struct pl_buf *out)
{
	const struct pl_world *world = serving->run->steps[serving->step]->world;
	char *anchors = pl_serving_anchor_file(
		world->n_devices > 0 ? world->devices[0]->name : "device", "");

	pl_buf_puts(out, "\nhow to get here\n");
	put_curl(serving, anchors, out);
	put_ways(serving, out);
	pl_buf_printf(out, "\nwhat the device is to trust, with its pins left on (%s)\n",
		      serving->dir ? serving->dir : "--write DIR writes the files");
	put_android(serving, anchors, out);
	put_ios(anchors, out);
	pl_buf_puts(out, "  the keys of these anchors follow from the scenario's seed: whoever has the "
			 "file has them. Test builds and\n"
			 "    simulators may trust them; a device that people use may not\n"
			 "  the app is to have the pins of this scenario; 'pinlab export' writes them "
			 "for every step\n");
	free(anchors);
}
