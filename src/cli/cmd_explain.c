/* `pinlab explain`: what a word means, or why a cell of a scenario is as it is. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/catalog.h"
#include "cli/shared.h"
#include "data/json.h"
#include "lab/why.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* --- a word ------------------------------------------------------------------ */

static void put_lines(const struct pl_args *args, const char *text, struct pl_buf *out)
{
	struct pl_buf safe = PL_BUF_INIT, wrapped = PL_BUF_INIT;

	while (*text) {
		size_t len = strcspn(text, "\n"), blanks = strspn(text, " ");
		char *line = pl_strndup(text, len);

		pl_buf_reset(&safe);
		pl_buf_reset(&wrapped);
		pl_style_text(&args->out, &safe, line);
		pl_text_wrap(&wrapped, pl_buf_str(&safe), pl_style_width(&args->out) - 4,
			     blanks ? 6 : 2);
		pl_buf_printf(out, "%*s%s\n", blanks ? 4 : 2, "", pl_buf_str(&wrapped));
		text += len + (text[len] == '\n');
		free(line);
	}
	pl_buf_clear(&safe);
	pl_buf_clear(&wrapped);
}

static bool put_word(const struct pl_args *args, const struct pl_catalog *catalog, const char *word,
		     struct pl_buf *out)
{
	struct pl_entries entries = { 0 };
	bool found = false;

	catalog->fill(&entries);
	for (size_t i = 0; i < entries.n; i++) {
		const struct pl_entry *entry = &entries.items[i];

		if (strcmp(entry->name, word) != 0)
			continue;
		pl_style_begin(&args->out, out, PL_ROLE_TITLE);
		pl_style_text(&args->out, out, entry->name);
		pl_style_end(&args->out, out, PL_ROLE_TITLE);
		pl_buf_printf(out, " (%s)\n", catalog->one);
		put_lines(args, entry->summary, out);
		if (entry->about)
			put_lines(args, entry->about, out);
		found = true;
	}
	pl_entries_clear(&entries);
	return found;
}

static void unknown_word(const char *word, struct pl_error *err)
{
	struct pl_entries all = { 0 };
	const char **names;
	size_t n;
	const struct pl_catalog *const *catalogs = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++)
		catalogs[i]->fill(&all);
	names = pl_calloc(all.n + 1, sizeof(*names));
	for (size_t i = 0; i < all.n; i++)
		names[i] = all.items[i].name;
	pl_cli_unknown("word", word, names, all.n, err);
	free(names);
	pl_entries_clear(&all);
}

static void explain_word(const struct pl_args *args, const char *word, struct pl_error *err)
{
	struct pl_buf out = PL_BUF_INIT;
	size_t n;
	const struct pl_catalog *const *catalogs = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++)
		put_word(args, catalogs[i], word, &out);
	if (out.len == 0)
		unknown_word(word, err);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

/* --- a cell ------------------------------------------------------------------ */

static bool find_step(const struct pl_run *run, const char *word, size_t *out, struct pl_error *err)
{
	const struct pl_step *step = pl_run_step_of(run, word);
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	if (step) {
		*out = step->index;
		return true;
	}
	if (word[0] < '0' || word[0] > '9' || *end || number >= run->n_steps)
		return pl_error_usage(err,
				      "--step is a number from 0 to %zu or an event's id, not '%s'",
				      run->n_steps - 1, word);
	*out = number;
	return true;
}

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
	put_lines(args, text, out);
}

static void put_cell(const struct pl_args *args, const struct pl_run *run,
		     const struct pl_cell *cell, const struct pl_outcome *outcome,
		     struct pl_buf *out)
{
	const struct pl_step *step = run->steps[cell->step];
	struct pl_why why = { 0 };
	char at[PL_TIME_TEXT];

	pl_why(run, cell, &why);
	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_style_text(&args->out, out, run->rows[cell->row]->id);
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	if (cell->attack >= 0)
		pl_buf_printf(out, " under %s", run->attacks[cell->attack]->name);
	pl_buf_printf(out, " at step %zu, %s: ", cell->step, pl_time_format_short(step->at, at));
	pl_style_text(&args->out, out, step->title ? step->title : "start");
	pl_buf_printf(out, "\n%s (%s)\n", pl_state_info(outcome->state)->name,
		      pl_reason_info(outcome->reason)->name);
	put_part(args, "\nwhy", why.sentence, out);
	put_part(args, "path", why.path, out);
	put_part(args, "pins", why.pins, out);
	put_part(args, "match", why.match, out);
	put_part(args, "fix", why.fix, out);
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

static void explain_cell(const struct pl_args *args, const struct pl_run *run, struct pl_error *err)
{
	struct pl_cell cell = { 0 };
	const struct pl_outcome *outcome;
	struct pl_buf out = PL_BUF_INIT;

	if (!find_step(run, pl_args_value(args, "step"), &cell.step, err) ||
	    !find_row(run, pl_args_value(args, "row"), &cell.row, err) ||
	    !find_attack(run, pl_args_value(args, "attack"), &cell.attack, err))
		return;
	outcome = NULL;
	if (cell.row < run->steps[cell.step]->n_rows)
		outcome = cell.attack < 0 ? pl_step_honest(run->steps[cell.step], cell.row)
					  : pl_step_attack(run, run->steps[cell.step], cell.row,
							   (size_t)cell.attack);
	if (!outcome) {
		pl_error_usage(err, "row '%s' does not exist yet at step %zu",
			       run->rows[cell.row]->id, cell.step);
		return;
	}
	if (pl_args_has(args, "json"))
		put_cell_json(run, &cell, outcome, &out);
	else
		put_cell(args, run, &cell, outcome, &out);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static int run_explain(const struct pl_args *args, struct pl_error *err)
{
	bool cell = pl_args_has(args, "step") || pl_args_has(args, "row") ||
		    pl_args_has(args, "attack");
	struct pl_cli_run run = { 0 };

	if (!cell) {
		explain_word(args, args->operands[0], err);
		return 0;
	}
	if (!pl_args_has(args, "step") || !pl_args_has(args, "row"))
		pl_error_usage(err,
			       "a cell needs both: pinlab explain FILE --step N --row STRATEGY");
	else if (pl_cli_run(args->operands[0], PL_ENGINE_VERIFY, &run, err))
		explain_cell(args, run.run, err);
	pl_cli_run_clear(&run);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "step", .argument = "N", .help = "of a scenario FILE: a step's number or id" },
	{ .name = "row", .argument = "NAME", .help = "its row, or a strategy" },
	{ .name = "attack", .argument = "NAME", .help = "an attack instead of the honest host" },
	{ .name = "json", .help = "a cell as a program reads it" },
};

const struct pl_command pl_command_explain = {
	.name = "explain",
	.operands = "WORD|FILE",
	.summary = "what a word means, or why a cell of a scenario is as it is",
	.example = "pinlab explain blocked-moot\npinlab explain rotation.yaml --step 3 --row "
		   "leaf-spki",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = 1,
	.run = run_explain,
};
