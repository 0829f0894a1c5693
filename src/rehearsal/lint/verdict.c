/* Is a name refused today, or let in without its pins? */
#include <config.h>

#include <stdint.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_gate_file *file_of(const struct pl_gate *check,
					   const struct pl_gate_cell *cell)
{
	return &check->input.files[cell->file];
}

static const char *host_of(const struct pl_gate *check, const struct pl_gate_cell *cell)
{
	return check->targets[cell->target].name;
}

static struct pl_pos pos_of(const struct pl_gate *check, const struct pl_gate_cell *cell)
{
	const struct pl_gate_file *file = file_of(check, cell);

	if (cell->rule == SIZE_MAX)
		return (struct pl_pos){ .file = file->pins->file };
	return pl_lint_rule_pos(file, cell->rule);
}

/* A finding about one cell, in the words of the judge. */
static void say_cell(struct pl_gate *check, const struct pl_lint_rule *rule,
		     const struct pl_gate_cell *cell, const char *how)
{
	const struct pl_reason_info *reason = pl_reason_info(cell->outcome->reason);
	struct pl_finding *finding =
		pl_lint_add(check, rule, pos_of(check, cell),
			    pl_asprintf("%s %s %s (%s): %s", file_of(check, cell)->client->name,
					how, host_of(check, cell), reason->name, cell->why));

	finding->host = host_of(check, cell);
	finding->pin = cell->outcome->pin;
	if (reason->remedy)
		pl_lint_next(finding, pl_strdup(reason->remedy));
}

static bool loads(const struct pl_gate_file *file, struct pl_pin_answer *answer)
{
	return pl_client_loads(file->client, file->pins->set, answer);
}

static void check_loading(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_gate_file *file = &check->input.files[i];
		struct pl_pin_answer answer;
		struct pl_finding *finding;
		struct pl_pos pos = { .file = file->pins->file };

		if (loads(file, &answer))
			continue;
		if (answer.pin)
			pos = answer.pin->pos;
		finding = pl_lint_add(check, rule, pos,
				      pl_asprintf("%s does not load this file: %s",
						  file->client->name, answer.detail));
		finding->pin = answer.pin;
	}
}

static void check_breaking(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		const struct pl_gate_cell *cell = &check->cells[i];

		/* Said once for the whole file. */
		if (cell->outcome->verdict == PL_BREAKS &&
		    cell->outcome->reason != PL_REASON_PINS_INVALID)
			say_cell(check, rule, cell, "refuses");
	}
}

static void check_enforced(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		const struct pl_gate_cell *cell = &check->cells[i];
		bool skipped = cell->outcome->state == PL_STATE_UNENFORCED ||
			       (cell->outcome->reason == PL_REASON_NO_PINS &&
				file_of(check, cell)->pins->set->n > 0);

		/* A date that is past has a rule of its own. */
		if (skipped && cell->outcome->reason != PL_REASON_PINS_EXPIRED)
			say_cell(check, rule, cell, "connects without its pins to");
	}
}

static void check_backup(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		if (check->cells[i].outcome->state == PL_STATE_ON_BACKUP)
			say_cell(check, rule, &check->cells[i], "reaches by a backup pin alone");
	}
}

static void check_order(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		const struct pl_gate_cell *cell = &check->cells[i];
		struct pl_finding *finding;

		if (!cell->other)
			continue;
		finding = pl_lint_add(check, rule, pos_of(check, cell),
				      pl_asprintf("%s: %s where a device %s, %s where it does not",
						  host_of(check, cell),
						  pl_reason_info(cell->outcome->reason)->words,
						  cell->row % 2 ? "follows the chain as it was sent"
								: "prefers the shortest path",
						  pl_reason_info(cell->other->reason)->words));
		finding->host = host_of(check, cell);
	}
}

/* Every pin of the cell that is on some path is not on all of them. */
static bool depends_on_path(const struct pl_gate *check, const struct pl_gate_cell *cell,
			    const struct pl_gate_match **example)
{
	*example = NULL;
	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *match = &check->matches[cell->first_match + i];

		if (!match->cert)
			continue;
		if (match->paths >= match->all_paths)
			return false;
		*example = match;
	}
	return *example;
}

static void check_some_paths(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		const struct pl_gate_match *match;
		struct pl_finding *finding;

		if (check->cells[i].outcome->verdict == PL_BREAKS ||
		    !depends_on_path(check, &check->cells[i], &match))
			continue;
		finding = pl_lint_add_pin(
			check, rule, pl_gate_pin(check, match->file, match->pin),
			pl_asprintf("a device that takes another path to %s meets no pin: %s is on "
				    "%zu of %zu valid paths, and no pin is on all",
				    host_of(check, &check->cells[i]), pl_cert_label(match->cert),
				    match->paths, match->all_paths));
		finding->host = host_of(check, &check->cells[i]);
	}
}

const struct pl_lint_rule pl_lint_does_not_load = {
	.id = "does-not-load",
	.severity = PL_SEVERITY_ERROR,
	.summary = "the client refuses the pin file as a whole",
	.about = "What a client cannot read, it refuses when the app starts or connects, or ignores "
		 "with every other pin of the file. Whether it is one or the other depends on the "
		 "client; the judge knows each one's own rules.",
	.remedy = "mend what the message names; every pin of the file is lost until then",
	.source = "the client's own reader, named by pinlab explain CLIENT",
	.since = "as long as the client is",
	.check = check_loading,
};

const struct pl_lint_rule pl_lint_breaks_today = {
	.id = "breaks-today",
	.severity = PL_SEVERITY_ERROR,
	.summary = "an app with this file cannot connect to a host at this date",
	.about = "The chain, the pins and the client were put before the same judge as in every run: "
		 "paths first, then pins, in the client's own order.",
	.remedy = "make the pins and the chain fit each other before this ships",
	.source = "pinlab's judge",
	.since = "always",
	.check = check_breaking,
};

const struct pl_lint_rule pl_lint_not_enforced = {
	.id = "not-enforced",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the app connects, but its pins are not asked",
	.about = "Nobody is cut off, and nothing is protected: the trust store of the device decides "
		 "alone, as if there were no pins.",
	.remedy = "decide whether that is meant, and say so with the file or without it",
	.source = "pinlab's judge",
	.since = "always",
	.check = check_enforced,
};

const struct pl_lint_rule pl_lint_on_backup = {
	.id = "on-backup-today",
	.severity = PL_SEVERITY_WARNING,
	.summary = "only a backup pin matches: one step from an outage",
	.about = "A backup pin is for the day when the first one is lost. When it is in use, there is "
		 "none left for the next change.",
	.remedy = "release the app with a new backup pin now",
	.source = "RFC 7469 section 4.3",
	.since = "2015-04",
	.check = check_backup,
};

const struct pl_lint_rule pl_lint_path_order = {
	.id = "path-order",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the verdict depends on which path a device tries first",
	.about = "With cross-signed authorities there are several valid paths. Libraries differ in "
		 "which one they take: the shortest to something they trust, or what the server "
		 "sent.",
	.remedy = "pin something that is on every path, or send a chain that has one path",
	.source = "RFC 4158 section 2.3; OpenSSL X509_V_FLAG_TRUSTED_FIRST",
	.since = "always",
	.check = check_order,
};

const struct pl_lint_rule pl_lint_some_paths = {
	.id = "some-paths",
	.severity = PL_SEVERITY_WARNING,
	.summary = "no pin is on every valid path of a host",
	.about = "Which path a device takes depends on its trust store: an older one may know another "
		 "root. A pin that is on one path only cuts off whoever takes the other.",
	.remedy = "pin something that is on every path: the leaf, its issuer, or each root",
	.source = "RFC 4158 section 2.3",
	.since = "always",
	.check = check_some_paths,
};
