/* Is any pin found on a certificate that this client looks at? */
#include <config.h>

#include "pin/parts.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"

/* The certificates that this client looks at, leaf first. */
struct candidates {
	struct pl_cert *const *certs;
	size_t n;
	const struct pl_chain *sent; /* of these alone those that are in it; NULL: all of them */
};

static struct candidates above(struct candidates all)
{
	if (all.n > 0) {
		all.certs++;
		all.n--;
	}
	return all;
}

static struct candidates candidates_of(const struct pl_comparison *c, enum pl_pin_list list)
{
	const struct pl_chain *presented = c->q->presented;
	const struct pl_path *path = c->q->path;
	struct candidates sent = { presented->certs, presented->n, NULL };
	struct candidates chosen = { path ? path->certs : NULL, path ? path->n : 0, NULL };

	if (list == PL_LIST_LEAF || c->client->looks_at == PL_LOOKS_LEAF) {
		sent.n = sent.n > 0;
		return sent;
	}
	if (list == PL_LIST_CA)
		return above(chosen);
	switch (c->client->looks_at) {
	case PL_LOOKS_PRESENTED: return sent;
	case PL_LOOKS_SENT_CAS: chosen.sent = presented; return above(chosen);
	case PL_LOOKS_CAS: return above(chosen);
	default: return chosen;
	}
}

/* Usages 1 and 3 are for the leaf, 0 for the path's authorities, 2 for those of them that were
 * sent. What was sent and has no part in the path vouches for nobody (RFC 7671 section 5.2). */
static struct candidates candidates_of_usage(const struct pl_comparison *c, unsigned usage)
{
	const struct pl_chain *presented = c->q->presented;
	const struct pl_path *path = c->q->path;
	struct candidates sent = { presented->certs, presented->n, NULL };
	struct candidates chosen = { path ? path->certs : NULL, path ? path->n : 0, NULL };

	chosen.sent = usage == 2 ? presented : NULL;
	if (usage == 0 || usage == 2)
		return above(chosen);
	sent.n = sent.n > 0;
	return sent;
}

/* A client that compares texts holds the literal against its own canonical spelling. */
static bool same_text(enum pl_text_rule rule, const struct pl_pin *pin, const struct pl_cert *cert)
{
	const char *text = pl_pin_text(pin);
	size_t len = rule == PL_TEXT_CUT ? strcspn(text, ";") : strlen(text);
	char canonical[PL_BASE64_LEN(32) + 1];

	return strlen(pl_base64(cert->spki_sha256, 32, canonical)) == len &&
	       memcmp(text, canonical, len) == 0;
}

bool pl_client_matches(const struct pl_client *client, const struct pl_pin *pin,
		       const struct pl_cert *cert)
{
	uint8_t pinned[PL_DIGEST_MAX], own[PL_DIGEST_MAX];
	size_t len;

	if (client->text != PL_TEXT_DECODED && pin->spelled == PL_SPELLED_BASE64)
		return same_text(client->text, pin, cert);
	if (pl_pin_read(client, pin, pinned, &len) != PL_READ_WELL)
		return false;
	pl_pin_digest(cert, pin->form, pin->hash, own);
	return memcmp(pinned, own, len) == 0;
}

static bool is_readable(const struct pl_client *client, const struct pl_cert *cert)
{
	return client->keys.readable == 0 || client->keys.readable & 1u << cert->alg;
}

/* Behind a semicolon comes the next entry, or the list ends. */
static bool is_cut_off(const struct pl_comparison *c, const struct pl_pin *pin)
{
	for (const struct pl_pin *i = c->q->set->pins; c->client->text == PL_TEXT_CUT && i < pin; i++) {
		if (i->spelled == PL_SPELLED_BASE64 && strchr(i->spelling, ';'))
			return true;
	}
	return false;
}

/* Whether the pin is among those asked about, by its list or its usage. */
static bool is_asked(const struct pl_comparison *c, const struct pl_pin *pin, enum pl_pin_list list,
		     unsigned usage)
{
	if (!c->applies[pin->rule] || is_cut_off(c, pin))
		return false;
	if (c->client->chain.rule == PL_CHAIN_BY_USAGE)
		return pl_client_usage(c->client, c->q->set, pin) == usage;
	if (c->client->lists == PL_LISTS_NONE)
		return true;
	if (c->client->lists == PL_LISTS_EITHER)
		return pin->list == list;
	return pl_pin_list_of(pin) == list;
}

static bool find_pin(const struct pl_comparison *c, const struct pl_cert *cert, bool backup,
		     enum pl_pin_list list, unsigned usage)
{
	const struct pl_pinset *set = c->q->set;

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].backup != backup || !is_asked(c, &set->pins[i], list, usage) ||
		    !pl_client_matches(c->client, &set->pins[i], cert))
			continue;
		c->out->result = PL_PINS_MATCH;
		c->out->pin = &set->pins[i];
		c->out->cert = cert;
		return true;
	}
	return false;
}

static bool is_candidate(const struct pl_comparison *c, const struct candidates *candidates,
			 const struct pl_cert *cert)
{
	const struct pl_chain *sent = candidates->sent;
	bool was_sent = !sent;

	for (size_t i = 0; i < (sent ? sent->n : 0) && !was_sent; i++)
		was_sent = memcmp(sent->certs[i]->sha256, cert->sha256, sizeof(cert->sha256)) == 0;
	return was_sent && is_readable(c->client, cert);
}

static bool find_match(const struct pl_comparison *c, const struct candidates *candidates,
		       bool backup, enum pl_pin_list list, unsigned usage)
{
	bool down = c->client->anchor_first;

	for (size_t i = 0; i < candidates->n; i++) {
		const struct pl_cert *cert =
			candidates->certs[down ? candidates->n - 1 - i : i];

		if (is_candidate(c, candidates, cert) && find_pin(c, cert, backup, list, usage))
			return true;
	}
	return false;
}

/* A scan that ends at the first hit: what cannot be hashed before that refuses. */
static bool meets_unreadable(const struct pl_comparison *c, const struct candidates *candidates)
{
	for (size_t i = candidates->n; c->client->keys.blocks && i-- > 0;) {
		const struct pl_cert *cert = candidates->certs[i];

		if (!is_readable(c->client, cert)) {
			c->out->result = PL_PINS_UNSUPPORTED;
			c->out->cert = cert;
			c->out->axes |= PL_AXIS(PL_AXIS_KEYS);
			snprintf(c->out->detail, sizeof(c->out->detail), "%s cannot hash a key of %s",
				 c->client->name, cert->key_words);
			return true;
		}
		if (find_pin(c, cert, false, PL_LIST_ANY, 0) ||
		    find_pin(c, cert, true, PL_LIST_ANY, 0))
			return false;
	}
	return false;
}

static bool match_list(const struct pl_comparison *c, enum pl_pin_list list)
{
	struct candidates candidates = candidates_of(c, list);

	return find_match(c, &candidates, false, list, 0) ||
	       find_match(c, &candidates, true, list, 0);
}

bool pl_pins_have_list(const struct pl_comparison *c, enum pl_pin_list list)
{
	const struct pl_pinset *set = c->q->set;

	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];

		if (c->applies[i] &&
		    (list == PL_LIST_LEAF ? rule->leaf_list : rule->ca_list))
			return true;
	}
	for (size_t i = 0; i < set->n; i++) {
		if (c->applies[set->pins[i].rule] && pl_pin_list_of(&set->pins[i]) == list)
			return true;
	}
	return false;
}

/* Both lists have to be met where both are there; the answer names the leaf's pin. */
static bool match_both(const struct pl_comparison *c)
{
	bool leaf = pl_pins_have_list(c, PL_LIST_LEAF), ca = pl_pins_have_list(c, PL_LIST_CA);
	const char *failed = NULL;

	if (ca && !match_list(c, PL_LIST_CA))
		failed = "authorities";
	if (leaf && !failed && !match_list(c, PL_LIST_LEAF))
		failed = "the leaf";
	if (!failed)
		return true;
	c->out->pin = NULL;
	c->out->cert = NULL;
	if (leaf && ca)
		snprintf(c->out->detail, sizeof(c->out->detail),
			 "of its two lists, both of which must match, the one for %s does not",
			 failed);
	return false;
}

/* The kinds in the order in which a match of several is reported (RFC 7671 section 4). */
static bool match_usages(const struct pl_comparison *c)
{
	static const unsigned order[] = { 3, 2, 1, 0 };

	for (size_t i = 0; i < PL_ARRAY_LEN(order); i++) {
		struct candidates candidates = candidates_of_usage(c, order[i]);

		if (c->q->usages & 1u << order[i] &&
		    (find_match(c, &candidates, false, PL_LIST_ANY, order[i]) ||
		     find_match(c, &candidates, true, PL_LIST_ANY, order[i])))
			return true;
	}
	return false;
}

bool pl_pins_match(const struct pl_comparison *c)
{
	struct candidates candidates = candidates_of(c, PL_LIST_ANY);

	if (meets_unreadable(c, &candidates))
		return false;
	c->out->pin = NULL;
	c->out->cert = NULL;
	if (c->client->chain.rule == PL_CHAIN_BY_USAGE)
		return match_usages(c);
	if (c->client->lists == PL_LISTS_BOTH)
		return match_both(c);
	if (c->client->lists == PL_LISTS_EITHER)
		return match_list(c, PL_LIST_ANY) || match_list(c, PL_LIST_LEAF) ||
		       match_list(c, PL_LIST_CA);
	return find_match(c, &candidates, false, PL_LIST_ANY, 0) ||
	       find_match(c, &candidates, true, PL_LIST_ANY, 0);
}

static const struct pl_cert *find_on(const struct pl_comparison *c,
				     const struct candidates *candidates, const struct pl_pin *pin)
{
	for (size_t i = 0; i < candidates->n; i++) {
		const struct pl_cert *cert = candidates->certs[i];

		if (is_candidate(c, candidates, cert) && pl_client_matches(c->client, pin, cert))
			return cert;
	}
	return NULL;
}

const struct pl_cert *pl_client_finds(const struct pl_client *client,
				      const struct pl_pin_question *question,
				      const struct pl_pin *pin)
{
	struct pl_comparison c = { .client = client, .q = question };
	struct candidates candidates;
	enum pl_pin_list list;
	unsigned usage;

	if (is_cut_off(&c, pin))
		return NULL;
	if (client->chain.rule != PL_CHAIN_BY_USAGE) {
		list = client->lists == PL_LISTS_BOTH ? pl_pin_list_of(pin) : pin->list;
		candidates = candidates_of(&c, client->lists == PL_LISTS_NONE ? PL_LIST_ANY : list);
		return find_on(&c, &candidates, pin);
	}
	usage = pl_client_usage(client, question->set, pin);
	if (usage > 3)
		return NULL;
	candidates = candidates_of_usage(&c, usage);
	return find_on(&c, &candidates, pin);
}
