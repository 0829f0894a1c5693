/* What happens when a new version of the app is built? */
#include <config.h>

#include "lab/events/list.h"

#include <stdlib.h>
#include <string.h>

#include "lab/parts.h"
#include "lab/strategy.h"
#include "util/mem.h"

#define VERSION_MAX_LEN 32

static const struct pl_param params[] = {
	{
		.name = "strategy",
		.type = PL_PARAM_STRATEGY,
		.help = "whose app; omitted: every strategy's",
	},
	{
		.name = "version",
		.type = PL_PARAM_TEXT,
		.help = "what it is called; omitted: the number of the build",
	},
	{
		.name = "pins",
		.type = PL_PARAM_PINS,
		.help = "what it pins from now on instead of its strategy's pins",
	},
	{
		.name = "backup",
		.type = PL_PARAM_PINS,
		.help = "the same for its backups",
	},
};

/* Nobody ships a pin on a key that is gone. */
static bool replace_lost(struct pl_change *change, struct pl_error *err)
{
	for (size_t i = 0; i < change->world->n_hosts; i++) {
		const struct pl_host *host = change->world->hosts[i];

		if (host->backup_lost == PL_TIME_NONE)
			continue;
		if (!host->twin_of)
			pl_change_note(change, "%s has a new backup key", host->id);
		if (!pl_change_next_backup(change, pl_change_host_at(change, i), err))
			return false;
	}
	return true;
}

static bool check_pins(const struct pl_value *value, struct pl_error *err)
{
	char *item;
	bool ok = true;

	for (size_t i = 0; value && ok && (item = pl_value_item(value, i)); i++) {
		ok = pl_pin_expression_check(item, value->pos, err);
		free(item);
	}
	return ok;
}

/* It stands in the names of rows, so it stays plain. */
static bool check_version(const struct pl_value *value, struct pl_error *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";

	if (!value || (*value->text && strlen(value->text) <= VERSION_MAX_LEN &&
		       strspn(value->text, allowed) == strlen(value->text)))
		return true;
	return pl_error_input(err, value->pos,
			      "'%s' is no plain version: use up to %d letters, digits and . _ + -",
			      value->text, VERSION_MAX_LEN);
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	return check_version(pl_event_value(event, "version"), err) &&
	       check_pins(pl_event_value(event, "pins"), err) &&
	       check_pins(pl_event_value(event, "backup"), err);
}

/* The run captures the new version's pins when it sees the number change. */
static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	(void)event;
	change->world->version++;
	return replace_lost(change, err);
}

static char *title(const struct pl_event *event)
{
	const char *strategy = pl_event_text(event, "strategy");

	const char *version = pl_event_text(event, "version");

	return pl_asprintf("release %s%s%s%s", version ? "version " : "a new version",
			   version ? version : "", strategy ? " of " : "",
			   strategy ? strategy : "");
}

const struct pl_event_kind pl_event_release = {
	.name = "release",
	.family = "client",
	.summary = "a new version of the app captures its pins",
	.about = "A new version is built now: it gets rows of its own, with the pins that its "
		 "strategy yields from the world as it is. The versions before keep theirs, for "
		 "installed copies do not change by themselves. Each app counts its own versions. A "
		 "backup key that was lost is made anew first. `pins` are those of this version and "
		 "stay with the ones after it until another release says otherwise.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.makes_version = true,
	.apply = apply,
	.title = title,
};
