/* Is this text a pin expression, and of what? */
#include <config.h>

#include "lab/expression.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

struct source {
	const char *word;
	bool named;    /* word(NAME) */
	bool key_only; /* has no certificate, so the form certificate means nothing */
};

static const struct source sources[PL_SOURCES] = {
	[PL_SOURCE_LEAF] = { "leaf", false, false },
	[PL_SOURCE_ISSUER] = { "issuer", false, false },
	[PL_SOURCE_ROOT] = { "root", false, false },
	[PL_SOURCE_BACKUP] = { "backup", false, true },
	[PL_SOURCE_ROOTS] = { "roots", false, false },
	[PL_SOURCE_ISSUERS] = { "issuers", false, false },
	[PL_SOURCE_BACKUP_ROOT] = { "backup-root", false, false },
	[PL_SOURCE_AUTHORITY] = { "authority", true, false },
	[PL_SOURCE_KEY] = { "key", true, true },
	[PL_SOURCE_LEAF_OF] = { "leaf", true, false },
	[PL_SOURCE_BACKUP_OF] = { "backup", true, true },
	[PL_SOURCE_LITERAL] = { NULL, false, false },
};

/* What others call a source. */
static const struct {
	const char *word;
	enum pl_source source;
} others[] = {
	{ "intermediate", PL_SOURCE_ISSUER },
	{ "intermediates", PL_SOURCE_ISSUERS },
	{ "ca", PL_SOURCE_ISSUER },
	{ "anchor", PL_SOURCE_ROOT },
	{ "anchors", PL_SOURCE_ROOTS },
	{ "server", PL_SOURCE_LEAF },
};

/* The source that is called so or nearly so; PL_SOURCES: none. */
static enum pl_source nearest_source(const char *word)
{
	const char *words[PL_SOURCES + PL_ARRAY_LEN(others)];
	enum pl_source means[PL_SOURCES + PL_ARRAY_LEN(others)];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < PL_SOURCES; i++) {
		if (sources[i].word) {
			words[n] = sources[i].word;
			means[n++] = (enum pl_source)i;
		}
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(others); i++) {
		words[n] = others[i].word;
		means[n++] = others[i].source;
	}
	near = pl_nearest(word, words, n);
	for (size_t i = 0; near && i < n; i++) {
		if (words[i] == near)
			return means[i];
	}
	return PL_SOURCES;
}

/* "(NAME)" of `text`, which the source needs or must not have; its length, or SIZE_MAX. */
static size_t name_length(const char *text, const struct source *source)
{
	const char *end = *text == '(' ? strchr(text, ')') : NULL;

	if (source->named)
		return end && end > text + 1 ? (size_t)(end - text) + 1 : SIZE_MAX;
	return *text == '(' ? SIZE_MAX : 0;
}

/* The expression that was meant, caller frees; NULL: nobody knows. */
static char *meant(const char *text)
{
	size_t len = strcspn(text, ".("), name;
	char *word = pl_strndup(text, len);
	enum pl_source source = nearest_source(word);
	enum pl_pin_form form;
	const char *form_text;

	free(word);
	if (source == PL_SOURCES)
		return NULL;
	text += len;
	name = name_length(text, &sources[source]);
	if (name == SIZE_MAX)
		return NULL;
	form_text = text[name] == '.' ? text + name + 1 : "";
	if (!pl_pin_form_parse(form_text, &form) ||
	    (form == PL_FORM_CERTIFICATE && sources[source].key_only))
		form = PL_FORM_SPKI;
	return pl_asprintf("%s%.*s.%s", sources[source].word, (int)name, text,
			   pl_pin_form_name(form));
}

static bool refuse(const char *text, struct pl_pos pos, struct pl_error *err)
{
	char *better = meant(text);

	if (better) {
		pl_error_input(err, pos, "\"%s\" is no pin expression; did you mean '%s'?", text,
			       better);
		free(better);
		return false;
	}
	return pl_error_input(
	    err, pos,
	    "\"%s\" is no pin expression; write leaf, issuer, root, backup, roots, "
	    "issuers, backup-root, authority(NAME), key(NAME), leaf(HOST) or backup(HOST), "
	    "then .spki, .certificate or .key, or a literal sha256/...",
	    text);
}

/* Reads `word` or `word(NAME)`; yields what follows, or NULL. */
static const char *read_source(const char *text, enum pl_source source, struct pl_expression *out)
{
	size_t len = strlen(sources[source].word);
	const char *end;

	if (strncmp(text, sources[source].word, len) != 0)
		return NULL;
	text += len;
	out->name[0] = '\0';
	if (!sources[source].named)
		return *text == '.' ? text + 1 : NULL;
	end = *text == '(' ? strchr(text, ')') : NULL;
	if (!end || end == text + 1 || end[1] != '.')
		return NULL;
	len = (size_t)(end - text - 1);
	if (len >= sizeof(out->name))
		return NULL;
	memcpy(out->name, text + 1, len);
	out->name[len] = '\0';
	return end + 2;
}

static bool read_form(const char *text, const char *form, struct pl_pos pos,
		      struct pl_expression *out, struct pl_error *err)
{
	if (!pl_pin_form_parse(form, &out->form))
		return pl_error_input(err, pos, "\"%s\": a pin covers .spki, .certificate or .key, "
				      "not \".%s\"", text, form);
	if (out->form == PL_FORM_CERTIFICATE && sources[out->source].key_only)
		return pl_error_input(err, pos,
				      "\"%s\": a key made ahead has no certificate; pin its "
				      ".spki or .key",
				      text);
	return true;
}

static bool read_literal(const char *text, struct pl_pos pos, struct pl_expression *out,
			 struct pl_error *err)
{
	struct pl_pin pin = { 0 };
	bool ok = pl_pin_parse(&pin, text, pos, err);

	*out = (struct pl_expression){ .source = PL_SOURCE_LITERAL, .form = pin.form };
	pl_pin_clear(&pin);
	return ok;
}

bool pl_expression_parse(const char *text, struct pl_pos pos, struct pl_expression *out,
			 struct pl_error *err)
{
	if (pl_pin_is_literal(text))
		return read_literal(text, pos, out, err);
	for (size_t i = 0; i < PL_SOURCES; i++) {
		const char *form;

		if (!sources[i].word)
			continue;
		out->source = (enum pl_source)i;
		form = read_source(text, out->source, out);
		if (form)
			return read_form(text, form, pos, out, err);
	}
	return refuse(text, pos, err);
}

bool pl_pin_expression_check(const char *text, struct pl_pos pos, struct pl_error *err)
{
	struct pl_expression expression;

	return pl_expression_parse(text, pos, &expression, err);
}
