/* A pin file as one line of text, for tables of tests. */
#ifndef PINLAB_TESTS_PIN_PINFILE_H
#define PINLAB_TESTS_PIN_PINFILE_H

#include <stdlib.h>

#include "pin/format.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
#define C "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA="

__attribute__((unused))
static struct pl_bytes pinfile_bytes(const char *text)
{
	return (struct pl_bytes){ (const uint8_t *)text, strlen(text) };
}

static void pinfile_rule(const struct pl_pinset *set, size_t at, struct pl_buf *out)
{
	const struct pl_rule *rule = &set->rules[at];
	char time[PL_TIME_TEXT];

	for (size_t i = 0; i < rule->n_covers; i++)
		pl_buf_printf(out, "%s%s%s", i ? "," : " ", rule->covers[i].name,
			      rule->covers[i].subdomains ? "+" : "");
	if (rule->expires != PL_TIME_NONE)
		pl_buf_printf(out, " until %s", rule->expires_day
						? pl_time_format_short(rule->expires, time)
						: pl_time_format(rule->expires, time));
	pl_buf_puts(out, rule->report_only ? " report-only" : "");
	pl_buf_puts(out, rule->override_user_cas ? " override" : "");
	pl_buf_puts(out, rule->leaf_list ? " leaf-list" : "");
	pl_buf_puts(out, rule->ca_list ? " ca-list" : "");
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (pin->rule != at)
			continue;
		pl_buf_printf(out, " %s@%d:%d", pin->spelling, pin->pos.line, pin->pos.column);
		pl_buf_puts(out, pin->spelled == PL_SPELLED_OTHER ? "?" : "");
		pl_buf_puts(out, pin->list == PL_LIST_LEAF ? "(leaf)" :
				 pin->list == PL_LIST_CA ? "(ca)" : "");
	}
}

/* "format:" and what `put` says of the file, or "line:column first error". */
static char *pinfile_told_by(void (*put)(const struct pl_pinfile *pins, struct pl_buf *out),
			     const char *file, struct pl_bytes text, const char *format)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_pinfile *pins = pl_pinfile_read(file, text,
						  format ? pl_pin_format_find(format) : NULL,
						  &errors);

	if (!pins) {
		pl_buf_printf(&out, "%d:%d %s", errors.items[0].line, errors.items[0].column,
			      errors.items[0].text);
	} else {
		pl_buf_printf(&out, "%s:", pins->format->name);
		put(pins, &out);
	}
	pl_pinfile_free(pins);
	pl_errors_clear(&errors);
	return pl_buf_take(&out);
}

/* " pins | names[+] terms pins | ... # remark@line; ..." */
static void pinfile_put(const struct pl_pinfile *pins, struct pl_buf *out)
{
	for (size_t i = 0; i < pins->set->n_rules; i++) {
		pl_buf_puts(out, i ? " |" : "");
		pinfile_rule(pins->set, i, out);
	}
	for (size_t i = 0; i < pins->n_remarks; i++)
		pl_buf_printf(out, "%s %s@%d", i ? ";" : " #", pins->remarks[i].text,
			      pins->remarks[i].pos.line);
}

__attribute__((unused))
static char *pinfile_told(const char *file, struct pl_bytes text, const char *format)
{
	return pinfile_told_by(pinfile_put, file, text, format);
}

struct pinfile_row {
	const char *name, *file, *format, *text, *want;
};

__attribute__((unused))
static void pinfile_rows(const struct pinfile_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = pinfile_told(rows[i].file, pinfile_bytes(rows[i].text), rows[i].format);

		tap_text(got, rows[i].want, rows[i].name);
		free(got);
	}
}

#endif
