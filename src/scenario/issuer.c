/* Who issues a host's certificates: one authority, or a pool of them? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/text.h"

const char *const pl_words_of_pool_mode[] = { "round-robin", "random", "frozen", NULL };

_Static_assert(PL_POOL_ROUND_ROBIN == 0 && PL_POOL_FROZEN == 2,
	       "pl_words_of_pool_mode follows enum pl_pool_mode");

static void read_member(struct pl_decoder *decoder, const struct pl_node *node,
			struct pl_host_def *host)
{
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "pool", "a list of authorities") ||
	    !pl_decode_id(decoder, node, "an authority"))
		return;
	if (pl_pool_has(&host->pool, node->text))
		pl_decode_error(decoder, node->pos,
				"%s is in this pool already; list each authority once", node->text);
	else
		pl_pool_add(&host->pool, node->text, pl_decode_pos(decoder, node));
}

static void read_pool(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	for (size_t i = 0; i < node->n; i++)
		read_member(decoder, node->items[i], host);
	if (node->n == 0)
		pl_decode_error(decoder, node->pos,
				"this pool is empty; list the authorities that issue in turn, "
				"like [r10, r11]");
}

static void read_mode(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;
	int mode = pl_decode_choice(decoder, node, "mode", pl_words_of_pool_mode);

	if (mode >= 0)
		host->pool.mode = (enum pl_pool_mode)mode;
}

static const struct pl_field issuer_fields[] = {
	{ .name = "pool", .type = PL_FIELD_LIST, .required = true, .read = read_pool,
	  .def = "id-list",
	  .help = "authorities, one of which issues each certificate" },
	{ .name = "mode", .type = PL_FIELD_CHOICE, .choices = pl_words_of_pool_mode,
	  .read = read_mode,
	  .help = "round-robin: in turn; random: drawn from the seed; frozen: always the first; "
		  "round-robin if omitted" },
};
const struct pl_shape pl_shape_issuer = { "an issuer", issuer_fields, PL_ARRAY_LEN(issuer_fields) };

static void set_issuer(struct pl_host_def *host, const char *name)
{
	char *own = pl_strdup(name);

	free(host->issuer);
	host->issuer = own;
}

void pl_decode_issuer(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	pl_pool_clear(&host->pool);
	if (node->kind == PL_NODE_MAP) {
		pl_decode_map(decoder, node, &pl_shape_issuer, host);
		if (host->pool.n > 0)
			set_issuer(host, host->pool.names[0]);
	} else if (pl_decode_is(decoder, node, PL_NODE_TEXT, "issuer",
				"an authority, or {pool: [a, b]}") &&
		   pl_decode_id(decoder, node, "an authority")) {
		set_issuer(host, node->text);
	}
}

void pl_emit_issuer(struct pl_flow *flow, const struct pl_host_def *host)
{
	struct pl_flow map;

	if (host->pool.n == 0) {
		pl_flow_text(flow, "issuer", host->issuer);
		return;
	}
	pl_flow_key(flow, "issuer");
	map = pl_flow_map(flow->out);
	pl_flow_texts(&map, "pool", host->pool.names, host->pool.n);
	pl_flow_text(&map, "mode", pl_pool_mode_name(host->pool.mode));
	pl_flow_end(&map);
}
