/* Which event does a line like "renew: host=api key=new" mean? */
#include <config.h>

#include "lab/event.h"

#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

static const struct pl_pos nowhere;

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the next word off *text, quotes removed; false at the end. */
static bool next_word(const char **text, struct pl_buf *word)
{
	const char *at = *text;
	bool quoted = false;

	pl_buf_reset(word);
	while (is_blank(*at))
		at++;
	if (!*at)
		return false;
	for (; *at && (quoted || !is_blank(*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			pl_buf_putc(word, *at);
	}
	*text = at;
	return true;
}

static const struct pl_event_kind *find_kind(const char *name, struct pl_error *err)
{
	const struct pl_event_kind *kind = pl_event_kind_find(name);
	size_t n;
	const struct pl_event_kind *const *all = pl_event_kinds(&n);
	const char **names;
	const char *near;

	if (kind)
		return kind;
	names = pl_calloc(n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	near = pl_nearest(name, names, n);
	free(names);
	pl_error_input(err, nowhere, "there is no event '%s'%s%s%s", name,
		       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return NULL;
}

/* One word: NAME=VALUE, or a bare value of the first parameter. */
static bool set_word(struct pl_event *event, char *word, struct pl_error *err)
{
	char *equals = strchr(word, '=');

	if (event->kind->n_params == 0)
		return pl_error_input(err, nowhere, "%s takes no parameters", event->kind->name);
	if (!equals)
		return pl_event_set(event, event->kind->params[0].name, word, nowhere, err);
	*equals = '\0';
	return pl_event_set(event, word, equals + 1, nowhere, err);
}

struct pl_event *pl_event_from_text(const char *text, struct pl_error *err)
{
	struct pl_buf word = PL_BUF_INIT;
	const struct pl_event_kind *kind;
	struct pl_event *event = NULL;
	bool ok = false;

	if (!next_word(&text, &word)) {
		pl_error_input(err, nowhere, "there is no event in an empty line");
		goto out;
	}
	if (word.len > 0 && word.data[word.len - 1] == ':')
		word.data[word.len - 1] = '\0';
	kind = find_kind(pl_buf_str(&word), err);
	if (!kind)
		goto out;
	event = pl_event_new(kind, nowhere);
	while (next_word(&text, &word)) {
		/* An empty pair of quotes leaves nothing, which no parameter takes. */
		char *copy = pl_strdup(pl_buf_str(&word));

		ok = set_word(event, copy, err);
		free(copy);
		if (!ok)
			goto out;
	}
	ok = pl_event_complete(event, err);
out:
	pl_buf_clear(&word);
	if (ok)
		return event;
	pl_event_unref(event);
	return NULL;
}
