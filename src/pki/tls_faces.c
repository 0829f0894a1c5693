/* Which chain and key answer to which name? */
#include <config.h>

#include "pki/tls_faces.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pki/tls_parts.h"
#include "util/mem.h"

static bool check(struct pl_error *err, int code)
{
	return code >= 0 || pl_pki_fail(err, "preparing a TLS server", code);
}

static bool import_chain(struct pl_tls_shown *shown, const struct pl_chain *chain,
			 struct pl_error *err)
{
	shown->certs = pl_calloc(chain->n, sizeof(*shown->certs));
	while (shown->n_certs < chain->n) {
		const struct pl_cert *cert = chain->certs[shown->n_certs];
		const gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };

		if (!check(err, gnutls_pcert_import_x509_raw(&shown->certs[shown->n_certs], &der,
							     GNUTLS_X509_FMT_DER, 0)))
			return false;
		shown->n_certs++;
	}
	return true;
}

static bool show(struct pl_tls_shown *shown, const struct pl_tls_face *face, struct pl_error *err)
{
	if (face->chain->n == 0)
		return pl_error_input(err, (struct pl_pos){ .file = NULL },
				      "a server without a certificate cannot do a TLS handshake");
	shown->names = pl_calloc(face->n_names, sizeof(*shown->names));
	while (shown->n_names < face->n_names) {
		shown->names[shown->n_names] = pl_strdup(face->names[shown->n_names]);
		shown->n_names++;
	}
	shown->key = face->key->priv;
	shown->share = face->share;
	if (face->staple.len > 0) {
		shown->staple.response.data = pl_memdup(face->staple.data, face->staple.len);
		shown->staple.response.size = (unsigned)face->staple.len;
	}
	return import_chain(shown, face->chain, err);
}

/* Both versions that clients speak today, whatever the machine's own policy says. */
static bool prepare(struct pl_tls_faces *faces, struct pl_error *err)
{
	static const char versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

	if (!check(err, gnutls_certificate_allocate_credentials(&faces->credentials)) ||
	    !check(err, gnutls_priority_init2(&faces->priority, versions, NULL, 0)))
		return false;
	gnutls_certificate_set_retrieve_function3(faces->credentials, pl_tls_session_shows);
	return true;
}

static void clear(struct pl_tls_shown *shown)
{
	while (shown->n_names)
		free(shown->names[--shown->n_names]);
	while (shown->n_certs)
		gnutls_pcert_deinit(&shown->certs[--shown->n_certs]);
	free(shown->names);
	free(shown->certs);
	free(shown->staple.response.data);
}

struct pl_tls_faces *pl_tls_faces_new(const struct pl_tls_face *list, size_t n, int64_t now,
				      struct pl_error *err)
{
	struct pl_tls_faces *faces = pl_calloc(1, sizeof(*faces));
	struct pl_clock saved = pl_clock_set(now);
	bool ok;

	pl_ref_init(&faces->ref);
	faces->now = now;
	faces->shown = pl_calloc(n, sizeof(*faces->shown));
	ok = prepare(faces, err);
	while (ok && faces->n < n) {
		ok = show(&faces->shown[faces->n], &list[faces->n], err);
		faces->n++;
	}
	pl_clock_restore(saved);
	if (ok)
		return faces;
	pl_tls_faces_unref(faces);
	return NULL;
}

struct pl_tls_faces *pl_tls_faces_ref(struct pl_tls_faces *faces)
{
	pl_ref_get(&faces->ref);
	return faces;
}

void pl_tls_faces_unref(struct pl_tls_faces *faces)
{
	if (!faces || !pl_ref_put(&faces->ref))
		return;
	for (size_t i = 0; i < faces->n; i++)
		clear(&faces->shown[i]);
	free(faces->shown);
	if (faces->credentials)
		gnutls_certificate_free_credentials(faces->credentials);
	if (faces->priority)
		gnutls_priority_deinit(faces->priority);
	free(faces);
}

/* RFC 6125 6.4.3: a wildcard stands for one whole label, the first. */
static bool covers(const char *pattern, const char *name)
{
	const char *rest = strchr(name, '.');

	return pattern[0] == '*' && pattern[1] == '.' && rest && rest != name &&
	       strcasecmp(pattern + 1, rest) == 0;
}

static bool has_name(const struct pl_tls_shown *shown, const char *name, bool wildcards)
{
	for (size_t i = 0; i < shown->n_names; i++) {
		if (wildcards ? covers(shown->names[i], name)
			      : strcasecmp(shown->names[i], name) == 0)
			return true;
	}
	return false;
}

static size_t first_with(const struct pl_tls_faces *faces, const char *name)
{
	for (int wildcards = 0; wildcards < 2; wildcards++)
		for (size_t i = 0; i < faces->n; i++)
			if (has_name(&faces->shown[i], name, wildcards))
				return i;
	return SIZE_MAX;
}

size_t pl_tls_faces_find(const struct pl_tls_faces *faces, const char *name, unsigned draw)
{
	size_t at = name[0] ? first_with(faces, name) : 0;
	unsigned sum = 0;

	if (at == SIZE_MAX)
		return at;
	sum = faces->shown[at].share;
	while (sum <= draw && sum < PL_TLS_SHARE_ALL && at + 1 < faces->n)
		sum += faces->shown[++at].share;
	return at;
}
