/* What becomes of an app at a host of several nodes? */
#include <config.h>

#include "lab/judge/parts.h"

/* From reached to refused: whoever meets the worst node is not helped by the others. */
static int badness(const struct pl_outcome *outcome)
{
	switch (outcome->state) {
	case PL_STATE_SURVIVES:
		return 0;
	case PL_STATE_ON_BACKUP:
		return 1;
	case PL_STATE_UNENFORCED:
		return 2;
	default:
		return 3;
	}
}

static const struct pl_outcome *judge_node(struct pl_engine *engine, const struct pl_probe *probe,
					   const struct pl_host_node *node, struct pl_error *err)
{
	struct pl_probe at = *probe;

	at.host = node->host;
	at.presented = node->host->presented;
	at.key = node->host->tls_key;
	return pl_judge(engine, &at, err);
}

const struct pl_outcome *pl_judge_nodes(struct pl_engine *engine, const struct pl_probe *probe,
					struct pl_error *err)
{
	const struct pl_host *host = probe->host;
	struct pl_outcome worst = { 0 };
	unsigned number = 0, share = 0;

	for (size_t i = 0; i < host->n_nodes; i++) {
		const struct pl_outcome *outcome =
			judge_node(engine, probe, &host->nodes[i], err);

		if (!outcome)
			return NULL;
		if (number == 0 || badness(outcome) > badness(&worst)) {
			worst = *outcome;
			number = (unsigned)i + 1;
			share = 0;
		}
		if (badness(outcome) == badness(&worst))
			share += host->nodes[i].share;
	}
	worst.node = number;
	worst.share = share;
	return pl_engine_intern(engine, &worst);
}
