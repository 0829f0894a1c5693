/* What is known to happen to these CAs, and when? */
#include <config.h>

#include "rehearsal/future.h"

#include <stdlib.h>
#include <string.h>

#include "rehearsal/future_parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

void pl_future_add_date(struct pl_future_making *m, const struct pl_future_date *date)
{
	struct pl_future *out = m->out;
	size_t at = out->n_dates;

	if (date->at < m->at || date->at >= out->until) {
		free(date->text);
		free(date->operator_);
		return;
	}
	for (size_t i = 0; i < out->n_dates; i++) {
		if (out->dates[i].at != date->at || !pl_streq(out->dates[i].text, date->text))
			continue;
		free(date->text);
		free(date->operator_);
		return;
	}
	*PL_PUSH(out->dates, out->n_dates, out->cap_dates) = *date;
	for (; at > 0 && out->dates[at - 1].at > date->at; at--) {
		struct pl_future_date held = out->dates[at - 1];

		out->dates[at - 1] = out->dates[at];
		out->dates[at] = held;
	}
}

bool pl_future_is_public(const struct pl_future_making *m, const struct pl_host_def *host)
{
	const struct pl_authority_def *issuer = pl_model_authority(m->model, host->issuer);
	const struct pl_operator_def *operator_ = pl_model_operator(m->model, issuer->operator_);

	return operator_ && !operator_->is_private;
}

static bool has_public_host(const struct pl_future_making *m)
{
	for (size_t i = 0; i < m->model->n_hosts; i++)
		if (pl_future_is_public(m, &m->model->hosts[i]))
			return true;
	return false;
}

/* The first second of each day on which a length is another one. */
static void add_limits(struct pl_future_making *m)
{
	int64_t before = pl_facts_max_lifetime(m->facts, m->at);
	char words[PL_DURATION_TEXT];

	for (int64_t day = m->at - m->at % PL_DAY + PL_DAY; day < m->out->until; day += PL_DAY) {
		int64_t now = pl_facts_max_lifetime(m->facts, day);

		if (now == before)
			continue;
		before = now;
		pl_future_add_date(m, &(struct pl_future_date){
			.at = day,
			.origin = PL_ORIGIN_PRESET,
			.simulated = true,
			.text = pl_asprintf("certificates are valid for %s at most",
					    pl_duration_words(now, words)),
			.source = pl_facts_max_lifetime_source(m->facts, day),
		});
	}
}

static bool is_made_up(const char *authority)
{
	return pl_starts_with(authority, "successor-of-") || pl_starts_with(authority, "other-") ||
	       pl_starts_with(authority, "next-root-of-");
}

char *pl_future_ca_words(const struct pl_model *model, const char *authority)
{
	const char *subject = pl_model_authority(model, authority)->subject;
	const char *at = strstr(subject, "CN=");

	return at ? pl_strndup(at + 3, strcspn(at + 3, ",")) : pl_strdup(authority);
}

/* The certificate that an authority delivers: the first that is listed and has not ended. */
static const struct pl_certificate_def *delivered(const struct pl_future_making *m, const char *of)
{
	const struct pl_certificate_def *any = NULL;

	for (size_t i = 0; i < m->model->n_certificates; i++) {
		const struct pl_certificate_def *def = &m->model->certificates[i];

		if (!pl_streq(def->of, of))
			continue;
		any = any ? any : def;
		if (def->to >= m->at)
			return def;
	}
	return any;
}

/* Read from a file, or known from the edition; the name of the source in the latter case. */
static const char *source_of(const struct pl_future_making *m, const struct pl_certificate_def *def)
{
	size_t n;
	const struct pl_known_certificate *all = pl_facts_certificates(m->facts, &n);

	for (size_t i = 0; i < n; i++)
		if (pl_streq(all[i].of, def->of) && pl_streq(all[i].by, def->by) &&
		    all[i].from == def->from && all[i].to == def->to)
			return pl_facts_ca_named(m->facts, def->of)->source;
	return NULL;
}

static void add_end(struct pl_future_making *m, const struct pl_certificate_def *def)
{
	char *of = pl_future_ca_words(m->model, def->of);
	char *by = pl_future_ca_words(m->model, def->by);
	const char *source = source_of(m, def);

	pl_future_add_date(m, &(struct pl_future_date){
		.at = def->to + 1,
		.origin = source ? PL_ORIGIN_PRESET : PL_ORIGIN_MEASURED,
		.simulated = true,
		.source = source,
		.text = pl_streq(def->of, def->by)
				? pl_asprintf("the root %s ends", of)
				: pl_asprintf("the certificate of %s by %s ends", of, by),
	});
	free(of);
	free(by);
}

/* Who has long stopped issuing by then ends for nobody. */
static bool is_gone(const struct pl_future_making *m, const char *authority, int64_t at)
{
	const struct pl_known_ca *ca = pl_facts_ca_named(m->facts, authority);

	return ca && ((ca->retires && ca->retires < at) ||
		      (ca->issues_until && ca->issues_until < at));
}

void pl_future_add_ends(struct pl_future_making *m, const char *authority)
{
	for (unsigned depth = 0; depth < 8 && !is_made_up(authority); depth++) {
		const struct pl_certificate_def *def = delivered(m, authority);

		if (!def)
			return;
		if (depth > 0 || !is_gone(m, authority, def->to))
			add_end(m, def);
		if (pl_streq(def->of, def->by))
			return;
		authority = def->by;
	}
}

const struct pl_known_ca *pl_future_known_ca(const struct pl_future_making *m,
					     const char *authority)
{
	const struct pl_known_ca *ca = pl_facts_ca_named(m->facts, authority);
	const struct pl_authority_def *def = pl_model_authority(m->model, authority);

	return ca && pl_streq(ca->subject, def->subject) ? ca : NULL;
}

/* What programmes decided or their rules say about a root that chains end in. */
static void add_programme(struct pl_future_making *m, const struct pl_known_ca *ca)
{
	bool said = false;

	for (size_t i = 0; i < ca->n_distrusted; i++) {
		const struct pl_ca_distrust *end = &ca->distrusted[i];

		said = true;
		pl_future_add_date(m, &(struct pl_future_date){
			.at = end->date,
			.origin = PL_ORIGIN_PRESET,
			.latest = true,
			.text = pl_asprintf("%s stops trusting %s for servers (%s)", end->who,
					    ca->common_name, end->how),
			.source = end->source,
			.standard = "roll-root",
			.operator_ = pl_strdup(ca->operator_),
		});
	}
	if (said || !ca->in_stores)
		return;
	pl_future_add_date(m, &(struct pl_future_date){
		.at = pl_facts_root_end(m->facts, ca->key_made),
		.origin = PL_ORIGIN_PRESET,
		.latest = true,
		.text = pl_asprintf("Mozilla stops trusting %s for servers, by the age of its key",
				    ca->common_name),
		.source = "wiki.mozilla.org CA/Root_CA_Lifecycles",
		.standard = "roll-root",
		.operator_ = pl_strdup(ca->operator_),
	});
}

static void add_programmes(struct pl_future_making *m)
{
	for (size_t i = 0; i < m->model->n_authorities; i++) {
		const struct pl_known_ca *ca = pl_future_known_ca(m, m->model->authorities[i].name);

		if (ca && ca->is_root)
			add_programme(m, ca);
	}
}

void pl_future_make(const struct pl_shadow_input *input, const struct pl_model *model,
		    int64_t until, struct pl_shadow_map *map, struct pl_future *out)
{
	struct pl_future_making m = {
		.facts = input->facts, .model = model, .at = input->at, .map = map, .out = out,
	};

	*out = (struct pl_future){
		.until = until != PL_TIME_NONE ? until : input->at + PL_FUTURE_YEARS * 365 * PL_DAY,
	};
	if (has_public_host(&m))
		add_limits(&m);
	for (size_t i = 0; i < model->n_hosts; i++)
		pl_future_add_ends(&m, model->hosts[i].issuer);
	pl_future_add_issuers(&m);
	add_programmes(&m);
}

void pl_future_clear(struct pl_future *future)
{
	for (size_t i = 0; i < future->n_dates; i++) {
		free(future->dates[i].text);
		free(future->dates[i].operator_);
	}
	for (size_t i = 0; i < future->n; i++) {
		for (size_t k = 0; k < future->variants[i].n; k++)
			free(future->variants[i].events[k].text);
		free(future->variants[i].events);
		free(future->variants[i].name);
	}
	free(future->dates);
	free(future->variants);
	*future = (struct pl_future){ 0 };
}
