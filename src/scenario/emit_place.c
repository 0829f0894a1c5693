/* How are a hierarchy, hosts and strategies written? */
#include <config.h>

#include "scenario/emit.h"

#include <stdlib.h>
#include <string.h>

#include "data/yaml.h"
#include "lab/provider.h"
#include "lab/strategy.h"
#include "scenario/decode.h"
#include "util/share.h"
#include "util/text.h"
#include "util/time.h"

void pl_emit_trust(struct pl_flow *flow, const char *key, const struct pl_trust_def *trust,
		   size_t n)
{
	struct pl_flow list, map;

	pl_flow_key(flow, key);
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < n; i++) {
		if (trust[i].from == PL_TIME_NONE && trust[i].until == PL_TIME_NONE) {
			pl_flow_text(&list, NULL, trust[i].what);
			continue;
		}
		pl_flow_key(&list, NULL);
		map = pl_flow_map(list.out);
		pl_flow_text(&map, "trust", trust[i].what);
		pl_flow_date(&map, "from", trust[i].from);
		pl_flow_date(&map, "until", trust[i].until);
		pl_flow_end(&map);
	}
	pl_flow_end(&list);
}

static void emit_authorities(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "  authorities:\n");
	for (size_t i = 0; i < model->n_authorities; i++) {
		const struct pl_authority_def *authority = &model->authorities[i];
		struct pl_flow flow = pl_flow_entry(out, "    ", authority->name);

		pl_flow_text(&flow, "operator", authority->operator_);
		pl_flow_text(&flow, "subject", authority->subject);
		pl_flow_text(&flow, "real-key", pl_key_alg_name(authority->real_key));
		pl_flow_text(&flow, "same-key-as", authority->same_key_as);
		if (authority->path_len >= 0) {
			pl_flow_key(&flow, "path-length");
			pl_buf_printf(out, "%d", authority->path_len);
		}
		pl_flow_entry_end(&flow);
	}
}

static void emit_certificates(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "  certificates:\n");
	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_certificate_def *certificate = &model->certificates[i];
		struct pl_flow flow = pl_flow_entry(out, "    ", certificate->name);

		pl_flow_text(&flow, "of", certificate->of);
		pl_flow_text(&flow, "by", certificate->by);
		pl_flow_date(&flow, "from", certificate->from);
		pl_flow_date(&flow, "to", certificate->to);
		pl_flow_entry_end(&flow);
	}
}

static void emit_stores(struct pl_buf *out, const struct pl_model *model)
{
	struct pl_flow flow;

	if (model->n_stores == 0)
		return;
	pl_buf_puts(out, "  stores: ");
	flow = pl_flow_map(out);
	for (size_t i = 0; i < model->n_stores; i++)
		pl_emit_trust(&flow, model->stores[i].name, model->stores[i].trust,
			      model->stores[i].n);
	pl_flow_entry_end(&flow);
}

/* A path is relative to the file that names it, and this file may go anywhere:
 * only a bare name is worth keeping. */
void pl_emit_hierarchy(struct pl_buf *out, const struct pl_model *model)
{
	if (model->hierarchy && !strchr(model->hierarchy, '/')) {
		pl_emit_line(out, "hierarchy", model->hierarchy);
		return;
	}
	pl_buf_puts(out, "hierarchy:\n  operators:\n");
	for (size_t i = 0; i < model->n_operators; i++) {
		struct pl_flow flow = pl_flow_entry(out, "    ", model->operators[i].name);

		pl_flow_text(&flow, "backup-operator", model->operators[i].backup_operator);
		if (model->operators[i].is_private) {
			pl_flow_key(&flow, "private");
			pl_buf_puts(out, "true");
		}
		pl_emit_channels(&flow, &model->operators[i]);
		pl_flow_entry_end(&flow);
	}
	emit_authorities(out, model);
	emit_certificates(out, model);
	emit_stores(out, model);
	pl_emit_logs(out, model, true);
}

static void emit_true(struct pl_flow *flow, const char *key)
{
	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, "true");
}

static void emit_host(struct pl_buf *out, const struct pl_host_def *host)
{
	struct pl_flow flow = pl_flow_entry(out, "  ", host->id), renews;

	if (host->n_names == 1)
		pl_flow_text(&flow, "name", host->names[0]);
	else
		pl_flow_texts(&flow, "names", host->names, host->n_names);
	if (host->provider)
		pl_flow_text(&flow, "provider", host->provider->name);
	pl_emit_issuer(&flow, host);
	pl_flow_text(&flow, "algorithm", pl_key_alg_name(host->alg));
	pl_emit_lifetime(&flow, host);
	if (host->issued != PL_TIME_NONE)
		pl_flow_date(&flow, "issued", host->issued);
	if (host->renews && !pl_provider_renews(host)) {
		pl_flow_key(&flow, "renews");
		renews = pl_flow_map(out);
		pl_emit_renew_before(&renews, host);
		pl_flow_text(&renews, "key", pl_words_of_renews_key[host->renew_key]);
		if (host->renew_ari) {
			pl_flow_key(&renews, "ari");
			pl_buf_puts(out, "true");
		}
		pl_flow_end(&renews);
	}
	if (host->staples)
		emit_true(&flow, "staple");
	if (host->must_staple)
		emit_true(&flow, "must-staple");
	if (host->serve == PL_SERVE_ALTERNATE)
		pl_flow_text(&flow, "serve", host->alternate);
	else if (host->serve != PL_SERVE_FULL)
		pl_flow_text(&flow, "serve", pl_words_of_serve[host->serve]);
	pl_emit_nodes(&flow, host);
	if (host->logs)
		pl_flow_texts(&flow, "logs", host->logs, host->n_logs);
	pl_emit_hpkp(&flow, host);
	pl_flow_entry_end(&flow);
}

void pl_emit_hosts(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "hosts:\n");
	for (size_t i = 0; i < model->n_hosts; i++)
		emit_host(out, &model->hosts[i]);
}

/* How many of a strategy's backups are its kind's own; the others were added. */
static size_t own_backups(const struct pl_strategy_def *strategy)
{
	size_t n = 0;

	while (strategy->kind && strategy->kind->backups && strategy->kind->backups[n])
		n++;
	return n;
}

static void emit_pin_file(struct pl_flow *flow, const struct pl_model *model,
			  const struct pl_strategy_def *strategy)
{
	char *path = model->elsewhere ? realpath(strategy->pin_set->file, NULL) : NULL;
	struct pl_flow map;

	pl_flow_key(flow, "pins");
	map = pl_flow_map(flow->out);
	pl_flow_text(&map, "file", path ? path : strategy->pin_file);
	pl_flow_text(&map, "format", strategy->pin_format);
	pl_flow_end(&map);
	free(path);
}

static void emit_own(struct pl_flow *flow, const struct pl_model *model,
		     const struct pl_strategy_def *strategy)
{
	size_t own = own_backups(strategy);

	if (strategy->kind && !pl_streq(strategy->name, strategy->kind->name))
		pl_flow_text(flow, "as", strategy->kind->name);
	if (!pl_streq(strategy->client->name, "generic"))
		pl_flow_text(flow, "client", strategy->client->name);
	if (strategy->pin_file)
		emit_pin_file(flow, model, strategy);
	else if (!strategy->kind && (strategy->n_pins > 0 || strategy->channel_of))
		pl_flow_texts(flow, "pins", strategy->pins, strategy->n_pins);
	if (strategy->n_backups > own)
		pl_flow_texts(flow, "backup", strategy->backups + own, strategy->n_backups - own);
	pl_flow_text(flow, "host", strategy->host);
	pl_emit_terms(flow, &strategy->terms);
	pl_emit_rules(flow, strategy);
	pl_emit_memory(flow, strategy);
}

/* Channels stand behind their strategy. */
static void emit_channels(struct pl_flow *flow, const struct pl_model *model, const char *of)
{
	struct pl_flow list, map;
	char share[PL_SHARE_TEXT];

	pl_flow_key(flow, "channels");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < model->n_strategies; i++) {
		const struct pl_strategy_def *channel = &model->strategies[i];

		if (!pl_streq(channel->channel_of, of))
			continue;
		pl_flow_key(&list, NULL);
		map = pl_flow_map(list.out);
		pl_flow_text(&map, "name", channel->name + strlen(of) + 1);
		pl_flow_text(&map, "share", pl_share_words(channel->share, share));
		emit_own(&map, model, channel);
		pl_flow_end(&map);
	}
	pl_flow_end(&list);
}

static void emit_strategy(struct pl_buf *out, const struct pl_model *model,
			  const struct pl_strategy_def *strategy)
{
	bool plain = strategy->kind && pl_streq(strategy->client->name, "generic") &&
		     !strategy->host && pl_terms_are_default(&strategy->terms) &&
		     strategy->n_rules == 0 && strategy->n_backups <= own_backups(strategy) &&
		     !strategy->share && pl_streq(strategy->name, strategy->kind->name) &&
		     pl_memory_is_default(strategy);
	struct pl_flow flow;

	pl_buf_puts(out, "  - ");
	if (plain) {
		pl_yaml_scalar(out, strategy->name);
		pl_buf_putc(out, '\n');
		return;
	}
	flow = pl_flow_map(out);
	pl_flow_text(&flow, "name", strategy->name);
	emit_own(&flow, model, strategy);
	if (strategy->share)
		emit_channels(&flow, model, strategy->name);
	pl_flow_entry_end(&flow);
}

void pl_emit_strategies(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "strategies:\n");
	for (size_t i = 0; i < model->n_strategies; i++)
		if (!model->strategies[i].channel_of)
			emit_strategy(out, model, &model->strategies[i]);
}
