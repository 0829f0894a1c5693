/* For how long does a session ticket spare the look at the certificate? */
#include <config.h>

#include "lab/state/parts.h"

#include "util/time.h"

/*
 * Sessions are resumed with the keys of the last full handshake, and no
 * certificate is sent (RFC 8446, 2.2). While all is well a new ticket comes
 * again and again; from the moment of a change on, the last one runs.
 */
bool pl_contact_ticket(struct pl_contact *contact, struct pl_app_state *next)
{
	const struct pl_app_state *state = contact->state;
	bool full = !contact->attacked && contact->accepted &&
		    !(contact->outcome->notes & PL_NOTE_RESUMED);
	struct pl_memory memory;

	if (contact->row->strategy->memory.session_tickets == 0)
		return false;
	if (full) {
		if (state->seen == contact->outcome && state->ticket_until == PL_TIME_NONE)
			return false;
		pl_row_memory(contact->world, contact->row, &memory);
		next->seen = contact->outcome;
		next->seen_pins = (struct pl_pinset *)memory.pins;
		next->ticket_until = PL_TIME_NONE;
		return true;
	}
	if (!state->seen || state->ticket_until != PL_TIME_NONE)
		return false;
	next->ticket_until = contact->clock + contact->row->strategy->memory.session_tickets;
	return true;
}
