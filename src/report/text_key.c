/* What stands below the matrix: what its numbers, letters and symbols mean. */
#include <config.h>

#include "report/text_parts.h"

#include <string.h>

#include "util/text.h"
#include "util/time.h"

#define CHANGES_MAX 12

void pl_text_flow(struct pl_buf *out, const struct pl_style *style, const char *text, size_t used,
		  size_t indent)
{
	struct pl_buf plain = PL_BUF_INIT, wrapped = PL_BUF_INIT;

	/* A stand-in of the columns that are taken already, cut off again afterwards. */
	for (size_t i = 0; i < used; i++)
		pl_buf_putc(&plain, 'x');
	pl_style_text(style, &plain, text);
	pl_text_wrap(&wrapped, pl_buf_str(&plain), pl_style_width(style), indent);
	pl_buf_puts(out, pl_buf_str(&wrapped) + used);
	pl_buf_clear(&plain);
	pl_buf_clear(&wrapped);
}

/* The steps at which the attack has that state: "0-3, 7". False: none. */
static bool put_ranges(struct pl_buf *line, const struct pl_result *result, size_t row, int attack,
		       enum pl_state state)
{
	bool any = false;

	for (size_t s = 0; s < result->n_steps; s++) {
		const struct pl_result_outcome *outcome = pl_result_cell(result, s, row, attack);
		size_t last = s;

		if (!outcome || outcome->state != state)
			continue;
		while (last + 1 < result->n_steps &&
		       (outcome = pl_result_cell(result, last + 1, row, attack)) != NULL &&
		       outcome->state == state)
			last++;
		pl_buf_printf(line, last > s ? "%s%zu-%zu" : "%s%zu", any ? ", " : "", s, last);
		any = true;
		s = last;
	}
	return any;
}

/* "own-ca against root-spki: intercepted at 0-3, 5; blocked at 4". False when
 * one symbol says it all: a moot refusal is none of the attack's doing. */
static bool put_changes(struct pl_buf *line, const struct pl_result *result, size_t row,
			size_t attack)
{
	static const enum pl_state states[] = { PL_STATE_INTERCEPTED, PL_STATE_DETECTED,
						PL_STATE_BLOCKED };
	size_t n = 0;

	pl_buf_printf(line, "%s against %s:", result->attacks[attack].name, result->rows[row].id);
	for (size_t i = 0; i < PL_ARRAY_LEN(states); i++) {
		struct pl_buf ranges = PL_BUF_INIT;

		if (put_ranges(&ranges, result, row, (int)attack, states[i]))
			pl_buf_printf(line, "%s %s at %s", n++ ? ";" : "",
				      pl_state_info(states[i])->name, pl_buf_str(&ranges));
		pl_buf_clear(&ranges);
	}
	return n > 1;
}

void pl_text_attack_changes(struct pl_buf *out, const struct pl_result *result,
			    const struct pl_style *style)
{
	size_t n = 0;

	for (size_t a = 0; a < result->n_attacks; a++) {
		for (size_t r = 0; r < result->n_rows; r++) {
			struct pl_buf line = PL_BUF_INIT;

			if (put_changes(&line, result, r, a) && n++ < CHANGES_MAX) {
				if (n == 1)
					pl_buf_printf(out, "\nattacks that differ by %s\n",
						      result->independent ? "event" : "step");
				pl_buf_puts(out, "  ");
				pl_text_flow(out, style, pl_buf_str(&line), 2, 4);
				pl_buf_putc(out, '\n');
			}
			pl_buf_clear(&line);
		}
	}
	if (n > CHANGES_MAX)
		pl_buf_printf(out, "  and %zu more; --verbose shows every step\n", n - CHANGES_MAX);
}

/* The step's own words; an id or a column's name goes before them unless they say it. */
static void put_step_words(struct pl_buf *line, const struct pl_result_step *step)
{
	const char *word = pl_result_step_word(step);
	const char *title = step->title ? step->title : "";

	if (!title[0] || (!step->id && pl_starts_with(title, word)))
		pl_buf_puts(line, title[0] ? title : word);
	else
		pl_buf_printf(line, "%s: %s", word, title);
	if (step->note)
		pl_buf_printf(line, " (%s)", step->note);
}

static void put_steps(struct pl_buf *out, const struct pl_result *result,
		      const struct pl_style *style, const size_t *steps, size_t n_steps)
{
	size_t width = 0;

	for (size_t i = 0; i < n_steps; i++) {
		char at[PL_TIME_TEXT];
		size_t len = strlen(pl_time_format_short(result->steps[steps[i]].at, at));

		width = len > width ? len : width;
	}
	pl_buf_puts(out, result->independent ? "\nstandard events, each on its own\n"
					     : "\nsteps\n");
	for (size_t i = 0; i < n_steps; i++) {
		const struct pl_result_step *step = &result->steps[steps[i]];
		struct pl_buf line = PL_BUF_INIT;
		char at[PL_TIME_TEXT];
		size_t used = out->len;

		pl_buf_printf(out, " %2zu  %-*s  ", steps[i], (int)width,
			      pl_time_format_short(step->at, at));
		used = out->len - used;
		put_step_words(&line, step);
		pl_text_flow(out, style, pl_buf_str(&line), used, used);
		pl_buf_putc(out, '\n');
		pl_buf_clear(&line);
	}
	if (n_steps < result->n_steps)
		pl_buf_printf(out, "     %zu more steps that change nothing are not shown\n",
			      result->n_steps - n_steps);
}

/* A line of items, each kept whole, two blanks between them. */
struct items {
	struct pl_buf *out;
	const struct pl_style *style;
	size_t indent, column;
};

static struct items items_begin(struct pl_buf *out, const struct pl_style *style,
				const char *heading)
{
	pl_buf_puts(out, heading);
	return (struct items){ out, style, strlen(heading), strlen(heading) };
}

static void items_add(struct items *items, const char *sign, const char *words)
{
	size_t columns = pl_text_columns(sign) + 1 + pl_text_columns(words);

	if (items->column > items->indent) {
		if (items->column + 2 + columns > pl_style_width(items->style)) {
			pl_buf_printf(items->out, "\n%*s", (int)items->indent, "");
			items->column = items->indent;
		} else {
			pl_buf_puts(items->out, "  ");
			items->column += 2;
		}
	}
	pl_buf_printf(items->out, "%s %s", sign, words);
	items->column += columns;
}

static void put_attacks(struct pl_buf *out, const struct pl_result *result,
			const struct pl_style *style)
{
	struct items items;

	if (result->n_attacks == 0)
		return;
	items = items_begin(out, style, "attacks  ");
	for (size_t a = 0; a < result->n_attacks; a++)
		items_add(&items, result->attacks[a].letter, result->attacks[a].name);
	pl_buf_putc(out, '\n');
}

/* Which states there are; false when some cell has none, its row not being built yet. */
static bool find_states(const struct pl_result *result, bool occurs[PL_STATES])
{
	bool full = true;

	for (size_t s = 0; s < result->n_steps; s++) {
		for (size_t r = 0; r < result->n_rows; r++) {
			for (int a = -1; a < (int)result->n_attacks; a++) {
				const struct pl_result_outcome *outcome =
					pl_result_cell(result, s, r, a);

				if (outcome)
					occurs[outcome->state] = true;
				full &= outcome != NULL;
			}
		}
	}
	return full;
}

static void put_legend(struct pl_buf *out, const struct pl_result *result,
		       const struct pl_style *style)
{
	bool occurs[PL_STATES] = { false };
	bool full = find_states(result, occurs);
	struct items items;

	items = items_begin(out, style, "legend   ");
	for (int state = 0; state < PL_STATES; state++) {
		const struct pl_state_info *info = pl_state_info((enum pl_state)state);
		char ascii[2] = { info->ascii, '\0' };

		if (occurs[state])
			items_add(&items, style->ascii ? ascii : info->symbol, info->name);
	}
	if (!full)
		items_add(&items, style->ascii ? "." : "·", "not built yet");
	pl_buf_putc(out, '\n');
}

void pl_text_key(struct pl_buf *out, const struct pl_result *result, const struct pl_style *style,
		 const size_t *steps, size_t n_steps)
{
	put_steps(out, result, style, steps, n_steps);
	pl_buf_putc(out, '\n');
	put_attacks(out, result, style);
	put_legend(out, result, style);
}
