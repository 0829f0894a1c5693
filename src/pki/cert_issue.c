/* How does a certificate come into being? */
#include <config.h>

#include "pki/internal.h"

#include <gnutls/x509-ext.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "pki/sct_parts.h"
#include "util/mem.h"
#include "util/time.h"

#define NOWHERE ((struct pl_pos){ .file = NULL })

struct issuing {
	struct pl_pki *pki;
	const struct pl_cert_request *request;
	const struct pl_key *signer;
	gnutls_x509_crt_t crt;
	struct pl_error *err;
};

static bool check(const struct issuing *in, int code, const char *doing)
{
	return code >= 0 || pl_pki_fail(in->err, doing, code);
}

/* RFC 5280 4.1.2.2: positive, at most 20 octets; 127 random bits are never the same. */
static bool set_serial(const struct issuing *in)
{
	uint8_t serial[16];

	pl_pki_random(in->pki, "serial", in->request->serial_name, serial, sizeof(serial));
	serial[0] &= 0x7f;
	if (!serial[0])
		serial[0] = 1; /* a leading zero would shorten it */
	return check(in, gnutls_x509_crt_set_serial(in->crt, serial, sizeof(serial)),
		     "setting a serial number");
}

static bool set_dates(const struct issuing *in)
{
	const struct pl_cert_request *request = in->request;

	if (request->not_before < PL_TIME_MIN || request->not_after > PL_TIME_MAX ||
	    request->not_after < request->not_before)
		return pl_error_input(
			in->err, NOWHERE,
			"the certificate for \"%s\" would end before it begins or lie "
			"outside the years 1970 to 9999",
			request->subject);
	return check(in, gnutls_x509_crt_set_activation_time(in->crt, (time_t)request->not_before),
		     "setting notBefore") &&
	       check(in, gnutls_x509_crt_set_expiration_time(in->crt, (time_t)request->not_after),
		     "setting notAfter");
}

static bool set_basic_constraints(const struct issuing *in)
{
	int path_len = in->request->ca ? in->request->path_len : -1;

	return check(in, gnutls_x509_crt_set_basic_constraints(in->crt, in->request->ca, path_len),
		     "setting basic constraints");
}

/* RFC 5280 4.2.1.3; RSA leaves may still be used with key encipherment. */
static bool set_key_usage(const struct issuing *in)
{
	unsigned usage = GNUTLS_KEY_DIGITAL_SIGNATURE;

	if (in->request->ca)
		usage = GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN;
	else if (in->request->subject_key->alg >= PL_KEY_RSA_2048)
		usage |= GNUTLS_KEY_KEY_ENCIPHERMENT;
	return check(in, gnutls_x509_crt_set_key_usage(in->crt, usage), "setting the key usage");
}

static bool set_purposes(const struct issuing *in)
{
	bool ca = in->request->ca;

	if (ca && !in->request->ca_server_eku)
		return true;
	return check(in, gnutls_x509_crt_set_key_purpose_oid(in->crt, GNUTLS_KP_TLS_WWW_SERVER, 0),
		     "setting the purpose") &&
	       (!ca ||
		check(in, gnutls_x509_crt_set_key_purpose_oid(in->crt, GNUTLS_KP_TLS_WWW_CLIENT, 0),
		      "setting the purpose"));
}

static int add_name(gnutls_subject_alt_names_t list, const char *name)
{
	gnutls_x509_subject_alt_name_t type = GNUTLS_SAN_IPADDRESS;
	uint8_t addr[16];
	gnutls_datum_t value = { addr, 0 };
	char *copy;
	int code;

	if (inet_pton(AF_INET, name, addr) == 1) {
		value.size = 4;
	} else if (inet_pton(AF_INET6, name, addr) == 1) {
		value.size = 16;
	} else {
		type = GNUTLS_SAN_DNSNAME;
		copy = pl_strdup(name);
		value = (gnutls_datum_t){ (unsigned char *)copy, (unsigned)strlen(name) };
		code = gnutls_subject_alt_names_set(list, type, &value, NULL);
		free(copy);
		return code;
	}
	return gnutls_subject_alt_names_set(list, type, &value, NULL);
}

/* One list written once: adding names one by one decodes them all again each
 * time. RFC 5280 4.2.1.6: critical when the subject says nothing. */
static bool set_names(const struct issuing *in)
{
	gnutls_subject_alt_names_t list;
	gnutls_datum_t value = { NULL, 0 };
	int code;

	if (!in->request->n_dns)
		return true;
	code = gnutls_subject_alt_names_init(&list);
	if (code < 0)
		return check(in, code, "setting names");
	for (size_t i = 0; code >= 0 && i < in->request->n_dns; i++)
		code = add_name(list, in->request->dns[i]);
	if (code >= 0)
		code = gnutls_x509_ext_export_subject_alt_names(list, &value);
	if (code >= 0)
		code = gnutls_x509_crt_set_extension_by_oid(in->crt, GNUTLS_X509EXT_OID_SAN,
							    value.data, value.size,
							    !*in->request->subject);
	gnutls_free(value.data);
	gnutls_subject_alt_names_deinit(list);
	return check(in, code, "setting names");
}

static bool permit(const struct issuing *in, gnutls_x509_name_constraints_t constraints,
		   gnutls_x509_subject_alt_name_t type, const void *data, size_t len)
{
	uint8_t copy[256];
	const gnutls_datum_t name = { copy, (unsigned)len };

	if (len > sizeof(copy))
		return pl_error_input(in->err, NOWHERE, "a permitted name is longer than %zu bytes",
				      sizeof(copy));
	memcpy(copy, data, len);
	return check(in, gnutls_x509_name_constraints_add_permitted(constraints, type, &name),
		     "setting a name constraint");
}

static bool permit_all(const struct issuing *in, gnutls_x509_name_constraints_t constraints)
{
	const struct pl_subtrees *trees = in->request->permitted;
	uint8_t net[32];

	for (size_t i = 0; i < trees->n_dns; i++) {
		if (!permit(in, constraints, GNUTLS_SAN_DNSNAME, trees->dns[i],
			    strlen(trees->dns[i])))
			return false;
	}
	for (size_t i = 0; i < trees->n_ip; i++) {
		memcpy(net, trees->ip[i].addr, trees->ip[i].len);
		memcpy(net + trees->ip[i].len, trees->ip[i].mask, trees->ip[i].len);
		if (!permit(in, constraints, GNUTLS_SAN_IPADDRESS, net, 2 * trees->ip[i].len))
			return false;
	}
	return check(in, gnutls_x509_crt_set_name_constraints(in->crt, constraints, 1),
		     "setting name constraints");
}

static bool set_constraints(const struct issuing *in)
{
	gnutls_x509_name_constraints_t constraints;
	bool ok;

	if (!in->request->permitted)
		return true;
	if (!check(in, gnutls_x509_name_constraints_init(&constraints), "setting name constraints"))
		return false;
	ok = permit_all(in, constraints);
	gnutls_x509_name_constraints_deinit(constraints);
	return ok;
}

/* RFC 5280 4.2.1.1: the authority's identifier is the issuer's own, whatever
 * method made it; an issuer without one is identified by its key. */
static bool set_key_ids(const struct issuing *in)
{
	const struct pl_key *subject = in->request->subject_key;
	const struct pl_cert *issuer = in->request->issuer;
	const uint8_t *aki = in->signer->key_id;
	size_t aki_len = sizeof(in->signer->key_id);

	if (issuer && issuer->ski) {
		aki = issuer->ski;
		aki_len = issuer->ski_len;
	}
	return check(in,
		     gnutls_x509_crt_set_subject_key_id(in->crt, subject->key_id,
							sizeof(subject->key_id)),
		     "setting the subject key identifier") &&
	       check(in, gnutls_x509_crt_set_authority_key_id(in->crt, aki, aki_len),
		     "setting the authority key identifier");
}

static bool set_features(const struct issuing *in)
{
	gnutls_x509_tlsfeatures_t features;
	int code;

	if (!in->request->must_staple)
		return true;
	code = gnutls_x509_tlsfeatures_init(&features);
	if (code < 0)
		return check(in, code, "setting TLS features");
	code = gnutls_x509_tlsfeatures_add(features, PL_FEATURE_STATUS_REQUEST);
	if (code >= 0)
		code = gnutls_x509_crt_set_tlsfeatures(in->crt, features);
	gnutls_x509_tlsfeatures_deinit(features);
	return check(in, code, "setting TLS features");
}

static bool build(const struct issuing *in)
{
	return check(in, gnutls_x509_crt_set_version(in->crt, 3), "setting the version") &&
	       set_serial(in) && set_dates(in) &&
	       pl_name_write(in->crt, in->request->subject, in->err) &&
	       check(in, gnutls_x509_crt_set_pubkey(in->crt, in->request->subject_key->pub),
		     "setting the public key") &&
	       set_basic_constraints(in) && set_key_usage(in) && set_purposes(in) &&
	       set_names(in) && set_constraints(in) && set_key_ids(in) && set_features(in);
}

/* GnuTLS copies the issuer's name from a handle, which costs as much as signing. */
static gnutls_x509_crt_t issuer_handle(const struct issuing *in)
{
	const struct pl_cert *issuer = in->request->issuer;
	struct pl_pki *pki = in->pki;
	gnutls_datum_t der;
	size_t slot;

	for (slot = 0; slot < PL_ISSUER_HANDLES; slot++) {
		if (pki->issuers[slot].cert == issuer)
			return pki->issuers[slot].handle;
	}
	slot = pki->next_issuer;
	pki->next_issuer = (slot + 1) % PL_ISSUER_HANDLES;
	if (pki->issuers[slot].cert) {
		gnutls_x509_crt_deinit(pki->issuers[slot].handle);
		pl_cert_unref(pki->issuers[slot].cert);
		pki->issuers[slot].cert = NULL;
		pki->issuers[slot].handle = NULL;
	}
	if (!check(in, gnutls_x509_crt_init(&pki->issuers[slot].handle), "reading an issuer"))
		return NULL;
	pki->issuers[slot].cert = pl_cert_ref(issuer);
	der = (gnutls_datum_t){ issuer->der, (unsigned)issuer->der_len };
	/* It was imported before, so that it cannot fail now. */
	if (gnutls_x509_crt_import(pki->issuers[slot].handle, &der, GNUTLS_X509_FMT_DER) < 0)
		return NULL;
	pki->counts->certs_imported++;
	return pki->issuers[slot].handle;
}

/* RSA and Ed25519 signatures are deterministic anyway; ECDSA needs RFC 6979. */
static bool sign(const struct issuing *in)
{
	static const struct {
		gnutls_digest_algorithm_t hash;
		unsigned flags;
	} how[PL_KEY_ALGS] = {
		[PL_KEY_P256] = { GNUTLS_DIG_SHA256, GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE },
		[PL_KEY_P384] = { GNUTLS_DIG_SHA384, GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE },
		[PL_KEY_ED25519] = { GNUTLS_DIG_SHA512, 0 },
		[PL_KEY_RSA_2048] = { GNUTLS_DIG_SHA256, 0 },
		[PL_KEY_RSA_3072] = { GNUTLS_DIG_SHA256, 0 },
		[PL_KEY_RSA_4096] = { GNUTLS_DIG_SHA256, 0 },
	};
	gnutls_x509_crt_t issuer = in->request->issuer ? issuer_handle(in) : in->crt;

	return issuer && check(in,
			       gnutls_x509_crt_privkey_sign(in->crt, issuer, in->signer->priv,
							    how[in->signer->alg].hash,
							    how[in->signer->alg].flags),
			       "signing a certificate");
}

static struct pl_cert *export(const struct issuing *in)
{
	struct pl_cert *cert;
	gnutls_datum_t der;

	if (!check(in, gnutls_x509_crt_export2(in->crt, GNUTLS_X509_FMT_DER, &der),
		   "writing a certificate"))
		return NULL;
	in->pki->counts->certs_signed[in->signer->alg]++;
	cert = pl_cert_parse(in->pki, (struct pl_bytes){ der.data, der.size }, NULL, in->err);
	gnutls_free(der.data);
	return cert;
}

/* RFC 6962 3.1: critical, so that no client takes it for a certificate. */
static bool set_poison(const struct issuing *in)
{
	static const uint8_t null[] = { 0x05, 0x00 };

	return !in->request->poison ||
	       check(in,
		     gnutls_x509_crt_set_extension_by_oid(in->crt, PL_OID_POISON, null,
							  sizeof(null), 1),
		     "setting the poison");
}

static bool sign_timestamps(const struct issuing *in, const struct pl_cert *plain,
			    struct pl_buf *list)
{
	const struct pl_cert_request *request = in->request;
	int64_t at = request->not_before + request->logged_after;
	struct pl_precert precert;
	const char *why;
	bool ok = true;

	if (!pl_precert_of(plain, in->signer->spki_sha256, &precert, &why))
		ok = pl_error_environment(in->err, NULL, "a certificate made here cannot be read: "
					  "%s", why);
	for (size_t i = 0; ok && i < request->n_logs; i++) {
		struct pl_buf sct = PL_BUF_INIT;

		ok = pl_sct_sign(request->logs[i], (uint64_t)at * 1000, &precert, &sct, in->err);
		pl_put_number(list, sct.len, 2);
		pl_buf_add(list, pl_buf_str(&sct), sct.len);
		pl_buf_clear(&sct);
	}
	pl_buf_clear(&precert.tbs);
	return ok;
}

static bool set_list(const struct issuing *in, const struct pl_buf *list)
{
	struct pl_buf value = PL_BUF_INIT;
	int code;

	pl_der_put(&value, PL_DER_OCTET_STRING, list->data, list->len);
	code = gnutls_x509_crt_set_extension_by_oid(in->crt, PL_OID_SCT_LIST, value.data,
						    (unsigned)value.len, 0);
	pl_buf_clear(&value);
	return check(in, code, "setting the timestamps");
}

/* The logs sign what the certificate says without their timestamps: it is signed
 * once so, and once more with them. */
static bool set_timestamps(const struct issuing *in)
{
	struct pl_buf list = PL_BUF_INIT, items = PL_BUF_INIT;
	struct pl_cert *plain;
	bool ok;

	if (in->request->n_logs == 0)
		return true;
	plain = sign(in) ? export(in) : NULL;
	if (!plain)
		return false;
	ok = sign_timestamps(in, plain, &items);
	pl_cert_unref(plain);
	pl_put_number(&list, items.len, 2);
	pl_buf_add(&list, pl_buf_str(&items), items.len);
	ok = ok && set_list(in, &list);
	pl_buf_clear(&items);
	pl_buf_clear(&list);
	return ok;
}

struct pl_cert *pl_cert_issue(struct pl_pki *pki, const struct pl_cert_request *request,
			      struct pl_error *err)
{
	struct issuing in = {
		.pki = pki,
		.request = request,
		.signer = request->issuer_key ? request->issuer_key : request->subject_key,
		.err = err,
	};
	struct pl_clock saved = pl_clock_set(request->not_before);
	struct pl_cert *cert = NULL;

	if (check(&in, gnutls_x509_crt_init(&in.crt), "building a certificate")) {
		if (build(&in) && set_poison(&in) && set_timestamps(&in) && sign(&in))
			cert = export(&in);
		gnutls_x509_crt_deinit(in.crt);
	}
	pl_clock_restore(saved);
	return cert;
}
