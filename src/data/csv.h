/*
 * CSV as RFC 4180 has it, with a header line: rows of positioned fields, and
 * columns by name. Fields are text; what they mean is the caller's question.
 */
#ifndef PINLAB_DATA_CSV_H
#define PINLAB_DATA_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/error.h"

/* A table larger than any export that a person looks at: 25,000 certificates with their DER. */
#define PL_CSV_MAX_BYTES (64u << 20)
#define PL_CSV_MAX_COLUMNS 256
/* Each takes 16 bytes besides its text. */
#define PL_CSV_MAX_FIELDS (4u << 20)

struct pl_csv_field {
	const char *text; /* NUL-terminated, no NUL inside; quotes are taken off */
	int line, column; /* of its first byte, the quote included */
};

struct pl_csv {
	char *file;
	char *text; /* what the fields point into */
	size_t columns, rows; /* rows without the header */
	struct pl_csv_field *fields; /* the header, then row by row */
	size_t n_fields, cap_fields;
};

/*
 * Reads a table: commas, lines that end in LF or CRLF, quotes where a field
 * needs them, a UTF-8 mark at the start passed over, empty lines passed over.
 * Refused, with position and remedy: rows that are longer or shorter than the
 * header, columns without a name or named twice (in whatever case), quotes that
 * are not closed or stand inside a field, bare CR, NUL, invalid UTF-8, UTF-16,
 * other separators, and more than the limits above or `limit` bytes. NULL with *err.
 */
PL_MUST_USE struct pl_csv *pl_csv_parse(const char *file, struct pl_bytes text, size_t limit,
					struct pl_error *err);
void pl_csv_free(struct pl_csv *csv);

/* True when there is a column of that name, in whatever case; *out is its number. */
PL_MUST_USE bool pl_csv_find(const struct pl_csv *csv, const char *name, size_t *out);
/* As above; without it an error that names the nearest, or all there are. */
PL_MUST_USE bool pl_csv_need(const struct pl_csv *csv, const char *name, size_t *out,
			     struct pl_error *err);

static inline const struct pl_csv_field *pl_csv_header(const struct pl_csv *csv, size_t column)
{
	return &csv->fields[column];
}

static inline const struct pl_csv_field *pl_csv_at(const struct pl_csv *csv, size_t row,
						   size_t column)
{
	return &csv->fields[(row + 1) * csv->columns + column];
}

static inline struct pl_pos pl_csv_pos(const struct pl_csv *csv, const struct pl_csv_field *field)
{
	return (struct pl_pos){ csv->file, field->line, field->column };
}

#endif
