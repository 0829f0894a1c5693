/*
 * Pins and pin sets: digests over one of three forms of a certificate, with
 * the spelling they were written in, and the rules that they belong to. Pure:
 * bytes in, bytes out.
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

enum pl_pin_hash { PL_HASH_SHA256, PL_HASH_SHA1, PL_HASH_SHA512, PL_HASH_MD5, PL_HASHES };
#define PL_DIGEST_MAX 64
const char *pl_pin_hash_words(enum pl_pin_hash hash); /* "SHA-256", ... */
/* Bytes of this hash: 32, 20, 64 or 16. */
size_t pl_pin_hash_len(enum pl_pin_hash hash);

/* In which list of its rule a pin stands (NSPinnedDomains has one for each kind). */
enum pl_pin_list { PL_LIST_ANY, PL_LIST_LEAF, PL_LIST_CA };

/* How a literal is written. */
enum pl_spelling {
	PL_SPELLED_NOT,         /* captured from a certificate or key */
	PL_SPELLED_BASE64,      /* sha256/B64, sha1/B64: the SPKI */
	PL_SPELLED_HEX,         /* sha256:HEX, sha1:HEX, sha512:HEX: the SPKI */
	PL_SPELLED_FINGERPRINT, /* 32, 40 or 64 digits, colons between them: the certificate */
	PL_SPELLED_TLSA,        /* "3 1 1 HEX" (RFC 6698) */
	PL_SPELLED_OTHER,       /* what no client reads as a digest: a prefix that nobody knows, the
				 * name of a file; it has a digest where that file was read */
};

/* The three numbers of a TLSA record (RFC 6698 section 2.1). */
struct pl_tlsa {
	uint8_t usage, selector, matching;
	bool usable; /* numbers that mean something, and data of the right length */
};

struct pl_pin {
	enum pl_pin_form form;
	enum pl_pin_hash hash;
	uint8_t digest[PL_DIGEST_MAX];
	size_t digest_len;  /* as decoded; a wrong length is kept and never matches */
	enum pl_spelling spelled;
	char *spelling;     /* as written, or "sha256/BASE64" when captured */
	char *origin;       /* the expression it came from: "leaf.spki"; NULL: literal */
	char *subject;      /* whose it was when captured: "api.example.test (leaf)", or NULL */
	struct pl_cert *cert; /* what it was captured from; a reference; NULL: a key, or literal */
	bool of_ca;         /* captured from an authority */
	int64_t cert_expiry;/* notAfter of the certificate it was captured from, or PL_TIME_NONE */
	bool backup;
	enum pl_pin_list list;
	size_t rule;        /* index among the set's rules */
	struct pl_tlsa tlsa; /* of PL_SPELLED_TLSA */
	struct pl_pos pos;  /* where it was written */
	bool read;          /* in a pin file */
};

/* A name that a rule is for; `name` may hold a client's own asterisks. */
struct pl_pattern {
	char *name;
	bool subdomains;
	struct pl_pos pos; /* where it was read, or nowhere */
};

/* One entry of a client's configuration: for which names, and under what terms. */
struct pl_rule {
	struct pl_pattern *covers; /* none: every host of the row */
	size_t n_covers;
	bool only_covers;   /* one command's, or one record's: for exactly these names, though the
			     * client itself has no rule for names */
	bool written;       /* written down as a rule, so that it stands even without pins */
	struct pl_pos pos;  /* where, of one that was read */
	bool leaf_list, ca_list; /* the list is there, even if nothing is in it */
	int64_t expires;    /* from when on it is not enforced; PL_TIME_NONE: never */
	bool expires_day;   /* `expires` is a bare date: 00:00 in the zone that the client uses */
	bool closed;        /* refuses from then on, instead of letting everybody pass */
	bool report_only;
	bool override_user_cas; /* does not count for chains below a root that a user installed */
	bool override_system_cas; /* nor below one of the device's own store: for no chain at all */
	bool user_cas;      /* roots that a user installed are trusted for these names; of a rule
			     * for everything, for the names that no other rule covers */
	bool no_system_cas; /* roots of the device's own store are not trusted, in the same way */
	bool excluded;      /* names its hosts to say that no other rule is for them */
	char *fault;        /* what the software whose file this was refuses when it loads it, a
			     * clause in its words; NULL: nothing */
	struct pl_pos fault_pos;
};

/* Immutable once shared. */
struct pl_pinset {
	struct pl_ref ref;
	struct pl_pin *pins;
	size_t n, cap;
	struct pl_rule *rules; /* at least one */
	size_t n_rules, cap_rules;
	int64_t made;       /* when the app, and with it a compiled list, was built; PL_TIME_NONE */
	char *file;         /* that positions of what was read from it borrow, or NULL */
	char **files;       /* more of them */
	size_t n_files;
};

/* With one rule that covers everything. */
PL_MUST_USE struct pl_pinset *pl_pinset_new(void);
struct pl_pinset *pl_pinset_ref(const struct pl_pinset *set);
void pl_pinset_unref(struct pl_pinset *set);
/* Room for one more pin, zeroed, of the first rule; the caller fills it with strings it gives
 * away. */
struct pl_pin *pl_pinset_add(struct pl_pinset *set);
/* One more rule, without covers or an end. */
struct pl_rule *pl_pinset_add_rule(struct pl_pinset *set);
void pl_rule_cover(struct pl_rule *rule, const char *name, bool subdomains);
/* A copy of everything of a rule but its place among others, and of a pin; the copies own theirs. */
void pl_rule_copy(struct pl_rule *to, const struct pl_rule *from);
void pl_pin_copy(struct pl_pin *to, const struct pl_pin *from);
/* True unless the rule is one command's or one record's, and for other names than this. */
PL_MUST_USE bool pl_rule_is_for(const struct pl_rule *rule, const char *host);
/* Keeps the first fault of a rule; later ones are ignored, as software stops at the first. */
void pl_rule_fault(struct pl_rule *rule, struct pl_pos pos, const char *fmt, ...) PL_PRINTF(3, 4);
/* The host of a URL, or of HOST:PORT, without a final dot; caller frees. NULL: there is none. */
PL_MUST_USE char *pl_host_of_url(const char *url, size_t len);

void pl_pin_clear(struct pl_pin *pin); /* frees what it holds and zeroes it */

/* Fills digest and spelling ("sha256/...") from a certificate, which is kept. */
void pl_pin_from_cert(struct pl_pin *pin, enum pl_pin_form form, const struct pl_cert *cert);
/* From a key (forms spki and key only; false for certificate). */
PL_MUST_USE bool pl_pin_from_key(struct pl_pin *pin, enum pl_pin_form form,
				 const struct pl_key *key);
/*
 * Reads a literal of any spelling. The text is kept, and one that not every
 * client reads is no error here: each client reads it again by its own rules.
 */
PL_MUST_USE bool pl_pin_parse(struct pl_pin *pin, const char *text, struct pl_pos pos,
			      struct pl_error *err);
/*
 * As above, for a text from a client's own file: what is refused there stays a
 * pin here, PL_SPELLED_OTHER, so that the client can say what becomes of it.
 */
void pl_pin_keep(struct pl_pin *pin, const char *text, struct pl_pos pos);
/* True when the text is meant as a literal, well spelled or not. */
PL_MUST_USE bool pl_pin_is_literal(const char *text);

/* What a client decodes of a literal: what follows the prefix, or the data of a TLSA record. */
const char *pl_pin_text(const struct pl_pin *pin);

/* True when the pin's digest is that of this certificate in the pin's form. */
PL_MUST_USE bool pl_pin_matches(const struct pl_pin *pin, const struct pl_cert *cert);
/* The digest of a certificate in a form; `out` gets pl_pin_hash_len(hash) bytes. */
void pl_pin_digest(const struct pl_cert *cert, enum pl_pin_form form, enum pl_pin_hash hash,
		   uint8_t out[PL_DIGEST_MAX]);

/* The first 8 base64 characters and "…", as sentences show a digest. */
#define PL_PIN_SHORT 16
const char *pl_pin_short(const struct pl_pin *pin, char out[PL_PIN_SHORT]);
const char *pl_digest_short(const uint8_t sha256[32], char out[PL_PIN_SHORT]);

#endif
