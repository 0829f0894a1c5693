/*
 * A small hierarchy in C, for tests of the lab: two operators, three roots,
 * three intermediates, one host, one device. The first root ends before its
 * intermediates. No files are read.
 */
#ifndef PINLAB_TESTS_LAB_BUILD_H
#define PINLAB_TESTS_LAB_BUILD_H

#include <stdlib.h>

#include "lab/engine.h"
#include "lab/event.h"
#include "lab/model.h"
#include "lab/run.h"
#include "pki/pki.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/time.h"

__attribute__((unused))
static int64_t at(const char *text)
{
	int64_t time = 0;
	const char *why = NULL;

	if (!pl_time_parse(text, &time, &why)) {
		fprintf(stderr, "%s: %s\n", text, why);
		exit(2);
	}
	return time;
}

/*
 * root-1 (2020 to 2029) over int-1 and int-2 (to 2035), root-2 (to 2045) of
 * the same operator `main`; root-b over int-b of its backup operator. Host
 * `api` below int-1, 90 days, renewing 30 days ahead with its key. Device
 * `phone` trusts all three roots. It starts on 2027-01-01.
 */
__attribute__((unused))
static struct pl_model *build_model(void)
{
	struct pl_model *model = pl_model_new();
	struct pl_device_def *phone;

	model->start = at("2027-01-01");
	pl_model_add_operator(model, "main")->backup_operator = strdup("spare");
	pl_model_add_operator(model, "spare");
	pl_model_add_authority(model, "root-1", "main", "C=US, O=Main Trust, CN=Main Root 1");
	pl_model_add_authority(model, "root-2", "main", "C=US, O=Main Trust, CN=Main Root 2");
	pl_model_add_authority(model, "int-1", "main", "C=US, O=Main Trust, CN=Main CA 1")
		->path_len = 0;
	pl_model_add_authority(model, "int-2", "main", "C=US, O=Main Trust, CN=Main CA 2")
		->path_len = 0;
	pl_model_add_authority(model, "root-b", "spare", "C=DE, O=Spare Trust, CN=Spare Root");
	pl_model_add_authority(model, "int-b", "spare", "C=DE, O=Spare Trust, CN=Spare CA")
		->path_len = 0;
	pl_model_add_certificate(model, "root-1", "root-1", "root-1", at("2020-01-01"),
				 at("2029-01-01") - 1);
	pl_model_add_certificate(model, "root-2", "root-2", "root-2", at("2022-01-01"),
				 at("2045-01-01") - 1);
	pl_model_add_certificate(model, "int-1-by-root-1", "int-1", "root-1", at("2025-01-01"),
				 at("2035-01-01") - 1);
	pl_model_add_certificate(model, "int-2-by-root-1", "int-2", "root-1", at("2025-01-01"),
				 at("2035-01-01") - 1);
	pl_model_add_certificate(model, "root-b", "root-b", "root-b", at("2018-01-01"),
				 at("2043-01-01") - 1);
	pl_model_add_certificate(model, "int-b-by-root-b", "int-b", "root-b", at("2024-01-01"),
				 at("2034-01-01") - 1);
	pl_model_add_host(model, "api", "api.example.test", "int-1")->renews = true;
	phone = pl_model_add_device(model, "phone");
	pl_device_def_trust(phone, "root-1");
	pl_device_def_trust(phone, "root-2");
	pl_device_def_trust(phone, "root-b");
	return model;
}

/* Ends the test program when something that must work does not. */
__attribute__((unused))
static void must(bool ok, struct pl_error *err)
{
	char *text;

	if (ok)
		return;
	text = pl_error_format(err);
	printf("Bail out! %s", text);
	fflush(stdout);
	exit(1);
}

__attribute__((unused))
static struct pl_event *event(const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made = pl_event_from_text(text, &err);

	must(made != NULL, &err);
	return made;
}

/* An event at a time, "" for the same second as the one before. */
__attribute__((unused))
static struct pl_event *event_at(const char *when, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made = event(text);

	if (*when)
		must(pl_when_parse(when, (struct pl_pos){ 0 }, &made->when, &err), &err);
	return made;
}

/* The same model with one built-in strategy. */
__attribute__((unused))
static struct pl_model *with(const char *strategy)
{
	struct pl_model *model = build_model();

	if (!pl_model_add_strategy(model, strategy)) {
		printf("Bail out! there is no strategy %s\n", strategy);
		exit(1);
	}
	return model;
}

__attribute__((unused))
static struct pl_run *start(struct pl_engine *engine, const struct pl_model *model)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = pl_run_new(engine, model, &err);

	must(run != NULL, &err);
	return run;
}

/* Lets an event happen that must work. */
__attribute__((unused))
static void happen(struct pl_run *run, const char *when, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made = event_at(when, text);

	must(pl_run_event(run, made, &err), &err);
	pl_event_unref(made);
}

/* The same of "2027-03-01 renew host=api key=new"; without a date in the same second. */
__attribute__((unused))
static void let_happen(struct pl_run *run, const char *text)
{
	const char *blank = strchr(text, ' ');
	char *when;

	if (*text < '0' || *text > '9') {
		happen(run, "", text);
		return;
	}
	when = pl_strndup(text, (size_t)(blank - text));
	happen(run, when, blank + 1);
	free(when);
}

__attribute__((unused))
static void until(struct pl_run *run, const char *date)
{
	struct pl_error err = PL_ERROR_INIT;

	must(pl_run_until(run, at(date), &err), &err);
}

__attribute__((unused))
static void end(struct pl_run *run, struct pl_model *model)
{
	pl_run_free(run);
	pl_model_free(model);
}

/* Lets an event happen that must be refused; its words, caller frees. */
__attribute__((unused))
static char *refused(struct pl_run *run, const char *when, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made = event_at(when, text);
	char *words = NULL;

	if (!pl_run_event(run, made, &err)) {
		words = err.text;
		err.text = NULL;
	}
	pl_event_unref(made);
	pl_error_clear(&err);
	return words;
}

__attribute__((unused))
static const struct pl_step *last(const struct pl_run *run)
{
	return run->steps[run->n_steps - 1];
}

/* "2027-01-01 start: start", for comparing steps as text; static buffer. */
__attribute__((unused))
static const char *step_words(const struct pl_step *step)
{
	static char words[300];
	char date[PL_TIME_TEXT];

	snprintf(words, sizeof(words), "%s %s: %s", pl_time_format_short(step->at, date),
		 pl_step_kind_name(step->kind), step->title);
	return words;
}

/* Every step of a run against the wanted words, NULL-terminated. */
__attribute__((unused))
static void steps_are(const struct pl_run *run, const char *name, const char *const *want)
{
	size_t n = 0;

	while (want[n])
		n++;
	tap_int((long long)run->n_steps, (long long)n, name);
	for (size_t i = 0; i < n || i < run->n_steps; i++) {
		const char *got = i < run->n_steps ? step_words(run->steps[i]) : NULL;

		tap_text(got, i < n ? want[i] : NULL, name);
	}
}

#define STEPS(...) (const char *const[]){ __VA_ARGS__, NULL }

/* The shown row of a strategy (its newest version), SIZE_MAX: none. */
__attribute__((unused))
static size_t row_of(const struct pl_run *run, const char *strategy)
{
	for (size_t i = run->n_rows; i-- > 0;)
		if (!run->rows[i]->control && strcmp(run->rows[i]->strategy->name, strategy) == 0)
			return i;
	return SIZE_MAX;
}

/* "survives (pin-match)" of a strategy's row at a step; static buffer. */
__attribute__((unused))
static const char *honest_words(const struct pl_run *run, const struct pl_step *step,
				const char *strategy)
{
	static char words[120];
	const struct pl_outcome *outcome = pl_step_honest(step, row_of(run, strategy));

	if (!outcome)
		return "nothing";
	snprintf(words, sizeof(words), "%s (%s)", pl_state_info(outcome->state)->name,
		 pl_reason_info(outcome->reason)->name);
	return words;
}

#endif
