/* What happens when a device's clock is wrong? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "skew",
		.type = PL_PARAM_OFFSET,
		.help = "how far ahead of the true time; -2d is two days behind, 0s is right",
	},
	{
		.name = "to",
		.type = PL_PARAM_DATE,
		.help = "the date that the device believes it is, instead of skew",
	},
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.help = "whose clock; omitted: every device's",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	bool skew = pl_event_value(event, "skew"), to = pl_event_value(event, "to");

	if (skew == to)
		return pl_error_input(err, event->pos, "set-clock needs either skew or to");
	return true;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *skew = pl_event_value(event, "skew"),
			      *to = pl_event_value(event, "to");
	const struct pl_value *device = pl_event_value(event, "device");
	int64_t ahead = skew ? skew->num : to->num - change->world->now;

	if (device && !pl_change_device(change, device, err))
		return false;
	for (size_t i = 0; i < change->world->n_devices; i++)
		if (!device || pl_streq(change->world->devices[i]->name, device->text))
			pl_change_device_at(change, i)->skew = ahead;
	return true;
}

static char *title(const struct pl_event *event)
{
	const struct pl_value *skew = pl_event_value(event, "skew"),
			      *to = pl_event_value(event, "to");
	const char *device = pl_event_text(event, "device");
	char words[PL_DURATION_TEXT];

	if (to)
		return pl_asprintf("set the clock of %s to %s", device ? device : "every device",
				   to->text);
	if (skew->num == 0)
		return pl_asprintf("set the clock of %s right", device ? device : "every device");
	return pl_asprintf("set the clock of %s %s %s", device ? device : "every device",
			   pl_duration_words(skew->num < 0 ? -skew->num : skew->num, words),
			   skew->num < 0 ? "back" : "ahead");
}

const struct pl_event_kind pl_event_set_clock = {
	.name = "set-clock",
	.family = "client",
	.summary = "a device's clock is set wrong, or right again",
	.about = "Clients compare dates with the device's clock, not with the true time: one that "
		 "is behind refuses certificates that are new, one that is ahead refuses those "
		 "about to end, and pin sets expire by it.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
