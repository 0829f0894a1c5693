/* `pinlab list`: what there is, by kind. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/catalog.h"
#include "cli/shared.h"
#include "data/json.h"
#include "util/text.h"

static void put_text(const struct pl_args *args, const struct pl_entries *entries,
		     struct pl_buf *out)
{
	size_t width = 0;

	for (size_t i = 0; i < entries->n; i++) {
		size_t columns = pl_text_columns(entries->items[i].name);

		width = columns > width ? columns : width;
	}
	for (size_t i = 0; i < entries->n; i++) {
		size_t columns = pl_text_columns(entries->items[i].name);

		pl_style_text(&args->out, out, entries->items[i].name);
		if (entries->items[i].summary[0]) {
			pl_buf_printf(out, "%*s", (int)(width - columns + 2), "");
			pl_style_text(&args->out, out, entries->items[i].summary);
		}
		pl_buf_putc(out, '\n');
	}
}

static void put_json(const struct pl_entries *entries, struct pl_json *json, const char *key)
{
	pl_json_array(json, key);
	for (size_t i = 0; i < entries->n; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "name", entries->items[i].name);
		pl_json_text(json, "summary", entries->items[i].summary);
		pl_json_text(json, "about", entries->items[i].about);
		pl_json_end(json);
	}
	pl_json_end(json);
}

static void put_kind(const struct pl_args *args, const struct pl_catalog *catalog,
		     struct pl_json *json, struct pl_buf *out)
{
	struct pl_entries entries = { 0 };

	catalog->fill(&entries);
	if (json)
		put_json(&entries, json, catalog->name);
	else
		put_text(args, &entries, out);
	pl_entries_clear(&entries);
}

/* Without a kind: the kinds, and how many there are of each. */
static void put_kinds(struct pl_buf *out)
{
	size_t n;
	const struct pl_catalog *const *all = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_entries entries = { 0 };

		all[i]->fill(&entries);
		pl_buf_printf(out, "%-12s %3zu   pinlab list %s\n", all[i]->name, entries.n,
			      all[i]->name);
		pl_entries_clear(&entries);
	}
}

static int run_list(const struct pl_args *args, struct pl_error *err)
{
	size_t n;
	const struct pl_catalog *const *all = pl_catalogs(&n);
	const struct pl_catalog *only = args->n ? pl_catalog_find(args->operands[0]) : NULL;
	struct pl_json *json = pl_args_has(args, "json") ? pl_json_new() : NULL;
	struct pl_buf out = PL_BUF_INIT;

	if (args->n && !only) {
		const char *names[32];

		for (size_t i = 0; i < n; i++)
			names[i] = all[i]->name;
		pl_cli_unknown("kind", args->operands[0], names, n, err);
	}
	if (json)
		pl_json_object(json, NULL);
	if (only)
		put_kind(args, only, json, &out);
	else if (json)
		for (size_t i = 0; i < n; i++)
			put_kind(args, all[i], json, &out);
	else if (!args->n)
		put_kinds(&out);
	if (json) {
		pl_json_end(json);
		if (err->kind == PL_ERROR_NONE)
			pl_json_dump(json, false, &out);
		pl_json_free(json);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "json", .help = "as a program reads it" },
};

const struct pl_command pl_command_list = {
	.name = "list",
	.operands = "[KIND]",
	.summary = "what there is: strategies, clients, events, attacks, reasons, ...",
	.example = "pinlab list strategies\npinlab explain leaf-spki",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.most = 1,
	.run = run_list,
};
