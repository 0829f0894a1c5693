/* Which file does a strategy read its pins from, and what does it say? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "pin/format.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

/* The map on its way. */
struct pin_file {
	char *file, *format;
};

static void read_format(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pin_file *into = target;
	const struct pl_pin_format *const *all;
	const char *names[64];
	size_t n;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "format", "a pin format like android-nsc"))
		return;
	if (pl_pin_format_find(node->text)) {
		free(into->format);
		into->format = pl_strdup(node->text);
		return;
	}
	all = pl_pin_formats(&n);
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "pin format", node->text, names, n);
}

static const struct pl_field pin_file_fields[] = {
	{ .name = "file", .type = PL_FIELD_TEXT, .required = true,
	  .offset = offsetof(struct pin_file, file),
	  .help = "a client's own file of pins, relative to this one" },
	{ .name = "format", .type = PL_FIELD_VALUE, .read = read_format,
	  .offset = offsetof(struct pin_file, format), .def = "pin-format",
	  .help = "its format; omitted: what its content tells" },
};
const struct pl_shape pl_shape_pin_file = { "a pin file", pin_file_fields,
					    PL_ARRAY_LEN(pin_file_fields) };

/* Relative to the file that names it; what lies beside it needs no folder in messages. */
static char *path_of(const struct pl_node *node, const char *file)
{
	char *dir = pl_path_dir(node->pos.file ? node->pos.file : ".");
	char *path = pl_streq(dir, ".") ? pl_strdup(file) : pl_path_join(dir, file);

	free(dir);
	return path;
}

static void take_all(struct pl_decoder *decoder, struct pl_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		pl_decode_take(decoder, &errors->items[i]);
	pl_errors_clear(errors);
}

static struct pl_pinfile *read_file(struct pl_decoder *decoder, const struct pl_node *node,
				    const char *path, const struct pl_pin_format *format)
{
	struct pl_buf text = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *pins = NULL;
	struct stat st;

	/* A pipe or a device might never end. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		pl_decode_error(decoder, node->pos, "no file '%s' to read pins from; the path is "
				"relative to the file that names it", path);
	else if (pl_file_read(path, PL_PINFILE_MAX, &text, &err))
		pins = pl_pinfile_read(path, (struct pl_bytes){ (const uint8_t *)pl_buf_str(&text),
								text.len }, format, &errors);
	pl_decode_take(decoder, &err);
	take_all(decoder, &errors);
	pl_buf_clear(&text);
	return pins;
}

void pl_decode_pin_file(struct pl_decoder *decoder, const struct pl_node *node,
			struct pl_strategy_def *def, bool own_client)
{
	struct pin_file into = { 0 };
	struct pl_pinfile *pins = NULL;
	size_t before = decoder->count;
	char *path;

	pl_decode_map(decoder, node, &pl_shape_pin_file, &into);
	if (into.file && decoder->count == before) {
		path = path_of(node, into.file);
		pins = read_file(decoder, node, path,
				 into.format ? pl_pin_format_find(into.format) : NULL);
		free(path);
	}
	if (pins) {
		if (own_client)
			pl_pinfile_set_client(pins, def->client);
		def->client = pins->client;
		pl_strategy_def_read(def, into.file, into.format, pins->set);
	}
	pl_pinfile_free(pins);
	free(into.file);
	free(into.format);
}
