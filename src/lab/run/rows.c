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
	if (model->fleet && model->fleet->n_releases > 0)
		return true;
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
		    const char *host, const char *device, const char *version)
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
	if (!pl_streq(version, "1") || has_releases(model))
		pl_buf_printf(&id, " x v%s", version);
	return pl_buf_take(&id);
}

/* What all rows of one strategy and host share. */
struct app {
	const struct pl_strategy_def *strategy;
	const char *host; /* id */
	size_t host_at;
	struct pl_pinset *pins;
	const char *version;
	unsigned build;
	bool control;
};

/* Each app counts its own builds. */
static unsigned next_build(const struct pl_run *run, const struct pl_strategy_def *strategy)
{
	unsigned last = 0;

	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];

		if (pl_streq(row->strategy->name, strategy->name) && row->build > last)
			last = row->build;
	}
	return last + 1;
}

/* What its users call the build: its release says it, or the fleet of what it starts with. */
static char *version_name(const struct pl_run *run, const struct pl_strategy_def *strategy,
			  const struct pl_event *release, unsigned build)
{
	const struct pl_fleet_def *fleet = run->model->fleet;
	const char *name = release ? pl_event_text(release, "version") : NULL;

	if (build == 1 && fleet && fleet->version &&
	    pl_fleet_has_strategy(run->model, strategy->name))
		name = fleet->version;
	return name ? pl_strdup(name) : pl_asprintf("%u", build);
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
		row->version = pl_strdup(app->version);
		row->build = app->build;
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

/* An app is built with all its channels. */
static bool is_released(const struct pl_strategy_def *def, const char *name)
{
	return pl_streq(def->name, name) || pl_streq(def->channel_of, name);
}

/* The pins that a release brings, in place of its strategy's. */
static void take_pins(struct pl_strategy_def *def, const struct pl_event *release)
{
	const struct pl_value *pins = pl_event_value(release, "pins");
	const struct pl_value *backup = pl_event_value(release, "backup");

	if (pins) {
		def->pins = pl_value_items(pins, &def->n_pins);
		def->pin_pos = NULL;
		def->kind = NULL;
	}
	if (backup) {
		def->backups = pl_value_items(backup, &def->n_backups);
		def->backup_pos = NULL;
	}
}

/* The release whose pins a build has: its own, or else the last one that brought some. */
static const struct pl_event *pins_from(const struct pl_run *run,
					const struct pl_strategy_def *strategy,
					const struct pl_event *release)
{
	for (size_t i = run->n_steps + (release ? 1 : 0); i-- > 0;) {
		const struct pl_event *event =
			i == run->n_steps ? release : run->steps[i]->event;
		const char *of = event ? pl_event_text(event, "strategy") : NULL;

		if (event && event->kind->makes_version &&
		    (!of || is_released(strategy, of)) &&
		    (pl_event_value(event, "pins") || pl_event_value(event, "backup")))
			return event;
	}
	return NULL;
}

/* What an app learns by itself is not built in. */
static struct pl_pinset *pins_of(const struct pl_run *run, const struct pl_world *world,
				 const struct pl_strategy_def *strategy,
				 const struct pl_event *release, const struct pl_host *host,
				 struct pl_error *err)
{
	const struct pl_event *from = pins_from(run, strategy, release);
	struct pl_strategy_def own = *strategy;
	struct pl_pinset *pins;

	if (pl_strategy_remembers(strategy) == PL_REMEMBERS_FIRST_USE ||
	    pl_strategy_remembers(strategy) == PL_REMEMBERS_HEADER) {
		pins = pl_pinset_new();
		pl_strategy_terms(&strategy->terms, &pins->rules[0]);
		return pins;
	}
	if (from)
		take_pins(&own, from);
	pins = pl_strategy_capture(run->engine, run->model, world, &own, host, world->devices[0],
				   err);
	if (own.pins != strategy->pins)
		pl_value_items_free(own.pins, own.n_pins);
	if (own.backups != strategy->backups)
		pl_value_items_free(own.backups, own.n_backups);
	return pins;
}

/* Two builds of one app with one name could not be told apart. */
static bool is_new(const struct pl_run *run, const struct app *app, const struct pl_event *release,
		   struct pl_error *err)
{
	for (size_t i = 0; i < run->n_rows; i++) {
		const struct pl_row *row = run->rows[i];

		if (row->strategy == app->strategy && row->build != app->build &&
		    pl_streq(row->version, app->version))
			return pl_error_input(err, release ? release->pos : app->strategy->pos,
					      "%s has a version %s already; give this one another "
					      "name",
					      app->strategy->name, app->version);
	}
	return true;
}

static bool add_apps(struct pl_run *run, const struct pl_world *world, struct app *app,
		     const struct pl_event *release, struct pl_error *err)
{
	const struct pl_strategy_def *strategy = app->strategy;

	if (!is_new(run, app, release, err))
		return false;
	for (size_t i = 0; i < world->n_hosts; i++) {
		app->host = world->hosts[i]->id;
		if (world->hosts[i]->twin_of ||
		    (strategy->host && !pl_streq(strategy->host, app->host)))
			continue;
		app->host_at = host_place(world, strategy, app->host);
		app->pins = pins_of(run, world, strategy, release, world->hosts[app->host_at], err);
		if (!app->pins)
			return false;
		add_rows(run, world, app);
		pl_pinset_unref(app->pins);
	}
	return true;
}

/* The file's first device says what `issuer` and `root` mean, for all devices. */
static bool build(struct pl_run *run, const struct pl_world *world,
		  const struct pl_strategy_def *strategy, const struct pl_event *release,
		  bool control, struct pl_error *err)
{
	struct app app = { .strategy = strategy, .control = control };
	char *version;
	bool ok;

	if (run->model->n_devices == 0)
		return pl_error_input(err, strategy->pos,
				      "there is no device for %s to run on; add one under devices",
				      strategy->name);
	app.build = next_build(run, strategy);
	app.version = version = version_name(run, strategy, release, app.build);
	ok = add_apps(run, world, &app, release, err);
	free(version);
	return ok;
}

bool pl_run_first_rows(struct pl_run *run, const struct pl_world *world, struct pl_error *err)
{
	const struct pl_model *controls = pl_engine_controls(run->engine);

	for (size_t i = 0; i < run->model->n_strategies; i++)
		if (!build(run, world, &run->model->strategies[i], NULL, false, err))
			return false;
	for (size_t i = 0; i < controls->n_strategies && run->model->n_devices > 0; i++)
		if (!build(run, world, &controls->strategies[i], NULL, true, err))
			return false;
	return true;
}

/* The row of `like` once more, with its pins, for another host. */
static void add_row_like(struct pl_run *run, const struct pl_world *world,
			 const struct pl_row *like, const char *host)
{
	struct pl_row *row = pl_memdup(like, sizeof(*like));

	pl_ref_init(&row->ref);
	row->id = row_id(run->model, like->strategy, host, like->device, like->version);
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

bool pl_run_release(struct pl_run *run, const struct pl_world *world,
		    const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *strategy = pl_event_value(event, "strategy");
	const struct pl_model *model = run->model;

	if (strategy && !pl_model_strategy(model, strategy->text))
		return no_such_strategy(model, strategy, err);
	for (size_t i = 0; i < model->n_strategies; i++) {
		if (strategy && !is_released(&model->strategies[i], strategy->text))
			continue;
		if (!build(run, world, &model->strategies[i], event, false, err))
			return false;
	}
	return true;
}

int64_t pl_run_next_release(const struct pl_run *run)
{
	const struct pl_fleet_def *fleet = run->model->fleet;
	int64_t at;

	if (!fleet || run->world->released >= fleet->n_releases)
		return PL_NEVER;
	at = fleet->releases[run->world->released].submit;
	return at < run->now ? run->now : at;
}

bool pl_run_build(struct pl_run *run, int64_t at, struct pl_error *err)
{
	const struct pl_event *event = run->model->fleet->releases[run->world->released].event;
	struct pl_world *world = pl_world_at(run->world, at);

	world->released++;
	pl_run_pass(run, world);
	return pl_run_happen(run, PL_STEP_RELEASE, event, at, err);
}
