/* What happens when certificates get shorter lifetimes? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_param params[] = {
	{
		.name = "to",
		.type = PL_PARAM_DURATION,
		.required = true,
		.help = "how long new certificates are valid at most",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose certificates; omitted: the first host's",
	},
	{
		.name = "operator",
		.type = PL_PARAM_OPERATOR,
		.help = "instead of a host, everything that this operator issues",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *operator_ = pl_event_value(event, "operator");
	const struct pl_value *to = pl_event_value(event, "to");

	if (operator_ && pl_event_value(event, "host"))
		return pl_error_input(err, operator_->pos,
				      "shorten-lifetime has host or operator, not both; make two "
				      "events of it");
	if (to->num < 1)
		return pl_error_input(err, to->pos, "a certificate is valid for a second at least");
	return true;
}

static bool not_shorter(const char *who, int64_t old, const struct pl_value *to,
			struct pl_error *err)
{
	char words[PL_DURATION_TEXT];

	return pl_error_input(err, to->pos,
			      "the certificates of %s are valid for %s already; %s is not shorter",
			      who, pl_duration_words(old, words), to->text);
}

static bool shorten_operator(struct pl_change *change, const struct pl_event *event,
			     struct pl_error *err)
{
	const struct pl_value *to = pl_event_value(event, "to");
	struct pl_operator *operator_ =
		pl_change_operator(change, pl_event_value(event, "operator"), err);

	if (!operator_)
		return false;
	if (operator_->max_lifetime > 0 && to->num >= operator_->max_lifetime)
		return not_shorter(operator_->name, operator_->max_lifetime, to, err);
	operator_->max_lifetime = to->num;
	return true;
}

static void shorten(struct pl_host *host, int64_t to)
{
	host->lifetime = to;
	host->lifetime_max = false;
	free(host->profile);
	host->profile = NULL;
}

static bool shorten_host(struct pl_change *change, const struct pl_event *event,
			 struct pl_error *err)
{
	const struct pl_value *to = pl_event_value(event, "to");
	struct pl_host *host = pl_change_host(change, pl_event_value(event, "host"), err);
	struct pl_host *twin;
	int64_t old;

	if (!host)
		return false;
	old = pl_cert_life(pl_host_latest(host)->full->certs[0]);
	if (to->num >= old)
		return not_shorter(host->id, old, to, err);
	shorten(host, to->num);
	twin = pl_change_twin(change, host);
	if (twin)
		shorten(twin, to->num);
	return true;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	return pl_event_value(event, "operator") ? shorten_operator(change, event, err)
						 : shorten_host(change, event, err);
}

static char *title(const struct pl_event *event)
{
	const char *operator_ = pl_event_text(event, "operator");
	char host[PL_EVENT_OF];

	return pl_asprintf("certificates%s%s%s are valid for %s at most", operator_ ? " of " : "",
			   operator_ ? operator_ : "", pl_event_of(event, "host", host),
			   pl_event_text(event, "to"));
}

const struct pl_event_kind pl_event_shorten_lifetime = {
	.name = "shorten-lifetime",
	.family = "CA",
	.summary = "new certificates are valid for a shorter time",
	.about = "A CA, or whoever runs a host, goes to shorter certificates before the rules "
		 "demand it. What was issued stays as it is; renewals come sooner from the next "
		 "one on. A renewal that was to come earlier than the new certificate begins comes "
		 "when a third of its life is left.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
