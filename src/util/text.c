/* Which text equals, begins or nearly is another; how text is measured, cleaned and wrapped. */
#include <config.h>

#include "util/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NEAR_MAX 64 /* longer words are no slips of the finger */

bool pl_streq(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool pl_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool pl_ends_with(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && memcmp(text + len - tail, suffix, tail) == 0;
}

const char *pl_grouped(int64_t number, char out[PL_GROUPED_TEXT])
{
	char digits[PL_GROUPED_TEXT];
	int len = snprintf(digits, sizeof(digits), "%" PRId64, number);
	char *at = out;

	for (int i = 0; i < len; i++) {
		*at++ = digits[i];
		if (digits[i] != '-' && i + 1 < len && (len - i - 1) % 3 == 0)
			*at++ = ',';
	}
	*at = '\0';
	return out;
}

bool pl_name_is_below(const char *name, const char *top)
{
	size_t len = strlen(name), top_len = strlen(top);

	return len > top_len + 1 && name[len - top_len - 1] == '.' &&
	       strcasecmp(name + len - top_len, top) == 0;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Insertions, deletions, changes and swaps of neighbours; three rows are enough for swaps. */
static size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEAR_MAX + 1];
	size_t *two_back = rows[0], *back = rows[1], *now = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		now[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *reuse = two_back;

		two_back = back;
		back = now;
		now = reuse;
		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = min3(back[j] + 1, now[j - 1] + 1,
				      back[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    two_back[j - 2] + 1 < now[j])
				now[j] = two_back[j - 2] + 1;
		}
	}
	return now[b_len];
}

const char *pl_nearest(const char *word, const char *const *candidates, size_t n)
{
	size_t len = strlen(word);
	size_t limit = len / 3 > 0 ? len / 3 : 1;
	const char *best = NULL;

	if (len > NEAR_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(candidates[i]), distance;

		if (other > NEAR_MAX)
			continue;
		distance = edit_distance(word, len, candidates[i], other);
		/* A word all of whose letters change has nothing in common with it. */
		if (distance <= limit && distance < len && distance < other) {
			best = candidates[i];
			limit = distance > 0 ? distance - 1 : 0;
			if (distance == 0)
				break;
		}
	}
	return best;
}

size_t pl_utf8_next(const char *text, size_t len, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	size_t need;

	if (len == 0)
		return 0;
	if (bytes[0] < 0x80) {
		*cp = bytes[0];
		return 1;
	}
	if (bytes[0] < 0xc2 || bytes[0] > 0xf4)
		return 0;
	need = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	if (len < need)
		return 0;
	*cp = bytes[0] & (0x7fu >> need);
	for (size_t i = 1; i < need; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (bytes[i] & 0x3f);
	}
	/* Overlong forms, surrogates and what lies beyond Unicode are no code points. */
	if (*cp < least[need] || (*cp >= 0xd800 && *cp <= 0xdfff) || *cp > 0x10ffff)
		return 0;
	return need;
}

/*
 * What a terminal obeys instead of showing, or what reorders or hides its
 * neighbours: C0, DEL, C1, line separators, direction marks, invisible marks,
 * annotations, noncharacters, tags. The two joiners stay: scripts and emoji need them.
 */
static bool is_unsafe(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },
		{ 0x61c, 0x61c },   { 0x180e, 0x180e }, { 0x200b, 0x200b },
		{ 0x200e, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xfffe, 0xffff },
		{ 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(ranges); i++) {
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	}
	return false;
}

/* Appends one character, escaped where needed; yields the bytes used. */
static size_t put_safe(struct pl_buf *buf, const char *text, size_t len)
{
	uint32_t cp;
	size_t used = pl_utf8_next(text, len, &cp);

	if (used == 0) {
		pl_buf_printf(buf, "\\x%02x", (unsigned char)*text);
		return 1;
	}
	if (!is_unsafe(cp))
		pl_buf_add(buf, text, used);
	else if (cp < 0x80)
		pl_buf_printf(buf, "\\x%02x", (unsigned)cp);
	else
		pl_buf_printf(buf, "\\u{%04x}", (unsigned)cp);
	return used;
}

/* Columns of the `len` bytes at `text`. */
static size_t columns_of(const char *text, size_t len)
{
	size_t columns = 0;

	for (size_t at = 0; at < len;) {
		uint32_t cp;
		size_t used = pl_utf8_next(text + at, len - at, &cp);

		columns += used ? (size_t)pl_utf8_columns(cp) : 1;
		at += used ? used : 1;
	}
	return columns;
}

size_t pl_text_columns(const char *text)
{
	return columns_of(text, strlen(text));
}

/*
 * While the text grows, `room` remembers the last length that leaves a column
 * for the ellipsis, which is where the cut goes if the text turns out too long.
 */
void pl_text_safe(struct pl_buf *buf, const char *text, size_t len, size_t max)
{
	size_t columns = 0, at = 0, room = buf->len;

	while (at < len) {
		size_t before = buf->len;

		at += put_safe(buf, text + at, len - at);
		if (max == 0)
			continue;
		columns += columns_of(buf->data + before, buf->len - before);
		if (columns > max) {
			buf->len = room;
			pl_buf_puts(buf, "\xe2\x80\xa6");
			return;
		}
		if (columns < max)
			room = buf->len;
	}
}

static void new_line(struct pl_buf *buf, size_t indent)
{
	pl_buf_putc(buf, '\n');
	pl_buf_printf(buf, "%*s", (int)indent, "");
}

void pl_text_wrap(struct pl_buf *buf, const char *text, size_t width, size_t indent)
{
	size_t column = 0;
	bool begun = false; /* a word stands on this line */

	while (*text) {
		size_t len = strcspn(text, " \n");
		size_t columns = columns_of(text, len);

		if (len > 0) {
			if (begun && column + 1 + columns > width) {
				new_line(buf, indent);
				column = indent;
				begun = false;
			}
			if (begun)
				pl_buf_putc(buf, ' ');
			pl_buf_add(buf, text, len);
			column += columns + begun;
			begun = true;
			text += len;
		}
		if (*text == '\n') {
			new_line(buf, indent);
			column = indent;
			begun = false;
		}
		text += *text != '\0';
	}
}
