/* What can be written into a configuration file, and what is lost on the way? */
#include <config.h>

#include "pin/formats/put.h"

#include <stdlib.h>
#include <strings.h>

#include "util/mem.h"
#include "util/time.h"

const char *pl_put_base64(const struct pl_pin *pin, char out[PL_PUT_BASE64])
{
	if (pin->form != PL_FORM_SPKI || pin->hash != PL_HASH_SHA256 || pin->digest_len != 32 ||
	    (pin->spelled == PL_SPELLED_TLSA && pin->tlsa.matching != 1))
		return NULL;
	return pl_base64(pin->digest, 32, out);
}

static const char *what_it_is(const struct pl_pin *pin)
{
	if (pin->spelled == PL_SPELLED_OTHER || pin->digest_len == 0)
		return "no digest that can be read";
	if (pin->form == PL_FORM_CERTIFICATE)
		return "of a whole certificate, from which no pin of its key follows";
	if (pin->form == PL_FORM_KEY)
		return "of bare key bits, from which no pin of a SubjectPublicKeyInfo follows";
	return "not a SHA-256 digest";
}

static bool is_repeated(const struct pl_pinset *set, size_t rule, const char *name)
{
	for (size_t i = 0; i < rule; i++) {
		for (size_t j = 0; j < set->rules[i].n_covers; j++) {
			if (strcasecmp(set->rules[i].covers[j].name, name) == 0)
				return true;
		}
	}
	return false;
}

static bool check_names(const struct pl_pinset *set, const char *format, struct pl_error *err)
{
	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t j = 0; j < set->rules[i].n_covers; j++) {
			const struct pl_pattern *name = &set->rules[i].covers[j];

			if (is_repeated(set, i, name->name))
				return pl_error_input(err, name->pos.line ? name->pos
								      : set->rules[i].pos,
						      "%.80s stands in two rules, and %s has one "
						      "entry for a name; join them", name->name,
						      format);
		}
	}
	return true;
}

bool pl_put_check(const struct pl_pinset *set, const char *format, struct pl_error *err)
{
	char unused[PL_PUT_BASE64];

	for (size_t i = 0; i < set->n_rules; i++) {
		if (set->rules[i].fault)
			return pl_error_input(err, set->rules[i].fault_pos,
					      "the software of this file refuses it (%s); mend it "
					      "before it becomes %s", set->rules[i].fault, format);
	}
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (!pl_put_base64(pin, unused))
			return pl_error_input(err, pin->pos,
					      "%s holds SHA-256 digests of public keys, and %.80s is %s",
					      format, pin->spelling, what_it_is(pin));
	}
	return check_names(set, format, err);
}

size_t pl_put_pins(const struct pl_pinset *set, size_t rule)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->pins[i].rule == rule;
	return n;
}

bool pl_put_has(const struct pl_pinset *set, size_t rule)
{
	const struct pl_rule *at = &set->rules[rule];

	return at->written || at->n_covers > 0 || pl_put_pins(set, rule) > 0;
}

char *pl_put_where(const struct pl_rule *rule)
{
	if (rule->n_covers == 0)
		return pl_strdup("for every name");
	return pl_asprintf("for %.80s%s", rule->covers[0].name, rule->n_covers > 1 ? " and others" : "");
}

static bool has_lists(const struct pl_pinset *set, size_t rule)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule && set->pins[i].list != PL_LIST_ANY)
			return true;
	}
	return set->rules[rule].leaf_list || set->rules[rule].ca_list;
}

static void lose_end(const struct pl_rule *rule, const char *where, bool known,
		     struct pl_pin_losses *losses)
{
	char date[PL_TIME_TEXT];

	if (rule->expires == PL_TIME_NONE)
		return;
	if (!known)
		pl_pin_lose(losses, "the end %s %s: these pins have none here", where,
			    pl_time_format_short(rule->expires, date));
	else if (!rule->expires_day)
		pl_pin_lose(losses, "the time of day of the end %s: it is at midnight here", where);
	if (known && rule->closed)
		pl_pin_lose(losses, "that pins refuse after their end %s: here they rest", where);
}

void pl_put_lose_terms(const struct pl_pinset *set, size_t rule, unsigned unknown,
		       struct pl_pin_losses *losses)
{
	const struct pl_rule *at = &set->rules[rule];
	char *where = pl_put_where(at);

	lose_end(at, where, !(unknown & PL_PUT_EXPIRES), losses);
	if (unknown & PL_PUT_REPORTS && at->report_only)
		pl_pin_lose(losses, "the mode that only reports %s: here pins are enforced", where);
	if (unknown & PL_PUT_OVERRIDES &&
	    (at->override_user_cas || at->override_system_cas || at->user_cas))
		pl_pin_lose(losses, "what the file says of roots on the device %s", where);
	if (unknown & PL_PUT_LISTS && has_lists(set, rule))
		pl_pin_lose(losses, "the lists for the leaf and for authorities %s: here each pin may "
			    "match any certificate", where);
	if (unknown & PL_PUT_EXCLUDES && at->excluded)
		pl_pin_lose(losses, "the exception %s: it falls to the rules of the names above it",
			    where);
	free(where);
}

bool pl_put_names(const struct pl_rule *rule, const char *host, struct pl_put_names *out,
		  struct pl_error *err)
{
	*out = (struct pl_put_names){ .items = rule->covers, .n = rule->n_covers };
	if (out->n > 0)
		return true;
	if (!host)
		return pl_error_input(err, rule->pos,
				      "these pins are for every name, and this format wants one: say "
				      "for which host it is");
	out->one.name = (char *)host; /* borrowed for as long as the caller's */
	out->items = &out->one;
	out->n = 1;
	return true;
}
