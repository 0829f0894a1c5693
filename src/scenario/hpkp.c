/* What does a host's header pin, as a file says it and is written? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "lab/strategy.h"
#include "scenario/emit.h"
#include "util/mem.h"
#include "util/time.h"

#define MAX_AGE_STANDARD (60 * PL_DAY)

static void add_pin(struct pl_decoder *decoder, const struct pl_node *node,
		    struct pl_hpkp_def *def)
{
	struct pl_error err = PL_ERROR_INIT;
	size_t pins = def->n_pins, places = def->n_pins;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "pins",
			  "pins like leaf.spki or sha256/..."))
		return;
	if (pl_pin_expression_check(node->text, node->pos, &err)) {
		def->pins = pl_realloc(def->pins, pins + 1, sizeof(*def->pins));
		def->pin_pos = pl_realloc(def->pin_pos, places + 1, sizeof(*def->pin_pos));
		def->pins[def->n_pins] = pl_strdup(node->text);
		def->pin_pos[def->n_pins++] = pl_decode_pos(decoder, node);
	}
	pl_decode_take(decoder, &err);
}

static void read_pins(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (node->kind != PL_NODE_LIST) {
		add_pin(decoder, node, &host->hpkp);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		add_pin(decoder, node->items[i], &host->hpkp);
	if (node->n == 0)
		pl_decode_error(decoder, node->pos, "a header without pins is none; leave hpkp out");
}

static const struct pl_field hpkp_fields[] = {
	{ .name = "pins", .type = PL_FIELD_TEXTS, .required = true, .read = read_pins,
	  .help = "as they are at the start: leaf.spki, backup.spki, sha256/..." },
	{ .name = "max-age", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_host_def, hpkp.max_age),
	  .help = "for how long browsers remember it; 60d if omitted" },
	{ .name = "subdomains", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_host_def, hpkp.subdomains),
	  .help = "for all names below the host's as well; false if omitted" },
	{ .name = "report-only", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_host_def, hpkp.report_only),
	  .help = "it is not noted and only reports; false if omitted" },
};
const struct pl_shape pl_shape_hpkp = { "'hpkp'", hpkp_fields, PL_ARRAY_LEN(hpkp_fields) };

void pl_decode_hpkp(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	host->hpkp.max_age = MAX_AGE_STANDARD;
	pl_decode_map(decoder, node, &pl_shape_hpkp, host);
}

static void emit_true(struct pl_flow *flow, const char *key, bool value)
{
	if (!value)
		return;
	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, "true");
}

void pl_emit_hpkp(struct pl_flow *flow, const struct pl_host_def *host)
{
	struct pl_flow hpkp;

	if (host->hpkp.n_pins == 0)
		return;
	pl_flow_key(flow, "hpkp");
	hpkp = pl_flow_map(flow->out);
	pl_flow_texts(&hpkp, "pins", host->hpkp.pins, host->hpkp.n_pins);
	pl_flow_duration(&hpkp, "max-age", host->hpkp.max_age);
	emit_true(&hpkp, "subdomains", host->hpkp.subdomains);
	emit_true(&hpkp, "report-only", host->hpkp.report_only);
	pl_flow_end(&hpkp);
}
