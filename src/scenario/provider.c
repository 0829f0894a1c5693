/* Who gets a host its certificates? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "lab/provider.h"
#include "util/mem.h"
#include "util/text.h"

void pl_decode_provider(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	const struct pl_provider *provider;
	const struct pl_provider *const *all;
	struct pl_host_def *host = target;
	const char **names;
	size_t n;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "provider", "a provider's name like "
			  "certbot"))
		return;
	provider = pl_provider_find(node->text);
	if (provider) {
		pl_provider_apply(provider, decoder->model, host);
		return;
	}
	all = pl_providers(&n);
	names = pl_calloc(n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_decode_unknown(decoder, node->pos, "provider", node->text, names, n);
	free(names);
}
