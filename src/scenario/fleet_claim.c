/* What is asked of the fleet: {availability: ">= 99.5%", at: rotation, segment: kiosks}? */
#include <config.h>

#include "scenario/decode.h"

#include <ctype.h>
#include <string.h>

#include "util/share.h"
#include "util/text.h"

#define USER_DAYS_MAX INT64_C(1000000000000000)

static void read_share(struct pl_decoder *decoder, const struct pl_node *node,
		       enum pl_fleet_measure measure, void *target)
{
	struct pl_expect *expect = target;
	const char *why = NULL, *text;
	unsigned share = 0;

	expect->measure = measure;
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, pl_fleet_measure_name(measure),
			  "a comparison like \">= 99.5%\""))
		return;
	text = pl_decode_compare(node->text, &expect->compare);
	if (strcmp(text, "0%") != 0 && !pl_share_parse(text, &share, &why))
		pl_decode_error(decoder, node->pos,
				"'%s' is not a comparison like \">= 99.5%%\": %s",
				pl_decode_show(decoder, node->text), why);
	expect->amount = share;
}

static void read_availability(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_share(decoder, node, PL_FLEET_AVAILABILITY, target);
}

static void read_exposure(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_share(decoder, node, PL_FLEET_EXPOSURE, target);
}

static void read_never_returns(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	read_share(decoder, node, PL_FLEET_NEVER_RETURNS, target);
}

/* Digits, and up to three behind a point: thousandths. */
static bool parse_days(const char *text, int64_t *out)
{
	int64_t unit = 1000;

	*out = 0;
	if (!isdigit((unsigned char)*text))
		return false;
	for (; isdigit((unsigned char)*text) && *out <= USER_DAYS_MAX; text++)
		*out = *out * 10 + (*text - '0');
	*out *= 1000;
	if (*text == '.' && isdigit((unsigned char)text[1]))
		for (text++; isdigit((unsigned char)*text) && unit > 1; text++) {
			unit /= 10;
			*out += unit * (*text - '0');
		}
	return *text == '\0' && *out <= USER_DAYS_MAX * 1000;
}

static void read_lost(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;

	expect->measure = PL_FLEET_LOST;
	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "lost", "a comparison like \"< 12000\""))
		return;
	if (!parse_days(pl_decode_compare(node->text, &expect->compare), &expect->amount))
		pl_decode_error(decoder, node->pos,
				"'%s' is not a comparison with user-days like \"< 12000\"",
				pl_decode_show(decoder, node->text));
}

static void read_at(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;

	expect->timed = true;
	if (pl_decode_is(decoder, node, PL_NODE_TEXT, "at", "a date or an event's id"))
		pl_decode_moment(decoder, pl_decode_pos(decoder, node), node->text, expect);
}

static void read_segment(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!pl_decode_text(decoder, node, "segment", &((struct pl_expect *)target)->segment);
}

static void read_version(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)!pl_decode_text(decoder, node, "version", &((struct pl_expect *)target)->version);
}

#define MEASURES PL_FLEET_MEASURES /* the first of the table */

static const struct pl_field fields[] = {
	{ .name = "availability", .type = PL_FIELD_VALUE, .read = read_availability,
	  .def = "share-comparison",
	  .help = "share of the users that reaches its host; without at: its lowest" },
	{ .name = "exposure", .type = PL_FIELD_VALUE, .read = read_exposure,
	  .def = "share-comparison",
	  .help = "share that a scripted attack reads; without at: its highest" },
	{ .name = "lost", .type = PL_FIELD_VALUE, .read = read_lost, .def = "amount-comparison",
	  .help = "user-days without the host, cut off or locked out, over the run" },
	{ .name = "never-returns", .type = PL_FIELD_VALUE, .read = read_never_returns,
	  .def = "share-comparison",
	  .help = "share that is out at the end and on no way back" },
	{ .name = "at", .type = PL_FIELD_VALUE, .read = read_at, .def = "when",
	  .help = "when it must be so; omitted: throughout" },
	{ .name = "segment", .type = PL_FIELD_VALUE, .read = read_segment, .def = "id",
	  .help = "of its users only" },
	{ .name = "version", .type = PL_FIELD_VALUE, .read = read_version, .def = "version",
	  .help = "of those who have it only" },
};
const struct pl_shape pl_shape_fleet_claim = { "an expectation of the fleet", fields,
					       PL_ARRAY_LEN(fields) };

static bool is_total(enum pl_fleet_measure measure)
{
	return measure == PL_FLEET_LOST || measure == PL_FLEET_NEVER_RETURNS;
}

void pl_decode_fleet_claim(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_expect *expect = target;
	size_t before = decoder->count, n = 0;

	expect->kind = PL_EXPECT_FLEET;
	pl_decode_map(decoder, node, &pl_shape_fleet_claim, expect);
	for (size_t i = 0; i < MEASURES && node->kind == PL_NODE_MAP; i++)
		n += pl_node_get(node, fields[i].name, NULL) != NULL;
	if (decoder->count != before)
		return;
	if (n != 1)
		pl_decode_error(decoder, node->pos,
				"an expectation of the fleet asks for one of availability, exposure, "
				"lost and never-returns");
	else if (expect->timed && is_total(expect->measure))
		pl_decode_error(decoder, node->pos,
				"%s is what the whole run comes to; remove at",
				pl_fleet_measure_name(expect->measure));
}
