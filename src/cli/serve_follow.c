/* Which step is shown, when does the next one come, and what changes with it? */
#include <config.h>

#include "cli/serve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *state_of(const struct pl_step *step, size_t row)
{
	const struct pl_outcome *outcome = pl_step_honest(step, row);

	return outcome ? pl_state_info(outcome->state)->name : NULL;
}

static const char *reason_of(const struct pl_step *step, size_t row)
{
	const struct pl_outcome *outcome = pl_step_honest(step, row);

	return outcome ? pl_reason_info(outcome->reason)->name : NULL;
}

static bool is_shown(const struct pl_serving *serving, size_t row)
{
	return !serving->run->rows[row]->control;
}

static bool has_changed(const struct pl_serving *serving, size_t before, size_t row)
{
	const struct pl_step *a = serving->run->steps[before], *b = pl_serving_step(serving);

	return is_shown(serving, row) && (!pl_streq(state_of(a, row), state_of(b, row)) ||
					  !pl_streq(reason_of(a, row), reason_of(b, row)));
}

static void put_change(const struct pl_serving *serving, size_t before, size_t row,
		       struct pl_buf *out)
{
	const struct pl_step *a = serving->run->steps[before], *b = pl_serving_step(serving);
	const char *was = state_of(a, row), *is = state_of(b, row);

	pl_buf_puts(out, "  ");
	pl_style_text(&serving->args->out, out, serving->run->rows[row]->id);
	if (!is)
		pl_buf_printf(out, ": was %s, not built yet\n", was);
	else
		pl_buf_printf(out, ": %s%s%s (%s)\n", was ? was : "new", was ? " -> " : ", ", is,
			      reason_of(b, row));
}

static void say_changes(struct pl_serving *serving, size_t before, struct pl_buf *out)
{
	const struct pl_step *step = pl_serving_step(serving);
	char at[PL_TIME_TEXT];
	size_t same = 0;

	pl_buf_puts(out, "\nnow ");
	pl_serving_step_words(serving, serving->step, out);
	pl_buf_printf(out, " of %zu, at %s\n", serving->run->n_steps - 1,
		      pl_time_format(step->at, at));
	for (size_t row = 0; row < serving->run->n_rows; row++) {
		if (has_changed(serving, before, row))
			put_change(serving, before, row, out);
		else
			same += is_shown(serving, row) && state_of(step, row);
	}
	pl_buf_printf(out, "  unchanged: %zu of the rows\n", same);
	pl_serving_clock(serving, out);
}

static void say_changes_json(struct pl_serving *serving, size_t before, struct pl_buf *out)
{
	const struct pl_step *step = pl_serving_step(serving);
	struct pl_json *json = pl_json_new();

	pl_json_object(json, NULL);
	pl_json_text(json, "event", "step");
	pl_json_int(json, "step", (int64_t)serving->step);
	pl_json_text(json, "id", step->id);
	pl_json_text(json, "title", step->title);
	pl_json_time(json, "at", step->at);
	pl_serving_hosts_json(serving, json);
	pl_json_array(json, "changed");
	for (size_t row = 0; row < serving->run->n_rows; row++) {
		if (!has_changed(serving, before, row))
			continue;
		pl_json_object(json, NULL);
		pl_json_text(json, "row", serving->run->rows[row]->id);
		pl_json_text(json, "before", state_of(serving->run->steps[before], row));
		pl_json_text(json, "state", state_of(step, row));
		pl_json_text(json, "reason", reason_of(step, row));
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_end(json);
	pl_json_dump(json, true, out);
	pl_json_free(json);
}

bool pl_serving_show(struct pl_serving *serving, size_t step, struct pl_error *err)
{
	const struct pl_site *sites[PL_SERVE_PLACES_MAX];
	size_t before = serving->step;
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < serving->n_places; i++) {
		sites[i] = serving->places[i].reports
				   ? NULL
				   : pl_serving_site(serving, i, step, err);
		if (!sites[i] && !serving->places[i].reports)
			return false;
	}
	serving->step = step;
	for (size_t i = 0; i < serving->n_places; i++)
		pl_serve_show(serving->serve, i, sites[i] ? sites[i]->faces : NULL);
	if (serving->json)
		say_changes_json(serving, before, &out);
	else
		say_changes(serving, before, &out);
	pl_serving_put(serving, &out);
	return !serving->dir || pl_serving_write(serving, err);
}

/* What cannot be shown ends the loop. */
static void show(struct pl_serving *serving, size_t step)
{
	if (!pl_serving_show(serving, step, serving->err))
		pl_serve_stop(serving->serve);
}

static void say(struct pl_serving *serving, const char *words)
{
	struct pl_buf out = PL_BUF_INIT;

	if (serving->json)
		return;
	pl_buf_printf(&out, "%s\n", words);
	pl_serving_put(serving, &out);
}

static void go_on(struct pl_serving *serving)
{
	if (serving->step + 1 < serving->run->n_steps)
		show(serving, serving->step + 1);
	else
		say(serving, "that is the last step; it is served until you end this");
}

static void go_back(struct pl_serving *serving)
{
	if (serving->step > 0)
		show(serving, serving->step - 1);
	else
		say(serving, "that is the first step");
}

static void go_to(struct pl_serving *serving, const char *word)
{
	struct pl_error err = PL_ERROR_INIT;
	size_t step;

	if (pl_cli_step(serving->run, word, &step, &err))
		show(serving, step);
	else
		say(serving, "Enter or n is the next step, p the one before, a number or an event's "
			     "id that one, q the end");
	pl_error_clear(&err);
}

static void obey(struct pl_serving *serving, const char *word)
{
	if (!*word || pl_streq(word, "n"))
		go_on(serving);
	else if (pl_streq(word, "p"))
		go_back(serving);
	else if (pl_streq(word, "q"))
		pl_serve_stop(serving->serve);
	else
		go_to(serving, word);
}

/* A line that is too long names no step: its first part is looked at, the rest thrown away. */
static void take_key(struct pl_serving *serving, char c)
{
	if (c != '\n') {
		if (serving->line_len + 1 < sizeof(serving->line))
			serving->line[serving->line_len++] = c;
		return;
	}
	while (serving->line_len > 0 && strchr(" \t\r", serving->line[serving->line_len - 1]))
		serving->line_len--;
	serving->line[serving->line_len] = '\0';
	serving->line_len = 0;
	obey(serving, serving->line);
}

void pl_serving_read_keys(void *arg)
{
	struct pl_serving *serving = arg;
	char keys[64];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		pl_serve_watch(serving->serve, -1);
		/* Nobody can ask for the next step any more; with --every nobody has to. */
		if (!pl_args_has(serving->args, "every"))
			pl_serve_stop(serving->serve);
	}
	for (ssize_t i = 0; i < n; i++)
		take_key(serving, keys[i]);
}

void pl_serving_advance(void *arg)
{
	struct pl_serving *serving = arg;

	if (serving->step + 1 < serving->run->n_steps)
		show(serving, serving->step + 1);
}
