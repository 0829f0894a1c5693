/* Can this client load this pin set at all, and if not, why? */
#include <config.h>

#include "pin/client.h"

#include <stdio.h>
#include <string.h>

#include "pin/host.h"
#include "util/text.h"

static const char *form_words(enum pl_pin_form form)
{
	switch (form) {
	case PL_FORM_CERTIFICATE: return "a whole certificate";
	case PL_FORM_KEY: return "bare key bits";
	default: return "a SubjectPublicKeyInfo";
	}
}

static bool refuse_form(const struct pl_client *client, struct pl_pin_answer *out)
{
	snprintf(out->detail, sizeof(out->detail), "%s cannot pin %s, and %s%s is one",
		 client->name, form_words(out->pin->form), out->pin->origin ? "" : "the pin ",
		 out->pin->origin ? out->pin->origin : out->pin->spelling);
	return false;
}

static bool refuse_text(const struct pl_pin *pin, const char *what, struct pl_pin_answer *out)
{
	snprintf(out->detail, sizeof(out->detail), "the pin %.60s %s", pin->spelling, what);
	return false;
}

/* A reader without tolerance takes the canonical spelling of the right length only. */
static bool strict_text(const struct pl_pin *pin, struct pl_pin_answer *out)
{
	const char *text = pl_pin_text(pin);
	size_t want = pl_pin_hash_len(pin->hash), len = 32;
	uint8_t digest[32];
	char what[64];

	if (pin->digest_len > 0 && pin->digest_len != want) {
		snprintf(what, sizeof(what), "decodes to %zu bytes, not %zu", pin->digest_len,
			 want);
		return refuse_text(pin, what, out);
	}
	if (pin->digest_len == 0 && !*text)
		return refuse_text(pin, "is empty", out);
	if (!pl_base64_decode(text, strlen(text), digest, &len))
		return refuse_text(pin, "is not canonical base64", out);
	return true;
}

static bool loads_text(const struct pl_client *client, const struct pl_pin *pin,
		       struct pl_pin_answer *out)
{
	uint8_t digest[32];
	size_t len;

	if (pin->origin || strchr(pin->spelling, ':'))
		return true; /* captured, or our own hex: never spelled for a client */
	if (client->tolerant_base64 && !pl_pin_decode_tolerant(pl_pin_text(pin), digest, &len))
		return refuse_text(pin, "is not base64", out);
	return !client->checks_length || strict_text(pin, out);
}

static bool loads_pin(const struct pl_client *client, const struct pl_pin *pin,
		      struct pl_pin_answer *out)
{
	out->pin = pin;
	if (!(client->forms & 1u << pin->form))
		return refuse_form(client, out);
	if (!(client->hashes & 1u << pin->hash)) {
		snprintf(out->detail, sizeof(out->detail),
			 "%s cannot pin a SHA-1 digest, and %.60s is one", client->name,
			 pin->spelling);
		return false;
	}
	return loads_text(client, pin, out);
}

static bool loads_pattern(const struct pl_client *client, const char *pattern,
			  struct pl_pin_answer *out)
{
	const char *fault = pl_host_pattern_fault(client->host_match, pattern);

	if (!fault)
		return true;
	out->pin = NULL;
	snprintf(out->detail, sizeof(out->detail), "%s refuses the host pattern \"%.40s\": %s",
		 client->name, pattern, fault);
	return false;
}

bool pl_client_loads(const struct pl_client *client, const struct pl_pinset *set,
		     struct pl_pin_answer *out)
{
	bool ok = true;

	*out = (struct pl_pin_answer){ .result = PL_PINS_INVALID };
	for (size_t i = 0; ok && i < set->n_covers; i++)
		ok = loads_pattern(client, set->covers[i], out);
	for (size_t i = 0; ok && i < set->n; i++)
		ok = loads_pin(client, &set->pins[i], out);
	if (ok)
		out->pin = NULL;
	return ok;
}
