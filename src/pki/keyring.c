/*
 * Who makes which key, and when? Every key of a run is made once: by the thread
 * that asks first, or by a worker that was told ahead of need.
 */
#include <config.h>

#include "pki/internal.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/compiler.h"
#include "util/mem.h"

#define WORKERS_MAX 4

enum slot_state {
	SLOT_IDLE,   /* nobody works on it */
	SLOT_QUEUED, /* waits for a worker; whoever needs it may take it over */
	SLOT_MAKING,
	SLOT_READY,
};

struct slot {
	enum slot_state state;
	enum pl_key_alg alg;
	char *purpose, *name;
	struct pl_key *key;
	bool in_queue; /* also after someone took it over */
	struct slot *next;
};

struct pl_keyring {
	uint64_t seed;
	pthread_mutex_t lock;
	pthread_cond_t changed; /* a slot is queued or ready, or the ring closes */
	struct pl_map slots;
	struct slot *first, **last; /* the queue */
	uint64_t made[PL_KEY_ALGS];
	pthread_t workers[WORKERS_MAX];
	size_t n_workers, n_waiting, n_queued;
	bool closing;
};

struct pl_keyring *pl_keyring_new(uint64_t seed)
{
	struct pl_keyring *ring = pl_calloc(1, sizeof(*ring));

	ring->seed = seed;
	ring->last = &ring->first;
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->changed, NULL);
	return ring;
}

static void free_slot(void *value, void *arg)
{
	struct slot *slot = value;

	(void)arg;
	pl_key_free(slot->key);
	free(slot->purpose);
	free(slot->name);
	free(slot);
}

void pl_keyring_free(struct pl_keyring *ring)
{
	pthread_mutex_lock(&ring->lock);
	ring->closing = true;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
	for (size_t i = 0; i < ring->n_workers; i++)
		pthread_join(ring->workers[i], NULL);
	pl_map_each(&ring->slots, free_slot, NULL);
	pl_map_clear(&ring->slots);
	pthread_cond_destroy(&ring->changed);
	pthread_mutex_destroy(&ring->lock);
	free(ring);
}

/* Called with the lock held. */
static struct slot *find_slot(struct pl_keyring *ring, const char *purpose, const char *name,
			      enum pl_key_alg alg)
{
	struct pl_buf label = PL_BUF_INIT;
	struct slot *slot;

	/* The NULs part what text alone cannot: ("a", "b c") from ("a b", "c"). */
	pl_buf_putc(&label, (char)alg);
	pl_buf_add(&label, purpose, strlen(purpose) + 1);
	pl_buf_puts(&label, name);
	slot = pl_map_get_n(&ring->slots, label.data, label.len);
	if (!slot) {
		slot = pl_calloc(1, sizeof(*slot));
		slot->alg = alg;
		slot->purpose = pl_strdup(purpose);
		slot->name = pl_strdup(name);
		pl_map_set_n(&ring->slots, label.data, label.len, slot);
	}
	pl_buf_clear(&label);
	return slot;
}

/* Called with the lock held, which it gives up while the key is made. */
static void make(struct pl_keyring *ring, struct slot *slot, struct pl_error *err)
{
	struct pl_stream stream;
	struct pl_key *key;

	slot->state = SLOT_MAKING;
	pthread_mutex_unlock(&ring->lock);
	pl_stream_init(&stream, ring->seed, slot->purpose, slot->name, pl_key_alg_name(slot->alg));
	key = pl_key_make(&stream, slot->alg, err);
	pl_stream_clear(&stream);
	pthread_mutex_lock(&ring->lock);
	slot->key = key;
	slot->state = key ? SLOT_READY : SLOT_IDLE;
	ring->made[slot->alg] += key != NULL;
	pthread_cond_broadcast(&ring->changed);
}

struct pl_key *pl_keyring_get(struct pl_keyring *ring, const char *purpose, const char *name,
			      enum pl_key_alg alg, struct pl_error *err)
{
	struct pl_key *key;
	struct slot *slot;

	pthread_mutex_lock(&ring->lock);
	slot = find_slot(ring, purpose, name, alg);
	while (slot->state == SLOT_MAKING)
		pthread_cond_wait(&ring->changed, &ring->lock);
	if (slot->state != SLOT_READY)
		make(ring, slot, err);
	key = slot->key;
	pthread_mutex_unlock(&ring->lock);
	return key;
}

static struct slot *next_queued(struct pl_keyring *ring)
{
	struct slot *slot = ring->first;

	if (slot) {
		ring->first = slot->next;
		if (!ring->first)
			ring->last = &ring->first;
		slot->next = NULL;
		slot->in_queue = false;
		ring->n_queued--;
	}
	return slot;
}

static void *work(void *arg)
{
	struct pl_keyring *ring = arg;
	struct pl_error err = PL_ERROR_INIT;
	struct slot *slot;

	pthread_mutex_lock(&ring->lock);
	while (!ring->closing) {
		slot = next_queued(ring);
		if (!slot) {
			ring->n_waiting++;
			pthread_cond_wait(&ring->changed, &ring->lock);
			ring->n_waiting--;
		} else if (slot->state == SLOT_QUEUED) {
			/* A failure is told to whoever asks for the key. */
			make(ring, slot, &err);
			pl_error_clear(&err);
		}
	}
	pthread_mutex_unlock(&ring->lock);
	return NULL;
}

/* Signals belong to the program's own thread, but for those of a fault, which
 * come to the thread that has it and must find their handler. Without a worker nothing is lost:
 * the key is made when asked for. */
static void add_worker(struct pl_keyring *ring)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	sigset_t all, before;

	if (ring->n_workers == WORKERS_MAX ||
	    (long)ring->n_workers >= (processors > 1 ? processors : 1))
		return;
	sigfillset(&all);
	for (size_t i = 0; i < PL_ARRAY_LEN(faults); i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&ring->workers[ring->n_workers], NULL, work, ring) == 0)
		ring->n_workers++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void pl_keyring_prefetch(struct pl_keyring *ring, const char *purpose, const char *name,
			 enum pl_key_alg alg)
{
	struct slot *slot;

	pthread_mutex_lock(&ring->lock);
	slot = find_slot(ring, purpose, name, alg);
	if (slot->state == SLOT_IDLE && !slot->in_queue) {
		slot->state = SLOT_QUEUED;
		slot->in_queue = true;
		*ring->last = slot;
		ring->last = &slot->next;
		ring->n_queued++;
		if (ring->n_queued > ring->n_waiting)
			add_worker(ring);
		pthread_cond_broadcast(&ring->changed);
	}
	pthread_mutex_unlock(&ring->lock);
}

void pl_keyring_counts(struct pl_keyring *ring, uint64_t keys[PL_KEY_ALGS])
{
	pthread_mutex_lock(&ring->lock);
	memcpy(keys, ring->made, sizeof(ring->made));
	pthread_mutex_unlock(&ring->lock);
}
