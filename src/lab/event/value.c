/* What may the value of an event's parameter be? */
#include <config.h>

#include "lab/event.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_key_mode_name(enum pl_key_mode mode)
{
	static const char *const names[] = {
		[PL_KEY_SAME] = "same",
		[PL_KEY_NEW] = "new",
		[PL_KEY_BACKUP] = "backup",
		[PL_KEY_ALGORITHM] = "algorithm",
	};

	return names[mode];
}

const char *pl_param_type_words(enum pl_param_type type)
{
	static const char *const words[] = {
		[PL_PARAM_HOST] = "a host",
		[PL_PARAM_AUTHORITY] = "an authority",
		[PL_PARAM_ROOT] = "a root authority",
		[PL_PARAM_CERTIFICATE] = "a certificate or an authority",
		[PL_PARAM_DEVICE] = "a device",
		[PL_PARAM_STRATEGY] = "a strategy",
		[PL_PARAM_ATTACK] = "an attack",
		[PL_PARAM_STORE] = "a trust store",
		[PL_PARAM_DURATION] = "a duration like 90d",
		[PL_PARAM_DATE] = "a date like 2027-08-03",
		[PL_PARAM_CHOICE] = "one of a few words",
		[PL_PARAM_KEY] = "same, new, backup or an algorithm like ecdsa-p384",
		[PL_PARAM_TEXT] = "a text",
		[PL_PARAM_OPERATOR] = "an operator",
		[PL_PARAM_REVOCABLE] = "a host, an authority or a certificate",
		[PL_PARAM_OFFSET] = "a duration with or without a sign, like -2d",
		[PL_PARAM_HOSTS] = "a list of hosts",
		[PL_PARAM_AUTHORITIES] = "a list of authorities",
		[PL_PARAM_OPERATORS] = "a list of operators",
		[PL_PARAM_TEXTS] = "a list of words",
		[PL_PARAM_PINS] = "a list of pins",
	};

	return words[type];
}

bool pl_param_is_list(enum pl_param_type type)
{
	return type == PL_PARAM_HOSTS || type == PL_PARAM_AUTHORITIES ||
	       type == PL_PARAM_OPERATORS || type == PL_PARAM_TEXTS || type == PL_PARAM_PINS;
}

char *pl_value_item(const struct pl_value *value, size_t index)
{
	static const char between[] = ", ";
	const char *at = value->text + strspn(value->text, between);

	for (; *at && index > 0; index--) {
		at += strcspn(at, between);
		at += strspn(at, between);
	}
	return *at ? pl_strndup(at, strcspn(at, between)) : NULL;
}

char **pl_value_items(const struct pl_value *value, size_t *n)
{
	char **items = NULL, *item;

	for (*n = 0; (item = pl_value_item(value, *n)); ++*n) {
		items = pl_realloc(items, *n + 1, sizeof(*items));
		items[*n] = item;
	}
	return items;
}

void pl_value_items_free(char **items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(items[i]);
	free(items);
}

static bool set_duration(struct pl_value *value, const char *text, bool sign, const char **why)
{
	bool minus = sign && *text == '-';

	if (sign && (*text == '-' || *text == '+'))
		text++;
	if (!pl_duration_parse(text, &value->num, why))
		return false;
	if (minus)
		value->num = -value->num;
	return true;
}

static bool set_key(struct pl_value *value, const char *text, struct pl_pos pos,
		    struct pl_error *err)
{
	static const char *const words[] = {
		"same", "new", "backup", "ecdsa-p256", "ecdsa-p384", "ed25519",
		"rsa-2048", "rsa-3072", "rsa-4096",
	};
	const char *near;

	for (int mode = PL_KEY_SAME; mode <= PL_KEY_BACKUP; mode++)
		if (pl_streq(text, words[mode])) {
			value->num = mode;
			return true;
		}
	value->num = PL_KEY_ALGORITHM;
	if (pl_key_alg_parse(text, &value->alg))
		return true;
	near = pl_nearest(text, words, PL_ARRAY_LEN(words));
	return pl_error_input(err, pos, "'%s' is not a key: say same, new, backup or an algorithm "
			      "like ecdsa-p384%s%s%s", text, near ? "; did you mean '" : "",
			      near ? near : "", near ? "'?" : "");
}

static bool set_choice(struct pl_value *value, const struct pl_param *param, const char *text,
		       struct pl_pos pos, struct pl_error *err)
{
	struct pl_buf all = PL_BUF_INIT;
	const char *near;
	size_t n;

	for (n = 0; param->choices[n]; n++) {
		if (pl_streq(text, param->choices[n])) {
			value->num = (int64_t)n;
			pl_buf_clear(&all);
			return true;
		}
		pl_buf_printf(&all, "%s%s", n ? ", " : "", param->choices[n]);
	}
	near = pl_nearest(text, param->choices, n);
	pl_error_input(err, pos, "'%s' is not a value of %s: it is one of %s%s%s%s", text,
		       param->name, pl_buf_str(&all), near ? "; did you mean '" : "",
		       near ? near : "", near ? "'?" : "");
	pl_buf_clear(&all);
	return false;
}

/* Fills num and alg from the text; the value's own text is set by the caller. */
static bool set_typed(struct pl_value *value, const struct pl_param *param, const char *text,
		      struct pl_pos pos, struct pl_error *err)
{
	const char *why = NULL;
	bool ok = true;

	if (param->type == PL_PARAM_KEY)
		return set_key(value, text, pos, err);
	if (param->type == PL_PARAM_CHOICE)
		return set_choice(value, param, text, pos, err);
	if (param->type == PL_PARAM_DURATION)
		ok = set_duration(value, text, false, &why);
	else if (param->type == PL_PARAM_OFFSET)
		ok = set_duration(value, text, true, &why);
	else if (param->type == PL_PARAM_DATE)
		ok = pl_time_parse(text, &value->num, &why);
	if (!ok)
		return pl_error_input(err, pos, "'%s' is not %s: %s", text,
				      pl_param_type_words(param->type), why);
	return true;
}

static bool no_such_param(const struct pl_event_kind *kind, const char *name, struct pl_pos pos,
			  struct pl_error *err)
{
	const char *names[PL_PARAMS_MAX];
	struct pl_buf all = PL_BUF_INIT;
	const char *near;

	for (size_t i = 0; i < kind->n_params; i++) {
		names[i] = kind->params[i].name;
		pl_buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	}
	near = pl_nearest(name, names, kind->n_params);
	pl_error_input(err, pos, "%s has no parameter '%s'; it has %s%s%s%s", kind->name, name,
		       pl_buf_str(&all), near ? "; did you mean '" : "", near ? near : "",
		       near ? "'?" : "");
	pl_buf_clear(&all);
	return false;
}

bool pl_event_set(struct pl_event *event, const char *param, const char *text, struct pl_pos pos,
		  struct pl_error *err)
{
	const struct pl_event_kind *kind = event->kind;
	struct pl_value value = { .set = true, .pos = pos };
	size_t i = 0;

	while (i < kind->n_params && !pl_streq(kind->params[i].name, param))
		i++;
	if (i == kind->n_params)
		return no_such_param(kind, param, pos, err);
	if (!*text)
		return pl_error_input(err, pos, "%s is empty: it is %s", param,
				      pl_param_type_words(kind->params[i].type));
	if (!set_typed(&value, &kind->params[i], text, pos, err))
		return false;
	value.text = pl_strdup(text);
	free(event->values[i].text);
	event->values[i] = value;
	return true;
}

bool pl_event_complete(const struct pl_event *event, struct pl_error *err)
{
	for (size_t i = 0; i < event->kind->n_params; i++) {
		const struct pl_param *param = &event->kind->params[i];

		if (param->required && !event->values[i].text)
			return pl_error_input(err, event->pos, "%s needs %s: %s", event->kind->name,
					      param->name, param->help);
	}
	return !event->kind->check || event->kind->check(event, err);
}
