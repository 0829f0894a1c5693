/* How is one plain value read: text, name, date, duration, number, word of a list? */
#include <config.h>

#include "scenario/decode.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define ID_MAX 64
#define TEXT_MAX 4096
#define DEPTH_MAX 16

bool pl_decode_text(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		    char **out)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a text"))
		return false;
	if (strlen(node->text) > TEXT_MAX) {
		pl_decode_error(decoder, node->pos, "'%s' is longer than %d bytes; shorten it",
				name, TEXT_MAX);
		return false;
	}
	free(*out);
	*out = pl_strdup(node->text);
	return true;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c);
}

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* Stands in times too: a dot, a plus or a digit at the front would read as another
 * part of `api.leaf.expiry + 7d`. */
bool pl_decode_id(struct pl_decoder *decoder, const struct pl_node *node, const char *what)
{
	size_t len = strlen(node->text);
	bool ok = len <= ID_MAX && is_letter(node->text[0]);

	for (size_t i = 0; ok && i < len; i++)
		ok = is_word_char(node->text[i]);
	if (!ok)
		pl_decode_error(decoder, node->pos,
				"'%s' cannot be the name of %s; use up to %d letters, digits, "
				"- and _, beginning with a letter",
				pl_decode_show(decoder, node->text), what, ID_MAX);
	return ok;
}

bool pl_decode_label(struct pl_decoder *decoder, const struct pl_node *node, const char *what)
{
	size_t len = strlen(node->text);
	bool ok = len <= ID_MAX && isalnum((unsigned char)node->text[0]);

	for (size_t i = 0; ok && i < len; i++)
		ok = is_word_char(node->text[i]) || node->text[i] == '+' || node->text[i] == '.';
	if (!ok)
		pl_decode_error(decoder, node->pos,
				"'%s' cannot be the name of %s; use up to %d letters, digits, "
				"- _ + and dots, beginning with a letter or digit",
				pl_decode_show(decoder, node->text), what, ID_MAX);
	return ok;
}

static void read_id(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		    char **out)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a name") ||
	    !pl_decode_id(decoder, node, name))
		return;
	free(*out);
	*out = pl_strdup(node->text);
}

bool pl_decode_date(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		    int64_t *out)
{
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name,
			  "a date like 2026-03-01 or 2026-03-01T09:00:00Z"))
		return false;
	if (pl_time_parse(node->text, out, &why))
		return true;
	pl_decode_error(decoder, node->pos, "'%s' is not a date: %s",
			pl_decode_show(decoder, node->text), why);
	return false;
}

static void read_duration(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
			  bool sign, int64_t *out)
{
	const char *wanted =
		sign ? "a duration with its sign, like +2h or -400d" : "a duration like 90d or 12h";
	const char *text = node->text, *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, wanted))
		return;
	if (sign && (*text == '+' || *text == '-'))
		text++;
	if (!pl_duration_parse(text, out, &why)) {
		pl_decode_error(decoder, node->pos, "'%s' is not %s: %s",
				pl_decode_show(decoder, node->text), wanted, why);
		return;
	}
	if (sign && *node->text == '-')
		*out = -*out;
}

static void read_bool(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		      bool *out)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "true or false"))
		return;
	if (pl_streq(node->text, "true") || pl_streq(node->text, "false"))
		*out = *node->text == 't';
	else
		pl_decode_error(decoder, node->pos, "'%s' is neither true nor false",
				pl_decode_show(decoder, node->text));
}

/* Digits only: no sign, no blanks, no other base. */
static bool parse_number(const char *text, uint64_t max, uint64_t *out)
{
	*out = 0;
	if (*text == '\0')
		return false;
	for (; *text; text++) {
		unsigned digit = (unsigned)(*text - '0');

		if (digit > 9 || *out > (max - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	return true;
}

static bool read_number(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
			uint64_t max, uint64_t *out)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "a whole number"))
		return false;
	if (parse_number(node->text, max, out))
		return true;
	pl_decode_error(decoder, node->pos, "'%s' is not a whole number from 0 to %" PRIu64,
			pl_decode_show(decoder, node->text), max);
	return false;
}

static void read_alg(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		     enum pl_key_alg *out)
{
	const char *names[PL_KEY_OTHER];

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "an algorithm like ecdsa-p256") ||
	    pl_key_alg_parse(node->text, out))
		return;
	for (int alg = 0; alg < PL_KEY_OTHER; alg++)
		names[alg] = pl_key_alg_name(alg);
	pl_decode_unknown(decoder, node->pos, "algorithm", node->text, names, PL_KEY_OTHER);
}

int pl_decode_choice(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		     const char *const *choices)
{
	size_t n = 0;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, name, "one word"))
		return -1;
	for (; choices[n]; n++)
		if (strcmp(node->text, choices[n]) == 0)
			return (int)n;
	pl_decode_unknown(decoder, node->pos, name, node->text, choices, n);
	return -1;
}

void pl_decode_plain(struct pl_decoder *decoder, const struct pl_field *field,
		     const struct pl_node *node, void *target)
{
	void *member = (char *)target + field->offset;
	uint64_t number;

	switch (field->type) {
	case PL_FIELD_TEXT:
		(void)!pl_decode_text(decoder, node, field->name, member);
		break;
	case PL_FIELD_ID:
		read_id(decoder, node, field->name, member);
		break;
	case PL_FIELD_DATE:
		(void)!pl_decode_date(decoder, node, field->name, member);
		break;
	case PL_FIELD_DURATION:
		read_duration(decoder, node, field->name, false, member);
		break;
	case PL_FIELD_OFFSET:
		read_duration(decoder, node, field->name, true, member);
		break;
	case PL_FIELD_BOOL:
		read_bool(decoder, node, field->name, member);
		break;
	case PL_FIELD_DEPTH:
		if (read_number(decoder, node, field->name, DEPTH_MAX, &number))
			*(int *)member = (int)number;
		break;
	case PL_FIELD_SEED:
		(void)!read_number(decoder, node, field->name, INT64_MAX, member);
		break;
	case PL_FIELD_ALG:
		read_alg(decoder, node, field->name, member);
		break;
	default:
		break;
	}
}
