/* Where memory comes from, and what happens when there is none. */
#include <config.h>

#include "util/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define FIRST_CAP 8

/* exit() and not _exit(): whoever changed the terminal restores it on the way out. */
PL_NORETURN static void out_of_memory(void)
{
	fputs("error: out of memory; give the program more, or a smaller input\n", stderr);
	exit(PL_ERROR_ENVIRONMENT);
}

static void *or_die(void *ptr)
{
	if (!ptr)
		out_of_memory();
	return ptr;
}

/* malloc(0) may be NULL without anything being wrong; ask for a byte instead. */
void *pl_malloc(size_t size)
{
	return or_die(malloc(size ? size : 1));
}

void *pl_calloc(size_t count, size_t size)
{
	if (count == 0 || size == 0)
		return or_die(calloc(1, 1));
	return or_die(calloc(count, size));
}

void *pl_realloc(void *ptr, size_t count, size_t size)
{
	if (count == 0 || size == 0)
		return or_die(realloc(ptr, 1));
	if (count > SIZE_MAX / size)
		out_of_memory();
	return or_die(realloc(ptr, count * size));
}

char *pl_strdup(const char *text)
{
	return text ? pl_strndup(text, strlen(text)) : NULL;
}

char *pl_strndup(const char *text, size_t len)
{
	size_t used = strnlen(text, len);
	char *copy = pl_malloc(used + 1);

	memcpy(copy, text, used);
	copy[used] = '\0';
	return copy;
}

void *pl_memdup(const void *data, size_t len)
{
	void *copy = pl_malloc(len);

	if (len > 0)
		memcpy(copy, data, len);
	return copy;
}

char *pl_asprintf(const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		out_of_memory();
	return text;
}

void *pl_grow(void *array, size_t *cap, size_t need, size_t size)
{
	size_t next = *cap ? *cap : FIRST_CAP;

	if (need <= *cap)
		return array;
	while (next < need) {
		if (next > SIZE_MAX / 2)
			out_of_memory();
		next *= 2;
	}
	array = pl_realloc(array, next, size);
	*cap = next;
	return array;
}
