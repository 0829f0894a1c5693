/* Pools of CAs, and CAs that retire: who issues the next certificate? */
#include <config.h>

#include <string.h>

#include "lab/run.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static struct pl_engine *engine;

static void pool(struct pl_model *model, enum pl_pool_mode mode, const char *a, const char *b)
{
	struct pl_host_def *host = &model->hosts[0];

	pl_pool_add(&host->pool, a, (struct pl_pos){ 0 });
	pl_pool_add(&host->pool, b, (struct pl_pos){ 0 });
	host->pool.mode = mode;
}

/* "12121": the last letters of the authorities that issued to the first host, oldest first. */
static const char *issuers(const struct pl_run *run)
{
	static char letters[40];
	const struct pl_issuance *issuance = run->world->hosts[0]->served;
	size_t n = 0;

	for (const struct pl_issuance *i = issuance; i; i = i->previous)
		n++;
	letters[n] = '\0';
	for (; issuance; issuance = issuance->previous)
		letters[--n] = issuance->issuer[strlen(issuance->issuer) - 1];
	return letters;
}

static void test_pool(void)
{
	static const struct {
		enum pl_pool_mode mode;
		const char *issuers, *words;
	} rows[] = {
		/* 2027-01-01, 03-02, 05-01, 06-30, 08-29 */
		{ PL_POOL_ROUND_ROBIN, "12121", "survives (pin-match)" },
		{ PL_POOL_FROZEN, "11111", "survives (pin-match)" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_model *model = with("intermediate-spki");
		struct pl_run *run;

		pool(model, rows[i].mode, "int-1", "int-2");
		run = start(engine, model);
		until(run, "2027-09-01");
		tap_text(issuers(run), rows[i].issuers, "who issued, in this mode");
		tap_text(honest_words(run, last(run), "intermediate-spki"), rows[i].words,
			 "and the pin on the first issuer at the end");
		end(run, model);
	}
}

static void test_pool_breaks(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;

	pl_model_add_strategy(model, "root-spki");
	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	until(run, "2027-03-03");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "breaks-pin (pin-mismatch)",
		 "a pin on one issuer breaks when the other's turn comes");
	tap_text(honest_words(run, last(run), "root-spki"), "survives (pin-match)",
		 "a pin on the root above both does not");
	until(run, "2027-05-02");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "and holds again with the next turn: flapping");
	end(run, model);
}

static void test_pool_random(void)
{
	static const char first[] = "2027-01-01";
	struct pl_model *model = with("none");
	struct pl_run *run, *again;
	char *drawn;

	pool(model, PL_POOL_RANDOM, "int-1", "int-2");
	model->hosts[0].lifetime = 40 * PL_DAY;
	model->hosts[0].renew_before = 20 * PL_DAY;
	run = start(engine, model);
	until(run, "2027-08-01");
	drawn = strdup(issuers(run));
	tap_ok(strchr(drawn, '1') && strchr(drawn, '2'), "both are drawn in time: %s", drawn);
	again = start(engine, model);
	happen(again, first, "wait: 0s");
	until(again, "2027-08-01");
	tap_text(issuers(again), drawn, "the same seed draws the same, whatever else happens");
	pl_run_free(again);
	free(drawn);
	end(run, model);
}

static void test_pool_own_ca(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;
	const struct pl_outcome *outcome;

	(void)!pl_model_add_attack(model, "own-ca");
	pool(model, PL_POOL_FROZEN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "switch-ca: to=int-2");
	happen(run, "", "pool: members=int-2,int-1");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "intercepted",
		 "an attacker may have his certificate from any member, the pinned one too");
	happen(run, "", "pool: members=int-2");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked-moot",
		 "from one that is no member he has none");
	end(run, model);
}

static void test_pool_event(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "pool: members=int-9", "there is no authority 'int-9'; did you mean 'int-1'?" },
		{ "pool: members=int-1,int-1",
		  "int-1 is in the pool twice; list each authority once" },
		{ "pool: members=int-1 operator=maine",
		  "no host has its certificates from 'maine'; name the operator of a host's "
		  "issuer" },
	};
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run = start(engine, model);

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *words = refused(run, "2027-02-01", rows[i].text);

		tap_text(words, rows[i].words, rows[i].text);
		free(words);
	}
	happen(run, "2027-02-01", "pool: members=int-2,int-1 operator=main");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "a pool shows at the next renewal only");
	until(run, "2027-09-01");
	tap_text(issuers(run), "11212", "then every member has its turn");
	end(run, model);
}

static void test_pool_pins(void)
{
	struct pl_model *model = with("none");
	struct pl_strategy_def *all = pl_model_add_custom(model, "all");
	struct pl_run *run;

	pl_strategy_def_pin(all, "issuers.spki", (struct pl_pos){ 0 }, false);
	pl_strategy_def_pin(all, "roots.spki", (struct pl_pos){ 0 }, false);
	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-b");
	run = start(engine, model);
	/* int-1 and int-b; root-1, root-2 and root-b */
	tap_int((long long)run->rows[row_of(run, "all")]->pins->n, 5,
		"issuers.spki and roots.spki are those of a pool's operators");
	end(run, model);
}

static void test_retire(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run = start(engine, model);
	char *words;

	happen(run, "2027-02-01", "retire: int-1");
	tap_text(last(run)->note, "the next certificate of api comes from int-2",
		 "a host below a retired authority moves to the operator's next one");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "survives (pin-match)",
		 "what it issued stays valid");
	words = refused(run, "2027-02-02", "switch-ca: int-1");
	tap_text(words, "int-1 is retired since 2027-02-01 and issues no more; name another "
			"authority",
		 "an event that needs it is refused with the day");
	free(words);
	words = refused(run, "2027-02-02", "retire: int-1");
	tap_text(words, "int-1 is retired already, since 2027-02-01", "nobody retires twice");
	free(words);
	until(run, "2027-03-03");
	tap_text(honest_words(run, last(run), "intermediate-spki"), "breaks-pin (pin-mismatch)",
		 "the pin breaks with the next renewal");
	happen(run, "2027-03-04", "retire: int-2");
	tap_text(last(run)->note, "api has no other issuer, so its next renewal fails",
		 "the last one has no successor");
	until(run, "2027-08-01");
	tap_text(step_words(run->steps[run->n_steps - 2]),
		 "2027-05-01 renewal: renewal: api cannot renew", "and the renewal fails");
	tap_text(run->steps[run->n_steps - 2]->note,
		 "int-2 is retired since 2027-03-04 and issues no more; name another authority",
		 "saying why");
	end(run, model);
}

static void test_retire_member(void)
{
	struct pl_model *model = with("intermediate-spki");
	struct pl_run *run;

	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "retire: int-2");
	tap_text(last(run)->note, "api has the others of its pool", "a pool has others");
	until(run, "2027-06-01");
	tap_text(issuers(run), "111", "a retired member is passed over");
	end(run, model);
}

/* What issues no more issues to no attacker either. */
static void test_retired_own_ca(void)
{
	struct pl_model *model = with("intermediate-spki");
	const struct pl_outcome *outcome;
	struct pl_run *run;

	(void)!pl_model_add_attack(model, "own-ca");
	pl_model_add_strategy(model, "none");
	pool(model, PL_POOL_FROZEN, "int-1", "int-2");
	run = start(engine, model);
	happen(run, "2027-02-01", "retire: int-1");
	outcome = pl_step_attack(run, last(run), row_of(run, "intermediate-spki"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked",
		 "the pinned member is retired, and the attacker has his from the other one");
	tap_text(pl_reason_info(outcome->reason)->name, "pin-mismatch", "which is not pinned");
	happen(run, "2027-02-02", "retire: int-2");
	outcome = pl_step_attack(run, last(run), row_of(run, "none"), 0);
	tap_text(pl_state_info(outcome->state)->name, "blocked", "where all are, he has none");
	tap_text(outcome->detail, "int-1 is retired and issues no more", "and it is said why");
	end(run, model);
}

static void test_swap_in_pool(void)
{
	struct pl_model *model = with("none");
	struct pl_run *run;

	pool(model, PL_POOL_ROUND_ROBIN, "int-1", "int-2");
	run = start(engine, model);
	until(run, "2027-03-03"); /* served by int-2 now */
	happen(run, "2027-03-03",
	       "swap-intermediate: from=int-1 to=int-2 when=next-renewal host=api");
	until(run, "2027-06-01");
	tap_text(issuers(run), "122", "a swapped member leaves the pool");
	end(run, model);
}

int main(void)
{
	engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test_pool();
	test_pool_breaks();
	test_pool_random();
	test_pool_own_ca();
	test_pool_event();
	test_pool_pins();
	test_retire();
	test_retire_member();
	test_retired_own_ca();
	test_swap_in_pool();
	pl_engine_free(engine);
	pl_pki_shutdown();
	return tap_done();
}
