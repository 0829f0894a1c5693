/* A real TLS handshake in memory, GnuTLS at both ends, no tickets: the second engine. */
#ifndef PINLAB_PKI_TLS_H
#define PINLAB_PKI_TLS_H

#include "pki/chain.h"
#include "pki/pki.h"

/* The client's decision on what the server presented; runs inside the
 * handshake. True accepts. The chain and the stapled OCSP answer (empty: none)
 * are borrowed for the call. */
typedef bool (*pl_tls_verify)(const struct pl_chain *presented, struct pl_bytes staple, void *arg);

struct pl_tls_result {
	bool connected;       /* the handshake finished */
	bool verify_asked;    /* the callback ran */
	bool possession_failed; /* the server could not prove that it holds the certificate's key */
	char reason[128];     /* library's words when not connected */
};

/* What the server has: a chain, a key that need not be its certificate's, and the OCSP answer
 * about its leaf that it staples (empty: none), whatever that says. */
struct pl_tls_server {
	const struct pl_chain *chain;
	struct pl_key *key;
	struct pl_bytes staple;
};

/*
 * One handshake. `now` is the simulated clock of both ends. False
 * with *err only when the attempt itself was impossible.
 */
PL_MUST_USE bool pl_tls_handshake(struct pl_pki *pki, const struct pl_tls_server *server,
				  const char *host, int64_t now, pl_tls_verify verify, void *arg,
				  struct pl_tls_result *out, struct pl_error *err);

#endif
