/* What happens when an attacker really answers for a host? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "name",
		.type = PL_PARAM_ATTACK,
		.required = true,
		.help = "which attack; it must be among the scenario's attacks",
	},
	{
		.name = "for",
		.type = PL_PARAM_DURATION,
		.standard = "1h",
		.help = "for how long",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "for which host he answers; omitted: the first one",
	},
	{
		.name = "hpkp",
		.type = PL_PARAM_DURATION,
		.help = "his answers pin his own keys by header, with this max-age",
	},
};

static const struct pl_attack *find(const struct pl_model *model, const struct pl_value *name,
				    struct pl_error *err)
{
	const char **names = pl_calloc(model->n_attacks, sizeof(*names));
	const struct pl_attack *found = NULL;

	for (size_t i = 0; i < model->n_attacks; i++) {
		names[i] = model->attacks[i]->name;
		if (pl_streq(names[i], name->text))
			found = model->attacks[i];
	}
	if (!found && pl_attack_find(name->text))
		pl_error_input(err, name->pos,
			       "%s is not among the scenario's attacks; add it there", name->text);
	else if (!found)
		pl_change_unknown(name, "attack", names, model->n_attacks, err);
	free(names);
	return found;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *length = pl_event_value(event, "for");
	struct pl_world *world = change->world;
	const struct pl_attack *attack = find(change->model, pl_event_value(event, "name"), err);
	const struct pl_host *host;
	char until[PL_TIME_TEXT];

	if (!attack)
		return false;
	host = pl_change_host(change, pl_event_value(event, "host"), err);
	if (!host)
		return false;
	if (world->attack)
		return pl_error_input(err, change->pos,
				      "another attack (%s) still answers until %s; begin this one "
				      "then",
				      world->attack->name,
				      pl_time_format(world->attack_until, until));
	if (length->num < 1 || length->num > PL_TIME_MAX - world->now)
		return pl_error_input(err, length->pos,
				      "an attack for %s ends before it begins or after the year "
				      "9999",
				      length->text);
	world->attack = attack;
	world->attack_host = pl_strdup(host->id);
	world->attack_since = world->now;
	world->attack_until = world->now + length->num;
	world->attack_hpkp = pl_event_value(event, "hpkp") ? pl_event_value(event, "hpkp")->num
							    : 0;
	return true;
}

static char *title(const struct pl_event *event)
{
	char words[PL_DURATION_TEXT];
	const char *host = pl_event_text(event, "host");

	return pl_asprintf("attack %s%swith %s for %s", host ? host : "", host ? " " : "",
			   pl_event_text(event, "name"),
			   pl_duration_words(pl_event_value(event, "for")->num, words));
}

const struct pl_event_kind pl_event_attack = {
	.name = "attack",
	.family = "attack",
	.summary = "an attacker really answers for a host, for some time",
	.about = "What the matrix shows under an attack is a what-if. This event lets the attacker "
		 "answer clients for that time; its end is a step of its own. Only such attacks "
		 "count as exposure.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
