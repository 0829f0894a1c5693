/* Does a target name what there is? */
#include <config.h>

#include "lab/model/check.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static bool is_among(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (pl_streq(names[i], name))
			return true;
	return false;
}

static void check_event(const struct pl_checker *checker, const struct pl_target_def *target)
{
	const struct pl_model *model = checker->model;
	const char **ids = pl_calloc(model->n_events + 1, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < model->n_events; i++)
		if (model->events[i]->id)
			ids[n++] = model->events[i]->id;
	if (!is_among(ids, n, target->move))
		pl_check_unknown(checker, target->move_pos, "the target", "event",
				 target->move, ids, n);
	free(ids);
}

static void check_release(const struct pl_checker *checker, const struct pl_target_def *target)
{
	const struct pl_fleet_def *fleet = checker->model->fleet;
	const char **versions;

	if (!target->release)
		return;
	versions = pl_calloc(fleet->n_releases + 1, sizeof(*versions));
	for (size_t i = 0; i < fleet->n_releases; i++)
		versions[i] = fleet->releases[i].version;
	if (!is_among(versions, fleet->n_releases, target->release))
		pl_check_unknown(checker, target->release_pos, "the target", "version",
				 target->release, versions, fleet->n_releases);
	free(versions);
}

static void check_days(const struct pl_checker *checker, const struct pl_target_def *target)
{
	const struct pl_model *model = checker->model;

	if (target->by == PL_TIME_NONE && model->until == PL_TIME_NONE)
		pl_errors_input(checker->errors, target->pos,
		      "a target needs the last day of its event: write by: DATE, or until: DATE");
	if (target->by != PL_TIME_NONE && target->by <= model->start)
		pl_errors_input(checker->errors, target->pos, "by is not after start; put it later");
	if (target->by != PL_TIME_NONE && target->from != PL_TIME_NONE &&
	    target->from > target->by)
		pl_errors_input(checker->errors, target->pos, "from is after by; exchange them");
}

void pl_check_target(const struct pl_checker *checker)
{
	const struct pl_target_def *target = checker->model->target;

	if (!target)
		return;
	if (!checker->model->fleet) {
		pl_errors_input(checker->errors, target->pos,
		      "a target is about users; write fleet: with users and segments too");
		return;
	}
	if (target->move)
		check_event(checker, target);
	check_release(checker, target);
	check_days(checker, target);
}
