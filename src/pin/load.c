/* Can this client load this pin set at all, and if not, why? */
#include <config.h>

#include "pin/parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/compiler.h"

static bool refuse(struct pl_pin_answer *out, enum pl_axis axis, const char *fmt, ...)
	PL_PRINTF(3, 4);
static bool refuse(struct pl_pin_answer *out, enum pl_axis axis, const char *fmt, ...)
{
	va_list args;

	out->axes |= PL_AXIS(axis);
	va_start(args, fmt);
	vsnprintf(out->detail, sizeof(out->detail), fmt, args);
	va_end(args);
	return false;
}

static const char *form_words(enum pl_pin_form form)
{
	switch (form) {
	case PL_FORM_CERTIFICATE: return "a whole certificate";
	case PL_FORM_KEY: return "bare key bits";
	default: return "a SubjectPublicKeyInfo";
	}
}

static bool loads_form(const struct pl_client *client, const struct pl_pin *pin,
		       struct pl_pin_answer *out)
{
	if (!(client->forms & 1u << pin->form))
		return refuse(out, PL_AXIS_BYTES, "%s cannot pin %s, and %s%.60s is one",
			      client->name, form_words(pin->form), pin->origin ? "" : "the pin ",
			      pin->origin ? pin->origin : pin->spelling);
	if (!(client->hashes & 1u << pin->hash))
		return refuse(out, PL_AXIS_BYTES, "%s cannot pin %s %s digest, and %.60s is one",
			      client->name, pin->hash == PL_HASH_MD5 ? "an" : "a",
			      pl_pin_hash_words(pin->hash), pin->spelling);
	if (client->bundles_files && pin->spelled != PL_SPELLED_NOT)
		return refuse(out, PL_AXIS_BYTES,
			      "%s carries the certificates that it pins, and %.60s is a digest",
			      client->name, pin->spelling);
	return true;
}

static bool loads_text(const struct pl_client *client, const struct pl_pin *pin,
		       struct pl_pin_answer *out)
{
	uint8_t digest[PL_DIGEST_MAX];
	enum pl_pin_reading reading;
	size_t len;

	if (client->bad_pin != PL_BAD_REFUSED || pin->spelled == PL_SPELLED_NOT)
		return true;
	reading = pl_pin_read(client, pin, digest, &len);
	if (pin->spelled == PL_SPELLED_OTHER && reading == PL_READ_NOT)
		return refuse(out, PL_AXIS_SPELLING, "the pin %.60s is of no kind that %s knows",
			      pin->spelling, client->name);
	if (reading == PL_READ_NOT)
		return refuse(out, PL_AXIS_SPELLING, "the pin %.60s %s", pin->spelling,
			      client->reader->words);
	if (reading == PL_READ_WELL || !client->checks_length)
		return true;
	if (pin->spelled == PL_SPELLED_TLSA)
		return refuse(out, PL_AXIS_SPELLING, "%.60s is no usable TLSA record",
			      pin->spelling);
	if (!*pl_pin_text(pin))
		return refuse(out, PL_AXIS_SPELLING, "the pin %.60s is empty", pin->spelling);
	return refuse(out, PL_AXIS_SPELLING, "the pin %.60s decodes to %zu bytes, not %zu",
		      pin->spelling, len, pl_pin_hash_len(pin->hash));
}

static bool loads_list(const struct pl_client *client, const struct pl_pin *pin,
		       struct pl_pin_answer *out)
{
	if (client->lists == PL_LISTS_NONE && pin->list != PL_LIST_ANY)
		return refuse(out, PL_AXIS_CANDIDATES,
			      "%s has no separate lists for the leaf and for authorities",
			      client->name);
	if (client->lists == PL_LISTS_BOTH && pl_pin_list_of(pin) == PL_LIST_ANY)
		return refuse(out, PL_AXIS_CANDIDATES,
			      "%s has one list for the leaf and one for authorities; %.50s stands "
			      "in neither", client->name, pin->spelling);
	return true;
}

/* The text may be a piece of the file, of any length. */
static bool loads_file(const struct pl_rule *rule, struct pl_pin_answer *out)
{
	if (!rule->fault)
		return true;
	out->pos = rule->fault_pos;
	return refuse(out, PL_AXIS_FILE, "%.140s", rule->fault);
}

static bool loads_pattern(const struct pl_client *client, const struct pl_pattern *pattern,
			  struct pl_pin_answer *out)
{
	const char *fault = pl_host_pattern_fault(&client->hosts, pattern);

	return !fault || refuse(out, PL_AXIS_HOSTS, "%s refuses the host pattern \"%.40s\": %s",
				client->name, pattern->name, fault);
}

static bool is_repeated(const struct pl_client *client, const struct pl_pinset *set, size_t rule,
			size_t at)
{
	const char *name = set->rules[rule].covers[at].name;

	for (size_t i = 0; i <= rule; i++) {
		size_t end = i < rule ? set->rules[i].n_covers : at;

		for (size_t j = 0; j < end; j++) {
			if (pl_host_same(&client->hosts, set->rules[i].covers[j].name, name))
				return true;
		}
	}
	return false;
}

static bool loads_patterns(const struct pl_client *client, const struct pl_pinset *set,
			   size_t rule, struct pl_pin_answer *out)
{
	const struct pl_rule *from = &set->rules[rule];

	for (size_t i = 0; i < from->n_covers; i++) {
		out->pos = from->covers[i].pos.line > 0 ? from->covers[i].pos : from->pos;
		if (!loads_pattern(client, &from->covers[i], out))
			return false;
		if (client->hosts.unique && is_repeated(client, set, rule, i))
			return refuse(out, PL_AXIS_HOSTS, "%.60s has already been specified",
				      from->covers[i].name);
	}
	out->pos = from->pos;
	return true;
}

/* The pins that stand in an excluding rule would be for nobody. */
static bool loads_exclusion(const struct pl_client *client, const struct pl_rule *rule,
			    struct pl_pin_answer *out)
{
	return !rule->excluded || client->hosts.excludes ||
	       refuse(out, PL_AXIS_HOSTS, "%s cannot take %.60s out of its other rules",
		      client->name, rule->n_covers > 0 ? rule->covers[0].name : "a name");
}

static bool is_counted(const struct pl_client *client, const struct pl_pinset *set, size_t at)
{
	const struct pl_pin *pin = &set->pins[at];

	for (size_t i = 0; !client->count.counts_texts && i < at; i++) {
		if (set->pins[i].rule == pin->rule && set->pins[i].digest_len == pin->digest_len &&
		    memcmp(set->pins[i].digest, pin->digest, PL_DIGEST_MAX) == 0)
			return false;
	}
	return true;
}

static bool has_enough(const struct pl_client *client, const struct pl_pinset *set, size_t rule,
		       struct pl_pin_answer *out)
{
	const struct pl_count_rules *count = &client->count;
	bool reports = set->rules[rule].report_only;
	size_t min = reports ? count->min_reported : count->min_enforced, all = 0, counted = 0;

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule != rule)
			continue;
		all++;
		counted += is_counted(client, set, i);
	}
	if (all == 0 && (set->rules[rule].excluded || (!set->rules[rule].written &&
							set->rules[rule].n_covers == 0)))
		return true;
	if (all == 0 && client->empty == PL_EMPTY_REFUSED)
		return refuse(out, PL_AXIS_COUNT, "%s refuses a rule without pins", client->name);
	if (counted < min && (all > 0 || client->empty != PL_EMPTY_UNPINNED))
		return refuse(out, PL_AXIS_COUNT, "%s wants %zu %spins%s, and there %s %zu",
			      client->name, min, count->counts_texts ? "" : "different ",
			      reports ? "" : " where it enforces", counted == 1 ? "is" : "are",
			      counted);
	if (count->max > 0 && all > count->max)
		return refuse(out, PL_AXIS_COUNT, "%s takes %zu pin%s, and there are %zu",
			      client->name, count->max, count->max == 1 ? "" : "s", all);
	return true;
}

static bool loads_rule(const struct pl_client *client, const struct pl_pinset *set, size_t rule,
		       struct pl_pin_answer *out)
{
	out->pos = set->rules[rule].pos;
	if (client->lists == PL_LISTS_NONE &&
	    (set->rules[rule].leaf_list || set->rules[rule].ca_list))
		return refuse(out, PL_AXIS_CANDIDATES,
			      "%s has no separate lists for the leaf and for authorities",
			      client->name);
	return loads_exclusion(client, &set->rules[rule], out) &&
	       loads_patterns(client, set, rule, out) && has_enough(client, set, rule, out);
}

bool pl_client_loads(const struct pl_client *client, const struct pl_pinset *set,
		     struct pl_pin_answer *out)
{
	bool ok = true;

	*out = (struct pl_pin_answer){ .result = PL_PINS_INVALID };
	for (size_t i = 0; ok && i < set->n_rules; i++)
		ok = loads_file(&set->rules[i], out);
	for (size_t i = 0; ok && i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		out->pos = pin->pos;
		ok = loads_form(client, pin, out) && loads_text(client, pin, out) &&
		     loads_list(client, pin, out);
		out->pin = ok ? NULL : pin;
	}
	for (size_t i = 0; ok && i < set->n_rules; i++)
		ok = loads_rule(client, set, i, out);
	if (ok)
		out->pos = (struct pl_pos){ 0 };
	return ok;
}
