/* What every file of ours has in common: its head, its errors in their order, its end. */
#include <config.h>

#include "scenario/file.h"

#include <string.h>

#include "data/yaml.h"
#include "util/text.h"

static const char *const kind_words[] = { "scenario", "hierarchy", "pins", "part", NULL };
void pl_reading_begin(struct pl_reading *reading, struct pl_model *model, struct pl_doc *doc,
		      const char *certs_dir)
{
	*reading = (struct pl_reading){ .doc = doc, .errors = PL_ERRORS_INIT };
	reading->decoder = (struct pl_decoder){
		.model = model,
		.docs = doc ? &reading->doc : NULL,
		.n_docs = doc ? 1 : 0,
		.file = doc ? pl_model_file(model, pl_doc_file(doc)) : NULL,
		.certs_dir = certs_dir,
		.errors = &reading->errors,
	};
}

/* The place of an error's file among those that are read. */
static size_t rank(const struct pl_decoder *decoder, const struct pl_error *err)
{
	size_t i = 0;

	while (i < decoder->n_docs && !pl_streq(pl_doc_file(decoder->docs[i]), err->file))
		i++;
	return i;
}

static bool comes_before(const struct pl_decoder *decoder, const struct pl_error *a,
			 const struct pl_error *b)
{
	size_t first = rank(decoder, a), second = rank(decoder, b);

	if (first != second)
		return first < second;
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* Maps are read in the order of their tables; a reader wants the order of the
 * file. Stable, so that of two at one place the first found comes first. */
static void sort(const struct pl_decoder *decoder, struct pl_errors *errors)
{
	for (size_t i = 1; i < errors->n; i++) {
		struct pl_error moved = errors->items[i];
		size_t j = i;

		for (; j > 0 && comes_before(decoder, &moved, &errors->items[j - 1]); j--)
			errors->items[j] = errors->items[j - 1];
		errors->items[j] = moved;
	}
}

bool pl_reading_finish(struct pl_reading *reading, struct pl_errors *errors)
{
	bool ok = reading->errors.n == 0;

	sort(&reading->decoder, &reading->errors);
	for (size_t i = 0; i < reading->errors.n; i++)
		pl_errors_take(errors, &reading->errors.items[i]);
	errors->dropped += reading->errors.dropped;
	pl_errors_clear(&reading->errors);
	pl_buf_clear(&reading->decoder.shown);
	pl_map_clear(&reading->decoder.strategies);
	pl_map_clear(&reading->decoder.ids);
	pl_map_clear(&reading->decoder.joining);
	pl_doc_free(reading->doc);
	return ok;
}

bool pl_decode_head(struct pl_decoder *decoder, const struct pl_node *root, enum pl_file_kind *kind)
{
	const struct pl_node *version, *node;
	int word = 0;

	if (root->kind != PL_NODE_MAP) {
		pl_decode_error(decoder, root->pos,
				"a scenario is a map of keys, not %s; `pinlab new` writes one",
				pl_node_kind_words(root));
		return false;
	}
	version = pl_node_get(root, "pinlab", NULL);
	if (!version || version->kind != PL_NODE_TEXT || strcmp(version->text, "1") != 0) {
		pl_decode_error(decoder, version ? version->pos : root->pos, version ?
				"this version of pinlab reads format 1; write pinlab: 1" :
				"the file does not say that it is ours; begin it with pinlab: 1");
		return false;
	}
	node = pl_node_get(root, "kind", NULL);
	if (node)
		word = pl_decode_choice(decoder, node, "kind", kind_words);
	*kind = word < 0 ? PL_FILE_BROKEN : (enum pl_file_kind)word;
	return word >= 0;
}

void pl_decode_skip(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)decoder;
	(void)node;
	(void)target;
}

enum pl_file_kind pl_scenario_kind(const char *path, struct pl_errors *errors)
{
	struct pl_doc *doc = pl_yaml_read(path, errors);
	struct pl_model *model;
	enum pl_file_kind kind = PL_FILE_BROKEN;
	struct pl_reading reading;

	if (!doc)
		return PL_FILE_BROKEN;
	model = pl_model_new();
	pl_reading_begin(&reading, model, doc, NULL);
	if (!pl_decode_head(&reading.decoder, pl_doc_root(doc), &kind))
		kind = PL_FILE_BROKEN;
	(void)!pl_reading_finish(&reading, errors);
	pl_model_free(model);
	return kind;
}
