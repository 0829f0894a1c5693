/* When is a version offered to whom, from its submission on? */
#include <config.h>

#include "lab/fleet_def.h"

#include "util/time.h"

const struct pl_stage *pl_rollout_stages(const struct pl_rollout_def *rollout, size_t *n)
{
	const struct pl_rollout_preset *preset = rollout->preset;

	*n = preset ? preset->n_stages : rollout->n_stages;
	return preset ? preset->stages : rollout->stages;
}

int64_t pl_release_approved(const struct pl_release_def *release)
{
	int64_t at = release->submit + release->review;

	for (size_t i = 0; i < release->n_rejected; i++)
		at += release->rejected[i] + release->review;
	return at;
}

/* A pause moves what would come after it has begun; a halt comes when it comes, paused or not. */
int64_t pl_release_offer(const struct pl_release_def *release, size_t stage)
{
	const struct pl_rollout_def *rollout = &release->rollout;
	size_t n;
	int64_t after = pl_rollout_stages(rollout, &n)[stage].after;

	if (rollout->pause_for > 0 && after > rollout->pause_at)
		after += rollout->pause_for;
	if (rollout->halt_at != PL_TIME_NONE && after >= rollout->halt_at)
		return PL_TIME_NONE;
	return pl_release_approved(release) + after;
}
