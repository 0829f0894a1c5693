/* How is written what an app keeps between its connections? */
#include <config.h>

#include "scenario/emit.h"

bool pl_memory_is_default(const struct pl_strategy_def *strategy)
{
	return !strategy->memory.refetch && strategy->memory.session_tickets == 0;
}

void pl_emit_memory(struct pl_flow *flow, const struct pl_strategy_def *strategy)
{
	const struct pl_memory_def *memory = &strategy->memory;

	if (memory->refetch) {
		pl_flow_key(flow, "refetch");
		pl_buf_puts(flow->out, "true");
	}
	if (memory->session_tickets > 0)
		pl_flow_duration(flow, "session-tickets", memory->session_tickets);
}
