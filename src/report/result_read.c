/* How a result is read back from the lines of a worker. */
#include <config.h>

#include "report/result_json.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

#define LINE_MAX_BYTES (64u << 20)

/* One line at hand; anything unexpected in it spoils it. */
struct reader {
	struct pl_result *out;
	const struct pl_node *at; /* the object of the line */
	bool bad;
	bool ended;
	size_t lines;
};

static const struct pl_node *member(const struct reader *r, const char *key)
{
	return r->at && r->at->kind == PL_NODE_MAP ? pl_node_get(r->at, key, NULL) : NULL;
}

static bool is_null(const struct pl_node *node)
{
	return node->kind == PL_NODE_TEXT && !node->quoted && strcmp(node->text, "null") == 0;
}

/* A copy of a text, NULL for null. */
static char *node_text(struct reader *r, const struct pl_node *node)
{
	if (!node || node->kind != PL_NODE_TEXT)
		r->bad = true;
	else if (!is_null(node))
		return pl_strdup(node->text);
	return NULL;
}

static char *get_text(struct reader *r, const char *key)
{
	return node_text(r, member(r, key));
}

/* As get_text, where null makes no sense. */
static char *get_word(struct reader *r, const char *key)
{
	char *text = get_text(r, key);

	if (!text) {
		r->bad = true;
		text = pl_strdup("");
	}
	return text;
}

static int64_t node_int(struct reader *r, const struct pl_node *node)
{
	const char *text = node && node->kind == PL_NODE_TEXT ? node->text : "";
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		r->bad = true;
	return value;
}

static int64_t get_int(struct reader *r, const char *key)
{
	return node_int(r, member(r, key));
}

static int get_small(struct reader *r, const char *key)
{
	int64_t value = get_int(r, key);

	if (value < INT_MIN || value > INT_MAX)
		r->bad = true;
	return (int)value;
}

/* An index below `limit`, or `none` for null. */
static size_t node_index(struct reader *r, const struct pl_node *node, size_t limit, size_t none)
{
	int64_t value;

	if (node && is_null(node))
		return none;
	value = node_int(r, node);
	if (value < 0 || (uint64_t)value >= limit) {
		r->bad = true;
		return none;
	}
	return (size_t)value;
}

static bool get_bool(struct reader *r, const char *key)
{
	const struct pl_node *node = member(r, key);

	if (!node || node->kind != PL_NODE_TEXT)
		r->bad = true;
	return node && node->kind == PL_NODE_TEXT && strcmp(node->text, "true") == 0;
}

static int64_t get_time(struct reader *r, const char *key)
{
	const struct pl_node *node = member(r, key);
	const char *why;
	int64_t time = 0;

	if (!node || node->kind != PL_NODE_TEXT || !pl_time_parse(node->text, &time, &why))
		r->bad = true;
	return time;
}

/* A list's members; a thing that is no list has none. */
static size_t get_list(struct reader *r, const char *key, struct pl_node ***items)
{
	const struct pl_node *node = member(r, key);

	if (!node || node->kind != PL_NODE_LIST) {
		r->bad = true;
		return 0;
	}
	*items = node->items;
	return node->n;
}

static void get_variant(struct reader *r)
{
	const struct pl_node *line = r->at, *variant = member(r, "variant");

	if (!variant) {
		r->bad = true;
	} else if (!is_null(variant)) {
		r->at = variant;
		free(r->out->variant);
		r->out->variant = get_word(r, "name");
		r->out->variant_at = (size_t)get_int(r, "index");
		r->out->more = get_bool(r, "more");
		r->at = line;
	}
}

static void read_scenario(struct reader *r)
{
	free(r->out->name);
	free(r->out->file);
	r->out->name = get_text(r, "name");
	r->out->file = get_text(r, "file");
	r->out->seed = (uint64_t)get_int(r, "seed");
	free(r->out->skip);
	free(r->out->known_bad);
	r->out->skip = get_text(r, "skip");
	r->out->known_bad = get_text(r, "knownBad");
	get_variant(r);
}

static void read_attack(struct reader *r)
{
	struct pl_result_attack *attack =
		PL_PUSH(r->out->attacks, r->out->n_attacks, r->out->cap_attacks);

	attack->name = get_word(r, "name");
	attack->letter = get_word(r, "letter");
}

static void get_hex(struct reader *r, const char *key, char out[65])
{
	char *text = get_word(r, key);

	if (strlen(text) != 64)
		r->bad = true;
	else
		memcpy(out, text, 65);
	free(text);
}

static void read_cert(struct reader *r)
{
	struct pl_result_cert *cert = PL_PUSH(r->out->certs, r->out->n_certs, r->out->cap_certs);

	*cert = (struct pl_result_cert){ .id = get_word(r, "id") };
	cert->subject = get_text(r, "subject");
	cert->issuer = get_text(r, "issuer");
	cert->not_before = get_time(r, "notBefore");
	cert->not_after = get_time(r, "notAfter");
	get_hex(r, "sha256", cert->sha256);
	get_hex(r, "spki", cert->spki);
}

static void read_row(struct reader *r)
{
	struct pl_result_row *row = PL_PUSH(r->out->rows, r->out->n_rows, r->out->cap_rows);
	const struct pl_node *line = r->at;
	struct pl_node **items = NULL;
	size_t n;

	*row = (struct pl_result_row){ .id = get_word(r, "id") };
	row->strategy = get_word(r, "strategy");
	row->client = get_word(r, "client");
	row->device = get_word(r, "device");
	row->host = get_word(r, "host");
	row->version = get_word(r, "version");
	n = get_list(r, "pins", &items);
	for (size_t i = 0; i < n; i++) {
		struct pl_result_pin *pin = PL_PUSH(row->pins, row->n_pins, row->cap_pins);
		char *form;

		r->at = items[i];
		*pin = (struct pl_result_pin){ .pin = get_word(r, "pin") };
		form = get_word(r, "form");
		if (!pl_pin_form_parse(form, &pin->form))
			r->bad = true;
		free(form);
		pin->origin = get_text(r, "origin");
		pin->backup = get_bool(r, "backup");
	}
	r->at = line;
}

static void get_chain(struct reader *r, struct pl_result_outcome *outcome)
{
	char *word = get_word(r, "chain");

	if (pl_streq(word, "valid"))
		outcome->chain = PL_CHAIN_VALID;
	else if (pl_streq(word, "unchecked"))
		outcome->chain = PL_CHAIN_UNCHECKED;
	else if (pl_reason_parse(word, &outcome->chain_fault))
		outcome->chain = PL_CHAIN_FAULT;
	else
		r->bad = true;
	free(word);
}

static void get_judgement(struct reader *r, struct pl_result_outcome *outcome)
{
	char *verdict = get_word(r, "verdict"), *state = get_word(r, "state");
	char *reason = get_word(r, "reason"), *evidence = get_word(r, "evidence");
	bool known = false;

	if (!pl_verdict_parse(verdict, &outcome->verdict) ||
	    !pl_state_parse(state, &outcome->state) || !pl_reason_parse(reason, &outcome->reason))
		r->bad = true;
	for (int i = PL_EVIDENCE_RUN; i <= PL_EVIDENCE_MEMORY; i++) {
		if (pl_streq(evidence, pl_evidence_name((enum pl_evidence)i))) {
			outcome->evidence = (enum pl_evidence)i;
			known = true;
		}
	}
	r->bad |= !known;
	free(verdict);
	free(state);
	free(reason);
	free(evidence);
}

static void get_notes(struct reader *r, struct pl_result_outcome *outcome)
{
	struct pl_node **items = NULL;
	size_t n = get_list(r, "notes", &items);

	for (size_t i = 0; i < n; i++) {
		unsigned bit =
			items[i]->kind == PL_NODE_TEXT ? pl_result_note_bit(items[i]->text) : 0;

		outcome->notes |= bit;
		r->bad |= bit == 0;
	}
}

static void get_matched(struct reader *r, struct pl_result_outcome *outcome)
{
	const struct pl_node *line = r->at, *matched = member(r, "matched");

	outcome->matched_cert = PL_INDEX_NONE;
	if (!matched) {
		r->bad = true;
	} else if (!is_null(matched)) {
		r->at = matched;
		outcome->matched_pin = get_word(r, "pin");
		outcome->matched_cert = (uint32_t)node_index(r, member(r, "certificate"),
							     r->out->n_certs, PL_INDEX_NONE);
		r->at = line;
	}
}

/* Only where a host's nodes differ. */
static void get_node(struct reader *r, struct pl_result_outcome *outcome)
{
	const struct pl_node *line = r->at, *node = member(r, "node");
	char *share;
	const char *why;

	if (!node)
		return;
	r->at = node;
	outcome->node = (unsigned)get_small(r, "number");
	share = get_word(r, "share");
	r->bad |= !share || !pl_share_parse(share, &outcome->share, &why);
	free(share);
	r->at = line;
}

static void read_outcome(struct reader *r)
{
	struct pl_result_outcome outcome = { .enforced = get_bool(r, "enforced") };
	struct pl_node **items = NULL;
	size_t n = get_list(r, "path", &items);

	get_judgement(r, &outcome);
	get_chain(r, &outcome);
	get_matched(r, &outcome);
	get_notes(r, &outcome);
	get_node(r, &outcome);
	if (n > 0)
		outcome.path = pl_calloc(n, sizeof(*outcome.path));
	outcome.n_path = n;
	for (size_t i = 0; i < n; i++)
		outcome.path[i] = (uint32_t)node_index(r, items[i], r->out->n_certs, PL_INDEX_NONE);
	*PL_PUSH(r->out->outcomes, r->out->n_outcomes, r->out->cap_outcomes) = outcome;
}

static uint32_t *get_cells(struct reader *r, const char *key, size_t *n)
{
	struct pl_node **items = NULL;
	uint32_t *cells;

	*n = get_list(r, key, &items);
	cells = pl_calloc(*n + 1, sizeof(*cells));
	for (size_t i = 0; i < *n; i++)
		cells[i] = (uint32_t)node_index(r, items[i], r->out->n_outcomes, PL_INDEX_NONE);
	return cells;
}

static void read_step(struct reader *r)
{
	struct pl_result_step *step = PL_PUSH(r->out->steps, r->out->n_steps, r->out->cap_steps);
	struct pl_node **items = NULL;
	size_t n_cells, n_detected;

	*step = (struct pl_result_step){ .index = r->out->n_steps - 1, .at = get_int(r, "at") };
	step->event = get_word(r, "event");
	step->id = get_text(r, "id");
	step->title = get_text(r, "title");
	step->note = get_text(r, "note");
	step->honest = get_cells(r, "honest", &step->n_rows);
	step->attacks = get_cells(r, "attacks", &n_cells);
	n_detected = get_list(r, "detected", &items);
	step->detected = pl_calloc(n_detected + 1, sizeof(*step->detected));
	for (size_t i = 0; i < n_detected; i++)
		step->detected[i] = is_null(items[i]) ? PL_TIME_NONE : node_int(r, items[i]);
	if (step->n_rows > r->out->n_rows || n_detected != r->out->n_attacks ||
	    n_cells != step->n_rows * r->out->n_attacks)
		r->bad = true;
}

static void get_attack(struct reader *r, int *attack, bool may_be_none)
{
	*attack = get_small(r, "attack");
	if (*attack < (may_be_none ? -1 : 0) || *attack >= (int)r->out->n_attacks)
		r->bad = true;
}

static void read_check(struct reader *r)
{
	struct pl_result_check *check =
		PL_PUSH(r->out->checks, r->out->n_checks, r->out->cap_checks);

	*check = (struct pl_result_check){ .file = get_text(r, "file") };
	check->line = get_small(r, "line");
	check->column = get_small(r, "column");
	check->whole_run = get_bool(r, "whole-run");
	check->met = get_bool(r, "met");
	check->expected = get_word(r, "expected");
	check->actual = get_word(r, "actual");
	check->step = node_index(r, member(r, "step"), r->out->n_steps, SIZE_MAX);
	check->row = (uint32_t)node_index(r, member(r, "row"), r->out->n_rows, PL_INDEX_NONE);
	check->subject = get_text(r, "subject");
	get_attack(r, &check->attack, true);
	check->has_last_good = get_bool(r, "has-last-good");
	check->last_good = node_index(r, member(r, "last-good"), r->out->n_steps, SIZE_MAX);
	check->cause = get_text(r, "cause");
	check->fix = get_text(r, "fix");
}

static void read_exposure(struct reader *r)
{
	struct pl_result_exposure *exposure =
		PL_PUSH(r->out->exposure, r->out->n_exposure, r->out->cap_exposure);
	const struct pl_node *detected;

	exposure->row = (uint32_t)node_index(r, member(r, "row"), r->out->n_rows, PL_INDEX_NONE);
	get_attack(r, &exposure->attack, false);
	exposure->from = get_int(r, "from");
	exposure->to = get_int(r, "to");
	detected = member(r, "detected");
	exposure->detected = detected && is_null(detected) ? PL_TIME_NONE : get_int(r, "detected");
}

static void read_tradeoff(struct reader *r)
{
	struct pl_result_tradeoff *tradeoff =
		PL_PUSH(r->out->tradeoff, r->out->n_tradeoff, r->out->cap_tradeoff);

	tradeoff->row = (uint32_t)node_index(r, member(r, "row"), r->out->n_rows, PL_INDEX_NONE);
	tradeoff->lasted = get_int(r, "seconds");
	tradeoff->down = get_int(r, "down");
	tradeoff->exposed = get_int(r, "exposed");
	tradeoff->stopped = (size_t)get_int(r, "stopped");
	tradeoff->attacks = (size_t)get_int(r, "attacks");
	tradeoff->stopped_for = get_int(r, "stoppedSeconds");
}

static void read_error(struct reader *r)
{
	struct pl_result_error *error =
		PL_PUSH(r->out->errors, r->out->n_errors, r->out->cap_errors);

	*error = (struct pl_result_error){ .kind = (enum pl_error_kind)get_small(r, "kind") };
	error->file = get_text(r, "file");
	error->line = get_small(r, "line");
	error->column = get_small(r, "column");
	error->message = get_word(r, "message");
	error->quote = get_text(r, "quote");
	error->caret = get_small(r, "caret");
}

static void read_fleet(struct reader *r)
{
	r->bad |= !pl_result_read_fleet(r->at, r->out);
}

static void read_point(struct reader *r)
{
	r->bad |= !pl_result_read_point(r->at, r->out);
}

static const struct {
	const char *key;
	void (*read)(struct reader *r);
} kinds[] = {
	{ "scenario", read_scenario }, { "attack", read_attack },     { "certificate", read_cert },
	{ "row", read_row },           { "outcome", read_outcome },   { "step", read_step },
	{ "check", read_check },       { "exposure", read_exposure }, { "error", read_error },
	{ "tradeoff", read_tradeoff }, { "fleet", read_fleet },       { "fleet-point", read_point },
};

static void read_line(struct reader *r, const struct pl_node *root)
{
	const struct pl_node *item;
	const char *key;

	if (root->kind != PL_NODE_MAP || root->n != 1) {
		r->bad = true;
		return;
	}
	key = root->keys[0]->text;
	item = root->items[0];
	for (size_t i = 0; i < PL_ARRAY_LEN(kinds); i++) {
		if (strcmp(key, kinds[i].key) == 0) {
			r->at = item;
			kinds[i].read(r);
			return;
		}
	}
	if (strcmp(key, "warning") == 0) {
		char *text = node_text(r, item);

		*PL_PUSH(r->out->warnings, r->out->n_warnings, r->out->cap_warnings) =
			text ? text : pl_strdup("");
	} else if (strcmp(key, "end") == 0) {
		r->ended = node_int(r, item) == (int64_t)r->lines;
		r->bad |= !r->ended;
	} else {
		r->bad = true;
	}
}

bool pl_result_read(struct pl_bytes lines, size_t *used, struct pl_result *out,
		    struct pl_error *err)
{
	struct reader r = { .out = out };
	const char *at = (const char *)lines.data, *end = at + lines.len;

	while (!r.bad && !r.ended && at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((stop ? stop : end) - at);
		struct pl_doc *doc = pl_json_parse("(a worker's result)",
						   (struct pl_bytes){ (const uint8_t *)at, len },
						   LINE_MAX_BYTES, err);

		if (!doc) {
			pl_result_clear(out);
			return false;
		}
		read_line(&r, pl_doc_root(doc));
		pl_doc_free(doc);
		r.lines++;
		at += stop ? len + 1 : len;
	}
	if (r.bad || !r.ended) {
		pl_result_clear(out);
		return pl_error_environment(err, NULL,
					    r.bad ? "a worker's result makes no sense"
						  : "a worker's result is cut off");
	}
	*used = (size_t)(at - (const char *)lines.data);
	pl_result_link_checks(out);
	return true;
}
