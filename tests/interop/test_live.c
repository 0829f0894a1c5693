/*
 * Live handshakes confirm verdicts: openssl s_server presents what an exported
 * host presents, and real clients connect at the simulated time.
 *
 *   openssl s_client with a TLSA record and -attime (RFC 6698): usage 1 pins the
 *   leaf, usage 0 a CA of the validated path, both beside PKIX;
 *   curl --pinnedpubkey under faketime: the leaf's key.
 *
 * Wanted is what step.json says of the strategy that pins the same thing.
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const scenarios[] = {
	"scenarios/situations/live-clients.yaml",
	"scenarios/incidents/a2-le-x3-to-r3.yaml",
};

/* A strategy and the record or option that pins the same thing. */
static const struct client {
	const char *strategy;
	const char *tlsa; /* usage, selector, matching type; NULL: curl */
	const char *words;
} clients[] = {
	{ "leaf-spki", "1 1 1", "openssl s_client, TLSA 1 1 1" },
	{ "leaf-cert", "1 0 1", "openssl s_client, TLSA 1 0 1" },
	{ "intermediate-spki", "0 1 1", "openssl s_client, TLSA 0 1 1" },
	{ "root-spki", "0 1 1", "openssl s_client, TLSA 0 1 1" },
	{ "leaf-spki", NULL, "curl --pinnedpubkey" },
};

struct live {
	const struct exported_step *step;
	const char *name;
	char *trust;
	int port;
};

static int ask_openssl(const struct live *live, const struct pl_node *row, const char *tlsa, struct pl_buf *said)
{
	const struct pl_node *pins = pl_node_get(row, "pins", NULL);
	char *record = pl_asprintf("%s %s", tlsa, exported_text(pins->items[0], "hex"));
	char *at = pl_asprintf("%" PRId64, exported_time(row, "clock"));
	char *to = pl_asprintf("127.0.0.1:%d", live->port);
	int code = command_run((const char *[]){ "openssl", "s_client", "-connect", to, "-servername", live->name,
						 "-verify_hostname", live->name, "-no-CApath", "-no-CAstore",
						 "-CAfile", live->trust, "-attime", at, "-verify_return_error",
						 "-brief", "-dane_tlsa_domain", live->name,
						 "-dane_tlsa_rrdata", record, NULL }, 20, said);

	free(to);
	free(at);
	free(record);
	return code;
}

static int ask_curl(const struct live *live, const struct pl_node *row, struct pl_buf *said)
{
	const struct pl_node *pins = pl_node_get(row, "pins", NULL);
	char *pin = pl_asprintf("sha256//%s", exported_text(pins->items[0], "base64"));
	char *resolve = pl_asprintf("%s:%d:127.0.0.1", live->name, live->port);
	char *url = pl_asprintf("https://%s:%d/", live->name, live->port);
	char at[PL_TIME_TEXT], *when;
	int code;

	pl_time_format(exported_time(row, "clock"), at);
	at[10] = ' ';
	at[19] = '\0';
	when = pl_asprintf("@%s", at);
	code = command_run((const char *[]){ "faketime", "-f", when, "curl", "-s", "-S", "-o", "/dev/null",
					     "--noproxy", "*", "--resolve", resolve, "--cacert", live->trust,
					     "--pinnedpubkey", pin, url, NULL }, 20, said);
	free(when);
	free(url);
	free(resolve);
	free(pin);
	return code;
}

/* curl's own words for why: 0 match, 90 pins, 60 chain, 35 the handshake. */
static int curl_code(const struct pl_node *row)
{
	if (pl_streq(exported_text(row, "verdict"), "survives"))
		return 0;
	if (pl_streq(exported_text(row, "reason"), "handshake-failed"))
		return 35;
	return pl_streq(exported_text(row, "state"), "breaks-pin") ? 90 : 60;
}

static void confirm(const struct live *live, const struct client *client)
{
	const struct pl_node *row = exported_row(live->step, client->strategy);
	struct pl_buf said = PL_BUF_INIT;
	int want, got;

	if (!row)
		return;
	if (client->tlsa) {
		want = pl_streq(exported_text(row, "verdict"), "survives") ? 0 : 1;
		got = ask_openssl(live, row, client->tlsa, &said);
	} else {
		want = curl_code(row);
		got = ask_curl(live, row, &said);
	}
	tap_ok(got == want, "step %s %s: %s says what %s says: %s (%s), exit %d",
	       exported_text(live->step->root, "index"), exported_text(live->step->root, "title"), client->words,
	       client->strategy, exported_text(row, "state"), exported_text(row, "reason"), want);
	if (got != want)
		tap_note("exit %d: %s", got, pl_buf_str(&said));
	pl_buf_clear(&said);
}

static void confirm_step(const struct exported_step *step)
{
	const struct pl_node *rows = pl_node_get(step->root, "rows", NULL), *row = rows->items[0];
	char *host = pl_asprintf("hosts/%s", exported_text(row, "host"));
	char *dir = exported_path(step, host);
	char *chain = pl_path_join(dir, "chain.pem"), *key = pl_path_join(dir, "key.pem");
	char *device = pl_asprintf("devices/%s/trust.pem", exported_text(row, "device"));
	struct live live = { .step = step, .name = exported_text(row, "name"), .port = command_free_port() };
	char *accept = pl_asprintf("127.0.0.1:%d", live.port);
	pid_t server = command_serve((const char *[]){ "openssl", "s_server", "-accept", accept, "-cert", chain, "-key", key,
						       "-cert_chain", chain, "-www", "-quiet", NULL }, live.port);

	live.trust = exported_path(step, device);
	if (server)
		for (size_t i = 0; i < PL_ARRAY_LEN(clients); i++)
			if (clients[i].tlsa || (command_exists("curl") && command_exists("faketime")))
				confirm(&live, &clients[i]);
	tap_ok(server > 0, "step %s: openssl s_server presents the exported chain", exported_text(step->root, "index"));
	command_stop(server);
	free(live.trust);
	free(accept);
	free(device);
	free(key);
	free(chain);
	free(dir);
	free(host);
}

int main(void)
{
	if (!command_exists("openssl")) {
		tap_skip("live handshakes confirm verdicts", "openssl is not installed");
		return tap_done();
	}
	if (!command_exists("curl") || !command_exists("faketime"))
		tap_skip("curl confirms verdicts", "curl or faketime is not installed");
	for (size_t i = 0; i < PL_ARRAY_LEN(scenarios); i++) {
		char *scenario = pl_path_join(getenv("PINLAB_SRCDIR"), scenarios[i]);
		struct exported exported;
		bool made = exported_make(&exported, scenario);

		for (size_t j = 0; made && j < exported.n; j++)
			confirm_step(&exported.steps[j]);
		exported_clear(&exported);
		free(scenario);
	}
	return tap_done();
}
