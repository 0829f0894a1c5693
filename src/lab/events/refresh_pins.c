/* What happens when apps fetch their pin list now, and do not wait for their hour? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "lab/state.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_param params[] = {
	{
		.name = "strategy",
		.type = PL_PARAM_STRATEGY,
		.help = "whose apps; omitted: every strategy's that fetches a list",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *which = pl_event_value(event, "strategy");
	bool any = false;

	for (size_t i = 0; i < change->model->n_strategies; i++) {
		const struct pl_strategy_def *strategy = &change->model->strategies[i];

		if ((which && !pl_streq(which->text, strategy->name)) ||
		    pl_strategy_remembers(strategy) != PL_REMEMBERS_LIST)
			continue;
		any = true;
		pl_states_fetch(change->world, strategy);
	}
	if (any)
		return true;
	return pl_error_input(err, which ? which->pos : change->pos,
			      "%s fetches %s pin list; `dynamic` does, and every strategy with "
			      "refresh",
			      which ? which->text : "no strategy here", which ? "no" : "a");
}

static char *title(const struct pl_event *event)
{
	const char *strategy = pl_event_text(event, "strategy");

	return pl_asprintf("%s fetch%s the newest pin list", strategy ? strategy : "apps",
			   strategy ? "es" : "");
}

const struct pl_event_kind pl_event_refresh_pins = {
	.name = "refresh-pins",
	.family = "client",
	.summary = "apps fetch the newest pin list now",
	.about = "Apps that fetch a signed pin list do so at their own pace. This is a refresh "
		 "out of turn, such as a push message or a restart brings about. It fails where "
		 "the list cannot be reached, and an older list is refused as ever.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
