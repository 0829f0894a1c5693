/* Whether an error keeps the first thing said, and reads with a caret in place. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "util/error.h"

static const struct {
	const char *line;
	int column;
	const char *want; /* everything below the message */
	const char *name;
} quotes[] = {
	{ "renew: api", 8, "  renew: api\n         ^\n", "the caret stands below the column" },
	{ "renew: api", 1, "  renew: api\n  ^\n", "also below the first" },
	{ "abc", 4, "  abc\n     ^\n", "also just after the end" },
	{ "abc", 99, "  abc\n     ^\n", "and not beyond" },
	{ "\tx: y", 2, "          x: y\n          ^\n", "a tab takes the blanks that it shows" },
	{ "ab\tx", 4, "  ab      x\n          ^\n", "a tab inside goes to its stop" },
	{ "caf\xc3\xa9: x", 7, "  caf\xc3\xa9: x\n        ^\n", "a letter of two bytes is one column" },
	{ "\xe8\xaf\x81: x", 4, "  \xe8\xaf\x81: x\n      ^\n", "a wide one is two on the screen" },
	{ "e\xcc\x81: x", 5, "  e\xcc\x81: x\n     ^\n", "a combining mark is none" },
	{ "a\x1b[2Jb", 6, "  a\\x1b[2Jb\n          ^\n", "what is escaped moves the caret" },
	{ "a\xff: b", 5, "  a\\xff: b\n         ^\n", "so does a byte that is no text" },
	{ "abc", 0, "  abc\n", "without a column there is no caret" },
};

static void test_quotes(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(quotes); i++) {
		struct pl_error err = PL_ERROR_INIT;
		char *text;

		pl_error_input(&err, (struct pl_pos){ "f", 1, quotes[i].column }, "wrong");
		pl_error_quote(&err, quotes[i].line, strlen(quotes[i].line));
		text = pl_error_format(&err);
		tap_text(strchr(text, '\n') + 1, quotes[i].want, quotes[i].name);
		free(text);
		pl_error_clear(&err);
	}
}

/* Where the caret of a long line points, the marked byte must stand. */
static void test_long_line(int column)
{
	struct pl_error err = PL_ERROR_INIT;
	char line[1000];

	memset(line, '.', sizeof(line));
	line[column - 1] = '#';
	pl_error_input(&err, (struct pl_pos){ "f", 1, column }, "wrong");
	pl_error_quote(&err, line, sizeof(line));
	/* The ellipsis in front has three bytes and one column. */
	tap_ok(err.quote[err.caret - 1 + (err.quote[0] == '.' || err.quote[0] == '#' ? 0 : 2)] == '#',
	       "a long line is cut around column %d", column);
	tap_ok(strlen(err.quote) < 110, "and is short then");
	pl_error_clear(&err);
}

static void test_heads(void)
{
	static const struct {
		struct pl_pos pos;
		const char *want;
	} rows[] = {
		{ { "a.yaml", 31, 7 }, "a.yaml:31:7: error: wrong\n" },
		{ { "a.yaml", 31, 0 }, "a.yaml:31: error: wrong\n" },
		{ { "a.yaml", 0, 0 }, "a.yaml: error: wrong\n" },
		{ { NULL, 0, 0 }, "error: wrong\n" },
		{ { "a\n\x1b[m.yaml", 1, 1 }, "a\\x0a\\x1b[m.yaml:1:1: error: wrong\n" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_error err = PL_ERROR_INIT;
		char *text;

		pl_error_input(&err, rows[i].pos, "wrong");
		text = pl_error_format(&err);
		tap_text(text, rows[i].want, "an error begins with its place");
		free(text);
		pl_error_clear(&err);
	}
}

static void test_first_wins(void)
{
	struct pl_error err = PL_ERROR_INIT, other = PL_ERROR_INIT;

	tap_ok(!pl_error_usage(&err, "first %d", 1), "setting yields false");
	pl_error_environment(&err, "f", "second");
	pl_error_input(&err, (struct pl_pos){ "f", 1, 1 }, "third");
	tap_text(err.text, "first 1", "the first error is kept");
	tap_int(err.kind, 2, "its kind is the exit code of a wrong command line");
	pl_error_environment(&other, "f", "x\x1by\nz");
	tap_text(other.text, "x\\x1by\\x0az", "the text is safe for a terminal");
	tap_int(other.kind, 4, "the environment's kind is exit code 4");
	pl_error_move(&err, &other);
	tap_text(err.text, "first 1", "moving does not replace");
	tap_int(other.kind, PL_ERROR_NONE, "but clears what was moved");
	pl_error_clear(&err);
	pl_error_quote(&err, "line", 4);
	tap_ok(!err.quote, "no error takes no quote");
	pl_error_input(&other, (struct pl_pos){ "f", 3, 1 }, "moved");
	pl_error_move(&err, &other);
	tap_ok(err.line == 3 && !other.text, "moving fills what was unset");
	pl_error_clear(&err);
}

static void test_list(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error none = PL_ERROR_INIT;

	pl_errors_take(&errors, &none);
	tap_int((long long)errors.n, 0, "what is not set is not taken");
	for (int i = 1; i <= 25; i++)
		pl_errors_input(&errors, (struct pl_pos){ "f", i, 1 }, "error %d", i);
	tap_int((long long)errors.n, PL_ERRORS_MAX, "the first twenty are kept");
	tap_int((long long)errors.dropped, 5, "the rest is counted");
	tap_text(errors.items[19].text, "error 20", "in the order in which they came");
	pl_errors_clear(&errors);
	tap_ok(errors.n == 0 && errors.dropped == 0, "clearing empties the list");
}

int main(void)
{
	test_quotes();
	test_long_line(1);
	test_long_line(60);
	test_long_line(61);
	test_long_line(500);
	test_long_line(999);
	test_long_line(1000);
	test_heads();
	test_first_wins();
	test_list();
	return tap_done();
}
