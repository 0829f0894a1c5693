/* What happens when one authority certifies another's key? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const prefer_words[] = { "new", "old", NULL };

static const struct pl_param params[] = {
	{
		.name = "of",
		.type = PL_PARAM_AUTHORITY,
		.required = true,
		.help = "the authority that gets one more certificate",
	},
	{
		.name = "by",
		.type = PL_PARAM_AUTHORITY,
		.required = true,
		.help = "the authority that signs it",
	},
	{
		.name = "lifetime",
		.type = PL_PARAM_DURATION,
		.standard = "1825d",
		.help = "for how long",
	},
	{
		.name = "prefer",
		.type = PL_PARAM_CHOICE,
		.choices = prefer_words,
		.standard = "new",
		.help = "whether chains made from now on go over the new certificate or the old "
			"one",
	},
};

static char *free_name(const struct pl_world *world, const char *of, const char *by)
{
	char *name = pl_asprintf("%s-by-%s", of, by);

	for (unsigned i = 2; pl_world_certificate(world, name); i++) {
		free(name);
		name = pl_asprintf("%s-by-%s-%u", of, by, i);
	}
	return name;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_authority *of = pl_change_authority(change, pl_event_value(event, "of"), err);
	struct pl_authority *by = pl_change_authority(change, pl_event_value(event, "by"), err);
	int64_t from = change->world->now, life = pl_event_value(event, "lifetime")->num;
	char *name;
	bool ok;

	if (!of || !by)
		return false;
	if (of == by)
		return pl_error_input(err, change->pos,
				      "%s cannot cross-sign itself; name two authorities",
				      of->name);
	if (!of->key)
		return pl_error_input(err, change->pos,
				      "%s was imported without its key, so it cannot be certified "
				      "again",
				      of->name);
	if (life < 1 || life > PL_TIME_MAX - from)
		return pl_error_input(err, pl_event_value(event, "lifetime")->pos,
				      "a lifetime of %s ends before it begins or after the year "
				      "9999",
				      pl_event_text(event, "lifetime"));
	if (!pl_world_issuing(change->world, by, change->pos, err))
		return false;
	name = free_name(change->world, of->name, by->name);
	ok = pl_change_certify(change, of, by, name, from, from + life - 1,
			       pl_event_value(event, "prefer")->num == 0, err);
	free(name);
	return ok;
}

static char *title(const struct pl_event *event)
{
	return pl_asprintf("%s cross-signs %s", pl_event_text(event, "by"),
			   pl_event_text(event, "of"));
}

const struct pl_event_kind pl_event_cross_sign = {
	.name = "cross-sign",
	.family = "CA",
	.summary = "an authority gets one more certificate, signed by another one",
	.about = "One key, two certificates: clients that know only the old root reach the new one "
		 "through it. Chains issued from now on go over the new certificate unless prefer: "
		 "old; chains issued before stay as they are. It is named OF-by-BY.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.makes_names = true,
	.apply = apply,
	.title = title,
};
