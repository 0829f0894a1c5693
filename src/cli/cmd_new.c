/* `pinlab new`: a commented scenario to begin from. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "scenario/scenario.h"
#include "util/file.h"

static int run_new(const struct pl_args *args, struct pl_error *err)
{
	const char *path = args->operands[0];
	struct pl_buf text = PL_BUF_INIT;

	pl_scenario_template(&text);
	if (strcmp(path, "-") == 0) {
		fwrite(pl_buf_str(&text), 1, text.len, stdout);
	} else if (pl_exists(path)) {
		pl_error_environment(err, path,
				     "exists already and stays as it is; name a new file");
	} else if (pl_file_write(path, pl_buf_str(&text), text.len, 0666, err)) {
		printf("%s is written; try: pinlab run %s\n", path, path);
	}
	pl_buf_clear(&text);
	return 0;
}

const struct pl_command pl_command_new = {
	.name = "new",
	.operands = "FILE",
	.summary = "writes a commented scenario to begin from",
	.example = "pinlab new rotation.yaml && pinlab run rotation.yaml",
	.least = 1,
	.most = 1,
	.run = run_new,
};
