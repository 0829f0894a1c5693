/* Which rules of lint are there, and what have they found? */
#include <config.h>

#include "rehearsal/lint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rehearsal/lint/parts.h"
#include "rehearsal/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_lint_rule *const rules[] = {
	&pl_lint_does_not_load,
	&pl_lint_breaks_today,
	&pl_lint_root_unknown,
	&pl_lint_not_enforced,
	&pl_lint_on_backup,
	&pl_lint_path_order,
	&pl_lint_some_paths,
	&pl_lint_placeholder,
	&pl_lint_sample_pin,
	&pl_lint_empty_digest,
	&pl_lint_wrong_length,
	&pl_lint_unreadable,
	&pl_lint_spelled_otherwise,
	&pl_lint_wrong_form,
	&pl_lint_duplicate,
	&pl_lint_single_pin,
	&pl_lint_one_key_line,
	&pl_lint_no_backup,
	&pl_lint_no_pins,
	&pl_lint_report_only,
	&pl_lint_override_pins,
	&pl_lint_pins_expired,
	&pl_lint_pins_expire,
	&pl_lint_expiry_zone,
	&pl_lint_expiry_ignored,
	&pl_lint_host_without_chain,
	&pl_lint_chain_without_rule,
	&pl_lint_subdomains,
	&pl_lint_other_hosts,
	&pl_lint_matches_nothing,
	&pl_lint_files_disagree,
	&pl_lint_rotating_intermediate,
	&pl_lint_ca_retires,
	&pl_lint_pinned_ca_ends,
	&pl_lint_distrusted,
	&pl_lint_leaf_certificate,
	&pl_lint_leaf_key,
	&pl_lint_rhythm,
	&pl_lint_leaf_ends,
	&pl_lint_leaf_only,
	&pl_lint_no_anchor,
	&pl_lint_shuffled,
	&pl_lint_strangers,
	&pl_lint_several_leaves,
};

static const char *const severities[PL_SEVERITIES] = { "info", "warning", "error" };

const char *pl_severity_name(enum pl_severity severity)
{
	return severities[severity];
}

bool pl_severity_parse(const char *text, enum pl_severity *out)
{
	for (int i = 0; i < PL_SEVERITIES; i++) {
		if (pl_streq(text, severities[i])) {
			*out = (enum pl_severity)i;
			return true;
		}
	}
	return false;
}

const struct pl_lint_rule *const *pl_lint_rules(size_t *n)
{
	*n = PL_ARRAY_LEN(rules);
	return rules;
}

void pl_finding_clear(struct pl_finding *finding)
{
	free(finding->message);
	free(finding->next);
}

size_t pl_gate_count(const struct pl_gate *check, enum pl_severity severity)
{
	size_t n = 0;

	for (size_t i = 0; i < check->n_findings; i++)
		n += check->findings[i].severity == severity;
	return n;
}

struct pl_finding *pl_lint_add(struct pl_gate *check, const struct pl_lint_rule *rule,
			       struct pl_pos pos, char *message)
{
	struct pl_finding *finding =
		PL_PUSH(check->findings, check->n_findings, check->cap_findings);

	*finding = (struct pl_finding){
		.rule = rule,
		.order = check->n_findings,
		.severity = rule->severity,
		.pos = pos,
		.date = PL_TIME_NONE,
		.message = message,
		.next = pl_strdup(rule->remedy),
	};
	return finding;
}

struct pl_finding *pl_lint_add_pin(struct pl_gate *check, const struct pl_lint_rule *rule,
				   const struct pl_pin *pin, char *message)
{
	struct pl_finding *finding = pl_lint_add(check, rule, pin->pos, message);

	finding->pin = pin;
	return finding;
}

void pl_lint_next(struct pl_finding *finding, char *next)
{
	free(finding->next);
	finding->next = next;
}

struct pl_pos pl_lint_rule_pos(const struct pl_gate_file *file, size_t rule)
{
	struct pl_pos pos = file->pins->set->rules[rule].pos;

	if (pos.file)
		return pos;
	return (struct pl_pos){ .file = file->pins->file };
}

struct pl_pos pl_lint_chain_pos(const struct pl_served *served)
{
	return (struct pl_pos){
		.file = served->file,
		.line = served->line,
		.column = served->line > 0,
	};
}

char *pl_lint_rule_name(const struct pl_gate_file *file, size_t rule)
{
	const struct pl_rule *of = &file->pins->set->rules[rule];

	if (of->n_covers == 0)
		return pl_strdup("this file");
	if (of->n_covers == 1)
		return pl_asprintf("the rule for %s", of->covers[0].name);
	return pl_asprintf("the rule for %s and %zu more", of->covers[0].name, of->n_covers - 1);
}

bool pl_lint_same_pin(const struct pl_pin *a, const struct pl_pin *b)
{
	return a->form == b->form && a->hash == b->hash && a->list == b->list &&
	       a->digest_len == b->digest_len &&
	       memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

size_t pl_lint_distinct(const struct pl_pinset *set, size_t rule)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++) {
		size_t j = 0;

		if (set->pins[i].rule != rule)
			continue;
		while (j < i && (set->pins[j].rule != rule ||
				 !pl_lint_same_pin(&set->pins[i], &set->pins[j])))
			j++;
		n += j == i;
	}
	return n;
}

const struct pl_gate_match *pl_lint_match(const struct pl_gate *check, size_t file, size_t pin)
{
	size_t at = check->matched[file][pin];

	return at == SIZE_MAX ? NULL : &check->matches[at];
}

const struct pl_known_ca *pl_lint_ca(const struct pl_gate *check, const struct pl_pin *pin)
{
	if (pin->form != PL_FORM_SPKI || pin->hash != PL_HASH_SHA256 || pin->digest_len != 32)
		return NULL;
	return pl_facts_ca(check->input.facts, pin->digest);
}

const struct pl_known_ca *pl_lint_ca_of(const struct pl_gate *check, const struct pl_cert *cert)
{
	return pl_facts_ca(check->input.facts, cert->spki_sha256);
}

const char *pl_lint_days(const struct pl_gate *check, int64_t date, char out[PL_LINT_DAYS])
{
	int64_t left = date / PL_DAY - check->input.at / PL_DAY;

	if (left == 0)
		snprintf(out, PL_LINT_DAYS, "today");
	else if (left > 0)
		snprintf(out, PL_LINT_DAYS, "in %" PRId64 " day%s", left, left == 1 ? "" : "s");
	else
		snprintf(out, PL_LINT_DAYS, "%" PRId64 " day%s ago", -left,
			 left == -1 ? "" : "s");
	return out;
}

const char *pl_lint_day(int64_t time, char *out)
{
	pl_time_format(time, out);
	out[10] = '\0';
	return out;
}

/* Worst first; of equals the earlier date, then the order of the rules and of the input. */
static int compare(const void *a, const void *b)
{
	const struct pl_finding *x = a, *y = b;
	int64_t at = x->date == PL_TIME_NONE ? INT64_MAX : x->date;
	int64_t other = y->date == PL_TIME_NONE ? INT64_MAX : y->date;

	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (at != other)
		return at < other ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void pl_gate_lint(struct pl_gate *check)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rules); i++)
		rules[i]->check(check, rules[i]);
	if (check->n_findings > 1)
		qsort(check->findings, check->n_findings, sizeof(*check->findings), compare);
}
