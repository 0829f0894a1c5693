/*
 * A visit: one connection of a client, from its first byte to its last. TLS,
 * one request, one answer, the end; each part has its time, however slowly the
 * bytes come. Nothing here waits.
 */
#ifndef PINLAB_NET_VISIT_H
#define PINLAB_NET_VISIT_H

#include <stdint.h>

#include "net/http.h"
#include "pki/tls_session.h"

/* Milliseconds for each part of a visit. */
struct pl_visit_times {
	int64_t handshake, request, answer, linger;
};

/* How it ended. */
enum pl_visit_end {
	PL_VISIT_ANSWERED, /* a request came: the client takes the chain */
	PL_VISIT_LEFT,     /* the handshake was done, and no request came: how clients refuse that
			    * compare pins after it */
	PL_VISIT_REFUSED,  /* the client said no by an alert */
	PL_VISIT_GONE,     /* it left during the handshake */
	PL_VISIT_BROKEN,   /* what came is no TLS, or asks for a name that nobody has */
	PL_VISIT_LATE,     /* it took too long */
	PL_VISIT_CROWDED,  /* it made room for another one */
	PL_VISIT_ENDED,    /* the server stopped */
};

/* What is known of a visit. Texts of the client are not to be trusted; all is borrowed. */
struct pl_visit_view {
	size_t place;        /* where it came in */
	struct pl_tls_faces *faces; /* who answered; NULL: without TLS */
	size_t face;         /* SIZE_MAX: nobody yet */
	const char *name;    /* that it asked for; "" for none */
	const char *version; /* "TLS 1.3", "" without TLS */
	const struct pl_http_request *request; /* NULL: none that is whole */
	int status;          /* of the answer; 0: none */
	const char *reason;  /* why it failed, a clause, or "" */
	bool shook;          /* the handshake was done */
};

/* Appends the whole answer to a request (net/http.h) and yields its status. */
typedef int (*pl_visit_answer)(const struct pl_visit_view *view, struct pl_buf *out, void *arg);

struct pl_visit;

/* Takes the socket and a reference to the faces; NULL for a place without TLS. */
PL_MUST_USE struct pl_visit *pl_visit_new(int fd, size_t place, struct pl_tls_faces *faces,
					  unsigned draw, const struct pl_visit_times *times,
					  int64_t now, struct pl_error *err);
/* Does what it can; false when it is over, which *end tells. `now` in milliseconds of any clock that
 * never goes back. */
PL_MUST_USE bool pl_visit_go(struct pl_visit *visit, int64_t now, pl_visit_answer answer, void *arg,
			     enum pl_visit_end *end);
/* What it waits for, for poll(2). */
int pl_visit_fd(const struct pl_visit *visit);
short pl_visit_events(const struct pl_visit *visit);
/* When its time is up. */
int64_t pl_visit_deadline(const struct pl_visit *visit);
/* True until its request is whole: what may go when room is short. */
PL_MUST_USE bool pl_visit_is_idle(const struct pl_visit *visit);
void pl_visit_view(const struct pl_visit *visit, struct pl_visit_view *out);
void pl_visit_free(struct pl_visit *visit); /* closes the socket */

#endif
