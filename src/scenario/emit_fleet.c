/* How is a fleet written? */
#include <config.h>

#include "scenario/emit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "data/yaml.h"
#include "scenario/decode.h"
#include "util/share.h"
#include "util/time.h"

static void emit_curve(struct pl_flow *flow, const struct pl_curve_def *curve)
{
	char share[PL_SHARE_TEXT], age[PL_DURATION_TEXT];
	struct pl_flow points;

	if (curve->preset)
		pl_flow_text(flow, "preset", curve->preset->name);
	if (curve->half_life > 0)
		pl_flow_duration(flow, "half-life", curve->half_life);
	if (curve->n_points == 0)
		return;
	pl_flow_key(flow, "points");
	points = pl_flow_map(flow->out);
	for (size_t i = 0; i < curve->n_points; i++)
		pl_flow_text(&points, pl_duration_format(curve->points[i].age, age),
			     pl_share_words(curve->points[i].share, share));
	pl_flow_end(&points);
}

static void emit_segment(struct pl_buf *out, const struct pl_segment_def *def)
{
	char share[PL_SHARE_TEXT];
	struct pl_flow flow;

	pl_buf_puts(out, "    - ");
	flow = pl_flow_map(out);
	pl_flow_text(&flow, "name", def->name);
	pl_flow_text(&flow, "share", pl_share_words(def->share, share));
	pl_flow_text(&flow, "strategy", def->strategy);
	pl_flow_text(&flow, "device", def->device);
	emit_curve(&flow, &def->adoption);
	if (def->never > 0)
		pl_flow_text(&flow, "never", pl_share_words(def->never, share));
	if (def->store != PL_STORE_OWN)
		pl_flow_text(&flow, "store", pl_segment_store_name(def->store));
	if (def->seen_every > 0)
		pl_flow_duration(&flow, "seen-every", def->seen_every);
	pl_flow_entry_end(&flow);
}

static void emit_pins(struct pl_flow *flow, const struct pl_event *event, const char *param)
{
	const struct pl_value *value = pl_event_value(event, param);
	char **items;
	size_t n;

	if (!value)
		return;
	items = pl_value_items(value, &n);
	pl_flow_texts(flow, param, items, n);
	pl_value_items_free(items, n);
}

static void emit_rollout(struct pl_flow *flow, const struct pl_rollout_def *def)
{
	char share[PL_SHARE_TEXT], after[PL_DURATION_TEXT];
	struct pl_flow map;

	if (def->preset) {
		pl_flow_text(flow, "rollout", def->preset->name);
	} else {
		pl_flow_key(flow, "rollout");
		map = pl_flow_map(flow->out);
		for (size_t i = 0; i < def->n_stages; i++)
			pl_flow_text(&map, pl_duration_format(def->stages[i].after, after),
				     pl_share_words(def->stages[i].share, share));
		pl_flow_end(&map);
	}
	if (def->pause_for > 0) {
		pl_flow_key(flow, "pause");
		map = pl_flow_map(flow->out);
		pl_flow_duration(&map, "after", def->pause_at);
		pl_flow_duration(&map, "for", def->pause_for);
		pl_flow_end(&map);
	}
	if (def->halt_at != PL_TIME_NONE)
		pl_flow_duration(flow, "halt", def->halt_at);
}

static void emit_rejected(struct pl_flow *flow, const struct pl_release_def *def)
{
	struct pl_flow list;

	if (def->n_rejected == 0)
		return;
	pl_flow_key(flow, "rejected");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < def->n_rejected; i++)
		pl_flow_duration(&list, NULL, def->rejected[i]);
	pl_flow_end(&list);
}

/* On lines of its own where it expects something. */
static size_t emit_release(struct pl_buf *out, const struct pl_release_def *def)
{
	struct pl_flow flow;

	pl_buf_puts(out, "    - ");
	flow = (struct pl_flow){ .out = out, .block = "      " };
	pl_flow_text(&flow, "strategy", def->strategy);
	pl_flow_text(&flow, "version", def->version);
	emit_pins(&flow, def->event, "pins");
	emit_pins(&flow, def->event, "backup");
	pl_flow_date(&flow, "submit", def->submit);
	if (def->review > 0)
		pl_flow_duration(&flow, "review", def->review);
	emit_rejected(&flow, def);
	emit_rollout(&flow, &def->rollout);
	pl_flow_text(&flow, "id", def->event->id);
	pl_buf_putc(out, '\n');
	return pl_emit_event_expects(out, def->event, "      ");
}

static void emit_minimum(struct pl_buf *out, const struct pl_minimum_def *def)
{
	struct pl_flow flow;

	pl_buf_puts(out, "    - ");
	flow = pl_flow_map(out);
	pl_flow_text(&flow, "version", def->version);
	pl_flow_date(&flow, "from", def->from);
	if (def->then != PL_MINIMUM_LOCK)
		pl_flow_text(&flow, "then", pl_minimum_then_name(def->then));
	pl_flow_text(&flow, "strategy", def->strategy);
	pl_flow_entry_end(&flow);
}

size_t pl_emit_fleet(struct pl_buf *out, const struct pl_model *model)
{
	const struct pl_fleet_def *fleet = model->fleet;
	size_t n = 0;

	if (!fleet)
		return 0;
	pl_buf_printf(out, "fleet:\n  users: %" PRId64 "\n", fleet->users);
	if (fleet->version) {
		pl_buf_puts(out, "  ");
		pl_emit_line(out, "version", fleet->version);
	}
	pl_buf_puts(out, "  segments:\n");
	for (size_t i = 0; i < fleet->n_segments; i++)
		emit_segment(out, &fleet->segments[i]);
	if (fleet->n_releases > 0)
		pl_buf_puts(out, "  releases:\n");
	for (size_t i = 0; i < fleet->n_releases; i++)
		n += emit_release(out, &fleet->releases[i]);
	if (fleet->n_minimums > 0)
		pl_buf_puts(out, "  minimum-version:\n");
	for (size_t i = 0; i < fleet->n_minimums; i++)
		emit_minimum(out, &fleet->minimums[i]);
	if (fleet->adoption.file) {
		pl_buf_puts(out, "  ");
		pl_emit_line(out, "adoption", fleet->adoption.file);
	}
	return n;
}

/* "99.5%", or user-days with up to three digits behind the point. */
static void put_amount(struct pl_buf *out, const struct pl_expect *claim)
{
	char share[PL_SHARE_TEXT];
	int64_t part = claim->amount % 1000;
	int digits = 3;

	if (claim->measure != PL_FLEET_LOST) {
		pl_buf_puts(out, claim->amount ? pl_share_words((unsigned)claim->amount, share) : "0%");
		return;
	}
	pl_buf_printf(out, "%" PRId64, claim->amount / 1000);
	for (; part > 0 && part % 10 == 0; part /= 10)
		digits--;
	if (part > 0)
		pl_buf_printf(out, ".%0*" PRId64, digits, part);
}

void pl_emit_fleet_claim(struct pl_buf *out, const struct pl_expect *claim)
{
	struct pl_flow flow = pl_flow_map(out);
	char *when = claim->timed ? pl_emit_when(&claim->at) : NULL;

	pl_flow_key(&flow, pl_fleet_measure_name(claim->measure));
	pl_buf_printf(out, "\"%s ", pl_compare_sign(claim->compare));
	put_amount(out, claim);
	pl_buf_putc(out, '"');
	pl_flow_text(&flow, "at", when);
	pl_flow_text(&flow, "segment", claim->segment);
	pl_flow_text(&flow, "version", claim->version);
	pl_flow_end(&flow);
	free(when);
}
