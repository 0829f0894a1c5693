/* Who is named in a certificate? */
#include <config.h>

#include "pki/internal.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

/* The subject and the issuer are read by twin functions of GnuTLS. */
struct side {
	int (*whole)(gnutls_x509_crt_t crt, gnutls_datum_t *out, unsigned flags);
	int (*part)(gnutls_x509_crt_t crt, const char *oid, unsigned at, unsigned raw, void *out,
		    size_t *len);
};

static const struct side subject_side = {
	.whole = gnutls_x509_crt_get_dn3,
	.part = gnutls_x509_crt_get_dn_by_oid,
};
static const struct side issuer_side = {
	.whole = gnutls_x509_crt_get_issuer_dn3,
	.part = gnutls_x509_crt_get_issuer_dn_by_oid,
};

/* GnuTLS writes RFC 4514 without blanks; people read names with them. */
static char *spaced(const gnutls_datum_t *text)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, "");
	for (unsigned i = 0; i < text->size; i++) {
		pl_buf_putc(&buf, (char)text->data[i]);
		if (text->data[i] == '\\' && i + 1 < text->size)
			pl_buf_putc(&buf, (char)text->data[++i]);
		else if (text->data[i] == ',')
			pl_buf_putc(&buf, ' ');
	}
	return pl_buf_take(&buf);
}

static char *whole_name(gnutls_x509_crt_t crt, const struct side *side)
{
	gnutls_datum_t text;
	char *out;
	/* The flag keeps the certificate's own order. */
	int code = side->whole(crt, &text, GNUTLS_X509_DN_FLAG_COMPAT);

	if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return pl_strdup("");
	if (code < 0)
		return NULL;
	out = spaced(&text);
	gnutls_free(text.data);
	return out;
}

/* A name with a NUL inside must not end there: CN=bank.example\0.evil.example. */
static char *last_common_name(gnutls_x509_crt_t crt, const struct side *side)
{
	char text[256], *last = NULL;
	size_t len;
	int code;

	for (unsigned at = 0;; at++) {
		len = sizeof(text);
		code = side->part(crt, GNUTLS_OID_X520_COMMON_NAME, at, 0, text, &len);
		if (code < 0 && code != GNUTLS_E_SHORT_MEMORY_BUFFER)
			return last;
		free(last);
		last = code < 0 || memchr(text, 0, len) ? NULL : pl_strndup(text, len);
	}
}

static void free_text(void *value, void *arg)
{
	struct pl_name_text *name = value;

	(void)arg;
	free(name->text);
	free(name->common_name);
	free(name);
}

void pl_name_texts_clear(struct pl_map *names)
{
	pl_map_each(names, free_text, NULL);
	pl_map_clear(names);
}

/* Renewals repeat the same two names for ever, and reading one costs as much as
 * all dates and extensions together. */
static const struct pl_name_text *read_name(struct pl_map *names, struct pl_bytes der,
					    gnutls_x509_crt_t crt, const struct side *side)
{
	struct pl_name_text *name = pl_map_get_n(names, der.data, der.len);

	if (name)
		return name;
	name = pl_calloc(1, sizeof(*name));
	name->text = whole_name(crt, side);
	if (!name->text) {
		free(name);
		return NULL;
	}
	name->common_name = last_common_name(crt, side);
	pl_map_set_n(names, der.data, der.len, name);
	return name;
}

bool pl_cert_fill_names(struct pl_cert *cert, gnutls_x509_crt_t crt, struct pl_map *names,
			const char **why)
{
	struct pl_map own = PL_MAP_INIT;
	const struct pl_name_text *subject, *issuer;

	*why = "its subject or issuer name cannot be decoded";
	subject = read_name(names ? names : &own, cert->subject_der, crt, &subject_side);
	issuer = read_name(names ? names : &own, cert->issuer_der, crt, &issuer_side);
	if (subject && issuer) {
		cert->subject = pl_strdup(subject->text);
		cert->common_name = pl_strdup(subject->common_name);
		cert->issuer = pl_strdup(issuer->text);
	}
	pl_name_texts_clear(&own);
	return subject && issuer;
}
