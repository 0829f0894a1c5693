/* What does this client make of the text of a pin? */
#include <config.h>

#include "pin/parts.h"

#include <string.h>

#include "util/text.h"

enum pl_pin_reading pl_pin_read(const struct pl_client *client, const struct pl_pin *pin,
			    uint8_t out[PL_DIGEST_MAX], size_t *len)
{
	bool own = client->reads & 1u << pin->spelled;

	if (pin->spelled == PL_SPELLED_OTHER && pin->digest_len == 0) {
		*len = 0;
		return PL_READ_NOT;
	}
	if (!own || pin->spelled == PL_SPELLED_TLSA) {
		memcpy(out, pin->digest, PL_DIGEST_MAX);
		*len = pin->digest_len;
	} else if (!client->reader->read(pl_pin_text(pin), out, len)) {
		return PL_READ_NOT;
	}
	return *len == pl_pin_hash_len(pin->hash) ? PL_READ_WELL : PL_READ_WRONG_LENGTH;
}

/* Nobody signs certificates with a key that was made ahead for a host. */
enum pl_pin_list pl_pin_list_of(const struct pl_pin *pin)
{
	if (pin->list != PL_LIST_ANY || pin->spelled != PL_SPELLED_NOT)
		return pin->list;
	return pin->of_ca ? PL_LIST_CA : PL_LIST_LEAF;
}
