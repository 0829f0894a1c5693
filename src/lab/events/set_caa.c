/* What happens when DNS says which CAs may issue for a name? */
#include <config.h>

#include "lab/ct.h"
#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

static const char *const account_words[] = { "false", "true", NULL };
static const char *const methods[] = { "http-01", "dns-01", "tls-alpn-01" };

static const struct pl_param params[] = {
	{
		.name = "name",
		.type = PL_PARAM_TEXT,
		.required = true,
		.help = "the DNS name that has the records; names below it without any of their "
			"own follow it",
	},
	{
		.name = "issue",
		.type = PL_PARAM_OPERATORS,
		.required = true,
		.help = "the operators that may issue; none: nobody may",
	},
	{
		.name = "issuewild",
		.type = PL_PARAM_OPERATORS,
		.help = "for wildcards instead; omitted: as issue",
	},
	{
		.name = "account",
		.type = PL_PARAM_CHOICE,
		.choices = account_words,
		.standard = "false",
		.help = "whether issuance is bound to the owner's account (accounturi, RFC 8657)",
	},
	{
		.name = "methods",
		.type = PL_PARAM_TEXTS,
		.help = "the only ways of validation: http-01, dns-01, tls-alpn-01; omitted: any",
	},
	{
		.name = "served",
		.type = PL_PARAM_OPERATORS,
		.help = "the operators that the DNS provider names in the owner's place, without "
			"account and methods; omitted: what the owner set",
	},
};

static bool is_method(const char *text)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(methods); i++)
		if (pl_streq(methods[i], text))
			return true;
	return false;
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "methods");
	bool ok = true;
	char *item;

	for (size_t i = 0; ok && value && (item = pl_value_item(value, i)); i++) {
		const char *near = pl_nearest(item, methods, PL_ARRAY_LEN(methods));

		if (!is_method(item))
			ok = pl_error_input(err, value->pos,
					    "'%s' is no way of validation: it is http-01, dns-01 "
					    "or tls-alpn-01%s%s%s", item,
					    near ? "; did you mean '" : "", near ? near : "",
					    near ? "'?" : "");
		free(item);
	}
	return ok;
}

static bool is_operator(const struct pl_model *model, const char *name)
{
	return pl_streq(name, "none") || pl_model_operator(model, name);
}

static bool check_operators(const struct pl_change *change, const struct pl_value *value,
			    struct pl_error *err)
{
	const struct pl_model *model = change->model;
	bool ok = true;
	char *item;

	for (size_t i = 0; ok && value && (item = pl_value_item(value, i)); i++) {
		const struct pl_value name = { .text = item, .pos = value->pos };
		const char **names = pl_calloc(model->n_operators, sizeof(*names));

		for (size_t j = 0; j < model->n_operators; j++)
			names[j] = model->operators[j].name;
		ok = is_operator(model, item) ||
		     pl_change_unknown(&name, "operator", names, model->n_operators, err);
		free(names);
		free(item);
	}
	return ok;
}

static char *text_of(const struct pl_event *event, const char *param)
{
	return (char *)pl_event_text(event, param);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *name = pl_event_value(event, "name");

	if (pl_starts_with(name->text, "*."))
		return pl_error_input(err, name->pos,
				      "CAA records stand at '%s', not at the wildcard; say for "
				      "wildcards what differs under issuewild", name->text + 2);
	if (!check_operators(change, pl_event_value(event, "issue"), err) ||
	    !check_operators(change, pl_event_value(event, "issuewild"), err) ||
	    !check_operators(change, pl_event_value(event, "served"), err))
		return false;
	pl_change_caa(change, &(struct pl_caa){
		.name = name->text,
		.issue = text_of(event, "issue"),
		.issuewild = text_of(event, "issuewild"),
		.account = pl_event_value(event, "account")->num == 1,
		.methods = text_of(event, "methods"),
		.served = text_of(event, "served"),
	});
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *served = pl_event_text(event, "served");
	bool bound = pl_event_value(event, "account")->num == 1;

	return pl_asprintf("CAA of %s: %s%s%s%s", pl_event_text(event, "name"),
			   pl_event_text(event, "issue"), bound ? ", bound to an account" : "",
			   served ? "; served is " : "", served ? served : "");
}

const struct pl_event_kind pl_event_set_caa = {
	.name = "set-caa",
	.family = "guard",
	.summary = "DNS says which CAs may issue for a name",
	.about = "A CA that keeps the rules looks at these records before it issues, climbing from "
		 "the name to its parents (RFC 8659); clients never do. They bind the owner's own "
		 "renewals as well, and stop no CA whose key was stolen. Bound to an account (RFC "
		 "8657) they stop the attacker who passes validation from the path to the host: "
		 "own-ca is blocked. Some DNS providers answer with a set of their own.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
