/*
 * Rules of distrust: what each refuses and what it leaves alone, on both sides
 * of its second, for what the host serves and for what attackers answer with.
 */
#include <config.h>

#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

static struct pl_engine *engine;

static const struct row {
	const char *name;
	const char *events[4];  /* "2027-03-20 EVENT", or in the same second "EVENT" */
	const char *until;      /* then the clock moves to there, exclusive; NULL: it stays */
	const char *device;     /* NULL: phone */
	const char *attack;     /* NULL: the honest host */
	const char *want;       /* state (reason) */
	const char *about, *detail; /* label, and a piece of the detail; NULL: not compared */
} rows[] = {
	/* the day on which the leaf was issued is 2027-01-01, and of its renewal 2027-03-02 */
	{ .name = "issued in the last second that is good",
	  .events = { "distrust: root-1 how=after-issue-date date=2027-01-01" },
	  .want = "survives (no-pins)" },
	{ .name = "issued a second later",
	  .events = { "distrust: root-1 how=after-issue-date date=2026-12-31T23:59:59Z" },
	  .want = "breaks-chain (distrusted)",
	  .about = "Main Root 1",
	  .detail = "for what was issued after 2026-12-31T23:59:59Z, and this was on 2027-01-01" },
	{ .name = "without a date it is from the event on, and what was issued stays",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-03-02",
	  .want = "survives (no-pins)" },
	{ .name = "until the first renewal",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-03-02T00:00:01Z",
	  .want = "breaks-chain (distrusted)",
	  .detail = "for what was issued after 2027-02-01, and this was on 2027-03-02" },
	{ .name = "a date to come leaves the renewal of that second alone",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date date=2027-03-02" },
	  .until = "2027-03-03",
	  .want = "survives (no-pins)" },
	{ .name = "the rule of an intermediate",
	  .events = { "2027-02-01 distrust: int-1 how=after-issue-date" },
	  .until = "2027-03-03",
	  .want = "breaks-chain (distrusted)",
	  .about = "Main CA 1" },
	{ .name = "of another intermediate",
	  .events = { "2027-02-01 distrust: int-2 how=after-issue-date" },
	  .until = "2027-03-03",
	  .want = "survives (no-pins)" },
	{ .name = "a path around it is taken",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date",
		      "cross-sign: of=int-1 by=root-2" },
	  .until = "2027-03-03",
	  .want = "survives (no-pins)" },
	{ .name = "moving to another operator ends it",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date",
		      "2027-03-03 switch-ca: int-b" },
	  .want = "survives (no-pins)" },
	{ .name = "one device only: that one",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date device=phone" },
	  .until = "2027-03-03",
	  .want = "breaks-chain (distrusted)" },
	{ .name = "and not the other",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date device=phone" },
	  .until = "2027-03-03",
	  .device = "tablet",
	  .want = "survives (no-pins)" },

	{ .name = "issued before a date",
	  .events = { "distrust: root-1 how=before-issue-date date=2027-01-01T00:00:01Z" },
	  .want = "breaks-chain (distrusted)",
	  .about = "Main Root 1",
	  .detail = "for what was issued before 2027-01-01T00:00:01Z, and this was on 2027-01-01" },
	{ .name = "issued in the first second that is good",
	  .events = { "distrust: root-1 how=before-issue-date date=2027-01-01" },
	  .want = "survives (no-pins)" },
	{ .name = "a renewal is the cure",
	  .events = { "2027-02-01 distrust: root-1 how=before-issue-date" },
	  .until = "2027-03-02T00:00:01Z",
	  .want = "survives (no-pins)" },

	{ .name = "logged in the last second that is good",
	  .events = { "distrust: root-1 how=after-sct-date date=2027-01-01" },
	  .want = "survives (no-pins)" },
	{ .name = "logged a second later",
	  .events = { "distrust: root-1 how=after-sct-date date=2026-12-31T23:59:59Z" },
	  .want = "breaks-chain (distrusted)",
	  .about = "Main Root 1",
	  .detail = "for what was first logged after 2026-12-31T23:59:59Z, and this was on "
		    "2027-01-01" },
	{ .name = "the first renewal after it",
	  .events = { "2027-02-01 distrust: root-1 how=after-sct-date" },
	  .until = "2027-03-02T00:00:01Z",
	  .want = "breaks-chain (distrusted)" },

	{ .name = "a grace period has not ended",
	  .events = { "2027-02-01 distrust: root-1 how=after-grace grace=10d" },
	  .until = "2027-02-11",
	  .want = "survives (no-pins)" },
	{ .name = "it has ended",
	  .events = { "2027-02-01 distrust: root-1 how=after-grace grace=10d" },
	  .until = "2027-02-11T00:00:01Z",
	  .want = "breaks-chain (distrusted)",
	  .about = "Main Root 1",
	  .detail = "dropped it on 2027-02-11, after a grace period of 10 days" },
	{ .name = "on another device it never begins",
	  .events = { "2027-02-01 distrust: root-1 how=after-grace grace=10d device=tablet" },
	  .until = "2027-02-12",
	  .want = "survives (no-pins)" },
	{ .name = "a removal does not wait for it",
	  .events = { "2027-02-01 distrust: root-1 how=after-grace grace=10d",
		      "2027-02-02 distrust: root-1" },
	  .want = "breaks-chain (distrusted)",
	  .detail = "the device dropped it on 2027-02-02" },
	{ .name = "and what was removed stays so",
	  .events = { "2027-02-01 distrust: root-1 device=phone",
		      "2027-02-02 distrust: root-1 how=after-grace grace=10d" },
	  .want = "breaks-chain (distrusted)",
	  .detail = "the device dropped it on 2027-02-01" },

	/* A CA that keeps the rules dates what it issues; who has its key writes what he likes. */
	{ .name = "a CA that is tricked after the date",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date date=2027-02-10" },
	  .until = "2027-02-10T00:00:02Z",
	  .attack = "own-ca",
	  .want = "blocked (distrusted)",
	  .detail = "for what was issued after 2027-02-10, and this is now" },
	{ .name = "a CA that is tricked in the last second",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date date=2027-02-10" },
	  .until = "2027-02-10T00:00:01Z",
	  .attack = "own-ca",
	  .want = "intercepted (no-pins)" },
	{ .name = "a CA's stolen key dates back",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-02-20",
	  .attack = "stolen-intermediate-key",
	  .want = "intercepted (no-pins)" },
	{ .name = "so does a root's",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-02-20",
	  .attack = "stolen-root-key",
	  .want = "intercepted (no-pins)" },
	{ .name = "but no log does",
	  .events = { "2027-02-01 distrust: root-1 how=after-sct-date" },
	  .until = "2027-02-20",
	  .attack = "stolen-intermediate-key",
	  .want = "blocked (distrusted)" },
	{ .name = "a stolen leaf is as old as it is",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-02-20",
	  .attack = "stolen-leaf-key",
	  .want = "intercepted (no-pins)" },
	{ .name = "another operator is not meant",
	  .events = { "2027-02-01 distrust: root-1 how=after-issue-date" },
	  .until = "2027-02-20",
	  .attack = "other-ca",
	  .want = "intercepted (no-pins)" },
	{ .name = "an installed root that is blocked",
	  .events = { "2027-02-01 distrust: user-ca how=block" },
	  .attack = "user-ca",
	  .want = "blocked (distrusted)",
	  .about = "Installed Proxy CA",
	  .detail = "the device blocks user-ca" },
	{ .name = "on another device",
	  .events = { "2027-02-01 distrust: user-ca how=block device=tablet" },
	  .attack = "user-ca",
	  .want = "intercepted (no-pins)" },
	{ .name = "a tricked CA issues nothing that is older than the date",
	  .events = { "2027-02-01 distrust: root-1 how=before-issue-date date=2027-02-10" },
	  .until = "2027-02-10",
	  .attack = "own-ca",
	  .want = "blocked-moot (distrusted)" },
	{ .name = "from the date on it does",
	  .events = { "2027-02-01 distrust: root-1 how=before-issue-date date=2027-02-10" },
	  .until = "2027-02-10T00:00:01Z",
	  .attack = "own-ca",
	  .want = "intercepted (no-pins)" },
};

static const struct pl_outcome *outcome_of(const struct pl_run *run, const struct row *row)
{
	const char *device = row->device ? row->device : "phone";
	size_t at = 0;

	while (run->rows[at]->control || !pl_streq(run->rows[at]->device, device))
		at++;
	if (!row->attack)
		return pl_step_honest(last(run), at);
	for (size_t i = 0; i < run->n_attacks; i++)
		if (pl_streq(run->attacks[i]->name, row->attack))
			return pl_step_attack(run, last(run), at, i);
	return NULL;
}

static void check_outcome(const struct pl_outcome *outcome, const struct row *row)
{
	char *words = pl_asprintf("%s (%s)", pl_state_info(outcome->state)->name,
				  pl_reason_info(outcome->reason)->name);

	tap_text(words, row->want, row->name);
	if (row->about)
		tap_text(outcome->about ? pl_cert_label(outcome->about) : "nothing", row->about,
			 "about whom");
	if (row->detail)
		tap_has(outcome->detail ? outcome->detail : "", row->detail, "by which rule");
	free(words);
}

static void check(const struct row *row)
{
	struct pl_model *model = build_model();
	struct pl_device_def *tablet = pl_model_add_device(model, "tablet");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	pl_device_def_trust(tablet, "root-1");
	pl_device_def_trust(tablet, "root-2");
	must(pl_model_add_strategy(model, "none") != NULL, &err);
	pl_model_all_attacks(model);
	run = start(engine, model);
	for (size_t i = 0; i < PL_ARRAY_LEN(row->events) && row->events[i]; i++)
		let_happen(run, row->events[i]);
	if (row->until)
		must(pl_run_until(run, at(row->until), &err), &err);
	check_outcome(outcome_of(run, row), row);
	pl_run_free(run);
	pl_model_free(model);
}

/* A rule with a date to come makes a step of its own when an attacker's answer changes with it. */
static void test_edge(void)
{
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	must(pl_model_add_strategy(model, "none") != NULL, &err);
	must(pl_model_add_attack(model, "own-ca"), &err);
	run = start(engine, model);
	happen(run, "2027-02-01", "distrust: root-1 how=after-issue-date date=2027-02-10");
	must(pl_run_until(run, at("2027-03-02"), &err), &err);
	tap_int((long long)run->n_steps, 3, "three steps until the renewal");
	tap_text(step_words(last(run)),
		 "2027-02-10T00:00:01Z clock: clock: a rule of every device on what root-1 issues "
		 "takes effect", "the last of them is the rule's own");
	pl_run_free(run);
	pl_model_free(model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check(&rows[i]);
	test_edge();
	pl_engine_free(engine);
	return tap_done();
}
