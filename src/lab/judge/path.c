/* Which path does a device take, and what is wrong with the others? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdio.h>
#include <string.h>

#include "util/text.h"
#include "util/time.h"

/* pki's faults and lab's reasons name the same things; this is the one table between them. */
static const enum pl_reason reason_of[] = {
	[PL_FAULT_NONE] = PL_REASON_NONE,
	[PL_FAULT_CHAIN_INCOMPLETE] = PL_REASON_CHAIN_INCOMPLETE,
	[PL_FAULT_UNKNOWN_ISSUER] = PL_REASON_UNKNOWN_ISSUER,
	[PL_FAULT_BAD_SIGNATURE] = PL_REASON_BAD_SIGNATURE,
	[PL_FAULT_NOT_A_CA] = PL_REASON_NOT_A_CA,
	[PL_FAULT_PATH_TOO_LONG] = PL_REASON_PATH_TOO_LONG,
	[PL_FAULT_NAME_CONSTRAINT] = PL_REASON_NAME_CONSTRAINT,
	[PL_FAULT_WRONG_PURPOSE] = PL_REASON_WRONG_PURPOSE,
	[PL_FAULT_WEAK_CRYPTO] = PL_REASON_WEAK_CRYPTO,
	[PL_FAULT_NOT_YET_VALID] = PL_REASON_CERT_NOT_YET_VALID,
	[PL_FAULT_EXPIRED] = PL_REASON_CERT_EXPIRED,
	[PL_FAULT_ISSUER_EXPIRED] = PL_REASON_ISSUER_EXPIRED,
	[PL_FAULT_ROOT_EXPIRED] = PL_REASON_ROOT_EXPIRED,
	[PL_FAULT_NAME_MISMATCH] = PL_REASON_NAME_MISMATCH,
};

/* A strategy that demands timestamps does so on every device, by Chrome's rules where the device
 * has none; a private CA has no logs. */
static enum pl_device_ct ct_policy(const struct pl_row *row, const struct pl_device *device)
{
	if (row && pl_row_is_private(row))
		return PL_DEVICE_CT_NONE;
	if (row && device->ct == PL_DEVICE_CT_NONE && row->strategy->kind &&
	    row->strategy->kind->flags & PL_STRATEGY_CT)
		return PL_DEVICE_CT_CHROME;
	return device->ct;
}

void pl_view_init(struct pl_view *view, struct pl_engine *engine, const struct pl_world *world,
		  const struct pl_row *row, const struct pl_host *host,
		  const struct pl_device *device, const struct pl_cert *user_root)
{
	*view = (struct pl_view){
		.engine = engine,
		.world = world,
		.device = device,
		.anchors = device->anchors,
		.host = host->names[0],
		.server = host,
		.order = row && row->client->chain.has_order ? row->client->chain.order : device->order,
		.clock = world->now + device->skew,
		.no_user_cas = row && !pl_client_trusts_user_cas(row->client, row->pins,
								 host->names[0]),
		.no_system_cas = row && !pl_client_trusts_system_cas(row->client, row->pins,
								     host->names[0]),
		.any_name = row && row->client->chain.pin_replaces_name && row->pins->n > 0,
		.ct = ct_policy(row, device),
	};
	if (row && pl_row_is_private(row)) {
		view->only = pl_memo_anchors(engine, NULL, host->twin_root);
		view->anchors = view->only;
	} else if (user_root && device->user_cas && !view->no_user_cas) {
		view->extra = user_root;
		view->anchors = pl_memo_anchors(engine, device->anchors, user_root);
	}
	if (host->presented)
		pl_view_staple(view, host->presented);
}

void pl_view_set_late(struct pl_view *view, const struct pl_row *row)
{
	for (size_t i = 0; i < row->pins->n_rules; i++) {
		int64_t end = pl_client_rule_end(row->client, row->pins, &row->pins->rules[i],
						 view->device->zone);

		if (end != PL_TIME_NONE && view->clock < end)
			view->clock = end;
	}
}

const struct pl_paths *pl_view_paths(const struct pl_view *view, const struct pl_chain *presented,
				     struct pl_error *err)
{
	struct pl_path_query query = {
		.presented = presented,
		.anchors = view->anchors,
		.host = view->host,
		.order = view->order,
	};
	const struct pl_paths *paths = view->vouched;

	if (!paths)
		paths = pl_memo_paths(view->engine, &query, err);
	if (!paths || paths->n > 0)
		return paths;
	/* Only now does it matter which certificates were not sent. */
	query.known = view->world->known;
	return pl_memo_paths(view->engine, &query, err);
}

static bool same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return a == b || memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

static bool is_among(const struct pl_chain *chain, const struct pl_cert *cert)
{
	for (size_t i = 0; i < chain->n; i++) {
		if (same_cert(chain->certs[i], cert))
			return true;
	}
	return false;
}

/* The entry that ended last is *dropped, NULL where there was none.
 * Stores change when they are updated, in true time, whatever the device's clock shows. */
static bool trusts(const struct pl_view *view, const struct pl_cert *anchor,
		   const struct pl_trust **dropped)
{
	int64_t now = view->world->now;

	*dropped = NULL;
	if (view->only)
		return is_among(view->only, anchor);
	if (view->extra && same_cert(view->extra, anchor))
		return true;
	for (size_t i = 0; i < view->device->n_trust; i++) {
		const struct pl_trust *entry = &view->device->trust[i];
		bool begun = entry->from == PL_TIME_NONE || entry->from <= now;

		if (!begun || pl_trust_is_dead(entry) || !same_cert(entry->cert, anchor) ||
		    (entry->user ? view->no_user_cas : view->no_system_cas))
			continue;
		if (entry->until == PL_TIME_NONE || now < entry->until)
			return true;
		if (!*dropped || (*dropped)->until < entry->until)
			*dropped = entry;
	}
	return false;
}

bool pl_view_considers(const struct pl_view *view, const struct pl_path *path)
{
	const struct pl_trust *dropped;

	return trusts(view, path->certs[path->n - 1], &dropped);
}

bool pl_view_is_local(const struct pl_view *view, const struct pl_path *path)
{
	const struct pl_cert *anchor = path->certs[path->n - 1];

	if (view->only)
		return false;
	if (view->extra && same_cert(view->extra, anchor))
		return true;
	for (size_t i = 0; i < view->device->n_trust; i++) {
		if (view->device->trust[i].user && same_cert(view->device->trust[i].cert, anchor))
			return true;
	}
	return false;
}

struct pl_view pl_view_anchored(const struct pl_view *view, const struct pl_chain *anchors)
{
	struct pl_view anchored = *view;

	anchored.only = anchors;
	anchored.anchors = anchors;
	anchored.extra = NULL;
	return anchored;
}

static void fault(struct pl_path_verdict *out, enum pl_reason reason, const struct pl_cert *about)
{
	out->fault = reason;
	out->about = about;
}

static void say_dropped(struct pl_path_verdict *out, const struct pl_trust *entry)
{
	char date[PL_TIME_TEXT], grace[PL_DURATION_TEXT];

	pl_time_format_short(entry->until, date);
	if (entry->grace > 0)
		snprintf(out->words, sizeof(out->words),
			 "the device dropped it on %s, after a grace period of %s", date,
			 pl_duration_words(entry->grace, grace));
	else
		snprintf(out->words, sizeof(out->words), "the device dropped it on %s", date);
	out->detail = out->words;
}

static bool is_trusted(const struct pl_view *view, struct pl_path_verdict *out)
{
	const struct pl_cert *anchor = out->path->certs[out->path->n - 1];
	const struct pl_trust *last;

	if (trusts(view, anchor, &last))
		return true;
	if (!last) {
		fault(out, PL_REASON_UNKNOWN_ISSUER, anchor);
		return false;
	}
	fault(out, PL_REASON_DISTRUSTED, anchor);
	say_dropped(out, last);
	return false;
}

static bool is_sound(struct pl_path_verdict *out)
{
	const struct pl_path *path = out->path;

	if (path->fault == PL_FAULT_NONE)
		return true;
	fault(out, reason_of[path->fault], path->certs[path->fault_at]);
	out->detail = path->fault_detail;
	return false;
}

static bool is_in_date(const struct pl_view *view, struct pl_path_verdict *out)
{
	bool anchors = view->device->checks_anchor_dates;
	size_t at, other;
	enum pl_fault late = pl_path_dates(out->path, view->clock, anchors, &at);

	if (late == PL_FAULT_NONE) {
		if (!anchors && pl_path_dates(out->path, view->clock, true, &at) != PL_FAULT_NONE)
			out->notes |= PL_NOTE_ANCHOR_DATE_IGNORED;
		return true;
	}
	if (view->clock != view->world->now &&
	    pl_path_dates(out->path, view->world->now, anchors, &other) == PL_FAULT_NONE)
		fault(out, PL_REASON_DEVICE_CLOCK, out->path->certs[at]);
	else
		fault(out, reason_of[late], out->path->certs[at]);
	return false;
}

void pl_view_judge(const struct pl_view *view, const struct pl_path *path,
		   struct pl_path_verdict *out)
{
	out->path = path;
	out->fault = PL_REASON_NONE;
	out->about = NULL;
	out->detail = NULL;
	out->notes = 0;
	if (is_trusted(view, out) && pl_view_allows(view, out) && is_sound(out) &&
	    pl_view_strong(view, out) && is_in_date(view, out) && pl_view_unrevoked(view, out) && pl_view_ct(view, out) &&
	    path->name_mismatch && !view->any_name)
		fault(out, PL_REASON_NAME_MISMATCH, path->certs[0]);
}

void pl_view_none(const struct pl_paths *paths, struct pl_path_verdict *out)
{
	out->path = NULL;
	out->fault = reason_of[paths->none];
	out->about = paths->stuck_at;
	out->detail = NULL;
	out->notes = 0;
}

static bool is_date(enum pl_reason fault)
{
	return fault >= PL_REASON_CERT_NOT_YET_VALID && fault <= PL_REASON_DEVICE_CLOCK;
}

bool pl_retry_goes_on(enum pl_retry retry, enum pl_reason fault)
{
	switch (retry) {
	case PL_RETRY_NONE: return false;
	case PL_RETRY_DATES: return is_date(fault);
	default: return true;
	}
}

bool pl_view_choose(const struct pl_view *view, const struct pl_chain *presented,
		    struct pl_path_verdict *out, struct pl_error *err)
{
	const struct pl_paths *paths = pl_view_paths(view, presented, err);
	const struct pl_path *first = NULL;

	if (!paths)
		return false;
	for (size_t i = 0; i < paths->n; i++) {
		if (!pl_view_considers(view, &paths->items[i]))
			continue;
		if (!first)
			first = &paths->items[i];
		pl_view_judge(view, &paths->items[i], out);
		if (out->fault == PL_REASON_NONE)
			return true;
		if (!pl_retry_goes_on(view->device->retry, out->fault))
			break;
	}
	if (first || paths->n > 0)
		pl_view_judge(view, first ? first : &paths->items[0], out);
	else
		pl_view_none(paths, out);
	return true;
}
