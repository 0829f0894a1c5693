/* Do openssl and GnuTLS read the lab's revocation lists and OCSP answers as they were meant? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/crl.h"
#include "pki/internal.h"
#include "pki/ocsp.h"
#include "tests/interop/command.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/time.h"

/* A root, a CA below it and a leaf; the CA's key is of the kind under test. */
struct cast {
	struct pl_pki *pki;
	struct pl_key *root_key, *ca_key;
	struct pl_cert *root, *ca, *leaf, *other;
};

static struct cast cast_new(enum pl_key_alg alg)
{
	struct cast cast = { .pki = pl_pki_new(1) };
	struct pl_cert_request leaf;

	cast.root_key = issue_key(cast.pki, "root#1", PL_KEY_P256);
	cast.ca_key = issue_key(cast.pki, "ca#1", alg);
	cast.root = issue_root(cast.pki, PL_KEY_P256);
	cast.ca = issue(cast.pki, &(struct pl_cert_request){
		.subject = "C=US, O=SIMULATION (pinlab), CN=Test CA",
		.subject_key = cast.ca_key,
		.issuer = cast.root,
		.issuer_key = cast.root_key,
		.serial_name = "ca#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_TO,
		.ca = true,
		.path_len = 0,
	});
	leaf = (struct pl_cert_request){
		.subject = "CN=api.example.test",
		.subject_key = issue_key(cast.pki, "leaf#1", PL_KEY_P256),
		.issuer = cast.ca,
		.issuer_key = cast.ca_key,
		.serial_name = "leaf#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_TO,
	};
	cast.leaf = issue(cast.pki, &leaf);
	leaf.serial_name = "leaf#2";
	cast.other = issue(cast.pki, &leaf);
	return cast;
}

static void cast_free(struct cast *cast)
{
	pl_cert_unref(cast->other);
	pl_cert_unref(cast->leaf);
	pl_cert_unref(cast->ca);
	pl_cert_unref(cast->root);
	pl_pki_free(cast->pki);
}

static void crl_of(const struct cast *cast, const struct pl_cert *issuer, const struct pl_key *key,
		   const struct pl_crl_entry *entries, size_t n, struct pl_buf *out)
{
	const struct pl_crl_request request = {
		.issuer = issuer,
		.key = key,
		.entries = entries,
		.n = n,
		.number = 1767225600,
		.this_update = ISSUE_FROM,
		.next_update = ISSUE_FROM + 7 * PL_DAY,
	};
	struct pl_error err = PL_ERROR_INIT;

	issue_need(pl_crl_make(cast->pki, &request, out, &err), &err);
}

/* A folder that goes with the test. */
static char *folder(void)
{
	static char name[] = "/tmp/pinlab-revocation-XXXXXX";

	if (!mkdtemp(name))
		abort();
	return name;
}

static void put(const char *dir, const char *name, const void *data, size_t len)
{
	char *path = pl_path_join(dir, name);
	struct pl_error err = PL_ERROR_INIT;

	issue_need(pl_file_write(path, data, len, 0600, &err), &err);
	free(path);
}

static void put_cert(const char *dir, const char *name, const struct pl_cert *cert)
{
	struct pl_buf pem = PL_BUF_INIT;

	pl_cert_pem(cert, &pem);
	put(dir, name, pem.data, pem.len);
	pl_buf_clear(&pem);
}

static void put_crls(const char *dir, const char *name, const struct pl_buf *a,
		     const struct pl_buf *b)
{
	struct pl_buf pem = PL_BUF_INIT;

	pl_crl_pem((struct pl_bytes){ (const uint8_t *)a->data, a->len }, &pem);
	pl_crl_pem((struct pl_bytes){ (const uint8_t *)b->data, b->len }, &pem);
	put(dir, name, pem.data, pem.len);
	pl_buf_clear(&pem);
}

/* What a command in the folder says; its code is in *code when wanted. */
static char *say(const char *dir, const char *command, int *code)
{
	char *line = pl_asprintf("cd '%s' && %s", dir, command);
	struct pl_buf out = PL_BUF_INIT;
	int got = command_run((const char *const[]){ "sh", "-c", line, NULL }, 30, &out);

	if (code)
		*code = got;
	free(line);
	pl_buf_puts(&out, "");
	return pl_buf_take(&out);
}

/* Which of the two certificates below the root is on its issuer's list. */
static const struct {
	const char *situation;
	bool leaf, ca;
	const char *leaf_only, *all; /* what openssl says with -crl_check and -crl_check_all */
} crl_rows[] = {
	{ "empty lists", false, false, "leaf.pem: OK", "leaf.pem: OK" },
	{ "a revoked leaf", true, false, "certificate revoked", "certificate revoked" },
	{ "a revoked CA", false, true, "leaf.pem: OK", "certificate revoked" },
	{ "both", true, true, "certificate revoked", "certificate revoked" },
};

static void test_crl_rows(const struct cast *cast, const char *dir)
{
	static const char verify[] =
		"openssl verify -attime 1767312000 -no-CAfile -no-CApath -no-CAstore -trusted "
		"root.pem -untrusted ca.pem -CRLfile crls.pem ";

	for (size_t i = 0; i < PL_ARRAY_LEN(crl_rows); i++) {
		struct pl_crl_entry leaf = { cast->leaf, ISSUE_FROM, PL_REVOKED_KEY_COMPROMISE };
		struct pl_crl_entry ca = { cast->ca, ISSUE_FROM, PL_REVOKED_CA_COMPROMISE };
		struct pl_buf by_ca = PL_BUF_INIT, by_root = PL_BUF_INIT;
		char *line = pl_asprintf("%s -crl_check leaf.pem", verify);
		char *said;

		crl_of(cast, cast->ca, cast->ca_key, &leaf, crl_rows[i].leaf, &by_ca);
		crl_of(cast, cast->root, cast->root_key, &ca, crl_rows[i].ca, &by_root);
		put_crls(dir, "crls.pem", &by_ca, &by_root);
		said = say(dir, line, NULL);
		tap_has(said, crl_rows[i].leaf_only, crl_rows[i].situation);
		free(said);
		free(line);
		line = pl_asprintf("%s -crl_check -crl_check_all leaf.pem", verify);
		said = say(dir, line, NULL);
		tap_has(said, crl_rows[i].all, "and with every list");
		free(said);
		free(line);
		pl_buf_clear(&by_ca);
		pl_buf_clear(&by_root);
	}
}

/* Every field, read by openssl; the signature checked by it and by GnuTLS. */
static void test_crl_fields(const struct cast *cast, const char *dir)
{
	static const char *const wanted[] = {
		"verify OK", "Version 2", "CRL Number", "1767225600", "Authority Key Identifier",
		"Last Update: Jan  1 00:00:00 2026 GMT", "Next Update: Jan  8 00:00:00 2026 GMT",
		"Key Compromise", "Superseded", "Revocation Date: Jan  1 00:00:07 2026 GMT",
	};
	const struct pl_crl_entry entries[] = {
		{ cast->leaf, ISSUE_FROM, PL_REVOKED_KEY_COMPROMISE },
		{ cast->other, ISSUE_FROM + 7, PL_REVOKED_SUPERSEDED },
	};
	struct pl_buf crl = PL_BUF_INIT, again = PL_BUF_INIT;
	char *said;
	int code;

	crl_of(cast, cast->ca, cast->ca_key, entries, 2, &crl);
	crl_of(cast, cast->ca, cast->ca_key, entries, 2, &again);
	tap_ok(crl.len == again.len && memcmp(crl.data, again.data, crl.len) == 0,
	       "the same list again has the same bytes");
	put(dir, "list.der", crl.data, crl.len);
	said = say(dir, "openssl crl -inform DER -in list.der -CAfile ca.pem -verify -noout -text",
		   &code);
	tap_int(code, 0, "openssl reads the list");
	for (size_t i = 0; i < PL_ARRAY_LEN(wanted); i++)
		tap_has(said, wanted[i], wanted[i]);
	free(said);
	said = say(dir, "openssl crl -inform DER -in list.der -CAfile root.pem -verify -noout",
		   NULL);
	tap_ok(!strstr(said, "verify OK"), "and not as the root's");
	free(said);
	pl_buf_clear(&crl);
	pl_buf_clear(&again);
}

static bool gnutls_believes(const struct pl_buf *crl, const struct pl_cert *issuer)
{
	const gnutls_datum_t data = { (uint8_t *)crl->data, (unsigned)crl->len };
	const gnutls_datum_t der = { issuer->der, (unsigned)issuer->der_len };
	struct pl_clock saved = pl_clock_set(ISSUE_FROM + 1);
	gnutls_x509_crl_t list;
	gnutls_x509_crt_t crt;
	unsigned status = 1;
	bool ok;

	gnutls_x509_crl_init(&list);
	gnutls_x509_crt_init(&crt);
	ok = gnutls_x509_crl_import(list, &data, GNUTLS_X509_FMT_DER) >= 0 &&
	     gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) >= 0 &&
	     gnutls_x509_crl_verify(list, &crt, 1, 0, &status) >= 0 && status == 0;
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_crl_deinit(list);
	pl_clock_restore(saved);
	return ok;
}

static void test_crl_signers(void)
{
	for (size_t alg = 0; alg < PL_KEY_RSA_3072; alg++) {
		struct cast cast = cast_new((enum pl_key_alg)alg);
		struct pl_crl_entry entry = { cast.leaf, ISSUE_FROM, PL_REVOKED_UNSPECIFIED };
		struct pl_buf crl = PL_BUF_INIT;

		crl_of(&cast, cast.ca, cast.ca_key, &entry, 1, &crl);
		tap_ok(gnutls_believes(&crl, cast.ca), "%s: GnuTLS believes its list",
		       pl_key_alg_name((enum pl_key_alg)alg));
		tap_ok(!gnutls_believes(&crl, cast.root), "and not in the root's name");
		crl.data[crl.len / 2] ^= 1;
		tap_ok(!gnutls_believes(&crl, cast.ca), "nor with a bit turned");
		pl_buf_clear(&crl);
		cast_free(&cast);
	}
}

/* Dates around the change from UTCTime to GeneralizedTime, and lists of any length. */
static void test_crl_limits(const struct cast *cast, const char *dir)
{
	static const struct {
		int64_t at;
		const char *want;
	} dates[] = {
		{ INT64_C(2524607999), "Dec 31 23:59:59 2049 GMT" },
		{ INT64_C(2524608000), "Jan  1 00:00:00 2050 GMT" },
		{ PL_TIME_MAX, "Dec 31 23:59:59 9999 GMT" },
	};
	struct pl_crl_entry *many = pl_calloc(5000, sizeof(*many));
	struct pl_buf crl = PL_BUF_INIT;
	size_t small;
	char *said;

	for (size_t i = 0; i < PL_ARRAY_LEN(dates); i++) {
		struct pl_crl_entry entry = { cast->leaf, dates[i].at, PL_REVOKED_UNSPECIFIED };

		pl_buf_reset(&crl);
		crl_of(cast, cast->ca, cast->ca_key, &entry, 1, &crl);
		put(dir, "list.der", crl.data, crl.len);
		said = say(dir, "openssl crl -inform DER -in list.der -noout -text", NULL);
		tap_has(said, dates[i].want, dates[i].want);
		tap_ok(!strstr(said, "Reason Code"), "an unspecified reason is left out");
		free(said);
	}
	for (size_t i = 0; i < 5000; i++)
		many[i] = (struct pl_crl_entry){ cast->leaf, ISSUE_FROM, PL_REVOKED_SUPERSEDED };
	pl_buf_reset(&crl);
	crl_of(cast, cast->ca, cast->ca_key, many, 2500, &crl);
	small = crl.len;
	pl_buf_reset(&crl);
	crl_of(cast, cast->ca, cast->ca_key, many, 5000, &crl);
	tap_ok(crl.len > 2 * small - 1000 && crl.len < 2 * small + 1000,
	       "twice the entries are twice the bytes: %zu, %zu", small, crl.len);
	tap_ok(gnutls_believes(&crl, cast->ca), "and GnuTLS still believes them");
	free(many);
	pl_buf_clear(&crl);
}

static const struct {
	const char *situation;
	struct pl_ocsp_answer answer;
	const char *want[3]; /* of openssl */
} ocsp_rows[] = {
	{ "good", { PL_OCSP_GOOD, ISSUE_FROM, ISSUE_TO, PL_TIME_NONE, PL_REVOKED_UNSPECIFIED },
	  { "leaf.pem: good", "This Update: Jan  1 00:00:00 2026 GMT",
	    "Next Update: Dec 31 23:59:59 2035 GMT" } },
	{ "revoked with a reason",
	  { PL_OCSP_REVOKED, ISSUE_FROM, ISSUE_TO, ISSUE_FROM + 60, PL_REVOKED_KEY_COMPROMISE },
	  { "leaf.pem: revoked", "Reason: keyCompromise",
	    "Revocation Time: Jan  1 00:01:00 2026 GMT" } },
	{ "revoked without one",
	  { PL_OCSP_REVOKED, ISSUE_FROM, ISSUE_TO, ISSUE_FROM, PL_REVOKED_UNSPECIFIED },
	  { "leaf.pem: revoked", "This Update", "Revocation Time: Jan  1 00:00:00 2026 GMT" } },
	{ "unknown",
	  { PL_OCSP_UNKNOWN, ISSUE_FROM, ISSUE_TO, PL_TIME_NONE, PL_REVOKED_UNSPECIFIED },
	  { "leaf.pem: unknown", "This Update", "Next Update" } },
};

static void ocsp_of(const struct cast *cast, const struct pl_ocsp_answer *answer,
		    struct pl_buf *out)
{
	struct pl_error err = PL_ERROR_INIT;

	issue_need(pl_ocsp_make(cast->pki, cast->leaf, cast->ca, cast->ca_key, answer, out, &err),
		   &err);
}

static void test_ocsp_openssl(const struct cast *cast, const char *dir)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(ocsp_rows); i++) {
		struct pl_buf der = PL_BUF_INIT;
		char *said;

		ocsp_of(cast, &ocsp_rows[i].answer, &der);
		put(dir, "answer.der", der.data, der.len);
		said = say(dir, "openssl ocsp -issuer ca.pem -cert leaf.pem -CAfile root.pem "
				"-attime 1767312000 -verify_other ca.pem -respin answer.der "
				"-no_nonce", NULL);
		tap_has(said, "Response verify OK", ocsp_rows[i].situation);
		for (size_t k = 0; k < 3; k++)
			tap_has(said, ocsp_rows[i].want[k], ocsp_rows[i].want[k]);
		free(said);
		pl_buf_clear(&der);
	}
}

static void test_ocsp_read(const struct cast *cast)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(ocsp_rows); i++) {
		const struct pl_ocsp_answer *want = &ocsp_rows[i].answer;
		struct pl_buf der = PL_BUF_INIT, again = PL_BUF_INIT;
		struct pl_ocsp_answer got;
		const char *why;
		struct pl_bytes bytes;

		ocsp_of(cast, want, &der);
		ocsp_of(cast, want, &again);
		tap_ok(der.len == again.len && memcmp(der.data, again.data, der.len) == 0,
		       "%s: the same answer again has the same bytes", ocsp_rows[i].situation);
		bytes = (struct pl_bytes){ (const uint8_t *)der.data, der.len };
		tap_ok(pl_ocsp_read(bytes, cast->leaf, cast->ca, &got, &why), "it is read");
		tap_int(got.status, want->status, "its status");
		tap_ok(got.this_update == want->this_update &&
			       got.next_update == want->next_update &&
			       got.revoked_at == want->revoked_at && got.reason == want->reason,
		       "its dates and reason");
		tap_ok(!pl_ocsp_read(bytes, cast->other, cast->ca, &got, &why) &&
			       strstr(why, "another certificate"),
		       "it says nothing about another leaf");
		tap_ok(!pl_ocsp_read(bytes, cast->leaf, cast->root, &got, &why) &&
			       strstr(why, "signature"),
		       "it is not the root's");
		der.data[der.len - 5] ^= 1;
		tap_ok(!pl_ocsp_read(bytes, cast->leaf, cast->ca, &got, &why),
		       "a bit turned in the signature is noticed");
		tap_ok(!pl_ocsp_read((struct pl_bytes){ bytes.data, 20 }, cast->leaf, cast->ca,
				     &got, &why),
		       "a cut answer is not read");
		pl_buf_clear(&der);
		pl_buf_clear(&again);
	}
}

static void test_ocsp_signers(void)
{
	for (size_t alg = 0; alg < PL_KEY_RSA_3072; alg++) {
		struct cast cast = cast_new((enum pl_key_alg)alg);
		struct pl_buf der = PL_BUF_INIT;
		struct pl_ocsp_answer got;
		const char *why = "";

		ocsp_of(&cast, &ocsp_rows[1].answer, &der);
		tap_ok(pl_ocsp_read((struct pl_bytes){ (const uint8_t *)der.data, der.len },
				    cast.leaf, cast.ca, &got, &why) &&
			       got.status == PL_OCSP_REVOKED,
		       "%s: GnuTLS believes its answer %s", pl_key_alg_name((enum pl_key_alg)alg),
		       why);
		pl_buf_clear(&der);
		cast_free(&cast);
	}
}

static void test_must_staple(const struct cast *cast, const char *dir)
{
	struct pl_cert *leaf = issue(cast->pki, &(struct pl_cert_request){
		.subject = "CN=must.example.test",
		.subject_key = issue_key(cast->pki, "leaf#1", PL_KEY_P256),
		.issuer = cast->ca,
		.issuer_key = cast->ca_key,
		.serial_name = "must",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_TO,
		.must_staple = true,
	});
	char *said;

	tap_ok(leaf->must_staple && !leaf->unknown_critical, "must-staple is read back");
	tap_ok(!cast->leaf->must_staple && !cast->ca->must_staple, "and only where it is");
	if (command_exists("openssl")) {
		put_cert(dir, "must.pem", leaf);
		said = say(dir, "openssl x509 -in must.pem -noout -text", NULL);
		tap_has(said, "status_request", "openssl calls it status_request");
		free(said);
	}
	pl_cert_unref(leaf);
}

static void test_reasons(void)
{
	enum pl_revoked_for reason;

	for (size_t i = 0; pl_revoked_for_names[i]; i++)
		tap_ok(pl_revoked_for_parse(pl_revoked_for_names[i], &reason) &&
			       pl_streq(pl_revoked_for_name(reason), pl_revoked_for_names[i]),
		       "%s is a reason and keeps its name", pl_revoked_for_names[i]);
	tap_ok(!pl_revoked_for_parse("certificate-hold", &reason), "a hold is none");
	tap_ok(!pl_revoked_for_name((enum pl_revoked_for)7), "7 is none");
}

int main(void)
{
	struct cast cast = cast_new(PL_KEY_P256);
	char *dir = folder(), *remove = pl_asprintf("rm -rf '%s'", dir);

	put_cert(dir, "root.pem", cast.root);
	put_cert(dir, "ca.pem", cast.ca);
	put_cert(dir, "leaf.pem", cast.leaf);
	tap_int((long long)(pl_pki_counts(cast.pki)->crls_signed +
			    pl_pki_counts(cast.pki)->ocsp_signed),
		0, "nothing is made unasked");
	if (command_exists("openssl")) {
		test_crl_rows(&cast, dir);
		test_crl_fields(&cast, dir);
		test_crl_limits(&cast, dir);
		test_ocsp_openssl(&cast, dir);
	} else {
		tap_skip("openssl reads lists and answers", "openssl is not installed");
	}
	test_crl_signers();
	test_ocsp_read(&cast);
	test_ocsp_signers();
	test_must_staple(&cast, dir);
	test_reasons();
	cast_free(&cast);
	command_run((const char *const[]){ "sh", "-c", remove, NULL }, 30, NULL);
	free(remove);
	return tap_done();
}
