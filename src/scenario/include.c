/* What does a scenario include, and how is it put together with what it says itself? */
#include <config.h>

#include "scenario/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/yaml.h"
#include "scenario/file.h"
#include "util/draft.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

/* The files that are being included in each other at the moment. */
struct chain {
	const char *file;
	const struct chain *up;
	size_t depth;
};

/* Files in the order in which their parts come: what is included before who includes it. */
struct parts {
	const struct pl_node *roots[PL_INCLUDE_MAX + 1];
	size_t n;
};

static bool is_part_key(const char *key)
{
	for (size_t i = 0; i < pl_shape_part.n; i++)
		if (pl_streq(pl_shape_part.fields[i].name, key))
			return true;
	return false;
}

static void refuse_keys(const struct pl_source *source, const struct pl_node *root)
{
	const char *names[32];
	size_t n = pl_shape_part.n < PL_ARRAY_LEN(names) ? pl_shape_part.n : PL_ARRAY_LEN(names);

	for (size_t i = 0; i < n; i++)
		names[i] = pl_shape_part.fields[i].name;
	for (size_t i = 0; i < root->n; i++)
		if (!is_part_key(root->keys[i]->text) && !pl_decode_is_free(root->keys[i]->text))
			pl_source_unknown(source, root->keys[i]->pos, "key of a part",
					  root->keys[i]->text, names, n);
}

static bool is_word(const struct pl_node *node, const char *word)
{
	return node && node->kind == PL_NODE_TEXT && pl_streq(node->text, word);
}

/* A part has only what can be included; of a whole scenario the rest is passed over. */
static bool check_head(const struct pl_source *source, const struct pl_node *root)
{
	const struct pl_node *version, *kind;

	version = pl_node_get(root, "pinlab", NULL);
	kind = pl_node_get(root, "kind", NULL);
	if (root->kind != PL_NODE_MAP || !is_word(version, "1")) {
		pl_source_error(source, version ? version->pos : root->pos,
				"the file does not say that it is ours; begin it with pinlab: 1 "
				"and kind: part");
		return false;
	}
	if (kind && !is_word(kind, "part") && !is_word(kind, "scenario")) {
		pl_source_error(source, kind->pos,
				"only parts and scenarios are included; a hierarchy is named under "
				"hierarchy:");
		return false;
	}
	if (is_word(kind, "part"))
		refuse_keys(source, root);
	return true;
}

static void collect(struct pl_source *source, const struct pl_node *root,
		    const struct chain *chain, struct parts *parts);

/* The path beside the file that names it; NULL with an error. Caller frees. */
static char *find(const struct pl_source *source, const struct pl_node *node,
		  const struct chain *chain)
{
	char *dir, *path;
	struct stat st;

	if (node->kind != PL_NODE_TEXT || *node->text == '\0') {
		pl_source_error(source, node->pos, "'include' takes paths of files, not %s",
				node->kind == PL_NODE_TEXT ? "nothing" : pl_node_kind_words(node));
		return NULL;
	}
	dir = pl_path_dir(chain->file);
	path = pl_path_join(dir, node->text);
	free(dir);
	/* A pipe or a device might never end. */
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return path;
	pl_source_error(source, node->pos,
			"no file '%s' to include; the path is relative to the file that names it",
			path);
	free(path);
	return NULL;
}

static bool may_enter(const struct pl_source *source, const struct pl_node *node, const char *path,
		      const struct chain *chain)
{
	for (const struct chain *at = chain; at; at = at->up)
		if (pl_draft_same(at->file, path)) {
			pl_source_error(source, node->pos,
					"'%s' includes itself, by way of this; take one of them out",
					node->text);
			return false;
		}
	for (size_t i = 0; i < source->n_docs; i++)
		if (pl_draft_same(pl_doc_file(source->docs[i]), path)) {
			pl_source_error(source, node->pos,
					"'%s' is included already; once is enough", node->text);
			return false;
		}
	if (chain->depth < PL_INCLUDE_DEPTH && source->n_docs <= PL_INCLUDE_MAX)
		return true;
	pl_source_error(source, node->pos,
			"files are included %d deep at most, and %d in all; put some together",
			PL_INCLUDE_DEPTH, PL_INCLUDE_MAX);
	return false;
}

static void include_one(struct pl_source *source, const struct pl_node *node,
			const struct chain *chain, struct parts *parts)
{
	char *path = find(source, node, chain);
	struct pl_doc *doc = NULL;

	if (path && may_enter(source, node, path, chain))
		doc = pl_yaml_read(path, source->errors);
	if (doc) {
		struct chain link = { pl_doc_file(doc), chain, chain->depth + 1 };

		*PL_PUSH(source->docs, source->n_docs, source->cap_docs) = doc;
		if (check_head(source, pl_doc_root(doc)))
			collect(source, pl_doc_root(doc), &link, parts);
	}
	free(path);
}

static void collect(struct pl_source *source, const struct pl_node *root,
		    const struct chain *chain, struct parts *parts)
{
	const struct pl_node *include = pl_node_get(root, "include", NULL);

	if (include && include->kind == PL_NODE_LIST)
		for (size_t i = 0; i < include->n; i++)
			include_one(source, include->items[i], chain, parts);
	else if (include)
		include_one(source, include, chain, parts);
	parts->roots[parts->n++] = root;
	pl_source_vars(source, pl_node_get(root, "vars", NULL));
}

static const struct pl_node *find_key(const struct pl_node *map, const char *key)
{
	for (size_t i = 0; i < map->n; i++)
		if (pl_streq(map->keys[i]->text, key))
			return map->keys[i];
	return NULL;
}

static void join(const struct pl_source *source, struct pl_node *into, const struct pl_node *from)
{
	for (size_t i = 0; i < from->n; i++) {
		if (into->kind == PL_NODE_MAP) {
			const struct pl_node *key = from->keys[i];
			const struct pl_node *other = find_key(into, key->text);

			if (other && !pl_decode_is_free(key->text))
				pl_source_error(source, key->pos,
						"'%s' is there already, at %s:%d; choose another "
						"name, or take one of them out",
						key->text, other->pos.file, other->pos.line);
			into->keys[into->n] = from->keys[i];
		}
		into->items[into->n++] = from->items[i];
	}
}

/* What all of them say under one key; NULL: nothing. *key is the last one's. */
static struct pl_node *merge(struct pl_source *source, const struct parts *parts,
			     const struct pl_field *field, const struct pl_node **key)
{
	enum pl_node_kind kind = field->type == PL_FIELD_NAMED ? PL_NODE_MAP : PL_NODE_LIST;
	const struct pl_node *found[PL_INCLUDE_MAX + 1];
	struct pl_node *all;
	size_t n = 0, members = 0;

	for (size_t i = 0; i < parts->n; i++) {
		const struct pl_node *at, *value = pl_node_get(parts->roots[i], field->name, &at);

		if (!value)
			continue;
		if (n && (field->type == PL_FIELD_VALUE || value->kind != kind))
			pl_source_error(source, at->pos,
					"'%s' is there already, at %s:%d, and cannot be put "
					"together with this", field->name, found[0]->pos.file,
					found[0]->pos.line);
		*key = at;
		found[n++] = value;
		members += value->n;
	}
	if (n < 2)
		return n ? (struct pl_node *)(uintptr_t)found[0] : NULL;
	all = pl_nodes_branch(&source->tree, kind, found[n - 1]->pos, members);
	for (size_t i = 0; i < n; i++)
		if (found[i]->kind == kind)
			join(source, all, found[i]);
	return all;
}

static bool is_merged(const struct pl_field *field)
{
	return field->read != pl_decode_skip || pl_streq(field->name, "hierarchy");
}

static void put_together(struct pl_source *source, const struct parts *parts)
{
	const struct pl_node *own = parts->roots[parts->n - 1];
	struct pl_node *root = pl_nodes_branch(&source->tree, PL_NODE_MAP, own->pos,
					    own->n + pl_shape_part.n);

	for (size_t i = 0; i < pl_shape_part.n; i++) {
		const struct pl_node *key = NULL;
		struct pl_node *value = NULL;

		if (is_merged(&pl_shape_part.fields[i]))
			value = merge(source, parts, &pl_shape_part.fields[i], &key);
		if (!value)
			continue;
		root->keys[root->n] = (struct pl_node *)(uintptr_t)key;
		root->items[root->n++] = value;
	}
	for (size_t i = 0; i < own->n; i++) {
		if (find_key(root, own->keys[i]->text))
			continue;
		root->keys[root->n] = own->keys[i];
		root->items[root->n++] = own->items[i];
	}
	source->root = root;
}

void pl_source_include(struct pl_source *source)
{
	struct chain chain = { source->file, NULL, 0 };
	struct parts parts = { 0 };

	collect(source, source->root, &chain, &parts);
	if (parts.n > 1)
		put_together(source, &parts);
}
