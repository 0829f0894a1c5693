/* Which certificate has each pin, where its client looks, and on which paths? */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rehearsal/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *pl_tier_name(enum pl_tier tier)
{
	static const char *const names[] = {
		[PL_TIER_LEAF] = "leaf",
		[PL_TIER_INTERMEDIATE] = "intermediate",
		[PL_TIER_ROOT] = "root",
	};

	return names[tier];
}

bool pl_gate_same_cert(const struct pl_cert *a, const struct pl_cert *b)
{
	return memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

bool pl_gate_path_valid(const struct pl_path *path, int64_t at)
{
	size_t where;

	return path->fault == PL_FAULT_NONE && !path->name_mismatch &&
	       pl_path_dates(path, at, true, &where) == PL_FAULT_NONE;
}

/* What is self-signed is a root, and so is another certificate of its key, as a cross-sign. */
static bool is_root(const struct pl_gate *check, const struct pl_cert *cert)
{
	if (cert->self_issued)
		return true;
	for (size_t i = 0; i < check->anchors->n; i++) {
		const struct pl_cert *anchor = check->anchors->certs[i];

		if (anchor->self_issued &&
		    memcmp(anchor->spki_sha256, cert->spki_sha256, sizeof(cert->spki_sha256)) == 0)
			return true;
	}
	return false;
}

static enum pl_tier tier_of(const struct pl_gate *check, const struct pl_gate_target *target,
			    const struct pl_cert *cert)
{
	if (pl_gate_same_cert(cert, target->served->chain->certs[0]))
		return PL_TIER_LEAF;
	return is_root(check, cert) ? PL_TIER_ROOT : PL_TIER_INTERMEDIATE;
}

static void widen(struct pl_gate_match *match, const struct pl_cert *cert)
{
	if (match->from == PL_TIME_NONE || cert->not_before < match->from)
		match->from = cert->not_before;
	if (match->until == PL_TIME_NONE || cert->not_after > match->until)
		match->until = cert->not_after;
}

static void look(const struct pl_gate *check, const struct pl_gate_target *target,
		 const struct pl_path *path, size_t number, struct pl_gate_match *match)
{
	const struct pl_gate_file *file = &check->input.files[match->file];
	struct pl_pin_question question = {
		.set = file->pins->set,
		.host = target->name,
		.presented = target->served->chain,
		.path = path,
		.now = check->input.at,
		.usages = 15,
	};
	const struct pl_cert *cert =
		pl_client_finds(file->client, &question, &file->pins->set->pins[match->pin]);

	if (!cert)
		return;
	match->paths++;
	match->on |= number < 64 ? UINT64_C(1) << number : 0;
	widen(match, cert);
	if (match->cert)
		return;
	match->cert = cert;
	match->tier = tier_of(check, target, cert);
}

static size_t count_valid(const struct pl_gate *check, const struct pl_gate_target *target)
{
	size_t n = 0;

	for (size_t i = 0; i < target->paths->n; i++)
		n += pl_gate_path_valid(&target->paths->items[i], check->input.at);
	return n;
}

/* With no path at all the certificates are still what they are, and so are the pins on them. */
static void look_at_sent(const struct pl_gate *check, const struct pl_gate_target *target,
			 struct pl_gate_match *match)
{
	const struct pl_served *served = target->served;
	struct pl_path sent = { .n = served->n_path, .certs = served->chain->certs };

	look(check, target, &sent, 64, match);
	match->paths = 0;
}

/* Where no path is valid, all of them are looked at: the pin is not to blame. */
static void find_match(struct pl_gate *check, size_t cell, size_t pin)
{
	const struct pl_gate_target *target = &check->targets[check->cells[cell].target];
	struct pl_gate_match *match = PL_PUSH(check->matches, check->n_matches,
					       check->cap_matches);
	size_t valid = count_valid(check, target), number = 0;

	*match = (struct pl_gate_match){
		.file = check->cells[cell].file,
		.pin = pin,
		.cell = cell,
		.all_paths = valid > 0 ? valid : target->paths->n,
		.from = PL_TIME_NONE,
		.until = PL_TIME_NONE,
	};
	for (size_t i = 0; i < target->paths->n; i++) {
		const struct pl_path *path = &target->paths->items[i];

		if (valid == 0 || pl_gate_path_valid(path, check->input.at))
			look(check, target, path, number++, match);
	}
	if (target->paths->n == 0)
		look_at_sent(check, target, match);
}

static void find_matches_of(struct pl_gate *check, size_t cell)
{
	const struct pl_gate_file *file = &check->input.files[check->cells[cell].file];
	const struct pl_pinset *set = file->pins->set;
	bool *applies = pl_calloc(set->n_rules, sizeof(*applies));
	const char *name = check->targets[check->cells[cell].target].name;

	check->cells[cell].first_match = check->n_matches;
	if (pl_rules_select(file->client, set, name, applies)) {
		for (size_t i = 0; i < set->n; i++) {
			if (applies[set->pins[i].rule])
				find_match(check, cell, i);
		}
	}
	check->cells[cell].n_matches = check->n_matches - check->cells[cell].first_match;
	free(applies);
}

/* No pin matches anything yet. */
static void prepare(struct pl_gate *check)
{
	check->matched = pl_calloc(check->input.n_files + 1, sizeof(*check->matched));
	for (size_t i = 0; i < check->input.n_files; i++) {
		size_t n = check->input.files[i].pins->set->n;

		check->matched[i] = pl_calloc(n + 1, sizeof(**check->matched));
		for (size_t j = 0; j < n; j++)
			check->matched[i][j] = SIZE_MAX;
	}
}

void pl_gate_find_matches(struct pl_gate *check)
{
	prepare(check);
	for (size_t i = 0; i < check->n_cells; i++)
		find_matches_of(check, i);
	for (size_t i = 0; i < check->n_matches; i++) {
		const struct pl_gate_match *match = &check->matches[i];
		size_t *first = &check->matched[match->file][match->pin];

		if (match->cert && *first == SIZE_MAX)
			*first = i;
	}
}

static bool looks_at_anchor(const struct pl_client *client)
{
	return client->looks_at == PL_LOOKS_PATH || client->looks_at == PL_LOOKS_CAS ||
	       client->looks_at == PL_LOOKS_LISTS;
}

/* A root of that name whose key the file pins: not proof, for a name is no key. */
static const struct pl_known_ca *likely_root(const struct pl_gate *check,
					     const struct pl_gate_cell *cell)
{
	const struct pl_cert *highest = check->targets[cell->target].served->highest;

	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *match = &check->matches[cell->first_match + i];
		const struct pl_pin *pin = pl_gate_pin(check, match->file, match->pin);
		const struct pl_known_ca *ca = NULL;

		if (pin->form == PL_FORM_SPKI && pin->hash == PL_HASH_SHA256 &&
		    pin->digest_len == 32)
			ca = pl_facts_ca(check->input.facts, pin->digest);
		if (ca && ca->is_root && pl_streq(ca->subject, highest->issuer))
			return ca;
	}
	return NULL;
}

void pl_gate_find_unsure(struct pl_gate *check)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		struct pl_gate_cell *cell = &check->cells[i];

		cell->unsure = cell->outcome->reason == PL_REASON_PIN_MISMATCH &&
			       !check->targets[cell->target].served->top &&
			       looks_at_anchor(check->input.files[cell->file].client);
		if (cell->unsure)
			cell->likely = likely_root(check, cell);
	}
}
