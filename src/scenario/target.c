/* What must a plan keep, and what may move for it? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/share.h"

/* ">= 99.5%", or the share alone. */
static void read_availability(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_target_def *def = target;
	const char *text = node->text, *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "availability", "a share like \">= 99.5%\""))
		return;
	if (strncmp(text, ">=", 2) == 0)
		text += 2 + strspn(text + 2, " ");
	if (!pl_share_parse(text, &def->availability, &why))
		pl_decode_error(decoder, node->pos,
				"'%s' is no least share of the users: %s; write it like "
				"\">= 99.5%%\"",
				pl_decode_show(decoder, node->text), why);
}

static void read_named(struct pl_decoder *decoder, const struct pl_node *node, const char *name,
		       char **out, struct pl_pos *pos)
{
	if (pl_decode_text(decoder, node, name, out))
		*pos = pl_decode_pos(decoder, node);
}

static void read_move(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_target_def *def = target;

	read_named(decoder, node, "move", &def->move, &def->move_pos);
}

static void read_release(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_target_def *def = target;

	read_named(decoder, node, "release", &def->release, &def->release_pos);
}

#define MEMBER(member) offsetof(struct pl_target_def, member)

static const struct pl_field fields[] = {
	{ .name = "availability", .type = PL_FIELD_VALUE, .required = true,
	  .read = read_availability, .def = "least-share",
	  .help = "so many users reach their host at every second: \">= 99.5%\"" },
	{ .name = "move", .type = PL_FIELD_VALUE, .required = true, .read = read_move, .def = "id",
	  .help = "the id of the event that may be on another day" },
	{ .name = "from", .type = PL_FIELD_DATE, .offset = MEMBER(from),
	  .help = "the first day that it may have; omitted: the start" },
	{ .name = "by", .type = PL_FIELD_DATE, .offset = MEMBER(by),
	  .help = "the last day that it may have; omitted: the end of the run" },
	{ .name = "release", .type = PL_FIELD_VALUE, .read = read_release, .def = "text",
	  .help = "the version that prepares it; omitted: the last one submitted before it" },
};
const struct pl_shape pl_shape_target = { "a target", fields, PL_ARRAY_LEN(fields) };

void pl_decode_target(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_model *model = target;

	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "target", "a map"))
		return;
	model->target = pl_target_def_new();
	model->target->pos = pl_decode_pos(decoder, node);
	pl_decode_map(decoder, node, &pl_shape_target, model->target);
}

void pl_emit_target(struct pl_buf *out, const struct pl_model *model)
{
	const struct pl_target_def *target = model->target;
	char share[PL_SHARE_TEXT], *least;
	struct pl_flow map;

	if (!target)
		return;
	least = pl_asprintf(">= %s", pl_share_words(target->availability, share));
	pl_buf_puts(out, "target: ");
	map = pl_flow_map(out);
	pl_flow_text(&map, "availability", least);
	pl_flow_text(&map, "move", target->move);
	pl_flow_date(&map, "from", target->from);
	pl_flow_date(&map, "by", target->by);
	pl_flow_text(&map, "release", target->release);
	pl_flow_end(&map);
	pl_buf_putc(out, '\n');
	free(least);
}
