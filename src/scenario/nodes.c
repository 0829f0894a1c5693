/* Of which nodes does a host consist, and what does each serve? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"

static void read_share(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_node_def *def = target;
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "share", "a share like 50%"))
		return;
	if (!pl_share_parse(node->text, &def->share, &why))
		pl_decode_error(decoder, node->pos, "'%s' is no share: %s",
				pl_decode_show(decoder, node->text), why);
}

static void read_serve(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_node_def *def = target;
	int serve = pl_decode_choice(decoder, node, "serve", pl_words_of_serve);

	if (serve >= 0)
		def->serve = (enum pl_serve_mode)serve;
}

static void read_alternate(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_node_def *def = target;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "alternate", "a certificate's name") ||
	    !pl_decode_id(decoder, node, "a certificate"))
		return;
	def->serve = PL_SERVE_ALTERNATE;
	free(def->alternate);
	def->alternate = pl_strdup(node->text);
}

static const struct pl_field node_fields[] = {
	{ .name = "share", .type = PL_FIELD_VALUE, .required = true, .read = read_share,
	  .def = "share",
	  .help = "of the connections; those of all nodes are 100%" },
	{ .name = "serve", .type = PL_FIELD_CHOICE, .choices = pl_words_of_serve,
	  .read = read_serve,
	  .help = "which chain it presents; full if omitted" },
	{ .name = "alternate", .type = PL_FIELD_VALUE, .read = read_alternate, .def = "id",
	  .help = "instead of serve, the certificate over which its chain goes on" },
	{ .name = "algorithm", .type = PL_FIELD_ALG, .offset = offsetof(struct pl_node_def, alg),
	  .help = "it has a key and a certificate of its own, of this kind" },
	{ .name = "previous", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_node_def, previous),
	  .help = "it still has the certificate before the present one; false if omitted" },
};
const struct pl_shape pl_shape_node = { "a node", node_fields, PL_ARRAY_LEN(node_fields) };

static void check_node(struct pl_decoder *decoder, const struct pl_node *node,
		       const struct pl_node_def *def)
{
	if (def->alternate && pl_node_get(node, "serve", NULL))
		pl_decode_error(decoder, node->pos,
				"a node has 'serve' or 'alternate', not both");
	if (def->own && def->previous)
		pl_decode_error(decoder, node->pos,
				"a node with a certificate of its own cannot lag behind its "
				"host's; remove 'algorithm' or 'previous'");
}

static void read_node(struct pl_decoder *decoder, const struct pl_node *node,
		      struct pl_host_def *host)
{
	struct pl_node_def *def = PL_PUSH(host->nodes, host->n_nodes, host->cap_nodes);

	*def = (struct pl_node_def){ .pos = pl_decode_pos(decoder, node) };
	pl_decode_map(decoder, node, &pl_shape_node, def);
	if (node->kind != PL_NODE_MAP)
		return;
	def->own = pl_node_get(node, "algorithm", NULL);
	check_node(decoder, node, def);
}

static void check_nodes(struct pl_decoder *decoder, const struct pl_node *node,
			const struct pl_host_def *host)
{
	char words[PL_SHARE_TEXT];
	uint64_t sum = 0;
	size_t own = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		sum += host->nodes[i].share;
		own += host->nodes[i].own;
	}
	if (sum != PL_SHARE_ALL)
		pl_decode_error(decoder, node->pos,
				"the shares of these nodes are %s together; make them 100%%",
				pl_share_words((unsigned)(sum % UINT32_MAX), words));
	if (own == host->n_nodes)
		pl_decode_error(decoder, node->pos,
				"every node has a certificate of its own, and nobody serves the "
				"host's; leave 'algorithm' out of one");
}

void pl_decode_nodes(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;
	size_t before = decoder->count;

	for (size_t i = 0; i < node->n; i++)
		read_node(decoder, node->items[i], host);
	if (decoder->count == before)
		check_nodes(decoder, node, host);
}

static void emit_node(struct pl_flow *list, const struct pl_node_def *node)
{
	char words[PL_SHARE_TEXT];
	struct pl_flow map;

	pl_flow_key(list, NULL);
	map = pl_flow_map(list->out);
	pl_flow_text(&map, "share", pl_share_words(node->share, words));
	pl_flow_text(&map, "alternate", node->alternate);
	if (!node->alternate && node->serve != PL_SERVE_FULL)
		pl_flow_text(&map, "serve", pl_words_of_serve[node->serve]);
	if (node->own)
		pl_flow_text(&map, "algorithm", pl_key_alg_name(node->alg));
	if (node->previous) {
		pl_flow_key(&map, "previous");
		pl_buf_puts(map.out, "true");
	}
	pl_flow_end(&map);
}

void pl_emit_nodes(struct pl_flow *flow, const struct pl_host_def *host)
{
	struct pl_flow list;

	if (host->n_nodes == 0)
		return;
	pl_flow_key(flow, "nodes");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < host->n_nodes; i++)
		emit_node(&list, &host->nodes[i]);
	pl_flow_end(&list);
}
