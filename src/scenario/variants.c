/* Which choices does a scenario leave open, and what does it say once each is made? */
#include <config.h>

#include "scenario/source.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/decode.h"
#include "util/mem.h"
#include "util/text.h"

#define ANY_OF "any-of"

/* On the way down to a place: the two keys above it, for its name. */
struct way {
	const char *key, *above;
};

static size_t axis_size(const struct pl_choice *axis)
{
	return axis->fixed ? 1 : axis->list->n;
}

size_t pl_source_choice(const struct pl_source *source, size_t variant, size_t axis)
{
	/* The last axis turns fastest. */
	for (size_t i = source->n_axes - 1; i > axis; i--)
		variant /= axis_size(&source->axes[i]);
	return variant % axis_size(&source->axes[axis]);
}

static bool check_list(const struct pl_source *source, const struct pl_node *list, const char *what)
{
	if (list->kind != PL_NODE_LIST || list->n == 0) {
		pl_source_error(source, list->pos, "'%s' takes a list of values, like [r10, r11]",
				what);
		return false;
	}
	if (list->n > PL_VARIANTS_MAX) {
		pl_source_error(source, list->pos, "'%s' has %zu values, and %d are the most; leave "
				"some out", what, list->n, PL_VARIANTS_MAX);
		return false;
	}
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind != PL_NODE_TEXT) {
			pl_source_error(source, list->items[i]->pos,
					"'%s' chooses among plain values, not %s", what,
					pl_node_kind_words(list->items[i]));
			return false;
		}
		for (size_t k = 0; k < i; k++)
			if (pl_streq(list->items[k]->text, list->items[i]->text)) {
				pl_source_error(source, list->items[i]->pos,
						"'%s' is listed twice; once is enough",
						list->items[i]->text);
				return false;
			}
	}
	return true;
}

static void add_axis(struct pl_source *source, struct pl_choice axis)
{
	if (source->n_variants <= PL_VARIANTS_MAX) {
		source->n_variants *= axis_size(&axis);
		if (source->n_variants > PL_VARIANTS_MAX)
			pl_source_error(source, axis.pos,
					"this makes %zu variants of the scenario, and %d are the "
					"most; leave some values out",
					source->n_variants, PL_VARIANTS_MAX);
	}
	*PL_PUSH(source->axes, source->n_axes, source->cap_axes) = axis;
}

static void add_sweep(struct pl_source *source, const struct pl_node *key,
		      const struct pl_node *list)
{
	for (size_t i = 0; i < source->n_vars; i++)
		if (pl_streq(source->vars[i].name, key->text)) {
			pl_source_error(source, key->pos,
					"'%s' is a variable already, at line %d; it has one value "
					"or is swept over several, not both",
					key->text, source->vars[i].pos.line);
			return;
		}
	if (pl_source_is_name(source, key) && check_list(source, list, key->text))
		add_axis(source, (struct pl_choice){ .name = pl_strdup(key->text), .list = list,
						   .pos = key->pos,
						   .fixed = pl_source_setting(source, key->text) });
}

static void add_sweeps(struct pl_source *source, const struct pl_node *sweep)
{
	if (sweep->kind != PL_NODE_MAP) {
		pl_source_error(source, sweep->pos,
				"'sweep' takes a map from variables to lists of values, like "
				"{key: [same, new]}");
		return;
	}
	for (size_t i = 0; i < sweep->n; i++)
		add_sweep(source, sweep->keys[i], sweep->items[i]);
}

static bool is_any_of(const struct pl_node *node)
{
	return node->kind == PL_NODE_MAP && node->n > 0 && pl_node_get(node, ANY_OF, NULL);
}

static bool is_taken(const struct pl_source *source, const char *name)
{
	for (size_t i = 0; i < source->n_axes; i++)
		if (pl_streq(source->axes[i].name, name))
			return true;
	return false;
}

/* "issuer", else "api.issuer", else "api.issuer#2". */
static char *axis_name(const struct pl_source *source, const struct way *way)
{
	char *name = pl_strdup(way->key);

	if (is_taken(source, name) && way->above) {
		free(name);
		name = pl_asprintf("%s.%s", way->above, way->key);
	}
	for (size_t n = 2; is_taken(source, name); n++) {
		free(name);
		name = pl_asprintf("%s%s%s#%zu", way->above ? way->above : "",
				   way->above ? "." : "", way->key, n);
	}
	return name;
}

static void add_place(struct pl_source *source, const struct pl_node *node, const struct way *way)
{
	const struct pl_node *list = pl_node_get(node, ANY_OF, NULL);

	if (node->n > 1)
		pl_source_error(source, node->pos,
				"'any-of' stands alone: it is instead of a name, not beside it");
	else if (check_list(source, list, ANY_OF))
		add_axis(source, (struct pl_choice){ .name = axis_name(source, way), .place = node,
						   .list = list, .pos = node->pos });
}

static void find_places(struct pl_source *source, const struct pl_node *node,
			const struct way *way)
{
	if (is_any_of(node)) {
		add_place(source, node, way);
		return;
	}
	for (size_t i = 0; node->kind != PL_NODE_TEXT && i < node->n; i++) {
		const char *key = node->kind == PL_NODE_MAP ? node->keys[i]->text : NULL;
		struct way below = key ? (struct way){ key, way->key } : *way;

		/* Expectations hold in every variant, and say nothing about which. */
		if (key && (pl_streq(key, "expect") || pl_decode_is_free(key)))
			continue;
		find_places(source, node->items[i], &below);
	}
}

void pl_source_axes(struct pl_source *source, const struct pl_node *sweep)
{
	static const char *const where[] = { "hosts", "events" };

	if (sweep)
		add_sweeps(source, sweep);
	for (size_t i = 0; i < PL_ARRAY_LEN(where); i++) {
		const struct pl_node *node = pl_node_get(source->root, where[i], NULL);
		struct way way = { NULL, NULL };

		if (node)
			find_places(source, node, &way);
	}
}

/* One variant's tree under construction. */
struct resolver {
	const struct pl_source *source;
	size_t variant;
	struct pl_nodes *tree;
	bool failed;
};

static const struct pl_node *resolve(struct resolver *r, const struct pl_node *node);

static const struct pl_node *resolve_text(struct resolver *r, const struct pl_node *node)
{
	const char *text = pl_source_expand(r->source, r->variant, node, r->tree);

	r->failed |= !text;
	if (!text || text == node->text)
		return node;
	return pl_nodes_text(r->tree, node->pos, text);
}

static const struct pl_node *choose(struct resolver *r, const struct pl_node *node)
{
	const struct pl_source *source = r->source;

	for (size_t i = 0; i < source->n_axes; i++)
		if (source->axes[i].place == node)
			return resolve(r, source->axes[i].list->items[pl_source_choice(
						  source, r->variant, i)]);
	return node;
}

/* What the file declares is not itself spelt with variables; what is free is the writer's own. */
static bool is_plain(const struct pl_node *node, size_t i)
{
	static const char *const words[] = { "vars", "sweep", "include" };

	if (node->kind != PL_NODE_MAP)
		return false;
	for (size_t k = 0; k < PL_ARRAY_LEN(words); k++)
		if (pl_streq(node->keys[i]->text, words[k]))
			return true;
	return pl_decode_is_free(node->keys[i]->text);
}

/* The node itself where nothing below it changes. */
static const struct pl_node *resolve(struct resolver *r, const struct pl_node *node)
{
	struct pl_node *copy = NULL;

	if (node->kind == PL_NODE_TEXT)
		return resolve_text(r, node);
	if (is_any_of(node))
		return choose(r, node);
	for (size_t i = 0; i < node->n; i++) {
		const struct pl_node *item = node->items[i];
		const struct pl_node *made = is_plain(node, i) ? item : resolve(r, item);

		if (made == item)
			continue;
		if (!copy) {
			copy = pl_nodes_branch(r->tree, node->kind, node->pos, node->n);
			copy->n = node->n;
			memcpy(copy->items, node->items, node->n * sizeof(*node->items));
			if (node->kind == PL_NODE_MAP)
				memcpy(copy->keys, node->keys, node->n * sizeof(*node->keys));
			copy->index = node->index;
		}
		copy->items[i] = (struct pl_node *)(uintptr_t)made;
	}
	return copy ? copy : node;
}

const struct pl_node *pl_source_resolve(const struct pl_source *source, size_t variant,
					struct pl_nodes *tree, struct pl_errors *errors)
{
	struct pl_source heard = *source;
	struct resolver r = { .source = &heard, .variant = variant, .tree = tree };
	const struct pl_node *root;

	heard.errors = errors;
	root = resolve(&r, source->root);
	return r.failed ? NULL : root;
}
