/* Which texts does this piece of source code stand for? */
#include <config.h>

#include "pin/formats/code.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define DEPTH_MAX 32     /* of constants that are made of others, and of brackets */
#define VALUES_MAX 20000 /* of one expression */
#define TEXT_MAX 20000   /* bytes of one value */
#define WORK_MAX 20000000

struct evaluation {
	struct pl_code *code;
	struct pl_code_values *values;
	size_t depth;
};

static bool evaluate(struct evaluation *e, size_t from, size_t to);

void pl_code_values_clear(struct pl_code_values *values)
{
	for (size_t i = 0; i < values->n; i++)
		free(values->items[i].text);
	free(values->items);
	*values = (struct pl_code_values){ 0 };
}

static bool is_kind(const struct pl_code *code, size_t at, enum pl_token_kind kind)
{
	return at < code->n && code->tokens[at].kind == kind;
}

static bool opens(const struct pl_code *code, size_t at)
{
	return pl_code_is(code, at, "(") || pl_code_is(code, at, "[") ||
	       pl_code_is(code, at, "{");
}

/* Where the value of a declaration ends: before ; or the next thing that cannot go on with it. */
static size_t value_end(const struct pl_code *code, size_t at)
{
	size_t start = at;

	while (at < code->n) {
		const struct pl_token *token = &code->tokens[at];

		if (opens(code, at)) {
			at = pl_code_close(code, at);
			continue;
		}
		/* A word behind a text or a bracket begins the next statement. */
		if (token->kind == PL_TOKEN_WORD && at > start && !pl_code_is(code, at - 1, ".") &&
		    !pl_code_is(code, at - 1, "+") && !pl_code_is(code, at - 1, "<") &&
		    !pl_code_is(code, start, "new") && !pl_code_is(code, start, "const"))
			return at;
		if (token->kind == PL_TOKEN_SIGN && !strchr(".+*<>", token->text[0]))
			return at;
		at++;
	}
	return at;
}

/* Whether the token may stand in a type, as `List<String>?`, or between it and the name. */
static bool is_of_type(const struct pl_code *code, size_t at)
{
	const struct pl_token *token = &code->tokens[at];

	if (token->kind == PL_TOKEN_WORD)
		return at == 0 || !is_kind(code, at - 1, PL_TOKEN_WORD);
	return token->kind == PL_TOKEN_SIGN && strchr(":.<>,?[]", token->text[0]);
}

/* The name that the declaration ending in = at `at` gives: `X =`, `X: String =`. */
static const char *declared(const struct pl_code *code, size_t at)
{
	size_t name = at - 1;

	if (at == 0 || pl_code_is(code, at + 1, "="))
		return NULL;
	for (size_t back = 1; back < 12 && back < at && is_of_type(code, at - back); back++) {
		if (pl_code_is(code, at - back, ":") && is_kind(code, at - back - 1, PL_TOKEN_WORD))
			return code->tokens[at - back - 1].text;
	}
	/* String PINS[] = */
	if (pl_code_is(code, name, "]") && name >= 2)
		name -= 2;
	return is_kind(code, name, PL_TOKEN_WORD) ? code->tokens[name].text : NULL;
}

/* A name that is declared twice says nothing. */
void pl_code_find_constants(struct pl_code *code)
{
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 1; i + 1 < code->n; i++) {
		const char *name = pl_code_is(code, i, "=") ? declared(code, i) : NULL;

		if (name)
			pl_map_set(&code->constants, name,
				   pl_map_set(&seen, name, &code->tokens[i]) ? NULL
									     : &code->tokens[i]);
	}
	pl_map_clear(&seen);
}

/* The one declaration of a name, its value from..to; false: there is none, or there are several. */
static bool find_constant(struct evaluation *e, const char *name, size_t *from, size_t *to)
{
	const struct pl_token *equals = pl_map_get(&e->code->constants, name);

	if (!equals)
		return false;
	*from = (size_t)(equals - e->code->tokens) + 1;
	*to = value_end(e->code, *from);
	e->code->work += *to - *from;
	return *to > *from;
}

static bool put(struct evaluation *e, char *text, struct pl_pos pos)
{
	if (e->values->n == VALUES_MAX) {
		free(text);
		return false;
	}
	*PL_PUSH(e->values->items, e->values->n, e->values->cap) =
		(struct pl_code_value){ text, pos };
	return true;
}

/* Texts that follow each other, where the language joins them. */
static bool put_text(struct evaluation *e, size_t *at, size_t to)
{
	const struct pl_token *first = &e->code->tokens[*at];
	struct pl_buf text = PL_BUF_INIT;
	bool known = true;

	do {
		pl_buf_puts(&text, e->code->tokens[*at].text);
		known = known && !e->code->tokens[*at].varies;
		++*at;
	} while (e->code->syntax->adjacent && *at < to && is_kind(e->code, *at, PL_TOKEN_TEXT) &&
		 text.len < TEXT_MAX);
	if (!known) {
		pl_buf_clear(&text);
		return false;
	}
	return put(e, text.data ? pl_buf_take(&text) : pl_strdup(""), first->pos);
}

/* What makes a list of what is in its brackets; any other call has a value of its own. */
static bool makes_list(const struct pl_code *code, size_t at)
{
	static const char *const names[] = { "arrayOf", "listOf", "setOf", "mutableListOf", "asList",
					     "of", "String" };

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		if (pl_code_is(code, at, names[i]))
			return true;
	}
	return false;
}

static void skip_type(const struct evaluation *e, size_t *at, size_t to)
{
	while (*at < to && !pl_code_is(e->code, *at, ">"))
		++*at;
	*at += *at < to;
}

/* a.b.NAME: the last word decides. A word before a bracket makes a list of what is in it. */
static bool put_word(struct evaluation *e, size_t *at, size_t to)
{
	size_t last = *at, from, until;
	bool known;

	while (last + 2 < to && pl_code_is(e->code, last + 1, ".") &&
	       is_kind(e->code, last + 2, PL_TOKEN_WORD))
		last += 2;
	*at = last + 1;
	if (pl_code_is(e->code, last, "new") || pl_code_is(e->code, last, "const"))
		return true; /* what is made comes next */
	if (pl_code_is(e->code, *at, "<")) /* listOf<String>( */
		skip_type(e, at, to);
	while (*at + 1 < to && pl_code_is(e->code, *at, "[") &&
	       pl_code_is(e->code, *at + 1, "]"))
		*at += 2;
	if (*at < to && opens(e->code, *at))
		return makes_list(e->code, last); /* the bracket comes next */
	if (e->depth >= DEPTH_MAX ||
	    !find_constant(e, e->code->tokens[last].text, &from, &until))
		return false;
	e->depth++;
	known = evaluate(e, from, until);
	e->depth--;
	return known;
}

/* What + joins; of a list and a text nobody knows what that is. */
static bool join(struct evaluation *e, size_t before)
{
	struct pl_code_value *left = &e->values->items[before];
	char *joined;

	if (e->values->n != before + 2)
		return e->values->n == before + 1;
	joined = pl_asprintf("%s%s", left->text, left[1].text);
	free(left->text);
	free(left[1].text);
	left->text = joined;
	e->values->n--;
	return strlen(joined) <= TEXT_MAX;
}

static bool put_list(struct evaluation *e, size_t *at)
{
	size_t close = pl_code_close(e->code, *at), from = *at + 1;
	bool known = true;

	if (++e->depth > DEPTH_MAX)
		return false;
	while (from + 1 < close) {
		size_t end = pl_code_argument(e->code, from);

		if (end > from)
			known = evaluate(e, from, end) && known;
		from = end + 1;
	}
	e->depth--;
	*at = close;
	return known;
}

/* A word, what it makes, and the brackets in which that is listed. */
static bool put_term(struct evaluation *e, size_t *at, size_t to)
{
	while (*at < to && is_kind(e->code, *at, PL_TOKEN_WORD)) {
		bool made = pl_code_is(e->code, *at, "new") || pl_code_is(e->code, *at, "const");

		if (++e->code->work > WORK_MAX || !put_word(e, at, to))
			return false;
		if (!made && !(*at < to && opens(e->code, *at)))
			return true;
	}
	if (*at < to && pl_code_is(e->code, *at, "<")) /* <String>[ */
		skip_type(e, at, to);
	if (*at >= to || ++e->code->work > WORK_MAX)
		return false;
	if (is_kind(e->code, *at, PL_TOKEN_TEXT))
		return put_text(e, at, to);
	return opens(e->code, *at) && put_list(e, at);
}

static bool evaluate(struct evaluation *e, size_t from, size_t to)
{
	size_t before = e->values->n;
	bool joining = false;

	if (pl_code_is(e->code, from, "*")) /* Kotlin's spread of a list */
		from++;
	while (from < to) {
		if (!put_term(e, &from, to) || (joining && !join(e, before)))
			return false;
		if (from >= to)
			return true;
		if (!pl_code_is(e->code, from, "+"))
			return false;
		joining = true;
		from++;
	}
	return e->values->n > before;
}

bool pl_code_values(struct pl_code *code, size_t from, size_t to,
		      struct pl_code_values *values)
{
	struct evaluation e = { .code = code, .values = values };

	if (is_kind(code, from, PL_TOKEN_WORD) && !pl_code_is(code, from + 2, "=") &&
	    (pl_code_is(code, from + 1, "=") || pl_code_is(code, from + 1, ":")))
		from += 2;
	return evaluate(&e, from, to);
}
