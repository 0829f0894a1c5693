/* What does a browser note of a header that pins keys, and until when (RFC 7469)? */
#include <config.h>

#include "lab/state/parts.h"

#include <stdlib.h>
#include <string.h>

#include "lab/strategy.h"
#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct pl_hpkp *pl_hpkp_ref(const struct pl_hpkp *hpkp)
{
	/* The count is the one part of a shared value that changes. */
	struct pl_hpkp *shared = (struct pl_hpkp *)(uintptr_t)hpkp;

	if (shared)
		pl_ref_get(&shared->ref);
	return shared;
}

void pl_hpkp_unref(struct pl_hpkp *hpkp)
{
	if (!hpkp || !pl_ref_put(&hpkp->ref))
		return;
	pl_pinset_unref(hpkp->pins);
	free(hpkp);
}

struct pl_hpkp *pl_hpkp_capture(struct pl_change *change, const struct pl_hpkp_def *def,
				const struct pl_host *host, struct pl_error *err)
{
	struct pl_strategy_def header = {
		.name = "hpkp",
		.client = pl_client_find("generic"),
		.pins = def->pins,
		.pin_pos = def->pin_pos,
		.n_pins = def->n_pins,
		.terms = { .expires = PL_TIME_NONE, .report_only = def->report_only },
	};
	struct pl_pinset *pins = pl_strategy_capture(change->engine, change->model, change->world,
						     &header, host, change->world->devices[0],
						     err);
	struct pl_hpkp *hpkp;

	if (!pins)
		return NULL;
	hpkp = pl_calloc(1, sizeof(*hpkp));
	pl_ref_init(&hpkp->ref);
	hpkp->pins = pins;
	hpkp->max_age = def->max_age;
	hpkp->subdomains = def->subdomains;
	hpkp->report_only = def->report_only;
	return hpkp;
}

static bool is_in(const struct pl_pin *pin, const struct pl_path *path)
{
	for (size_t i = 0; i < path->n; i++)
		if (pl_pin_matches(pin, path->certs[i]))
			return true;
	return false;
}

/* RFC 7469, 2.5: one pin of the validated chain, and one that is not in it. */
static bool is_valid(const struct pl_pinset *pins, const struct pl_path *path)
{
	size_t inside = 0;

	for (size_t i = 0; i < pins->n; i++)
		inside += is_in(&pins->pins[i], path);
	return inside > 0 && inside < pins->n;
}

/* RFC 7469, 2.3.3: an address is no name. */
static bool is_name(const char *host)
{
	return !strchr(host, ':') && host[strspn(host, "0123456789.")] != '\0';
}

/* His leaf's key, and one of his that is nowhere yet: the least that is ever noted. */
static struct pl_pinset *pins_of_attacker(struct pl_contact *contact)
{
	const struct pl_key *reserve = pl_pki_key(pl_engine_pki(contact->run->engine), "attack",
						  "reserve", PL_KEY_P256, contact->err);
	struct pl_pinset *pins;
	struct pl_pin *pin;

	if (!reserve)
		return NULL;
	pins = pl_pinset_new();
	pin = pl_pinset_add(pins);
	pin->origin = pl_strdup("attacker.spki");
	pin->subject = pl_strdup("the key that the attacker answered with");
	pl_pin_from_cert(pin, PL_FORM_SPKI, contact->outcome->presented->certs[0]);
	pin = pl_pinset_add(pins);
	pin->origin = pl_strdup("attacker.spki");
	pin->subject = pl_strdup("a key of the attacker's in reserve");
	pin->backup = true;
	if (pl_pin_from_key(pin, PL_FORM_SPKI, reserve))
		return pins;
	pl_pinset_unref(pins);
	return NULL;
}

/* What came with this answer. */
struct header {
	struct pl_pinset *pins; /* NULL: none that counts */
	int64_t max_age;
	bool subdomains;
};

static struct header received(struct pl_contact *contact)
{
	const struct pl_host *host = contact->world->hosts[contact->row->host_at];
	const struct pl_outcome *outcome = contact->outcome;
	struct header header = { 0 };

	if (!contact->accepted || outcome->chain != PL_CHAIN_VALID || !outcome->path ||
	    !is_name(host->names[0]))
		return header;
	if (contact->attacked && contact->world->attack_hpkp > 0) {
		contact->made = pins_of_attacker(contact);
		header = (struct header){ contact->made, contact->world->attack_hpkp, false };
	} else if (!contact->attacked && host->hpkp && !host->hpkp->report_only) {
		header = (struct header){ host->hpkp->pins, host->hpkp->max_age,
					  host->hpkp->subdomains };
	}
	if (header.pins && !is_valid(header.pins, outcome->path))
		header.pins = NULL;
	return header;
}

static bool forget(struct pl_contact *contact, struct pl_app_state *next)
{
	if (!next->pins)
		return false;
	next->pins = NULL;
	next->live = false;
	next->until = PL_TIME_NONE;
	next->since = contact->world->now + 1;
	return true;
}

static bool note(struct pl_contact *contact, const struct header *header,
		 struct pl_app_state *next)
{
	bool known = next->live && pl_pinset_same(next->pins, header->pins);

	if (known && next->max_age == header->max_age && next->subdomains == header->subdomains)
		return false;
	if (!known)
		next->pins = header->pins;
	if (!known || next->subdomains != header->subdomains)
		next->since = contact->world->now + 1;
	next->live = true;
	next->until = PL_TIME_NONE;
	next->max_age = header->max_age;
	next->subdomains = header->subdomains;
	next->hostile = contact->attacked;
	return true;
}

/*
 * Each valid header takes the place of what was noted and counts anew (RFC
 * 7469, 2.3.1). When none comes any more, the last one's time runs.
 */
bool pl_contact_header(struct pl_contact *contact, struct pl_app_state *next)
{
	struct header header = received(contact);

	if (header.pins && header.max_age == 0)
		return forget(contact, next);
	if (header.pins)
		return note(contact, &header, next);
	if (!next->live)
		return false;
	next->live = false;
	next->until = contact->clock + next->max_age;
	return true;
}

static bool is_noted(const struct pl_world *world, const struct pl_row *row,
		     const struct pl_app_state *state)
{
	int64_t clock = world->now + world->devices[row->device_at]->skew;

	return state->pins && (state->until == PL_TIME_NONE || clock < state->until);
}

/* The nearest name above this one whose pins were noted for all below it. */
static const struct pl_app_state *noted_above(const struct pl_world *world,
					      const struct pl_row *row)
{
	const char *name = world->hosts[row->host_at]->names[0];
	const struct pl_app_state *best = NULL;
	size_t length = 0;

	for (size_t i = 0; i < world->n_states; i++) {
		const struct pl_app_state *state = world->states[i];
		const struct pl_host *host = pl_world_host(world, state->host);

		if (!state->subdomains || !pl_streq(state->strategy, row->strategy->name) ||
		    !pl_streq(state->device, row->device) ||
		    !pl_streq(state->version, row->version) || !is_noted(world, row, state) ||
		    !host || !pl_name_is_below(name, host->names[0]) || strlen(host->names[0]) <= length)
			continue;
		length = strlen(host->names[0]);
		best = state;
	}
	return best;
}

const struct pl_app_state *pl_state_noted(const struct pl_world *world, const struct pl_row *row)
{
	const struct pl_app_state *state = world->states[row->state_at];

	return is_noted(world, row, state) ? state : noted_above(world, row);
}
