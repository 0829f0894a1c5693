/* Which chain does this server present? */
#include <config.h>

#include "net/fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/connect.h"
#include "net/deadline.h"
#include "util/mem.h"
#include "util/text.h"

#define HEAD 8 /* octets by which another protocol is known */

struct fetch {
	struct pl_pki *pki;
	const struct pl_net_request *request;
	char *where; /* "HOST:PORT" */
	int64_t deadline;
	int fd;
	struct pl_tls_look *look;
	uint8_t head[HEAD]; /* what came first */
	size_t n_head;
	bool ended;   /* the server sends no more */
	bool alerted; /* the server speaks TLS and said no */
	struct pl_error *err;
};

static ssize_t pull(void *arg, void *data, size_t len)
{
	struct fetch *fetch = arg;
	ssize_t got = recv(fetch->fd, data, len, 0);

	for (ssize_t i = 0; i < got && fetch->n_head < HEAD; i++)
		fetch->head[fetch->n_head++] = ((const uint8_t *)data)[i];
	fetch->ended = got == 0 || (got < 0 && errno == ECONNRESET);
	return got;
}

static ssize_t push(void *arg, const void *data, size_t len)
{
	struct fetch *fetch = arg;

	return send(fetch->fd, data, len, MSG_NOSIGNAL);
}

/* How servers begin that do not speak TLS on this port. */
static const struct {
	const char *head, *what;
} others[] = {
	{ "HTTP/", "HTTP without TLS; is this the right port?" },
	{ "<", "HTTP without TLS; is this the right port?" },
	{ "SSH-", "SSH; is this the right port?" },
	{ "220", "SMTP or FTP, which begin TLS later; save the chain with 'openssl s_client "
		 "-starttls smtp -showcerts' and give it as a file" },
	{ "* OK", "IMAP, which begins TLS later; save the chain with 'openssl s_client "
		  "-starttls imap -showcerts' and give it as a file" },
	{ "+OK", "POP3, which begins TLS later; save the chain with 'openssl s_client "
		 "-starttls pop3 -showcerts' and give it as a file" },
};

static bool refuse_foreign(const struct fetch *fetch)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(others); i++) {
		size_t len = strlen(others[i].head);

		if (fetch->n_head >= len && memcmp(fetch->head, others[i].head, len) == 0)
			return pl_error_environment(fetch->err, fetch->where,
						    "what answers there speaks %s",
						    others[i].what);
	}
	return pl_error_environment(fetch->err, fetch->where, "what answers there does not speak "
				    "TLS; is this the right port?");
}

/* RFC 8446 5.1: records of TLS begin with 20 to 23, and a version of three something. */
static bool is_foreign(const struct fetch *fetch)
{
	return (fetch->n_head > 0 && (fetch->head[0] < 20 || fetch->head[0] > 23)) ||
	       (fetch->n_head > 1 && fetch->head[1] != 3);
}

static bool refuse_end(const struct fetch *fetch)
{
	if (is_foreign(fetch))
		return refuse_foreign(fetch);
	return pl_error_environment(fetch->err, fetch->where, "the server closed the connection "
				    "%s the TLS handshake",
				    fetch->n_head ? "in the middle of" : "instead of answering");
}

static bool refuse_fault(struct fetch *fetch)
{
	const char *reason = pl_tls_look_reason(fetch->look);

	if (is_foreign(fetch))
		return refuse_foreign(fetch);
	/* The library takes a record that is cut short for a strange one. */
	if (fetch->ended && pl_tls_look_fault(fetch->look) == PL_TLS_FAULT_OTHER)
		return refuse_end(fetch);
	switch (pl_tls_look_fault(fetch->look)) {
	case PL_TLS_FAULT_ALERT:
		fetch->alerted = true;
		return pl_error_environment(fetch->err, fetch->where, "the server refuses the TLS "
					    "handshake: %s", reason);
	case PL_TLS_FAULT_NO_CERTIFICATE:
		return pl_error_environment(fetch->err, fetch->where, "the server sends no "
					    "certificate");
	case PL_TLS_FAULT_UNPROVEN:
		return pl_error_environment(fetch->err, fetch->where, "the server cannot prove that "
					    "it holds the key of its certificate; no client would "
					    "connect");
	case PL_TLS_FAULT_OTHER:
		break;
	}
	/* One that ignores what the client knows, for one; it speaks TLS all the same. */
	fetch->alerted = true;
	return pl_error_environment(fetch->err, fetch->where, "the TLS handshake failed: %s",
				    reason);
}

static bool refuse_late(const struct fetch *fetch)
{
	return pl_error_environment(fetch->err, fetch->where, "connected, but the TLS handshake was "
				    "not done within %lld ms; %s",
				    (long long)fetch->request->timeout,
				    fetch->n_head ? "the server is slow, or a middlebox holds it up"
						  : "is there a TLS server on this port?");
}

static bool shake_hands(struct fetch *fetch)
{
	for (;;) {
		enum pl_tls_turn turn = pl_tls_look_turn(fetch->look);

		switch (turn) {
		case PL_TLS_DONE:
			return true;
		case PL_TLS_WANT_READ:
		case PL_TLS_WANT_WRITE:
			/* Bytes that drip in would keep poll(2) content for ever. */
			if (pl_net_left(fetch->deadline) == 0 ||
			    !pl_net_wait(fetch->fd, turn == PL_TLS_WANT_READ ? POLLIN : POLLOUT,
					 fetch->deadline))
				return refuse_late(fetch);
			break;
		case PL_TLS_ENDED:
			return refuse_end(fetch);
		case PL_TLS_FAILED:
			return refuse_fault(fetch);
		}
	}
}

static bool take(struct fetch *fetch, struct pl_net_presented *out)
{
	struct pl_bytes staple = pl_tls_look_staple(fetch->look);

	out->chain = pl_tls_look_chain(fetch->look, fetch->pki, fetch->where, fetch->err);
	if (staple.len)
		pl_buf_add(&out->staple, staple.data, staple.len);
	memcpy(out->version, pl_tls_look_version(fetch->look), sizeof(out->version) - 1);
	return out->chain != NULL;
}

/* RFC 6066 3: addresses are no server names; nor has a name the root's dot there. */
static char *server_name(const struct pl_net_request *request)
{
	const char *name = request->sni ? request->sni : request->address->host;

	if (pl_net_is_number(name))
		return NULL;
	return pl_strndup(name, strlen(name) - pl_ends_with(name, "."));
}

static bool run(struct fetch *fetch, enum pl_tls_kind kind, struct pl_net_presented *out)
{
	const struct pl_tls_io io = { .pull = pull, .push = push, .arg = fetch };
	char *name;
	bool ok;

	fetch->deadline = pl_net_now() + fetch->request->timeout;
	fetch->fd = pl_net_connect(fetch->request->address, fetch->deadline, &out->from, fetch->err);
	if (fetch->fd < 0)
		return false;
	name = server_name(fetch->request);
	fetch->look = pl_tls_look_new(name, kind, &io, fetch->err);
	ok = fetch->look && shake_hands(fetch) && take(fetch, out);
	pl_tls_look_free(fetch->look);
	close(fetch->fd);
	free(name);
	return ok;
}

/* *speaks: it is a TLS server, whatever became of the handshake. */
static bool fetch_one(struct pl_pki *pki, const struct pl_net_request *request,
		      enum pl_tls_kind kind, struct pl_net_presented *out, bool *speaks,
		      struct pl_error *err)
{
	struct fetch fetch = { .pki = pki, .request = request, .err = err };
	bool ok;

	*out = (struct pl_net_presented){ .kind = kind };
	fetch.where = pl_net_address_text(request->address);
	ok = run(&fetch, kind, out);
	*speaks = ok || fetch.alerted;
	if (!ok)
		pl_net_presented_clear(out);
	free(fetch.where);
	return ok;
}

bool pl_net_fetch(struct pl_pki *pki, const struct pl_net_request *request, enum pl_tls_kind kind,
		  struct pl_net_presented *out, struct pl_error *err)
{
	bool speaks;

	return fetch_one(pki, request, kind, out, &speaks, err);
}

void pl_net_presented_clear(struct pl_net_presented *presented)
{
	pl_chain_unref(presented->chain);
	pl_buf_clear(&presented->staple);
	free(presented->from);
	*presented = (struct pl_net_presented){ 0 };
}

/* True when the question was answered, be it by "I have none of those". */
static bool add_kind(struct pl_pki *pki, const struct pl_net_request *request,
		     enum pl_tls_kind kind, struct pl_net_chains *out, struct pl_error *err)
{
	struct pl_net_presented *next = &out->items[out->n];
	bool speaks;

	if (!fetch_one(pki, request, kind, next, &speaks, err))
		return speaks;
	/* Some servers show what they have, whatever the client knows. */
	if (out->n > 0 && memcmp(next->chain->id, out->items[0].chain->id, 32) == 0)
		pl_net_presented_clear(next);
	else
		out->n++;
	return true;
}

static void note_unknown(struct pl_net_chains *out, const struct pl_error *err)
{
	out->unknown = pl_asprintf("whether it has an ECDSA certificate too is not known: %s",
				   err->text);
}

bool pl_net_fetch_all(struct pl_pki *pki, const struct pl_net_request *request,
		      struct pl_net_chains *out, struct pl_error *err)
{
	struct pl_error rsa = PL_ERROR_INIT, ecdsa = PL_ERROR_INIT;
	bool answered;

	*out = (struct pl_net_chains){ 0 };
	answered = add_kind(pki, request, PL_TLS_RSA, out, &rsa);
	/* What cannot be reached is not tried twice. */
	if (answered && !add_kind(pki, request, PL_TLS_ECDSA, out, &ecdsa) && out->n > 0)
		note_unknown(out, &ecdsa);
	if (out->n == 0)
		pl_error_move(err, ecdsa.kind != PL_ERROR_NONE ? &ecdsa : &rsa);
	pl_error_clear(&rsa);
	pl_error_clear(&ecdsa);
	return out->n > 0;
}

void pl_net_chains_clear(struct pl_net_chains *chains)
{
	for (size_t i = 0; i < chains->n; i++)
		pl_net_presented_clear(&chains->items[i]);
	free(chains->unknown);
	*chains = (struct pl_net_chains){ 0 };
}
