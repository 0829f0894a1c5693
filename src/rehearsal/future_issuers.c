/* Who may issue each host's certificates from now on, one way after the other? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "rehearsal/future_parts.h"
#include "rehearsal/shadow_parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define MEMBERS_MAX 16
#define CHANGES_MAX 16

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

static void add_change(const struct pl_future_making *m, struct choice *choice, int64_t at)
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

/* Whether a chain up to a root that devices have is valid at that second. */
static bool has_chain(const struct pl_future_making *m, const struct pl_known_ca *ca,
		      int64_t at, unsigned depth)
{
	size_t n;
	const struct pl_known_certificate *all = pl_facts_certificates(m->facts, &n);

	if (ca->in_stores)
		return true;
	for (size_t i = 0; depth > 0 && i < n; i++)
		if (pl_streq(all[i].of, ca->name) && !pl_streq(all[i].by, ca->name) &&
		    !all[i].revoked && all[i].from <= at && at <= all[i].to &&
		    has_chain(m, pl_facts_ca_named(m->facts, all[i].by), at, depth - 1))
			return true;
	return false;
}

/* Members of a pool that can issue at a second. */
static size_t members(const struct pl_future_making *m, const struct choice *choice, int64_t at,
		      const struct pl_known_ca *out[MEMBERS_MAX])
{
	size_t n, kept = 0;

	if (!choice->ca || !choice->ca->pool)
		return 0;
	n = pl_facts_pool(m->facts, choice->ca->pool, at, out, MEMBERS_MAX);
	for (size_t i = 0; i < n; i++)
		if (has_chain(m, out[i], at, 8))
			out[kept++] = out[i];
	return kept;
}

/* A certificate above it may begin later than a member that stands by. */
static void add_beginnings(const struct pl_future_making *m, struct choice *choice,
			   const struct pl_known_ca *ca, unsigned depth)
{
	size_t n;
	const struct pl_known_certificate *all = pl_facts_certificates(m->facts, &n);

	for (size_t i = 0; depth > 0 && i < n; i++) {
		if (!pl_streq(all[i].of, ca->name) || all[i].revoked ||
		    pl_streq(all[i].by, ca->name))
			continue;
		add_change(m, choice, all[i].from);
		add_beginnings(m, choice, pl_facts_ca_named(m->facts, all[i].by), depth - 1);
	}
}

static void find_changes(const struct pl_future_making *m, struct choice *choice)
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
		if (all[i].standby)
			add_beginnings(m, choice, &all[i], 4);
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
static int64_t last_issue(const struct pl_future_making *m, const struct choice *choice,
			  const char *authority)
{
	const struct pl_certificate_def *last = last_certificate(m->model, authority);
	int64_t life = choice->host->lifetime, limit = PL_TIME_NONE;

	if (!last)
		return PL_TIME_MAX;
	if (pl_future_is_public(m, choice->host))
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

/* A CA's offer that becomes shorter is an event of its own, in every variant once per operator. */
static void shorten(struct pl_future_making *m, struct pl_variant *variant, const char *operator_,
		    int64_t at, int64_t length)
{
	char words[PL_DURATION_TEXT], *text;

	pl_duration_format(length, words);
	text = pl_asprintf("shorten-lifetime: to=%s operator=%s", words, operator_);
	for (size_t i = 0; i < variant->n; i++) {
		if (variant->events[i].at != at || !pl_streq(variant->events[i].text, text))
			continue;
		free(text);
		return;
	}
	add_event(variant, at, text);
	pl_duration_words(length, words);
	pl_future_add_date(m, &(struct pl_future_date){
		.at = at,
		.origin = PL_ORIGIN_PRESET,
		.simulated = true,
		.text = pl_asprintf("certificates of %s are valid for %s", operator_, words),
		.source = "letsencrypt.org 2025-12-02, docs/profiles",
	});
}

static void follow_profile(struct pl_future_making *m, struct pl_variant *variant,
			   const struct pl_host_def *host)
{
	const char *operator_ = pl_model_authority(m->model, host->issuer)->operator_;
	const char *profile = pl_shadow_profile(m->facts, operator_, host);
	int64_t before = host->lifetime;

	if (!profile)
		return;
	for (int64_t day = m->at - m->at % PL_DAY + PL_DAY; day < m->out->until; day += PL_DAY) {
		int64_t now = pl_facts_profile_lifetime(m->facts, operator_, profile, day);

		if (now != PL_TIME_NONE && now < before)
			shorten(m, variant, operator_, day, now);
		before = now;
	}
}

static void swap(struct pl_future_making *m, struct pl_variant *variant,
		 const struct choice *choice, const char **issuer, const char *to, int64_t at)
{
	if (pl_streq(*issuer, to) || !pl_model_authority(m->model, to))
		return;
	add_event(variant, at, pl_asprintf("swap-intermediate: host=%s from=%s to=%s "
					   "when=next-renewal", choice->host->id, *issuer, to));
	*issuer = to;
}

/* The one of which nobody knows more than that it must come. */
static void succeed(struct pl_future_making *m, struct pl_variant *variant,
		    const struct choice *choice, const char **issuer)
{
	char *name = pl_asprintf("successor-of-%s", choice->host->issuer);
	const struct pl_authority_def *to = pl_model_authority(m->model, name);
	int64_t at = last_issue(m, choice, *issuer);
	char *words = pl_future_ca_words(m->model, *issuer);

	free(name);
	if (to && at < m->out->until) {
		at = at < m->at ? m->at : at;
		pl_future_add_date(m, &(struct pl_future_date){
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
static void follow(struct pl_future_making *m, struct pl_variant *variant,
		   const struct choice *choice, size_t k)
{
	const char *issuer = choice->host->issuer;

	follow_profile(m, variant, choice->host);
	for (size_t i = 0; i < choice->n_changes; i++) {
		const struct pl_known_ca *pool[MEMBERS_MAX];
		size_t n = members(m, choice, choice->changes[i], pool);

		if (n > 0)
			swap(m, variant, choice, &issuer, pool[k % n]->name, choice->changes[i]);
	}
	succeed(m, variant, choice, &issuer);
}

static void add_word(struct pl_buf *name, const char *sign, const struct pl_known_ca *ca)
{
	pl_buf_printf(name, "%s%s%s", name->len ? sign : "", ca->common_name,
		      ca->standby ? " (standing by)" : "");
}

static bool is_among(const struct pl_known_ca *const *cas, size_t n, const struct pl_known_ca *ca)
{
	for (size_t i = 0; i < n; i++)
		if (cas[i] == ca)
			return true;
	return false;
}

/* "E7 then YE1": who issues, stage by stage; of several hosts each. */
static void name_variant(const struct pl_future_making *m, struct pl_variant *variant,
			 const struct choice *choices, size_t n, size_t k)
{
	struct pl_buf name = PL_BUF_INIT;
	const struct pl_known_ca **told = NULL;
	size_t n_told = 0, cap_told = 0;

	for (size_t i = 0; i < n; i++) {
		const struct pl_known_ca *last = NULL;
		const char *sign = " and ";

		for (size_t c = 0; c < choices[i].n_changes; c++) {
			const struct pl_known_ca *pool[MEMBERS_MAX];
			size_t size = members(m, &choices[i], choices[i].changes[c], pool);
			const struct pl_known_ca *ca = size ? pool[k % size] : NULL;

			if (!ca || ca == last || (!last && is_among(told, n_told, ca)))
				continue;
			add_word(&name, sign, ca);
			*PL_PUSH(told, n_told, cap_told) = ca;
			last = ca;
			sign = " then ";
		}
	}
	free(told);
	variant->name = name.len ? pl_buf_take(&name) : pl_strdup("");
}

/* Beside the first stage, which is told among what this rests on, each has its day. */
static void add_stages(struct pl_future_making *m, const struct choice *choice)
{
	for (size_t c = 1; c < choice->n_changes; c++) {
		const struct pl_known_ca *before[MEMBERS_MAX], *now[MEMBERS_MAX];
		size_t n_before = members(m, choice, choice->changes[c - 1], before);
		size_t n = members(m, choice, choice->changes[c], now);
		struct pl_buf names = PL_BUF_INIT;

		if (n == 0 || (n == n_before && memcmp(before, now, n * sizeof(*now)) == 0))
			continue;
		for (size_t i = 0; i < n; i++)
			add_word(&names, ", ", now[i]);
		pl_future_add_date(m, &(struct pl_future_date){
			.at = choice->changes[c],
			.origin = PL_ORIGIN_PRESET,
			.simulated = true,
			.source = now[0]->source,
			.text = pl_asprintf("certificates of %s come from any of %s",
					    choice->host->names[0], pl_buf_str(&names)),
		});
		pl_buf_clear(&names);
	}
}

static void add_last_ends(struct pl_future_making *m, const struct choice *choice)
{
	const struct pl_known_ca *pool[MEMBERS_MAX];
	size_t n = members(m, choice, choice->changes[choice->n_changes - 1], pool);

	for (size_t i = 0; i < n; i++)
		if (pl_model_authority(m->model, pool[i]->name))
			pl_future_add_ends(m, pool[i]->name);
}

static size_t count_variants(const struct pl_future_making *m, const struct choice *choices,
			     size_t n)
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

static void note_pool(struct pl_future_making *m, const struct choice *choice)
{
	const struct pl_known_ca *pool[MEMBERS_MAX];
	size_t n = members(m, choice, choice->changes[0], pool);
	struct pl_buf names = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++)
		add_word(&names, ", ", pool[i]);
	if (n > 1)
		pl_shadow_note(m->map, PL_ORIGIN_PRESET,
			       "the next certificate of %s comes from any of %s: each is tried (%s)",
			       choice->host->names[0], pl_buf_str(&names), pool[0]->source);
	pl_buf_clear(&names);
}

void pl_future_add_issuers(struct pl_future_making *m)
{
	size_t n = m->model->n_hosts, n_variants;
	struct choice *choices = pl_calloc(n + 1, sizeof(*choices));

	for (size_t i = 0; i < n; i++) {
		choices[i].host = &m->model->hosts[i];
		choices[i].ca = pl_future_known_ca(m, choices[i].host->issuer);
		find_changes(m, &choices[i]);
		note_pool(m, &choices[i]);
		add_stages(m, &choices[i]);
		add_last_ends(m, &choices[i]);
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
