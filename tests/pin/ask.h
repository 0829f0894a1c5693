/* Sets and questions for tests of clients, on the path of three. */
#ifndef PINLAB_TESTS_PIN_ASK_H
#define PINLAB_TESTS_PIN_ASK_H

#include <stdlib.h>
#include <string.h>

#include "tests/pin/chain.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define HOST "api.example.test"
#define NOW INT64_C(1800000000)

__attribute__((unused))
static const char *const result_names[PL_PIN_RESULTS] = {
	[PL_PINS_MATCH] = "match",
	[PL_PINS_MISMATCH] = "mismatch",
	[PL_PINS_NONE] = "none",
	[PL_PINS_NOT_COVERED] = "not-covered",
	[PL_PINS_EXPIRED] = "expired",
	[PL_PINS_STALE] = "stale",
	[PL_PINS_BYPASSED] = "bypassed",
	[PL_PINS_REPORT_ONLY] = "report-only",
	[PL_PINS_UNSUPPORTED] = "unsupported",
	[PL_PINS_INVALID] = "invalid",
};

/* A captured pin, as pl_strategy_capture makes one. */
__attribute__((unused))
static struct pl_pin *pin_cert(struct pl_pinset *set, size_t rule, enum pl_pin_form form,
			       const struct pl_cert *cert)
{
	struct pl_pin *pin = pl_pinset_add(set);

	pl_pin_from_cert(pin, form, cert);
	pin->origin = pl_strdup("captured");
	pin->rule = rule;
	return pin;
}

__attribute__((unused))
static struct pl_pin *pin_text(struct pl_pinset *set, size_t rule, const char *text)
{
	struct pl_pin *pin = pl_pinset_add(set);
	struct pl_error err = PL_ERROR_INIT;

	fixture_need(pl_pin_parse(pin, text, (struct pl_pos){ 0 }, &err), &err);
	pin->rule = rule;
	return pin;
}

__attribute__((unused))
static struct pl_pin_question question(const struct fixture *f, const struct pl_pinset *set)
{
	return (struct pl_pin_question){
		.set = set,
		.host = HOST,
		.presented = f->presented,
		.path = &f->path,
		.now = NOW,
		.usages = 15,
	};
}

/* Asks, and compares with the wanted result and a part of the wanted detail. */
__attribute__((unused))
static void answers(const char *client, const struct pl_pin_question *q, const char *want,
		    const char *detail, const char *name)
{
	const struct pl_client *found = pl_client_find(client);
	struct pl_pin_answer answer;
	char what[300];

	snprintf(what, sizeof(what), "%s: %s: %s", client, name, want);
	if (!found) {
		tap_ok(false, "there is a client %s", client);
		return;
	}
	pl_client_compare(found, q, &answer);
	tap_text(result_names[answer.result], want, what);
	if (strcmp(result_names[answer.result], want) != 0)
		tap_note("detail: %s", answer.detail);
	if (detail)
		tap_has(answer.detail, detail, "with its detail");
}

#endif
