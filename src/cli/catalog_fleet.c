/* Which ways of updating have a name in a scenario's fleet? */
#include <config.h>

#include "cli/catalog.h"

#include "lab/fleet_def.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/share.h"
#include "util/time.h"

static void put_stage(struct pl_buf *about, int64_t after, unsigned share)
{
	char percent[PL_SHARE_TEXT], length[PL_DURATION_TEXT];

	pl_buf_puts(about, pl_share_words(share, percent));
	if (after > 0)
		pl_buf_printf(about, " after %s", pl_duration_words(after, length));
	else
		pl_buf_puts(about, " at once");
}

static void fill_adoption(struct pl_entries *out)
{
	size_t n;
	const struct pl_curve_preset *const *list = pl_curve_presets(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_buf about = PL_BUF_INIT;

		for (size_t k = 0; k < list[i]->n_points; k++) {
			pl_buf_puts(&about, k ? ", " : "Who has updated: ");
			put_stage(&about, list[i]->points[k].age, list[i]->points[k].share);
		}
		pl_buf_puts(&about, ".\nAn assumption, and nobody's data; what was measured replaces it "
				    "(adoption of a fleet, --adoption).");
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary),
			       pl_buf_take(&about));
	}
}

static void fill_rollouts(struct pl_entries *out)
{
	size_t n;
	const struct pl_rollout_preset *const *list = pl_rollout_presets(&n);

	for (size_t i = 0; i < n; i++) {
		struct pl_buf about = PL_BUF_INIT;

		for (size_t k = 0; k < list[i]->n_stages; k++) {
			pl_buf_puts(&about, k ? ", " : "Offered to: ");
			put_stage(&about, list[i]->stages[k].after, list[i]->stages[k].share);
		}
		pl_buf_puts(&about, ", counted from approval.");
		pl_entries_add(out, pl_strdup(list[i]->name), pl_strdup(list[i]->summary),
			       pl_buf_take(&about));
	}
}

const struct pl_catalog pl_catalog_adoption = {
	.name = "adoption", .one = "adoption curve", .fill = fill_adoption,
};
const struct pl_catalog pl_catalog_rollouts = {
	.name = "rollouts", .one = "roll-out", .fill = fill_rollouts,
};
