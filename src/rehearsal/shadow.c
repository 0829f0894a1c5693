/* What is the shadow of these chains and pins? */
#include <config.h>

#include "rehearsal/shadow_parts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NAME_MAX_LEN 40

const char *pl_shadow_kind_name(enum pl_shadow_kind kind)
{
	static const char *const names[] = {
		[PL_SHADOW_LEAF] = "leaf",
		[PL_SHADOW_INTERMEDIATE] = "intermediate",
		[PL_SHADOW_ROOT] = "root",
		[PL_SHADOW_KNOWN_CA] = "known-ca",
		[PL_SHADOW_LABELLED] = "labelled",
		[PL_SHADOW_UNKNOWN] = "unknown",
		[PL_SHADOW_DAMAGED] = "damaged",
	};

	return names[kind];
}

void pl_shadow_note(struct pl_shadow_map *map, enum pl_origin origin, const char *fmt, ...)
{
	char *words;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&words, fmt, args) < 0)
		words = pl_strdup(fmt);
	va_end(args);
	for (size_t i = 0; i < map->n_notes; i++) {
		if (!pl_streq(map->notes[i].text, words))
			continue;
		free(words);
		return;
	}
	*PL_PUSH(map->notes, map->n_notes, map->cap_notes) =
		(struct pl_shadow_note){ .origin = origin, .text = words };
}

void pl_shadow_map_clear(struct pl_shadow_map *map)
{
	for (size_t i = 0; i < map->n; i++)
		free(map->pins[i].expression);
	for (size_t i = 0; i < map->n_notes; i++)
		free(map->notes[i].text);
	free(map->pins);
	free(map->notes);
	*map = (struct pl_shadow_map){ 0 };
}

/* Letters and digits, with one hyphen for everything between them. */
static char *plain(const char *text)
{
	struct pl_buf out = PL_BUF_INIT;
	bool gap = false;

	for (; *text && out.len < NAME_MAX_LEN; text++) {
		if (!isalnum((unsigned char)*text)) {
			gap = out.len > 0;
			continue;
		}
		if (gap)
			pl_buf_putc(&out, '-');
		gap = false;
		pl_buf_putc(&out, (char)tolower((unsigned char)*text));
	}
	if (out.len == 0)
		pl_buf_puts(&out, "unnamed");
	return pl_buf_take(&out);
}

static bool is_taken(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_hosts; i++)
		if (pl_streq(model->hosts[i].id, name))
			return true;
	return pl_model_authority(model, name) || pl_model_certificate(model, name);
}

char *pl_shadow_name(const struct pl_shadow *shadow, const char *text)
{
	char *base = plain(text), *name = pl_strdup(base);

	for (unsigned i = 2; shadow && is_taken(shadow->model, name); i++) {
		free(name);
		name = pl_asprintf("%s-%u", base, i);
	}
	free(base);
	return name;
}

/* RFC 4514 wants a backslash before what separates. */
char *pl_shadow_subject(const char *common_name)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_puts(&out, "CN=");
	for (size_t n = 0; *common_name && n < 60; common_name++, n++) {
		unsigned char c = (unsigned char)*common_name;

		if (c >= ' ' && c < 0x7f && !strchr(",+\"\\<>;=#", c))
			pl_buf_putc(&out, (char)c);
	}
	if (out.len == 3)
		pl_buf_puts(&out, "unnamed");
	return pl_buf_take(&out);
}

static void clear(struct pl_shadow *shadow)
{
	for (size_t i = 0; i < shadow->n_cas; i++) {
		free(shadow->cas[i].name);
		free(shadow->cas[i].subject);
	}
	for (size_t i = 0; shadow->issuers && i < shadow->input->n_hosts; i++)
		free(shadow->issuers[i]);
	free(shadow->issuers);
	free(shadow->cas);
	free(shadow->certs);
}

/* Nobody serves what is yet to be issued. */
static bool has_begun(const struct pl_shadow_input *input, struct pl_error *err)
{
	for (size_t i = 0; i < input->n_hosts; i++) {
		const struct pl_served *served = input->hosts[i].served;
		const struct pl_cert *leaf = served->chain->certs[0];
		char at[PL_TIME_TEXT], from[PL_TIME_TEXT];

		if (leaf->not_before > input->at)
			return pl_error_input(
				err, (struct pl_pos){ .file = served->file, .line = served->line },
				"the certificate of %s is valid from %s on, and this is as of %s; "
				"name a later day",
				input->hosts[i].name, pl_time_format_short(leaf->not_before, from),
				pl_time_format_short(input->at, at));
	}
	return true;
}

bool pl_shadow_fill(const struct pl_shadow_input *input, struct pl_model *model,
		    struct pl_shadow_map *map, struct pl_error *err)
{
	struct pl_shadow shadow = { .input = input, .model = model, .map = map };
	bool ok;

	if (!has_begun(input, err))
		return false;
	pl_shadow_hierarchy(&shadow);
	pl_shadow_add_hosts(&shadow);
	ok = pl_shadow_strategies(&shadow, err);
	pl_shadow_devices(&shadow);
	clear(&shadow);
	return ok;
}

struct pl_model *pl_shadow_model(const struct pl_shadow_input *input, struct pl_shadow_map *map,
				 struct pl_error *err)
{
	struct pl_model *model = pl_model_new();

	model->start = input->at;
	model->facts = input->facts;
	model->name = pl_strdup("shadow");
	if (pl_shadow_fill(input, model, map, err))
		return model;
	pl_model_free(model);
	return NULL;
}
