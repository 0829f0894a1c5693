/* Which CA of the public web has that key, and who issues in its stead? */
#include <config.h>

#include "lab/facts/parts.h"
#include "util/text.h"

const struct pl_known_ca *pl_facts_cas(const struct pl_facts *facts, size_t *n)
{
	*n = *facts->n_cas;
	return facts->cas;
}

const struct pl_known_certificate *pl_facts_certificates(const struct pl_facts *facts, size_t *n)
{
	*n = *facts->n_certificates;
	return facts->certificates;
}

const struct pl_known_ca *pl_facts_ca(const struct pl_facts *facts, const uint8_t spki[32])
{
	char hex[65];

	pl_hex(spki, 32, hex);
	for (size_t i = 0; i < *facts->n_cas; i++)
		if (pl_streq(facts->cas[i].spki, hex))
			return &facts->cas[i];
	return NULL;
}

const struct pl_known_ca *pl_facts_ca_named(const struct pl_facts *facts, const char *name)
{
	for (size_t i = 0; i < *facts->n_cas; i++)
		if (pl_streq(facts->cas[i].name, name))
			return &facts->cas[i];
	return NULL;
}

static bool may_issue(const struct pl_known_ca *ca, int64_t at)
{
	if (ca->retires && ca->retires <= at)
		return false;
	if (ca->standby)
		return true;
	return (!ca->issues_from || ca->issues_from <= at) &&
	       (!ca->issues_until || at < ca->issues_until);
}

size_t pl_facts_pool(const struct pl_facts *facts, const char *pool, int64_t at,
		     const struct pl_known_ca **out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < *facts->n_cas && n < max; i++)
		if (pl_streq(facts->cas[i].pool, pool) && may_issue(&facts->cas[i], at))
			out[n++] = &facts->cas[i];
	return n;
}
