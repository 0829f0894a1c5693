/*
 * Pins and pin sets: digests over one of three forms of a certificate, with
 * the spelling they were written in. Pure: bytes in, bytes out.
 */
#ifndef PINLAB_PIN_PIN_H
#define PINLAB_PIN_PIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pki/cert.h"
#include "util/error.h"
#include "util/ref.h"

/* What a digest covers. */
enum pl_pin_form {
	PL_FORM_CERTIFICATE, /* the whole DER certificate */
	PL_FORM_SPKI,        /* the DER SubjectPublicKeyInfo (RFC 7469) */
	PL_FORM_KEY,         /* the bare subjectPublicKey bits */
	PL_FORMS
};
const char *pl_pin_form_name(enum pl_pin_form form); /* "certificate", "spki", "key" */
PL_MUST_USE bool pl_pin_form_parse(const char *text, enum pl_pin_form *out);

enum pl_pin_hash { PL_HASH_SHA256, PL_HASH_SHA1 };

struct pl_pin {
	enum pl_pin_form form;
	enum pl_pin_hash hash;
	uint8_t digest[32];
	size_t digest_len;  /* as decoded; a wrong length is kept and never matches */
	char *spelling;     /* as written, or "sha256/BASE64" when captured */
	char *origin;       /* the expression it came from: "leaf.spki"; NULL: literal */
	char *subject;      /* whose it was when captured: "api.example.test (leaf)", or NULL */
	int64_t cert_expiry;/* notAfter of the certificate it was captured from, or PL_TIME_NONE */
	bool backup;
	struct pl_pos pos;  /* where it was written */
};

/* Immutable once shared. */
struct pl_pinset {
	struct pl_ref ref;
	struct pl_pin *pins;
	size_t n, cap;
	char **covers;      /* host patterns; none: covers every host of the row */
	size_t n_covers;
	int64_t expires;    /* from this second on the pins are not enforced; PL_TIME_NONE: never */
	bool report_only;
};

PL_MUST_USE struct pl_pinset *pl_pinset_new(void);
struct pl_pinset *pl_pinset_ref(const struct pl_pinset *set);
void pl_pinset_unref(struct pl_pinset *set);
/* Room for one more pin, zeroed; the caller fills it with strings it gives away. */
struct pl_pin *pl_pinset_add(struct pl_pinset *set);

void pl_pin_clear(struct pl_pin *pin); /* frees its strings and zeroes it */

/* Fills digest and spelling ("sha256/...") from a certificate. */
void pl_pin_from_cert(struct pl_pin *pin, enum pl_pin_form form, const struct pl_cert *cert);
/* From a key (forms spki and key only; false for certificate). */
PL_MUST_USE bool pl_pin_from_key(struct pl_pin *pin, enum pl_pin_form form,
				 const struct pl_key *key);
/*
 * Reads `sha256/B64`, `sha1/B64`, or `sha256:HEX`; form is set to SPKI. The
 * spelling is kept, and a base64 text that not every client reads is no error
 * here: each client reads it again by its own rules.
 */
PL_MUST_USE bool pl_pin_parse(struct pl_pin *pin, const char *text, struct pl_pos pos,
			      struct pl_error *err);

/* What follows the prefix of a literal: the text that a client decodes. */
const char *pl_pin_text(const struct pl_pin *pin);
/* Bytes of this hash: 32 or 20. */
size_t pl_pin_hash_len(enum pl_pin_hash hash);
/*
 * Base64 as okio reads it (OkHttp's reader): both alphabets, blanks anywhere,
 * padding optional. Writes at most 32 bytes; *len is the true length.
 */
PL_MUST_USE bool pl_pin_decode_tolerant(const char *text, uint8_t out[32], size_t *len);

/* True when the pin's digest is that of this certificate in the pin's form. */
PL_MUST_USE bool pl_pin_matches(const struct pl_pin *pin, const struct pl_cert *cert);

/* The first 8 base64 characters and "…", as sentences show a digest. */
#define PL_PIN_SHORT 16
const char *pl_pin_short(const struct pl_pin *pin, char out[PL_PIN_SHORT]);
const char *pl_digest_short(const uint8_t sha256[32], char out[PL_PIN_SHORT]);

#endif
