/* Expectations: what is met, what is not, and in which words. */
#include <config.h>

#include "lab/expect.h"

#include "lab/exposure.h"
#include "tests/lab/build.h"

/*
 * The run: leaf-spki and none on phone. 2027-01-10 `swap` a new key (leaf-spki
 * breaks), 2027-01-20 `back` a release, 2027-02-09 the host serves its leaf only
 * until 2027-02-10. 2027-02-20 own-ca attacks for six hours, the day after
 * self-signed for one. It ends before 2027-03-01.
 */
static struct pl_model *model;
static struct pl_run *run;

static void build(struct pl_engine *engine)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made;

	model = build_model();
	if (!pl_model_add_strategy(model, "leaf-spki") || !pl_model_add_strategy(model, "none") ||
	    !pl_model_add_attack(model, "own-ca") ||
	    !pl_model_add_attack(model, "self-signed") || !pl_model_add_attack(model, "other-ca"))
		printf("Bail out! a strategy or an attack is missing\n");
	model->until = at("2027-03-01");
	made = event_at("2027-01-10", "renew: new");
	made->id = strdup("swap");
	pl_model_add_event(model, made);
	made = event_at("2027-01-20", "release: leaf-spki");
	made->id = strdup("back");
	pl_model_add_event(model, made);
	pl_model_add_event(model, event_at("2027-02-09", "serve: leaf-only"));
	pl_model_add_event(model, event_at("2027-02-10", "serve: full"));
	pl_model_add_event(model, event_at("2027-02-20", "attack: own-ca for=6h"));
	pl_model_add_event(model, event_at("2027-02-21", "attack: self-signed for=1h"));
	run = start(engine, model);
	must(pl_run_all(run, &err), &err);
}

/* How a case's expectation is written: short forms of the fields. */
struct wish {
	const char *name;
	enum pl_expect_kind kind;
	const char *strategy, *device, *version, *attack;
	int verdict, state, reason; /* one more than the value; 0: not asked */
	const char *pin;
	const char *at;
	enum pl_compare compare;
	int64_t duration;
	/* What comes out: of the first check */
	size_t n;
	bool met;
	const char *expected, *actual;
	long long step, row; /* -1: none */
};

#define V(value) ((int)(value) + 1)
#define S(value) ((int)(value) + 1)
#define R(value) ((int)(value) + 1)

static const struct wish wishes[] = {
	{ .name = "always, and it is",
	  .kind = PL_EXPECT_ALWAYS,
	  .strategy = "leaf-spki",
	  .attack = "self-signed",
	  .version = "2",
	  .verdict = V(PL_BLOCKED),
	  .n = 1,
	  .met = true,
	  .expected = "always blocked",
	  .actual = "always",
	  .step = -1,
	  .row = 4 },
	{ .name = "always, until it is not",
	  .kind = PL_EXPECT_ALWAYS,
	  .strategy = "leaf-spki",
	  .version = "1",
	  .verdict = V(PL_SURVIVES),
	  .n = 1,
	  .met = false,
	  .expected = "always survives",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "eventually, and it comes",
	  .kind = PL_EXPECT_EVENTUALLY,
	  .strategy = "leaf-spki",
	  .version = "1",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .n = 1,
	  .met = true,
	  .expected = "eventually breaks-pin",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "eventually, and it never comes",
	  .kind = PL_EXPECT_EVENTUALLY,
	  .strategy = "none",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .n = 1,
	  .met = false,
	  .expected = "eventually breaks-pin",
	  .actual = "survives (no-pins)",
	  .step = 8,
	  .row = 1 },
	{ .name = "within a time, on its last second",
	  .kind = PL_EXPECT_WITHIN,
	  .strategy = "leaf-spki",
	  .version = "2",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap",
	  .duration = 10 * PL_DAY,
	  .n = 1,
	  .met = true,
	  .expected = "survives within 10d of swap",
	  .actual = "survives (pin-match)",
	  .step = 2,
	  .row = 4 },
	{ .name = "within a time, one second too late",
	  .kind = PL_EXPECT_WITHIN,
	  .strategy = "leaf-spki",
	  .version = "2",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap",
	  .duration = 10 * PL_DAY - 1,
	  .n = 1,
	  .met = false,
	  .expected = "survives within 9d23h59m59s of swap",
	  .actual = "no such app version yet",
	  .step = 1,
	  .row = 4 },
	{ .name = "exposed to whoever it is",
	  .kind = PL_EXPECT_EXPOSED,
	  .strategy = "none",
	  .compare = PL_EQUAL,
	  .duration = 6 * PL_HOUR,
	  .n = 1,
	  .met = true,
	  .expected = "exposed = 6h",
	  .actual = "exposed 6h",
	  .step = 5,
	  .row = 1 },
	{ .name = "not exposed: nothing of the matrix is real",
	  .kind = PL_EXPECT_EXPOSED,
	  .strategy = "none",
	  .attack = "other-ca",
	  .compare = PL_EQUAL,
	  .n = 1,
	  .met = true,
	  .expected = "exposed = 0s",
	  .actual = "exposed 0s",
	  .step = -1,
	  .row = 1 },
	{ .name = "exposed in another state",
	  .kind = PL_EXPECT_EXPOSED,
	  .strategy = "none",
	  .state = S(PL_STATE_DETECTED),
	  .compare = PL_EQUAL,
	  .n = 1,
	  .met = true,
	  .expected = "exposed = 0s",
	  .actual = "exposed 0s",
	  .step = -1,
	  .row = 1 },
	{ .name = "pins that hold are not exposed",
	  .kind = PL_EXPECT_EXPOSED,
	  .strategy = "leaf-spki",
	  .version = "2",
	  .compare = PL_MORE,
	  .n = 1,
	  .met = false,
	  .expected = "exposed > 0s",
	  .actual = "exposed 0s",
	  .step = -1,
	  .row = 4 },
	{ .name = "a verdict at a date",
	  .strategy = "none",
	  .verdict = V(PL_SURVIVES),
	  .at = "2027-01-15",
	  .n = 1,
	  .met = true,
	  .expected = "survives",
	  .actual = "survives (no-pins)",
	  .step = 1,
	  .row = 1 },
	{ .name = "at an event",
	  .strategy = "leaf-spki",
	  .version = "1",
	  .verdict = V(PL_BREAKS),
	  .reason = R(PL_REASON_PIN_MISMATCH),
	  .at = "swap",
	  .n = 1,
	  .met = true,
	  .expected = "breaks (pin-mismatch)",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "before an event",
	  .strategy = "leaf-spki",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap - 1s",
	  .n = 1,
	  .met = true,
	  .expected = "survives",
	  .actual = "survives (pin-match)",
	  .step = 0,
	  .row = 0 },
	{ .name = "a verdict that is not",
	  .strategy = "leaf-spki",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap",
	  .n = 1,
	  .met = false,
	  .expected = "survives",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "the right verdict for the wrong reason",
	  .strategy = "leaf-spki",
	  .verdict = V(PL_BREAKS),
	  .reason = R(PL_REASON_CERT_EXPIRED),
	  .at = "swap",
	  .n = 1,
	  .met = false,
	  .expected = "breaks (cert-expired)",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "a state alone",
	  .strategy = "leaf-spki",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .at = "swap",
	  .n = 1,
	  .met = true,
	  .expected = "breaks-pin",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "a reason alone",
	  .strategy = "none",
	  .reason = R(PL_REASON_NO_PINS),
	  .at = "swap",
	  .n = 1,
	  .met = true,
	  .expected = "no-pins",
	  .actual = "survives (no-pins)",
	  .step = 1,
	  .row = 1 },
	{ .name = "a matched pin by its expression",
	  .strategy = "leaf-spki",
	  .verdict = V(PL_SURVIVES),
	  .pin = "leaf.spki",
	  .at = "2027-01-05",
	  .n = 1,
	  .met = true,
	  .expected = "survives on leaf.spki",
	  .actual = "survives (pin-match) on leaf.spki",
	  .step = 0,
	  .row = 0 },
	{ .name = "another pin than the one that matched",
	  .strategy = "leaf-spki",
	  .pin = "backup.spki",
	  .at = "2027-01-05",
	  .n = 1,
	  .met = false,
	  .expected = "on backup.spki",
	  .actual = "survives (pin-match) on leaf.spki",
	  .step = 0,
	  .row = 0 },
	{ .name = "a pin where none matched",
	  .strategy = "none",
	  .pin = "leaf.spki",
	  .at = "2027-01-05",
	  .n = 1,
	  .met = false,
	  .expected = "on leaf.spki",
	  .actual = "survives (no-pins) on no pin",
	  .step = 0,
	  .row = 1 },
	{ .name = "every version that exists",
	  .strategy = "leaf-spki",
	  .verdict = V(PL_SURVIVES),
	  .at = "back",
	  .n = 2,
	  .met = false,
	  .expected = "survives",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 2,
	  .row = 0 },
	{ .name = "one version",
	  .strategy = "leaf-spki",
	  .version = "2",
	  .verdict = V(PL_SURVIVES),
	  .at = "back",
	  .n = 1,
	  .met = true,
	  .expected = "survives",
	  .actual = "survives (pin-match)",
	  .step = 2,
	  .row = 4 },
	{ .name = "a version that does not exist yet",
	  .strategy = "leaf-spki",
	  .version = "2",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap",
	  .n = 1,
	  .met = false,
	  .expected = "survives",
	  .actual = "no row: leaf-spki x 2",
	  .step = 1,
	  .row = -1 },
	{ .name = "a device that does not exist",
	  .device = "tablet",
	  .verdict = V(PL_SURVIVES),
	  .at = "swap",
	  .n = 1,
	  .met = false,
	  .expected = "survives",
	  .actual = "no row: tablet",
	  .step = 1,
	  .row = -1 },
	{ .name = "before the run",
	  .verdict = V(PL_SURVIVES),
	  .at = "2026-01-01",
	  .n = 1,
	  .met = false,
	  .expected = "survives",
	  .actual = "no row: the run begins at 2027-01-01",
	  .step = -1,
	  .row = -1 },
	{ .name = "an attack that gets through",
	  .strategy = "none",
	  .attack = "own-ca",
	  .verdict = V(PL_INTERCEPTED),
	  .at = "2027-01-01",
	  .n = 1,
	  .met = true,
	  .expected = "intercepted",
	  .actual = "intercepted (no-pins)",
	  .step = 0,
	  .row = 1 },
	{ .name = "an attack that does not",
	  .strategy = "leaf-spki",
	  .attack = "own-ca",
	  .verdict = V(PL_INTERCEPTED),
	  .at = "2027-01-01",
	  .n = 1,
	  .met = false,
	  .expected = "intercepted",
	  .actual = "blocked (pin-mismatch)",
	  .step = 0,
	  .row = 0 },
	{ .name = "an attack that is not watched",
	  .attack = "user-ca",
	  .verdict = V(PL_BLOCKED),
	  .at = "swap",
	  .n = 1,
	  .met = false,
	  .expected = "blocked",
	  .actual = "no row: the attack user-ca is not among the scenario's attacks",
	  .step = -1,
	  .row = -1 },
	{ .name = "never, and it never was",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "none",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .n = 1,
	  .met = true,
	  .expected = "never breaks-pin",
	  .actual = "never",
	  .step = -1,
	  .row = 1 },
	{ .name = "never, and it was",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "none",
	  .verdict = V(PL_BREAKS),
	  .n = 1,
	  .met = false,
	  .expected = "never breaks",
	  .actual = "breaks-chain (chain-incomplete)",
	  .step = 3,
	  .row = 1 },
	{ .name = "never says breaks when nothing else is said",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "leaf-spki",
	  .version = "1",
	  .n = 1,
	  .met = false,
	  .expected = "never breaks",
	  .actual = "breaks-pin (pin-mismatch)",
	  .step = 1,
	  .row = 0 },
	{ .name = "never of an attack",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "leaf-spki",
	  .attack = "self-signed",
	  .verdict = V(PL_INTERCEPTED),
	  .n = 2,
	  .met = true,
	  .expected = "never intercepted",
	  .actual = "never",
	  .step = -1,
	  .row = 0 },
	{ .name = "never of a strategy that is not there",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "root-spki",
	  .verdict = V(PL_BREAKS),
	  .n = 1,
	  .met = false,
	  .expected = "breaks",
	  .actual = "no row: root-spki",
	  .step = -1,
	  .row = -1 },
	{ .name = "down, exactly",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .compare = PL_EQUAL,
	  .duration = PL_DAY,
	  .n = 1,
	  .met = true,
	  .expected = "down = 1d",
	  .actual = "down 1d",
	  .step = 3,
	  .row = 1 },
	{ .name = "down, less",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .compare = PL_LESS,
	  .duration = PL_DAY,
	  .n = 1,
	  .met = false,
	  .expected = "down < 1d",
	  .actual = "down 1d",
	  .step = 3,
	  .row = 1 },
	{ .name = "an open outage ends at until",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "leaf-spki",
	  .version = "1",
	  .compare = PL_EQUAL,
	  .duration = 50 * PL_DAY,
	  .n = 1,
	  .met = true,
	  .expected = "down = 50d",
	  .actual = "down 50d",
	  .step = 1,
	  .row = 0 },
	/* The state changes on 2027-02-09 for a day, so the longest interval in one state is
	   shorter. */
	{ .name = "the longest interval in one state",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "leaf-spki",
	  .version = "1",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .compare = PL_EQUAL,
	  .duration = 30 * PL_DAY,
	  .n = 1,
	  .met = true,
	  .expected = "down = 30d",
	  .actual = "down 30d",
	  .step = 1,
	  .row = 0 },
	{ .name = "never down at all",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .state = S(PL_STATE_BREAKS_PIN),
	  .compare = PL_LESS_EQUAL,
	  .n = 1,
	  .met = true,
	  .expected = "down <= 0s",
	  .actual = "down 0s",
	  .step = -1,
	  .row = 1 },
	{ .name = "more than there was",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .compare = PL_MORE,
	  .duration = PL_DAY,
	  .n = 1,
	  .met = false,
	  .expected = "down > 1d",
	  .actual = "down 1d",
	  .step = 3,
	  .row = 1 },
	/* What the matrix shows is a what-if; only while an attacker answers is anybody exposed. */
	{ .name = "open to an attack",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .attack = "own-ca",
	  .compare = PL_EQUAL,
	  .duration = 6 * PL_HOUR,
	  .n = 1,
	  .met = true,
	  .expected = "exposed = 6h",
	  .actual = "exposed 6h",
	  .step = 5,
	  .row = 1 },
	{ .name = "open to an attack, by the word",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .attack = "own-ca",
	  .verdict = V(PL_INTERCEPTED),
	  .compare = PL_LESS,
	  .duration = 6 * PL_HOUR,
	  .n = 1,
	  .met = false,
	  .expected = "exposed < 6h",
	  .actual = "exposed 6h",
	  .step = 5,
	  .row = 1 },
	{ .name = "an attack that a pin stops",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "leaf-spki",
	  .version = "2",
	  .attack = "own-ca",
	  .compare = PL_LESS_EQUAL,
	  .n = 1,
	  .met = true,
	  .expected = "exposed <= 0s",
	  .actual = "exposed 0s",
	  .step = -1,
	  .row = 4 },
	{ .name = "an attack that nobody makes exposes nobody",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .attack = "other-ca",
	  .compare = PL_LESS_EQUAL,
	  .n = 1,
	  .met = true,
	  .expected = "exposed <= 0s",
	  .actual = "exposed 0s",
	  .step = -1,
	  .row = 1 },
	{ .name = "though it would get through, which is what never asks",
	  .kind = PL_EXPECT_NEVER,
	  .strategy = "none",
	  .attack = "other-ca",
	  .verdict = V(PL_INTERCEPTED),
	  .n = 1,
	  .met = false,
	  .expected = "never intercepted",
	  .actual = "intercepted (no-pins)",
	  .step = 0,
	  .row = 1 },
	{ .name = "how long an attacker was held off",
	  .kind = PL_EXPECT_DOWN,
	  .strategy = "none",
	  .attack = "self-signed",
	  .state = S(PL_STATE_BLOCKED),
	  .compare = PL_EQUAL,
	  .duration = PL_HOUR,
	  .n = 1,
	  .met = true,
	  .expected = "blocked = 1h",
	  .actual = "blocked 1h",
	  .step = 7,
	  .row = 1 },
};

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

static void fill(struct pl_expect *expect, const struct wish *wish)
{
	struct pl_error err = PL_ERROR_INIT;

	expect->kind = wish->kind;
	expect->strategy = copy(wish->strategy);
	expect->device = copy(wish->device);
	expect->version = copy(wish->version);
	expect->attack = copy(wish->attack);
	expect->pin = copy(wish->pin);
	expect->has_verdict = wish->verdict;
	expect->verdict = (enum pl_verdict)(wish->verdict - 1);
	expect->has_state = wish->state;
	expect->state = (enum pl_state)(wish->state - 1);
	expect->has_reason = wish->reason;
	expect->reason = (enum pl_reason)(wish->reason - 1);
	expect->compare = wish->compare;
	expect->duration = wish->duration;
	if (wish->at)
		must(pl_when_parse(wish->at, (struct pl_pos){ 0 }, &expect->at, &err), &err);
}

static void test_wish(const struct wish *wish)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	const struct pl_check *first;

	fill(pl_model_add_expect(model), wish);
	must(pl_expect_all(run, &checks, &err), &err);
	tap_int((long long)checks.n, (long long)wish->n, wish->name);
	first = &checks.items[0];
	tap_ok(first->met == wish->met, "%s: %s", wish->name, wish->met ? "met" : "not met");
	tap_text(first->expected, wish->expected, "what was wanted");
	tap_text(first->actual, wish->actual, "what came");
	tap_int(first->step == SIZE_MAX ? -1 : (long long)first->step, wish->step, "at its step");
	tap_int(first->row == SIZE_MAX ? -1 : (long long)first->row, wish->row, "in its row");
	pl_checks_clear(&checks);
	pl_expect_clear(&model->expects[--model->n_expects]);
}

/* An event's own expectations are judged at its own step. */
static void test_own_step(struct pl_engine *engine)
{
	struct pl_model *own = build_model();
	struct pl_event *made = event_at("2027-03-02", "renew: new");
	struct pl_expect *expect = pl_event_add_expect(made);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	struct pl_run *other;

	if (!pl_model_add_strategy(own, "leaf-spki"))
		printf("Bail out! there is no leaf-spki\n");
	expect->has_verdict = true;
	expect->verdict = PL_BREAKS;
	pl_model_add_event(own, made);
	other = start(engine, own);
	must(pl_run_all(other, &err), &err);
	must(pl_expect_all(other, &checks, &err), &err);
	tap_int((long long)other->n_steps, 3, "start, the renewal of that second, the event");
	tap_ok(checks.n == 1 && checks.items[0].met && checks.items[0].step == 2,
	       "the event's own step is judged, not the renewal");
	tap_ok(checks.items[0].expect == expect, "and says whose expectation it is");
	pl_checks_clear(&checks);
	pl_run_free(other);
	pl_model_free(own);
}

/* One row's one check of a run of its own. */
static void test_history(struct pl_engine *engine, const char *name, const char *const *events,
			 const char *host, const char *attack, const char *actual)
{
	struct pl_model *own = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };
	struct pl_expect *expect;
	struct pl_run *other;

	if (!pl_model_add_strategy(own, "none") || !pl_model_add_attack(own, "own-ca"))
		printf("Bail out! none or own-ca is missing\n");
	own->hosts[0].renews = false;
	pl_model_add_host(own, "web", "web.example.test", "int-1");
	own->until = at("2027-03-01");
	for (; events[0]; events += 2)
		pl_model_add_event(own, event_at(events[0], events[1]));
	expect = pl_model_add_expect(own);
	expect->kind = PL_EXPECT_DOWN;
	expect->host = strdup(host);
	expect->attack = copy(attack);
	other = start(engine, own);
	must(pl_run_all(other, &err), &err);
	must(pl_expect_all(other, &checks, &err), &err);
	tap_text(checks.n == 1 ? checks.items[0].actual : NULL, actual, name);
	pl_checks_clear(&checks);
	pl_run_free(other);
	pl_model_free(own);
}

#define EVENTS(...) (const char *const[]){ __VA_ARGS__, NULL }

static void test_histories(struct pl_engine *engine)
{
	test_history(engine, "attacks without a second between them are one",
		     EVENTS("2027-02-01", "attack: own-ca for=6h", "+6h", "attack: own-ca for=1h"),
		     "api", "own-ca", "exposed 7h");
	test_history(engine, "with a second between them they are two",
		     EVENTS("2027-02-01", "attack: own-ca for=6h", "2027-02-01T06:00:01Z",
			    "attack: own-ca for=1h"),
		     "api", "own-ca", "exposed 6h");
	test_history(engine, "the other host is not attacked",
		     EVENTS("2027-02-01", "attack: own-ca for=6h"), "web", "own-ca", "exposed 0s");
	test_history(engine, "an attack that still goes on ends at until",
		     EVENTS("2027-02-28", "attack: own-ca for=30d"), "api", "own-ca",
		     "exposed 1d");
	test_history(engine, "events on the way do not end it",
		     EVENTS("2027-02-01", "attack: own-ca for=6h", "+1h", "renew: new"), "api",
		     "own-ca", "exposed 6h");
	test_history(engine, "what is mended and broken in one second is not mended",
		     EVENTS("2027-02-01", "serve: leaf-only", "+1d", "serve: full", "+0s",
			    "serve: leaf-only", "+1d", "serve: full"),
		     "api", NULL, "down 2d");
	test_history(engine, "what is broken and mended in one second is not broken",
		     EVENTS("2027-02-01", "serve: leaf-only", "+0s", "serve: full"), "api", NULL,
		     "down 0s");
}

/* The trade-off of the rows: down and stopped, and who was read. */
static void test_exposure(void)
{
	struct pl_exposures found = { 0 };
	struct pl_tradeoff row;

	tap_ok(pl_run_end(run) == at("2027-03-01"), "the run ends at its until");
	pl_run_exposures(run, pl_run_end(run), &found);
	tap_ok(found.n == 1 && found.items[0].row == 1 && found.items[0].attack == 0 &&
		       found.items[0].from == at("2027-02-20") &&
		       found.items[0].to == at("2027-02-20T06:00Z") &&
		       found.items[0].detected_at == PL_TIME_NONE,
	       "one row is read, by one attack, for six hours, and nobody notices");
	pl_exposures_clear(&found);
	row = pl_run_tradeoff(run, 0, pl_run_end(run));
	tap_ok(row.lasted == 59 * PL_DAY && row.down == 50 * PL_DAY && row.exposed == 0,
	       "the first version is down from the swap on");
	tap_ok(row.attacks == 3 && row.stopped == 3 && row.stopped_for == 3 * 9 * PL_DAY,
	       "being cut off stops nobody: what it blocked then counts for nothing");
	row = pl_run_tradeoff(run, 1, pl_run_end(run));
	tap_ok(row.down == PL_DAY && row.exposed == 6 * PL_HOUR && row.stopped == 1,
	       "without pins only the self-signed one is stopped");
	row = pl_run_tradeoff(run, 4, pl_run_end(run));
	tap_ok(row.lasted == 40 * PL_DAY, "a version's time begins with its release");
}

static void test_bad_time(void)
{
	struct wish wish = { .at = "swop", .verdict = V(PL_SURVIVES) };
	struct pl_error err = PL_ERROR_INIT;
	struct pl_checks checks = { 0 };

	fill(pl_model_add_expect(model), &wish);
	tap_ok(!pl_expect_all(run, &checks, &err), "a time that means nothing is an error");
	tap_has(err.text, "did you mean 'swap'?", "with the nearest name");
	pl_error_clear(&err);
	pl_checks_clear(&checks);
	pl_expect_clear(&model->expects[--model->n_expects]);
}

int main(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);

	build(engine);
	for (size_t i = 0; i < PL_ARRAY_LEN(wishes); i++)
		test_wish(&wishes[i]);
	test_own_step(engine);
	test_histories(engine);
	test_bad_time();
	test_exposure();
	pl_run_free(run);
	pl_model_free(model);
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
