/* How are expectations written: an author's own, and the verdicts of a step? */
#include <config.h>

#include "scenario/emit.h"

#include <stdlib.h>

#include "data/yaml.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void emit_what(struct pl_flow *flow, const struct pl_expect *expect)
{
	if (expect->has_verdict)
		pl_flow_text(flow, "verdict", pl_verdict_name(expect->verdict));
	if (expect->has_state)
		pl_flow_text(flow, "state", pl_state_info(expect->state)->name);
	if (expect->has_reason)
		pl_flow_text(flow, "reason", pl_reason_info(expect->reason)->name);
	pl_flow_text(flow, "pin", expect->pin);
	pl_flow_text(flow, "client", expect->client);
	pl_flow_text(flow, "device", expect->device);
	pl_flow_text(flow, "host", expect->host);
	pl_flow_text(flow, "version", expect->version);
}

static bool is_bare_verdict(const struct pl_expect *expect)
{
	return expect->has_verdict && !expect->has_state && !expect->has_reason && !expect->pin &&
	       !expect->client && !expect->device && !expect->host && !expect->version;
}

static void emit_row(struct pl_buf *out, const struct pl_expect *expect)
{
	struct pl_flow flow;

	if (is_bare_verdict(expect)) {
		pl_yaml_scalar(out, pl_verdict_name(expect->verdict));
		return;
	}
	flow = pl_flow_map(out);
	emit_what(&flow, expect);
	pl_flow_end(&flow);
}

static bool same_rows(const struct pl_expect *a, const struct pl_expect *b)
{
	return a->kind == b->kind && pl_streq(a->attack, b->attack) &&
	       pl_streq(a->strategy, b->strategy);
}

static bool seen_before(const struct pl_expect *expects, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (same_rows(&expects[j], &expects[i]))
			return true;
	return false;
}

/* "STRATEGY: ...", with a list when there are several for it. */
static void emit_rows(struct pl_buf *out, const char *indent, const struct pl_expect *expects,
		      size_t n, size_t i)
{
	size_t same = 0;

	for (size_t j = i; j < n; j++)
		same += same_rows(&expects[i], &expects[j]);
	pl_buf_puts(out, indent);
	pl_yaml_scalar(out, expects[i].strategy);
	pl_buf_putc(out, ':');
	for (size_t j = i; j < n; j++) {
		if (!same_rows(&expects[i], &expects[j]))
			continue;
		if (same > 1)
			pl_buf_printf(out, "\n%s  - ", indent);
		else
			pl_buf_putc(out, ' ');
		emit_row(out, &expects[j]);
	}
	pl_buf_putc(out, '\n');
}

static bool attack_seen(const struct pl_expect *expects, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (pl_streq(expects[j].attack, expects[i].attack))
			return true;
	return false;
}

static void emit_attack(struct pl_buf *out, const char *indent, const struct pl_expect *expects,
			size_t n, const char *attack)
{
	char *deeper = pl_asprintf("%s  ", indent);

	pl_buf_puts(out, indent);
	pl_yaml_scalar(out, attack);
	pl_buf_puts(out, ":\n");
	for (size_t i = 0; i < n; i++)
		if (pl_streq(expects[i].attack, attack) && !seen_before(expects, i))
			emit_rows(out, deeper, expects, n, i);
	free(deeper);
}

static void emit_attacks(struct pl_buf *out, const char *indent, const struct pl_expect *expects,
			 size_t n)
{
	char *deeper = pl_asprintf("%s  ", indent);
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!expects[i].attack || attack_seen(expects, i))
			continue;
		if (!any)
			pl_buf_printf(out, "%sattacks:\n", indent);
		any = true;
		emit_attack(out, deeper, expects, n, expects[i].attack);
	}
	free(deeper);
}

/* A list, of one too. */
static void emit_fleet(struct pl_buf *out, const char *indent, const struct pl_expect *expects,
		       size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (expects[i].kind != PL_EXPECT_FLEET)
			continue;
		if (!any)
			pl_buf_printf(out, "%sfleet:\n", indent);
		any = true;
		pl_buf_printf(out, "%s  - ", indent);
		pl_emit_fleet_claim(out, &expects[i]);
		pl_buf_putc(out, '\n');
	}
}

/* `indent` is that of the word `expect`. */
static void emit_expects(struct pl_buf *out, const char *indent, const struct pl_expect *expects,
			 size_t n)
{
	char *deeper;

	if (n == 0)
		return;
	deeper = pl_asprintf("%s  ", indent);
	pl_buf_printf(out, "%sexpect:\n", indent);
	for (size_t i = 0; i < n; i++)
		if (expects[i].kind != PL_EXPECT_FLEET && !expects[i].attack &&
		    !seen_before(expects, i))
			emit_rows(out, deeper, expects, n, i);
	emit_attacks(out, deeper, expects, n);
	emit_fleet(out, deeper, expects, n);
	free(deeper);
}

size_t pl_emit_event_expects(struct pl_buf *out, const struct pl_event *event, const char *indent)
{
	emit_expects(out, indent, event->expects, event->n_expects);
	return event->n_expects;
}

/* Which axes tell the rows of this step apart. */
struct axes {
	bool client, device, host, version;
};

static bool is_shown(const struct pl_run *run, const struct pl_step *step, size_t row)
{
	return !run->rows[row]->control && pl_step_honest(step, row);
}

static struct axes find_axes(const struct pl_run *run, const struct pl_step *step, size_t row)
{
	const struct pl_row *this = run->rows[row];
	struct axes axes = { false, false, false, false };

	for (size_t i = 0; i < step->n_rows; i++) {
		const struct pl_row *other = run->rows[i];

		if (!is_shown(run, step, i) ||
		    !pl_streq(other->strategy->name, this->strategy->name))
			continue;
		axes.device = axes.device || !pl_streq(other->device, this->device);
		axes.host = axes.host || !pl_streq(other->host, this->host);
		axes.version = axes.version || !pl_streq(other->version, this->version);
	}
	return axes;
}

static bool is_meant(const char *wanted, const char *is)
{
	return !wanted || pl_streq(wanted, is);
}

/* The pin that the event's author named for this cell, if it is the one that matched. */
static char *author_pin(const struct pl_event *event, const struct pl_row *row,
			const struct pl_outcome *outcome, const char *attack)
{
	for (size_t i = 0; outcome->pin && i < event->n_expects; i++) {
		const struct pl_expect *expect = &event->expects[i];

		if (expect->pin && pl_streq(expect->attack, attack) &&
		    is_meant(expect->strategy, row->strategy->name) &&
		    is_meant(expect->client, row->client->name) &&
		    is_meant(expect->device, row->device) && is_meant(expect->host, row->host) &&
		    is_meant(expect->version, row->version) &&
		    (pl_streq(outcome->pin->spelling, expect->pin) ||
		     pl_streq(outcome->pin->origin, expect->pin)))
			return expect->pin;
	}
	return NULL;
}

/* A verdict says it all where its reason tells the states apart. */
static bool is_plain(enum pl_state state)
{
	return state != PL_STATE_ON_BACKUP && state != PL_STATE_UNENFORCED &&
	       state != PL_STATE_MOOT && state != PL_STATE_DETECTED;
}

/* The texts are borrowed from the run. */
static struct pl_expect expect_outcome(const struct pl_run *run, const struct pl_step *step,
				       size_t row, const struct pl_outcome *outcome,
				       const char *attack)
{
	const struct pl_row *this = run->rows[row];
	struct axes axes = find_axes(run, step, row);

	return (struct pl_expect){
		.kind = PL_EXPECT_AT,
		.strategy = this->strategy->name,
		.device = axes.device ? this->device : NULL,
		.host = axes.host ? this->host : NULL,
		.version = axes.version ? this->version : NULL,
		.attack = (char *)(uintptr_t)attack,
		.has_verdict = is_plain(outcome->state),
		.verdict = outcome->verdict,
		.has_state = !is_plain(outcome->state),
		.state = outcome->state,
		.has_reason = true,
		.reason = outcome->reason,
		.pin = author_pin(step->event, this, outcome, attack),
	};
}

size_t pl_emit_step_expects(struct pl_buf *out, const struct pl_run *run,
			    const struct pl_step *step)
{
	struct pl_expect *expects = NULL;
	size_t n = 0, cap = 0;

	for (size_t row = 0; row < step->n_rows; row++)
		if (is_shown(run, step, row))
			*PL_PUSH(expects, n, cap) = expect_outcome(
				run, step, row, pl_step_honest(step, row), NULL);
	for (size_t attack = 0; attack < run->n_attacks; attack++)
		for (size_t row = 0; row < step->n_rows; row++) {
			const struct pl_outcome *outcome = is_shown(run, step, row) ?
				pl_step_attack(run, step, row, attack) : NULL;

			if (outcome)
				*PL_PUSH(expects, n, cap) = expect_outcome(
					run, step, row, outcome, run->attacks[attack]->name);
		}
	emit_expects(out, "    ", expects, n);
	free(expects);
	return n;
}

static const char *claim_word(enum pl_expect_kind kind)
{
	static const char *const words[] = {
		[PL_EXPECT_AT] = "at",
		[PL_EXPECT_NEVER] = "never",
		[PL_EXPECT_ALWAYS] = "always",
		[PL_EXPECT_EVENTUALLY] = "eventually",
		[PL_EXPECT_WITHIN] = "within",
		[PL_EXPECT_DOWN] = "down",
		[PL_EXPECT_EXPOSED] = "exposed",
		[PL_EXPECT_FLEET] = "fleet",
	};

	return words[kind];
}

static bool is_about_steps(enum pl_expect_kind kind)
{
	return kind == PL_EXPECT_NEVER || kind == PL_EXPECT_ALWAYS || kind == PL_EXPECT_EVENTUALLY;
}

/* "2d of rotation"; takes the text. */
static char *within(char *when, int64_t length)
{
	char duration[PL_DURATION_TEXT];
	char *out = pl_asprintf("%s of %s", pl_duration_format(length, duration), when);

	free(when);
	return out;
}

static void emit_claim(struct pl_buf *out, const struct pl_expect *claim)
{
	struct pl_expect what = *claim;
	char duration[PL_DURATION_TEXT], *when;
	struct pl_flow flow;

	if (claim->kind == PL_EXPECT_FLEET) {
		pl_buf_puts(out, "  - {fleet: ");
		pl_emit_fleet_claim(out, claim);
		pl_buf_puts(out, "}\n");
		return;
	}
	pl_buf_puts(out, "  - ");
	flow = pl_flow_map(out);
	if (is_about_steps(claim->kind)) {
		pl_flow_text(&flow, claim_word(claim->kind),
			     claim->has_verdict ? pl_verdict_name(claim->verdict)
						: pl_state_info(claim->state)->name);
		if (claim->has_verdict)
			what.has_verdict = false;
		else
			what.has_state = false;
	} else if (claim->kind == PL_EXPECT_DOWN || claim->kind == PL_EXPECT_EXPOSED) {
		pl_flow_key(&flow, claim_word(claim->kind));
		pl_buf_printf(out, "\"%s %s\"", pl_compare_sign(claim->compare),
			      pl_duration_format(claim->duration, duration));
	} else {
		when = pl_emit_when(&claim->at);
		if (claim->kind == PL_EXPECT_WITHIN)
			when = within(when, claim->duration);
		pl_flow_text(&flow, claim_word(claim->kind), when);
		free(when);
	}
	pl_flow_text(&flow, "strategy", claim->strategy);
	pl_flow_text(&flow, "attack", claim->attack);
	emit_what(&flow, &what);
	pl_flow_end(&flow);
	pl_buf_putc(out, '\n');
}

size_t pl_emit_claims(struct pl_buf *out, const struct pl_model *model)
{
	if (model->n_expects == 0)
		return 0;
	pl_buf_puts(out, "expect:\n");
	for (size_t i = 0; i < model->n_expects; i++)
		emit_claim(out, &model->expects[i]);
	return model->n_expects;
}
