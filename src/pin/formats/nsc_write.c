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
	return (set->rules[0].user_cas || set->rules[0].no_system_cas) && !pl_put_has(set, 0);
}

/* Without this element anchors are those of base-config, and without that the system's roots. */
static void put_anchors(const struct writing *w, const struct pl_rule *rule)
{
	bool user = rule->override_user_cas || rule->user_cas;

	if (!rule->override_system_cas && !rule->no_system_cas && !user && !has_base(w->set))
		return;
	pl_buf_puts(w->out, "    <trust-anchors>\n");
	if (!rule->no_system_cas)
		pl_buf_printf(w->out, "      <certificates src=\"system\"%s/>\n",
			      rule->override_system_cas ? " overridePins=\"true\"" : "");
	if (user)
		pl_buf_printf(w->out, "      <certificates src=\"user\"%s/>\n",
			      rule->override_user_cas ? " overridePins=\"true\"" : "");
	pl_buf_puts(w->out, "    </trust-anchors>\n");
}

static void put_pins(const struct writing *w, size_t rule)
{
	int64_t end = w->set->rules[rule].expires;
	char date[PL_TIME_TEXT];

	if (pl_put_pins(w->set, rule) == 0)
		return;
	pl_buf_puts(w->out, "    <pin-set");
	if (end != PL_TIME_NONE)
		pl_buf_printf(w->out, " expiration=\"%s\"", pl_time_format_short(end, date));
	pl_buf_puts(w->out, ">\n");
	for (size_t i = 0; i < w->set->n; i++) {
		if (w->set->pins[i].rule == rule)
			pl_buf_printf(w->out, "      <pin digest=\"SHA-256\">%s</pin>\n",
				      pl_pin_text(&w->set->pins[i]));
	}
	pl_buf_puts(w->out, "    </pin-set>\n");
}

/* One without pins takes its names out of all others, for the most specific name counts. */
static void put_entry(const struct writing *w, size_t rule, const struct pl_pattern *names,
		      size_t n)
{
	pl_buf_puts(w->out, "  <domain-config>\n");
	put_names(w, names, n);
	put_anchors(w, &w->set->rules[rule]);
	put_pins(w, rule);
	if (w->trustkit && pl_put_pins(w->set, rule) > 0)
		pl_buf_printf(w->out, "    <trustkit-config enforcePinning=\"%s\"/>\n",
			      w->set->rules[rule].report_only ? "false" : "true");
	pl_buf_puts(w->out, "  </domain-config>\n");
}

/* TrustKit keeps one name of an entry, so that each gets its own. */
static void put_rule(const struct writing *w, size_t rule)
{
	const struct pl_rule *from = &w->set->rules[rule];

	if (!w->trustkit)
		put_entry(w, rule, from->covers, from->n_covers);
	for (size_t i = 0; w->trustkit && i < from->n_covers; i++)
		put_entry(w, rule, &from->covers[i], 1);
}

static void put_base(const struct writing *w)
{
	if (!has_base(w->set))
		return;
	pl_buf_puts(w->out, "  <base-config>\n");
	put_anchors(w, &w->set->rules[0]);
	pl_buf_puts(w->out, "  </base-config>\n");
}

void pl_nsc_write(const struct pl_pinset *set, bool trustkit, struct pl_buf *out)
{
	struct writing w = { set, out, trustkit };

	pl_buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<network-security-config>\n");
	put_base(&w);
	for (size_t i = 0; i < set->n_rules; i++) {
		if (set->rules[i].n_covers > 0)
			put_rule(&w, i);
	}
	pl_buf_puts(out, "</network-security-config>\n");
}
