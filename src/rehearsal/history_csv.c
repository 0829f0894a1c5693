/* What does a table of certificates tell: crt.sh's, or one with our own columns? */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <string.h>

#include "data/csv.h"

/* The first of these that is there; others call the same thing by other names. */
static const char *const also[PL_TOLDS][3] = {
	[PL_TOLD_SERIAL] = { "serial" },
	[PL_TOLD_ISSUER] = { "issuer" },
	[PL_TOLD_COMMON_NAME] = { "subject" },
	[PL_TOLD_NAMES] = { "dns_names", "names" },
	[PL_TOLD_SPKI_SHA256] = { "pubkey_sha256" },
	[PL_TOLD_ISSUER_SPKI] = { "issuer_pubkey_sha256" },
};

struct columns {
	bool there[PL_TOLDS];
	size_t at[PL_TOLDS];
};

static bool find_columns(const struct pl_csv *csv, struct columns *out, struct pl_error *err)
{
	*out = (struct columns){ 0 };
	for (int what = 0; what < PL_TOLDS; what++) {
		out->there[what] = pl_csv_find(csv, pl_told_name((enum pl_told)what), &out->at[what]);
		for (size_t i = 0; !out->there[what] && i < 3 && also[what][i]; i++)
			out->there[what] = pl_csv_find(csv, also[what][i], &out->at[what]);
	}
	return pl_csv_need(csv, pl_told_name(PL_TOLD_NOT_BEFORE), &out->at[PL_TOLD_NOT_BEFORE], err) &&
	       pl_csv_need(csv, pl_told_name(PL_TOLD_NOT_AFTER), &out->at[PL_TOLD_NOT_AFTER], err);
}

static void read_row(const struct pl_csv *csv, const struct columns *columns, size_t row,
		     struct pl_record *out)
{
	*out = (struct pl_record){ .pos = pl_csv_pos(csv, pl_csv_at(csv, row, 0)) };
	for (size_t what = 0; what < PL_TOLDS; what++) {
		const struct pl_csv_field *field = pl_csv_at(csv, row, columns->at[what]);

		out->at[what] = columns->there[what] ? pl_csv_pos(csv, field) : out->pos;
		out->texts[what] = columns->there[what] ? field->text : NULL;
	}
}

bool pl_history_add_csv(struct pl_history *history, const char *file, struct pl_bytes data,
			struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_csv *csv = pl_csv_parse(file, data, PL_HISTORY_MAX_BYTES, &err);
	struct columns columns;
	size_t before = errors->n;

	if (csv && csv->rows == 0)
		pl_error_input(&err, (struct pl_pos){ .file = file }, "this table has no rows, so it tells of no "
			       "certificate");
	if (csv && err.kind == PL_ERROR_NONE && find_columns(csv, &columns, &err)) {
		for (size_t row = 0; row < csv->rows && errors->dropped == 0; row++) {
			struct pl_record record;
			struct pl_error one = PL_ERROR_INIT;

			read_row(csv, &columns, row, &record);
			if (!pl_history_tell(history, &record, &one))
				pl_errors_take(errors, &one);
			if (pl_history_is_full(history, errors, before))
				break;
		}
	}
	pl_errors_take(errors, &err);
	pl_csv_free(csv);
	return errors->n == before;
}
