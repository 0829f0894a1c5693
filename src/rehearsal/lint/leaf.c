/* Does the leaf live long enough for what is pinned on it? */
#include <config.h>

#include <stdlib.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Who issues for 100 days or less is asked by a machine: nobody renews by hand so often. */
#define AUTOMATED (100 * PL_DAY)
#define SOON (14 * PL_DAY)

static int64_t life_of(const struct pl_cert *cert)
{
	return cert->not_after - cert->not_before + 1;
}

static int64_t days_of(int64_t seconds)
{
	return (seconds + PL_DAY / 2) / PL_DAY;
}

/* Another pin of the same rule on something above the leaf matches at the same host. */
static bool has_higher(const struct pl_gate *check, const struct pl_gate_match *match)
{
	const struct pl_gate_cell *cell = &check->cells[match->cell];

	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *other = &check->matches[cell->first_match + i];

		if (other->cert && other->tier != PL_TIER_LEAF)
			return true;
	}
	return false;
}

static void each_on_leaf(struct pl_gate *check, const struct pl_lint_rule *rule, bool whole,
			 void (*say)(struct pl_gate *check, const struct pl_lint_rule *rule,
				     const struct pl_gate_match *match))
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		for (size_t j = 0; j < check->input.files[i].pins->set->n; j++) {
			const struct pl_gate_match *match = pl_lint_match(check, i, j);

			if (match && match->tier == PL_TIER_LEAF &&
			    (pl_gate_pin(check, i, j)->form == PL_FORM_CERTIFICATE) == whole)
				say(check, rule, match);
		}
	}
}

static void say_certificate(struct pl_gate *check, const struct pl_lint_rule *rule,
			    const struct pl_gate_match *match)
{
	const struct pl_pin *pin = pl_gate_pin(check, match->file, match->pin);
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];
	struct pl_finding *finding = pl_lint_add_pin(
		check, rule, pin,
		pl_asprintf("%.60s is the whole certificate of %s: the next renewal, by %s (%s), "
			    "ends it, whatever its key", pin->spelling, pl_cert_label(match->cert),
			    pl_lint_day(match->until, day), pl_lint_days(check, match->until, days)));

	finding->date = match->until;
	if (has_higher(check, match))
		finding->severity = PL_SEVERITY_INFO;
}

static void check_certificate(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_on_leaf(check, rule, true, say_certificate);
}

static void say_key(struct pl_gate *check, const struct pl_lint_rule *rule,
		    const struct pl_gate_match *match)
{
	const struct pl_pin *pin = pl_gate_pin(check, match->file, match->pin);
	char day[PL_TIME_TEXT], days[PL_LINT_DAYS];
	struct pl_finding *finding;

	if (life_of(match->cert) > AUTOMATED)
		return;
	finding = pl_lint_add_pin(
		check, rule, pin,
		pl_asprintf("%.60s is the key of %s, whose certificate of %lld days is renewed by "
			    "automation, by %s (%s): most of it makes a new key each time",
			    pin->spelling, pl_cert_label(match->cert),
			    (long long)days_of(life_of(match->cert)), pl_lint_day(match->until, day),
			    pl_lint_days(check, match->until, days)));
	finding->date = match->until;
	if (has_higher(check, match))
		finding->severity = PL_SEVERITY_INFO;
}

static void check_key(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_on_leaf(check, rule, false, say_key);
}

/* The chain's leaf is pinned by some file. */
static bool is_pinned(const struct pl_gate *check, size_t chain)
{
	for (size_t i = 0; i < check->n_matches; i++) {
		const struct pl_gate_match *match = &check->matches[i];

		if (match->cert && match->tier == PL_TIER_LEAF && !has_higher(check, match) &&
		    check->targets[check->cells[match->cell].target].chain == chain)
			return true;
	}
	return false;
}

static void check_rhythm(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	char rhythm[PL_DURATION_TEXT];

	pl_duration_words(check->input.release_rhythm, rhythm);
	for (size_t i = 0; i < check->input.chains->n; i++) {
		const struct pl_served *served = &check->input.chains->items[i];
		const struct pl_cert *leaf = served->chain->certs[0];
		char life[PL_DURATION_TEXT];

		if (life_of(leaf) >= check->input.release_rhythm || !is_pinned(check, i))
			continue;
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf("the pinned leaf of %s lives %s, less than the %s between two "
					"releases of the app (%s)", pl_cert_label(leaf),
					pl_duration_words(days_of(life_of(leaf)) * PL_DAY, life), rhythm,
					check->input.rhythm_origin))
			->date = leaf->not_after;
	}
}

static void check_ends(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.chains->n; i++) {
		const struct pl_served *served = &check->input.chains->items[i];
		const struct pl_cert *leaf = served->chain->certs[0];
		char day[PL_TIME_TEXT], days[PL_LINT_DAYS];
		int64_t left = leaf->not_after - check->input.at;

		/* Short lives are renewed when a third of them is left. */
		if (left > SOON || left > life_of(leaf) / 3)
			continue;
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf("the certificate of %s end%s on %s, %s", pl_cert_label(leaf),
					left < 0 ? "ed" : "s", pl_lint_day(leaf->not_after, day),
					pl_lint_days(check, leaf->not_after, days)))
			->date = leaf->not_after;
	}
}

const struct pl_lint_rule pl_lint_leaf_certificate = {
	.id = "leaf-certificate",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the whole leaf certificate is pinned: every renewal ends it",
	.about = "A renewal with the same key has another serial number and other dates, so another "
		 "digest. Whole leaves can be pinned only where each app update can wait for one.",
	.remedy = "pin the key (SubjectPublicKeyInfo) instead, and renew with the same key",
	.source = "RFC 7469 section 2.4; CA/Browser Forum Baseline Requirements 6.3.2",
	.since = "2015-04",
	.check = check_certificate,
};

const struct pl_lint_rule pl_lint_leaf_key = {
	.id = "leaf-key-automation",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a leaf's key is pinned, and automation that makes a new key is likely",
	.about = "certbot, acme.sh, Caddy, cert-manager and managed providers make a new key at each "
		 "renewal unless they are told to keep it.",
	.remedy = "tell the automation to keep the key (certbot --reuse-key), or pin higher up",
	.source = "certbot documentation, reuse_key; RFC 8555 section 7.4",
	.since = "2018 (ACME)",
	.check = check_key,
};

const struct pl_lint_rule pl_lint_rhythm = {
	.id = "shorter-than-release",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the pinned leaf lives shorter than the time between two releases",
	.about = "Between two releases the certificate changes at least once, so no release can carry "
		 "the next pin in time.",
	.remedy = "pin a key that outlives the certificate, or something above the leaf",
	.source = "CA/Browser Forum ballot SC-081v3: 200 days, 100 days, 47 days",
	.since = "2026-03-15, 2027-03-15, 2029-03-15",
	.check = check_rhythm,
};

const struct pl_lint_rule pl_lint_leaf_ends = {
	.id = "leaf-ends",
	.severity = PL_SEVERITY_WARNING,
	.summary = "the server's certificate has ended, or is about to and was not renewed",
	.about = "Automation renews when a third of the life is left; less means that it failed, or "
		 "that somebody does it by hand.",
	.remedy = "renew the certificate, and give the new chain to this check before it is served",
	.source = "RFC 5280 section 4.1.2.5",
	.since = "2008-05",
	.check = check_ends,
};
