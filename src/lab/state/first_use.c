/* What does an app keep of the server that it talks to for the first time? */
#include <config.h>

#include "lab/state/parts.h"

#include "lab/expression.h"
#include "lab/judge/parts.h"
#include "util/mem.h"
#include "util/text.h"

/* Of what was shown, not of what the world holds: an attacker's is as good as any. */
static const struct pl_cert *shown(const struct pl_outcome *outcome, enum pl_source source)
{
	const struct pl_path *path = outcome->path;

	switch (source) {
	case PL_SOURCE_LEAF:
		return outcome->presented->n > 0 ? outcome->presented->certs[0] : NULL;
	case PL_SOURCE_ISSUER:
		return path && path->n > 1 ? path->certs[1] : NULL;
	case PL_SOURCE_ROOT:
		return path && path->n > 0 ? path->certs[path->n - 1] : NULL;
	default:
		return NULL;
	}
}

static void keep(struct pl_pinset *set, const char *text, bool backup,
		 const struct pl_outcome *outcome)
{
	struct pl_error ignored = PL_ERROR_INIT;
	struct pl_expression expression;
	const struct pl_cert *cert = NULL;
	struct pl_pin *pin;

	if (pl_expression_parse(text, (struct pl_pos){ 0 }, &expression, &ignored))
		cert = shown(outcome, expression.source);
	pl_error_clear(&ignored);
	if (!cert)
		return;
	pin = pl_pinset_add(set);
	pin->origin = pl_strdup(text);
	pin->subject = pl_strdup(pl_cert_label(cert));
	pin->backup = backup;
	pl_pin_from_cert(pin, expression.form, cert);
}

static struct pl_pinset *pins_shown(const struct pl_strategy_def *strategy,
				    const struct pl_outcome *outcome)
{
	struct pl_pinset *set = pl_pinset_new();

	pl_strategy_terms(&strategy->terms, &set->rules[0]);
	for (size_t i = 0; i < strategy->n_pins; i++)
		keep(set, strategy->pins[i], false, outcome);
	for (size_t i = 0; i < strategy->n_backups; i++)
		keep(set, strategy->backups[i], true, outcome);
	return set;
}

bool pl_contact_first_use(struct pl_contact *contact, struct pl_app_state *next)
{
	if (!contact->accepted || contact->outcome->reason != PL_REASON_FIRST_USE)
		return false;
	contact->made = pins_shown(contact->row->strategy, contact->outcome);
	next->pins = contact->made;
	next->since = contact->world->now + 1;
	return true;
}
