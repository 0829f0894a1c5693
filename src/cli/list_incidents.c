/* `pinlab list incidents`: what really happened, who broke, and what would have saved them? */
#include <config.h>

#include "cli/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "data/yaml.h"
#include "run/select.h"
#include "util/mem.h"
#include "util/text.h"

/* The columns, in the order of the table. */
enum { DATE, WHAT, BROKE, SAVED_BY, SOURCE, FACTS };
static const char *const keys[FACTS] = { "date", "what", "broke", "saved-by", "source" };
static const char *const json_keys[FACTS] = { "date", "what", "broke", "savedBy", "source" };
static const char *const headings[] = { "date", "what happened", "who broke",
					"what would have saved them" };
#define COLUMNS PL_ARRAY_LEN(headings)
#define DATE_WIDTH 10
#define GAP 2

struct incident {
	char *file;
	char *facts[FACTS];
};

struct incidents {
	struct incident *items;
	size_t n, cap;
};

static void clear(struct incidents *incidents)
{
	for (size_t i = 0; i < incidents->n; i++) {
		free(incidents->items[i].file);
		for (int k = 0; k < FACTS; k++)
			free(incidents->items[i].facts[k]);
	}
	free(incidents->items);
}

static const struct pl_node *incident_of(const struct pl_doc *doc)
{
	const struct pl_node *root = doc ? pl_doc_root(doc) : NULL;
	const struct pl_node *node =
		root && root->kind == PL_NODE_MAP ? pl_node_get(root, "incident", NULL) : NULL;

	return node && node->kind == PL_NODE_MAP ? node : NULL;
}

/* A file that is broken is for `run` to complain about. */
static void read_file(struct incidents *incidents, const char *path)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_doc *doc = pl_yaml_read(path, &errors);
	const struct pl_node *node = incident_of(doc);

	if (node) {
		struct incident *made = PL_PUSH(incidents->items, incidents->n, incidents->cap);

		*made = (struct incident){ .file = pl_strdup(path) };
		for (int k = 0; k < FACTS; k++) {
			const struct pl_node *fact = pl_node_get(node, keys[k], NULL);
			bool is_text = fact && fact->kind == PL_NODE_TEXT;

			made->facts[k] = pl_strdup(is_text ? fact->text : "");
		}
	}
	pl_doc_free(doc);
	pl_errors_clear(&errors);
}

static int by_date(const void *a, const void *b)
{
	const struct incident *left = a, *right = b;
	int order = strcmp(left->facts[DATE], right->facts[DATE]);

	return order ? order : strcmp(left->file, right->file);
}

static void read_all(struct incidents *out)
{
	struct pl_selection files = PL_SELECTION_INIT;
	struct pl_error err = PL_ERROR_INIT;
	char *folder = pl_place_scenarios();
	const char *const paths[] = { folder };

	if (pl_select(paths, 1, NULL, &files, &err)) {
		for (size_t i = 0; i < files.n; i++)
			read_file(out, files.files[i]);
	}
	if (out->n > 0)
		qsort(out->items, out->n, sizeof(*out->items), by_date);
	pl_selection_clear(&files);
	pl_error_clear(&err);
	free(folder);
}

/* One cell, wrapped, and where the next line of it begins. */
struct cell {
	struct pl_buf text;
	const char *next;
};

static void wrap_cell(const struct pl_style *style, const char *text, size_t width,
		      struct cell *out)
{
	struct pl_buf safe = PL_BUF_INIT;

	pl_style_text(style, &safe, text);
	pl_text_wrap(&out->text, pl_buf_str(&safe), width, 0);
	out->next = pl_buf_str(&out->text);
	pl_buf_clear(&safe);
}

/* The next line of the cell, padded unless it is the last of its row; false: there was none. */
static bool put_line(struct cell *cell, size_t width, bool last, struct pl_buf *out)
{
	size_t len = strcspn(cell->next, "\n"), columns;
	char *line = pl_strndup(cell->next, len);

	columns = pl_text_columns(line);
	pl_buf_puts(out, line);
	if (!last && columns < width)
		pl_buf_printf(out, "%*s", (int)(width - columns), "");
	free(line);
	cell->next += len + (cell->next[len] == '\n');
	return len > 0;
}

static void put_row(const struct pl_style *style, const char *const *texts, struct pl_buf *out)
{
	size_t rest = (pl_style_width(style) - DATE_WIDTH) / (COLUMNS - 1) - GAP;
	struct cell cells[COLUMNS] = { 0 };
	bool more = true;

	for (size_t k = 0; k < COLUMNS; k++)
		wrap_cell(style, texts[k], k == DATE ? DATE_WIDTH : rest, &cells[k]);
	while (more) {
		more = false;
		for (size_t k = 0; k < COLUMNS; k++) {
			bool last = k + 1 == COLUMNS;

			put_line(&cells[k], (k == DATE ? DATE_WIDTH : rest) + GAP, last, out);
			more = more || *cells[k].next;
		}
		while (out->len > 0 && out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		pl_buf_putc(out, '\n');
	}
	for (size_t k = 0; k < COLUMNS; k++)
		pl_buf_clear(&cells[k].text);
}

/* Whole, for it is what one copies into the next command. */
static void put_file(const struct pl_style *style, const char *file, struct pl_buf *out)
{
	pl_buf_printf(out, "%*s", DATE_WIDTH + GAP, "");
	pl_style_begin(style, out, PL_ROLE_QUIET);
	pl_style_text(style, out, file);
	pl_style_end(style, out, PL_ROLE_QUIET);
	pl_buf_putc(out, '\n');
}

static void put_json(const struct incidents *incidents, struct pl_json *json)
{
	for (size_t i = 0; i < incidents->n; i++) {
		pl_json_object(json, NULL);
		for (int k = 0; k < FACTS; k++)
			pl_json_text(json, json_keys[k], incidents->items[i].facts[k]);
		pl_json_text(json, "file", incidents->items[i].file);
		pl_json_end(json);
	}
}

static void table(const struct pl_style *style, struct pl_json *json, struct pl_buf *out)
{
	struct incidents incidents = { 0 };

	read_all(&incidents);
	if (json) {
		put_json(&incidents, json);
	} else if (incidents.n > 0) {
		pl_style_begin(style, out, PL_ROLE_TITLE);
		put_row(style, headings, out);
		pl_style_end(style, out, PL_ROLE_TITLE);
		for (size_t i = 0; i < incidents.n; i++) {
			put_row(style, (const char *const *)incidents.items[i].facts, out);
			put_file(style, incidents.items[i].file, out);
		}
	}
	clear(&incidents);
}

static void fill(struct pl_entries *out)
{
	struct incidents incidents = { 0 };

	read_all(&incidents);
	for (size_t i = 0; i < incidents.n; i++) {
		const struct incident *one = &incidents.items[i];

		pl_entries_add(out, pl_strdup(one->file),
			       pl_asprintf("%s: %s", one->facts[DATE], one->facts[WHAT]),
			       pl_asprintf("Who broke: %s\nWhat would have saved them: %s\n"
					   "Source: %s",
					   one->facts[BROKE], one->facts[SAVED_BY],
					   one->facts[SOURCE]));
	}
	clear(&incidents);
}

const struct pl_catalog pl_catalog_incidents = {
	.name = "incidents",
	.one = "incident",
	.fill = fill,
	.table = table,
};
