/* What happens when clients stop trusting a certificate or a key? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

enum how {
	HOW_REMOVE,
	HOW_BLOCK,
	HOW_AFTER_ISSUE,
	HOW_BEFORE_ISSUE,
	HOW_AFTER_SCT,
	HOW_AFTER_GRACE,
	HOWS
};

static const char *const how_words[] = {
	[HOW_REMOVE] = "remove",
	[HOW_BLOCK] = "block",
	[HOW_AFTER_ISSUE] = "after-issue-date",
	[HOW_BEFORE_ISSUE] = "before-issue-date",
	[HOW_AFTER_SCT] = "after-sct-date",
	[HOW_AFTER_GRACE] = "after-grace",
	[HOWS] = NULL,
};

static const struct pl_param params[] = {
	{
		.name = "what",
		.type = PL_PARAM_CERTIFICATE,
		.required = true,
		.help = "an authority (its key, whatever certificate carries it), one "
			"certificate, or user-ca: the root that users install",
	},
	{
		.name = "how",
		.type = PL_PARAM_CHOICE,
		.choices = how_words,
		.standard = "remove",
		.help = "what leaves the stores, is refused anywhere in a path, or is refused "
			"above leaves of some dates",
	},
	{
		.name = "date",
		.type = PL_PARAM_DATE,
		.help = "the last second of a leaf that is still good, or with before-issue-date "
			"the first; omitted: the event's own",
	},
	{
		.name = "grace",
		.type = PL_PARAM_DURATION,
		.help = "with after-grace, how long it still stays in the stores",
	},
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.help = "this device only; omitted: every device",
	},
};

/* What the name means: an authority's key, or one certificate. */
struct target {
	const char *name;
	const struct pl_cert *cert;
	bool by_key;
};

static bool is_meant(const struct target *target, const struct pl_cert *cert)
{
	if (target->by_key)
		return memcmp(cert->spki_sha256, target->cert->spki_sha256, 32) == 0;
	return memcmp(cert->sha256, target->cert->sha256, 32) == 0;
}

static bool find_installed(struct pl_change *change, struct target *out, struct pl_error *err)
{
	const struct pl_rogue *user = pl_engine_user_root(change->engine, change->model, err);

	out->cert = user ? user->root : NULL;
	return user;
}

static bool find(struct pl_change *change, const struct pl_value *value, struct target *out,
		 struct pl_error *err)
{
	const struct pl_world *world = change->world;
	const char **names = NULL;
	size_t n = 0, cap = 0;

	out->name = value->text;
	out->cert = pl_world_certificate(world, value->text);
	out->by_key = pl_world_authority(world, value->text);
	if (!out->cert && pl_streq(value->text, PL_USER_CA))
		return find_installed(change, out, err);
	if (out->cert)
		return true;
	for (size_t i = 0; i < world->n_authorities; i++) {
		const struct pl_authority *authority = world->authorities[i];

		if (authority->is_private)
			continue;
		*PL_PUSH(names, n, cap) = authority->name;
		for (size_t j = 0; j < authority->n_certs; j++)
			*PL_PUSH(names, n, cap) = authority->certs[j].name;
	}
	pl_change_unknown(value, "authority or certificate", names, n, err);
	free(names);
	return false;
}

static bool trusts(const struct pl_device *device, const struct target *target, int64_t now)
{
	for (size_t i = 0; i < device->n_trust; i++)
		if (is_meant(target, device->trust[i].cert) &&
		    !pl_trust_is_dead(&device->trust[i]) &&
		    (device->trust[i].until == PL_TIME_NONE || device->trust[i].until > now))
			return true;
	return false;
}

static bool has_date(int64_t how)
{
	return how == HOW_AFTER_ISSUE || how == HOW_BEFORE_ISSUE || how == HOW_AFTER_SCT;
}

static bool check(const struct pl_event *event, struct pl_error *err)
{
	int64_t how = pl_event_value(event, "how")->num;
	const struct pl_value *date = pl_event_value(event, "date"),
			      *grace = pl_event_value(event, "grace");

	if (date && !has_date(how))
		return pl_error_input(err, date->pos,
				      "date goes with after-issue-date, before-issue-date and "
				      "after-sct-date; for another moment give the event an at");
	if (!grace && how == HOW_AFTER_GRACE)
		return pl_error_input(err, event->pos,
				      "how: after-grace needs grace, like grace: 90d");
	if (grace && how != HOW_AFTER_GRACE)
		return pl_error_input(err, grace->pos, "grace goes with how: after-grace");
	return true;
}

/* The entry stays, ended, so that a refusal can say that it was trusted once; one that had not
 * begun is dead then, and nobody says so. */
static size_t remove_from(struct pl_change *change, size_t index, const struct target *target,
			  int64_t grace)
{
	int64_t now = change->world->now;
	struct pl_device *device;

	if (!trusts(change->world->devices[index], target, now))
		return 0;
	device = pl_change_device_at(change, index);
	for (size_t i = 0; i < device->n_trust; i++) {
		struct pl_trust *trust = &device->trust[i];

		if (!is_meant(target, trust->cert) ||
		    (trust->until != PL_TIME_NONE && trust->until <= now + grace))
			continue;
		trust->until = now + grace;
		trust->grace = grace;
	}
	return 1;
}

/* News of a distrust come with updates. */
static bool hears(const struct pl_device *device, const char *only)
{
	return device->updates && (!only || pl_streq(device->name, only));
}

static bool remove_all(struct pl_change *change, const struct target *target, const char *device,
		       int64_t grace, struct pl_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < change->world->n_devices; i++)
		if (hears(change->world->devices[i], device))
			n += remove_from(change, i, target, grace);
	if (n > 0)
		return true;
	return pl_error_input(err, change->pos,
			      "%s %s %s itself; to refuse it anywhere in a path, say how: block",
			      device ? device : "no device", device ? "does not trust" : "trusts",
			      target->name);
}

static enum pl_block_kind kind_of(int64_t how)
{
	switch (how) {
	case HOW_AFTER_ISSUE: return PL_BLOCK_ISSUED_AFTER;
	case HOW_BEFORE_ISSUE: return PL_BLOCK_ISSUED_BEFORE;
	case HOW_AFTER_SCT: return PL_BLOCK_LOGGED_AFTER;
	default: return PL_BLOCK_ALWAYS;
	}
}

static void block(struct pl_change *change, const struct target *target, const char *device,
		  const struct pl_event *event)
{
	enum pl_block_kind kind = kind_of(pl_event_value(event, "how")->num);
	const struct pl_value *date = pl_event_value(event, "date");
	struct pl_world *world = change->world;
	struct pl_block *made = PL_PUSH(world->blocks, world->n_blocks, world->cap_blocks);

	*made = (struct pl_block){
		.kind = kind,
		.date = kind == PL_BLOCK_ALWAYS ? PL_TIME_NONE : date ? date->num : world->now,
		.is_key = target->by_key,
		.device = pl_strdup(device),
		.name = pl_strdup(target->name),
	};
	memcpy(made->digest, target->by_key ? target->cert->spki_sha256 : target->cert->sha256, 32);
}

/* One rule for all of them, unless some do not hear of it. */
static void block_all(struct pl_change *change, const struct target *target, const char *device,
		      const struct pl_event *event)
{
	const struct pl_world *world = change->world;
	size_t deaf = 0;

	for (size_t i = 0; i < world->n_devices; i++)
		deaf += !world->devices[i]->updates;
	if (device || deaf == 0) {
		block(change, target, device, event);
		return;
	}
	for (size_t i = 0; i < world->n_devices; i++)
		if (world->devices[i]->updates)
			block(change, target, world->devices[i]->name, event);
}

/* Says which devices a distrust of all of them did not reach. */
static void note_deaf(struct pl_change *change)
{
	for (size_t i = 0; i < change->world->n_devices; i++)
		if (!change->world->devices[i]->updates)
			pl_change_note(change, "%s gets no updates, so it does not hear of it",
				       change->world->devices[i]->name);
}

static bool is_reached(struct pl_change *change, const struct pl_value *name, struct pl_error *err)
{
	const struct pl_device *device = pl_change_device(change, name, err);

	if (device && !device->updates)
		return pl_error_input(err, name->pos,
				      "%s gets no updates, so no distrust reaches it; give it "
				      "another store with update-store",
				      device->name);
	return device;
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *device = pl_event_value(event, "device"),
			      *grace = pl_event_value(event, "grace");
	int64_t how = pl_event_value(event, "how")->num;
	struct target target;

	if (!find(change, pl_event_value(event, "what"), &target, err))
		return false;
	if (device && !is_reached(change, device, err))
		return false;
	if (!device)
		note_deaf(change);
	if (how == HOW_REMOVE || how == HOW_AFTER_GRACE)
		return remove_all(change, &target, device ? device->text : NULL,
				  grace ? grace->num : 0, err);
	block_all(change, &target, device ? device->text : NULL, event);
	return true;
}

/* "distrust what r3 issues after 2026-03-01". */
static char *dated_title(const struct pl_event *event, int64_t how)
{
	static const char *const verbs[] = {
		[HOW_AFTER_ISSUE] = "issues after",
		[HOW_BEFORE_ISSUE] = "issued before",
		[HOW_AFTER_SCT] = "has logged first after",
	};
	const char *date = pl_event_text(event, "date"), *device = pl_event_text(event, "device");

	return pl_asprintf("distrust what %s %s %s%s%s", pl_event_text(event, "what"), verbs[how],
			   date ? date : "now", device ? " on " : "", device ? device : "");
}

static char *title(const struct pl_event *event)
{
	const char *device = pl_event_text(event, "device");
	int64_t how = pl_event_value(event, "how")->num;
	bool removes = how != HOW_BLOCK;
	char words[PL_DURATION_TEXT];

	if (has_date(how))
		return dated_title(event, how);
	if (how == HOW_AFTER_GRACE)
		return pl_asprintf("remove %s%s%s in %s", pl_event_text(event, "what"),
				   device ? " from " : "", device ? device : "",
				   pl_duration_words(pl_event_value(event, "grace")->num, words));
	return pl_asprintf("%s %s%s%s", removes ? "remove" : "block", pl_event_text(event, "what"),
			   !device ? "" : removes ? " from " : " on ", device ? device : "");
}

const struct pl_event_kind pl_event_distrust = {
	.name = "distrust",
	.family = "incident",
	.summary = "clients stop trusting an authority or a certificate",
	.about = "With how: remove it leaves the trust stores, and paths that end there fail, "
		 "while other paths go on; with after-grace it does so later. With how: block it "
		 "is refused anywhere in a path, as root programmes do with intermediates. The "
		 "dated rules refuse it above leaves that were issued after date, issued before "
		 "it, or whose first SCT is after it: what was issued before goes on, and the "
		 "first renewal after date fails. Whoever holds the authority's key can write an "
		 "earlier issue date, but no log gives an earlier SCT. An authority's name means "
		 "its key, whatever certificate carries it.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.check = check,
	.apply = apply,
	.title = title,
};
