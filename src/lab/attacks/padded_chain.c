/* padded-chain: another operator's chain, with the host's certificates, root included, as ballast. */
#include <config.h>

#include <string.h>

#include "lab/attacks/parts.h"
#include "lab/parts.h"
#include "util/mem.h"

/* Certificates in one message with earlier ones: handshakes are limited (GnuTLS takes 16). */
#define SENT_MAX 12
/* Of a long history the first certificates, which apps were built with, and the latest; in groups
 * that stay what they are when the next certificate is issued, so that a run of ten thousand
 * renewals does not try ten thousand messages at each. */
#define GROUP 8
#define GROUPS_KEPT (PL_ISSUANCES_EARLY / GROUP)

static void add_node(struct pl_answer *answer, const struct pl_host_node *node)
{
	const struct pl_chain *chain = node->host->served->full;

	for (size_t i = 0; node->own && i < chain->n; i++)
		pl_answer_add(answer, chain->certs[i]);
}

/* What the host sends now, and the root that it may leave out: all of it is public. */
static bool answer_with_present(struct pl_answer *answer, struct pl_forgeries *out)
{
	const struct pl_host *host = answer->host;

	if (!pl_answer_other_operator(answer, NULL))
		return false;
	for (size_t i = 0; i < host->served->full->n; i++)
		pl_answer_add(answer, host->served->full->certs[i]);
	if (host->served->root)
		pl_answer_add(answer, host->served->root);
	for (size_t i = 0; i < host->n_nodes; i++)
		add_node(answer, &host->nodes[i]);
	pl_answer_finish(answer, false, out);
	return true;
}

static bool is_in(struct pl_cert *const *certs, size_t n, const struct pl_cert *cert)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(certs[i]->sha256, cert->sha256, sizeof(cert->sha256)) == 0)
			return true;
	return false;
}

static bool was_sent(const struct pl_answer *answer, const struct pl_forgeries *out,
		     const struct pl_cert *cert)
{
	for (size_t i = 0; i < out->n; i++)
		if (is_in(out->items[i].chain->certs, out->items[i].chain->n, cert))
			return true;
	return is_in(answer->certs, answer->n, cert);
}

static bool add_ballast(struct pl_answer *answer, struct pl_cert *cert, struct pl_forgeries *out)
{
	if (was_sent(answer, out, cert))
		return true;
	if (answer->n == 0 && !pl_answer_other_operator(answer, NULL))
		return false;
	pl_answer_add(answer, cert);
	if (answer->n >= SENT_MAX)
		pl_answer_finish(answer, false, out);
	return true;
}

static bool add_issuance(struct pl_answer *answer, const struct pl_issuance *issuance,
			 struct pl_forgeries *out)
{
	for (size_t i = 0; i < issuance->full->n; i++)
		if (!add_ballast(answer, issuance->full->certs[i], out))
			return false;
	return !issuance->root || add_ballast(answer, issuance->root, out);
}

static bool is_kept(size_t age, size_t n)
{
	size_t group = age / GROUP, groups = (n + GROUP - 1) / GROUP;

	return group < GROUPS_KEPT || group + GROUPS_KEPT >= groups;
}

/*
 * Old certificates stay public (logs keep them for ever), and a client that only
 * looks whether a pinned one was sent does not ask when it ended. Oldest first, in messages of one
 * group each.
 */
static bool answer_with_earlier(struct pl_answer *answer, const struct pl_host *host,
				struct pl_forgeries *out)
{
	const struct pl_issuance *kept[2 * GROUPS_KEPT * GROUP];
	const struct pl_issuance *latest = pl_host_latest(host), *i = latest;
	size_t n_kept = 0;

	while (i && n_kept < PL_ARRAY_LEN(kept)) {
		bool keep = is_kept(i->number - 1, latest->number);

		if (keep)
			kept[n_kept++] = i;
		/* Over all that lie between, where there are so many. */
		i = keep || !i->early ? i->previous : i->early;
	}
	while (n_kept-- > 0) {
		if (!add_issuance(answer, kept[n_kept], out))
			return false;
		if (kept[n_kept]->number % GROUP == 0 && answer->n > 0)
			pl_answer_finish(answer, false, out);
	}
	return true;
}

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;
	bool ok;

	pl_answer_init(&answer, engine, world, host, err);
	ok = answer_with_present(&answer, out) && answer_with_earlier(&answer, host, out);
	for (size_t i = 0; ok && i < host->n_nodes; i++)
		if (host->nodes[i].own)
			ok = answer_with_earlier(&answer, host->nodes[i].host, out);
	if (ok && answer.n > 0)
		pl_answer_finish(&answer, false, out);
	pl_answer_drop(&answer);
	return ok;
}

const struct pl_attack pl_attack_padded_chain = {
	.name = "padded-chain",
	.letter = "j",
	.summary = "another operator's chain with the host's whole chain appended",
	.about = "Certificates are public, old ones too, so the attacker sends the pinned ones "
		 "along with his own. Only a client that looks for pins in everything that was "
		 "sent falls for it. Of a long history he sends the first and the latest two "
		 "dozen.",
	.forge = forge,
};
