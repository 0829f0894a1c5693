/* How does the terminal come back when the program crashes? */
#include <config.h>

#include "tui/restore.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/compiler.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED
void __sanitizer_set_death_callback(void (*callback)(void));
#endif

/* What a signal handler must find without asking anybody. */
static struct {
	volatile sig_atomic_t armed;
	bool at_exit;
	int fd;
	struct termios before;
	char bytes[PL_RESTORE_MAX];
	size_t len;
} saved;

static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGSYS, SIGTRAP };

static void give_back(void)
{
	if (!saved.armed)
		return;
	saved.armed = 0;
	if (write(saved.fd, saved.bytes, saved.len) < 0)
		return; /* the terminal is gone, so nothing is left to restore */
	tcsetattr(saved.fd, TCSANOW, &saved.before);
}

#ifndef SANITIZED
static char fault_stack[64 << 10];

static void on_fault(int number)
{
	static const char text[] = "pinlab: ended by a fault; the terminal is as it was\n";

	give_back();
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(128 + number);
	signal(number, SIG_DFL);
	raise(number);
}
#endif

void pl_restore_arm(int fd, const struct termios *before, const void *bytes, size_t len)
{
	saved.armed = 0;
	saved.fd = fd;
	saved.before = *before;
	saved.len = len < sizeof(saved.bytes) ? len : sizeof(saved.bytes);
	memcpy(saved.bytes, bytes, saved.len);
	saved.armed = 1;
	/* Running out of memory ends the program through exit(), from wherever it is. */
	if (!saved.at_exit)
		saved.at_exit = atexit(give_back) == 0;
#ifdef SANITIZED
	/* handlers of ours would hide the sanitizer's report */
	(void)faults;
	__sanitizer_set_death_callback(give_back);
#else
	{
		stack_t stack = { .ss_sp = fault_stack, .ss_size = sizeof(fault_stack) };
		struct sigaction action = { .sa_handler = on_fault,
					    .sa_flags = SA_ONSTACK | SA_RESETHAND | SA_NODEFER };

		sigaltstack(&stack, NULL);
		sigemptyset(&action.sa_mask);
		for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++)
			sigaction(faults[i], &action, NULL);
	}
#endif
}

void pl_restore_disarm(void)
{
	saved.armed = 0;
#ifndef SANITIZED
	for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++)
		signal(faults[i], SIG_DFL);
#endif
}
