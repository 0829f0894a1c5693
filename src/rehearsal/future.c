/* What is known to happen to these CAs? */
#include <config.h>

#include "rehearsal/future.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define MEMBERS_MAX 16
#define CHANGES_MAX 16

struct make {
	const struct pl_facts *facts;
	const struct pl_model *model;
	int64_t at;
	struct pl_shadow_map *map;
	struct pl_future *out;
};

/* Dates. */

static void add_date(struct make *m, const struct pl_future_date *date)
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

static bool is_public(const struct make *m, const struct pl_host_def *host)
{
	const struct pl_authority_def *issuer = pl_model_authority(m->model, host->issuer);
	const struct pl_operator_def *operator_ = pl_model_operator(m->model, issuer->operator_);

	return operator_ && !operator_->is_private;
}

static bool has_public_host(const struct make *m)
{
	for (size_t i = 0; i < m->model->n_hosts; i++)
		if (is_public(m, &m->model->hosts[i]))
			return true;
	return false;
}

/* The first second of each day on which a length is another one. */
static void add_limits(struct make *m)
{
	int64_t before = pl_facts_max_lifetime(m->facts, m->at);
	char words[PL_DURATION_TEXT];

	for (int64_t day = m->at - m->at % PL_DAY + PL_DAY; day < m->out->until; day += PL_DAY) {
		int64_t now = pl_facts_max_lifetime(m->facts, day);

		if (now == before)
			continue;
		before = now;
		add_date(m, &(struct pl_future_date){
			.at = day,
			.origin = PL_ORIGIN_PRESET,
			.simulated = true,
			.text = pl_asprintf("certificates are valid for %s at most",
					    pl_duration_words(now, words)),
			.source = pl_facts_max_lifetime_source(m->facts, day),
		});
	}
}

static void add_profile(struct make *m, const char *operator_, const char *profile)
{
	int64_t before = pl_facts_profile_lifetime(m->facts, operator_, profile, m->at);
	char words[PL_DURATION_TEXT];

	for (int64_t day = m->at - m->at % PL_DAY + PL_DAY; day < m->out->until; day += PL_DAY) {
		int64_t now = pl_facts_profile_lifetime(m->facts, operator_, profile, day);

		if (now == before)
			continue;
		before = now;
		add_date(m, &(struct pl_future_date){
			.at = day,
			.origin = PL_ORIGIN_PRESET,
			.simulated = true,
			.text = pl_asprintf("certificates of %s's profile %s are valid for %s",
					    operator_, profile, pl_duration_words(now, words)),
			.source = "letsencrypt.org 2025-12-02, docs/profiles",
		});
	}
}

static bool is_made_up(const char *authority)
{
	return pl_starts_with(authority, "successor-of-") || pl_starts_with(authority, "other-") ||
	       pl_starts_with(authority, "next-root-of-");
}

/* As people call it: what is in the subject, not in the model. */
static char *words_of(const struct pl_model *model, const char *authority)
{
	const char *subject = pl_model_authority(model, authority)->subject;
	const char *at = strstr(subject, "CN=");

	return at ? pl_strndup(at + 3, strcspn(at + 3, ",")) : pl_strdup(authority);
}

/* The certificates that hosts depend on end, known from the files or from the edition. */
static void add_ends(struct make *m)
{
	for (size_t i = 0; i < m->model->n_certificates; i++) {
		const struct pl_certificate_def *def = &m->model->certificates[i];
		char *of, *by;

		if (is_made_up(def->of))
			continue;
		of = words_of(m->model, def->of);
		by = words_of(m->model, def->by);
		add_date(m, &(struct pl_future_date){
			.at = def->to + 1,
			.origin = PL_ORIGIN_MEASURED,
			.simulated = true,
			.text = pl_streq(def->of, def->by)
					? pl_asprintf("the root %s ends", of)
					: pl_asprintf("the certificate of %s by %s ends", of, by),
		});
		free(of);
		free(by);
	}
}

static const struct pl_known_ca *known(const struct make *m, const char *authority)
{
	const struct pl_known_ca *ca = pl_facts_ca_named(m->facts, authority);
	const struct pl_authority_def *def = pl_model_authority(m->model, authority);

	return ca && pl_streq(ca->subject, def->subject) ? ca : NULL;
}

/* What programmes decided or their rules say about a root that chains end in. */
static void add_programme(struct make *m, const struct pl_known_ca *ca)
{
	bool said = false;

	for (size_t i = 0; i < ca->n_distrusted; i++) {
		const struct pl_ca_distrust *end = &ca->distrusted[i];

		said = true;
		add_date(m, &(struct pl_future_date){
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
	add_date(m, &(struct pl_future_date){
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

static void add_programmes(struct make *m)
{
	for (size_t i = 0; i < m->model->n_authorities; i++) {
		const struct pl_known_ca *ca = known(m, m->model->authorities[i].name);

		if (ca && ca->is_root)
			add_programme(m, ca);
	}
}

/* Who issues for a host, and when that changes. */
struct choice {
	const struct pl_host_def *host;
	const struct pl_known_ca *ca;    /* of the leaf's issuer, or NULL */
	int64_t changes[CHANGES_MAX];    /* in order; the first is the rehearsal's start */
	size_t n_changes;
};

static bool has_change(const struct choice *choice, int64_t at)
{
	for (size_t i = 0; i < choice->n_changes; i++)
		if (choice->changes[i] == at)
			return true;
	return false;
}

static void add_change(const struct make *m, struct choice *choice, int64_t at)
{
	size_t i = choice->n_changes;

	if (at <= m->at || at >= m->out->until || i == CHANGES_MAX || has_change(choice, at))
		return;
	choice->changes[choice->n_changes++] = at;
	for (; i > 0 && choice->changes[i - 1] > at; i--) {
		choice->changes[i] = choice->changes[i - 1];
		choice->changes[i - 1] = at;
	}
}

/* Members of a pool at a second, of the same kind of key, that still can issue. */
static size_t members(const struct make *m, const struct choice *choice, int64_t at,
		      const struct pl_known_ca *out[MEMBERS_MAX])
{
	if (!choice->ca || !choice->ca->pool)
		return 0;
	return pl_facts_pool(m->facts, choice->ca->pool, at, out, MEMBERS_MAX);
}

static void find_changes(const struct make *m, struct choice *choice)
{
	size_t n;
	const struct pl_known_ca *all = pl_facts_cas(m->facts, &n);

	choice->changes[choice->n_changes++] = m->at;
	for (size_t i = 0; choice->ca && choice->ca->pool && i < n; i++) {
		if (!pl_streq(all[i].pool, choice->ca->pool))
			continue;
		add_change(m, choice, all[i].issues_from);
		add_change(m, choice, all[i].issues_until);
		add_change(m, choice, all[i].retires);
	}
}

static const struct pl_certificate_def *last_certificate(const struct pl_model *model,
							 const char *of)
{
	const struct pl_certificate_def *last = NULL;

	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, of) &&
		    (!last || model->certificates[i].to > last->to))
			last = &model->certificates[i];
	return last;
}

/* A CA does not issue beyond its own end: the last day on which a whole lifetime fits. */
static int64_t last_issue(const struct make *m, const struct choice *choice, const char *authority)
{
	const struct pl_certificate_def *last = last_certificate(m->model, authority);
	int64_t life = choice->host->lifetime, limit = PL_TIME_NONE;

	if (!last)
		return PL_TIME_MAX;
	if (is_public(m, choice->host))
		limit = pl_facts_max_lifetime(m->facts, last->to);
	if (limit != PL_TIME_NONE && limit < life)
		life = limit;
	return last->to - life;
}

static void add_event(struct pl_variant *variant, int64_t at, char *text)
{
	size_t i = variant->n;

	*PL_PUSH(variant->events, variant->n, variant->cap) =
		(struct pl_future_event){ .at = at, .text = text };
	for (; i > 0 && variant->events[i - 1].at > at; i--) {
		struct pl_future_event held = variant->events[i - 1];

		variant->events[i - 1] = variant->events[i];
		variant->events[i] = held;
	}
}

static void swap(struct make *m, struct pl_variant *variant, const struct choice *choice,
		 const char **issuer, const char *to, int64_t at)
{
	if (pl_streq(*issuer, to) || !pl_model_authority(m->model, to))
		return;
	add_event(variant, at, pl_asprintf("swap-intermediate: host=%s from=%s to=%s "
					   "when=next-renewal", choice->host->id, *issuer, to));
	*issuer = to;
}

/* The one of which nobody knows more than that it must come. */
static void succeed(struct make *m, struct pl_variant *variant, const struct choice *choice,
		    const char **issuer)
{
	char *name = pl_asprintf("successor-of-%s", choice->host->issuer);
	const struct pl_authority_def *to = pl_model_authority(m->model, name);
	int64_t at = last_issue(m, choice, *issuer);
	char *words = words_of(m->model, *issuer);

	free(name);
	if (to && at < m->out->until) {
		at = at < m->at ? m->at : at;
		add_date(m, &(struct pl_future_date){
			.at = at,
			.origin = PL_ORIGIN_ASSUMED,
			.latest = true,
			.simulated = true,
			.text = pl_asprintf("%s issues no more, for its own end is near: another "
					    "intermediate follows, which nobody knows yet", words),
		});
		swap(m, variant, choice, issuer, to->name, at);
	}
	free(words);
}

/* In variant k each choice takes its k-th member, round and round. */
static void follow(struct make *m, struct pl_variant *variant, const struct choice *choice, size_t k)
{
	const char *issuer = choice->host->issuer;

	for (size_t i = 0; i < choice->n_changes; i++) {
		const struct pl_known_ca *pool[MEMBERS_MAX];
		size_t n = members(m, choice, choice->changes[i], pool);

		if (n > 0)
			swap(m, variant, choice, &issuer, pool[k % n]->name, choice->changes[i]);
	}
	succeed(m, variant, choice, &issuer);
}

static void name_variant(const struct make *m, struct pl_variant *variant,
			 const struct choice *choices, size_t n, size_t k)
{
	struct pl_buf name = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		const struct pl_known_ca *pool[MEMBERS_MAX];
		int64_t at = choices[i].changes[choices[i].n_changes - 1];
		size_t size = members(m, &choices[i], at, pool);
		const char *words = size > 0 ? pool[k % size]->common_name : NULL;

		if (words && (name.len == 0 || !strstr(pl_buf_str(&name), words)))
			pl_buf_printf(&name, "%s%s%s", name.len ? " and " : "", words,
				      pool[k % size]->standby ? " (standing by)" : "");
	}
	variant->name = name.len ? pl_buf_take(&name) : pl_strdup("");
}

static size_t count_variants(const struct make *m, const struct choice *choices, size_t n)
{
	size_t most = 1;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < choices[i].n_changes; k++) {
			const struct pl_known_ca *pool[MEMBERS_MAX];
			size_t size = members(m, &choices[i], choices[i].changes[k], pool);

			most = size > most ? size : most;
		}
	}
	return most;
}

static void note_pool(struct make *m, const struct choice *choice)
{
	const struct pl_known_ca *pool[MEMBERS_MAX];
	size_t n = members(m, choice, choice->changes[0], pool);
	struct pl_buf names = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&names, "%s%s%s", i ? ", " : "", pool[i]->common_name,
			      pool[i]->standby ? " (standing by)" : "");
	if (n > 1)
		pl_shadow_note(m->map, PL_ORIGIN_PRESET,
			       "the next certificate of %s comes from any of %s: each is tried (%s)",
			       choice->host->names[0], pl_buf_str(&names), pool[0]->source);
	pl_buf_clear(&names);
}

static void add_choices(struct make *m)
{
	size_t n = m->model->n_hosts, n_variants;
	struct choice *choices = pl_calloc(n + 1, sizeof(*choices));

	for (size_t i = 0; i < n; i++) {
		choices[i].host = &m->model->hosts[i];
		choices[i].ca = known(m, choices[i].host->issuer);
		find_changes(m, &choices[i]);
		note_pool(m, &choices[i]);
	}
	n_variants = count_variants(m, choices, n);
	for (size_t k = 0; k < n_variants; k++) {
		struct pl_variant *variant = PL_PUSH(m->out->variants, m->out->n, m->out->cap);

		*variant = (struct pl_variant){ 0 };
		for (size_t i = 0; i < n; i++)
			follow(m, variant, &choices[i], k);
		name_variant(m, variant, choices, n, k);
	}
	free(choices);
}

void pl_future_make(const struct pl_shadow_input *input, const struct pl_model *model,
		    int64_t until, struct pl_shadow_map *map, struct pl_future *out)
{
	struct make m = {
		.facts = input->facts, .model = model, .at = input->at, .map = map, .out = out,
	};

	*out = (struct pl_future){
		.until = until != PL_TIME_NONE ? until : input->at + PL_FUTURE_YEARS * 365 * PL_DAY,
	};
	if (has_public_host(&m))
		add_limits(&m);
	for (size_t i = 0; i < model->n_hosts; i++)
		if (model->hosts[i].profile)
			add_profile(&m, pl_model_authority(model, model->hosts[i].issuer)->operator_,
				    model->hosts[i].profile);
	add_ends(&m);
	add_programmes(&m);
	add_choices(&m);
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
