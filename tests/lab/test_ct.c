/* Timestamps of logs: who demands how many, which count, who is exempt, and who is seen. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "lab/ct.h"
#include "lab/why.h"
#include "pki/sct.h"
#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

/* The hierarchy lives long enough for the rules of every year. */
static struct pl_model *long_model(const char *start)
{
	struct pl_model *model = build_model();

	for (size_t i = 0; i < model->n_certificates; i++) {
		model->certificates[i].from = at("2010-01-01");
		model->certificates[i].to = at("2045-01-01") - 1;
	}
	model->start = at(start);
	model->hosts[0].renews = false;
	return model;
}

/* "a1:A b1:B/static": names, operators, kinds. */
static void add_logs(struct pl_model *model, const char *logs)
{
	while (*logs) {
		size_t name = strcspn(logs, ":"), rest = strcspn(logs, " ");
		char *own = pl_strndup(logs, name);
		struct pl_log_def *log = pl_model_add_log(model, own);

		log->operator_ = pl_strndup(logs + name + 1, 1);
		log->is_static = rest > name + 2;
		free(own);
		logs += rest;
		logs += strspn(logs, " ");
	}
}

/* The host's CA sends its certificates to just these; "" for none. */
static void use_logs(struct pl_model *model, const char *names)
{
	struct pl_host_def *host = &model->hosts[0];

	host->logs = pl_calloc(9, sizeof(*host->logs));
	while (*names) {
		size_t len = strcspn(names, " ");

		host->logs[host->n_logs++] = pl_strndup(names, len);
		names += len;
		names += strspn(names, " ");
	}
}

#define FIVE "a1:A a2:A b1:B b2:B c1:C"
#define SURVIVES "survives (no-pins)"
#define MISSING "breaks-chain (ct-missing)"

/* What a leaf issued that day, for so many days, with timestamps of these logs, is to a device. */
static const struct {
	const char *what, *start;
	int days;
	enum pl_device_ct ct;
	const char *logs, *used; /* used NULL: its CA chooses */
	const char *want, *why;
} counts[] = {
	{ "Chrome: two of two operators are enough for 90 days", "2027-01-01", 90,
	  PL_DEVICE_CT_CHROME, FIVE, "a1 b1", SURVIVES, NULL },
	{ "and for 180", "2027-01-01", 180, PL_DEVICE_CT_CHROME, FIVE, "a1 b1", SURVIVES, NULL },
	{ "but not for 181", "2027-01-01", 181, PL_DEVICE_CT_CHROME, FIVE, "a1 b1", MISSING,
	  "carries 2 timestamps of logs that Chrome counts, who asks for 3" },
	{ "three are enough for 200", "2027-01-01", 200, PL_DEVICE_CT_CHROME, FIVE, "a1 a2 b1",
	  SURVIVES, NULL },
	{ "one is not enough", "2027-01-01", 90, PL_DEVICE_CT_CHROME, FIVE, "a1", MISSING,
	  "carries 1 timestamp of logs that Chrome counts, who asks for 2" },
	{ "none is not", "2027-01-01", 90, PL_DEVICE_CT_CHROME, FIVE, "", MISSING,
	  "carries 0 timestamps" },
	{ "two of one operator are not", "2027-01-01", 90, PL_DEVICE_CT_CHROME, FIVE, "a1 a2",
	  MISSING, "logs of 1 operator, and Chrome asks for 2" },
	{ "two static ones are", "2027-01-01", 90, PL_DEVICE_CT_CHROME, "a1:A/static b1:B/static",
	  "a1 b1", SURVIVES, NULL },
	{ "before 2018-05-01 none is asked for", "2018-04-30", 90, PL_DEVICE_CT_CHROME, FIVE, "",
	  SURVIVES, NULL },
	{ "from then on two are", "2018-05-01", 90, PL_DEVICE_CT_CHROME, FIVE, "", MISSING,
	  "carries 0" },
	{ "before 2022-04-15 two are enough for 398 days", "2022-04-14", 398, PL_DEVICE_CT_CHROME,
	  FIVE, "a1 b1", SURVIVES, NULL },
	{ "from then on three are asked for", "2022-04-15", 398, PL_DEVICE_CT_CHROME, FIVE, "a1 b1",
	  MISSING, "who asks for 3" },
	{ "Apple: one of each of two operators for 90 days", "2027-01-01", 90, PL_DEVICE_CT_APPLE,
	  FIVE, "a1 b1", SURVIVES, NULL },
	{ "two of one operator count once", "2027-01-01", 90, PL_DEVICE_CT_APPLE, FIVE, "a1 a2",
	  MISSING, "carries 1 timestamp of logs that Apple counts, who asks for 2" },
	{ "for 181 days two of one operator count beside a third", "2027-01-01", 181,
	  PL_DEVICE_CT_APPLE, FIVE, "a1 a2 b1", SURVIVES, NULL },
	{ "but two do not", "2027-01-01", 181, PL_DEVICE_CT_APPLE, FIVE, "a1 b1", MISSING,
	  "who asks for 3" },
	{ "one at least is of an RFC 6962 log", "2027-01-01", 90, PL_DEVICE_CT_APPLE,
	  "a1:A/static b1:B/static c1:C", "a1 b1", MISSING,
	  "none of its logs is of RFC 6962, and Apple asks for one" },
	{ "one is", "2027-01-01", 90, PL_DEVICE_CT_APPLE, "a1:A/static b1:B/static c1:C", "a1 c1",
	  SURVIVES, NULL },
	{ "before 2018-10-16 it asks for none", "2018-10-15", 90, PL_DEVICE_CT_APPLE, FIVE, "",
	  SURVIVES, NULL },
	{ "from then on two", "2018-10-16", 90, PL_DEVICE_CT_APPLE, FIVE, "a1", MISSING,
	  "who asks for 2" },
	{ "a device without a policy asks for none", "2027-01-01", 90, PL_DEVICE_CT_NONE, FIVE, "",
	  SURVIVES, NULL },
	{ "a CA that chooses itself satisfies Chrome for 90 days", "2027-01-01", 90,
	  PL_DEVICE_CT_CHROME, FIVE, NULL, SURVIVES, NULL },
	{ "and for 397", "2027-01-01", 397, PL_DEVICE_CT_CHROME, FIVE, NULL, SURVIVES, NULL },
	{ "and Apple for 90", "2027-01-01", 90, PL_DEVICE_CT_APPLE, "s1:A/static s2:B/static c1:B",
	  NULL, SURVIVES, NULL },
	{ "and for 397", "2027-01-01", 397, PL_DEVICE_CT_APPLE, FIVE, NULL, SURVIVES, NULL },
	{ "the lab's own logs do for 397 days", "2027-01-01", 397, PL_DEVICE_CT_APPLE, "", NULL,
	  SURVIVES, NULL },
	{ "one log alone satisfies nobody", "2027-01-01", 90, PL_DEVICE_CT_CHROME, "a1:A", NULL,
	  MISSING, "carries 1" },
};

static void check_cell(const struct pl_run *run, const char *what, const char *want,
		       const char *why)
{
	const struct pl_outcome *outcome = pl_step_honest(last(run), row_of(run, "none"));

	tap_text(honest_words(run, last(run), "none"), want, what);
	if (why)
		tap_has(outcome->detail ? outcome->detail : "", why, "with its reason");
}

static void test_counts(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(counts); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = long_model(counts[i].start);
		struct pl_run *run;

		model->hosts[0].lifetime = counts[i].days * PL_DAY;
		model->devices[0].ct = counts[i].ct;
		add_logs(model, counts[i].logs);
		if (counts[i].used)
			use_logs(model, counts[i].used);
		pl_model_add_strategy(model, "none");
		run = start(engine, model);
		check_cell(run, counts[i].what, counts[i].want, counts[i].why);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* What becomes of a leaf of 2027-01-01 with timestamps of a1 and b1 when logs end. */
static const struct {
	const char *what, *events[3], *want, *why;
} lives[] = {
	{ "a read-only log's timestamps count", { "retire-log: log=a1 to=read-only" }, SURVIVES,
	  NULL },
	{ "an older one of a retired log counts beside another", { "retire-log: a1" }, SURVIVES,
	  NULL },
	{ "but not when all are retired", { "retire-log: a1", "retire-log: b1" }, MISSING,
	  "every log that signed it is retired, and Chrome asks for one that is not" },
	{ "a new certificate helps", { "retire-log: a1", "retire-log: b1", "renew: same" },
	  SURVIVES, NULL },
};

static void test_lives(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(lives); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = long_model("2027-01-01");
		struct pl_run *run;

		model->devices[0].ct = PL_DEVICE_CT_CHROME;
		add_logs(model, "a1:A b1:B c1:C d1:D");
		pl_model_add_strategy(model, "none");
		run = start(engine, model);
		for (size_t j = 0; j < 3 && lives[i].events[j]; j++)
			happen(run, "+1d", lives[i].events[j]);
		check_cell(run, lives[i].what, lives[i].want, lives[i].why);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* A log's dates are edges: found without an event, at their second, and said by name. */
static void test_edges(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	model->devices[0].ct = PL_DEVICE_CT_CHROME;
	add_logs(model, "a1:A b1:B");
	model->logs[0].retired = at("2027-01-20");
	model->logs[1].retired = at("2027-02-01T10:00:00Z");
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	must(pl_run_until(run, at("2027-03-01"), &err), &err);
	tap_text(step_words(last(run)), "2027-02-01T10:00:00Z clock: clock: the log b1 is retired",
		 "the second log's end is a step");
	tap_int((long long)run->n_steps, 2, "the first one's, which shows in no cell, is none");
	tap_text(honest_words(run, last(run), "none"), MISSING, "and refused from then on");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Chrome's list of logs gets old; Apple's never does. */
static const struct {
	const char *what;
	enum pl_device_ct ct;
	const char *until, *want;
	bool stale;
} lists[] = {
	{ "Chrome enforces with a list of 70 days", PL_DEVICE_CT_CHROME, "2027-03-12T00:00:01Z",
	  MISSING, false },
	{ "and no longer with an older one", PL_DEVICE_CT_CHROME, "2027-03-12T00:00:02Z", SURVIVES,
	  true },
	{ "Apple does", PL_DEVICE_CT_APPLE, "2027-03-28", MISSING, false },
};

static void test_lists(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = long_model("2027-01-01");
		struct pl_error err = PL_ERROR_INIT;
		struct pl_run *run;

		model->devices[0].ct = lists[i].ct;
		model->devices[0].log_list = at("2027-01-01");
		use_logs(model, "");
		pl_model_add_strategy(model, "none");
		run = start(engine, model);
		must(pl_run_until(run, at(lists[i].until), &err), &err);
		check_cell(run, lists[i].what, lists[i].want, NULL);
		tap_int(pl_step_honest(last(run), row_of(run, "none"))->notes,
			lists[i].stale ? PL_NOTE_CT_STALE : 0, "and says so");
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* A list that stands still knows neither new logs nor retirements. */
static void test_old_list(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-10");
	struct pl_run *run;

	model->devices[0].ct = PL_DEVICE_CT_APPLE;
	model->devices[0].log_list = at("2027-01-01");
	add_logs(model, "a1:A b1:B c1:C");
	model->logs[2].from = at("2027-01-05");
	model->logs[0].retired = model->logs[1].retired = at("2027-01-15");
	use_logs(model, "a1 b1");
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	happen(run, "2027-01-20", "wait: 1d");
	check_cell(run, "a device that hears of no retirement goes on", SURVIVES, NULL);
	free(model->hosts[0].logs[0]);
	model->hosts[0].logs[0] = pl_strdup("c1");
	pl_run_free(run);
	run = start(engine, model);
	check_cell(run, "and one that does not know a new log does not count it", MISSING,
		   "carries 1");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A device that gets no more updates gets no lists of logs either. */
static void test_stopped(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	model->devices[0].ct = PL_DEVICE_CT_CHROME;
	use_logs(model, "");
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	happen(run, "2027-01-05", "stop-updates: phone");
	check_cell(run, "a device whose updates stop still enforces", MISSING, NULL);
	must(pl_run_until(run, at("2027-03-20"), &err), &err);
	tap_text(step_words(last(run)),
		 "2027-03-16T00:00:01Z clock: clock: the list of logs gets too old to be enforced "
		 "on phone",
		 "for 70 days");
	check_cell(run, "and then no longer", SURVIVES, NULL);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A company's own CA logs nothing, and nobody asks it to; nor does it ask DNS. */
static void test_private(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_sct_list list;
	struct pl_run *run;
	const char *why;

	model->devices[0].ct = PL_DEVICE_CT_CHROME;
	model->operators[0].is_private = true;
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	tap_ok(pl_cert_scts(last(run)->world->hosts[0]->presented->certs[0], &list, &why) &&
		       list.n == 0,
	       "a private CA's leaf carries no timestamps");
	check_cell(run, "and is accepted without", SURVIVES, NULL);
	happen(run, "+1d", "set-caa: name=example.test issue=none");
	happen(run, "+1d", "renew: same");
	check_cell(run, "whatever DNS says", SURVIVES, NULL);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Attacks: the strategy, the device's policy, and what comes of it. */
static const struct {
	const char *what, *strategy;
	enum pl_device_ct ct;
	const char *events[2], *attack, *want;
	int64_t after; /* seconds to detection */
} attacks[] = {
	{ "another CA that logs nothing is let in where nobody asks", "none", PL_DEVICE_CT_NONE,
	  { "watch-ct" }, "other-ca", "intercepted (no-pins)", PL_TIME_NONE },
	{ "where timestamps are asked for it logs, and nobody reads", "none", PL_DEVICE_CT_CHROME,
	  { NULL }, "other-ca", "intercepted (no-pins)", PL_TIME_NONE },
	{ "or somebody does", "none", PL_DEVICE_CT_CHROME, { "watch-ct" }, "other-ca",
	  "intercepted-detected (no-pins)", 49 * PL_HOUR },
	{ "an honest CA logs in any case", "none", PL_DEVICE_CT_NONE, { "watch-ct" }, "own-ca",
	  "intercepted-detected (no-pins)", 49 * PL_HOUR },
	{ "which nobody reads unless he watches", "none", PL_DEVICE_CT_CHROME, { NULL }, "own-ca",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "a quick monitor is quicker", "none", PL_DEVICE_CT_NONE,
	  { "watch-ct: poll=10m delay=20m" }, "own-ca", "intercepted-detected (no-pins)",
	  24 * PL_HOUR + 30 * PL_MINUTE },
	{ "a root that a user installed is exempt", "none", PL_DEVICE_CT_CHROME, { "watch-ct" },
	  "user-ca", "intercepted (no-pins)", PL_TIME_NONE },
	{ "a stolen leaf key needs no new certificate", "none", PL_DEVICE_CT_CHROME,
	  { "watch-ct" }, "stolen-leaf-key", "intercepted (no-pins)", PL_TIME_NONE },
	{ "a stolen intermediate's leaf is seen where it had to be logged", "none",
	  PL_DEVICE_CT_CHROME, { "watch-ct" }, "stolen-intermediate-key",
	  "intercepted-detected (no-pins)", 49 * PL_HOUR },
	{ "and not where not", "none", PL_DEVICE_CT_NONE, { "watch-ct" }, "stolen-intermediate-key",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "a pin refuses what is logged as what is not", "leaf-spki", PL_DEVICE_CT_CHROME,
	  { "watch-ct" }, "other-ca", "blocked (pin-mismatch)", PL_TIME_NONE },
	{ "root+ct+caa brings its monitor", "root+ct+caa", PL_DEVICE_CT_NONE, { NULL }, "own-ca",
	  "intercepted-detected (pin-match)", 49 * PL_HOUR },
	{ "and refuses another CA", "root+ct+caa", PL_DEVICE_CT_NONE, { NULL }, "other-ca",
	  "blocked (pin-mismatch)", PL_TIME_NONE },
	{ "and a user's", "root+ct+caa", PL_DEVICE_CT_NONE, { NULL }, "user-ca",
	  "blocked (pin-mismatch)", PL_TIME_NONE },
	{ "and a certificate for another name", "root+ct+caa", PL_DEVICE_CT_NONE, { NULL },
	  "other-name", "blocked (name-mismatch)", PL_TIME_NONE },
	{ "CAA alone does not keep him from the CA that it names", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main" }, "own-ca", "intercepted (no-pins)",
	  PL_TIME_NONE },
	{ "bound to an account it does", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main account=true" }, "own-ca",
	  "blocked (unknown-issuer)", PL_TIME_NONE },
	{ "so do ways of validation that do not go to the host", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main methods=dns-01" }, "own-ca",
	  "blocked (unknown-issuer)", PL_TIME_NONE },
	{ "others do not", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main methods=\"dns-01, http-01\"" }, "own-ca",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "what the provider serves is what the CA sees", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main account=true served=\"main, spare\"" }, "own-ca",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "the nearest name decides", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=main account=true",
	    "set-caa: name=api.example.test issue=main" }, "own-ca", "intercepted (no-pins)",
	  PL_TIME_NONE },
	{ "a name beside it does not", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=www.example.test issue=main account=true" }, "own-ca",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "a CA whose key was stolen asks nobody", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=none" }, "stolen-intermediate-key",
	  "intercepted (no-pins)", PL_TIME_NONE },
	{ "nor does a rogue one", "none", PL_DEVICE_CT_NONE,
	  { "set-caa: name=example.test issue=none" }, "other-ca", "intercepted (no-pins)",
	  PL_TIME_NONE },
};

static void test_attacks(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(attacks); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = long_model("2027-01-01");
		const struct pl_outcome *outcome;
		struct pl_run *run;
		char words[120];

		model->devices[0].ct = attacks[i].ct;
		pl_model_add_strategy(model, attacks[i].strategy);
		(void)!pl_model_add_attack(model, attacks[i].attack);
		run = start(engine, model);
		for (size_t j = 0; j < 2 && attacks[i].events[j]; j++)
			happen(run, "+1d", attacks[i].events[j]);
		outcome = pl_step_attack(run, last(run), row_of(run, attacks[i].strategy), 0);
		snprintf(words, sizeof(words), "%s (%s)", pl_state_info(outcome->state)->name,
			 pl_reason_info(outcome->reason)->name);
		tap_text(words, attacks[i].want, attacks[i].what);
		tap_int(outcome->detected_after, attacks[i].after, "known after so many seconds");
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* A scripted attack is detected from its own beginning on, a what-if from its step's. */
static void test_detected(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_run *run;
	size_t row;

	pl_model_add_strategy(model, "root+ct+caa");
	(void)!pl_model_add_attack(model, "own-ca");
	run = start(engine, model);
	row = row_of(run, "root+ct+caa");
	happen(run, "2027-01-05", "attack: name=own-ca for=3d");
	happen(run, "2027-01-06", "renew: new");
	tap_int(pl_step_detected(run, last(run), row, 0), at("2027-01-05") + 49 * PL_HOUR,
		"an attack that goes on is known from its beginning on");
	happen(run, "2027-01-10", "renew: new");
	tap_int(pl_step_detected(run, last(run), row, 0), at("2027-01-10") + 49 * PL_HOUR,
		"a what-if from its step on");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Records bind the owner as well. */
static void test_own_renewals(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;
	char *words;

	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	happen(run, "2027-01-10", "set-caa: name=example.test issue=spare");
	words = refused(run, "2027-01-11", "renew: same");
	tap_text(words,
		 "int-1 refuses to issue for api: the CAA records of example.test do not name "
		 "main: spare may issue",
		 "a renewal that CAA forbids is an error");
	free(words);
	must(pl_run_until(run, at("2027-03-10"), &err), &err);
	tap_text(step_words(last(run)), "2027-03-02 renewal: renewal: api cannot renew",
		 "an automatic one is a step that says so");
	tap_has(last(run)->note, "do not name main", "with the reason");
	happen(run, "2027-03-15", "set-caa: name=example.test issue=\"spare, main\"");
	must(pl_run_until(run, at("2027-03-16"), &err), &err);
	tap_has(step_words(last(run)), "renewal: api with the same key",
		"and is tried again when the records change");
	happen(run, "", "set-caa: name=example.test issue=main issuewild=none");
	happen(run, "", "renew: same");
	tap_text(honest_words(run, last(run), "none"), SURVIVES,
		 "issuewild says nothing of plain names");
	words = refused(run, "", "switch-ca: int-b");
	tap_has(words, "do not name spare: main may issue", "a move that CAA forbids is an error");
	free(words);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* The owner of root+ct+caa names the CA that he moves to himself. */
static void test_kept(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run;

	free(model->operators[0].backup_operator);
	model->operators[0].backup_operator = NULL;
	pl_model_add_strategy(model, "root+ct+caa");
	run = start(engine, model);
	happen(run, "2027-01-10", "switch-ca: int-b");
	tap_text(last(run)->note, "the CAA records of api.example.test name spare as well now",
		 "a move widens records that their owner keeps");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Records that somebody set for one of a host's names are not widened with the kept ones. */
static void test_kept_in_part(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_host_def *host = &model->hosts[0];
	struct pl_run *run;
	char *words;

	free(model->operators[0].backup_operator);
	model->operators[0].backup_operator = NULL;
	host->names = pl_realloc(host->names, host->n_names + 1, sizeof(*host->names));
	host->names[host->n_names++] = pl_strdup("www.example.test");
	pl_model_add_strategy(model, "root+ct+caa");
	run = start(engine, model);
	happen(run, "2027-01-10", "set-caa: name=www.example.test issue=main");
	words = refused(run, "", "switch-ca: int-b");
	tap_has(words, "www.example.test do not name spare: main may issue",
		"a record that is not kept stands against the move");
	free(words);
	happen(run, "", "set-caa: name=www.example.test issue=main,spare");
	happen(run, "", "switch-ca: int-b");
	tap_text(last(run)->note, "the CAA records of api.example.test name spare as well now",
		 "and when it does not, the kept ones are widened");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

static void test_wildcards(void)
{
	static char *wild[] = { "*.example.test" }, *plain[] = { "a.b.example.test" },
		    *address[] = { "127.0.0.1" };
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run;
	const struct pl_world *world;
	char *why;

	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	happen(run, "", "set-caa: name=example.test issue=main issuewild=spare");
	world = last(run)->world;
	tap_ok(!pl_caa_allows(world, "main", wild, 1, PL_APPLICANT_OWNER, &why),
	       "issuewild decides for a wildcard");
	free(why);
	tap_ok(pl_caa_allows(world, "spare", wild, 1, PL_APPLICANT_OWNER, &why),
	       "and lets whom it names");
	tap_ok(pl_caa_allows(world, "main", plain, 1, PL_APPLICANT_OWNER, &why),
	       "issue decides for a plain name, found by climbing");
	tap_ok(pl_caa_allows(world, "spare", address, 1, PL_APPLICANT_ON_PATH, &why),
	       "an address has no CAA");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Who tricks a CA asks for the one name that he needs. */
static void test_asked_name(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	const struct pl_outcome *outcome;
	struct pl_host_def *host = &model->hosts[0];
	size_t cap = host->n_names;
	struct pl_run *run;

	*PL_PUSH(host->names, host->n_names, cap) = pl_strdup("*.example.test");
	pl_model_add_strategy(model, "none");
	(void)!pl_model_add_attack(model, "own-ca");
	run = start(engine, model);
	happen(run, "+1d", "set-caa: name=example.test issue=main issuewild=spare");
	outcome = pl_step_attack(run, last(run), row_of(run, "none"), 0);
	tap_text(pl_state_info(outcome->state)->name, "intercepted",
		 "a record against the host's wildcard does not keep him from its name");
	happen(run, "+1d", "set-caa: name=example.test issue=spare issuewild=main");
	outcome = pl_step_attack(run, last(run), row_of(run, "none"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked", "one against its name does");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* Without anybody who asks, nothing is logged and the bytes are what they were. */
static void test_nothing_asked(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_sct_list list;
	struct pl_run *run;
	const char *why;

	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	tap_ok(!last(run)->world->ct && !last(run)->world->logged, "a plain run has no logs");
	tap_ok(pl_cert_scts(last(run)->world->hosts[0]->presented->certs[0], &list, &why) &&
		       list.n == 0,
	       "and its leaves carry no timestamps");
	happen(run, "+1d", "watch-ct");
	tap_ok(!last(run)->world->logged, "watching logs nothing by itself");
	happen(run, "+1d", "renew: same");
	tap_ok(pl_cert_scts(last(run)->world->hosts[0]->presented->certs[0], &list, &why) &&
		       list.n == 2,
	       "from then on a CA puts timestamps in");
	tap_ok(last(run)->world->logged && last(run)->world->logged->previous &&
		       !last(run)->world->logged->previous->previous,
	       "and two logs have one entry each");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* A log only ever grows, and a world that was before it did still has its tree. */
static void test_tree(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_hash before, after, again;
	struct pl_run *run;

	model->devices[0].ct = PL_DEVICE_CT_CHROME;
	pl_model_add_strategy(model, "none");
	run = start(engine, model);
	tap_int((long long)pl_world_log_root(last(run)->world, 0, &before), 1,
		"the first log has the host's first leaf");
	tap_int((long long)pl_world_log_root(last(run)->world, 2, &after), 0,
		"the third, which no policy needs, has none");
	happen(run, "+1d", "renew: same");
	tap_int((long long)pl_world_log_root(last(run)->world, 0, &after), 2,
		"a renewal is one more");
	tap_int((long long)pl_world_log_root(run->steps[0]->world, 0, &again), 1,
		"the step before has what it had");
	tap_ok(memcmp(&before, &again, sizeof(before)) == 0 &&
		       memcmp(&before, &after, sizeof(before)) != 0,
	       "under the same root, and another one now");
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

static void test_words(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = long_model("2027-01-01");
	struct pl_why why;
	struct pl_run *run;

	model->devices[0].ct = PL_DEVICE_CT_CHROME;
	use_logs(model, "lab-log-a1");
	pl_model_add_strategy(model, "none");
	(void)!pl_model_add_attack(model, "own-ca");
	run = start(engine, model);
	pl_why(run, &(struct pl_cell){ .step = 0, .row = row_of(run, "none"), .attack = -1 },
		       &why);
	tap_has(why.sentence, "carries 1 timestamp of logs that Chrome counts, who asks for 2",
		"the sentence says what is missing");
	tap_text(why.fix,
		 "A new certificate, sent to the logs lab-log-a1 and lab-log-b1, would carry what "
		 "is missing.",
		 "and the fix what brings it");
	pl_why_clear(&why);
	happen(run, "+1d", "watch-ct");
	happen(run, "+1d", "set-caa: name=example.test issue=main account=true");
	pl_why(run, &(struct pl_cell){ .step = 1, .row = row_of(run, "none"), .attack = 0 },
		       &why);
	tap_has(why.sentence, "its owner knows 2 days 1 hour after it was issued at the latest, on "
		"2027-01-04T01:00:00Z", "a detected attack says until when");
	pl_why_clear(&why);
	pl_why(run, &(struct pl_cell){ .step = 2, .row = row_of(run, "none"), .attack = 0 },
		       &why);
	tap_has(why.sentence, "does not issue it: the CAA records of example.test bind issuance to "
		"its owner's account with main", "one that CAA stopped says what did");
	pl_why_clear(&why);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_counts();
	test_lives();
	test_edges();
	test_lists();
	test_old_list();
	test_stopped();
	test_private();
	test_attacks();
	test_detected();
	test_own_renewals();
	test_kept();
	test_kept_in_part();
	test_wildcards();
	test_asked_name();
	test_nothing_asked();
	test_tree();
	test_words();
	return tap_done();
}
