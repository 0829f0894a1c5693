/*
 * Runs every scenario that is shipped: it loads without an error, every one of
 * its expectations holds, and it expects both verdicts of the honest host or of
 * an attacker somewhere, with reasons. One test for each.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "lab/expect.h"
#include "scenario/scenario.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/text.h"
#include "util/time.h"

#define AT_LEAST 20 /* scenarios that are shipped */
#define SHOWN 10    /* unmet expectations that are printed in full */

static char *under(const char *name)
{
	const char *source = getenv("PINLAB_SRCDIR");

	return pl_path_join(source ? source : ".", name);
}

static void note_errors(const struct pl_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++) {
		char *text = pl_error_format(&errors->items[i]);

		tap_note("%s", text);
		free(text);
	}
}

static void note_unmet(const struct pl_run *run, const struct pl_check *check)
{
	char time[PL_TIME_TEXT] = "the whole run";
	const char *row = check->row < run->n_rows ? run->rows[check->row]->id : "no row";

	if (check->step < run->n_steps)
		pl_time_format(run->steps[check->step]->at, time);
	tap_note("%s:%d:%d: %s%s%s at %s (%s): wanted %s, got %s", check->expect->pos.file,
		 check->expect->pos.line, check->expect->pos.column, row,
		 check->attack < 0 ? "" : ", attack ",
		 check->attack < 0 ? "" : run->attacks[check->attack]->name, time,
		 check->step < run->n_steps ? run->steps[check->step]->title : "", check->expected,
		 check->actual);
}

static size_t count_unmet(const struct pl_run *run, const struct pl_checks *checks)
{
	size_t unmet = 0;

	for (size_t i = 0; i < checks->n; i++)
		if (!checks->items[i].met && unmet++ < SHOWN)
			note_unmet(run, &checks->items[i]);
	return unmet;
}

/* A step of the clock names the date that made it one. */
static const char *nameless_step(const struct pl_run *run)
{
	for (size_t i = 0; i < run->n_steps; i++)
		if (run->steps[i]->kind == PL_STEP_CLOCK &&
		    strstr(run->steps[i]->title, "a date passed"))
			return run->steps[i]->title;
	return NULL;
}

static void judge(const struct pl_model *model, const char *name)
{
	struct pl_engine *engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = pl_run_new(engine, model, &err);
	struct pl_checks checks = { 0 };
	bool ran = run && pl_run_all(run, &err) && pl_expect_all(run, &checks, &err);
	size_t unmet = ran ? count_unmet(run, &checks) : 0;

	if (err.kind != PL_ERROR_NONE) {
		char *text = pl_error_format(&err);

		tap_note("%s", text);
		free(text);
	}
	tap_ok(ran && unmet == 0 && checks.n > 0, "%s: %zu of %zu expectations hold", name,
	       checks.n - unmet, checks.n);
	if (ran)
		tap_text(nameless_step(run), NULL, "every step of the clock says which date it is");
	pl_checks_clear(&checks);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_error_clear(&err);
}

/* What makes a scenario worth shipping: both sides, and why. */
static bool says_why(const struct pl_model *model)
{
	size_t reasons = 0, honest = 0, attacks = 0, all = 0;

	for (size_t i = 0; i < model->n_events; i++)
		for (size_t j = 0; j < model->events[i]->n_expects; j++) {
			const struct pl_expect *expect = &model->events[i]->expects[j];

			if (expect->kind == PL_EXPECT_FLEET) /* a number, which has none */
				continue;
			all++;
			reasons += expect->has_reason;
			honest += !expect->attack;
			attacks += expect->attack != NULL;
		}
	return honest > 0 && attacks > 0 && 2 * reasons > all && model->about && model->n_tags > 0;
}

/* One of the runs that a file makes. */
static void run_variant(const struct pl_source *source, size_t variant, const char *name,
			const char *certs)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_source_model(source, variant, certs, &errors);

	note_errors(&errors);
	if (model && model->variant)
		tap_note("%s [%s]", name, model->variant);
	if (model) {
		tap_ok(says_why(model),
		       "%s says what it is about, and expects both sides with reasons", name);
		tap_ok(!model->skip && !model->known_bad && !model->focus,
		       "%s is run, as good as it says", name);
		judge(model, name);
	} else {
		tap_ok(false, "%s loads", name);
	}
	pl_errors_clear(&errors);
	pl_model_free(model);
}

static void run_file(const char *path, const char *name, const char *certs)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_source *source = pl_source_open(path, NULL, &errors);

	note_errors(&errors);
	tap_ok(source, "%s is read", name);
	for (size_t i = 0; source && i < pl_source_variants(source); i++)
		run_variant(source, i, name, certs);
	pl_errors_clear(&errors);
	pl_source_free(source);
}

static size_t run_folder(const char *folder, const char *certs)
{
	char *path = under(folder), **names = NULL;
	struct pl_error err = PL_ERROR_INIT;
	size_t n = 0, ran = 0;

	if (!pl_dir_list(path, &names, &n, &err))
		tap_note("%s", err.text);
	for (size_t i = 0; i < n; i++) {
		char *file = pl_path_join(path, names[i]);

		if (pl_ends_with(names[i], ".yaml")) {
			run_file(file, names[i], certs);
			ran++;
		}
		free(file);
	}
	pl_names_free(names, n);
	pl_error_clear(&err);
	free(path);
	return ran;
}

int main(void)
{
	static const char *const folders[] = { "scenarios/lessons", "scenarios/incidents",
					       "scenarios/situations", "scenarios/plans" };
	char *certs = under("certs");
	size_t ran = 0;

	for (size_t i = 0; i < PL_ARRAY_LEN(folders); i++)
		ran += run_folder(folders[i], certs);
	tap_ok(ran >= AT_LEAST, "%zu scenarios are shipped, at least %d", ran, AT_LEAST);
	free(certs);
	return tap_done();
}
