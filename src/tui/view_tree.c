/* How does the CA hierarchy look: keys, validity bars, and the path of the selected cell? */
#include <config.h>

#include "tui/view.h"

#include <stdio.h>
#include <string.h>

#include "pin/pin.h"
#include "util/text.h"
#include "util/time.h"

#define BAR_FULL 0x2588
#define BAR_EMPTY 0x2591

static const char *const short_algs[PL_KEY_ALGS] = {
	[PL_KEY_P256] = "P-256",
	[PL_KEY_P384] = "P-384",
	[PL_KEY_ED25519] = "Ed25519",
	[PL_KEY_RSA_2048] = "RSA-2048",
	[PL_KEY_RSA_3072] = "RSA-3072",
	[PL_KEY_RSA_4096] = "RSA-4096",
	[PL_KEY_OTHER] = "other",
};

/* Everything a line needs. */
struct line {
	const struct pl_ui *ui;
	struct pl_grid *grid;
	struct pl_rect at;       /* inside of the pane */
	int64_t now;
	const struct pl_node *node;
	bool selected, on_path, matched;
	int y;
};

const char *pl_view_days(int64_t now, int64_t then, char out[16])
{
	int64_t seconds = then - now;
	int64_t days = seconds / PL_DAY;

	if (seconds < 0 && days == 0)
		snprintf(out, 16, "ended");
	else if (seconds < 0)
		snprintf(out, 16, "-%dd", (int)(-days));
	else if (days >= 3 * 365)
		snprintf(out, 16, "%dy", (int)(days / 365));
	else if (days > 0)
		snprintf(out, 16, "%dd", (int)days);
	else
		snprintf(out, 16, "%dh", (int)(seconds / PL_HOUR));
	return out;
}

static int year(int64_t time)
{
	struct pl_civil civil;

	pl_time_to_civil(time, &civil);
	return civil.year;
}

static void bar(struct line *line, int x, int y, int width)
{
	const struct pl_cert *cert = line->node->cert;
	int64_t life = cert->not_after - cert->not_before + 1;
	int64_t gone = line->now - cert->not_before;
	int full = gone <= 0 ? 0 : gone >= life ? width : (int)(gone * width / life);
	struct pl_pen pen = PL_PEN(line->node->bad ? PL_ROLE_PATH : PL_ROLE_PLAIN);

	/* what has begun is never drawn as empty, what is left never as full */
	if (gone > 0 && full == 0)
		full = 1;
	if (gone > 0 && gone < life && full == width)
		full = width - 1;
	for (int i = 0; i < width; i++)
		pl_grid_put(line->grid, x + i, y, i < full ? BAR_FULL : BAR_EMPTY,
			    i < full ? pen : PL_PEN(PL_ROLE_QUIET));
}

/* The lines that hang a node below its issuer; yields the column after them. */
static int branches(struct line *line, int y, bool first_line, int step)
{
	const struct pl_node *node = line->node;
	struct pl_pen pen = PL_PEN(PL_ROLE_QUIET);
	int x = line->at.x + 2;

	for (int d = 1; d < node->depth; d++, x += step)
		pl_grid_put(line->grid, x, y, node->open >> d & 1 ? 0x2502 : ' ', pen);
	if (node->depth > 0) {
		if (first_line) {
			pl_grid_put(line->grid, x, y, node->last ? 0x2514 : 0x251c, pen);
			if (step > 1)
				pl_grid_put(line->grid, x + 1, y, 0x2500, pen);
		} else if (!node->last) {
			pl_grid_put(line->grid, x, y, 0x2502, pen);
		}
		x += step;
	}
	return x;
}

/* Left of the name: the selection, and whether the selected cell's path goes through here. */
static void marks(struct line *line)
{
	int x = line->at.x;

	if (line->selected)
		pl_grid_put(line->grid, x, line->y, '>', PL_PEN_WITH(PL_ROLE_FOCUS, PL_ATTR_BOLD));
	if (line->matched)
		pl_grid_put(line->grid, x + 1, line->y, 0x25c6,
			    PL_PEN_WITH(PL_ROLE_OK, PL_ATTR_BOLD));
	else if (line->on_path)
		pl_grid_put(line->grid, x + 1, line->y, 0x25cf, PL_PEN(PL_ROLE_PLAIN));
}

static struct pl_pen name_pen(const struct line *line)
{
	if (line->matched)
		return PL_PEN_WITH(PL_ROLE_OK, PL_ATTR_BOLD);
	return PL_PEN_WITH(line->node->bad ? PL_ROLE_PATH : PL_ROLE_PLAIN,
			   line->on_path ? PL_ATTR_BOLD : 0);
}

static bool in_use(const char *status)
{
	return strcmp(status, "trusted") == 0 || strcmp(status, "issuing") == 0 ||
	       strcmp(status, "served") == 0 || strcmp(status, "app trusts") == 0;
}

static struct pl_pen status_pen(const struct line *line)
{
	const char *status = line->node->status;

	if (line->node->bad)
		return PL_PEN(PL_ROLE_PATH);
	if (in_use(status))
		return PL_PEN(PL_ROLE_OK);
	if (strcmp(status, "staged") == 0)
		return PL_PEN(PL_ROLE_WARN);
	return PL_PEN(PL_ROLE_QUIET);
}

/* One letter's worth of status, for narrow lines. */
static uint32_t status_cp(const struct pl_node *node)
{
	if (node->bad)
		return 0x2717;
	if (in_use(node->status))
		return 0x2713;
	return 0x25cb;
}

/* A name too long for its place loses its middle: certificates of one operator
 * begin alike, those of one kind end alike. */
static void name(struct line *line, int x, int width)
{
	int tail = line->node->kind != PL_NODE_CA ? 0 : width > 10 ? 6 : 3;

	if (tail)
		pl_grid_text_middle(line->grid, x, line->y, width, tail, name_pen(line),
				    line->node->label);
	else
		pl_grid_text(line->grid, x, line->y, width, name_pen(line), line->node->label);
}

/* Name, bar and days in one line of a narrow pane. */
static void one_line(struct line *line)
{
	int right = line->at.x + line->at.w;
	int bar_w = line->at.w >= 36 ? 10 : line->at.w >= 24 ? 4 : 0;
	int bar_x = right - 6 - bar_w;
	int x = branches(line, line->y, true, 1);
	char days[16];

	marks(line);
	name(line, x, bar_x - 3 - x);
	pl_grid_put(line->grid, bar_x - 2, line->y, status_cp(line->node), status_pen(line));
	bar(line, bar_x, line->y, bar_w);
	pl_grid_right(line->grid, right, line->y, 5,
		      PL_PEN(line->node->bad ? PL_ROLE_PATH : PL_ROLE_PLAIN),
		      pl_view_days(line->now, line->node->cert->not_after, days));
}

static void dates(struct line *line, int x, int y, int width)
{
	const struct pl_cert *cert = line->node->cert;
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT], pin[PL_PIN_SHORT];

	pl_time_format(cert->not_before, from);
	pl_time_format(cert->not_after, to);
	if (width >= 44)
		pl_grid_printf(line->grid, x, y, width, PL_PEN(PL_ROLE_QUIET),
			       "%-8s %.10s to %.10s  %s", short_algs[cert->alg], from, to,
			       pl_digest_short(cert->spki_sha256, pin));
	else if (width >= 33)
		pl_grid_printf(line->grid, x, y, width, PL_PEN(PL_ROLE_QUIET),
			       "%-8s %.10s to %.10s", short_algs[cert->alg], from, to);
	else if (width >= 22)
		pl_grid_printf(line->grid, x, y, width, PL_PEN(PL_ROLE_QUIET), "%-8s to %.10s",
			       short_algs[cert->alg], to);
	else
		pl_grid_printf(line->grid, x, y, width, PL_PEN(PL_ROLE_QUIET), "%d-%d",
			       year(cert->not_before), year(cert->not_after));
}

/* Two lines where there is room: name, algorithm, status; bar and dates. */
static void two_lines(struct line *line)
{
	bool wide = line->at.w >= 38;
	int right = line->at.x + line->at.w;
	int step = wide ? 2 : 1;
	int x = branches(line, line->y, true, step);
	int tail = wide ? 16 : 12;
	char days[16];

	marks(line);
	name(line, x, right - tail - x - 1);
	pl_grid_text(line->grid, right - tail, line->y, wide ? 11 : 7, status_pen(line),
		     line->node->status);
	pl_grid_right(line->grid, right, line->y, 5,
		      PL_PEN(line->node->bad ? PL_ROLE_PATH : PL_ROLE_PLAIN),
		      pl_view_days(line->now, line->node->cert->not_after, days));
	x = branches(line, line->y + 1, false, step);
	bar(line, x + 1, line->y + 1, 10);
	dates(line, x + 12, line->y + 1, right - x - 12);
}

static bool in_path(const struct pl_outcome *outcome, const struct pl_cert *cert)
{
	for (size_t i = 0; outcome && outcome->path && i < outcome->path->n; i++)
		if (memcmp(outcome->path->certs[i]->sha256, cert->sha256, 32) == 0)
			return true;
	return false;
}

static bool is_matched(const struct pl_outcome *outcome, const struct pl_cert *cert)
{
	return outcome && outcome->matched &&
	       memcmp(outcome->matched->sha256, cert->sha256, 32) == 0;
}

/* The node to keep in view: the selected one, or the leaf that is served. */
static size_t anchor_of(const struct pl_ui *ui, const struct pl_tree *tree)
{
	if (ui->focus == PL_PANE_TREE)
		return ui->node < tree->n ? ui->node : tree->n - 1;
	for (size_t i = 0; i < tree->n; i++)
		if (tree->items[i].kind == PL_NODE_SERVED)
			return i;
	return 0;
}

static void draw_nodes(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect in,
		       const struct pl_tree *tree)
{
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	int height = (int)tree->n * 2 <= in.h ? 2 : 1;
	size_t shown = (size_t)(in.h / height);
	size_t first = pl_window(anchor_of(ui, tree), shown, tree->n);

	for (size_t i = first; i < tree->n && i < first + shown; i++) {
		const struct pl_node *node = &tree->items[i];
		struct line line = {
			.ui = ui,
			.grid = grid,
			.at = in,
			.node = node,
			.now = pl_ui_now(ui),
			.selected = ui->focus == PL_PANE_TREE && i == ui->node,
			.on_path = in_path(outcome, node->cert),
			.matched = is_matched(outcome, node->cert),
			.y = in.y + (int)(i - first) * height,
		};

		if (height == 2)
			two_lines(&line);
		else
			one_line(&line);
	}
}

/* Below the tree, where there is room: the keys that are ready, and what the marks mean. */
static void draw_keys(const struct pl_world *world, struct pl_grid *grid, struct pl_rect in, int y)
{
	char pin[PL_PIN_SHORT];
	int bottom = in.y + in.h;

	for (size_t i = 0; i < world->n_hosts && y < bottom; i++) {
		const struct pl_host *host = world->hosts[i];

		if (!host->backup_key)
			continue;
		pl_grid_printf(grid, in.x + 2, y++, in.w - 2, PL_PEN(PL_ROLE_QUIET),
			       "%s: backup key %s, offline", host->id,
			       pl_digest_short(pl_key_spki_sha256(host->backup_key), pin));
	}
	for (size_t i = 0; i < world->n_stolen && y < bottom; i++)
		pl_grid_printf(grid, in.x + 2, y++, in.w - 2, PL_PEN(PL_ROLE_BREACH),
			       "stolen: key of %s", world->stolen[i].of);
}

void pl_view_tree(const struct pl_ui *ui, struct pl_grid *grid, struct pl_rect at)
{
	const struct pl_step *step = pl_ui_step(ui);
	struct pl_rect in = { at.x + 1, at.y + 1, at.w - 2, at.h - 2 };
	bool focus = ui->focus == PL_PANE_TREE;
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	struct pl_tree tree = { 0 };

	pl_grid_box(grid, at.x, at.y, at.w, at.h, focus,
		    at.w >= 40 ? "CA hierarchy, and the path of the cell" : "CA hierarchy",
		    at.w < 28                     ? NULL
		    : outcome && outcome->matched ? "● path  ◆ pin matches"
						  : "● path");
	if (!step || in.h < 1 || in.w < 8)
		return;
	pl_tree_build(step->world, &tree);
	if (tree.n) {
		draw_nodes(ui, grid, in, &tree);
		if ((int)tree.n * 2 + 1 < in.h)
			draw_keys(step->world, grid, in, in.y + (int)tree.n * 2 + 1);
	}
	pl_tree_clear(&tree);
}
