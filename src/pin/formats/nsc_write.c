/* How are pins written as a Network Security Configuration? */
#include <config.h>

#include "data/xml.h"
#include "pin/formats/nsc.h"
#include "pin/formats/put.h"
#include "util/time.h"

struct writing {
	const struct pl_pinset *set;
	struct pl_buf *out;
	bool trustkit;
};

static void put_names(const struct writing *w, const struct pl_pattern *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pl_buf_printf(w->out, "    <domain includeSubdomains=\"%s\">",
			      names[i].subdomains ? "true" : "false");
		pl_xml_put(w->out, names[i].name, true);
		pl_buf_puts(w->out, "</domain>\n");
	}
}

/* What the platform's own anchors are for names that no entry covers. */
static bool has_base(const struct pl_pinset *set)
{
	return set->rules[0].user_cas && !pl_put_has(set, 0);
}

/* Without this element anchors are those of base-config, and without that the system's roots. */
static void put_anchors(const struct writing *w, const struct pl_rule *rule)
{
	if (!rule->override_system_cas && !rule->override_user_cas && !rule->user_cas &&
	    !has_base(w->set))
		return;
	pl_buf_puts(w->out, "    <trust-anchors>\n");
	pl_buf_printf(w->out, "      <certificates src=\"system\"%s/>\n",
		      rule->override_system_cas ? " overridePins=\"true\"" : "");
	if (rule->override_user_cas || rule->user_cas)
		pl_buf_printf(w->out, "      <certificates src=\"user\"%s/>\n",
			      rule->override_user_cas ? " overridePins=\"true\"" : "");
	pl_buf_puts(w->out, "    </trust-anchors>\n");
}

static void put_pins(const struct writing *w, size_t rule)
{
	int64_t end = w->set->rules[rule].expires;
	char date[PL_TIME_TEXT], base64[PL_PUT_BASE64];

	if (pl_put_pins(w->set, rule) == 0)
		return;
	pl_buf_puts(w->out, "    <pin-set");
	if (end != PL_TIME_NONE)
		pl_buf_printf(w->out, " expiration=\"%s\"",
			      pl_time_format_short(end - end % PL_DAY, date));
	pl_buf_puts(w->out, ">\n");
	for (size_t i = 0; i < w->set->n; i++) {
		if (w->set->pins[i].rule == rule)
			pl_buf_printf(w->out, "      <pin digest=\"SHA-256\">%s</pin>\n",
				      pl_put_base64(&w->set->pins[i], base64));
	}
	pl_buf_puts(w->out, "    </pin-set>\n");
}

static void put_entry(const struct writing *w, size_t rule, const struct pl_pattern *names,
		      size_t n)
{
	pl_buf_puts(w->out, "  <domain-config>\n");
	put_names(w, names, n);
	put_anchors(w, &w->set->rules[rule]);
	put_pins(w, rule);
	if (w->trustkit && !w->set->rules[rule].excluded)
		pl_buf_printf(w->out, "    <trustkit-config enforcePinning=\"%s\"/>\n",
			      w->set->rules[rule].report_only ? "false" : "true");
	pl_buf_puts(w->out, "  </domain-config>\n");
}

/* TrustKit keeps one name of an entry, so that each gets its own. An entry without pins takes its
 * names out of all others, for the exact name is the one that counts. */
static bool put_rule(const struct writing *w, size_t rule, const char *host,
		     struct pl_pin_losses *losses, struct pl_error *err)
{
	struct pl_put_names names;

	if (!pl_put_names(&w->set->rules[rule], host, &names, err))
		return false;
	pl_put_lose_terms(w->set, rule,
			  PL_PUT_LISTS | (w->trustkit ? 0 : PL_PUT_REPORTS), losses);
	if (!w->trustkit)
		put_entry(w, rule, names.items, names.n);
	for (size_t i = 0; w->trustkit && i < names.n; i++)
		put_entry(w, rule, &names.items[i], 1);
	return true;
}

static void put_base(const struct writing *w)
{
	if (!has_base(w->set))
		return;
	pl_buf_puts(w->out, "  <base-config>\n");
	put_anchors(w, &w->set->rules[0]);
	pl_buf_puts(w->out, "  </base-config>\n");
}

/* TrustKit stops the app with fewer; a pin that nobody has is no way out. */
static bool has_enough(const struct pl_pinset *set, size_t rule, bool trustkit, struct pl_error *err)
{
	size_t n = pl_put_pins(set, rule);

	if (!trustkit || set->rules[rule].report_only || set->rules[rule].excluded || n >= 2 ||
	    !pl_put_has(set, rule))
		return true;
	return pl_error_input(err, set->rules[rule].pos,
			      "TrustKit wants two pins where it enforces, and there %s %zu; add the "
			      "pin of a backup key", n == 1 ? "is" : "are", n);
}

bool pl_nsc_write(const struct pl_pinset *set, const char *host, bool trustkit, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	struct writing w = { set, out, trustkit };
	bool ok = pl_put_check(set, trustkit ? "a file of TrustKit-Android"
					     : "a Network Security Configuration", err);

	for (size_t i = 0; ok && i < set->n_rules; i++)
		ok = has_enough(set, i, trustkit, err);
	if (!ok)
		return false;
	pl_buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<network-security-config>\n");
	put_base(&w);
	for (size_t i = 0; ok && i < set->n_rules; i++)
		ok = !pl_put_has(set, i) || put_rule(&w, i, host, losses, err);
	pl_buf_puts(out, "</network-security-config>\n");
	return ok;
}
