/* How long are a host's certificates valid, and how long before their end are they renewed? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static bool read_duration(struct pl_decoder *decoder, const struct pl_node *node, const char *or_,
			  int64_t *out)
{
	const char *why;

	if (pl_duration_parse(node->text, out, &why))
		return true;
	pl_decode_error(decoder, node->pos, "'%s' is neither a duration like 90d or 12h nor %s: %s",
			pl_decode_show(decoder, node->text), or_, why);
	return false;
}

void pl_decode_lifetime(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "lifetime", "a duration like 90d, or max"))
		return;
	host->lifetime_max = pl_streq(node->text, "max");
	free(host->profile);
	host->profile = NULL;
	if (!host->lifetime_max)
		(void)!read_duration(decoder, node, "max", &host->lifetime);
}

void pl_decode_renew_before(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "before", "a duration like 30d, or 1/3"))
		return;
	host->renew_part = 0;
	if (strlen(node->text) == 3 && pl_starts_with(node->text, "1/") && node->text[2] >= '2' &&
	    node->text[2] <= '9')
		host->renew_part = (unsigned)(node->text[2] - '0');
	else
		(void)!read_duration(decoder, node, "a part like 1/3", &host->renew_before);
}

void pl_emit_lifetime(struct pl_flow *flow, const struct pl_host_def *host)
{
	if (host->profile)
		pl_flow_text(flow, "profile", host->profile);
	else if (host->lifetime_max)
		pl_flow_text(flow, "lifetime", "max");
	else
		pl_flow_duration(flow, "lifetime", host->lifetime);
}

void pl_emit_renew_before(struct pl_flow *flow, const struct pl_host_def *host)
{
	char part[] = "1/0";

	if (host->renew_part == 0) {
		pl_flow_duration(flow, "before", host->renew_before);
		return;
	}
	part[2] = (char)('0' + host->renew_part);
	pl_flow_text(flow, "before", part);
}
