/*
 * Real chains out of what files held: certificates in any order, an RSA and an
 * ECDSA chain in one bundle, some of them twice, some that belong to nothing.
 * Each leaf begins a chain of its own.
 */
#ifndef PINLAB_REHEARSAL_CHAINS_H
#define PINLAB_REHEARSAL_CHAINS_H

#include "pki/cert.h"
#include "pki/chain.h"
#include "pki/pki.h"
#include "util/error.h"

/* One chain that a server presents, or presented. */
struct pl_served {
	char *file;
	int line;                /* of its leaf; 0: a whole file without lines */
	struct pl_chain *chain;  /* leaf first, then upwards, then what belongs to nothing, of
				  * which a file with several leaves has none */
	int *lines;              /* parallel to the chain's certificates */
	struct pl_cert *top;     /* the root above it, when it is among the file's certificates or
				  * the anchors given; NULL: neither */
	struct pl_cert *highest; /* the last certificate upwards that is known; `top` where that is */
	size_t n_path;           /* the chain's certificates before what belongs to nothing */
	size_t duplicates;       /* certificates left out because they were there already */
	size_t others;           /* leaves in the same file that begin chains of their own */
	bool shuffled;           /* they stood in another order */
};

struct pl_serveds {
	struct pl_served *items;
	size_t n, cap;
};

/*
 * Appends the chains of one file, in the order of their leaves. `anchors` may be NULL; only a
 * chain's top is looked for there. Signatures are checked once per pki. False with an error at the
 * file when no certificate is a leaf.
 */
PL_MUST_USE bool pl_chains_gather(struct pl_pki *pki, const struct pl_cert_list *certs,
				  const char *file, const struct pl_cert_list *anchors,
				  struct pl_serveds *out, struct pl_errors *errors);
void pl_serveds_clear(struct pl_serveds *serveds);

/*
 * What devices are to trust: the anchors given, each once, and nothing else; what a server sends
 * adds no trust. Where none is given: the self-signed authorities of all chains, and a leaf that
 * signed itself; where a chain ends at none of them, the highest certificate that is known stands
 * in, for nothing says what is above it. A new reference.
 */
PL_MUST_USE struct pl_chain *pl_chains_anchors(const struct pl_serveds *serveds,
					       const struct pl_cert_list *anchors);

/* True when the certificate is a server's: no CA, or one that signed itself and bears host names,
 * as many a test server's. */
PL_MUST_USE bool pl_cert_is_leaf(const struct pl_cert *cert);

#endif
