/* late-clock: the clock is carried past the end of the pins, and another operator issues. */
#include <config.h>

#include "lab/attacks/parts.h"

static bool forge(struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_host *host, struct pl_forgeries *out, struct pl_error *err)
{
	struct pl_answer answer;

	pl_answer_init(&answer, engine, world, host, err);
	if (!pl_answer_other_operator(&answer, NULL)) {
		pl_answer_drop(&answer);
		return false;
	}
	pl_answer_finish(&answer, false, out);
	out->items[out->n - 1].late_clock = true;
	return true;
}

const struct pl_attack pl_attack_late_clock = {
	.name = "late-clock",
	.letter = "k",
	.summary = "another operator's certificate, on a device set past the end of the pins",
	.about = "Pin sets may end on a date, and devices believe whoever tells them the time: an "
		 "unsigned time server, or a hand on the settings. Past that date many clients "
		 "compare nothing any more. A set without an end, or one that refuses after it, "
		 "stops him.",
	.forge = forge,
};
