/* Which step of which run is a column of the table? */
#include <config.h>

#include "lab/matrix.h"

#include <stdlib.h>

#include "util/mem.h"

void pl_matrix_clear(struct pl_matrix *matrix)
{
	for (size_t i = 0; i < matrix->n; i++)
		free(matrix->columns[i].title);
	free(matrix->columns);
	for (size_t i = 0; i < matrix->n_runs; i++)
		pl_run_free(matrix->runs[i]);
	free(matrix->runs);
	for (size_t i = 0; i < matrix->n_skipped; i++)
		free(matrix->skipped[i].why);
	free(matrix->skipped);
	*matrix = (struct pl_matrix){ 0 };
}

const struct pl_outcome *pl_matrix_honest(const struct pl_matrix *matrix, size_t column, size_t row)
{
	const struct pl_column *at = &matrix->columns[column];

	return pl_step_honest(at->run->steps[at->step], row);
}

const struct pl_outcome *pl_matrix_attack(const struct pl_matrix *matrix, size_t column, size_t row,
					  size_t attack)
{
	const struct pl_column *at = &matrix->columns[column];

	return pl_step_attack(at->run, at->run->steps[at->step], row, attack);
}
