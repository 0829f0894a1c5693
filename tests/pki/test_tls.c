/* Does the handshake ask the client's judge, obey him, and notice a wrong key? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/ocsp.h"
#include "pki/tls.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"

struct judge {
	bool accept;
	int asked;
	uint8_t id[32]; /* of the chain that he was shown */
	struct pl_buf staple;
};

static bool judge_chain(const struct pl_chain *presented, struct pl_bytes staple, void *arg)
{
	struct judge *judge = arg;

	judge->asked++;
	pl_buf_reset(&judge->staple);
	if (staple.len > 0)
		pl_buf_add(&judge->staple, staple.data, staple.len);
	memcpy(judge->id, presented->id, sizeof(judge->id));
	return judge->accept;
}

/* A server may hold its certificate's key, another of the same kind, or one of another kind. */
enum which_key { OWN, STRANGER, OTHER_KIND };

static const struct {
	const char *situation;
	enum which_key key;
	bool accept;
	bool want_connected, want_asked, want_failed;
	const char *want_reason;
} rows[] = {
	{ "a client that accepts connects", OWN, true, true, true, false, "" },
	{ "a client that refuses does not", OWN, false, false, true, false,
	  "client: Error in the certificate" },
	{ "a key of the same kind proves nothing", STRANGER, true, false, false, true,
	  "client: Public key signature" },
	{ "a key of another kind cannot even sign", OTHER_KIND, true, false, false, true,
	  "server: " },
};

static void test_rows(struct pl_pki *pki, enum pl_key_alg alg)
{
	enum pl_key_alg other = alg == PL_KEY_ED25519 ? PL_KEY_P256 : PL_KEY_ED25519;
	struct pl_key *keys[] = {
		[OWN] = issue_key(pki, "leaf#1", alg),
		[STRANGER] = issue_key(pki, "stranger", alg),
		[OTHER_KIND] = issue_key(pki, "stranger", other),
	};
	struct pl_cert *root = issue_root(pki, alg);
	struct pl_cert *leaf = issue_leaf(pki, alg, root, issue_key(pki, "root#1", alg));
	struct pl_chain *chain = pl_chain_new((struct pl_cert *[]){ leaf, root }, 2);

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct judge judge = { .accept = rows[i].accept };
		struct pl_error err = PL_ERROR_INIT;
		struct pl_tls_result out;

		tap_ok(pl_tls_handshake(pki,
					&(struct pl_tls_server){ .chain = chain,
								 .key = keys[rows[i].key] },
					"api.example.test", ISSUE_FROM, judge_chain, &judge, &out, &err),
		       "%s: %s", pl_key_alg_name(alg), rows[i].situation);
		tap_int(out.connected, rows[i].want_connected, "connected");
		tap_int(out.verify_asked, rows[i].want_asked, "the judge was asked");
		tap_int(judge.asked, rows[i].want_asked, "once");
		tap_int(out.possession_failed, rows[i].want_failed, "possession failed");
		tap_has(out.reason, rows[i].want_reason, "the library's reason");
		if (rows[i].want_asked)
			tap_ok(memcmp(judge.id, chain->id, 32) == 0,
			       "he was shown the chain that was sent");
		pl_error_clear(&err);
	}
	pl_chain_unref(chain);
	pl_cert_unref(leaf);
	pl_cert_unref(root);
}

/* Names, addresses, clocks and chains that must not matter to the handshake itself. */
static void test_odd(struct pl_pki *pki)
{
	static const char *const hosts[] = { "api.example.test", "127.0.0.1", "::1", NULL };
	static const int64_t clocks[] = { 0, ISSUE_FROM, INT64_C(253402300799) };
	struct pl_key *key = issue_key(pki, "leaf#1", PL_KEY_P256);
	struct pl_cert *leaf = issue_leaf(pki, PL_KEY_P256, NULL, key), *many[20];
	struct judge judge = { .accept = true };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_chain *chain;
	struct pl_tls_server server = { .key = key };
	struct pl_tls_result out;
	uint64_t before;

	for (size_t i = 0; i < PL_ARRAY_LEN(many); i++)
		many[i] = leaf;
	server.chain = chain = pl_chain_new(many, PL_ARRAY_LEN(many));
	before = pl_pki_counts(pki)->handshakes;
	for (size_t i = 0; i < PL_ARRAY_LEN(hosts); i++) {
		for (size_t k = 0; k < PL_ARRAY_LEN(clocks); k++)
			tap_ok(pl_tls_handshake(pki, &server, hosts[i], clocks[k], judge_chain,
						&judge, &out, &err) &&
				       out.connected,
			       "twenty certificates, host %s, clock %lld",
			       hosts[i] ? hosts[i] : "none", (long long)clocks[k]);
	}
	tap_int((long long)(pl_pki_counts(pki)->handshakes - before), 12, "every one is counted");
	pl_chain_unref(chain);

	server.chain = chain = pl_chain_new(NULL, 0);
	tap_ok(!pl_tls_handshake(pki, &server, NULL, 0, judge_chain, &judge, &out, &err) &&
		       err.kind == PL_ERROR_INPUT,
	       "without a certificate there is nothing to try");
	pl_error_clear(&err);
	pl_chain_unref(chain);
	pl_cert_unref(leaf);
}

/* What is stapled arrives byte for byte; what it says is the judge's business, not GnuTLS's. */
static const struct {
	const char *situation;
	bool staples, must_staple;
	struct pl_ocsp_answer answer;
} staple_rows[] = {
	{ "no staple", false, false, { 0 } },
	{ "a must-staple leaf without a staple", false, true, { 0 } },
	{ "a good staple", true, false,
	  { PL_OCSP_GOOD, ISSUE_FROM, ISSUE_FROM + 86400, 0, PL_REVOKED_UNSPECIFIED } },
	{ "a good staple for a must-staple leaf", true, true,
	  { PL_OCSP_GOOD, ISSUE_FROM, ISSUE_FROM + 86400, 0, PL_REVOKED_UNSPECIFIED } },
	{ "a staple that ended", true, false,
	  { PL_OCSP_GOOD, ISSUE_FROM - 86400, ISSUE_FROM - 1, 0, PL_REVOKED_UNSPECIFIED } },
	{ "a staple that says revoked", true, false,
	  { PL_OCSP_REVOKED, ISSUE_FROM, ISSUE_FROM + 86400, ISSUE_FROM,
	    PL_REVOKED_KEY_COMPROMISE } },
};

static void test_staples(struct pl_pki *pki)
{
	struct pl_key *root_key = issue_key(pki, "root#1", PL_KEY_P256);
	struct pl_key *key = issue_key(pki, "leaf#1", PL_KEY_P256);
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);

	for (size_t i = 0; i < PL_ARRAY_LEN(staple_rows); i++) {
		struct pl_cert *leaf = issue(pki, &(struct pl_cert_request){
			.subject = "CN=api.example.test",
			.subject_key = key,
			.issuer = root,
			.issuer_key = root_key,
			.serial_name = "stapled",
			.not_before = ISSUE_FROM,
			.not_after = ISSUE_TO,
			.must_staple = staple_rows[i].must_staple,
		});
		struct pl_chain *chain = pl_chain_new((struct pl_cert *[]){ leaf, root }, 2);
		struct judge judge = { .accept = true };
		struct pl_error err = PL_ERROR_INIT;
		struct pl_buf staple = PL_BUF_INIT;
		struct pl_tls_result out;

		if (staple_rows[i].staples)
			issue_need(pl_ocsp_make(pki, leaf, root, root_key, &staple_rows[i].answer,
						&staple, &err), &err);
		tap_ok(pl_tls_handshake(pki, &(struct pl_tls_server){ chain, key,
					{ (uint8_t *)staple.data, staple.len } },
					"api.example.test", ISSUE_FROM, judge_chain, &judge, &out,
					&err) &&
			       out.connected && judge.staple.len == staple.len &&
			       memcmp(pl_buf_str(&judge.staple), pl_buf_str(&staple),
				      staple.len) == 0,
		       "%s arrives as it was sent", staple_rows[i].situation);
		pl_error_clear(&err);
		pl_buf_clear(&judge.staple);
		pl_buf_clear(&staple);
		pl_chain_unref(chain);
		pl_cert_unref(leaf);
	}
	pl_cert_unref(root);
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(1);

	for (size_t alg = 0; alg < PL_KEY_OTHER; alg++) {
		/* The three sizes of RSA differ in nothing but time. */
		if (alg <= PL_KEY_RSA_2048)
			test_rows(pki, (enum pl_key_alg)alg);
	}
	test_odd(pki);
	test_staples(pki);
	pl_pki_free(pki);
	return tap_done();
}
