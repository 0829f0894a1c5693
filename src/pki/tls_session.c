/* How far is the server's side of one TLS connection, and what does it lack? */
#include <config.h>

#include "pki/tls_session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/tls_overhear.h"
#include "pki/tls_parts.h"
#include "util/mem.h"
#include "util/text.h"

#define NAME_BYTES 256          /* more than DNS allows */
#define HANDSHAKE_MAX (32u << 10) /* of one message; a ClientHello has a few thousand bytes */

struct pl_tls_session {
	gnutls_session_t tls;
	struct pl_tls_faces *faces; /* referenced */
	struct pl_tls_io io;
	unsigned draw;
	size_t face;
	char name[NAME_BYTES];
	char version[16];
	char reason[160];
	bool refused;
	struct pl_overheard overheard; /* until the handshake is done */
};

static ssize_t push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	struct pl_tls_session *session = ptr;

	return session->io.push(session->io.arg, data, len);
}

static ssize_t pull(gnutls_transport_ptr_t ptr, void *data, size_t len)
{
	struct pl_tls_session *session = ptr;
	ssize_t got = session->io.pull(session->io.arg, data, len);

	if (got > 0 && !session->version[0])
		pl_overhear(&session->overheard, data, (size_t)got);
	return got;
}

/* As soon as the ClientHello is there: RFC 6066 section 3 lets a server refuse a name. */
static int on_hello(gnutls_session_t tls)
{
	struct pl_tls_session *session = gnutls_session_get_ptr(tls);
	size_t len = sizeof(session->name);
	unsigned type;

	if (gnutls_server_name_get(tls, session->name, &len, &type, 0) < 0 ||
	    type != GNUTLS_NAME_DNS)
		session->name[0] = '\0';
	session->name[sizeof(session->name) - 1] = '\0';
	session->face = pl_tls_faces_find(session->faces, session->name, session->draw);
	return session->face == SIZE_MAX ? GNUTLS_E_UNRECOGNIZED_NAME : 0;
}

int pl_tls_session_shows(gnutls_session_t tls, const struct gnutls_cert_retr_st *info,
			 gnutls_pcert_st **certs, unsigned *n, gnutls_ocsp_data_st **staples,
			 unsigned *n_staples, gnutls_privkey_t *key, unsigned *flags)
{
	struct pl_tls_session *session = gnutls_session_get_ptr(tls);
	struct pl_tls_shown *shown;

	(void)info;
	if (session->face == SIZE_MAX)
		return GNUTLS_E_UNRECOGNIZED_NAME;
	shown = &session->faces->shown[session->face];
	*certs = shown->certs;
	*n = (unsigned)shown->n_certs;
	*staples = &shown->staple;
	*n_staples = shown->staple.response.size > 0;
	*key = shown->key;
	*flags = 0; /* all of it stays ours */
	return 0;
}

static bool check(struct pl_error *err, int code)
{
	return code >= 0 || pl_pki_fail(err, "opening a TLS session", code);
}

/* No time-out of the library's own: it would ask the real clock; whoever owns the socket has one. */
static bool open_session(struct pl_tls_session *session, struct pl_error *err)
{
	static const gnutls_datum_t protocol = { (unsigned char *)(uintptr_t) "http/1.1", 8 };

	if (!check(err, gnutls_init(&session->tls,
				    GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS)) ||
	    !check(err, gnutls_priority_set(session->tls, session->faces->priority)) ||
	    !check(err, gnutls_credentials_set(session->tls, GNUTLS_CRD_CERTIFICATE,
					       session->faces->credentials)) ||
	    !check(err, gnutls_alpn_set_protocols(session->tls, &protocol, 1, 0)))
		return false;
	gnutls_session_set_ptr(session->tls, session);
	gnutls_handshake_set_post_client_hello_function(session->tls, on_hello);
	gnutls_handshake_set_max_packet_length(session->tls, HANDSHAKE_MAX);
	gnutls_handshake_set_timeout(session->tls, 0);
	gnutls_transport_set_ptr(session->tls, session);
	gnutls_transport_set_push_function(session->tls, push);
	gnutls_transport_set_pull_function(session->tls, pull);
	return true;
}

struct pl_tls_session *pl_tls_session_new(struct pl_tls_faces *faces, unsigned draw,
					  const struct pl_tls_io *io, struct pl_error *err)
{
	struct pl_tls_session *session = pl_calloc(1, sizeof(*session));
	struct pl_clock saved = pl_clock_set(faces->now);
	bool ok;

	session->faces = pl_tls_faces_ref(faces);
	session->draw = draw;
	session->io = *io;
	session->face = SIZE_MAX;
	ok = open_session(session, err);
	pl_clock_restore(saved);
	if (ok)
		return session;
	pl_tls_session_free(session);
	return NULL;
}

void pl_tls_session_free(struct pl_tls_session *session)
{
	struct pl_clock saved;

	if (!session)
		return;
	saved = pl_clock_set(session->faces->now);
	if (session->tls)
		gnutls_deinit(session->tls);
	pl_clock_restore(saved);
	pl_tls_faces_unref(session->faces);
	free(session);
}

/* The alert that the client ended the handshake with, or -1. */
static int alert_of(const struct pl_tls_session *session, int code)
{
	if (code == GNUTLS_E_FATAL_ALERT_RECEIVED || code == GNUTLS_E_WARNING_ALERT_RECEIVED)
		return (int)gnutls_alert_get(session->tls);
	return code == GNUTLS_E_DECRYPTION_FAILED && session->overheard.heard
		       ? session->overheard.alert[1]
		       : -1;
}

/* What the client says in its alert, or what the library says of what came. */
static void note_reason(struct pl_tls_session *session, int code)
{
	int alert = alert_of(session, code);
	const char *words = gnutls_strerror(code), *name = NULL;

	session->refused = alert >= 0;
	if (session->refused)
		name = gnutls_alert_get_name((gnutls_alert_description_t)alert);
	if (session->refused)
		snprintf(session->reason, sizeof(session->reason), "the client says: %s (alert %d)",
			 name ? name : "it does not go on", alert);
	else
		snprintf(session->reason, sizeof(session->reason), "%.*s",
			 (int)(strlen(words) - pl_ends_with(words, ".")), words);
}

/* What a code of the library means to whoever moves the bytes. */
static enum pl_tls_turn turn_of(struct pl_tls_session *session, ssize_t code)
{
	if (code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED)
		return gnutls_record_get_direction(session->tls) ? PL_TLS_WANT_WRITE
								 : PL_TLS_WANT_READ;
	if (code == GNUTLS_E_PREMATURE_TERMINATION || code == GNUTLS_E_PULL_ERROR ||
	    code == GNUTLS_E_PUSH_ERROR || code == GNUTLS_E_SESSION_EOF)
		return PL_TLS_ENDED;
	note_reason(session, (int)code);
	return PL_TLS_FAILED;
}

enum pl_tls_turn pl_tls_session_handshake(struct pl_tls_session *session)
{
	struct pl_clock saved = pl_clock_set(session->faces->now);
	enum pl_tls_turn turn = PL_TLS_DONE;
	int code;

	/* A warning is no reason to stop; the client says more. */
	do
		code = gnutls_handshake(session->tls);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (code < 0)
		turn = turn_of(session, code);
	if (turn == PL_TLS_FAILED && !session->refused)
		(void)gnutls_alert_send_appropriate(session->tls, code);
	if (turn == PL_TLS_DONE) {
		const char *name =
			gnutls_protocol_get_name(gnutls_protocol_get_version(session->tls));

		/* "TLS1.3" */
		snprintf(session->version, sizeof(session->version), "TLS %s",
			 name && strncmp(name, "TLS", 3) == 0 ? name + 3 : "?");
	}
	pl_clock_restore(saved);
	return turn;
}

enum pl_tls_turn pl_tls_session_read(struct pl_tls_session *session, void *data, size_t len,
				     size_t *got)
{
	struct pl_clock saved = pl_clock_set(session->faces->now);
	enum pl_tls_turn turn;
	ssize_t code;

	do
		code = gnutls_record_recv(session->tls, data, len);
	while (code == GNUTLS_E_WARNING_ALERT_RECEIVED);
	*got = code > 0 ? (size_t)code : 0;
	turn = code > 0 ? PL_TLS_DONE : code == 0 ? PL_TLS_ENDED : turn_of(session, code);
	pl_clock_restore(saved);
	return turn;
}

enum pl_tls_turn pl_tls_session_write(struct pl_tls_session *session, const void *data, size_t len,
				      size_t *put)
{
	struct pl_clock saved = pl_clock_set(session->faces->now);
	ssize_t code = gnutls_record_send(session->tls, data, len);
	enum pl_tls_turn turn = code >= 0 ? PL_TLS_DONE : turn_of(session, code);

	*put = code > 0 ? (size_t)code : 0;
	pl_clock_restore(saved);
	return turn;
}

enum pl_tls_turn pl_tls_session_close(struct pl_tls_session *session)
{
	struct pl_clock saved = pl_clock_set(session->faces->now);
	int code = gnutls_bye(session->tls, GNUTLS_SHUT_WR);
	enum pl_tls_turn turn = code >= 0 ? PL_TLS_DONE : turn_of(session, code);

	pl_clock_restore(saved);
	return turn;
}

const char *pl_tls_session_name(const struct pl_tls_session *session)
{
	return session->name;
}

size_t pl_tls_session_face(const struct pl_tls_session *session)
{
	return session->face;
}

const char *pl_tls_session_version(const struct pl_tls_session *session)
{
	return session->version;
}

const char *pl_tls_session_reason(const struct pl_tls_session *session)
{
	return session->reason;
}

bool pl_tls_session_refused(const struct pl_tls_session *session)
{
	return session->refused;
}
