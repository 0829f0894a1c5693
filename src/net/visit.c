/* How far is one client, and what comes next? */
#include <config.h>

#include "net/visit.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/mem.h"

#define READ_BYTES 4096
#define READS_MAX 16          /* in one go, so that a fast client does not keep the others waiting */
#define LINGER_MAX (256u << 10) /* bytes that are thrown away at the end */

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* SIGPIPE is ignored as it is */
#endif

enum stage {
	SHAKING,
	ASKING,    /* the request comes */
	ANSWERING,
	CLOSING,   /* our end of TLS */
	LINGERING, /* what still comes is read: closing at once could take the answer back */
};

struct pl_visit {
	int fd;
	uint8_t inbox[READ_BYTES]; /* came, and not taken yet */
	size_t taken, came;
	size_t place;
	struct pl_tls_session *tls; /* NULL: plain */
	struct pl_tls_faces *faces; /* the session's, or NULL */
	struct pl_visit_times times;
	enum stage stage;
	int64_t deadline;
	short events;
	struct pl_http_request request;
	bool whole, continued, shook;
	struct pl_buf out;
	size_t sent, thrown;
	int status;
	enum pl_visit_end end; /* what it comes to if nothing else happens */
};

/* A client that refuses says so and is gone; the kernel may drop the rest of its words with the
 * connection, so whatever has come is taken in one go. */
static ssize_t pull(void *arg, void *data, size_t len)
{
	struct pl_visit *visit = arg;
	ssize_t got;

	if (visit->taken == visit->came) {
		got = recv(visit->fd, visit->inbox, sizeof(visit->inbox), 0);
		if (got <= 0)
			return got;
		visit->taken = 0;
		visit->came = (size_t)got;
	}
	len = len < visit->came - visit->taken ? len : visit->came - visit->taken;
	memcpy(data, visit->inbox + visit->taken, len);
	visit->taken += len;
	return (ssize_t)len;
}

static ssize_t push(void *arg, const void *data, size_t len)
{
	return send(((struct pl_visit *)arg)->fd, data, len, MSG_NOSIGNAL);
}

struct pl_visit *pl_visit_new(int fd, size_t place, struct pl_tls_faces *faces, unsigned draw,
			      const struct pl_visit_times *times, int64_t now, struct pl_error *err)
{
	struct pl_visit *visit = pl_calloc(1, sizeof(*visit));
	const struct pl_tls_io io = { .pull = pull, .push = push, .arg = visit };

	visit->fd = fd;
	visit->place = place;
	visit->times = *times;
	visit->events = POLLIN;
	visit->stage = faces ? SHAKING : ASKING;
	visit->deadline = now + (faces ? times->handshake : times->request);
	visit->end = faces ? PL_VISIT_GONE : PL_VISIT_LEFT;
	visit->faces = faces;
	if (faces && !(visit->tls = pl_tls_session_new(faces, draw, &io, err))) {
		pl_visit_free(visit);
		return NULL;
	}
	return visit;
}

static void enter(struct pl_visit *visit, enum stage stage, int64_t deadline)
{
	visit->stage = stage;
	visit->deadline = deadline;
}

/* A plain socket says the same with errno. */
static enum pl_tls_turn turn_of(ssize_t moved, short events)
{
	if (moved > 0)
		return PL_TLS_DONE;
	if (moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return events == POLLIN ? PL_TLS_WANT_READ : PL_TLS_WANT_WRITE;
	return PL_TLS_ENDED;
}

static enum pl_tls_turn read_some(struct pl_visit *visit, void *data, size_t len, size_t *got)
{
	ssize_t moved;

	if (visit->tls)
		return pl_tls_session_read(visit->tls, data, len, got);
	moved = pull(visit, data, len);
	*got = moved > 0 ? (size_t)moved : 0;
	return turn_of(moved, POLLIN);
}

static enum pl_tls_turn write_some(struct pl_visit *visit, const void *data, size_t len,
				   size_t *put)
{
	ssize_t moved;

	if (visit->tls)
		return pl_tls_session_write(visit->tls, data, len, put);
	moved = push(visit, data, len);
	*put = moved > 0 ? (size_t)moved : 0;
	return turn_of(moved, POLLOUT);
}

/* True to go on now; else it waits, or it is over by `end`. */
static bool waits(struct pl_visit *visit, enum pl_tls_turn turn, bool *over)
{
	visit->events = turn == PL_TLS_WANT_WRITE ? POLLOUT : POLLIN;
	*over = turn == PL_TLS_ENDED || turn == PL_TLS_FAILED;
	if (turn == PL_TLS_FAILED && visit->stage <= ASKING)
		visit->end = pl_tls_session_refused(visit->tls) ? PL_VISIT_REFUSED
								: PL_VISIT_BROKEN;
	return turn != PL_TLS_DONE;
}

static bool shake(struct pl_visit *visit, int64_t now, bool *over)
{
	if (waits(visit, pl_tls_session_handshake(visit->tls), over))
		return false;
	visit->shook = true;
	visit->end = PL_VISIT_LEFT;
	enter(visit, ASKING, now + visit->times.request);
	return true;
}

static void take_request(struct pl_visit *visit, int64_t now, pl_visit_answer answer, void *arg)
{
	struct pl_visit_view view;

	visit->whole = true;
	pl_visit_view(visit, &view);
	pl_buf_reset(&visit->out);
	visit->sent = 0;
	visit->status = answer(&view, &visit->out, arg);
	visit->end = PL_VISIT_ANSWERED;
	enter(visit, ANSWERING, now + visit->times.answer);
}

/* The client may wait for a word before it sends its body. */
static void let_go_on(struct pl_visit *visit)
{
	if (!visit->request.expects_continue || visit->continued ||
	    visit->request.stage == PL_HTTP_HEAD || visit->request.body.len > 0)
		return;
	visit->continued = true;
	pl_buf_puts(&visit->out, "HTTP/1.1 100 Continue\r\n\r\n");
}

/* What is to be said so far. */
static bool flush(struct pl_visit *visit, bool *over)
{
	while (visit->sent < visit->out.len) {
		size_t put;

		if (waits(visit, write_some(visit, visit->out.data + visit->sent,
					    visit->out.len - visit->sent, &put), over))
			return false;
		visit->sent += put;
	}
	return true;
}

static bool ask(struct pl_visit *visit, int64_t now, pl_visit_answer answer, void *arg, bool *over)
{
	for (int reads = 0; reads < READS_MAX; reads++) {
		enum pl_http_state state;
		uint8_t data[READ_BYTES];
		size_t got;

		if (!flush(visit, over))
			return false;
		if (waits(visit, read_some(visit, data, sizeof(data), &got), over))
			return false;
		state = pl_http_read(&visit->request, (struct pl_bytes){ data, got });
		if (state != PL_HTTP_MORE) {
			take_request(visit, now, answer, arg);
			return true;
		}
		let_go_on(visit);
	}
	/* More of it may wait within the library, of which poll(2) knows nothing. */
	visit->events = POLLIN | POLLOUT;
	return false;
}

static bool tell(struct pl_visit *visit, int64_t now, bool *over)
{
	if (!flush(visit, over))
		return false;
	enter(visit, CLOSING, now + visit->times.linger);
	return true;
}

static bool say_goodbye(struct pl_visit *visit, bool *over)
{
	if (visit->tls && waits(visit, pl_tls_session_close(visit->tls), over))
		return false;
	shutdown(visit->fd, SHUT_WR);
	visit->stage = LINGERING;
	return true;
}

static bool linger(struct pl_visit *visit, bool *over)
{
	char data[READ_BYTES];
	ssize_t got;

	while ((got = pull(visit, data, sizeof(data))) > 0 && visit->thrown < LINGER_MAX)
		visit->thrown += (size_t)got;
	*over = got > 0 || turn_of(got, POLLIN) == PL_TLS_ENDED;
	visit->events = POLLIN;
	return false;
}

/* True: go on with the next stage. */
static bool go(struct pl_visit *visit, int64_t now, pl_visit_answer answer, void *arg, bool *over)
{
	switch (visit->stage) {
	case SHAKING:
		return shake(visit, now, over);
	case ASKING:
		return ask(visit, now, answer, arg, over);
	case ANSWERING:
		return tell(visit, now, over);
	case CLOSING:
		return say_goodbye(visit, over);
	case LINGERING:
		return linger(visit, over);
	}
	return false;
}

bool pl_visit_go(struct pl_visit *visit, int64_t now, pl_visit_answer answer, void *arg,
		 enum pl_visit_end *end)
{
	bool over = false;

	while (go(visit, now, answer, arg, &over))
		continue;
	if (!over && now >= visit->deadline) {
		over = true;
		if (visit->stage <= ASKING)
			visit->end = PL_VISIT_LATE;
	}
	*end = visit->end;
	return !over;
}

int pl_visit_fd(const struct pl_visit *visit)
{
	return visit->fd;
}

short pl_visit_events(const struct pl_visit *visit)
{
	return visit->events;
}

int64_t pl_visit_deadline(const struct pl_visit *visit)
{
	return visit->deadline;
}

bool pl_visit_is_idle(const struct pl_visit *visit)
{
	return visit->stage <= ASKING;
}

void pl_visit_view(const struct pl_visit *visit, struct pl_visit_view *out)
{
	*out = (struct pl_visit_view){
		.place = visit->place,
		.faces = visit->faces,
		.face = visit->tls ? pl_tls_session_face(visit->tls) : SIZE_MAX,
		.name = visit->tls ? pl_tls_session_name(visit->tls) : "",
		.version = visit->tls ? pl_tls_session_version(visit->tls) : "",
		.request = visit->whole ? &visit->request : NULL,
		.status = visit->status,
		.reason = visit->tls ? pl_tls_session_reason(visit->tls) : "",
		.shook = visit->shook,
	};
}

void pl_visit_free(struct pl_visit *visit)
{
	pl_tls_session_free(visit->tls);
	pl_http_request_clear(&visit->request);
	pl_buf_clear(&visit->out);
	close(visit->fd);
	free(visit);
}
