/*
 * When was which certificate served? Nobody wrote that down, so this is an
 * assumption: the newest valid one, from its notBefore on. Where the past may
 * have been several ways (certificates of two kinds of keys at once, chains to
 * two roots), each is laid out, and a verdict that differs among them is none.
 */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define ROOTS_MAX 4   /* different ends of chains that are tried */
#define ALTERNATIONS 3 /* A, B, A, B, each before the one before has ended: two lines at once */

/* The kind of a certificate's key: what a server has one certificate for. */
enum line { LINE_RSA, LINE_OTHER, LINE_UNKNOWN };
static const char *const line_words[] = { "an RSA key", "an ECDSA key" };

static enum line line_of(const struct pl_past *past)
{
	if (!*past->cert->key_words)
		return LINE_UNKNOWN;
	return pl_starts_with(past->cert->key_words, "RSA") ? LINE_RSA : LINE_OTHER;
}

static bool is_valid(const struct pl_past *past, int64_t at)
{
	return past->cert->not_before <= at && at <= past->cert->not_after;
}

/* A change from one kind to the other happens once; two lines go on beside each other. */
static bool has_two_lines(const struct pl_history *history)
{
	unsigned changes = 0;

	for (size_t i = 1; i < history->n; i++) {
		enum line before = line_of(&history->pasts[i - 1]), line = line_of(&history->pasts[i]);

		if (before != LINE_UNKNOWN && line != LINE_UNKNOWN && before != line &&
		    is_valid(&history->pasts[i - 1], history->pasts[i].cert->not_before))
			changes++;
	}
	return changes >= ALTERNATIONS;
}

struct layout {
	struct pl_history *history;
	bool two_lines;
	const struct pl_cert *roots[ROOTS_MAX]; /* at which chains of one certificate may end */
	size_t n_roots;
	int64_t *cuts;
	size_t n_cuts, cap_cuts;
};

static const struct pl_cert *top_of(const struct pl_way *way)
{
	return way->path.certs[way->path.n - 1];
}

static bool is_same_key(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0;
}

static void add_root(struct layout *layout, const struct pl_cert *root)
{
	for (size_t i = 0; i < layout->n_roots; i++) {
		if (is_same_key(layout->roots[i], root))
			return;
	}
	if (layout->n_roots < ROOTS_MAX)
		layout->roots[layout->n_roots++] = root;
}

/* Whether it could have been served this way at any time that counts. */
static bool could_be(const struct pl_history *history, const struct pl_way *way)
{
	return way->from < history->until && way->until >= history->from && way->from <= way->until;
}

static bool has_several_roots(const struct pl_history *history, const struct pl_past *past)
{
	const struct pl_way *first = NULL;

	for (size_t i = 0; i < past->n_ways; i++) {
		if (!could_be(history, &past->ways[i]))
			continue;
		if (first && !is_same_key(top_of(first), top_of(&past->ways[i])))
			return true;
		first = &past->ways[i];
	}
	return false;
}

static void find_roots(struct layout *layout)
{
	for (size_t i = 0; i < layout->history->n; i++) {
		const struct pl_past *past = &layout->history->pasts[i];

		for (size_t j = 0; has_several_roots(layout->history, past) && j < past->n_ways; j++) {
			if (could_be(layout->history, &past->ways[j]))
				add_root(layout, top_of(&past->ways[j]));
		}
	}
}

/* The newest valid certificate of a line; SIZE_MAX: none. */
static size_t newest(const struct pl_history *history, int64_t at, enum line line)
{
	for (size_t i = history->n; i-- > 0;) {
		if (is_valid(&history->pasts[i], at) &&
		    (line == LINE_UNKNOWN || line_of(&history->pasts[i]) == line))
			return i;
	}
	return SIZE_MAX;
}

static size_t choose_way(const struct pl_past *past, int64_t at, const struct pl_cert *root)
{
	size_t valid = SIZE_MAX;

	for (size_t i = 0; i < past->n_ways; i++) {
		const struct pl_way *way = &past->ways[i];

		if (at < way->from || at > way->until)
			continue;
		if (root && is_same_key(top_of(way), root))
			return i;
		if (valid == SIZE_MAX)
			valid = i;
	}
	return valid == SIZE_MAX ? 0 : valid;
}

static struct pl_serving serving_at(const struct pl_history *history, int64_t at, enum line line,
				    const struct pl_cert *root)
{
	struct pl_serving serving = { .past = newest(history, at, line) };

	if (serving.past == SIZE_MAX && line != LINE_UNKNOWN)
		serving.past = newest(history, at, LINE_UNKNOWN);
	if (serving.past != SIZE_MAX)
		serving.way = choose_way(&history->pasts[serving.past], at, root);
	return serving;
}

static void cut(struct layout *layout, int64_t at)
{
	if (at > layout->history->from && at < layout->history->until)
		*PL_PUSH(layout->cuts, layout->n_cuts, layout->cap_cuts) = at;
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void find_cuts(struct layout *layout)
{
	struct pl_history *history = layout->history;
	size_t n = 0;

	for (size_t i = 0; i < history->n; i++) {
		const struct pl_past *past = &history->pasts[i];

		cut(layout, past->cert->not_before);
		cut(layout, past->cert->not_after + 1);
		for (size_t j = 0; j < past->n_ways; j++) {
			cut(layout, past->ways[j].from);
			cut(layout, past->ways[j].until + 1);
		}
	}
	*PL_PUSH(layout->cuts, layout->n_cuts, layout->cap_cuts) = history->from;
	qsort(layout->cuts, layout->n_cuts, sizeof(*layout->cuts), by_time);
	for (size_t i = 0; i < layout->n_cuts; i++) {
		if (n == 0 || layout->cuts[i] != layout->cuts[n - 1])
			layout->cuts[n++] = layout->cuts[i];
	}
	layout->n_cuts = n;
}

static char *words_of(const struct layout *layout, int line, const struct pl_cert *root)
{
	struct pl_buf words = PL_BUF_INIT;

	if (layout->two_lines)
		pl_buf_printf(&words, "the certificate has %s", line_words[line]);
	if (root)
		pl_buf_printf(&words, "%sthe chain ends at %s", words.len ? " and " : "",
			      root->common_name ? root->common_name : root->subject);
	return pl_buf_take(&words);
}

static void add_might(struct layout *layout, int line, const struct pl_cert *root)
{
	struct pl_history *history = layout->history;
	struct pl_might *might = PL_PUSH(history->mights, history->n_mights, history->cap_mights);

	might->words = words_of(layout, line, root);
	might->servings = pl_calloc(layout->n_cuts, sizeof(*might->servings));
	for (size_t i = 0; i < layout->n_cuts; i++)
		might->servings[i] = serving_at(history, layout->cuts[i],
						layout->two_lines ? (enum line)line : LINE_UNKNOWN, root);
}

static bool is_same(const struct pl_history *history, size_t a, size_t b)
{
	for (size_t i = 0; i < history->n_mights; i++) {
		const struct pl_serving *x = &history->mights[i].servings[a];
		const struct pl_serving *y = &history->mights[i].servings[b];

		if (x->past != y->past || (x->past != SIZE_MAX && x->way != y->way))
			return false;
	}
	return true;
}

/* Spans in which the same is served in every world become one. */
static void make_spans(struct layout *layout)
{
	struct pl_history *history = layout->history;
	size_t n = 0;

	history->spans = pl_calloc(layout->n_cuts, sizeof(*history->spans));
	for (size_t i = 0; i < layout->n_cuts; i++) {
		if (n > 0 && is_same(history, n - 1, i))
			continue;
		history->spans[n].from = layout->cuts[i];
		for (size_t j = 0; j < history->n_mights; j++)
			history->mights[j].servings[n] = history->mights[j].servings[i];
		n++;
	}
	for (size_t i = 0; i < n; i++)
		history->spans[i].until = i + 1 < n ? history->spans[i + 1].from : history->until;
	history->n_spans = n;
}

static int64_t last_end(const struct pl_history *history)
{
	int64_t end = PL_TIME_MIN;

	for (size_t i = 0; i < history->n; i++) {
		if (history->pasts[i].cert->not_after >= end)
			end = history->pasts[i].cert->not_after + 1;
	}
	return end;
}

/* The past ends with what is known of it, and today at the latest. */
static bool set_bounds(struct pl_history *history, const struct pl_history_question *question,
		       struct pl_error *err)
{
	char date[PL_TIME_TEXT], end[PL_TIME_TEXT], begin[PL_TIME_TEXT];
	int64_t first = history->pasts[0].cert->not_before;

	history->from = question->since != PL_TIME_NONE && question->since > first ? question->since : first;
	history->until = last_end(history);
	if (history->until > question->at)
		history->until = question->at;
	if (question->until != PL_TIME_NONE && history->until > question->until)
		history->until = question->until;
	if (history->from < history->until)
		return true;
	return pl_error_usage(err, "nothing of the past is left between %s and %s; the certificates begin on %s",
			      pl_time_format_short(history->from, date),
			      pl_time_format_short(history->until, end),
			      pl_time_format_short(first, begin));
}

static void lay_out(struct layout *layout)
{
	int lines = layout->two_lines ? 2 : 1;

	find_roots(layout);
	find_cuts(layout);
	for (int line = 0; line < lines; line++) {
		if (layout->n_roots == 0)
			add_might(layout, line, NULL);
		for (size_t i = 0; i < layout->n_roots; i++)
			add_might(layout, line, layout->roots[i]);
	}
	make_spans(layout);
	free(layout->cuts);
}

bool pl_history_lay_out(struct pl_history *history, const struct pl_history_question *question,
			struct pl_error *err)
{
	struct layout layout = { .history = history, .two_lines = has_two_lines(history) };

	if (!set_bounds(history, question, err))
		return false;
	lay_out(&layout);
	return true;
}
