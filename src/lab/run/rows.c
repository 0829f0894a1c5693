/* Which apps are judged: whose strategy, on which device, talking to which host, of which version?
 */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "lab/state.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

void pl_row_unref(struct pl_row *row)
{
	if (!row || !pl_ref_put(&row->ref))
		return;
	free(row->id);
	free(row->device);
	free(row->host);
	free(row->version);
	pl_pinset_unref(row->pins);
	free(row);
}

/* Rows of which version are told apart from the start when a release is planned. */
static bool has_releases(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_events; i++)
		if (pl_streq(model->events[i]->kind->name, "release"))
			return true;
	return false;
}

/* "ios x api x phone x v2": axes with one value are left out. */
static char *row_id(const struct pl_model *model, const struct pl_strategy_def *strategy,
		    const char *host, const char *device, unsigned version)
{
	struct pl_buf id = PL_BUF_INIT;

	pl_buf_puts(&id, strategy->name);
	if (model->n_hosts > 1)
		pl_buf_printf(&id, " x %s", host);
	if (model->n_devices > 1)
		pl_buf_printf(&id, " x %s", device);
	if (version > 1 || has_releases(model))
		pl_buf_printf(&id, " x v%u", version);
	return pl_buf_take(&id);
}

/* What all rows of one strategy and host share. */
struct app {
	const struct pl_strategy_def *strategy;
	const struct pl_host_def *host;
	size_t host_at;
	struct pl_pinset *pins;
	unsigned version;
	bool control;
};

/* Each app counts its own builds: those of one step are one, and rows stand in their order. */
static unsigned next_version(const struct pl_run *run, const struct pl_strategy_def *strategy)
{
	unsigned version = 1;
	size_t built = SIZE_MAX;

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];

		if (!pl_streq(row->strategy->name, strategy->name) || row->built == built)
			continue;
		built = row->built;
		version++;
	}
	return version;
}

static size_t next_state(const struct pl_run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_rows; i++)
		n += run->rows[i]->state_at != SIZE_MAX;
	return n;
}

static void add_rows(struct pl_run *run, const struct pl_world *world, const struct app *app)
{
	for (size_t i = 0; i < run->model->n_devices; i++) {
		const char *device = run->model->devices[i].name;
		struct pl_row *row = pl_calloc(1, sizeof(*row));

		pl_ref_init(&row->ref);
		row->id = row_id(run->model, app->strategy, app->host->id, device, app->version);
		row->strategy = app->strategy;
		row->client = app->strategy->client;
		row->device = pl_strdup(device);
		row->host = pl_strdup(app->host->id);
		row->version = pl_asprintf("%u", app->version);
		row->pins = pl_pinset_ref(app->pins);
		row->built = run->n_steps;
		row->control = app->control;
		row->host_at = app->host_at;
		row->device_at = pl_world_device_index(world, device);
		row->state_at = pl_strategy_has_state(app->strategy) ? next_state(run) : SIZE_MAX;
		*PL_PUSH(run->rows, run->n_rows, run->cap_rows) = row;
	}
}

static size_t host_place(const struct pl_world *world, const struct pl_strategy_def *strategy,
			 const char *id)
{
	const struct pl_host *twin = pl_world_twin(world, id);
	bool private_ca = strategy->kind && strategy->kind->flags & PL_STRATEGY_PRIVATE_CA;

	return pl_world_host_index(world, private_ca && twin ? twin->id : id);
}

/* What an app learns by itself is not built in. */
static struct pl_pinset *pins_of(const struct pl_run *run, const struct pl_world *world,
				 const struct pl_strategy_def *strategy,
				 const struct pl_host *host, struct pl_error *err)
{
	struct pl_pinset *pins;

	if (pl_strategy_remembers(strategy) != PL_REMEMBERS_FIRST_USE)
		return pl_strategy_capture(run->engine, run->model, world, strategy, host,
					   world->devices[0], err);
	pins = pl_pinset_new();
	pins->rules[0].expires = strategy->expires;
	pins->rules[0].report_only = strategy->report_only;
	return pins;
}

/* The file's first device says what `issuer` and `root` mean, for all devices. */
static bool build(struct pl_run *run, const struct pl_world *world,
		  const struct pl_strategy_def *strategy, bool control, struct pl_error *err)
{
	unsigned version = next_version(run, strategy);

	if (run->model->n_devices == 0)
		return pl_error_input(err, strategy->pos,
				      "there is no device for %s to run on; add one under devices",
				      strategy->name);
	for (size_t i = 0; i < run->model->n_hosts; i++) {
		struct app app = {
			.strategy = strategy,
			.host = &run->model->hosts[i],
			.version = version,
			.control = control,
		};

		if (strategy->host && !pl_streq(strategy->host, app.host->id))
			continue;
		app.host_at = host_place(world, strategy, app.host->id);
		app.pins = pins_of(run, world, strategy, world->hosts[app.host_at], err);
		if (!app.pins)
			return false;
		add_rows(run, world, &app);
		pl_pinset_unref(app.pins);
	}
	return true;
}

bool pl_run_first_rows(struct pl_run *run, const struct pl_world *world, struct pl_error *err)
{
	const struct pl_model *controls = pl_engine_controls(run->engine);

	for (size_t i = 0; i < run->model->n_strategies; i++)
		if (!build(run, world, &run->model->strategies[i], false, err))
			return false;
	for (size_t i = 0; i < controls->n_strategies && run->model->n_devices > 0; i++)
		if (!build(run, world, &controls->strategies[i], true, err))
			return false;
	return true;
}

static bool no_such_strategy(const struct pl_model *model, const struct pl_value *strategy,
			     struct pl_error *err)
{
	const char **names = pl_calloc(model->n_strategies, sizeof(*names));

	for (size_t i = 0; i < model->n_strategies; i++)
		names[i] = model->strategies[i].name;
	pl_change_unknown(strategy, "strategy", names, model->n_strategies, err);
	free(names);
	return false;
}

bool pl_run_release(struct pl_run *run, const struct pl_world *world,
		    const struct pl_value *strategy, struct pl_error *err)
{
	const struct pl_model *model = run->model;

	if (strategy && !pl_model_strategy(model, strategy->text))
		return no_such_strategy(model, strategy, err);
	for (size_t i = 0; i < model->n_strategies; i++) {
		if (strategy && !pl_streq(strategy->text, model->strategies[i].name))
			continue;
		if (!build(run, world, &model->strategies[i], false, err))
			return false;
	}
	return true;
}
