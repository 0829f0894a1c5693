/* What do real chains come to, at one moment? */
#include <config.h>

#include "lab/real.h"

#include <stdint.h>

#include "lab/parts.h"
#include "util/mem.h"

static struct pl_host *make_host(const struct pl_real_host *from)
{
	struct pl_host *host = pl_host_new(from->id);

	host->names = pl_calloc(1, sizeof(*host->names));
	host->names[0] = pl_strdup(from->name);
	host->n_names = 1;
	host->presented = pl_chain_ref(from->presented);
	return host;
}

static struct pl_device *make_device(const struct pl_device_def *def, const struct pl_chain *anchors)
{
	struct pl_device *device = pl_device_new(def->name);

	device->user_cas = def->user_cas;
	device->updates = def->updates;
	device->skew = def->skew;
	device->zone = def->zone;
	device->checks_anchor_dates = def->checks_anchor_dates;
	device->log_list = PL_TIME_NONE;
	device->order = def->order;
	device->retry = def->retry;
	for (size_t i = 0; i < anchors->n; i++) {
		*PL_PUSH(device->trust, device->n_trust, device->cap_trust) = (struct pl_trust){
			.name = pl_strdup(pl_cert_label(anchors->certs[i])),
			.cert = pl_cert_ref(anchors->certs[i]),
			.from = PL_TIME_NONE,
			.until = PL_TIME_NONE,
			.of_store = true,
		};
	}
	pl_change_anchors(device);
	return device;
}

static struct pl_world *make_world(const struct pl_real *real)
{
	struct pl_world *world = pl_calloc(1, sizeof(*world));

	pl_ref_init(&world->ref);
	world->now = real->model->start;
	world->known_until = PL_TIME_MAX;
	for (size_t i = 0; i < real->n_hosts; i++)
		*PL_PUSH(world->hosts, world->n_hosts, world->cap_hosts) =
			make_host(&real->hosts[i]);
	for (size_t i = 0; i < real->model->n_devices; i++)
		*PL_PUSH(world->devices, world->n_devices, world->cap_devices) =
			make_device(&real->model->devices[i], real->anchors[i]);
	return world;
}

static struct pl_row *make_row(const struct pl_real *real, const struct pl_real_app *app)
{
	struct pl_row *row = pl_calloc(1, sizeof(*row));

	pl_ref_init(&row->ref);
	row->id = pl_strdup(app->id);
	row->strategy = app->strategy;
	row->client = app->strategy->client;
	row->device = pl_strdup(real->model->devices[app->device].name);
	row->host = pl_strdup(real->hosts[app->host].id);
	row->version = pl_strdup("1");
	row->pins = pl_pinset_ref(app->pins);
	row->host_at = app->host;
	row->device_at = app->device;
	row->state_at = SIZE_MAX;
	return row;
}

struct pl_run *pl_run_real(struct pl_engine *engine, const struct pl_real *real,
			   struct pl_error *err)
{
	struct pl_run *run = pl_calloc(1, sizeof(*run));
	struct pl_step *step;

	run->engine = engine;
	run->model = real->model;
	run->now = real->model->start;
	for (size_t i = 0; i < real->n_apps; i++)
		*PL_PUSH(run->rows, run->n_rows, run->cap_rows) = make_row(real, &real->apps[i]);
	step = pl_step_judge(run, PL_STEP_START, make_world(real), pl_strdup("today"), NULL, err);
	if (step) {
		pl_run_push(run, step);
		return run;
	}
	pl_run_free(run);
	return NULL;
}
