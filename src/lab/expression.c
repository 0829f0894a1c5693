/* Is this text a pin expression, and of what? */
#include <config.h>

#include "lab/expression.h"

#include <stdlib.h>
#include <string.h>

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
	[PL_SOURCE_LITERAL] = { NULL, false, false },
};

static bool refuse(const char *text, struct pl_pos pos, struct pl_error *err)
{
	const char *words[PL_SOURCES];
	const char *near;
	char word[PL_EXPRESSION_NAME];
	size_t len = strcspn(text, ".("), n = 0;

	for (size_t i = 0; i < PL_SOURCES; i++) {
		if (sources[i].word)
			words[n++] = sources[i].word;
	}
	if (len >= sizeof(word))
		len = sizeof(word) - 1;
	memcpy(word, text, len);
	word[len] = '\0';
	near = pl_nearest(word, words, n);
	if (near && !pl_streq(near, word))
		return pl_error_input(err, pos, "\"%s\" is no pin expression; did you mean %s?",
				      text, near);
	return pl_error_input(
	    err, pos,
	    "\"%s\" is no pin expression; write leaf, issuer, root, backup, roots, "
	    "issuers, backup-root, authority(NAME) or key(NAME), then .spki, "
	    ".certificate or .key, or a literal sha256/...",
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

static bool is_literal(const char *text)
{
	size_t len = strcspn(text, "/:.(");

	return text[len] == '/' || text[len] == ':';
}

static bool read_literal(const char *text, struct pl_pos pos, struct pl_expression *out,
			 struct pl_error *err)
{
	struct pl_pin pin = { 0 };
	bool ok = pl_pin_parse(&pin, text, pos, err);

	free(pin.spelling);
	*out = (struct pl_expression){ .source = PL_SOURCE_LITERAL, .form = PL_FORM_SPKI };
	return ok;
}

bool pl_expression_parse(const char *text, struct pl_pos pos, struct pl_expression *out,
			 struct pl_error *err)
{
	if (is_literal(text))
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
