/*
 * What a TLS server shows, chosen by the name that the client asks for: an
 * immutable set of chains with their keys. A server swaps the whole set, and
 * sessions that began with the one before keep it until they end.
 */
#ifndef PINLAB_PKI_TLS_FACES_H
#define PINLAB_PKI_TLS_FACES_H

#include "pki/chain.h"
#include "pki/key.h"

#define PL_TLS_SHARE_ALL 1000000u

/* One of them; everything is borrowed until pl_tls_faces_new returns, the key as long as the set. */
struct pl_tls_face {
	char *const *names;      /* DNS names, "*.example.test" too, and IP addresses */
	size_t n_names;
	const struct pl_chain *chain; /* as sent, whatever is wrong with it */
	const struct pl_key *key;     /* need not be the certificate's */
	struct pl_bytes staple;  /* the OCSP answer about the leaf, whatever it says; empty: none */
	unsigned share;          /* of the connections that ask for the names, millionths; those of
				  * faces with the same names, which stand together, are a million */
};

struct pl_tls_faces; /* opaque: holds foreign handles */

/* `now` is the simulated clock of whoever answers. At least one face, each with a certificate. */
PL_MUST_USE struct pl_tls_faces *pl_tls_faces_new(const struct pl_tls_face *faces, size_t n,
						  int64_t now, struct pl_error *err);
struct pl_tls_faces *pl_tls_faces_ref(struct pl_tls_faces *faces);
void pl_tls_faces_unref(struct pl_tls_faces *faces); /* NULL is fine */

/*
 * Which face answers to the name; a name as written counts more than a wildcard. Clients send no
 * name where they connect to an address (RFC 6066 section 3), so without one the first face does.
 * `draw`, 0 to 999999, picks among those that share. SIZE_MAX: nobody has that name.
 */
PL_MUST_USE size_t pl_tls_faces_find(const struct pl_tls_faces *faces, const char *name,
				     unsigned draw);

#endif
