/* Whether the reader of property lists holds for any bytes: every node has its place, every map
 * finds its keys, and what is refused can be printed. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "data/plist.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_node(const struct pl_node *node)
{
	require(node->pos.line >= 1 && node->pos.column >= 1);
	require(node->kind != PL_NODE_TEXT || node->text);
	require(!pl_plist_is_true(node) || node->kind == PL_NODE_TEXT);
	for (size_t i = 0; node->kind != PL_NODE_TEXT && i < node->n; i++) {
		if (node->kind == PL_NODE_MAP)
			require(pl_node_get(node, node->keys[i]->text, NULL) == node->items[i]);
		check_node(node->items[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_plist_parse("input", (struct pl_bytes){ data, size }, &errors);

	require((doc != NULL) == (errors.n == 0));
	if (doc)
		check_node(pl_doc_root(doc));
	for (size_t i = 0; i < errors.n; i++)
		free(pl_error_format(&errors.items[i]));
	pl_doc_free(doc);
	pl_errors_clear(&errors);
	return 0;
}
