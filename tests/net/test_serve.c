/*
 * Does the server hold many at once, and outlast those who send garbage, come slowly, leave half
 * way, or leave it no files? Clients here are real sockets, the server is a thread beside them.
 */
#include <config.h>

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "net/listen.h"
#include "net/serve.h"
#include "pki/internal.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"

#define BIG (8u << 20)
enum { TLS, PLAIN, PLACES };

struct hall {
	struct pl_serve *serve;
	struct pl_tls_faces *other; /* shown when an 's' comes */
	pthread_t thread;
	int ports[PLACES], order[2]; /* a pipe: 's' swaps, 'q' ends */
	atomic_int ends[PL_VISIT_ENDED + 1], troubles, swaps;
	struct pl_error err;
};

static int answer(const struct pl_visit_view *view, struct pl_buf *out, void *arg)
{
	const struct pl_http_request *request = view->request;
	char *body;

	(void)arg;
	if (request->status) {
		pl_http_answer(out, request->status, "text/plain", NULL,
			       (struct pl_bytes){ (const uint8_t *)"no", 2 }, false);
		return request->status;
	}
	if (pl_streq(request->target, "/big")) {
		body = pl_calloc(1, BIG);
		memset(body, 'x', BIG);
	} else {
		body = pl_asprintf("%s %s %zu", request->method, request->target, request->body.len);
	}
	pl_http_answer(out, 200, "text/plain", NULL,
		       (struct pl_bytes){ (const uint8_t *)body,
					  pl_streq(request->target, "/big") ? BIG : strlen(body) },
		       pl_streq(request->method, "HEAD"));
	free(body);
	return 200;
}

static void ended(const struct pl_visit_view *view, enum pl_visit_end end, void *arg)
{
	(void)view;
	atomic_fetch_add(&((struct hall *)arg)->ends[end], 1);
}

static void trouble(const char *what, void *arg)
{
	(void)what;
	atomic_fetch_add(&((struct hall *)arg)->troubles, 1);
}

static void watched(void *arg)
{
	struct hall *hall = arg;
	char order = 'q';

	(void)!read(hall->order[0], &order, 1);
	if (order == 'q')
		pl_serve_stop(hall->serve);
	else
		pl_serve_show(hall->serve, TLS, hall->other);
	atomic_fetch_add(&hall->swaps, order != 'q');
}

static void *serve(void *arg)
{
	struct hall *hall = arg;

	if (!pl_serve_run(hall->serve, &hall->err))
		atomic_fetch_add(&hall->troubles, 1000);
	return NULL;
}

static const struct pl_serve_limits quick = {
	.visits = 512,
	.times = { 600, 600, 600, 300 },
};

static void open_hall(struct hall *hall, struct pl_tls_faces *faces,
		      const struct pl_serve_limits *limits)
{
	const struct pl_serve_place places[PLACES] = { { 0, faces }, { 0, NULL } };
	struct pl_serve_owner owner = {
		.answer = answer,
		.ended = ended,
		.trouble = trouble,
		.watched = watched,
		.arg = hall,
	};

	memset(hall, 0, sizeof(*hall));
	if (pipe(hall->order) != 0)
		exit(1);
	owner.watch = hall->order[0];
	hall->serve = pl_serve_open(places, PLACES, &owner, limits, &hall->err);
	issue_need(hall->serve, &hall->err);
	for (size_t i = 0; i < PLACES; i++)
		hall->ports[i] = pl_serve_port(hall->serve, i);
	if (pthread_create(&hall->thread, NULL, serve, hall) != 0)
		exit(1);
}

static void close_hall(struct hall *hall)
{
	(void)!write(hall->order[1], "q", 1);
	pthread_join(hall->thread, NULL);
	tap_ok(hall->err.kind == PL_ERROR_NONE && atomic_load(&hall->troubles) < 1000,
	       "the server ends as it is told");
	pl_serve_free(hall->serve);
	close(hall->order[0]);
	close(hall->order[1]);
	pl_error_clear(&hall->err);
}

/* Waits up to ten seconds for so many visits to end that way. */
static void tap_ends(struct hall *hall, enum pl_visit_end end, int want, const char *name)
{
	const struct timespec moment = { .tv_nsec = 5000000 };

	for (int i = 0; i < 2000 && atomic_load(&hall->ends[end]) < want; i++)
		nanosleep(&moment, NULL);
	tap_int(atomic_load(&hall->ends[end]), want, name);
}

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	const struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void say(int fd, const char *text, size_t len)
{
	/* A server that has heard enough may have closed. */
	(void)!send(fd, text, len, MSG_NOSIGNAL);
}

static void hear(int fd, struct pl_buf *out)
{
	char bytes[4096];
	ssize_t got;

	while ((got = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		pl_buf_add(out, bytes, (size_t)got);
}

struct client {
	int fd;
	gnutls_session_t tls;
	gnutls_certificate_credentials_t credentials;
};

static int refuse(gnutls_session_t tls)
{
	(void)tls;
	return GNUTLS_E_CERTIFICATE_ERROR;
}

static int shake(struct client *client, int port, const char *name, bool refuses)
{
	int code;

	client->fd = connect_to(port);
	gnutls_certificate_allocate_credentials(&client->credentials);
	gnutls_init(&client->tls, GNUTLS_CLIENT);
	gnutls_set_default_priority(client->tls);
	gnutls_credentials_set(client->tls, GNUTLS_CRD_CERTIFICATE, client->credentials);
	gnutls_server_name_set(client->tls, GNUTLS_NAME_DNS, name, strlen(name));
	if (refuses)
		gnutls_session_set_verify_function(client->tls, refuse);
	gnutls_transport_set_int(client->tls, client->fd);
	gnutls_handshake_set_timeout(client->tls, 0);
	do
		code = gnutls_handshake(client->tls);
	while (code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED);
	/* Closing with something unread would take the alert back. */
	if (refuses && gnutls_alert_send_appropriate(client->tls, code) == 0) {
		struct pl_buf rest = PL_BUF_INIT;

		shutdown(client->fd, SHUT_WR);
		hear(client->fd, &rest);
		pl_buf_clear(&rest);
	}
	return code;
}

static void leave(struct client *client)
{
	gnutls_deinit(client->tls);
	gnutls_certificate_free_credentials(client->credentials);
	close(client->fd);
}

#define REQUEST "GET /x HTTP/1.1\r\nHost: api.example.test\r\n\r\n"

/* All are in before the first one asks. */
static void test_many(struct pl_tls_faces *faces)
{
	enum { MANY = 200 };
	struct client *clients = pl_calloc(MANY, sizeof(*clients));
	struct hall hall;
	int shook = 0, answered = 0;

	open_hall(&hall, faces, &pl_serve_limits_standard);
	for (int i = 0; i < MANY; i++)
		shook += shake(&clients[i], hall.ports[TLS], "api.example.test", false) == 0;
	tap_int(shook, MANY, "two hundred handshakes, all open at once");
	for (int i = 0; i < MANY; i++)
		(void)!gnutls_record_send(clients[i].tls, REQUEST, strlen(REQUEST));
	for (int i = 0; i < MANY; i++) {
		char bytes[1000] = "";
		ssize_t got = gnutls_record_recv(clients[i].tls, bytes, sizeof(bytes) - 1);

		answered += got > 0 && strstr(bytes, "HTTP/1.1 200 OK") && strstr(bytes, "GET /x 0");
	}
	tap_int(answered, MANY, "and two hundred answers");
	for (int i = 0; i < MANY; i++)
		leave(&clients[i]);
	tap_ends(&hall, PL_VISIT_ANSWERED, MANY, "each told once");
	close_hall(&hall);
	free(clients);
}

static void test_plain(struct hall *hall)
{
	static const struct {
		const char *name, *text, *want;
	} rows[] = {
		{ "a request", REQUEST, "HTTP/1.1 200 OK\r\n" },
		{ "two at once get one answer and the end", REQUEST REQUEST, "GET /x 0" },
		{ "a body in chunks",
		  "POST /r HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		  "POST /r 2" },
		{ "a client that waits for a word",
		  "POST /r HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
		  "HTTP/1.1 100 Continue\r\n\r\n" },
		{ "garbage", "\x01\x02\x03\n\n", "HTTP/1.1 400 Bad Request\r\n" },
		{ "a body that is too large",
		  "POST /r HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nxxxx",
		  "HTTP/1.1 413 Content Too Large\r\n" },
		{ "TLS where there is none", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", "400" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_buf heard = PL_BUF_INIT;
		int fd = connect_to(hall->ports[PLAIN]);

		say(fd, rows[i].text, i == 6 ? 13 : strlen(rows[i].text));
		hear(fd, &heard);
		tap_has(pl_buf_str(&heard), rows[i].want, rows[i].name);
		close(fd);
		pl_buf_clear(&heard);
	}
	tap_ends(hall, PL_VISIT_ANSWERED, 6, "six of them were requests, well formed or not");
	tap_ends(hall, PL_VISIT_LATE, 1, "one never sent what it announced");
}

static void test_rude(struct hall *hall)
{
	const struct linger hard = { .l_onoff = 1, .l_linger = 0 };
	struct client client;
	int fd;

	for (int i = 0; i < 20; i++) {
		fd = connect_to(hall->ports[TLS]);
		say(fd, i % 2 ? REQUEST : "\x16\x03\x01\xff\xff\x01\xff\xff\xff\x03", 10);
		close(fd);
	}
	tap_ends(hall, PL_VISIT_BROKEN, 20, "garbage is told as such");
	fd = connect_to(hall->ports[TLS]);
	say(fd, "\x16\x03\x01\x02", 4);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(fd);
	tap_ends(hall, PL_VISIT_GONE, 1, "one that breaks off is gone");
	tap_int(shake(&client, hall->ports[TLS], "api.example.test", false), 0, "a good client");
	leave(&client);
	tap_ends(hall, PL_VISIT_LEFT, 1, "that leaves after the handshake");
	tap_int(shake(&client, hall->ports[TLS], "api.example.test", true),
		GNUTLS_E_CERTIFICATE_ERROR, "a client that refuses");
	leave(&client);
	tap_ends(hall, PL_VISIT_REFUSED, 1, "says so");
	tap_int(shake(&client, hall->ports[TLS], "other.test", false), GNUTLS_E_FATAL_ALERT_RECEIVED,
		"a name that nobody has");
	leave(&client);
	tap_ends(hall, PL_VISIT_BROKEN, 21, "is refused by an alert");
}

/* Silence, a byte now and then, and an answer that nobody reads: each has its time. */
static void test_slow(struct hall *hall)
{
	const struct timespec moment = { .tv_nsec = 50000000 };
	int before = atomic_load(&hall->ends[PL_VISIT_LATE]);
	int answered = atomic_load(&hall->ends[PL_VISIT_ANSWERED]);
	int silent = connect_to(hall->ports[TLS]), slow = connect_to(hall->ports[PLAIN]), big;
	const char *text = REQUEST;
	struct pl_buf heard = PL_BUF_INIT;

	for (int i = 0; i < 30 && atomic_load(&hall->ends[PL_VISIT_LATE]) < before + 2; i++) {
		say(slow, text + i, 1);
		nanosleep(&moment, NULL);
	}
	tap_ends(hall, PL_VISIT_LATE, before + 2, "one that is silent and one that is slow are closed");
	hear(slow, &heard);
	tap_int((long long)heard.len, 0, "without an answer");
	close(silent);
	close(slow);
	big = connect_to(hall->ports[PLAIN]);
	say(big, "GET /big HTTP/1.0\r\n\r\n", 21);
	tap_ends(hall, PL_VISIT_ANSWERED, answered + 1, "an answer that nobody reads has its time too");
	close(big);
	big = connect_to(hall->ports[PLAIN]);
	say(big, "GET /big HTTP/1.0\r\n\r\n", 21);
	hear(big, &heard);
	tap_ok(heard.len > BIG && heard.data[heard.len - 1] == 'x', "read at once it is whole");
	close(big);
	pl_buf_clear(&heard);
}

/* Where all places are taken by those who say nothing, a good client is let in all the same. */
static void test_crowd(struct pl_tls_faces *faces)
{
	struct pl_serve_limits limits = pl_serve_limits_standard;
	struct client client;
	struct hall hall;
	int fds[10];

	limits.visits = 4;
	open_hall(&hall, faces, &limits);
	for (size_t i = 0; i < PL_ARRAY_LEN(fds); i++)
		fds[i] = connect_to(hall.ports[TLS]);
	tap_ends(&hall, PL_VISIT_CROWDED, 6, "the longest silent make room");
	tap_int(shake(&client, hall.ports[TLS], "api.example.test", false), 0, "a good client is let in");
	leave(&client);
	tap_ends(&hall, PL_VISIT_LEFT, 1, "and gets to the end");
	close_hall(&hall);
	tap_int(atomic_load(&hall.ends[PL_VISIT_ENDED]), 3, "who is there at the end is told");
	for (size_t i = 0; i < PL_ARRAY_LEN(fds); i++)
		close(fds[i]);
}

/* The highest descriptor that is free now, and one more. */
static rlim_t next_fd(void)
{
	int fd = dup(0);

	close(fd);
	return (rlim_t)fd;
}

static void test_no_files(struct pl_tls_faces *faces)
{
	struct rlimit before, tight;
	struct pl_buf heard = PL_BUF_INIT;
	struct hall hall;
	int first, second;

	open_hall(&hall, faces, &pl_serve_limits_standard);
	getrlimit(RLIMIT_NOFILE, &before);
	tight = before;
	tight.rlim_cur = next_fd() + 3; /* two clients and one of their visits */
	setrlimit(RLIMIT_NOFILE, &tight);
	first = connect_to(hall.ports[PLAIN]);
	second = connect_to(hall.ports[PLAIN]);
	for (int i = 0; i < 2000 && atomic_load(&hall.troubles) == 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	tap_int(atomic_load(&hall.troubles), 1, "no files are left, which is told once");
	say(second, REQUEST, strlen(REQUEST));
	nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
	tap_int(atomic_load(&hall.ends[PL_VISIT_ANSWERED]), 0, "the second one waits");
	close(first);
	hear(second, &heard);
	tap_has(pl_buf_str(&heard), "HTTP/1.1 200 OK", "and is answered when the first has left");
	close(second);
	setrlimit(RLIMIT_NOFILE, &before);
	tap_int(atomic_load(&hall.troubles), 1, "it was told once");
	close_hall(&hall);
	pl_buf_clear(&heard);
}

static void test_swap(struct hall *hall, struct pl_tls_faces *other, const struct pl_cert *leaf)
{
	struct client client;
	unsigned n = 0;
	const gnutls_datum_t *got;

	hall->other = other;
	(void)!write(hall->order[1], "s", 1);
	for (int i = 0; i < 2000 && atomic_load(&hall->swaps) == 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	tap_int(shake(&client, hall->ports[TLS], "api.example.test", false), 0,
		"a client after the swap");
	got = gnutls_certificate_get_peers(client.tls, &n);
	tap_ok(n > 0 && got[0].size == leaf->der_len && memcmp(got[0].data, leaf->der, leaf->der_len) == 0,
	       "meets the new face");
	leave(&client);
}

static void test_listen(void)
{
	struct pl_listener one, two;
	struct pl_error err = PL_ERROR_INIT;

	issue_need(pl_listen(0, &one, &err), &err);
	for (size_t i = 0; i < one.n; i++) {
		union {
			struct sockaddr any;
			struct sockaddr_in four;
			struct sockaddr_in6 six;
		} name;
		socklen_t len = sizeof(name);

		getsockname(one.fds[i], &name.any, &len);
		tap_ok(name.any.sa_family == AF_INET
			       ? name.four.sin_addr.s_addr == htonl(INADDR_LOOPBACK)
			       : IN6_IS_ADDR_LOOPBACK(&name.six.sin6_addr),
		       "address %zu is loopback", i);
	}
	tap_ok(!pl_listen(one.port, &two, &err), "a port that is taken");
	tap_has(err.text, "another program has it", "is told");
	tap_int(err.kind, PL_ERROR_ENVIRONMENT, "as the environment's fault");
	pl_error_clear(&err);
	pl_listener_close(&one);
	tap_ok(pl_listen(one.port, &two, &err), "when it is free again it can be had at once");
	pl_listener_close(&two);
}

static struct pl_tls_faces *make_faces(struct pl_pki *pki, enum pl_key_alg alg,
				       struct pl_cert **leaf)
{
	char *names[] = { (char[]){ "api.example.test" } };
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_face face = { .names = names, .n_names = 1, .share = PL_TLS_SHARE_ALL };
	struct pl_tls_faces *faces;
	struct pl_chain *chain;

	*leaf = issue_leaf(pki, alg, root, issue_key(pki, "root#1", PL_KEY_P256));
	face.chain = chain = pl_chain_new((struct pl_cert *[]){ *leaf, root }, 2);
	face.key = issue_key(pki, "leaf#1", alg);
	faces = pl_tls_faces_new(&face, 1, ISSUE_FROM, &err);
	issue_need(faces, &err);
	pl_chain_unref(chain);
	pl_cert_unref(root);
	return faces;
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(8);
	struct pl_cert *leaf, *other_leaf;
	struct pl_tls_faces *faces = make_faces(pki, PL_KEY_P256, &leaf);
	struct pl_tls_faces *other = make_faces(pki, PL_KEY_ED25519, &other_leaf);
	struct pl_clock saved = pl_clock_set(ISSUE_FROM); /* of the clients */
	struct hall hall;

	test_listen();
	test_many(faces);
	open_hall(&hall, faces, &quick);
	test_plain(&hall);
	test_rude(&hall);
	test_slow(&hall);
	test_swap(&hall, other, other_leaf);
	close_hall(&hall);
	test_crowd(faces);
	test_no_files(faces);
	pl_clock_restore(saved);
	pl_tls_faces_unref(faces);
	pl_tls_faces_unref(other);
	pl_cert_unref(leaf);
	pl_cert_unref(other_leaf);
	pl_pki_free(pki);
	return tap_done();
}
