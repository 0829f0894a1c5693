/* When do the pins themselves end, and by whose clock? */
#include <config.h>

#include <stdlib.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"
#include "util/time.h"

#define SOON (90 * PL_DAY)
#define ZONES (14 * PL_HOUR) /* local time is at most so far from UTC, either way */

/* When a rule's pins rest on a device in UTC; PL_TIME_NONE: never. */
static int64_t end_of(const struct pl_gate_file *file, size_t rule)
{
	return pl_client_rule_end(file->client, file->pins->set, &file->pins->set->rules[rule], 0);
}

static bool closes(const struct pl_gate_file *file, size_t rule)
{
	return file->pins->set->rules[rule].closed && file->client->expiry.closes;
}

static void each_rule(struct pl_gate *check, const struct pl_lint_rule *rule,
		      void (*visit)(struct pl_gate *check, const struct pl_lint_rule *rule,
				    const struct pl_gate_file *file, size_t of))
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_gate_file *file = &check->input.files[i];

		for (size_t j = 0; j < file->pins->set->n_rules; j++)
			visit(check, rule, file, j);
	}
}

static void say(struct pl_gate *check, const struct pl_lint_rule *rule,
		const struct pl_gate_file *file, size_t of, int64_t end, const char *before,
		const char *after)
{
	char *name = pl_lint_rule_name(file, of);
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];

	pl_lint_add(check, rule, pl_lint_rule_pos(file, of),
		    pl_asprintf("the pins of %s %s on %s, %s%s", name, before,
				pl_lint_day(end, day), pl_lint_days(check, end, days), after))
		->date = end;
	free(name);
}

static void visit_expired(struct pl_gate *check, const struct pl_lint_rule *rule,
			  const struct pl_gate_file *file, size_t of)
{
	int64_t end = end_of(file, of);

	if (end != PL_TIME_NONE && end <= check->input.at)
		say(check, rule, file, of, end, "ended",
		    closes(file, of) ? ": the app refuses every connection since then"
				     : ": they protect nothing since then");
}

static void check_expired(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_rule(check, rule, visit_expired);
}

static void visit_expire(struct pl_gate *check, const struct pl_lint_rule *rule,
			 const struct pl_gate_file *file, size_t of)
{
	int64_t end = end_of(file, of);
	int64_t soon = 2 * check->input.release_rhythm > SOON ? 2 * check->input.release_rhythm
							      : SOON;

	if (end != PL_TIME_NONE && end > check->input.at && end - check->input.at <= soon)
		say(check, rule, file, of, end, "end",
		    closes(file, of) ? ", and the app refuses every connection then"
				     : ", and apps that were not updated are unpinned then");
}

static void check_expire(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_rule(check, rule, visit_expire);
}

static void visit_zone(struct pl_gate *check, const struct pl_lint_rule *rule,
		       const struct pl_gate_file *file, size_t of)
{
	const struct pl_rule *terms = &file->pins->set->rules[of];
	char written[PL_TIME_TEXT], first[PL_TIME_TEXT], last[PL_TIME_TEXT];
	int64_t end = end_of(file, of);
	char *name;

	if (end == PL_TIME_NONE || !file->client->expiry.device_zone)
		return;
	name = pl_lint_rule_name(file, of);
	pl_lint_add(check, rule, pl_lint_rule_pos(file, of),
		    pl_asprintf("the date %s of %s begins in each device's own time zone: at the "
				"earliest at %s, at the latest at %s",
				pl_lint_day(terms->expires, written), name,
				pl_time_format(end - ZONES, first), pl_time_format(end + ZONES, last)))
		->date = end;
	free(name);
}

static void check_zone(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_rule(check, rule, visit_zone);
}

static void visit_ignored(struct pl_gate *check, const struct pl_lint_rule *rule,
			  const struct pl_gate_file *file, size_t of)
{
	int64_t expires = file->pins->set->rules[of].expires;
	char day[PL_TIME_TEXT];
	char *name;

	if (expires == PL_TIME_NONE || end_of(file, of) != PL_TIME_NONE)
		return;
	name = pl_lint_rule_name(file, of);
	pl_lint_add(check, rule, pl_lint_rule_pos(file, of),
		    pl_asprintf("%s ends on %s, but %s does not take that date: it enforces for ever",
				name, pl_lint_day(expires, day), file->client->name));
	free(name);
}

static void check_ignored(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_rule(check, rule, visit_ignored);
}

const struct pl_lint_rule pl_lint_pins_expired = {
	.id = "pins-expired",
	.severity = PL_SEVERITY_ERROR,
	.summary = "the date until which the pins count is past",
	.about = "Clients that know such a date let everybody pass after it, so that an app that is no "
		 "longer updated goes on working. An app that is built today with a past date ships "
		 "without pinning.",
	.remedy = "put a later date, and look whether the pins are still the right ones",
	.source = "Android, network-security-config: pin-set expiration; TrustKit "
		  "kTSKExpirationDate",
	.since = "2016-08 (Android 7)",
	.check = check_expired,
};

const struct pl_lint_rule pl_lint_pins_expire = {
	.id = "pins-expire",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the pins end within 90 days, or two releases",
	.about = "Whoever has not updated by then is unpinned, which is what the date is for. The next "
		 "release has to carry a later one.",
	.remedy = "put a later date into the next release",
	.source = "Android, network-security-config: pin-set expiration; TrustKit "
		  "kTSKExpirationDate",
	.since = "2016-08 (Android 7)",
	.check = check_expire,
};

const struct pl_lint_rule pl_lint_expiry_zone = {
	.id = "expiry-zone",
	.severity = PL_SEVERITY_INFO,
	.summary = "the date on which the pins end is read in each device's own time zone",
	.about = "Android and TrustKit parse the bare date in the default zone of the device. Around "
		 "that day some phones enforce the pins and some do not.",
	.remedy = "plan with a day more on either side",
	.source = "frameworks/base XmlConfigSource.java: SimpleDateFormat(\"yyyy-MM-dd\")",
	.since = "2016-08 (Android 7)",
	.check = check_zone,
};

const struct pl_lint_rule pl_lint_expiry_ignored = {
	.id = "expiry-ignored",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a date until which the pins count, which the client does not take",
	.about = "Whoever relies on it to let old apps pass is mistaken: this client enforces for ever.",
	.remedy = "remove the date, and plan for apps that are never updated",
	.source = "the client's own rule, named by pinlab explain CLIENT",
	.since = "as long as the client is",
	.check = check_ignored,
};
