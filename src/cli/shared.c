/* What several commands do alike: load, run, complain. */
#include <config.h>

#include "cli/shared.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/settings.h"
#include "data/node.h"
#include "scenario/scenario.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define LIST_MAX 120 /* columns of names in a message */

void pl_cli_take_errors(struct pl_errors *errors, struct pl_error *err)
{
	size_t worst = 0;

	for (size_t i = 0; i < errors->n; i++) {
		if (errors->items[i].kind > errors->items[worst].kind)
			worst = i;
	}
	for (size_t i = 0; i < errors->n; i++) {
		char *text;

		if (i == worst)
			continue;
		text = pl_error_format(&errors->items[i]);
		fputs(text, stderr);
		free(text);
	}
	if (errors->dropped > 0)
		fprintf(stderr, "%zu more errors are not listed; mend these first\n",
			errors->dropped);
	if (errors->n > 0)
		pl_error_move(err, &errors->items[worst]);
	pl_errors_clear(errors);
}

bool pl_cli_at(const struct pl_args *args, int64_t *at, struct pl_error *err)
{
	const char *text = pl_args_value(args, "at"), *why;

	*at = args->today;
	if (!text || pl_time_parse(text, at, &why))
		return true;
	return pl_error_usage(err, "--at takes a date like 2027-08-03 or 2027-08-03T09:00Z, not "
			      "'%s': %s", text, why);
}

void pl_cli_say_at(const struct pl_args *args, int64_t at, struct pl_buf *out)
{
	char date[PL_TIME_TEXT];

	pl_style_begin(&args->out, out, PL_ROLE_QUIET);
	pl_buf_printf(out, "as of %s (%s)", pl_time_format_short(at, date),
		      pl_args_has(args, "at") ? "--at" : "today; --at DATE asks about another day");
	pl_style_end(&args->out, out, PL_ROLE_QUIET);
	pl_buf_putc(out, '\n');
}

bool pl_cli_evidence(const struct pl_args *args, bool *given, enum pl_evidence *out,
		     struct pl_error *err)
{
	const char *word = pl_args_value(args, "min-evidence");
	const char *names[PL_EVIDENCE_MEMORY + 1];

	*given = word != NULL;
	for (int i = 0; i <= PL_EVIDENCE_MEMORY; i++) {
		names[i] = pl_evidence_name((enum pl_evidence)i);
		*out = (enum pl_evidence)i;
		if (!word || pl_streq(word, names[i]))
			return true;
	}
	pl_cli_unknown("level of evidence", word, names, PL_ARRAY_LEN(names), err);
	return false;
}

bool pl_cli_engine(const struct pl_args *args, enum pl_engine_mode *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "engine");

	*out = pl_streq(word, "handshake") ? PL_ENGINE_HANDSHAKE : PL_ENGINE_VERIFY;
	if (word && !pl_streq(word, "verify") && !pl_streq(word, "handshake"))
		return pl_error_usage(err, "--engine is verify or handshake, not '%s'", word);
	return true;
}

/* The index of the variant that is asked for; the first when none is. */
static bool pick(const struct pl_args *args, const char *file, const struct pl_source *source,
		 size_t *out, struct pl_error *err)
{
	const char *word = pl_args_value(args, "variant");
	size_t n = pl_source_variants(source);

	*out = word ? pl_source_find(source, word) : 0;
	if (*out == SIZE_MAX)
		return pl_error_usage(err, "%s has no variant '%s'; %s%s%s", file, word,
				      n > 1 ? "its first is '" : "it has only one, without a name",
				      n > 1 ? pl_source_variant(source, 0) : "", n > 1 ? "'" : "");
	if (n > 1 && !word)
		fprintf(stderr, "%s has %zu variants; this is the first, %s (--variant NAME picks "
				"another)\n", file, n, pl_source_variant(source, 0));
	return true;
}

static struct pl_model *load(const struct pl_args *args, const char *file, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_settings settings = { 0 };
	struct pl_source *source = NULL;
	struct pl_model *model = NULL;
	char *certs = pl_place_certs();
	size_t variant;

	if (pl_cli_settings(args, &settings, err) &&
	    pl_cli_check_settings(&settings, (char *const[]){ (char *)(uintptr_t)file }, 1, err))
		source = pl_source_open(file, &settings, &errors);
	if (source && pick(args, file, source, &variant, err))
		model = pl_source_model(source, variant, certs, &errors);
	if (!model)
		pl_cli_take_errors(&errors, err);
	pl_errors_clear(&errors);
	pl_source_free(source);
	pl_cli_settings_clear(&settings);
	free(certs);
	return model;
}

bool pl_cli_run(const struct pl_args *args, const char *file, enum pl_engine_mode mode,
		struct pl_cli_run *out, struct pl_error *err)
{
	*out = (struct pl_cli_run){ .model = load(args, file, err) };
	if (!out->model)
		return false;
	out->engine = pl_engine_new(out->model->seed, mode);
	out->run = pl_run_new(out->engine, out->model, err);
	if (out->run && pl_run_all(out->run, err) && pl_expect_all(out->run, &out->checks, err))
		return true;
	pl_scenario_quote(err);
	return false;
}

void pl_cli_run_clear(struct pl_cli_run *run)
{
	pl_checks_clear(&run->checks);
	pl_run_free(run->run);
	pl_engine_free(run->engine);
	pl_model_free(run->model);
	*run = (struct pl_cli_run){ 0 };
}

bool pl_cli_step(const struct pl_run *run, const char *word, size_t *out, struct pl_error *err)
{
	const struct pl_step *step = pl_run_step_of(run, word);
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	if (step || pl_streq(word, "last")) {
		*out = step ? step->index : run->n_steps - 1;
		return true;
	}
	if (word[0] < '0' || word[0] > '9' || *end || number >= run->n_steps)
		return pl_error_usage(err,
				      "--step is a number from 0 to %zu, an event's id or last, "
				      "not '%s'", run->n_steps - 1, word);
	*out = number;
	return true;
}

/* "a, b, c" while that is short enough to help; else NULL. Caller frees. */
static char *short_list(const char *const *names, size_t n)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&out, "%s%s", i ? ", " : "", names[i]);
	if (n > 0 && out.len <= LIST_MAX)
		return pl_buf_take(&out);
	pl_buf_clear(&out);
	return NULL;
}

void pl_cli_unknown(const char *kind, const char *word, const char *const *names, size_t n,
		    struct pl_error *err)
{
	const char *near = pl_nearest(word, names, n);
	char *list = near ? NULL : short_list(names, n);

	if (near)
		pl_error_usage(err, "there is no %s '%s'; did you mean '%s'?", kind, word, near);
	else if (list)
		pl_error_usage(err, "there is no %s '%s'; there is %s", kind, word, list);
	else
		pl_error_usage(err, "there is no %s '%s'; 'pinlab list' names what there is", kind,
			       word);
	free(list);
}

static size_t count_lines(const struct pl_buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		n += text->data[i] == '\n' || i + 1 == text->len;
	return n;
}

bool pl_cli_check_at(const char *at, struct pl_error *err)
{
	const char *colon = strrchr(at, ':');
	const char *digits = colon ? colon + 1 : "";
	size_t n = strlen(digits);
	unsigned long line = n > 0 && n <= 9 && strspn(digits, "0123456789") == n
				     ? strtoul(digits, NULL, 10)
				     : 0;
	struct pl_error unread = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	bool ok = true;
	char *file;

	if (line == 0 || colon == at)
		return pl_error_usage(err, "--at takes FILE:LINE like rotation.yaml:31, not '%s'",
				      at);
	file = pl_strndup(at, (size_t)(colon - at));
	if (pl_file_read(file, PL_DATA_MAX_BYTES, &text, &unread) && line > count_lines(&text))
		ok = pl_error_input(err, (struct pl_pos){ .file = file },
				    "there is no line %lu to open at; the file has %zu", line,
				    count_lines(&text));
	pl_error_clear(&unread);
	pl_buf_clear(&text);
	free(file);
	return ok;
}

void pl_cli_put_counts(const struct pl_pki_counts *counts, FILE *out)
{
	for (int i = 0; i < PL_KEY_ALGS; i++) {
		const char *name = pl_key_alg_name((enum pl_key_alg)i);

		if (counts->keys[i])
			fprintf(out, "keys generated          %-10s %8" PRIu64 "\n", name,
				counts->keys[i]);
		if (counts->certs_signed[i])
			fprintf(out, "certificates signed     %-10s %8" PRIu64 "\n", name,
				counts->certs_signed[i]);
		if (counts->links[i])
			fprintf(out, "signatures verified     %-10s %8" PRIu64 "\n", name,
				counts->links[i]);
	}
	fprintf(out, "certificates imported              %8" PRIu64 "\n", counts->certs_imported);
	fprintf(out, "signatures remembered              %8" PRIu64 "\n", counts->links_memo);
	fprintf(out, "handshakes                         %8" PRIu64 "\n", counts->handshakes);
}
