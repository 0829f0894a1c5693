/*
 * Whether the YAML reader holds for any bytes: it answers with a document or
 * with errors, an error can be printed without harm to a terminal, a document
 * keeps what node.h promises, and every text in it survives being written.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the writer makes of a text, the reader takes back. */
static void check_round_trip(const char *text)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf out = PL_BUF_INIT;
	const struct pl_node *value;
	struct pl_doc *doc;

	pl_buf_puts(&out, "[{k: ");
	pl_yaml_scalar(&out, text);
	pl_buf_puts(&out, "}]\n");
	doc = pl_yaml_parse("again", (struct pl_bytes){ (const uint8_t *)out.data, out.len },
			    &errors);
	require(doc != NULL);
	value = pl_node_get(pl_doc_root(doc)->items[0], "k", NULL);
	require(value && pl_streq(value->text, text));
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	pl_buf_clear(&out);
}

static void check_node(const struct pl_doc *doc, const struct pl_node *node)
{
	size_t len;

	/* An empty value may stand where the file ends, after its last line. */
	require(node->pos.line >= 1 && node->pos.column >= 1);
	require(pl_doc_line(doc, node->pos.line, &len) || node->pos.column == 1);
	if (node->kind == PL_NODE_TEXT) {
		check_round_trip(node->text);
		return;
	}
	for (size_t i = 0; i < node->n; i++) {
		if (node->kind == PL_NODE_MAP) {
			check_node(doc, node->keys[i]);
			require(pl_node_get(node, node->keys[i]->text, NULL) == node->items[i]);
		}
		check_node(doc, node->items[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_parse("input", (struct pl_bytes){ data, size }, &errors);

	if (doc)
		check_node(doc, pl_doc_root(doc));
	else
		require_told(&errors);
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	return 0;
}
