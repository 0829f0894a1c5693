/* `pinlab list`: what there is, by kind. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/catalog.h"
#include "cli/list.h"
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

	if (catalog->table) {
		if (json)
			pl_json_array(json, catalog->name);
		catalog->table(&args->out, json, out);
		if (json)
			pl_json_end(json);
		return;
	}
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

static void print_json(const struct pl_args *args, const struct pl_catalog *only)
{
	size_t n;
	const struct pl_catalog *const *all = pl_catalogs(&n);
	struct pl_json *json = pl_json_new();
	struct pl_buf out = PL_BUF_INIT;

	pl_json_object(json, NULL);
	for (size_t i = 0; i < n; i++)
		if (!only || only == all[i])
			put_kind(args, all[i], json, &out);
	pl_json_end(json);
	pl_json_dump(json, false, &out);
	pl_json_free(json);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static void print_text(const struct pl_args *args, const struct pl_catalog *only)
{
	struct pl_buf out = PL_BUF_INIT;

	if (only)
		put_kind(args, only, NULL, &out);
	else
		put_kinds(&out);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static void unknown_kind(const char *word, struct pl_error *err)
{
	const char *names[32];
	size_t n;
	const struct pl_catalog *const *all = pl_catalogs(&n);

	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_cli_unknown("kind", word, names, n, err);
}

static int list_kinds(const struct pl_args *args, struct pl_error *err)
{
	const struct pl_catalog *only = args->n ? pl_catalog_find(args->operands[0]) : NULL;

	if (args->n > 1)
		pl_error_usage(err, "list takes one kind; only --coverage takes several paths");
	else if (args->n && !only)
		unknown_kind(args->operands[0], err);
	else if (pl_args_has(args, "json"))
		print_json(args, only);
	else
		print_text(args, only);
	return 0;
}

static int run_list(const struct pl_args *args, struct pl_error *err)
{
	return pl_args_has(args, "coverage") ? pl_list_coverage(args, err) : list_kinds(args, err);
}

static const struct pl_option options[] = {
	{ .name = "coverage",
	  .help = "events that no expectation holds against which strategies and clients" },
	{ .name = "json", .help = "as a program reads it" },
};

const struct pl_command pl_command_list = {
	.name = "list",
	.operands = "[KIND | --coverage [PATH...]]",
	.summary = "what there is: strategies, clients, events, attacks, reasons, ...",
	.example = "pinlab list strategies\npinlab list incidents\npinlab list --coverage scenarios",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.most = SIZE_MAX,
	.run = run_list,
};
