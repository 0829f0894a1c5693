/*
 * Source code as far as pins need it: strings, words and signs with their
 * places, comments left out; constants that the same file declares. Shared by
 * the formats that are calls in somebody's program. It does not judge whether the
 * program would compile.
 */
#ifndef PINLAB_PIN_FORMATS_CODE_H
#define PINLAB_PIN_FORMATS_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "pin/format.h"
#include "util/map.h"

/* What differs between languages. */
struct pl_syntax {
	bool hash_comments;   /* # to the end of the line; else // and slash-asterisk */
	bool nested_comments; /* Kotlin, Swift, Dart: a block comment in another is part of it */
	bool quotes_text;     /* ' begins a text; else one character */
	bool dollar;          /* $name and ${...} put a value into a text */
	bool adjacent;        /* texts that follow each other are one */
};
extern const struct pl_syntax pl_syntax_jvm;    /* Java and Kotlin */
extern const struct pl_syntax pl_syntax_script; /* JavaScript, TypeScript and JSON */
extern const struct pl_syntax pl_syntax_dart;
extern const struct pl_syntax pl_syntax_python;

enum pl_token_kind { PL_TOKEN_WORD, PL_TOKEN_TEXT, PL_TOKEN_SIGN };

struct pl_token {
	enum pl_token_kind kind;
	char *text;     /* a word, the value of a text, or one sign */
	bool varies;    /* a text into which the program puts something */
	struct pl_pos pos;
	size_t partner; /* of a bracket: the other one of the pair, the code's n where there is none */
	size_t around;  /* the bracket that it stands in, the code's n where it stands in none */
};

struct pl_code {
	struct pl_token *tokens;
	size_t n, cap;
	const struct pl_syntax *syntax;
	struct pl_map constants; /* name: the token of its =, NULL where there are several */
	size_t work; /* done so far to evaluate, so that no file can ask for more than it is worth */
};

#define PL_CODE_MAX_TOKENS 2000000
/* False with an error: a text or a comment that does not end, or too much of it. */
PL_MUST_USE bool pl_code_scan(struct pl_pinfile *out, struct pl_bytes text,
				const struct pl_syntax *syntax, struct pl_code *code,
				struct pl_errors *errors);
void pl_code_free(struct pl_code *code);

/* True when the token at `at` is this word or sign; false beyond the end. */
PL_MUST_USE bool pl_code_is(const struct pl_code *code, size_t at, const char *text);
/* True when a key of a map is there, a word or a text with its colon and something behind. */
PL_MUST_USE bool pl_code_is_key(const struct pl_code *code, size_t at, const char *key);
/* The token behind the bracket that closes the one at `at`; code->n when nothing does. */
PL_MUST_USE size_t pl_code_close(const struct pl_code *code, size_t at);
/* The end of the argument that begins at `at`: its comma, or the bracket that closes the list. */
PL_MUST_USE size_t pl_code_argument(const struct pl_code *code, size_t at);

/* Finds what the file declares; part of the scan. */
void pl_code_find_constants(struct pl_code *code);

/* The texts that some tokens stand for. */
struct pl_code_value {
	char *text;
	struct pl_pos pos;
};
struct pl_code_values {
	struct pl_code_value *items;
	size_t n, cap;
};
/*
 * Evaluates tokens from..to: texts joined by +, constants of this file, lists of both; a name in
 * front, as in `pins = ...`, is passed over. False: it depends on something that is not in the
 * file; then `values` has what could be told.
 */
PL_MUST_USE bool pl_code_values(struct pl_code *code, size_t from, size_t to,
				  struct pl_code_values *values);
void pl_code_values_clear(struct pl_code_values *values);

#endif
