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

/* Pins of one's own: what they are of, under which client and on which terms. */
static const struct {
	const char *name, *past, *client, *of, *expires, *covers, *built, *want;
} own[] = {
	{ "the first key", "rekey", "generic", "k1", NULL, NULL, "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	{ "a key of nobody", "rekey", "okhttp", "k9", NULL, NULL, "2020-01-01", "cut-off to 2020-09-01" },
	{ "Android's end", "rekey", "android-nsc", "k1", "2020-04-01", "api.example.test", "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-04-01T00:00:01Z, unenforced to 2020-09-01" },
	{ "OkHttp knows no end", "rekey", "okhttp", "k1", "2020-04-01", "api.example.test", "2020-01-01",
	  "fine to 2020-03-01, cut-off to 2020-06-01, fine to 2020-09-01" },
	{ "another host", "rekey", "android-nsc", "k9", NULL, "other.example.test", "2020-01-01",
	  "unenforced to 2020-09-01" },
	{ "a root that is at hand", "trusted root", "okhttp", "root-a", NULL, NULL, "2020-01-01",
	  "fine to 2020-07-01" },
	{ "a root that is not", "no root", "okhttp", "root-a", NULL, NULL, "2021-05-01",
	  "unknown to 2021-10-01" },
	{ "a client that looks at the leaf only", "no root", "curl", "root-a", NULL, NULL, "2021-05-01",
	  "cut-off to 2021-10-01" },
	{ "the issuer's key, no root at hand", "no root", "okhttp", "int-1", NULL, NULL, "2021-05-01",
	  "fine to 2021-07-01, unknown to 2021-10-01" },
	{ "a client that looks at the leaf, and its key", "no root", "curl", "k1", NULL, NULL, "2021-05-01",
	  "fine to 2021-10-01" },
};

static const char *key_name(const char *of)
{
	for (size_t i = 0; i < PAST_CAS; i++) {
		if (pl_streq(past_cas[i].name, of))
			return past_cas[i].key;
	}
	return of;
}

/* As a file has it: a literal, whatever it is of. */
static struct pl_pinset *own_pins(struct past *past, size_t i)
{
	struct pl_pinset *set = pl_pinset_new();
	struct pl_error err = PL_ERROR_INIT;
	char base64[PL_BASE64_LEN(32) + 1];
	const uint8_t *digest = pl_key_spki_sha256(key_of(past, key_name(own[i].of)));
	char *text = pl_asprintf("sha256/%s", pl_base64(digest, 32, base64));

	must(pl_pin_parse(pl_pinset_add(set), text, (struct pl_pos){ 0 }, &err), &err);
	if (own[i].expires)
		set->rules[0].expires = date(own[i].expires);
	if (own[i].covers)
		pl_rule_cover(&set->rules[0], own[i].covers, false);
	set->rules[0].written = true;
	free(text);
	return set;
}

static size_t past_named(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(pasts); i++) {
		if (pl_streq(pasts[i].name, name))
			return i;
	}
	exit(2);
}

static void check_own(size_t i)
{
	size_t at = past_named(own[i].past);
	struct pl_subjects subjects = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_backtest *backtest;
	struct pl_pinset *pins;
	struct past past;
	char *got;

	past_init(&past);
	past_add_cas(&past, pasts[at].cas, PL_HISTORY_PAST);
	past_add_cas(&past, pasts[at].trust, PL_HISTORY_TRUST);
	past_add_leaves(&past, pasts[at].leaves);
	past_settle(&past);
	pins = own_pins(&past, i);
	pl_subjects_add_pins(&subjects, "own", pl_client_find(own[i].client), pins);
	backtest = pl_backtest_run(past.engine, past.history, &subjects, &err);
	must(backtest != NULL, &err);
	got = past_fate(backtest, 0, date(own[i].built));
	tap_text(got, own[i].want, own[i].name);
	free(got);
	pl_backtest_free(backtest);
	pl_subjects_clear(&subjects);
	pl_pinset_unref(pins);
	past_clear(&past);
}

/* What a build came to, in numbers. */
static void check_fate(void)
{
	struct pl_subjects subjects = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_backtest *backtest;
	struct pl_cut_off *cuts;
	struct pl_row_sum sum;
	struct pl_fate fate;
	struct past past;
	size_t n;

	past_init(&past);
	past_add_cas(&past, "int-1 root-a", PL_HISTORY_PAST);
	past_add_leaves(&past, "k1 int-1 2020-01-01 2020-02-01\n"
			       "k2 int-1 2020-01-11 2020-01-21\n" /* then k1 again */
			       "k2 int-1 2020-02-11 2020-02-21\n" /* after a gap */
			       "k3 int-1 2020-03-01 2020-03-11");
	past_settle(&past);
	must(pl_subjects_built_in(&subjects, (char *[]){ (char[]){ "leaf-spki" }, NULL }, &err), &err);
	backtest = pl_backtest_run(past.engine, past.history, &subjects, &err);
	must(backtest != NULL, &err);
	tap_ok(pl_backtest_fate(backtest, &backtest->rows[0], date("2020-01-01"), &fate), "a build");
	tap_int(fate.first_cut, date("2020-01-11"), "when it was cut off first");
	tap_int((long long)fate.cuts, 2, "a gap is within a cut-off, a time that it worked is not");
	tap_int(fate.cut_for, 30 * PL_DAY, "what is known of it");
	tap_int(fate.longest, 20 * PL_DAY, "the longest");
	pl_fate_cut_offs(&fate, &cuts, &n);
	tap_ok(n == 2 && cuts[0].from == date("2020-01-11") && cuts[0].until == date("2020-01-21") &&
		       !cuts[0].open, "the first has an end");
	tap_ok(n == 2 && cuts[1].from == date("2020-02-11") && cuts[1].until == date("2020-03-11") &&
		       cuts[1].open && cuts[1].known == 20 * PL_DAY, "the second has none, and a gap");
	free(cuts);
	tap_int(pl_backtest_grade(backtest, &backtest->rows[0], date("2020-01-01")), PL_GRADE_WEEKS, "ten days");
	tap_int(pl_backtest_grade(backtest, &backtest->rows[0], date("2020-01-05")), PL_GRADE_DAYS, "six days");
	tap_int(pl_backtest_grade(backtest, &backtest->rows[0], date("2020-03-01")), PL_GRADE_NEVER, "never");
	tap_int(pl_backtest_grade(backtest, &backtest->rows[0], date("2020-02-05")), PL_GRADE_NONE, "in the gap");
	pl_backtest_sum(backtest, &backtest->rows[0], &sum);
	/* 31 days of January, 10 of k2 in February, 10 of k3. */
	tap_int((long long)sum.days, 51, "days on which something could be built");
	tap_int((long long)sum.unknown, 19, "and those on which nothing could");
	tap_int((long long)sum.cut, 41, "all but the last key's were cut off");
	tap_int(sum.soonest, PL_DAY, "the soonest");
	tap_int((long long)sum.times, 2, "times at most");
	pl_backtest_free(backtest);
	pl_subjects_clear(&subjects);
	past_clear(&past);
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(pasts); i++)
		check_past(i);
	for (size_t i = 0; i < PL_ARRAY_LEN(own); i++)
		check_own(i);
	check_fate();
	pl_pki_shutdown();
	return tap_done();
}
