/* Which world does the lab open with? */
#include <config.h>

#include "tui/tui.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "lab/strategy.h"
#include "scenario/scenario.h"
#include "util/mem.h"

/* As in scenarios/lessons/first.yaml, whose events are the user's here. */
#define LESSON_NAME "The first lesson"
#define LESSON_START INT64_C(1809129600) /* 2027-05-01, two months before the root ends */

/* The six that differ most, and three attackers, each of whom some of them stop. */
static const char *const lesson_strategies[] = {
	"leaf-cert",         "leaf-spki", "leaf-spki+backup",
	"intermediate-spki", "root-spki", "root-spki+backup",
};
static const char *const lesson_attacks[] = { "other-ca", "own-ca", "stolen-leaf-key" };

static bool add_lesson(struct pl_model *model)
{
	model->start = LESSON_START;
	for (size_t i = 0; i < PL_ARRAY_LEN(lesson_strategies); i++)
		if (!pl_model_add_strategy(model, lesson_strategies[i]))
			return false;
	for (size_t i = 0; i < PL_ARRAY_LEN(lesson_attacks); i++)
		if (!pl_model_add_attack(model, lesson_attacks[i]))
			return false;
	return true;
}

static bool add_everything(struct pl_model *model)
{
	size_t n;
	const struct pl_strategy *const *strategies = pl_strategies(&n);

	for (size_t i = 0; i < n; i++)
		if (!pl_model_add_strategy(model, strategies[i]->name))
			return false;
	pl_model_all_attacks(model);
	return true;
}

/* FILE of FILE:LINE. */
static char *file_of(const char *at)
{
	const char *colon = strrchr(at, ':');

	return colon ? pl_strndup(at, (size_t)(colon - at)) : pl_strdup(at);
}

static struct pl_model *lesson(const struct pl_tui_options *options, struct pl_errors *errors)
{
	struct pl_model *model = pl_scenario_default("default", options->certs_dir, errors);
	const struct pl_pos nowhere = { 0 };

	if (!model)
		return NULL;
	if (!model->name)
		model->name = pl_strdup(options->all ? "everything" : LESSON_NAME);
	if (options->all ? add_everything(model) : add_lesson(model))
		return model;
	pl_errors_input(errors, nowhere,
			"the first lesson's strategies and attacks are not all there");
	pl_model_free(model);
	return NULL;
}

static struct pl_model *load(const struct pl_tui_options *options, const char *path,
			     struct pl_errors *errors)
{
	struct pl_source *source = pl_source_open(path, options->settings, errors);
	struct pl_model *model = NULL;
	size_t variant = 0;

	if (source && options->variant)
		variant = pl_source_find(source, options->variant);
	if (source && variant == SIZE_MAX)
		pl_errors_input(errors, (struct pl_pos){ .file = path },
				"no variant '%s'; %s%s", options->variant,
				pl_source_variant(source, 0) ? "the first is " : "there is only one",
				pl_source_variant(source, 0) ? pl_source_variant(source, 0) : "");
	else if (source)
		model = pl_source_model(source, variant, options->certs_dir, errors);
	pl_source_free(source);
	return model;
}

struct pl_model *pl_tui_model(const struct pl_tui_options *options, struct pl_errors *errors)
{
	char *path;
	struct pl_model *model;

	if (!options->scenario && !options->at)
		return lesson(options, errors);
	path = options->scenario ? pl_strdup(options->scenario) : file_of(options->at);
	model = load(options, path, errors);
	free(path);
	return model;
}
