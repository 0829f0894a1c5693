/* Is the shadow's first second that of the real certificates? */
#include <config.h>

#include "rehearsal/mirror.h"

#include <stdlib.h>

#include "lab/real.h"
#include "util/mem.h"
#include "util/text.h"

static size_t n_given(const struct pl_shadow_input *input)
{
	return input->anchors ? input->anchors->n : 0;
}

/* Whether it is known what devices trust. */
static bool has_roots(const struct pl_shadow_input *input)
{
	if (n_given(input) > 0)
		return true;
	for (size_t i = 0; i < input->n_hosts; i++)
		if (!input->hosts[i].served->top)
			return false;
	return true;
}

/* What is trusted: the roots given, or those of the chains. */
static struct pl_chain *anchors_of(const struct pl_shadow_input *input)
{
	struct pl_cert **certs;
	struct pl_chain *chain;
	size_t n = 0, given = n_given(input);

	certs = pl_calloc(given + input->n_hosts + 1, sizeof(*certs));
	for (size_t i = 0; i < given; i++)
		certs[n++] = input->anchors->items[i];
	for (size_t i = 0; given == 0 && i < input->n_hosts; i++)
		certs[n++] = input->hosts[i].served->top;
	chain = pl_chain_new(certs, n);
	free(certs);
	return chain;
}

static const struct pl_lane *lane_of(const struct pl_runway *runway, const char *strategy,
				     const char *host)
{
	for (size_t i = 0; i < runway->n; i++)
		if (pl_streq(runway->lanes[i].strategy, strategy) &&
		    pl_streq(runway->lanes[i].host, host))
			return &runway->lanes[i];
	return NULL;
}

static void compare(const struct pl_run *run, const struct pl_real *real,
		    const struct pl_runway *runway, struct pl_shadow_map *map)
{
	for (size_t i = 0; i < real->n_apps; i++) {
		const struct pl_outcome *outcome = pl_step_honest(run->steps[0], i);
		const char *strategy = real->apps[i].strategy->name;
		const char *host = real->hosts[real->apps[i].host].id;
		const struct pl_lane *lane = lane_of(runway, strategy, host);

		if (!lane || lane->today == outcome->state)
			continue;
		pl_shadow_note(map, PL_ORIGIN_MEASURED,
			       "the shadow does not mirror all of %s: with %s the real certificates "
			       "come to %s (%s) today, the shadow to %s",
			       host, strategy, pl_state_info(outcome->state)->name,
			       pl_reason_info(outcome->reason)->name,
			       pl_state_info(lane->today)->name);
	}
}

bool pl_shadow_mirrors(struct pl_engine *engine, const struct pl_shadow_input *input,
		       const struct pl_model *model, const struct pl_runway *runway,
		       struct pl_shadow_map *map, struct pl_error *err)
{
	struct pl_real_host *hosts = pl_calloc(input->n_hosts + 1, sizeof(*hosts));
	struct pl_real_app *apps =
		pl_calloc(input->n_hosts * input->n_pins + 1, sizeof(*apps));
	struct pl_real real = { .model = model, .hosts = hosts, .n_hosts = input->n_hosts,
				.apps = apps };
	const struct pl_chain *anchors;
	struct pl_run *run = NULL;
	bool ok = true;

	if (has_roots(input)) {
		struct pl_chain *own = anchors_of(input);

		anchors = own;
		real.anchors = &anchors;
		for (size_t i = 0; i < input->n_hosts; i++)
			hosts[i] = (struct pl_real_host){ .id = model->hosts[i].id,
							  .name = input->hosts[i].name,
							  .presented = input->hosts[i].served->chain };
		for (size_t i = 0; i < input->n_hosts * input->n_pins; i++)
			apps[real.n_apps++] = (struct pl_real_app){
				.id = input->pins[i % input->n_pins].name,
				.strategy = pl_model_strategy(model,
							      input->pins[i % input->n_pins].name),
				.pins = input->pins[i % input->n_pins].set,
				.host = i / input->n_pins,
			};
		run = pl_run_real(engine, &real, err);
		ok = run;
		if (run)
			compare(run, &real, runway, map);
		pl_run_free(run);
		pl_chain_unref(own);
	}
	free(hosts);
	free(apps);
	return ok;
}
