/*
 * Do we judge public vectors as their authors do? PINLAB_CORPORA names the
 * folder that holds them; what is absent is skipped and counted as such.
 * Where we differ, deviations.tsv says why.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "deviations.h"
#include "../tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"
#include "verdict.h"

#define CORPUS_MAX (8u << 20)
#define MANY_PEMS 512
/* For cases that hold at any time; all of their certificates do. */
#define ANY_TIME INT64_C(1704067200) /* 2024-01-01 */

struct corpus {
	const char *file, *oracle;
	void (*judge)(const struct corpus *corpus, const struct pl_node *root);
	struct pl_pki *pki;
	struct deviations *deviations;
};

/* The text under a key, NULL for null or nothing. */
static const char *text_of(const struct pl_node *map, const char *key)
{
	const struct pl_node *node = pl_node_get(map, key, NULL);

	if (!node || node->kind != PL_NODE_TEXT || (!node->quoted && pl_streq(node->text, "null")))
		return NULL;
	return node->text;
}

/* As text_of, where a vector without it would be malformed: nothing is "". */
static const char *needed(const struct pl_node *map, const char *key)
{
	const char *text = text_of(map, key);

	return text ? text : "";
}

static bool is_true(const struct pl_node *map, const char *key)
{
	return pl_streq(text_of(map, key), "true");
}

/* A chain of one text or a list of texts under up to two keys. */
static struct pl_chain *chain_of(struct pl_pki *pki, const struct pl_node *map, const char *first,
				 const char *more)
{
	const char *keys[] = { first, more }, *pems[MANY_PEMS];
	size_t n = 0;

	for (size_t k = 0; k < 2 && keys[k]; k++) {
		const struct pl_node *node = pl_node_get(map, keys[k], NULL);

		if (node && node->kind == PL_NODE_TEXT)
			pems[n++] = node->text;
		for (size_t i = 0; node && node->kind == PL_NODE_LIST && i < node->n; i++) {
			if (n < MANY_PEMS)
				pems[n++] = node->items[i]->text;
		}
	}
	return verdict_chain(pki, pems, n);
}

static const char *judge_chains(struct pl_pki *pki, struct verdict_query *query,
				struct pl_chain *presented, struct pl_chain *anchors)
{
	const char *got = "unreadable";

	query->presented = presented;
	query->anchors = anchors;
	if (presented && anchors)
		got = verdict_of(pki, query);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
	return got;
}

/* What a case that must be refused is about, by the beginning of its name or by
 * BetterTLS's feature; where nothing is listed any refusal will do. */
static const struct {
	const char *about, *faults;
} reasons[] = {
	{ "cve::cve-2025-61727", "name-constraint" },
	{ "pathlen::", "path-too-long" },
	{ "pathological::nc-dos", "name-constraint" },
	{ "pathological::", "unknown-issuer" },
	{ "rfc5280::nc::", "name-constraint unreadable" },
	{ "rfc5280::san::ip-in-dns", "name-mismatch" },
	{ "rfc5280::validity::expired-root", "root-expired" },
	{ "rfc5280::validity::expired-intermediate", "issuer-expired" },
	{ "rfc5280::validity::expired-leaf", "cert-expired" },
	{ "rfc5280::validity::not-yet-valid", "cert-not-yet-valid" },
	{ "rfc5280::unknown-critical", "wrong-purpose" },
	{ "rfc5280::chain-untrusted-root", "unknown-issuer" },
	{ "rfc5280::root-inconsistent", "not-a-ca" },
	{ "webpki::san::", "name-mismatch" },
	{ "webpki::forbidden", "weak-crypto" },
	{ "INVALID_REASON_NAME_CONSTRAINTS", "name-constraint" },
	{ "INVALID_REASON_BAD_EKU", "wrong-purpose" },
	{ "INVALID_REASON_DEPRECATED_CRYPTO", "weak-crypto" },
	{ "INVALID_REASON_EXPIRED", "issuer-expired" },
	{ "INVALID_REASON_NOT_A_CA", "not-a-ca" },
	{ "INVALID_REASON_MISSING_BASIC_CONSTRAINTS", "not-a-ca" },
	{ "bettertls::nameconstraints", "name-constraint name-mismatch" },
};

/* True when `word` is one of the blank-separated words. */
static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += len) {
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

/* The words for the first listed thing that the case is about, or NULL. */
static const char *wanted_faults(const struct pl_node *test)
{
	const struct pl_node *features = pl_node_get(test, "features", NULL);

	for (size_t r = 0; r < PL_ARRAY_LEN(reasons); r++) {
		if (pl_starts_with(needed(test, "id"), reasons[r].about))
			return reasons[r].faults;
		for (size_t i = 0; i < features->n; i++) {
			if (pl_streq(features->items[i]->text, reasons[r].about))
				return reasons[r].faults;
		}
	}
	return NULL;
}

static bool limbo_agrees(const struct pl_node *test, const char *got)
{
	const char *faults = wanted_faults(test);

	if (pl_streq(needed(test, "expected_result"), "SUCCESS"))
		return pl_streq(got, "accepted");
	return !pl_streq(got, "accepted") && (!faults || has_word(faults, got));
}

/* "2024-01-01T00:00:00+00:00" or "...Z". */
static int64_t limbo_time(const struct pl_node *test)
{
	const char *text = text_of(test, "validation_time"), *why;
	char utc[PL_TIME_TEXT] = "";
	int64_t time = ANY_TIME;

	if (!text)
		return ANY_TIME;
	snprintf(utc, sizeof(utc), "%.19sZ", text);
	if (!pl_time_parse(utc, &time, &why))
		tap_ok(false, "the time %s can be read: %s", text, why);
	return time;
}

static void judge_limbo_case(const struct corpus *corpus, const struct pl_node *test)
{
	const struct pl_node *peer = pl_node_get(test, "expected_peer_name", NULL);
	const char *id = needed(test, "id"), *want = needed(test, "expected_result"), *got;
	struct verdict_query query = { .now = limbo_time(test), .host = text_of(peer, "value") };

	if (deviations_skip(corpus->deviations, corpus->oracle, id))
		return;
	got =
	    judge_chains(corpus->pki, &query,
			 chain_of(corpus->pki, test, "peer_certificate", "untrusted_intermediates"),
			 chain_of(corpus->pki, test, "trusted_certs", NULL));
	/* BetterTLS calls cases soft in which both answers can be defended. */
	if (is_true(test, "soft"))
		tap_ok(!pl_streq(got, "limit") && !pl_streq(got, "orders-differ"),
		       "%s: %s: %s, either answer will do", corpus->oracle, id, got);
	else
		deviations_check(corpus->deviations, corpus->oracle, id, limbo_agrees(test, got),
				 got, want);
}

static void judge_limbo(const struct corpus *corpus, const struct pl_node *root)
{
	const struct pl_node *tests = pl_node_get(root, "testcases", NULL);

	for (size_t i = 0; i < tests->n; i++)
		judge_limbo_case(corpus, tests->items[i]);
}

/* gnutls/x509.h: enum gnutls_certificate_verify_flags, as the vectors hold them. */
enum {
	GNUTLS_ALLOW_MD5 = 1 << 5,
	GNUTLS_NO_TIMES = 1 << 6,
	GNUTLS_NO_ANCHOR_TIMES = 1 << 7,
	GNUTLS_ALLOW_SHA1 = 1 << 15,
	GNUTLS_PROFILE_SHIFT = 24,
	GNUTLS_PROFILE_MEDIUM = 5,
	GNUTLS_TIME_ZERO = 1256803113, /* what their program takes for 0 */
};

/* enum gnutls_certificate_status_t, and what we call it. */
static const struct {
	unsigned bit;
	const char *faults;
} statuses[] = {
	{ 1 << 6, "unknown-issuer" },
	{ 1 << 7, "not-a-ca" },
	{ 1 << 8, "weak-crypto" },
	{ 1 << 9, "cert-not-yet-valid" },
	{ 1 << 10, "cert-expired issuer-expired root-expired" },
	/* constraints of names, of path lengths and of RSA-PSS parameters */
	{ 1 << 16, "name-constraint path-too-long bad-signature" },
	{ 1 << 18, "wrong-purpose" },
	{ 1 << 21, "wrong-purpose" }, /* unknown critical extension */
};

static bool gnutls_agrees(unsigned status, const char *got)
{
	bool specific = false;

	if (status == 0)
		return pl_streq(got, "accepted");
	for (size_t i = 0; i < PL_ARRAY_LEN(statuses); i++) {
		if (!(status & statuses[i].bit))
			continue;
		specific = true;
		if (has_word(statuses[i].faults, got))
			return true;
	}
	return !specific && !pl_streq(got, "accepted");
}

static void judge_gnutls_case(const struct corpus *corpus, const struct pl_node *test,
			      const char *id)
{
	unsigned flags = (unsigned)strtoul(needed(test, "verify_flags"), NULL, 10);
	unsigned status = (unsigned)strtoul(needed(test, "expected_result"), NULL, 10);
	unsigned profile = flags >> GNUTLS_PROFILE_SHIFT;
	const char *want = needed(test, "expected_text"), *got;
	struct verdict_query query = {
		.now = strtoll(needed(test, "time"), NULL, 10),
		.ignore_dates = flags & GNUTLS_NO_TIMES,
		.ignore_anchor_dates = flags & GNUTLS_NO_ANCHOR_TIMES,
		.any_strength = flags & (GNUTLS_ALLOW_MD5 | GNUTLS_ALLOW_SHA1) ||
				(profile > 0 && profile < GNUTLS_PROFILE_MEDIUM),
	};

	if (query.now == 0)
		query.now = GNUTLS_TIME_ZERO;
	if (deviations_skip(corpus->deviations, corpus->oracle, id))
		return;
	got = judge_chains(corpus->pki, &query, chain_of(corpus->pki, test, "chain", NULL),
			   chain_of(corpus->pki, test, "ca", NULL));
	deviations_check(corpus->deviations, corpus->oracle, id,
			 gnutls_agrees(status, got), got, want);
}

/* Names repeat: the second of a name gets "#2". */
static void judge_gnutls(const struct corpus *corpus, const struct pl_node *root)
{
	for (size_t i = 0; i < root->n; i++) {
		const char *name = needed(root->items[i], "name");
		int same = 1;
		char *id;

		for (size_t j = 0; j < i; j++)
			same += pl_streq(needed(root->items[j], "name"), name);
		id = same == 1 ? pl_strdup(name) : pl_asprintf("%s#%d", name, same);
		judge_gnutls_case(corpus, root->items[i], id);
		free(id);
	}
}

static void judge_hostnames(const struct corpus *corpus, const struct pl_node *root)
{
	for (size_t i = 0; i < root->n; i++) {
		const struct pl_node *test = root->items[i];
		const char *host = needed(test, "host"), *got = "unreadable";
		const char *want = is_true(test, "match") ? "covered" : "not covered";
		struct pl_chain *chain = chain_of(corpus->pki, test, "cert", NULL);
		char *id = pl_asprintf("%s#%zu", needed(test, "test"), i + 1);

		if (chain && chain->n == 1)
			got = pl_cert_covers(chain->certs[0], host) ? "covered" : "not covered";
		deviations_check(corpus->deviations, corpus->oracle, id, pl_streq(got, want), got,
				 want);
		pl_chain_unref(chain);
		free(id);
	}
}

static void judge_pin(const struct corpus *corpus, const struct pl_node *test)
{
	const char *der = needed(test, "der"), *want = needed(test, "spki_sha256_base64");
	size_t len = strlen(der);
	uint8_t *bytes = pl_malloc(len);
	struct pl_error err = PL_ERROR_INIT;
	char got[PL_BASE64_LEN(32) + 1] = "unreadable";
	struct pl_cert *cert = NULL;

	if (pl_base64_decode(der, len, bytes, &len))
		cert = pl_cert_parse(corpus->pki, (struct pl_bytes){ bytes, len }, "pin", &err);
	if (cert)
		pl_base64(cert->spki_sha256, sizeof(cert->spki_sha256), got);
	deviations_check(corpus->deviations, corpus->oracle, needed(test, "file"),
			 pl_streq(got, want), got, want);
	pl_error_clear(&err);
	pl_cert_unref(cert);
	free(bytes);
}

static void judge_pins(const struct corpus *corpus, const struct pl_node *root)
{
	for (size_t i = 0; i < root->n; i++)
		judge_pin(corpus, root->items[i]);
}

static void judge_file(const struct corpus *corpus, const char *path)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_doc *doc = NULL;

	if (pl_file_read(path, CORPUS_MAX, &text, &err))
		doc = pl_json_parse(path, (struct pl_bytes){ (uint8_t *)text.data, text.len },
				    CORPUS_MAX, &err);
	if (doc) {
		corpus->judge(corpus, pl_doc_root(doc));
		deviations_all_met(corpus->deviations, corpus->oracle);
	} else {
		tap_ok(false, "%s: %s", corpus->oracle, err.text);
	}
	pl_doc_free(doc);
	pl_buf_clear(&text);
	pl_error_clear(&err);
}

int main(void)
{
	const char *folder = getenv("PINLAB_CORPORA");
	struct deviations deviations;
	struct corpus corpora[] = {
	    {.file = "x509-limbo.json", .oracle = "limbo", .judge = judge_limbo},
	    {.file = "bettertls-pathbuilding.json",
	     .oracle = "bettertls-paths",
	     .judge = judge_limbo},
	    {.file = "bettertls-nameconstraints.json",
	     .oracle = "bettertls-names",
	     .judge = judge_limbo},
	    {.file = "gnutls-chains.json", .oracle = "gnutls-chains", .judge = judge_gnutls},
	    {.file = "okhttp-hostnames.json", .oracle = "okhttp", .judge = judge_hostnames},
	    {.file = "trustkit-pins.json", .oracle = "trustkit", .judge = judge_pins},
	};

	deviations_load(&deviations);
	for (size_t i = 0; i < PL_ARRAY_LEN(corpora); i++) {
		char *path = folder ? pl_path_join(folder, corpora[i].file) : NULL;

		corpora[i].pki = pl_pki_new(1);
		corpora[i].deviations = &deviations;
		if (path && pl_exists(path))
			judge_file(&corpora[i], path);
		else
			tap_skip(corpora[i].file, "PINLAB_CORPORA names no folder that holds it");
		pl_pki_free(corpora[i].pki);
		free(path);
	}
	deviations_clear(&deviations);
	pl_pki_shutdown();
	return tap_done();
}
