/* Atomic reference counts for immutable shared things. */
#ifndef PINLAB_UTIL_REF_H
#define PINLAB_UTIL_REF_H

#include <stdatomic.h>
#include <stdbool.h>

struct pl_ref {
	atomic_uint count;
};

static inline void pl_ref_init(struct pl_ref *ref)
{
	atomic_init(&ref->count, 1);
}

static inline void pl_ref_get(struct pl_ref *ref)
{
	atomic_fetch_add_explicit(&ref->count, 1, memory_order_relaxed);
}

/* True when this was the last reference: the caller frees. */
static inline bool pl_ref_put(struct pl_ref *ref)
{
	return atomic_fetch_sub_explicit(&ref->count, 1, memory_order_acq_rel) == 1;
}

#endif
