/* Which pins belong together, and who keeps them? */
#include <config.h>

#include "pin/pin.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/time.h"

struct pl_pinset *pl_pinset_new(void)
{
	struct pl_pinset *set = pl_calloc(1, sizeof(*set));

	pl_ref_init(&set->ref);
	set->expires = PL_TIME_NONE;
	return set;
}

struct pl_pinset *pl_pinset_ref(const struct pl_pinset *set)
{
	struct pl_pinset *shared = (struct pl_pinset *)set; /* the count is all that changes */

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_pin_clear(struct pl_pin *pin)
{
	free(pin->spelling);
	free(pin->origin);
	free(pin->subject);
	*pin = (struct pl_pin){ .cert_expiry = PL_TIME_NONE };
}

void pl_pinset_unref(struct pl_pinset *set)
{
	if (!set || !pl_ref_put(&set->ref))
		return;
	for (size_t i = 0; i < set->n; i++)
		pl_pin_clear(&set->pins[i]);
	for (size_t i = 0; i < set->n_covers; i++)
		free(set->covers[i]);
	free(set->covers);
	free(set->pins);
	free(set);
}

struct pl_pin *pl_pinset_add(struct pl_pinset *set)
{
	struct pl_pin *pin = PL_PUSH(set->pins, set->n, set->cap);

	*pin = (struct pl_pin){ .cert_expiry = PL_TIME_NONE };
	return pin;
}
