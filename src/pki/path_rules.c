/*
 * What is wrong with a path, whatever the time?
 *
 * An anchor is held to the same rules as what lies below it, as OpenSSL and Go
 * do, with two exceptions that all of them make: a version 1 anchor has no
 * extensions to obey (RFC 5280 6.1.1 d asks for name and key only), and nobody
 * looks at an anchor's signature, so its hash does not matter.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/path_parts.h"
#include "util/mem.h"
#include "util/text.h"

#define RSA_BITS_MIN 2048 /* CA/Browser Forum baseline requirements 6.1.5 */
#define EC_BITS_MIN 224

struct rule {
	enum pl_fault fault;
	/* A clause about certs[at] when it breaks the rule, else NULL. Caller frees. */
	char *(*breaks)(struct pl_cert *const *certs, size_t n, size_t at);
};

char *pl_cert_words(const struct pl_cert *cert)
{
	if (cert->common_name)
		return pl_asprintf("CN=%s", cert->common_name);
	return pl_strdup(*cert->subject ? cert->subject : "a certificate without a subject");
}

/* "%s" of the format is the certificate's name. */
static char *about(const struct pl_cert *cert, const char *fmt)
{
	char *words = pl_cert_words(cert);
	struct pl_buf text = PL_BUF_INIT;
	const char *rest = strstr(fmt, "%s");

	pl_buf_add(&text, fmt, (size_t)(rest - fmt));
	pl_buf_puts(&text, words);
	pl_buf_puts(&text, rest + 2);
	free(words);
	return pl_buf_take(&text);
}

/* OpenSSL's check_ca: an anchor may lack basic constraints where its key usage
 * speaks for it. GnuTLS asks for neither, Go for basic constraints. */
static bool anchor_by_usage(const struct pl_cert *cert)
{
	return cert->has_key_usage && cert->key_usage & PL_KU_KEY_CERT_SIGN;
}

/*
 * RFC 5280 6.1.4 (k) and (n): an issuer has the CA bit, and a key usage, where
 * there is one, that includes signing certificates.
 */
static char *not_a_ca(struct pl_cert *const *certs, size_t n, size_t at)
{
	const struct pl_cert *cert = certs[at];

	if (at == 0)
		return NULL;
	if (cert->version < 3)
		return at == n - 1 ? NULL : about(cert, "%s is a version 1 certificate, which can "
							"issue only as an anchor");
	if (!cert->has_basic_constraints && at == n - 1 && anchor_by_usage(cert))
		return NULL;
	if (!cert->has_basic_constraints)
		return about(cert, "%s has no basic constraints, so it is not a CA");
	if (!cert->is_ca)
		return about(cert, "the basic constraints of %s say that it is not a CA");
	if (cert->has_key_usage && !(cert->key_usage & PL_KU_KEY_CERT_SIGN))
		return about(cert, "the key usage of %s does not include signing certificates");
	return NULL;
}

/* RFC 5280 4.2.1.9: self-issued certificates and the leaf do not count. */
static char *too_long(struct pl_cert *const *certs, size_t n, size_t at)
{
	int below = 0;
	char *words, *detail;

	(void)n;
	if (at == 0 || certs[at]->path_len < 0 || !certs[at]->is_ca)
		return NULL;
	for (size_t i = 1; i < at; i++)
		below += !certs[i]->self_issued;
	if (below <= certs[at]->path_len)
		return NULL;
	words = pl_cert_words(certs[at]);
	detail = pl_asprintf("%s allows %d CA%s below itself, and the path has %d", words,
			     certs[at]->path_len, certs[at]->path_len == 1 ? "" : "s", below);
	free(words);
	return detail;
}

/*
 * RFC 5280 4.2.1.12, and the nesting that CAs and clients practise: every
 * extended key usage on the path has to allow server authentication. A leaf's
 * key usage needs a bit that TLS can use (RFC 8446 4.4.2.2, RFC 5246 7.4.2).
 * A critical extension that nobody understands could forbid any use (4.2).
 */
static char *wrong_purpose(struct pl_cert *const *certs, size_t n, size_t at)
{
	const unsigned tls = PL_KU_DIGITAL_SIGNATURE | PL_KU_KEY_ENCIPHERMENT | PL_KU_OTHER;
	const struct pl_cert *cert = certs[at];

	(void)n;
	if (cert->unknown_critical)
		return about(cert, "%s has a critical extension that is not understood");
	if (cert->has_eku && !(cert->eku & (PL_EKU_SERVER | PL_EKU_ANY)))
		return about(cert, "the extended key usage of %s does not allow TLS servers");
	if (at == 0 && cert->has_key_usage && !(cert->key_usage & tls))
		return about(cert, "the key usage of %s does not allow TLS");
	return NULL;
}

/* TLS clients have given up DSA altogether (RFC 8446 4.2.3, 1.2). */
static bool weak_key(const struct pl_cert *cert)
{
	if (pl_starts_with(cert->key_words, "RSA"))
		return cert->key_bits < RSA_BITS_MIN;
	if (pl_starts_with(cert->key_words, "EC "))
		return cert->key_bits < EC_BITS_MIN;
	return !pl_starts_with(cert->key_words, "Ed");
}

static char *weak(struct pl_cert *const *certs, size_t n, size_t at)
{
	const struct pl_cert *cert = certs[at];
	char *words, *detail;

	if (!weak_key(cert) && (at == n - 1 || cert->sig_hash == PL_SIG_SHA2))
		return NULL;
	words = pl_cert_words(cert);
	if (weak_key(cert))
		detail = pl_asprintf("the key of %s is too weak: %s", words, cert->key_words);
	else
		detail = pl_asprintf("the signature on %s is too weak: %s", words, cert->sig_words);
	free(words);
	return detail;
}

/* Looks from the anchor down, as validation does (RFC 5280 6.1). */
static bool apply(struct pl_path *path, const struct rule *rule)
{
	for (size_t at = path->n; at-- > 0;) {
		path->fault_detail = rule->breaks(path->certs, path->n, at);
		if (path->fault_detail) {
			path->fault = rule->fault;
			path->fault_at = at;
			return false;
		}
	}
	return true;
}

void pl_path_judge(struct pl_path *path, bool any_strength)
{
	static const struct rule shape[] = {
		{ PL_FAULT_NOT_A_CA, not_a_ca },
		{ PL_FAULT_PATH_TOO_LONG, too_long },
	};
	static const struct rule use = { PL_FAULT_WRONG_PURPOSE, wrong_purpose };
	static const struct rule strength = { PL_FAULT_WEAK_CRYPTO, weak };

	for (size_t i = 0; i < PL_ARRAY_LEN(shape); i++) {
		if (!apply(path, &shape[i]))
			return;
	}
	if (!pl_constraints_hold(path->certs, path->n, &path->fault_at, &path->fault_detail)) {
		path->fault = PL_FAULT_NAME_CONSTRAINT;
		return;
	}
	if (apply(path, &use) && !any_strength)
		apply(path, &strength);
}
