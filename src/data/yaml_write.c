/* How a text is written so that YAML readers, ours and others, take it for that text. */
#include <config.h>

#include "data/yaml.h"

#include <string.h>
#include <strings.h>

#include "util/text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* YAML 1.1 readers turn these words into booleans and null. */
static bool is_word(const char *text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no",
					     "on",   "off",  "y",     "n" };

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++) {
		if (strcasecmp(text, words[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Whether some reader might see a number: 7, -7, 1_000, 0x1f, 0o17, 1.5e3, .5,
 * 1:30 (base 60), .inf, .nan. A unit (90d), a second point (1.2.3) or a dash
 * inside (2026-01-01) make it text; so "1e3" is caught and "1e" is not.
 */
static bool is_number(const char *text)
{
	size_t digits = 0, points = 0;

	text += *text == '-' || *text == '+';
	if (strcasecmp(text, ".inf") == 0 || strcasecmp(text, ".nan") == 0)
		return true;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X' || text[1] == 'o' || text[1] == 'b'))
		return text[2 + strspn(text + 2, "0123456789abcdefABCDEF_")] == '\0';
	for (; *text; text++) {
		if (is_digit(*text)) {
			digits++;
		} else if (*text == '.') {
			points++;
		} else if ((*text == 'e' || *text == 'E') && digits > 0) {
			text += text[1] == '+' || text[1] == '-';
			return is_digit(text[1]) && text[1 + strspn(text + 1, "0123456789")] == '\0';
		} else if (*text != '_' && *text != ':') {
			return false;
		}
	}
	return digits > 0 && points <= 1;
}

/* What may begin a plain scalar, in block and flow style alike. */
static bool begins_plain(const char *text)
{
	unsigned char c = (unsigned char)*text;

	if (is_letter(*text) || is_digit(*text) || c == '/' || c == '_' || c >= 0x80)
		return true;
	if (c == '+')
		return is_digit(text[1]);
	return pl_starts_with(text, "./") || pl_starts_with(text, "../");
}

static bool continues_plain(const char *text, size_t at)
{
	char c = text[at];

	if (is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80)
		return true;
	if (c == ' ')
		return text[at + 1] != '\0' && text[at + 1] != ' ';
	/* A colon before a blank makes a key; signs that end a flow entry are never plain. */
	if (c == ':')
		return text[at + 1] != '\0' && text[at + 1] != ' ';
	return strchr("_-./+@()'%=~;$", c) != NULL;
}

static bool is_plain(const char *text)
{
	struct pl_buf safe = PL_BUF_INIT;
	bool plain;

	if (!begins_plain(text) || is_word(text) || is_number(text))
		return false;
	for (size_t i = 1; text[i]; i++) {
		if (!continues_plain(text, i))
			return false;
	}
	/* Unchanged by the sieve for terminals: valid UTF-8 without anything invisible. */
	pl_text_safe(&safe, text, strlen(text), 0);
	plain = pl_streq(pl_buf_str(&safe), text);
	pl_buf_clear(&safe);
	return plain;
}

/* One code point in double quotes; everything odd as an escape. */
static void put_quoted(struct pl_buf *out, const char *text, size_t used, uint32_t cp)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_text_safe(&safe, text, used, 0);
	if (cp == '"' || cp == '\\')
		pl_buf_printf(out, "\\%c", (char)cp);
	else if (cp == '\n')
		pl_buf_puts(out, "\\n");
	else if (cp == '\t')
		pl_buf_puts(out, "\\t");
	else if (safe.len == used)
		pl_buf_add(out, text, used);
	else if (cp < 0x100)
		pl_buf_printf(out, "\\x%02x", (unsigned)cp);
	else if (cp < 0x10000)
		pl_buf_printf(out, "\\u%04x", (unsigned)cp);
	else
		pl_buf_printf(out, "\\U%08x", (unsigned)cp);
	pl_buf_clear(&safe);
}

void pl_yaml_scalar(struct pl_buf *out, const char *text)
{
	size_t len = strlen(text);

	if (is_plain(text)) {
		pl_buf_puts(out, text);
		return;
	}
	pl_buf_putc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t used = pl_utf8_next(text + at, len - at, &cp);

		/* No YAML file can hold a byte that is not UTF-8. */
		if (used == 0)
			pl_buf_puts(out, "\xef\xbf\xbd");
		else
			put_quoted(out, text + at, used, cp);
		at += used ? used : 1;
	}
	pl_buf_putc(out, '"');
}
