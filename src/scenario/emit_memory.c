/* How is written what an app keeps between its connections? */
#include <config.h>

#include "scenario/emit.h"

#include <string.h>

#include "scenario/decode.h"

bool pl_memory_is_default(const struct pl_strategy_def *strategy)
{
	const struct pl_memory_def *memory = &strategy->memory;

	return !memory->refetch && memory->rollback_protection && memory->refresh == 0 &&
	       memory->fresh_for == 0 && memory->first_start == PL_FIRST_EMBEDDED &&
	       memory->on_stale == PL_STALE_REFUSE && memory->channel == PL_LIST_OWN &&
	       memory->session_tickets == 0;
}

static void emit_bool(struct pl_flow *flow, const char *key, bool value)
{
	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, value ? "true" : "false");
}

static void emit_duration(struct pl_flow *flow, const char *key, int64_t seconds)
{
	if (seconds > 0)
		pl_flow_duration(flow, key, seconds);
}

void pl_emit_memory(struct pl_flow *flow, const struct pl_strategy_def *strategy)
{
	const struct pl_memory_def *memory = &strategy->memory;

	if (memory->refetch)
		emit_bool(flow, "refetch", true);
	emit_duration(flow, "refresh", memory->refresh);
	emit_duration(flow, "fresh-for", memory->fresh_for);
	if (!memory->rollback_protection)
		emit_bool(flow, "rollback-protection", false);
	if (memory->first_start != PL_FIRST_EMBEDDED)
		pl_flow_text(flow, "first-start", pl_words_of_first_start[memory->first_start]);
	if (memory->on_stale != PL_STALE_REFUSE)
		pl_flow_text(flow, "on-stale", pl_words_of_on_stale[memory->on_stale]);
	if (memory->channel != PL_LIST_OWN)
		pl_flow_text(flow, "list-channel", pl_words_of_list_channel[memory->channel]);
	emit_duration(flow, "session-tickets", memory->session_tickets);
}
