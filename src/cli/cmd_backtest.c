/* `pinlab backtest`: had these pins been shipped on that day, what would have become of them? */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/certs.h"
#include "cli/password.h"
#include "cli/shared.h"
#include "pin/format.h"
#include "report/backtest.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* One command at work. */
struct test {
	const struct pl_args *args;
	int64_t at;
	struct pl_engine *engine;
	struct pl_history *history;
	struct pl_subjects subjects;
	struct pl_errors errors;
	size_t files; /* of a folder, that were looked into */
};

static bool read_certs(struct test *test, const char *file, struct pl_bytes data,
		       enum pl_history_role role)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list = { 0 };
	bool ok;

	if (data.len > PL_CERT_FILE_MAX)
		ok = pl_error_input(&err, (struct pl_pos){ .file = file },
				    "more than %u bytes of certificates; split the file and give the folder",
				    PL_CERT_FILE_MAX);
	else
		ok = pl_cli_certs_in(test->args, file, data, PL_CLI_KEYS_REFUSE, &list, &err) &&
		     pl_history_add_certs(test->history, file, &list, role, &test->errors);
	pl_cert_list_clear(&list);
	pl_errors_take(&test->errors, &err);
	return ok;
}

static bool read_file(struct test *test, const char *file, enum pl_history_role role)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_bytes data;
	bool ok = pl_file_read(file, PL_HISTORY_MAX_BYTES, &text, &err);

	test->files++;
	pl_errors_take(&test->errors, &err);
	data = (struct pl_bytes){ (const uint8_t *)pl_buf_str(&text), text.len };
	if (ok && role == PL_HISTORY_PAST && pl_history_is_export(file, data))
		ok = pl_history_add_export(test->history, file, data, &test->errors);
	else if (ok)
		ok = read_certs(test, file, data, role);
	if (text.data)
		explicit_bzero(text.data, text.cap);
	pl_buf_clear(&text);
	return ok;
}

/* What certificates and exports are usually called; the rest of a folder is passed over. */
static bool is_input_name(const char *name)
{
	static const char *const ends[] = { ".pem", ".crt", ".cer", ".der", ".p7b", ".p7c", ".p12", ".pfx",
					    ".json", ".csv" };
	size_t len = strlen(name);

	for (size_t i = 0; i < PL_ARRAY_LEN(ends); i++) {
		if (len > strlen(ends[i]) && strcasecmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	}
	return false;
}

static bool read_folder(struct test *test, const char *folder, enum pl_history_role role)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names = NULL;
	size_t n = 0, before = test->files;
	bool ok = pl_dir_list(folder, &names, &n, &err);

	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (is_input_name(names[i]) && !pl_is_dir(path))
			ok = read_file(test, path, role) && ok;
		free(path);
	}
	pl_names_free(names, n);
	if (err.kind == PL_ERROR_NONE && test->files == before)
		ok = pl_error_input(&err, (struct pl_pos){ .file = folder },
				    "nothing in this folder is a certificate or an export: no *.pem, *.crt, "
				    "*.cer, *.der, *.p7b, *.p12, *.json or *.csv");
	pl_errors_take(&test->errors, &err);
	return ok;
}

static bool read_path(struct test *test, const char *path, enum pl_history_role role)
{
	return pl_is_dir(path) ? read_folder(test, path, role) : read_file(test, path, role);
}

static bool read_option(struct test *test, const char *option, enum pl_history_role role)
{
	size_t n;
	const char *const *values = pl_args_values(test->args, option, &n);
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		ok = read_path(test, values[i], role) && ok;
	return ok;
}

static bool read_past(struct test *test)
{
	bool ok = true;

	for (size_t i = 0; i < test->args->n; i++)
		ok = read_path(test, test->args->operands[i], PL_HISTORY_PAST) && ok;
	return read_option(test, "trust", PL_HISTORY_TRUST) && ok;
}

/* "FILE" or "FILE=CLIENT", where CLIENT takes the place of the format's own. */
static const struct pl_client *split_client(const char *word, char **file)
{
	const char *sign = strrchr(word, '=');
	const struct pl_client *client = sign ? pl_client_find(sign + 1) : NULL;

	*file = client ? pl_strndup(word, (size_t)(sign - word)) : pl_strdup(word);
	return client;
}

static bool read_pins(struct test *test, const char *word)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	char *file;
	const struct pl_client *client = split_client(word, &file);
	struct pl_pinfile *pins = NULL;

	if (pl_file_read(file, PL_PINFILE_MAX, &text, &err))
		pins = pl_pinfile_read(file, (struct pl_bytes){ (const uint8_t *)pl_buf_str(&text), text.len },
				       NULL, &test->errors);
	pl_errors_take(&test->errors, &err);
	if (pins)
		pl_subjects_add_pins(&test->subjects, file, client ? client : pins->client, pins->set);
	pl_pinfile_free(pins);
	pl_buf_clear(&text);
	free(file);
	return pins != NULL;
}

/* Strategies when they are asked for, and when no pins are. */
static bool read_subjects(struct test *test, struct pl_error *err)
{
	char **strategies = pl_args_words(test->args, "strategy");
	size_t n;
	const char *const *files = pl_args_values(test->args, "pins", &n);
	bool ok = true;

	for (size_t i = 0; i < n; i++)
		ok = read_pins(test, files[i]) && ok;
	if (strategies || n == 0)
		ok = pl_subjects_built_in(&test->subjects, strategies, err) && ok;
	if (strategies)
		pl_words_free(strategies);
	return ok;
}

static bool read_time(const struct pl_args *args, const char *option, int64_t *out,
		      struct pl_error *err)
{
	const char *text = pl_args_value(args, option), *why;

	*out = PL_TIME_NONE;
	return !text || pl_time_parse(text, out, &why) ||
	       pl_error_usage(err, "--%s takes a date like 2027-08-03, not '%s': %s", option, text, why);
}

static bool settle(struct test *test, struct pl_error *err)
{
	struct pl_history_question question = {
		.host = pl_args_value(test->args, "host"),
		.at = test->at,
	};

	return read_time(test->args, "since", &question.since, err) &&
	       read_time(test->args, "until", &question.until, err) &&
	       pl_history_settle(test->history, &question, err);
}

static bool write_html(const struct test *test, const struct pl_backtest *backtest,
		       struct pl_error *err)
{
	const char *file = pl_args_value(test->args, "html");
	struct pl_buf out = PL_BUF_INIT;
	bool ok;

	if (!file)
		return true;
	pl_backtest_html(&out, backtest, test->at);
	ok = pl_file_write(file, out.data, out.len, 0644, err);
	pl_buf_clear(&out);
	return ok;
}

static void print(const struct test *test, const struct pl_backtest *backtest)
{
	const char *html = pl_args_value(test->args, "html");
	struct pl_buf out = PL_BUF_INIT;

	if (pl_streq(html, "-"))
		return;
	if (pl_args_has(test->args, "json")) {
		pl_backtest_json(&out, backtest, test->at);
	} else {
		pl_cli_say_at(test->args, test->at, &out);
		pl_backtest_text(&out, backtest, &test->args->out);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static bool is_any_cut(const struct pl_backtest *backtest)
{
	for (size_t i = 0; i < backtest->n_rows; i++) {
		struct pl_row_sum sum;

		if (backtest->rows[i].subject->why_not)
			continue;
		pl_backtest_sum(backtest, &backtest->rows[i], &sum);
		if (sum.cut > 0)
			return true;
	}
	return false;
}

/* A question, not a gate, unless it is asked to be one. */
static bool read_gate(const struct pl_args *args, bool *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "fail-on");

	*out = pl_streq(word, "cut-off");
	return !word || *out || pl_error_usage(err, "--fail-on takes cut-off, not '%s'", word);
}

static int test_all(struct test *test, struct pl_error *err)
{
	struct pl_backtest *backtest;
	bool gate;
	int code = 0;

	if (!read_gate(test->args, &gate, err) || !settle(test, err))
		return 0;
	backtest = pl_backtest_run(test->engine, test->history, &test->subjects, err);
	if (!backtest)
		return 0;
	if (write_html(test, backtest, err))
		print(test, backtest);
	if (gate && is_any_cut(backtest))
		code = 1;
	pl_backtest_free(backtest);
	return code;
}

static int run_backtest(const struct pl_args *args, struct pl_error *err)
{
	struct test test = { .args = args, .errors = PL_ERRORS_INIT };
	bool subjects, past;
	int code = 0;

	if (!pl_cli_at(args, &test.at, err))
		return 0;
	test.engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	test.history = pl_history_new(pl_engine_pki(test.engine), pl_facts_standard());
	/* Whatever is wrong with the inputs is told at once. */
	subjects = read_subjects(&test, err);
	past = read_past(&test);
	if (subjects && past)
		code = test_all(&test, err);
	pl_cli_take_errors(&test.errors, err);
	pl_subjects_clear(&test.subjects);
	pl_history_free(test.history);
	pl_engine_free(test.engine);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "pins", .argument = "FILE[=CLIENT]", .repeats = true,
	  .help = "a pin file, by its own client's rules or CLIENT's" },
	{ .name = "strategy", .argument = "LIST", .repeats = true,
	  .help = "built-in ones; without --pins, all of them" },
	{ .name = "host", .argument = "NAME", .help = "else what most of the certificates cover" },
	{ .name = "trust", .argument = "PATH", .repeats = true, .help = "roots that devices trust" },
	{ .name = "since", .argument = "DATE", .help = "the first build; what was before is left out" },
	{ .name = "until", .argument = "DATE", .help = "what was from then on is left out" },
	{ .name = "at", .argument = "DATE", .help = "that day is today" },
	{ .name = "html", .argument = "FILE", .help = "a page with maps, besides" },
	{ .name = "fail-on", .argument = "cut-off", .help = "exit 1 when any build was cut off" },
	{ .name = "password-file", .argument = "FILE", .help = "its first line opens a PKCS #12" },
	{ .name = "json", .help = "as a program reads it" },
};

const struct pl_command pl_command_backtest = {
	.name = "backtest",
	.operands = "PATH...",
	.summary = "what pins would have done to a host's real past",
	.example = "pinlab backtest past/ crt.sh.json --trust roots.pem --html past.html",
	.exits = "0 whatever came out; 1 with --fail-on; 3 an input is not valid",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 1,
	.most = SIZE_MAX,
	.run = run_backtest,
};
