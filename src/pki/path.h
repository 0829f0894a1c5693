/*
 * Links and paths. A link is (certificate, issuer key), its signature checked
 * once per run by GnuTLS. A path goes from the leaf to an anchor; everything
 * about it that does not depend on the clock is judged once (structure), and
 * dates are compared separately, so that a memoised probe costs no cryptography.
 *
 * Rules: RFC 5280 section 6 (names, basic constraints, path length, key usage,
 * name constraints), RFC 6125 and RFC 9525 (host name). Where clients differ:
 * an anchor obeys the rules too, save that one of version 1 or one whose key
 * usage signs certificates needs no basic constraints, and that nobody checks
 * its signature; every extended key usage on a path has to allow servers; a
 * critical extension that nobody understands is a wrong purpose; the common
 * name is never a host; what is after "*." has two labels at least.
 */
#ifndef PINLAB_PKI_PATH_H
#define PINLAB_PKI_PATH_H

#include "pki/cert.h"
#include "pki/chain.h"
#include "pki/pki.h"

/* What can be wrong with a path, in the order in which the first is reported. */
enum pl_fault {
	PL_FAULT_NONE,
	PL_FAULT_CHAIN_INCOMPLETE, /* no path, but one exists with the `known` certificates */
	PL_FAULT_UNKNOWN_ISSUER,   /* no path to any anchor */
	PL_FAULT_BAD_SIGNATURE,    /* an issuer of the right name and key identifier did not sign */
	PL_FAULT_NOT_A_CA,
	PL_FAULT_PATH_TOO_LONG,
	PL_FAULT_NAME_CONSTRAINT,
	PL_FAULT_WRONG_PURPOSE,
	PL_FAULT_WEAK_CRYPTO,
	PL_FAULT_NOT_YET_VALID,
	PL_FAULT_EXPIRED,          /* the leaf */
	PL_FAULT_ISSUER_EXPIRED,   /* a certificate between leaf and anchor */
	PL_FAULT_ROOT_EXPIRED,     /* the anchor */
	PL_FAULT_NAME_MISMATCH,
};

const char *pl_fault_name(enum pl_fault fault); /* "chain-incomplete", ... */

struct pl_path {
	size_t n;                /* certificates, leaf first, anchor last; n 1: the leaf is an anchor */
	struct pl_cert **certs;  /* referenced */
	enum pl_fault fault;     /* first structural fault for this host, or NONE (never a date) */
	size_t fault_at;         /* index of the certificate it is about */
	char *fault_detail;      /* a clause for the sentence, or NULL: "the name a.example.test is outside the permitted dNSName subtrees of CN=Lab Root" */
	bool name_mismatch;      /* the host name fails as well or instead (reported after dates) */
};

struct pl_paths {
	struct pl_path *items;   /* in policy order */
	size_t n;
	enum pl_fault none;      /* when n is 0: CHAIN_INCOMPLETE, UNKNOWN_ISSUER or BAD_SIGNATURE */
	struct pl_cert *stuck_at;/* when n is 0: the certificate whose issuer was not found; referenced */
};

/* Orders candidate paths: OpenSSL and phones look among what they trust first, GnuTLS's own
 * verifier follows what was sent. */
enum pl_path_order {
	PL_ORDER_SHORTEST, /* trusted first; stops at the first key that is an anchor */
	PL_ORDER_AS_SENT,  /* follows the presented chain as far as it goes, or to a certificate that is an anchor */
};
const char *pl_path_order_name(enum pl_path_order order); /* "shortest", "as-sent" */

struct pl_path_query {
	const struct pl_chain *presented;
	const struct pl_chain *anchors; /* every certificate this device ever trusts; who is trusted now is the caller's question */
	const struct pl_chain *known;   /* CA certificates that exist but were not sent, or NULL; only to tell CHAIN_INCOMPLETE */
	const char *host;               /* DNS name or IP address text; NULL: names are not checked */
	enum pl_path_order order;
	bool any_strength;              /* skip WEAK_CRYPTO (default: RSA from 2048, EC from 224 bits, SHA-2) */
};

#define PL_PATH_MAX_DEPTH 20
#define PL_PATH_MAX_PATHS 256

/*
 * Enumerates and judges. Memoised in pki by the query's identities: asking
 * again costs a look-up. Borrowed; lives as long as pki. NULL with *err set
 * when a limit is exceeded. Both orders find the same paths: all of them, so
 * that a caller whose first one fails can try the next. A path may end at any certificate of `anchors`;
 * anchors are matched by certificate, and by (subject, key) so that a
 * cross-signed form sent by the server leads to the anchor with that key.
 */
PL_MUST_USE const struct pl_paths *pl_paths_find(struct pl_pki *pki, const struct pl_path_query *query, struct pl_error *err);

/* The first date fault of a path at `now` (seconds UTC, inclusive bounds), with
 * *at its index; NOT_YET_VALID before expiries. Anchor dates only if asked. */
enum pl_fault pl_path_dates(const struct pl_path *path, int64_t now, bool check_anchor_dates, size_t *at);

/* True when `cert` was signed with the key of `issuer`. Memoised. */
PL_MUST_USE bool pl_link_ok(struct pl_pki *pki, const struct pl_cert *cert, const struct pl_cert *issuer);

/* RFC 6125: does the certificate cover the name (or IP address text)? By dNSName
 * and iPAddress only; a final dot of the host is ignored. */
PL_MUST_USE bool pl_cert_covers(const struct pl_cert *cert, const char *host);
/* One pattern as in a dNSName against a name: `*.x` covers exactly one label. */
PL_MUST_USE bool pl_name_matches(const char *pattern, const char *host);

#endif
