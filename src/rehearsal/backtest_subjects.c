/* What is tested: which built-in strategies can be, and whose pins? */
#include <config.h>

#include "rehearsal/backtest.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

static struct pl_subject *add(struct pl_subjects *subjects, const char *name,
			      const struct pl_client *client)
{
	struct pl_subject *subject = PL_PUSH(subjects->items, subjects->n, subjects->cap);

	*subject = (struct pl_subject){ .name = pl_strdup(name), .client = client };
	return subject;
}

/* What a strategy does beyond pinning, and what of it the past does not tell. */
static const struct {
	unsigned flag;
	const char *why_not, *note;
} limits[] = {
	{ PL_STRATEGY_PRIVATE_CA, "a private CA leaves no public past", NULL },
	{ PL_STRATEGY_LIST, "what its signed lists held, and when they were fetched, is not in the certificates",
	  NULL },
	{ PL_STRATEGY_HEADER, "what the host's headers pinned is not in the certificates", NULL },
	{ PL_STRATEGY_FIRST_USE, NULL, "the day of the build stands for the day of first contact" },
	{ PL_STRATEGY_CT, NULL, "its pins alone are tested: the logs' keys of then are not at hand" },
};

static void set_limits(struct pl_subject *subject)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(limits); i++) {
		if (!(subject->strategy->flags & limits[i].flag))
			continue;
		subject->why_not = pl_strdup(limits[i].why_not);
		subject->note = pl_strdup(limits[i].note);
	}
}

static void add_strategy(struct pl_subjects *subjects, const struct pl_strategy *strategy)
{
	const struct pl_client *client = strategy->client ? strategy->client
							  : pl_client_find("generic");
	struct pl_subject *subject = add(subjects, strategy->name, client);
	char *name;

	subject->strategy = strategy;
	set_limits(subject);
	if (!strategy->backups[0] || subject->why_not)
		return;
	subject->note = pl_strdup("no help assumed from its backup: nobody knows which it would have been");
	name = pl_asprintf("%s, at best", strategy->name);
	subject = add(subjects, name, client);
	free(name);
	subject->strategy = strategy;
	subject->at_best = true;
	subject->note = pl_strdup("as if its backup had always been what really came next");
}

static bool add_named(struct pl_subjects *subjects, const char *name, struct pl_error *err)
{
	const struct pl_strategy *strategy = pl_strategy_find(name);
	const struct pl_strategy *const *all;
	const char *names[64], *near;
	size_t n, known = 0;

	if (strategy) {
		add_strategy(subjects, strategy);
		return true;
	}
	all = pl_strategies(&n);
	for (; known < n && known < PL_ARRAY_LEN(names); known++)
		names[known] = all[known]->name;
	near = pl_nearest(name, names, known);
	return pl_error_usage(err, "there is no strategy '%s'%s%s%s; 'pinlab list strategies' has them all",
			      name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

bool pl_subjects_built_in(struct pl_subjects *subjects, char *const *names, struct pl_error *err)
{
	const struct pl_strategy *const *all;
	size_t n;

	for (; names && *names; names++) {
		if (!add_named(subjects, *names, err))
			return false;
	}
	if (subjects->n > 0)
		return true;
	all = pl_strategies(&n);
	for (size_t i = 0; i < n; i++)
		add_strategy(subjects, all[i]);
	return true;
}

void pl_subjects_add_pins(struct pl_subjects *subjects, const char *name,
			  const struct pl_client *client, struct pl_pinset *pins)
{
	add(subjects, name, client)->pins = pl_pinset_ref(pins);
}

void pl_subjects_clear(struct pl_subjects *subjects)
{
	for (size_t i = 0; i < subjects->n; i++) {
		free(subjects->items[i].name);
		free(subjects->items[i].note);
		free(subjects->items[i].why_not);
		pl_pinset_unref(subjects->items[i].pins);
	}
	free(subjects->items);
	*subjects = (struct pl_subjects){ 0 };
}
