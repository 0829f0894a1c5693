/* A check as a person reads it: the verdict first, then each host and pin, then what to do. */
#include <config.h>

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/matrix.h"
#include "report/gate_formats.h"
#include "report/text_parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* The standard events that have a column of their own. */
static const struct {
	const char *event, *title;
} columns[] = {
	{ "renew-same-key", "same" },    { "renew-new-key", "new" },
	{ "swap-intermediate", "inter" }, { "roll-root", "root" },
	{ "switch-ca", "CA" },
};

/* "swap-intermediate", "swap-intermediate with a new key". */
static const char *fatal_name(const struct pl_gate_cell *cell, char out[64])
{
	size_t n;

	snprintf(out, 64, "%s%s", pl_standard_events(&n)[cell->fatal].name,
		 cell->fatal_joined ? " with a new key" : "");
	return out;
}

static const char *day(int64_t time, char out[PL_TIME_TEXT])
{
	pl_time_format(time, out);
	out[10] = '\0';
	return out;
}

static int64_t days_left(const struct pl_gate *check, int64_t date)
{
	return date / PL_DAY - check->input.at / PL_DAY;
}

static enum pl_role role_of(enum pl_severity severity)
{
	static const enum pl_role roles[PL_SEVERITIES] = {
		[PL_SEVERITY_INFO] = PL_ROLE_QUIET,
		[PL_SEVERITY_WARNING] = PL_ROLE_WARN,
		[PL_SEVERITY_ERROR] = PL_ROLE_BAD,
	};

	return roles[severity];
}

static void put_role(struct pl_buf *out, const struct pl_style *style, enum pl_role role,
		     const char *text)
{
	pl_style_begin(style, out, role);
	pl_style_text(style, out, text);
	pl_style_end(style, out, role);
}

/* The verdict. */

static size_t count_refused(const struct pl_gate *check)
{
	size_t n = 0;

	for (size_t i = 0; i < check->n_cells; i++)
		n += check->cells[i].outcome->verdict == PL_BREAKS && !check->cells[i].unsure;
	return n;
}

static size_t count_unsure(const struct pl_gate *check)
{
	size_t n = 0;

	for (size_t i = 0; i < check->n_cells; i++)
		n += check->cells[i].unsure;
	return n;
}

static size_t count_unenforced(const struct pl_gate *check)
{
	size_t n = 0;

	for (size_t i = 0; i < check->n_cells; i++)
		n += check->cells[i].outcome->state == PL_STATE_UNENFORCED;
	return n;
}

/* What the verdict rests on: connections today, then the findings. */
static char *headline(const struct pl_gate *check)
{
	size_t refused = count_refused(check), open = count_unenforced(check);
	size_t unsure = count_unsure(check), made = check->n_cells - refused - unsure;
	size_t errors = pl_gate_count(check, PL_SEVERITY_ERROR);
	struct pl_buf out = PL_BUF_INIT;

	if (check->n_cells == 0)
		pl_buf_puts(&out, "no host was checked");
	else if (refused > 0)
		pl_buf_printf(&out, "%zu of %zu connections refused", refused, check->n_cells);
	else
		pl_buf_printf(&out, "%s%zu connection%s made",
			      made > 1 && unsure == 0 ? "all " : "", made, made == 1 ? "" : "s");
	if (unsure > 0)
		pl_buf_printf(&out, ", %zu not known", unsure);
	if (open > 0)
		pl_buf_printf(&out, ", %zu of them without pins", open);
	if (errors > refused + unsure)
		pl_buf_printf(&out, "; %zu error%s below", errors, errors == 1 ? "" : "s");
	return pl_buf_take(&out);
}

static char *fatal_words(const struct pl_gate *check)
{
	const struct pl_gate_cell *cell = pl_gate_first_fatal(check);
	char date[PL_TIME_TEXT], event[64];

	if (!cell)
		return NULL;
	if (cell->fatal_date == PL_TIME_NONE)
		return pl_asprintf("first fatal event: %s at %s with %s; nobody has set a date",
				   fatal_name(cell, event), check->targets[cell->target].name,
				   check->input.files[cell->file].pins->file);
	return pl_asprintf("first fatal event: %s at %s with %s, by %s (at most %" PRId64 " days "
			   "left): %s",
			   fatal_name(cell, event), check->targets[cell->target].name,
			   check->input.files[cell->file].pins->file, day(cell->fatal_date, date),
			   days_left(check, cell->fatal_date), cell->fatal_why);
}

static void put_verdict(struct pl_buf *out, const struct pl_gate *check,
			const struct pl_style *style)
{
	const char *verdict = pl_gate_verdict(check);
	enum pl_role role = *verdict == 'F' ? PL_ROLE_BAD
					    : *verdict == 'W' ? PL_ROLE_WARN : PL_ROLE_GOOD;
	char at[PL_TIME_TEXT];
	char *words = headline(check), *fatal = fatal_words(check), *line;

	put_role(out, style, role, verdict);
	line = pl_asprintf(" as of %s: %s", pl_time_format_short(check->input.at, at), words);
	pl_text_flow(out, style, line, strlen(verdict), 2);
	pl_buf_putc(out, '\n');
	if (fatal) {
		pl_buf_puts(out, "  ");
		pl_text_flow(out, style, fatal, 2, 2);
		pl_buf_putc(out, '\n');
	}
	free(line);
	free(words);
	free(fatal);
}

/* Hosts. */

static void put_host(struct pl_buf *out, const struct pl_gate *check, size_t target,
		     const struct pl_style *style)
{
	const struct pl_served *served = check->targets[target].served;
	const struct pl_cert *leaf = served->chain->certs[0];
	char *names = pl_gate_names(check, target), *words;
	char until[PL_TIME_TEXT], line[16] = "";

	if (served->line > 0)
		snprintf(line, sizeof(line), ":%d", served->line);
	pl_buf_putc(out, '\n');
	put_role(out, style, PL_ROLE_TITLE, names);
	words = pl_asprintf("  %s%s, %s, until %s, %zu path%s", served->file, line, leaf->key_words,
			    day(leaf->not_after, until), check->targets[target].paths->n,
			    check->targets[target].paths->n == 1 ? "" : "s");
	pl_text_flow(out, style, words, strlen(names), 2);
	pl_buf_putc(out, '\n');
	free(words);
	free(names);
}

static void put_cell(struct pl_buf *out, const struct pl_gate *check,
		     const struct pl_gate_cell *cell, const struct pl_style *style)
{
	const struct pl_gate_file *file = &check->input.files[cell->file];
	char *words = pl_asprintf(" %s as %s: %s", file->pins->file, file->client->name,
				  cell->unsure ? "no pin matches below the root, which is not known"
					       : pl_reason_info(cell->outcome->reason)->words);

	pl_buf_puts(out, "  ");
	if (cell->unsure)
		put_role(out, style, PL_ROLE_WARN, "?");
	else
		pl_style_symbol(style, out, cell->outcome->state);
	pl_text_flow(out, style, words, 3, 4);
	pl_buf_putc(out, '\n');
	free(words);
}

static const char *tier_words(enum pl_tier tier)
{
	return tier == PL_TIER_INTERMEDIATE ? "inter" : pl_tier_name(tier);
}

/* Padded to columns, cut where it is too long. */
static void put_wide(struct pl_buf *out, const struct pl_style *style, const char *text,
		     size_t columns_)
{
	struct pl_buf cut = PL_BUF_INIT;
	size_t used;

	pl_text_safe(&cut, text, strlen(text), columns_);
	pl_style_text(style, out, pl_buf_str(&cut));
	for (used = pl_style_columns(style, pl_buf_str(&cut)); used < columns_; used++)
		pl_buf_putc(out, ' ');
	pl_buf_clear(&cut);
}

static void put_lives(struct pl_buf *out, const struct pl_gate_cell *cell,
		      const struct pl_gate_match *match, const struct pl_style *style)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(columns); i++) {
		unsigned bit = 1u << pl_standard_index(columns[i].event);

		pl_buf_puts(out, "  ");
		if (!(cell->tried & bit))
			pl_buf_putc(out, '?');
		else
			pl_style_symbol(style, out, match->lives & bit ? PL_STATE_SURVIVES
								       : PL_STATE_BREAKS_PIN);
		for (size_t j = 1; j < strlen(columns[i].title); j++)
			pl_buf_putc(out, ' ');
	}
}

static void put_match(struct pl_buf *out, const struct pl_gate *check,
		      const struct pl_gate_cell *cell, const struct pl_gate_match *match,
		      const struct pl_style *style)
{
	const struct pl_pin *pin = pl_gate_pin(check, match->file, match->pin);
	char text[PL_PIN_SHORT], line[16], until[PL_TIME_TEXT] = "";

	snprintf(line, sizeof(line), "%d", pin->pos.line);
	pl_buf_puts(out, "      ");
	put_wide(out, style, pl_pin_short(pin, text), 11);
	put_wide(out, style, line, 5);
	put_wide(out, style, match->cert ? tier_words(match->tier) : "-", 6);
	put_wide(out, style, match->cert ? pl_cert_label(match->cert) : "matches nothing here", 20);
	pl_buf_putc(out, ' ');
	put_wide(out, style, match->cert ? day(match->until, until) : "", 10);
	put_lives(out, cell, match, style);
	pl_buf_putc(out, '\n');
}

static void put_head(struct pl_buf *out, const struct pl_style *style)
{
	pl_style_begin(style, out, PL_ROLE_QUIET);
	pl_buf_puts(out, "      pin        line tier  certificate          until     ");
	for (size_t i = 0; i < PL_ARRAY_LEN(columns); i++)
		pl_buf_printf(out, "  %s", columns[i].title);
	pl_style_end(style, out, PL_ROLE_QUIET);
	pl_buf_putc(out, '\n');
}

static void put_future(struct pl_buf *out, const struct pl_gate *check,
		       const struct pl_gate_cell *cell, const struct pl_style *style)
{
	char date[PL_TIME_TEXT], event[64];
	char *words;

	if (cell->untried)
		words = pl_asprintf("what comes next could not be tried: %s", cell->untried);
	else if (cell->fatal == SIZE_MAX && cell->outcome->verdict != PL_BREAKS &&
		 cell->rests != PL_TIME_NONE && cell->rests > check->input.at)
		words = pl_asprintf("nothing is known to cut it off before its pins rest, on %s",
				    day(cell->rests, date));
	else if (cell->fatal == SIZE_MAX)
		return;
	else if (cell->fatal_date == PL_TIME_NONE)
		words = pl_asprintf("first fatal event: %s, no date known", fatal_name(cell, event));
	else
		words = pl_asprintf("first fatal event: %s, by %s, at most %" PRId64 " days left",
				    fatal_name(cell, event), day(cell->fatal_date, date),
				    days_left(check, cell->fatal_date));
	pl_buf_puts(out, "      ");
	pl_text_flow(out, style, words, 6, 6);
	pl_buf_putc(out, '\n');
	free(words);
}

static void put_target(struct pl_buf *out, const struct pl_gate *check, size_t at,
		       const struct pl_style *style)
{
	const struct pl_gate_target *target = &check->targets[at];

	put_host(out, check, at, style);
	for (size_t i = 0; i < target->n_cells; i++) {
		const struct pl_gate_cell *cell = &check->cells[target->first_cell + i];

		put_cell(out, check, cell, style);
		if (cell->n_matches > 0)
			put_head(out, style);
		for (size_t j = 0; j < cell->n_matches; j++)
			put_match(out, check, cell, &check->matches[cell->first_match + j], style);
		put_future(out, check, cell, style);
	}
}

/* Findings. */

static void put_place(struct pl_buf *out, const struct pl_finding *finding,
		      const struct pl_style *style)
{
	const struct pl_pos *pos = &finding->pos;

	if (!pos->file)
		return;
	pl_style_text(style, out, pos->file);
	if (pos->line > 0)
		pl_buf_printf(out, ":%d", pos->line);
	if (pos->line > 0 && pos->column > 0)
		pl_buf_printf(out, ":%d", pos->column);
	pl_buf_puts(out, ": ");
}

static void put_finding(struct pl_buf *out, const struct pl_finding *finding,
			const struct pl_style *style)
{
	put_place(out, finding, style);
	put_role(out, style, role_of(finding->severity), pl_severity_name(finding->severity));
	pl_buf_printf(out, ": %s\n  ", finding->rule->id);
	pl_text_flow(out, style, finding->message, 2, 2);
	if (finding->severity > PL_SEVERITY_INFO) {
		pl_buf_puts(out, "\n  next: ");
		pl_text_flow(out, style, finding->next, 8, 8);
	}
	pl_buf_putc(out, '\n');
}

static void put_findings(struct pl_buf *out, const struct pl_gate *check,
			 const struct pl_style *style)
{
	if (check->n_findings > 0)
		pl_buf_putc(out, '\n');
	for (size_t i = 0; i < check->n_findings; i++)
		put_finding(out, &check->findings[i], style);
}

static bool has_table(const struct pl_gate *check)
{
	return check->n_matches > 0;
}

/* What the last columns of the tables are. */
static void put_legend(struct pl_buf *out, const struct pl_style *style)
{
	put_role(out, style, PL_ROLE_QUIET,
		 "  after a renewal with the same or a new key, from another intermediate,");
	pl_buf_putc(out, '\n');
	put_role(out, style, PL_ROLE_QUIET, "  from another root, and from a CA that nobody pins");
	pl_buf_putc(out, '\n');
}

static void write_text(struct pl_buf *out, const struct pl_gate *check,
		       const struct pl_style *style)
{
	put_verdict(out, check, style);
	for (size_t i = 0; i < check->n_targets; i++) {
		if (!pl_gate_is_repeated(check, i))
			put_target(out, check, i, style);
	}
	if (has_table(check))
		put_legend(out, style);
	put_findings(out, check, style);
}

const struct pl_gate_format pl_gate_format_text = {
	.name = "text",
	.summary = "for people: the verdict first, then hosts and pins, then what to do",
	.write = write_text,
};
