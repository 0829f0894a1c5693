/* `pinlab matrix`: which strategies survive the standard events, and which attacks each one stops.
 */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/shared.h"
#include "lab/matrix.h"
#include "lab/strategy.h"
#include "report/result_json.h"
#include "report/text.h"
#include "scenario/scenario.h"
#include "util/mem.h"
#include "util/text.h"

static void unknown_strategy(const char *word, struct pl_error *err)
{
	const char *names[64];
	size_t n;
	const struct pl_strategy *const *all = pl_strategies(&n);

	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_cli_unknown("strategy", word, names, n, err);
}

/* One row per strategy and client; names stay unique where there are several clients. */
static bool add_strategy(struct pl_model *model, const char *name, const struct pl_client *client,
			 bool name_client, struct pl_error *err)
{
	struct pl_strategy_def *def;

	if (pl_strategy_find(name) == NULL || (def = pl_model_add_strategy(model, name)) == NULL) {
		unknown_strategy(name, err);
		return false;
	}
	if (client)
		def->client = client;
	if (client && name_client) {
		char *both = pl_asprintf("%s.%s", name, client->name);

		free(def->name);
		def->name = both;
	}
	return true;
}

static bool find_client(const char *word, const struct pl_client **out, struct pl_error *err)
{
	const char *names[64];
	size_t n;
	const struct pl_client *const *all = pl_clients(&n);

	*out = pl_client_find(word);
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	if (!*out)
		pl_cli_unknown("client", word, names, n, err);
	return *out != NULL;
}

/* Every wanted strategy under one client. */
static bool add_strategies(struct pl_model *model, char **words, const struct pl_client *client,
			   bool name_client, struct pl_error *err)
{
	size_t n;
	const struct pl_strategy *const *all = pl_strategies(&n);
	bool ok = true;

	for (size_t i = 0; !words && ok && i < n; i++)
		ok = add_strategy(model, all[i]->name, client, name_client, err);
	for (size_t i = 0; words && ok && words[i]; i++)
		ok = add_strategy(model, words[i], client, name_client, err);
	return ok;
}

static bool check_once(const char *option, char **words, struct pl_error *err)
{
	for (size_t i = 0; words && words[i]; i++) {
		for (size_t k = 0; k < i; k++) {
			if (pl_streq(words[i], words[k]))
				return pl_error_usage(err, "--%s names '%s' twice; once is enough",
						      option, words[i]);
		}
	}
	return true;
}

/* Those that --client names, or with --clients every one; NULL: each strategy's own. */
static char **choose_clients(const struct pl_args *args)
{
	const struct pl_client *const *all;
	char **words;
	size_t n;

	if (!pl_args_has(args, "clients"))
		return pl_args_words(args, "client");
	all = pl_clients(&n);
	words = pl_calloc(n + 1, sizeof(*words));
	for (size_t i = 0; i < n; i++)
		words[i] = pl_strdup(all[i]->name);
	return words;
}

static bool choose_rows(struct pl_model *model, const struct pl_args *args, struct pl_error *err)
{
	char **strategies = pl_args_words(args, "strategy"), **clients = choose_clients(args);
	bool ok = check_once("strategy", strategies, err) && check_once("client", clients, err);

	if (ok && (!clients || !clients[0]))
		ok = add_strategies(model, strategies, NULL, false, err);
	for (size_t i = 0; clients && ok && clients[i]; i++) {
		const struct pl_client *client;

		ok = find_client(clients[i], &client, err) &&
		     add_strategies(model, strategies, client, clients[1] != NULL, err);
	}
	pl_words_free(strategies);
	pl_words_free(clients);
	return ok;
}

static bool choose_attacks(struct pl_model *model, const struct pl_args *args, struct pl_error *err)
{
	char **words = pl_args_words(args, "attack");
	bool ok = true;

	if (!words)
		pl_model_all_attacks(model);
	for (size_t i = 0; words && ok && words[i]; i++) {
		if (pl_streq(words[i], "none") || pl_model_add_attack(model, words[i]))
			continue;
		const char *names[64];
		size_t n;
		const struct pl_attack *const *all = pl_attacks(&n);

		for (size_t k = 0; k < n; k++)
			names[k] = all[k]->name;
		pl_cli_unknown("attack", words[i], names, n, err);
		ok = false;
	}
	pl_words_free(words);
	return ok;
}

static bool check_events(char **words, struct pl_error *err)
{
	const char *names[64];
	size_t n;
	const struct pl_standard *all = pl_standard_events(&n);

	for (size_t i = 0; i < n; i++)
		names[i] = all[i].name;
	for (size_t i = 0; words && words[i]; i++) {
		bool known = false;

		for (size_t k = 0; k < n; k++)
			known |= pl_streq(words[i], names[k]);
		if (!known) {
			pl_cli_unknown("standard event", words[i], names, n, err);
			return false;
		}
	}
	return true;
}

static struct pl_model *make_model(const struct pl_args *args, struct pl_error *err)
{
	const char *hierarchy = pl_args_value(args, "hierarchy");
	struct pl_errors errors = PL_ERRORS_INIT;
	char *certs = pl_place_certs();
	struct pl_model *model =
		pl_scenario_default(hierarchy ? hierarchy : "default", certs, &errors);
	bool ok = model && choose_rows(model, args, err) && choose_attacks(model, args, err) &&
		  pl_model_check(model, &errors);

	free(certs);
	pl_cli_take_errors(&errors, err);
	if (ok)
		return model;
	pl_model_free(model);
	return NULL;
}

static void put_matrix(const struct pl_args *args, const struct pl_result *result)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_tally tally = { 0 };

	if (pl_args_has(args, "json")) {
		pl_result_json_head(&out);
		pl_result_json_run(&out, result, true);
		pl_result_json_foot(&out, &tally);
	} else {
		pl_text_matrix(&out, result, &args->out, pl_args_has(args, "verbose"));
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

/* Cells that rest on a rule known less well; their clients are named once each. */
static size_t count_weak(const struct pl_result *result, enum pl_evidence least,
			 struct pl_buf *clients)
{
	size_t weak = 0;

	for (size_t row = 0; row < result->n_rows; row++) {
		const char *client = result->rows[row].client;
		size_t before = weak;

		for (size_t step = 0; step < result->n_steps; step++)
			for (int attack = -1; attack < (int)result->n_attacks; attack++) {
				const struct pl_result_outcome *cell =
					pl_result_cell(result, step, row, attack);

				weak += cell && cell->evidence > least;
			}
		if (weak > before && !strstr(pl_buf_str(clients), client))
			pl_buf_printf(clients, "%s%s", clients->len ? ", " : "", client);
	}
	return weak;
}

/* What --min-evidence makes of it. */
static int gate(const struct pl_result *result, enum pl_evidence least)
{
	struct pl_buf clients = PL_BUF_INIT;
	size_t weak = count_weak(result, least, &clients);

	if (weak > 0)
		fprintf(stderr, "%zu cell%s on rules known less well than %s: %s\n", weak,
			weak == 1 ? " rests" : "s rest", pl_evidence_name(least),
			pl_buf_str(&clients));
	pl_buf_clear(&clients);
	return weak > 0;
}

static int run_model(const struct pl_args *args, const struct pl_model *model,
		     enum pl_engine_mode mode, char **events, struct pl_error *err)
{
	enum pl_evidence least;
	bool gated;
	int code = 0;
	struct pl_engine *engine = pl_engine_new(model->seed, mode);
	struct pl_matrix matrix = { 0 };

	if (pl_cli_evidence(args, &gated, &least, err) &&
	    pl_standard_matrix(engine, model, (const char *const *)events,
			       pl_args_has(args, "cumulative"), &matrix, err)) {
		struct pl_result result = PL_RESULT_INIT;

		pl_result_of_matrix(&result, &matrix, "standard events");
		put_matrix(args, &result);
		code = gated ? gate(&result, least) : 0;
		pl_result_clear(&result);
		if (pl_args_has(args, "counts"))
			pl_cli_put_counts(pl_pki_counts(pl_engine_pki(engine)),
					  pl_args_has(args, "json") ? stderr : stdout);
	}
	pl_matrix_clear(&matrix);
	pl_engine_free(engine);
	return code;
}

static int run_matrix(const struct pl_args *args, struct pl_error *err)
{
	char **events = pl_args_words(args, "event");
	struct pl_model *model = NULL;
	enum pl_engine_mode mode;
	int code = 0;

	if (pl_args_has(args, "clients") && pl_args_has(args, "client"))
		pl_error_usage(err, "--clients is every client; leave out --client, or name those "
				    "you want with it alone");
	else if (pl_cli_engine(args, &mode, err) && check_events(events, err))
		model = make_model(args, err);
	if (model)
		code = run_model(args, model, mode, events, err);
	pl_model_free(model);
	pl_words_free(events);
	return code;
}

static const struct pl_option options[] = {
	{ .name = "hierarchy",
	  .argument = "NAME",
	  .help = "a bundled hierarchy, or a path with a /" },
	{ .name = "strategy",
	  .argument = "NAME,...",
	  .repeats = true,
	  .help = "rows (default: all)" },
	{ .name = "client",
	  .argument = "NAME,...",
	  .repeats = true,
	  .help = "who compares pins (default: generic)" },
	{ .name = "clients", .help = "one row per strategy and client, side by side" },
	{ .name = "min-evidence",
	  .argument = "LEVEL",
	  .help = "exit 1 if a rule is known less well: run, source, doc, memory" },
	{ .name = "event",
	  .argument = "NAME,...",
	  .repeats = true,
	  .help = "columns (default: all standard ones)" },
	{ .name = "attack",
	  .argument = "NAME,...",
	  .repeats = true,
	  .help = "attacks (default: all), or none" },
	{ .name = "cumulative", .help = "each event on top of the one before" },
	{ .name = "engine", .argument = "NAME", .help = "verify (default) or handshake" },
	{ .name = "verbose", .letter = 'v', .help = "every attack event by event" },
	{ .name = "json", .help = "as a program reads it" },
	{ .name = "counts", .help = "adds what cryptography was really done" },
};

const struct pl_command pl_command_matrix = {
	.name = "matrix",
	.operands = "",
	.summary = "which strategies survive the standard events and stop which attacks",
	.example = "pinlab matrix --strategy leaf-spki,root-spki --event renew-new-key,switch-ca",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.run = run_matrix,
};
