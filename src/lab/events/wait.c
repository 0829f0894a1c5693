/* What happens when time passes? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "for",
		.type = PL_PARAM_DURATION,
		.required = true,
		.help = "how long",
	},
};

static bool begin(struct pl_change *change, const struct pl_event *event, int64_t *until,
		  struct pl_error *err)
{
	const struct pl_value *length = pl_event_value(event, "for");

	if (length->num > PL_TIME_MAX - change->world->now)
		return pl_error_input(err, length->pos, "waiting %s ends after the year 9999",
				      length->text);
	*until = change->world->now + length->num;
	return true;
}

static char *title(const struct pl_event *event)
{
	char words[PL_DURATION_TEXT];

	return pl_asprintf("wait %s", pl_duration_words(pl_event_value(event, "for")->num, words));
}

const struct pl_event_kind pl_event_wait = {
	.name = "wait",
	.family = "time",
	.summary = "time passes",
	.about = "The clock moves on. Hosts renew themselves on the way, and every second at which "
		 "something begins or ends is visited.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.begin = begin,
	.title = title,
};
