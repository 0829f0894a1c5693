/* How long a peer may take: a span of real time, which no verdict depends on. */
#ifndef PINLAB_NET_DEADLINE_H
#define PINLAB_NET_DEADLINE_H

#include <stdint.h>
#include <time.h>

/* Milliseconds since some moment; only differences mean anything. */
static inline int64_t pl_net_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is left until then, as poll(2) wants it: never less than 0. */
static inline int pl_net_left(int64_t deadline)
{
	int64_t left = deadline - pl_net_now();

	return left < 0 ? 0 : left > INT32_MAX ? INT32_MAX : (int)left;
}

#endif
