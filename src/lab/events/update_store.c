/* What happens when a device gets another trust store? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_param params[] = {
	{
		.name = "store",
		.type = PL_PARAM_STORE,
		.required = true,
		.help = "the store that it has from now on, one of the hierarchy's",
	},
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.help = "this device only; omitted: every device",
	},
};

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *device = pl_event_value(event, "device");
	const struct pl_value *store = pl_event_value(event, "store");

	if (device && !pl_change_device(change, device, err))
		return false;
	for (size_t i = 0; i < change->world->n_devices; i++)
		if ((!device || pl_streq(change->world->devices[i]->name, device->text)) &&
		    !pl_change_take_store(change, i, store, err))
			return false;
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *device = pl_event_text(event, "device");

	return pl_asprintf("%s gets the store %s", device ? device : "every device",
			   pl_event_text(event, "store"));
}

const struct pl_event_kind pl_event_update_store = {
	.name = "update-store",
	.family = "client",
	.summary = "a device gets another trust store, as with a new system",
	.about = "Roots come and go with the version of the system or the browser. What the old "
		 "store had and the new one lacks ends, what is new begins; roots of the device's "
		 "own and those that its user installed stay. It is what makes the steps of a root "
		 "roll-over: the old root, both, the new one.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
