/*
 * What holds of every pin file, whatever its bytes: it is read or there are
 * errors; each pin has its place and its rule; the client answers whether it loads
 * them; and what is written of it in its own format says the same again.
 */
#ifndef PINLAB_TESTS_FUZZ_PINS_H
#define PINLAB_TESTS_FUZZ_PINS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/export.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_set(const struct pl_pinfile *pins)
{
	const struct pl_pinset *set = pins->set;
	struct pl_pin_answer answer;

	for (size_t i = 0; i < set->n; i++)
		require(set->pins[i].pos.line >= 1 && set->pins[i].pos.column >= 1 &&
			set->pins[i].rule < set->n_rules && set->pins[i].read);
	if (!pl_client_loads(pins->client, set, &answer))
		require(*answer.detail);
	for (size_t i = 0; i < pins->n_remarks; i++)
		require(*pins->remarks[i].text != '\0' && pins->remarks[i].pos.line >= 1);
}

static void check_same(const struct pl_pin_side *side, const struct pl_buf *text,
		       const struct pl_pin_format *format)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *again =
		pl_pinfile_read("again", (struct pl_bytes){ (const uint8_t *)text->data, text->len },
				format, &errors);
	struct pl_pin_side sides[2] = { *side };
	struct pl_pin_differences found = PL_PIN_DIFFERENCES_INIT;

	require(again != NULL);
	sides[1] = (struct pl_pin_side){ "again", again->client, again->set };
	pl_pin_differ(sides, NULL, &found);
	require(found.n == 0);
	pl_pin_differences_clear(&found);
	pl_pinfile_free(again);
	pl_errors_clear(&errors);
}

/* Only where nothing was lost, and something was pinned. */
static void check_written(const struct pl_pinfile *pins)
{
	const struct pl_pin_side side = { "input", pins->client, pins->set };
	struct pl_pin_losses losses = PL_PIN_LOSSES_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;

	if (!pl_pins_write(pins->format, &side, NULL, &out, &losses, &err))
		require(err.kind != PL_ERROR_NONE);
	else if (losses.n == 0 && pins->set->n > 0)
		check_same(&side, &out, pins->format);
	pl_pin_losses_clear(&losses);
	pl_error_clear(&err);
	pl_buf_clear(&out);
}

__attribute__((unused))
static void check_format(const char *name, const uint8_t *data, size_t size)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *pins = pl_pinfile_read("input", (struct pl_bytes){ data, size },
						  pl_pin_format_find(name), &errors);

	require((pins != NULL) == (errors.n == 0));
	if (pins) {
		check_set(pins);
		check_written(pins);
	}
	pl_pinfile_free(pins);
	pl_errors_clear(&errors);
}

#endif
