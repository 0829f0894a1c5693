/* Does the journal keep what was done, and give it back? */
#include <config.h>

#include "tui/session.h"

#include <stdlib.h>

#include "../tap.h"
#include "util/mem.h"
#include "util/time.h"

static struct pl_event *event(const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *made = pl_event_from_text(text, &err);

	if (!made)
		tap_note("%s", err.text);
	pl_error_clear(&err);
	return made;
}

static struct pl_session *session_of(const char *const *events)
{
	struct pl_model *model = pl_model_new();

	for (; *events; events++)
		pl_model_add_event(model, event(*events));
	return pl_session_new(model);
}

/* The plan as the titles' first words: "renew wait". */
static const char *plan(const struct pl_session *session, struct pl_buf *out)
{
	const struct pl_plan *now = pl_session_plan(session);

	pl_buf_reset(out);
	for (size_t i = 0; i < now->n; i++)
		pl_buf_printf(out, "%s%s", i ? " " : "", now->events[i]->kind->name);
	return pl_buf_str(out);
}

static void test_undo(void)
{
	struct pl_session *session = session_of((const char *const[]){ NULL });
	struct pl_buf text = PL_BUF_INIT;
	size_t cursor = 0;

	tap_ok(!pl_session_dirty(session), "a new session has nothing to save");
	tap_ok(pl_session_undo(session, &cursor) == NULL, "and nothing to undo");
	pl_session_act(session, 0, event("renew: key=new"), 0);
	pl_session_act(session, 1, event("reload"), 1);
	tap_text(plan(session, &text), "renew reload", "events follow one another");
	tap_ok(pl_session_dirty(session), "which is worth saving");
	cursor = 2;
	tap_ok(pl_session_undo(session, &cursor) != NULL, "the last one is undone");
	tap_text(plan(session, &text), "renew", "and is gone");
	tap_int((long long)cursor, 1, "the cursor is back where it stood");
	tap_int((long long)pl_session_redos(session), 1, "it can be done again");
	tap_ok(pl_session_redo(session, &cursor) != NULL, "and is");
	tap_text(plan(session, &text), "renew reload", "as it was");
	tap_int((long long)cursor, 2, "the cursor as well");
	tap_ok(pl_session_redo(session, &cursor) == NULL, "no more can be done again");
	pl_session_undo(session, &cursor);
	pl_session_undo(session, &cursor);
	tap_ok(!pl_session_dirty(session), "with everything undone there is nothing to save");
	pl_buf_clear(&text);
	pl_session_free(session);
}

static void test_act_after_undo(void)
{
	struct pl_session *session = session_of((const char *const[]){ NULL });
	struct pl_buf text = PL_BUF_INIT;
	size_t cursor = 1;

	pl_session_act(session, 0, event("renew: key=new"), 0);
	pl_session_undo(session, &cursor);
	pl_session_act(session, 0, event("reload"), 0);
	tap_text(plan(session, &text), "reload", "acting after an undo replaces the future");
	tap_int((long long)pl_session_redos(session), 0, "which then cannot be done again");
	pl_session_undo(session, &cursor);
	tap_text(plan(session, &text), "", "undo leads to the common past");
	pl_buf_clear(&text);
	pl_session_free(session);
}

static void test_act_in_the_past(void)
{
	struct pl_session *session =
		session_of((const char *const[]){ "renew: key=same", "reload", "release", NULL });
	struct pl_buf text = PL_BUF_INIT;
	size_t cursor = 0;

	tap_text(plan(session, &text), "renew reload release",
		 "a scenario's events are the beginning");
	pl_session_act(session, 1, event("release"), 1);
	tap_text(plan(session, &text), "renew release",
		 "acting in the past replaces what came after");
	pl_session_undo(session, &cursor);
	tap_text(plan(session, &text), "renew reload release", "and undo brings it back");
	tap_int((long long)cursor, 1, "with the cursor where the user acted");
	pl_buf_clear(&text);
	pl_session_free(session);
}

static void test_until(void)
{
	struct pl_session *session = session_of((const char *const[]){ "renew: key=same", NULL });
	size_t cursor = 0;

	pl_session_until(session, 1, 5000, "on to 5000", 1);
	tap_int(pl_session_plan(session)->until, 5000, "time goes on without an event");
	tap_int((long long)pl_session_plan(session)->n, 1, "and the events stay");
	pl_session_act(session, 1, event("reload"), 1);
	tap_ok(pl_session_plan(session)->until == PL_TIME_NONE,
	       "an event after that ends where it ends");
	tap_text(pl_session_undo(session, &cursor), "reload", "undo says what is undone");
	tap_text(pl_session_undo(session, &cursor), "on to 5000", "also of time");
	pl_session_free(session);
}

static void test_reject(void)
{
	struct pl_session *session = session_of((const char *const[]){ NULL });
	struct pl_buf text = PL_BUF_INIT;
	unsigned long good;
	size_t cursor = 9;

	pl_session_act(session, 0, event("renew: key=same"), 0);
	good = pl_session_plan(session)->id;
	pl_session_act(session, 1, event("reload"), 1);
	pl_session_act(session, 2, event("release"), 2);
	tap_ok(pl_session_reject(session, good, &cursor),
	       "an impossible event is taken out with what came after");
	tap_text(plan(session, &text), "renew", "as if it had never been asked for");
	tap_int((long long)pl_session_redos(session), 0, "nor can it be done again");
	tap_ok(!pl_session_reject(session, good + 100, &cursor),
	       "there is no way back to what never was");
	pl_buf_clear(&text);
	pl_session_free(session);
}

static void test_marks(void)
{
	const struct pl_client client = { .name = "generic" };
	struct pl_strategy_def strategy = { .name = (char *)"leaf-spki" };
	struct pl_row row = { .strategy = &strategy,
			      .client = &client,
			      .device = (char *)"phone",
			      .host = (char *)"api",
			      .version = (char *)"1" };
	struct pl_outcome outcome = { .state = PL_STATE_BREAKS_PIN,
				      .reason = PL_REASON_PIN_MISMATCH };
	struct pl_session *session = session_of((const char *const[]){ "renew: key=same", NULL });
	size_t cursor = 0;

	pl_session_mark(session, pl_mark_new(&row, NULL, 77, &outcome), "expect it", 0);
	tap_int((long long)pl_session_plan(session)->n_marks, 1,
		"an expectation is part of the plan");
	tap_int((long long)pl_session_plan(session)->n, 1, "the story is the same");
	pl_session_act(session, 1, event("reload"), 1);
	tap_int((long long)pl_session_plan(session)->n_marks, 1,
		"it stays when something else happens");
	pl_session_undo(session, &cursor);
	pl_session_undo(session, &cursor);
	tap_int((long long)pl_session_plan(session)->n_marks, 0, "and can be undone");
	pl_session_free(session);
}

/* What was saved stays told apart from what came later, however often memory is used again. */
static void test_dirty(void)
{
	struct pl_session *session = session_of((const char *const[]){ NULL });
	size_t cursor = 0;
	bool always = true;

	pl_session_act(session, 0, event("renew: key=new"), 0);
	pl_session_saved(session);
	tap_ok(!pl_session_dirty(session), "what was just saved is saved");
	for (int i = 0; i < 100; i++) {
		pl_session_undo(session, &cursor);
		pl_session_act(session, 0, event("renew: key=same"), 0);
		always &= pl_session_dirty(session);
	}
	tap_ok(always, "what replaces it is not, a hundred times over");
	pl_session_free(session);
}

int main(void)
{
	test_undo();
	test_act_after_undo();
	test_act_in_the_past();
	test_until();
	test_reject();
	test_marks();
	test_dirty();
	return tap_done();
}
