/* How often does an operator publish what it revoked, and how late? */
#include <config.h>

#include "scenario/decode.h"

#include "scenario/emit.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_field channel_fields[] = {
	{ .name = "every", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_channel_pace, every),
	  .help = "between two issues; 1d if omitted" },
	{ .name = "valid", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_channel_pace, valid),
	  .help = "how long each issue counts; 7d if omitted" },
	{ .name = "delay", .type = PL_FIELD_DURATION,
	  .offset = offsetof(struct pl_channel_pace, delay),
	  .help = "from a revocation to the issue that says so; 1h for ocsp, 1d for crl if "
		  "omitted" },
};
const struct pl_shape pl_shape_channel = { "a channel", channel_fields,
					   PL_ARRAY_LEN(channel_fields) };

static void read_channel(struct pl_decoder *decoder, const struct pl_node *node, void *target,
			 enum pl_channel channel)
{
	struct pl_channel_pace *pace = &((struct pl_operator_def *)target)->channels[channel];

	if (node->kind == PL_NODE_TEXT && pl_streq(node->text, "none"))
		pace->off = true;
	else
		pl_decode_map(decoder, node, &pl_shape_channel, pace);
}

void pl_decode_ocsp(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_channel(decoder, node, target, PL_CHANNEL_OCSP);
}

void pl_decode_crl(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_channel(decoder, node, target, PL_CHANNEL_CRL);
}

void pl_emit_channels(struct pl_flow *flow, const struct pl_operator_def *operator_)
{
	for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
		const struct pl_channel_pace *pace = &operator_->channels[channel];
		const struct pl_channel_pace usual = pl_channel_standard(channel);
		struct pl_flow map;

		if (pace->off) {
			pl_flow_text(flow, pl_channel_name(channel), "none");
			continue;
		}
		if (pace->every == usual.every && pace->valid == usual.valid &&
		    pace->delay == usual.delay)
			continue;
		pl_flow_key(flow, pl_channel_name(channel));
		map = pl_flow_map(flow->out);
		pl_flow_duration(&map, "every", pace->every);
		pl_flow_duration(&map, "valid", pace->valid);
		pl_flow_duration(&map, "delay", pace->delay);
		pl_flow_end(&map);
	}
}
