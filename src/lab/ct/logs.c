/* Which logs are there, and to which of them does a certificate go? */
#include <config.h>

#include "lab/ct.h"

#include "lab/facts.h"
#include "lab/parts.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* RFC 6962 was published in June 2013: before it nobody embedded timestamps. */
#define FIRST_YEAR_OF_LOGS INT64_C(1370044800)

/* What a file that names none gets: two operators, and one of the newer kind. */
static const struct {
	const char *name, *operator_;
	bool is_static;
} standard[] = {
	{ "lab-log-a1", "log-operator-a", false },
	{ "lab-log-b1", "log-operator-b", false },
	{ "lab-log-b2", "log-operator-b", true },
};

const char *pl_log_standard(size_t index)
{
	return index < PL_ARRAY_LEN(standard) ? standard[index].name : NULL;
}

const char *pl_log_state_name(enum pl_log_state state)
{
	static const char *const names[] = {
		[PL_LOG_PENDING] = "pending",
		[PL_LOG_USABLE] = "usable",
		[PL_LOG_READ_ONLY] = "read-only",
		[PL_LOG_RETIRED] = "retired",
	};

	return names[state];
}

enum pl_log_state pl_log_state_at(const struct pl_log *log, int64_t at)
{
	if (log->from != PL_TIME_NONE && at < log->from)
		return PL_LOG_PENDING;
	if (log->retired != PL_TIME_NONE && at >= log->retired)
		return PL_LOG_RETIRED;
	if (log->read_only != PL_TIME_NONE && at >= log->read_only)
		return PL_LOG_READ_ONLY;
	return PL_LOG_USABLE;
}

/* Chrome's log policy and Apple's (support.apple.com 103703) allow no more. */
int64_t pl_log_merge_delay(const struct pl_log *log)
{
	return log->is_static ? PL_MINUTE : 24 * PL_HOUR;
}

static bool demands(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_devices; i++)
		if (model->devices[i].ct != PL_DEVICE_CT_NONE)
			return true;
	for (size_t i = 0; i < model->n_strategies; i++) {
		const struct pl_strategy *kind = model->strategies[i].kind;

		if (kind && kind->flags & PL_STRATEGY_CT)
			return true;
	}
	return false;
}

bool pl_model_wants_logs(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_hosts; i++)
		if (model->hosts[i].logs)
			return true;
	return model->n_logs > 0 || demands(model);
}

static bool add_log(struct pl_change *change, struct pl_ct *ct, const struct pl_log_def *def,
		    struct pl_error *err)
{
	struct pl_key *key =
		pl_pki_key(pl_engine_pki(change->engine), "log", def->name, PL_KEY_P256, err);

	if (!key)
		return false;
	*PL_PUSH(ct->logs, ct->n_logs, ct->cap_logs) = (struct pl_log){
		.name = pl_strdup(def->name),
		.operator_ = pl_strdup(def->operator_),
		.is_static = def->is_static,
		.from = def->from,
		.read_only = def->read_only,
		.retired = def->retired,
		.key = key,
	};
	return true;
}

static bool add_standard(struct pl_change *change, struct pl_ct *ct, struct pl_error *err)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(standard); i++) {
		const struct pl_log_def def = {
			.name = (char *)standard[i].name,
			.operator_ = (char *)standard[i].operator_,
			.is_static = standard[i].is_static,
			.from = PL_TIME_NONE,
			.read_only = PL_TIME_NONE,
			.retired = PL_TIME_NONE,
		};

		if (!add_log(change, ct, &def, err))
			return false;
	}
	return true;
}

bool pl_change_add_logs(struct pl_change *change, struct pl_error *err)
{
	const struct pl_model *model = change->model;
	struct pl_ct *ct = pl_change_ct(change);

	if (ct->n_logs > 0)
		return true;
	ct->since = change->world->now;
	ct->demanded = demands(model);
	if (model->n_logs == 0)
		return add_standard(change, ct, err);
	for (size_t i = 0; i < model->n_logs; i++)
		if (!add_log(change, ct, &model->logs[i], err))
			return false;
	return true;
}

size_t pl_logs_usable(const struct pl_world *world, size_t out[PL_LOGS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; world->ct && i < world->ct->n_logs && n < PL_LOGS_MAX; i++)
		if (pl_log_state_at(&world->ct->logs[i], world->now) == PL_LOG_USABLE)
			out[n++] = i;
	return n;
}

/* How many timestamps satisfy everybody who asks for some. */
static size_t count_for(const struct pl_facts *facts, int64_t now, int64_t lifetime)
{
	size_t most = 2;

	if (now < FIRST_YEAR_OF_LOGS)
		return 0;
	for (int policy = 0; policy < PL_CT_POLICIES; policy++) {
		struct pl_ct_demand demand;

		if (pl_facts_ct(facts, (enum pl_ct_policy)policy, now, lifetime, &demand) &&
		    demand.scts > most)
			most = demand.scts;
	}
	return most;
}

struct choice {
	const struct pl_ct *ct;
	size_t usable[PL_LOGS_MAX], n_usable;
	size_t *out, n, wanted;
};

static bool is_chosen(const struct choice *choice, size_t log)
{
	for (size_t i = 0; i < choice->n; i++)
		if (choice->out[i] == log)
			return true;
	return false;
}

static bool has_operator(const struct choice *choice, const char *operator_)
{
	for (size_t i = 0; i < choice->n; i++)
		if (pl_streq(choice->ct->logs[choice->out[i]].operator_, operator_))
			return true;
	return false;
}

/* Takes logs of the kind, in their order, until there are enough. */
static void take(struct choice *choice, bool is_static, bool new_operator)
{
	for (size_t i = 0; i < choice->n_usable && choice->n < choice->wanted; i++) {
		const struct pl_log *log = &choice->ct->logs[choice->usable[i]];

		if (log->is_static == is_static && !is_chosen(choice, choice->usable[i]) &&
		    !(new_operator && has_operator(choice, log->operator_)))
			choice->out[choice->n++] = choice->usable[i];
	}
}

static size_t choose_named(const struct choice *choice, char *const *wanted, size_t n_wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < n_wanted; i++)
		for (size_t j = 0; j < choice->n_usable; j++)
			if (pl_streq(choice->ct->logs[choice->usable[j]].name, wanted[i]) &&
			    n < PL_LOGS_MAX)
				choice->out[n++] = choice->usable[j];
	return n;
}

size_t pl_logs_choose(const struct pl_world *world, const struct pl_facts *facts,
		      char *const *wanted, size_t n_wanted, int64_t lifetime,
		      size_t out[PL_LOGS_MAX])
{
	struct choice choice = { .ct = world->ct, .out = out };

	choice.n_usable = pl_logs_usable(world, choice.usable);
	if (wanted)
		return choose_named(&choice, wanted, n_wanted);
	choice.wanted = count_for(facts, world->now, lifetime);
	/* A first one that every policy counts, then other operators, then whatever is left. */
	take(&choice, false, true);
	take(&choice, true, true);
	take(&choice, false, false);
	take(&choice, true, false);
	return choice.n;
}
