/*
 * How a value becomes JSON text. It is kept as compact text while it grows,
 * which costs its own length and no tree; indenting is a pass over that text.
 */
#include <config.h>

#include "data/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define INDENT 2

struct level {
	char closer; /* '}' or ']' */
	bool filled;
};

struct pl_json {
	struct pl_buf text;
	struct level *levels;
	size_t depth, cap;
};

struct pl_json *pl_json_new(void)
{
	return pl_calloc(1, sizeof(struct pl_json));
}

void pl_json_free(struct pl_json *json)
{
	if (!json)
		return;
	pl_buf_clear(&json->text);
	free(json->levels);
	free(json);
}

/* Beyond the basic plane JSON writes two surrogates. */
static void put_escape(struct pl_buf *out, uint32_t cp)
{
	if (cp >= 0x10000) {
		put_escape(out, 0xd800 + ((cp - 0x10000) >> 10));
		put_escape(out, 0xdc00 + ((cp - 0x10000) & 0x3ff));
		return;
	}
	pl_buf_printf(out, "\\u%04x", (unsigned)cp);
}

static void put_char(struct pl_buf *out, const char *text, size_t used, uint32_t cp)
{
	struct pl_buf safe = PL_BUF_INIT;

	if (cp == '"' || cp == '\\') {
		pl_buf_printf(out, "\\%c", (char)cp);
	} else if (cp == '\n') {
		pl_buf_puts(out, "\\n");
	} else if (cp == '\t') {
		pl_buf_puts(out, "\\t");
	} else if (cp >= 0x20 && cp < 0x7f) {
		pl_buf_putc(out, (char)cp);
	} else {
		pl_text_safe(&safe, text, used, 0);
		if (safe.len == used)
			pl_buf_add(out, text, used);
		else
			put_escape(out, cp);
		pl_buf_clear(&safe);
	}
}

static void put_string(struct pl_buf *out, const char *text)
{
	size_t len = strlen(text);

	pl_buf_putc(out, '"');
	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t used = pl_utf8_next(text + at, len - at, &cp);

		if (used == 0)
			pl_buf_puts(out, "\xef\xbf\xbd");
		else
			put_char(out, text + at, used, cp);
		at += used ? used : 1;
	}
	pl_buf_putc(out, '"');
}

/* The comma and the key that come before a value. */
static void begin_value(struct pl_json *json, const char *key)
{
	struct level *level = json->depth > 0 ? &json->levels[json->depth - 1] : NULL;

	if (!level)
		return;
	if (level->filled)
		pl_buf_putc(&json->text, ',');
	level->filled = true;
	if (level->closer == '}') {
		put_string(&json->text, key ? key : "");
		pl_buf_putc(&json->text, ':');
	}
}

static void open_level(struct pl_json *json, const char *key, char opener, char closer)
{
	begin_value(json, key);
	pl_buf_putc(&json->text, opener);
	*PL_PUSH(json->levels, json->depth, json->cap) = (struct level){ .closer = closer };
}

void pl_json_object(struct pl_json *json, const char *key)
{
	open_level(json, key, '{', '}');
}

void pl_json_array(struct pl_json *json, const char *key)
{
	open_level(json, key, '[', ']');
}

void pl_json_end(struct pl_json *json)
{
	if (json->depth > 0)
		pl_buf_putc(&json->text, json->levels[--json->depth].closer);
}

void pl_json_text(struct pl_json *json, const char *key, const char *text)
{
	begin_value(json, key);
	if (text)
		put_string(&json->text, text);
	else
		pl_buf_puts(&json->text, "null");
}

void pl_json_int(struct pl_json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	pl_buf_printf(&json->text, "%" PRId64, value);
}

void pl_json_bool(struct pl_json *json, const char *key, bool value)
{
	begin_value(json, key);
	pl_buf_puts(&json->text, value ? "true" : "false");
}

void pl_json_null(struct pl_json *json, const char *key)
{
	pl_json_text(json, key, NULL);
}

void pl_json_time(struct pl_json *json, const char *key, int64_t time)
{
	char text[PL_TIME_TEXT];

	pl_json_text(json, key, time == PL_TIME_NONE ? NULL : pl_time_format(time, text));
}

static void line(struct pl_buf *out, size_t depth)
{
	static const char blanks[] = "                                ";
	size_t left = depth * INDENT;

	pl_buf_putc(out, '\n');
	while (left > 0) {
		size_t n = left < sizeof(blanks) - 1 ? left : sizeof(blanks) - 1;

		pl_buf_add(out, blanks, n);
		left -= n;
	}
}

/* The length of the string literal, both quotes included. */
static size_t literal_len(const char *text)
{
	size_t i = 1;

	while (text[i] != '"')
		i += text[i] == '\\' ? 2 : 1;
	return i + 1;
}

static void indent(const char *at, struct pl_buf *out)
{
	size_t depth = 0;

	while (*at) {
		size_t run = *at == '"' ? literal_len(at) : strcspn(at, "\"{}[],:");

		if (run > 0) {
			pl_buf_add(out, at, run);
			at += run;
			continue;
		}
		if (*at == '}' || *at == ']')
			line(out, --depth);
		pl_buf_putc(out, *at);
		if (*at == ':')
			pl_buf_putc(out, ' ');
		if (*at == ',')
			line(out, depth);
		if (*at == '{' || *at == '[') {
			/* Empty ones stay on their line. */
			if (at[1] == '}' || at[1] == ']')
				pl_buf_putc(out, *++at);
			else
				line(out, ++depth);
		}
		at++;
	}
}

void pl_json_dump(const struct pl_json *json, bool compact, struct pl_buf *out)
{
	if (compact)
		pl_buf_add(out, pl_buf_str(&json->text), json->text.len);
	else
		indent(pl_buf_str(&json->text), out);
	pl_buf_putc(out, '\n');
}
