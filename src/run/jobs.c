/* How many files are run side by side, and their results put back in order. */
#include <config.h>

#include "run/jobs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "report/result_json.h"
#include "util/buf.h"
#include "util/cleanup.h"
#include "util/mem.h"

#define READ_BYTES 65536

/* One process at work on one file. A process per file, so that a crash costs
 * that file and nothing of another one lingers in it. */
struct worker {
	pid_t pid; /* 0: idle */
	int slot;  /* of the clean-up */
	int fd;
	size_t index; /* of the file */
	struct pl_buf lines;
};

/* Those of one file. */
struct results {
	struct pl_result *items;
	size_t n, cap;
};

struct pool {
	const char *const *files;
	size_t n;
	const struct pl_jobs_options *options;
	struct worker *workers;
	size_t n_workers;
	struct results *results; /* [n], until they are handed on */
	bool *done;
	size_t next;  /* file to start */
	size_t given; /* results handed on */
};

static bool write_lines(int fd, const struct pl_buf *lines)
{
	size_t done = 0;

	while (done < lines->len) {
		ssize_t put = write(fd, lines->data + done, lines->len - done);

		if (put < 0 && errno != EINTR)
			return false;
		done += put > 0 ? (size_t)put : 0;
	}
	return true;
}

/* A worker's result is for its parent alone: without it, it ends too. */
static void end_with(pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	if (getppid() != parent)
		_exit(PL_ERROR_ENVIRONMENT);
}

static bool say(const struct pl_result *result, void *arg, struct pl_error *err)
{
	(void)err;
	pl_result_lines(result, arg);
	return true;
}

/* Runs in the new process and never returns; what it opened goes with it. */
static PL_NORETURN void work(const struct pool *pool, size_t index, int fd)
{
	struct pl_buf lines = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	bool ok = pl_run_file(pool->files[index], pool->options, say, &lines, &err) &&
		  write_lines(fd, &lines);

	pl_buf_clear(&lines);
	_exit(ok ? 0 : PL_ERROR_ENVIRONMENT);
}

static bool start(struct pool *pool, struct worker *worker, struct pl_error *err)
{
	pid_t parent = getpid(), pid;
	sigset_t before;
	int ends[2];

	if (pipe(ends) != 0)
		return pl_error_environment(err, NULL, "no pipe for a worker: %s; use fewer --jobs",
					    strerror(errno));
	/* What is waiting to be printed must not be printed by both. */
	fflush(NULL);
	pl_cleanup_mask(&before);
	pid = fork();
	if (pid == 0) {
		pl_cleanup_standard();
		pl_cleanup_unmask(&before);
		end_with(parent);
		close(ends[0]);
		work(pool, pool->next, ends[1]);
	}
	worker->slot = pid > 0 ? pl_cleanup_process(pid) : -1;
	pl_cleanup_unmask(&before);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return pl_error_environment(err, NULL,
					    "no process for a worker: %s; use fewer --jobs",
					    strerror(errno));
	}
	worker->pid = pid;
	worker->fd = ends[0];
	worker->index = pool->next++;
	return true;
}

static void clear(struct results *results)
{
	for (size_t i = 0; i < results->n; i++)
		pl_result_clear(&results->items[i]);
	free(results->items);
	*results = (struct results){ 0 };
}

/* An error instead of all that was said about the file. */
static void take_error(struct results *results, const char *file, struct pl_error *err)
{
	struct pl_result *result;

	clear(results);
	result = PL_PUSH(results->items, results->n, results->cap);
	*result = (struct pl_result)PL_RESULT_INIT;
	result->file = pl_result_text(file);
	pl_result_take_error(result, err);
}

/* The words for how a process ended, when it did not end well. */
static void take_death(struct results *results, const char *file, int status)
{
	struct pl_error err = PL_ERROR_INIT;

	if (WIFSIGNALED(status))
		pl_error_environment(&err, file,
				     "the process that ran it ended by signal %d (%s); "
				     "run this file alone to see more",
				     WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		pl_error_environment(&err, file,
				     "the process that ran it ended with %d; "
				     "run this file alone to see more",
				     WEXITSTATUS(status));
	take_error(results, file, &err);
}

/* One result after the other; there is at least one. */
static void take_lines(struct results *results, const char *file, const struct pl_buf *lines)
{
	const uint8_t *text = (const uint8_t *)pl_buf_str(lines);
	struct pl_error err = PL_ERROR_INIT;
	size_t at = 0;

	do {
		struct pl_bytes rest = { text + at, lines->len - at };
		struct pl_result result = PL_RESULT_INIT;
		size_t used;

		if (!pl_result_read(rest, &used, &result, &err)) {
			take_error(results, file, &err);
			return;
		}
		*PL_PUSH(results->items, results->n, results->cap) = result;
		at += used;
	} while (at < lines->len);
}

static void finish(struct pool *pool, struct worker *worker)
{
	struct results *results = &pool->results[worker->index];
	const char *file = pool->files[worker->index];
	int status = 0;

	close(worker->fd);
	/* It has said all it had to; waited for, its number may be another's. */
	pl_cleanup_forget_process(worker->slot);
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (status != 0)
		take_death(results, file, status);
	else
		take_lines(results, file, &worker->lines);
	pool->done[worker->index] = true;
	pl_buf_clear(&worker->lines);
	*worker = (struct worker){ .slot = -1, .fd = -1 };
}

/* Takes what one worker has said; at its end, its result. */
static void hear(struct pool *pool, struct worker *worker)
{
	char bytes[READ_BYTES];
	ssize_t got = read(worker->fd, bytes, sizeof(bytes));

	if (got > 0)
		pl_buf_add(&worker->lines, bytes, (size_t)got);
	else if (got == 0 || errno != EINTR)
		finish(pool, worker);
}

static void wait_for_some(struct pool *pool)
{
	struct pollfd *fds = pl_calloc(pool->n_workers, sizeof(*fds));

	for (size_t i = 0; i < pool->n_workers; i++) {
		fds[i].fd = pool->workers[i].pid ? pool->workers[i].fd : -1;
		fds[i].events = POLLIN;
	}
	if (poll(fds, (nfds_t)pool->n_workers, -1) > 0) {
		for (size_t i = 0; i < pool->n_workers; i++) {
			if (pool->workers[i].pid && fds[i].revents)
				hear(pool, &pool->workers[i]);
		}
	}
	free(fds);
}

/* Hands on what is next in order, as far as it is there. */
static bool give(struct pool *pool, pl_result_sink sink, void *arg, struct pl_error *err)
{
	bool ok = true;

	while (ok && pool->given < pool->n && pool->done[pool->given]) {
		struct results *results = &pool->results[pool->given++];

		for (size_t i = 0; ok && i < results->n; i++)
			ok = sink(&results->items[i], arg, err);
		clear(results);
	}
	return ok;
}

static bool run_pool(struct pool *pool, pl_result_sink sink, void *arg, struct pl_error *err)
{
	while (pool->given < pool->n) {
		for (size_t i = 0; i < pool->n_workers && pool->next < pool->n; i++) {
			if (!pool->workers[i].pid && !start(pool, &pool->workers[i], err))
				return false;
		}
		wait_for_some(pool);
		if (!give(pool, sink, arg, err))
			return false;
	}
	return true;
}

static void stop(struct pool *pool)
{
	for (size_t i = 0; i < pool->n_workers; i++) {
		struct worker *worker = &pool->workers[i];

		if (!worker->pid)
			continue;
		kill(worker->pid, SIGTERM);
		pl_cleanup_forget_process(worker->slot);
		close(worker->fd);
		while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		pl_buf_clear(&worker->lines);
	}
	for (size_t i = pool->given; i < pool->n; i++)
		clear(&pool->results[i]);
	free(pool->workers);
	free(pool->results);
	free(pool->done);
}

static bool run_alone(const char *const *files, size_t n, const struct pl_jobs_options *options,
		      pl_result_sink sink, void *arg, struct pl_error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < n; i++)
		ok = pl_run_file(files[i], options, sink, arg, err);
	return ok;
}

bool pl_run_files(const char *const *files, size_t n, const struct pl_jobs_options *options,
		  pl_result_sink sink, void *arg, struct pl_error *err)
{
	struct pool pool = { .files = files, .n = n, .options = options };
	bool ok;

	if (options->jobs <= 1 || n <= 1)
		return run_alone(files, n, options, sink, arg, err);
	pool.n_workers = options->jobs < n ? options->jobs : n;
	pool.workers = pl_calloc(pool.n_workers, sizeof(*pool.workers));
	pool.results = pl_calloc(n, sizeof(*pool.results));
	pool.done = pl_calloc(n, sizeof(*pool.done));
	ok = run_pool(&pool, sink, arg, err);
	stop(&pool);
	return ok;
}
