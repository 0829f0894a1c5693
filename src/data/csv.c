/* Which rows and fields does a CSV text hold? */
#include <config.h>

#include "data/csv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/mem.h"
#include "util/text.h"

/* Fields are unquoted in place: the writing end never overtakes the reading one. */
struct reader {
	struct pl_csv *csv;
	char *at, *end;
	int line, column; /* of `at`; columns count code points */
	struct pl_error *err;
};

static struct pl_pos here(const struct reader *r)
{
	return (struct pl_pos){ r->csv->file, r->line, r->column };
}

static bool is_at(const struct reader *r, char c)
{
	return r->at < r->end && *r->at == c;
}

static bool is_line_end(const struct reader *r)
{
	return r->at == r->end || *r->at == '\n' ||
	       (*r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n');
}

/* Steps over one character of so many bytes. */
static void step(struct reader *r, size_t bytes)
{
	r->column++;
	if (*r->at == '\n') {
		r->line++;
		r->column = 1;
	}
	r->at += bytes;
}

static void step_line_end(struct reader *r)
{
	if (is_at(r, '\r'))
		step(r, 1);
	if (r->at < r->end)
		step(r, 1);
}

/* The bytes of the next character of a field, checked; 0 with the error. */
static size_t look(struct reader *r)
{
	uint32_t cp;
	size_t used = pl_utf8_next(r->at, (size_t)(r->end - r->at), &cp);

	if (*r->at == '\0')
		pl_error_input(r->err, here(r), "a NUL byte; this is no text");
	else if (used == 0)
		pl_error_input(r->err, here(r), "this is not UTF-8; save the file as UTF-8");
	else if (*r->at == '\r' && !is_line_end(r))
		pl_error_input(r->err, here(r), "a carriage return without a line feed; save the "
			       "file with LF or CRLF line ends");
	else
		return used;
	return 0;
}

static bool read_plain(struct reader *r)
{
	while (!is_line_end(r) && !is_at(r, ',')) {
		size_t used = look(r);

		if (used == 0)
			return false;
		if (is_at(r, '"'))
			return pl_error_input(r->err, here(r), "a quote inside a field; put the whole "
					      "field in quotes and write this one twice");
		step(r, used);
	}
	return true;
}

/* Moves the field's text to `to` and yields its end, behind the closing quote; NULL with the error. */
static char *read_quoted(struct reader *r, char *to)
{
	struct pl_pos opened = here(r);

	step(r, 1);
	while (r->at < r->end) {
		const char *from;
		size_t used;

		if (is_at(r, '"')) {
			step(r, 1);
			if (!is_at(r, '"'))
				return to;
		}
		used = look(r);
		if (used == 0)
			return NULL;
		from = r->at;
		step(r, used);
		memmove(to, from, used);
		to += used;
	}
	pl_error_input(r->err, opened, "this quote is never closed");
	return NULL;
}

static bool add_field(struct reader *r, const char *text, struct pl_pos pos)
{
	struct pl_csv *csv = r->csv;

	if (csv->n_fields == PL_CSV_MAX_FIELDS)
		return pl_error_input(r->err, pos, "more than %u fields; split the file",
				      PL_CSV_MAX_FIELDS);
	*PL_PUSH(csv->fields, csv->n_fields, csv->cap_fields) =
		(struct pl_csv_field){ text, pos.line, pos.column };
	return true;
}

/* One field and what ends it; *last: the row ends here. */
static bool read_field(struct reader *r, bool *last)
{
	struct pl_pos pos = here(r);
	char *text = r->at, *stop;

	if (is_at(r, '"')) {
		stop = read_quoted(r, text);
		if (!stop)
			return false;
		if (!is_line_end(r) && !is_at(r, ','))
			return pl_error_input(r->err, here(r), "text behind a closing quote; write a quote "
					      "inside a quoted field twice");
	} else {
		if (!read_plain(r))
			return false;
		stop = r->at;
	}
	*last = is_line_end(r);
	if (*last)
		step_line_end(r);
	else
		step(r, 1);
	*stop = '\0'; /* what ended the field is behind us; the text has a NUL behind its end */
	return add_field(r, text, pos);
}

static bool check_length(struct reader *r, struct pl_pos row, size_t fields)
{
	struct pl_csv *csv = r->csv;

	if (csv->columns == 0) {
		csv->columns = fields;
		return true;
	}
	if (fields == csv->columns)
		return true;
	return pl_error_input(r->err, row, "this row has %zu fields, the header has %zu; a comma inside a "
			      "field wants quotes around the field", fields, csv->columns);
}

static bool read_row(struct reader *r)
{
	struct pl_pos pos = here(r);
	size_t before = r->csv->n_fields;

	for (bool last = false; !last;) {
		if (r->csv->n_fields - before == PL_CSV_MAX_COLUMNS)
			return pl_error_input(r->err, here(r), "more than %d columns",
					      PL_CSV_MAX_COLUMNS);
		if (!read_field(r, &last))
			return false;
	}
	return check_length(r, pos, r->csv->n_fields - before);
}

/* What an empty line would mean in a table of one column is lost; quotes say it. */
static bool skip_empty_line(struct reader *r)
{
	if (!is_line_end(r))
		return false;
	step_line_end(r);
	return true;
}

static bool read_rows(struct reader *r)
{
	while (r->at < r->end) {
		if (!skip_empty_line(r) && !read_row(r))
			return false;
	}
	if (r->csv->n_fields > 0) {
		r->csv->rows = r->csv->n_fields / r->csv->columns - 1;
		return true;
	}
	return pl_error_input(r->err, (struct pl_pos){ .file = r->csv->file },
			      "the file is empty; its first line names the columns");
}

/* A header that is one field with another separator in it was saved with that one. */
static bool check_separator(const struct pl_csv *csv, struct pl_error *err)
{
	const struct pl_csv_field *only = pl_csv_header(csv, 0);
	const char *other = csv->columns == 1 ? strpbrk(only->text, ";\t|") : NULL;

	if (!other)
		return true;
	return pl_error_input(err, pl_csv_pos(csv, only), "the columns are separated by %s; save "
			      "the file with commas", *other == ';' ? "semicolons" :
			      *other == '\t' ? "tabs" : "bars");
}

static bool check_header(const struct pl_csv *csv, struct pl_error *err)
{
	for (size_t i = 0; i < csv->columns; i++) {
		const struct pl_csv_field *name = pl_csv_header(csv, i);
		size_t first = 0;

		if (!*name->text)
			return pl_error_input(err, pl_csv_pos(csv, name), "column %zu has no name",
					      i + 1);
		if (pl_csv_find(csv, name->text, &first) && first != i)
			return pl_error_input(err, pl_csv_pos(csv, name), "column \"%s\" is there twice, first "
					      "at column %d", name->text,
					      pl_csv_header(csv, first)->column);
	}
	return check_separator(csv, err);
}

static bool check_bytes(const char *file, struct pl_bytes text, size_t limit,
			struct pl_error *err)
{
	const struct pl_pos whole = { .file = file };

	if (limit > PL_CSV_MAX_BYTES)
		limit = PL_CSV_MAX_BYTES;
	if (text.len > limit)
		return pl_error_input(err, whole, "more than %zu bytes; split the file", limit);
	if (text.len >= 2 && (memcmp(text.data, "\xff\xfe", 2) == 0 ||
			      memcmp(text.data, "\xfe\xff", 2) == 0))
		return pl_error_input(err, whole, "this is UTF-16; save the file as UTF-8");
	return true;
}

struct pl_csv *pl_csv_parse(const char *file, struct pl_bytes text, size_t limit,
			    struct pl_error *err)
{
	struct pl_csv *csv;
	struct reader r;

	if (!check_bytes(file, text, limit, err))
		return NULL;
	csv = pl_calloc(1, sizeof(*csv));
	csv->file = pl_strdup(file);
	csv->text = pl_malloc(text.len + 1);
	if (text.len > 0)
		memcpy(csv->text, text.data, text.len);
	csv->text[text.len] = '\0';
	r = (struct reader){ .csv = csv, .at = csv->text, .end = csv->text + text.len, .line = 1,
			     .column = 1, .err = err };
	if (text.len >= 3 && memcmp(csv->text, "\xef\xbb\xbf", 3) == 0)
		r.at += 3;
	if (read_rows(&r) && check_header(csv, err))
		return csv;
	pl_csv_free(csv);
	return NULL;
}

void pl_csv_free(struct pl_csv *csv)
{
	if (!csv)
		return;
	free(csv->file);
	free(csv->text);
	free(csv->fields);
	free(csv);
}

bool pl_csv_find(const struct pl_csv *csv, const char *name, size_t *out)
{
	for (size_t i = 0; i < csv->columns; i++) {
		if (strcasecmp(pl_csv_header(csv, i)->text, name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool pl_csv_need(const struct pl_csv *csv, const char *name, size_t *out, struct pl_error *err)
{
	const char *names[PL_CSV_MAX_COLUMNS], *near;
	struct pl_pos pos = pl_csv_pos(csv, pl_csv_header(csv, 0));

	if (pl_csv_find(csv, name, out))
		return true;
	for (size_t i = 0; i < csv->columns; i++)
		names[i] = pl_csv_header(csv, i)->text;
	near = pl_nearest(name, names, csv->columns);
	if (near)
		return pl_error_input(err, pos, "there is no column \"%s\"; if \"%s\" is it, name "
				      "it so", name, near);
	return pl_error_input(err, pos, "there is no column \"%s\"; the first line names the "
			      "columns, and begins with \"%s\"", name, names[0]);
}
