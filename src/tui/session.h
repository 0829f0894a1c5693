/*
 * The session: everything the user did, as a journal of edits to the model.
 * A state of the journal is a plan (what shall happen, and up to when);
 * worlds and verdicts follow from it and are the engine's business. Undo and
 * redo move within the journal; acting after an undo replaces the future.
 */
#ifndef PINLAB_TUI_SESSION_H
#define PINLAB_TUI_SESSION_H

#include "lab/model.h"
#include "lab/run.h"
#include "util/ref.h"

/* A verdict that the user wants to hold: ":expect". */
struct pl_mark {
	struct pl_ref ref;
	char *strategy, *client, *device, *host, *version;
	char *attack;            /* NULL: the honest host */
	int64_t at;
	enum pl_state state;
	enum pl_reason reason;
};
struct pl_mark *pl_mark_new(const struct pl_row *row, const char *attack, int64_t at,
			    const struct pl_outcome *outcome);
void pl_mark_unref(struct pl_mark *mark);

/* Immutable; shared by the journal and the engine thread. */
struct pl_plan {
	struct pl_ref ref;
	unsigned long id;        /* unique in the process's session, growing */
	struct pl_event **events; /* referenced */
	size_t n;
	int64_t until;           /* PL_TIME_NONE: ends with the last event */
	struct pl_mark **marks;  /* referenced */
	size_t n_marks;
};
struct pl_plan *pl_plan_ref(const struct pl_plan *plan);
void pl_plan_unref(struct pl_plan *plan);

/* One state of the journal. */
struct pl_state_of_journal {
	struct pl_plan *plan;
	char *what;              /* what led here: "renew api with a new key" */
	size_t cursor;           /* step at which the cursor stood when it was left */
};

struct pl_session {
	struct pl_model *model;  /* owned, never changed */
	struct pl_state_of_journal *states;
	size_t n, cap;
	size_t now;              /* index of the present state */
	unsigned long next_id;
	unsigned long saved;     /* id of the plan that is in the file */
};

/* Takes the model over; the journal begins with its events. */
PL_MUST_USE struct pl_session *pl_session_new(struct pl_model *model);
void pl_session_free(struct pl_session *session);

const struct pl_plan *pl_session_plan(const struct pl_session *session); /* borrowed */
size_t pl_session_undos(const struct pl_session *session);
size_t pl_session_redos(const struct pl_session *session);
PL_MUST_USE bool pl_session_dirty(const struct pl_session *session);
void pl_session_saved(struct pl_session *session);

/* The first `keep` events stay, then this one; takes the event over. */
void pl_session_act(struct pl_session *session, size_t keep, struct pl_event *event, size_t cursor);
/* The first `keep` events stay, then time goes on up to, not including, `until`. */
void pl_session_until(struct pl_session *session, size_t keep, int64_t until, const char *what,
		      size_t cursor);
/* Takes the mark over. */
void pl_session_mark(struct pl_session *session, struct pl_mark *mark, const char *what,
		     size_t cursor);

/* What was undone or redone, or NULL when there is nothing; *cursor is replaced
 * by where the cursor stood there, and remembered for the way back. */
const char *pl_session_undo(struct pl_session *session, size_t *cursor);
const char *pl_session_redo(struct pl_session *session, size_t *cursor);
/* Goes back to the state with this plan and forgets all after it: an action
 * that turned out to be impossible. False when there is no such state. */
bool pl_session_reject(struct pl_session *session, unsigned long plan_id, size_t *cursor);

/* How many scripted events a run has done by `step`, itself included. */
size_t pl_run_events_by(const struct pl_run *run, size_t step);

/* Writes the plan as a scenario; with its run, verdicts become expectations.
 * Yields how many expectations were written. */
size_t pl_plan_write(const struct pl_plan *plan, const struct pl_model *model,
		     const struct pl_run *run, struct pl_buf *out);

#endif
