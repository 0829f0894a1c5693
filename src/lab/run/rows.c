/* Which apps are judged: whose strategy, on which device, talking to which host, of which version?
 */
#include <config.h>

#include "lab/parts.h"

#include <stdlib.h>

#include "lab/state.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/share.h"
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
		if (model->events[i]->kind->makes_version)
			return true;
	return false;
}

static bool has_hosts(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_events; i++)
		if (model->events[i]->kind->makes_host)
			return true;
	return model->n_hosts > 1;
}

/* "ios x api x phone x v2": axes with one value are left out. */
static char *row_id(const struct pl_model *model, const struct pl_strategy_def *strategy,
		    const char *host, const char *device, unsigned version)
{
	struct pl_buf id = PL_BUF_INIT;
	char share[PL_SHARE_TEXT];

	pl_buf_puts(&id, strategy->name);
	if (strategy->share)
		pl_buf_printf(&id, " (%s)", pl_share_words(strategy->share, share));
	if (has_hosts(model) || !pl_streq(host, model->hosts[0].id))
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
	const char *host; /* id */
	size_t host_at;
	struct pl_pinset *pins;
	unsigned version;
	bool control;
};

/* Each app counts its own builds. */
static unsigned next_version(const struct pl_run *run, const struct pl_strategy_def *strategy)
{
	unsigned last = 0;

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];
		unsigned version = (unsigned)strtoul(row->version, NULL, 10);

		if (pl_streq(row->strategy->name, strategy->name) && version > last)
			last = version;
	}
	return last + 1;
}

/* They are numbered in the order of their rows. */
static size_t next_state(const struct pl_run *run)
{
	for (size_t i = run->n_rows; i-- > 0;)
		if (run->rows[i]->state_at != SIZE_MAX)
			return run->rows[i]->state_at + 1;
	return 0;
}

static void add_rows(struct pl_run *run, const struct pl_world *world, const struct app *app)
{
	for (size_t i = 0; i < run->model->n_devices; i++) {
		const char *device = run->model->devices[i].name;
		struct pl_row *row = pl_calloc(1, sizeof(*row));

		pl_ref_init(&row->ref);
		row->id = row_id(run->model, app->strategy, app->host, device, app->version);
		row->strategy = app->strategy;
		row->client = app->strategy->client;
		row->device = pl_strdup(device);
		row->host = pl_strdup(app->host);
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

	if (pl_strategy_remembers(strategy) != PL_REMEMBERS_FIRST_USE &&
	    pl_strategy_remembers(strategy) != PL_REMEMBERS_HEADER)
		return pl_strategy_capture(run->engine, run->model, world, strategy, host,
					   world->devices[0], err);
	pins = pl_pinset_new();
	pl_strategy_terms(&strategy->terms, &pins->rules[0]);
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
	for (size_t i = 0; i < world->n_hosts; i++) {
		struct app app = {
			.strategy = strategy,
			.host = world->hosts[i]->id,
			.version = version,
			.control = control,
		};

		if (world->hosts[i]->twin_of ||
		    (strategy->host && !pl_streq(strategy->host, app.host)))
			continue;
		app.host_at = host_place(world, strategy, app.host);
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

/* The row of `like` once more, with its pins, for another host. */
static void add_row_like(struct pl_run *run, const struct pl_world *world,
			 const struct pl_row *like, const char *host)
{
	struct pl_row *row = pl_memdup(like, sizeof(*like));
	unsigned version = (unsigned)strtoul(like->version, NULL, 10);

	pl_ref_init(&row->ref);
	row->id = row_id(run->model, like->strategy, host, like->device, version);
	row->device = pl_strdup(like->device);
	row->host = pl_strdup(host);
	row->version = pl_strdup(like->version);
	pl_pinset_ref(row->pins);
	row->built = run->n_steps;
	row->host_at = host_place(world, like->strategy, host);
	row->state_at = pl_strategy_has_state(like->strategy) ? next_state(run) : SIZE_MAX;
	*PL_PUSH(run->rows, run->n_rows, run->cap_rows) = row;
}

/* Apps that are for one host only do not know another. */
void pl_run_meet_host(struct pl_run *run, const struct pl_world *world, const char *host,
		      const char *like)
{
	size_t n = run->n_rows;

	for (size_t i = 0; i < n; i++)
		if (pl_streq(run->rows[i]->host, like) && !run->rows[i]->strategy->host)
			add_row_like(run, world, run->rows[i], host);
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

/* An app is built with all its channels. */
static bool is_released(const struct pl_strategy_def *def, const char *name)
{
	return pl_streq(def->name, name) || pl_streq(def->channel_of, name);
}

bool pl_run_release(struct pl_run *run, const struct pl_world *world,
		    const struct pl_value *strategy, struct pl_error *err)
{
	const struct pl_model *model = run->model;

	if (strategy && !pl_model_strategy(model, strategy->text))
		return no_such_strategy(model, strategy, err);
	for (size_t i = 0; i < model->n_strategies; i++) {
		if (strategy && !is_released(&model->strategies[i], strategy->text))
			continue;
		if (!build(run, world, &model->strategies[i], false, err))
			return false;
	}
	return true;
}
