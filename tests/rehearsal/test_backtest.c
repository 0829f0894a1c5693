/* Whether every build of a past came to what it must, by hand-made pasts whose ends are plain. */
#include <config.h>

#include "tests/rehearsal/past.h"

/* A past and the CAs that are at hand. */
static const struct {
	const char *name, *cas, *trust, *leaves;
} pasts[] = {
	{ "same key", "int-1 root-a", "",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "k1 int-1 2020-03-01 2020-07-01" },
	{ "rekey", "int-1 root-a", "",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "k2 int-1 2020-03-01 2020-07-01\n"
	  "k1 int-1 2020-06-01 2020-09-01" },
	{ "switch", "int-1 int-2 int-b root-a root-b", "",
	  "k1 int-1 2021-05-01 2021-08-01\n"
	  "k1 int-2 2021-07-01 2021-10-01\n"
	  "k2 int-b 2021-09-01 2021-12-01" },
	{ "gap", "int-1 root-a", "",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "k2 int-1 2020-05-01 2020-07-01" },
	{ "no root", "int-1 int-2", "",
	  "k1 int-1 2021-05-01 2021-08-01\n"
	  "k1 int-2 2021-07-01 2021-10-01" },
	{ "trusted root", "int-1", "root-a",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "k2 int-1 2020-03-01 2020-07-01" },
	{ "leaves alone", "", "",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "k2 int-1 2020-03-01 2020-07-01" },
	{ "two roots", "int-1 int-1x int-2 root-a root-b", "",
	  "k1 int-2 2021-06-01 2021-08-01\n"
	  "k1 int-1 2021-07-01 2021-10-01" },
	{ "two lines", "int-1 root-a", "",
	  "k1 int-1 2020-01-01 2020-04-01\n"
	  "rsa-1 int-1 2020-01-02 2020-04-02\n"
	  "k1 int-1 2020-03-01 2020-07-01\n"
	  "rsa-2 int-1 2020-03-02 2020-07-02\n"
	  "k2 int-1 2020-06-01 2020-09-01" },
	{ "change of kind", "int-1 root-a", "",
	  "rsa-1 int-1 2020-01-01 2020-04-01\n"
	  "k1 int-1 2020-03-01 2020-07-01" },
};

static const struct {
	const char *past, *strategy, *built, *want;
} rows[] = {
	/* The newest certificate is served from its notBefore on. */
	{ "same key", "leaf-cert", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-07-01" },
	{ "same key", "leaf-cert", "2020-03-01", "fine to 2020-07-01" },
	{ "same key", "leaf-spki", "2020-01-01", "fine to 2020-07-01" },
	{ "same key", "leaf-key", "2020-01-01", "fine to 2020-07-01" },
	{ "same key", "none", "2020-01-01", "fine to 2020-07-01" },
	/* A new key cuts off, and the old one that comes back lets in again. */
	{ "rekey", "leaf-spki", "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	{ "rekey", "leaf-key", "2020-02-29",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	{ "rekey", "leaf-spki", "2020-03-01", "fine to 2020-06-01, cut-off to 2020-09-01" },
	{ "rekey", "leaf-cert", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-09-01" },
	{ "rekey", "leaf-spki+backup", "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	{ "rekey", "leaf-spki+backup, at best", "2020-01-01", "fine to 2020-09-01" },
	{ "rekey", "intermediate-spki", "2020-01-01", "fine to 2020-09-01" },
	{ "rekey", "leaf+root", "2020-01-01", "fine to 2020-09-01" },
	{ "rekey", "tofu", "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	/* Another intermediate, then another operator. */
	{ "switch", "leaf-spki", "2021-05-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "intermediate-spki", "2021-05-01", "fine to 2021-07-01, cut-off to 2021-12-01" },
	{ "switch", "intermediate-cert", "2021-05-01", "fine to 2021-07-01, cut-off to 2021-12-01" },
	/* int-2 began to exist on 1 June: builds from then on have it. */
	{ "switch", "intermediates-spki", "2021-05-31", "fine to 2021-07-01, cut-off to 2021-12-01" },
	{ "switch", "intermediates-spki", "2021-06-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "root-spki", "2021-05-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "root-cert", "2021-05-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "root-spki+backup", "2021-05-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "root-spki+backup, at best", "2021-05-01", "fine to 2021-12-01" },
	{ "switch", "root+ct+caa", "2021-05-01", "fine to 2021-09-01, cut-off to 2021-12-01" },
	{ "switch", "root-spki", "2021-09-01", "fine to 2021-12-01" },
	/* A gap is not an outage, and nothing can be built in it. */
	{ "gap", "leaf-spki", "2020-01-01", "fine to 2020-04-01, gap to 2020-05-01, cut-off to 2020-07-01" },
	{ "gap", "root-spki", "2020-01-01", "fine to 2020-04-01, gap to 2020-05-01, fine to 2020-07-01" },
	{ "gap", "leaf-spki", "2020-04-15", "not known: no valid certificate is known" },
	{ "gap", "none", "2020-04-15", "not known: no valid certificate is known" },
	/* Without a root, pins above the issuers are not known; those below are. */
	{ "no root", "leaf-spki", "2021-05-01", "fine to 2021-10-01" },
	{ "no root", "intermediate-spki", "2021-05-01", "fine to 2021-07-01, cut-off to 2021-10-01" },
	{ "no root", "root-spki", "2021-05-01", "not known: the root is not known: give it with --trust" },
	{ "trusted root", "root-spki", "2020-01-01", "fine to 2020-07-01" },
	{ "trusted root", "leaf-spki", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-07-01" },
	{ "leaves alone", "leaf-spki", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-07-01" },
	{ "leaves alone", "leaf-cert", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-07-01" },
	{ "leaves alone", "intermediate-spki", "2020-01-01", "not known: a key's digest is not known" },
	/* int-1 leads to either root: who pinned one of them may or may not get through. */
	{ "two roots", "root-spki", "2021-06-01", "fine to 2021-07-01, depends to 2021-10-01" },
	{ "two roots", "root-spki", "2021-07-01", "fine to 2021-10-01" },
	{ "two roots", "intermediate-cert", "2021-07-01", "fine to 2021-10-01" },
	{ "two roots", "leaf-spki", "2021-06-01", "fine to 2021-10-01" },
	/* Each line by itself: the ECDSA key stayed until June, the RSA key until March. */
	{ "two lines", "leaf-spki", "2020-01-02",
	  "fine to 2020-03-02, depends to 2020-06-01, cut-off to 2020-09-01" },
	{ "two lines", "intermediate-spki", "2020-01-02", "fine to 2020-09-01" },
	/* One change is a change, no second line. */
	{ "change of kind", "leaf-spki", "2020-01-01", "fine to 2020-03-01, cut-off to 2020-07-01" },
};

static size_t row_named(const struct pl_backtest *backtest, const char *name)
{
	for (size_t i = 0; i < backtest->n_rows; i++) {
		if (pl_streq(backtest->rows[i].subject->name, name))
			return i;
	}
	fprintf(stderr, "no row %s\n", name);
	exit(2);
}

static void check_past(size_t at)
{
	struct pl_subjects subjects = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_backtest *backtest;
	struct past past;

	past_init(&past);
	past_add_cas(&past, pasts[at].cas, PL_HISTORY_PAST);
	past_add_cas(&past, pasts[at].trust, PL_HISTORY_TRUST);
	past_add_leaves(&past, pasts[at].leaves);
	past_settle(&past);
	must(pl_subjects_built_in(&subjects, NULL, &err), &err);
	backtest = pl_backtest_run(past.engine, past.history, &subjects, &err);
	must(backtest != NULL, &err);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *got, *name;

		if (!pl_streq(rows[i].past, pasts[at].name))
			continue;
		got = past_fate(backtest, row_named(backtest, rows[i].strategy), date(rows[i].built));
		name = pl_asprintf("%s: %s built on %s", rows[i].past, rows[i].strategy, rows[i].built);
		tap_text(got, rows[i].want, name);
		free(name);
		free(got);
	}
	pl_backtest_free(backtest);
	pl_subjects_clear(&subjects);
	past_clear(&past);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(pasts); i++)
		check_past(i);
	pl_pki_shutdown();
	return tap_done();
}
