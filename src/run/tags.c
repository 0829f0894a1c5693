/* Which scenarios does an expression over tags mean, and which have the focus? */
#include <config.h>

#include "run/tags.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/yaml.h"
#include "util/mem.h"
#include "util/text.h"

#define DEPTH_MAX 64 /* brackets within each other */

/* One reading of an expression, which is also its answer. */
struct reader {
	const char *text, *at;
	const char *const *tags;
	size_t n;
	size_t depth;
	struct pl_error *err;
};

static bool read_or(struct reader *r, bool *value);

static bool refuse(const struct reader *r, const char *what)
{
	return pl_error_usage(r->err, "--tags '%s', column %zu: %s", r->text,
			      (size_t)(r->at - r->text) + 1, what);
}

static void skip_blanks(struct reader *r)
{
	while (*r->at == ' ' || *r->at == '\t')
		r->at++;
}

static bool is_tag_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '+' || c == '.';
}

/* The length of the word that stands here. */
static size_t word_length(const struct reader *r)
{
	size_t len = 0;

	while (is_tag_char(r->at[len]))
		len++;
	return len;
}

static bool take_word(struct reader *r, const char *word)
{
	size_t len;

	skip_blanks(r);
	len = word_length(r);
	if (len != strlen(word) || strncmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static bool has_tag(const struct reader *r, const char *tag, size_t len)
{
	for (size_t i = 0; i < r->n; i++)
		if (strlen(r->tags[i]) == len && strncmp(r->tags[i], tag, len) == 0)
			return true;
	return false;
}

static bool read_bracket(struct reader *r, bool *value)
{
	if (++r->depth > DEPTH_MAX)
		return refuse(r, "too many brackets within each other");
	r->at++;
	if (!read_or(r, value))
		return false;
	skip_blanks(r);
	if (*r->at != ')')
		return refuse(r, *r->at ? "'and', 'or' or ) must follow" : "a ) is missing");
	r->at++;
	r->depth--;
	return true;
}

static bool read_tag(struct reader *r, bool *value)
{
	static const char *const words[] = { "and", "or", "not" };
	size_t len = word_length(r);

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++)
		if (len == strlen(words[i]) && strncmp(r->at, words[i], len) == 0)
			return refuse(r, "a tag, 'not' or ( must stand here");
	if (len == 0)
		return refuse(r, *r->at ? "a tag, 'not' or ( must stand here; tags have letters, "
					  "digits and -_+."
					: "it ends where a tag, 'not' or ( must stand");
	*value = has_tag(r, r->at, len);
	r->at += len;
	return true;
}

static bool read_not(struct reader *r, bool *value)
{
	bool negate = false;

	while (take_word(r, "not"))
		negate = !negate;
	if (!(*r->at == '(' ? read_bracket(r, value) : read_tag(r, value)))
		return false;
	*value ^= negate;
	return true;
}

static bool read_and(struct reader *r, bool *value)
{
	bool next;

	if (!read_not(r, value))
		return false;
	while (take_word(r, "and")) {
		if (!read_not(r, &next))
			return false;
		*value &= next;
	}
	return true;
}

static bool read_or(struct reader *r, bool *value)
{
	bool next;

	if (!read_and(r, value))
		return false;
	while (take_word(r, "or")) {
		if (!read_and(r, &next))
			return false;
		*value |= next;
	}
	return true;
}

static bool read_all(const char *expression, const char *const *tags, size_t n, bool *value,
		     struct pl_error *err)
{
	struct reader r = { .text = expression, .at = expression, .tags = tags, .n = n,
			    .err = err };

	if (!read_or(&r, value))
		return false;
	skip_blanks(&r);
	if (*r.at == ')')
		return refuse(&r, "this ) closes nothing");
	return *r.at == '\0' || refuse(&r, "'and' or 'or' must stand between two tags");
}

bool pl_tags_check(const char *expression, struct pl_error *err)
{
	bool value;

	return read_all(expression, NULL, 0, &value, err);
}

bool pl_tags_match(const char *expression, const char *const *tags, size_t n)
{
	struct pl_error unread = PL_ERROR_INIT;
	bool value = false;

	(void)!read_all(expression, tags, n, &value, &unread);
	pl_error_clear(&unread);
	return value;
}

/* The document of a file that can be read twice, or NULL. */
static struct pl_doc *look(const char *path)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = NULL;
	struct stat st;

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		doc = pl_yaml_read(path, &errors);
	pl_errors_clear(&errors);
	return doc;
}

static bool is_meant(const char *path, const char *expression)
{
	struct pl_doc *doc = look(path);
	const struct pl_node *tags = doc ? pl_node_get(pl_doc_root(doc), "tags", NULL) : NULL;
	const char **words = pl_calloc((tags ? tags->n : 0) + 1, sizeof(*words));
	size_t n = 0;
	bool meant = true;

	for (size_t i = 0; tags && tags->kind == PL_NODE_LIST && i < tags->n; i++)
		if (tags->items[i]->kind == PL_NODE_TEXT)
			words[n++] = tags->items[i]->text;
	if (tags && tags->kind == PL_NODE_TEXT)
		words[n++] = tags->text;
	if (doc)
		meant = pl_tags_match(expression, words, n);
	free(words);
	pl_doc_free(doc);
	return meant;
}

static bool has_focus(const char *path)
{
	struct pl_doc *doc = look(path);
	const struct pl_node *focus = doc ? pl_node_get(pl_doc_root(doc), "focus", NULL) : NULL;
	bool has = focus && focus->kind == PL_NODE_TEXT && pl_streq(focus->text, "true");

	pl_doc_free(doc);
	return has;
}

/* Keeps those that are marked. */
static void keep(struct pl_selection *files, const bool *marks)
{
	size_t n = 0;

	for (size_t i = 0; i < files->n; i++) {
		if (marks[i])
			files->files[n++] = files->files[i];
		else
			free(files->files[i]);
	}
	files->n = n;
}

bool pl_select_tags(struct pl_selection *files, const char *expression, struct pl_error *err)
{
	bool *marks;

	if (!expression)
		return true;
	if (!pl_tags_check(expression, err))
		return false;
	marks = pl_calloc(files->n + 1, sizeof(*marks));
	for (size_t i = 0; i < files->n; i++)
		marks[i] = is_meant(files->files[i], expression);
	keep(files, marks);
	free(marks);
	return true;
}

size_t pl_select_focus(struct pl_selection *files)
{
	bool *marks = pl_calloc(files->n + 1, sizeof(*marks));
	size_t before = files->n, focused = 0;

	for (size_t i = 0; i < files->n; i++)
		focused += marks[i] = has_focus(files->files[i]);
	if (focused)
		keep(files, marks);
	free(marks);
	return focused ? before - focused : 0;
}
