/* What goes with the program when a signal ends it? */
#include <config.h>

#include "util/cleanup.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "util/compiler.h"

#define FILES_MAX 32
#define PROCESSES_MAX 256

static const int caught[] = { SIGINT, SIGTERM, SIGHUP };

/* What a handler must find without asking anybody; nothing else looks at it. */
static struct {
	_Atomic(const char *) files[FILES_MAX];
	_Atomic(pid_t) processes[PROCESSES_MAX];
	atomic_int held, waiting;
	pid_t owner; /* a child has the table, but not the things */
} table;

static void tidy(void)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		pid_t pid = atomic_load(&table.processes[i]);

		if (pid > 0)
			kill(pid, SIGKILL);
	}
	for (size_t i = 0; i < FILES_MAX; i++) {
		const char *path = atomic_load(&table.files[i]);

		if (path)
			unlink(path);
	}
}

static void on_signal(int number)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	int kept = errno;

	if (getpid() == table.owner) {
		if (atomic_load(&table.held)) {
			atomic_store(&table.waiting, number);
			errno = kept;
			return;
		}
		tidy();
	}
	/* Whoever waits for the program hears which signal it was. */
	sigaction(number, &standard, NULL);
	raise(number);
	errno = kept;
}

void pl_cleanup_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, before;

	table.owner = getpid();
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++) {
		/* nohup, and shells for what runs in the background, mean it */
		if (sigaction(caught[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(caught[i], &action, NULL);
	}
}

void pl_cleanup_standard(void)
{
	struct sigaction before;

	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++) {
		if (sigaction(caught[i], NULL, &before) == 0 && before.sa_handler == on_signal)
			signal(caught[i], SIG_DFL);
	}
}

int pl_cleanup_file(const char *path)
{
	for (int i = 0; i < FILES_MAX; i++) {
		const char *none = NULL;

		if (atomic_compare_exchange_strong(&table.files[i], &none, path))
			return i;
	}
	return -1;
}

int pl_cleanup_process(pid_t pid)
{
	for (int i = 0; i < PROCESSES_MAX; i++) {
		pid_t none = 0;

		if (atomic_compare_exchange_strong(&table.processes[i], &none, pid))
			return i;
	}
	return -1;
}

void pl_cleanup_forget_file(int slot)
{
	if (slot >= 0)
		atomic_store(&table.files[slot], NULL);
}

void pl_cleanup_forget_process(int slot)
{
	if (slot >= 0)
		atomic_store(&table.processes[slot], 0);
}

void pl_cleanup_mask(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < PL_ARRAY_LEN(caught); i++)
		sigaddset(&set, caught[i]);
	sigprocmask(SIG_BLOCK, &set, before);
}

void pl_cleanup_unmask(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

void pl_cleanup_hold(void)
{
	atomic_store(&table.held, 1);
}

bool pl_cleanup_waiting(void)
{
	return atomic_load(&table.waiting) != 0;
}

void pl_cleanup_release(void)
{
	int number;

	atomic_store(&table.held, 0);
	number = atomic_exchange(&table.waiting, 0);
	if (number)
		raise(number);
}
