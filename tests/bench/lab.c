/*
 * How quick is the lab in a terminal? Starts it on a pseudo-terminal and prints
 * the time to the first screen, from key to finished screen, what it holds in
 * memory, and how often it wakes while nobody does anything.
 * Usage: lab RUNS PINLAB [ARGS]
 */
#include <config.h>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Reads the screen until `text` has come; the milliseconds since `begin`. */
static double wait_for(int screen, const char *text, double begin)
{
	static char seen[1 << 20];
	size_t len = 0;

	while (len < sizeof(seen) - 1) {
		struct pollfd ready = { .fd = screen, .events = POLLIN };
		ssize_t got;

		if (poll(&ready, 1, 3000) <= 0)
			break;
		got = read(screen, seen + len, sizeof(seen) - 1 - len);
		if (got <= 0)
			break;
		len += (size_t)got;
		seen[len] = '\0';
		if (memmem(seen, len, text, strlen(text)))
			return now_ms() - begin;
	}
	fprintf(stderr, "lab: '%s' never came\n", text);
	exit(4);
}

/* Swallows what is still being drawn. */
static void settle(int screen)
{
	struct pollfd ready = { .fd = screen, .events = POLLIN };
	char bytes[4096];

	while (poll(&ready, 1, 100) > 0 && read(screen, bytes, sizeof(bytes)) > 0)
		;
}

static long status_of(pid_t pid, const char *field)
{
	char path[64], line[256];
	long value = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0)
			value = strtol(line + strlen(field) + 1, NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	double first[100], key[100];
	long peak = 0, wakes = 0;

	if (runs < 1 || runs > 100)
		return fprintf(stderr, "usage: lab RUNS PINLAB [ARGS]\n"), 2;
	for (int i = 0; i < runs; i++) {
		struct winsize size = { .ws_row = 24, .ws_col = 80 };
		double begin = now_ms();
		int screen;
		pid_t lab = forkpty(&screen, NULL, NULL, &size);

		if (lab == 0) {
			setenv("TERM", "xterm-256color", 1);
			execv(argv[2], argv + 2);
			_exit(127);
		}
		first[i] = wait_for(screen, "help", begin);
		settle(screen);
		begin = now_ms();
		if (write(screen, "R", 1) != 1)
			return 4;
		key[i] = wait_for(screen, "ok:", begin);
		settle(screen);
		if (i == 0) {
			long before = status_of(lab, "voluntary_ctxt_switches:");

			sleep(2);
			wakes = status_of(lab, "voluntary_ctxt_switches:") - before;
		}
		peak = status_of(lab, "VmHWM:") > peak ? status_of(lab, "VmHWM:") : peak;
		kill(lab, SIGTERM);
		settle(screen);
		waitpid(lab, NULL, 0);
		close(screen);
	}
	qsort(first, (size_t)runs, sizeof(*first), compare);
	qsort(key, (size_t)runs, sizeof(*key), compare);
	printf("first screen %.1f ms  key to screen %.1f ms (worst %.1f)  peak %ld kB  wake-ups in 2 idle seconds %ld  (median of %d)\n",
	       first[runs / 2], key[runs / 2], key[runs - 1], peak, wakes, runs);
	return 0;
}
