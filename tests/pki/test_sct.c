/* Do logs sign what RFC 6962 says, and is every other list of timestamps told from it? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/sct.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"

struct lab {
	struct pl_pki *pki;
	struct pl_cert *root, *leaf;
	struct pl_key *root_key, *logs[3];
	struct pl_cert_request request;
};

static const char *const names[] = { "api.example.test" };

static void open_lab(struct lab *lab)
{
	lab->pki = pl_pki_new(1);
	lab->root = issue_root(lab->pki, PL_KEY_P256);
	lab->root_key = issue_key(lab->pki, "root#1", PL_KEY_P256);
	for (size_t i = 0; i < 3; i++) {
		char name[] = "log-1";

		name[4] = (char)('1' + i);
		lab->logs[i] = issue_key(lab->pki, name, PL_KEY_P256);
	}
	lab->request = (struct pl_cert_request){
		.subject = "CN=api.example.test",
		.subject_key = issue_key(lab->pki, "leaf#1", PL_KEY_P256),
		.issuer = lab->root,
		.issuer_key = lab->root_key,
		.serial_name = "leaf#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_FROM + 90 * 86400 - 1,
		.dns = names,
		.n_dns = 1,
		.logs = lab->logs,
		.n_logs = 3,
	};
	lab->leaf = issue(lab->pki, &lab->request);
}

static void close_lab(struct lab *lab)
{
	pl_cert_unref(lab->leaf);
	pl_cert_unref(lab->root);
	pl_pki_free(lab->pki);
}

static struct pl_bytes tbs_of(const struct pl_cert *cert)
{
	return pl_cert_span(cert, cert->spans.tbs);
}

static struct pl_bytes bytes_of(const struct pl_buf *buf)
{
	return (struct pl_bytes){ (const uint8_t *)buf->data, buf->len };
}

static bool same_tbs(const struct pl_cert *cert, const struct pl_precert *precert)
{
	return pl_bytes_equal(tbs_of(cert), bytes_of(&precert->tbs));
}

static void test_fields(const struct lab *lab)
{
	struct pl_sct_list list;
	const char *why = NULL;

	if (!tap_ok(pl_cert_scts(lab->leaf, &list, &why), "the list is read"))
		tap_note("%s", why);
	tap_ok(list.n == 3, "with one timestamp of each log");
	for (size_t i = 0; i < list.n; i++) {
		const struct pl_sct *sct = &list.items[i];

		tap_ok(sct->known && sct->extensions.len == 0 && sct->hash == 4 &&
			       sct->signer == 3 &&
			       memcmp(sct->log_id, pl_key_spki_sha256(lab->logs[i]), 32) == 0,
		       "timestamp %zu is of version 1 and names its log by its key", i + 1);
		tap_ok(sct->timestamp == (uint64_t)ISSUE_FROM * 1000,
		       "timestamp %zu is the second of issuance, in milliseconds", i + 1);
	}
	tap_ok(pl_cert_scts(lab->root, &list, &why) && list.n == 0, "a root has none");
}

/* What the logs signed is the same certificate without their list. */
static void test_precertificate(struct lab *lab)
{
	struct pl_cert_request request = lab->request;
	struct pl_cert *plain, *poisoned, *again;
	struct pl_precert precert, other;
	const char *why;

	request.n_logs = 0;
	plain = issue(lab->pki, &request);
	request.poison = true;
	poisoned = issue(lab->pki, &request);
	again = issue(lab->pki, &lab->request);
	tap_ok(pl_precert_of(lab->leaf, lab->root->spki_sha256, &precert, &why) &&
		       same_tbs(plain, &precert),
	       "without its list the certificate is, byte for byte, one that has none");
	tap_ok(pl_precert_of(poisoned, lab->root->spki_sha256, &other, &why) &&
		       same_tbs(plain, &other) && poisoned->unknown_critical,
	       "and the precertificate, which no client accepts, is it with the poison");
	tap_ok(memcmp(lab->leaf->sha256, again->sha256, 32) == 0, "made again it is the same");
	pl_buf_clear(&precert.tbs);
	pl_buf_clear(&other.tbs);
	pl_cert_unref(plain);
	pl_cert_unref(poisoned);
	pl_cert_unref(again);
}

/* Lengths grow from one octet to three; every reconstruction must still be the bytes signed. */
static void test_sizes(struct lab *lab)
{
	static const size_t counts[] = { 1, 3, 6, 12, 400 };
	const char *many[400];
	size_t met = 0;

	for (size_t i = 0; i < PL_ARRAY_LEN(many); i++)
		many[i] = "a-name-of-some-length-for-a-long-list.example.test";
	for (size_t i = 0; i < PL_ARRAY_LEN(counts); i++) {
		struct pl_cert_request request = lab->request;
		struct pl_precert precert;
		struct pl_sct_list list;
		struct pl_cert *leaf;
		const char *why;

		request.dns = many;
		request.n_dns = counts[i];
		leaf = issue(lab->pki, &request);
		met += pl_cert_scts(leaf, &list, &why) &&
		       pl_precert_of(leaf, lab->root->spki_sha256, &precert, &why) &&
		       pl_sct_verify(&list.items[2], pl_key_spki(lab->logs[2]), &precert);
		pl_buf_clear(&precert.tbs);
		pl_cert_unref(leaf);
	}
	tap_ok(met == PL_ARRAY_LEN(counts),
	       "a certificate of any size is taken apart and verified");
}

enum change { NOTHING, TIMESTAMP, LOG_KEY, ISSUER, TBS, SIGNATURE, HASH, EXTENSIONS };

static const struct {
	const char *what;
	enum change change;
	bool valid;
} verifications[] = {
	{ "an embedded timestamp is its log's", NOTHING, true },
	{ "with another time it is not", TIMESTAMP, false },
	{ "nor by another log's key", LOG_KEY, false },
	{ "nor under another issuer", ISSUER, false },
	{ "nor over another certificate", TBS, false },
	{ "nor with another signature", SIGNATURE, false },
	{ "nor by another algorithm's name", HASH, false },
	{ "nor with extensions that were not signed", EXTENSIONS, false },
};

static void test_verify(const struct lab *lab)
{
	static const uint8_t extra[] = { 1 };

	for (size_t i = 0; i < PL_ARRAY_LEN(verifications); i++) {
		enum change change = verifications[i].change;
		const struct pl_cert *issuer = change == ISSUER ? lab->leaf : lab->root;
		struct pl_key *log = lab->logs[change == LOG_KEY ? 1 : 0];
		struct pl_precert precert;
		struct pl_sct_list list;
		const char *why;
		uint8_t *signature;
		bool ok = pl_cert_scts(lab->leaf, &list, &why) &&
			  pl_precert_of(lab->leaf, issuer->spki_sha256, &precert, &why);

		signature = pl_memdup(list.items[0].signature.data, list.items[0].signature.len);
		signature[20] ^= change == SIGNATURE;
		list.items[0].signature.data = signature;
		list.items[0].timestamp += change == TIMESTAMP;
		list.items[0].hash = change == HASH ? 5 : 4;
		if (change == EXTENSIONS)
			list.items[0].extensions = (struct pl_bytes){ extra, 1 };
		if (change == TBS)
			precert.tbs.data[precert.tbs.len / 2] ^= 1;
		tap_ok(ok && pl_sct_verify(&list.items[0], pl_key_spki(log), &precert) ==
				     verifications[i].valid,
		       "%s", verifications[i].what);
		free(signature);
		pl_buf_clear(&precert.tbs);
	}
}

#define ID "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define TIME "\0\0\1\2\3\4\5\6"
#define LIST(text) { text, sizeof(text) - 1 }

/* A list as its octets: its length, and each timestamp's length and content. */
static const struct {
	const char *what;
	struct {
		const char *data;
		size_t len;
	} bytes;
	size_t n;        /* read */
	const char *why; /* or refused so */
} lists[] = {
	{ "one whole timestamp", LIST("\0\x31\0\x2f\0" ID TIME "\0\0\4\3\0\0"), 1, NULL },
	{ "one with extensions and a signature",
	  LIST("\0\x36\0\x34\0" ID TIME "\0\2ab\4\3\0\3abc"), 1, NULL },
	{ "one of a version that nobody knows", LIST("\0\3\0\1\7"), 1, NULL },
	{ "nothing", LIST(""), 0, "a timestamp ends too early" },
	{ "an empty list", LIST("\0\0"), 0, "the list of timestamps is empty" },
	{ "a list that says more than is there", LIST("\0\5\0\1\7"), 0,
	  "a timestamp is longer than what holds it" },
	{ "a list with bytes behind it", LIST("\0\3\0\1\7!"), 0,
	  "bytes follow the list of timestamps" },
	{ "a timestamp that says more than the list holds", LIST("\0\3\0\2\7"), 0,
	  "a timestamp is longer than what holds it" },
	{ "half a length", LIST("\0\4\0\1\7\0"), 0, "a timestamp ends too early" },
	{ "an empty timestamp", LIST("\0\2\0\0"), 0, "a timestamp is empty" },
	{ "a log's name cut short", LIST("\0\x0b\0\x09\0abcdefgh"), 0,
	  "a timestamp ends within its log's name" },
	{ "no time", LIST("\0\x23\0\x21\0" ID), 0, "a timestamp ends too early" },
	{ "extensions that say more than is there", LIST("\0\x2d\0\x2b\0" ID TIME "\0\1"), 0,
	  "a timestamp is longer than what holds it" },
	{ "a signature that says more than is there",
	  LIST("\0\x31\0\x2f\0" ID TIME "\0\0\4\3\0\1"), 0,
	  "a timestamp is longer than what holds it" },
	{ "bytes behind a signature", LIST("\0\x32\0\x30\0" ID TIME "\0\0\4\3\0\0!"), 0,
	  "bytes follow a timestamp's signature" },
};

static void test_lists(void)
{
	struct pl_sct_list list;
	char name[120];

	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++) {
		const struct pl_bytes bytes = { (const uint8_t *)lists[i].bytes.data,
						lists[i].bytes.len };
		const char *why = NULL;
		bool ok = pl_sct_list_read(bytes, &list, &why);

		snprintf(name, sizeof(name), "%s is %s", lists[i].what,
			 lists[i].why ? "refused" : "read");
		tap_text(ok ? NULL : why, lists[i].why, name);
		if (ok)
			tap_ok(list.n == lists[i].n, "%s: %zu", lists[i].what, lists[i].n);
	}
}

/* One more than the limit, each of an unknown version. */
static void test_limit(void)
{
	struct pl_sct_list list;
	const char *why = NULL;

	for (size_t n = PL_SCTS_MAX; n <= PL_SCTS_MAX + 1; n++) {
		struct pl_buf bytes = PL_BUF_INIT;
		bool ok;

		pl_buf_putc(&bytes, 0);
		pl_buf_putc(&bytes, (char)(3 * n));
		for (size_t i = 0; i < n; i++)
			pl_buf_add(&bytes, "\0\1\7", 3);
		ok = pl_sct_list_read(bytes_of(&bytes), &list, &why);
		tap_ok(ok == (n <= PL_SCTS_MAX), "a list of %zu is %s", n,
		       n <= PL_SCTS_MAX ? "read" : "refused");
		pl_buf_clear(&bytes);
	}
}

static void test_head(const struct lab *lab)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf head = PL_BUF_INIT;
	struct pl_bytes spki = pl_key_spki(lab->logs[0]), other = pl_key_spki(lab->logs[1]);
	uint8_t root[32] = { 1 }, changed[32] = { 2 };

	issue_need(pl_tree_head_sign(lab->logs[0], 1000, 5, root, &head, &err), &err);
	tap_ok(pl_tree_head_verify(spki, 1000, 5, root, bytes_of(&head)),
	       "a signed tree head is its log's");
	tap_ok(!pl_tree_head_verify(other, 1000, 5, root, bytes_of(&head)), "and no other's");
	tap_ok(!pl_tree_head_verify(spki, 1001, 5, root, bytes_of(&head)), "nor of another time");
	tap_ok(!pl_tree_head_verify(spki, 1000, 6, root, bytes_of(&head)), "nor of another size");
	tap_ok(!pl_tree_head_verify(spki, 1000, 5, changed, bytes_of(&head)),
	       "nor of another tree");
	head.len--;
	tap_ok(!pl_tree_head_verify(spki, 1000, 5, root, bytes_of(&head)), "nor cut short");
	pl_buf_clear(&head);
}

int main(void)
{
	struct lab lab;

	open_lab(&lab);
	test_fields(&lab);
	test_precertificate(&lab);
	test_sizes(&lab);
	test_verify(&lab);
	test_lists();
	test_limit();
	test_head(&lab);
	close_lab(&lab);
	return tap_done();
}
