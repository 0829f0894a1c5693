/* What is a certificate called, so that no other one can be meant? */
#include <config.h>

#include "lab/why/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

static bool same_key(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->spki_sha256, b->spki_sha256, 32) == 0;
}

static bool same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->sha256, b->sha256, 32) == 0;
}

/* Another certificate of the same name by somebody else: its holder's own, or anybody's. */
static bool has_other_form(const struct pl_facts *facts, const struct pl_cert *cert, bool own_only)
{
	for (size_t i = 0; i < facts->world->n_authorities; i++) {
		const struct pl_authority *authority = facts->world->authorities[i];

		for (size_t j = 0; j < authority->n_certs; j++) {
			const struct pl_cert *other = authority->certs[j].cert;

			if (pl_bytes_equal(other->subject_der, cert->subject_der) &&
			    !pl_bytes_equal(other->issuer_der, cert->issuer_der) &&
			    (other->self_issued || !own_only))
				return true;
		}
	}
	return false;
}

static const char *issuer_label(const struct pl_facts *facts, const struct pl_cert *cert)
{
	const char *last = NULL;

	for (size_t i = 0; i < facts->world->n_authorities; i++) {
		const struct pl_authority *authority = facts->world->authorities[i];

		for (size_t j = 0; j < authority->n_certs; j++) {
			const struct pl_cert *other = authority->certs[j].cert;

			if (pl_bytes_equal(other->subject_der, cert->issuer_der))
				return pl_cert_label(other);
		}
	}
	last = strstr(cert->issuer, "CN=");
	return last ? last + 3 : cert->issuer;
}

static const char *keep(const struct pl_facts *facts, char *text)
{
	struct pl_labels *labels = facts->labels;

	*PL_PUSH(labels->items, labels->n, labels->cap) = text;
	return text;
}

void pl_labels_clear(struct pl_labels *labels)
{
	for (size_t i = 0; i < labels->n; i++)
		free(labels->items[i]);
	free(labels->items);
	*labels = (struct pl_labels){ 0 };
}

static const char *label(const struct pl_facts *facts, const struct pl_cert *cert, bool own_only)
{
	if (!cert->is_ca || cert->self_issued || !has_other_form(facts, cert, own_only))
		return pl_cert_label(cert);
	return keep(facts, pl_asprintf("%s (by %s)", pl_cert_label(cert),
				       issuer_label(facts, cert)));
}

const char *pl_label(const struct pl_facts *facts, const struct pl_cert *cert)
{
	return label(facts, cert, true);
}

const char *pl_label_exact(const struct pl_facts *facts, const struct pl_cert *cert)
{
	return label(facts, cert, false);
}

/* A pin on a key is one on all its certificates; the holder's own stands for them. */
static const struct pl_cert *better(const struct pl_cert *found, struct pl_cert *cert,
				    const struct pl_pin *pin)
{
	if (!cert || !pl_pin_matches(pin, cert))
		return found;
	return !found || (cert->self_issued && !found->self_issued) ? cert : found;
}

static const struct pl_cert *pinned_in(const struct pl_world *world, const struct pl_host *host,
				       const struct pl_pin *pin)
{
	const struct pl_cert *found = NULL;

	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		for (size_t j = 0; j < authority->n_certs; j++)
			found = better(found, authority->certs[j].cert, pin);
	}
	for (size_t i = 0; host && host->served && i < host->served->full->n; i++)
		found = better(found, host->served->full->certs[i], pin);
	return found;
}

const struct pl_cert *pl_pinned_cert(const struct pl_facts *facts, const struct pl_pin *pin)
{
	const struct pl_cert *found = NULL;

	for (size_t i = facts->row->built; !found && i <= facts->index; i++) {
		const struct pl_world *world = facts->run->steps[i]->world;

		found = pinned_in(world, pl_world_host(world, facts->host->id), pin);
	}
	return found;
}

const struct pl_cert *pl_same_key(const struct pl_facts *facts, const struct pl_cert *cert)
{
	size_t n;
	struct pl_cert *const *certs = pl_looked_at(facts, &n);

	for (size_t i = 0; i < n; i++) {
		if (same_key(certs[i], cert) && !same_cert(certs[i], cert))
			return certs[i];
	}
	return NULL;
}
