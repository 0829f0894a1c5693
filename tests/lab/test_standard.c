/* Each standard event against each strategy: the state and the reason. */
#include <config.h>

#include "lab/matrix.h"

#include "tests/lab/build.h"

static const char *const strategies[] = {
	"none", "leaf-cert", "leaf-key", "leaf-spki", "leaf-spki+backup", "intermediate-cert",
	"intermediate-spki", "intermediates-spki", "root-cert", "root-spki", "root-spki+backup",
	"leaf+root", "private-ca",
};

int main(void)
{
	struct pl_model *model = build_model();
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_matrix matrix = { 0 };
	struct pl_error err = PL_ERROR_INIT;

	for (size_t i = 0; i < PL_ARRAY_LEN(strategies); i++)
		if (!pl_model_add_strategy(model, strategies[i]))
			printf("Bail out! no strategy %s\n", strategies[i]);
	pl_model_all_attacks(model);
	must(pl_standard_matrix(engine, model, NULL, false, &matrix, &err), &err);
	for (size_t i = 0; i < matrix.n; i++) {
		const struct pl_column *column = &matrix.columns[i];

		printf("# %s (%s)\n", column->title, step_words(column->run->steps[column->step]));
		for (size_t j = 0; j < PL_ARRAY_LEN(strategies); j++)
			printf("#   %-20s %s\n", strategies[j],
			       honest_words(column->run, column->run->steps[column->step], strategies[j]));
	}
	pl_matrix_clear(&matrix);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_pki_shutdown();
	return tap_done();
}
