/* How does a model, or a session with its verdicts, become a scenario file? */
#include <config.h>

#include "scenario/scenario.h"

#include <inttypes.h>
#include <stdlib.h>

#include "data/yaml.h"
#include "scenario/emit.h"
#include "util/mem.h"
#include "util/time.h"

static void emit_head(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "pinlab: 1\n");
	pl_emit_line(out, "name", model->name);
	pl_emit_line(out, "about", model->about);
	if (model->n_tags) {
		struct pl_flow tags;

		pl_buf_puts(out, "tags: ");
		tags = pl_flow_list(out);
		for (size_t i = 0; i < model->n_tags; i++)
			pl_flow_text(&tags, NULL, model->tags[i]);
		pl_flow_end(&tags);
		pl_buf_putc(out, '\n');
	}
	pl_emit_line(out, "skip", model->skip);
	pl_emit_line(out, "known-bad", model->known_bad);
	if (model->focus)
		pl_buf_puts(out, "focus: true\n");
	if (model->seed != 1)
		pl_buf_printf(out, "seed: %" PRIu64 "\n", model->seed);
	if (model->real_keys)
		pl_buf_puts(out, "keys: real\n");
	pl_emit_date(out, "start", model->start);
}

static void emit_attacks(struct pl_buf *out, const struct pl_model *model)
{
	struct pl_flow list;

	pl_buf_puts(out, "attacks: ");
	list = pl_flow_list(out);
	for (size_t i = 0; i < model->n_attacks; i++)
		pl_flow_text(&list, NULL, model->attacks[i]->name);
	pl_flow_end(&list);
	pl_buf_putc(out, '\n');
}

static void emit_param(struct pl_flow *params, const struct pl_param *param,
		       const struct pl_value *value)
{
	struct pl_flow list;
	char *item;

	if (!pl_param_is_list(param->type)) {
		pl_flow_text(params, param->name, value->text);
		return;
	}
	pl_flow_key(params, param->name);
	list = pl_flow_list(params->out);
	for (size_t i = 0; (item = pl_value_item(value, i)); i++) {
		pl_flow_text(&list, NULL, item);
		free(item);
	}
	pl_flow_end(&list);
}

/* `when` replaces the event's own time; NULL: the same second as before. */
static void emit_event(struct pl_buf *out, const struct pl_event *event, const char *when)
{
	struct pl_flow params;

	pl_buf_puts(out, "  - ");
	if (when) {
		pl_emit_line(out, "at", when);
		pl_buf_puts(out, "    ");
	}
	pl_buf_printf(out, "%s: ", event->kind->name);
	params = pl_flow_map(out);
	for (size_t i = 0; i < event->kind->n_params; i++)
		if (event->values[i].set)
			emit_param(&params, &event->kind->params[i], &event->values[i]);
	pl_flow_end(&params);
	pl_buf_putc(out, '\n');
	if (event->id) {
		pl_buf_puts(out, "    ");
		pl_emit_line(out, "id", event->id);
	}
}

static size_t emit_events(struct pl_buf *out, const struct pl_model *model)
{
	size_t n = 0;

	if (model->n_events)
		pl_buf_puts(out, "events:\n");
	for (size_t i = 0; i < model->n_events; i++) {
		char *when = pl_emit_when(&model->events[i]->when);

		emit_event(out, model->events[i], when);
		n += pl_emit_event_expects(out, model->events[i], "    ");
		free(when);
	}
	return n;
}

/* In a session time also moves without an event, so "the same second" is said as a date
 * where it is not the one of the event before. An event that moves the clock itself acts
 * at its own time and is seen at the end of its way. */
static char *session_when(const struct pl_step *step, int64_t before)
{
	char date[PL_TIME_TEXT];

	if (step->event->when.kind == PL_WHEN_SAME && !step->event->kind->begin &&
	    step->at != before)
		return pl_strdup(pl_time_format_short(step->at, date));
	return pl_emit_when(&step->event->when);
}

static size_t emit_session(struct pl_buf *out, const struct pl_run *run)
{
	size_t n = 0;
	int64_t before = run->model->start;
	bool any = false;

	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];
		char *when;

		if (step->kind != PL_STEP_EVENT)
			continue;
		if (!any)
			pl_buf_puts(out, "events:\n");
		any = true;
		when = session_when(step, before);
		emit_event(out, step->event, when);
		n += pl_emit_step_expects(out, run, step);
		free(when);
		before = step->at;
	}
	return n;
}

/* What happened by itself after the last event happens again only with time to do so. */
static int64_t session_until(const struct pl_model *model, const struct pl_run *run)
{
	const struct pl_step *last = run->steps[run->n_steps - 1];
	int64_t until = model->until;

	if (last->kind != PL_STEP_START && last->kind != PL_STEP_EVENT &&
	    (until == PL_TIME_NONE || until <= last->at))
		return last->at + 1;
	return until != PL_TIME_NONE && until <= last->at ? PL_TIME_NONE : until;
}

size_t pl_scenario_write(const struct pl_model *model, const struct pl_run *run,
			 struct pl_buf *out)
{
	size_t n, of_fleet;

	emit_head(out, model);
	pl_emit_hierarchy(out, model);
	pl_emit_logs(out, model, false);
	pl_emit_hosts(out, model);
	pl_emit_devices(out, model);
	pl_emit_strategies(out, model);
	emit_attacks(out, model);
	of_fleet = pl_emit_fleet(out, model);
	if (run) {
		n = emit_session(out, run);
		pl_emit_date(out, "until", session_until(model, run));
		/* a session's own claims; the file's were about another story */
		if (model != run->model)
			n += pl_emit_claims(out, model);
		return n + of_fleet;
	}
	pl_emit_target(out, model);
	n = of_fleet + emit_events(out, model);
	pl_emit_date(out, "until", model->until);
	return n + pl_emit_claims(out, model);
}
