/* How the survival matrix looks as text: rows down, steps across, attacks beside them. */
#include <config.h>

#include "report/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define GAP 3 /* columns between the honest side and the attacks */
#define ATTACK_COLUMNS 2
#define LABEL_MAX 36 /* where room is short, longer row names stand on a line of their own */
#define STEPS_MAX 40 /* a longer run shows only the steps that change something */

/* What is drawn, and how wide. */
struct picture {
	struct pl_buf *out;
	const struct pl_result *result;
	const struct pl_style *style;
	size_t *steps; /* those that are shown */
	size_t n_steps;
	size_t label;  /* columns of a row's name */
	size_t column; /* columns of one step */
};

static bool same_state(const struct pl_result_outcome *a, const struct pl_result_outcome *b)
{
	return a == b || (a && b && a->state == b->state && a->reason == b->reason);
}

static bool step_changes(const struct pl_result *result, size_t step)
{
	if (step == 0 || result->steps[step].n_rows != result->steps[step - 1].n_rows)
		return true;
	for (size_t r = 0; r < result->steps[step].n_rows; r++) {
		for (int a = -1; a < (int)result->n_attacks; a++) {
			if (!same_state(pl_result_cell(result, step, r, a),
					pl_result_cell(result, step - 1, r, a)))
				return true;
		}
	}
	return false;
}

static void choose_steps(struct picture *p)
{
	bool all = p->result->n_steps <= STEPS_MAX;

	p->steps = pl_calloc(p->result->n_steps + 1, sizeof(*p->steps));
	for (size_t s = 0; s < p->result->n_steps; s++) {
		if (all || p->result->steps[s].id || step_changes(p->result, s))
			p->steps[p->n_steps++] = s;
	}
}

/* The longest name of a row, of those within `most` columns. */
static size_t label_columns(const struct picture *p, size_t most)
{
	size_t label = 0;

	for (size_t r = 0; r < p->result->n_rows; r++) {
		size_t columns = pl_style_columns(p->style, p->result->rows[r].id);

		if (columns <= most && columns > label)
			label = columns;
	}
	return label;
}

static void measure(struct picture *p)
{
	size_t last = p->n_steps ? p->steps[p->n_steps - 1] : 0, cells;

	p->column = (size_t)snprintf(NULL, 0, "%zu", last) + 1;
	if (p->column < 3)
		p->column = 3;
	cells = p->n_steps * p->column + GAP + p->result->n_attacks * ATTACK_COLUMNS;
	p->label = label_columns(p, SIZE_MAX);
	/* Whole names are worth more than one block, unless they push the cells out. */
	if (p->label > LABEL_MAX && p->label + cells > pl_style_width(p->style))
		p->label = label_columns(p, LABEL_MAX);
	if (p->label == 0)
		p->label = 12;
}

static void put_blanks(struct picture *p, size_t n)
{
	pl_buf_printf(p->out, "%*s", (int)n, "");
}

/* A row's name, filled up to the label's width; a long one takes a line. */
static void put_label(struct picture *p, const char *id)
{
	size_t columns = pl_style_columns(p->style, id);

	pl_style_text(p->style, p->out, id);
	if (columns > p->label) {
		pl_buf_putc(p->out, '\n');
		columns = 0;
	}
	put_blanks(p, p->label - columns);
}

static void put_cell(struct picture *p, const struct pl_result_outcome *outcome, size_t width)
{
	put_blanks(p, width - 1);
	if (outcome)
		pl_style_symbol(p->style, p->out, outcome->state);
	else
		pl_buf_puts(p->out, p->style->ascii ? "." : "·");
}

/* How bad an attack's outcome is for the user. */
static int attack_rank(const struct pl_result_outcome *outcome)
{
	switch (outcome->state) {
	case PL_STATE_INTERCEPTED:
		return 4;
	case PL_STATE_DETECTED:
		return 3;
	case PL_STATE_BLOCKED:
		return 2;
	default:
		return 1;
	}
}

static const struct pl_result_outcome *worst_outcome(const struct picture *p, size_t row,
						     size_t attack)
{
	const struct pl_result_outcome *worst = NULL;

	for (size_t s = 0; s < p->result->n_steps; s++) {
		const struct pl_result_outcome *outcome =
			pl_result_cell(p->result, s, row, (int)attack);

		if (outcome && (!worst || attack_rank(outcome) > attack_rank(worst)))
			worst = outcome;
	}
	return worst;
}

/* The longest of the headings that fits over `width` columns, or none. */
static void put_heading(struct picture *p, const char *const *headings, size_t width)
{
	size_t len;

	while (*headings && strlen(*headings) > width)
		headings++;
	len = *headings ? strlen(*headings) : 0;
	pl_style_begin(p->style, p->out, PL_ROLE_QUIET);
	pl_buf_puts(p->out, *headings ? *headings : "");
	pl_style_end(p->style, p->out, PL_ROLE_QUIET);
	put_blanks(p, width - len);
}

static void trim_blanks(struct pl_buf *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
}

static void end_line(struct picture *p)
{
	trim_blanks(p->out);
	pl_buf_putc(p->out, '\n');
}

/* Steps first..first+n of the shown ones, with or without the attacks beside
 * them; attack -1: the honest side. */
struct block {
	size_t first, n;
	int attack;
	bool with_attacks;
};

static size_t attacks_width(const struct picture *p)
{
	return p->result->n_attacks * ATTACK_COLUMNS;
}

static void put_block_heads(struct picture *p, const struct block *block)
{
	static const char *const honest[][4] = {
		{ "honest host, by step", "honest host", "honest", NULL },
		{ "honest host, by standard event", "honest host", "honest", NULL },
	};
	static const char *const by_step[][3] = {
		{ "by step", NULL },
		{ "by standard event", "by event", NULL },
	};
	static const char *const attacks[] = { "attacks, worst", "attacks", NULL };

	put_blanks(p, p->label);
	if (block->n > 0) {
		/* Over the first number, whose column is right-aligned. */
		put_blanks(p, p->column - 1);
		put_heading(p,
			    block->attack < 0 ? honest[p->result->independent]
					      : by_step[p->result->independent],
			    block->n * p->column - (p->column - 1));
	}
	if (block->with_attacks) {
		put_blanks(p, GAP + ATTACK_COLUMNS - 1);
		put_heading(p, attacks, attacks_width(p) > 14 ? attacks_width(p) : 14);
	}
	end_line(p);
	put_blanks(p, p->label);
	for (size_t i = 0; i < block->n; i++)
		pl_buf_printf(p->out, "%*zu", (int)p->column, p->steps[block->first + i]);
	if (block->with_attacks) {
		put_blanks(p, GAP);
		for (size_t a = 0; a < p->result->n_attacks; a++)
			pl_buf_printf(p->out, "%*s", ATTACK_COLUMNS, p->result->attacks[a].letter);
	}
	end_line(p);
}

static void put_block(struct picture *p, const struct block *block)
{
	put_block_heads(p, block);
	for (size_t r = 0; r < p->result->n_rows; r++) {
		put_label(p, p->result->rows[r].id);
		for (size_t i = 0; i < block->n; i++)
			put_cell(p,
				 pl_result_cell(p->result, p->steps[block->first + i], r,
						block->attack),
				 p->column);
		if (block->with_attacks) {
			put_blanks(p, GAP);
			for (size_t a = 0; a < p->result->n_attacks; a++)
				put_cell(p, worst_outcome(p, r, a), ATTACK_COLUMNS);
		}
		end_line(p);
	}
}

/* As many steps side by side as the width holds, then the next ones below. */
static void put_blocks(struct picture *p, int attack)
{
	size_t width = pl_style_width(p->style);
	size_t room = width > p->label + p->column ? (width - p->label) / p->column : 1;
	struct block block = { .attack = attack };

	while (block.first < p->n_steps) {
		size_t left = p->n_steps - block.first;

		block.n = left < room ? left : room;
		block.with_attacks =
			attack < 0 && p->result->n_attacks > 0 && block.n == left &&
			p->label + block.n * p->column + GAP + attacks_width(p) <= width;
		put_block(p, &block);
		if (attack < 0 && block.n == left && p->result->n_attacks > 0 &&
		    !block.with_attacks) {
			pl_buf_putc(p->out, '\n');
			put_block(p, &(struct block){ .attack = attack, .with_attacks = true });
		}
		block.first += block.n;
		if (block.first < p->n_steps)
			pl_buf_putc(p->out, '\n');
	}
}

void pl_text_matrix(struct pl_buf *out, const struct pl_result *result,
		    const struct pl_style *style, bool every_attack)
{
	struct picture p = { .out = out, .result = result, .style = style };

	choose_steps(&p);
	measure(&p);
	put_blocks(&p, -1);
	for (size_t a = 0; every_attack && a < result->n_attacks; a++) {
		pl_buf_printf(out, "\nattack %s\n", result->attacks[a].name);
		put_blocks(&p, (int)a);
	}
	if (!every_attack)
		pl_text_attack_changes(out, result, style);
	pl_text_key(out, result, style, p.steps, p.n_steps);
	free(p.steps);
}
