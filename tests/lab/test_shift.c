/* Does a model that is moved in time do the same, so much later? */
#include <config.h>

#include "lab/expect.h"
#include "tests/lab/build.h"

static char *tell(const struct pl_run *run, int64_t by)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];
		char at_text[PL_TIME_TEXT];

		pl_buf_printf(&out, "%s %s:", pl_time_format(step->at - by, at_text),
			      pl_step_kind_name(step->kind));
		for (size_t row = 0; row < step->n_rows; row++)
			if (!run->rows[row]->control)
				pl_buf_printf(&out, " %s",
					      pl_reason_info(pl_step_honest(step, row)->reason)->name);
		pl_buf_putc(&out, '\n');
	}
	return pl_buf_take(&out);
}

/* Everything with a date of its own that moves a step or a verdict. */
static struct pl_model *make(void)
{
	struct pl_model *model = with("leaf-spki");
	static const char *const events[][2] = {
		{ "2027-02-01", "renew: host=api key=new" },
		{ "2027-03-01", "set-clock: to=2027-05-02" },
		{ "2027-03-02", "set-clock: 0s" },
	};

	model->strategies[0].terms.expires = at("2027-02-10");
	model->until = at("2027-09-01");
	for (size_t i = 0; i < PL_ARRAY_LEN(events); i++)
		*PL_PUSH(model->events, model->n_events, model->cap_events) =
			event_at(events[i][0], events[i][1]);
	return model;
}

static char *run_all(struct pl_model *model, int64_t by)
{
	struct pl_engine *engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	struct pl_run *run = start(engine, model);
	struct pl_error err = PL_ERROR_INIT;
	char *said;

	must(pl_run_all(run, &err), &err);
	said = tell(run, by);
	pl_run_free(run);
	pl_engine_free(engine);
	return said;
}

static void test_move(int64_t by, const char *name)
{
	struct pl_model *model = make();
	struct pl_error err = PL_ERROR_INIT;
	char *before = run_all(model, 0), *after;

	must(pl_model_shift(model, by, &err), &err);
	after = run_all(model, by);
	tap_text(after, before, name);
	tap_has(after, "pins-expired", "the pins' own end moved with it");
	tap_has(after, "device-clock", "so did the date that a clock is set to");
	must(pl_model_shift(model, -by, &err), &err);
	free(after);
	after = run_all(model, 0);
	tap_text(after, before, "and back");
	free(before);
	free(after);
	pl_model_free(model);
}

static void test_edges(void)
{
	struct pl_model *model = make();
	struct pl_error err = PL_ERROR_INIT;

	model->certificates[0].to = PL_TIME_MAX;
	must(pl_model_shift(model, PL_DAY, &err), &err);
	tap_ok(model->certificates[0].to == PL_TIME_MAX, "what never ends still does not");
	tap_ok(!pl_model_shift(model, PL_TIME_MAX - at("2027-01-01"), &err) &&
		       err.kind == PL_ERROR_INPUT,
	       "beyond 9999 there are no dates");
	pl_error_clear(&err);
	pl_model_free(model);
	model = make();
	tap_ok(!pl_model_shift(model, -at("2027-06-01"), &err) && err.kind == PL_ERROR_INPUT,
	       "nor before 1970");
	pl_error_clear(&err);
	pl_model_free(model);
}

int main(void)
{
	test_move(10 * PL_DAY, "ten days later");
	test_move(-40 * PL_DAY, "forty days earlier");
	test_move(12345, "hours later, to the second");
	test_edges();
	return tap_done();
}
