/* `pinlab explain`: what a word means, or why a cell of a scenario is as it is. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/explain.h"
#include "cli/settings.h"
#include "cli/shared.h"
#include "data/json.h"
#include "lab/why.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* By a row's own name, else the first of that strategy. */
static bool find_row(const struct pl_run *run, const char *word, size_t *out, struct pl_error *err)
{
	const char **names = pl_calloc(2 * run->n_rows + 1, sizeof(*names));
	size_t n = 0;
	bool found = false;

	for (int by_strategy = 0; by_strategy < 2; by_strategy++) {
		for (size_t i = 0; i < run->n_rows; i++) {
			const struct pl_row *row = run->rows[i];
			const char *name = by_strategy ? row->strategy->name : row->id;

			if (row->control)
				continue;
			names[n++] = name;
			if (!found && strcmp(name, word) == 0) {
				*out = i;
				found = true;
			}
		}
	}
	if (!found)
		pl_cli_unknown("row or strategy in this scenario", word, names, n, err);
	free(names);
	return found;
}

static bool find_attack(const struct pl_run *run, const char *word, int *out, struct pl_error *err)
{
	const char **names = pl_calloc(run->n_attacks + 1, sizeof(*names));

	*out = -1;
	for (size_t i = 0; i < run->n_attacks; i++) {
		names[i] = run->attacks[i]->name;
		if (word && strcmp(names[i], word) == 0)
			*out = (int)i;
	}
	if (word && *out < 0)
		pl_cli_unknown("attack in this scenario", word, names, run->n_attacks, err);
	free(names);
	return !word || *out >= 0;
}

static void put_part(const struct pl_args *args, const char *heading, const char *text,
		     struct pl_buf *out)
{
	if (!text || !text[0])
		return;
	pl_buf_printf(out, "%s\n", heading);
	pl_explain_lines(args, text, out);
}

/* The remedy at the sentence's end has a place of its own. Caller frees. */
static char *without_fix(const struct pl_why *why)
{
	size_t len = why->sentence ? strlen(why->sentence) : 0;
	size_t tail = why->fix ? strlen(why->fix) : 0;

	if (tail > 0 && tail < len && pl_ends_with(why->sentence, why->fix))
		len -= tail;
	while (len > 0 && why->sentence[len - 1] == ' ')
		len--;
	return pl_strndup(why->sentence ? why->sentence : "", len);
}

static void put_cell(const struct pl_args *args, const struct pl_run *run,
		     const struct pl_cell *cell, const struct pl_outcome *outcome,
		     struct pl_buf *out)
{
	const struct pl_step *step = run->steps[cell->step];
	struct pl_why why = { 0 };
	char at[PL_TIME_TEXT], *cause;

	pl_why(run, cell, &why);
	cause = without_fix(&why);
	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_style_text(&args->out, out, run->rows[cell->row]->id);
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	if (cell->attack >= 0)
		pl_buf_printf(out, " under %s", run->attacks[cell->attack]->name);
	pl_buf_printf(out, " at step %zu, %s: ", cell->step, pl_time_format_short(step->at, at));
	pl_style_text(&args->out, out, step->title ? step->title : "start");
	pl_buf_printf(out, "\n%s (%s)\n", pl_state_info(outcome->state)->name,
		      pl_reason_info(outcome->reason)->name);
	put_part(args, "\nwhy", cause, out);
	put_part(args, "path", why.path, out);
	put_part(args, "pins", why.pins, out);
	put_part(args, "match", why.match, out);
	put_part(args, "fix", why.fix, out);
	free(cause);
	pl_why_clear(&why);
}

static void put_cell_json(const struct pl_run *run, const struct pl_cell *cell,
			  const struct pl_outcome *outcome, struct pl_buf *out)
{
	struct pl_json *json = pl_json_new();
	struct pl_why why = { 0 };

	pl_why(run, cell, &why);
	pl_json_object(json, NULL);
	pl_json_int(json, "step", (int64_t)cell->step);
	pl_json_time(json, "at", run->steps[cell->step]->at);
	pl_json_text(json, "row", run->rows[cell->row]->id);
	pl_json_text(json, "attack", cell->attack < 0 ? NULL : run->attacks[cell->attack]->name);
	pl_json_text(json, "state", pl_state_info(outcome->state)->name);
	pl_json_text(json, "reason", pl_reason_info(outcome->reason)->name);
	pl_json_text(json, "sentence", why.sentence);
	pl_json_text(json, "path", why.path);
	pl_json_text(json, "pins", why.pins);
	pl_json_text(json, "match", why.match);
	pl_json_text(json, "fix", why.fix);
	if (why.last_good == SIZE_MAX)
		pl_json_null(json, "lastGood");
	else
		pl_json_int(json, "lastGood", (int64_t)why.last_good);
	pl_json_end(json);
	pl_json_dump(json, false, out);
	pl_json_free(json);
	pl_why_clear(&why);
}

static void explain_cell(const struct pl_args *args, const struct pl_run *run,
			 const struct pl_cell *cell, struct pl_buf *out, struct pl_error *err)
{
	const struct pl_step *step = run->steps[cell->step];
	const struct pl_outcome *outcome = NULL;

	if (cell->row < step->n_rows)
		outcome = cell->attack < 0
				  ? pl_step_honest(step, cell->row)
				  : pl_step_attack(run, step, cell->row, (size_t)cell->attack);
	if (!outcome)
		pl_error_usage(err, "row '%s' does not exist yet at step %zu",
			       run->rows[cell->row]->id, cell->step);
	else if (pl_args_has(args, "json"))
		put_cell_json(run, cell, outcome, out);
	else
		put_cell(args, run, cell, outcome, out);
}

static void explain_named(const struct pl_args *args, const char *file, struct pl_buf *out,
			  struct pl_error *err)
{
	struct pl_cli_run run = { 0 };
	struct pl_cell cell = { 0 };

	if (pl_cli_run(args, file, PL_ENGINE_VERIFY, &run, err) &&
	    pl_cli_step(run.run, pl_args_value(args, "step"), &cell.step, err) &&
	    find_row(run.run, pl_args_value(args, "row"), &cell.row, err) &&
	    find_attack(run.run, pl_args_value(args, "attack"), &cell.attack, err))
		explain_cell(args, run.run, &cell, out, err);
	pl_cli_run_clear(&run);
}

/* --- the cell of a line ----------------------------------------------------------- */

/* Of the line's expectations the first that is not met, else the first; *n: how many. */
static const struct pl_check *check_at_line(const struct pl_checks *checks, int line, size_t *n)
{
	const struct pl_check *found = NULL;

	*n = 0;
	for (size_t i = 0; i < checks->n; i++) {
		const struct pl_check *check = &checks->items[i];

		if (check->expect->pos.line != line)
			continue;
		++*n;
		if (!found || (found->met && !check->met))
			found = check;
	}
	return found;
}

/* The last step that is written at or before the line. */
static size_t step_at_line(const struct pl_run *run, int line)
{
	size_t found = 0;

	for (size_t s = 0; s < run->n_steps; s++) {
		if (run->steps[s]->event && run->steps[s]->event->pos.line <= line)
			found = s;
	}
	return found;
}

static void refuse_line(const struct pl_run *run, const char *file, int line, struct pl_error *err)
{
	size_t row = 0;

	while (row + 1 < run->n_rows && run->rows[row]->control)
		row++;
	pl_error_usage(err,
		       "line %d of %s has no expectation; name a cell: pinlab explain %s --step %zu "
		       "--row %s",
		       line, file, file, step_at_line(run, line),
		       run->n_rows ? run->rows[row]->id : "NAME");
}

static void put_check(const struct pl_args *args, const char *place, const struct pl_check *check,
		      size_t n, struct pl_buf *out)
{
	struct pl_buf line = PL_BUF_INIT;

	pl_buf_printf(&line, "%s expects %s, got %s%s", place, check->expected, check->actual,
		      check->met ? "" : ": not met");
	if (n > 1)
		pl_buf_printf(&line, "; the %s of %zu cells of this line",
			      check->met ? "first" : "first unmet", n);
	pl_style_text(&args->out, out, pl_buf_str(&line));
	pl_buf_puts(out, "\n\n");
	pl_buf_clear(&line);
}

/* A check over the whole run that found nothing to point at is told at the run's end. */
static void explain_check(const struct pl_args *args, const char *place, const struct pl_run *run,
			  const struct pl_check *check, size_t n, struct pl_buf *out,
			  struct pl_error *err)
{
	const struct pl_cell cell = {
		.step = check->step == SIZE_MAX ? run->n_steps - 1 : check->step,
		.row = check->row,
		.attack = check->attack,
	};

	if (check->row == SIZE_MAX) {
		pl_error_usage(err, "%s expects %s, and there is %s", place, check->expected,
			       check->actual);
		return;
	}
	if (!pl_args_has(args, "json"))
		put_check(args, place, check, n, out);
	explain_cell(args, run, &cell, out, err);
}

static void explain_line(const struct pl_args *args, const char *place, const char *file, int line,
			 struct pl_buf *out, struct pl_error *err)
{
	struct pl_cli_run run = { 0 };

	if (pl_cli_run(args, file, PL_ENGINE_VERIFY, &run, err)) {
		size_t n;
		const struct pl_check *check = check_at_line(&run.checks, line, &n);

		if (check)
			explain_check(args, place, run.run, check, n, out, err);
		else
			refuse_line(run.run, file, line, err);
	}
	pl_cli_run_clear(&run);
}

/* The line of FILE:LINE and where its colon is; 0: the word has no such end. */
static int line_of(const char *word, size_t *colon)
{
	const char *end = strrchr(word, ':');
	size_t digits = end ? strspn(end + 1, "0123456789") : 0;

	if (!end || end == word || digits == 0 || digits > 9 || end[1 + digits])
		return 0;
	*colon = (size_t)(end - word);
	return atoi(end + 1);
}

/* --- which of them ------------------------------------------------------------------ */

static void explain_word(const struct pl_args *args, const char *word, struct pl_buf *out,
			 struct pl_error *err)
{
	if (pl_explain_word(args, word, out))
		return;
	if (strchr(word, '/') || pl_ends_with(word, ".yaml") || pl_ends_with(word, ".yml") ||
	    pl_exists(word))
		pl_error_usage(err,
			       "'%s' is a file; name a cell of it with --step and --row, or the "
			       "line of an expectation: pinlab explain %s --step 1 --row "
			       "leaf-spki, or pinlab explain %s:31",
			       word, word, word);
	else
		pl_explain_unknown(word, err);
}

static void explain(const struct pl_args *args, struct pl_buf *out, struct pl_error *err)
{
	const char *word = args->operands[0];
	bool step = pl_args_has(args, "step"), row = pl_args_has(args, "row");
	bool cell = step || row || pl_args_has(args, "attack");
	size_t colon;
	int line = pl_exists(word) ? 0 : line_of(word, &colon);

	if (line && cell) {
		pl_error_usage(err,
			       "'%s' names the cell already; leave --step, --row and --attack "
			       "out, or the line",
			       word);
	} else if (line) {
		char *file = pl_strndup(word, colon);

		explain_line(args, word, file, line, out, err);
		free(file);
	} else if (!cell) {
		explain_word(args, word, out, err);
	} else if (!step || !row) {
		pl_error_usage(err,
			       "a cell needs both: pinlab explain FILE --step N --row STRATEGY");
	} else {
		explain_named(args, word, out, err);
	}
}

static int run_explain(const struct pl_args *args, struct pl_error *err)
{
	struct pl_buf out = PL_BUF_INIT;

	explain(args, &out, err);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "step", .argument = "N", .help = "of a scenario FILE: a step's number or id, or last" },
	{ .name = "row", .argument = "NAME", .help = "its row, or a strategy" },
	{ .name = "attack", .argument = "NAME", .help = "an attack instead of the honest host" },
	{ .name = "json", .help = "a cell as a program reads it" },
	PL_OPTION_SET,
	PL_OPTION_VARIANT,
};

const struct pl_command pl_command_explain = {
	.name = "explain",
	.operands = "WORD|FILE|FILE:LINE",
	.summary = "what a word or sign means, or why a cell of a scenario is as it is",
	.example = "pinlab explain blocked-moot\npinlab explain rotation.yaml:31\n"
		   "pinlab explain rotation.yaml --step 3 --row leaf-spki",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = 1,
	.run = run_explain,
};
