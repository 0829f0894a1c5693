/* Does a seed stand for the same keys for ever, in any thread, and for no others? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/pki.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/text.h"

/* Golden: the SHA-256 of the SubjectPublicKeyInfo of seed 1, ("test", "golden#1").
 * Those of RSA hold as long as nettle's generator reads its bytes as it does now. */
static const struct {
	enum pl_key_alg alg;
	const char *want;
} golden[] = {
	{ PL_KEY_P256, "a01b4aba5e65681547fa95325bc8b962d83c41f6deaeac8bee6da78e0de25467" },
	{ PL_KEY_P384, "8a5ba65da17af51bbf708028e64d68f4053c34c8a6e1987ca37667045c5dcaa2" },
	{ PL_KEY_ED25519, "90e3b187a2d93dd39e627c9c54cb32f13d75258892233f66c08030588c5635c6" },
	{ PL_KEY_RSA_2048, "a49286bfb23cb3c392185146a1ea05a8bb170fdbe1021fd3ecc8e82c8861c885" },
	{ PL_KEY_RSA_3072, "6ab8bfb1138705e2aed27421946312c6edbbc07f4d27aaccfa95c71ce6e8bc40" },
	{ PL_KEY_RSA_4096, "095ed380b9ae6c3ce9498c28b75d6d367b316165c4a92fe9568e061ce6f40c64" },
};

static const char *spki_hex(const struct pl_key *key, char out[65])
{
	return pl_hex(pl_key_spki_sha256(key), 32, out);
}

static void test_golden(struct pl_pki *pki)
{
	char hex[65], name[80];

	for (size_t i = 0; i < PL_ARRAY_LEN(golden); i++)
		pl_pki_prefetch(pki, "test", "golden#1", golden[i].alg);
	for (size_t i = 0; i < PL_ARRAY_LEN(golden); i++) {
		struct pl_key *key = issue_key(pki, "golden#1", golden[i].alg);
		struct pl_bytes spki = pl_key_spki(key);
		uint8_t digest[32];

		snprintf(name, sizeof(name), "seed 1 gives the %s key of every release",
			 pl_key_alg_name(golden[i].alg));
		tap_text(spki_hex(key, hex), golden[i].want, name);
		pl_sha256(spki.data, spki.len, digest);
		tap_ok(pl_key_algorithm(key) == golden[i].alg &&
			       memcmp(digest, pl_key_spki_sha256(key), 32) == 0,
		       "its digest is that of its SubjectPublicKeyInfo");
	}
}

/* Every part of the name of a stream counts, and so does where it is cut. */
static const struct {
	const char *what;
	uint64_t seed;
	const char *purpose, *name;
	enum pl_key_alg alg;
} streams[] = {
	{ "the first", 1, "ab", "c", PL_KEY_P256 },
	{ "another seed", 2, "ab", "c", PL_KEY_P256 },
	{ "another purpose", 1, "ac", "c", PL_KEY_P256 },
	{ "another name", 1, "ab", "d", PL_KEY_P256 },
	{ "another generation", 1, "ab", "c#2", PL_KEY_P256 },
	{ "the same letters, cut elsewhere", 1, "a", "bc", PL_KEY_P256 },
	{ "an empty name", 1, "abc", "", PL_KEY_P256 },
	{ "another algorithm", 1, "ab", "c", PL_KEY_ED25519 },
	{ "a seed that differs in its highest bit", UINT64_C(1) << 63 | 1, "ab", "c", PL_KEY_P256 },
};

static void test_streams(void)
{
	uint8_t seen[PL_ARRAY_LEN(streams)][32];
	struct pl_error err = PL_ERROR_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(streams); i++) {
		struct pl_pki *pki = pl_pki_new(streams[i].seed);
		struct pl_key *key =
			pl_pki_key(pki, streams[i].purpose, streams[i].name, streams[i].alg, &err);
		bool fresh = true;

		issue_need(key, &err);
		memcpy(seen[i], pl_key_spki_sha256(key), 32);
		for (size_t j = 0; j < i; j++)
			fresh &= memcmp(seen[i], seen[j], 32) != 0;
		tap_ok(fresh, "a key of its own: %s", streams[i].what);
		tap_ok(pl_pki_key(pki, streams[i].purpose, streams[i].name, streams[i].alg, &err) ==
			       key,
		       "asking again yields the same key: %s", streams[i].what);
		tap_int((long long)pl_pki_counts(pki)->keys[streams[i].alg], 1,
			"and makes it once");
		pl_pki_free(pki);
	}
}

/* GnuTLS must believe the pair: the public half belongs to the private one. */
static void test_pairs(struct pl_pki *pki)
{
	for (size_t alg = 0; alg < PL_KEY_OTHER; alg++) {
		struct pl_key *key = issue_key(pki, "golden#1", (enum pl_key_alg)alg);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_buf pem = PL_BUF_INIT;
		gnutls_x509_privkey_t read;
		gnutls_datum_t datum;
		uint8_t id[32];
		size_t len = sizeof(id);

		tap_ok(pl_key_private_pem(key, &pem, &err), "%s: the private key is written",
		       pl_key_alg_name((enum pl_key_alg)alg));
		tap_has(pl_buf_str(&pem), "-----BEGIN PRIVATE KEY-----", "as PKCS #8");
		gnutls_x509_privkey_init(&read);
		datum = (gnutls_datum_t){ (unsigned char *)pem.data, (unsigned)pem.len };
		tap_ok(gnutls_x509_privkey_import_pkcs8(read, &datum, GNUTLS_X509_FMT_PEM, NULL,
							GNUTLS_PKCS_PLAIN) >= 0 &&
			       gnutls_x509_privkey_verify_params(read) >= 0,
		       "its numbers fit together");
		tap_ok(gnutls_x509_privkey_get_key_id(read, GNUTLS_KEYID_USE_SHA256, id, &len) >=
				       0 &&
			       memcmp(id, pl_key_spki_sha256(key), 32) == 0,
		       "read back, its public half is the one that is pinned");
		gnutls_x509_privkey_deinit(read);
		pl_buf_clear(&pem);
	}
}

static void test_threads(void)
{
	struct pl_pki *ahead = pl_pki_new(7), *plain = pl_pki_new(7);
	char name[20];
	bool same = true;

	for (int i = 0; i < 24; i++) {
		snprintf(name, sizeof(name), "key#%d", i);
		pl_pki_prefetch(ahead, "test", name, i % 8 ? PL_KEY_P384 : PL_KEY_RSA_2048);
		pl_pki_prefetch(ahead, "test", name, i % 8 ? PL_KEY_P384 : PL_KEY_RSA_2048);
	}
	for (int i = 23; i >= 0; i--) {
		enum pl_key_alg alg = i % 8 ? PL_KEY_P384 : PL_KEY_RSA_2048;

		snprintf(name, sizeof(name), "key#%d", i);
		same &= memcmp(pl_key_spki_sha256(issue_key(ahead, name, alg)),
			       pl_key_spki_sha256(issue_key(plain, name, alg)), 32) == 0;
	}
	tap_ok(same, "keys made ahead by workers are the keys made when asked for");
	tap_int((long long)pl_pki_counts(ahead)->keys[PL_KEY_P384], 21, "each is made once");
	pl_pki_free(ahead);
	pl_pki_free(plain);

	ahead = pl_pki_new(8);
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "key#%d", i);
		pl_pki_prefetch(ahead, "test", name, PL_KEY_RSA_2048);
	}
	pl_pki_free(ahead);
	tap_ok(true, "a run may end while workers still have fifty keys to make");
}

static void test_refusals(struct pl_pki *pki)
{
	struct pl_error err = PL_ERROR_INIT;
	enum pl_key_alg alg;
	char *text;

	pl_pki_prefetch(pki, "test", "impossible", PL_KEY_OTHER);
	tap_ok(!pl_pki_key(pki, "test", "impossible", PL_KEY_OTHER, &err),
	       "no key of an algorithm that can only be imported");
	tap_int(err.kind, PL_ERROR_ENVIRONMENT, "and the error says so");
	text = pl_error_format(&err);
	tap_has(text, "making a key", "with what was tried");
	free(text);
	pl_error_clear(&err);
	for (size_t i = 0; i < PL_KEY_OTHER; i++)
		tap_ok(pl_key_alg_parse(pl_key_alg_name((enum pl_key_alg)i), &alg) && alg == i,
		       "the name %s is read back", pl_key_alg_name((enum pl_key_alg)i));
	tap_ok(!pl_key_alg_parse("other", &alg), "\"other\" is no algorithm to ask for");
	tap_ok(!pl_key_alg_parse("rsa-1024", &alg), "rsa-1024 is no algorithm of ours");
	tap_ok(!pl_key_alg_parse("", &alg), "nothing is no algorithm");
}

static void test_random(struct pl_pki *pki)
{
	uint8_t a[100], b[100];
	char hex[65];

	pl_pki_random(pki, "serial", "leaf#1", a, sizeof(a));
	pl_pki_random(pki, "serial", "leaf#1", b, 40);
	tap_ok(memcmp(a, b, 40) == 0, "fewer bytes are the beginning of more");
	tap_text(pl_hex(a, 16, hex), "fcf9cb3cbc8f05be53d6b0a8184bd35f",
		 "the stream of seed 1 is what it always was");
	tap_ok(memcmp(a, a + 32, 32) != 0, "its blocks differ");
	pl_pki_random(pki, "serial", "leaf#2", b, sizeof(b));
	tap_ok(memcmp(a, b, 32) != 0, "another name is another stream");
}

static void test_digests(void)
{
	uint8_t out[32];
	char hex[65];

	pl_sha256("abc", 3, out);
	tap_text(pl_hex(out, 32, hex),
		 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		 "SHA-256 of abc (FIPS 180-2, B.1)");
	pl_sha256(NULL, 0, out);
	tap_text(pl_hex(out, 32, hex),
		 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		 "SHA-256 of nothing");
	pl_sha1("abc", 3, out);
	tap_text(pl_hex(out, 20, hex), "a9993e364706816aba3e25717850c26c9cd0d89d",
		 "SHA-1 of abc (FIPS 180-2, A.1)");
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(1);

	test_golden(pki);
	test_pairs(pki);
	test_refusals(pki);
	test_random(pki);
	pl_pki_free(pki);
	test_streams();
	test_threads();
	test_digests();
	return tap_done();
}
