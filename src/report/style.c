/* How text for people is coloured, made ASCII and measured. */
#include <config.h>

#include "report/style.h"

#include <stdint.h>
#include <string.h>

#include "util/compiler.h"
#include "util/text.h"

#define STANDARD_WIDTH 80

/* Cyan against red, not green: told apart by every kind of colour vision. */
static const char *const codes[] = {
	[PL_ROLE_PLAIN] = NULL,    [PL_ROLE_GOOD] = "36",   [PL_ROLE_BAD] = "1;31",
	[PL_ROLE_BREACH] = "1;35", [PL_ROLE_WARN] = "1;33", [PL_ROLE_QUIET] = "2",
	[PL_ROLE_TITLE] = "1",
};

static const enum pl_role state_roles[] = {
	[PL_STATE_SURVIVES] = PL_ROLE_GOOD,     [PL_STATE_ON_BACKUP] = PL_ROLE_WARN,
	[PL_STATE_UNENFORCED] = PL_ROLE_BREACH, [PL_STATE_BREAKS_PIN] = PL_ROLE_BAD,
	[PL_STATE_BREAKS_CHAIN] = PL_ROLE_BAD,  [PL_STATE_BLOCKED] = PL_ROLE_GOOD,
	[PL_STATE_MOOT] = PL_ROLE_QUIET,        [PL_STATE_INTERCEPTED] = PL_ROLE_BREACH,
	[PL_STATE_DETECTED] = PL_ROLE_BREACH,
};
_Static_assert(PL_ARRAY_LEN(state_roles) == PL_STATES, "every state has a role");

/* What stands for common signs where only ASCII is shown; the rest becomes '?'. */
static const struct {
	uint32_t cp;
	const char *ascii;
} ascii_forms[] = {
	{ 0x2026, "..." }, { 0x2013, "-" },  { 0x2014, "-" },  { 0x2018, "'" },
	{ 0x2019, "'" },   { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x2190, "<-" },
	{ 0x2192, "->" },  { 0xd7, "x" },    { 0xa0, " " },    { 0xb7, "." },
};

void pl_style_begin(const struct pl_style *style, struct pl_buf *out, enum pl_role role)
{
	if (style->color && codes[role])
		pl_buf_printf(out, "\033[%sm", codes[role]);
}

void pl_style_end(const struct pl_style *style, struct pl_buf *out, enum pl_role role)
{
	if (style->color && codes[role])
		pl_buf_puts(out, "\033[0m");
}

static const char *ascii_form(uint32_t cp)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(ascii_forms); i++) {
		if (ascii_forms[i].cp == cp)
			return ascii_forms[i].ascii;
	}
	return "?";
}

/* Every byte of `text` is part of valid UTF-8 already. */
static void put_ascii(struct pl_buf *out, const char *text, size_t len)
{
	while (len > 0) {
		uint32_t cp = 0;
		size_t used = pl_utf8_next(text, len, &cp);

		if (used <= 1)
			pl_buf_putc(out, *text);
		else
			pl_buf_puts(out, ascii_form(cp));
		used = used ? used : 1;
		text += used;
		len -= used;
	}
}

void pl_style_text(const struct pl_style *style, struct pl_buf *out, const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;

	if (!style->ascii) {
		pl_text_safe(out, text, strlen(text), 0);
		return;
	}
	pl_text_safe(&safe, text, strlen(text), 0);
	put_ascii(out, pl_buf_str(&safe), safe.len);
	pl_buf_clear(&safe);
}

void pl_style_symbol(const struct pl_style *style, struct pl_buf *out, enum pl_state state)
{
	const struct pl_state_info *info = pl_state_info(state);

	pl_style_begin(style, out, state_roles[state]);
	if (style->ascii)
		pl_buf_putc(out, info->ascii);
	else
		pl_buf_puts(out, info->symbol);
	pl_style_end(style, out, state_roles[state]);
}

size_t pl_style_width(const struct pl_style *style)
{
	return style->width ? style->width : STANDARD_WIDTH;
}

size_t pl_style_columns(const struct pl_style *style, const char *text)
{
	struct pl_buf buf = PL_BUF_INIT;
	size_t columns;

	pl_style_text(style, &buf, text);
	columns = pl_text_columns(pl_buf_str(&buf));
	pl_buf_clear(&buf);
	return columns;
}
