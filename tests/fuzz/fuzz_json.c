/*
 * Whether the JSON reader holds for any bytes, and whether what it reads comes
 * back the same from our writer, indented and compact.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

#define LIMIT (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_node(struct pl_json *json, const char *key, const struct pl_node *node)
{
	if (node->kind == PL_NODE_TEXT) {
		pl_json_text(json, key, node->text);
		return;
	}
	if (node->kind == PL_NODE_MAP)
		pl_json_object(json, key);
	else
		pl_json_array(json, key);
	for (size_t i = 0; i < node->n; i++)
		write_node(json, node->kind == PL_NODE_MAP ? node->keys[i]->text : NULL,
			   node->items[i]);
	pl_json_end(json);
}

static void require_same(const struct pl_node *a, const struct pl_node *b)
{
	require(a->kind == b->kind && a->n == b->n && pl_streq(a->text, b->text));
	for (size_t i = 0; i < a->n; i++) {
		if (a->kind == PL_NODE_MAP)
			require(pl_streq(a->keys[i]->text, b->keys[i]->text));
		require_same(a->items[i], b->items[i]);
	}
}

static void check_round_trip(const struct pl_node *root, bool compact)
{
	struct pl_json *json = pl_json_new();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_doc *doc;

	write_node(json, NULL, root);
	pl_json_dump(json, compact, &out);
	/* Every byte may have grown to an escape, and blanks came in. */
	doc = pl_json_parse("again", (struct pl_bytes){ (const uint8_t *)out.data, out.len },
			    out.len, &err);
	require(doc != NULL);
	require_same(root, pl_doc_root(doc));
	pl_doc_free(doc);
	pl_error_clear(&err);
	pl_buf_clear(&out);
	pl_json_free(json);
}

static void check_error(const struct pl_error *err)
{
	char *text = pl_error_format(err);

	require(err->kind == PL_ERROR_INPUT);
	for (const char *at = text; *at; at++)
		require((unsigned char)*at >= 0x20 || *at == '\n');
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_doc *doc = pl_json_parse("input", (struct pl_bytes){ data, size }, LIMIT, &err);

	if (doc) {
		check_round_trip(pl_doc_root(doc), false);
		check_round_trip(pl_doc_root(doc), true);
	} else {
		check_error(&err);
	}
	pl_doc_free(doc);
	pl_error_clear(&err);
	return 0;
}
