/* What happens when an app forgets what it has learned? */
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
		.help = "whose apps; omitted: every strategy's that remembers anything",
	},
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.help = "on which device; omitted: on every one",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *strategy = pl_event_value(event, "strategy");
	const struct pl_value *device = pl_event_value(event, "device");

	if (device && !pl_change_device(change, device, err))
		return false;
	if (pl_states_forget(change->world, strategy ? strategy->text : NULL,
			     device ? device->text : NULL))
		return true;
	return pl_error_input(err, strategy ? strategy->pos : change->pos,
			      "%s remembers %s that it could forget",
			      strategy ? strategy->text : "no strategy here",
			      strategy ? "nothing" : "anything");
}

static char *title(const struct pl_event *event)
{
	const char *strategy = pl_event_text(event, "strategy");
	const char *device = pl_event_text(event, "device");

	return pl_asprintf("%s%s%s forget%s what %s learned", strategy ? strategy : "apps",
			   device ? " on " : "", device ? device : "", strategy ? "s" : "",
			   strategy ? "it" : "they");
}

const struct pl_event_kind pl_event_forget_pins = {
	.name = "forget-pins",
	.family = "client",
	.summary = "apps forget what they learned, as a new installation has never known it",
	.about = "A fresh installation, or one whose data was cleared, meets the host for the "
		 "first time again: nothing seen, nothing noted, no list, no session. It is how "
		 "people get out of a wrong pin, and how new users differ from old ones.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
