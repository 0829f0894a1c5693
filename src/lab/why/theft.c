/* What does the attacker answer with, and does it take a theft of the past? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "lab/parts.h"
#include "util/text.h"

/* The attacks that take a private key, and whose it is. */
static const struct {
	const char *attack;
	enum pl_stolen_what what;
} takes[] = {
	{ "stolen-leaf-key", PL_STOLEN_LEAF },
	{ "stolen-backup-key", PL_STOLEN_BACKUP },
	{ "stolen-intermediate-key", PL_STOLEN_INTERMEDIATE },
	{ "stolen-root-key", PL_STOLEN_ROOT },
};

static bool takes_key(const struct pl_facts *facts, enum pl_stolen_what *what)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(takes); i++) {
		if (pl_streq(facts->attack->name, takes[i].attack)) {
			*what = takes[i].what;
			return true;
		}
	}
	return false;
}

static bool same_key(const struct pl_key *key, const struct pl_cert *cert)
{
	return key && cert && memcmp(pl_key_spki_sha256(key), cert->spki_sha256, 32) == 0;
}

/* The CA whose key signed the forged leaf; it need not have been sent. */
static const struct pl_cert *forger(const struct pl_facts *facts)
{
	const struct pl_chain *presented = facts->outcome->presented;
	const struct pl_cert *leaf = presented->n > 0 ? presented->certs[0] : NULL;

	for (size_t i = 0; leaf && i < facts->world->n_authorities; i++) {
		const struct pl_authority *authority = facts->world->authorities[i];
		const struct pl_cert *ca = authority->n_certs > 0 ? authority->certs[0].cert : NULL;

		if (ca && pl_bytes_equal(ca->subject_der, leaf->issuer_der) &&
		    pl_link_ok(pl_engine_pki(facts->run->engine), leaf, ca))
			return ca;
	}
	return NULL;
}

static const struct pl_cert *leaf_of(const struct pl_chain *chain)
{
	return chain && chain->n > 0 ? chain->certs[0] : NULL;
}

static bool same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return a && b && memcmp(a->sha256, b->sha256, 32) == 0;
}

/* A key that was stolen as the backup may have become the leaf's since. */
static bool is_of_host(enum pl_stolen_what what)
{
	return what == PL_STOLEN_LEAF || what == PL_STOLEN_BACKUP;
}

/* Whether this theft gave him the key that made his answer. */
static bool is_used(const struct pl_facts *facts, const struct pl_stolen *theft,
		    enum pl_stolen_what what)
{
	if (is_of_host(what))
		return is_of_host(theft->what) && theft->key == facts->key;
	return theft->what == what && forger(facts) && same_key(theft->key, forger(facts));
}

static const struct pl_stolen *theft_of(const struct pl_facts *facts)
{
	enum pl_stolen_what what;

	if (!takes_key(facts, &what))
		return NULL;
	for (size_t i = 0; i < facts->world->n_stolen; i++) {
		const struct pl_stolen *theft = &facts->world->stolen[i];

		if (is_used(facts, theft, what))
			return theft;
	}
	return NULL;
}

/* As the attack does it: by any certificate of an authority that exists. */
static bool is_below(const struct pl_world *world, const struct pl_authority *authority,
		     const struct pl_cert *ca, unsigned depth)
{
	if (!authority || depth == PL_BUNDLE_MAX)
		return false;
	for (size_t i = 0; i < authority->n_certs; i++) {
		const struct pl_issued *issued = &authority->certs[i];

		if (memcmp(issued->cert->spki_sha256, ca->spki_sha256, 32) == 0)
			return true;
		if (issued->cert->not_before <= world->now && !issued->cert->self_issued &&
		    is_below(world, pl_world_authority(world, issued->by), ca, depth + 1))
			return true;
	}
	return false;
}

/* Whether an authority's key signed what the host served at a step, or stood above it. */
static bool was_above(const struct pl_facts *facts, size_t step, const struct pl_cert *ca,
		      bool directly)
{
	const struct pl_world *world = facts->run->steps[step]->world;
	const struct pl_host *host = pl_world_host(world, facts->host->id);
	const struct pl_authority *issuer =
		host && host->served ? pl_world_authority(world, host->served->issuer) : NULL;

	if (!directly)
		return is_below(world, issuer, ca, 0);
	return issuer && issuer->key && same_key(issuer->key, ca);
}

static bool was_ever_above(const struct pl_facts *facts, const struct pl_cert *ca, bool directly)
{
	for (size_t i = facts->index; i-- > 0;) {
		if (was_above(facts, i, ca, directly))
			return true;
	}
	return false;
}

static void say_leaf(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_host *host = facts->host;
	const struct pl_cert *leaf = leaf_of(facts->outcome->presented);

	if (same_cert(leaf, leaf_of(host->presented)))
		pl_buf_puts(out, facts->attack->summary);
	else if (host->staged && same_cert(leaf, leaf_of(host->staged->full)))
		pl_buf_puts(out, "a certificate that the host has not loaded yet and its key");
	else if (facts->key == host->served->key)
		pl_buf_puts(out, "an earlier certificate of the host and its key, which is still "
				 "in use");
	else
		pl_buf_puts(out, "an earlier certificate of the host and its key");
}

static void say_backup(struct pl_buf *out, const struct pl_facts *facts)
{
	if (facts->key == facts->host->backup_key)
		pl_buf_puts(out, facts->attack->summary);
	else if (facts->key == facts->host->served->key)
		pl_buf_puts(out, "a certificate of another operator over the key that was the "
				 "host's backup and is now its own");
	else
		pl_buf_puts(out, "a certificate of another operator over an earlier backup key of "
				 "the host");
}

static void say_authority(struct pl_buf *out, const struct pl_facts *facts, bool root)
{
	const struct pl_cert *ca = forger(facts);

	if (!facts->earlier_theft || !ca) {
		pl_buf_puts(out, facts->attack->summary);
		return;
	}
	pl_buf_puts(out, "a certificate for the host made with the key of ");
	if (!was_ever_above(facts, ca, !root))
		pl_buf_printf(out, "%s, which %s", pl_cert_label(ca),
			      root ? "was never above it" : "never issued for it");
	else if (root)
		pl_buf_printf(out, "a root that used to be above it, %s", pl_cert_label(ca));
	else
		pl_buf_printf(out, "an authority that used to issue for it, %s",
			      pl_cert_label(ca));
}

void pl_say_answer(struct pl_buf *out, const struct pl_facts *facts)
{
	enum pl_stolen_what what;

	if (!takes_key(facts, &what))
		pl_buf_puts(out, facts->attack->summary);
	else if (what == PL_STOLEN_LEAF)
		say_leaf(out, facts);
	else if (what == PL_STOLEN_BACKUP)
		say_backup(out, facts);
	else
		say_authority(out, facts, what == PL_STOLEN_ROOT);
}

/* All that he can make with the keys of today is refused: tried, not assumed. */
static bool refused_with_todays(const struct pl_facts *facts)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_forgeries *forgeries = pl_memo_forgeries(
		facts->run->engine, facts->world, facts->attack, facts->host, &err);
	bool refused = forgeries != NULL;

	for (size_t i = 0; refused && i < forgeries->n; i++) {
		const struct pl_outcome *outcome;
		struct pl_probe probe;

		if (forgeries->items[i].earlier_theft)
			continue;
		pl_probe_attack(&probe, facts->world, facts->row, facts->host, facts->device,
				&forgeries->items[i]);
		outcome = pl_judge(facts->run->engine, &probe, &err);
		refused = outcome && outcome->verdict == PL_BLOCKED;
	}
	pl_error_clear(&err);
	return refused;
}

void pl_say_theft(struct pl_buf *out, const struct pl_facts *facts)
{
	const struct pl_stolen *theft;
	char day[PL_DAY_TEXT];

	if (!(facts->outcome->notes & PL_NOTE_EARLIER_THEFT))
		return;
	theft = theft_of(facts);
	if (!theft)
		return;
	pl_buf_printf(out, " It takes what was stolen on %s", pl_day(theft->at, day));
	if (refused_with_todays(facts))
		pl_buf_puts(out, "; with today's keys he would be refused");
	pl_buf_puts(out, ".");
}
