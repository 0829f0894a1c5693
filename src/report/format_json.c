/* The JSON report: format 1, for programs. */
#include <config.h>

#include "report/formats.h"

#include "report/result_json.h"

static void put_begin(struct pl_report_state *state)
{
	pl_result_json_head(state->out);
}

static void put_result(struct pl_report_state *state, const struct pl_result *result)
{
	pl_result_json_run(state->out, result, state->tally.files == 1 && result->variant_at == 0);
}

static void put_end(struct pl_report_state *state)
{
	pl_result_json_foot(state->out, &state->tally);
}

const struct pl_report_format pl_format_json = {
	.name = "json",
	.summary = "everything, for programs; schema: pinlab schema result",
	.begin = put_begin,
	.result = put_result,
	.end = put_end,
};
