/* `pinlab lab`: the interactive lab; without a terminal its matrix as text. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/places.h"
#include "cli/settings.h"
#include "cli/shared.h"
#include "cli/terminal.h"
#include "lab/matrix.h"
#include "report/text.h"
#include "tui/tui.h"
#include "util/file.h"

static void print_result(const struct pl_args *args, const struct pl_result *result)
{
	struct pl_buf out = PL_BUF_INIT;

	if (result->name) {
		pl_style_text(&args->out, &out, result->name);
		pl_buf_puts(&out, "\n\n");
	}
	pl_text_matrix(&out, result, &args->out, false);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

/* What happens in the scenario; where nothing does, what would under the standard events. */
static bool fill_result(struct pl_result *out, struct pl_engine *engine,
			const struct pl_model *model, struct pl_error *err)
{
	struct pl_matrix matrix = { 0 };
	struct pl_run *run;
	bool ok;

	if (model->n_events == 0) {
		ok = pl_standard_matrix(engine, model, NULL, false, &matrix, err);
		if (ok)
			pl_result_of_matrix(out, &matrix, model->name);
		pl_matrix_clear(&matrix);
		return ok;
	}
	run = pl_run_new(engine, model, err);
	ok = run && pl_run_all(run, err);
	if (ok)
		pl_result_of_run(out, run, NULL);
	pl_run_free(run);
	return ok;
}

/* Bare, the lab means its first lesson. */
static struct pl_model *load(const struct pl_tui_options *options, struct pl_errors *errors)
{
	struct pl_tui_options bare = *options;
	struct pl_model *model;
	char *first = NULL;

	if (!options->scenario && !options->at && !options->all) {
		first = pl_path_join(options->scenarios_dir, "lessons/first.yaml");
		if (pl_exists(first))
			bare.scenario = first;
	}
	model = pl_tui_model(&bare, errors);
	free(first);
	return model;
}

static int show_as_text(const struct pl_args *args, const struct pl_tui_options *options,
			struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = load(options, &errors);
	struct pl_result result = PL_RESULT_INIT;
	struct pl_engine *engine;

	pl_cli_take_errors(&errors, err);
	if (!model)
		return 0;
	fprintf(stderr, "no terminal here, so this is the lab's matrix as text; "
			"in a terminal, 'pinlab' is interactive\n");
	if (model->variant)
		fprintf(stderr, "this is %s, one of %zu variants; --variant NAME shows another\n",
			model->variant, model->n_variants);
	engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	if (fill_result(&result, engine, model, err))
		print_result(args, &result);
	pl_result_clear(&result);
	pl_engine_free(engine);
	pl_model_free(model);
	return 0;
}

static bool read_theme(const struct pl_args *args, enum pl_theme *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "theme");

	*out = PL_THEME_AUTO;
	if (word && !pl_theme_parse(word, out))
		return pl_error_usage(err, "--theme is dark, light or mono, not '%s'", word);
	/* The page of every command promises --color; here it can only mean none. */
	if (!word && !args->out.color)
		*out = PL_THEME_MONO;
	return true;
}

/* The screen after some keys, as text: for documents and reports of trouble. */
static int show_screen(const struct pl_args *args, struct pl_tui_options *options,
		       struct pl_error *err)
{
	const char *size = pl_args_value(args, "screen"), *keys = pl_args_value(args, "keys");
	struct pl_buf out = PL_BUF_INIT;
	int cols, rows, used = 0;

	options->utf8 = !options->ascii;
	if (sscanf(size, "%4dx%4d%n", &cols, &rows, &used) != 2 || size[used])
		pl_error_usage(err, "--screen takes COLUMNSxROWS like 80x24, not '%s'", size);
	else if (pl_tui_screen(options, cols, rows, keys, &out, NULL, err))
		fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	return 0;
}

static int run_lab(const struct pl_args *args, struct pl_error *err)
{
	char *certs = pl_place_certs(), *scenarios = pl_place_scenarios();
	struct pl_settings settings = { 0 };
	struct pl_tui_options options = {
		.settings = &settings,
		.variant = pl_args_value(args, "variant"),
		.scenario = args->n ? args->operands[0] : NULL,
		.at = pl_args_value(args, "at"),
		.certs_dir = certs,
		.scenarios_dir = scenarios,
		.all = pl_args_has(args, "all"),
		.ascii = pl_args_has(args, "ascii"),
		.utf8 = pl_args_has(args, "utf8"),
		.mouse = pl_args_has(args, "mouse"),
	};
	int code = 0;

	if (options.scenario && options.at)
		pl_error_usage(err, "--at names the file already; leave '%s' out",
			       options.scenario);
	else if (options.ascii && options.utf8)
		pl_error_usage(err, "--ascii and --utf8 exclude each other");
	else if (pl_args_has(args, "keys") && !pl_args_has(args, "screen"))
		pl_error_usage(err, "--keys goes with --screen");
	else if (!pl_cli_settings(args, &settings, err) ||
		 (options.at && !pl_cli_check_at(options.at, err)))
		code = 0;
	else if (read_theme(args, &options.theme, err) && pl_args_has(args, "screen"))
		code = show_screen(args, &options, err);
	else if (err->kind == PL_ERROR_NONE)
		code = pl_terminal_is_interactive() ? pl_tui_main(&options, err)
						    : show_as_text(args, &options, err);
	pl_cli_settings_clear(&settings);
	free(certs);
	free(scenarios);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "at", .argument = "FILE:LINE", .help = "opens the step of that line" },
	{ .name = "all", .help = "every strategy and every attack" },
	PL_OPTION_SET,
	PL_OPTION_VARIANT,
	{ .name = "theme", .argument = "NAME", .help = "dark, light or mono" },
	{ .name = "ascii", .help = "plain signs, whatever the locale" },
	{ .name = "utf8", .help = "all signs, whatever the locale" },
	{ .name = "mouse", .help = "listens to the mouse from the start" },
	{ .name = "screen", .argument = "COLSxROWS", .help = "prints such a screen instead" },
	{ .name = "keys", .argument = "KEYS", .help = "with --screen: after these, as in Rj<Enter>" },
};

const struct pl_command pl_command_lab = {
	.name = "lab",
	.operands = "[SCENARIO]",
	.summary = "the interactive lab: a hierarchy, a clock, and who survives what",
	.example = "pinlab lab\npinlab lab --at rotation.yaml:31",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.most = 1,
	.run = run_lab,
};
