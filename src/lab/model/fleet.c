/* What does a fleet's definition hold, and whose app do its users have? */
#include <config.h>

#include "lab/model.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_segment_store_name(enum pl_segment_store store)
{
	return store == PL_STORE_OWN ? "own" : "behind-pin";
}

const char *pl_fleet_measure_name(enum pl_fleet_measure measure)
{
	static const char *const names[] = {
		[PL_FLEET_AVAILABILITY] = "availability",
		[PL_FLEET_EXPOSURE] = "exposure",
		[PL_FLEET_LOST] = "lost",
		[PL_FLEET_NEVER_RETURNS] = "never-returns",
	};

	return names[measure];
}

const char *pl_minimum_then_name(enum pl_minimum_then then)
{
	return then == PL_MINIMUM_LOCK ? "lock" : "update";
}

static void clear_release(struct pl_release_def *release)
{
	pl_event_unref(release->event);
	free(release->strategy);
	free(release->version);
	free(release->rejected);
	free(release->rollout.stages);
}

static void clear_adoption(struct pl_adoption_def *adoption)
{
	for (size_t i = 0; i < adoption->n; i++)
		free(adoption->rows[i].version);
	free(adoption->rows);
	free(adoption->file);
}

void pl_fleet_def_free(struct pl_fleet_def *fleet)
{
	if (!fleet)
		return;
	for (size_t i = 0; i < fleet->n_segments; i++) {
		free(fleet->segments[i].name);
		free(fleet->segments[i].strategy);
		free(fleet->segments[i].device);
		free(fleet->segments[i].adoption.points);
	}
	for (size_t i = 0; i < fleet->n_releases; i++)
		clear_release(&fleet->releases[i]);
	for (size_t i = 0; i < fleet->n_minimums; i++) {
		free(fleet->minimums[i].strategy);
		free(fleet->minimums[i].version);
	}
	clear_adoption(&fleet->adoption);
	free(fleet->segments);
	free(fleet->releases);
	free(fleet->minimums);
	free(fleet->version);
	free(fleet);
}

struct pl_segment_def *pl_fleet_add_segment(struct pl_fleet_def *fleet, const char *name)
{
	struct pl_segment_def *segment =
		PL_PUSH(fleet->segments, fleet->n_segments, fleet->cap_segments);

	*segment = (struct pl_segment_def){ .name = pl_strdup(name) };
	return segment;
}

struct pl_release_def *pl_fleet_add_release(struct pl_fleet_def *fleet)
{
	struct pl_release_def *release =
		PL_PUSH(fleet->releases, fleet->n_releases, fleet->cap_releases);

	*release = (struct pl_release_def){ .submit = PL_TIME_NONE };
	release->rollout.halt_at = PL_TIME_NONE;
	return release;
}

struct pl_minimum_def *pl_fleet_add_minimum(struct pl_fleet_def *fleet)
{
	struct pl_minimum_def *minimum =
		PL_PUSH(fleet->minimums, fleet->n_minimums, fleet->cap_minimums);

	*minimum = (struct pl_minimum_def){ .from = PL_TIME_NONE };
	return minimum;
}

const char *pl_fleet_strategy(const struct pl_model *model)
{
	const struct pl_fleet_def *fleet = model->fleet;

	for (size_t i = 0; fleet && i < fleet->n_releases; i++)
		if (fleet->releases[i].strategy)
			return fleet->releases[i].strategy;
	return model->n_strategies ? model->strategies[0].name : NULL;
}

bool pl_fleet_has_strategy(const struct pl_model *model, const char *strategy)
{
	const struct pl_fleet_def *fleet = model->fleet;

	for (size_t i = 0; fleet && i < fleet->n_segments; i++) {
		const char *of = fleet->segments[i].strategy;

		if (pl_streq(of ? of : pl_fleet_strategy(model), strategy))
			return true;
	}
	return false;
}
