/* What does a pin cover, and does this certificate have it? */
#include <config.h>

#include "pin/pin.h"

#include <stdio.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SHORT_CHARS 8 /* enough to tell pins apart, short enough for a sentence */
#define ELLIPSIS "\xe2\x80\xa6"

static const char *const forms[PL_FORMS] = {
	[PL_FORM_CERTIFICATE] = "certificate",
	[PL_FORM_SPKI] = "spki",
	[PL_FORM_KEY] = "key",
};

const char *pl_pin_form_name(enum pl_pin_form form)
{
	return forms[form];
}

bool pl_pin_form_parse(const char *text, enum pl_pin_form *out)
{
	for (size_t i = 0; i < PL_FORMS; i++) {
		if (pl_streq(text, forms[i])) {
			*out = (enum pl_pin_form)i;
			return true;
		}
	}
	return false;
}

static const struct {
	const char *words;
	size_t len;
} hashes[PL_HASHES] = {
	[PL_HASH_SHA256] = { "SHA-256", 32 },
	[PL_HASH_SHA1] = { "SHA-1", 20 },
	[PL_HASH_SHA512] = { "SHA-512", 64 },
	[PL_HASH_MD5] = { "MD5", 16 },
};

const char *pl_pin_hash_words(enum pl_pin_hash hash)
{
	return hashes[hash].words;
}

size_t pl_pin_hash_len(enum pl_pin_hash hash)
{
	return hashes[hash].len;
}

/* SHA-256 of the form's bytes, computed when the certificate was parsed. */
static const uint8_t *digest_of(const struct pl_cert *cert, enum pl_pin_form form)
{
	switch (form) {
	case PL_FORM_CERTIFICATE: return cert->sha256;
	case PL_FORM_KEY: return cert->key_sha256;
	default: return cert->spki_sha256;
	}
}

static struct pl_bytes bytes_of(const struct pl_cert *cert, enum pl_pin_form form)
{
	switch (form) {
	case PL_FORM_CERTIFICATE: return pl_cert_span(cert, cert->spans.certificate);
	case PL_FORM_KEY: return pl_cert_span(cert, cert->spans.key);
	default: return pl_cert_span(cert, cert->spans.spki);
	}
}

static void set_digest(struct pl_pin *pin, enum pl_pin_form form, const uint8_t sha256[32])
{
	char text[PL_BASE64_LEN(32) + 1];

	pin->form = form;
	pin->hash = PL_HASH_SHA256;
	memcpy(pin->digest, sha256, 32);
	pin->digest_len = 32;
	pin->spelling = pl_asprintf("sha256/%s", pl_base64(sha256, 32, text));
}

void pl_pin_from_cert(struct pl_pin *pin, enum pl_pin_form form, const struct pl_cert *cert)
{
	set_digest(pin, form, digest_of(cert, form));
	pin->cert = pl_cert_ref(cert);
	pin->of_ca = cert->is_ca;
	pin->cert_expiry = cert->not_after;
}

/* Steps over one tag and length of DER: *content is what lies inside. */
static bool enter(struct pl_bytes der, struct pl_bytes *content)
{
	size_t header = 2, len;

	if (der.len < 2)
		return false;
	len = der.data[1];
	if (len & 0x80) {
		size_t octets = len & 0x7f;

		if (octets == 0 || octets > 4 || der.len < 2 + octets)
			return false;
		len = 0;
		for (size_t i = 0; i < octets; i++)
			len = len << 8 | der.data[2 + i];
		header += octets;
	}
	*content = (struct pl_bytes){ der.data + header, len };
	return len <= der.len - header;
}

/* SEQUENCE { SEQUENCE algorithm, BIT STRING key }: the bits, without the count of unused ones. */
static bool key_bits(struct pl_bytes spki, struct pl_bytes *out)
{
	struct pl_bytes inside, algorithm, bits, rest;

	if (!enter(spki, &inside) || !enter(inside, &algorithm))
		return false;
	rest.data = algorithm.data + algorithm.len;
	rest.len = inside.len - (size_t)(rest.data - inside.data);
	if (!enter(rest, &bits) || bits.len < 2)
		return false;
	*out = (struct pl_bytes){ bits.data + 1, bits.len - 1 };
	return true;
}

bool pl_pin_from_key(struct pl_pin *pin, enum pl_pin_form form, const struct pl_key *key)
{
	struct pl_bytes bits;
	uint8_t digest[32];

	if (form == PL_FORM_CERTIFICATE ||
	    (form == PL_FORM_KEY && !key_bits(pl_key_spki(key), &bits)))
		return false;
	if (form == PL_FORM_KEY)
		pl_sha256(bits.data, bits.len, digest);
	set_digest(pin, form, form == PL_FORM_KEY ? digest : pl_key_spki_sha256(key));
	pin->cert_expiry = PL_TIME_NONE;
	return true;
}

void pl_pin_digest(const struct pl_cert *cert, enum pl_pin_form form, enum pl_pin_hash hash,
		   uint8_t out[PL_DIGEST_MAX])
{
	struct pl_bytes bytes = bytes_of(cert, form);

	if (hash != PL_HASH_SHA256 && bytes.len == 0) {
		/* Not at hand: something that nothing has, and surely not the digest of nothing. */
		memset(out, 0xff, PL_DIGEST_MAX);
		return;
	}
	switch (hash) {
	case PL_HASH_SHA1: pl_sha1(bytes.data, bytes.len, out); break;
	case PL_HASH_SHA512: pl_sha512(bytes.data, bytes.len, out); break;
	case PL_HASH_MD5: pl_md5(bytes.data, bytes.len, out); break;
	default: memcpy(out, digest_of(cert, form), 32);
	}
}

bool pl_pin_matches(const struct pl_pin *pin, const struct pl_cert *cert)
{
	size_t len = pl_pin_hash_len(pin->hash);
	uint8_t digest[PL_DIGEST_MAX];

	if (pin->digest_len != len)
		return false;
	pl_pin_digest(cert, pin->form, pin->hash, digest);
	return memcmp(pin->digest, digest, len) == 0;
}

const char *pl_digest_short(const uint8_t sha256[32], char out[PL_PIN_SHORT])
{
	char text[PL_BASE64_LEN(32) + 1];

	pl_base64(sha256, 32, text);
	snprintf(out, PL_PIN_SHORT, "%.*s" ELLIPSIS, SHORT_CHARS, text);
	return out;
}

/* A damaged literal is shown as it was written. */
const char *pl_pin_short(const struct pl_pin *pin, char out[PL_PIN_SHORT])
{
	char text[PL_BASE64_LEN(PL_DIGEST_MAX) + 1];
	size_t len = pl_pin_hash_len(pin->hash);

	if (pin->digest_len == len) {
		pl_base64(pin->digest, len, text);
		snprintf(out, PL_PIN_SHORT, "%.*s" ELLIPSIS, SHORT_CHARS, text);
	} else {
		snprintf(out, PL_PIN_SHORT, "%.*s" ELLIPSIS, SHORT_CHARS, pl_pin_text(pin));
	}
	return out;
}
