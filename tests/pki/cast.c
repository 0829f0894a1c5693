/* How do the certificates of the path tests come into being? */
#include <config.h>

#include "cast.h"

#include <arpa/inet.h>
#include <gnutls/x509-ext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	printf("Bail out! %s\n", what);
	exit(1);
}

static int64_t year(int number)
{
	const struct pl_civil civil = { .year = number, .month = 1, .day = 1 };
	int64_t time = 0;

	must(pl_time_from_civil(&civil, &time), "a year of the cast");
	return time;
}

int64_t cast_summer(int number)
{
	return year(number) + 181 * PL_DAY + 12 * PL_HOUR;
}

static const struct cast_role *find(const char *name, size_t *at)
{
	for (*at = 0; *at < cast_n; (*at)++) {
		if (pl_streq(cast_roles[*at].name, name))
			return &cast_roles[*at];
	}
	printf("# nobody in the cast is called %s\n", name);
	must(false, "an unknown role");
	return NULL;
}

static const char *subject_of(const struct cast_role *role)
{
	return role->subject ? role->subject : role->name;
}

static struct pl_key *key_of(const struct cast *cast, const struct cast_role *role)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *key = pl_pki_key(cast->pki, "cast", role->key ? role->key : subject_of(role),
					PL_KEY_P256, &err);

	must(key != NULL, "a key of the cast");
	return key;
}

/* The next blank-separated word into `out`; false at the end. */
static bool next_word(const char **words, char *out, size_t room)
{
	size_t len;

	*words += strspn(*words, " ");
	len = strcspn(*words, " ");
	if (len == 0 || len >= room)
		return false;
	memcpy(out, *words, len);
	out[len] = '\0';
	*words += len;
	return true;
}

static const char *names_of(const struct cast_role *role)
{
	if (role->names)
		return role->names;
	return role->ca ? "" : "a.example.test";
}

/* IPv4/PREFIX as 8 octets; false when the word is a DNS name. */
static bool read_net(const char *word, uint8_t out[8])
{
	char addr[64];
	unsigned prefix;
	uint32_t mask;

	if (sscanf(word, "%63[0-9.]/%u", addr, &prefix) != 2 || inet_pton(AF_INET, addr, out) != 1)
		return false;
	mask = htonl(prefix ? UINT32_MAX << (32 - prefix) : 0);
	memcpy(out + 4, &mask, 4);
	return true;
}

static void set_constraints(gnutls_x509_crt_t crt, const struct cast_role *role)
{
	gnutls_x509_name_constraints_t constraints;
	const char *lists[] = {role->permit ? role->permit : "",
			       role->exclude ? role->exclude : ""};
	char word[128];
	uint8_t net[8];

	if (!role->permit && !role->exclude)
		return;
	must(gnutls_x509_name_constraints_init(&constraints) == 0, "constraints");
	for (int i = 0; i < 2; i++) {
		while (next_word(&lists[i], word, sizeof(word))) {
			bool ip = read_net(word, net);
			gnutls_datum_t name = { ip ? net : (uint8_t *)word,
						ip ? 8 : (unsigned)strlen(word) };
			unsigned type = ip ? GNUTLS_SAN_IPADDRESS : GNUTLS_SAN_DNSNAME;
			int code =
			    i ? gnutls_x509_name_constraints_add_excluded(constraints, type, &name)
			      : gnutls_x509_name_constraints_add_permitted(constraints, type,
									   &name);

			must(code == 0, "a name constraint");
		}
	}
	must(gnutls_x509_crt_set_name_constraints(crt, constraints, 1) == 0, "name constraints");
	gnutls_x509_name_constraints_deinit(constraints);
}

/* NameConstraints with one permitted subtree, written out: GnuTLS writes no directoryName. */
static void set_dn_constraint(gnutls_x509_crt_t crt, const char *cn)
{
	uint8_t der[64] = { 0x30, 0, 0xa0, 0, 0x30, 0, 0xa4, 0, 0x30, 0, 0x31, 0, 0x30, 0,
			    0x06, 3, 0x55, 0x04, 0x03, 0x13, 0 };
	size_t len = strlen(cn), head = 21;

	memcpy(der + head, cn, len);
	der[20] = (uint8_t)len;
	for (size_t at = 1; at <= 13; at += 2)
		der[at] = (uint8_t)(head + len - at - 1);
	must(gnutls_x509_crt_set_extension_by_oid(crt, "2.5.29.30", der, head + len, 1) == 0,
	     "a directoryName constraint");
}

static void set_names(gnutls_x509_crt_t crt, const struct cast_role *role)
{
	const char *names = names_of(role);
	char word[128];
	uint8_t ip[16];

	while (next_word(&names, word, sizeof(word))) {
		unsigned len = inet_pton(AF_INET, word, ip) == 1    ? 4
			       : inet_pton(AF_INET6, word, ip) == 1 ? 16
								    : 0;
		int code = len ? gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, ip,
								      len, GNUTLS_FSAN_APPEND)
			       : gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, word,
								      (unsigned)strlen(word),
								      GNUTLS_FSAN_APPEND);

		must(code == 0, "a name");
	}
}

static void set_usage(gnutls_x509_crt_t crt, const struct cast_role *role)
{
	unsigned usage = role->ca ? GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN
				  : GNUTLS_KEY_DIGITAL_SIGNATURE;

	if (role->odd & CAST_NO_CERT_SIGN)
		usage = GNUTLS_KEY_DIGITAL_SIGNATURE;
	if (role->odd & CAST_CERT_SIGN_ONLY)
		usage = GNUTLS_KEY_KEY_CERT_SIGN;
	if (!(role->odd & CAST_NO_KEY_USAGE))
		must(gnutls_x509_crt_set_key_usage(crt, usage) == 0, "key usage");
	if (role->odd & CAST_CLIENT_ONLY)
		must(gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_CLIENT, 0) == 0,
		     "purpose");
	else if (!role->ca || role->path_len < 0)
		must(gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0,
		     "purpose");
}

static void set_extensions(gnutls_x509_crt_t crt, const struct cast_role *role,
			   const struct pl_key *key, const struct pl_key *signer)
{
	if (!(role->odd & CAST_NO_BASIC_CONSTRAINTS))
		must(gnutls_x509_crt_set_basic_constraints(
			 crt, role->ca, role->path_len > 0 ? role->path_len - 1 : -1) == 0,
		     "basic constraints");
	set_usage(crt, role);
	set_names(crt, role);
	set_constraints(crt, role);
	if (role->permit_dn)
		set_dn_constraint(crt, role->permit_dn);
	if (role->odd & CAST_UNKNOWN_CRITICAL)
		must(gnutls_x509_crt_set_extension_by_oid(crt, "1.3.6.1.4.1.55555.1", "\x05\x00", 2,
							  1) == 0,
		     "an extension");
	if (!(role->odd & CAST_NO_IDS)) {
		must(gnutls_x509_crt_set_subject_key_id(crt, key->key_id, sizeof(key->key_id)) == 0,
		     "SKI");
		must(gnutls_x509_crt_set_authority_key_id(crt, signer->key_id,
							  sizeof(signer->key_id)) == 0,
		     "AKI");
	}
}

/* The library's generator does not derive keys of this size; its bytes matter to nobody. */
static void set_weak_key(gnutls_x509_crt_t crt)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key) == 0 &&
		     gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, 1024, 0) == 0 &&
		     gnutls_x509_crt_set_key(crt, key) == 0,
	     "a weak key");
	gnutls_x509_privkey_deinit(key);
}

static struct pl_cert *finish(const struct cast *cast, gnutls_x509_crt_t crt,
			      const struct cast_role *role)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert;
	gnutls_datum_t der;

	must(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) == 0, "export");
	if (role->odd & CAST_BROKEN)
		der.data[der.size - 1] ^= 1;
	cert = pl_cert_parse(cast->pki, (struct pl_bytes){ der.data, der.size }, role->name, &err);
	if (!cert)
		printf("# %s\n", err.text);
	must(cert != NULL, role->name);
	gnutls_free(der.data);
	return cert;
}

static struct pl_cert *make(const struct cast *cast, size_t number)
{
	const struct cast_role *role = &cast_roles[number];
	bool weak = pl_streq(role->key, "rsa1024");
	struct pl_key *key = weak ? NULL : key_of(cast, role), *signer = key;
	struct pl_clock saved = pl_clock_set(0);
	uint8_t serial[8] = { 1, 0, 0, 0, 0, 0, 0, (uint8_t)number };
	gnutls_digest_algorithm_t hash =
	    role->odd & CAST_SHA1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256;
	gnutls_x509_crt_t crt, issuer = NULL;
	struct pl_cert *cert;
	size_t up;

	must(gnutls_x509_crt_init(&crt) == 0, "a certificate");
	must(gnutls_x509_crt_set_version(crt, role->odd & CAST_VERSION_1 ? 1 : 3) == 0,
	     "a version");
	gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
	gnutls_x509_crt_set_activation_time(crt, (time_t)year(role->from ? role->from : 2020));
	gnutls_x509_crt_set_expiration_time(crt,
					    (time_t)year((role->to ? role->to : 2030) + 1) - 1);
	must(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, subject_of(role),
					   (unsigned)strlen(subject_of(role))) == 0,
	     "a subject");
	if (weak)
		set_weak_key(crt);
	else
		must(gnutls_x509_crt_set_pubkey(crt, key->pub) == 0, "a key");
	if (role->by) {
		gnutls_datum_t der;

		signer = key_of(cast, find(role->by, &up));
		der = (gnutls_datum_t){ cast->certs[up]->der, (unsigned)cast->certs[up]->der_len };
		must(up < number && gnutls_x509_crt_init(&issuer) == 0 &&
			     gnutls_x509_crt_import(issuer, &der, GNUTLS_X509_FMT_DER) == 0,
		     "an issuer");
	}
	if (!(role->odd & CAST_VERSION_1))
		set_extensions(crt, role, key, signer);
	must(gnutls_x509_crt_privkey_sign(crt, issuer ? issuer : crt, signer->priv, hash,
					  GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE) == 0,
	     "a signature");
	cert = finish(cast, crt, role);
	gnutls_x509_crt_deinit(crt);
	if (issuer)
		gnutls_x509_crt_deinit(issuer);
	pl_clock_restore(saved);
	return cert;
}

void cast_init(struct cast *cast)
{
	cast->pki = pl_pki_new(2);
	cast->certs = pl_calloc(cast_n, sizeof(*cast->certs));
	for (size_t i = 0; i < cast_n; i++)
		cast->certs[i] = make(cast, i);
}

void cast_clear(struct cast *cast)
{
	for (size_t i = 0; i < cast_n; i++)
		pl_cert_unref(cast->certs[i]);
	free(cast->certs);
	pl_pki_free(cast->pki);
}

struct pl_chain *cast_chain(const struct cast *cast, const char *words)
{
	struct pl_cert *certs[64];
	char word[64];
	size_t n = 0, at;

	while (next_word(&words, word, sizeof(word))) {
		find(word, &at);
		must(n < PL_ARRAY_LEN(certs), "a chain of the cast");
		certs[n++] = cast->certs[at];
	}
	return pl_chain_new(certs, n);
}

const char *cast_name(const struct cast *cast, const struct pl_cert *cert)
{
	for (size_t i = 0; i < cast_n; i++) {
		if (memcmp(cast->certs[i]->sha256, cert->sha256, 32) == 0)
			return cast_roles[i].name;
	}
	return "?";
}
