/* `pinlab check`: one's own pin files against one's own chains, today. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/connect.h"
#include "cli/gate_inputs.h"
#include "cli/inputs.h"
#include "cli/password.h"
#include "cli/shared.h"
#include "report/gate.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define RHYTHM_STANDARD (30 * PL_DAY)
#define NAMES_MAX 8

/* What the command line says beyond the inputs. */
struct settings {
	int64_t at;
	int64_t rhythm;
	const char *rhythm_origin;
	enum pl_severity fail_on;
	const struct pl_gate_format *format;
};

static bool read_rhythm(const struct pl_args *args, struct settings *out, struct pl_error *err)
{
	const char *text = pl_args_value(args, "release-rhythm"), *why;

	out->rhythm = RHYTHM_STANDARD;
	out->rhythm_origin = "assumed; --release-rhythm says it";
	if (!text)
		return true;
	out->rhythm_origin = "--release-rhythm";
	if (pl_duration_parse(text, &out->rhythm, &why))
		return true;
	return pl_error_usage(err, "--release-rhythm takes a duration like 30d or 2w, not '%s': %s",
			      text, why);
}

static bool read_fail_on(const struct pl_args *args, struct settings *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "fail-on");

	out->fail_on = PL_SEVERITY_ERROR;
	if (!word || pl_severity_parse(word, &out->fail_on))
		return true;
	return pl_error_usage(err, "--fail-on is error, warning or info, not '%s'", word);
}

static bool read_format(const struct pl_args *args, struct settings *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "format");
	const struct pl_gate_format *const *formats;
	const char *names[NAMES_MAX];
	size_t n;

	if (word && pl_args_has(args, "json") && !pl_streq(word, "json"))
		return pl_error_usage(err, "--json and --format %s contradict each other", word);
	out->format = pl_gate_format_find(pl_args_has(args, "json") ? "json"
								     : word ? word : "text");
	if (out->format)
		return true;
	formats = pl_gate_formats(&n);
	for (size_t i = 0; i < n; i++)
		names[i] = formats[i]->name;
	pl_cli_unknown("format", word, names, n, err);
	return false;
}

static bool read_settings(const struct pl_args *args, struct settings *out, struct pl_error *err)
{
	if (!pl_args_has(args, "pins"))
		return pl_error_usage(err, "--pins FILE is missing; 'pinlab pins CHAIN' prints what "
				      "a chain could be pinned by");
	return pl_cli_at(args, &out->at, err) && read_rhythm(args, out, err) &&
	       read_fail_on(args, out, err) && read_format(args, out, err);
}

static int judge(const struct pl_args *args, const struct settings *settings,
		 const struct pl_cli_gate *inputs, struct pl_error *err)
{
	struct pl_gate_input input = {
		.at = settings->at,
		.chains = &inputs->chains,
		.chain_hosts = inputs->chain_hosts,
		.anchors = &inputs->trust,
		.files = inputs->files,
		.n_files = inputs->read.n_pins,
		.hosts = (const char *const *)inputs->hosts,
		.n_hosts = inputs->n_hosts,
		.facts = pl_facts_standard(),
		.release_rhythm = settings->rhythm,
		.rhythm_origin = settings->rhythm_origin,
	};
	struct pl_gate *check = pl_gate_run(&input, err);
	struct pl_buf out = PL_BUF_INIT;
	int code = 0;

	if (!check)
		return 0;
	settings->format->write(&out, check, &args->out);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	for (int i = (int)settings->fail_on; i < PL_SEVERITIES; i++) {
		if (pl_gate_count(check, (enum pl_severity)i) > 0)
			code = 1;
	}
	pl_gate_free(check);
	return code;
}

/* Without a word about what to check, the page says how. */
static bool is_bare(const struct pl_args *args)
{
	for (size_t i = 0; i < args->command->n_options; i++) {
		if (args->options[i].n > 0)
			return false;
	}
	return true;
}

static int show_help(const struct pl_args *args)
{
	struct pl_buf page = PL_BUF_INIT;

	pl_help_command(&page, args->command);
	fwrite(pl_buf_str(&page), 1, page.len, stdout);
	pl_buf_clear(&page);
	return PL_ERROR_USAGE;
}

static int run_check(const struct pl_args *args, struct pl_error *err)
{
	struct settings settings;
	struct pl_cli_gate inputs;
	int code = 0;

	if (is_bare(args))
		return show_help(args);
	if (!read_settings(args, &settings, err))
		return 0;
	if (pl_cli_gate(args, &inputs, err))
		code = judge(args, &settings, &inputs, err);
	pl_cli_gate_clear(&inputs);
	return code;
}

static const struct pl_option options[] = {
	PL_OPTION_PINS,
	PL_OPTION_CHAIN,
	PL_OPTION_CONNECT,
	{ .name = "host", .argument = "[FILE=]NAME", .repeats = true,
	  .help = "a name to ask for; with FILE, by that pin file only" },
	PL_OPTION_TRUST,
	PL_OPTION_PIN_CLIENT,
	PL_OPTION_PASSWORD_FILE,
	{ .name = "at", .argument = "DATE", .help = "the day it is asked for; default: today" },
	{ .name = "release-rhythm", .argument = "TIME",
	  .help = "between two releases of the app; default 30d" },
	{ .name = "fail-on", .argument = "LEVEL",
	  .help = "exit 1 from error (default), warning or info on" },
	{ .name = "format", .argument = "FORMAT", .help = "text (default), json or sarif" },
	{ .name = "json", .help = "as --format json" },
};

const struct pl_command pl_command_check = {
	.name = "check",
	.operands = "",
	.summary = "your own pin files against your own chains: what matches today, what is wrong, "
		   "and what cuts the app off first",
	.example = "pinlab check --pins network_security_config.xml --chain fullchain.pem\n"
		   "pinlab check --pins Info.plist --connect api.example.com --fail-on warning",
	.exits = "0 nothing of that level found; 1 found; 2 wrong command line; 3 an input is not "
		 "valid;\n4 a file or the network failed",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.run = run_check,
};
