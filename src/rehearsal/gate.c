/* What do these pin files come to at these chains, today? */
#include <config.h>

#include "rehearsal/gate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lab/real.h"
#include "rehearsal/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NAMES_MAX 3 /* in a line */
#define DEVICES 2 /* that differ in the order of their paths */

int pl_gate_badness(enum pl_state state)
{
	switch (state) {
	case PL_STATE_SURVIVES: return 0;
	case PL_STATE_ON_BACKUP: return 1;
	case PL_STATE_UNENFORCED: return 2;
	default: return 3;
	}
}

const struct pl_pin *pl_gate_pin(const struct pl_gate *check, size_t file, size_t pin)
{
	return &check->input.files[file].pins->set->pins[pin];
}

bool pl_gate_same_target(const struct pl_gate *check, size_t a, size_t b)
{
	const struct pl_gate_target *x = &check->targets[a], *y = &check->targets[b];

	if (x->chain != y->chain || x->n_cells != y->n_cells)
		return false;
	for (size_t i = 0; i < x->n_cells; i++) {
		const struct pl_gate_cell *one = &check->cells[x->first_cell + i];
		const struct pl_gate_cell *other = &check->cells[y->first_cell + i];

		if (one->file != other->file || one->rule != other->rule ||
		    one->outcome->state != other->outcome->state ||
		    one->outcome->reason != other->outcome->reason)
			return false;
	}
	return true;
}

bool pl_gate_is_repeated(const struct pl_gate *check, size_t target)
{
	for (size_t i = 0; i < target; i++) {
		if (pl_gate_same_target(check, i, target))
			return true;
	}
	return false;
}

char *pl_gate_names(const struct pl_gate *check, size_t target)
{
	struct pl_buf out = PL_BUF_INIT;
	size_t n = 0;

	for (size_t i = target; i < check->n_targets; i++) {
		if (i != target && !pl_gate_same_target(check, target, i))
			continue;
		if (n++ < NAMES_MAX)
			pl_buf_printf(&out, "%s%s%s", n > 1 ? ", " : "", check->targets[i].name,
				      check->targets[i].sample ? " (for its wildcard)" : "");
	}
	if (n > NAMES_MAX)
		pl_buf_printf(&out, " and %zu more", n - NAMES_MAX);
	return pl_buf_take(&out);
}

/* A client that orders paths by itself makes the devices equal; both are judged all the same. */
static void add_devices(struct pl_model *model)
{
	pl_model_add_device(model, "device")->order = PL_ORDER_SHORTEST;
	pl_model_add_device(model, "device (as sent)")->order = PL_ORDER_AS_SENT;
}

/* A strategy per file, called like it, so that the sentences are about files. */
static void add_strategies(struct pl_gate *check)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_gate_file *file = &check->input.files[i];
		struct pl_strategy_def *strategy =
			pl_model_add_custom(check->model, file->pins->file);

		strategy->client = file->client;
	}
}

/* The first rule of the file for this name; SIZE_MAX: none. */
static size_t rule_for(const struct pl_gate_file *file, const char *name)
{
	const struct pl_pinset *set = file->pins->set;
	bool *applies = pl_calloc(set->n_rules, sizeof(*applies));
	size_t first = SIZE_MAX;

	if (pl_rules_select(file->client, set, name, applies)) {
		for (first = 0; !applies[first];)
			first++;
	}
	free(applies);
	return first;
}

/* After their own end pins rest, and nothing that comes later is fatal. */
static int64_t rest_of(const struct pl_gate_file *file, size_t rule)
{
	const struct pl_rule *terms = rule == SIZE_MAX ? NULL : &file->pins->set->rules[rule];

	if (!terms || (terms->closed && file->client->expiry.closes))
		return PL_TIME_NONE;
	return pl_client_rule_end(file->client, file->pins->set, terms, 0);
}

/* A file is asked about the names that it covers, and about those that somebody asked for. */
static void add_cells(struct pl_gate *check, size_t target)
{
	struct pl_gate_target *at = &check->targets[target];

	at->first_cell = check->n_cells;
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_gate_file *file = &check->input.files[i];
		size_t rule = rule_for(file, at->name);

		if ((file->host && strcasecmp(file->host, at->name) != 0) ||
		    (rule == SIZE_MAX && !at->asked))
			continue;
		*PL_PUSH(check->cells, check->n_cells, check->cap_cells) = (struct pl_gate_cell){
			.file = i,
			.target = target,
			.rule = rule,
			.rests = rest_of(file, rule),
			.fatal = SIZE_MAX,
			.fatal_date = PL_TIME_NONE,
		};
		at->n_cells++;
	}
}

static struct pl_real_host *make_hosts(const struct pl_gate *check)
{
	struct pl_real_host *hosts = pl_calloc(check->n_targets + 1, sizeof(*hosts));

	for (size_t i = 0; i < check->n_targets; i++) {
		hosts[i] = (struct pl_real_host){
			.id = pl_asprintf("%s#%zu", check->targets[i].name, i),
			.name = check->targets[i].name,
			.presented = check->targets[i].served->chain,
		};
	}
	return hosts;
}

/* Each cell on each device. */
static struct pl_real_app *make_apps(const struct pl_gate *check)
{
	struct pl_real_app *apps = pl_calloc(check->n_cells * DEVICES + 1, sizeof(*apps));

	for (size_t i = 0; i < check->n_cells * DEVICES; i++) {
		const struct pl_gate_cell *cell = &check->cells[i / DEVICES];

		apps[i] = (struct pl_real_app){
			.id = check->input.files[cell->file].pins->file,
			.strategy = &check->model->strategies[cell->file],
			.pins = check->input.files[cell->file].pins->set,
			.host = cell->target,
			.device = i % DEVICES,
		};
	}
	return apps;
}

static bool run(struct pl_gate *check, struct pl_error *err)
{
	const struct pl_chain *const anchors[DEVICES] = { check->anchors, check->anchors };
	struct pl_real_host *hosts = make_hosts(check);
	struct pl_real_app *apps = make_apps(check);
	struct pl_real real = {
		.model = check->model,
		.anchors = anchors,
		.hosts = hosts,
		.n_hosts = check->n_targets,
		.apps = apps,
		.n_apps = check->n_cells * DEVICES,
	};

	check->run = pl_run_real(check->engine, &real, err);
	for (size_t i = 0; i < check->n_targets; i++)
		free((char *)(uintptr_t)hosts[i].id);
	free(hosts);
	free(apps);
	return check->run;
}

static bool differ(const struct pl_outcome *a, const struct pl_outcome *b)
{
	return a->state != b->state || a->reason != b->reason;
}

/* Of the two devices the one that fares worse speaks for both. */
static void take_outcomes(struct pl_gate *check)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		struct pl_gate_cell *cell = &check->cells[i];
		const struct pl_outcome *first = pl_step_honest(check->run->steps[0], i * DEVICES);
		const struct pl_outcome *second =
			pl_step_honest(check->run->steps[0], i * DEVICES + 1);
		bool worse = pl_gate_badness(second->state) > pl_gate_badness(first->state);
		struct pl_cell at = { .step = 0, .row = i * DEVICES + worse, .attack = -1 };
		struct pl_why why;

		cell->row = at.row;
		cell->outcome = worse ? second : first;
		cell->other = differ(first, second) ? (worse ? first : second) : NULL;
		pl_why(check->run, &at, &why);
		cell->why = pl_strdup(why.sentence);
		pl_why_clear(&why);
	}
}

static void add_known(struct pl_cert **certs, size_t *n, struct pl_cert *cert)
{
	for (size_t i = 0; i < *n; i++) {
		if (pl_gate_same_cert(certs[i], cert))
			return;
	}
	certs[(*n)++] = cert;
}

static struct pl_chain *all_known(const struct pl_gate *check)
{
	const struct pl_serveds *chains = check->input.chains;
	size_t room = check->anchors->n, n = 0;
	struct pl_cert **certs;
	struct pl_chain *known;

	for (size_t i = 0; i < chains->n; i++)
		room += chains->items[i].chain->n;
	certs = pl_calloc(room + 1, sizeof(*certs));
	for (size_t i = 0; i < chains->n; i++) {
		for (size_t j = 0; j < chains->items[i].chain->n; j++)
			add_known(certs, &n, chains->items[i].chain->certs[j]);
	}
	for (size_t i = 0; i < check->anchors->n; i++)
		add_known(certs, &n, check->anchors->certs[i]);
	known = pl_chain_new(certs, n);
	free(certs);
	return known;
}

struct pl_gate *pl_gate_run(const struct pl_gate_input *input, struct pl_error *err)
{
	struct pl_gate *check = pl_calloc(1, sizeof(*check));
	bool ok = false;

	check->input = *input;
	check->engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	check->model = pl_model_new();
	check->model->start = input->at;
	check->anchors = pl_chains_anchors(input->chains, input->anchors);
	check->known = all_known(check);
	add_devices(check->model);
	add_strategies(check);
	if (pl_gate_find_targets(check, err)) {
		for (size_t i = 0; i < check->n_targets; i++)
			add_cells(check, i);
		ok = run(check, err);
	}
	if (ok) {
		take_outcomes(check);
		pl_gate_find_matches(check);
		pl_gate_find_unsure(check);
		ok = pl_gate_find_future(check, err);
	}
	if (ok) {
		pl_gate_lint(check);
		return check;
	}
	pl_gate_free(check);
	return NULL;
}

void pl_gate_free(struct pl_gate *check)
{
	if (!check)
		return;
	for (size_t i = 0; i < check->n_findings; i++)
		pl_finding_clear(&check->findings[i]);
	free(check->findings);
	free(check->matches);
	for (size_t i = 0; check->matched && i < check->input.n_files; i++)
		free(check->matched[i]);
	free(check->matched);
	for (size_t i = 0; i < check->n_cells; i++) {
		free(check->cells[i].why);
		free(check->cells[i].untried);
		free(check->cells[i].fatal_why);
	}
	free(check->cells);
	for (size_t i = 0; i < check->n_targets; i++)
		free(check->targets[i].name);
	free(check->targets);
	pl_run_free(check->run);
	pl_chain_unref(check->anchors);
	pl_chain_unref(check->known);
	pl_model_free(check->model);
	pl_engine_free(check->engine);
	free(check);
}
