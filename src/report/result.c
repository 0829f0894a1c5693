/* What one file's run yields: how a result is held, counted and freed. */
#include <config.h>

#include "report/result.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void clear_row(struct pl_result_row *row)
{
	for (size_t i = 0; i < row->n_pins; i++) {
		free(row->pins[i].pin);
		free(row->pins[i].origin);
	}
	free(row->pins);
	free(row->id);
	free(row->strategy);
	free(row->client);
	free(row->device);
	free(row->host);
	free(row->version);
}

static void clear_step(struct pl_result_step *step)
{
	free(step->event);
	free(step->id);
	free(step->title);
	free(step->note);
	free(step->honest);
	free(step->attacks);
	free(step->detected);
}

static void clear_check(struct pl_result_check *check)
{
	free(check->file);
	free(check->subject);
	free(check->expected);
	free(check->actual);
	free(check->cause);
	free(check->fix);
}

static void clear_certs(struct pl_result *result)
{
	for (size_t i = 0; i < result->n_certs; i++) {
		free(result->certs[i].id);
		free(result->certs[i].subject);
		free(result->certs[i].issuer);
	}
	free(result->certs);
	for (size_t i = 0; i < result->n_outcomes; i++) {
		free(result->outcomes[i].matched_pin);
		free(result->outcomes[i].path);
	}
	free(result->outcomes);
}

static void clear_errors(struct pl_result *result)
{
	for (size_t i = 0; i < result->n_errors; i++) {
		free(result->errors[i].file);
		free(result->errors[i].message);
		free(result->errors[i].quote);
	}
	free(result->errors);
	for (size_t i = 0; i < result->n_warnings; i++)
		free(result->warnings[i]);
	free(result->warnings);
}

void pl_result_clear(struct pl_result *result)
{
	for (size_t i = 0; i < result->n_attacks; i++) {
		free(result->attacks[i].name);
		free(result->attacks[i].letter);
	}
	for (size_t i = 0; i < result->n_rows; i++)
		clear_row(&result->rows[i]);
	for (size_t i = 0; i < result->n_steps; i++)
		clear_step(&result->steps[i]);
	for (size_t i = 0; i < result->n_checks; i++)
		clear_check(&result->checks[i]);
	clear_certs(result);
	clear_errors(result);
	free(result->attacks);
	free(result->rows);
	free(result->steps);
	free(result->checks);
	free(result->exposure);
	free(result->tradeoff);
	pl_result_fleet_free(result->fleet);
	free(result->name);
	free(result->file);
	free(result->variant);
	free(result->skip);
	free(result->known_bad);
	*result = (struct pl_result)PL_RESULT_INIT;
}

/* Nearly every text is, and there are as many as there are outcomes. */
static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text <= '~' && *text != '\\')
		text++;
	return *text == '\0';
}

char *pl_result_text(const char *text)
{
	struct pl_buf buf = PL_BUF_INIT;

	if (!text)
		return NULL;
	if (is_plain(text))
		return pl_strdup(text);
	/* A line's end is the one control byte that prose may hold: it becomes a blank. */
	while (*text) {
		size_t len = strcspn(text, "\n");

		pl_text_safe(&buf, text, len, 0);
		text += len;
		if (*text == '\n') {
			if (text[1])
				pl_buf_putc(&buf, ' ');
			text++;
		}
	}
	return pl_buf_take(&buf);
}

void pl_result_take_error(struct pl_result *result, struct pl_error *err)
{
	struct pl_result_error *error;

	if (err->kind == PL_ERROR_NONE)
		return;
	error = PL_PUSH(result->errors, result->n_errors, result->cap_errors);
	*error = (struct pl_result_error){
		.kind = err->kind,
		.file = pl_result_text(err->file),
		.line = err->line,
		.column = err->column,
		.message = pl_result_text(err->text ? err->text : "no more is known"),
		.quote = pl_result_text(err->quote),
		.caret = err->caret,
	};
	pl_error_clear(err);
}

void pl_result_take_errors(struct pl_result *result, struct pl_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		pl_result_take_error(result, &errors->items[i]);
	if (errors->dropped > 0)
		pl_result_warn(result, "%zu more errors are not listed; mend these first",
			       errors->dropped);
	pl_errors_clear(errors);
}

void pl_result_warn(struct pl_result *result, const char *fmt, ...)
{
	char *text, *safe;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = pl_malloc((size_t)(len > 0 ? len : 0) + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)(len > 0 ? len : 0) + 1, fmt, args);
	va_end(args);
	safe = pl_result_text(text);
	free(text);
	*PL_PUSH(result->warnings, result->n_warnings, result->cap_warnings) = safe;
}

void pl_result_link_checks(struct pl_result *result)
{
	for (size_t i = 0; i < result->n_steps; i++)
		result->steps[i].first_check = SIZE_MAX;
	/* From the end, so that each list is in the order of the checks. */
	for (size_t i = result->n_checks; i-- > 0;) {
		struct pl_result_check *check = &result->checks[i];

		check->next = SIZE_MAX;
		if (check->whole_run || check->step >= result->n_steps)
			continue;
		check->next = result->steps[check->step].first_check;
		result->steps[check->step].first_check = i;
	}
}

const struct pl_result_outcome *pl_result_cell(const struct pl_result *result, size_t step,
					       size_t row, int attack)
{
	const struct pl_result_step *at = &result->steps[step];
	uint32_t index;

	if (row >= at->n_rows)
		return NULL;
	index = attack < 0 ? at->honest[row]
			   : at->attacks[row * result->n_attacks + (size_t)attack];
	return index == PL_INDEX_NONE ? NULL : &result->outcomes[index];
}

const char *pl_result_step_word(const struct pl_result_step *step)
{
	return step->id ? step->id : step->event;
}

char *pl_result_open_command(const struct pl_result *result, const struct pl_result_check *check)
{
	bool several = result->variant_at > 0;

	return pl_asprintf("pinlab lab --at %s:%d%s%s%s", check->file ? check->file : "-",
			   check->line, several ? " --variant '" : "",
			   several ? result->variant : "", several ? "'" : "");
}

/* A scenario that was read has a name, or an error in what it says. */
static bool is_unread(const struct pl_result *result)
{
	for (size_t i = 0; i < result->n_errors; i++) {
		if (result->errors[i].kind != PL_ERROR_ENVIRONMENT)
			return false;
	}
	return result->n_errors > 0 && !result->name;
}

static void add_checks(struct pl_tally *tally, const struct pl_result *result)
{
	if (result->variant_at == 0)
		tally->open = 0;
	tally->open += result->n_errors + (result->n_checks == 0);
	for (size_t i = 0; i < result->n_checks; i++) {
		tally->expectations++;
		if (result->checks[i].met) {
			tally->met++;
			continue;
		}
		tally->open++;
		*(result->known_bad ? &tally->known : &tally->unmet) += 1;
	}
}

void pl_tally_add(struct pl_tally *tally, const struct pl_result *result)
{
	tally->files += result->variant_at == 0;
	tally->variants += result->variant != NULL;
	tally->unread += is_unread(result);
	tally->warnings += result->n_warnings;
	tally->errors += result->n_errors;
	for (size_t i = 0; i < result->n_errors; i++) {
		if (result->errors[i].kind == PL_ERROR_ENVIRONMENT)
			tally->environment = true;
		else
			tally->input = true;
	}
	add_checks(tally, result);
	tally->skipped += result->skip != NULL;
	tally->fixed += pl_tally_is_fixed(tally, result);
}

bool pl_tally_is_fixed(const struct pl_tally *tally, const struct pl_result *result)
{
	return result->known_bad && !result->more && tally->open == 0;
}

int pl_tally_exit(const struct pl_tally *tally)
{
	if (tally->environment)
		return PL_ERROR_ENVIRONMENT;
	if (tally->input)
		return PL_ERROR_INPUT;
	if (tally->unmet > 0 || tally->fixed > 0)
		return 1;
	return tally->expectations == 0 ? 5 : 0;
}
