/* App state: what apps remember of whom they met, and what they say because of it. */
#include <config.h>

#include "lab/state.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

/* One step of a story: what happens when, and what the strategy's row says then. */
struct beat {
	const char *when, *event; /* NULL event: the clock alone, up to and including `when` */
	const char *honest;       /* "survives (first-use)"; NULL: not asked */
	const char *attack;       /* the what-if under the first attack, or NULL */
};

static const char *attack_words(const struct pl_run *run, const struct pl_step *step,
				const char *strategy)
{
	static char words[120];
	const struct pl_outcome *outcome = pl_step_attack(run, step, row_of(run, strategy), 0);

	snprintf(words, sizeof(words), "%s (%s)", pl_state_info(outcome->state)->name,
		 pl_reason_info(outcome->reason)->name);
	return words;
}

static void play(struct pl_run *run, const char *strategy, const char *name,
		 const struct beat *beats, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct beat *beat = &beats[i];
		struct pl_error err = PL_ERROR_INIT;
		char *what = pl_asprintf("%s: %s %s", name, beat->when,
					 beat->event ? beat->event : "");

		if (beat->event)
			happen(run, beat->when, beat->event);
		else if (*beat->when)
			must(pl_run_until(run, at(beat->when) + 1, &err), &err);
		if (beat->honest)
			tap_text(honest_words(run, last(run), strategy), beat->honest, what);
		if (beat->attack)
			tap_text(attack_words(run, last(run), strategy), beat->attack, what);
		free(what);
	}
}

#define PLAY(run, strategy, name, ...)                                                             \
	play(run, strategy, name, (const struct beat[]){ __VA_ARGS__ },                            \
	     sizeof((const struct beat[]){ __VA_ARGS__ }) / sizeof(struct beat))

/* The small hierarchy, one attack, and a host that renews only when told. */
static struct pl_model *quiet(const char *attack)
{
	struct pl_model *model = build_model();

	model->operators[0].is_private = true;
	model->hosts[0].renews = false;
	model->hosts[0].lifetime = 2000 * PL_DAY;
	if (!pl_model_add_attack(model, attack))
		exit(1);
	return model;
}

static void test_first_use(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "tofu");
	run = start(engine, model);
	PLAY(run, "tofu", "tofu",
	     { "", NULL, "survives (first-use)", "intercepted (first-use)" },
	     { "2027-01-01T00:00:01Z", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-02-01", "renew: same", "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-03-01", "renew: new", "breaks-pin (pin-mismatch)",
	       "blocked-moot (pin-mismatch)" },
	     { "2027-03-02", "renew: new", "breaks-pin (pin-mismatch)", NULL },
	     /* An update of the app keeps what the last version remembered. */
	     { "2027-04-01", "release: tofu", "breaks-pin (pin-mismatch)", NULL });
	tap_int((long long)run->n_steps, 6, "tofu: a step when it has learned, and no other");
	end(run, model);
}

static void test_refetch(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	pl_model_add_strategy_as(model, "careless", "tofu")->memory.refetch = true;
	run = start(engine, model);
	PLAY(run, "careless", "refetch",
	     { "2027-01-02", NULL, "survives (pin-match)", "intercepted (first-use)" },
	     { "2027-03-01", "renew: new", "survives (first-use)", "intercepted (first-use)" },
	     { "2027-03-01T00:00:01Z", NULL, "survives (pin-match)", "intercepted (first-use)" },
	     { "2027-04-01", "attack: name=other-ca for=1h", "survives (pin-match)",
	       "intercepted (first-use)" },
	     /* It keeps the attacker's key, then the host's again. */
	     { "2027-04-01T00:00:01Z", NULL, "survives (first-use)", "intercepted (pin-match)" },
	     { "2027-04-01T01:00:00Z", NULL, "survives (first-use)", "intercepted (pin-match)" },
	     { "2027-04-01T01:00:01Z", NULL, "survives (pin-match)", "intercepted (first-use)" });
	end(run, model);
}

/* Whoever answers the first contact is believed ever after. */
static void test_first_contact(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "tofu");
	run = start(engine, model);
	PLAY(run, "tofu", "what-ifs teach nothing",
	     { "2027-01-05", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-02-01", "attack: name=other-ca for=1h", "survives (pin-match)",
	       "blocked (pin-mismatch)" },
	     { "2027-02-02", NULL, "survives (pin-match)", "blocked (pin-mismatch)" });
	end(run, model);
}

static void test_tickets(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_strategy_def *def = pl_model_add_strategy(model, "leaf-spki");
	struct pl_run *run;
	const struct pl_outcome *cell;

	def->memory.session_tickets = PL_DAY;
	run = start(engine, model);
	PLAY(run, "leaf-spki", "tickets",
	     { "", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-02-01", "renew: new", "survives (pin-match)", "blocked (pin-mismatch)" });
	cell = pl_step_honest(last(run), row_of(run, "leaf-spki"));
	tap_ok(cell->notes & PL_NOTE_RESUMED, "tickets: the session is resumed, and said to be");
	PLAY(run, "leaf-spki", "tickets",
	     { "2027-02-01T23:59:59Z", NULL, "survives (pin-match)", NULL },
	     { "2027-02-02", NULL, "breaks-pin (pin-mismatch)", "blocked-moot (pin-mismatch)" },
	     { "2027-03-02", "renew: same", "breaks-pin (pin-mismatch)", NULL });
	tap_int((long long)run->n_steps, 4, "tickets: one step when the last one ends");
	end(run, model);
}

/* The newest list reaches apps at their next refresh, a day apart from the first start on. */
static void test_list(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "dynamic");
	run = start(engine, model);
	PLAY(run, "dynamic", "list",
	     { "", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-02-01T06:00:00Z", "renew: new", "breaks-pin (pin-mismatch)",
	       "blocked-moot (pin-mismatch)" },
	     { "2027-02-01T23:59:59Z", NULL, "breaks-pin (pin-mismatch)", NULL },
	     { "2027-02-02", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     /* A refresh comes before what else happens in its second. */
	     { "2027-03-01", "renew: new", "breaks-pin (pin-mismatch)", NULL },
	     { "2027-03-02", NULL, "survives (pin-match)", NULL },
	     /* Announced one refresh ahead, a new key breaks nobody. */
	     { "2027-04-01T06:00:00Z", "renew: key=new load=staged", "survives (pin-match)", NULL },
	     { "2027-04-02T06:00:00Z", "reload: api", "survives (pin-match)", NULL },
	     { "2027-05-01T06:00:00Z", "renew: key=new load=staged", "survives (pin-match)", NULL },
	     { "2027-05-01T07:00:00Z", "reload: api", "breaks-pin (pin-mismatch)", NULL },
	     { "2027-05-01T07:00:01Z", "refresh-pins: dynamic", "survives (pin-match)", NULL },
	     { "2027-06-01T06:00:00Z", "renew: backup", "survives-on-backup (pin-match)", NULL },
	     { "2027-06-01T07:00:01Z", NULL, "survives (pin-match)", NULL });
	end(run, model);
}

static void test_first_start(void)
{
	static const struct {
		enum pl_first_start how;
		const char *first, *attack;
	} rows[] = {
		{ PL_FIRST_EMBEDDED, "survives (pin-match)", "blocked (pin-mismatch)" },
		{ PL_FIRST_UNPINNED, "survives (no-pins)", "intercepted (no-pins)" },
		{ PL_FIRST_REFUSE, "breaks-pin (list-stale)", "blocked-moot (list-stale)" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = quiet("other-ca");
		struct pl_run *run;

		pl_model_add_strategy(model, "dynamic")->memory.first_start = rows[i].how;
		run = start(engine, model);
		PLAY(run, "dynamic", "first start",
		     { "", NULL, rows[i].first, rows[i].attack },
		     { "2027-01-01T00:00:01Z", NULL, "survives (pin-match)",
		       "blocked (pin-mismatch)" });
		end(run, model);
	}
}

/* A list that comes over the connection that the pins guard cannot mend them, and gets old. */
static void test_behind_pin(void)
{
	static const struct {
		enum pl_on_stale how;
		const char *late;
	} rows[] = {
		{ PL_STALE_REFUSE, "breaks-pin (list-stale)" },
		{ PL_STALE_EMBEDDED, "breaks-pin (pin-mismatch)" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = quiet("stolen-list-key");
		struct pl_strategy_def *def = pl_model_add_strategy(model, "dynamic");
		struct pl_run *run;

		def->memory.channel = PL_LIST_BEHIND_PIN;
		def->memory.on_stale = rows[i].how;
		run = start(engine, model);
		PLAY(run, "dynamic", "behind the pin",
		     { "2027-01-15", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
		     { "2027-02-01T06:00:00Z", "renew: new", "breaks-pin (pin-mismatch)", NULL },
		     { "2027-03-02T23:59:59Z", NULL, "breaks-pin (pin-mismatch)", NULL },
		     /* 30 days after its last refresh, that of 2027-02-01. */
		     { "2027-03-03", NULL, rows[i].late, NULL });
		end(run, model);
	}
}

/* The list server is away: nothing is lost until the list is too old. */
static void test_outage(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "dynamic");
	run = start(engine, model);
	PLAY(run, "dynamic", "outage",
	     { "2027-02-01T06:00:00Z", "outage: what=list for=40d", "survives (pin-match)", NULL },
	     { "2027-03-02T23:59:59Z", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-03-03", NULL, "breaks-pin (list-stale)", "blocked-moot (list-stale)" },
	     /* It ends on 2027-03-13 at six; the next refresh is at midnight. */
	     { "2027-03-13T12:00:00Z", "wait: 1s", "breaks-pin (list-stale)", NULL },
	     { "2027-03-13T23:59:59Z", NULL, "breaks-pin (list-stale)", NULL },
	     { "2027-03-14", NULL, "survives (pin-match)", "blocked (pin-mismatch)" });
	tap_int((long long)run->n_steps, 5,
		"outage: it, the list's end, a second after it, and the next refresh");
	end(run, model);
}

static void test_stolen_list_key(void)
{
	struct pl_model *model = quiet("stolen-list-key");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "dynamic");
	(void)pl_model_add_strategy(model, "leaf-spki");
	run = start(engine, model);
	tap_text(attack_words(run, last(run), "leaf-spki"), "blocked (pin-mismatch)",
		 "stolen list key: who fetches no list does not care");
	PLAY(run, "dynamic", "stolen list key",
	     { "", NULL, "survives (pin-match)", "intercepted (pin-match)" },
	     { "2027-02-01T06:00:00Z", "attack: name=stolen-list-key for=6h",
	       "survives (pin-match)", "intercepted (pin-match)" },
	     { "2027-02-01T06:00:01Z", NULL, "breaks-pin (pin-mismatch)",
	       "intercepted (pin-match)" },
	     /* His list has a higher number: the operator's is refused until it has that, too. */
	     { "2027-02-03", NULL, "breaks-pin (pin-mismatch)", NULL },
	     { "2027-02-03T06:00:00Z", "renew: new", "breaks-pin (pin-mismatch)", NULL },
	     { "2027-02-04", NULL, "survives (pin-match)", NULL });
	end(run, model);
}

static void test_replayed_list(void)
{
	static const struct {
		bool takes_older;
		const char *early;
	} rows[] = {
		{ false, "blocked (pin-mismatch)" },
		{ true, "intercepted (pin-match)" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = quiet("replayed-list");
		struct pl_run *run;

		pl_model_add_strategy(model, "dynamic")->memory.rollback_protection =
			!rows[i].takes_older;
		run = start(engine, model);
		PLAY(run, "dynamic", rows[i].takes_older ? "replay, taken" : "replay, refused",
		     { "", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
		     { "2027-02-01T06:00:00Z", "compromise: leaf", "survives (pin-match)",
		       "intercepted (pin-match)" },
		     { "2027-02-02T06:00:00Z", "renew: new", "breaks-pin (pin-mismatch)", NULL },
		     { "2027-02-03", NULL, "survives (pin-match)", rows[i].early },
		     { "2027-03-04T05:59:59Z", NULL, "survives (pin-match)", rows[i].early },
		     /* Signed for the last time on 2027-02-02, and too old after 30 days. */
		     { "2027-03-04T06:00:00Z", NULL, "survives (pin-match)",
		       "blocked (pin-mismatch)" });
		end(run, model);
	}
}

/* Ten years of daily refreshes: only what changes a cell is a step. */
static void test_long(void)
{
	struct pl_model *model = quiet("stolen-list-key");
	struct pl_run *run;
	struct pl_error err = PL_ERROR_INIT;

	model->hosts[0].lifetime = 5000 * PL_DAY;
	(void)pl_model_add_strategy(model, "dynamic");
	(void)pl_model_add_strategy(model, "tofu");
	run = start(engine, model);
	must(pl_run_until(run, at("2028-12-31"), &err), &err);
	tap_int((long long)run->n_steps, 2, "two years in two steps: start, and tofu's lesson");
	must(pl_run_until(run, at("2037-01-01"), &err), &err);
	tap_int((long long)run->n_steps, 4, "ten years: the ends of two authorities besides");
	end(run, model);
}

static void pin_by_header(struct pl_model *model, bool subdomains, bool report_only)
{
	struct pl_hpkp_def *hpkp = &model->hosts[0].hpkp;
	static const char *const pins[] = { "leaf.spki", "backup.spki" };

	hpkp->pins = pl_calloc(2, sizeof(*hpkp->pins));
	hpkp->pin_pos = pl_calloc(2, sizeof(*hpkp->pin_pos));
	for (; hpkp->n_pins < 2; hpkp->n_pins++)
		hpkp->pins[hpkp->n_pins] = pl_strdup(pins[hpkp->n_pins]);
	hpkp->max_age = 60 * PL_DAY;
	hpkp->subdomains = subdomains;
	hpkp->report_only = report_only;
}

static void test_header(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	pin_by_header(model, false, false);
	(void)pl_model_add_strategy(model, "hpkp");
	run = start(engine, model);
	PLAY(run, "hpkp", "header",
	     { "", NULL, "survives (no-pins)", "intercepted (no-pins)" },
	     { "2027-01-01T00:00:01Z", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-06-01", "renew: same", "survives (pin-match)", "blocked (pin-mismatch)" },
	     /* The lock-out: nobody who was here before knows the new key. */
	     { "2027-07-01", "renew: new", "breaks-pin (pin-mismatch)",
	       "blocked-moot (pin-mismatch)" },
	     { "", "set-hpkp: pins=leaf.spki,backup.spki max-age=60d", "breaks-pin (pin-mismatch)",
	       NULL },
	     { "2027-08-29T23:59:59Z", NULL, "breaks-pin (pin-mismatch)", NULL },
	     { "2027-08-30", NULL, "survives (no-pins)", "intercepted (no-pins)" },
	     { "2027-08-30T00:00:01Z", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     /* The backup key was in it, so that the way out is there. */
	     { "2027-09-01", "renew: backup", "survives-on-backup (pin-match)", "blocked (pin-mismatch)" },
	     /* Told to forget, it does. */
	     { "2027-09-02", "set-hpkp: pins=leaf.spki,backup.spki max-age=0s",
	       "survives-on-backup (pin-match)", "blocked (pin-mismatch)" },
	     { "2027-09-02T00:00:01Z", NULL, "survives (no-pins)", "intercepted (no-pins)" });
	end(run, model);
}

/* A header without a backup, or with nothing of the chain, is as good as none. */
static void test_invalid_header(void)
{
	static const char *const headers[] = {
		"set-hpkp: pins=leaf.spki max-age=60d",
		"set-hpkp: pins=leaf.spki,root.spki max-age=60d",
		"set-hpkp: pins=backup.spki,key(a).spki max-age=60d",
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(headers); i++) {
		struct pl_model *model = quiet("other-ca");
		struct pl_run *run;

		(void)pl_model_add_strategy(model, "hpkp");
		run = start(engine, model);
		PLAY(run, "hpkp", headers[i],
		     { "2027-02-01", headers[i], "survives (no-pins)", "intercepted (no-pins)" },
		     { "2027-03-01", NULL, "survives (no-pins)", "intercepted (no-pins)" });
		tap_int((long long)run->n_steps, 2, "an invalid header teaches nothing");
		end(run, model);
	}
}

static void test_header_report_only(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	pin_by_header(model, false, true);
	(void)pl_model_add_strategy(model, "hpkp");
	run = start(engine, model);
	PLAY(run, "hpkp", "report-only header",
	     { "2027-01-05", NULL, "survives (pin-match)", "intercepted (no-pins)" },
	     { "2027-07-01", "renew: new", "survives-unenforced (report-only)",
	       "intercepted (no-pins)" });
	end(run, model);
}

/* An attacker's header outlives the attack. */
static void test_hostile_header(void)
{
	struct pl_model *model = quiet("own-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "hpkp");
	run = start(engine, model);
	PLAY(run, "hpkp", "hostile header",
	     { "2027-01-05", NULL, "survives (no-pins)", "intercepted (no-pins)" },
	     { "2027-02-01", "attack: name=own-ca for=6h hpkp=30d", "survives (no-pins)",
	       "intercepted (no-pins)" },
	     { "2027-02-01T00:00:01Z", NULL, "breaks-pin (pin-mismatch)",
	       "intercepted (pin-match)" },
	     { "2027-02-01T06:00:00Z", NULL, "breaks-pin (pin-mismatch)", NULL },
	     { "2027-03-03T05:59:59Z", NULL, "breaks-pin (pin-mismatch)", NULL },
	     { "2027-03-03T06:00:00Z", NULL, "survives (no-pins)", "intercepted (no-pins)" });
	end(run, model);
}

static void test_header_subdomains(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;
	size_t below;

	pin_by_header(model, true, false);
	pl_model_add_host(model, "img", "img.api.example.test", "int-1")->lifetime =
		2000 * PL_DAY;
	(void)pl_model_add_strategy(model, "hpkp");
	run = start(engine, model);
	below = row_of(run, "hpkp");
	tap_text(run->rows[below]->host, "img", "the last row is the lower name's");
	happen(run, "2027-01-02", "wait: 1d");
	tap_text(honest_words(run, last(run), "hpkp"), "breaks-pin (pin-mismatch)",
		 "pins noted for a name count for those below it");
	happen(run, "2027-01-04", "set-hpkp: host=api pins=leaf.spki,backup.spki");
	happen(run, "2027-01-05", "wait: 1d");
	tap_text(honest_words(run, last(run), "hpkp"), "survives (no-pins)",
		 "a new header without them frees those");
	happen(run, "2027-01-06", "set-hpkp: host=api pins=leaf.spki,backup.spki covers=subdomains");
	tap_text(honest_words(run, last(run), "hpkp"), "survives (no-pins)",
		 "what is noted counts from the next contact on");
	happen(run, "", "renew: host=api key=same");
	tap_text(honest_words(run, last(run), "hpkp"), "breaks-pin (pin-mismatch)",
		 "which may be in the same second");
	end(run, model);
}

static void test_forget(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run;

	(void)pl_model_add_strategy(model, "tofu");
	run = start(engine, model);
	PLAY(run, "tofu", "forget",
	     { "2027-02-01", "renew: new", "breaks-pin (pin-mismatch)", NULL },
	     { "2027-03-01", "forget-pins: tofu", "survives (first-use)",
	       "intercepted (first-use)" },
	     { "2027-03-01T00:00:01Z", NULL, "survives (pin-match)", "blocked (pin-mismatch)" },
	     /* The first contact after it is the attacker's. */
	     { "2027-04-01", "attack: name=other-ca for=1h", "survives (pin-match)", NULL },
	     { "", "forget-pins: device=phone", "survives (first-use)",
	       "intercepted (first-use)" },
	     { "2027-04-01T00:00:01Z", NULL, "breaks-pin (pin-mismatch)",
	       "intercepted (pin-match)" },
	     { "2027-05-01", NULL, "breaks-pin (pin-mismatch)", "intercepted (pin-match)" });
	end(run, model);
}

/* A clone and an undone run give the same as a run that went straight there. */
static void test_undo(void)
{
	struct pl_model *model = quiet("other-ca");
	struct pl_run *run, *clone;

	(void)pl_model_add_strategy(model, "tofu");
	run = start(engine, model);
	happen(run, "2027-02-01", "renew: new");
	clone = pl_run_clone(run);
	pl_run_rewind(run, 2);
	tap_text(honest_words(run, last(run), "tofu"), "survives (pin-match)",
		 "undo: back to what it knew");
	happen(run, "2027-02-01", "renew: same");
	tap_text(honest_words(run, last(run), "tofu"), "survives (pin-match)",
		 "undo: another future");
	tap_text(honest_words(clone, last(clone), "tofu"), "breaks-pin (pin-mismatch)",
		 "a clone keeps its own");
	pl_run_rewind(run, 1);
	happen(run, "2027-02-01", "renew: new");
	tap_text(honest_words(run, last(run), "tofu"), "breaks-pin (pin-mismatch)",
		 "undo to the start: contact is made again");
	pl_run_free(clone);
	end(run, model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_first_use();
	test_refetch();
	test_first_contact();
	test_tickets();
	test_list();
	test_first_start();
	test_behind_pin();
	test_outage();
	test_stolen_list_key();
	test_replayed_list();
	test_long();
	test_header();
	test_invalid_header();
	test_header_report_only();
	test_hostile_header();
	test_header_subdomains();
	test_forget();
	test_undo();
	pl_engine_free(engine);
	return tap_done();
}
