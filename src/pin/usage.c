/* What does a TLSA record ask for, and does it still count? */
#include <config.h>

#include "pin/parts.h"

#define UNUSABLE 4
#define FULL_DATA 0

static struct pl_tlsa record_of(const struct pl_client *client, const struct pl_pin *pin)
{
	if (pin->spelled == PL_SPELLED_TLSA)
		return pin->tlsa;
	return (struct pl_tlsa){
		.usage = client->usage,
		.selector = pin->form == PL_FORM_SPKI,
		.matching = pin->hash == PL_HASH_SHA512 ? 2 : 1,
		.usable = pin->form != PL_FORM_KEY &&
			  pin->digest_len == pl_pin_hash_len(pin->hash),
	};
}

/* RFC 7671 section 9: of records with the same usage and selector only those with the strongest
 * digest count, and those with full data. */
static bool is_outdone(const struct pl_client *client, const struct pl_pinset *set,
		       const struct pl_tlsa *record)
{
	for (size_t i = 0; record->matching != FULL_DATA && i < set->n; i++) {
		struct pl_tlsa other = record_of(client, &set->pins[i]);

		if (other.usable && other.usage == record->usage &&
		    other.selector == record->selector && other.matching > record->matching)
			return true;
	}
	return false;
}

unsigned pl_client_usage(const struct pl_client *client, const struct pl_pinset *set,
			 const struct pl_pin *pin)
{
	struct pl_tlsa record = record_of(client, pin);

	if (!record.usable || is_outdone(client, set, &record))
		return UNUSABLE;
	return record.usage;
}
