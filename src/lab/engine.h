/*
 * The engine: what a run computes with and remembers. It owns the
 * cryptography (and with it every key, link and path), the forgeries made so
 * far, and the interned outcomes. One thread uses it at a time; what it returns
 * is immutable and lives as long as it does.
 */
#ifndef PINLAB_LAB_ENGINE_H
#define PINLAB_LAB_ENGINE_H

#include "lab/outcome.h"
#include "lab/revocation.h"
#include "lab/world.h"
#include "pki/path.h"
#include "pki/pki.h"

enum pl_engine_mode { PL_ENGINE_VERIFY, PL_ENGINE_HANDSHAKE };

PL_MUST_USE struct pl_engine *pl_engine_new(uint64_t seed, enum pl_engine_mode mode);
void pl_engine_free(struct pl_engine *engine);
struct pl_pki *pl_engine_pki(struct pl_engine *engine);
enum pl_engine_mode pl_engine_mode(const struct pl_engine *engine);

/* The one pointer for an equal outcome; `detail` text is copied. */
const struct pl_outcome *pl_engine_intern(struct pl_engine *engine, const struct pl_outcome *outcome);
/* The one chain for equal certificates; borrowed. */
struct pl_chain *pl_engine_chain(struct pl_engine *engine, struct pl_cert *const *certs, size_t n);

/* The OCSP answer that a status is, in bytes, made when first asked for; empty where there is none
 * or its issuer came without a key. Borrowed. */
PL_MUST_USE bool pl_engine_ocsp(struct pl_engine *engine, const struct pl_world *world,
				const struct pl_cert *cert, const struct pl_status *status,
				struct pl_bytes *out, struct pl_error *err);
/* What an OCSP answer about a certificate says, when its issuer signed it. */
struct pl_status pl_status_read(const struct pl_world *world, const struct pl_cert *cert,
				struct pl_bytes der);
/* Appends the DER of what a channel says of all of an authority's certificates at `at`, as a
 * revocation list: of the list itself, its newest issue. Nothing where there is none. */
PL_MUST_USE bool pl_engine_crl(struct pl_engine *engine, const struct pl_world *world,
			       const struct pl_authority *issuer, enum pl_channel channel,
			       int64_t at, struct pl_buf *der, struct pl_error *err);

/*
 * What the judge remembers from probe to probe: a slot that its first user
 * fills. `release` is called when the engine is freed, before the cryptography
 * and everything interned goes.
 */
struct pl_engine_slot {
	void *value;
	void (*release)(void *value);
};
struct pl_engine_slot *pl_engine_slot(struct pl_engine *engine);

/* The extra operator that every device trusts and no host uses: its root and issuing CA, always valid.
 * `model` names the hosts that he may certify; NULL: the model that was asked about last. */
struct pl_rogue {
	struct pl_cert *root, *ca;
	struct pl_key *root_key, *ca_key;
};
PL_MUST_USE const struct pl_rogue *pl_engine_other_operator(struct pl_engine *engine, const struct pl_model *model, struct pl_error *err);
/* The attacker's own root, which `user-ca` installs on devices. */
PL_MUST_USE const struct pl_rogue *pl_engine_user_root(struct pl_engine *engine, const struct pl_model *model, struct pl_error *err);

/* A certificate made once per (purpose, issuer certificate, subject key, name), valid for ever:
 * only the dates above it count. Borrowed. */
PL_MUST_USE struct pl_cert *pl_engine_forge(struct pl_engine *engine, const char *purpose, const struct pl_cert *issuer,
                                            struct pl_key *issuer_key, struct pl_key *subject_key,
                                            const char *const *names, size_t n_names, struct pl_error *err);

/* True when the engine forged it below some CA. */
PL_MUST_USE bool pl_engine_forged_below(struct pl_engine *engine, const struct pl_cert *leaf);
/* The same leaf with timestamps of these logs (their keys), all of the second `at`; `leaf` is one
 * that was forged below a CA. Made once; borrowed. */
PL_MUST_USE struct pl_cert *
pl_engine_forge_logged(struct pl_engine *engine, const struct pl_cert *leaf,
		       struct pl_key *const *logs, size_t n_logs, int64_t at, struct pl_error *err);

#endif
