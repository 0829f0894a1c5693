/* What happens when nobody updates a device any more? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_param params[] = {
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.required = true,
		.help = "which device",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *name = pl_event_value(event, "device");
	const struct pl_device *device = pl_change_device(change, name, err);

	if (!device)
		return false;
	if (!device->updates)
		return pl_error_input(err, name->pos, "%s gets no updates as it is", device->name);
	pl_change_stop_updates(change, pl_world_device_index(change->world, name->text));
	return true;
}

static char *title(const struct pl_event *event)
{
	return pl_asprintf("%s gets no more updates", pl_event_text(event, "device"));
}

const struct pl_event_kind pl_event_stop_updates = {
	.name = "stop-updates",
	.family = "client",
	.summary = "a device's trust store stays as it is from now on",
	.about = "Its maker ships no more systems: roots that come later never reach it, those "
		 "that leave stay, and no distrust arrives. update-store gives it another one all "
		 "the same, as by hand.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
