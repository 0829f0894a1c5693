/* Which time does GnuTLS see? */
#include <config.h>

#include "pki/internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* GnuTLS's hook has no user pointer, so the clock belongs to the thread. */
static _Thread_local struct pl_clock clock_of_thread;

static time_t tell_time(time_t *out)
{
	time_t now = (time_t)clock_of_thread.now;

	if (!clock_of_thread.set)
		abort(); /* a forgotten clock must never become the real one */
	if (out)
		*out = now;
	return now;
}

static void install(void)
{
	gnutls_global_set_time_function(tell_time);
}

void pl_clock_install(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
}

struct pl_clock pl_clock_set(int64_t now)
{
	struct pl_clock saved = clock_of_thread;

	clock_of_thread = (struct pl_clock){ .set = true, .now = now };
	return saved;
}

void pl_clock_restore(struct pl_clock saved)
{
	clock_of_thread = saved;
}
