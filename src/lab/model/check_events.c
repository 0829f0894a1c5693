/* Do events and expectations name what exists, and can they be meant? */
#include <config.h>

#include "lab/model/check.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "lab/parts.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Names of one kind, for looking up and for "did you mean". */
struct list {
	const char **names;
	size_t n, cap;
};

struct lists {
	struct list hosts, operators, issuers, authorities, certificates, devices, stores;
	struct list strategies, attacks, clients;
};

static void add(struct list *list, const char *name)
{
	*PL_PUSH(list->names, list->n, list->cap) = name;
}

static void collect(const struct pl_model *model, struct lists *lists)
{
	size_t n;
	const struct pl_client *const *clients = pl_clients(&n);

	for (size_t i = 0; i < n; i++)
		add(&lists->clients, clients[i]->name);
	for (size_t i = 0; i < model->n_hosts; i++)
		add(&lists->hosts, model->hosts[i].id);
	for (size_t i = 0; i < model->n_operators; i++)
		add(&lists->operators, model->operators[i].name);
	/* The run tells of one that is named before it is there. */
	for (size_t i = 0; i < model->n_events; i++) {
		const char *made = model->events[i]->kind->makes_host;
		const char *id = made ? pl_event_text(model->events[i], made) : NULL;

		if (id)
			add(&lists->hosts, id);
	}
	/* CAA records may name nobody. */
	for (size_t i = 0; i < model->n_operators; i++)
		add(&lists->issuers, model->operators[i].name);
	add(&lists->issuers, "none");
	for (size_t i = 0; i < model->n_authorities; i++) {
		add(&lists->authorities, model->authorities[i].name);
		add(&lists->certificates, model->authorities[i].name);
	}
	for (size_t i = 0; i < model->n_certificates; i++)
		add(&lists->certificates, model->certificates[i].name);
	add(&lists->certificates, PL_USER_CA);
	for (size_t i = 0; i < model->n_devices; i++)
		add(&lists->devices, model->devices[i].name);
	for (size_t i = 0; i < model->n_stores; i++)
		add(&lists->stores, model->stores[i].name);
	for (size_t i = 0; i < model->n_strategies; i++)
		add(&lists->strategies, model->strategies[i].name);
	for (size_t i = 0; i < model->n_attacks; i++)
		add(&lists->attacks, model->attacks[i]->name);
}

static void clear(struct lists *lists)
{
	free(lists->hosts.names);
	free(lists->operators.names);
	free(lists->issuers.names);
	free(lists->authorities.names);
	free(lists->certificates.names);
	free(lists->devices.names);
	free(lists->stores.names);
	free(lists->strategies.names);
	free(lists->attacks.names);
	free(lists->clients.names);
}

static bool is_among(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (pl_streq(list->names[i], name))
			return true;
	return false;
}

static bool has_name(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (pl_streq(list->names[i], name))
			return true;
	return false;
}

static void check_among(const struct pl_checker *checker, const struct list *list, const char *who,
			const char *what, const char *name, struct pl_pos pos)
{
	if (!name || has_name(list, name))
		return;
	pl_check_unknown(checker, pos, who, what, name, list->names, list->n);
}

static void check_items(const struct pl_checker *checker, const struct list *list, const char *who,
			const char *what, const struct pl_value *value)
{
	char *item;

	for (size_t i = 0; (item = pl_value_item(value, i)); i++) {
		check_among(checker, list, who, what, item, value->pos);
		free(item);
	}
}

/* `made`: an earlier event makes names that no list has yet; the run will tell. */
static void check_value(const struct pl_checker *checker, const struct lists *lists,
			const struct pl_event *event, size_t at, bool made)
{
	const struct pl_value *value = &event->values[at];
	const char *who = event->kind->name;

	if (!value->set)
		return;
	switch (event->kind->params[at].type) {
	case PL_PARAM_HOST:
		check_among(checker, &lists->hosts, who, "host", value->text, value->pos);
		break;
	case PL_PARAM_DEVICE:
		check_among(checker, &lists->devices, who, "device", value->text, value->pos);
		break;
	case PL_PARAM_STORE:
		check_among(checker, &lists->stores, who, "store", value->text, value->pos);
		break;
	case PL_PARAM_STRATEGY:
		check_among(checker, &lists->strategies, who, "strategy", value->text, value->pos);
		break;
	case PL_PARAM_ATTACK:
		/* Whom it reads is seen only in cells of the matrix. */
		if (pl_attack_find(value->text) && !has_name(&lists->attacks, value->text))
			pl_errors_input(checker->errors, value->pos,
					"the scenario does not try '%s', so nobody would see what "
					"it reads; list it under attacks", value->text);
		else
			check_among(checker, &lists->attacks, who, "attack",
				    value->text, value->pos);
		break;
	case PL_PARAM_AUTHORITY:
	case PL_PARAM_ROOT:
		if (!made)
			check_among(checker, &lists->authorities, who, "authority", value->text,
				    value->pos);
		break;
	case PL_PARAM_HOSTS:
		check_items(checker, &lists->hosts, who, "host", value);
		break;
	case PL_PARAM_OPERATORS:
		check_items(checker, &lists->issuers, who, "operator", value);
		break;
	case PL_PARAM_AUTHORITIES:
		if (!made)
			check_items(checker, &lists->authorities, who, "authority", value);
		break;
	case PL_PARAM_OPERATOR:
		check_among(checker, &lists->operators, who, "operator", value->text, value->pos);
		break;
	case PL_PARAM_REVOCABLE:
		if (!made && !is_among(&lists->hosts, value->text))
			check_among(checker, &lists->certificates, who,
				    "host, authority or certificate", value->text, value->pos);
		break;
	case PL_PARAM_CERTIFICATE:
		if (!made)
			check_among(checker, &lists->certificates, who, "certificate or authority",
				    value->text, value->pos);
		break;
	default:
		break;
	}
}

static void check_event_id(const struct pl_checker *checker, struct pl_map *seen,
			   const struct pl_event *event)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

	if (!event->id)
		return;
	if (!*event->id || strspn(event->id, allowed) != strlen(event->id) ||
	    strchr("0123456789-", *event->id))
		pl_errors_input(checker->errors, event->pos,
				"'%s' is no id for an event: use letters, digits and -_., "
				"beginning with a letter",
				event->id);
	if (pl_map_set(seen, event->id, event->id))
		pl_errors_input(checker->errors, event->pos,
				"there are two events with the id '%s'; ids are unique",
				event->id);
}

static void check_verdict(const struct pl_checker *checker, const struct pl_expect *expect)
{
	enum pl_verdict verdict = expect->verdict;
	bool attack;

	if (!expect->has_verdict && !expect->has_state)
		return;
	if (!expect->has_verdict)
		verdict = pl_state_info(expect->state)->verdict;
	attack = verdict == PL_BLOCKED || verdict == PL_INTERCEPTED;
	if (expect->kind == PL_EXPECT_EXPOSED && attack)
		return;
	if (attack == (expect->attack != NULL))
		return;
	if (attack)
		pl_errors_input(checker->errors, expect->pos,
				"%s is said of attacks; the honest host survives or breaks",
				pl_verdict_name(verdict));
	else
		pl_errors_input(checker->errors, expect->pos,
				"%s is said of the honest host; an attack is "
				"blocked or intercepted",
				pl_verdict_name(verdict));
}

static void check_expect(const struct pl_checker *checker, const struct lists *lists,
			 const struct pl_expect *expect, bool own)
{
	const char *who = "the expectation";

	if (expect->kind == PL_EXPECT_FLEET) {
		pl_check_fleet_claim(checker, expect, own);
		return;
	}
	check_among(checker, &lists->strategies, who, "strategy", expect->strategy, expect->pos);
	check_among(checker, &lists->clients, who, "client", expect->client, expect->pos);
	check_among(checker, &lists->devices, who, "device", expect->device, expect->pos);
	check_among(checker, &lists->hosts, who, "host", expect->host, expect->pos);
	check_among(checker, &lists->attacks, who, "attack of this scenario", expect->attack,
		    expect->pos);
	check_verdict(checker, expect);
	if (expect->kind != PL_EXPECT_AT && expect->duration < 0)
		pl_errors_input(checker->errors, expect->pos, "a duration cannot be negative");
}

static void check_event(const struct pl_checker *checker, const struct lists *lists,
			const struct pl_event *event, bool made)
{
	struct pl_error err = PL_ERROR_INIT;

	if (!pl_event_complete(event, &err))
		pl_errors_take(checker->errors, &err);
	for (size_t i = 0; i < event->kind->n_params; i++)
		check_value(checker, lists, event, i, made);
	for (size_t i = 0; i < event->n_expects; i++)
		check_expect(checker, lists, &event->expects[i], true);
}

static void check_time(const struct pl_checker *checker, const struct pl_event *event)
{
	if (event->when.kind == PL_WHEN_AT &&
	    event->when.time + event->when.offset < checker->model->start)
		pl_errors_input(checker->errors, event->when.pos,
				"%s happens before the start of the scenario; put start earlier",
				event->kind->name);
}

void pl_check_events(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	struct lists lists = { 0 };
	struct pl_map ids = PL_MAP_INIT;
	bool made = false;

	collect(model, &lists);
	for (size_t i = 0; i < model->n_events; i++) {
		check_event_id(checker, &ids, model->events[i]);
		check_event(checker, &lists, model->events[i], made);
		check_time(checker, model->events[i]);
		made = made || model->events[i]->kind->makes_names;
	}
	for (size_t i = 0; model->fleet && i < model->fleet->n_releases; i++) {
		check_event_id(checker, &ids, model->fleet->releases[i].event);
		check_event(checker, &lists, model->fleet->releases[i].event, true);
	}
	for (size_t i = 0; i < model->n_expects; i++)
		check_expect(checker, &lists, &model->expects[i], false);
	pl_map_clear(&ids);
	clear(&lists);
}
