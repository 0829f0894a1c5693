/* What does a server present to a TLS client that accepts everything? */
#include <config.h>

#include "pki/tls_look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/ocsp.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

#define HANDSHAKE_MAX (1u << 20) /* of one message; chains of a hundred certificates fit */
#define WARNINGS_MAX 8
#define SEEN_MAX 100             /* certificates that are taken */

struct pl_tls_look {
	gnutls_session_t tls;
	gnutls_certificate_credentials_t credentials;
	struct pl_tls_io io;
	int warnings; /* that the server has sent */
	enum pl_tls_fault fault;
	char version[16];
	char reason[160];
};

#define VERSIONS "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%COMPAT"
#define PSS(hash) ":+SIGN-RSA-PSS-RSAE-" hash ":+SIGN-RSA-PSS-" hash

static const char *const priorities[] = {
	[PL_TLS_ANY] = VERSIONS,
	[PL_TLS_RSA] = VERSIONS ":-SIGN-ALL" PSS("SHA256") PSS("SHA384") PSS("SHA512")
		":+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:+SIGN-RSA-SHA512:-ECDHE-ECDSA",
	[PL_TLS_ECDSA] = VERSIONS ":-SIGN-ALL:+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384"
		":+SIGN-ECDSA-SHA512:+SIGN-ECDSA-SECP256R1-SHA256"
		":+SIGN-ECDSA-SECP384R1-SHA384:+SIGN-ECDSA-SECP521R1-SHA512"
		":+SIGN-EDDSA-ED25519:+SIGN-EDDSA-ED448:-ECDHE-RSA:-DHE-RSA:-RSA",
};

static ssize_t push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	struct pl_tls_look *look = ptr;

	return look->io.push(look->io.arg, data, len);
}

static ssize_t pull(gnutls_transport_ptr_t ptr, void *data, size_t len)
{
	struct pl_tls_look *look = ptr;

	return look->io.pull(look->io.arg, data, len);
}

static bool check(struct pl_error *err, int code)
{
	return code >= 0 || pl_pki_fail(err, "opening a TLS session", code);
}

/* No time-out of the library's own: it would ask the real clock; whoever owns the socket has one. */
static bool open_session(struct pl_tls_look *look, const char *name, enum pl_tls_kind kind,
			 struct pl_error *err)
{
	if (!check(err, gnutls_certificate_allocate_credentials(&look->credentials)) ||
	    !check(err, gnutls_init(&look->tls,
				    GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)) ||
	    !check(err, gnutls_priority_set_direct(look->tls, priorities[kind], NULL)) ||
	    !check(err, gnutls_credentials_set(look->tls, GNUTLS_CRD_CERTIFICATE,
					       look->credentials)) ||
	    (name && !check(err, gnutls_server_name_set(look->tls, GNUTLS_NAME_DNS, name,
							strlen(name)))))
		return false;
	gnutls_handshake_set_max_packet_length(look->tls, HANDSHAKE_MAX);
	gnutls_handshake_set_timeout(look->tls, 0);
	gnutls_transport_set_ptr(look->tls, look);
	gnutls_transport_set_push_function(look->tls, push);
	gnutls_transport_set_pull_function(look->tls, pull);
	return true;
}

/* The library's own dates decide nothing here, as nothing is verified: any clock will do. */
struct pl_tls_look *pl_tls_look_new(const char *name, enum pl_tls_kind kind,
				    const struct pl_tls_io *io, struct pl_error *err)
{
	struct pl_tls_look *look = pl_calloc(1, sizeof(*look));
	struct pl_clock saved = pl_clock_set(0);
	bool ok;

	pl_clock_install();
	look->io = *io;
	ok = open_session(look, name, kind, err);
	pl_clock_restore(saved);
	if (ok)
		return look;
	pl_tls_look_free(look);
	return NULL;
}

void pl_tls_look_free(struct pl_tls_look *look)
{
	struct pl_clock saved;

	if (!look)
		return;
	saved = pl_clock_set(0);
	if (look->tls)
		gnutls_deinit(look->tls);
	if (look->credentials)
		gnutls_certificate_free_credentials(look->credentials);
	pl_clock_restore(saved);
	free(look);
}

static const struct {
	int code;
	enum pl_tls_fault fault;
} faults[] = {
	{ GNUTLS_E_FATAL_ALERT_RECEIVED, PL_TLS_FAULT_ALERT },
	{ GNUTLS_E_NO_CERTIFICATE_FOUND, PL_TLS_FAULT_NO_CERTIFICATE },
	{ GNUTLS_E_PK_SIG_VERIFY_FAILED, PL_TLS_FAULT_UNPROVEN },
};

static void note_fault(struct pl_tls_look *look, int code)
{
	const char *words = gnutls_strerror(code);

	for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++) {
		if (faults[i].code == code)
			look->fault = faults[i].fault;
	}
	if (look->fault == PL_TLS_FAULT_ALERT) {
		gnutls_alert_description_t alert = gnutls_alert_get(look->tls);
		const char *name = gnutls_alert_get_name(alert);

		snprintf(look->reason, sizeof(look->reason), "%s (%d)",
			 name ? name : "an alert without a name", (int)alert);
		return;
	}
	snprintf(look->reason, sizeof(look->reason), "%.*s",
		 (int)(strlen(words) - pl_ends_with(words, ".")), words);
}

static bool has_presented(const struct pl_tls_look *look)
{
	unsigned n = 0;

	return gnutls_certificate_get_peers(look->tls, &n) && n > 0;
}

static enum pl_tls_turn turn_of(struct pl_tls_look *look, int code)
{
	bool ended = code == GNUTLS_E_PREMATURE_TERMINATION || code == GNUTLS_E_PULL_ERROR ||
		     code == GNUTLS_E_PUSH_ERROR || code == GNUTLS_E_SESSION_EOF;

	if (code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED)
		return gnutls_record_get_direction(look->tls) ? PL_TLS_WANT_WRITE
							      : PL_TLS_WANT_READ;
	/* A server that wants a certificate of ours says no only after it has shown its own. */
	if ((ended || code == GNUTLS_E_FATAL_ALERT_RECEIVED) && has_presented(look))
		return PL_TLS_DONE;
	if (ended)
		return PL_TLS_ENDED;
	note_fault(look, code);
	return PL_TLS_FAILED;
}

enum pl_tls_turn pl_tls_look_turn(struct pl_tls_look *look)
{
	struct pl_clock saved = pl_clock_set(0);
	enum pl_tls_turn turn = PL_TLS_DONE;
	const char *name;
	int code;

	/* A warning is no reason to stop (a name that a server does not know, for one); nor are
	 * more of them than any server has one to go on for ever. */
	do
		code = gnutls_handshake(look->tls);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED && look->warnings++ < WARNINGS_MAX);
	if (code < 0)
		turn = turn_of(look, code);
	if (turn == PL_TLS_DONE && !has_presented(look)) {
		note_fault(look, GNUTLS_E_NO_CERTIFICATE_FOUND);
		turn = PL_TLS_FAILED;
	}
	if (turn == PL_TLS_DONE) {
		name = gnutls_protocol_get_name(gnutls_protocol_get_version(look->tls));
		/* "TLS1.3" */
		snprintf(look->version, sizeof(look->version), "TLS %s",
			 name && strncmp(name, "TLS", 3) == 0 ? name + 3 : "?");
		/* Said as a courtesy; whether it arrives does not matter. */
		if (code >= 0)
			(void)gnutls_bye(look->tls, GNUTLS_SHUT_WR);
	}
	pl_clock_restore(saved);
	return turn;
}

struct pl_chain *pl_tls_look_chain(struct pl_tls_look *look, struct pl_pki *pki, const char *where,
				   struct pl_error *err)
{
	unsigned n = 0;
	const gnutls_datum_t *list = gnutls_certificate_get_peers(look->tls, &n);
	struct pl_cert *certs[SEEN_MAX];
	struct pl_chain *chain = NULL;
	size_t have = 0;

	if (n > SEEN_MAX) {
		pl_error_environment(err, where, "the server presents %u certificates; %d is the "
				     "limit", n, SEEN_MAX);
		return NULL;
	}
	while (have < n && (certs[have] = pl_cert_parse(pki, (struct pl_bytes){ list[have].data,
										list[have].size },
							where, err)))
		have++;
	if (have == n)
		chain = pl_chain_new(certs, n);
	while (have > 0)
		pl_cert_unref(certs[--have]);
	return chain;
}

struct pl_bytes pl_tls_look_staple(const struct pl_tls_look *look)
{
	gnutls_datum_t der = { NULL, 0 };

	if (gnutls_ocsp_status_request_get2(look->tls, 0, &der) < 0)
		return (struct pl_bytes){ NULL, 0 };
	return (struct pl_bytes){ der.data, der.size };
}

const char *pl_tls_look_version(const struct pl_tls_look *look)
{
	return look->version;
}

enum pl_tls_fault pl_tls_look_fault(const struct pl_tls_look *look)
{
	return look->fault;
}

const char *pl_tls_look_reason(const struct pl_tls_look *look)
{
	return look->reason;
}
