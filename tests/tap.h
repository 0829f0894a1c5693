/*
 * Test programs speak TAP: tap_ok() for each case, tap_done() at the end.
 * A row's name is its sentence; a failure prints what was wanted and what came.
 */
#ifndef PINLAB_TESTS_TAP_H
#define PINLAB_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count;
static int tap_failures;

__attribute__((format(printf, 2, 3), unused))
static bool tap_ok(bool ok, const char *fmt, ...)
{
	va_list args;

	tap_count++;
	tap_failures += !ok;
	printf("%sok %d - ", ok ? "" : "not ", tap_count);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	return ok;
}

__attribute__((format(printf, 1, 2), unused))
static void tap_note(const char *fmt, ...)
{
	va_list args;

	printf("# ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
}

/* Compares two texts; NULL is a value of its own. */
__attribute__((unused))
static bool tap_text(const char *got, const char *want, const char *name)
{
	bool same = got == want || (got && want && strcmp(got, want) == 0);

	tap_ok(same, "%s", name);
	if (!same)
		tap_note("wanted \"%s\", got \"%s\"", want ? want : "(null)", got ? got : "(null)");
	return same;
}

/* Passes when `want` occurs in `got`. */
__attribute__((unused))
static bool tap_has(const char *got, const char *want, const char *name)
{
	bool has = got && strstr(got, want);

	tap_ok(has, "%s", name);
	if (!has)
		tap_note("wanted \"%s\" within \"%s\"", want, got ? got : "(null)");
	return has;
}

__attribute__((unused))
static bool tap_int(long long got, long long want, const char *name)
{
	tap_ok(got == want, "%s", name);
	if (got != want)
		tap_note("wanted %lld, got %lld", want, got);
	return got == want;
}

__attribute__((unused))
static void tap_skip(const char *name, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, name, why);
	fflush(stdout);
}

/* Prints the plan. main() returns its value, always 0: the driver counts. */
__attribute__((unused))
static int tap_done(void)
{
	printf("1..%d\n", tap_count);
	fflush(stdout);
	return 0;
}

#endif
