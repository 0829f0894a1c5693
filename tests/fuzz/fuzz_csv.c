/*
 * Whether the CSV reader holds for any bytes, and whether a table that it reads
 * comes back the same when every field is written in quotes.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_field(struct pl_buf *out, const char *text)
{
	pl_buf_putc(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			pl_buf_putc(out, '"');
		pl_buf_putc(out, *text);
	}
	pl_buf_putc(out, '"');
}

static void check_round_trip(const struct pl_csv *csv)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_csv *again;

	for (size_t i = 0; i < csv->n_fields; i++) {
		write_field(&out, csv->fields[i].text);
		pl_buf_puts(&out, (i + 1) % csv->columns ? "," : "\r\n");
	}
	again = pl_csv_parse("again", (struct pl_bytes){ (const uint8_t *)out.data, out.len },
			     out.len, &err);
	require(again && again->columns == csv->columns && again->rows == csv->rows);
	for (size_t i = 0; i < csv->n_fields; i++)
		require(strcmp(csv->fields[i].text, again->fields[i].text) == 0);
	pl_csv_free(again);
	pl_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_csv *csv = pl_csv_parse("input", (struct pl_bytes){ data, size }, 1u << 20, &err);

	require(csv ? err.kind == PL_ERROR_NONE : err.kind == PL_ERROR_INPUT);
	if (csv)
		check_round_trip(csv);
	pl_csv_free(csv);
	pl_error_clear(&err);
	return 0;
}
