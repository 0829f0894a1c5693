/* Which events are there, and what is one of them? */
#include <config.h>

#include "lab/event.h"

#include <stdlib.h>
#include <string.h>

#include "lab/events/list.h"
#include "lab/model.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_event_kind *const kinds[] = {
	&pl_event_renew,
	&pl_event_reload,
	&pl_event_serve,
	&pl_event_switch_ca,
	&pl_event_add_host,
	&pl_event_reissue_intermediate,
	&pl_event_swap_intermediate,
	&pl_event_cross_sign,
	&pl_event_roll_root,
	&pl_event_pool,
	&pl_event_retire,
	&pl_event_shorten_lifetime,
	&pl_event_wait,
	&pl_event_expire_leaf,
	&pl_event_expire_intermediate,
	&pl_event_expire_root,
	&pl_event_expire_pins,
	&pl_event_compromise,
	&pl_event_lose_backup_key,
	&pl_event_revoke,
	&pl_event_mass_revoke,
	&pl_event_outage,
	&pl_event_distrust,
	&pl_event_set_caa,
	&pl_event_watch_ct,
	&pl_event_retire_log,
	&pl_event_attack,
	&pl_event_release,
	&pl_event_set_hpkp,
	&pl_event_refresh_pins,
	&pl_event_forget_pins,
	&pl_event_set_clock,
	&pl_event_install_user_ca,
	&pl_event_update_store,
	&pl_event_stop_updates,
};

const struct pl_event_kind *const *pl_event_kinds(size_t *n)
{
	*n = PL_ARRAY_LEN(kinds);
	return kinds;
}

const struct pl_event_kind *pl_event_kind_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(kinds); i++)
		if (pl_streq(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

/* Defaults stand in the values from the start, unset. */
static void fill_standard(struct pl_event *event)
{
	for (size_t i = 0; i < event->kind->n_params; i++) {
		const struct pl_param *param = &event->kind->params[i];
		struct pl_error err = PL_ERROR_INIT;

		/* A default of a table that its own type refuses shows in test_event. */
		if (param->standard &&
		    !pl_event_set(event, param->name, param->standard, event->pos, &err))
			pl_error_clear(&err);
		event->values[i].set = false;
	}
}

struct pl_event *pl_event_new(const struct pl_event_kind *kind, struct pl_pos pos)
{
	struct pl_event *event = pl_calloc(1, sizeof(*event));

	pl_ref_init(&event->ref);
	event->kind = kind;
	event->pos = pos;
	event->when.pos = pos;
	fill_standard(event);
	return event;
}

struct pl_event *pl_event_ref(const struct pl_event *event)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_event *shared = (struct pl_event *)(uintptr_t)event;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_event_unref(struct pl_event *event)
{
	if (!event || !pl_ref_put(&event->ref))
		return;
	for (size_t i = 0; i < PL_PARAMS_MAX; i++)
		free(event->values[i].text);
	for (size_t i = 0; i < event->n_expects; i++)
		pl_expect_clear(&event->expects[i]);
	free(event->expects);
	pl_when_clear(&event->when);
	free(event->id);
	free(event);
}

struct pl_event *pl_event_at(const struct pl_event *event, int64_t at)
{
	struct pl_event *moved = pl_calloc(1, sizeof(*moved));
	char text[PL_TIME_TEXT];

	pl_ref_init(&moved->ref);
	moved->kind = event->kind;
	moved->pos = event->pos;
	moved->id = pl_strdup(event->id);
	memcpy(moved->values, event->values, sizeof(moved->values));
	for (size_t i = 0; i < PL_PARAMS_MAX; i++)
		moved->values[i].text = pl_strdup(event->values[i].text);
	moved->when = (struct pl_when){ .kind = PL_WHEN_AT, .time = at, .pos = event->when.pos };
	moved->when.text = pl_strdup(pl_time_format_short(at, text));
	return moved;
}

struct pl_expect *pl_event_add_expect(struct pl_event *event)
{
	struct pl_expect *expect = PL_PUSH(event->expects, event->n_expects, event->cap_expects);

	*expect = (struct pl_expect){ 0 };
	return expect;
}

const struct pl_value *pl_event_value(const struct pl_event *event, const char *param)
{
	for (size_t i = 0; i < event->kind->n_params; i++)
		if (pl_streq(event->kind->params[i].name, param))
			return event->values[i].text ? &event->values[i] : NULL;
	return NULL;
}

const char *pl_event_text(const struct pl_event *event, const char *param)
{
	const struct pl_value *value = pl_event_value(event, param);

	return value ? value->text : NULL;
}

char *pl_event_title(const struct pl_event *event)
{
	return event->kind->title(event);
}
