/*
 * What a server presents: connects, shakes hands, verifies nothing, sends no
 * data. The one thing in pinlab that uses the network, and only when asked.
 */
#ifndef PINLAB_NET_FETCH_H
#define PINLAB_NET_FETCH_H

#include "net/address.h"
#include "pki/chain.h"
#include "pki/tls_look.h"

#define PL_NET_TIMEOUT 10000 /* milliseconds for look-up, connecting and handshake together */

struct pl_net_request {
	const struct pl_net_address *address;
	const char *sni;  /* the server name to send; NULL: the host, unless it is a number */
	int64_t timeout;  /* milliseconds, for each handshake */
};

struct pl_net_presented {
	enum pl_tls_kind kind;  /* what was asked for */
	struct pl_chain *chain; /* as presented, leaf first */
	struct pl_buf staple;   /* the OCSP answer that came with it; empty: none */
	char *from;             /* the address that answered: "192.0.2.1:443" */
	char version[16];       /* "TLS 1.3" */
};

/* The chain that the server presents to a client that knows keys of this kind. False with
 * *err, which names the host: not resolved, refused, timed out, no TLS, an alert, no certificate. */
PL_MUST_USE bool pl_net_fetch(struct pl_pki *pki, const struct pl_net_request *request,
			      enum pl_tls_kind kind, struct pl_net_presented *out,
			      struct pl_error *err);
void pl_net_presented_clear(struct pl_net_presented *presented);

/* What a server has, by two handshakes: one that knows RSA only, one that knows ECDSA only. */
struct pl_net_chains {
	struct pl_net_presented items[2];
	size_t n;        /* different chains: a server with one kind has one */
	char *unknown;   /* why the other kind could not be asked for, a sentence; NULL: it was */
};

PL_MUST_USE bool pl_net_fetch_all(struct pl_pki *pki, const struct pl_net_request *request,
				  struct pl_net_chains *out, struct pl_error *err);
void pl_net_chains_clear(struct pl_net_chains *chains);

#endif
