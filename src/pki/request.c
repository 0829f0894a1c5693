/* How does one ask an authority for a certificate with this key and these names? */
#include <config.h>

#include "pki/request.h"

#include <arpa/inet.h>
#include <string.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

#define COMMON_NAME_MAX 64 /* RFC 5280 A.1, ub-common-name-length */
#define NAME_MAX_LEN 253   /* RFC 1035 2.3.4 */
#define LABEL_MAX_LEN 63

/* Bytes of the address in `out`, or 0. */
static size_t address(const char *name, uint8_t out[16])
{
	if (inet_pton(AF_INET, name, out) == 1)
		return 4;
	return inet_pton(AF_INET6, name, out) == 1 ? 16 : 0;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 1123 2.1: letters, digits and hyphens within; never at an end. */
static bool is_label(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX_LEN || !is_letter(label[0]) || !is_letter(label[len - 1]))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_letter(label[i]) && label[i] != '-')
			return false;
	}
	return true;
}

static bool is_dns_name(const char *name)
{
	if (strlen(name) > NAME_MAX_LEN)
		return false;
	if (pl_starts_with(name, "*."))
		name += 2;
	for (;;) {
		size_t len = strcspn(name, ".");

		if (!is_label(name, len))
			return false;
		if (!name[len])
			return true;
		name += len + 1;
	}
}

bool pl_request_check_name(const char *name, struct pl_error *err)
{
	uint8_t octets[16];

	if (address(name, octets) || is_dns_name(name))
		return true;
	return pl_error_usage(err, "no certificate can be asked for '%s'; names look like "
			      "api.example.com, *.example.com or 192.0.2.1, and those outside ASCII "
			      "like xn--...", name);
}

static int add_name(gnutls_x509_crq_t request, const char *name)
{
	uint8_t octets[16];
	size_t len = address(name, octets);

	if (len)
		return gnutls_x509_crq_set_subject_alt_name(request, GNUTLS_SAN_IPADDRESS, octets,
							    (unsigned)len, GNUTLS_FSAN_APPEND);
	return gnutls_x509_crq_set_subject_alt_name(request, GNUTLS_SAN_DNSNAME, name,
						    (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

/* Clients look at the alternative names only; some authorities still want the other one. */
static int add_names(gnutls_x509_crq_t request, const char *const *names, size_t n)
{
	size_t len = strlen(names[0]);
	int code = len > COMMON_NAME_MAX
			   ? 0
			   : gnutls_x509_crq_set_dn_by_oid(request, GNUTLS_OID_X520_COMMON_NAME, 0,
							   names[0], (unsigned)len);

	for (size_t i = 0; code >= 0 && i < n; i++)
		code = add_name(request, names[i]);
	return code;
}

static gnutls_digest_algorithm_t hash_of(const struct pl_key *key)
{
	switch (key->alg) {
	case PL_KEY_P384:
		return GNUTLS_DIG_SHA384;
	case PL_KEY_ED25519:
		return GNUTLS_DIG_SHA512; /* RFC 8032 has it built in */
	default:
		return GNUTLS_DIG_SHA256;
	}
}

static int make(const struct pl_key *key, gnutls_x509_crq_t request, const char *const *names,
		size_t n, gnutls_datum_t *pem)
{
	int code = gnutls_x509_crq_set_version(request, 1);

	if (code >= 0)
		code = add_names(request, names, n);
	if (code >= 0)
		code = gnutls_x509_crq_set_pubkey(request, key->pub);
	if (code >= 0)
		code = gnutls_x509_crq_privkey_sign(request, key->priv, hash_of(key), 0);
	if (code >= 0)
		code = gnutls_x509_crq_export2(request, GNUTLS_X509_FMT_PEM, pem);
	return code;
}

bool pl_request_write(const struct pl_key *key, const char *const *names, size_t n,
		      struct pl_buf *out, struct pl_error *err)
{
	struct pl_clock saved = pl_clock_set(0);
	gnutls_datum_t pem = { NULL, 0 };
	gnutls_x509_crq_t request;
	int code = gnutls_x509_crq_init(&request);

	if (code >= 0) {
		code = make(key, request, names, n, &pem);
		gnutls_x509_crq_deinit(request);
	}
	if (code >= 0)
		pl_buf_add(out, pem.data, pem.size);
	else
		pl_pki_fail(err, "writing a certificate request", code);
	gnutls_free(pem.data);
	pl_clock_restore(saved);
	return code >= 0;
}
