/* How a fuzz target says that something has to hold: it ends the program where it does not. */
#ifndef PINLAB_TESTS_FUZZ_REQUIRE_H
#define PINLAB_TESTS_FUZZ_REQUIRE_H

#include <stdlib.h>

#include "util/error.h"

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* There are errors, and each has words that do no harm to a terminal. */
__attribute__((unused))
static void require_told(const struct pl_errors *errors)
{
	require(errors->n > 0);
	for (size_t i = 0; i < errors->n; i++) {
		char *text = pl_error_format(&errors->items[i]);

		require(errors->items[i].text && *errors->items[i].text);
		for (const char *at = text; *at; at++)
			require((unsigned char)*at >= 0x20 || *at == '\n');
		free(text);
	}
}

#endif
