/* What happens when a log takes no more entries, or is struck off the lists? */
#include <config.h>

#include "lab/ct.h"
#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

static const char *const state_words[] = { "retired", "read-only", NULL };

static const struct pl_param params[] = {
	{
		.name = "log",
		.type = PL_PARAM_TEXT,
		.required = true,
		.help = "which log",
	},
	{
		.name = "to",
		.type = PL_PARAM_CHOICE,
		.choices = state_words,
		.standard = "retired",
		.help = "retired: only older timestamps count, beside one of another log; "
			"read-only: it signs no more",
	},
};

static struct pl_log *find(struct pl_change *change, const struct pl_value *name,
			   struct pl_error *err)
{
	struct pl_ct *ct = pl_change_ct(change);
	const char **names = pl_calloc(ct->n_logs, sizeof(*names));
	struct pl_log *found = NULL;

	for (size_t i = 0; i < ct->n_logs; i++) {
		names[i] = ct->logs[i].name;
		if (pl_streq(names[i], name->text))
			found = &ct->logs[i];
	}
	if (!found)
		pl_change_unknown(name, "log", names, ct->n_logs, err);
	free(names);
	return found;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_log *log;

	if (!pl_change_add_logs(change, err))
		return false;
	log = find(change, pl_event_value(event, "log"), err);
	if (!log)
		return false;
	if (pl_event_value(event, "to")->num == 0)
		log->retired = change->world->now;
	else
		log->read_only = change->world->now;
	return true;
}

static char *title(const struct pl_event *event)
{
	return pl_asprintf("the log %s is %s", pl_event_text(event, "log"),
			   state_words[pl_event_value(event, "to")->num]);
}

const struct pl_event_kind pl_event_retire_log = {
	.name = "retire-log",
	.family = "guard",
	.summary = "a log is closed, or struck off the lists of logs",
	.about = "Logs end as certificates do. What a read-only log signed still counts. Of a "
		 "retired one only timestamps from before count, and only beside one of a log that "
		 "is not retired: a certificate whose logs are all retired is refused by devices "
		 "that demand timestamps, and has to be issued anew.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
