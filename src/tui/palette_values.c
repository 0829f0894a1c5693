/* Which values can a parameter have in this world, and is the one that was typed among them? */
#include <config.h>

#include "tui/palette.h"

#include <string.h>
#include <strings.h>

#include "lab/attack.h"
#include "util/mem.h"
#include "util/text.h"

/* One question to the lists. */
struct asked {
	const struct pl_param *param;
	const struct pl_event *event; /* what is known of it so far */
	const char *line;
	struct pl_items *out;
};

static bool contains(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; *text; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return len == 0;
}

static void offer(const struct asked *asked, const char *name, const char *help)
{
	if (contains(name, asked->line))
		*PL_PUSH(asked->out->items, asked->out->n, asked->out->cap) =
			(struct pl_item){ .name = name, .help = help };
}

/* The value that the event already has for its other parameter of this name. */
static const char *other(const struct asked *asked, const char *param)
{
	for (size_t i = 0; i < asked->event->kind->n_params; i++)
		if (asked->event->values[i].set &&
		    strcmp(asked->event->kind->params[i].name, param) == 0)
			return asked->event->values[i].text;
	return NULL;
}

static bool has_signed(const struct pl_world *world, const char *by, const char *of)
{
	const struct pl_authority *authority = of ? pl_world_authority(world, of) : NULL;

	for (size_t i = 0; authority && i < authority->n_certs; i++)
		if (pl_streq(authority->certs[i].by, by))
			return true;
	return false;
}

/* A cross-sign is wanted for the CA of one's own certificate, from a root that has not
 * vouched for it. */
static bool is_likely(const struct asked *asked, const struct pl_world *world,
		      const struct pl_authority *authority)
{
	if (strcmp(asked->param->name, "of") == 0)
		return world->n_hosts > 0 && pl_streq(world->hosts[0]->issuer, authority->name);
	if (strcmp(asked->param->name, "by") == 0)
		return pl_authority_is_root(authority) && authority->key && !authority->retired &&
		       pl_authority_current(authority, world->now) &&
		       !has_signed(world, authority->name, other(asked, "of"));
	return false;
}

static void offer_authorities(const struct asked *asked, const struct pl_world *world)
{
	const char *param = asked->param->name;
	const char *taken = strcmp(param, "by") == 0 ? other(asked, "of")
			    : strcmp(param, "of") == 0 ? other(asked, "by")
						       : NULL;

	for (int likely = 1; likely >= 0; likely--)
		for (size_t i = 0; i < world->n_authorities; i++) {
			const struct pl_authority *authority = world->authorities[i];

			if (authority->is_private || pl_streq(authority->name, taken) ||
			    is_likely(asked, world, authority) != likely)
				continue;
			if (asked->param->type == PL_PARAM_AUTHORITY ||
			    pl_authority_is_root(authority))
				offer(asked, authority->name, authority->subject);
		}
}

static void offer_certificates(const struct asked *asked, const struct pl_world *world)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		for (size_t c = 0; !authority->is_private && c < authority->n_certs; c++)
			offer(asked, authority->certs[c].name,
			      pl_cert_label(authority->certs[c].cert));
	}
}

/* Nobody revokes what is self-signed. */
static bool is_revocable(const struct pl_authority *authority, const struct pl_issued *issued)
{
	return !authority->is_private && !pl_streq(issued->by, authority->name);
}

static bool has_revocable(const struct pl_authority *authority)
{
	for (size_t i = 0; i < authority->n_certs; i++)
		if (is_revocable(authority, &authority->certs[i]))
			return true;
	return false;
}

static void offer_revocable(const struct asked *asked, const struct pl_world *world)
{
	for (size_t i = 0; i < world->n_hosts; i++)
		if (!world->hosts[i]->twin_of)
			offer(asked, world->hosts[i]->id, "the certificate that it serves");
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		if (has_revocable(authority))
			offer(asked, authority->name, "all its certificates");
		for (size_t c = 0; c < authority->n_certs; c++)
			if (is_revocable(authority, &authority->certs[c]) &&
			    !pl_streq(authority->certs[c].name, authority->name))
				offer(asked, authority->certs[c].name,
				      pl_cert_label(authority->certs[c].cert));
	}
}

static void offer_keys(const struct asked *asked)
{
	for (int mode = PL_KEY_SAME; mode < PL_KEY_ALGORITHM; mode++)
		offer(asked, pl_key_mode_name(mode), "the leaf's key");
	for (int alg = 0; alg < PL_KEY_OTHER; alg++)
		offer(asked, pl_key_alg_name(alg), "a new key of this kind");
}

static void offer_from_world(const struct asked *asked, const struct pl_world *world)
{
	enum pl_param_type type = asked->param->type;

	for (size_t i = 0; type == PL_PARAM_HOST && i < world->n_hosts; i++)
		if (!world->hosts[i]->twin_of)
			offer(asked, world->hosts[i]->id, world->hosts[i]->names[0]);
	if (type == PL_PARAM_AUTHORITY || type == PL_PARAM_ROOT)
		offer_authorities(asked, world);
	if (type == PL_PARAM_CERTIFICATE)
		offer_certificates(asked, world);
	if (type == PL_PARAM_REVOCABLE)
		offer_revocable(asked, world);
	for (size_t i = 0; type == PL_PARAM_DEVICE && i < world->n_devices; i++)
		offer(asked, world->devices[i]->name, NULL);
}

void pl_palette_values(const struct pl_param *param, const struct pl_event *event,
		       const struct pl_model *model, const struct pl_world *world, const char *line,
		       struct pl_items *out)
{
	static const char *const durations[] = { "1d", "7d", "30d", "90d", "365d" };
	const struct asked asked = { param, event, line, out };

	for (size_t i = 0; param->choices && param->choices[i]; i++)
		offer(&asked, param->choices[i], NULL);
	if (param->type == PL_PARAM_KEY)
		offer_keys(&asked);
	for (size_t i = 0; param->type == PL_PARAM_DURATION && i < PL_ARRAY_LEN(durations); i++)
		offer(&asked, durations[i], NULL);
	for (size_t i = 0; param->type == PL_PARAM_OPERATOR && i < model->n_operators; i++)
		offer(&asked, model->operators[i].name, NULL);
	for (size_t i = 0; param->type == PL_PARAM_STRATEGY && i < model->n_strategies; i++)
		offer(&asked, model->strategies[i].name, NULL);
	/* only what the matrix has a column for can really happen */
	for (size_t i = 0; param->type == PL_PARAM_ATTACK && i < model->n_attacks; i++)
		offer(&asked, model->attacks[i]->name, model->attacks[i]->summary);
	for (size_t i = 0; param->type == PL_PARAM_STORE && i < model->n_stores; i++)
		offer(&asked, model->stores[i].name, NULL);
	if (world)
		offer_from_world(&asked, world);
}

static const char *const kinds[] = {
	[PL_PARAM_HOST] = "host",     [PL_PARAM_AUTHORITY] = "authority",
	[PL_PARAM_ROOT] = "root",     [PL_PARAM_DEVICE] = "device",
	[PL_PARAM_OPERATOR] = "operator", [PL_PARAM_REVOCABLE] = "host, authority or certificate",
	[PL_PARAM_STRATEGY] = "strategy", [PL_PARAM_ATTACK] = "attack",
	[PL_PARAM_STORE] = "store",
};

static bool is_among(const struct pl_items *items, const char *name)
{
	for (size_t i = 0; i < items->n; i++)
		if (strcmp(items->items[i].name, name) == 0)
			return true;
	return false;
}

static bool say_choices(const struct pl_param *param, const char *text,
			const struct pl_items *items, struct pl_error *err)
{
	const struct pl_pos nowhere = { 0 };
	struct pl_buf names = PL_BUF_INIT;

	for (size_t i = 0; i < items->n; i++)
		pl_buf_printf(&names, "%s%s", i ? ", " : "", items->items[i].name);
	pl_error_input(err, nowhere, "no %s '%s' here: %s", kinds[param->type], text,
		       items->n ? pl_buf_str(&names) : "there is none");
	pl_buf_clear(&names);
	return false;
}

bool pl_palette_check(const struct pl_event *event, const struct pl_model *model,
		      const struct pl_world *world, struct pl_error *err)
{
	for (size_t i = 0; i < event->kind->n_params; i++) {
		const struct pl_param *param = &event->kind->params[i];
		/* alone, so that no other parameter narrows what it could be */
		const struct pl_event blank = { .kind = event->kind };
		struct pl_items items = { 0 };
		bool ok = true;

		if (!event->values[i].set || (size_t)param->type >= PL_ARRAY_LEN(kinds) ||
		    !kinds[param->type])
			continue;
		pl_palette_values(param, &blank, model, world, "", &items);
		if (!is_among(&items, event->values[i].text))
			ok = say_choices(param, event->values[i].text, &items, err);
		pl_items_clear(&items);
		if (!ok)
			return false;
	}
	return true;
}
