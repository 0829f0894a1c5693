/* What happens when an operator issues from several intermediates in turn? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

/* In the order of enum pl_pool_mode. */
static const char *const mode_words[] = { "round-robin", "random", "frozen", NULL };
_Static_assert(PL_ARRAY_LEN(mode_words) == PL_POOL_FROZEN + 2, "every mode has its word");

static const struct pl_param params[] = {
	{
		.name = "members",
		.type = PL_PARAM_AUTHORITIES,
		.required = true,
		.help = "the authorities, one of which issues each certificate from now on",
	},
	{
		.name = "mode",
		.type = PL_PARAM_CHOICE,
		.choices = mode_words,
		.standard = "round-robin",
		.help = "in turn, drawn from the seed, or always the first",
	},
	{
		.name = "host",
		.type = PL_PARAM_HOST,
		.help = "whose certificates; omitted: the first host's",
	},
	{
		.name = "operator",
		.type = PL_PARAM_OPERATOR,
		.help = "instead of a host, every host below this operator",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *operator_ = pl_event_value(event, "operator");

	if (operator_ && pl_event_value(event, "host"))
		return pl_error_input(err, operator_->pos,
				      "pool has host or operator, not both; make two events of it");
	return true;
}

static bool read_members(struct pl_change *change, const struct pl_event *event,
			 struct pl_pool *out, struct pl_error *err)
{
	const struct pl_value *members = pl_event_value(event, "members");
	bool ok = true;
	char *item;

	out->mode = (enum pl_pool_mode)pl_event_value(event, "mode")->num;
	for (size_t i = 0; ok && (item = pl_value_item(members, i)); i++) {
		const struct pl_value name = { .text = item, .pos = members->pos };
		const struct pl_authority *authority = pl_change_authority(change, &name, err);

		ok = authority && pl_world_issuing(change->world, authority, members->pos, err);
		if (ok && pl_pool_has(out, item))
			ok = pl_error_input(err, members->pos,
					    "%s is in the pool twice; list each authority once",
					    item);
		if (ok)
			pl_pool_add(out, item, members->pos);
		free(item);
	}
	return ok;
}

static void set_pool(struct pl_change *change, size_t index, const struct pl_pool *pool)
{
	struct pl_host *host = pl_change_host_at(change, index);

	pl_pool_clear(&host->pool);
	host->pool = pl_pool_copy(pool);
	host->renewal_blocked = false;
}

static bool is_of(const struct pl_world *world, const struct pl_host *host, const char *operator_)
{
	const struct pl_authority *issuer = pl_world_authority(world, host->issuer);

	return issuer && !host->twin_of && pl_streq(issuer->operator_, operator_);
}

static bool set_all(struct pl_change *change, const struct pl_value *operator_,
		    const struct pl_pool *pool, struct pl_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < change->world->n_hosts; i++) {
		if (!is_of(change->world, change->world->hosts[i], operator_->text))
			continue;
		set_pool(change, i, pool);
		n++;
	}
	if (n > 0)
		return true;
	return pl_error_input(err, operator_->pos,
			      "no host has its certificates from '%s'; name the operator of a "
			      "host's issuer",
			      operator_->text);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *operator_ = pl_event_value(event, "operator");
	struct pl_pool pool = { 0 };
	const struct pl_host *host;
	bool ok = read_members(change, event, &pool, err);

	if (ok && operator_) {
		ok = set_all(change, operator_, &pool, err);
	} else if (ok) {
		host = pl_change_host(change, pl_event_value(event, "host"), err);
		ok = host;
		if (ok)
			set_pool(change, pl_world_host_index(change->world, host->id), &pool);
	}
	pl_pool_clear(&pool);
	return ok;
}

static char *title(const struct pl_event *event)
{
	const char *host = pl_event_text(event, "host");
	const char *operator_ = pl_event_text(event, "operator");
	const char *whose = operator_ ? operator_ : host;

	return pl_asprintf("%s%sissues from %s, %s", whose ? whose : "", whose ? " " : "",
			   pl_event_text(event, "members"), pl_event_text(event, "mode"));
}

const struct pl_event_kind pl_event_pool = {
	.name = "pool",
	.family = "CA",
	.summary = "certificates come from one of several intermediates, in turn or at random",
	.about = "Public CAs issue from several intermediates at once, on purpose at random, so "
		 "that nobody can count on one. It shows at the next renewal: a pin on the issuer "
		 "then holds or not as the draw will have it. Members that cannot issue are passed "
		 "over.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
