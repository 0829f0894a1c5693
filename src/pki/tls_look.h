/*
 * The client's side of one TLS connection that wants to see what the server
 * presents and nothing else: no verification, no tickets, no data. Without a
 * socket: the caller moves the bytes. TLS 1.2 and 1.3.
 */
#ifndef PINLAB_PKI_TLS_LOOK_H
#define PINLAB_PKI_TLS_LOOK_H

#include "pki/tls_session.h"

/* Which keys the client can check signatures of: servers choose their chain by that
 * (RFC 8446 4.4.2.2, RFC 5246 7.4.2). */
enum pl_tls_kind {
	PL_TLS_ANY,
	PL_TLS_RSA,
	PL_TLS_ECDSA, /* EdDSA too */
};

struct pl_tls_look;

/* `name` is sent as the server's (RFC 6066 3); NULL: none. */
PL_MUST_USE struct pl_tls_look *pl_tls_look_new(const char *name, enum pl_tls_kind kind,
						const struct pl_tls_io *io, struct pl_error *err);
void pl_tls_look_free(struct pl_tls_look *look); /* NULL is fine */

/* Goes on with the handshake. PL_TLS_DONE: the server has presented its chain. */
PL_MUST_USE enum pl_tls_turn pl_tls_look_turn(struct pl_tls_look *look);

/* With PL_TLS_DONE: what was presented, leaf first; NULL with *err when a certificate
 * cannot be read. `where` is for messages. The caller unrefs. */
PL_MUST_USE struct pl_chain *pl_tls_look_chain(struct pl_tls_look *look, struct pl_pki *pki,
					       const char *where, struct pl_error *err);
/* The OCSP answer that was stapled, borrowed from the look; none: no bytes. */
struct pl_bytes pl_tls_look_staple(const struct pl_tls_look *look);
/* "TLS 1.3" with PL_TLS_DONE. */
const char *pl_tls_look_version(const struct pl_tls_look *look);

/* Why it failed. */
enum pl_tls_fault {
	PL_TLS_FAULT_OTHER,
	PL_TLS_FAULT_ALERT,          /* the server said no; reason: its words and number */
	PL_TLS_FAULT_NO_CERTIFICATE,
	PL_TLS_FAULT_UNPROVEN,       /* the server does not hold the key of its certificate */
};
enum pl_tls_fault pl_tls_look_fault(const struct pl_tls_look *look);
const char *pl_tls_look_reason(const struct pl_tls_look *look); /* a clause */

#endif
