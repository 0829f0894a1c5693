/* Would a real TLS client and a real server agree on this chain and key? */
#include <config.h>

#include "pki/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/ocsp.h>

#include "pki/internal.h"
#include "util/mem.h"

/* Both ends alternate; a full handshake takes three turns. */
#define TURNS_MAX 32

/* Bytes under way from one end to the other. */
struct pipe {
	struct pl_buf data;
	size_t taken;
};

struct end {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct pipe *in, *out;
	bool done;
	int code; /* of the last turn */
	struct handshake *all;
};

struct handshake {
	struct pl_pki *pki;
	const struct pl_chain *chain;
	struct pl_key *key;
	gnutls_pcert_st *certs;
	size_t n_certs; /* imported so far */
	gnutls_ocsp_data_st staple; /* about the leaf; of no size: none */
	pl_tls_verify verify;
	void *arg;
	struct pl_tls_result *out;
	struct pl_error *err;
	bool broken; /* *err was set during the handshake */
	struct pipe to_server, to_client;
	struct end client, server;
};

static ssize_t push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	struct end *end = ptr;

	pl_buf_add(&end->out->data, data, len);
	return (ssize_t)len;
}

static ssize_t pull(gnutls_transport_ptr_t ptr, void *data, size_t len)
{
	struct end *end = ptr;
	size_t left = end->in->data.len - end->in->taken;

	if (!left) {
		gnutls_transport_set_errno(end->session, EAGAIN);
		return -1;
	}
	if (len > left)
		len = left;
	memcpy(data, end->in->data.data + end->in->taken, len);
	end->in->taken += len;
	return (ssize_t)len;
}

/* What arrived is nearly always what was sent: the certificates parsed long ago. */
static struct pl_cert *arrived(struct handshake *all, const gnutls_datum_t *der, unsigned at)
{
	struct pl_cert *sent = at < all->chain->n ? all->chain->certs[at] : NULL;

	if (sent && sent->der_len == der->size && memcmp(sent->der, der->data, der->size) == 0)
		return pl_cert_ref(sent);
	return pl_cert_parse(all->pki, (struct pl_bytes){ der->data, der->size }, NULL, all->err);
}

static struct pl_bytes stapled(gnutls_session_t session)
{
	gnutls_datum_t der = { NULL, 0 };

	if (gnutls_ocsp_status_request_get2(session, 0, &der) < 0)
		return (struct pl_bytes){ NULL, 0 };
	return (struct pl_bytes){ der.data, der.size };
}

/* GnuTLS calls this on the client when the server's certificates are there. */
static int on_certificates(gnutls_session_t session)
{
	struct handshake *all = ((struct end *)gnutls_session_get_ptr(session))->all;
	unsigned n = 0, have = 0;
	const gnutls_datum_t *list = gnutls_certificate_get_peers(session, &n);
	struct pl_cert **certs = pl_calloc(n + 1, sizeof(*certs));
	struct pl_chain *presented;
	bool accept = false;

	while (have < n && (certs[have] = arrived(all, &list[have], have)))
		have++;
	all->broken = have < n;
	if (!all->broken) {
		presented = pl_chain_new(certs, n);
		all->out->verify_asked = true;
		accept = all->verify(presented, stapled(session), all->arg);
		pl_chain_unref(presented);
	}
	while (have)
		pl_cert_unref(certs[--have]);
	free(certs);
	return accept ? 0 : GNUTLS_E_CERTIFICATE_ERROR;
}

/* The server's chain and key, which need not belong together. */
static int on_certificate_wanted(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
				 gnutls_pcert_st **certs, unsigned *n,
				 gnutls_ocsp_data_st **staples, unsigned *n_staples,
				 gnutls_privkey_t *key, unsigned *flags)
{
	struct handshake *all = ((struct end *)gnutls_session_get_ptr(session))->all;

	(void)info;
	*certs = all->certs;
	*n = (unsigned)all->n_certs;
	*staples = &all->staple;
	*n_staples = all->staple.response.size > 0;
	*key = all->key->priv;
	*flags = 0; /* all of it stays ours */
	return 0;
}

static bool check(struct handshake *all, int code)
{
	return code >= 0 || pl_pki_fail(all->err, "preparing a TLS handshake", code);
}

static bool import_chain(struct handshake *all)
{
	all->certs = pl_calloc(all->chain->n, sizeof(*all->certs));
	while (all->n_certs < all->chain->n) {
		const struct pl_cert *cert = all->chain->certs[all->n_certs];
		const gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };

		if (!check(all, gnutls_pcert_import_x509_raw(&all->certs[all->n_certs], &der,
							     GNUTLS_X509_FMT_DER, 0)))
			return false;
		all->n_certs++;
	}
	return true;
}

/*
 * TLS 1.3 only, so that the proof of possession covers everything before it. No
 * tickets: a resumed session would hide a swapped certificate. No time-out: it
 * would ask the real clock.
 */
static bool open_end(struct handshake *all, struct end *end, unsigned side)
{
	static const char priority[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3";

	end->all = all;
	end->code = GNUTLS_E_AGAIN;
	if (!check(all, gnutls_certificate_allocate_credentials(&end->credentials)) ||
	    !check(all, gnutls_init(&end->session, side | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)) ||
	    !check(all, gnutls_priority_set_direct(end->session, priority, NULL)) ||
	    !check(all,
		   gnutls_credentials_set(end->session, GNUTLS_CRD_CERTIFICATE, end->credentials)))
		return false;
	gnutls_session_set_ptr(end->session, end);
	gnutls_transport_set_ptr(end->session, end);
	gnutls_transport_set_push_function(end->session, push);
	gnutls_transport_set_pull_function(end->session, pull);
	gnutls_handshake_set_timeout(end->session, 0);
	return true;
}

static bool is_address(const char *host)
{
	uint8_t addr[16];

	return inet_pton(AF_INET, host, addr) == 1 || inet_pton(AF_INET6, host, addr) == 1;
}

static bool open_both(struct handshake *all, const char *host)
{
	struct end *client = &all->client, *server = &all->server;

	client->in = server->out = &all->to_client;
	client->out = server->in = &all->to_server;
	if (!import_chain(all) || !open_end(all, client, GNUTLS_CLIENT) ||
	    !open_end(all, server, GNUTLS_SERVER))
		return false;
	gnutls_session_set_verify_function(client->session, on_certificates);
	gnutls_certificate_set_retrieve_function3(server->credentials, on_certificate_wanted);
	/* RFC 6066 section 3: addresses are no server names. */
	return !host || is_address(host) ||
	       check(all,
		     gnutls_server_name_set(client->session, GNUTLS_NAME_DNS, host, strlen(host)));
}

/* False when this end has given up. */
static bool take_turn(struct end *end)
{
	if (end->done)
		return true;
	end->code = gnutls_handshake(end->session);
	end->done = end->code == GNUTLS_E_SUCCESS;
	return end->done || !gnutls_error_is_fatal(end->code);
}

static void set_reason(struct pl_tls_result *out, const char *who, int code)
{
	snprintf(out->reason, sizeof(out->reason), "%s: %s", who, gnutls_strerror(code));
}

/* A server whose key is of another kind cannot even sign as its certificate demands. */
static bool cannot_sign(const struct handshake *all)
{
	return memcmp(all->key->spki_sha256, all->chain->certs[0]->spki_sha256, 32) != 0;
}

static void run(struct handshake *all)
{
	struct pl_tls_result *out = all->out;

	for (int turn = 0; turn < TURNS_MAX; turn++) {
		if (!take_turn(&all->client)) {
			set_reason(out, "client", all->client.code);
			out->possession_failed = all->client.code == GNUTLS_E_PK_SIG_VERIFY_FAILED;
			return;
		}
		if (!take_turn(&all->server)) {
			set_reason(out, "server", all->server.code);
			out->possession_failed = cannot_sign(all);
			return;
		}
		if (all->client.done && all->server.done) {
			out->connected = true;
			return;
		}
	}
	set_reason(out, "both ends", GNUTLS_E_TIMEDOUT);
}

static void close_end(struct end *end)
{
	if (end->session)
		gnutls_deinit(end->session);
	if (end->credentials)
		gnutls_certificate_free_credentials(end->credentials);
}

bool pl_tls_handshake(struct pl_pki *pki, const struct pl_tls_server *server, const char *host,
		      int64_t now, pl_tls_verify verify, void *arg,
		      struct pl_tls_result *out, struct pl_error *err)
{
	struct handshake all = {
		.pki = pki,
		.chain = server->chain,
		.key = server->key,
		.staple = { .response = { (uint8_t *)(uintptr_t)server->staple.data,
					  (unsigned)server->staple.len } },
		.verify = verify,
		.arg = arg,
		.out = out,
		.err = err,
	};
	struct pl_clock saved = pl_clock_set(now);
	bool ok;

	memset(out, 0, sizeof(*out));
	ok = server->chain->n > 0 ||
	     pl_error_input(err, (struct pl_pos){ .file = NULL },
			    "a server without a certificate cannot do a TLS handshake");
	ok = ok && open_both(&all, host);
	if (ok) {
		pki->counts->handshakes++;
		run(&all);
		ok = !all.broken;
	}
	close_end(&all.client);
	close_end(&all.server);
	while (all.n_certs)
		gnutls_pcert_deinit(&all.certs[--all.n_certs]);
	free(all.certs);
	pl_buf_clear(&all.to_server.data);
	pl_buf_clear(&all.to_client.data);
	pl_clock_restore(saved);
	return ok;
}
