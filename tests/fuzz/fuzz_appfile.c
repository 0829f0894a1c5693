/*
 * Whether the readers of apps' XML hold for any bytes: a pin has its place and
 * its rule, the client answers whether it loads the set, and what a writer of
 * the same format makes of it is such a file again.
 */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "pin/export.h"
#include "tests/fuzz/require.h"
#include "util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const struct pl_pinfile *pins)
{
	const struct pl_pinset *set = pins->set;
	struct pl_pin_answer answer;

	for (size_t i = 0; i < set->n; i++)
		require(set->pins[i].pos.line >= 1 && set->pins[i].pos.column >= 1 &&
			set->pins[i].rule < set->n_rules);
	if (!pl_client_loads(pins->client, set, &answer))
		require(*answer.detail && answer.pos.line >= 1);
	for (size_t i = 0; i < pins->n_remarks; i++)
		require(*pins->remarks[i].text != '\0' && pins->remarks[i].pos.line >= 1);
}

static void check_written(const struct pl_pinfile *pins)
{
	const struct pl_pin_side side = { "input", pins->client, pins->set };
	struct pl_pin_losses losses = PL_PIN_LOSSES_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_pinfile *again;
	struct pl_pin_answer answer;

	if (pl_pins_write(pins->format, &side, NULL, &out, &losses, &err)) {
		again = pl_pinfile_read("again",
					(struct pl_bytes){ (const uint8_t *)out.data, out.len },
					pins->format, &errors);
		/* Names of any bytes may become the same one, and a large file a larger one. */
		require(again || errors.n > 0);
		require(!again || pl_client_loads(again->client, again->set, &answer) ||
			*answer.detail);
		pl_pinfile_free(again);
	} else {
		require(err.kind != PL_ERROR_NONE);
	}
	pl_pin_losses_clear(&losses);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	pl_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "android-nsc", "trustkit-android",
					     "apple-pinned-domains", "trustkit" };

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_pinfile *pins = pl_pinfile_read("input", (struct pl_bytes){ data, size },
							  pl_pin_format_find(names[i]), &errors);

		require((pins != NULL) == (errors.n == 0));
		if (pins) {
			check_set(pins);
			check_written(pins);
		}
		pl_pinfile_free(pins);
		pl_errors_clear(&errors);
	}
	return 0;
}
