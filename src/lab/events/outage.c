/* What happens when nobody can be asked? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* In the order of enum pl_outage_of. */
static const char *const what_words[] = { "ocsp", "crl", "ca", "list", NULL };
_Static_assert(PL_ARRAY_LEN(what_words) == PL_OUTAGES + 1, "every outage has its word");

static const struct pl_param params[] = {
	{
		.name = "what",
		.type = PL_PARAM_CHOICE,
		.required = true,
		.choices = what_words,
		.help = "what is out of reach: OCSP answers, revocation lists, the CA, which "
			"then issues nothing, or the apps' pin lists",
	},
	{
		.name = "for",
		.type = PL_PARAM_DURATION,
		.required = true,
		.help = "how long",
	},
	{
		.name = "operator",
		.type = PL_PARAM_OPERATOR,
		.help = "whose OCSP or list; omitted: that of the first host's issuer",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *operator_ = pl_event_value(event, "operator");

	if (operator_ && pl_event_value(event, "what")->num == PL_OUTAGE_LIST)
		return pl_error_input(err, operator_->pos,
				      "operator goes with ocsp, crl and ca; pin lists are the "
				      "apps' own");
	return true;
}

static const char *find_operator(const struct pl_change *change, const struct pl_value *value,
				 struct pl_error *err)
{
	const struct pl_world *world = change->world;
	const struct pl_authority *issuer =
		world->n_hosts > 0 ? pl_world_authority(world, world->hosts[0]->issuer) : NULL;

	if (value && !pl_model_operator(change->model, value->text)) {
		pl_error_input(err, value->pos, "there is no operator '%s'", value->text);
		return NULL;
	}
	if (!value && !issuer)
		pl_error_input(err, change->pos, "outage needs operator: whose it is");
	return value ? value->text : issuer ? issuer->operator_ : NULL;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	struct pl_world *world = change->world;
	int64_t length = pl_event_value(event, "for")->num;
	const char *operator_ = find_operator(change, pl_event_value(event, "operator"), err);

	if (!operator_)
		return false;
	if (length <= 0 || length > PL_TIME_MAX - world->now)
		return pl_error_input(err, pl_event_value(event, "for")->pos,
				      "an outage lasts at least a second and ends before the year "
				      "10000");
	*PL_PUSH(world->outages, world->n_outages, world->cap_outages) = (struct pl_outage){
		.what = (enum pl_outage_of)pl_event_value(event, "what")->num,
		.operator_ = pl_strdup(operator_),
		.from = world->now,
		.until = world->now + length,
	};
	return true;
}

static char *title(const struct pl_event *event)
{
	static const char *const words[] = {
		[PL_OUTAGE_OCSP] = "OCSP",
		[PL_OUTAGE_CRL] = "the revocation list",
		[PL_OUTAGE_CA] = "the CA",
		[PL_OUTAGE_LIST] = "the pin list",
	};
	const char *operator_ = pl_event_text(event, "operator");
	char length[PL_DURATION_TEXT];

	return pl_asprintf("%s%s%s cannot be reached for %s",
			   words[pl_event_value(event, "what")->num], operator_ ? " of " : "",
			   operator_ ? operator_ : "",
			   pl_duration_words(pl_event_value(event, "for")->num, length));
}

const struct pl_event_kind pl_event_outage = {
	.name = "outage",
	.family = "CA",
	.summary = "an operator's OCSP, revocation list or CA cannot be reached",
	.about = "For that time nobody gets an answer. Devices that insist on one refuse; those "
		 "that take silence for consent let everything pass; a server that staples goes on with "
		 "the answer that it has, as long as that counts. A CA that is out issues nothing: "
		 "renewals wait for it, and what needs one is an error. A list is the server from "
		 "which apps fetch their pins.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
