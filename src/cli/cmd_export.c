/* `pinlab export`: every step of a scenario as files for openssl, curl and scripts. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>

#include "cli/settings.h"
#include "cli/shared.h"
#include "report/export.h"

static bool export_run(const struct pl_args *args, const struct pl_cli_run *run,
		       struct pl_export_notes *notes, struct pl_error *err)
{
	struct pl_export_options options = { .with_keys = pl_args_has(args, "with-keys") };
	struct pl_result result = PL_RESULT_INIT;
	bool ok;

	pl_result_of_run(&result, run->run, &run->checks);
	ok = pl_export(run->run, &result, args->operands[1], &options, notes, err);
	pl_result_clear(&result);
	return ok;
}

static void print_commands(const struct pl_args *args, const struct pl_cli_run *run)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_export_commands(run->run, args->operands[1], &out);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static int run_export(const struct pl_args *args, struct pl_error *err)
{
	struct pl_cli_run run = { 0 };
	struct pl_export_notes notes;
	enum pl_engine_mode mode;

	if (pl_cli_engine(args, &mode, err) && pl_cli_run(args, args->operands[0], mode, &run, err) &&
	    export_run(args, &run, &notes, err)) {
		if (notes.keys_refused > 0)
			fprintf(stderr, "%zu keys are not written: their hosts have real names\n",
				notes.keys_refused);
		if (pl_args_has(args, "explain-commands"))
			print_commands(args, &run);
		else
			printf("%zu files of %zu steps are in %s\n", notes.files, run.run->n_steps,
			       args->operands[1]);
	}
	pl_cli_run_clear(&run);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "with-keys", .help = "host keys too (0600), for reserved names only" },
	{ .name = "explain-commands", .help = "prints lines that repeat each verdict" },
	{ .name = "engine", .argument = "NAME", .help = "verify (default) or handshake" },
	PL_OPTION_SET,
	PL_OPTION_VARIANT,
};

const struct pl_command pl_command_export = {
	.name = "export",
	.operands = "SCENARIO DIR",
	.summary = "writes every step of a scenario as PEM and JSON files",
	.example = "pinlab export rotation.yaml out --explain-commands",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 2,
	.most = 2,
	.run = run_export,
};
