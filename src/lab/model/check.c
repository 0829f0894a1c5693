/* Is a model whole: does everything refer to what exists, within the limits? */
#include <config.h>

#include "lab/model.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lab/model/check.h"
#include "lab/provider.h"
#include "lab/strategy.h"
#include "util/buf.h"
#include "util/map.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NAME_MAX_LEN 64
#define DNS_MAX_LEN 253
#define LABEL_MAX_LEN 63
#define ENTRIES_MAX 1000
#define HOST_NAMES_MAX 100 /* what public CAs take into one certificate */
#define EVENTS_MAX 20000
#define ROWS_MAX 100000

#define LIST_MAX 120 /* columns of names in a message */

/* "; there is a, b, c" while that is short enough to help; else NULL. Caller frees. */
static char *short_list(const char *const *names, size_t n)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&out, "%s%s", i ? ", " : "; there is ", names[i] ? names[i] : "");
	if (n > 0 && out.len <= LIST_MAX)
		return pl_buf_take(&out);
	pl_buf_clear(&out);
	return NULL;
}

void pl_check_unknown(const struct pl_checker *checker, struct pl_pos pos, const char *who,
		      const char *what, const char *name, const char *const *names, size_t n)
{
	const char *near;
	char *list;

	name = name ? name : "";
	near = pl_nearest(name, names, n);
	list = near ? pl_asprintf("; did you mean '%s'?", near) : short_list(names, n);
	pl_errors_input(checker->errors, pos, "%s names the %s '%s', and there is no such %s%s",
			who, what, name, what, list ? list : "");
	free(list);
}

/* Names stand in times ("api.leaf.expiry + 2d") and in file names, so they stay plain. */
static bool is_plain(const char *name, const char *extra)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t len = strlen(name);

	if (len == 0 || len > NAME_MAX_LEN || !strchr(letters, name[0]))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!strchr(letters, name[i]) && !strchr(extra, name[i]))
			return false;
	return true;
}

/* `seen` maps names of one list to anything; a second one is an error. */
static void check_name(const struct pl_checker *checker, struct pl_map *seen, const char *what,
		       const char *name, const char *extra, struct pl_pos pos)
{
	if (!is_plain(name, extra))
		pl_errors_input(checker->errors, pos,
				"the %s name '%s' is not plain: use letters, digits and %s, %d at "
				"most, beginning with a letter or digit",
				what, name, extra, NAME_MAX_LEN);
	if (pl_map_set(seen, name, (void *)(uintptr_t)name))
		pl_errors_input(checker->errors, pos,
				"another %s is named '%s' already; names are unique", what, name);
}

static bool too_many(const struct pl_checker *checker, size_t n, const char *what, size_t max)
{
	if (n <= max)
		return false;
	pl_errors_input(checker->errors, (struct pl_pos){ .file = checker->model->file },
			"there are %zu %s; the limit is %zu", n, what, max);
	return true;
}

static void check_dates(const struct pl_checker *checker, struct pl_pos pos, const char *who,
			int64_t from, int64_t to)
{
	if (from != PL_TIME_NONE && to != PL_TIME_NONE && from > to)
		pl_errors_input(checker->errors, pos,
				"%s ends before it begins; exchange the dates", who);
}

/* Without gaps: an issue counts until there is another. */
static void check_channels(const struct pl_checker *checker, const struct pl_operator_def *def)
{
	for (enum pl_channel i = 0; i < PL_CHANNELS; i++) {
		const struct pl_channel_pace *pace = &def->channels[i];
		const char *name = pl_channel_name(i);

		if (pace->off)
			continue;
		if (pace->every <= 0)
			pl_errors_input(checker->errors, def->pos,
					"%s: %s is issued every 0s; make 'every' longer, or say "
					"'%s: none'",
					def->name, name, name);
		else if (pace->valid < pace->every)
			pl_errors_input(checker->errors, def->pos,
					"%s: %s would count for less than until the next issue; "
					"make 'valid' at least as long as 'every'",
					def->name, name);
	}
}

static void check_operators(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **names = pl_calloc(model->n_operators, sizeof(*names));
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_operators; i++)
		names[i] = model->operators[i].name;
	for (size_t i = 0; i < model->n_operators; i++) {
		const struct pl_operator_def *def = &model->operators[i];

		check_name(checker, &seen, "operator", def->name, "-_.", def->pos);
		check_channels(checker, def);
		if (def->backup_operator && !pl_model_operator(model, def->backup_operator))
			pl_check_unknown(checker, def->pos, def->name, "operator",
					 def->backup_operator, names, model->n_operators);
	}
	for (size_t i = 0; i < model->n_authorities; i++) {
		const struct pl_authority_def *def = &model->authorities[i];

		if (!pl_model_operator(model, def->operator_))
			pl_check_unknown(checker, def->pos, def->name, "operator", def->operator_,
					 names, model->n_operators);
	}
	pl_map_clear(&seen);
	free(names);
}

static bool has_certificate(const struct pl_model *model, const char *authority)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, authority))
			return true;
	return false;
}

/* The names of all authorities, for messages; caller frees. */
static const char **authority_names(const struct pl_model *model)
{
	const char **names = pl_calloc(model->n_authorities, sizeof(*names));

	for (size_t i = 0; i < model->n_authorities; i++)
		names[i] = model->authorities[i].name;
	return names;
}

/* Two names over one key, as Let's Encrypt's X1 and X3 were: both say the same of it. */
static void check_same_key(const struct pl_checker *checker, const struct pl_authority_def *def,
			   const char *const *names)
{
	const struct pl_model *model = checker->model;
	const struct pl_authority_def *owner = pl_model_authority(model, def->same_key_as);

	if (!owner)
		pl_check_unknown(checker, def->pos, def->name, "authority", def->same_key_as, names,
				 model->n_authorities);
	else if (owner->same_key_as)
		pl_errors_input(checker->errors, def->pos,
				"%s has the key of %s, which has another's itself; name the "
				"authority whose key it is",
				def->name, owner->name);
	else if (owner->real_key != def->real_key)
		pl_errors_input(checker->errors, def->pos,
				"%s has the key of %s, and another real-key; one key is of one "
				"algorithm",
				def->name, owner->name);
}

static void check_authorities(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **names = authority_names(model);
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_authorities; i++) {
		const struct pl_authority_def *def = &model->authorities[i];

		check_name(checker, &seen, "authority", def->name, "-_.", def->pos);
		if (!def->subject || !*def->subject)
			pl_errors_input(checker->errors, def->pos,
					"%s has no subject; write one like \"O=..., CN=...\"",
					def->name);
		if (!has_certificate(model, def->name))
			pl_errors_input(checker->errors, def->pos,
					"%s has no certificate; list one under certificates",
					def->name);
		if (def->same_key_as)
			check_same_key(checker, def, names);
	}
	if (model->n_authorities == 0)
		pl_errors_input(checker->errors, (struct pl_pos){ .file = model->file },
				"there is no authority; name a hierarchy");
	pl_map_clear(&seen);
	free(names);
}

static void check_certificates(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **names = authority_names(model);
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_certificate_def *def = &model->certificates[i];

		check_name(checker, &seen, "certificate", def->name, "-_.", def->pos);
		if (!pl_model_authority(model, def->of))
			pl_check_unknown(checker, def->pos, def->name, "authority", def->of, names,
					 model->n_authorities);
		if (!pl_model_authority(model, def->by) && !pl_streq(def->of, def->by))
			pl_check_unknown(checker, def->pos, def->name, "authority", def->by, names,
					 model->n_authorities);
		check_dates(checker, def->pos, def->name, def->from, def->to);
	}
	pl_map_clear(&seen);
	free(names);
}

/* An authority can certify once it has a certificate; what never gets that far
 * waits for itself in a circle. Mutual cross-signs of roots are fine. */
static void check_circles(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	struct pl_map ready = PL_MAP_INIT;
	const struct pl_certificate_def *stuck;
	size_t before;

	do {
		before = ready.n;
		stuck = NULL;
		for (size_t i = 0; i < model->n_certificates; i++) {
			const struct pl_certificate_def *def = &model->certificates[i];

			if (pl_streq(def->of, def->by) || pl_map_get(&ready, def->by))
				pl_map_set(&ready, def->of, def->of);
			else if (!stuck && pl_model_authority(model, def->by))
				stuck = def;
		}
	} while (ready.n > before);
	if (stuck)
		pl_errors_input(checker->errors, stuck->pos,
				"%s waits for a certificate of %s, which waits for another in a "
				"circle; give one of them a self-signed certificate",
				stuck->name, stuck->by);
	pl_map_clear(&ready);
}

static bool is_known_certificate(const struct pl_model *model, const char *name)
{
	return pl_model_certificate(model, name) || pl_model_authority(model, name);
}

static void check_trust(const struct pl_checker *checker, const char *who,
			const struct pl_trust_def *trust, size_t n)
{
	const struct pl_model *model = checker->model;
	const char **names = NULL;
	size_t n_names = 0, cap = 0;

	for (size_t i = 0; i < model->n_authorities; i++)
		*PL_PUSH(names, n_names, cap) = model->authorities[i].name;
	for (size_t i = 0; i < model->n_certificates; i++)
		*PL_PUSH(names, n_names, cap) = model->certificates[i].name;
	for (size_t i = 0; i < n; i++) {
		if (!is_known_certificate(model, trust[i].what))
			pl_check_unknown(checker, trust[i].pos, who, "certificate", trust[i].what,
					 names, n_names);
		check_dates(checker, trust[i].pos, trust[i].what, trust[i].from, trust[i].until);
	}
	free(names);
}

static void check_stores(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_stores; i++) {
		const struct pl_store_def *def = &model->stores[i];

		check_name(checker, &seen, "store", def->name, "-_.", def->pos);
		check_trust(checker, def->name, def->trust, def->n);
	}
	pl_map_clear(&seen);
}

static bool is_address(const char *name)
{
	unsigned char addr[16];

	return inet_pton(AF_INET, name, addr) == 1 || inet_pton(AF_INET6, name, addr) == 1;
}

/* RFC 1035 and 1123; a wildcard is the whole first label (RFC 6125, 6.4.3). */
static bool is_dns_name(const char *name)
{
	size_t label = 0;

	if (strlen(name) > DNS_MAX_LEN)
		return false;
	if (pl_starts_with(name, "*."))
		name += 2;
	for (const char *at = name; *at; at++) {
		bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
			      (*at >= '0' && *at <= '9');

		if (*at == '.' && (label == 0 || at[-1] == '-'))
			return false;
		if (*at == '-' && label == 0)
			return false;
		if (*at != '.' && *at != '-' && !letter)
			return false;
		label = *at == '.' ? 0 : label + 1;
		if (label > LABEL_MAX_LEN)
			return false;
	}
	return label > 0 && name[strlen(name) - 1] != '-';
}

static void check_host_names(const struct pl_checker *checker, const struct pl_host_def *def)
{
	if (def->n_names == 0)
		pl_errors_input(checker->errors, def->pos, "%s has no name; write one like "
				"api.example.test", def->id);
	if (def->n_names > HOST_NAMES_MAX) {
		pl_errors_input(checker->errors, def->pos,
				"%s has %zu names, and %d is the most in one certificate; make "
				"several hosts of it, or use a wildcard",
				def->id, def->n_names, HOST_NAMES_MAX);
		return;
	}
	for (size_t i = 0; i < def->n_names; i++)
		if (!is_address(def->names[i]) && !is_dns_name(def->names[i]))
			pl_errors_input(checker->errors, def->pos,
					"'%s' is no host name: labels of letters, digits and "
					"dashes, joined by dots",
					def->names[i]);
	if (def->n_names > 0 && pl_starts_with(def->names[0], "*."))
		pl_errors_input(checker->errors, def->pos,
				"%s is asked for by its first name, which cannot be a wildcard; "
				"put a plain name before '%s'",
				def->id, def->names[0]);
}

static void check_profile(const struct pl_checker *checker, const struct pl_host_def *def)
{
	const struct pl_authority_def *issuer = pl_model_authority(checker->model, def->issuer);
	const char *names[16];
	size_t n = issuer ? pl_facts_profiles(checker->model->facts, issuer->operator_, names,
					      PL_ARRAY_LEN(names))
			  : 0;

	for (size_t i = 0; i < n; i++)
		if (pl_streq(names[i], def->profile))
			return;
	if (n > 0)
		pl_check_unknown(checker, def->pos, def->id, "profile", def->profile, names, n);
	else if (issuer)
		pl_errors_input(checker->errors, def->pos,
				"%s names the profile '%s', and %s has none; write a lifetime",
				def->id, def->profile, issuer->operator_);
}

static void check_renewal(const struct pl_checker *checker, const struct pl_host_def *def)
{
	char date[PL_TIME_TEXT];

	if (def->lifetime < 1)
		pl_errors_input(checker->errors, def->pos,
				"the lifetime of %s is not at least a second", def->id);
	else if (def->issued != PL_TIME_NONE && def->issued > checker->model->start)
		pl_errors_input(checker->errors, def->pos,
				"%s is issued on %s, after the scenario starts; make it earlier, "
				"or leave it out",
				def->id, pl_time_format_short(def->issued, date));
	else if (def->lifetime > PL_TIME_MAX)
		pl_errors_input(checker->errors, def->pos,
				"the lifetime of %s reaches beyond the year 9999; make it shorter",
				def->id);
	else if (def->renews && def->renew_part == 0 &&
		 (def->renew_before < 0 ||
		  (!def->lifetime_max && !def->profile && def->renew_before >= def->lifetime)))
		pl_errors_input(checker->errors, def->pos,
				"%s renews itself before it is issued: make before shorter than "
				"its lifetime",
				def->id);
	if (def->renew_key == PL_KEY_ALGORITHM)
		pl_errors_input(checker->errors, def->pos,
				"%s renews itself with key same, new or backup, not with an "
				"algorithm",
				def->id);
	if (def->provider && def->provider->managed && def->renews &&
	    def->renew_key != PL_KEY_NEW)
		pl_errors_input(checker->errors, def->pos,
				"%s holds the key of %s and makes a new one at each renewal; write "
				"key: new, or choose another provider",
				def->provider->name, def->id);
	if (def->alg >= PL_KEY_OTHER)
		pl_errors_input(checker->errors, def->pos,
				"%s has an algorithm that no key can be made for", def->id);
}

static void check_nodes(const struct pl_checker *checker, const struct pl_host_def *def)
{
	for (size_t i = 0; i < def->n_nodes; i++) {
		const struct pl_node_def *node = &def->nodes[i];

		if (node->serve == PL_SERVE_ALTERNATE &&
		    (!node->alternate || !pl_model_certificate(checker->model, node->alternate)))
			pl_errors_input(checker->errors, node->pos,
					"a node of %s presents the alternate '%s', and there is no "
					"such certificate",
					def->id, node->alternate ? node->alternate : "");
	}
}

static void check_pool(const struct pl_checker *checker, const struct pl_host_def *def,
		       const char *const *names)
{
	for (size_t i = 0; i < def->pool.n; i++)
		if (!pl_model_authority(checker->model, def->pool.names[i]))
			pl_check_unknown(checker, def->pool.pos[i], def->id, "authority",
					 def->pool.names[i], names, checker->model->n_authorities);
}

static void check_hosts(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **names = authority_names(model);
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_hosts; i++) {
		const struct pl_host_def *def = &model->hosts[i];

		check_name(checker, &seen, "host", def->id, "-_.", def->pos);
		check_host_names(checker, def);
		check_renewal(checker, def);
		check_nodes(checker, def);
		if (def->profile)
			check_profile(checker, def);
		if (def->provider && (!def->issuer || !*def->issuer))
			pl_errors_input(checker->errors, def->pos,
					"%s does not say who issues for %s in this hierarchy; name "
					"an issuer",
					def->provider->name, def->id);
		else if (!def->issuer)
			pl_errors_input(checker->errors, def->pos,
					"%s has no issuer; name an authority", def->id);
		else if (def->pool.n > 0)
			check_pool(checker, def, names);
		else if (!pl_model_authority(model, def->issuer))
			pl_check_unknown(checker, def->pos, def->id, "authority", def->issuer,
					 names, model->n_authorities);
		if (def->serve == PL_SERVE_ALTERNATE &&
		    (!def->alternate || !pl_model_certificate(model, def->alternate)))
			pl_errors_input(checker->errors, def->pos,
					"%s presents the alternate '%s', and there is no such "
					"certificate",
					def->id, def->alternate ? def->alternate : "");
	}
	if (model->n_hosts == 0)
		pl_errors_input(checker->errors, (struct pl_pos){ .file = model->file },
				"there is no host; add one under hosts");
	pl_map_clear(&seen);
	free(names);
}

static void check_devices(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **stores = pl_calloc(model->n_stores, sizeof(*stores));
	struct pl_map seen = PL_MAP_INIT, known = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_stores; i++) {
		stores[i] = model->stores[i].name;
		pl_map_set(&known, stores[i], model->stores[i].name);
	}
	for (size_t i = 0; i < model->n_devices; i++) {
		const struct pl_device_def *def = &model->devices[i];

		check_name(checker, &seen, "device", def->name, "-_.", def->pos);
		check_trust(checker, def->name, def->trust, def->n_trust);
		if (def->store && !pl_map_get(&known, def->store))
			pl_check_unknown(checker, def->pos, def->name, "store", def->store, stores,
					 model->n_stores);
		if (def->skew > PL_TIME_MAX || def->skew < -PL_TIME_MAX)
			pl_errors_input(checker->errors, def->pos,
					"the clock of %s is wrong by more than 8000 years",
					def->name);
	}
	pl_map_clear(&seen);
	pl_map_clear(&known);
	free(stores);
}

static void check_pins(const struct pl_checker *checker, char *const *pins,
		       const struct pl_pos *positions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct pl_error err = PL_ERROR_INIT;

		if (!pl_pin_expression_check(pins[i], positions[i], &err))
			pl_errors_take(checker->errors, &err);
	}
}

/* Only our own model of a client knows an end that closes. */
static void check_terms(const struct pl_checker *checker, const struct pl_strategy_def *def,
			const struct pl_rule_def *rule)
{
	for (size_t i = 0; i < rule->n_pins; i++) {
		char *text = rule->pins[i].text;

		check_pins(checker, &text, &rule->pins[i].pos, 1);
	}
	if (rule->closed && !def->client->expiry.closes)
		pl_errors_input(checker->errors, rule->pos.line ? rule->pos : def->pos,
				"%s: %s knows no end after which it refuses; remove on-expiry, or "
				"take the client generic", def->name, def->client->name);
	if (rule->closed && rule->expires == PL_TIME_NONE)
		pl_errors_input(checker->errors, rule->pos.line ? rule->pos : def->pos,
				"%s: on-expiry without an end; add expires", def->name);
}

static void check_strategies(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	const char **hosts = pl_calloc(model->n_hosts, sizeof(*hosts));
	struct pl_map seen = PL_MAP_INIT;

	for (size_t i = 0; i < model->n_hosts; i++)
		hosts[i] = model->hosts[i].id;
	for (size_t i = 0; i < model->n_strategies; i++) {
		const struct pl_strategy_def *def = &model->strategies[i];

		check_name(checker, &seen, "strategy", def->name, "-_.+", def->pos);
		check_pins(checker, def->pins, def->pin_pos, def->n_pins);
		check_pins(checker, def->backups, def->backup_pos, def->n_backups);
		check_terms(checker, def, &def->terms);
		for (size_t j = 0; j < def->n_rules; j++)
			check_terms(checker, def, &def->rules[j]);
		pl_check_memory(checker, def);
		if (def->host && !pl_model_host(model, def->host))
			pl_check_unknown(checker, def->pos, def->name, "host", def->host, hosts,
					 model->n_hosts);
	}
	if (model->n_strategies > 0 && model->n_devices == 0)
		pl_errors_input(checker->errors, model->strategies[0].pos,
				"there is no device for %s to run on; add one under devices",
				model->strategies[0].name);
	pl_map_clear(&seen);
	free(hosts);
}

static bool check_limits(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	bool bad = too_many(checker, model->n_authorities, "authorities", ENTRIES_MAX);

	bad |= too_many(checker, model->n_certificates, "certificates", ENTRIES_MAX);
	bad |= too_many(checker, model->n_hosts, "hosts", ENTRIES_MAX);
	bad |= too_many(checker, model->n_devices, "devices", ENTRIES_MAX);
	bad |= too_many(checker, model->n_strategies, "strategies", ENTRIES_MAX);
	bad |= too_many(checker, model->n_events, "events", EVENTS_MAX);
	bad |= too_many(checker, model->n_strategies * model->n_hosts * model->n_devices, "rows",
			ROWS_MAX);
	return !bad;
}

static void check_times(const struct pl_checker *checker)
{
	const struct pl_model *model = checker->model;
	struct pl_pos pos = { .file = model->file };

	if (model->start < PL_TIME_MIN || model->start > PL_TIME_MAX)
		pl_errors_input(checker->errors, pos, "start lies outside the years 1970 to 9999");
	if (model->until != PL_TIME_NONE && model->until <= model->start)
		pl_errors_input(checker->errors, pos, "until is not after start; put it later");
}

bool pl_model_check(const struct pl_model *model, struct pl_errors *errors)
{
	const struct pl_checker checker = { .model = model, .errors = errors };
	size_t before = errors->n + errors->dropped;

	check_times(&checker);
	if (check_limits(&checker)) {
		check_operators(&checker);
		check_authorities(&checker);
		check_certificates(&checker);
		check_circles(&checker);
		check_stores(&checker);
		check_hosts(&checker);
		check_devices(&checker);
		check_strategies(&checker);
		pl_check_logs(&checker);
		pl_check_fleet(&checker);
		pl_check_events(&checker);
		pl_check_target(&checker);
	}
	return errors->n + errors->dropped == before;
}
