/* However many processes run the files, results come in order and are the same; a broken file is
 * one error. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/result_json.h"
#include "run/jobs.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"
#include "tests/tap.h"

static char folder[] = "/tmp/pinlab-jobs-XXXXXX";

static const char good[] = "pinlab: 1\nname: Good\nstart: 2027-05-01\nhierarchy: default\n"
			   "hosts:\n  api: {name: api.example.test, issuer: north-a1, lifetime: "
			   "90d, renews: {before: 30d, key: same}}\n"
			   "devices:\n  phone: {store: phone}\n"
			   "strategies: [leaf-spki]\nattacks: [own-ca]\n"
			   "events:\n  - at: 2027-05-10\n    renew: {host: api, key: same}\n    "
			   "expect:\n      leaf-spki: survives\n";

struct seen {
	struct pl_buf out;
	struct pl_tally tally;
	size_t stop_after; /* 0: never */
};

static bool see(const struct pl_result *result, void *arg, struct pl_error *err)
{
	struct seen *seen = arg;

	pl_tally_add(&seen->tally, result);
	pl_result_json_run(&seen->out, result, false);
	if (seen->tally.files == seen->stop_after)
		return pl_error_environment(err, "sink", "full");
	return true;
}

static char *put(size_t number, const char *text)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = pl_asprintf("%s/%02zu.yaml", folder, number);

	if (!pl_file_write(path, text, strlen(text), 0600, &err))
		tap_ok(false, "%s: %s", path, err.text);
	return path;
}

static struct seen run(const char *const *files, size_t n, size_t jobs)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char *certs = pl_path_join(source ? source : ".", "certs");
	struct pl_jobs_options options = { .certs_dir = certs, .jobs = jobs };
	struct pl_error err = PL_ERROR_INIT;
	struct seen seen = { .out = PL_BUF_INIT };

	tap_ok(pl_run_files(files, n, &options, see, &seen, &err), "%zu jobs run", jobs);
	pl_error_clear(&err);
	free(certs);
	return seen;
}

static void test_stop(const char *const *files, size_t n)
{
	struct pl_jobs_options options = { .certs_dir = "/nonexistent", .jobs = 3 };
	struct pl_error err = PL_ERROR_INIT;
	struct seen seen = { .stop_after = 2 };

	tap_ok(!pl_run_files(files, n, &options, see, &seen, &err),
	       "a sink that is full stops the run");
	tap_int((long long)seen.tally.files, 2, "at once");
	tap_text(err.text, "full", "with its own error");
	pl_buf_clear(&seen.out);
	pl_error_clear(&err);
}

/* A scenario that takes long enough to be killed at. */
static char *put_slow(size_t number)
{
	struct pl_buf text = PL_BUF_INIT;
	char *path;

	pl_buf_puts(&text, good);
	for (int i = 0; i < 20000; i++)
		pl_buf_puts(&text, "  - at: +1m\n    renew: {host: api, key: same}\n");
	path = put(number, pl_buf_str(&text));
	pl_buf_clear(&text);
	return path;
}

/* With the first result, kills every process that works on another. */
static bool see_and_kill(const struct pl_result *result, void *arg, struct pl_error *err)
{
	struct seen *seen = arg;
	char *children = pl_asprintf("/proc/self/task/%ld/children", (long)getpid());
	FILE *file = seen->tally.files == 0 ? fopen(children, "r") : NULL;
	long pid;

	while (file && fscanf(file, "%ld", &pid) == 1)
		kill((pid_t)pid, SIGKILL);
	if (file)
		fclose(file);
	free(children);
	return see(result, arg, err);
}

static void test_death(const char *good_file)
{
	const char *source = getenv("PINLAB_SRCDIR");
	char *certs = pl_path_join(source ? source : ".", "certs"), *slow = put_slow(90);
	const char *files[] = { good_file, slow, good_file };
	struct pl_jobs_options options = { .certs_dir = certs, .jobs = 2 };
	struct pl_error err = PL_ERROR_INIT;
	struct seen seen = { .out = PL_BUF_INIT };
	char *children = pl_asprintf("/proc/self/task/%ld/children", (long)getpid());

	if (access(children, R_OK) != 0) {
		tap_skip("a process that dies costs its file", "no /proc/self/task/*/children");
	} else {
		tap_ok(pl_run_files(files, 3, &options, see_and_kill, &seen, &err),
		       "a process that dies does not stop the run");
		tap_int((long long)seen.tally.met, 2, "the other files are run");
		tap_int((long long)seen.tally.errors, 1, "its own file is one error");
		tap_has(pl_buf_str(&seen.out), "ended by signal 9", "that says how it ended");
	}
	unlink(slow);
	pl_buf_clear(&seen.out);
	pl_error_clear(&err);
	free(children);
	free(certs);
	free(slow);
}

int main(void)
{
	static const size_t jobs[] = { 2, 3, 16 };
	const char *files[10];
	char *paths[10];
	struct seen alone;
	char *text;

	if (!mkdtemp(folder))
		return 1;
	for (size_t i = 0; i < 8; i++)
		files[i] = paths[i] = put(i, i == 3   ? "pinlab: 1\nnmae: typo\n"
					     : i == 5 ? "\001\377"
						      : good);
	files[8] = paths[8] = pl_asprintf("%s/gone.yaml", folder);
	text = pl_asprintf("%ssweep: {seeds: [1, 2, 3]}\nseed: ${seeds}\n", good);
	files[9] = paths[9] = put(9, text);
	free(text);
	alone = run(files, 10, 1);
	tap_int((long long)alone.tally.files, 10, "every file is counted once");
	tap_int((long long)alone.tally.variants, 3, "and has a result for each of its variants");
	tap_int((long long)alone.tally.met, 9, "the good ones meet what they expect");
	tap_ok(alone.tally.errors >= 3 && alone.tally.input && alone.tally.environment,
	       "broken and missing ones are errors of their own kinds");
	tap_int(pl_tally_exit(&alone.tally), 4, "and decide the exit code");
	for (size_t i = 0; i < PL_ARRAY_LEN(jobs); i++) {
		struct seen seen = run(files, 10, jobs[i]);

		tap_text(pl_buf_str(&seen.out), pl_buf_str(&alone.out), "the same bytes as alone");
		pl_buf_clear(&seen.out);
	}
	test_stop(files, 10);
	test_death(files[0]);
	for (size_t i = 0; i < 10; i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
	rmdir(folder);
	pl_buf_clear(&alone.out);
	return tap_done();
}
