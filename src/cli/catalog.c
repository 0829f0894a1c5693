/* What there is of each kind, from the tables that the engine itself uses. */
#include <config.h>

#include "cli/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "lab/event.h"
#include "lab/matrix.h"
#include "lab/provider.h"
#include "lab/reason.h"
#include "lab/strategy.h"
#include "pin/format.h"
#include "rehearsal/lint.h"
#include "report/report.h"
#include "util/buf.h"
#include "util/mem.h"

void pl_entries_add(struct pl_entries *entries, char *name, char *summary, char *about)
{
	*PL_PUSH(entries->items, entries->n, entries->cap) =
		(struct pl_entry){ .name = name, .summary = summary, .about = about };
}

void pl_entries_clear(struct pl_entries *entries)
{
	for (size_t i = 0; i < entries->n; i++) {
		free(entries->items[i].name);
		free(entries->items[i].summary);
		free(entries->items[i].about);
	}
	free(entries->items);
	*entries = (struct pl_entries){ 0 };
}

static void put_pins(struct pl_buf *about, const char *heading, const char *const *pins)
{
	for (size_t i = 0; pins && pins[i]; i++)
		pl_buf_printf(about, "%s%s", i ? ", " : heading, pins[i]);
}

static void add_strategy(struct pl_entries *out, const struct pl_strategy *strategy)
{
	struct pl_buf about = PL_BUF_INIT;

	pl_buf_puts(&about, strategy->about ? strategy->about : "");
	put_pins(&about, "\nPins: ", strategy->pins);
	put_pins(&about, "\nBackups: ", strategy->backups);
	pl_entries_add(out, pl_strdup(strategy->name), pl_strdup(strategy->summary),
		       pl_buf_take(&about));
}

static void fill_strategies(struct pl_entries *out)
{
	size_t n;
	const struct pl_strategy *const *list = pl_strategies(&n);

	for (size_t i = 0; i < n; i++)
		add_strategy(out, list[i]);
	list = pl_controls(&n);
	for (size_t i = 0; i < n; i++)
		add_strategy(out, list[i]);
}

/* "source (run); spelling: another (memory)". */
static void put_known(struct pl_buf *about, const struct pl_client *client)
{
	pl_buf_printf(about, "%s (%s)", client->source, pl_evidence_name(client->evidence));
	for (size_t i = 0; i < PL_AXES; i++) {
		const struct pl_known *known = &client->known[i];

		if (known->source)
			pl_buf_printf(about, "; %s: %s (%s)", pl_axis_name((enum pl_axis)i),
				      known->source, pl_evidence_name(known->evidence));
	}
}

static void fill_clients(struct pl_entries *out)
{
	size_t n;
	const struct pl_client *const *list = pl_clients(&n);

	for (size_t i = 0; i < n; i++) {
		const struct pl_client *client = list[i];
		struct pl_buf about = PL_BUF_INIT;

		pl_buf_printf(&about, "It %s, %s.\nKnown from: ",
			      pl_looks_at_words(client->looks_at), pl_client_chain_words(client));
		put_known(&about, client);
		pl_buf_putc(&about, '.');
		pl_entries_add(out, pl_strdup(client->name), pl_strdup(client->summary),
			       pl_buf_take(&about));
	}
}

static void put_params(struct pl_buf *about, const struct pl_event_kind *kind)
{
	for (size_t i = 0; i < kind->n_params; i++) {
		const struct pl_param *param = &kind->params[i];

		pl_buf_printf(about, "\n  %s: %s; %s", param->name,
			      pl_param_type_words(param->type), param->help ? param->help : "");
		for (size_t k = 0; param->choices && param->choices[k]; k++)
			pl_buf_printf(about, "%s%s", k ? " | " : " (", param->choices[k]);
		if (param->choices)
			pl_buf_putc(about, ')');
		if (param->required)
			pl_buf_puts(about, " [required]");
		else if (param->standard)
			pl_buf_printf(about, " [default: %s]", param->standard);
	}
}

static void fill_events(struct pl_entries *out)
{
	size_t n;
	const struct pl_event_kind *const *list = pl_event_kinds(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_buf about = PL_BUF_INIT;

		pl_buf_puts(&about, list[i]->about ? list[i]->about : "");
		put_params(&about, list[i]);
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary),
			       pl_buf_take(&about));
	}
}

static void fill_providers(struct pl_entries *out)
{
	size_t n;
	const struct pl_provider *const *list = pl_providers(&n);

	for (size_t i = 0; i < n; i++) {
		char *words = pl_provider_words(list[i]);
		char *about = pl_asprintf("%s\n%s\nKnown from: %s (%s).", list[i]->about, words,
					  list[i]->source, pl_evidence_name(list[i]->evidence));

		free(words);
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary), about);
	}
}

static void fill_attacks(struct pl_entries *out)
{
	size_t n;
	const struct pl_attack *const *list = pl_attacks(&n);

	for (size_t i = 0; i < n; i++)
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary),
			       pl_strdup(list[i]->about));
}

static void fill_states(struct pl_entries *out)
{
	for (int i = 0; i < PL_STATES; i++) {
		const struct pl_state_info *info = pl_state_info((enum pl_state)i);

		pl_entries_add(out, pl_strdup(info->name), pl_strdup(info->about),
			       pl_asprintf("Drawn as %s, in ASCII as %c. The verdict is '%s'.",
					   info->symbol, info->ascii,
					   pl_verdict_name(info->verdict)));
	}
}

static void fill_reasons(struct pl_entries *out)
{
	for (int i = 0; i < PL_REASONS; i++) {
		const struct pl_reason_info *info = pl_reason_info((enum pl_reason)i);
		char *about = info->remedy && info->remedy[0]
				      ? pl_asprintf("%s\nWhat helps: %s",
						    info->about ? info->about : "", info->remedy)
				      : pl_strdup(info->about);

		pl_entries_add(out, pl_strdup(info->name), pl_strdup(info->words), about);
	}
}

static void fill_standard(struct pl_entries *out)
{
	size_t n;
	const struct pl_standard *list = pl_standard_events(&n);

	for (size_t i = 0; i < n; i++)
		pl_entries_add(out, pl_strdup(list[i].name), pl_strdup(list[i].summary), NULL);
}

static void fill_formats(struct pl_entries *out)
{
	size_t n;
	const struct pl_report_format *const *list = pl_report_formats(&n);

	for (size_t i = 0; i < n; i++)
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary), NULL);
}

static void fill_pin_formats(struct pl_entries *out)
{
	size_t n;
	const struct pl_pin_format *const *list = pl_pin_formats(&n);

	for (size_t i = 0; i < n; i++)
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary),
			       pl_asprintf("Follows the rules of %s; %s.\nKnown from: %s.",
					   list[i]->client, list[i]->write ?
					   "it is read and written" : "it is only read",
					   list[i]->source));
}

static void fill_lint(struct pl_entries *out)
{
	size_t n;
	const struct pl_lint_rule *const *list = pl_lint_rules(&n);

	for (size_t i = 0; i < n; i++)
		pl_entries_add(out, pl_strdup(list[i]->id),
			       pl_asprintf("%s: %s", pl_severity_name(list[i]->severity),
					   list[i]->summary),
			       pl_asprintf("%s\nWhat helps: %s.\nSource: %s.\nSince: %s.",
					   list[i]->about, list[i]->remedy, list[i]->source,
					   list[i]->since));
}

static const struct pl_catalog strategies = { .name = "strategies", .one = "strategy", .fill = fill_strategies };
static const struct pl_catalog clients = { .name = "clients", .one = "client", .fill = fill_clients };
static const struct pl_catalog events = { .name = "events", .one = "event", .fill = fill_events };
static const struct pl_catalog providers = { .name = "providers", .one = "provider", .fill = fill_providers };
static const struct pl_catalog attacks = { .name = "attacks", .one = "attack", .fill = fill_attacks };
static const struct pl_catalog states = { .name = "states", .one = "state", .fill = fill_states };
static const struct pl_catalog reasons = { .name = "reasons", .one = "reason", .fill = fill_reasons };
static const struct pl_catalog standard = { .name = "standard", .one = "standard event", .fill = fill_standard };

static const struct pl_catalog formats = { .name = "formats", .one = "report format", .fill = fill_formats };

static const struct pl_catalog pin_formats = {
	.name = "pin-formats", .one = "pin format", .fill = fill_pin_formats,
};

static const struct pl_catalog lint = { .name = "lint", .one = "rule of check", .fill = fill_lint };

static const struct pl_catalog *const catalogs[] = {
	&strategies,
	&clients,
	&events,
	&providers,
	&attacks,
	&states,
	&reasons,
	&pl_catalog_hierarchies,
	&pl_catalog_scenarios,
	&pl_catalog_incidents,
	&standard,
	&pl_catalog_adoption,
	&pl_catalog_rollouts,
	&formats,
	&pin_formats,
	&lint,
};

const struct pl_catalog *const *pl_catalogs(size_t *n)
{
	*n = PL_ARRAY_LEN(catalogs);
	return catalogs;
}

const struct pl_catalog *pl_catalog_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(catalogs); i++) {
		if (strcmp(catalogs[i]->name, name) == 0)
			return catalogs[i];
	}
	return NULL;
}
