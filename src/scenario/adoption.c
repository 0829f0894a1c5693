/* Who was measured to use which version when: a table of date, version and active users? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "data/csv.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define BYTES_MAX (16u << 20)
#define ROWS_MAX 100000

struct columns {
	size_t date, version, users;
};

static bool find_columns(const struct pl_csv *csv, struct columns *out, struct pl_error *err)
{
	return pl_csv_need(csv, "date", &out->date, err) &&
	       pl_csv_need(csv, "version", &out->version, err) &&
	       (pl_csv_find(csv, "users", &out->users) ||
		pl_csv_need(csv, "active users", &out->users, err));
}

/* Digits only: a sign, a share or a separator means something else. */
static bool parse_users(const char *text, int64_t *out)
{
	*out = 0;
	for (const char *at = text; *at; at++) {
		if (*at < '0' || *at > '9' || *out > PL_FLEET_USERS_MAX)
			return false;
		*out = *out * 10 + (*at - '0');
	}
	return *text && *out <= PL_FLEET_USERS_MAX;
}

static bool read_row(const struct pl_csv *csv, size_t at, const struct columns *columns,
		     struct pl_adoption_row *out, struct pl_error *err)
{
	const struct pl_csv_field *date = pl_csv_at(csv, at, columns->date);
	const struct pl_csv_field *version = pl_csv_at(csv, at, columns->version);
	const struct pl_csv_field *users = pl_csv_at(csv, at, columns->users);
	const char *why;

	out->line = date->line;
	if (!pl_time_parse(date->text, &out->date, &why))
		return pl_error_input(err, pl_csv_pos(csv, date), "'%s' is not a date: %s",
				      date->text, why);
	if (!parse_users(users->text, &out->users))
		return pl_error_input(err, pl_csv_pos(csv, users),
				      "'%s' is not a number of users: write digits only, like "
				      "125000",
				      users->text);
	out->version = pl_strdup(version->text);
	return true;
}

static bool read_rows(const struct pl_csv *csv, struct pl_adoption_def *out, struct pl_error *err)
{
	struct columns columns;

	if (!find_columns(csv, &columns, err))
		return false;
	if (csv->rows == 0 || csv->rows > ROWS_MAX)
		return pl_error_input(err, (struct pl_pos){ csv->file, 0, 0 },
				      "a measurement has 1 to %d rows, and here are %zu", ROWS_MAX,
				      csv->rows);
	for (size_t i = 0; i < csv->rows; i++) {
		struct pl_adoption_row row = { 0 };

		if (!read_row(csv, i, &columns, &row, err))
			return false;
		*PL_PUSH(out->rows, out->n, out->cap) = row;
	}
	return true;
}

static bool read_file(struct pl_adoption_def *out, struct pl_error *err)
{
	struct pl_buf text = PL_BUF_INIT;
	struct pl_csv *csv = NULL;
	bool ok = pl_file_read(out->pos.file, BYTES_MAX, &text, err);

	if (ok)
		csv = pl_csv_parse(out->pos.file,
				   (struct pl_bytes){ (const uint8_t *)pl_buf_str(&text), text.len },
				   BYTES_MAX, err);
	ok = csv && read_rows(csv, out, err);
	pl_csv_free(csv);
	pl_buf_clear(&text);
	return ok;
}

static void forget(struct pl_adoption_def *def)
{
	for (size_t i = 0; i < def->n; i++)
		free(def->rows[i].version);
	free(def->rows);
	free(def->file);
	*def = (struct pl_adoption_def){ 0 };
}

void pl_decode_adoption_file(struct pl_decoder *decoder, const char *file, const char *path)
{
	struct pl_adoption_def *def = &decoder->model->fleet->adoption;
	struct pl_error err = PL_ERROR_INIT;

	forget(def);
	def->file = pl_strdup(file);
	def->pos = (struct pl_pos){ .file = pl_model_file(decoder->model, path) };
	(void)!read_file(def, &err);
	pl_decode_take(decoder, &err);
}

/* Relative to the scenario's own file. */
void pl_decode_adoption(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	char *dir, *path, *file = NULL;

	(void)target;
	if (!pl_decode_text(decoder, node, "adoption", &file)) {
		free(file);
		return;
	}
	dir = pl_path_dir(node->pos.file ? node->pos.file : ".");
	path = pl_path_join(dir, file);
	pl_decode_adoption_file(decoder, file, path);
	free(file);
	free(path);
	free(dir);
}
