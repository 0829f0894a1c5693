/* Is there a way on when the first pin is lost, and does the set do what it seems to? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"

typedef void visit_rule(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			size_t of);

static bool is_entry(const struct pl_pinset *set, size_t of)
{
	return set->rules[of].written || set->rules[of].n_covers > 0;
}

static bool has_pins(const struct pl_pinset *set, size_t of)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == of)
			return true;
	}
	return false;
}

/* Rules with pins, whatever else they say. */
static void each_pinned(struct pl_gate *check, const struct pl_lint_rule *rule, visit_rule *visit)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_pinset *set = check->input.files[i].pins->set;

		for (size_t j = 0; j < set->n_rules; j++) {
			if (has_pins(set, j))
				visit(check, rule, i, j);
		}
	}
}

static const struct pl_gate_file *file_at(const struct pl_gate *check, size_t file)
{
	return &check->input.files[file];
}

static struct pl_finding *say(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			      size_t of, const char *what)
{
	char *name = pl_lint_rule_name(file_at(check, file), of);
	struct pl_finding *finding = pl_lint_add(check, rule,
						 pl_lint_rule_pos(file_at(check, file), of),
						 pl_asprintf("%s %s", name, what));

	free(name);
	return finding;
}

/* What takes one pin only cannot have a backup, so the client is to blame. */
static bool takes_one(const struct pl_client *client)
{
	return client->count.max == 1;
}

static void visit_single(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			 size_t of)
{
	if (pl_lint_distinct(file_at(check, file)->pins->set, of) != 1)
		return;
	if (takes_one(file_at(check, file)->client))
		say(check, rule, file, of, "has one pin, and its client takes no more")->severity =
			PL_SEVERITY_INFO;
	else
		say(check, rule, file, of, "has one pin: when that is lost, nobody connects");
}

static void check_single(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pinned(check, rule, visit_single);
}

/* How the pins of a rule lie on what is served today. */
struct spread {
	size_t pins, matching;
	bool several_chains; /* not all on one chain */
	bool one_key;        /* all of one key, whatever the form */
	const struct pl_gate_match *first;
};

static bool is_above(const struct pl_gate *check, const struct pl_gate_match *a,
		     const struct pl_gate_match *b)
{
	return check->targets[check->cells[a->cell].target].chain ==
	       check->targets[check->cells[b->cell].target].chain;
}

static struct spread spread_of(const struct pl_gate *check, size_t file, size_t of)
{
	const struct pl_pinset *set = file_at(check, file)->pins->set;
	struct spread spread = { .one_key = true };

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_gate_match *match;

		if (set->pins[i].rule != of)
			continue;
		spread.pins++;
		match = pl_lint_match(check, file, i);
		if (!match)
			continue;
		spread.matching++;
		if (!spread.first) {
			spread.first = match;
			continue;
		}
		spread.several_chains = spread.several_chains ||
					!is_above(check, spread.first, match);
		spread.one_key = spread.one_key && memcmp(spread.first->cert->spki_sha256,
							  match->cert->spki_sha256, 32) == 0;
	}
	return spread;
}

static void visit_line(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
		       size_t of)
{
	struct spread spread = spread_of(check, file, of);

	if (spread.pins < 2 || spread.matching < spread.pins || spread.several_chains ||
	    pl_lint_distinct(file_at(check, file)->pins->set, of) < 2)
		return;
	if (spread.one_key)
		say(check, rule, file, of, "pins one key in several forms, which are lost together");
	else
		say(check, rule, file, of,
		    "pins keys of one chain only, each above the other: when that CA is lost, or "
		    "the host leaves it, all are");
}

static void check_line(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pinned(check, rule, visit_line);
}

/* Everything is in use today, on more than one chain: nothing is kept back. */
static void visit_backup(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			 size_t of)
{
	struct spread spread = spread_of(check, file, of);

	if (spread.pins >= 2 && spread.matching == spread.pins && spread.several_chains)
		say(check, rule, file, of,
		    "has no pin that is not in use today: its chains hold every one of them");
}

static void check_backup(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pinned(check, rule, visit_backup);
}

static void check_empty(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_pinset *set = file_at(check, i)->pins->set;

		for (size_t j = 0; j < set->n_rules; j++) {
			if (is_entry(set, j) && !set->rules[j].excluded && !has_pins(set, j))
				say(check, rule, i, j, "has no pins");
		}
	}
}

static void visit_report(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			 size_t of)
{
	const struct pl_gate_file *at = file_at(check, file);

	if (!at->pins->set->rules[of].report_only)
		return;
	if (at->client->has_report_only)
		say(check, rule, file, of, "only reports: a mismatch stops nobody");
	else
		say(check, rule, file, of,
		    "says that it only reports, but its client knows no such mode and enforces");
}

static void check_report(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pinned(check, rule, visit_report);
}

static void visit_override(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			   size_t of)
{
	const struct pl_rule *terms = &file_at(check, file)->pins->set->rules[of];

	if (terms->override_system_cas)
		say(check, rule, file, of,
		    "is skipped for the roots of every device (overridePins), so for every chain")
			->severity = PL_SEVERITY_ERROR;
	else if (terms->override_user_cas)
		say(check, rule, file, of,
		    "is skipped for roots that a user or an administrator installed (overridePins)");
}

static void check_override(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_pinned(check, rule, visit_override);
}

const struct pl_lint_rule pl_lint_single_pin = {
	.id = "single-pin",
	.severity = PL_SEVERITY_WARNING,
	.summary = "one pin alone: nothing is left when its key is",
	.about = "A pin set is as long-lived as its last pin. With one there is no time between the "
		 "loss of a key and the outage; with a second one, of a key that is kept elsewhere, "
		 "there is.",
	.remedy = "add a pin of a key that is not in use: pinlab key makes one",
	.source = "RFC 7469 sections 2.5 and 4.3",
	.since = "2015-04",
	.check = check_single,
};

const struct pl_lint_rule pl_lint_one_key_line = {
	.id = "one-key-line",
	.severity = PL_SEVERITY_WARNING,
	.summary = "every pin is on one chain: one key, or one CA, takes them all",
	.about = "A leaf, its intermediate and its root look like three pins. They stand and fall "
		 "together as soon as the host has to leave that CA.",
	.remedy = "add a pin of a key outside this chain: a backup key of your own, or another CA's "
		  "root",
	.source = "RFC 7469 section 4.3: a backup pin is in no current chain",
	.since = "2015-04",
	.check = check_line,
};

const struct pl_lint_rule pl_lint_no_backup = {
	.id = "no-independent-backup",
	.severity = PL_SEVERITY_WARNING,
	.summary = "every pin is in use today, so none is a backup",
	.about = "A backup is a key that is in no chain that is served: what happens to a chain does "
		 "not happen to it.",
	.remedy = "add a pin of a key that is not in use: pinlab key makes one",
	.source = "RFC 7469 section 4.3",
	.since = "2015-04",
	.check = check_backup,
};

const struct pl_lint_rule pl_lint_no_pins = {
	.id = "no-pins",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a rule that names hosts and pins nothing",
	.about = "Some clients take it for no pinning at all, some refuse to load it, and a name that "
		 "a more general rule would have covered is unpinned by it.",
	.remedy = "add the pins, or remove the rule",
	.source = "the client's own rule, named by pinlab explain CLIENT",
	.since = "as long as the client is",
	.check = check_empty,
};

const struct pl_lint_rule pl_lint_report_only = {
	.id = "report-only",
	.severity = PL_SEVERITY_WARNING,
	.summary = "pins that are reported and not enforced",
	.about = "That is the right way to begin. Left like that, the app is not pinned.",
	.remedy = "enforce once the reports are quiet",
	.source = "RFC 7469 section 2.1; TrustKit kTSKEnforcePinning",
	.since = "2015-04",
	.check = check_report,
};

const struct pl_lint_rule pl_lint_override_pins = {
	.id = "override-pins",
	.severity = PL_SEVERITY_WARNING,
	.summary = "overridePins: roots that were installed on the device pass unpinned",
	.about = "Whoever can install a root, a company's proxy or a thief with the unlocked phone, "
		 "reads the traffic. In debug-overrides it is the default; elsewhere it is a decision.",
	.remedy = "remove overridePins outside debug-overrides, unless inspection is meant",
	.source = "Android, network-security-config: certificates overridePins",
	.since = "2016-08 (Android 7)",
	.check = check_override,
};
