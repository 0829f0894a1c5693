/* What does a plan rest on, and where does each number come from? */
#include <config.h>

#include "lab/plan/parts.h"

#include "util/mem.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

static void add(struct pl_plan *plan, char *name, char *value, enum pl_origin origin, char *source)
{
	*PL_PUSH(plan->inputs, plan->n_inputs, plan->cap_inputs) =
		(struct pl_plan_input){ name, value, origin, source };
}

/* "rot.yaml:31" */
static char *place(struct pl_pos pos)
{
	return pos.file ? pl_asprintf("%s:%d", pos.file, pos.line) : NULL;
}

static void put_adoption(struct pl_buf *out, const struct pl_curve_def *curve)
{
	char text[PL_DURATION_TEXT], percent[PL_SHARE_TEXT];

	if (curve->half_life > 0) {
		pl_buf_printf(out, "half update within %s",
			      pl_duration_words(curve->half_life, text));
	} else if (curve->preset) {
		pl_buf_printf(out, "updating as %s (%s)", curve->preset->name,
			      curve->preset->summary);
	} else if (curve->n_points > 0) {
		const struct pl_curve_point *last = &curve->points[curve->n_points - 1];

		pl_buf_printf(out, "%s update within %s", pl_share_words(last->share, percent),
			      pl_duration_words(last->age, text));
	}
}

static void add_segment(struct pl_plan *plan, const struct pl_segment_def *segment,
			const struct pl_adoption_def *measured)
{
	struct pl_buf out = PL_BUF_INIT;
	char percent[PL_SHARE_TEXT], text[PL_DURATION_TEXT];
	bool preset = segment->adoption.preset;

	pl_buf_printf(&out, "%s of the users, ", pl_share_words(segment->share, percent));
	put_adoption(&out, &segment->adoption);
	if (segment->never > 0)
		pl_buf_printf(&out, ", %s never do", pl_share_words(segment->never, percent));
	if (segment->seen_every > 0)
		pl_buf_printf(&out, ", in touch once in %s",
			      pl_duration_words(segment->seen_every, text));
	if (segment->store == PL_STORE_BEHIND_PIN)
		pl_buf_puts(&out, ", updates come behind the pin");
	add(plan, pl_asprintf("segment %s", segment->name), pl_strdup(pl_buf_str(&out)),
	    measured->file ? PL_ORIGIN_MEASURED : preset ? PL_ORIGIN_PRESET : PL_ORIGIN_WRITTEN,
	    measured->file ? pl_strdup(measured->file)
	    : preset	   ? pl_asprintf("nobody's measurement: %s", segment->adoption.preset->name)
			   : place(segment->pos));
	pl_buf_clear(&out);
}

static void add_release(struct pl_plan *plan, const struct pl_release_def *release)
{
	char date[PL_TIME_TEXT], text[PL_DURATION_TEXT];
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_printf(&out, "submitted %s, reviewed for %s, roll-out ",
		      pl_time_format_short(release->submit, date),
		      pl_duration_words(release->review, text));
	if (release->rollout.preset)
		pl_buf_puts(&out, release->rollout.preset->name);
	else
		pl_buf_printf(&out, "in %zu stage%s", release->rollout.n_stages,
			      release->rollout.n_stages == 1 ? "" : "s");
	if (release->n_rejected > 0)
		pl_buf_printf(&out, ", rejected %zu time%s", release->n_rejected,
			      release->n_rejected == 1 ? "" : "s");
	add(plan, pl_asprintf("version %s", release->version), pl_strdup(pl_buf_str(&out)),
	    PL_ORIGIN_WRITTEN, place(release->pos));
	pl_buf_clear(&out);
}

static struct pl_pos event_pos(const struct pl_model *model, const char *id)
{
	size_t i = 0;

	while (!pl_streq(model->events[i]->id, id))
		i++;
	return model->events[i]->pos;
}

void pl_plan_find_inputs(const struct pl_model *model, struct pl_plan *plan)
{
	const struct pl_fleet_def *fleet = model->fleet;
	char date[PL_TIME_TEXT], percent[PL_SHARE_TEXT], count[PL_GROUPED_TEXT];

	add(plan, pl_strdup("target"),
	    pl_asprintf("%s of the users reach the host at every second",
			pl_share_words(model->target->availability, percent)),
	    PL_ORIGIN_WRITTEN, place(model->target->pos));
	add(plan, pl_asprintf("event %s", plan->event_id),
	    pl_asprintf("%s, %s", pl_time_format_short(plan->planned, date), plan->event),
	    PL_ORIGIN_WRITTEN, place(event_pos(model, plan->event_id)));
	add(plan, pl_strdup("users"), pl_strdup(pl_grouped(fleet->users, count)), PL_ORIGIN_WRITTEN,
	    place(fleet->pos));
	for (size_t i = 0; i < fleet->n_segments; i++)
		add_segment(plan, &fleet->segments[i], &fleet->adoption);
	for (size_t i = 0; i < fleet->n_releases; i++)
		add_release(plan, &fleet->releases[i]);
	for (size_t i = 0; i < model->n_hosts; i++)
		if (model->hosts[i].renews)
			add(plan, pl_asprintf("host %s", model->hosts[i].id),
			    pl_strdup("renews by itself, on the days that follow from it"),
			    PL_ORIGIN_WRITTEN, place(model->hosts[i].pos));
	add(plan, pl_strdup("dated facts"), pl_asprintf("edition %s", pl_facts_edition(model->facts)),
	    PL_ORIGIN_PRESET, pl_strdup("built in"));
}
