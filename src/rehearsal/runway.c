/* Until when do these pins last? */
#include <config.h>

#include "rehearsal/runway.h"

#include <stdlib.h>
#include <string.h>

#include "lab/why.h"
#include "rehearsal/retell.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static struct pl_lane *find_lane(struct pl_runway *runway, const struct pl_row *row)
{
	struct pl_lane *lane;

	for (size_t i = 0; i < runway->n; i++) {
		lane = &runway->lanes[i];
		if (pl_streq(lane->strategy, row->strategy->name) && pl_streq(lane->host, row->host))
			return lane;
	}
	lane = PL_PUSH(runway->lanes, runway->n, runway->cap);
	*lane = (struct pl_lane){
		.strategy = pl_strdup(row->strategy->name),
		.host = pl_strdup(row->host),
		.at = PL_TIME_NONE,
		.returns = PL_TIME_NONE,
		.unenforced = PL_TIME_NONE,
		.broken_in = pl_strdup(""),
	};
	for (size_t i = 0; i < PL_STANDARD_MAX; i++)
		lane->standard[i] = -1;
	return lane;
}

static bool breaks(const struct pl_run *run, size_t step, size_t row)
{
	return pl_step_honest(run->steps[step], row)->verdict == PL_BREAKS;
}

static size_t first_break(const struct pl_run *run, size_t row)
{
	size_t step = 0;

	while (step < run->n_steps && !breaks(run, step, row))
		step++;
	return step;
}

/* The known CA that a lab certificate stands for, or NULL. */
static const struct pl_known_ca *known_ca(const struct pl_run *run, const struct pl_world *world,
					  const struct pl_cert *cert)
{
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];
		const struct pl_known_ca *ca;

		if (!authority->key ||
		    memcmp(pl_key_spki_sha256(authority->key), cert->spki_sha256, 32) != 0)
			continue;
		ca = pl_facts_ca_named(run->model->facts, authority->name);
		return ca && pl_streq(ca->subject, authority->subject) ? ca : NULL;
	}
	return NULL;
}

/* Nobody can ship a pin of the lab, but those of published CAs are what they are. */
static char *known_pins(const struct pl_run *run, const struct pl_outcome *outcome)
{
	const struct pl_path *path = outcome->path;
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = path ? path->n : 0; i-- > 1;) {
		const struct pl_known_ca *ca =
			known_ca(run, run->steps[run->n_steps - 1]->world, path->certs[i]);
		char base64[PL_BASE64_LEN(32) + 1];
		uint8_t spki[32];
		size_t len = sizeof(spki);

		if (ca && pl_hex_decode(ca->spki, strlen(ca->spki), spki, &len))
			pl_buf_printf(&out, "%s%s sha256/%s", out.len ? ", " : "", ca->common_name,
				      pl_base64(spki, len, base64));
	}
	return out.len ? pl_buf_take(&out) : NULL;
}

static void set_fatal(struct pl_lane *lane, const struct pl_shadow_map *map,
		      const struct pl_run *run, size_t step, size_t row)
{
	const struct pl_outcome *outcome = pl_step_honest(run->steps[step], row);
	const struct pl_cell cell = { .step = step, .row = row, .attack = -1 };
	struct pl_why why;

	free(lane->event);
	free(lane->why);
	free(lane->fix);
	free(lane->known_pins);
	lane->at = run->steps[step]->at;
	lane->reason = outcome->reason;
	lane->by_pins = outcome->state == PL_STATE_BREAKS_PIN;
	lane->event = pl_strdup(run->steps[step]->title);
	pl_why(run, &cell, &why);
	lane->why = pl_shadow_retell(map, run->rows[row]->pins, why.sentence);
	lane->fix = pl_shadow_retell(map, run->rows[row]->pins, why.fix);
	pl_why_clear(&why);
	lane->known_pins = lane->by_pins ? known_pins(run, outcome) : NULL;
	lane->returns = PL_TIME_NONE;
	for (size_t i = step; i < run->n_steps && lane->returns == PL_TIME_NONE; i++)
		if (!breaks(run, i, row))
			lane->returns = run->steps[i]->at;
}

static void add_name(struct pl_lane *lane, const char *variant)
{
	char *both;

	lane->broken++;
	if (!*variant)
		return;
	both = pl_asprintf("%s%s%s", lane->broken_in, *lane->broken_in ? ", " : "", variant);
	free(lane->broken_in);
	lane->broken_in = both;
}

static void find_unenforced(struct pl_lane *lane, const struct pl_run *run, size_t row)
{
	for (size_t i = 0; i < run->n_steps; i++) {
		const struct pl_step *step = run->steps[i];

		if (pl_step_honest(step, row)->reason != PL_REASON_PINS_EXPIRED)
			continue;
		if (lane->unenforced == PL_TIME_NONE || step->at < lane->unenforced)
			lane->unenforced = step->at;
		return;
	}
}

static void read_run(struct pl_runway *out, const struct pl_shadow_map *map,
		     const struct pl_run *run, const char *variant)
{
	for (size_t row = 0; row < run->n_rows; row++) {
		struct pl_lane *lane;
		size_t step;

		if (run->rows[row]->control)
			continue;
		lane = find_lane(out, run->rows[row]);
		lane->today = pl_step_honest(run->steps[0], row)->state;
		lane->reason_today = pl_step_honest(run->steps[0], row)->reason;
		find_unenforced(lane, run, row);
		step = first_break(run, row);
		if (step == run->n_steps)
			continue;
		add_name(lane, variant);
		if (lane->at == PL_TIME_NONE || run->steps[step]->at < lane->at)
			set_fatal(lane, map, run, step, row);
	}
}

static bool happen(struct pl_run *run, const struct pl_future_event *from, struct pl_error *err)
{
	struct pl_event *event = pl_event_from_text(from->text, err);
	bool ok = event;

	if (ok) {
		event->when = (struct pl_when){ .kind = PL_WHEN_AT, .time = from->at };
		ok = pl_run_event(run, event, err);
	}
	pl_event_unref(event);
	return ok;
}

static bool run_variant(const struct pl_run *base, const struct pl_shadow_map *map,
			const struct pl_variant *variant, int64_t until, struct pl_runway *out,
			struct pl_error *err)
{
	struct pl_run *run = pl_run_clone(base);
	bool ok = true;

	for (size_t i = 0; ok && i < variant->n; i++)
		ok = happen(run, &variant->events[i], err);
	ok = ok && pl_run_until(run, until, err);
	if (ok)
		read_run(out, map, run, variant->name);
	pl_run_free(run);
	return ok;
}

bool pl_runway_find(struct pl_engine *engine, const struct pl_model *model,
		    const struct pl_shadow_map *map, const struct pl_future *future,
		    struct pl_runway *out, struct pl_error *err)
{
	struct pl_run *base = pl_run_new(engine, model, err);
	bool ok = base;

	*out = (struct pl_runway){ .n_variants = future->n };
	for (size_t i = 0; ok && i < future->n; i++)
		ok = run_variant(base, map, &future->variants[i], future->until, out, err);
	pl_run_free(base);
	if (!ok)
		pl_runway_clear(out);
	return ok;
}

void pl_runway_standard(struct pl_runway *runway, const struct pl_matrix *matrix, const char *host)
{
	for (size_t i = 0; i < matrix->n; i++) {
		const struct pl_column *column = &matrix->columns[i];
		size_t at = pl_standard_index(column->title);

		for (size_t row = 0; row < column->run->n_rows && at < PL_STANDARD_MAX; row++) {
			const struct pl_row *it = column->run->rows[row];
			const struct pl_outcome *outcome = pl_matrix_honest(matrix, i, row);

			if (!it->control && outcome && pl_streq(it->host, host))
				find_lane(runway, it)->standard[at] = (int)outcome->state;
		}
	}
}

void pl_runway_clear(struct pl_runway *runway)
{
	for (size_t i = 0; i < runway->n; i++) {
		struct pl_lane *lane = &runway->lanes[i];

		free(lane->strategy);
		free(lane->host);
		free(lane->event);
		free(lane->why);
		free(lane->fix);
		free(lane->known_pins);
		free(lane->broken_in);
	}
	free(runway->lanes);
	*runway = (struct pl_runway){ 0 };
}
