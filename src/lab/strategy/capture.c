/* Which pins does an app get when it is built, as the world is then? */
#include <config.h>

#include "lab/strategy.h"

#include <stdlib.h>
#include <string.h>

#include "lab/engine.h"
#include "lab/expression.h"
#include "lab/judge/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct capture {
	struct pl_engine *engine;
	const struct pl_model *model;
	const struct pl_world *world;
	const struct pl_host *host;
	bool built_in; /* a built-in strategy makes do with what a hierarchy offers */
	const struct pl_cert *issuer, *root;
	struct pl_pinset *set;

	/* the expression at hand */
	const char *text;
	struct pl_expression expression;
	bool backup;
	size_t rule;
	enum pl_pin_list list;
	struct pl_pos pos;
	bool read; /* it stands for a pin that was read from a file, at `pos` */
	struct pl_error *err;
};

static bool is_there(const struct pl_pinset *set, const struct pl_pin *pin)
{
	for (size_t i = 0; i + 1 < set->n; i++) {
		const struct pl_pin *other = &set->pins[i];

		if (other->rule == pin->rule && other->list == pin->list &&
		    other->form == pin->form && other->hash == pin->hash &&
		    other->digest_len == pin->digest_len &&
		    memcmp(other->digest, pin->digest, sizeof(pin->digest)) == 0)
			return true;
	}
	return false;
}

/* The last pin leaves again when the set has it already: `leaf` and `authority(x)` may coincide. */
static void settle(struct capture *c, struct pl_pin *pin)
{
	if (!is_there(c->set, pin))
		return;
	pl_pin_clear(pin);
	c->set->n--;
}

static struct pl_pin *add(struct capture *c, char *subject)
{
	struct pl_pin *pin = pl_pinset_add(c->set);

	pin->origin = pl_strdup(c->text);
	pin->subject = subject;
	pin->backup = c->backup;
	pin->rule = c->rule;
	pin->list = c->list;
	pin->pos = c->pos;
	pin->read = c->read;
	return pin;
}

static void add_cert(struct capture *c, const struct pl_cert *cert, const char *role)
{
	struct pl_pin *pin = add(c, pl_asprintf("%s%s", pl_cert_label(cert), role));

	pl_pin_from_cert(pin, c->expression.form, cert);
	settle(c, pin);
}

static bool add_key(struct capture *c, const struct pl_key *key, char *subject)
{
	struct pl_pin *pin = add(c, subject);

	if (!pl_pin_from_key(pin, c->expression.form, key))
		return pl_error_environment(c->err, NULL, "%s: the key cannot be read", c->text);
	settle(c, pin);
	return true;
}

static bool exists(const struct capture *c, const struct pl_cert *cert)
{
	return cert->not_before <= c->world->now && c->world->now <= cert->not_after;
}

static const struct pl_authority *issuing_authority(const struct capture *c)
{
	return pl_world_authority(c->world, c->host->issuer);
}

static bool add_literal(struct capture *c)
{
	struct pl_pin *pin = pl_pinset_add(c->set);

	if (!pl_pin_parse(pin, c->text, c->pos, c->err)) {
		c->set->n--;
		return false;
	}
	pin->backup = c->backup;
	pin->rule = c->rule;
	pin->list = c->list;
	pin->read = c->read;
	return true;
}

static bool add_backup_key(struct capture *c, const struct pl_host *host)
{
	if (!host->backup_key)
		return pl_error_input(c->err, c->pos, "%s: %s has no backup key", c->text,
				      host->id);
	return add_key(c, host->backup_key, pl_asprintf("backup key of %s", host->names[0]));
}

static void add_leaf(struct capture *c, const struct pl_host *host)
{
	add_cert(c, host->served->full->certs[0], " (leaf)");
}

/* Of a host by its id, whichever the row's is. */
static bool add_of_host(struct capture *c)
{
	const struct pl_host *host = pl_world_host(c->world, c->expression.name);

	if (!host)
		return pl_error_input(c->err, c->pos, "%s: there is no host \"%s\"", c->text,
				      c->expression.name);
	if (c->expression.source == PL_SOURCE_BACKUP_OF)
		return add_backup_key(c, host);
	add_leaf(c, host);
	return true;
}

static bool add_named_key(struct capture *c)
{
	const struct pl_key *key = pl_pki_key(pl_engine_pki(c->engine), "key", c->expression.name,
					      PL_KEY_P256, c->err);

	return key && add_key(c, key, pl_asprintf("key %s", c->expression.name));
}

static bool refuse_authority(struct capture *c)
{
	const char **names = pl_calloc(c->world->n_authorities + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < c->world->n_authorities; i++)
		names[i] = c->world->authorities[i]->name;
	near = pl_nearest(c->expression.name, names, c->world->n_authorities);
	pl_error_input(c->err, c->pos, "%s: there is no authority \"%s\"%s%s%s", c->text,
		       c->expression.name, near ? "; did you mean " : "", near ? near : "",
		       near ? "?" : "");
	free(names);
	return false;
}

static bool add_authority(struct capture *c)
{
	const struct pl_authority *authority = pl_world_authority(c->world, c->expression.name);
	const struct pl_issued *issued;

	if (!authority)
		return refuse_authority(c);
	issued = pl_authority_current(authority, c->world->now);
	if (!issued && authority->n_certs > 0)
		issued = &authority->certs[0];
	if (issued) {
		add_cert(c, issued->cert, "");
		return true;
	}
	if (!authority->key || c->expression.form == PL_FORM_CERTIFICATE)
		return pl_error_input(c->err, c->pos, "%s: %s has no certificate yet", c->text,
				      authority->name);
	if (!add_key(c, authority->key, pl_strdup(authority->name)))
		return false;
	c->set->pins[c->set->n - 1].of_ca = true;
	return true;
}

static const struct pl_cert *self_signed(const struct capture *c,
					 const struct pl_authority *authority)
{
	for (size_t i = 0; i < authority->n_certs; i++) {
		if (pl_streq(authority->certs[i].by, authority->name) &&
		    exists(c, authority->certs[i].cert))
			return authority->certs[i].cert;
	}
	return NULL;
}

static const struct pl_cert *issuing(const struct capture *c, const struct pl_authority *authority)
{
	const struct pl_issued *issued = pl_authority_current(authority, c->world->now);

	if (!issued || authority->retired || pl_authority_is_root(authority))
		return NULL;
	return issued->cert;
}

/* Every authority of the operator for which `pick` finds a certificate, the first only if asked. */
static bool add_operator(struct capture *c, const char *operator_, bool first_only,
			 const struct pl_cert *(*pick)(const struct capture *,
						       const struct pl_authority *))
{
	bool any = false;

	for (size_t i = 0; i < c->world->n_authorities && !(any && first_only); i++) {
		const struct pl_authority *authority = c->world->authorities[i];
		const struct pl_cert *cert;

		if (authority->is_private || !pl_streq(authority->operator_, operator_))
			continue;
		cert = pick(c, authority);
		if (!cert)
			continue;
		add_cert(c, cert, "");
		any = true;
	}
	if (any || c->built_in)
		return true;
	return pl_error_input(c->err, c->pos, "%s: %s has none that is valid now", c->text,
			      operator_);
}

/* True when an earlier member of the pool belongs to the same operator. */
static bool is_repeated(const struct capture *c, size_t member, const char *operator_)
{
	for (size_t i = 0; i < member; i++) {
		const struct pl_authority *other =
			pl_world_authority(c->world, c->host->pool.names[i]);

		if (other && pl_streq(other->operator_, operator_))
			return true;
	}
	return false;
}

/* A pool may be of several operators. */
static bool add_roots(struct capture *c)
{
	const struct pl_authority *authority = issuing_authority(c);

	if (c->host->pool.n == 0)
		return add_operator(c, authority ? authority->operator_ : "", false, self_signed);
	for (size_t i = 0; i < c->host->pool.n; i++) {
		authority = pl_world_authority(c->world, c->host->pool.names[i]);
		if (authority && !is_repeated(c, i, authority->operator_) &&
		    !add_operator(c, authority->operator_, false, self_signed))
			return false;
	}
	return true;
}

/* A pool says itself who can issue. */
static bool add_members(struct capture *c)
{
	for (size_t i = 0; i < c->host->pool.n; i++) {
		const struct pl_authority *member =
			pl_world_authority(c->world, c->host->pool.names[i]);
		const struct pl_issued *issued =
			member && !member->retired ? pl_authority_current(member, c->world->now)
						   : NULL;

		if (issued)
			add_cert(c, issued->cert, "");
	}
	return true;
}

/* An operator may issue straight from its root: then that is the one issuer. */
static bool add_issuers(struct capture *c)
{
	const struct pl_authority *authority = issuing_authority(c);

	if (c->host->pool.n > 0)
		return add_members(c);
	if (authority && pl_authority_is_root(authority)) {
		add_cert(c, c->issuer, "");
		return true;
	}
	return add_operator(c, authority ? authority->operator_ : "", false, issuing);
}

/* Without a second operator there is no backup root; the set then says "0 backups". */
static bool add_backup_root(struct capture *c)
{
	const struct pl_authority *authority = issuing_authority(c);
	const struct pl_operator_def *operator_ =
		authority ? pl_model_operator(c->model, authority->operator_) : NULL;

	if (operator_ && operator_->backup_operator)
		return add_operator(c, operator_->backup_operator, true, self_signed);
	if (c->built_in)
		return true;
	return pl_error_input(c->err, c->pos, "%s: the operator of %s names no backup-operator",
			      c->text, c->host->issuer);
}

static bool add_expression(struct capture *c)
{
	switch (c->expression.source) {
	case PL_SOURCE_LEAF:
		add_leaf(c, c->host);
		return true;
	case PL_SOURCE_LEAF_OF:
	case PL_SOURCE_BACKUP_OF: return add_of_host(c);
	case PL_SOURCE_ISSUER:
		add_cert(c, c->issuer, "");
		return true;
	case PL_SOURCE_ROOT:
		add_cert(c, c->root, "");
		return true;
	case PL_SOURCE_BACKUP: return add_backup_key(c, c->host);
	case PL_SOURCE_ROOTS: return add_roots(c);
	case PL_SOURCE_ISSUERS: return add_issuers(c);
	case PL_SOURCE_BACKUP_ROOT: return add_backup_root(c);
	case PL_SOURCE_AUTHORITY: return add_authority(c);
	case PL_SOURCE_KEY: return add_named_key(c);
	default: return add_literal(c);
	}
}

/*
 * `issuer` and `root` are those of the path that the device chooses now. Where
 * it chooses none, those that the authority delivered: the app's maker can
 * still read that chain.
 */
static bool choose_path(struct capture *c, const struct pl_device *device)
{
	const struct pl_issuance *served = c->host->served;
	struct pl_path_verdict chosen;
	struct pl_view view;

	c->root = served->root;
	c->issuer = served->full->n > 1 ? served->full->certs[1] : served->root;
	pl_view_init(&view, c->engine, c->world, NULL, c->host, device, NULL);
	if (!pl_view_choose(&view, c->host->presented, &chosen, c->err))
		return false;
	if (chosen.fault != PL_REASON_NONE)
		return true;
	c->root = chosen.path->certs[chosen.path->n - 1];
	c->issuer = chosen.path->certs[chosen.path->n > 1];
	return true;
}

/* What nobody serves yet is a backup wherever it is listed. */
static bool is_backup(enum pl_source source)
{
	return source == PL_SOURCE_BACKUP || source == PL_SOURCE_BACKUP_OF ||
	       source == PL_SOURCE_BACKUP_ROOT;
}

static bool capture_one(struct capture *c, const char *text, struct pl_pos pos,
			bool listed_as_backup)
{
	c->text = text;
	c->pos = pos;
	if (!pl_expression_parse(c->text, c->pos, &c->expression, c->err))
		return false;
	c->backup = listed_as_backup || is_backup(c->expression.source);
	return add_expression(c);
}

static bool capture_list(struct capture *c, char *const *texts, const struct pl_pos *positions,
			 size_t n, bool listed_as_backup)
{
	for (size_t i = 0; i < n; i++) {
		if (!capture_one(c, texts[i], positions ? positions[i] : (struct pl_pos){ 0 },
				 listed_as_backup))
			return false;
	}
	return true;
}

static bool capture_rule(struct capture *c, const struct pl_rule_def *rule)
{
	for (size_t i = 0; i < rule->n_pins; i++) {
		c->list = rule->pins[i].list;
		c->read = rule->pins[i].read;
		if (!capture_one(c, rule->pins[i].text, rule->pins[i].pos, rule->pins[i].backup))
			return false;
	}
	return true;
}

static bool capture_rules(struct capture *c, const struct pl_strategy_def *strategy)
{
	for (size_t i = 0; i < strategy->n_rules; i++) {
		struct pl_rule *rule = pl_pinset_add_rule(c->set);

		pl_strategy_terms(&strategy->rules[i], rule);
		rule->written = true;
		if (!pl_rule_is_for(rule, c->host->names[0]))
			continue;
		c->rule = c->set->n_rules - 1;
		if (!capture_rule(c, &strategy->rules[i]))
			return false;
	}
	return true;
}

/* A pin file says all of it; what is another host's there is not this row's. */
static void copy_file(struct capture *c, const struct pl_pinset *from)
{
	size_t *index = pl_calloc(from->n_rules, sizeof(*index));

	pl_rule_copy(&c->set->rules[0], &from->rules[0]);
	for (size_t i = 1; i < from->n_rules; i++) {
		if (!pl_rule_is_for(&from->rules[i], c->host->names[0]))
			continue;
		index[i] = c->set->n_rules;
		pl_rule_copy(pl_pinset_add_rule(c->set), &from->rules[i]);
	}
	for (size_t i = 0; i < from->n; i++) {
		struct pl_pin *pin;

		if (from->pins[i].rule > 0 && index[from->pins[i].rule] == 0)
			continue;
		pin = pl_pinset_add(c->set);
		pl_pin_copy(pin, &from->pins[i]);
		pin->rule = index[from->pins[i].rule];
	}
	free(index);
}

struct pl_pinset *pl_strategy_capture(struct pl_engine *engine, const struct pl_model *model,
				      const struct pl_world *world,
				      const struct pl_strategy_def *strategy,
				      const struct pl_host *host, const struct pl_device *device,
				      struct pl_error *err)
{
	struct capture c = {
		.engine = engine,
		.model = model,
		.world = world,
		.host = host,
		.built_in = strategy->kind,
		.set = pl_pinset_new(),
		.err = err,
	};

	c.set->made = world->now;
	if (strategy->pin_set) {
		copy_file(&c, strategy->pin_set);
		return c.set;
	}
	pl_strategy_terms(&strategy->terms, &c.set->rules[0]);
	if (choose_path(&c, device) &&
	    capture_list(&c, strategy->pins, strategy->pin_pos, strategy->n_pins, false) &&
	    capture_list(&c, strategy->backups, strategy->backup_pos, strategy->n_backups, true) &&
	    capture_rule(&c, &strategy->terms) && capture_rules(&c, strategy))
		return c.set;
	pl_pinset_unref(c.set);
	return NULL;
}
