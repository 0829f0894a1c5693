/* In how many of a file's variants does each row break, and in which? */
#include <config.h>

#include "report/variants.h"

#include <stdint.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"

static struct pl_variants_row *find(struct pl_variants *variants, const char *id)
{
	uintptr_t place = (uintptr_t)pl_map_get(&variants->places, id);
	struct pl_variants_row *row;

	if (place)
		return &variants->rows[place - 1];
	row = PL_PUSH(variants->rows, variants->n_rows, variants->cap_rows);
	pl_map_set(&variants->places, id, (void *)(uintptr_t)variants->n_rows);
	*row = (struct pl_variants_row){ .id = pl_strdup(id), .where = PL_BUF_INIT };
	return row;
}

static bool breaks(const struct pl_result *result, size_t row)
{
	for (size_t i = 0; i < result->n_steps; i++) {
		const struct pl_result_outcome *outcome = pl_result_cell(result, i, row, -1);

		if (outcome && outcome->verdict == PL_BREAKS)
			return true;
	}
	return false;
}

void pl_variants_clear(struct pl_variants *variants)
{
	for (size_t i = 0; i < variants->n_rows; i++) {
		free(variants->rows[i].id);
		pl_buf_clear(&variants->rows[i].where);
	}
	free(variants->rows);
	pl_map_clear(&variants->places);
	*variants = (struct pl_variants){ .good = true };
}

void pl_variants_add(struct pl_variants *variants, const struct pl_result *result)
{
	if (result->variant_at == 0)
		pl_variants_clear(variants);
	variants->n++;
	variants->good &= result->n_errors == 0;
	for (size_t i = 0; i < result->n_checks; i++)
		variants->good &= result->checks[i].met;
	for (size_t i = 0; i < result->n_rows; i++) {
		struct pl_variants_row *row = find(variants, result->rows[i].id);

		if (!breaks(result, i))
			continue;
		pl_buf_printf(&row->where, "%s%s", row->breaks++ ? ", " : "",
			      result->variant ? result->variant : "");
	}
}

void pl_variants_line(const struct pl_variants *variants, size_t row, struct pl_buf *out)
{
	const struct pl_variants_row *at = &variants->rows[row];

	pl_buf_printf(out, "%s breaks in %zu of %zu", at->id, at->breaks, variants->n);
	if (at->breaks)
		pl_buf_printf(out, ": %s", pl_buf_str(&at->where));
}

char *pl_variants_title(const char *name, const struct pl_result *result)
{
	if (!result->variant)
		return pl_strdup(name);
	return pl_asprintf("%s [%s]", name, result->variant);
}
