/* What did the server do that matters for a cell, and since when? */
#include <config.h>

#include "lab/why_parts.h"

#include <string.h>

#include "util/text.h"

/* What a host did between two moments, as a sentence is made of it. */
struct change {
	const struct pl_facts *facts;
	const struct pl_host *before, *after;
	bool at_once; /* at the cell's own step: "now" */
};

static const struct pl_cert *leaf_of(const struct pl_host *host)
{
	return host && host->presented && host->presented->n > 0 ? host->presented->certs[0] : NULL;
}

static bool same_key(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0;
}

static bool is_backup_key(const struct pl_host *host, const struct pl_cert *leaf)
{
	return host->backup_key &&
	       memcmp(pl_key_spki_sha256(host->backup_key), leaf->spki_sha256, 32) == 0;
}

static const char *issuer_of(const struct pl_host *host)
{
	const struct pl_issuance *served = host->served;
	const struct pl_cert *issuer = served->full->n > 1 ? served->full->certs[1] : served->root;

	return issuer ? pl_cert_label(issuer) : served->issuer;
}

static void say_new_leaf(struct pl_buf *out, const struct change *change)
{
	const struct pl_cert *old = leaf_of(change->before), *now = leaf_of(change->after);

	pl_buf_printf(out, "he server %spresents a ", change->at_once ? "now " : "");
	if (same_key(old, now))
		pl_buf_puts(out, "new certificate with the same key");
	else if (is_backup_key(change->before, now))
		pl_buf_puts(out, "leaf with the key that was its backup");
	else if (old->alg != now->alg)
		pl_buf_printf(out, "leaf with a new key of another kind (%s instead of %s)",
			      now->key_words, old->key_words);
	else
		pl_buf_puts(out, "leaf with a new key");
	if (!pl_streq(change->after->served->issuer, change->before->served->issuer))
		pl_buf_printf(out, ", issued by %s instead of %s", issuer_of(change->after),
			      issuer_of(change->before));
}

/* The one certificate that was issued anew for its key, when that is all that changed. */
static const struct pl_cert *reissued(const struct pl_chain *old, const struct pl_chain *now)
{
	const struct pl_cert *found = NULL;

	for (size_t i = 0; old->n == now->n && i < now->n; i++) {
		if (memcmp(old->certs[i]->sha256, now->certs[i]->sha256, 32) == 0)
			continue;
		if (found || !same_key(old->certs[i], now->certs[i]))
			return NULL;
		found = now->certs[i];
	}
	return found;
}

static void say_new_bundle(struct pl_buf *out, const struct change *change)
{
	const struct pl_chain *now = change->after->presented;
	const struct pl_cert *anew = reissued(change->before->presented, now);

	pl_buf_printf(out, "he server %ssends ", change->at_once ? "now " : "");
	if (now->n == 1) {
		pl_buf_puts(out, "its leaf alone");
		return;
	}
	if (anew) {
		pl_buf_printf(out,
			      "the same leaf with a new certificate of %s for the same key",
			      pl_label_exact(change->facts, anew));
		return;
	}
	pl_buf_puts(out, "the same leaf with other certificates: ");
	for (size_t i = 1; i < now->n; i++)
		pl_buf_printf(out, "%s%s", i > 1 ? ", " : "",
			      pl_label_exact(change->facts, now->certs[i]));
}

/* "he server now presents a leaf with a new key", or nothing: the caller knows its first letter. */
static void say_difference(struct pl_buf *out, const struct change *change)
{
	const struct pl_cert *old = leaf_of(change->before), *now = leaf_of(change->after);

	if (!old || !now)
		return;
	if (memcmp(old->sha256, now->sha256, 32) != 0)
		say_new_leaf(out, change);
	else if (memcmp(change->before->presented->id, change->after->presented->id, 32) != 0)
		say_new_bundle(out, change);
}

static const struct pl_host *host_at(const struct pl_facts *facts, size_t step)
{
	return pl_world_host(facts->run->steps[step]->world, facts->host->id);
}

/* Whether the cell is another one than a step ago. */
static bool is_new(const struct pl_facts *facts)
{
	const struct pl_outcome *last =
		facts->index > 0 ? pl_step_honest(facts->run->steps[facts->index - 1],
						  facts->row_index)
				 : NULL;

	return last &&
	       (last->state != facts->outcome->state || last->reason != facts->outcome->reason);
}

/* What the server did at this very step, when that made the cell what it is. */
static void say_at_step(struct pl_buf *out, const struct pl_facts *facts)
{
	struct change change = { .facts = facts, .after = facts->host, .at_once = true };
	struct pl_buf words = PL_BUF_INIT;

	if (!is_new(facts))
		return;
	change.before = host_at(facts, facts->index - 1);
	say_difference(&words, &change);
	if (words.len > 0)
		pl_buf_printf(out, " T%s.", pl_buf_str(&words));
	pl_buf_clear(&words);
}

/* The first step from which on the same can be said of the server as today. */
static size_t said_since(const struct pl_facts *facts, const char *words)
{
	struct change change = { .facts = facts, .before = facts->before };
	struct pl_buf then = PL_BUF_INIT;
	size_t since = facts->index;
	bool same = true;

	while (same && since > 0) {
		change.after = host_at(facts, since - 1);
		pl_buf_clear(&then);
		say_difference(&then, &change);
		same = pl_streq(pl_buf_str(&then), words);
		since -= same;
	}
	pl_buf_clear(&then);
	return since;
}

static void say_step(struct pl_buf *out, const struct pl_facts *facts, size_t index)
{
	const struct pl_step *step = facts->run->steps[index];
	char day[PL_DAY_TEXT];

	pl_buf_printf(out, "since step %zu (%s, %s)", index, step->title, pl_day(step->at, day));
}

static void say_cut_off(struct pl_buf *out, const struct pl_facts *facts)
{
	pl_buf_puts(out, " The app has been cut off ");
	say_step(out, facts, facts->since);
	if (facts->first->reason != facts->outcome->reason)
		pl_buf_printf(out, ", at first for another reason (%s)",
			      pl_reason_info(facts->first->reason)->name);
	pl_buf_putc(out, '.');
}

/* A pin that does not match is about what the server did, however long ago; a fault of the chain
 * is not. */
static void say_before(struct pl_buf *out, const struct pl_facts *facts)
{
	struct change change = { .facts = facts, .before = facts->before, .after = facts->host };
	struct pl_buf words = PL_BUF_INIT, when = PL_BUF_INIT;
	size_t since;

	if (facts->outcome->reason == PL_REASON_PIN_MISMATCH)
		say_difference(&words, &change);
	since = words.len > 0 ? said_since(facts, pl_buf_str(&words)) : facts->index;
	if (since < facts->index) {
		say_step(&when, facts, since);
		pl_buf_printf(out, " S%s t%s", pl_buf_str(&when) + 1, pl_buf_str(&words));
		pl_buf_puts(out, since == facts->since ? ", and the app is cut off." : ".");
	}
	if (since == facts->index || since != facts->since)
		say_cut_off(out, facts);
	pl_buf_clear(&words);
	pl_buf_clear(&when);
}

void pl_say_change(struct pl_buf *out, const struct pl_facts *facts)
{
	say_at_step(out, facts);
	if (facts->outcome->verdict == PL_BREAKS && facts->since < facts->index)
		say_before(out, facts);
}
