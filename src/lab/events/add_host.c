/* What happens when the app talks to one more host? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <string.h>

#include "util/mem.h"
#include "util/text.h"

#define ID_MAX 64
#define DNS_NAME_MAX 253

static const struct pl_param params[] = {
	{
		.name = "id",
		.type = PL_PARAM_TEXT,
		.required = true,
		.help = "a name of your own for it",
	},
	{
		.name = "name",
		.type = PL_PARAM_TEXT,
		.required = true,
		.help = "its DNS name; a reserved one, or one below a host's of the file",
	},
	{
		.name = "issuer",
		.type = PL_PARAM_AUTHORITY,
		.help = "who issues its certificates; omitted: who does for the host that it is "
			"like",
	},
	{
		.name = "like",
		.type = PL_PARAM_HOST,
		.help = "whose lifetime, algorithm and automation it has, and whose pins the apps "
			"that are built already use for it; omitted: the first host",
	},
};

static bool check(const struct pl_event *event, struct pl_error *err)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	const struct pl_value *id = pl_event_value(event, "id");
	size_t len = strlen(id->text);

	if (len > ID_MAX || strspn(id->text, letters) != len || strchr("0123456789-_", *id->text))
		return pl_error_input(err, id->pos,
				      "'%s' cannot be the name of a host; use up to %d letters, "
				      "digits, - and _, beginning with a letter",
				      id->text, ID_MAX);
	return true;
}

/* Lab roots certify nothing else. */
static bool check_name(const struct pl_change *change, const struct pl_value *name,
		       struct pl_error *err)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	size_t len = strlen(name->text);

	if (strspn(name->text, letters) != len || len > DNS_NAME_MAX ||
	    strstr(name->text, "..") ||
	    strchr(".-", *name->text))
		return pl_error_input(err, name->pos,
				      "'%s' is not a host name; write one like api.example.test",
				      name->text);
	if (pl_lab_may_certify(change->model, name->text))
		return true;
	return pl_error_input(err, name->pos,
			      "'%s' is neither a reserved name nor one below a host's of the file; "
			      "write one like api.example.test",
			      name->text);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *id = pl_event_value(event, "id");
	const struct pl_value *name = pl_event_value(event, "name");
	const struct pl_value *issuer = pl_event_value(event, "issuer");
	const struct pl_host *like = pl_change_host(change, pl_event_value(event, "like"), err);
	const struct pl_authority *authority = NULL;

	if (!like || !check_name(change, name, err))
		return false;
	if (pl_world_host(change->world, id->text))
		return pl_error_input(err, id->pos, "there is a host '%s' already; choose another id",
				      id->text);
	if (issuer) {
		authority = pl_change_authority(change, issuer, err);
		if (!authority)
			return false;
	}
	return pl_change_add_host(change, id->text, name->text, like,
				  authority ? authority->name : NULL, err);
}

static char *title(const struct pl_event *event)
{
	const char *issuer = pl_event_text(event, "issuer");

	return pl_asprintf("%s joins, as %s%s%s", pl_event_text(event, "id"),
			   pl_event_text(event, "name"), issuer ? ", below " : "",
			   issuer ? issuer : "");
}

const struct pl_event_kind pl_event_add_host = {
	.name = "add-host",
	.family = "server",
	.summary = "the app talks to one more host from now on",
	.about = "A second cloud, a new region, another name for the same service. Apps that are "
		 "built already meet it with the pins that they have for the host that it is like; "
		 "the next release captures its own.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.makes_host = "id",
	.check = check,
	.apply = apply,
	.title = title,
};
