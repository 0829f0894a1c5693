/* Why is the selected cell as it is? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/why.h"
#include "pin/pin.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LABEL_W 7

static void add_line(struct pl_why_lines *lines, const char *text, size_t len, struct pl_pen pen,
		     int indent)
{
	*PL_PUSH(lines->items, lines->n, lines->cap) =
		(struct pl_why_line){ .text = pl_strndup(text, len), .pen = pen, .indent = indent };
}

void pl_why_add(struct pl_why_lines *lines, const char *label, const char *text, int width,
		struct pl_pen pen)
{
	struct pl_buf wrapped = PL_BUF_INIT;
	int indent = label ? LABEL_W : 0;
	const char *at;

	if (!text || !*text || width - indent < 8)
		return;
	pl_text_wrap(&wrapped, text, (size_t)(width - indent), 0);
	at = pl_buf_str(&wrapped);
	for (bool first = true; *at; first = false) {
		size_t len = strcspn(at, "\n");

		if (first && label) {
			char *line = pl_asprintf("%-*s%.*s", LABEL_W, label, (int)len, at);

			add_line(lines, line, strlen(line), pen, 0);
			free(line);
		} else {
			add_line(lines, at, len, pen, indent);
		}
		at += len + (at[len] == '\n');
	}
	pl_buf_clear(&wrapped);
}

/* The certificate's digest in a pin's form, as a pin is written. */
static void digest_text(const struct pl_cert *cert, enum pl_pin_form form, char *out, size_t size)
{
	const uint8_t *digest = form == PL_FORM_CERTIFICATE ? cert->sha256
				: form == PL_FORM_KEY       ? cert->key_sha256
							    : cert->spki_sha256;
	char text[PL_BASE64_LEN(32) + 1];

	snprintf(out, size, "sha256/%s", pl_base64(digest, 32, text));
}

/* The columns of the two tables: whose, its digest in full, what about it. */
static void table_row(struct pl_why_lines *lines, bool first, const char *label, const char *whose,
		      const char *digest, const char *note, struct pl_pen pen)
{
	char *text = pl_asprintf("%-*s%-22.22s %-52s %s", LABEL_W, first ? label : "", whose,
				 digest, note);

	add_line(lines, text, strlen(text), pen, 0);
	free(text);
}

static enum pl_pin_form pin_table(struct pl_why_lines *lines, const struct pl_pinset *set,
				  const struct pl_outcome *outcome)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];
		char *note =
			pl_asprintf("%s%s%s", pin->backup ? "backup, " : "",
				    pin->subject ? "of " : "", pin->subject ? pin->subject : "");

		table_row(lines, i == 0, "pins", pin->origin ? pin->origin : "literal",
			  pin->spelling, note,
			  PL_PEN(outcome->pin == pin ? PL_ROLE_OK : PL_ROLE_PLAIN));
		free(note);
	}
	return set->n ? set->pins[0].form : PL_FORM_SPKI;
}

static void chain_table(struct pl_why_lines *lines, const struct pl_outcome *outcome,
			enum pl_pin_form form)
{
	const struct pl_path *path = outcome->path;
	size_t n = path ? path->n : outcome->presented ? outcome->presented->n : 0;

	for (size_t i = 0; i < n; i++) {
		const struct pl_cert *cert = path ? path->certs[i] : outcome->presented->certs[i];
		bool matched =
			outcome->matched && memcmp(outcome->matched->sha256, cert->sha256, 32) == 0;
		char digest[80];

		digest_text(cert, matched ? outcome->pin->form : form, digest, sizeof(digest));
		table_row(lines, i == 0, path ? "path" : "sent", pl_cert_label(cert), digest,
			  matched ? "the pin" : "", PL_PEN(matched ? PL_ROLE_OK : PL_ROLE_PLAIN));
	}
}

/* With room for whole digests: every pin, and every certificate they were compared with. */
static void add_tables(struct pl_why_lines *lines, const struct pl_ui *ui,
		       const struct pl_outcome *outcome)
{
	const struct pl_pinset *set = ui->run->rows[pl_ui_row_index(ui->run, ui->row)]->pins;
	enum pl_pin_form form = set ? pin_table(lines, set, outcome) : PL_FORM_SPKI;

	chain_table(lines, outcome, form);
}

static const char *const evidence_words[] = {
	[PL_EVIDENCE_RUN] = "seen when it was run",
	[PL_EVIDENCE_SOURCE] = "read in its source",
	[PL_EVIDENCE_DOC] = "as documented",
	[PL_EVIDENCE_MEMORY] = "from memory",
};

/* The client and how it compares, and how that is known. */
static char *rule_text(const struct pl_client *client, enum pl_evidence evidence)
{
	bool own = strcmp(client->source, "pinlab's own model") == 0;

	return pl_asprintf("%s %s (%s)", client->name, pl_looks_at_words(client->looks_at),
			   own ? client->source : evidence_words[evidence]);
}

static void add_notes(struct pl_why_lines *lines, const struct pl_ui *ui, const struct pl_why *why,
		      int width)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	char *text;

	pl_why_add(lines, "note", step->note, width, PL_PEN(PL_ROLE_PLAIN));
	if (why->last_good != SIZE_MAX && why->last_good != step->index) {
		text = pl_asprintf("held until step %zu, %s", why->last_good,
				   ui->run->steps[why->last_good]->title);
		pl_why_add(lines, "before", text, width, PL_PEN(PL_ROLE_PLAIN));
		free(text);
	}
	text = rule_text(ui->run->rows[pl_ui_row_index(ui->run, ui->row)]->client,
			 outcome->evidence);
	pl_why_add(lines, "rule", text, width, PL_PEN(PL_ROLE_QUIET));
	free(text);
}

#define TABLE_COLS 100 /* from this width on digests are shown whole */

static void cell_lines(const struct pl_ui *ui, int width, struct pl_why_lines *out)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	struct pl_cell cell;
	struct pl_why why = { 0 };

	if (!step)
		return;
	if (!outcome) {
		pl_why_add(out, NULL, "This version of the app does not exist yet at this step.",
			   width, PL_PEN(PL_ROLE_QUIET));
		return;
	}
	cell = (struct pl_cell){ .step = ui->step, .row = pl_ui_row_index(ui->run, ui->row),
				 .attack = ui->on_attack ? (int)ui->attack : -1 };
	if (!pl_worker_borrow_engine(ui->worker)) {
		pl_why_add(out, NULL, "· working", width, PL_PEN(PL_ROLE_QUIET));
		return;
	}
	pl_why(ui->run, &cell, &why);
	pl_worker_return_engine(ui->worker);
	pl_why_add(out, NULL, why.sentence, width, PL_PEN(PL_ROLE_PLAIN));
	if (why.fix && why.sentence && !strstr(why.sentence, why.fix))
		pl_why_add(out, "fix", why.fix, width, PL_PEN(PL_ROLE_WARN));
	pl_why_add(out, "chain", why.path, width, PL_PEN(PL_ROLE_PLAIN));
	if (width >= TABLE_COLS) {
		add_tables(out, ui, outcome);
	} else {
		pl_why_add(out, "pins", why.pins, width, PL_PEN(PL_ROLE_PLAIN));
		pl_why_add(out, "match", why.match, width, PL_PEN(PL_ROLE_PLAIN));
	}
	add_notes(out, ui, &why, width);
	pl_why_clear(&why);
}

void pl_why_lines(const struct pl_ui *ui, int width, struct pl_why_lines *out)
{
	struct pl_tree tree = { 0 };
	struct pl_node node;

	if (pl_view_node(ui, &tree, &node))
		pl_view_cert_lines(ui, &node, width, out);
	else
		cell_lines(ui, width, out);
	pl_tree_clear(&tree);
}

void pl_why_lines_clear(struct pl_why_lines *lines)
{
	for (size_t i = 0; lines->items && i < lines->n; i++)
		free(lines->items[i].text);
	free(lines->items);
	*lines = (struct pl_why_lines){ 0 };
}

/* The rule's two ends: what is explained, and what it comes to. */
static void rule_words(struct pl_grid *grid, struct pl_rect at, bool focus, const char *left,
		       const char *right, struct pl_pen pen)
{
	struct pl_pen line = PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_QUIET);
	int room = at.w - 8 - (*right ? (int)pl_text_columns(right) + 3 : 0);
	int used;

	pl_grid_put(grid, at.x + 2, at.y, ' ', line);
	used = pl_grid_text(grid, at.x + 3, at.y, room,
			    PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_PLAIN), left);
	pl_grid_put(grid, at.x + 3 + used, at.y, ' ', line);
	if (!*right)
		return;
	used = pl_grid_right(grid, at.x + at.w - 3, at.y, at.w - 8, pen, right);
	pl_grid_put(grid, at.x + at.w - 3, at.y, ' ', line);
	pl_grid_put(grid, at.x + at.w - 4 - used, at.y, ' ', line);
}

static void cell_rule(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	const struct pl_step *step = pl_ui_step(ui);
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	char left[512], right[160] = "";

	snprintf(left, sizeof(left), "%s%s%s%s at %zu %s", at.w >= 100 ? "why: " : "",
		 ui->run->rows[pl_ui_row_index(ui->run, ui->row)]->id,
		 ui->on_attack ? " against " : "",
		 ui->on_attack ? ui->run->attacks[ui->attack]->name : "", step->index, step->title);
	if (outcome) {
		const struct pl_state_info *info = pl_state_info(outcome->state);
		bool reason = at.w >= 56;

		snprintf(right, sizeof(right), "%s %s%s%s", info->symbol, info->name,
			 reason ? ": " : "", reason ? pl_reason_info(outcome->reason)->name : "");
	}
	rule_words(grid, at, ui->focus == PL_PANE_WHY, left, right,
		   outcome ? pl_state_pen(outcome->state) : PL_PEN(PL_ROLE_PLAIN));
}

/* The rule above the explanation. */
static void rule(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	bool focus = ui->focus == PL_PANE_WHY;
	struct pl_tree tree = { 0 };
	struct pl_node node;

	pl_grid_fill(grid, at.x, at.y, at.w, 1, focus ? 0x2501 : 0x2500,
		     PL_PEN(focus ? PL_ROLE_FOCUS : PL_ROLE_QUIET));
	if (pl_view_node(ui, &tree, &node))
		rule_words(grid, at, false, node.label, node.status,
			   PL_PEN(node.bad ? PL_ROLE_PATH : PL_ROLE_PLAIN));
	else if (pl_ui_step(ui))
		cell_rule(ui, grid, at);
	pl_tree_clear(&tree);
}

void pl_view_why(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	struct pl_why_lines lines = { 0 };
	size_t room = at.h > 1 ? (size_t)(at.h - 1) : 0;
	size_t first = ui->focus == PL_PANE_WHY ? (size_t)ui->scroll : 0;

	rule(ui, grid, at);
	pl_why_lines(ui, at.w - 2, &lines);
	if (first + room > lines.n)
		first = lines.n > room ? lines.n - room : 0;
	for (size_t i = 0; lines.items && i < room && first + i < lines.n; i++) {
		const struct pl_why_line *line = &lines.items[first + i];

		bool more = i + 1 == room && first + room < lines.n && at.w > 20;

		pl_grid_text(grid, at.x + 1 + line->indent, at.y + 1 + (int)i,
			     at.w - 2 - line->indent - (more ? 7 : 0), line->pen, line->text);
		if (more)
			pl_grid_right(grid, at.x + at.w - 1, at.y + 1 + (int)i, 7,
				      PL_PEN(PL_ROLE_FOCUS), "↓ Enter");
	}
	pl_why_lines_clear(&lines);
}
