/* Whether CSV is read as RFC 4180 says, and what is wrong is told where it is. */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "data/csv.h"
#include "util/mem.h"

static struct pl_csv *parse(const char *text, size_t len, struct pl_error *err)
{
	return pl_csv_parse("f.csv", (struct pl_bytes){ (const uint8_t *)text, len }, 4096, err);
}

/* Fields in brackets with their positions, a row a line. */
static char *show(const struct pl_csv *csv)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t row = 0; row <= csv->rows; row++) {
		for (size_t i = 0; i < csv->columns; i++) {
			const struct pl_csv_field *field = row ? pl_csv_at(csv, row - 1, i)
							       : pl_csv_header(csv, i);

			pl_buf_printf(&out, "[%s]%d:%d", field->text, field->line, field->column);
		}
		pl_buf_putc(&out, '|');
	}
	return pl_buf_take(&out);
}

static const struct {
	const char *text, *want, *name;
} good[] = {
	{ "a,b\n1,2\n", "[a]1:1[b]1:3|[1]2:1[2]2:3|", "a header and a row" },
	{ "a,b\r\n1,2\r\n", "[a]1:1[b]1:3|[1]2:1[2]2:3|", "lines that end in CRLF" },
	{ "a\n1", "[a]1:1|[1]2:1|", "the last line needs no end" },
	{ "\xef\xbb\xbf" "a,b\n1,2", "[a]1:1[b]1:3|[1]2:1[2]2:3|", "a mark at the start" },
	{ "a,b\n,\n", "[a]1:1[b]1:3|[]2:1[]2:2|", "empty fields" },
	{ "a,b\n\n1,2\n\r\n", "[a]1:1[b]1:3|[1]3:1[2]3:3|", "empty lines are passed over" },
	{ "a\n\"\"\n", "[a]1:1|[]2:1|", "an empty field in quotes is a row" },
	{ "a,b\n\"x,y\",\"say \"\"no\"\"\"\n", "[a]1:1[b]1:3|[x,y]2:1[say \"no\"]2:7|",
	  "commas and quotes inside quotes" },
	{ "a,b\n\"x\ny\",2\n3,4\n", "[a]1:1[b]1:3|[x\ny]2:1[2]3:4|[3]4:1[4]4:3|",
	  "a line end inside quotes" },
	{ "a,b\n\"x\r\ny\",2\n", "[a]1:1[b]1:3|[x\r\ny]2:1[2]3:4|", "a CRLF inside quotes is kept" },
	{ "a,b\n\xc3\xa4\xc3\xb6,2\n", "[a]1:1[b]1:3|[\xc3\xa4\xc3\xb6]2:1[2]2:4|",
	  "columns count code points" },
	{ "a,b\n\"\xc3\xa4\"\"\xc3\xb6\",2\n", "[a]1:1[b]1:3|[\xc3\xa4\"\xc3\xb6]2:1[2]2:8|",
	  "and see the quotes that were taken off" },
	{ "a b, c\n 1 ,2\n", "[a b]1:1[ c]1:5|[ 1 ]2:1[2]2:5|", "blanks belong to the field" },
	{ "a,b", "[a]1:1[b]1:3|", "a header alone is a table without rows" },
};

static void test_good(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_csv *csv = parse(good[i].text, strlen(good[i].text), &err);
		char *got = csv ? show(csv) : pl_strdup(err.text);

		tap_text(got, good[i].want, good[i].name);
		free(got);
		pl_csv_free(csv);
		pl_error_clear(&err);
	}
}

#define TEXT(text) text, sizeof(text) - 1

static const struct {
	const char *text;
	size_t len;
	int line, column;
	const char *want, *name;
} bad[] = {
	{ TEXT(""), 0, 0, "the file is empty", "nothing" },
	{ TEXT("\n\n"), 0, 0, "the file is empty", "nothing but empty lines" },
	{ TEXT("\xef\xbb\xbf"), 0, 0, "the file is empty", "nothing but a mark" },
	{ TEXT("a,b\n1\n"), 2, 1, "this row has 1 fields, the header has 2", "a short row" },
	{ TEXT("a,b\n1,2,3\n"), 2, 1, "this row has 3 fields", "a long row" },
	{ TEXT("a,b\n1,\"2\n3,4\n"), 2, 3, "this quote is never closed", "an open quote" },
	{ TEXT("a,b\n1,x\"y\n"), 2, 4, "a quote inside a field", "a quote inside a plain field" },
	{ TEXT("a,b\n\"x\"y,2\n"), 2, 4, "text behind a closing quote", "text behind a quote" },
	{ TEXT("a,b\r1,2\r"), 1, 4, "a carriage return without a line feed", "bare CR" },
	{ TEXT("a,b\n\"1\r2\",3\n"), 2, 3, "a carriage return", "bare CR inside quotes" },
	{ TEXT("a,b\n1,\0\n"), 2, 3, "a NUL byte", "a NUL byte" },
	{ TEXT("a,b\n1,\xff\n"), 2, 3, "this is not UTF-8", "Latin-1" },
	{ TEXT("\xff\xfe" "a\0"), 0, 0, "this is UTF-16", "UTF-16" },
	{ TEXT("a;b\n1;2\n"), 1, 1, "separated by semicolons; save the file with commas", "semicolons" },
	{ TEXT("a\tb\n1\t2\n"), 1, 1, "separated by tabs", "tabs" },
	{ TEXT("a,,c\n1,2,3\n"), 1, 3, "column 2 has no name", "a column without a name" },
	{ TEXT("a,b,A\n1,2,3\n"), 1, 5, "column \"A\" is there twice, first at column 1",
	  "a column that is there twice" },
};

static void test_bad(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_csv *csv = parse(bad[i].text, bad[i].len, &err);
		bool where = err.line == bad[i].line && err.column == bad[i].column;

		tap_has(err.text, bad[i].want, bad[i].name);
		if (!tap_ok(!csv && where, "%s: at %d:%d", bad[i].name, bad[i].line, bad[i].column))
			tap_note("got %d:%d", err.line, err.column);
		pl_csv_free(csv);
		pl_error_clear(&err);
	}
}

static void test_limits(void)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	char *large = pl_malloc(5000);

	memset(large, 'a', 5000);
	tap_ok(!parse(large, 5000, &err), "a file beyond the limit is refused");
	tap_has(err.text, "more than 4096 bytes", "and the limit is named");
	free(large);
	pl_error_clear(&err);
	for (int i = 0; i <= PL_CSV_MAX_COLUMNS; i++)
		pl_buf_printf(&text, "%sc%d", i ? "," : "", i);
	tap_ok(!parse(text.data, text.len, &err), "too many columns are refused");
	tap_has(err.text, "more than 256 columns", "and their limit is named");
	pl_error_clear(&err);
	pl_buf_clear(&text);
}

static void test_columns(void)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_csv *csv = parse(TEXT("Date,version,active users\n2026-01-01,1.0,5\n"), &err);
	size_t column = 9;

	tap_ok(csv && pl_csv_find(csv, "date", &column) && column == 0,
	       "a column is found in whatever case");
	tap_ok(csv && !pl_csv_find(csv, "users", &column), "another is not");
	tap_ok(csv && pl_csv_need(csv, "active users", &column, &err) && column == 2,
	       "one that is needed is found");
	tap_ok(csv && !pl_csv_need(csv, "versions", &column, &err), "one that is missing is an error");
	tap_has(err.text, "there is no column \"versions\"; if \"version\" is it",
		"with the nearest");
	tap_int(err.line, 1, "at the header");
	pl_error_clear(&err);
	tap_ok(csv && !pl_csv_need(csv, "spki_sha256", &column, &err), "one like no other");
	tap_has(err.text, "begins with \"Date\"", "with what is there");
	pl_error_clear(&err);
	pl_csv_free(csv);
}

int main(void)
{
	test_good();
	test_bad();
	test_limits();
	test_columns();
	return tap_done();
}
