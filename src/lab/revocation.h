/*
 * Revocation: who revoked what, and what one can learn of it where and when.
 * Everything is computed from the world's append-only list and the paces of
 * each operator's channels; real lists and answers are made only for those who
 * want to see bytes (lab/engine.h).
 *
 * A channel issues at every multiple of `every` since 1970, and out of turn when
 * a revocation has waited its `delay`. An issue counts from its second until
 * `valid` later, exclusive.
 */
#ifndef PINLAB_LAB_REVOCATION_H
#define PINLAB_LAB_REVOCATION_H

#include "lab/model.h"
#include "pki/crl.h"
#include "util/ref.h"

struct pl_world;
struct pl_host;
struct pl_authority;
struct pl_change;

/* One certificate revoked; immutable. Worlds share what they have in common. */
struct pl_revocation {
	struct pl_ref ref;
	struct pl_cert *cert;
	char *issuer;            /* authority that signed it */
	int64_t at;              /* when it was decided, seconds UTC */
	enum pl_revoked_for reason;
	struct pl_revocation *previous; /* decided before; NULL: none */
};

enum pl_outage_of {
	PL_OUTAGE_OCSP,
	PL_OUTAGE_CRL,
	PL_OUTAGE_CA,
	PL_OUTAGE_LIST, /* the server of the apps' pin lists, whoever its operator is */
	PL_OUTAGES
};

/* Nobody reaches it. */
struct pl_outage {
	enum pl_outage_of what;
	char *operator_;
	int64_t from, until;     /* seconds UTC; until is exclusive */
};

/* What an issue of a channel says of one certificate. */
struct pl_status {
	bool there;              /* false: there is none */
	const struct pl_revocation *revoked; /* NULL: good */
	int64_t this_update, next_update;    /* seconds UTC; next is exclusive */
};

/* Apache httpd asks its responder again after an hour (SSLStaplingStandardCacheTimeout), nginx
 * as well (ngx_event_openssl_stapling.c); both keep what they have while it counts. */
#define PL_STAPLE_EVERY INT64_C(3600)

/* The decision about a certificate, published or not; NULL: none. */
const struct pl_revocation *pl_world_revocation(const struct pl_world *world,
						const struct pl_cert *cert);
/* The authority in whose name a certificate was issued; NULL: none of this world. */
const struct pl_authority *pl_world_issuer_of(const struct pl_world *world,
					      const struct pl_cert *cert);
/* The newest issue of a channel at `at`, reached or not. */
struct pl_status pl_channel_says(const struct pl_world *world, const struct pl_authority *issuer,
				 const struct pl_cert *cert, enum pl_channel channel, int64_t at);
/* The outage of a channel at `at`, or NULL. */
const struct pl_outage *pl_channel_outage(const struct pl_world *world,
					  const struct pl_authority *issuer,
					  enum pl_channel channel, int64_t at);
/* The outage in which an operator issues nothing at `at`, or NULL. */
const struct pl_outage *pl_ca_outage(const struct pl_world *world, const char *operator_,
				     int64_t at);
/* True by a clock that shows `clock`. */
PL_MUST_USE bool pl_status_is_fresh(const struct pl_status *status, int64_t clock);

/* What the host's server staples at `at` to a leaf that it serves; it asks when it has loaded
 * the certificate and then every hour, and staples whatever it was told. */
struct pl_status pl_host_staple(const struct pl_world *world, const struct pl_host *host,
				const struct pl_cert *leaf, int64_t at);
/* The first second from `at` on in which that server asks and is answered; PL_TIME_MAX: none
 * that one can count. */
int64_t pl_host_asks(const struct pl_world *world, const struct pl_host *host,
		     const struct pl_cert *leaf, int64_t at);

/* The last thing that one channel said in favour of a certificate: who is on the path can answer
 * with that as long as it counts by `clock`. */
struct pl_status pl_channel_replay(const struct pl_world *world, const struct pl_authority *issuer,
				   const struct pl_cert *cert, enum pl_channel channel,
				   int64_t clock);

/* Revokes; an error when it was revoked before. */
PL_MUST_USE bool pl_change_revoke(struct pl_change *change, struct pl_cert *cert,
				  const char *issuer, enum pl_revoked_for reason,
				  struct pl_error *err);
/* Every certificate of an authority that is not self-signed, exists, has not ended and was not
 * revoked; an error when there is none. */
PL_MUST_USE bool pl_change_revoke_authority(struct pl_change *change,
					    const struct pl_authority *authority,
					    enum pl_revoked_for reason, struct pl_pos pos,
					    struct pl_error *err);

struct pl_revocation *pl_revocation_ref(const struct pl_revocation *revocation);
void pl_revocation_unref(struct pl_revocation *revocation);

#endif
