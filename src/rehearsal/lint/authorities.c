/* How long does the pinned authority last, and does it issue the next certificate? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "rehearsal/lint/parts.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define POOL_MAX 16
#define SOON (365 * PL_DAY)
#define FAR (2 * 365 * PL_DAY)

typedef void visit_match(struct pl_gate *check, const struct pl_lint_rule *rule,
			 const struct pl_gate_match *match);

/* The first match of each pin that has a certificate. */
static void each_match(struct pl_gate *check, const struct pl_lint_rule *rule, visit_match *visit)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		for (size_t j = 0; j < check->input.files[i].pins->set->n; j++) {
			const struct pl_gate_match *match = pl_lint_match(check, i, j);

			if (match)
				visit(check, rule, match);
		}
	}
}

static const struct pl_pin *pin_of(const struct pl_gate *check, const struct pl_gate_match *match)
{
	return pl_gate_pin(check, match->file, match->pin);
}

/* Whether the rule of that pin has the CA's key as well. */
static bool has_pin_on(const struct pl_gate *check, const struct pl_gate_match *match,
		       const struct pl_known_ca *ca)
{
	const struct pl_pinset *set = check->input.files[match->file].pins->set;

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == pin_of(check, match)->rule &&
		    pl_lint_ca(check, &set->pins[i]) == ca)
			return true;
	}
	return false;
}

/* Some other pin of the rule is on the root above: the intermediate may go. */
static bool has_pin_above(const struct pl_gate *check, const struct pl_gate_match *match)
{
	const struct pl_pinset *set = check->input.files[match->file].pins->set;
	const struct pl_gate_cell *cell = &check->cells[match->cell];

	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *other = &check->matches[cell->first_match + i];

		if (other->cert && other->tier == PL_TIER_ROOT &&
		    set->pins[other->pin].rule == set->pins[match->pin].rule)
			return true;
	}
	return false;
}

/* Who may issue in its stead and is not pinned: "R13, R14 and R15"; NULL: nobody. Caller frees. */
static char *unpinned(const struct pl_gate *check, const struct pl_gate_match *match,
		      const struct pl_known_ca *ca)
{
	const struct pl_known_ca *pool[POOL_MAX];
	size_t n = pl_facts_pool(check->input.facts, ca->pool, check->input.at, pool, POOL_MAX);
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		if (!has_pin_on(check, match, pool[i]))
			pl_buf_printf(&out, "%s%s", out.len > 0 ? ", " : "", pool[i]->common_name);
	}
	return out.len > 0 ? pl_buf_take(&out) : NULL;
}

static void say_unknown(struct pl_gate *check, const struct pl_lint_rule *rule,
			const struct pl_gate_match *match)
{
	pl_lint_add_pin(check, rule, pin_of(check, match),
			pl_asprintf("%.60s is the intermediate %s: its CA may issue from another one "
				    "at any renewal", pin_of(check, match)->spelling,
				    pl_cert_label(match->cert)))
		->severity = PL_SEVERITY_INFO;
}

static void visit_rotating(struct pl_gate *check, const struct pl_lint_rule *rule,
			   const struct pl_gate_match *match)
{
	const struct pl_known_ca *ca = pl_lint_ca_of(check, match->cert);
	char *others;

	if (match->tier != PL_TIER_INTERMEDIATE || has_pin_above(check, match))
		return;
	if (!ca || !ca->pool) {
		say_unknown(check, rule, match);
		return;
	}
	others = unpinned(check, match, ca);
	if (!others)
		return;
	pl_lint_add_pin(check, rule, pin_of(check, match),
			pl_asprintf("%.60s is the intermediate %s of %s, which issues from any of a "
				    "pool; not pinned here: %s", pin_of(check, match)->spelling,
				    ca->common_name, ca->operator_, others));
	free(others);
}

static void check_rotating(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_match(check, rule, visit_rotating);
}

static void visit_retiring(struct pl_gate *check, const struct pl_lint_rule *rule,
			   const struct pl_gate_match *match)
{
	const struct pl_known_ca *ca = pl_lint_ca_of(check, match->cert);
	int64_t end = ca ? (ca->retires ? ca->retires : ca->issues_until) : 0;
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];

	if (!end || ca->is_root || end - check->input.at > FAR)
		return;
	pl_lint_add_pin(check, rule, pin_of(check, match),
			pl_asprintf("%s, which %.60s pins, %s %s (%s): the next certificate comes from "
				    "another one", ca->common_name, pin_of(check, match)->spelling,
				    end > check->input.at ? "issues nothing from" : "has issued "
								  "nothing since",
				    pl_lint_day(end, day), pl_lint_days(check, end, days)))
		->date = end;
}

static void check_retiring(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_match(check, rule, visit_retiring);
}

static void visit_ending(struct pl_gate *check, const struct pl_lint_rule *rule,
			 const struct pl_gate_match *match)
{
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];

	if (match->tier == PL_TIER_LEAF || match->until - check->input.at > SOON)
		return;
	pl_lint_add_pin(check, rule, pin_of(check, match),
			pl_asprintf("the certificate of %s, which %.60s pins, end%s on %s, %s",
				    pl_cert_label(match->cert), pin_of(check, match)->spelling,
				    match->until < check->input.at ? "ed" : "s",
				    pl_lint_day(match->until, day),
				    pl_lint_days(check, match->until, days)))
		->date = match->until;
}

static void check_ending(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_match(check, rule, visit_ending);
}

static void say_distrust(struct pl_gate *check, const struct pl_lint_rule *rule,
			 const struct pl_pin *pin, const struct pl_known_ca *ca, int64_t date,
			 const char *who, const char *how)
{
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];
	struct pl_finding *finding = pl_lint_add_pin(
		check, rule, pin,
		pl_asprintf("%s, which %.60s pins, %s by %s on %s, %s (%s)", ca->common_name,
			    pin->spelling, date <= check->input.at ? "was dropped" : "is dropped",
			    who, pl_lint_day(date, day), pl_lint_days(check, date, days), how));

	finding->date = date;
	if (date > check->input.at + FAR)
		finding->severity = PL_SEVERITY_INFO;
}

/* Matched or not: a backup on a root that is gone is none. */
static void check_distrusted_pin(struct pl_gate *check, const struct pl_lint_rule *rule,
				 const struct pl_pin *pin)
{
	const struct pl_known_ca *ca = pl_lint_ca(check, pin);
	int64_t end;

	if (!ca)
		return;
	for (size_t i = 0; i < ca->n_distrusted; i++)
		say_distrust(check, rule, pin, ca, ca->distrusted[i].date, ca->distrusted[i].who,
			     ca->distrusted[i].how);
	if (!ca->is_root || ca->n_distrusted > 0 || !ca->key_made)
		return;
	end = pl_facts_root_end(check->input.facts, ca->key_made);
	if (end != PL_TIME_NONE && end - check->input.at < FAR)
		say_distrust(check, rule, pin, ca, end, "Mozilla",
			     "its key is too old for the root programme");
}

static void check_distrusted(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_pinset *set = check->input.files[i].pins->set;

		for (size_t j = 0; j < set->n; j++)
			check_distrusted_pin(check, rule, &set->pins[j]);
	}
}

const struct pl_lint_rule pl_lint_rotating_intermediate = {
	.id = "rotating-intermediate",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a pinned intermediate of a CA that issues from several",
	.about = "Such a CA picks the intermediate at each issuance, and keeps some in reserve for "
		 "which it gives no notice. A renewal that nobody looks at ends at another one.",
	.remedy = "pin the root above it, or every intermediate of the pool and those in reserve",
	.source = "letsencrypt.org/certificates; AWS Security Blog 2022-10-11, on dynamic "
		  "intermediates",
	.since = "2022-10 (Amazon), 2024-06 (Let's Encrypt)",
	.check = check_rotating,
};

const struct pl_lint_rule pl_lint_ca_retires = {
	.id = "ca-retires",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a pinned intermediate that its CA has stopped using, or will",
	.about = "Certificates that it issued stay good; the next one comes from another key.",
	.remedy = "release the app with pins on its successors before the next renewal",
	.source = "the CA's own announcements, see the facts of this edition",
	.since = "with each announcement",
	.check = check_retiring,
};

const struct pl_lint_rule pl_lint_pinned_ca_ends = {
	.id = "pinned-ca-ends",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the certificate of a pinned CA ends within a year",
	.about = "A chain through it is refused afterwards, so the host moves away from it before; "
		 "its pin is worth nothing from then on.",
	.remedy = "release the app with a pin on what comes after it",
	.source = "RFC 5280 section 6.1.3",
	.since = "2008-05",
	.check = check_ending,
};

const struct pl_lint_rule pl_lint_distrusted = {
	.id = "distrusted-ca",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a pinned CA that root programmes have dropped, or will",
	.about = "A pin does not bring back trust: where the device no longer has the root, the chain "
		 "is refused before the pins are asked.",
	.remedy = "pin a root that stays, and move the host to a chain that ends there",
	.source = "Mozilla root store policy section 7.4; NSS certdata.txt; Chrome and DigiCert "
		  "announcements",
	.since = "with each decision",
	.check = check_distrusted,
};
