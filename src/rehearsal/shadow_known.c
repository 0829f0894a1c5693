/* What does the edition of facts add to a shadow? */
#include <config.h>

#include "rehearsal/shadow_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define DEPTH_MAX 8
#define CERTIFICATES_MAX 16

const struct pl_known_ca *pl_shadow_known_as(const struct pl_shadow *shadow, const char *subject)
{
	size_t n;
	const struct pl_known_ca *all = pl_facts_cas(shadow->input->facts, &n);

	for (size_t i = 0; i < n; i++)
		if (pl_streq(all[i].subject, subject))
			return &all[i];
	return NULL;
}

static const char *authority_of(struct pl_shadow *shadow, const struct pl_known_ca *ca)
{
	const struct pl_shadow_ca *there;
	uint8_t spki[32] = { 0 };
	size_t len = sizeof(spki);

	(void)!pl_hex_decode(ca->spki, strlen(ca->spki), spki, &len);
	there = pl_shadow_find_ca(shadow, spki, ca->subject);
	return there ? there->name
		     : pl_shadow_add_ca(shadow, spki, ca->subject, ca->common_name, ca->alg,
					ca->is_root ? -1 : 0);
}

/* A CA's certificates in the order in which it delivers them. */
struct order {
	const struct pl_known_certificate *items[CERTIFICATES_MAX];
	size_t n;
	const char *prefer; /* the CA whose signature comes first, as it does in the chain at hand */
};

static bool is_self(const struct pl_known_certificate *it)
{
	return pl_streq(it->of, it->by);
}

/* Then cross-signed ones before the self-signed one, for those who know that root only; the
 * newest first. */
static bool comes_before(const struct order *order, const struct pl_known_certificate *a,
			 const struct pl_known_certificate *b)
{
	bool a_first = pl_streq(a->by, order->prefer), b_first = pl_streq(b->by, order->prefer);

	if (order->prefer && a_first != b_first)
		return a_first;
	return is_self(a) != is_self(b) ? is_self(b) : a->from > b->from;
}

static void put_in(struct order *order, const struct pl_known_certificate *it)
{
	size_t at = order->n;

	if (order->n == CERTIFICATES_MAX)
		return;
	order->items[order->n++] = it;
	for (; at > 0 && comes_before(order, it, order->items[at - 1]); at--) {
		order->items[at] = order->items[at - 1];
		order->items[at - 1] = it;
	}
}

static void find_certificates(const struct pl_shadow *shadow, const struct pl_known_ca *ca,
			      struct order *order)
{
	size_t n;
	const struct pl_known_certificate *all =
		pl_facts_certificates(shadow->input->facts, &n);

	for (size_t i = 0; i < n; i++)
		if (pl_streq(all[i].of, ca->name) && !all[i].revoked &&
		    all[i].to >= shadow->input->at)
			put_in(order, &all[i]);
}

static void add_certificates(struct pl_shadow *shadow, const struct pl_known_ca *ca,
			     const char *prefer, unsigned depth)
{
	struct order order = { .prefer = prefer };
	char *of = pl_strdup(authority_of(shadow, ca));

	find_certificates(shadow, ca, &order);
	for (size_t i = 0; depth > 0 && i < order.n; i++) {
		const struct pl_known_certificate *it = order.items[i];
		const struct pl_known_ca *by = pl_facts_ca_named(shadow->input->facts, it->by);
		char *by_name = pl_strdup(authority_of(shadow, by));

		if (!pl_shadow_is_there(shadow->model, of, by_name, it->from, it->to)) {
			pl_shadow_add_certificate(shadow, of, by_name, it->from, it->to);
			if (by != ca)
				add_certificates(shadow, by, NULL, depth - 1);
		}
		free(by_name);
	}
	free(of);
}

const char *pl_shadow_known(struct pl_shadow *shadow, const struct pl_known_ca *ca,
			    const char *prefer)
{
	add_certificates(shadow, ca, prefer, DEPTH_MAX);
	return authority_of(shadow, ca);
}

static const struct pl_known_ca *known_of(const struct pl_shadow *shadow, const char *authority)
{
	for (size_t i = 0; i < shadow->n_cas; i++)
		if (pl_streq(shadow->cas[i].name, authority))
			return shadow->cas[i].known;
	return NULL;
}

/* The known CA that signed the issuer's certificate in the chain at hand, or NULL. */
static const char *signer_of(const struct pl_shadow *shadow, const char *issuer)
{
	const struct pl_model *model = shadow->model;

	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_known_ca *by;

		if (!pl_streq(model->certificates[i].of, issuer))
			continue;
		by = known_of(shadow, model->certificates[i].by);
		return by ? by->name : NULL;
	}
	return NULL;
}

/* Who may issue in an issuer's stead, from now on. */
static void add_pool(struct pl_shadow *shadow, const struct pl_known_ca *ca, const char *prefer)
{
	size_t n;
	const struct pl_known_ca *all = pl_facts_cas(shadow->input->facts, &n);
	int64_t at = shadow->input->at;

	for (size_t i = 0; i < n; i++) {
		const struct pl_known_ca *other = &all[i];
		bool gone = (other->retires && other->retires <= at) ||
			    (other->issues_until && other->issues_until <= at);

		if (pl_streq(other->pool, ca->pool) && !gone)
			pl_shadow_known(shadow, other, prefer);
	}
}

static void add_roots(struct pl_shadow *shadow, const char *operator_)
{
	size_t n;
	const struct pl_known_ca *all = pl_facts_cas(shadow->input->facts, &n);

	for (size_t i = 0; i < n; i++)
		if (all[i].in_stores && pl_streq(all[i].operator_, operator_))
			pl_shadow_known(shadow, &all[i], NULL);
}

void pl_shadow_add_known(struct pl_shadow *shadow)
{
	for (size_t i = 0; i < shadow->input->n_hosts; i++) {
		const struct pl_known_ca *ca = known_of(shadow, shadow->issuers[i]);

		if (ca && ca->pool)
			add_pool(shadow, ca, signer_of(shadow, shadow->issuers[i]));
		if (ca)
			add_roots(shadow, ca->operator_);
	}
}
