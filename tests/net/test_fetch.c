/* Is what a server presents fetched, and is the reason clear when there is nothing to fetch? */
#include <config.h>

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "net/fetch.h"
#include "pki/tls_session.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"

#define PATIENCE 30000 /* milliseconds where an answer comes; slow under valgrind */
#define SHORT 1000     /* where none comes */

/* What a server does with each connection. */
enum manner {
	SAYS,    /* `text`, and closes */
	WAITS,   /* says `text`, then nothing */
	GREETED, /* says `text` once it was greeted, then closes */
	TLS,     /* all of it, or the first `limit` octets and then closes */
	STALLS,  /* the first `limit` octets, then nothing */
	FLOODS,  /* warnings without end */
	DRIPS,   /* `text`, then an octet at a time, for ever */
};

struct server {
	enum manner manner;
	const char *text;
	size_t limit; /* of octets sent; 0: none */
	struct pl_tls_faces *faces;
};

struct wire {
	int fd;
	size_t left; /* octets that may still be sent */
};

static ssize_t pull(void *arg, void *data, size_t len)
{
	return recv(((struct wire *)arg)->fd, data, len, 0);
}

static ssize_t push(void *arg, const void *data, size_t len)
{
	struct wire *wire = arg;
	ssize_t put;

	if (wire->left == 0) {
		errno = EPIPE;
		return -1;
	}
	put = send(wire->fd, data, len < wire->left ? len : wire->left, MSG_NOSIGNAL);
	wire->left -= put > 0 ? (size_t)put : 0;
	return put;
}

static void pause_for(long milliseconds)
{
	const struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

/* Until the client is gone. */
static void wait_for_end(int fd)
{
	char rest[64];

	while (recv(fd, rest, sizeof(rest), 0) > 0)
		;
}

/* Blocking sockets: a turn that wants more is an error here. */
static void speak_tls(const struct server *server, int fd)
{
	struct wire wire = { fd, server->limit ? server->limit : SIZE_MAX };
	const struct pl_tls_io io = { pull, push, &wire };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_session *session = pl_tls_session_new(server->faces, 0, &io, &err);
	bool done = session && pl_tls_session_handshake(session) == PL_TLS_DONE;

	if (server->manner == STALLS && !done)
		wait_for_end(fd);
	pl_tls_session_free(session);
	/* Until the client has read all: a close with octets unread would take them back. */
	shutdown(fd, SHUT_WR);
	wait_for_end(fd);
}

static void serve_one(const struct server *server, int fd)
{
	char greeting[64];

	if (server->manner == GREETED && recv(fd, greeting, sizeof(greeting), 0) < 0)
		return;
	if (server->text)
		(void)send(fd, server->text, strlen(server->text), MSG_NOSIGNAL);
	if (server->manner == TLS || server->manner == STALLS)
		speak_tls(server, fd);
	while (server->manner == FLOODS &&
	       send(fd, "\x15\x03\x03\x00\x02\x01\x70", 7, MSG_NOSIGNAL) == 7)
		;
	while (server->manner == DRIPS && send(fd, "\x16", 1, MSG_NOSIGNAL) == 1)
		pause_for(20);
	if (server->manner == WAITS)
		wait_for_end(fd);
}

static int listen_on(int family, int *port)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr *address = family == AF_INET ? (struct sockaddr *)&v4
						     : (struct sockaddr *)&v6;
	socklen_t len = family == AF_INET ? sizeof(v4) : sizeof(v6);
	int fd = socket(family, SOCK_STREAM, 0);

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, address, len) != 0 || listen(fd, 8) != 0 ||
	    getsockname(fd, address, &len) != 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(family == AF_INET ? v4.sin_port : v6.sin6_port);
	return fd;
}

/* A process that serves until it is stopped; 0 when this machine has no such address. */
static pid_t start(const struct server *server, int family, int *port)
{
	int fd = listen_on(family, port);
	pid_t child;

	if (fd < 0)
		return 0;
	child = fork();
	if (child == 0) {
		for (;;) {
			int one = accept(fd, NULL, NULL);

			if (one < 0)
				_exit(1);
			serve_one(server, one);
			close(one);
		}
	}
	close(fd);
	return child;
}

static void stop(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static struct pl_net_request request_for(struct pl_net_address *address, const char *host, int port,
					 int64_t timeout)
{
	*address = (struct pl_net_address){ (char *)(uintptr_t)host, port };
	return (struct pl_net_request){ .address = address, .timeout = timeout };
}

/* --- servers that present nothing ---------------------------------------------------- */

static const struct {
	const char *situation;
	enum manner manner;
	const char *text;
	size_t limit;
	const char *want;
} refusals[] = {
	{ "a server that stays silent", WAITS, NULL, 0, "is there a TLS server on this port?" },
	{ "one that closes at once", SAYS, NULL, 0, "instead of answering" },
	{ "one that closes once it was greeted", GREETED, NULL, 0, "instead of answering" },
	{ "HTTP", GREETED, "HTTP/1.1 400 Bad Request\r\n\r\n", 0, "speaks HTTP without TLS" },
	{ "HTTP's page alone", GREETED, "<html><head><title>400</title></head></html>\r\n", 0,
	  "speaks HTTP without TLS" },
	{ "SSH", SAYS, "SSH-2.0-OpenSSH_9.2p1\r\n", 0, "speaks SSH" },
	{ "SSH that keeps the connection", WAITS, "SSH-2.0-OpenSSH_9.2p1\r\n", 0, "speaks SSH" },
	{ "SMTP", WAITS, "220 mail.example.test ESMTP\r\n", 0, "-starttls smtp" },
	{ "IMAP", WAITS, "* OK IMAP4rev1 ready\r\n", 0, "-starttls imap" },
	{ "POP3", WAITS, "+OK POP3 ready\r\n", 0, "-starttls pop3" },
	{ "garbage", SAYS, "\x01\x02\x03\x04garbage garbage garbage", 0, "does not speak TLS" },
	{ "a record of TLS that is garbage", SAYS, "\x16\x03\x03\x01\x01garbagegarbagegarbage", 0,
	  "in the middle of the TLS handshake" },
	{ "a record of no kind of handshake", SAYS, "\x16\x03\x03\x01\x05\x63\x01\x01\x01\x01\x01", 0,
	  "the TLS handshake" },
	{ "warnings without end", FLOODS, NULL, 0, "the TLS handshake failed: A TLS warning alert" },
	{ "octets that drip in", DRIPS, "\x16\x03\x03\x3f\xff", 0, "the server is slow" },
	{ "half a handshake", TLS, NULL, 40, "in the middle of the TLS handshake" },
	{ "half a handshake, and silence", STALLS, NULL, 40, "the server is slow" },
};

static void test_refusals(struct pl_pki *pki, struct pl_tls_faces *faces)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(refusals); i++) {
		const struct server server = { refusals[i].manner, refusals[i].text,
					       refusals[i].limit, faces };
		bool waits = (server.manner == WAITS && !server.text) ||
			     server.manner == STALLS || server.manner == DRIPS;
		struct pl_error err = PL_ERROR_INIT;
		struct pl_net_address address;
		struct pl_net_request request;
		struct pl_net_presented got;
		struct pl_net_chains all;
		char *where;
		int port;
		pid_t child = start(&server, AF_INET, &port);

		request = request_for(&address, "127.0.0.1", port, waits ? SHORT : PATIENCE);
		tap_ok(!pl_net_fetch(pki, &request, PL_TLS_ANY, &got, &err) && !got.chain, "%s",
		       refusals[i].situation);
		tap_has(err.text, refusals[i].want, "and why");
		where = pl_net_address_text(&address);
		tap_text(err.file, where, "with the address");
		tap_int(err.kind, PL_ERROR_ENVIRONMENT, "as a failure of the environment");
		free(where);
		pl_error_clear(&err);
		tap_ok(!pl_net_fetch_all(pki, &request, &all, &err) && all.n == 0 && err.text,
		       "nor is there a chain of either kind");
		pl_error_clear(&err);
		stop(child);
	}
}

static void expect_fault(struct pl_pki *pki, const char *situation, const char *host, int port,
			 const char *want)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_net_address address;
	const struct pl_net_request request = request_for(&address, host, port, 2000);
	struct pl_net_presented got;

	tap_ok(!pl_net_fetch(pki, &request, PL_TLS_ANY, &got, &err) && !got.chain, "%s", situation);
	tap_has(err.text, want, "and why");
	pl_error_clear(&err);
}

/* A bare root may not know its own name. */
static bool has_localhost(void)
{
	struct addrinfo *found = NULL;
	bool has = getaddrinfo("localhost", NULL, NULL, &found) == 0;

	if (found)
		freeaddrinfo(found);
	return has;
}

static void test_nobody(struct pl_pki *pki)
{
	int port = 0, fd = listen_on(AF_INET, &port);

	close(fd);
	expect_fault(pki, "a port where nobody listens", "127.0.0.1", port, "refused");
	if (has_localhost())
		expect_fault(pki, "the same by name", "localhost", port, "refused");
	/* Reserved never to exist (RFC 6761 6.4); without DNS nobody even says so. */
	expect_fault(pki, "a name that does not exist", "pinlab.invalid", 443, "this name ");
	expect_fault(pki, "a label that DNS cannot carry",
		     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test", 443,
		     "this name ");
}

/* --- servers that present their chain ------------------------------------------------ */

static void expect_chain(struct pl_pki *pki, const char *situation,
			 const struct pl_net_request *request, enum pl_tls_kind kind,
			 const struct pl_chain *want)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_net_presented got;
	bool ok = pl_net_fetch(pki, request, kind, &got, &err);

	tap_ok(ok, "%s", situation);
	if (!ok)
		tap_note("%s", err.text);
	else
		tap_ok(memcmp(got.chain->id, want->id, 32) == 0, "its chain, as it was presented");
	pl_net_presented_clear(&got);
	pl_error_clear(&err);
}

static void expect_all(struct pl_pki *pki, const char *situation, const struct pl_net_request *request,
		       const struct pl_chain *want, const char *staple)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_net_chains got;
	bool ok = pl_net_fetch_all(pki, request, &got, &err);

	tap_ok(ok && got.n == 1, "%s", situation);
	if (!ok)
		tap_note("%s", err.text);
	if (ok) {
		tap_ok(memcmp(got.items[0].chain->id, want->id, 32) == 0, "its one chain");
		tap_text(got.unknown, NULL, "nothing is left unknown");
		tap_text(got.items[0].version, "TLS 1.3", "the version is told");
		tap_has(got.items[0].from, request->address->host, "and who answered");
		tap_int((long long)got.items[0].staple.len, (long long)strlen(staple),
			"and what was stapled is there");
	}
	pl_net_chains_clear(&got);
	pl_error_clear(&err);
}

struct world {
	struct pl_pki *pki;
	struct pl_key *key, *rsa_key, *other_key;
	struct pl_chain *ecdsa, *rsa;
};

static struct pl_tls_faces *face(const struct world *world, bool rsa, const char *name,
				 struct pl_key *key, const char *staple)
{
	char *names[] = { (char *)(uintptr_t)name };
	const struct pl_tls_face one = {
		.names = names,
		.n_names = 1,
		.chain = rsa ? world->rsa : world->ecdsa,
		.key = key,
		.staple = { (const uint8_t *)staple, strlen(staple) },
		.share = PL_TLS_SHARE_ALL,
	};
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_faces *faces = pl_tls_faces_new(&one, 1, ISSUE_FROM, &err);

	issue_need(faces, &err);
	return faces;
}

static void test_one_kind(const struct world *world, bool rsa)
{
	const struct pl_chain *want = rsa ? world->rsa : world->ecdsa;
	struct pl_tls_faces *faces = face(world, rsa, "api.example.test",
					  rsa ? world->rsa_key : world->key, "");
	const struct server server = { .manner = TLS, .faces = faces };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_net_presented got;
	struct pl_net_address address;
	struct pl_net_request request;
	int port;
	pid_t child = start(&server, AF_INET, &port);

	request = request_for(&address, "127.0.0.1", port, PATIENCE);
	expect_all(world->pki, rsa ? "a server that has RSA only" : "a server that has ECDSA only",
		   &request, want, "");
	expect_chain(world->pki, "any kind is its kind", &request, PL_TLS_ANY, want);
	expect_chain(world->pki, "its kind", &request, rsa ? PL_TLS_RSA : PL_TLS_ECDSA, want);
	tap_ok(!pl_net_fetch(world->pki, &request, rsa ? PL_TLS_ECDSA : PL_TLS_RSA, &got, &err),
	       "it has none of the other kind");
	tap_has(err.text, "the server refuses the TLS handshake: ", "and says so");
	pl_error_clear(&err);
	address.host = (char *)(uintptr_t)(has_localhost() ? "localhost" : "127.0.0.1");
	request.sni = "api.example.test";
	expect_chain(world->pki, "by a name that has several addresses", &request, PL_TLS_ANY, want);
	request.sni = "api.example.test.";
	expect_chain(world->pki, "the root's dot is not sent", &request, PL_TLS_ANY, want);
	request.sni = "elsewhere.example.test";
	tap_ok(!pl_net_fetch(world->pki, &request, PL_TLS_ANY, &got, &err),
	       "a name that the server does not have");
	tap_has(err.text, "refuses the TLS handshake: The server name sent was not recognized (112)",
		"and why, in the alert's words");
	pl_error_clear(&err);
	stop(child);
	pl_tls_faces_unref(faces);
}

static void test_ipv6(const struct world *world)
{
	struct pl_tls_faces *faces = face(world, false, "api.example.test", world->key, "");
	const struct server server = { .manner = TLS, .faces = faces };
	struct pl_net_address address;
	struct pl_net_request request;
	int port;
	pid_t child = start(&server, AF_INET6, &port);

	if (child) {
		request = request_for(&address, "::1", port, PATIENCE);
		expect_chain(world->pki, "an IPv6 address", &request, PL_TLS_ANY, world->ecdsa);
		stop(child);
	} else {
		tap_skip("an IPv6 address", "this machine has none");
	}
	pl_tls_faces_unref(faces);
}

static void test_staple(const struct world *world)
{
	struct pl_tls_faces *faces =
		face(world, false, "api.example.test", world->key, "any octets at all");
	const struct server server = { .manner = TLS, .faces = faces };
	struct pl_net_address address;
	struct pl_net_request request;
	int port;
	pid_t child = start(&server, AF_INET, &port);

	request = request_for(&address, "127.0.0.1", port, PATIENCE);
	expect_all(world->pki, "a server that staples", &request, world->ecdsa, "any octets at all");
	stop(child);
	pl_tls_faces_unref(faces);
}

static void test_unproven(const struct world *world)
{
	struct pl_tls_faces *faces = face(world, false, "api.example.test", world->other_key, "");
	const struct server server = { .manner = TLS, .faces = faces };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_net_address address;
	struct pl_net_request request;
	struct pl_net_presented got;
	int port;
	pid_t child = start(&server, AF_INET, &port);

	request = request_for(&address, "127.0.0.1", port, PATIENCE);
	tap_ok(!pl_net_fetch(world->pki, &request, PL_TLS_ANY, &got, &err),
	       "a server without the key of its certificate");
	tap_has(err.text, "cannot prove that it holds the key", "and why");
	pl_error_clear(&err);
	stop(child);
	pl_tls_faces_unref(faces);
}

static struct pl_chain *chain_of(struct pl_cert *leaf, struct pl_cert *root)
{
	struct pl_cert *certs[] = { leaf, root };

	return pl_chain_new(certs, 2);
}

static void fill(struct world *world)
{
	struct pl_pki *pki = pl_pki_new(1);
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_key *root_key = issue_key(pki, "root#1", PL_KEY_P256);
	struct pl_cert *leaf = issue_leaf(pki, PL_KEY_P256, root, root_key);
	struct pl_cert *rsa = issue_leaf(pki, PL_KEY_RSA_2048, root, root_key);

	*world = (struct world){
		.pki = pki,
		.key = issue_key(pki, "leaf#1", PL_KEY_P256),
		.rsa_key = issue_key(pki, "leaf#1", PL_KEY_RSA_2048),
		.other_key = issue_key(pki, "thief#1", PL_KEY_P256),
		.ecdsa = chain_of(leaf, root),
		.rsa = chain_of(rsa, root),
	};
	pl_cert_unref(rsa);
	pl_cert_unref(leaf);
	pl_cert_unref(root);
}

int main(void)
{
	struct pl_tls_faces *faces;
	struct world world;

	fill(&world);
	faces = face(&world, false, "api.example.test", world.key, "");
	test_refusals(world.pki, faces);
	pl_tls_faces_unref(faces);
	test_nobody(world.pki);
	test_one_kind(&world, false);
	test_one_kind(&world, true);
	test_ipv6(&world);
	test_staple(&world);
	test_unproven(&world);
	pl_chain_unref(world.ecdsa);
	pl_chain_unref(world.rsa);
	pl_pki_free(world.pki);
	return tap_done();
}
