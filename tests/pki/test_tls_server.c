/* Does the server's side show the right face, keep its set, and survive what clients send? */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/tls_overhear.h"
#include "pki/tls_session.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"

/* Bytes under way; a narrow one takes few at a time, as a slow network does. */
struct line {
	struct pl_buf data;
	size_t taken;
	bool shut;
};

static ssize_t take(struct line *line, void *data, size_t len)
{
	size_t left = line->data.len - line->taken;

	if (!left && line->shut)
		return 0;
	if (!left) {
		errno = EAGAIN;
		return -1;
	}
	len = len < left ? len : left;
	memcpy(data, line->data.data + line->taken, len);
	line->taken += len;
	return (ssize_t)len;
}

struct ends {
	struct line up, down; /* to the server, to the client */
	gnutls_session_t client;
	gnutls_certificate_credentials_t credentials;
	struct pl_tls_session *server;
	bool full; /* the line down takes nothing now */
	int refuse; /* what the client's own look at the chain comes to */
};

static ssize_t client_push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	pl_buf_add(&((struct ends *)ptr)->up.data, data, len);
	return (ssize_t)len;
}

static ssize_t client_pull(gnutls_transport_ptr_t ptr, void *data, size_t len)
{
	return take(&((struct ends *)ptr)->down, data, len);
}

static ssize_t server_push(void *arg, const void *data, size_t len)
{
	struct ends *ends = arg;

	if (ends->full) {
		errno = EAGAIN;
		return -1;
	}
	pl_buf_add(&ends->down.data, data, len);
	return (ssize_t)len;
}

static ssize_t server_pull(void *arg, void *data, size_t len)
{
	return take(&((struct ends *)arg)->up, data, len);
}

static int look(gnutls_session_t session)
{
	return ((struct ends *)gnutls_session_get_ptr(session))->refuse;
}

static void open_server(struct ends *ends, struct pl_tls_faces *faces, unsigned draw)
{
	const struct pl_tls_io io = { server_pull, server_push, ends };
	struct pl_error err = PL_ERROR_INIT;

	*ends = (struct ends){ 0 };
	ends->server = pl_tls_session_new(faces, draw, &io, &err);
	issue_need(ends->server, &err);
}

static void open_client(struct ends *ends, const char *name, const char *priority)
{
	gnutls_certificate_allocate_credentials(&ends->credentials);
	gnutls_init(&ends->client, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
	gnutls_priority_set_direct(ends->client, priority, NULL);
	gnutls_credentials_set(ends->client, GNUTLS_CRD_CERTIFICATE, ends->credentials);
	if (name)
		gnutls_server_name_set(ends->client, GNUTLS_NAME_DNS, name, strlen(name));
	gnutls_session_set_ptr(ends->client, ends);
	gnutls_session_set_verify_function(ends->client, look);
	gnutls_transport_set_ptr(ends->client, ends);
	gnutls_transport_set_push_function(ends->client, client_push);
	gnutls_transport_set_pull_function(ends->client, client_pull);
	gnutls_handshake_set_timeout(ends->client, 0);
}

static void close_ends(struct ends *ends)
{
	if (ends->client)
		gnutls_deinit(ends->client);
	if (ends->credentials)
		gnutls_certificate_free_credentials(ends->credentials);
	pl_tls_session_free(ends->server);
	pl_buf_clear(&ends->up.data);
	pl_buf_clear(&ends->down.data);
}

/* Both take turns until neither has anything to say; the server's last word, *client the other's. */
static enum pl_tls_turn shake(struct ends *ends, int *client)
{
	enum pl_tls_turn server = PL_TLS_WANT_READ;

	*client = GNUTLS_E_AGAIN;
	for (int turn = 0; turn < 16; turn++) {
		if (*client != 0 && !gnutls_error_is_fatal(*client))
			*client = gnutls_handshake(ends->client);
		if (gnutls_error_is_fatal(*client))
			gnutls_alert_send_appropriate(ends->client, *client);
		if (server == PL_TLS_WANT_READ || server == PL_TLS_WANT_WRITE)
			server = pl_tls_session_handshake(ends->server);
	}
	return server;
}

struct cast {
	struct pl_pki *pki;
	struct pl_key *keys[3];
	struct pl_cert *root, *leaves[3];
	struct pl_chain *chains[3];
	struct pl_tls_faces *faces;
};

enum { API, API_RSA, WILD };

static char *names[][2] = {
	[API] = { (char[]){ "api.example.test" }, (char[]){ "127.0.0.1" } },
	[WILD] = { (char[]){ "*.example.test" }, (char[]){ "::1" } },
};
static const char staple[] = "not an answer, and sent all the same";

static void make_cast(struct cast *cast)
{
	static const enum pl_key_alg algs[] = { PL_KEY_P256, PL_KEY_RSA_2048, PL_KEY_ED25519 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_face list[3];

	cast->pki = pl_pki_new(4);
	cast->root = issue_root(cast->pki, PL_KEY_P256);
	for (int i = 0; i < 3; i++) {
		cast->keys[i] = issue_key(cast->pki, "leaf#1", algs[i]);
		cast->leaves[i] = issue_leaf(cast->pki, algs[i], cast->root,
					     issue_key(cast->pki, "root#1", PL_KEY_P256));
		cast->chains[i] = pl_chain_new((struct pl_cert *[]){ cast->leaves[i], cast->root }, 2);
		list[i] = (struct pl_tls_face){
			.names = names[i == WILD ? WILD : API],
			.n_names = 2,
			.chain = cast->chains[i],
			.key = cast->keys[i],
			.share = i == API ? 250000 : i == API_RSA ? 750000 : PL_TLS_SHARE_ALL,
		};
	}
	list[WILD].staple = (struct pl_bytes){ (const uint8_t *)staple, strlen(staple) };
	cast->faces = pl_tls_faces_new(list, 3, ISSUE_FROM, &err);
	issue_need(cast->faces, &err);
}

static void clear_cast(struct cast *cast)
{
	pl_tls_faces_unref(cast->faces);
	for (int i = 0; i < 3; i++) {
		pl_chain_unref(cast->chains[i]);
		pl_cert_unref(cast->leaves[i]);
	}
	pl_cert_unref(cast->root);
	pl_pki_free(cast->pki);
}

static void test_find(const struct cast *cast)
{
	static const struct {
		const char *name;
		unsigned draw;
		size_t want;
	} rows[] = {
		{ "api.example.test", 0, API },
		{ "api.example.test", 249999, API },
		{ "api.example.test", 250000, API_RSA },
		{ "api.example.test", 999999, API_RSA },
		{ "API.Example.TEST", 0, API },
		{ "127.0.0.1", 0, API },
		{ "::1", 0, WILD },
		{ "www.example.test", 999999, WILD },
		{ "", 0, API },
		{ "", 999999, API_RSA },
		{ "a.b.example.test", 0, SIZE_MAX },
		{ "example.test", 0, SIZE_MAX },
		{ ".example.test", 0, SIZE_MAX },
		{ "other.test", 0, SIZE_MAX },
		{ "*", 0, SIZE_MAX },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		tap_ok(pl_tls_faces_find(cast->faces, rows[i].name, rows[i].draw) == rows[i].want,
		       "who answers to '%s', draw %u", rows[i].name, rows[i].draw);
}

#define TLS13 "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"

static const struct {
	const char *situation, *name, *priority;
	unsigned draw;
	int refuse;
	enum pl_tls_turn want;
	size_t want_face;
	bool want_refused;
	const char *want_version, *want_reason;
	int want_client;
} rows[] = {
	{ "TLS 1.3", "api.example.test", TLS13, 0, 0, PL_TLS_DONE, API, false, "TLS 1.3", "", 0 },
	{ "TLS 1.2", "api.example.test", TLS12, 0, 0, PL_TLS_DONE, API, false, "TLS 1.2", "", 0 },
	{ "the other node, RSA", "api.example.test", TLS12, 900000, 0, PL_TLS_DONE, API_RSA, false,
	  "TLS 1.2", "", 0 },
	{ "a wildcard's name", "www.example.test", TLS13, 0, 0, PL_TLS_DONE, WILD, false,
	  "TLS 1.3", "", 0 },
	{ "no name", NULL, TLS13, 0, 0, PL_TLS_DONE, API, false, "TLS 1.3", "", 0 },
	{ "a name that nobody has", "other.test", TLS13, 0, 0, PL_TLS_FAILED, SIZE_MAX, false, "",
	  "not recognised", GNUTLS_E_FATAL_ALERT_RECEIVED },
	{ "a client that refuses by its pins", "api.example.test", TLS13, 0,
	  GNUTLS_E_CERTIFICATE_ERROR, PL_TLS_FAILED, API, true, "", "the client says: ",
	  GNUTLS_E_CERTIFICATE_ERROR },
	{ "the same in TLS 1.2", "api.example.test", TLS12, 0, GNUTLS_E_CERTIFICATE_ERROR,
	  PL_TLS_FAILED, API, true, "", "the client says: ", GNUTLS_E_CERTIFICATE_ERROR },
	{ "TLS 1.1", "api.example.test", "NORMAL:-VERS-ALL:+VERS-TLS1.1", 0, 0, PL_TLS_FAILED,
	  SIZE_MAX, false, "", "version", GNUTLS_E_FATAL_ALERT_RECEIVED },
};

/* Whose certificate did the client get, and with which staple? */
static void check_shown(struct ends *ends, const struct cast *cast, size_t face)
{
	unsigned n = 0;
	const gnutls_datum_t *got = gnutls_certificate_get_peers(ends->client, &n);
	gnutls_datum_t answer = { NULL, 0 };
	bool stapled = gnutls_ocsp_status_request_get2(ends->client, 0, &answer) >= 0;

	tap_ok(n == 2 && got[0].size == cast->leaves[face]->der_len &&
		       memcmp(got[0].data, cast->leaves[face]->der, got[0].size) == 0,
	       "the chain as it is");
	tap_ok(stapled == (face == WILD) &&
		       (!stapled || (answer.size == strlen(staple) &&
				     memcmp(answer.data, staple, answer.size) == 0)),
	       "the staple as it is");
}

static void test_rows(const struct cast *cast)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct ends ends;
		enum pl_tls_turn turn;
		int client;

		open_server(&ends, cast->faces, rows[i].draw);
		open_client(&ends, rows[i].name, rows[i].priority);
		ends.refuse = rows[i].refuse;
		turn = shake(&ends, &client);
		tap_int(turn, rows[i].want, rows[i].situation);
		tap_ok(pl_tls_session_face(ends.server) == rows[i].want_face, "that face");
		tap_int(pl_tls_session_refused(ends.server), rows[i].want_refused, "by an alert");
		tap_text(pl_tls_session_version(ends.server), rows[i].want_version, "its version");
		tap_has(pl_tls_session_reason(ends.server), rows[i].want_reason, "its reason");
		tap_ok(!strchr(pl_tls_session_reason(ends.server), '\n') &&
			       !strstr(pl_tls_session_reason(ends.server), ". "),
		       "is a clause");
		tap_int(client, rows[i].want_client, "what the client makes of it");
		if (rows[i].want != PL_TLS_FAILED || rows[i].want_refused == false)
			tap_text(pl_tls_session_name(ends.server),
				 rows[i].want_face == SIZE_MAX && rows[i].want_reason[0] == 'v'
					 ? ""
					 : rows[i].name ? rows[i].name : "",
				 "its name");
		if (turn == PL_TLS_DONE)
			check_shown(&ends, cast, rows[i].want_face);
		close_ends(&ends);
	}
}

/* Bytes go both ways, through a line that is full at times, and the end is told. */
static void test_bytes(const struct cast *cast, const char *priority)
{
	enum { LEN = 40000 };
	uint8_t *sent = pl_calloc(1, LEN), *came = pl_calloc(1, LEN);
	size_t done = 0, got = 0, put = 0, wanted_write = 0, read = 0;
	enum pl_tls_turn turn;
	struct ends ends;
	char small[4];
	int client;

	for (size_t i = 0; i < LEN; i++)
		sent[i] = (uint8_t)(i * 7);
	open_server(&ends, cast->faces, 0);
	open_client(&ends, "api.example.test", priority);
	tap_int(shake(&ends, &client), PL_TLS_DONE, priority);
	tap_int(pl_tls_session_read(ends.server, small, sizeof(small), &got), PL_TLS_WANT_READ,
		"nothing to read yet");
	tap_int(gnutls_record_send(ends.client, "GET /", 5), 5, "the client sends");
	tap_ok(pl_tls_session_read(ends.server, small, sizeof(small), &got) == PL_TLS_DONE &&
		       got == 4 && memcmp(small, "GET ", 4) == 0,
	       "the server reads what it has room for");
	tap_ok(pl_tls_session_read(ends.server, small, sizeof(small), &got) == PL_TLS_DONE &&
		       got == 1 && small[0] == '/',
	       "and the rest, which the library held");
	for (int turns = 0; done < LEN && turns < 100; turns++) {
		ends.full = turns % 3 == 1;
		turn = pl_tls_session_write(ends.server, sent + done, LEN - done, &put);
		wanted_write += turn == PL_TLS_WANT_WRITE;
		done += turn == PL_TLS_DONE ? put : 0;
	}
	ends.full = false;
	tap_ok(done == LEN && wanted_write > 0, "all of it is written, a full line waited for");
	tap_int(pl_tls_session_close(ends.server), PL_TLS_DONE, "the end is told");
	for (ssize_t more = 1; read < LEN && more > 0; read += more > 0 ? (size_t)more : 0)
		more = gnutls_record_recv(ends.client, came + read, LEN - read);
	tap_ok(read == LEN && memcmp(sent, came, LEN) == 0, "and arrives");
	tap_int(gnutls_record_recv(ends.client, came, LEN), 0, "and then the end");
	ends.up.shut = true;
	tap_int(pl_tls_session_read(ends.server, small, sizeof(small), &got), PL_TLS_ENDED,
		"a client that left is an end");
	tap_ok(!(gnutls_session_get_flags(ends.client) & GNUTLS_SFLAGS_SESSION_TICKET) &&
		       !gnutls_session_is_resumed(ends.client),
	       "no ticket was given");
	close_ends(&ends);
	free(sent);
	free(came);
}

/* Whatever comes, an end or a reason follows; nothing hangs and nothing breaks. */
static void test_garbage(const struct cast *cast)
{
	static const char *const texts[] = {
		"GET / HTTP/1.1\r\nHost: api.example.test\r\n\r\n",
		"\x16\x03\x01\xff\xff\x01\x00\x40\x00\x03\x03",
		"\x16\x03\x01\x00\x05\x01\xff\xff\xff\x03",
		"\x15\x03\x03\x00\x02\x02\x30",
		"\x80\x2e\x01\x03\x01",
	};
	struct pl_stream stream;

	pl_stream_init(&stream, 9, "garbage", "tls", NULL);
	for (size_t i = 0; i < 200; i++) {
		struct ends ends;
		uint8_t noise[300];
		enum pl_tls_turn turn;

		open_server(&ends, cast->faces, 0);
		pl_stream_read(&stream, noise, sizeof(noise));
		noise[0] = i % 2 ? 22 : noise[0];
		noise[1] = i % 4 ? 3 : noise[1];
		if (i < PL_ARRAY_LEN(texts))
			pl_buf_add(&ends.up.data, texts[i], i == 0 ? strlen(texts[i]) : 5);
		else
			pl_buf_add(&ends.up.data, noise, 1 + i);
		ends.up.shut = true;
		turn = PL_TLS_WANT_READ;
		for (int turns = 0; turn == PL_TLS_WANT_READ && turns < 100; turns++)
			turn = pl_tls_session_handshake(ends.server);
		tap_ok((turn == PL_TLS_FAILED && pl_tls_session_reason(ends.server)[0]) ||
			       turn == PL_TLS_ENDED,
		       "garbage %zu: %s", i, pl_tls_session_reason(ends.server));
		close_ends(&ends);
	}
	pl_stream_clear(&stream);
}

/* An alert is heard wherever its bytes are cut, and nothing else is taken for one. */
static void test_overhear(void)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		int want; /* -1: none */
	} records[] = {
		{ "unknown CA", "\x15\x03\x03\x00\x02\x02\x30", 7, 48 },
		{ "behind a change of ciphers", "\x14\x03\x03\x00\x01\x01\x15\x03\x03\x00\x02\x02\x2d",
		  13, 45 },
		{ "behind an empty record", "\x16\x03\x03\x00\x00\x15\x03\x03\x00\x02\x02\x2a", 12,
		  42 },
		{ "cut off", "\x15\x03\x03\x00\x02\x02", 6, -1 },
		{ "encrypted", "\x15\x03\x03\x00\x03\x02\x30\x00", 8, -1 },
		{ "within a record", "\x16\x03\x03\x00\x07\x15\x03\x03\x00\x02\x02\x30", 12, -1 },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(records); i++) {
		for (size_t cut = 1; cut <= records[i].len; cut++) {
			struct pl_overheard heard = { 0 };

			for (size_t at = 0; at < records[i].len; at += cut)
				pl_overhear(&heard, (const uint8_t *)records[i].bytes + at,
					    records[i].len - at < cut ? records[i].len - at : cut);
			tap_int(heard.heard ? heard.alert[1] : -1, records[i].want, records[i].name);
		}
	}
}

/* A session that began with one set ends with it, whoever answers now. */
static void test_swap(struct cast *cast)
{
	const struct pl_tls_face other = {
		.names = names[API],
		.n_names = 2,
		.chain = cast->chains[WILD],
		.key = cast->keys[WILD],
		.share = PL_TLS_SHARE_ALL,
	};
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_faces *next = pl_tls_faces_new(&other, 1, ISSUE_FROM + 5, &err);
	struct ends before, after;
	int client;

	issue_need(next, &err);
	open_server(&before, cast->faces, 0);
	open_client(&before, "api.example.test", TLS13);
	open_server(&after, next, 0);
	open_client(&after, "api.example.test", TLS13);
	pl_tls_faces_unref(cast->faces);
	cast->faces = next;
	tap_int(shake(&before, &client), PL_TLS_DONE, "a session of the set before");
	check_shown(&before, cast, API);
	close_ends(&before);
	tap_int(shake(&after, &client), PL_TLS_DONE, "a session of the next set");
	tap_int((long long)pl_tls_session_face(after.server), 0, "shows its face");
	close_ends(&after);
}

/* A server that does not hold its certificate's key can prove nothing. */
static void test_strange_key(const struct cast *cast)
{
	struct pl_tls_face face = {
		.names = names[API],
		.n_names = 2,
		.chain = cast->chains[API],
		.key = issue_key(cast->pki, "stranger", PL_KEY_P256),
		.share = PL_TLS_SHARE_ALL,
	};
	static const char *const priorities[] = { TLS13, TLS12 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_tls_faces *faces = pl_tls_faces_new(&face, 1, ISSUE_FROM, &err);
	struct pl_chain *none = pl_chain_new(NULL, 0);

	issue_need(faces, &err);
	for (size_t i = 0; i < PL_ARRAY_LEN(priorities); i++) {
		struct ends ends;
		int client;

		open_server(&ends, faces, 0);
		open_client(&ends, "api.example.test", priorities[i]);
		tap_int(shake(&ends, &client), PL_TLS_FAILED, "a strange key");
		tap_int(client, GNUTLS_E_PK_SIG_VERIFY_FAILED, "the client notices");
		close_ends(&ends);
	}
	pl_tls_faces_unref(faces);
	face.chain = none;
	tap_ok(!pl_tls_faces_new(&face, 1, ISSUE_FROM, &err) && err.kind == PL_ERROR_INPUT,
	       "without a certificate there is no server");
	pl_error_clear(&err);
	pl_chain_unref(none);
}

int main(void)
{
	struct pl_clock saved;
	struct cast cast;

	pl_clock_install();
	saved = pl_clock_set(ISSUE_FROM); /* of the clients */
	make_cast(&cast);
	test_find(&cast);
	test_rows(&cast);
	test_bytes(&cast, TLS13);
	test_bytes(&cast, TLS12);
	test_garbage(&cast);
	test_overhear();
	test_strange_key(&cast);
	test_swap(&cast);
	clear_cast(&cast);
	pl_clock_restore(saved);
	pl_pki_shutdown();
	return tap_done();
}
