/* What happens when a pin set reaches the end that its maker gave it? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "strategy",
		.type = PL_PARAM_STRATEGY,
		.required = true,
		.help = "whose pins; it needs an expiry",
	},
};

static bool begin(struct pl_change *change, const struct pl_event *event, int64_t *until,
		  struct pl_error *err)
{
	const struct pl_value *name = pl_event_value(event, "strategy");
	const struct pl_strategy_def *strategy = pl_model_strategy(change->model, name->text);
	char date[PL_TIME_TEXT];
	int64_t end;

	if (!strategy)
		return pl_error_input(err, name->pos, "there is no strategy '%s'", name->text);
	end = pl_strategy_end(strategy, change->world->n_devices > 0
						? change->world->devices[0]->zone : 0);
	if (end == PL_TIME_NONE)
		return pl_error_input(err, name->pos,
				      "the pins of %s never expire; give it expires", name->text);
	if (end < change->world->now)
		return pl_error_input(err, name->pos, "the pins of %s expired on %s already",
				      name->text, pl_time_format_short(end, date));
	*until = end;
	return true;
}

static char *title(const struct pl_event *event)
{
	return pl_asprintf("the pins of %s expire", pl_event_text(event, "strategy"));
}

const struct pl_event_kind pl_event_expire_pins = {
	.name = "expire-pins",
	.family = "time",
	.summary = "a pin set reaches its end",
	.about = "The clock moves to the first second in which the pins of this strategy are no "
		 "longer enforced, by the zone of the first device where the client goes by it. "
		 "What the client does from then on is its own: most "
		 "compare nothing any more, and whoever has a certificate from any authority is "
		 "believed.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.begin = begin,
	.title = title,
};
