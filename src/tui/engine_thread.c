/* Who computes, while the screen stays awake? */
#include <config.h>

#include "tui/engine_thread.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "lab/engine.h"
#include "util/compiler.h"
#include "util/mem.h"
#include "util/time.h"

struct pl_worker {
	const struct pl_model *model;
	/* the engine thread's own */
	struct pl_engine *engine;
	struct pl_run *run;
	struct pl_plan *applied;  /* whose first n_applied events the run has */
	size_t n_applied;
	pthread_mutex_t engine_lock; /* held while the engine computes */
	/* shared, under the lock */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct pl_plan *wanted;   /* NULL: nothing to do */
	bool stop;
	struct pl_result *results;
	size_t n_results, cap_results;
	struct pl_run **trash;
	size_t n_trash, cap_trash;
	/* fixed */
	bool threaded;
	pthread_t thread;
	int pipe[2];
};

static void publish(struct pl_worker *worker, const struct pl_plan *plan, bool done,
		    struct pl_error *err)
{
	struct pl_result result = {
		.plan_id = plan->id,
		.run = worker->run ? pl_run_clone(worker->run) : NULL,
		.done = done,
	};

	if (err)
		pl_error_move(&result.err, err);
	pthread_mutex_lock(&worker->lock);
	*PL_PUSH(worker->results, worker->n_results, worker->cap_results) = result;
	pthread_mutex_unlock(&worker->lock);
	/* a full pipe is as good as one byte: the reader takes all results */
	if (worker->threaded && write(worker->pipe[1], "r", 1) < 0)
		return;
}

static bool overtaken(struct pl_worker *worker)
{
	bool newer;

	pthread_mutex_lock(&worker->lock);
	newer = worker->wanted || worker->stop;
	pthread_mutex_unlock(&worker->lock);
	return newer;
}

static void empty_trash(struct pl_worker *worker)
{
	struct pl_run **trash;
	size_t n;

	pthread_mutex_lock(&worker->lock);
	trash = worker->trash;
	n = worker->n_trash;
	worker->trash = NULL;
	worker->n_trash = worker->cap_trash = 0;
	pthread_mutex_unlock(&worker->lock);
	for (size_t i = 0; i < n; i++)
		pl_run_free(trash[i]);
	free(trash);
}

/* The number of steps up to the n-th scripted event, it included. */
static size_t steps_of_events(const struct pl_run *run, size_t n)
{
	for (size_t i = 0; i < run->n_steps && n; i++)
		if (run->steps[i]->kind == PL_STEP_EVENT && --n == 0)
			return i + 1;
	return 1;
}

/* Takes the run back to what both plans have in common. */
static void rewind_to_common(struct pl_worker *worker, const struct pl_plan *plan)
{
	size_t common = 0;

	while (common < worker->n_applied && common < plan->n &&
	       worker->applied->events[common] == plan->events[common])
		common++;
	pl_run_rewind(worker->run, steps_of_events(worker->run, common));
	worker->n_applied = common;
}

/* Shows a long plan's first steps early, at 32, 64, 128, ... events. */
static bool worth_showing(size_t done)
{
	return done >= 32 && (done & (done - 1)) == 0;
}

/* The run with all of the plan's events, unless a newer plan comes. False with
 * *err set when one of them is impossible. */
static bool follow(struct pl_worker *worker, struct pl_plan *plan, struct pl_error *err)
{
	bool ok = true;

	if (!worker->run) {
		worker->run = pl_run_new(worker->engine, worker->model, err);
		if (!worker->run)
			return false;
	} else {
		rewind_to_common(worker, plan);
	}
	pl_plan_unref(worker->applied);
	worker->applied = pl_plan_ref(plan);
	while (ok && worker->n_applied < plan->n && !overtaken(worker)) {
		ok = pl_run_event(worker->run, plan->events[worker->n_applied], err);
		worker->n_applied += ok;
		if (ok && worth_showing(worker->n_applied))
			publish(worker, plan, false, NULL);
	}
	if (ok && worker->n_applied == plan->n && plan->until != PL_TIME_NONE &&
	    plan->until > worker->run->now)
		ok = pl_run_until(worker->run, plan->until, err);
	return ok;
}

/* Takes the plan over. */
static void work(struct pl_worker *worker, struct pl_plan *plan)
{
	struct pl_error err = PL_ERROR_INIT;
	bool ok, whole;

	pthread_mutex_lock(&worker->engine_lock);
	ok = follow(worker, plan, &err);
	whole = ok && worker->n_applied == plan->n;
	pthread_mutex_unlock(&worker->engine_lock);
	/* after the lock is free, for the screen will ask the engine at once */
	if (whole || !ok)
		publish(worker, plan, true, ok ? NULL : &err);
	pl_plan_unref(plan);
}

bool pl_worker_borrow_engine(struct pl_worker *worker)
{
	return pthread_mutex_trylock(&worker->engine_lock) == 0;
}

void pl_worker_return_engine(struct pl_worker *worker)
{
	pthread_mutex_unlock(&worker->engine_lock);
}

static void work_until_stopped(struct pl_worker *worker)
{
	for (;;) {
		struct pl_plan *plan;
		bool stop;

		pthread_mutex_lock(&worker->lock);
		while (!worker->wanted && !worker->stop)
			pthread_cond_wait(&worker->wake, &worker->lock);
		plan = worker->wanted;
		worker->wanted = NULL;
		stop = worker->stop;
		pthread_mutex_unlock(&worker->lock);
		if (stop) {
			pl_plan_unref(plan);
			return;
		}
		empty_trash(worker);
		work(worker, plan);
	}
}

/* As large as the one that the thread with the terminal has. */
#define FAULT_STACK (64 << 10)

/* A stack that overflows here, too, leaves room for the handler that gives the
 * terminal back; alternate stacks are each thread's own. */
static void *thread_main(void *arg)
{
	stack_t stack = { .ss_sp = pl_malloc(FAULT_STACK), .ss_size = FAULT_STACK };
	stack_t before;
	bool there = sigaltstack(&stack, &before) == 0;

	work_until_stopped(arg);
	if (there)
		sigaltstack(&before, NULL);
	free(stack.ss_sp);
	return NULL;
}

/* Signals belong to the thread that has the terminal, but for those of a fault,
 * which come to the thread that has it and must find their handler. */
static bool start_thread(struct pl_worker *worker)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	sigset_t all, before;
	bool started;

	if (pipe(worker->pipe) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		(void)fcntl(worker->pipe[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(worker->pipe[i], F_SETFD, FD_CLOEXEC);
	}
	sigfillset(&all);
	for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	worker->threaded = true;
	started = pthread_create(&worker->thread, NULL, thread_main, worker) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

struct pl_worker *pl_worker_new(const struct pl_model *model, bool threaded)
{
	struct pl_worker *worker = pl_calloc(1, sizeof(*worker));

	worker->model = model;
	worker->engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	pthread_mutex_init(&worker->lock, NULL);
	pthread_mutex_init(&worker->engine_lock, NULL);
	pthread_cond_init(&worker->wake, NULL);
	worker->pipe[0] = worker->pipe[1] = -1;
	/* no thread to be had: the screen waits for the engine, and works */
	if (threaded && !start_thread(worker))
		worker->threaded = false;
	return worker;
}

void pl_worker_free(struct pl_worker *worker)
{
	if (!worker)
		return;
	if (worker->threaded) {
		pthread_mutex_lock(&worker->lock);
		worker->stop = true;
		pthread_cond_signal(&worker->wake);
		pthread_mutex_unlock(&worker->lock);
		pthread_join(worker->thread, NULL);
	}
	for (int i = 0; i < 2; i++)
		if (worker->pipe[i] >= 0)
			close(worker->pipe[i]);
	for (size_t i = 0; i < worker->n_results; i++) {
		pl_run_free((struct pl_run *)worker->results[i].run);
		pl_error_clear(&worker->results[i].err);
	}
	free(worker->results);
	empty_trash(worker);
	pl_run_free(worker->run);
	pl_plan_unref(worker->applied);
	pl_plan_unref(worker->wanted);
	pl_engine_free(worker->engine);
	pthread_cond_destroy(&worker->wake);
	pthread_mutex_destroy(&worker->lock);
	pthread_mutex_destroy(&worker->engine_lock);
	free(worker);
}

int pl_worker_fd(const struct pl_worker *worker)
{
	return worker->pipe[0];
}

void pl_worker_submit(struct pl_worker *worker, const struct pl_plan *plan)
{
	if (!worker->threaded) {
		empty_trash(worker);
		work(worker, pl_plan_ref(plan));
		return;
	}
	pthread_mutex_lock(&worker->lock);
	pl_plan_unref(worker->wanted);
	worker->wanted = pl_plan_ref(plan);
	pthread_cond_signal(&worker->wake);
	pthread_mutex_unlock(&worker->lock);
}

bool pl_worker_take(struct pl_worker *worker, struct pl_result *out)
{
	bool there;
	char bytes[64];

	if (worker->threaded)
		while (read(worker->pipe[0], bytes, sizeof(bytes)) > 0)
			;
	pthread_mutex_lock(&worker->lock);
	there = worker->n_results > 0;
	if (there) {
		*out = worker->results[0];
		worker->n_results--;
		for (size_t i = 0; i < worker->n_results; i++)
			worker->results[i] = worker->results[i + 1];
	}
	pthread_mutex_unlock(&worker->lock);
	return there;
}

void pl_worker_release(struct pl_worker *worker, const struct pl_run *run)
{
	if (!run)
		return;
	pthread_mutex_lock(&worker->lock);
	*PL_PUSH(worker->trash, worker->n_trash, worker->cap_trash) = (struct pl_run *)run;
	pthread_mutex_unlock(&worker->lock);
}
