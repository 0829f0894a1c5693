/* Does the screen stay awake, and get the right run, while the engine works? */
#include <config.h>

#include "world.h"

#include <poll.h>

/* Waits until the engine has caught up; false after ten seconds. */
static bool settled(struct pl_ui *ui)
{
	for (int i = 0; i < 1000 && pl_ui_pending(ui); i++) {
		struct pollfd fd = { .fd = pl_worker_fd(ui->worker), .events = POLLIN };

		if (poll(&fd, 1, 10) > 0)
			pl_ui_results(ui);
	}
	return !pl_ui_pending(ui);
}

static void test_queue(void)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, true))
		return;
	lab_screen(&ui, &out, NULL);
	tap_ok(pl_buf_str(&out)[0] != '\0', "there is a screen before there is a world");
	lab_keys(&ui, "rRBw");
	tap_ok(settled(&ui), "the engine catches up");
	if (!tap_int((long long)ui.run->n_steps, 5,
		     "what is typed faster than it computes all happens, in order"))
		return;
	tap_text(ui.run->steps[1]->title, "renew api with the same key", "first the first");
	tap_has(ui.run->steps[4]->title, "swap", "last the last");
	tap_int((long long)ui.step, 4, "the cursor is at the end");
	lab_keys(&ui, "uuu");
	tap_ok(settled(&ui), "undo is followed as well");
	tap_int((long long)ui.run->n_steps, 2, "step by step");
	lab_keys(&ui, "<C-r>");
	tap_ok(pl_ui_step(&ui), "the cursor stays within the run until a redo is computed");
	lab_screen(&ui, &out, NULL);
	tap_ok(settled(&ui), "a redo is followed");
	tap_int((long long)ui.step, 2, "and the cursor is where it was");
	lab_keys(&ui, ">");
	tap_ok(settled(&ui), "redo and time, too");
	pl_buf_clear(&out);
	pl_ui_clear(&ui);
}

/* RSA keys take their time; meanwhile the screen shows what it knows. */
static void test_slow(void)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, true))
		return;
	if (!settled(&ui))
		tap_note("the first world is late");
	lab_keys(&ui, ":renew key=rsa-4096<Enter>");
	lab_screen(&ui, &out, NULL);
	tap_ok(pl_buf_str(&out)[0] != '\0', "the screen is drawn while a key is made");
	lab_keys(&ui, "<Down><Down><Up>?");
	lab_keys(&ui, "<Esc>");
	tap_int((long long)ui.row, 1, "and keys move the selection");
	tap_ok(settled(&ui), "then the key is there");
	tap_int((long long)ui.run->n_steps, 2, "with its step");
	pl_buf_clear(&out);
	pl_ui_clear(&ui);
}

static void test_cancel(void)
{
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, true))
		return;
	if (!settled(&ui))
		tap_note("the first world is late");
	lab_keys(&ui, ":renew key=rsa-4096<Enter>rrr<C-c>");
	tap_ok(settled(&ui), "Ctrl-C ends the waiting");
	tap_int((long long)pl_session_undos(ui.session), 0, "and the session is as before");
	tap_int((long long)ui.run->n_steps, 1, "and so is the world");
	pl_ui_clear(&ui);
}

/* Waits until the present plan's first steps are shown and more are to come. */
static bool partly(struct pl_ui *ui)
{
	for (int i = 0; i < 1000; i++) {
		struct pollfd fd = { .fd = pl_worker_fd(ui->worker), .events = POLLIN };

		if (ui->run && ui->run_plan == pl_session_plan(ui->session)->id)
			return !ui->run_done;
		if (poll(&fd, 1, 10) > 0)
			pl_ui_results(ui);
	}
	return false;
}

#define MANY 120

/* Of a plan with many events the first steps come early; there is no way back to those. */
static void test_cancel_many(void)
{
	bool early = false;
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, true))
		return;
	if (!settled(&ui))
		tap_note("the first world is late");
	for (int i = 0; i < MANY; i++) {
		lab_keys(&ui, "r");
		if (i % 40 == 39 && !settled(&ui))
			tap_note("the events are late");
	}
	tap_int((long long)pl_session_undos(ui.session), MANY, "many events happen");
	/* again when this thread slept until all of them were there */
	for (int tries = 0; tries < 20 && !early; tries++) {
		for (int i = 0; i < MANY; i++)
			lab_keys(&ui, "u");
		if (!settled(&ui))
			tap_note("the first world is late again");
		for (int i = 0; i < MANY; i++)
			lab_keys(&ui, "<C-r>");
		early = partly(&ui);
	}
	if (!early) {
		tap_skip("Ctrl-C goes back to the last whole run",
			 "all events were computed between two looks");
		pl_ui_clear(&ui);
		return;
	}
	lab_keys(&ui, "<C-c>");
	tap_has(ui.message, "stopped", "Ctrl-C stops the rest");
	tap_int((long long)pl_session_undos(ui.session), 0, "the session is as it was when whole");
	tap_ok(pl_ui_pending(&ui), "its world is on the way");
	tap_ok(pl_ui_key(&ui, PL_IN_CTRL('c')) == PL_WISH_NOTHING && ui.leaving,
	       "there is nothing more to stop: Ctrl-C asks");
	tap_ok(pl_ui_key(&ui, PL_IN_CTRL('c')) == PL_WISH_QUIT, "and once more leaves");
	tap_ok(settled(&ui) && ui.run->n_steps == 1, "the world is as before");
	tap_int((long long)ui.step, 0, "and the cursor is in it");
	pl_ui_clear(&ui);
}

static void test_impossible(void)
{
	struct pl_ui ui;

	if (!lab_open(&ui, NULL, true))
		return;
	if (!settled(&ui))
		tap_note("the first world is late");
	lab_keys(&ui, "r:swap-intermediate to=nobody<Enter>");
	tap_ok(settled(&ui), "an impossible event is answered");
	tap_int((long long)ui.say, PL_SAY_ERR, "with an error");
	tap_int((long long)pl_session_undos(ui.session), 1, "and what came before it stays");
	tap_int((long long)ui.run->n_steps, 2, "on the screen, too");
	pl_ui_clear(&ui);
}

int main(void)
{
	test_queue();
	test_slow();
	test_cancel();
	test_cancel_many();
	test_impossible();
	return tap_done();
}
