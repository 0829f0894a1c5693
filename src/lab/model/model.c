/* What does a scenario say there is and shall happen? */
#include <config.h>

#include "lab/model.h"

#include <stdlib.h>
#include <string.h>

#include "lab/attack.h"
#include "lab/strategy.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_retry_name(enum pl_retry retry)
{
	static const char *const names[] = {
		[PL_RETRY_NONE] = "none",
		[PL_RETRY_DATES] = "dates",
		[PL_RETRY_ANY_FAULT] = "any-fault",
		[PL_RETRY_UNTIL_PINNED] = "until-pinned",
	};

	return names[retry];
}

struct pl_model *pl_model_new(void)
{
	struct pl_model *model = pl_calloc(1, sizeof(*model));

	model->seed = 1;
	model->facts = pl_facts_standard();
	model->until = PL_TIME_NONE;
	return model;
}

static void free_texts(char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
}

void pl_hpkp_def_clear(struct pl_hpkp_def *def)
{
	free_texts(def->pins, def->n_pins);
	free(def->pin_pos);
	*def = (struct pl_hpkp_def){ 0 };
}

static void free_trust(struct pl_trust_def *trust, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(trust[i].what);
	free(trust);
}

static void free_hierarchy(struct pl_model *model)
{
	for (size_t i = 0; i < model->n_operators; i++) {
		free(model->operators[i].name);
		free(model->operators[i].backup_operator);
	}
	free(model->operators);
	for (size_t i = 0; i < model->n_authorities; i++) {
		free(model->authorities[i].name);
		free(model->authorities[i].operator_);
		free(model->authorities[i].subject);
		free(model->authorities[i].same_key_as);
	}
	free(model->authorities);
	for (size_t i = 0; i < model->n_certificates; i++) {
		free(model->certificates[i].name);
		free(model->certificates[i].of);
		free(model->certificates[i].by);
	}
	free(model->certificates);
	for (size_t i = 0; i < model->n_stores; i++) {
		free(model->stores[i].name);
		free_trust(model->stores[i].trust, model->stores[i].n);
	}
	free(model->stores);
	for (size_t i = 0; i < model->n_logs; i++) {
		free(model->logs[i].name);
		free(model->logs[i].operator_);
	}
	free(model->logs);
}

static void free_clients(struct pl_model *model)
{
	for (size_t i = 0; i < model->n_hosts; i++) {
		free(model->hosts[i].id);
		free_texts(model->hosts[i].names, model->hosts[i].n_names);
		free(model->hosts[i].issuer);
		pl_pool_clear(&model->hosts[i].pool);
		free(model->hosts[i].profile);
		pl_hpkp_def_clear(&model->hosts[i].hpkp);
		for (size_t k = 0; k < model->hosts[i].n_nodes; k++)
			free(model->hosts[i].nodes[k].alternate);
		free(model->hosts[i].nodes);
		free(model->hosts[i].alternate);
		free_texts(model->hosts[i].logs, model->hosts[i].n_logs);
	}
	free(model->hosts);
	for (size_t i = 0; i < model->n_devices; i++) {
		free(model->devices[i].name);
		free(model->devices[i].store);
		free(model->devices[i].crypto);
		free_trust(model->devices[i].trust, model->devices[i].n_trust);
	}
	free(model->devices);
	for (size_t i = 0; i < model->n_strategies; i++) {
		struct pl_strategy_def *strategy = &model->strategies[i];

		free(strategy->name);
		free_texts(strategy->pins, strategy->n_pins);
		free(strategy->pin_pos);
		free_texts(strategy->backups, strategy->n_backups);
		free(strategy->backup_pos);
		free(strategy->host);
		free(strategy->channel_of);
		pl_rule_def_clear(&strategy->terms);
		for (size_t j = 0; j < strategy->n_rules; j++)
			pl_rule_def_clear(&strategy->rules[j]);
		free(strategy->rules);
		free(strategy->pin_file);
		free(strategy->pin_format);
		pl_pinset_unref(strategy->pin_set);
	}
	free(model->strategies);
}

void pl_model_free(struct pl_model *model)
{
	if (!model)
		return;
	free_hierarchy(model);
	free_clients(model);
	for (size_t i = 0; i < model->n_events; i++)
		pl_event_unref(model->events[i]);
	free(model->events);
	for (size_t i = 0; i < model->n_expects; i++)
		pl_expect_clear(&model->expects[i]);
	free(model->expects);
	pl_fleet_def_free(model->fleet);
	pl_target_def_free(model->target);
	free(model->attacks);
	free_texts(model->tags, model->n_tags);
	free_texts(model->files, model->n_files);
	free(model->file);
	free(model->variant);
	free(model->skip);
	free(model->known_bad);
	free(model->name);
	free(model->about);
	free(model->incident.what);
	free(model->incident.broke);
	free(model->incident.saved_by);
	free(model->incident.source);
	free(model->hierarchy);
	free(model);
}

const char *pl_model_file(struct pl_model *model, const char *file)
{
	if (!file)
		return NULL;
	for (size_t i = 0; i < model->n_files; i++)
		if (pl_streq(model->files[i], file))
			return model->files[i];
	model->files = pl_realloc(model->files, model->n_files + 1, sizeof(*model->files));
	model->files[model->n_files] = pl_strdup(file);
	return model->files[model->n_files++];
}

struct pl_operator_def *pl_model_add_operator(struct pl_model *model, const char *name)
{
	struct pl_operator_def *def = PL_PUSH(model->operators, model->n_operators,
					      model->cap_operators);

	*def = (struct pl_operator_def){ .name = pl_strdup(name) };
	for (enum pl_channel i = 0; i < PL_CHANNELS; i++)
		def->channels[i] = pl_channel_standard(i);
	return def;
}

struct pl_authority_def *pl_model_add_authority(struct pl_model *model, const char *name,
						const char *operator_, const char *subject)
{
	struct pl_authority_def *def = PL_PUSH(model->authorities, model->n_authorities,
					       model->cap_authorities);

	*def = (struct pl_authority_def){
		.name = pl_strdup(name),
		.operator_ = pl_strdup(operator_),
		.subject = pl_strdup(subject),
		.real_key = PL_KEY_P256,
		.path_len = -1,
	};
	return def;
}

struct pl_certificate_def *pl_model_add_certificate(struct pl_model *model, const char *name,
						    const char *of, const char *by, int64_t from,
						    int64_t to)
{
	struct pl_certificate_def *def = PL_PUSH(model->certificates, model->n_certificates,
						 model->cap_certificates);

	*def = (struct pl_certificate_def){
		.name = pl_strdup(name),
		.of = pl_strdup(of),
		.by = pl_strdup(by),
		.from = from,
		.to = to,
	};
	return def;
}

struct pl_store_def *pl_model_add_store(struct pl_model *model, const char *name)
{
	struct pl_store_def *def = PL_PUSH(model->stores, model->n_stores, model->cap_stores);

	*def = (struct pl_store_def){ .name = pl_strdup(name) };
	return def;
}

struct pl_log_def *pl_model_add_log(struct pl_model *model, const char *name)
{
	struct pl_log_def *log = PL_PUSH(model->logs, model->n_logs, model->cap_logs);

	*log = (struct pl_log_def){
		.name = pl_strdup(name),
		.from = PL_TIME_NONE,
		.read_only = PL_TIME_NONE,
		.retired = PL_TIME_NONE,
	};
	return log;
}

struct pl_host_def *pl_model_add_host(struct pl_model *model, const char *id, const char *dns_name,
				      const char *issuer)
{
	struct pl_host_def *def = PL_PUSH(model->hosts, model->n_hosts, model->cap_hosts);

	*def = (struct pl_host_def){
		.id = pl_strdup(id),
		.issuer = pl_strdup(issuer),
		.alg = PL_KEY_P256,
		.lifetime = 90 * PL_DAY,
		.issued = PL_TIME_NONE,
		.renew_before = 30 * PL_DAY,
		.renew_key = PL_KEY_SAME,
	};
	if (dns_name) {
		def->names = pl_malloc(sizeof(*def->names));
		def->names[def->n_names++] = pl_strdup(dns_name);
	}
	return def;
}

struct pl_device_def *pl_model_add_device(struct pl_model *model, const char *name)
{
	struct pl_device_def *def = PL_PUSH(model->devices, model->n_devices, model->cap_devices);

	*def = (struct pl_device_def){
		.name = pl_strdup(name),
		.user_cas = true,
		.updates = true,
		.checks_anchor_dates = true,
		.log_list = PL_TIME_NONE,
		.order = PL_ORDER_SHORTEST,
		.retry = PL_RETRY_ANY_FAULT,
	};
	return def;
}

void pl_device_def_trust(struct pl_device_def *device, const char *what)
{
	*PL_PUSH(device->trust, device->n_trust, device->cap_trust) = (struct pl_trust_def){
		.what = pl_strdup(what),
		.from = PL_TIME_NONE,
		.until = PL_TIME_NONE,
	};
}

struct pl_strategy_def *pl_model_add_custom(struct pl_model *model, const char *name)
{
	struct pl_strategy_def *def = PL_PUSH(model->strategies, model->n_strategies,
					      model->cap_strategies);

	*def = (struct pl_strategy_def){
		.name = pl_strdup(name),
		.client = pl_client_find("generic"),
		.terms = { .expires = PL_TIME_NONE },
		.memory = { .rollback_protection = true },
	};
	return def;
}

struct pl_strategy_def *pl_model_add_strategy(struct pl_model *model, const char *name)
{
	return pl_model_add_strategy_as(model, name, name);
}

struct pl_strategy_def *pl_model_add_strategy_as(struct pl_model *model, const char *name,
						 const char *built_in)
{
	const struct pl_strategy *kind = pl_strategy_find(built_in);
	struct pl_strategy_def *def;

	if (!kind)
		return NULL;
	def = pl_model_add_custom(model, name);
	def->kind = kind;
	if (kind->client)
		def->client = kind->client;
	for (size_t i = 0; kind->pins && kind->pins[i]; i++)
		pl_strategy_def_pin(def, kind->pins[i], (struct pl_pos){ 0 }, false);
	for (size_t i = 0; kind->backups && kind->backups[i]; i++)
		pl_strategy_def_pin(def, kind->backups[i], (struct pl_pos){ 0 }, true);
	return def;
}

void pl_strategy_def_pin(struct pl_strategy_def *strategy, const char *expression,
			 struct pl_pos pos, bool backup)
{
	char ***texts = backup ? &strategy->backups : &strategy->pins;
	struct pl_pos **places = backup ? &strategy->backup_pos : &strategy->pin_pos;
	size_t *n = backup ? &strategy->n_backups : &strategy->n_pins;

	*texts = pl_realloc(*texts, *n + 1, sizeof(**texts));
	*places = pl_realloc(*places, *n + 1, sizeof(**places));
	(*texts)[*n] = pl_strdup(expression);
	(*places)[(*n)++] = pos;
}

void pl_model_add_event(struct pl_model *model, struct pl_event *event)
{
	*PL_PUSH(model->events, model->n_events, model->cap_events) = event;
}

bool pl_model_add_attack(struct pl_model *model, const char *name)
{
	const struct pl_attack *attack = pl_attack_find(name);

	if (!attack)
		return false;
	for (size_t i = 0; i < model->n_attacks; i++)
		if (model->attacks[i] == attack)
			return true;
	*PL_PUSH(model->attacks, model->n_attacks, model->cap_attacks) = attack;
	return true;
}

void pl_model_all_attacks(struct pl_model *model)
{
	size_t n;
	const struct pl_attack *const *all = pl_attacks(&n);

	model->n_attacks = 0;
	for (size_t i = 0; i < n; i++)
		*PL_PUSH(model->attacks, model->n_attacks, model->cap_attacks) = all[i];
}

struct pl_expect *pl_model_add_expect(struct pl_model *model)
{
	struct pl_expect *expect = PL_PUSH(model->expects, model->n_expects, model->cap_expects);

	*expect = (struct pl_expect){ 0 };
	return expect;
}

void pl_expect_clear(struct pl_expect *expect)
{
	free(expect->strategy);
	free(expect->client);
	free(expect->device);
	free(expect->host);
	free(expect->version);
	free(expect->segment);
	free(expect->attack);
	free(expect->pin);
	pl_when_clear(&expect->at);
	*expect = (struct pl_expect){ 0 };
}

const struct pl_operator_def *pl_model_operator(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_operators; i++)
		if (pl_streq(model->operators[i].name, name))
			return &model->operators[i];
	return NULL;
}

const struct pl_authority_def *pl_model_authority(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_authorities; i++)
		if (pl_streq(model->authorities[i].name, name))
			return &model->authorities[i];
	return NULL;
}

const struct pl_certificate_def *pl_model_certificate(const struct pl_model *model,
						      const char *name)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].name, name))
			return &model->certificates[i];
	return NULL;
}

const struct pl_host_def *pl_model_host(const struct pl_model *model, const char *id)
{
	for (size_t i = 0; i < model->n_hosts; i++)
		if (pl_streq(model->hosts[i].id, id))
			return &model->hosts[i];
	return NULL;
}

const struct pl_strategy_def *pl_model_strategy(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_strategies; i++)
		if (pl_streq(model->strategies[i].name, name))
			return &model->strategies[i];
	return NULL;
}
