/*
 * Revocation: what each kind of device learns, through which channel and from
 * which second on, for the host itself and for an attacker on the path; the same
 * with both engines.
 */
#include <config.h>

#include "lab/revocation.h"
#include "lab/why.h"
#include "pki/ocsp.h"
#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

enum server { PLAIN, STAPLES, MUST, MUST_FORGOTTEN }; /* the last: demanded and not sent */

static struct pl_engine *engines[2];

static const struct row {
	const char *name;
	const char *events[4];  /* "2027-03-20 EVENT", or in the same second "EVENT" */
	const char *until;      /* then the clock moves to there, exclusive; NULL: it stays */
	enum pl_revocation_mode mode;
	enum server server;
	int64_t skew;           /* of the device, seconds */
	const char *strategy;   /* NULL: none */
	const char *attack;     /* NULL: the honest host */
	const char *want;       /* state (reason) */
	bool noted;             /* accepted although revoked */
	const char *detail;     /* a piece of it; NULL: not compared */
} rows[] = {
	/* OCSP of `main` says so after 2 h, its lists after 1 d; both count for days */
	{ .name = "nothing is revoked, hard", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_HARD, .want = "survives (no-pins)" },
	{ .name = "a device that does not ask",
	  .events = { "2027-01-10T06:00Z revoke: api reason=key-compromise" },
	  .until = "2027-01-20", .want = "survives (no-pins)", .noted = true },
	{ .name = "soft, before OCSP says so",
	  .events = { "2027-01-10T06:00Z revoke: api reason=key-compromise" },
	  .until = "2027-01-10T08:00Z", .mode = PL_REVOCATION_SOFT, .want = "survives (no-pins)",
	  .noted = true },
	{ .name = "soft, in the second in which it does",
	  .events = { "2027-01-10T06:00Z revoke: api reason=key-compromise" },
	  .until = "2027-01-10T08:00:01Z", .mode = PL_REVOCATION_SOFT,
	  .want = "breaks-chain (revoked)",
	  .detail = "OCSP says so, as of 2027-01-10T06:00:00Z (key-compromise)" },
	{ .name = "hard, in that second",
	  .events = { "2027-01-10T06:00Z revoke: api" }, .until = "2027-01-10T08:00:01Z",
	  .mode = PL_REVOCATION_HARD, .want = "breaks-chain (revoked)",
	  .detail = "(unspecified)" },
	{ .name = "soft, OCSP out of reach, before the list says so",
	  .events = { "2027-01-10T06:00Z revoke: api", "outage: ocsp for=30d" },
	  .until = "2027-01-11T06:00Z", .mode = PL_REVOCATION_SOFT, .want = "survives (no-pins)",
	  .noted = true },
	{ .name = "soft, OCSP out of reach, from the list",
	  .events = { "2027-01-10T06:00Z revoke: api", "outage: ocsp for=30d" },
	  .until = "2027-01-11T06:00:01Z", .mode = PL_REVOCATION_SOFT,
	  .want = "breaks-chain (revoked)", .detail = "the revocation list says so" },
	{ .name = "soft, nothing to be reached",
	  .events = { "2027-01-10T06:00Z revoke: api", "outage: ocsp for=30d",
		      "outage: crl for=30d" },
	  .until = "2027-01-20", .mode = PL_REVOCATION_SOFT, .want = "survives (no-pins)",
	  .noted = true },
	{ .name = "hard, nothing to be reached, nothing revoked",
	  .events = { "2027-01-10 outage: ocsp for=3d", "outage: crl for=2d operator=main" },
	  .mode = PL_REVOCATION_HARD, .want = "breaks-chain (revocation-unavailable)",
	  .detail = "neither OCSP nor a revocation list answers" },
	{ .name = "hard, one of both is enough",
	  .events = { "2027-01-10 outage: ocsp for=3d", "outage: crl for=2d" },
	  .until = "2027-01-12T00:00:01Z", .mode = PL_REVOCATION_HARD,
	  .want = "survives (no-pins)" },
	{ .name = "hard, another operator's outages",
	  .events = { "2027-01-10 outage: ocsp for=3d operator=spare",
		      "outage: crl for=3d operator=spare" },
	  .mode = PL_REVOCATION_HARD, .want = "survives (no-pins)" },
	{ .name = "a renewal replaces what was revoked",
	  .events = { "2027-01-10 revoke: api", "2027-01-12 renew: same" },
	  .mode = PL_REVOCATION_HARD, .want = "survives (no-pins)" },

	/* certificates above the leaf */
	{ .name = "a revoked intermediate by its name",
	  .events = { "2027-01-10 revoke: int-1-by-root-1 reason=ca-compromise" },
	  .until = "2027-01-10T02:00:01Z", .mode = PL_REVOCATION_SOFT,
	  .want = "breaks-chain (revoked)", .detail = "(ca-compromise)" },
	{ .name = "all certificates of an authority",
	  .events = { "2027-01-10 cross-sign: of=int-1 by=root-2", "revoke: int-1" },
	  .until = "2027-01-10T02:00:01Z", .mode = PL_REVOCATION_SOFT,
	  .want = "breaks-chain (revoked)" },
	{ .name = "one of two: the other path is taken",
	  .events = { "2027-01-10 cross-sign: of=int-1 by=root-2",
		      "serve: alternate certificate=int-1-by-root-2",
		      "revoke: int-1-by-root-1" },
	  .until = "2027-01-11", .mode = PL_REVOCATION_HARD, .want = "survives (no-pins)" },
	{ .name = "a revoked intermediate that is not in the path",
	  .events = { "2027-01-10 revoke: int-2" }, .until = "2027-01-11",
	  .mode = PL_REVOCATION_HARD, .want = "survives (no-pins)" },
	{ .name = "a private CA is nobody's to revoke",
	  .events = { "2027-01-10 revoke: api", "outage: ocsp for=30d", "outage: crl for=30d" },
	  .until = "2027-01-20", .mode = PL_REVOCATION_HARD, .strategy = "private-ca",
	  .want = "survives (no-pins)" },

	/* staples: the server asks at every hour since it loaded its certificate */
	{ .name = "a staple from before the server asked again",
	  .events = { "2027-01-10T05:30Z revoke: api" }, .until = "2027-01-10T08:00Z",
	  .mode = PL_REVOCATION_SOFT, .server = STAPLES, .want = "survives (no-pins)",
	  .noted = true },
	{ .name = "a staple that says so",
	  .events = { "2027-01-10T05:30Z revoke: api" }, .until = "2027-01-10T08:00:01Z",
	  .mode = PL_REVOCATION_SOFT, .server = STAPLES, .want = "breaks-chain (revoked)",
	  .detail = "the stapled answer says so" },
	{ .name = "a staple outlasts an outage, hard: the list is out as well, yet the CA is asked",
	  .events = { "2027-01-10T06:30Z outage: ocsp for=30d", "outage: crl for=30d" },
	  .mode = PL_REVOCATION_HARD, .server = STAPLES,
	  .want = "breaks-chain (revocation-unavailable)" },
	{ .name = "must-staple, a fresh one", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "survives (no-pins)" },
	{ .name = "must-staple, none sent", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_SOFT, .server = MUST_FORGOTTEN,
	  .want = "breaks-chain (staple-missing)", .detail = "the server staples nothing" },
	{ .name = "must-staple, none sent, hard", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_HARD, .server = MUST_FORGOTTEN,
	  .want = "breaks-chain (staple-missing)" },
	{ .name = "must-staple and a device that does not look",
	  .events = { "2027-01-10 wait: 1h" }, .server = MUST_FORGOTTEN,
	  .want = "survives (no-pins)" },
	{ .name = "must-staple in an outage: what the server kept",
	  .events = { "2027-01-10T06:30Z outage: ocsp for=30d" }, .until = "2027-01-14",
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "survives (no-pins)" },
	{ .name = "until it counts no longer",
	  .events = { "2027-01-10T06:30Z outage: ocsp for=30d" }, .until = "2027-01-14T00:00:01Z",
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "breaks-chain (staple-missing)",
	  .detail = "does not count at this time" },
	{ .name = "the server asks again after the outage",
	  .events = { "2027-01-10T06:30Z outage: ocsp for=7d" }, .until = "2027-01-17T07:00:01Z",
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "survives (no-pins)" },
	{ .name = "and not before its hour",
	  .events = { "2027-01-10T06:30Z outage: ocsp for=7d" }, .until = "2027-01-17T07:00Z",
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "breaks-chain (staple-missing)" },
	{ .name = "a new certificate during an outage has no staple",
	  .events = { "2027-01-10 outage: ocsp for=1d", "2027-01-10T03:00Z renew: same" },
	  .mode = PL_REVOCATION_SOFT, .server = MUST, .want = "breaks-chain (staple-missing)",
	  .detail = "got no answer since it loaded" },

	/* wrong clocks: OCSP counts 4 d, lists 7 d */
	{ .name = "hard, a clock so far ahead that no list counts either",
	  .events = { "2027-01-10 wait: 1h" }, .mode = PL_REVOCATION_HARD, .skew = 8 * PL_DAY,
	  .want = "breaks-chain (revocation-unavailable)" },
	{ .name = "soft shrugs it off", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_SOFT, .skew = 8 * PL_DAY, .want = "survives (no-pins)" },
	{ .name = "hard, ahead, but within what counts", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_HARD, .skew = 5 * PL_DAY, .want = "survives (no-pins)" },
	{ .name = "hard, behind: what was just issued is of the future",
	  .events = { "2027-01-10 wait: 1h" }, .mode = PL_REVOCATION_HARD, .skew = -2 * PL_HOUR,
	  .want = "breaks-chain (revocation-unavailable)" },
	{ .name = "two hours later it is not", .events = { "2027-01-10 wait: 1h" },
	  .until = "2027-01-10T02:00:01Z", .mode = PL_REVOCATION_HARD, .skew = -2 * PL_HOUR,
	  .want = "survives (no-pins)" },

	/* an attacker is on the path: he blocks what harms him and keeps what serves him */
	{ .name = "a stolen certificate that is not revoked, hard",
	  .events = { "2027-01-10T06:00Z compromise: leaf" }, .mode = PL_REVOCATION_HARD,
	  .attack = "stolen-leaf-key", .want = "intercepted (no-pins)" },
	{ .name = "revoked, hard: the last good list still counts",
	  .events = { "2027-01-10T06:00Z compromise: leaf", "revoke: api" },
	  .until = "2027-01-18", .mode = PL_REVOCATION_HARD, .attack = "stolen-leaf-key",
	  .want = "intercepted (no-pins)", .noted = true },
	{ .name = "revoked, hard: nothing counts any more",
	  .events = { "2027-01-10T06:00Z compromise: leaf", "revoke: api" },
	  .until = "2027-01-18T00:00:01Z", .mode = PL_REVOCATION_HARD,
	  .attack = "stolen-leaf-key", .want = "blocked-moot (revocation-unavailable)" },
	{ .name = "his forged leaf of a trusted CA is not revoked",
	  .events = { "2027-01-10 wait: 1h" }, .mode = PL_REVOCATION_HARD, .attack = "other-ca",
	  .want = "intercepted (no-pins)" },
	{ .name = "what a user installed publishes nothing", .events = { "2027-01-10 wait: 1h" },
	  .mode = PL_REVOCATION_HARD, .attack = "user-ca", .want = "intercepted (no-pins)" },
	{ .name = "a stolen intermediate, revoked, soft: he blocks the question",
	  .events = { "2027-01-10T06:00Z compromise: intermediate", "revoke: int-1" },
	  .until = "2027-01-20", .mode = PL_REVOCATION_SOFT,
	  .attack = "stolen-intermediate-key", .want = "intercepted (no-pins)", .noted = true },
	{ .name = "a stolen intermediate, revoked, hard",
	  .events = { "2027-01-10T06:00Z compromise: intermediate", "revoke: int-1" },
	  .until = "2027-01-20", .mode = PL_REVOCATION_HARD,
	  .attack = "stolen-intermediate-key",
	  .want = "blocked-moot (revocation-unavailable)",
	  .detail = "the attacker lets no answer through" },
	{ .name = "a stolen must-staple leaf, revoked, soft: an old answer serves him",
	  .events = { "2027-01-10T06:00Z compromise: leaf", "revoke: api" },
	  .until = "2027-01-14", .mode = PL_REVOCATION_SOFT, .server = MUST,
	  .attack = "stolen-leaf-key", .want = "intercepted (no-pins)", .noted = true },
	{ .name = "and then no more, although soft",
	  .events = { "2027-01-10T06:00Z compromise: leaf", "revoke: api" },
	  .until = "2027-01-14T00:00:01Z", .mode = PL_REVOCATION_SOFT, .server = MUST,
	  .attack = "stolen-leaf-key", .want = "blocked-moot (staple-missing)" },
};

static struct pl_model *model_of(const struct row *row)
{
	struct pl_model *model = build_model();
	struct pl_device_def *phone = &model->devices[0];
	struct pl_host_def *api = &model->hosts[0];

	model->operators[0].channels[PL_CHANNEL_OCSP] =
		(struct pl_channel_pace){ .every = PL_DAY, .valid = 4 * PL_DAY,
					  .delay = 2 * PL_HOUR };
	phone->revocation = row->mode;
	phone->skew = row->skew;
	api->staples = row->server == STAPLES || row->server == MUST;
	api->must_staple = row->server >= MUST;
	pl_model_add_strategy(model, row->strategy ? row->strategy : "none");
	pl_model_all_attacks(model);
	return model;
}

static void play(struct pl_run *run, const char *text)
{
	const char *gap = strchr(text, ' ');
	bool dated = *text >= '0' && *text <= '9';
	char *when;

	if (!dated) {
		happen(run, "", text);
		return;
	}
	when = pl_asprintf("%.*s", (int)(gap - text), text);
	happen(run, when, gap + 1);
	free(when);
}

static const struct pl_outcome *outcome_of(const struct pl_run *run, const struct row *row)
{
	size_t at = row_of(run, row->strategy ? row->strategy : "none");

	for (size_t i = 0; row->attack && i < run->n_attacks; i++)
		if (pl_streq(run->attacks[i]->name, row->attack))
			return pl_step_attack(run, last(run), at, i);
	return pl_step_honest(last(run), at);
}

static void test_row(struct pl_engine *engine, const struct row *row, const char *mode)
{
	struct pl_model *model = model_of(row);
	struct pl_run *run = start(engine, model);
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_outcome *got;
	char words[120];

	for (size_t i = 0; i < PL_ARRAY_LEN(row->events) && row->events[i]; i++)
		play(run, row->events[i]);
	if (row->until)
		must(pl_run_until(run, at(row->until), &err), &err);
	got = outcome_of(run, row);
	snprintf(words, sizeof(words), "%s (%s)", pl_state_info(got->state)->name,
		 pl_reason_info(got->reason)->name);
	tap_ok(pl_streq(words, row->want) &&
		       row->noted == ((got->notes & PL_NOTE_REVOKED_ACCEPTED) != 0),
	       "%s: %s", mode, row->name);
	if (!pl_streq(words, row->want))
		tap_note("wanted \"%s\", got \"%s\"", row->want, words);
	if (row->detail)
		tap_has(got->detail, row->detail, "its detail");
	pl_run_free(run);
	pl_model_free(model);
}

/* The sentences: whom to blame for what was accepted, and what would have helped. */
static const struct {
	struct row row;
	const char *want;
} sentences[] = {
	{ { .name = "who does not ask", .events = { "2027-01-10 revoke: api" } },
	  "was revoked on 2027-01-10 (unspecified), and is accepted all the same: phone does not "
	  "ask." },
	{ { .name = "what is not said yet", .events = { "2027-01-10 revoke: api" },
	    .mode = PL_REVOCATION_SOFT },
	  "OCSP does not say so before 2027-01-10T02:00:00Z." },
	{ { .name = "silence",
	    .events = { "2027-01-10 revoke: api", "outage: ocsp for=9d", "outage: crl for=9d" },
	    .mode = PL_REVOCATION_SOFT },
	  "neither OCSP nor a revocation list answers, and phone takes silence for consent "
	  "(revocation: soft)." },
	{ { .name = "an attacker who blocks",
	    .events = { "2027-01-10 revoke: api", "2027-01-20 wait: 1h" },
	    .mode = PL_REVOCATION_SOFT, .attack = "stolen-leaf-key" },
	  "the attacker blocks OCSP and the revocation list, and phone takes silence for consent" },
	{ { .name = "an attacker who answers",
	    .events = { "2027-01-10T06:00Z revoke: api" }, .until = "2027-01-13",
	    .mode = PL_REVOCATION_HARD, .attack = "stolen-leaf-key" },
	  "the attacker answers with an OCSP answer from before, which calls it good and counts "
	  "until 2027-01-14" },
	{ { .name = "what would have helped against a revocation",
	    .events = { "2027-01-10 revoke: api" }, .until = "2027-01-11",
	    .mode = PL_REVOCATION_SOFT },
	  "Nothing but the revocation is wrong: a new certificate of api.example.test over the same "
	  "key helps." },
	{ { .name = "what would have helped against a missing staple",
	    .events = { "2027-01-10 wait: 1h" }, .mode = PL_REVOCATION_SOFT,
	    .server = MUST_FORGOTTEN },
	  "With staple: true the server would send an answer that counts until 2027-01-14." },
	{ { .name = "silence and an insisting device",
	    .events = { "2027-01-10 outage: ocsp for=9d", "outage: crl for=9d" },
	    .mode = PL_REVOCATION_HARD },
	  "phone insists on an answer about api.example.test, and neither OCSP nor a revocation "
	  "list answers." },
};

static void test_sentence(const struct row *row, const char *want)
{
	struct pl_model *model = model_of(row);
	struct pl_run *run = start(engines[0], model);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cell cell = { .attack = -1 };
	struct pl_why why;

	for (size_t i = 0; i < PL_ARRAY_LEN(row->events) && row->events[i]; i++)
		play(run, row->events[i]);
	if (row->until)
		must(pl_run_until(run, at(row->until), &err), &err);
	cell.step = run->n_steps - 1;
	cell.row = row_of(run, "none");
	for (size_t i = 0; row->attack && i < run->n_attacks; i++)
		if (pl_streq(run->attacks[i]->name, row->attack))
			cell.attack = (int)i;
	pl_why(run, &cell, &why);
	tap_has(why.sentence, want, row->name);
	pl_why_clear(&why);
	pl_run_free(run);
	pl_model_free(model);
}

/* Asking costs nothing until somebody wants bytes. */
static void test_lazy(void)
{
	struct pl_engine *engine = pl_engine_new(3, PL_ENGINE_VERIFY);
	const struct row row = { .mode = PL_REVOCATION_HARD, .server = MUST };
	struct pl_model *model = model_of(&row);
	struct pl_run *run = start(engine, model);
	const struct pl_pki_counts *counts;

	happen(run, "2027-01-10", "revoke: api");
	happen(run, "+1d", "wait: 30d");
	counts = pl_pki_counts(pl_engine_pki(engine));
	tap_int((long long)(counts->crls_signed + counts->ocsp_signed), 0,
		"verdicts alone need no list and no answer");
	pl_run_free(run);
	pl_model_free(model);
	pl_engine_free(engine);
}

/* The list that is made says what the judge computed. */
static void test_list(void)
{
	const struct row row = { .mode = PL_REVOCATION_HARD };
	struct pl_model *model = model_of(&row);
	struct pl_run *run = start(engines[0], model);
	const struct pl_authority *issuer;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf before = PL_BUF_INIT, after = PL_BUF_INIT, again = PL_BUF_INIT;

	happen(run, "2027-01-10T06:00Z", "revoke: api reason=superseded");
	issuer = pl_world_authority(run->world, "int-1");
	must(pl_engine_crl(engines[0], run->world, issuer, PL_CHANNEL_CRL,
			   at("2027-01-11T05:59:59Z"), &before, &err),
	     &err);
	must(pl_engine_crl(engines[0], run->world, issuer, PL_CHANNEL_CRL,
			   at("2027-01-11T06:00Z"), &after, &err),
	     &err);
	must(pl_engine_crl(engines[0], run->world, issuer, PL_CHANNEL_CRL,
			   at("2027-01-11T07:00Z"), &again, &err),
	     &err);
	tap_ok(after.len > before.len + 20, "the list grows when the delay is over");
	tap_ok(after.len == again.len && memcmp(after.data, again.data, after.len) == 0,
	       "and stays the same until the next issue");
	pl_buf_clear(&before);
	pl_buf_clear(&after);
	pl_buf_clear(&again);
	pl_run_free(run);
	pl_model_free(model);
}

static const struct {
	const char *name, *first, *event, *want;
} refusals[] = {
	{ "a root", NULL, "revoke: root-1", "stores drop a root by distrust" },
	{ "what is not there", NULL, "revoke: ap", "did you mean 'api'" },
	{ "what was revoked", "revoke: api", "revoke: api", "was revoked on 2027-01-01 already" },
	{ "an authority twice", "revoke: int-2", "revoke: int-2", "nobody can revoke int-2" },
	{ "an outage of nobody", NULL, "outage: crl for=1d operator=nobody",
	  "there is no operator 'nobody'" },
	{ "an outage of no length", NULL, "outage: crl for=0s", "at least a second" },
};

static void test_refusals(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(refusals); i++) {
		const struct row row = { .mode = PL_REVOCATION_NONE };
		struct pl_model *model = model_of(&row);
		struct pl_run *run = start(engines[0], model);
		char *words;

		if (refusals[i].first)
			happen(run, "", refusals[i].first);
		words = refused(run, "", refusals[i].event);
		tap_has(words, refusals[i].want, refusals[i].name);
		free(words);
		pl_run_free(run);
		pl_model_free(model);
	}
}

/* Every second that a verdict rests on is a step of its own. */
static void test_steps(void)
{
	const struct row row = { .mode = PL_REVOCATION_HARD };
	struct pl_model *model = model_of(&row);
	struct pl_run *run;
	struct pl_error err = PL_ERROR_INIT;

	model->operators[0].channels[PL_CHANNEL_OCSP].off = true;
	model->n_attacks = 0;
	run = start(engines[0], model);
	happen(run, "2027-01-10T06:00Z", "outage: crl for=18h");
	must(pl_run_until(run, at("2027-02-01"), &err), &err);
	tap_int((long long)run->n_steps, 3, "an outage of the only channel is two steps");
	tap_has(step_words(run->steps[2]), "2027-01-11 clock: ", "its end is the second");
	tap_has(run->steps[2]->title, "main publishes its revocation list again", "in words");
	pl_run_free(run);
	pl_model_free(model);
}

/* By a right clock the newest issue always counts, however many there are. */
static void test_too_often(void)
{
	const struct row row = { .mode = PL_REVOCATION_HARD };
	struct pl_model *model = model_of(&row);
	struct pl_channel_pace *pace = &model->operators[0].channels[PL_CHANNEL_OCSP];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;

	pace->every = 1;
	pace->valid = 10;
	run = start(engines[0], model);
	must(pl_run_until(run, at("2027-01-31"), &err), &err);
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)",
		 "an answer each second is no burden");
	pl_run_free(run);
	model->devices[0].skew = -5;
	run = start(engines[0], model);
	tap_ok(!pl_run_until(run, at("2027-01-31"), &err), "but each is a date by a wrong clock");
	tap_has(err.text, "main issues ocsp too often until 2027-01-30T23:59:59Z",
		"so many are an error, not a run without end");
	pl_error_clear(&err);
	pl_run_free(run);
	model->operators[0].channels[PL_CHANNEL_OCSP].off = true;
	run = start(engines[0], model);
	must(pl_run_until(run, at("2027-01-31"), &err), &err);
	tap_text(honest_words(run, last(run), "none"), "survives (no-pins)",
		 "a channel that is off issues nothing");
	pl_run_free(run);
	pl_model_free(model);
}

int main(void)
{
	static const char *const modes[] = { "verify", "handshake" };

	engines[0] = pl_engine_new(1, PL_ENGINE_VERIFY);
	engines[1] = pl_engine_new(1, PL_ENGINE_HANDSHAKE);
	for (size_t e = 0; e < 2; e++)
		for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
			test_row(engines[e], &rows[i], modes[e]);
	for (size_t i = 0; i < PL_ARRAY_LEN(sentences); i++)
		test_sentence(&sentences[i].row, sentences[i].want);
	test_lazy();
	test_list();
	test_refusals();
	test_steps();
	test_too_often();
	pl_engine_free(engines[0]);
	pl_engine_free(engines[1]);
	return tap_done();
}
