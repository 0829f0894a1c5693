/* Does a device find enough timestamps of logs in a leaf? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdio.h>
#include <string.h>

#include "lab/ct.h"
#include "lab/facts.h"
#include "lab/parts.h"
#include "pki/sct.h"
#include "util/text.h"
#include "util/time.h"

/* What an attacker asks for: the policies want least of short ones. */
#define SHORT_LIFE (90 * PL_DAY)

/*
 * What a policy does beyond the numbers of its time. Chrome: GoogleChrome's ct_policy.md;
 * it ends enforcement once its list of logs is older than 70 days. Apple:
 * support.apple.com/en-us/103214; one timestamp at least is of an RFC 6962 log, and no end of
 * enforcement is known. Both: one is of a log that still counts today, and one of a log
 * that was retired since counts if it is older than that.
 */
static const struct policy {
	const char *words;
	enum pl_ct_policy facts;
	int64_t list_max_age; /* PL_TIME_NONE: none */
	bool wants_rfc6962;
} policies[] = {
	[PL_DEVICE_CT_CHROME] = { "Chrome", PL_CT_CHROME, 70 * PL_DAY, false },
	[PL_DEVICE_CT_APPLE] = { "Apple", PL_CT_APPLE, PL_TIME_NONE, true },
};

/* Rules for public CAs do not bind roots that somebody put there by hand, nor a company's. */
static bool is_local(const struct pl_view *view, const struct pl_cert *anchor)
{
	const struct pl_authority *authority = pl_world_authority_of(view->world, anchor);

	if (view->extra && memcmp(view->extra->sha256, anchor->sha256, 32) == 0)
		return true;
	for (size_t i = 0; i < view->device->n_trust; i++)
		if (view->device->trust[i].user &&
		    memcmp(view->device->trust[i].cert->sha256, anchor->sha256, 32) == 0)
			return true;
	return authority && !pl_world_is_public(view->world, authority);
}

int64_t pl_ct_list_end(const struct pl_device *device)
{
	const struct policy *policy = &policies[device->ct];

	if (device->ct == PL_DEVICE_CT_NONE || device->log_list == PL_TIME_NONE ||
	    policy->list_max_age == PL_TIME_NONE)
		return PL_TIME_NONE;
	return device->log_list + policy->list_max_age + 1;
}

/* By the device's clock: one that is set far ahead makes today's list an old one as well. */
static bool is_too_old(const struct pl_view *view, const struct policy *policy)
{
	int64_t list = view->device->log_list;

	if (list == PL_TIME_NONE)
		list = view->world->now;
	return policy->list_max_age != PL_TIME_NONE && view->clock - list > policy->list_max_age;
}

/* False: it asks for nothing. */
static bool demand_of(const struct pl_view *view, const struct policy *policy,
		      const struct pl_cert *leaf, struct pl_ct_demand *out)
{
	const struct pl_facts *facts = view->world->ct->facts;
	int64_t now = view->world->now;

	if (view->dating == PL_DATING_OWN)
		return pl_facts_ct(facts, policy->facts, leaf->not_before,
				   leaf->not_after - leaf->not_before + 1, out);
	/* The signer's own dates: before the policy began, if that is near enough. */
	if (view->dating == PL_DATING_FREE &&
	    !pl_facts_ct(facts, policy->facts, now - PL_CT_LONGEST_LIFE, SHORT_LIFE, out))
		return false;
	return pl_facts_ct(facts, policy->facts, now, SHORT_LIFE, out);
}

/* What counts of a leaf's timestamps. */
struct tally {
	const struct pl_log *logs[PL_SCTS_MAX];
	size_t n;
	bool current, rfc6962;
};

static const struct pl_log *find_log(const struct pl_world *world, const uint8_t id[32])
{
	for (size_t i = 0; world->ct && i < world->ct->n_logs; i++)
		if (memcmp(pl_key_spki_sha256(world->ct->logs[i].key), id, 32) == 0)
			return &world->ct->logs[i];
	return NULL;
}

static void count(const struct pl_view *view, const struct pl_path *path, const struct pl_sct *sct,
		  struct tally *tally)
{
	const struct pl_log *log = sct->known ? find_log(view->world, sct->log_id) : NULL;
	int64_t list = view->device->log_list, now = view->world->now;
	/* An attacker's is dated anew every second. */
	int64_t at = view->dating == PL_DATING_OWN ? (int64_t)(sct->timestamp / 1000) : now;
	enum pl_log_state state;

	for (size_t i = 0; i < tally->n; i++)
		if (tally->logs[i] == log)
			return;
	if (!log || !pl_memo_sct(view->engine, path->certs[0], path->certs[1], sct, log->key))
		return;
	state = pl_log_state_at(log, list != PL_TIME_NONE && list < now ? list : now);
	if (state == PL_LOG_PENDING || (state == PL_LOG_RETIRED && at >= log->retired) ||
	    (view->dating == PL_DATING_OWN && at > view->clock))
		return;
	tally->logs[tally->n++] = log;
	tally->current = tally->current || state != PL_LOG_RETIRED;
	tally->rfc6962 = tally->rfc6962 || !log->is_static;
}

/* How many of its operator stand before this one. */
static size_t before(const struct tally *tally, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += pl_streq(tally->logs[i]->operator_, tally->logs[at]->operator_);
	return n;
}

static void refuse(const struct policy *policy, const struct pl_ct_demand *demand, size_t scts,
		   size_t operators, const struct tally *tally, struct pl_path_verdict *out)
{
	const char *who = policy->words;

	if (scts < demand->scts)
		snprintf(out->words, sizeof(out->words),
			 "it carries %zu timestamp%s of logs that %s counts, who asks for %u",
			 scts, scts == 1 ? "" : "s", who, demand->scts);
	else if (operators < demand->operators)
		snprintf(out->words, sizeof(out->words),
			 "its timestamps are of logs of %zu operator%s, and %s asks for %u",
			 operators, operators == 1 ? "" : "s", who, demand->operators);
	else if (!tally->current)
		snprintf(out->words, sizeof(out->words),
			 "every log that signed it is retired, and %s asks for one that is not",
			 who);
	else
		snprintf(out->words, sizeof(out->words),
			 "none of its logs is of RFC 6962, and %s asks for one", who);
	out->fault = PL_REASON_CT_MISSING;
	out->about = out->path->certs[0];
	out->detail = out->words;
}

static bool satisfies(const struct policy *policy, const struct pl_ct_demand *demand,
		      const struct tally *tally, struct pl_path_verdict *out)
{
	size_t scts = 0, operators = 0;

	for (size_t i = 0; i < tally->n; i++) {
		size_t earlier = before(tally, i);

		operators += earlier == 0;
		scts += demand->per_operator == 0 || earlier < demand->per_operator;
	}
	if (scts >= demand->scts && operators >= demand->operators && tally->current &&
	    (tally->rfc6962 || !policy->wants_rfc6962))
		return true;
	refuse(policy, demand, scts, operators, tally, out);
	return false;
}

bool pl_view_ct(const struct pl_view *view, struct pl_path_verdict *out)
{
	const struct pl_path *path = out->path;
	const struct policy *policy = &policies[view->ct];
	struct tally tally = { .n = 0 };
	struct pl_ct_demand demand;
	struct pl_sct_list list;
	const char *why;

	if (view->ct == PL_DEVICE_CT_NONE || !view->world->ct || path->n < 2 ||
	    is_local(view, path->certs[path->n - 1]) ||
	    !demand_of(view, policy, path->certs[0], &demand))
		return true;
	if (is_too_old(view, policy)) {
		out->notes |= PL_NOTE_CT_STALE;
		return true;
	}
	/* A list that cannot be read is as good as none. */
	if (pl_cert_scts(path->certs[0], &list, &why))
		for (size_t i = 0; i < list.n; i++)
			count(view, path, &list.items[i], &tally);
	return satisfies(policy, &demand, &tally, out);
}
