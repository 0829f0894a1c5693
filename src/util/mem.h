/*
 * Memory that is there or the program is not: running out ends the process
 * with exit code 4 and one sentence, because nothing a user can fix is left.
 */
#ifndef PINLAB_UTIL_MEM_H
#define PINLAB_UTIL_MEM_H

#include <stddef.h>

#include "util/compiler.h"

/* As malloc, calloc, realloc and strdup, but never NULL. */
PL_MUST_USE void *pl_malloc(size_t size);
PL_MUST_USE void *pl_calloc(size_t count, size_t size);
PL_MUST_USE void *pl_realloc(void *ptr, size_t count, size_t size);
PL_MUST_USE char *pl_strdup(const char *text);           /* NULL gives NULL */
PL_MUST_USE char *pl_strndup(const char *text, size_t len);
PL_MUST_USE void *pl_memdup(const void *data, size_t len); /* len 0 gives a free()able block */
PL_MUST_USE char *pl_asprintf(const char *fmt, ...) PL_PRINTF(1, 2);

/*
 * Makes room for `need` elements of `size` bytes in `array`, whose room is
 * *cap elements; grows by doubling. Overflow counts as out of memory.
 */
PL_MUST_USE void *pl_grow(void *array, size_t *cap, size_t need, size_t size);

/* Appends room for one element to a dynamic array and yields its address:
 *     *PL_PUSH(list->items, list->n, list->cap) = item;                     */
#define PL_PUSH(array, n, cap) \
	((array) = pl_grow((array), &(cap), (n) + 1, sizeof(*(array))), &(array)[(n)++])

#endif
