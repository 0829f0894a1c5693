/* Which dates of a model move when all of it is to happen at another time? */
#include <config.h>

#include <stdlib.h>

#include "lab/fleet_def.h"
#include "lab/model.h"
#include "lab/plan_def.h"
#include "util/mem.h"
#include "util/time.h"

struct shift {
	int64_t by;
	bool fits; /* every date so far is one that can be written */
};

/* What is never or always stays so: RFC 5280 writes a certificate without an end with the last
 * second there is. */
static void move(struct shift *shift, int64_t *date)
{
	if (*date == PL_TIME_NONE || *date == PL_TIME_MAX)
		return;
	if (shift->by > 0 ? *date > PL_TIME_MAX - shift->by : *date < PL_TIME_MIN - shift->by)
		shift->fits = false;
	else
		*date += shift->by;
}

static void retell(char **text, int64_t date)
{
	char words[PL_TIME_TEXT];

	free(*text);
	*text = pl_strdup(pl_time_format_short(date, words));
}

static void move_when(struct shift *shift, struct pl_when *when)
{
	if (when->kind != PL_WHEN_AT)
		return;
	move(shift, &when->time);
	retell(&when->text, when->time);
}

static void move_expects(struct shift *shift, struct pl_expect *expects, size_t n)
{
	for (size_t i = 0; i < n; i++)
		move_when(shift, &expects[i].at);
}

static void move_event(struct shift *shift, struct pl_event *event)
{
	move_when(shift, &event->when);
	for (size_t i = 0; i < event->kind->n_params; i++) {
		struct pl_value *value = &event->values[i];

		if (event->kind->params[i].type != PL_PARAM_DATE || !value->set)
			continue;
		move(shift, &value->num);
		retell(&value->text, value->num);
	}
	move_expects(shift, event->expects, event->n_expects);
}

static void move_trust(struct shift *shift, struct pl_trust_def *trust, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		move(shift, &trust[i].from);
		move(shift, &trust[i].until);
	}
}

static void move_hierarchy(struct shift *shift, struct pl_model *model)
{
	for (size_t i = 0; i < model->n_certificates; i++) {
		move(shift, &model->certificates[i].from);
		move(shift, &model->certificates[i].to);
	}
	for (size_t i = 0; i < model->n_stores; i++)
		move_trust(shift, model->stores[i].trust, model->stores[i].n);
	for (size_t i = 0; i < model->n_logs; i++) {
		move(shift, &model->logs[i].from);
		move(shift, &model->logs[i].read_only);
		move(shift, &model->logs[i].retired);
	}
}

static void move_device(struct shift *shift, struct pl_device_def *device)
{
	move_trust(shift, device->trust, device->n_trust);
	move(shift, &device->log_list);
	for (size_t i = 0; i < device->n_crypto; i++)
		move(shift, &device->crypto[i].from);
}

static void move_strategy(struct shift *shift, struct pl_strategy_def *strategy)
{
	move(shift, &strategy->terms.expires);
	for (size_t i = 0; i < strategy->n_rules; i++)
		move(shift, &strategy->rules[i].expires);
}

static void move_fleet(struct shift *shift, struct pl_fleet_def *fleet)
{
	for (size_t i = 0; i < fleet->n_releases; i++)
		move(shift, &fleet->releases[i].submit);
	for (size_t i = 0; i < fleet->n_minimums; i++)
		move(shift, &fleet->minimums[i].from);
	for (size_t i = 0; i < fleet->adoption.n; i++)
		move(shift, &fleet->adoption.rows[i].date);
}

bool pl_model_shift(struct pl_model *model, int64_t seconds, struct pl_error *err)
{
	struct shift shift = { .by = seconds, .fits = true };

	move(&shift, &model->start);
	move(&shift, &model->until);
	move_hierarchy(&shift, model);
	for (size_t i = 0; i < model->n_hosts; i++)
		move(&shift, &model->hosts[i].issued);
	for (size_t i = 0; i < model->n_devices; i++)
		move_device(&shift, &model->devices[i]);
	for (size_t i = 0; i < model->n_strategies; i++)
		move_strategy(&shift, &model->strategies[i]);
	for (size_t i = 0; i < model->n_events; i++)
		move_event(&shift, model->events[i]);
	move_expects(&shift, model->expects, model->n_expects);
	if (model->fleet)
		move_fleet(&shift, model->fleet);
	if (model->target) {
		move(&shift, &model->target->from);
		move(&shift, &model->target->by);
	}
	return shift.fits ||
	       pl_error_input(err, (struct pl_pos){ .file = model->file },
			      "its dates cannot all be moved that far: they have to stay within the "
			      "years 1970 to 9999");
}
