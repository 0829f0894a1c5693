/* `pinlab pins --compare`: where do pin files disagree? */
#include <config.h>

#include "cli/pinfiles.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/shared.h"
#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"

static void put_text(const struct pl_args *args, const struct pl_pin_difference *one,
		     struct pl_buf *out)
{
	pl_style_text(&args->out, out, one->pos.file);
	if (one->pos.line > 0)
		pl_buf_printf(out, ":%d:%d", one->pos.line, one->pos.column);
	pl_buf_puts(out, ": ");
	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_style_text(&args->out, out, one->host);
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	pl_buf_puts(out, ": ");
	pl_style_text(&args->out, out, one->text);
	pl_buf_putc(out, '\n');
}

static void put_json(const struct pl_pin_difference *one, const struct pl_pin_side sides[2],
		     struct pl_json *json)
{
	pl_json_object(json, NULL);
	pl_json_text(json, "kind", pl_pin_difference_name(one->kind));
	pl_json_text(json, "host", one->host);
	pl_json_text(json, "file", one->pos.file);
	pl_json_int(json, "line", one->pos.line);
	pl_json_int(json, "column", one->pos.column);
	pl_json_text(json, "pin", one->pin ? one->pin->spelling : NULL);
	pl_json_text(json, "against", sides[!one->side].name);
	pl_json_text(json, "text", one->text);
	pl_json_end(json);
}

/* Each against the first; the number of differences. */
static size_t compare(const struct pl_args *args, struct pl_pinfile *const *files, size_t n,
		      struct pl_json *json, struct pl_buf *out)
{
	size_t found = 0;

	for (size_t i = 1; i < n; i++) {
		struct pl_pin_side sides[2] = {
			{ files[0]->file, files[0]->client, files[0]->set },
			{ files[i]->file, files[i]->client, files[i]->set },
		};
		struct pl_pin_differences all = PL_PIN_DIFFERENCES_INIT;

		pl_pin_differ(sides, pl_args_value(args, "host"), &all);
		for (size_t d = 0; d < all.n; d++) {
			if (json)
				put_json(&all.items[d], sides, json);
			else
				put_text(args, &all.items[d], out);
		}
		found += all.n;
		pl_pin_differences_clear(&all);
	}
	return found;
}

static size_t report(const struct pl_args *args, struct pl_pinfile *const *files, size_t n)
{
	struct pl_json *json = pl_args_has(args, "json") ? pl_json_new() : NULL;
	struct pl_buf out = PL_BUF_INIT;
	size_t found;

	if (json) {
		pl_json_object(json, NULL);
		pl_json_array(json, "differences");
	}
	found = compare(args, files, n, json, &out);
	if (json) {
		pl_json_end(json);
		pl_json_bool(json, "same", found == 0);
		pl_json_end(json);
		pl_json_dump(json, false, &out);
		pl_json_free(json);
	} else if (found == 0) {
		pl_buf_puts(&out, "the files say the same\n");
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	return found;
}

int pl_pins_compare(const struct pl_args *args, struct pl_error *err)
{
	struct pl_pinfile **files = pl_calloc(args->n + 1, sizeof(*files));
	size_t n = 0, found = 0;

	if (args->n < 2)
		pl_error_usage(err, "--compare needs two files or more");
	for (; args->n >= 2 && n < args->n; n++) {
		files[n] = pl_cli_pinfile(args, args->operands[n], err);
		if (!files[n])
			break;
	}
	if (n == args->n && err->kind == PL_ERROR_NONE)
		found = report(args, files, n);
	for (size_t i = 0; i < n; i++)
		pl_pinfile_free(files[i]);
	free(files);
	return found > 0;
}
