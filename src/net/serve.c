/* Who has something to do now, and how long may the others wait? */
#include <config.h>

#include "net/serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/listen.h"
#include "util/cleanup.h"
#include "util/mem.h"

/* A signal that comes just before poll(2) is seen this much later. */
#define NAP_MAX 500
#define ACCEPTS_MAX 64 /* in one turn, so that those who are in get on as well */
#define CROWDED_FOR 200

#define SECONDS INT64_C(1000)
const struct pl_serve_limits pl_serve_limits_standard = {
	.visits = 512,
	.times = { 10 * SECONDS, 10 * SECONDS, 10 * SECONDS, 2 * SECONDS },
};

struct place {
	struct pl_listener listener;
	struct pl_tls_faces *faces; /* referenced, or NULL */
	uint64_t visits;            /* so far */
};

struct pl_serve {
	struct place places[PL_SERVE_PLACES_MAX];
	size_t n_places;
	struct pl_serve_owner owner;
	struct pl_serve_limits limits;
	struct pl_visit **visits; /* [limits.visits] */
	size_t n_visits;
	struct pollfd *polled;    /* listeners, the watched one, visits */
	size_t n_doors;           /* of those, what is no visit */
	int64_t open_again;       /* no files are left until then; 0: there are */
	bool told;                /* of that, until all who waited are in */
	int64_t next_tick;
	bool stopped;
};

/* Milliseconds that never go back; nobody knows since when. */
static int64_t clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct pl_serve *pl_serve_open(const struct pl_serve_place *places, size_t n,
			       const struct pl_serve_owner *owner,
			       const struct pl_serve_limits *limits, struct pl_error *err)
{
	struct pl_serve *serve = pl_calloc(1, sizeof(*serve));

	serve->owner = *owner;
	serve->limits = *limits;
	serve->visits = pl_calloc(limits->visits, sizeof(struct pl_visit *));
	serve->polled = pl_calloc(limits->visits + 2 * n + 1, sizeof(*serve->polled));
	for (size_t i = 0; i < n; i++) {
		if (!pl_listen(places[i].port, &serve->places[i].listener, err)) {
			pl_serve_free(serve);
			return NULL;
		}
		serve->n_places++;
		pl_serve_show(serve, i, places[i].faces);
	}
	return serve;
}

int pl_serve_port(const struct pl_serve *serve, size_t place)
{
	return serve->places[place].listener.port;
}

size_t pl_serve_addresses(const struct pl_serve *serve, size_t place)
{
	return serve->places[place].listener.n;
}

void pl_serve_show(struct pl_serve *serve, size_t place, struct pl_tls_faces *faces)
{
	struct pl_tls_faces *before = serve->places[place].faces;

	serve->places[place].faces = faces ? pl_tls_faces_ref(faces) : NULL;
	pl_tls_faces_unref(before);
}

void pl_serve_watch(struct pl_serve *serve, int fd)
{
	serve->owner.watch = fd;
}

void pl_serve_stop(struct pl_serve *serve)
{
	serve->stopped = true;
}

static void end_visit(struct pl_serve *serve, size_t i, enum pl_visit_end end)
{
	struct pl_visit *visit = serve->visits[i];
	struct pl_visit_view view;

	pl_visit_view(visit, &view);
	serve->owner.ended(&view, end, serve->owner.arg);
	pl_visit_free(visit);
	serve->visits[i] = serve->visits[--serve->n_visits];
	serve->open_again = 0;
}

/* Whoever has kept a place longest without a whole request; SIZE_MAX: all are being answered. */
static size_t longest_idle(const struct pl_serve *serve)
{
	size_t longest = SIZE_MAX;

	for (size_t i = 0; i < serve->n_visits; i++) {
		const struct pl_visit *visit = serve->visits[i];

		if (pl_visit_is_idle(visit) &&
		    (longest == SIZE_MAX ||
		     pl_visit_deadline(visit) < pl_visit_deadline(serve->visits[longest])))
			longest = i;
	}
	return longest;
}

/* Spread evenly without chance: the parts of the golden ratio, in millionths. */
static unsigned draw(struct place *place)
{
	return (unsigned)(place->visits++ * 618034 % PL_TLS_SHARE_ALL);
}

static void welcome(struct pl_serve *serve, size_t at, int fd, int64_t now)
{
	struct place *place = &serve->places[at];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_visit *visit = pl_visit_new(fd, at, place->faces, draw(place),
					      &serve->limits.times, now, &err);

	if (visit)
		serve->visits[serve->n_visits++] = visit;
	else
		serve->owner.trouble(err.text, serve->owner.arg);
	pl_error_clear(&err);
}

/* Without files there is nobody to send away; those who knock wait in the kernel's queue. */
static void close_doors(struct pl_serve *serve, int number, int64_t now)
{
	serve->open_again = now + CROWDED_FOR;
	if (!serve->told)
		serve->owner.trouble(number == EMFILE || number == ENFILE
					     ? "too many files are open; new connections wait (the "
					       "limit is raised with ulimit -n)"
					     : strerror(number),
				     serve->owner.arg);
	serve->told = true;
}

static void open_door(struct pl_serve *serve, size_t at, int door, int64_t now)
{
	for (int i = 0; i < ACCEPTS_MAX; i++) {
		bool full = serve->n_visits == serve->limits.visits;
		size_t out = full ? longest_idle(serve) : SIZE_MAX;
		int fd;

		if (full && out == SIZE_MAX)
			return; /* whoever knocks waits */
		fd = pl_listener_accept(door);
		if (fd >= 0) {
			if (full)
				end_visit(serve, out, PL_VISIT_CROWDED);
			welcome(serve, at, fd, now);
			continue;
		}
		if (errno == EINTR || errno == ECONNABORTED)
			continue;
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			serve->told = false; /* nobody waits any more */
		else
			close_doors(serve, errno, now);
		return;
	}
}

static void add_polled(struct pl_serve *serve, size_t *n, int fd, short events)
{
	serve->polled[(*n)++] = (struct pollfd){ .fd = fd, .events = events };
}

/* A negative descriptor keeps its place in the list and is not looked at. */
static size_t list_polled(struct pl_serve *serve)
{
	size_t n = 0;

	for (size_t i = 0; i < serve->n_places; i++)
		for (size_t k = 0; k < serve->places[i].listener.n; k++)
			add_polled(serve, &n,
				   serve->open_again ? -1 : serve->places[i].listener.fds[k], POLLIN);
	add_polled(serve, &n, serve->owner.watch, POLLIN);
	serve->n_doors = n;
	for (size_t i = 0; i < serve->n_visits; i++)
		add_polled(serve, &n, pl_visit_fd(serve->visits[i]),
			   pl_visit_events(serve->visits[i]));
	return n;
}

/* Until the first of all the moments at which something is due. */
static int nap(const struct pl_serve *serve, int64_t now)
{
	int64_t until = now + NAP_MAX;

	if (serve->open_again && serve->open_again < until)
		until = serve->open_again;
	if (serve->next_tick && serve->next_tick < until)
		until = serve->next_tick;
	for (size_t i = 0; i < serve->n_visits; i++) {
		if (pl_visit_deadline(serve->visits[i]) < until)
			until = pl_visit_deadline(serve->visits[i]);
	}
	return until > now ? (int)(until - now) : 0;
}

/* From the last to the first: one that ends is replaced by the last. */
static void move_visits(struct pl_serve *serve, size_t n, int64_t now)
{
	for (size_t i = n; i-- > 0;) {
		struct pl_visit *visit = serve->visits[i];
		enum pl_visit_end end;

		if (!serve->polled[serve->n_doors + i].revents && now < pl_visit_deadline(visit))
			continue;
		if (!pl_visit_go(visit, now, serve->owner.answer, serve->owner.arg, &end))
			end_visit(serve, i, end);
	}
}

static void open_doors(struct pl_serve *serve, int64_t now)
{
	size_t at = 0;

	for (size_t i = 0; i < serve->n_places; i++) {
		struct pl_listener *listener = &serve->places[i].listener;

		for (size_t k = 0; k < listener->n; k++) {
			if (serve->polled[at++].revents && !serve->open_again)
				open_door(serve, i, listener->fds[k], now);
		}
	}
}

static void tick(struct pl_serve *serve, int64_t now)
{
	if (!serve->next_tick || now < serve->next_tick)
		return;
	serve->next_tick = now + serve->owner.every;
	serve->owner.ticked(serve->owner.arg);
}

static bool turn(struct pl_serve *serve, struct pl_error *err)
{
	size_t visits = serve->n_visits, n = list_polled(serve);
	int64_t now = clock_now();

	if (poll(serve->polled, (nfds_t)n, nap(serve, now)) < 0) {
		if (errno != EINTR && errno != EAGAIN)
			return pl_error_environment(err, NULL, "cannot wait for connections: %s",
						    strerror(errno));
		return true;
	}
	now = clock_now();
	if (serve->open_again && now >= serve->open_again)
		serve->open_again = 0;
	move_visits(serve, visits, now);
	open_doors(serve, now);
	if (serve->polled[serve->n_doors - 1].revents && serve->owner.watch >= 0)
		serve->owner.watched(serve->owner.arg);
	tick(serve, now);
	return true;
}

bool pl_serve_run(struct pl_serve *serve, struct pl_error *err)
{
	bool ok = true;

	serve->next_tick = serve->owner.every > 0 ? clock_now() + serve->owner.every : 0;
	while (ok && !serve->stopped && !pl_cleanup_waiting())
		ok = turn(serve, err);
	while (serve->n_visits > 0)
		end_visit(serve, serve->n_visits - 1, PL_VISIT_ENDED);
	return ok;
}

void pl_serve_free(struct pl_serve *serve)
{
	while (serve->n_visits > 0)
		pl_visit_free(serve->visits[--serve->n_visits]);
	while (serve->n_places > 0) {
		struct place *place = &serve->places[--serve->n_places];

		pl_listener_close(&place->listener);
		pl_tls_faces_unref(place->faces);
	}
	free(serve->polled);
	free(serve->visits);
	free(serve);
}
