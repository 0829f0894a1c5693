/*
 * The server's side of one TLS connection, without a socket: the caller moves
 * the bytes. Nothing here waits; each call does what it can and says what it
 * lacks. TLS 1.2 and 1.3, HTTP/1.1 where the client offers a choice, and
 * no tickets: a resumed session would hide a swapped certificate.
 */
#ifndef PINLAB_PKI_TLS_SESSION_H
#define PINLAB_PKI_TLS_SESSION_H

#include <sys/types.h>

#include "pki/tls_faces.h"

enum pl_tls_turn {
	PL_TLS_DONE,
	PL_TLS_WANT_READ,  /* call again when there is something to pull */
	PL_TLS_WANT_WRITE, /* call again when there is room to push */
	PL_TLS_ENDED,      /* the client closed */
	PL_TLS_FAILED,     /* see pl_tls_session_reason */
};

/* As recv(2) and send(2) of a socket that does not block: bytes moved, or -1 with errno. */
struct pl_tls_io {
	ssize_t (*pull)(void *arg, void *data, size_t len);
	ssize_t (*push)(void *arg, const void *data, size_t len);
	void *arg;
};

struct pl_tls_session;

/* `draw` as pl_tls_faces_find wants it. Keeps a reference to the faces. */
PL_MUST_USE struct pl_tls_session *pl_tls_session_new(struct pl_tls_faces *faces, unsigned draw,
						      const struct pl_tls_io *io,
						      struct pl_error *err);
void pl_tls_session_free(struct pl_tls_session *session); /* NULL is fine */

PL_MUST_USE enum pl_tls_turn pl_tls_session_handshake(struct pl_tls_session *session);
/* Up to `len` bytes; *got of them with PL_TLS_DONE, at least one. What the library has read already
 * waits in it, so read until something else comes back. */
PL_MUST_USE enum pl_tls_turn pl_tls_session_read(struct pl_tls_session *session, void *data,
						 size_t len, size_t *got);
/* *put of the bytes with PL_TLS_DONE; after a WANT the next call must bring the same ones. */
PL_MUST_USE enum pl_tls_turn pl_tls_session_write(struct pl_tls_session *session, const void *data,
						  size_t len, size_t *put);
/* Tells the client that nothing more comes. */
PL_MUST_USE enum pl_tls_turn pl_tls_session_close(struct pl_tls_session *session);

/* The name that the client asked for, as it came, so not to be trusted; "" when it sent none. */
const char *pl_tls_session_name(const struct pl_tls_session *session);
/* Which face answers; SIZE_MAX: not known yet, or nobody has the name. */
size_t pl_tls_session_face(const struct pl_tls_session *session);
/* "TLS 1.3", or "" before the handshake is done. */
const char *pl_tls_session_version(const struct pl_tls_session *session);
/* Why it failed, a clause: "the client says: Unknown CA"; "" as long as it has not. */
const char *pl_tls_session_reason(const struct pl_tls_session *session);
/* True when it failed because the client said so, by an alert. */
PL_MUST_USE bool pl_tls_session_refused(const struct pl_tls_session *session);

#endif
