/* What did the user do, and what did that undo? */
#include <config.h>

#include "tui/session.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"

static struct pl_plan *plan_new(struct pl_session *session, const struct pl_plan *from, size_t keep)
{
	struct pl_plan *plan = pl_calloc(1, sizeof(*plan));

	pl_ref_init(&plan->ref);
	plan->id = ++session->next_id;
	plan->until = PL_TIME_NONE;
	plan->events = pl_calloc(keep + 1, sizeof(struct pl_event *));
	for (; plan->n < keep && plan->n < from->n; plan->n++)
		plan->events[plan->n] = pl_event_ref(from->events[plan->n]);
	plan->marks = pl_calloc(from->n_marks + 1, sizeof(struct pl_mark *));
	for (; plan->n_marks < from->n_marks; plan->n_marks++) {
		plan->marks[plan->n_marks] = from->marks[plan->n_marks];
		pl_ref_get(&plan->marks[plan->n_marks]->ref);
	}
	return plan;
}

struct pl_plan *pl_plan_ref(const struct pl_plan *plan)
{
	struct pl_plan *shared = (struct pl_plan *)plan;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_plan_unref(struct pl_plan *plan)
{
	if (!plan || !pl_ref_put(&plan->ref))
		return;
	for (size_t i = 0; i < plan->n; i++)
		pl_event_unref(plan->events[i]);
	for (size_t i = 0; i < plan->n_marks; i++)
		pl_mark_unref(plan->marks[i]);
	free(plan->events);
	free(plan->marks);
	free(plan);
}

struct pl_mark *pl_mark_new(const struct pl_row *row, const char *attack, int64_t at,
			    const struct pl_outcome *outcome)
{
	struct pl_mark *mark = pl_calloc(1, sizeof(*mark));

	pl_ref_init(&mark->ref);
	mark->strategy = pl_strdup(row->strategy->name);
	mark->client = pl_strdup(row->client->name);
	mark->device = pl_strdup(row->device);
	mark->host = pl_strdup(row->host);
	mark->version = pl_strdup(row->version);
	mark->attack = pl_strdup(attack);
	mark->at = at;
	mark->state = outcome->state;
	mark->reason = outcome->reason;
	return mark;
}

void pl_mark_unref(struct pl_mark *mark)
{
	if (!mark || !pl_ref_put(&mark->ref))
		return;
	free(mark->strategy);
	free(mark->client);
	free(mark->device);
	free(mark->host);
	free(mark->version);
	free(mark->attack);
	free(mark);
}

static void state_clear(struct pl_state_of_journal *state)
{
	pl_plan_unref(state->plan);
	free(state->what);
}

/* Makes `plan` the present and forgets what could have been redone. */
static void push(struct pl_session *session, struct pl_plan *plan, const char *what, size_t cursor)
{
	while (session->n > session->now + 1)
		state_clear(&session->states[--session->n]);
	if (session->n)
		session->states[session->now].cursor = cursor;
	*PL_PUSH(session->states, session->n, session->cap) =
		(struct pl_state_of_journal){ .plan = plan, .what = pl_strdup(what) };
	session->now = session->n - 1;
}

static const struct pl_plan *present(const struct pl_session *session)
{
	return session->states[session->now].plan;
}

struct pl_session *pl_session_new(struct pl_model *model)
{
	struct pl_session *session = pl_calloc(1, sizeof(*session));
	const struct pl_plan file = { .events = model->events, .n = model->n_events };
	struct pl_plan *plan;

	session->model = model;
	plan = plan_new(session, &file, file.n);
	plan->until = model->until;
	push(session, plan, "start", 0);
	session->saved = plan->id;
	return session;
}

void pl_session_free(struct pl_session *session)
{
	if (!session)
		return;
	for (size_t i = 0; i < session->n; i++)
		state_clear(&session->states[i]);
	free(session->states);
	pl_model_free(session->model);
	free(session);
}

const struct pl_plan *pl_session_plan(const struct pl_session *session)
{
	return present(session);
}

size_t pl_session_undos(const struct pl_session *session)
{
	return session->now;
}

size_t pl_session_redos(const struct pl_session *session)
{
	return session->n - 1 - session->now;
}

bool pl_session_dirty(const struct pl_session *session)
{
	return present(session)->id != session->saved;
}

void pl_session_saved(struct pl_session *session)
{
	session->saved = present(session)->id;
}

void pl_session_act(struct pl_session *session, size_t keep, struct pl_event *event, size_t cursor)
{
	struct pl_plan *plan = plan_new(session, present(session), keep);
	char *title = pl_event_title(event);

	plan->events[plan->n++] = event;
	push(session, plan, title, cursor);
	free(title);
}

void pl_session_until(struct pl_session *session, size_t keep, int64_t until, const char *what,
		      size_t cursor)
{
	struct pl_plan *plan = plan_new(session, present(session), keep);

	plan->until = until;
	push(session, plan, what, cursor);
}

void pl_session_mark(struct pl_session *session, struct pl_mark *mark, const char *what,
		     size_t cursor)
{
	const struct pl_plan *from = present(session);
	struct pl_plan *plan = plan_new(session, from, from->n);

	plan->until = from->until;
	plan->marks[plan->n_marks++] = mark;
	push(session, plan, what, cursor);
	session->states[session->now].cursor = cursor;
}

const char *pl_session_undo(struct pl_session *session, size_t *cursor)
{
	const char *what;

	if (session->now == 0)
		return NULL;
	what = session->states[session->now].what;
	session->states[session->now].cursor = *cursor;
	session->now--;
	*cursor = session->states[session->now].cursor;
	return what;
}

const char *pl_session_redo(struct pl_session *session, size_t *cursor)
{
	if (session->now + 1 >= session->n)
		return NULL;
	session->states[session->now].cursor = *cursor;
	session->now++;
	*cursor = session->states[session->now].cursor;
	return session->states[session->now].what;
}

bool pl_session_reject(struct pl_session *session, unsigned long plan_id, size_t *cursor)
{
	for (size_t i = session->now + 1; i-- > 0;) {
		if (session->states[i].plan->id != plan_id)
			continue;
		session->now = i;
		*cursor = session->states[i].cursor;
		while (session->n > session->now + 1)
			state_clear(&session->states[--session->n]);
		return true;
	}
	return false;
}

size_t pl_run_events_by(const struct pl_run *run, size_t step)
{
	size_t n = 0;

	for (size_t i = 0; i <= step && i < run->n_steps; i++)
		n += run->steps[i]->kind == PL_STEP_EVENT;
	return n;
}
