/* What does each pin of a file stand for in the shadow? */
#include <config.h>

#include "rehearsal/shadow_parts.h"

#include <stdlib.h>
#include <string.h>

#include "pin/client.h"
#include "util/mem.h"
#include "util/text.h"

struct carry {
	struct pl_shadow *shadow;
	size_t file;
	const struct pl_client *client;
	struct pl_error *err;
};

/* Which certificate of the chains, or of the roots above them, a pin is for. */
static bool find_cert(const struct carry *c, struct pl_shadow_pin *out)
{
	const struct pl_shadow_input *input = c->shadow->input;

	for (size_t i = 0; i < input->n_hosts; i++) {
		const struct pl_served *served = input->hosts[i].served;

		for (size_t k = 0; k <= served->n_path; k++) {
			const struct pl_cert *cert =
				k < served->n_path ? served->chain->certs[k] : served->top;

			if (!cert || !pl_client_matches(c->client, out->pin, cert))
				continue;
			out->host = i;
			out->at = k;
			out->cert = cert;
			return true;
		}
	}
	return false;
}

/* An anchor that another path ends at. */
static bool find_anchor(const struct carry *c, struct pl_shadow_pin *out)
{
	for (size_t i = 0; i < c->shadow->n_certs; i++) {
		if (!pl_client_matches(c->client, out->pin, c->shadow->certs[i]))
			continue;
		out->cert = c->shadow->certs[i];
		out->kind = out->cert->self_issued ? PL_SHADOW_ROOT : PL_SHADOW_INTERMEDIATE;
		return true;
	}
	return false;
}

/* A root that devices trust, though no chain ends there: of another CA, perhaps for later. */
static bool find_trusted(const struct carry *c, struct pl_shadow_pin *out)
{
	const struct pl_cert_list *anchors = c->shadow->input->anchors;

	for (size_t i = 0; anchors && i < anchors->n; i++) {
		if (!pl_client_matches(c->client, out->pin, anchors->items[i]))
			continue;
		out->cert = anchors->items[i];
		out->kind = PL_SHADOW_KNOWN_CA;
		return true;
	}
	return false;
}

/* The digest that the client makes of it, when that is one of an SPKI that it could match. */
static bool read_spki(const struct carry *c, const struct pl_pin *pin, uint8_t out[PL_DIGEST_MAX])
{
	char canonical[PL_BASE64_LEN(32) + 1];
	size_t len;

	if (pin->form != PL_FORM_SPKI || pin->hash != PL_HASH_SHA256 ||
	    pl_pin_read(c->client, pin, out, &len) != PL_READ_WELL)
		return false;
	return c->client->text == PL_TEXT_DECODED || pin->spelled != PL_SPELLED_BASE64 ||
	       pl_streq(pl_base64(out, 32, canonical), pl_pin_text(pin));
}

static bool find_known(const struct carry *c, struct pl_shadow_pin *out)
{
	uint8_t spki[PL_DIGEST_MAX];

	if (!read_spki(c, out->pin, spki))
		return false;
	out->ca = pl_facts_ca(c->shadow->input->facts, spki);
	return out->ca;
}

static bool is_damaged(const struct carry *c, const struct pl_pin *pin)
{
	uint8_t digest[PL_DIGEST_MAX];
	char canonical[PL_BASE64_LEN(PL_DIGEST_MAX) + 1];
	size_t len;

	if (pl_pin_read(c->client, pin, digest, &len) != PL_READ_WELL)
		return true;
	return c->client->text != PL_TEXT_DECODED && pin->spelled == PL_SPELLED_BASE64 &&
	       !pl_streq(pl_base64(digest, len, canonical), pl_pin_text(pin));
}

/* Labels. */

static const struct pl_shadow_label *label_of(const struct carry *c, const struct pl_pin *pin)
{
	const struct pl_shadow_input *input = c->shadow->input;

	for (size_t i = 0; i < input->n_labels; i++) {
		const char *spelling = input->labels[i].spelling;

		if (pl_starts_with(pin->spelling, spelling) ||
		    pl_starts_with(pl_pin_text(pin), spelling))
			return &input->labels[i];
	}
	return NULL;
}

/* The host whose next key it is: the first one that the pin's rule is for. */
static const char *host_of(const struct carry *c, const struct pl_pin *pin)
{
	const struct pl_model *model = c->shadow->model;
	const struct pl_pinset *set = c->shadow->input->pins[c->file].set;
	const struct pl_rule *rule = &set->rules[pin->rule];

	for (size_t i = 0; i < model->n_hosts; i++)
		for (size_t k = 0; k < rule->n_covers; k++)
			if (pl_client_covers(c->client, &rule->covers[k], model->hosts[i].names[0]))
				return model->hosts[i].id;
	return model->hosts[0].id;
}

static char *label_expression(const struct carry *c, const struct pl_pin *pin, const char *what)
{
	const char *form = pin->form == PL_FORM_KEY ? "key" : "spki";
	char *name, *text;

	if (pl_streq(what, "next-leaf-key"))
		return pl_asprintf("backup(%s).%s", host_of(c, pin), form);
	if (pl_streq(what, "other-ca"))
		return pl_asprintf("authority(other-root).%s", pl_pin_form_name(pin->form));
	name = pl_shadow_name(NULL, what);
	text = pl_asprintf("key(%s).%s", name, form);
	free(name);
	return text;
}

/* Expressions. */

static char *literal(const struct pl_pin *pin)
{
	struct pl_error unread = PL_ERROR_INIT;
	struct pl_pin again = { 0 };
	bool ok = pl_pin_parse(&again, pin->spelling, pin->pos, &unread);

	pl_error_clear(&unread);
	if (!ok)
		return pl_asprintf("sha256/%s", pl_pin_text(pin));
	pl_pin_clear(&again);
	return pl_strdup(pin->spelling);
}

static enum pl_shadow_kind kind_of(const struct pl_shadow_pin *pin)
{
	if (pin->at == 0)
		return PL_SHADOW_LEAF;
	return pin->cert->self_issued ? PL_SHADOW_ROOT : PL_SHADOW_INTERMEDIATE;
}

static char *cert_expression(const struct carry *c, const struct pl_shadow_pin *pin, bool leaf)
{
	const char *form = pl_pin_form_name(pin->pin->form);

	if (leaf)
		return pl_asprintf("leaf(%s).%s", c->shadow->model->hosts[pin->host].id, form);
	return pl_asprintf("authority(%s).%s", pl_shadow_authority(c->shadow, pin->cert), form);
}

/* Whether a CA that nobody has a certificate of stands above a host's leaf. */
static bool is_above(const struct pl_shadow *shadow, const char *authority)
{
	const struct pl_model *model = shadow->model;

	for (size_t i = 0; i < model->n_hosts; i++) {
		const char *at = model->hosts[i].issuer;

		for (unsigned depth = 0; depth < 8 && at; depth++) {
			const char *by = NULL;

			if (pl_streq(at, authority))
				return true;
			for (size_t k = 0; k < model->n_certificates && !by; k++)
				if (pl_streq(model->certificates[k].of, at))
					by = model->certificates[k].by;
			at = by;
		}
	}
	return false;
}

static void carry_pin(const struct carry *c, struct pl_shadow_pin *out)
{
	const struct pl_shadow_label *label = label_of(c, out->pin);

	if (find_cert(c, out)) {
		out->kind = kind_of(out);
		out->expression = cert_expression(c, out, out->kind == PL_SHADOW_LEAF);
	} else if (find_anchor(c, out)) {
		out->expression = cert_expression(c, out, false);
	} else if (find_trusted(c, out)) {
		(void)pl_shadow_add_anchor(c->shadow, out->cert);
		out->expression = cert_expression(c, out, false);
	} else if (find_known(c, out)) {
		const char *name = pl_shadow_known(c->shadow, out->ca, NULL);

		out->kind = !is_above(c->shadow, name) ? PL_SHADOW_KNOWN_CA
			    : out->ca->is_root	       ? PL_SHADOW_ROOT
						       : PL_SHADOW_INTERMEDIATE;
		out->expression = pl_asprintf("authority(%s).spki", name);
	} else if (is_damaged(c, out->pin)) {
		out->kind = PL_SHADOW_DAMAGED;
		out->expression = literal(out->pin);
	} else if (label) {
		out->kind = PL_SHADOW_LABELLED;
		out->expression = label_expression(c, out->pin, label->what);
	} else {
		out->kind = PL_SHADOW_UNKNOWN;
		out->expression = literal(out->pin);
	}
	if (out->cert)
		out->ca = pl_facts_ca(c->shadow->input->facts, out->cert->spki_sha256);
}

static struct pl_pos own_pos(struct pl_model *model, struct pl_pos pos)
{
	pos.file = pos.file ? pl_model_file(model, pos.file) : NULL;
	return pos;
}

static void set_terms(struct pl_model *model, struct pl_rule_def *to, const struct pl_rule *from)
{
	for (size_t i = 0; i < from->n_covers; i++)
		pl_rule_def_cover(to, from->covers[i].name, from->covers[i].subdomains);
	to->only_covers = from->only_covers;
	to->leaf_list = from->leaf_list;
	to->ca_list = from->ca_list;
	to->expires = from->expires;
	to->expires_day = from->expires_day;
	to->closed = from->closed;
	to->report_only = from->report_only;
	to->override_user_cas = from->override_user_cas;
	to->written = from->written;
	to->override_system_cas = from->override_system_cas;
	to->user_cas = from->user_cas;
	to->no_system_cas = from->no_system_cas;
	to->excluded = from->excluded;
	to->fault = pl_strdup(from->fault);
	to->fault_pos = own_pos(model, from->fault_pos);
	to->pos = own_pos(model, from->pos);
}

static void add_pins(const struct carry *c, struct pl_rule_def *to, size_t rule)
{
	struct pl_shadow *shadow = c->shadow;
	const struct pl_pinset *set = shadow->input->pins[c->file].set;

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];
		struct pl_shadow_pin *out;

		if (pin->rule != rule)
			continue;
		out = PL_PUSH(shadow->map->pins, shadow->map->n, shadow->map->cap);
		*out = (struct pl_shadow_pin){ .file = c->file, .pin = pin };
		carry_pin(c, out);
		pl_rule_def_pin(to, out->expression, own_pos(shadow->model, pin->pos), pin->backup,
				pin->list);
		to->pins[to->n_pins - 1].read = true;
	}
}

/* A file that its client refuses is refused in the shadow, whatever its pins became there: a prefix
 * that nobody knows has no like among expressions. */
static void refuse(struct pl_shadow *shadow, const struct pl_shadow_pins *from,
		   struct pl_rule_def *terms)
{
	struct pl_pin_answer answer = { 0 };

	if (terms->fault || pl_client_loads(from->client, from->set, &answer))
		return;
	terms->fault = pl_strdup(answer.detail);
	terms->fault_pos = own_pos(shadow->model, answer.pos);
}

static void add_strategy(struct pl_shadow *shadow, size_t file)
{
	const struct pl_shadow_pins *from = &shadow->input->pins[file];
	struct carry c = { .shadow = shadow, .file = file, .client = from->client };
	struct pl_strategy_def *def = pl_model_add_custom(shadow->model, from->name);

	def->client = from->client;
	set_terms(shadow->model, &def->terms, &from->set->rules[0]);
	add_pins(&c, &def->terms, 0);
	for (size_t i = 1; i < from->set->n_rules; i++) {
		struct pl_rule_def *rule = pl_strategy_def_rule(def);

		set_terms(shadow->model, rule, &from->set->rules[i]);
		add_pins(&c, rule, i);
	}
	refuse(shadow, from, &def->terms);
}

static bool is_used(const struct pl_shadow *shadow, const struct pl_shadow_label *label,
		    struct pl_error *err)
{
	const struct pl_shadow_map *map = shadow->map;
	bool matches = false;

	for (size_t i = 0; i < map->n; i++) {
		const struct pl_pin *pin = map->pins[i].pin;
		bool meant = pl_starts_with(pin->spelling, label->spelling) ||
			     pl_starts_with(pl_pin_text(pin), label->spelling);

		if (meant && map->pins[i].kind == PL_SHADOW_LABELLED)
			return true;
		matches = matches || meant;
	}
	return pl_error_usage(err, "the label for %s is for nothing: %s", label->spelling,
			      matches ? "that pin is of a certificate that is known, or cannot be read"
				      : "no pin file has such a pin");
}

bool pl_shadow_strategies(struct pl_shadow *shadow, struct pl_error *err)
{
	for (size_t i = 0; i < shadow->input->n_pins; i++)
		add_strategy(shadow, i);
	for (size_t i = 0; i < shadow->input->n_labels; i++)
		if (!is_used(shadow, &shadow->input->labels[i], err))
			return false;
	return true;
}
