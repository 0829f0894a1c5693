/* `pinlab rehearse`: a shadow of one's own chains and pins, what breaks in it, and when. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/inputs.h"
#include "cli/password.h"
#include "cli/shared.h"
#include "rehearsal/rehearse.h"
#include "rehearsal/runbook.h"
#include "report/rehearsal.h"
#include "scenario/scenario.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct rehearsing {
	const struct pl_args *args;
	struct pl_inputs inputs;
	struct pl_shadow_input input;
	struct pl_shadow_label *labels;
	char **texts;            /* what labels borrow */
	size_t n_labels;
	int64_t until;
	struct pl_engine *engine;
	struct pl_rehearsal result;
};

/* SPELLING=WHAT; a spelling may end in equals signs itself. */
static bool read_labels(struct rehearsing *r, struct pl_error *err)
{
	const char *const *values = pl_args_values(r->args, "label", &r->n_labels);

	r->labels = pl_calloc(r->n_labels + 1, sizeof(*r->labels));
	r->texts = pl_calloc(r->n_labels + 1, sizeof(*r->texts));
	for (size_t i = 0; i < r->n_labels; i++) {
		char *text = r->texts[i] = pl_strdup(values[i]);
		char *equals = strrchr(text, '=');

		if (!equals || equals == text || !equals[1])
			return pl_error_usage(err, "--label takes SPELLING=WHAT, like "
					      "sha256/AbC...=next-leaf-key, not '%s'", values[i]);
		*equals = '\0';
		r->labels[i] = (struct pl_shadow_label){ text, equals + 1 };
	}
	return true;
}

static bool read_renewal(struct rehearsing *r, struct pl_error *err)
{
	static const char *const words[] = { "same", "new", "backup" };
	static const enum pl_key_mode modes[] = { PL_KEY_SAME, PL_KEY_NEW, PL_KEY_BACKUP };
	const char *word = pl_args_value(r->args, "renew-key");

	r->input.renew_key = PL_KEY_NEW;
	r->input.renew_key_said = word;
	for (size_t i = 0; i < r->n_labels && !word; i++)
		if (pl_streq(r->labels[i].what, "next-leaf-key"))
			r->input.renew_key = PL_KEY_BACKUP;
	for (size_t i = 0; word && i < PL_ARRAY_LEN(words); i++) {
		if (pl_streq(word, words[i])) {
			r->input.renew_key = modes[i];
			return true;
		}
	}
	if (word)
		pl_cli_unknown("kind of renewal", word, words, PL_ARRAY_LEN(words), err);
	return !word;
}

static bool read_until(struct rehearsing *r, struct pl_error *err)
{
	const char *text = pl_args_value(r->args, "until"), *why;

	r->until = PL_TIME_NONE;
	if (!text)
		return true;
	if (!pl_time_parse(text, &r->until, &why))
		return pl_error_usage(err, "--until takes a date like 2028-08-03, not '%s': %s",
				      text, why);
	return r->until > r->input.at ||
	       pl_error_usage(err, "--until is before the rehearsal starts; name a later day");
}

/* A scenario names files, which are read at every run without anybody at the terminal. */
static bool check_save(const struct rehearsing *r, struct pl_error *err)
{
	static const char *const options[] = { "chain", "pins", "trust" };
	const char *path = pl_args_value(r->args, "save");

	if (path && pl_exists(path))
		return pl_error_environment(err, path, "this file exists; choose another name");
	for (size_t i = 0; path && i < PL_ARRAY_LEN(options); i++) {
		size_t n;
		const char *const *values = pl_args_values(r->args, options[i], &n);

		for (size_t k = 0; k < n; k++)
			if (pl_streq(values[k], "-") || pl_is_dir(values[k]))
				return pl_error_usage(err, "--save needs files that can be read "
						      "again: --%s %s is none", options[i],
						      values[k]);
	}
	return true;
}

static bool read(struct rehearsing *r, struct pl_error *err)
{
	if (!pl_args_has(r->args, "chain") || !pl_args_has(r->args, "pins"))
		return pl_error_usage(err, "a rehearsal needs --chain and --pins: what the server "
				      "sends, and what the app pins");
	if (!check_save(r, err))
		return false;
	r->input.facts = pl_facts_standard();
	if (!pl_cli_at(r->args, &r->input.at, err) || !read_labels(r, err) ||
	    !read_renewal(r, err) || !read_until(r, err) ||
	    !pl_cli_inputs_read(r->args, &r->inputs, err) ||
	    !pl_cli_inputs_ready(r->args, &r->inputs, err))
		return false;
	pl_inputs_shadow(&r->inputs, &r->input);
	r->input.labels = r->labels;
	r->input.n_labels = r->n_labels;
	return true;
}

static bool try_standard(struct rehearsing *r, struct pl_result *results, struct pl_error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < r->result.model->n_hosts; i++) {
		struct pl_matrix matrix = { 0 };

		results[i] = (struct pl_result)PL_RESULT_INIT;
		ok = pl_rehearse_standard(r->engine, &r->result, i, &matrix, err);
		if (ok)
			pl_result_of_matrix(&results[i], &matrix, r->result.model->hosts[i].id);
		pl_matrix_clear(&matrix);
	}
	return ok;
}

static void put(const struct rehearsing *r, const struct pl_result *standard)
{
	struct pl_buf out = PL_BUF_INIT;

	if (pl_args_has(r->args, "json")) {
		pl_rehearsal_json(&out, &r->result);
	} else {
		pl_cli_say_at(r->args, r->input.at, &out);
		pl_buf_putc(&out, '\n');
		pl_rehearsal_text(&out, &r->result, standard, &r->args->out);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static bool write_runbook(const struct rehearsing *r, struct pl_error *err)
{
	const char *path = pl_args_value(r->args, "runbook");
	struct pl_buf out = PL_BUF_INIT;
	bool ok;

	pl_runbook(&out, &r->result, &r->inputs);
	ok = pl_file_write(path, pl_buf_str(&out), out.len, 0644, err);
	pl_buf_clear(&out);
	return ok;
}

/* The scenario is written whole or not at all, and never over a file that is there. */
static bool save(const struct rehearsing *r, struct pl_error *err)
{
	const char *path = pl_args_value(r->args, "save");
	char *folder = pl_path_dir(path);
	struct pl_shadow_files files = { .folder = folder, .inputs = &r->inputs };
	struct pl_buf out = PL_BUF_INIT;
	char **hosts = pl_args_words(r->args, "host");
	size_t n;
	bool ok;

	files.trust = pl_args_values(r->args, "trust", &files.n_trust);
	files.hosts = (const char *const *)hosts;
	while (hosts && hosts[files.n_hosts])
		files.n_hosts++;
	n = pl_scenario_write_shadow(&r->result, &files, &out);
	ok = pl_file_write(path, pl_buf_str(&out), out.len, 0644, err);
	if (ok)
		fprintf(stderr, n ? "%s is written with %zu expectation%s; try: pinlab run %s\n"
				  : "%s is written without an expectation (%zu%s), for nothing reaches "
				    "its host today: %s\n",
			path, n, n == 1 ? "" : "s", path);
	pl_words_free(hosts);
	pl_buf_clear(&out);
	free(folder);
	return ok;
}

static bool is_broken(const struct rehearsing *r)
{
	for (size_t i = 0; i < r->result.runway.n; i++)
		if (pl_state_info(r->result.runway.lanes[i].today)->verdict == PL_BREAKS)
			return true;
	return false;
}

static bool rehearse(struct rehearsing *r, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_result *standard;
	bool ok = pl_rehearse(r->engine, &r->input, r->until, &r->result, &errors);

	pl_cli_take_errors(&errors, err);
	if (!ok)
		return false;
	standard = pl_calloc(r->result.model->n_hosts + 1, sizeof(*standard));
	ok = try_standard(r, standard, err);
	if (ok && !pl_streq(pl_args_value(r->args, "runbook"), "-"))
		put(r, standard);
	if (ok && pl_args_has(r->args, "runbook"))
		ok = write_runbook(r, err);
	if (ok && pl_args_has(r->args, "save"))
		ok = save(r, err);
	for (size_t i = 0; i < r->result.model->n_hosts; i++)
		pl_result_clear(&standard[i]);
	free(standard);
	return ok;
}

static void clear(struct rehearsing *r)
{
	pl_rehearsal_clear(&r->result);
	if (r->engine)
		pl_engine_free(r->engine);
	pl_inputs_clear(&r->inputs);
	for (size_t i = 0; i < r->n_labels; i++)
		free(r->texts ? r->texts[i] : NULL);
	free(r->texts);
	free(r->labels);
}

static int run_rehearse(const struct pl_args *args, struct pl_error *err)
{
	struct rehearsing r = { .args = args };
	int code = 0;

	pl_inputs_init(&r.inputs);
	if (read(&r, err)) {
		r.engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		if (rehearse(&r, err))
			code = is_broken(&r);
	}
	clear(&r);
	return code;
}

static const struct pl_option options[] = {
	PL_OPTION_PINS,
	PL_OPTION_CHAIN,
	PL_OPTION_HOST,
	PL_OPTION_TRUST,
	PL_OPTION_PIN_CLIENT,
	{ .name = "label",
	  .argument = "SPELLING=WHAT",
	  .repeats = true,
	  .help = "what a pin is that matches nothing: next-leaf-key, other-ca, or a name" },
	{ .name = "renew-key",
	  .argument = "WHICH",
	  .help = "key of each renewal: new (default), same, or backup" },
	{ .name = "until",
	  .argument = "DATE",
	  .help = "how far to look ahead (default: two years)" },
	{ .name = "runbook",
	  .argument = "FILE",
	  .help = "what to do, who and when, in Markdown; - prints it instead" },
	{ .name = "save",
	  .argument = "FILE",
	  .help = "a scenario for CI that reads chains and pins again at every run" },
	{ .name = "at", .argument = "DATE", .help = "as of that day (default: today)" },
	{ .name = "json", .help = "as a program reads it" },
	PL_OPTION_PASSWORD_FILE,
};

const struct pl_command pl_command_rehearse = {
	.name = "rehearse",
	.operands = "",
	.summary = "a shadow of your chains with lab keys: what breaks your pins, and when",
	.example = "pinlab rehearse --chain prod.pem --pins network_security_config.xml\n"
		   "pinlab rehearse --chain prod.pem --pins pins.txt --renew-key same --json",
	.exits = "1: a pin file is cut off today",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.run = run_rehearse,
};
