/* Is a name refused today, or let in without its pins? */
#include <config.h>

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* A sentence as a clause: "Present the full chain." is "present the full chain". Caller frees. */
static char *clause(const char *sentence)
{
	size_t len = strlen(sentence);
	char *out = pl_strndup(sentence, len - (sentence[len - 1] == '.'));

	out[0] = (char)tolower((unsigned char)out[0]);
	return out;
}

/* A finding about one cell, in the words of the judge. */
static void say_cell(struct pl_gate *check, const struct pl_lint_rule *rule,
		     const struct pl_gate_cell *cell, const char *how)
{
	const struct pl_reason_info *reason = pl_reason_info(cell->outcome->reason);
	char *names = pl_gate_names(check, cell->target);
	struct pl_finding *finding =
		pl_lint_add(check, rule, pos_of(check, cell),
			    pl_asprintf("%s %s %s (%s): %s", file_of(check, cell)->client->name,
					how, names, reason->name, cell->why));

	free(names);
	finding->host = host_of(check, cell);
	finding->pin = cell->outcome->pin;
	if (reason->remedy && *reason->remedy)
		pl_lint_next(finding, clause(reason->remedy));
}

/* What is true of several names alike is said once. */
static const struct pl_gate_cell *next_cell(const struct pl_gate *check, size_t *at)
{
	while (*at < check->n_cells && pl_gate_is_repeated(check, check->cells[*at].target))
		++*at;
	return *at < check->n_cells ? &check->cells[(*at)++] : NULL;
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
		if (answer.pos.line > 0)
			pos = answer.pos;
		finding = pl_lint_add(check, rule, pos,
				      pl_asprintf("%s does not load this file: %s",
						  file->client->name, answer.detail));
		finding->pin = answer.pin;
	}
}

static void check_breaking(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
		/* Said once for the whole file. */
		if (cell->outcome->verdict == PL_BREAKS && !cell->unsure &&
		    cell->outcome->reason != PL_REASON_PINS_INVALID)
			say_cell(check, rule, cell, "refuses");
	}
}

static void say_likely(struct pl_gate *check, const struct pl_lint_rule *rule,
		       const struct pl_gate_cell *cell)
{
	const struct pl_cert *highest = check->targets[cell->target].served->highest;
	struct pl_finding *finding = pl_lint_add(
		check, rule, pos_of(check, cell),
		pl_asprintf("%s: no certificate that was given has a pin of %s, but %s names %s as its "
			    "issuer, and that one's key is pinned", host_of(check, cell),
			    file_of(check, cell)->pins->file, pl_cert_label(highest),
			    cell->likely->common_name));

	finding->host = host_of(check, cell);
	finding->severity = PL_SEVERITY_WARNING;
	pl_lint_next(finding, pl_asprintf("give %s with --trust to be sure",
					  cell->likely->common_name));
}

static void check_unsure(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
		if (cell->unsure && cell->likely)
			say_likely(check, rule, cell);
		else if (cell->unsure)
			pl_lint_add(check, rule, pos_of(check, cell),
				    pl_asprintf("%s: no certificate that was given has a pin of %s, and "
						"the root above %s is not known", host_of(check, cell),
						file_of(check, cell)->pins->file,
						pl_cert_label(check->targets[cell->target]
								      .served->highest)))
				->host = host_of(check, cell);
	}
}

static void check_enforced(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
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
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
		if (cell->outcome->state == PL_STATE_ON_BACKUP)
			say_cell(check, rule, cell, "reaches by a backup pin alone");
	}
}

static void check_order(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
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

/* How many of the cell's paths have no pin at all; *example is a pin of another one. */
static size_t unpinned_paths(const struct pl_gate *check, const struct pl_gate_cell *cell,
			     const struct pl_gate_match **example)
{
	uint64_t on = 0;
	size_t n = 0;

	*example = NULL;
	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *match = &check->matches[cell->first_match + i];

		on |= match->on;
		if (match->cert)
			*example = match;
	}
	for (size_t i = 0; *example && i < (*example)->all_paths && i < 64; i++)
		n += !(on & UINT64_C(1) << i);
	return n;
}

static void check_some_paths(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_gate_cell *cell;

	for (size_t i = 0; (cell = next_cell(check, &i)) != NULL;) {
		const struct pl_gate_match *match;
		struct pl_finding *finding;
		size_t n;

		if (cell->outcome->verdict == PL_BREAKS)
			continue;
		n = unpinned_paths(check, cell, &match);
		if (n == 0)
			continue;
		finding = pl_lint_add_pin(
			check, rule, pl_gate_pin(check, match->file, match->pin),
			pl_asprintf("%zu of %zu valid paths to %s have no pin at all: a device that "
				    "takes another one than that with %s is cut off", n,
				    match->all_paths, host_of(check, cell),
				    pl_cert_label(match->cert)));
		finding->host = host_of(check, cell);
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

const struct pl_lint_rule pl_lint_root_unknown = {
	.id = "root-unknown",
	.severity = PL_SEVERITY_ERROR,
	.summary = "nothing matches below a root that was not given, so nothing can be said",
	.about = "This client compares its pins with the root as well. Without the root nobody can "
		 "tell whether the app connects; a gate does not open on that.",
	.remedy = "give the root with --trust FILE, as a distribution's ca-certificates.crt",
	.source = "RFC 5280 section 6.1.1: trust anchors are an input",
	.since = "always",
	.check = check_unsure,
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
	.summary = "some valid path of a host has no pin on it",
	.about = "Which path a device takes depends on its trust store: an older one may know another "
		 "root. A pin that is on one path only cuts off whoever takes the other.",
	.remedy = "pin something that is on every path: the leaf, its issuer, or each root",
	.source = "RFC 4158 section 2.3",
	.since = "always",
	.check = check_some_paths,
};
