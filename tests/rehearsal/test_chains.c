/* Which chains are in a file: leaves, what is above each, what belongs to nothing. */
#include <config.h>

#include "rehearsal/chains.h"

#include "../tap.h"
#include "family.h"

struct row {
	const char *name;
	const char *file;    /* certificates in their order there */
	const char *anchors; /* --trust; NULL: none */
	const char *want;    /* chains, "; " between: "leaf inter | strangers > top" */
	const char *want_highest; /* of the first chain; NULL: not asked */
	bool shuffled;       /* of the first chain */
	size_t duplicates;
};

static const struct row rows[] = {
	{ .name = "a chain as servers send it", .file = "leaf inter", .want = "leaf inter > none",
	  .want_highest = "inter" },
	{ .name = "with its root", .file = "leaf inter root", .want = "leaf inter root > root",
	  .want_highest = "root" },
	{ .name = "the root is an anchor", .file = "leaf inter", .anchors = "root2 root",
	  .want = "leaf inter > root", .want_highest = "root" },
	{ .name = "an anchor that has nothing to do with it", .file = "leaf inter",
	  .anchors = "root2", .want = "leaf inter > none" },
	{ .name = "the intermediate is an anchor", .file = "leaf inter", .anchors = "inter",
	  .want = "leaf inter > inter" },
	{ .name = "upside down", .file = "root inter leaf", .want = "leaf inter root > root",
	  .shuffled = true },
	{ .name = "twice", .file = "leaf inter leaf inter", .want = "leaf inter > none",
	  .duplicates = 2 },
	{ .name = "with a stranger in the middle", .file = "leaf inter2 inter",
	  .want = "leaf inter | inter2 > none" },
	{ .name = "a stranger under the right name", .file = "leaf impostor inter",
	  .want = "leaf inter | impostor > none" },
	{ .name = "a cross-signed root", .file = "leaf inter root-by-root2",
	  .want = "leaf inter root-by-root2 > none", .want_highest = "root-by-root2" },
	{ .name = "a cross-signed root below its issuer", .file = "leaf inter root-by-root2 root2",
	  .want = "leaf inter root-by-root2 root2 > root2" },
	{ .name = "both forms of the root", .file = "leaf inter root-by-root2 root",
	  .want = "leaf inter root-by-root2 root > root" },
	{ .name = "a cross-signed root, the self-signed one trusted",
	  .file = "leaf inter root-by-root2", .anchors = "root",
	  .want = "leaf inter root-by-root2 > root" },
	{ .name = "the leaf alone", .file = "leaf", .want = "leaf > none", .want_highest = "leaf" },
	{ .name = "two chains of one host in one bundle", .file = "leaf inter leaf-e inter-e root",
	  .want = "leaf inter root > root; leaf-e inter-e root > root" },
	{ .name = "two chains, the leaves first", .file = "leaf leaf-e inter-e inter",
	  .want = "leaf inter > none; leaf-e inter-e > none" },
	{ .name = "two leaves below one intermediate", .file = "old leaf inter",
	  .want = "old inter > none; leaf inter > none" },
	{ .name = "what belongs to neither of two leaves goes", .file = "old leaf inter inter2",
	  .want = "old inter > none; leaf inter > none" },
	{ .name = "leaves of two hosts and two CAs", .file = "www inter2 leaf inter",
	  .want = "www inter2 > none; leaf inter > none" },
	{ .name = "a leaf that signed itself", .file = "self", .want = "self > self" },
	{ .name = "a CA with a host's name that signed itself", .file = "self-ca",
	  .want = "self-ca > self-ca" },
	{ .name = "the same, and a leaf below it", .file = "self-ca dev-leaf",
	  .want = "dev-leaf self-ca > self-ca", .shuffled = true },
};

static char *say(const struct family *family, const struct pl_serveds *serveds)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < serveds->n; i++) {
		const struct pl_served *served = &serveds->items[i];
		struct pl_cert *const *certs = served->chain->certs;
		char *path = family_words(family, certs, served->n_path);
		char *rest = family_words(family, certs + served->n_path,
					  served->chain->n - served->n_path);
		char *top = family_words(family, &served->top, 1);

		pl_buf_printf(&out, "%s%s%s%s > %s", i > 0 ? "; " : "", path, *rest ? " | " : "",
			      rest, top);
		free(path);
		free(rest);
		free(top);
	}
	return out.len > 0 ? pl_buf_take(&out) : pl_strdup("");
}

static void check_row(const struct family *family, const struct row *row)
{
	struct pl_cert_list certs = family_list(family, row->file);
	struct pl_cert_list anchors = family_list(family, row->anchors ? row->anchors : "");
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_serveds serveds = { 0 };
	char *got;

	tap_ok(pl_chains_gather(family->pki, &certs, "f.pem", &anchors, &serveds, &errors) &&
	       errors.n == 0, "%s: gathered", row->name);
	got = say(family, &serveds);
	tap_text(got, row->want, row->name);
	free(got);
	if (serveds.n > 0) {
		tap_ok(serveds.items[0].shuffled == row->shuffled, "%s: order", row->name);
		tap_int((long long)serveds.items[0].duplicates, (long long)row->duplicates,
			"duplicates");
	}
	if (row->want_highest) {
		got = family_words(family, &serveds.items[0].highest, 1);
		tap_text(got, row->want_highest, "highest");
		free(got);
	}
	pl_serveds_clear(&serveds);
	pl_errors_clear(&errors);
	pl_cert_list_clear(&certs);
	pl_cert_list_clear(&anchors);
}

struct refusal {
	const char *name, *file, *want;
	int line;
};

static const struct refusal refusals[] = {
	{ "nothing at all", "", "no certificate", 0 },
	{ "an intermediate alone", "inter", "the only certificate here, CN=Inter R, is a CA's", 1 },
	{ "no leaf", "inter root", "all 2 certificates here are CAs'", 1 },
};

static void check_refusal(const struct family *family, const struct refusal *row)
{
	struct pl_cert_list certs = family_list(family, row->file);
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_serveds serveds = { 0 };

	tap_ok(!pl_chains_gather(family->pki, &certs, "f.pem", NULL, &serveds, &errors) &&
	       serveds.n == 0 && errors.n == 1, "%s: refused", row->name);
	tap_has(errors.n > 0 ? errors.items[0].text : NULL, row->want, row->name);
	tap_int(errors.n > 0 ? errors.items[0].line : -1, row->line, "the line of it");
	pl_serveds_clear(&serveds);
	pl_errors_clear(&errors);
	pl_cert_list_clear(&certs);
}

static void check_lines(const struct family *family)
{
	struct pl_cert_list certs = family_list(family, "root inter leaf-e leaf");
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_serveds serveds = { 0 };

	tap_ok(pl_chains_gather(family->pki, &certs, "f.pem", NULL, &serveds, &errors),
	       "two leaves behind their CAs");
	tap_int((long long)serveds.n, 2, "two chains");
	tap_int(serveds.items[0].line, 21, "the line of the first leaf");
	tap_int(serveds.items[1].lines[1], 11, "the line of the second one's intermediate");
	tap_int((long long)serveds.items[1].others, 1, "one other leaf");
	pl_serveds_clear(&serveds);
	pl_cert_list_clear(&certs);
}

struct trust {
	const char *name, *file, *anchors, *want;
};

static const struct trust trusts[] = {
	{ "the roots of the file", "leaf inter root", "", "root" },
	{ "those given, each once", "leaf inter root", "root2 root root2", "root2 root" },
	{ "and not the one that the server sends", "leaf inter root", "root2", "root2" },
	{ "the highest one known, where the root is not", "leaf inter", "", "inter" },
	{ "nor the highest one known", "leaf inter", "root2", "root2" },
	{ "two chains", "leaf inter root www inter2", "", "root inter2" },
	{ "a leaf that signed itself", "self", "", "self" },
};

static void check_trust(const struct family *family, const struct trust *row)
{
	struct pl_cert_list certs = family_list(family, row->file);
	struct pl_cert_list anchors = family_list(family, row->anchors);
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_serveds serveds = { 0 };
	struct pl_chain *chain = NULL;
	char *got = NULL;

	if (pl_chains_gather(family->pki, &certs, "f.pem", &anchors, &serveds, &errors)) {
		chain = pl_chains_anchors(&serveds, &anchors);
		got = family_words(family, chain->certs, chain->n);
	}
	tap_text(got, row->want, row->name);
	free(got);
	pl_chain_unref(chain);
	pl_serveds_clear(&serveds);
	pl_cert_list_clear(&certs);
	pl_cert_list_clear(&anchors);
}

int main(void)
{
	struct family family;

	family_init(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check_row(&family, &rows[i]);
	for (size_t i = 0; i < PL_ARRAY_LEN(refusals); i++)
		check_refusal(&family, &refusals[i]);
	for (size_t i = 0; i < PL_ARRAY_LEN(trusts); i++)
		check_trust(&family, &trusts[i]);
	check_lines(&family);
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
