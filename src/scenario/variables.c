/* What do ${names} in a scenario's values stand for, and who may say it otherwise? */
#include <config.h>

#include "scenario/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

#define NAME_MAX_BYTES 64
#define VALUE_MAX_BYTES 4096

static bool is_name(const char *text, size_t len)
{
	if (len == 0 || len > NAME_MAX_BYTES || !isalpha((unsigned char)*text))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
			return false;
	return true;
}

static struct pl_variable *find(const struct pl_source *source, const char *name)
{
	for (size_t i = 0; i < source->n_vars; i++)
		if (pl_streq(source->vars[i].name, name))
			return &source->vars[i];
	return NULL;
}

bool pl_source_is_name(const struct pl_source *source, const struct pl_node *key)
{
	if (is_name(key->text, strlen(key->text)))
		return true;
	pl_source_error(source, key->pos,
			"a variable's name has up to %d letters, digits, - and _, beginning with a "
			"letter", NAME_MAX_BYTES);
	return false;
}

static void declare(struct pl_source *source, const struct pl_node *key,
		    const struct pl_node *value)
{
	struct pl_variable *known = find(source, key->text);

	if (!pl_source_is_name(source, key))
		return;
	if (value->kind != PL_NODE_TEXT || strlen(value->text) > VALUE_MAX_BYTES) {
		pl_source_error(source, value->pos,
				"the variable '%s' has one value of up to %d bytes; several are a "
				"sweep", key->text, VALUE_MAX_BYTES);
		return;
	}
	if (!known)
		known = PL_PUSH(source->vars, source->n_vars, source->cap_vars);
	*known = (struct pl_variable){ key->text, value->text, key->pos };
}

void pl_source_vars(struct pl_source *source, const struct pl_node *node)
{
	if (!node)
		return;
	if (node->kind != PL_NODE_MAP) {
		pl_source_error(source, node->pos,
				"'vars' takes a map from names to values, like {key: same}");
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		declare(source, node->keys[i], node->items[i]);
}

/* PINLAB_VAR_RENEW_KEY is renew-key: names in the environment have neither dashes nor case. */
static bool names_match(const struct pl_setting *setting, const char *name)
{
	const char *a = setting->name;

	if (!setting->from_environment)
		return pl_streq(a, name);
	for (; *a && *name; a++, name++)
		if (toupper((unsigned char)*name) != *a && !(*name == '-' && *a == '_'))
			return false;
	return *a == *name;
}

/* What the command line says, else the environment; NULL: nothing. */
static const char *setting_of(const struct pl_settings *settings, const char *name)
{
	const char *said = NULL, *around = NULL;

	for (size_t i = 0; settings && i < settings->n; i++) {
		const struct pl_setting *setting = &settings->items[i];

		if (names_match(setting, name))
			*(setting->from_environment ? &around : &said) = setting->value;
	}
	return said ? said : around;
}

void pl_source_settle(struct pl_source *source)
{
	for (size_t i = 0; i < source->n_vars; i++) {
		const char *value = setting_of(source->settings, source->vars[i].name);

		if (value)
			source->vars[i].value = value;
	}
}

/* A sweep's value of this variant, else the variable's; NULL: there is none. */
static const char *value_of(const struct pl_source *source, size_t variant, const char *name)
{
	const struct pl_variable *variable;

	for (size_t i = 0; i < source->n_axes; i++) {
		const struct pl_choice *axis = &source->axes[i];

		if (axis->place || !pl_streq(axis->name, name))
			continue;
		if (axis->fixed)
			return axis->fixed;
		return axis->list->items[pl_source_choice(source, variant, i)]->text;
	}
	variable = find(source, name);
	return variable ? variable->value : NULL;
}

static void unknown(const struct pl_source *source, struct pl_pos pos, const char *name)
{
	size_t n = 0;
	const char **names = pl_calloc(source->n_vars + source->n_axes + 1, sizeof(*names));

	for (size_t i = 0; i < source->n_vars; i++)
		names[n++] = source->vars[i].name;
	for (size_t i = 0; i < source->n_axes; i++)
		if (!source->axes[i].place)
			names[n++] = source->axes[i].name;
	pl_source_unknown(source, pos, "variable", name, names, n);
	free(names);
}

/* Reads "${name}" at *at; false with an error. */
static bool expand_one(const struct pl_source *source, size_t variant, const struct pl_node *node,
		       const char **at, struct pl_buf *out)
{
	const char *begin = *at + 2, *end = strchr(begin, '}'), *value;
	char *name;

	if (!end || !is_name(begin, (size_t)(end - begin))) {
		pl_source_error(source, node->pos,
				"'${' begins a variable like ${key}; write $${ for the characters");
		return false;
	}
	name = pl_strndup(begin, (size_t)(end - begin));
	value = value_of(source, variant, name);
	if (value)
		pl_buf_puts(out, value);
	else
		unknown(source, node->pos, name);
	free(name);
	*at = end + 1;
	return value;
}

const char *pl_source_expand(const struct pl_source *source, size_t variant,
			     const struct pl_node *node, struct pl_nodes *tree)
{
	struct pl_buf out = PL_BUF_INIT;
	const char *at = node->text;
	char *copy = NULL;
	bool ok = true;

	if (!strstr(at, "${"))
		return at;
	while (ok && *at) {
		if (pl_starts_with(at, "$${")) {
			pl_buf_puts(&out, "${");
			at += 3;
		} else if (pl_starts_with(at, "${")) {
			ok = expand_one(source, variant, node, &at, &out);
		} else {
			pl_buf_putc(&out, *at++);
		}
	}
	if (ok) {
		copy = pl_nodes_alloc(tree, out.len + 1);
		memcpy(copy, pl_buf_str(&out), out.len);
	}
	pl_buf_clear(&out);
	return copy;
}

const char *pl_source_setting(const struct pl_source *source, const char *name)
{
	return setting_of(source->settings, name);
}
