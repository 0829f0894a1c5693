/* Times: what may be written, what it means, and what is refused. */
#include <config.h>

#include "lab/event.h"

#include "tests/lab/build.h"

static const struct {
	const char *text;
	enum pl_when_kind kind;
	int64_t time, offset;
	const char *ref;
} good[] = {
	{ "1970-01-02", PL_WHEN_AT, PL_DAY, 0, NULL },
	{ "1970-01-02T01:00Z", PL_WHEN_AT, PL_DAY + PL_HOUR, 0, NULL },
	{ "1970-01-02 + 3h", PL_WHEN_AT, PL_DAY, 3 * PL_HOUR, NULL },
	{ "1970-01-02 - 3h", PL_WHEN_AT, PL_DAY, -3 * PL_HOUR, NULL },
	{ "+1d", PL_WHEN_AFTER, 0, PL_DAY, NULL },
	{ "+ 1d12h", PL_WHEN_AFTER, 0, PL_DAY + 12 * PL_HOUR, NULL },
	{ "-1h", PL_WHEN_AFTER, 0, -PL_HOUR, NULL },
	{ "api.leaf.expiry - 7d", PL_WHEN_RELATIVE, 0, -7 * PL_DAY, "api.leaf.expiry" },
	{ "first-renewal + 2h", PL_WHEN_RELATIVE, 0, 2 * PL_HOUR, "first-renewal" },
	{ "first-renewal+2h", PL_WHEN_RELATIVE, 0, 2 * PL_HOUR, "first-renewal" },
	/* A dash without blanks belongs to the name. */
	{ "isrg-x1.expiry", PL_WHEN_RELATIVE, 0, 0, "isrg-x1.expiry" },
	{ "a-1d", PL_WHEN_RELATIVE, 0, 0, "a-1d" },
	/* Signs within brackets belong to a strategy's name. */
	{ "pins(a+b).expiry - 1d", PL_WHEN_RELATIVE, 0, -PL_DAY, "pins(a+b).expiry" },
};

static const struct {
	const char *text, *want;
} bad[] = {
	{ "", "a time is empty" },
	{ "  ", "a time is empty" },
	{ "2021-02-29", "28 days" },
	{ "2027-13-01", "months run from 01 to 12" },
	{ "+1x", "is not a duration like 2d12h" },
	{ "+", "is not a duration like 2d12h" },
	{ "first - soon", "'soon' is not a duration" },
	{ "2027-01-01 + ", "is not a duration" },
};

static void test_parse(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(good); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_when when;

		must(pl_when_parse(good[i].text, (struct pl_pos){ 0 }, &when, &err), &err);
		tap_ok(when.kind == good[i].kind && when.time == good[i].time &&
			       when.offset == good[i].offset,
		       "'%s' is read", good[i].text);
		tap_text(when.ref, good[i].ref, "with its name");
		tap_text(when.text, good[i].text, "and its text kept");
		pl_when_clear(&when);
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_when when;

		tap_ok(!pl_when_parse(bad[i].text, (struct pl_pos){ 0 }, &when, &err),
		       "'%s' is refused", bad[i].text);
		tap_has(err.text, bad[i].want, "with its reason");
		pl_error_clear(&err);
	}
}

/* Resolved after: renew at 2027-01-10 with the id `first`, clock at 2027-01-11. */
static const struct {
	const char *text, *want; /* a date, or the words of a refusal */
	bool ok;
} resolved[] = {
	{ "2027-02-01", "2027-02-01", true },
	{ "+1d", "2027-01-12", true },
	{ "first + 1d", "2027-01-11", true },
	{ "first + 36h", "2027-01-11T12:00:00Z", true },
	/* expiry means notAfter: the last second of validity. */
	{ "api.leaf.expiry", "2027-04-09T23:59:59Z", true },
	{ "api.leaf.expiry + 1s", "2027-04-10", true },
	{ "api.leaf.expiry - 7d", "2027-04-02T23:59:59Z", true },
	{ "api.renewal", "2027-03-11", true },
	{ "root-1.expiry", "2028-12-31T23:59:59Z", true },
	{ "int-1-by-root-1.expiry", "2034-12-31T23:59:59Z", true },
	{ "pins(mine).expiry", "2027-06-01", true },
	{ "pins(a+b).expiry + 1d", "2027-07-02", true },
	{ "pins(endless).expiry", "'pins(endless).expiry' is no date of this world", false },
	{ "pins(mime).expiry", "did you mean 'pins(mine).expiry'?", false },
	{ "start + 40d", "2027-02-10", true },
	{ "start", "2027-01-01 is before the clock", false },
	{ "root-1.from", "2020-01-01 is before the clock", false },
	{ "root-1.from + 3000d", "2028-03-19", true },
	{ "api.leaf.from + 30d", "2027-02-09", true },
	{ "first", "is before the clock, which stands at 2027-01-11", false },
	{ "-1s", "is before the clock", false },
	{ "api.leaf.start", "is before the clock", false },
	{ "api.leaf.expirry", "did you mean 'api.leaf.expiry'?", false },
	{ "web.leaf.expiry", "'web.leaf.expiry' is no date of this world", false },
	{ "later", "'later' has not happened yet at this point", false },
	{ "first + 3000000d", "lies outside the years 1970 to 9999", false },
};

static void test_resolve(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_event *first = event_at("2027-01-10", "renew: same"),
			*later = event("renew: new");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	pl_model_add_custom(model, "mine")->terms.expires = at("2027-06-01");
	pl_model_add_custom(model, "a+b")->terms.expires = at("2027-07-01");
	(void)pl_model_add_custom(model, "endless");
	for (size_t i = 0; i < model->n_strategies; i++)
		pl_strategy_def_pin(&model->strategies[i], "leaf.spki", (struct pl_pos){ 0 }, false);
	first->id = strdup("first");
	later->id = strdup("later");
	pl_model_add_event(model, later);
	run = start(engine, model);
	must(pl_run_event(run, first, &err), &err);
	pl_event_unref(first);
	happen(run, "+1d", "wait: 0s");
	for (size_t i = 0; i < PL_ARRAY_LEN(resolved); i++) {
		char date[PL_TIME_TEXT];
		struct pl_when when;
		int64_t time = 0;
		bool ok;

		must(pl_when_parse(resolved[i].text, (struct pl_pos){ 0 }, &when, &err), &err);
		ok = pl_run_resolve(run, &when, &time, &err);
		if (resolved[i].ok)
			tap_text(ok ? pl_time_format_short(time, date) : err.text, resolved[i].want,
				 resolved[i].text);
		else
			tap_has(ok ? "it was resolved" : err.text, resolved[i].want,
				resolved[i].text);
		pl_error_clear(&err);
		pl_when_clear(&when);
	}
	pl_run_free(run);
	pl_model_free(model);
	pl_engine_free(engine);
}

int main(void)
{
	test_parse();
	test_resolve();
	pl_pki_shutdown();
	return tap_done();
}
