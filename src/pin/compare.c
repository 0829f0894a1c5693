/* What does a client say of the pins, given what was sent and the chosen path? */
#include <config.h>

#include "pin/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/time.h"

static void say_end(const struct pl_comparison *c, int64_t end, bool closes)
{
	const char *what = c->client->expiry.kind == PL_EXPIRY_LIST_AGE ? "list" : "pin set";
	char date[PL_TIME_TEXT];

	c->out->axes |= PL_AXIS(PL_AXIS_EXPIRY);
	c->out->result = closes ? PL_PINS_STALE : PL_PINS_EXPIRED;
	snprintf(c->out->detail, sizeof(c->out->detail), "the %s ended %s%s", what,
		 pl_time_format_short(end, date),
		 closes ? ", and is one that refuses from then on" : "");
}

static void say_uncovered(const struct pl_comparison *c)
{
	c->out->result = PL_PINS_NOT_COVERED;
	if (!c->client->hosts.uncovered_fails)
		return;
	c->out->result = PL_PINS_MISMATCH;
	snprintf(c->out->detail, sizeof(c->out->detail), "%s refuses a host that it has no entry for",
		 c->client->name);
}

/* Rules past their end no longer apply; true when that leaves an answer, and no rule. */
static bool drop_ended(const struct pl_comparison *c)
{
	const struct pl_pinset *set = c->q->set;
	int64_t ended = PL_TIME_NONE;
	bool left = false;

	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];
		int64_t end = pl_client_rule_end(c->client, set, rule, c->q->zone);

		if (c->applies[i] && end != PL_TIME_NONE && c->q->now >= end) {
			c->applies[i] = false;
			ended = end;
			if (rule->closed && c->client->expiry.closes) {
				say_end(c, end, true);
				return true;
			}
		}
		left = left || c->applies[i];
	}
	if (!left)
		say_end(c, ended, false);
	if (!left && c->client->hosts.uncovered_fails)
		say_uncovered(c);
	return !left;
}

static size_t applying_pins(const struct pl_comparison *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->q->set->n; i++)
		n += c->applies[c->q->set->pins[i].rule];
	return n;
}

/* RFC 6698 section 4.1. */
static bool has_usable(const struct pl_comparison *c)
{
	for (size_t i = 0; i < c->q->set->n; i++) {
		const struct pl_pin *pin = &c->q->set->pins[i];

		if (c->applies[pin->rule] && pl_client_usage(c->client, c->q->set, pin) <= 3)
			return true;
	}
	return false;
}

/* Every rule that applies only reports. */
static bool only_reports(const struct pl_comparison *c)
{
	for (size_t i = 0; i < c->q->set->n_rules; i++) {
		if (c->applies[i] && !c->q->set->rules[i].report_only)
			return false;
	}
	return true;
}

static bool overrides_local(const struct pl_comparison *c)
{
	if (c->client->local.rule == PL_LOCAL_BYPASSED)
		return true;
	for (size_t i = 0; c->client->local.rule == PL_LOCAL_BY_RULE && i < c->q->set->n_rules; i++) {
		if (c->applies[i] && c->q->set->rules[i].override_user_cas)
			return true;
	}
	return false;
}

/* A rule for which the device's own roots override pins too: then nothing enforces them. */
static bool overrides_system(const struct pl_comparison *c)
{
	const struct pl_local_rules *rules = &c->client->local;

	for (size_t i = 0; rules->before_pins && i < c->q->set->n_rules; i++) {
		if (c->applies[i] && c->q->set->rules[i].override_system_cas)
			return true;
	}
	return false;
}

static bool bypass_system(const struct pl_comparison *c)
{
	if (!overrides_system(c))
		return false;
	c->out->axes |= PL_AXIS(PL_AXIS_LOCAL);
	c->out->result = PL_PINS_BYPASSED;
	snprintf(c->out->detail, sizeof(c->out->detail),
		 "the roots of the device's own store override the pins, so that nothing enforces "
		 "them");
	return true;
}

static bool bypass(const struct pl_comparison *c)
{
	if (!c->q->local_anchor)
		return bypass_system(c);
	c->out->axes |= PL_AXIS(PL_AXIS_LOCAL);
	if (!overrides_local(c))
		return false;
	c->out->result = PL_PINS_BYPASSED;
	snprintf(c->out->detail, sizeof(c->out->detail),
		 "the path ends in a root that was installed on the device, and %s does not "
		 "enforce pins there", c->client->name);
	return true;
}

/* The first rule that applies and has an end that this client does not know. */
static bool has_unknown_end(const struct pl_comparison *c)
{
	for (size_t i = 0; i < c->q->set->n_rules; i++) {
		const struct pl_rule *rule = &c->q->set->rules[i];

		if (c->applies[i] && rule->expires != PL_TIME_NONE && c->q->now >= rule->expires)
			return c->client->expiry.kind == PL_EXPIRY_NONE;
	}
	return false;
}

/* A rule of the set that this client does not know is ignored, and said to be. */
static void say_mismatch(const struct pl_comparison *c)
{
	struct pl_pin_answer *out = c->out;
	bool reports = only_reports(c);

	out->result = PL_PINS_MISMATCH;
	if (reports)
		out->axes |= PL_AXIS(PL_AXIS_REPORT);
	if (reports && c->client->has_report_only) {
		out->result = PL_PINS_REPORT_ONLY;
		snprintf(out->detail, sizeof(out->detail),
			 "pin-mismatch, which is reported and not enforced");
	} else if (reports) {
		snprintf(out->detail, sizeof(out->detail),
			 "%s has no report-only mode, it enforces", c->client->name);
	} else if (has_unknown_end(c)) {
		snprintf(out->detail, sizeof(out->detail),
			 "%s knows no end of a pin set, it still enforces", c->client->name);
	}
}

/* No pin, and nothing that would fail without one. */
static bool is_empty(const struct pl_comparison *c)
{
	if (applying_pins(c) > 0)
		return false;
	return c->client->empty != PL_EMPTY_FAILS || (!pl_pins_have_list(c, PL_LIST_LEAF) &&
						      !pl_pins_have_list(c, PL_LIST_CA));
}

/* True when a rule that applies only takes the host out of the others. */
static bool is_excluded(const struct pl_comparison *c)
{
	for (size_t i = 0; i < c->q->set->n_rules; i++) {
		if (!c->applies[i] || !c->q->set->rules[i].excluded)
			continue;
		c->out->result = PL_PINS_NOT_COVERED;
		snprintf(c->out->detail, sizeof(c->out->detail),
			 "an entry of its own takes %.60s out of the others", c->q->host);
		return true;
	}
	return false;
}

/* Whatever keeps pins from being compared at all. */
static bool is_settled(const struct pl_comparison *c)
{
	const struct pl_pinset *set = c->q->set;
	struct pl_pin_answer *out = c->out;

	if (set->n == 0 && set->n_rules == 1 && !set->rules[0].written) {
		out->result = PL_PINS_NONE;
		return true;
	}
	out->axes |= PL_AXIS(PL_AXIS_HOSTS);
	if (!pl_rules_select(c->client, set, c->q->host, c->applies)) {
		say_uncovered(c);
		return true;
	}
	if (is_excluded(c) || drop_ended(c))
		return true;
	if (c->client->chain.rule == PL_CHAIN_BY_USAGE && !has_usable(c)) {
		out->result = PL_PINS_NONE;
		snprintf(out->detail, sizeof(out->detail),
			 "no usable record is left, so it is as if there were none");
		return true;
	}
	if (is_empty(c)) {
		out->result = PL_PINS_NONE;
		return true;
	}
	return c->client->local.before_pins && bypass(c);
}

static bool is_noted(const struct pl_comparison *c)
{
	const struct pl_pinset *set = c->q->set;
	const struct pl_pin *first = NULL;

	if (!c->client->count.wants_backup)
		return true;
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (!c->applies[pin->rule])
			continue;
		if (first && memcmp(first->digest, pin->digest, PL_DIGEST_MAX) != 0)
			return true;
		first = first ? first : pin;
	}
	c->out->result = PL_PINS_NONE;
	c->out->axes |= PL_AXIS(PL_AXIS_COUNT);
	snprintf(c->out->detail, sizeof(c->out->detail),
		 "%s notes no host without a backup pin", c->client->name);
	return false;
}

/* One pin that cannot be read, or has the wrong length, spoils them all. */
static bool is_forgotten(const struct pl_comparison *c)
{
	uint8_t digest[PL_DIGEST_MAX];
	size_t len;

	for (size_t i = 0; c->client->bad_pin == PL_BAD_FORGETS && i < c->q->set->n; i++) {
		const struct pl_pin *pin = &c->q->set->pins[i];

		if (pl_pin_read(c->client, pin, digest, &len) == PL_READ_WELL)
			continue;
		c->out->result = PL_PINS_NONE;
		c->out->axes |= PL_AXIS(PL_AXIS_SPELLING);
		snprintf(c->out->detail, sizeof(c->out->detail),
			 "%s ignores the whole header, for %.50s is no pin", c->client->name,
			 pin->spelling);
		return true;
	}
	return false;
}

static void run(const struct pl_comparison *c)
{
	if (is_forgotten(c) || is_settled(c) || !is_noted(c))
		return;
	c->out->axes |= PL_AXIS(PL_AXIS_BYTES) | PL_AXIS(PL_AXIS_CANDIDATES);
	if (!pl_pins_match(c) && c->out->result != PL_PINS_UNSUPPORTED && !bypass(c))
		say_mismatch(c);
	if (c->out->pin && c->out->pin->spelled != PL_SPELLED_NOT)
		c->out->axes |= PL_AXIS(PL_AXIS_SPELLING);
}

/* A mismatch rests on the reading of every literal. */
static void add_spelling(const struct pl_pinset *set, struct pl_pin_answer *out)
{
	if (out->result != PL_PINS_MISMATCH && out->result != PL_PINS_REPORT_ONLY)
		return;
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].spelled != PL_SPELLED_NOT)
			out->axes |= PL_AXIS(PL_AXIS_SPELLING);
	}
}

void pl_client_compare(const struct pl_client *client, const struct pl_pin_question *question,
		       struct pl_pin_answer *out)
{
	struct pl_comparison c = { .client = client, .q = question, .out = out };

	if (!pl_client_loads(client, question->set, out))
		return;
	c.applies = pl_calloc(question->set->n_rules, sizeof(*c.applies));
	run(&c);
	add_spelling(question->set, out);
	free(c.applies);
}
