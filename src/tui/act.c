/* What do the user's commands do to the session? */
#include <config.h>

#include "tui/act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/matrix.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_act_submit(struct pl_ui *ui)
{
	pl_worker_submit(ui->worker, pl_session_plan(ui->session));
	if (pl_worker_fd(ui->worker) < 0)
		pl_ui_results(ui);
}

/* What would be left to the first host is written out, so that one thing that happens has
 * one name, however it was asked for. */
static void spell_out(const struct pl_world *world, struct pl_event *event)
{
	static const struct {
		const char *kind, *param;
	} rows[] = {
		{ "renew", "host" },       { "reload", "host" },      { "serve", "host" },
		{ "switch-ca", "host" },   { "expire-leaf", "host" }, { "attack", "host" },
		{ "swap-intermediate", "from" },
	};
	const struct pl_host *host = world->n_hosts ? world->hosts[0] : NULL;
	const struct pl_pos nowhere = { 0 };
	struct pl_error err = PL_ERROR_INIT;

	for (size_t i = 0; host && i < PL_ARRAY_LEN(rows); i++) {
		bool from = strcmp(rows[i].param, "from") == 0;

		if (strcmp(event->kind->name, rows[i].kind) != 0 ||
		    pl_event_value(event, rows[i].param) || (from && pl_event_value(event, "host")))
			continue;
		/* that host or authority is there, or the event itself says what is wrong */
		(void)!pl_event_set(event, rows[i].param, from ? host->issuer : host->id, nowhere,
				    &err);
		pl_error_clear(&err);
	}
}

/* Makes the event happen at the cursor: what came after it is replaced. */
static void happen(struct pl_ui *ui, struct pl_event *event, bool typed)
{
	size_t keep = pl_run_events_by(ui->run, ui->step);
	bool past = ui->step + 1 < ui->run->n_steps;
	char *title;

	spell_out(pl_ui_step(ui)->world, event);
	title = pl_event_title(event);
	pl_session_act(ui->session, keep, event, ui->step);
	ui->typed_plan = typed ? pl_session_plan(ui->session)->id : 0;
	ui->follow = true;
	pl_ui_say(ui, PL_SAY_OK,
		  past ? "%s; it replaced the rest, u goes back"
		       : "%s; u takes it back",
		  title);
	free(title);
	pl_act_submit(ui);
}

/* Without a time of its own an event happens now, at the cursor. */
static void set_time(const struct pl_ui *ui, struct pl_event *event)
{
	int64_t offset = event->when.kind == PL_WHEN_AFTER ? event->when.offset : 0;

	if (event->when.kind != PL_WHEN_SAME && event->when.kind != PL_WHEN_AFTER)
		return;
	pl_when_clear(&event->when);
	event->when = (struct pl_when){ .kind = PL_WHEN_AT, .time = pl_ui_now(ui) + offset };
}

/* Too many to have been meant; a key that was held down. */
#define QUEUE_MAX 64

/* True when the engine has not yet caught up: then it waits its turn. */
static bool later(struct pl_ui *ui, struct pl_wanted wanted)
{
	if (!pl_ui_pending(ui))
		return false;
	if (ui->n_queue < QUEUE_MAX)
		*PL_PUSH(ui->queue, ui->n_queue, ui->cap_queue) = wanted;
	else
		pl_event_unref(wanted.event);
	return true;
}

bool pl_act_forget(struct pl_ui *ui)
{
	bool any = ui->n_queue > 0;

	while (ui->n_queue)
		pl_event_unref(ui->queue[--ui->n_queue].event);
	return any;
}

static void say_error(struct pl_ui *ui, struct pl_error *err)
{
	pl_ui_say(ui, PL_SAY_ERR, "%s", err->text ? err->text : "that did not work");
	pl_error_clear(err);
}

void pl_act_event(struct pl_ui *ui, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_world *world;
	struct pl_event *event;
	bool is_standard = pl_standard_index(text) < PL_STANDARD_MAX;

	if (later(ui, (struct pl_wanted){ .text = text }) || !pl_ui_step(ui))
		return;
	world = pl_ui_step(ui)->world;
	event = is_standard ? pl_standard_event(ui->session->model, world, 0, text, &err)
			    : pl_event_from_text(text, &err);
	if (!event) {
		say_error(ui, &err);
		return;
	}
	set_time(ui, event);
	happen(ui, event, false);
}

/* Further than any root of today lasts. */
#define LOOK_AHEAD (40 * 366 * PL_DAY)

/* On to the next second at which a certificate is renewed or a date changes
 * side, whether or not a verdict changes with it. */
void pl_act_next_change(struct pl_ui *ui)
{
	size_t keep;
	int64_t next;
	char clock[PL_TIME_TEXT], what[80];

	if (later(ui, (struct pl_wanted){ .text = ">" }))
		return;
	if (ui->step + 1 < ui->run->n_steps) {
		ui->follow = false;
		ui->step++;
		return;
	}
	keep = pl_run_events_by(ui->run, ui->step);
	next = pl_run_next_date(ui->run, ui->run->now + LOOK_AHEAD);
	if (next == PL_TIME_NONE || next > PL_TIME_MAX - 1) {
		pl_ui_say(ui, PL_SAY_NOTE, "nothing more changes by itself");
		return;
	}
	snprintf(what, sizeof(what), "on to %s", pl_time_format(next, clock));
	pl_session_until(ui->session, keep, next + 1, what, ui->step);
	ui->follow = true;
	pl_ui_say(ui, PL_SAY_OK, "%s; u takes it back", what);
	pl_act_submit(ui);
}

static void moved(struct pl_ui *ui, const char *what, const char *done)
{
	ui->follow = false;
	/* The run on the screen may be the shorter one until the engine has followed. */
	ui->back_to = ui->step;
	if (ui->run && ui->step >= ui->run->n_steps)
		ui->step = ui->run->n_steps - 1;
	pl_ui_say(ui, PL_SAY_OK, "%s: %s", done, what);
	pl_act_submit(ui);
}

/* The cursor that the session remembers is the one that was wanted last. */
static void catch_up(struct pl_ui *ui)
{
	if (ui->back_to)
		ui->step = ui->back_to;
	ui->back_to = 0;
}

void pl_act_undo(struct pl_ui *ui)
{
	const char *what;

	if (pl_act_forget(ui)) {
		pl_ui_say(ui, PL_SAY_OK, "what was still to happen is forgotten");
		return;
	}
	if (pl_session_undos(ui->session) == 0)
		return;
	catch_up(ui);
	what = pl_session_undo(ui->session, &ui->step);
	moved(ui, what, "undone");
}

void pl_act_redo(struct pl_ui *ui)
{
	if (pl_session_redos(ui->session) == 0)
		return;
	catch_up(ui);
	moved(ui, pl_session_redo(ui->session, &ui->step), "done again");
}

void pl_act_expect(struct pl_ui *ui)
{
	const struct pl_outcome *outcome = pl_ui_outcome(ui);
	const struct pl_row *row;
	char *what;

	if (!outcome || pl_ui_pending(ui)) {
		pl_ui_say(ui, PL_SAY_NOTE, "there is no verdict here yet");
		return;
	}
	row = ui->run->rows[pl_ui_row_index(ui->run, ui->row)];
	if (pl_ui_step(ui)->kind == PL_STEP_EVENT) {
		pl_ui_say(ui, PL_SAY_NOTE,
			  "an event's verdicts are saved anyway; e is for the steps between");
		return;
	}
	what = pl_asprintf("expect %s: %s%s%s", row->id, pl_state_info(outcome->state)->name,
			   ui->on_attack ? " against " : "",
			   ui->on_attack ? ui->run->attacks[ui->attack]->name : "");
	pl_session_mark(ui->session,
			pl_mark_new(row, ui->on_attack ? ui->run->attacks[ui->attack]->name : NULL,
				    pl_ui_step(ui)->at, outcome),
			what, ui->step);
	pl_ui_say(ui, PL_SAY_OK, "%s; written when the session is saved", what);
	free(what);
	/* the same story with one more wish: the run stands */
	ui->run_plan = ui->done_plan = pl_session_plan(ui->session)->id;
}

void pl_act_interrupt(struct pl_ui *ui)
{
	pl_act_forget(ui);
	if (pl_ui_pending(ui) && pl_ui_reject(ui)) {
		ui->leaving = false;
		ui->follow = false;
		pl_ui_say(ui, PL_SAY_OK, "stopped; the session is as before");
		pl_act_submit(ui);
		return;
	}
	ui->leaving = true;
	pl_ui_say(ui, PL_SAY_NOTE, "press ^C again to leave");
}

void pl_act_theme(struct pl_ui *ui, const char *name)
{
	if (*name) {
		if (!pl_theme_parse(name, &ui->theme)) {
			pl_ui_say(ui, PL_SAY_ERR, "there is no theme '%s': dark, light or mono",
				  name);
			return;
		}
	} else {
		ui->theme = ui->theme == PL_THEME_DARK    ? PL_THEME_LIGHT
			    : ui->theme == PL_THEME_LIGHT ? PL_THEME_MONO
							  : PL_THEME_DARK;
	}
	pl_ui_say(ui, PL_SAY_OK, "theme %s", pl_theme_name(ui->theme));
}

void pl_act_mouse(struct pl_ui *ui)
{
	ui->mouse = !ui->mouse;
	pl_ui_say(ui, PL_SAY_OK,
		  ui->mouse
			  ? "mouse on: a click selects, the wheel moves; hold Shift to select text"
			  : "mouse off: the terminal selects text again");
}

/* Beyond the last step nothing is computed yet: time passes until then. */
static void go_on(struct pl_ui *ui, int64_t time)
{
	struct pl_error err = PL_ERROR_INIT;
	char text[PL_DURATION_TEXT], line[PL_DURATION_TEXT + 8];
	struct pl_event *event;

	ui->step = ui->run->n_steps - 1;
	if (time == pl_ui_now(ui))
		return;
	snprintf(line, sizeof(line), "wait: %s", pl_duration_format(time - pl_ui_now(ui), text));
	event = pl_event_from_text(line, &err);
	if (!event) {
		say_error(ui, &err);
		return;
	}
	set_time(ui, event);
	happen(ui, event, false);
}

/* "goto 3", "goto 2027-08-03": the last step at or before it, or on to a date ahead. */
static void go(struct pl_ui *ui, const char *where)
{
	char clock[PL_TIME_TEXT];
	const char *why;
	char *end;
	int64_t time;
	unsigned long number = strtoul(where, &end, 10);

	if (!ui->run)
		return;
	ui->follow = false;
	if (*where && !*end && number < ui->run->n_steps) {
		ui->step = number;
		return;
	}
	if (*where && !*end) {
		pl_ui_say(ui, PL_SAY_ERR, "there is no step %.20s; the steps are 0 to %zu", where,
			  ui->run->n_steps - 1);
		return;
	}
	if (!pl_time_parse(where, &time, &why)) {
		pl_ui_say(ui, PL_SAY_ERR, "goto takes a step's number or a date: %s", why);
		return;
	}
	if (time < ui->run->steps[0]->at) {
		pl_ui_say(ui, PL_SAY_ERR, "nothing is known before the start, %s",
			  pl_time_format_short(ui->run->steps[0]->at, clock));
		return;
	}
	if (pl_ui_pending(ui)) {
		pl_ui_say(ui, PL_SAY_NOTE, "still working; again in a moment");
		return;
	}
	if (time > ui->run->now) {
		go_on(ui, time);
		return;
	}
	ui->step = 0;
	while (ui->step + 1 < ui->run->n_steps && ui->run->steps[ui->step + 1]->at <= time)
		ui->step++;
}

static void command(struct pl_ui *ui, enum pl_command what, const char *arg, enum pl_wish *wish)
{
	switch (what) {
	case PL_CMD_SAVE:
	case PL_CMD_SAVE_OVER:
		(void)!pl_ui_save(ui, *arg ? arg : NULL, what == PL_CMD_SAVE_OVER);
		break;
	case PL_CMD_QUIT: *wish = PL_WISH_QUIT; break;
	case PL_CMD_THEME: pl_act_theme(ui, arg); break;
	case PL_CMD_EXPECT: pl_act_expect(ui); break;
	case PL_CMD_GOTO: go(ui, arg); break;
	case PL_CMD_UNDO: pl_act_undo(ui); break;
	case PL_CMD_REDO: pl_act_redo(ui); break;
	case PL_CMD_HELP: ui->overlay = PL_OVERLAY_HELP; break;
	case PL_CMD_MOUSE: pl_act_mouse(ui); break;
	case PL_CMD_NONE: break;
	}
}

static void happen_soon(struct pl_ui *ui, struct pl_event *event)
{
	if (later(ui, (struct pl_wanted){ .event = event }))
		return;
	set_time(ui, event);
	happen(ui, event, true);
}

void pl_act_queued(struct pl_ui *ui)
{
	while (ui->n_queue && !pl_ui_pending(ui)) {
		struct pl_wanted first = ui->queue[0];

		ui->n_queue--;
		for (size_t i = 0; i < ui->n_queue; i++)
			ui->queue[i] = ui->queue[i + 1];
		if (first.event)
			happen_soon(ui, first.event);
		else if (strcmp(first.text, ">") == 0)
			pl_act_next_change(ui);
		else
			pl_act_event(ui, first.text);
	}
}

static bool parse_at(const char *at, struct pl_event *event, struct pl_error *err)
{
	const struct pl_pos nowhere = { 0 };

	return !at || pl_when_parse(at, nowhere, &event->when, err);
}

void pl_act_retype(struct pl_ui *ui, const struct pl_event *event)
{
	char date[PL_TIME_TEXT];
	bool later_on = event->when.kind == PL_WHEN_AT && event->when.time != pl_ui_now(ui);

	pl_palette_reopen(&ui->palette, event,
			  later_on ? pl_time_format_short(event->when.time, date) : NULL);
	ui->overlay = PL_OVERLAY_PALETTE;
}

static void close_palette(struct pl_ui *ui)
{
	pl_palette_close(&ui->palette);
	ui->overlay = PL_OVERLAY_NONE;
	ui->scroll = 0;
}

void pl_act_palette_enter(struct pl_ui *ui, enum pl_wish *wish)
{
	const struct pl_step *step = pl_ui_step(ui);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_palette_answer answer;
	struct pl_items items = { 0 };
	enum pl_palette_done done;

	pl_palette_match(&ui->palette, ui->session->model, step ? step->world : NULL, &items);
	done = pl_palette_enter(&ui->palette, &items, &answer, &err);
	pl_items_clear(&items);
	if (done == PL_PALETTE_EVENT &&
	    (!step || !parse_at(answer.at, answer.event, &err) ||
	     !pl_palette_check(answer.event, ui->session->model, step->world, &err))) {
		pl_palette_reopen(&ui->palette, answer.event, answer.at);
		pl_event_unref(answer.event);
		done = PL_PALETTE_ERROR;
	}
	if (done == PL_PALETTE_ERROR)
		say_error(ui, &err);
	else if (done != PL_PALETTE_MORE)
		close_palette(ui);
	if (done == PL_PALETTE_COMMAND)
		command(ui, answer.command, answer.arg, wish);
	if (done == PL_PALETTE_STANDARD)
		pl_act_event(ui, answer.standard);
	if (done == PL_PALETTE_EVENT)
		happen_soon(ui, answer.event);
	free(answer.arg);
	free(answer.at);
}
