/*
 * A server on loopback: several places, each a port of its own, each showing
 * one set of faces at a time. One loop, one thread, nothing that waits but the
 * loop; limits on how many visits there are, how long and how large.
 */
#ifndef PINLAB_NET_SERVE_H
#define PINLAB_NET_SERVE_H

#include "net/visit.h"

#define PL_SERVE_PLACES_MAX 32

struct pl_serve_place {
	int port;                   /* 0: any that is free */
	struct pl_tls_faces *faces; /* NULL: HTTP without TLS */
};

/* What the loop's owner wants to know and to say. */
struct pl_serve_owner {
	pl_visit_answer answer;
	/* A visit is over. */
	void (*ended)(const struct pl_visit_view *view, enum pl_visit_end end, void *arg);
	/* Something went wrong that passes: a clause. */
	void (*trouble)(const char *what, void *arg);
	/* `watch` has something to read. */
	void (*watched)(void *arg);
	/* `every` milliseconds are over, again. */
	void (*ticked)(void *arg);
	void *arg;
	int watch;     /* a descriptor, or -1 */
	int64_t every; /* 0: never */
};

struct pl_serve_limits {
	size_t visits; /* at once */
	struct pl_visit_times times;
};
/* 512 at once; ten seconds for each part. */
extern const struct pl_serve_limits pl_serve_limits_standard;

struct pl_serve;

/* Listens on every place; all of it or an error. Keeps references to the faces. */
PL_MUST_USE struct pl_serve *pl_serve_open(const struct pl_serve_place *places, size_t n,
					   const struct pl_serve_owner *owner,
					   const struct pl_serve_limits *limits,
					   struct pl_error *err);
/* The port of a place, and how many addresses it is on: 2, or 1 without IPv6. */
int pl_serve_port(const struct pl_serve *serve, size_t place);
size_t pl_serve_addresses(const struct pl_serve *serve, size_t place);
/* From now on this is what new visits meet; a new reference is kept. */
void pl_serve_show(struct pl_serve *serve, size_t place, struct pl_tls_faces *faces);
/* For the owner's calls: from now on `watch` is this (-1: nothing), or the loop ends soon. */
void pl_serve_watch(struct pl_serve *serve, int fd);
void pl_serve_stop(struct pl_serve *serve);
/* Serves until stopped or until a signal waits (util/cleanup.h); visits under way end then. */
PL_MUST_USE bool pl_serve_run(struct pl_serve *serve, struct pl_error *err);
void pl_serve_free(struct pl_serve *serve);

#endif
