/* Are certificates issued as asked and as always, and read back as they are? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/chain.h"
#include "pki/internal.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* A hierarchy with everything that a lab certificate can hold. */
struct world {
	struct pl_pki *pki;
	struct pl_cert *root, *ca, *leaf;
};

static const char *const leaf_names[] = { "api.example.test", "*.example.test", "127.0.0.1",
					  "::1" };

static struct pl_cert_request ca_request(const struct world *world)
{
	return (struct pl_cert_request){
		.subject = "C=US, O=SIMULATION (pinlab)\\, Inc., CN=Test CA 1",
		.subject_key = issue_key(world->pki, "ca#1", PL_KEY_P384),
		.issuer = world->root,
		.issuer_key = issue_key(world->pki, "root#1", PL_KEY_P256),
		.serial_name = "ca#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_FROM + 5 * 365 * PL_DAY,
		.ca = true,
		.path_len = 0,
		.ca_server_eku = true,
	};
}

static struct pl_cert_request leaf_request(const struct world *world)
{
	return (struct pl_cert_request){
		.subject = "CN=api.example.test",
		.subject_key = issue_key(world->pki, "leaf#1", PL_KEY_P256),
		.issuer = world->ca,
		.issuer_key = issue_key(world->pki, "ca#1", PL_KEY_P384),
		.serial_name = "leaf#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_FROM + 90 * PL_DAY - 1,
		.path_len = -1,
		.dns = leaf_names,
		.n_dns = 4,
	};
}

static struct world make_world(uint64_t seed)
{
	static char *permitted[] = { "test", ".example", "example" };
	static struct pl_ip_net nets[] = {
		{ .addr = { 127 }, .mask = { 255 }, .len = 4 },
		{ .addr = { [15] = 1 },
		  .mask = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
			    255, 255 },
		  .len = 16 },
	};
	const struct pl_subtrees trees = { .dns = permitted, .n_dns = 3, .ip = nets, .n_ip = 2 };
	struct world world = { .pki = pl_pki_new(seed) };
	struct pl_cert_request request;

	world.root =
		issue(world.pki, &(struct pl_cert_request){
					 .subject = "C=US, O=SIMULATION (pinlab), CN=Test Root",
					 .subject_key = issue_key(world.pki, "root#1", PL_KEY_P256),
					 .serial_name = "root#1",
					 .not_before = ISSUE_FROM,
					 .not_after = PL_TIME_MAX,
					 .ca = true,
					 .path_len = -1,
					 .permitted = &trees,
				 });
	request = ca_request(&world);
	world.ca = issue(world.pki, &request);
	request = leaf_request(&world);
	world.leaf = issue(world.pki, &request);
	return world;
}

static void free_world(struct world *world)
{
	pl_cert_unref(world->leaf);
	pl_cert_unref(world->ca);
	pl_cert_unref(world->root);
	pl_pki_free(world->pki);
}

static void test_golden(const struct world *world)
{
	struct world again = make_world(1), other = make_world(2);
	char hex[65];

	tap_text(pl_hex(world->root->sha256, 32, hex),
		 "3a20cfa85ab4355bdbe716f5b41a14ef84194597f35fb353c89d0267f7c79da3",
		 "the root of seed 1 is what it always was");
	tap_text(pl_hex(world->ca->sha256, 32, hex),
		 "e7e747ce7fa0766dc55b1e577398b4cef68b84a13cf5fa010f25ec9d4f0c4feb",
		 "so is the intermediate");
	tap_text(pl_hex(world->leaf->sha256, 32, hex),
		 "c57efa514ac026095b7a22ffacc08035be9b39e7e6d0083e10544caab6a90344",
		 "so is the leaf");
	tap_ok(memcmp(world->leaf->sha256, again.leaf->sha256, 32) == 0,
	       "the same seed gives the same leaf");
	tap_ok(memcmp(world->leaf->sha256, other.leaf->sha256, 32) != 0,
	       "another seed gives another");
	tap_int((long long)pl_pki_counts(again.pki)->certs_signed[PL_KEY_P256], 2,
		"two signatures with P-256 keys are counted");
	tap_int((long long)pl_pki_counts(again.pki)->certs_signed[PL_KEY_P384], 1,
		"one with a P-384 key");
	tap_int((long long)pl_pki_counts(again.pki)->certs_imported, 5,
		"three certificates are parsed, two as issuers once more");
	free_world(&again);
	free_world(&other);
}

static void test_fields(const struct world *world)
{
	const struct pl_cert *root = world->root, *ca = world->ca, *leaf = world->leaf;

	tap_text(root->subject, "C=US, O=SIMULATION (pinlab), CN=Test Root",
		 "a subject reads in its order");
	tap_text(ca->subject, "C=US, O=SIMULATION (pinlab)\\, Inc., CN=Test CA 1",
		 "a comma within a value stays marked");
	tap_text(ca->issuer, root->subject, "the issuer is the root's subject");
	tap_text(leaf->issuer, ca->subject, "and the intermediate's");
	tap_text(leaf->common_name, "api.example.test", "the common name of a leaf");
	tap_ok(root->self_issued && !ca->self_issued && !leaf->self_issued,
	       "only the root issued itself");
	tap_ok(pl_bytes_equal(leaf->issuer_der, ca->subject_der), "names are equal bytewise");
	tap_int(leaf->not_before, ISSUE_FROM, "notBefore");
	tap_int(leaf->not_after, ISSUE_FROM + 90 * PL_DAY - 1, "notAfter");
	tap_int(root->not_after, PL_TIME_MAX, "the last second of 9999");
	tap_int(leaf->version, 3, "version 3");
	tap_int(root->alg, PL_KEY_P256, "the root's key");
	tap_text(ca->key_words, "EC secp384r1", "the intermediate's key, in words");
	tap_int(ca->key_bits, 384, "and its size");
	tap_text(leaf->sig_words, "ECDSA-SHA384", "a P-384 key signs with SHA-384");
	tap_int(leaf->sig_hash, PL_SIG_SHA2, "which is SHA-2");
	tap_ok(root->has_basic_constraints && root->is_ca && root->path_len == -1,
	       "a root without a path length");
	tap_ok(ca->is_ca && ca->path_len == 0, "an intermediate with path length 0");
	tap_ok(leaf->has_basic_constraints && !leaf->is_ca && leaf->path_len == -1,
	       "a leaf is no CA");
	tap_int(root->key_usage, PL_KU_KEY_CERT_SIGN | PL_KU_CRL_SIGN,
		"a CA signs certificates and CRLs");
	tap_int(leaf->key_usage, PL_KU_DIGITAL_SIGNATURE, "an EC leaf signs");
	tap_ok(!root->has_eku, "a root has no purpose");
	tap_int(ca->eku, PL_EKU_SERVER | PL_EKU_CLIENT, "a limited CA has two");
	tap_int(leaf->eku, PL_EKU_SERVER, "a leaf has one");
	tap_ok(!leaf->unknown_critical, "nothing critical is unknown");
	tap_ok(leaf->has_san && leaf->n_dns == 2 && leaf->n_ips == 2, "two names, two addresses");
	tap_text(leaf->dns[1], "*.example.test", "the second name");
	tap_ok(leaf->ips[0].len == 4 && leaf->ips[0].addr[0] == 127, "the first address");
	tap_ok(leaf->ips[1].len == 16 && leaf->ips[1].addr[15] == 1, "the second address");
	tap_ok(!ca->has_san && !ca->n_dns, "a CA has no alternative names");
	tap_ok(root->has_constraints && root->permitted.n_dns == 3 && root->permitted.n_ip == 2 &&
		       !root->permitted.other,
	       "the root permits five subtrees");
	tap_text(root->permitted.dns[1], ".example", "a leading dot stays");
	tap_ok(root->permitted.ip[0].len == 4 && root->permitted.ip[0].addr[0] == 127 &&
		       root->permitted.ip[0].mask[0] == 255 && root->permitted.ip[0].mask[1] == 0,
	       "127.0.0.0/8");
	tap_ok(root->permitted.ip[1].len == 16 && root->permitted.ip[1].mask[15] == 255, "::1/128");
	tap_ok(!root->excluded.n_dns && !root->excluded.n_ip && !root->excluded.other,
	       "nothing is excluded");
	tap_ok(!leaf->has_constraints, "a leaf has no name constraints");
	tap_ok(root->ski_len == 20 && root->aki_len == 20 && memcmp(root->ski, root->aki, 20) == 0,
	       "a root is its own authority");
	tap_ok(leaf->aki_len == 20 && memcmp(leaf->aki, ca->ski, 20) == 0,
	       "a leaf names its issuer's key");
}

/* RFC 5280 4.2.1.2 method 1, counted by hand; and what pins cover. */
static void test_digests(const struct world *world)
{
	const struct pl_cert *leaf = world->leaf;
	const struct pl_key *key = issue_key(world->pki, "leaf#1", PL_KEY_P256);
	struct pl_bytes bits = pl_cert_span(leaf, leaf->spans.key),
			spki = pl_cert_span(leaf, leaf->spans.spki);
	uint8_t digest[32];

	pl_sha1(bits.data, bits.len, digest);
	tap_ok(leaf->ski_len == 20 && memcmp(leaf->ski, digest, 20) == 0,
	       "the key identifier is SHA-1 of the key's bits");
	tap_ok(bits.len == 65 && bits.data[0] == 4, "which are the uncompressed point");
	pl_sha256(bits.data, bits.len, digest);
	tap_ok(memcmp(digest, leaf->key_sha256, 32) == 0, "a key pin covers just them");
	tap_ok(pl_bytes_equal(spki, pl_key_spki(key)),
	       "the certificate holds the key's SubjectPublicKeyInfo");
	tap_ok(memcmp(leaf->spki_sha256, pl_key_spki_sha256(key), 32) == 0,
	       "an SPKI pin covers that");
	pl_sha256(leaf->der, leaf->der_len, digest);
	tap_ok(memcmp(digest, leaf->sha256, 32) == 0, "a certificate pin covers all");
}

static void test_serials(const struct world *world)
{
	struct pl_cert_request request = leaf_request(world);
	bool well_formed = true, fresh = true;
	uint8_t last[16] = { 0 };
	char name[20];

	for (int i = 0; i < 300; i++) {
		struct pl_cert *cert;

		snprintf(name, sizeof(name), "leaf#%d", i);
		request.serial_name = name;
		cert = issue(world->pki, &request);
		well_formed &=
			cert->serial_len == 16 && cert->serial[0] > 0 && cert->serial[0] < 0x80;
		fresh &= memcmp(last, cert->serial, 16) != 0;
		memcpy(last, cert->serial, 16);
		pl_cert_unref(cert);
	}
	tap_ok(well_formed, "300 serial numbers have 16 octets, the first from 01 to 7f");
	tap_ok(fresh, "and differ");
}

/* GnuTLS, asked on its own, must believe each chain. */
static void test_verified_by_gnutls(void)
{
	for (size_t alg = 0; alg < PL_KEY_OTHER; alg++) {
		struct pl_pki *pki = pl_pki_new(1);
		struct pl_cert *root, *leaf;
		gnutls_x509_crt_t crt[2];
		struct pl_clock saved;
		unsigned status = 1;

		root = issue_root(pki, (enum pl_key_alg)alg);
		leaf = issue_leaf(pki, (enum pl_key_alg)alg, root,
				  issue_key(pki, "root#1", (enum pl_key_alg)alg));
		for (int i = 0; i < 2; i++) {
			const struct pl_cert *from = i ? root : leaf;
			const gnutls_datum_t der = { from->der, (unsigned)from->der_len };

			gnutls_x509_crt_init(&crt[i]);
			gnutls_x509_crt_import(crt[i], &der, GNUTLS_X509_FMT_DER);
		}
		saved = pl_clock_set(ISSUE_FROM);
		tap_ok(gnutls_x509_crt_list_verify(crt, 1, &crt[1], 1, NULL, 0, 0, &status) >= 0 &&
			       status == 0,
		       "GnuTLS believes a chain of %s keys", pl_key_alg_name((enum pl_key_alg)alg));
		pl_clock_set(ISSUE_FROM + 90 * PL_DAY);
		tap_ok(gnutls_x509_crt_list_verify(crt, 1, &crt[1], 1, NULL, 0, 0, &status) >= 0 &&
			       status & GNUTLS_CERT_EXPIRED,
		       "until it has expired");
		pl_clock_restore(saved);
		tap_ok(gnutls_x509_crt_check_hostname(crt[0], "api.example.test") &&
			       !gnutls_x509_crt_check_hostname(crt[0], "example.test"),
		       "and for its names alone");
		tap_int(leaf->alg, (long long)alg, "its key is the one asked for");
		tap_int(leaf->key_usage,
			alg >= PL_KEY_RSA_2048 ? PL_KU_DIGITAL_SIGNATURE | PL_KU_KEY_ENCIPHERMENT
					       : PL_KU_DIGITAL_SIGNATURE,
			"its key usage fits its key");
		gnutls_x509_crt_deinit(crt[0]);
		gnutls_x509_crt_deinit(crt[1]);
		pl_cert_unref(leaf);
		pl_cert_unref(root);
		pl_pki_free(pki);
	}
}

static const struct {
	const char *situation;
	int64_t from, to;
	bool want;
} dates[] = {
	{ "the first second of 1970", 0, PL_DAY, true },
	{ "the last second of two-digit years", INT64_C(2524607998), INT64_C(2524607999), true },
	{ "the first second of four-digit years", INT64_C(2524608000), INT64_C(2524608001), true },
	{ "beyond 32 bits", INT64_C(2147483648), INT64_C(4294967296), true },
	/* GnuTLS takes all of the last day for "no end": it becomes its last second. */
	{ "the last second of 9999", PL_TIME_MAX - 2 * PL_DAY, PL_TIME_MAX, true },
	{ "one second long", ISSUE_FROM, ISSUE_FROM, true },
	{ "an end before the beginning", ISSUE_FROM, ISSUE_FROM - 1, false },
	{ "before 1970", -1, ISSUE_FROM, false },
	{ "after 9999", ISSUE_FROM, PL_TIME_MAX + 1, false },
};

static void test_dates(const struct world *world)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(dates); i++) {
		struct pl_cert_request request = leaf_request(world);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_cert *cert;

		request.not_before = dates[i].from;
		request.not_after = dates[i].to;
		cert = pl_cert_issue(world->pki, &request, &err);
		tap_int(cert != NULL, dates[i].want, dates[i].situation);
		if (cert)
			tap_ok(cert->not_before == dates[i].from && cert->not_after == dates[i].to,
			       "its dates are read back");
		else
			tap_has(err.text, "1970 to 9999", "and what is wrong");
		pl_cert_unref(cert);
		pl_error_clear(&err);
	}
}

static const struct {
	const char *situation, *subject;
	const char *want; /* NULL: refused */
} subjects[] = {
	{ "order stays", "CN=a, O=b, C=DE", "CN=a, O=b, C=DE" },
	{ "no blanks are needed", "C=DE,O=b,CN=a", "C=DE, O=b, CN=a" },
	{ "types in any case", "c=DE, cn=a", "C=DE, CN=a" },
	{ "a type as a number", "2.5.4.3=a", "CN=a" },
	{ "a comma within", "O=Internet\\, Inc., CN=a", "O=Internet\\, Inc., CN=a" },
	{ "an octet as hex", "CN=a\\2cb", "CN=a\\,b" },
	{ "UTF-8", "CN=M\xc3\xbcller", "CN=M\xc3\xbcller" },
	{ "blanks at the end do not count", "CN=a  ,O=b", "CN=a, O=b" },
	{ "two units", "OU=x, OU=y, CN=a", "OU=x, OU=y, CN=a" },
	{ "an equals sign in a value", "CN=a=b", "CN=a=b" },
	{ "no subject at all", "", "" },
	{ "an unknown type", "CN=a, XX=b", NULL },
	{ "no value", "CN=", NULL },
	{ "no equals sign", "api.example.test", NULL },
};

static void test_subjects(const struct world *world)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(subjects); i++) {
		struct pl_cert_request request = leaf_request(world);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_cert *cert;

		request.subject = subjects[i].subject;
		cert = pl_cert_issue(world->pki, &request, &err);
		tap_text(cert ? cert->subject : NULL, subjects[i].want, subjects[i].situation);
		if (!cert)
			tap_has(err.text, "is no name for a certificate", "and what is wrong");
		pl_cert_unref(cert);
		pl_error_clear(&err);
	}
}

static void test_issuer_without_ski(const struct world *world)
{
	struct pl_cert *copy = pl_memdup(world->ca, sizeof(*world->ca));
	struct pl_cert_request request = leaf_request(world);
	struct pl_cert *cert;
	uint8_t other[] = { 1, 2, 3 };

	/* Old authorities identify their keys otherwise, or not at all. */
	pl_ref_init(&copy->ref);
	copy->ski = other;
	copy->ski_len = sizeof(other);
	request.issuer = copy;
	cert = issue(world->pki, &request);
	tap_ok(cert->aki_len == 3 && memcmp(cert->aki, other, 3) == 0,
	       "the issuer's identifier is taken as it is");
	pl_cert_unref(cert);
	copy->ski = NULL;
	cert = issue(world->pki, &request);
	tap_ok(cert->aki_len == 20 && memcmp(cert->aki, world->ca->ski, 20) == 0,
	       "an issuer without one is named by its key");
	pl_cert_unref(cert);
	/* The run keeps references on issuers; it must forget this one first. */
	for (int i = 0; i < PL_ISSUER_HANDLES; i++) {
		struct pl_cert *fresh =
			pl_cert_parse(NULL, (struct pl_bytes){ world->ca->der, world->ca->der_len },
				      NULL, &(struct pl_error)PL_ERROR_INIT);

		request.issuer = fresh;
		pl_cert_unref(issue(world->pki, &request));
		pl_cert_unref(fresh);
	}
	free(copy);
}

static void test_shared(const struct world *world)
{
	struct pl_chain *a = pl_chain_new((struct pl_cert *[]){ world->leaf, world->ca }, 2);
	struct pl_chain *b = pl_chain_new((struct pl_cert *[]){ world->leaf, world->ca }, 2);
	struct pl_chain *c = pl_chain_new((struct pl_cert *[]){ world->ca, world->leaf }, 2);
	struct pl_chain *none = pl_chain_new(NULL, 0);

	tap_ok(memcmp(a->id, b->id, 32) == 0, "equal chains have equal ids");
	tap_ok(memcmp(a->id, c->id, 32) != 0, "order matters");
	tap_ok(memcmp(a->id, none->id, 32) != 0 && none->n == 0, "an empty chain is a chain");
	tap_ok(pl_chain_ref(a) == a && pl_cert_ref(world->leaf) == world->leaf,
	       "a reference is the thing itself");
	tap_ok(!pl_chain_ref(NULL) && !pl_cert_ref(NULL), "nothing has nothing to refer to");
	pl_cert_unref(world->leaf);
	pl_cert_unref(NULL);
	pl_chain_unref(NULL);
	pl_chain_unref(a);
	pl_chain_unref(a);
	pl_chain_unref(b);
	pl_chain_unref(c);
	pl_chain_unref(none);
}

int main(void)
{
	struct world world = make_world(1);

	test_golden(&world);
	test_fields(&world);
	test_digests(&world);
	test_serials(&world);
	test_dates(&world);
	test_subjects(&world);
	test_issuer_without_ski(&world);
	test_shared(&world);
	free_world(&world);
	test_verified_by_gnutls();
	return tap_done();
}
