/* Are the logs of a model what they say, and do hosts name logs that exist? */
#include <config.h>

#include "lab/ct.h"
#include "lab/model/check.h"

#include <stdlib.h>

#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* A log's life goes one way: it comes, is closed, is struck off. */
static bool is_ordered(const struct pl_log_def *log)
{
	const int64_t dates[] = { log->from, log->read_only, log->retired };
	int64_t last = PL_TIME_NONE;

	for (size_t i = 0; i < PL_ARRAY_LEN(dates); i++) {
		if (dates[i] == PL_TIME_NONE)
			continue;
		if (last != PL_TIME_NONE && dates[i] < last)
			return false;
		last = dates[i];
	}
	return true;
}

static void check_host(const struct pl_checker *checker, const struct pl_host_def *host,
		       const char *const *names, size_t n)
{
	for (size_t i = 0; i < host->n_logs; i++) {
		bool found = false;

		for (size_t j = 0; j < n && !found; j++)
			found = pl_streq(names[j], host->logs[i]);
		if (!found)
			pl_check_unknown(checker, host->pos, host->id, "log", host->logs[i], names,
					 n);
	}
}

/* Without logs of its own a model has the lab's. */
static const char **log_names(const struct pl_model *model, size_t *n)
{
	const char **names = pl_calloc(model->n_logs + PL_LOGS_MAX, sizeof(*names));

	for (*n = 0; *n < model->n_logs; (*n)++)
		names[*n] = model->logs[*n].name;
	for (size_t i = 0; model->n_logs == 0 && pl_log_standard(i); i++)
		names[(*n)++] = pl_log_standard(i);
	return names;
}

void pl_check_logs(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	struct pl_map seen = PL_MAP_INIT;
	const char **names;
	size_t n;

	for (size_t i = 0; i < model->n_logs; i++) {
		const struct pl_log_def *log = &model->logs[i];

		if (pl_map_set(&seen, log->name, log->name))
			pl_errors_input(checker->errors, log->pos,
					"another log is named '%s' already; names are unique",
					log->name);
		if (!is_ordered(log))
			pl_errors_input(checker->errors, log->pos,
					"%s is closed or struck off before it begins; put from, "
					"read-only and retired in that order of time", log->name);
	}
	if (model->n_logs > PL_LOGS_MAX)
		pl_errors_input(checker->errors, model->logs[PL_LOGS_MAX].pos,
				"there are %zu logs; the limit is %d", model->n_logs, PL_LOGS_MAX);
	names = log_names(model, &n);
	for (size_t i = 0; i < model->n_hosts; i++)
		check_host(checker, &model->hosts[i], names, n);
	free(names);
	pl_map_clear(&seen);
}
