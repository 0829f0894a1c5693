/* What did the server do that matters for a cell, and since when? */
#include <config.h>

#include "lab/why/parts.h"

#include <string.h>

#include "lab/expression.h"
#include "util/text.h"

/* What a host did between two moments, as a sentence is made of it. */
struct change {
	const struct pl_facts *facts;
	const struct pl_host *before, *after;
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

/* "leaf with a new key" */
static void say_leaf(struct pl_buf *out, const struct change *change)
{
	const struct pl_cert *old = leaf_of(change->before), *now = leaf_of(change->after);

	if (same_key(old, now))
		pl_buf_puts(out, "new certificate with the same key");
	else if (is_backup_key(change->before, now))
		pl_buf_puts(out, "leaf with the key that was its backup");
	else if (old->alg != now->alg)
		pl_buf_printf(out, "leaf with a new key of another kind (%s instead of %s)",
			      now->key_words, old->key_words);
	else
		pl_buf_puts(out, "leaf with a new key");
}

static void say_new_leaf(struct pl_buf *out, const struct change *change)
{
	pl_buf_puts(out, "he server now presents a ");
	say_leaf(out, change);
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

/* "sends the same leaf with a new certificate of R3 for the same key" */
static void say_bundle(struct pl_buf *out, const struct change *change)
{
	const struct pl_chain *now = change->after->presented;
	const struct pl_cert *anew = reissued(change->before->presented, now);

	pl_buf_puts(out, "sends ");
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
	if (memcmp(old->sha256, now->sha256, 32) != 0) {
		say_new_leaf(out, change);
	} else if (memcmp(change->before->presented->id, change->after->presented->id, 32) != 0) {
		pl_buf_puts(out, "he server now ");
		say_bundle(out, change);
	}
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
	struct change change = { .facts = facts, .after = facts->host };
	struct pl_buf words = PL_BUF_INIT;

	if (!is_new(facts))
		return;
	change.before = host_at(facts, facts->index - 1);
	say_difference(&words, &change);
	if (words.len > 0)
		pl_buf_printf(out, " T%s.", pl_buf_str(&words));
	pl_buf_clear(&words);
}

/* What pins can be about. Each part of a change has its own first step: who asks since when the
 * key is another one must not hear when the issuer changed. */
enum part { PART_LEAF, PART_ISSUER, PART_ROOT, PART_BUNDLE, PARTS };

/* A root is who signed itself; what nobody knows may be the leaf or its issuer. */
static unsigned part_of_cert(const struct pl_cert *cert)
{
	if (!cert)
		return 1u << PART_LEAF | 1u << PART_ISSUER;
	if (!cert->is_ca)
		return 1u << PART_LEAF;
	return cert->self_issued ? 1u << PART_ROOT : 1u << PART_ISSUER;
}

static unsigned parts_of_pin(const struct pl_facts *facts, const struct pl_pin *pin)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_expression expression = { .source = PL_SOURCE_LITERAL };

	if (pin->origin && !pl_expression_parse(pin->origin, pin->pos, &expression, &err))
		pl_error_clear(&err);
	switch (expression.source) {
	case PL_SOURCE_LEAF:
	case PL_SOURCE_LEAF_OF:
	case PL_SOURCE_BACKUP:
	case PL_SOURCE_BACKUP_OF:
		return 1u << PART_LEAF;
	case PL_SOURCE_ISSUER:
	case PL_SOURCE_ISSUERS:
		return 1u << PART_ISSUER;
	case PL_SOURCE_ROOT:
	case PL_SOURCE_ROOTS:
	case PL_SOURCE_BACKUP_ROOT:
		return 1u << PART_ROOT;
	default:
		return part_of_cert(pl_pinned_cert(facts, pin));
	}
}

/* The parts that matter for this cell; with the same leaf as before, only what is sent with it. */
static unsigned parts_of(const struct pl_facts *facts)
{
	const struct pl_cert *old = leaf_of(facts->before), *now = leaf_of(facts->host);
	const struct pl_pinset *set = facts->pins;
	unsigned parts = 0;
	bool whole = false;

	if (!old || !now)
		return 0;
	if (memcmp(old->sha256, now->sha256, 32) == 0)
		return 1u << PART_BUNDLE;
	for (size_t i = 0; i < set->n; i++) {
		parts |= parts_of_pin(facts, &set->pins[i]);
		whole = whole || set->pins[i].form == PL_FORM_CERTIFICATE;
	}
	if (same_key(old, now) && !whole) /* a new certificate is nothing to a pin on a key */
		parts &= ~(1u << PART_LEAF);
	return parts;
}

/* "presents a leaf issued by B instead of A", or what became of the same issuer's certificate. */
static void say_issuer(struct pl_buf *out, const struct change *change)
{
	const struct pl_chain *old = change->before->presented, *now = change->after->presented;

	if (!pl_streq(change->after->served->issuer, change->before->served->issuer))
		pl_buf_printf(out, "presents a leaf issued by %s instead of %s",
			      issuer_of(change->after), issuer_of(change->before));
	else if (now->n == 1 && old->n > 1)
		pl_buf_puts(out, "sends its leaf alone");
	else if (now->n > 1 && old->n > 1 && same_key(old->certs[1], now->certs[1]) &&
		 memcmp(old->certs[1]->sha256, now->certs[1]->sha256, 32) != 0)
		pl_buf_printf(out, "sends a new certificate of %s for the same key",
			      pl_label_exact(change->facts, now->certs[1]));
}

static void say_root(struct pl_buf *out, const struct change *change)
{
	const struct pl_cert *old = change->before->served->root;
	const struct pl_cert *now = change->after->served->root;

	if (old && now && !pl_streq(pl_cert_label(old), pl_cert_label(now)))
		pl_buf_printf(out, "presents a leaf below %s instead of %s", pl_cert_label(now),
			      pl_cert_label(old));
}

/* What the server does in this respect that it did not do before, or nothing. */
static void say_part(struct pl_buf *out, const struct change *change, enum part part)
{
	const struct pl_cert *old = leaf_of(change->before), *now = leaf_of(change->after);
	bool same_leaf = old && now && memcmp(old->sha256, now->sha256, 32) == 0;

	if (!old || !now)
		return;
	if (part == PART_LEAF && !same_leaf) {
		pl_buf_puts(out, "presents a ");
		say_leaf(out, change);
	} else if (part == PART_ISSUER) {
		say_issuer(out, change);
	} else if (part == PART_ROOT) {
		say_root(out, change);
	} else if (part == PART_BUNDLE && same_leaf &&
		   memcmp(change->before->presented->id, change->after->presented->id, 32) != 0) {
		say_bundle(out, change);
	}
}

/* The first step from which on the same can be said of the server as today. */
static size_t said_since(const struct pl_facts *facts, enum part part, const char *words)
{
	struct change change = { .facts = facts, .before = facts->before };
	struct pl_buf then = PL_BUF_INIT;
	size_t since = facts->index;
	bool same = true;

	while (same && since > 0) {
		change.after = host_at(facts, since - 1);
		pl_buf_clear(&then);
		say_part(&then, &change, part);
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

/* One thing that is true of the server, and since when: today's step is not for here. */
struct said {
	struct pl_buf words;
	size_t since;
};

static void find_said(struct said said[PARTS], const struct pl_facts *facts)
{
	struct change change = { .facts = facts, .before = facts->before, .after = facts->host };
	unsigned parts = parts_of(facts);

	for (enum part part = 0; part < PARTS; part++) {
		if (!(parts & 1u << part))
			continue;
		say_part(&said[part].words, &change, part);
		if (said[part].words.len > 0)
			said[part].since = said_since(facts, part, pl_buf_str(&said[part].words));
	}
}

/* " Since step 1 (...) the server presents a leaf with a new key", and all else since then. */
static bool say_said_since(struct pl_buf *out, const struct pl_facts *facts,
			   const struct said said[PARTS], size_t since)
{
	static const char leaf[] = "presents a leaf ";
	struct pl_buf when = PL_BUF_INIT;
	const char *words;
	bool any = false;

	for (enum part part = 0; part < PARTS; part++) {
		if (said[part].words.len == 0 || said[part].since != since)
			continue;
		if (!any) {
			say_step(&when, facts, since);
			pl_buf_printf(out, " S%s the server ", pl_buf_str(&when) + 1);
			pl_buf_clear(&when);
		}
		words = pl_buf_str(&said[part].words);
		if (!any)
			pl_buf_puts(out, words);
		else if (pl_starts_with(words, leaf))
			pl_buf_printf(out, ", %s", words + strlen(leaf));
		else
			pl_buf_printf(out, " and %s", words);
		any = true;
	}
	return any;
}

/* A pin that does not match is about what the server did, however long ago; a fault of the chain
 * is not. */
static void say_before(struct pl_buf *out, const struct pl_facts *facts)
{
	struct said said[PARTS];
	bool told = false; /* since when the app is cut off */

	for (enum part part = 0; part < PARTS; part++)
		said[part] = (struct said){ PL_BUF_INIT, facts->index };
	if (facts->outcome->reason == PL_REASON_PIN_MISMATCH)
		find_said(said, facts);
	for (size_t since = 0; since < facts->index; since++) {
		if (!say_said_since(out, facts, said, since))
			continue;
		pl_buf_puts(out, since == facts->since ? ", and the app is cut off." : ".");
		told = told || since == facts->since;
	}
	if (!told)
		say_cut_off(out, facts);
	for (enum part part = 0; part < PARTS; part++)
		pl_buf_clear(&said[part].words);
}

void pl_say_change(struct pl_buf *out, const struct pl_facts *facts)
{
	say_at_step(out, facts);
	if (facts->outcome->verdict == PL_BREAKS && facts->since < facts->index)
		say_before(out, facts);
}
