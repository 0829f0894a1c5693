/* Which addresses does a host have, as far as anybody knows in time? */
#include <config.h>

#include "net/resolve.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/deadline.h"
#include "util/mem.h"
#include "util/ref.h"

/*
 * getaddrinfo(3) waits as long as it likes. It is asked on a thread of its own, which is
 * left behind when the time is over; whoever is last frees the question.
 */
struct question {
	struct pl_ref ref;
	pthread_mutex_t lock;
	pthread_cond_t answered;
	char *host, port[8];
	bool done;
	int code, number; /* of getaddrinfo, and errno with EAI_SYSTEM */
	struct addrinfo *found;
};

static void drop(struct question *question)
{
	if (!pl_ref_put(&question->ref))
		return;
	if (question->found)
		freeaddrinfo(question->found);
	pthread_cond_destroy(&question->answered);
	pthread_mutex_destroy(&question->lock);
	free(question->host);
	free(question);
}

static int look_up(const char *host, const char *port, int flags, struct addrinfo **out)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
					.ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICSERV | flags };

	*out = NULL;
	return getaddrinfo(host, port, &hints, out);
}

static void *ask(void *arg)
{
	struct question *question = arg;
	struct addrinfo *found;
	/* Addresses of a family that this machine does not have would only be refused. */
	int code = look_up(question->host, question->port, AI_ADDRCONFIG, &found), number = errno;

	/* Where there is only loopback, that leaves out even its addresses. */
	if (code != 0) {
		code = look_up(question->host, question->port, 0, &found);
		number = errno;
	}
	pthread_mutex_lock(&question->lock);
	question->code = code;
	question->number = number;
	question->found = found;
	question->done = true;
	pthread_cond_signal(&question->answered);
	pthread_mutex_unlock(&question->lock);
	drop(question);
	return NULL;
}

static struct question *new_question(const struct pl_net_address *address)
{
	struct question *question = pl_calloc(1, sizeof(*question));
	pthread_condattr_t attr;

	pl_ref_init(&question->ref);
	question->host = pl_strdup(address->host);
	snprintf(question->port, sizeof(question->port), "%d", address->port);
	pthread_mutex_init(&question->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&question->answered, &attr);
	pthread_condattr_destroy(&attr);
	return question;
}

static bool start(struct question *question)
{
	pthread_attr_t attr;
	pthread_t thread;
	bool ok;

	pl_ref_get(&question->ref);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	ok = pthread_create(&thread, &attr, ask, question) == 0;
	pthread_attr_destroy(&attr);
	if (!ok)
		drop(question);
	return ok;
}

/* True when the answer is there. */
static bool wait_for(struct question *question, int64_t deadline)
{
	const struct timespec until = { .tv_sec = deadline / 1000,
					.tv_nsec = deadline % 1000 * 1000000 };
	bool done;

	pthread_mutex_lock(&question->lock);
	while (!question->done &&
	       pthread_cond_timedwait(&question->answered, &question->lock, &until) == 0)
		;
	done = question->done;
	pthread_mutex_unlock(&question->lock);
	return done;
}

static void refuse(const struct question *question, const char *host, struct pl_error *err)
{
	switch (question->code) {
	case EAI_NONAME:
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
	case EAI_NODATA:
#endif
		pl_error_environment(err, host, "this name does not resolve to an address; is it "
				     "spelt right, and known to this machine's DNS?");
		return;
	case EAI_AGAIN:
		pl_error_environment(err, host, "this name cannot be looked up: no DNS server "
				     "answers; is there a network?");
		return;
	case EAI_SYSTEM:
		pl_error_environment(err, host, "this name cannot be looked up: %s",
				     strerror(question->number));
		return;
	default:
		pl_error_environment(err, host, "this name cannot be looked up: %s",
				     gai_strerror(question->code));
	}
}

static struct addrinfo *take(struct question *question, const char *host, struct pl_error *err)
{
	struct addrinfo *found = question->found;

	if (!found)
		refuse(question, host, err);
	question->found = NULL;
	return found;
}

struct addrinfo *pl_net_resolve(const struct pl_net_address *address, int64_t deadline,
				struct pl_error *err)
{
	struct question *question = new_question(address);
	struct addrinfo *found = NULL;

	if (pl_net_is_number(address->host)) {
		question->code = look_up(question->host, question->port, AI_NUMERICHOST,
					 &question->found);
		question->number = errno;
		found = take(question, address->host, err);
	} else if (!start(question)) {
		pl_error_environment(err, address->host, "no thread for a look-up: %s",
				     strerror(errno));
	} else if (!wait_for(question, deadline)) {
		pl_error_environment(err, address->host, "this name cannot be looked up in time: no "
				     "DNS server answers");
	} else {
		found = take(question, address->host, err);
	}
	drop(question);
	return found;
}
