/*
 * The floor under a run: exactly as many raw GnuTLS operations as pinlab says
 * it needed, and nothing else. Usage: raw OPERATION=COUNT..., with operations
 * keys, signed, imported and links followed by an algorithm where it matters:
 *     raw keys-ecdsa-p256=40 signed-ecdsa-p256=60 imported=60 links-ecdsa-p256=55
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

struct algorithm {
	const char *name;
	gnutls_pk_algorithm_t pk;
	unsigned bits;
	gnutls_digest_algorithm_t digest;
	gnutls_sign_algorithm_t sign;
};

static const struct algorithm algorithms[] = {
	{ "ecdsa-p256", GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), GNUTLS_DIG_SHA256, GNUTLS_SIGN_ECDSA_SHA256 },
	{ "ecdsa-p384", GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1), GNUTLS_DIG_SHA384, GNUTLS_SIGN_ECDSA_SHA384 },
	{ "ed25519", GNUTLS_PK_EDDSA_ED25519, 0, GNUTLS_DIG_SHA512, GNUTLS_SIGN_EDDSA_ED25519 },
	{ "rsa-2048", GNUTLS_PK_RSA, 2048, GNUTLS_DIG_SHA256, GNUTLS_SIGN_RSA_SHA256 },
	{ "rsa-3072", GNUTLS_PK_RSA, 3072, GNUTLS_DIG_SHA256, GNUTLS_SIGN_RSA_SHA256 },
	{ "rsa-4096", GNUTLS_PK_RSA, 4096, GNUTLS_DIG_SHA256, GNUTLS_SIGN_RSA_SHA256 },
};

static void must(int code, const char *what)
{
	if (code >= 0)
		return;
	fprintf(stderr, "raw: %s: %s\n", what, gnutls_strerror(code));
	exit(4);
}

static gnutls_x509_privkey_t make_key(const struct algorithm *algorithm)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key), "key");
	must(gnutls_x509_privkey_generate(key, algorithm->pk, algorithm->bits, 0), "generate");
	return key;
}

/* Builds, signs and exports one certificate like those of the lab. */
static gnutls_datum_t sign_cert(gnutls_x509_privkey_t key, gnutls_privkey_t signer,
                                const struct algorithm *algorithm)
{
	static const unsigned char serial[16] = { 1 };
	static const unsigned char id[20] = { 2 };
	gnutls_x509_crt_t crt, issuer;
	gnutls_datum_t der;

	must(gnutls_x509_crt_init(&crt), "crt");
	must(gnutls_x509_crt_init(&issuer), "crt");
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
	gnutls_x509_crt_set_dn(crt, "CN=api.example.test,O=SIMULATION (pinlab)", NULL);
	gnutls_x509_crt_set_issuer_dn(crt, "CN=Lab Issuing CA,O=SIMULATION (pinlab)", NULL);
	gnutls_x509_crt_set_activation_time(crt, 1767225600);
	gnutls_x509_crt_set_expiration_time(crt, 1775001599);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_subject_key_id(crt, id, sizeof(id));
	gnutls_x509_crt_set_authority_key_id(crt, id, sizeof(id));
	gnutls_x509_crt_set_basic_constraints(crt, 0, -1);
	gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
	gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
	gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, "api.example.test", 16, GNUTLS_FSAN_SET);
	must(gnutls_x509_crt_set_key(issuer, key), "issuer key");
	must(gnutls_x509_crt_privkey_sign(crt, issuer, signer, algorithm->digest,
	                                  GNUTLS_PRIVKEY_FLAG_REPRODUCIBLE), "sign");
	must(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der), "export");
	gnutls_x509_crt_deinit(issuer);
	gnutls_x509_crt_deinit(crt);
	return der;
}

static void keys(const struct algorithm *algorithm, long count)
{
	while (count-- > 0)
		gnutls_x509_privkey_deinit(make_key(algorithm));
}

static void certificates(const struct algorithm *algorithm, long count)
{
	gnutls_x509_privkey_t key = make_key(algorithm);
	gnutls_privkey_t signer;

	must(gnutls_privkey_init(&signer), "signer");
	must(gnutls_privkey_import_x509(signer, key, 0), "signer");
	while (count-- > 0) {
		gnutls_datum_t der = sign_cert(key, signer, algorithm);

		gnutls_free(der.data);
	}
	gnutls_privkey_deinit(signer);
	gnutls_x509_privkey_deinit(key);
}

static void imports(long count)
{
	const struct algorithm *algorithm = &algorithms[0];
	gnutls_x509_privkey_t key = make_key(algorithm);
	gnutls_privkey_t signer;
	gnutls_datum_t der;

	must(gnutls_privkey_init(&signer), "signer");
	must(gnutls_privkey_import_x509(signer, key, 0), "signer");
	der = sign_cert(key, signer, algorithm);
	while (count-- > 0) {
		gnutls_x509_crt_t crt;

		must(gnutls_x509_crt_init(&crt), "crt");
		must(gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER), "import");
		gnutls_x509_crt_deinit(crt);
	}
	gnutls_free(der.data);
	gnutls_privkey_deinit(signer);
	gnutls_x509_privkey_deinit(key);
}

static void links(const struct algorithm *algorithm, long count)
{
	static unsigned char bytes[400];
	gnutls_datum_t data = { bytes, sizeof(bytes) }, signature;
	gnutls_x509_privkey_t key = make_key(algorithm);
	gnutls_privkey_t signer;
	gnutls_pubkey_t pubkey;

	must(gnutls_privkey_init(&signer), "signer");
	must(gnutls_privkey_import_x509(signer, key, 0), "signer");
	must(gnutls_pubkey_init(&pubkey), "pubkey");
	must(gnutls_pubkey_import_privkey(pubkey, signer, 0, 0), "pubkey");
	must(gnutls_privkey_sign_data2(signer, algorithm->sign, 0, &data, &signature), "sign");
	while (count-- > 0)
		must(gnutls_pubkey_verify_data2(pubkey, algorithm->sign, 0, &data, &signature), "verify");
	gnutls_free(signature.data);
	gnutls_pubkey_deinit(pubkey);
	gnutls_privkey_deinit(signer);
	gnutls_x509_privkey_deinit(key);
}

static const struct algorithm *algorithm_named(const char *name)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++)
		if (strcmp(algorithms[i].name, name) == 0)
			return &algorithms[i];
	fprintf(stderr, "raw: unknown algorithm '%s'\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		long count = equals ? strtol(equals + 1, NULL, 10) : 0;

		if (!equals || count < 0)
			return fprintf(stderr, "raw: '%s' is not OPERATION=COUNT\n", argv[i]), 2;
		*equals = '\0';
		if (count == 0)
			continue;
		if (strncmp(argv[i], "keys-", 5) == 0)
			keys(algorithm_named(argv[i] + 5), count);
		else if (strncmp(argv[i], "signed-", 7) == 0)
			certificates(algorithm_named(argv[i] + 7), count);
		else if (strncmp(argv[i], "links-", 6) == 0)
			links(algorithm_named(argv[i] + 6), count);
		else if (strcmp(argv[i], "imported") == 0)
			imports(count);
		else
			return fprintf(stderr, "raw: unknown operation '%s'\n", argv[i]), 2;
	}
	return 0;
}
