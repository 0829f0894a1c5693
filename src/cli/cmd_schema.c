/* `pinlab schema`: what editors and programs can check files against. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "report/result_json.h"
#include "scenario/scenario.h"

static int run_schema(const struct pl_args *args, struct pl_error *err)
{
	const char *what = args->n ? args->operands[0] : "scenario";
	struct pl_buf out = PL_BUF_INIT;

	if (strcmp(what, "scenario") == 0)
		pl_scenario_schema(&out);
	else if (strcmp(what, "result") == 0)
		pl_result_schema(&out);
	else
		pl_error_usage(err, "there is a schema of 'scenario' and of 'result', not of '%s'",
			       what);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	return 0;
}

const struct pl_command pl_command_schema = {
	.name = "schema",
	.operands = "[scenario|result]",
	.summary = "the JSON Schema of scenario files, or of JSON results",
	.example = "pinlab schema > scenario.schema.json   # then, first line of a scenario:\n"
		   "# yaml-language-server: $schema=./scenario.schema.json",
	.most = 1,
	.run = run_schema,
};
