/*
 * The written list of cases in which we answer otherwise than an oracle, and
 * why: rows of tab-separated oracle, case, our answer, reason. A row that no
 * longer deviates is as wrong as a deviation without a row, unless its answer
 * begins with "~": other versions of the oracle may agree with us.
 */
#ifndef PINLAB_TESTS_PKI_DEVIATIONS_H
#define PINLAB_TESTS_PKI_DEVIATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define DEVIATIONS "tests/pki/deviations.tsv"

struct deviation {
	char *oracle, *id, *answer, *reason;
	bool met;
};

struct deviations {
	struct deviation *rows;
	size_t n, cap;
	char *text;
};

static void deviations_give_up(const char *why)
{
	printf("Bail out! " DEVIATIONS ": %s\n", why);
	exit(1);
}

static void deviations_add(struct deviations *list, char *line)
{
	struct deviation row = { .oracle = line };
	char **fields[] = { &row.id, &row.answer, &row.reason };

	for (size_t i = 0; i < PL_ARRAY_LEN(fields); i++) {
		char *tab = strchr(line, '\t');

		if (!tab) {
			deviations_give_up("a row has fewer than four fields");
			return;
		}
		*tab = '\0';
		*fields[i] = line = tab + 1;
	}
	if (strchr(row.reason, '\t') || strlen(row.reason) < 20)
		deviations_give_up("every row needs a reason of its own in the fourth field");
	*PL_PUSH(list->rows, list->n, list->cap) = row;
}

/* Reads the list from the source tree; ends the program when it is malformed. */
static void deviations_load(struct deviations *list)
{
	const char *top = getenv("PINLAB_SRCDIR");
	char *path = pl_path_join(top ? top : ".", DEVIATIONS), *line, *rest;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;

	*list = (struct deviations){ 0 };
	if (!pl_file_read(path, 1u << 20, &text, &err))
		deviations_give_up(err.text);
	free(path);
	list->text = pl_buf_take(&text);
	for (line = list->text; *line; line = rest) {
		rest = line + strcspn(line, "\n");
		if (*rest)
			*rest++ = '\0';
		if (*line && *line != '#')
			deviations_add(list, line);
	}
}

static void deviations_clear(struct deviations *list)
{
	free(list->rows);
	free(list->text);
}

static struct deviation *deviations_find(struct deviations *list, const char *oracle,
					 const char *id)
{
	for (size_t i = 0; i < list->n; i++) {
		if (pl_streq(list->rows[i].oracle, oracle) && pl_streq(list->rows[i].id, id))
			return &list->rows[i];
	}
	return NULL;
}

/* True when the list says to leave the case out: a skipped TAP line with the reason. */
static bool deviations_skip(struct deviations *list, const char *oracle, const char *id)
{
	struct deviation *row = deviations_find(list, oracle, id);

	if (!row || !pl_streq(row->answer, "skip"))
		return false;
	row->met = true;
	tap_skip(id, row->reason);
	return true;
}

/*
 * One TAP line: passes when `agrees`, or when a row says that we answer `got`
 * here. `want` is the oracle's word, for the note of a failure.
 */
static void deviations_check(struct deviations *list, const char *oracle, const char *id,
			     bool agrees, const char *got, const char *want)
{
	struct deviation *row = deviations_find(list, oracle, id);
	const char *answer;

	if (!row) {
		if (!tap_ok(agrees, "%s: %s: %s", oracle, id, got))
			tap_note("wanted %s, got %s, and " DEVIATIONS " gives no reason", want,
				 got);
		return;
	}
	row->met = true;
	if (*row->answer == '~' && agrees) {
		tap_ok(true, "%s: %s: %s", oracle, id, got);
		return;
	}
	answer = row->answer + (*row->answer == '~');
	if (!tap_ok(!agrees && pl_streq(answer, got), "%s: %s: %s instead of %s: %s", oracle, id,
		    got, want, row->reason))
		tap_note("the row says %s, the oracle %s, we say %s", row->answer, want, got);
}

/* One TAP line: every row of the oracle was met. */
static void deviations_all_met(const struct deviations *list, const char *oracle)
{
	size_t unmet = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (!pl_streq(list->rows[i].oracle, oracle) || list->rows[i].met)
			continue;
		unmet++;
		tap_note("no case %s", list->rows[i].id);
	}
	tap_ok(unmet == 0, "%s: every row of the list belongs to a case", oracle);
}

#endif
