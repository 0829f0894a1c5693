/* The matrix as text: what fits beside each other, what is left out, what is said in ASCII. */
#include <config.h>

#include <stdlib.h>

#include "report/text.h"
#include "util/text.h"
#include "tests/report/sample.h"
#include "tests/tap.h"

static char *draw(const struct pl_result *result, size_t width, bool ascii, bool every_attack)
{
	const struct pl_style style = { .width = width, .ascii = ascii };
	struct pl_buf out = PL_BUF_INIT;

	pl_text_matrix(&out, result, &style, every_attack);
	return pl_buf_take(&out);
}

static size_t widest(const char *text)
{
	size_t most = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = pl_strndup(text, len);
		size_t columns = pl_text_columns(line);

		most = columns > most ? columns : most;
		free(line);
		text += len + (text[len] == '\n');
	}
	return most;
}

/* A result of one row and many steps; every `period` steps the state changes. */
static void long_run(struct pl_result *out, size_t n, size_t period)
{
	const struct sample plain = { NULL };

	*out = (struct pl_result)PL_RESULT_INIT;
	sample_certs(&plain, out);
	sample_rows(&plain, out);
	sample_outcomes(&plain, out);
	for (size_t i = 0; i < n; i++) {
		struct pl_result_step *step = PL_PUSH(out->steps, out->n_steps, out->cap_steps);

		*step = (struct pl_result_step){ .index = i,
						 .at = SAMPLE_START + (int64_t)i * PL_DAY };
		step->event = pl_strdup(i ? "renewal" : "start");
		step->title = pl_asprintf("step number %zu", i);
		step->n_rows = 2;
		step->honest = pl_calloc(2, sizeof(*step->honest));
		step->honest[0] = i / period % 2;
		step->attacks = pl_calloc(1, sizeof(*step->attacks));
		step->detected = pl_calloc(1, sizeof(*step->detected));
	}
	pl_result_link_checks(out);
}

static void test_widths(const struct pl_result *result)
{
	static const size_t widths[] = { 40, 60, 80, 132 };

	for (size_t i = 0; i < PL_ARRAY_LEN(widths); i++) {
		char *text = draw(result, widths[i], false, true);

		tap_ok(widest(text) <= widths[i], "fits %zu columns (is %zu)", widths[i],
		       widest(text));
		free(text);
	}
}

static void test_long(void)
{
	struct pl_result result;
	char *text;

	long_run(&result, 1000, 100);
	text = draw(&result, 80, false, false);
	tap_has(text, "step number 100\n", "a step that changes something is named");
	tap_ok(!strstr(text, "step number 101\n"), "one that changes nothing is not");
	tap_has(text, "990 more steps that change nothing", "and it is said how many");
	tap_ok(widest(text) <= 80, "a long run fits 80 columns");
	free(text);
	pl_result_clear(&result);
	long_run(&result, 40, 100);
	text = draw(&result, 80, false, false);
	tap_has(text, "step number 39\n", "a short run shows every step");
	tap_ok(!strstr(text, "more steps"), "and leaves nothing out");
	free(text);
	pl_result_clear(&result);
}

static void test_ascii(const struct pl_result *result)
{
	char *text = draw(result, 80, true, true);
	bool ascii = true;

	for (const char *c = text; *c; c++)
		ascii &= (unsigned char)*c < 0x80;
	tap_ok(ascii, "in ASCII there is no other byte");
	tap_has(text, "X breaks-pin", "its signs are explained");
	free(text);
}

/* Columns that do not follow each other are not called steps. */
static void test_independent(struct pl_result *result)
{
	char *text;

	result->independent = true;
	text = draw(result, 80, false, true);
	tap_has(text, "standard events, each on its own\n", "standard events are no steps");
	tap_ok(!strstr(text, "step"), "and nothing calls them so");
	free(text);
}

int main(void)
{
	const struct sample plain = { NULL };
	struct pl_result result;
	char *text;

	sample_fill(&plain, &result);
	test_widths(&result);
	test_ascii(&result);
	text = draw(&result, 80, false, false);
	tap_has(text, "own-ca against root-spki: intercepted at 1; blocked at 2",
		"turns of an attack are told");
	tap_has(text, "leaf-spki  ✓  ✗  p    # #",
		"cells stand under their numbers, attacks beside them");
	tap_has(text, "root-spki  ·  ✓  p    ! #",
		"a row that is not built yet has a dot; the worst attack counts");
	tap_has(text, "rotate: renew api with a new key",
		"a step is named by its id and its title");
	tap_has(text, "clock: R3 expires (renewal is not possible)", "with its note");
	tap_ok(!strstr(text, "intercepted-detected"),
	       "states that do not occur are not in the legend");
	tap_has(text, "\nsteps\n", "the steps of a run are steps");
	free(text);
	test_independent(&result);
	pl_result_clear(&result);
	test_long();
	return tap_done();
}
