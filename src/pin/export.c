/* How does another client's file say what these pins say? */
#include <config.h>

#include "pin/export.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pin/differ.h"
#include "pin/join.h"
#include "pin/parts.h"
#include "pin/reach.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct export {
	const struct pl_pin_format *format;
	const struct pl_client *to;
	const struct pl_pin_side *from;
	const char *host;
	struct pl_pinset *set;     /* that is made */
	const struct pl_pin **lost;/* said to be */
	size_t n_lost, cap_lost;
	struct pl_pin_losses *losses;
	struct pl_error *err;
};

/* The digest as this client reads it: what is written is what counted. */
static bool read_pin(struct export *x, const struct pl_pin *from, struct pl_pin *pin)
{
	uint8_t digest[PL_DIGEST_MAX];
	size_t len;

	if (pl_pin_read(x->from->client, from, digest, &len) != PL_READ_WELL)
		return pl_error_input(x->err, from->pos, "%s cannot read the pin %.100s, so nobody "
				      "knows what it is of; mend it first",
				      x->from->client->name, from->spelling);
	pin->form = from->form;
	pin->hash = from->hash;
	pin->digest_len = len;
	memcpy(pin->digest, digest, sizeof(digest));
	return true;
}

/* From the certificate itself, in the first form that the client knows. */
static bool reform(const struct pl_client *to, struct pl_pin *pin, const struct pl_cert *cert)
{
	static const enum pl_pin_form forms[] = { PL_FORM_SPKI, PL_FORM_CERTIFICATE, PL_FORM_KEY };

	if (!cert)
		return false;
	for (size_t i = 0; i < PL_ARRAY_LEN(forms); i++) {
		if (!(to->forms & 1u << forms[i]))
			continue;
		pin->form = forms[i];
		pin->hash = PL_HASH_SHA256;
		pin->digest_len = 32;
		pl_pin_digest(cert, forms[i], PL_HASH_SHA256, pin->digest);
		return true;
	}
	return false;
}

static bool suits(const struct pl_client *to, const struct pl_pin *pin)
{
	return (to->forms & 1u << pin->form) && (to->hashes & 1u << pin->hash) &&
	       (pin->form != PL_FORM_KEY || to->bundles_files);
}

/* The canonical text of a digest where the client reads texts of this kind. */
static void spell(const struct export *x, struct pl_pin *pin)
{
	char text[2 * PL_DIGEST_MAX + 1];

	if (pin->form == PL_FORM_CERTIFICATE) {
		pin->spelled = PL_SPELLED_FINGERPRINT;
		pin->spelling = pl_strdup(pl_hex(pin->digest, pin->digest_len, text));
	} else if (x->to->reads & 1u << PL_SPELLED_HEX || pin->hash == PL_HASH_SHA512) {
		pin->spelled = PL_SPELLED_HEX;
		pin->spelling = pl_asprintf("%s:%s", pin->hash == PL_HASH_SHA512 ? "sha512" :
					    pin->hash == PL_HASH_SHA1 ? "sha1" : "sha256",
					    pl_hex(pin->digest, pin->digest_len, text));
	} else {
		pin->spelled = PL_SPELLED_BASE64;
		pin->spelling = pl_asprintf("%s/%s", pin->hash == PL_HASH_SHA1 ? "sha1" : "sha256",
					    pl_base64(pin->digest, pin->digest_len, text));
	}
}

static bool is_there(const struct pl_pinset *set, const struct pl_pin *pin)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *other = &set->pins[i];

		if (other->rule == pin->rule && other->form == pin->form &&
		    other->hash == pin->hash && other->list == pin->list &&
		    memcmp(other->digest, pin->digest, pl_pin_hash_len(pin->hash)) == 0)
			return true;
	}
	return false;
}

/* In which of two lists; a digest alone does not tell. */
static bool choose_list(struct export *x, const struct pl_pin *from, struct pl_pin *pin)
{
	pin->list = x->to->lists == PL_LISTS_NONE ? PL_LIST_ANY : from->list;
	if (x->to->lists != PL_LISTS_BOTH || from->list != PL_LIST_ANY)
		return true;
	if (!from->cert)
		return pl_error_input(x->err, from->pos, "%s keeps pins of the leaf and of "
				      "authorities apart, and nothing tells which %.100s is; give its "
				      "certificate as well", x->format->name, from->spelling);
	pin->list = from->cert->is_ca ? PL_LIST_CA : PL_LIST_LEAF;
	return true;
}

/* One pin for a rule of the new set; one that cannot be said there is lost. */
static bool add_pin(struct export *x, const struct pl_pin *from, size_t rule)
{
	struct pl_pin pin = { .cert_expiry = from->cert_expiry, .rule = rule, .pos = from->pos };

	if (!read_pin(x, from, &pin) || !choose_list(x, from, &pin))
		return false;
	if (!suits(x->to, &pin) && !reform(x->to, &pin, from->cert)) {
		pl_pin_lose(x->losses, "the pin %.100s is %s, which %s cannot pin", from->spelling,
			    pin.form == PL_FORM_SPKI ? "of another hash" :
			    pin.form == PL_FORM_KEY ? "of bare key bits" :
			    "of a whole certificate", x->format->name);
		*PL_PUSH(x->lost, x->n_lost, x->cap_lost) = from;
		return true;
	}
	if (is_there(x->set, &pin))
		return true;
	pin.backup = from->backup;
	pin.of_ca = from->of_ca || (from->cert && from->cert->is_ca) ||
		    (from->spelled == PL_SPELLED_TLSA && from->tlsa.usage % 2 == 0);
	pin.cert = pl_cert_ref(from->cert);
	spell(x, &pin);
	*pl_pinset_add(x->set) = pin;
	return true;
}

static void copy_end(struct export *x, const struct pl_rule *from, struct pl_rule *to)
{
	const struct pl_expiry_rules *rules = &x->to->expiry;
	char date[PL_TIME_TEXT];

	if (from->expires == PL_TIME_NONE || x->from->client->expiry.kind != PL_EXPIRY_DATE)
		return;
	if (rules->kind != PL_EXPIRY_DATE)
		return; /* the comparison of both says so */
	to->expires = from->expires;
	to->expires_day = from->expires_day;
	if (from->expires_day || rules->time_of_day == PL_TIME_OF_DAY_KEPT)
		return;
	to->expires -= (to->expires % PL_DAY + PL_DAY) % PL_DAY;
	to->expires_day = true;
	pl_pin_lose(x->losses, "the end is a whole day there: 00:00 of %s",
		    pl_time_format_short(to->expires, date));
}

static size_t pins_of(const struct pl_pinset *set, size_t rule)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->pins[i].rule == rule;
	return n;
}

/* What is said of roots on the device; the comparison of both says what is lost. */
static void copy_anchors(const struct export *x, const struct pl_rule *from, struct pl_rule *to)
{
	bool knows = x->to->local.rule == PL_LOCAL_BY_RULE;

	to->override_user_cas = from->override_user_cas && knows;
	to->override_system_cas = from->override_system_cas && knows;
	to->user_cas = from->user_cas && knows;
	to->no_system_cas = from->no_system_cas && knows;
}

static void copy_terms(struct export *x, const struct pl_rule *from, struct pl_rule *to)
{
	bool lists = x->to->lists != PL_LISTS_NONE;

	copy_end(x, from, to);
	to->written = from->written || x->format->names_hosts || from->n_covers > 0;
	to->closed = from->closed && x->to->expiry.closes;
	to->report_only = from->report_only && x->to->has_report_only;
	copy_anchors(x, from, to);
	to->leaf_list = lists && from->leaf_list;
	to->ca_list = lists && from->ca_list;
	if (from->closed && !to->closed)
		pl_pin_lose(x->losses, "past its end it would refuse; %s lets everybody pass",
			    x->format->name);
	if ((from->leaf_list || from->ca_list) && !lists)
		pl_pin_lose(x->losses, "pins of the leaf and of authorities are one list there, of "
			    "which any will do");
}

/* An entry without pins takes its names out of the others, where the most specific one counts. */
static void copy_exception(const struct export *x, size_t at, struct pl_rule *to)
{
	const struct pl_rule *from = &x->from->set->rules[at];
	const struct pl_client *client = x->from->client;
	bool unpinned = from->written && from->n_covers > 0 && pins_of(x->from->set, at) == 0 &&
			client->hosts.select == PL_SELECT_MOST_SPECIFIC &&
			client->empty == PL_EMPTY_UNPINNED && x->to->empty == PL_EMPTY_REFUSED;

	to->excluded = (from->excluded || unpinned) && x->to->hosts.excludes;
}

/* True when the client has no place for names and this format writes none. */
static bool is_nameless(const struct export *x)
{
	return x->to->hosts.match == PL_HOSTS_ALL && !x->format->names_hosts;
}

static void copy_names(struct export *x, const struct pl_rule *from, struct pl_rule *to)
{
	if (x->host) {
		to->only_covers = x->format->names_hosts;
		if (!is_nameless(x))
			pl_rule_cover(to, x->host, false);
		return;
	}
	if (is_nameless(x) ||
	    (x->from->client->hosts.match == PL_HOSTS_ALL && !from->only_covers))
		return;
	to->only_covers = x->format->names_hosts && from->n_covers > 0;
	for (size_t i = 0; i < from->n_covers; i++) {
		struct pl_reach reach = pl_reach_of(x->from->client, from, &from->covers[i]);

		pl_reach_cover(x->to, &reach, to);
	}
}

/* What could end a text, a line or a field of some format has no place in a name. */
static bool is_plain(const char *name)
{
	for (const char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("._-*:", *c) && (unsigned char)*c < 0x80)
			return false;
	}
	return *name;
}

static bool check_names(struct export *x, const struct pl_rule *rule, struct pl_pos pos)
{
	bool wants = x->to->hosts.match != PL_HOSTS_ALL && !pl_streq(x->to->name, "generic");

	for (size_t i = 0; i < rule->n_covers; i++) {
		if (!x->format->any_name && !is_plain(rule->covers[i].name))
			return pl_error_input(x->err, pos, "\"%s\" is no name of a host; mend it "
					      "before it is written", rule->covers[i].name);
	}
	if (rule->n_covers == 0 && wants)
		return pl_error_usage(x->err, "%s pins names, and %s does not say which; add "
				      "--host NAME", x->format->name, pos.file ? pos.file : "this");
	return true;
}

/* Where both lists have to match, pins of which any was enough become two demands. */
static void check_demands(struct export *x, size_t at, size_t to)
{
	bool any = false, leaf = false, ca = false;

	for (size_t i = 0; i < x->from->set->n; i++)
		any = any || (x->from->set->pins[i].rule == at &&
			      x->from->set->pins[i].list == PL_LIST_ANY);
	for (size_t i = 0; i < x->set->n; i++) {
		leaf = leaf || (x->set->pins[i].rule == to && x->set->pins[i].list == PL_LIST_LEAF);
		ca = ca || (x->set->pins[i].rule == to && x->set->pins[i].list == PL_LIST_CA);
	}
	if (x->to->lists == PL_LISTS_BOTH && any && leaf && ca)
		pl_pin_lose(x->losses, "one pin of all was enough; there one of the leaf and one of "
			    "the authorities have to match");
}

/* What is for one host comes together in one rule: the first of those that apply says the terms. */
static bool copy_rule(struct export *x, size_t at, bool is_first)
{
	const struct pl_rule *from = &x->from->set->rules[at];
	size_t to = 0, before;

	if (is_first && !is_nameless(x) && (at > 0 || from->n_covers > 0 || x->host))
		(void)pl_pinset_add_rule(x->set);
	to = x->set->n_rules - 1;
	if (is_first) {
		copy_terms(x, from, &x->set->rules[to]);
		copy_exception(x, at, &x->set->rules[to]);
		copy_names(x, from, &x->set->rules[to]);
	}
	before = x->losses->n;
	for (size_t i = 0; i < x->from->set->n; i++) {
		if (x->from->set->pins[i].rule == at && !add_pin(x, &x->from->set->pins[i], to))
			return false;
	}
	check_demands(x, at, to);
	if (pins_of(x->from->set, at) > 0 && pins_of(x->set, to) == 0)
		return pl_error_input(x->err, (struct pl_pos){ .file = x->from->name },
				      "no pin can be written as %s: %s", x->format->name,
				      x->losses->items[before].text);
	return pins_of(x->set, to) == 0 || check_names(x, &x->set->rules[to],
						       (struct pl_pos){ .file = x->from->name });
}

static bool copy_rules(struct export *x)
{
	const struct pl_pinset *set = x->from->set;
	bool *applies = pl_calloc(set->n_rules, sizeof(*applies)), ok = true;
	size_t n = 0;

	copy_anchors(x, &set->rules[0], &x->set->rules[0]);

	if (x->host && !pl_rules_select(x->from->client, set, x->host, applies))
		ok = pl_error_input(x->err, (struct pl_pos){ .file = x->from->name },
				    "there are no pins for %s here", x->host);
	for (size_t i = 0; ok && i < set->n_rules; i++) {
		if ((x->host && !applies[i]) || (i == 0 && pins_of(set, 0) == 0))
			continue;
		if (n > 0 && is_nameless(x) && !x->host)
			ok = pl_error_usage(x->err, "%s has no rules for names, and %s has several; "
					    "choose with --host NAME", x->format->name,
					    x->from->name);
		else
			ok = copy_rule(x, i, n == 0 || !x->host);
		n++;
	}
	if (x->from->client->hosts.select == PL_SELECT_UNION && !x->host &&
	    x->to->hosts.select != PL_SELECT_UNION)
		pl_rules_join(x->to, x->set);
	free(applies);
	return ok;
}

static bool is_lost(const struct export *x, const struct pl_pin *pin)
{
	for (size_t i = 0; i < x->n_lost; i++) {
		if (x->lost[i] == pin)
			return true;
	}
	return false;
}

/* What the new file does not say of a host, or says beyond the old one. */
static void find_losses(struct export *x)
{
	struct pl_pin_side sides[2] = { *x->from, { x->format->name, x->to, x->set } };
	struct pl_pin_differences found = PL_PIN_DIFFERENCES_INIT;

	pl_pin_differ(sides, x->host, &found);
	for (size_t i = 0; i < found.n; i++) {
		const struct pl_pin_difference *one = &found.items[i];

		if (!one->pin || !is_lost(x, one->pin))
			pl_pin_lose(x->losses, "%s: %s %s", one->host, sides[one->side].name,
				    one->text);
	}
	pl_pin_differences_clear(&found);
	if (is_nameless(x) && (x->host || x->from->set->n_rules > 1))
		pl_pin_lose(x->losses, "%s has no rule for names: it is for whatever host it is used "
			    "with", x->format->name);
}

/* A client that notes nobody without a spare key loads such pins, and forgets them. */
static bool check_backup(struct export *x)
{
	for (size_t i = 0; x->to->count.wants_backup && i < x->set->n; i++) {
		if (pins_of(x->set, x->set->pins[i].rule) < 2)
			return pl_error_input(x->err, (struct pl_pos){ .file = x->from->name },
					      "%s notes no host without a backup pin, and there is one "
					      "pin; add one with --backup", x->format->name);
	}
	return true;
}

/* A file that its own client refuses says nothing that could be said elsewhere. */
static bool check_source(const struct export *x)
{
	const struct pl_pinset *set = x->from->set;

	for (size_t i = 0; i < set->n_rules; i++) {
		if (set->rules[i].fault)
			return pl_error_input(x->err, set->rules[i].fault_pos, "%s refuses this "
					      "file (%s); mend it before it becomes another",
					      x->from->client->name, set->rules[i].fault);
	}
	return true;
}

/* Never is a pin made up to satisfy a client's minimum. */
static bool check_loads(struct export *x)
{
	struct pl_pin_answer answer;

	if (pl_client_loads(x->to, x->set, &answer))
		return check_backup(x);
	return pl_error_input(x->err, (struct pl_pos){ .file = x->from->name },
			      "%s would not load it: %s", x->format->name, answer.detail);
}

bool pl_pins_write(const struct pl_pin_format *format, const struct pl_pin_side *from,
		   const char *host, struct pl_buf *out, struct pl_pin_losses *losses,
		   struct pl_error *err)
{
	struct export x = {
		.format = format,
		.to = pl_client_find(format->client),
		.from = from,
		.host = host,
		.set = pl_pinset_new(),
		.losses = losses,
		.err = err,
	};
	bool ok;

	if (!format->write)
		ok = pl_error_usage(err, "%s is only read, not written", format->name);
	else
		ok = check_source(&x) && copy_rules(&x) && check_loads(&x);
	if (ok) {
		find_losses(&x);
		ok = format->write(x.set, host, out, losses, err);
	}
	pl_pinset_unref(x.set);
	free(x.lost);
	return ok;
}
