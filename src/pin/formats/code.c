/* Which texts, words and signs is this source code made of? */
#include <config.h>

#include "pin/formats/code.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

const struct pl_syntax pl_syntax_jvm = { .nested_comments = true, .dollar = true };
const struct pl_syntax pl_syntax_script = { .quotes_text = true };
const struct pl_syntax pl_syntax_dart = { .nested_comments = true, .quotes_text = true,
					  .dollar = true, .adjacent = true };
const struct pl_syntax pl_syntax_python = { .hash_comments = true, .quotes_text = true,
					    .adjacent = true };

struct scanner {
	const struct pl_syntax *syntax;
	const struct pl_pinfile *out;
	const char *at, *end;
	int line, column;
	struct pl_code *code;
	struct pl_errors *errors;
};

static struct pl_pos here(const struct scanner *in)
{
	return pl_pinfile_at(in->out, in->line, in->column);
}

static void step(struct scanner *in, size_t n)
{
	for (; n > 0 && in->at < in->end; n--, in->at++) {
		unsigned char c = (unsigned char)*in->at;

		if (c == '\n') {
			in->line++;
			in->column = 1;
		} else if ((c & 0xc0) != 0x80) {
			in->column++;
		}
	}
}

static bool follows(const struct scanner *in, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(in->end - in->at) >= len && memcmp(in->at, text, len) == 0;
}

static struct pl_token *add(struct scanner *in, enum pl_token_kind kind, struct pl_pos pos,
			    char *text)
{
	struct pl_token *token = PL_PUSH(in->code->tokens, in->code->n, in->code->cap);

	*token = (struct pl_token){ .kind = kind, .text = text, .pos = pos };
	return token;
}

static void skip_line(struct scanner *in)
{
	while (in->at < in->end && *in->at != '\n')
		step(in, 1);
}

static bool skip_block(struct scanner *in)
{
	struct pl_pos pos = here(in);
	size_t depth = 0;

	do {
		if (follows(in, "/*") && (depth == 0 || in->syntax->nested_comments)) {
			depth++;
			step(in, 2);
		} else if (follows(in, "*/")) {
			depth--;
			step(in, 2);
		} else {
			step(in, 1);
		}
	} while (depth > 0 && in->at < in->end);
	if (depth > 0)
		pl_errors_input(in->errors, pos, "this comment does not end");
	return depth == 0;
}

/* One escape behind the backslash; what is no known one stands for itself. */
static void unescape(struct scanner *in, struct pl_buf *text)
{
	static const char from[] = "ntrbf0", to[] = "\n\t\r\b\f ";
	const char *known = *in->at ? strchr(from, *in->at) : NULL;

	if (*in->at == '\n') { /* the text goes on in the next line */
		step(in, 1);
	} else if (*in->at == 'u' && in->end - in->at > 4) {
		char digits[5] = { in->at[1], in->at[2], in->at[3], in->at[4], 0 };
		unsigned long cp = strtoul(digits, NULL, 16);

		/* Pins and names are ASCII: anything else is shown as it is, and is neither. */
		pl_buf_putc(text, cp > 0 && cp < 0x80 ? (char)cp : '?');
		step(in, 5);
	} else {
		pl_buf_putc(text, known ? to[known - from] : *in->at);
		step(in, 1);
	}
}

/* A text that `quote` ends; `raw`: without escapes. */
static bool scan_text(struct scanner *in, const char *quote, bool raw)
{
	struct pl_pos pos = here(in);
	struct pl_buf text = PL_BUF_INIT;
	bool varies = false, lines = strlen(quote) == 3 || *quote == '`';

	step(in, strlen(quote));
	while (in->at < in->end && !follows(in, quote) && (lines || *in->at != '\n')) {
		if (!raw && *in->at == '\\') {
			step(in, 1);
			unescape(in, &text);
			continue;
		}
		varies = varies || (*in->at == '$' && in->syntax->dollar && in->end - in->at > 1 &&
				    (in->at[1] == '{' || isalpha((unsigned char)in->at[1]))) ||
			 (*quote == '`' && follows(in, "${"));
		pl_buf_putc(&text, *in->at);
		step(in, 1);
	}
	if (!follows(in, quote)) {
		pl_buf_clear(&text);
		pl_errors_input(in->errors, pos, "this text has no closing quote");
		return false;
	}
	step(in, strlen(quote));
	add(in, PL_TOKEN_TEXT, pos, text.len > 0 ? pl_buf_take(&text) : pl_strdup(""))->varies =
		varies;
	return true;
}

/* 'x' and '\n' of languages in which that is no text; a lone quote is a sign. */
static void scan_character(struct scanner *in)
{
	size_t len = in->end - in->at > 1 && in->at[1] == '\\' ? 2 : 1;
	const char *close = in->at + len;

	while (close < in->end && close - in->at < 12 && *close != '\n' &&
	       (*close != '\'' || close == in->at + len))
		close++;
	if (close < in->end && *close == '\'')
		step(in, (size_t)(close - in->at) + 1);
	else
		step(in, 1);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void scan_word(struct scanner *in)
{
	const char *start = in->at;
	struct pl_pos pos = here(in);

	while (in->at < in->end && is_word(*in->at))
		step(in, 1);
	add(in, PL_TOKEN_WORD, pos, pl_strndup(start, (size_t)(in->at - start)));
}

/* The quote that begins here, or NULL. */
static const char *quote_at(const struct scanner *in)
{
	if (follows(in, "\"\"\""))
		return "\"\"\"";
	if (in->syntax->quotes_text && follows(in, "'''"))
		return "'''";
	if (follows(in, "\""))
		return "\"";
	if (follows(in, "`"))
		return "`";
	return in->syntax->quotes_text && follows(in, "'") ? "'" : NULL;
}

/* r"..." of Dart and Python, b"..." of Python: the letters belong to the text. */
static bool is_prefix(const struct scanner *in, bool *raw)
{
	size_t len = 0;

	*raw = false;
	while (in->syntax->adjacent && len < 2 && in->at + len < in->end && in->at[len] &&
	       strchr("rRbBuU", in->at[len])) {
		*raw = *raw || tolower((unsigned char)in->at[len]) == 'r';
		len++;
	}
	return len > 0 && in->at + len < in->end && (in->at[len] == '"' || in->at[len] == '\'');
}

static bool scan_token(struct scanner *in)
{
	const char *quote;
	bool raw = false;

	if (is_prefix(in, &raw)) {
		while (isalpha((unsigned char)*in->at))
			step(in, 1);
	}
	quote = quote_at(in);
	if (quote) /* Kotlin's raw texts have no escapes; Java's text blocks hold no pins with any */
		return scan_text(in, quote, raw || (strlen(quote) == 3 && !in->syntax->quotes_text));
	if (*in->at == '\'') {
		scan_character(in);
	} else if (is_word(*in->at)) {
		scan_word(in);
	} else {
		add(in, PL_TOKEN_SIGN, here(in), pl_strndup(in->at, 1));
		step(in, 1);
	}
	return true;
}

/* Everything between tokens; false: a comment that does not end. */
static bool skip_between(struct scanner *in)
{
	while (in->at < in->end) {
		if (isspace((unsigned char)*in->at))
			step(in, 1);
		else if (in->syntax->hash_comments ? *in->at == '#' : follows(in, "//"))
			skip_line(in);
		else if (!in->syntax->hash_comments && follows(in, "/*")) {
			if (!skip_block(in))
				return false;
		} else {
			break;
		}
	}
	return true;
}

void pl_code_free(struct pl_code *code)
{
	for (size_t i = 0; i < code->n; i++)
		free(code->tokens[i].text);
	free(code->tokens);
	pl_map_clear(&code->constants);
	*code = (struct pl_code){ 0 };
}

bool pl_code_is(const struct pl_code *code, size_t at, const char *text)
{
	return at < code->n && code->tokens[at].kind != PL_TOKEN_TEXT &&
	       strcmp(code->tokens[at].text, text) == 0;
}

static bool is_one_of(const struct pl_code *code, size_t at, const char *signs)
{
	return at < code->n && code->tokens[at].kind == PL_TOKEN_SIGN &&
	       strchr(signs, code->tokens[at].text[0]);
}

/* Of whatever kind they are: what closes, closes the innermost. */
static void match_brackets(struct pl_code *code)
{
	size_t *open = NULL, n = 0, cap = 0;

	for (size_t i = 0; i < code->n; i++) {
		code->tokens[i].partner = code->n;
		code->tokens[i].around = n > 0 ? open[n - 1] : code->n;
		if (is_one_of(code, i, "([{")) {
			*PL_PUSH(open, n, cap) = i;
		} else if (n > 0 && is_one_of(code, i, ")]}")) {
			code->tokens[i].partner = open[--n];
			code->tokens[open[n]].partner = i;
		}
	}
	free(open);
}

bool pl_code_is_key(const struct pl_code *code, size_t at, const char *key)
{
	return at + 2 < code->n && code->tokens[at].kind != PL_TOKEN_SIGN &&
	       pl_streq(code->tokens[at].text, key) && pl_code_is(code, at + 1, ":");
}

size_t pl_code_close(const struct pl_code *code, size_t at)
{
	if (at >= code->n || code->tokens[at].partner == code->n)
		return code->n;
	return code->tokens[at].partner + 1;
}

size_t pl_code_argument(const struct pl_code *code, size_t at)
{
	while (at < code->n && !is_one_of(code, at, ",)]}"))
		at = is_one_of(code, at, "([{") ? pl_code_close(code, at) : at + 1;
	return at;
}

bool pl_code_scan(struct pl_pinfile *out, struct pl_bytes text, const struct pl_syntax *syntax,
		    struct pl_code *code, struct pl_errors *errors)
{
	struct scanner in = {
		.syntax = syntax,
		.out = out,
		.at = (const char *)text.data,
		.end = (const char *)text.data + text.len,
		.line = 1,
		.column = 1,
		.code = code,
		.errors = errors,
	};

	*code = (struct pl_code){ .syntax = syntax };
	while (skip_between(&in) && in.at < in.end) {
		if (code->n == PL_CODE_MAX_TOKENS) {
			pl_errors_input(errors, here(&in), "more than %d words and signs; give the "
					"part of the source with the pins", PL_CODE_MAX_TOKENS);
			return false;
		}
		if (!scan_token(&in))
			return false;
	}
	match_brackets(code);
	pl_code_find_constants(code);
	return in.at == in.end;
}
