/* What is in a hierarchy: its operators, authorities, certificates and trust stores. */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "pki/cert.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static void *add_operator(struct pl_decoder *decoder, const struct pl_node *name,
			  const struct pl_node *value)
{
	struct pl_operator_def *operator_ = pl_model_add_operator(decoder->model, name->text);

	(void)value;
	operator_->pos = pl_decode_pos(decoder, name);
	return operator_;
}

/* Where it stands is known here only; the first certificate would tell too late. */
static void check_subject(struct pl_decoder *decoder, const struct pl_node *authority)
{
	const struct pl_node *subject = authority->kind == PL_NODE_MAP
						? pl_node_get(authority, "subject", NULL)
						: NULL;
	struct pl_error err = PL_ERROR_INIT;

	if (subject && subject->kind == PL_NODE_TEXT && (*subject->text || subject->quoted) &&
	    !pl_subject_check(subject->text, subject->pos, &err))
		pl_decode_take(decoder, &err);
}

static void *add_authority(struct pl_decoder *decoder, const struct pl_node *name,
			   const struct pl_node *value)
{
	struct pl_authority_def *authority =
		pl_model_add_authority(decoder->model, name->text, "", "");

	check_subject(decoder, value);
	authority->pos = pl_decode_pos(decoder, name);
	authority->path_len = -1;
	return authority;
}

static void *add_certificate(struct pl_decoder *decoder, const struct pl_node *name,
			     const struct pl_node *value)
{
	struct pl_certificate_def *certificate = pl_model_add_certificate(
		decoder->model, name->text, "", "", PL_TIME_NONE, PL_TIME_NONE);

	(void)value;
	certificate->pos = pl_decode_pos(decoder, name);
	return certificate;
}

/* The last key read of a certificate: both dates are known by then. */
static void read_to(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_certificate_def *certificate = target;

	if (!pl_decode_date(decoder, node, "to", &certificate->to))
		return;
	if (certificate->from != PL_TIME_NONE && certificate->to < certificate->from)
		pl_decode_error(decoder, node->pos,
				"this certificate ends before it begins; exchange 'from' and 'to'");
}

static void read_until(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_trust_def *trust = target;

	if (!pl_decode_date(decoder, node, "until", &trust->until))
		return;
	if (trust->from != PL_TIME_NONE && trust->until <= trust->from)
		pl_decode_error(decoder, node->pos,
				"this trust ends before it begins; exchange 'from' and 'until'");
}

static const struct pl_field operator_fields[] = {
	{ .name = "backup-operator", .type = PL_FIELD_ID,
	  .offset = offsetof(struct pl_operator_def, backup_operator),
	  .help = "another operator, to move to and to keep a backup pin of" },
	{ .name = "private", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_operator_def, is_private),
	  .help = "a company's own CA, bound by no rule of the public web; false if omitted" },
	{ .name = "ocsp", .type = PL_FIELD_VALUE, .read = pl_decode_ocsp, .def = "channel-or-none",
	  .help = "how it answers about single certificates; none: it does not" },
	{ .name = "crl", .type = PL_FIELD_VALUE, .read = pl_decode_crl, .def = "channel-or-none",
	  .help = "how it publishes its revocation lists; none: it does not" },
};
const struct pl_shape pl_shape_operator = { "an operator", operator_fields,
					    PL_ARRAY_LEN(operator_fields) };

static const struct pl_field authority_fields[] = {
	{ .name = "operator", .type = PL_FIELD_ID, .required = true,
	  .offset = offsetof(struct pl_authority_def, operator_), .help = "who runs it" },
	{ .name = "subject", .type = PL_FIELD_TEXT, .required = true,
	  .offset = offsetof(struct pl_authority_def, subject),
	  .help = "its name, like \"C=US, O=Let's Encrypt, CN=R3\"" },
	{ .name = "real-key", .type = PL_FIELD_ALG,
	  .offset = offsetof(struct pl_authority_def, real_key),
	  .help = "its key's algorithm in the real world; the lab uses it with keys: real" },
	{ .name = "same-key-as", .type = PL_FIELD_ID,
	  .offset = offsetof(struct pl_authority_def, same_key_as),
	  .help = "another authority over the same key: a new name for an old key" },
	{ .name = "path-length", .type = PL_FIELD_DEPTH,
	  .offset = offsetof(struct pl_authority_def, path_len),
	  .help = "how many CAs may follow below it; without it any number" },
};
const struct pl_shape pl_shape_authority = { "an authority", authority_fields,
					     PL_ARRAY_LEN(authority_fields) };

static const struct pl_field certificate_fields[] = {
	{ .name = "of", .type = PL_FIELD_ID, .required = true,
	  .offset = offsetof(struct pl_certificate_def, of),
	  .help = "the authority whose key it certifies" },
	{ .name = "by", .type = PL_FIELD_ID, .required = true,
	  .offset = offsetof(struct pl_certificate_def, by),
	  .help = "the authority that signed it; the same as 'of' for a root" },
	{ .name = "from", .type = PL_FIELD_DATE, .required = true,
	  .offset = offsetof(struct pl_certificate_def, from), .help = "notBefore" },
	{ .name = "to", .type = PL_FIELD_VALUE, .required = true, .read = read_to, .def = "date",
	  .help = "notAfter, the last second in which it is valid" },
};
const struct pl_shape pl_shape_certificate = {
	"a certificate", certificate_fields, PL_ARRAY_LEN(certificate_fields)
};

static const struct pl_field trust_fields[] = {
	{ .name = "trust", .type = PL_FIELD_ID, .required = true,
	  .offset = offsetof(struct pl_trust_def, what),
	  .help = "a certificate, or an authority: its first self-signed certificate" },
	{ .name = "from", .type = PL_FIELD_DATE, .offset = offsetof(struct pl_trust_def, from),
	  .help = "when it came into the store" },
	{ .name = "until", .type = PL_FIELD_VALUE, .read = read_until, .def = "date",
	  .help = "from when on it is no longer in the store" },
};
const struct pl_shape pl_shape_trust = { "a trust entry", trust_fields,
					 PL_ARRAY_LEN(trust_fields) };

void pl_decode_trust_list(struct pl_decoder *decoder, const struct pl_node *node,
			  struct pl_trust_def **trust, size_t *n, size_t *cap)
{
	if (!pl_decode_is(decoder, node, PL_NODE_LIST, "trust",
			  "a list of names or of {trust, from, until}"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		const struct pl_node *item = node->items[i];
		struct pl_trust_def entry = {
			.from = PL_TIME_NONE,
			.until = PL_TIME_NONE,
			.pos = pl_decode_pos(decoder, item),
		};

		if (item->kind == PL_NODE_TEXT)
			pl_decode_plain(decoder, &trust_fields[0], item, &entry);
		else
			pl_decode_map(decoder, item, &pl_shape_trust, &entry);
		if (entry.what)
			*PL_PUSH(*trust, *n, *cap) = entry;
	}
}

static void read_stores(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)target;
	if (!pl_decode_is(decoder, node, PL_NODE_MAP, "stores",
			  "a map from names to lists of trust"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		struct pl_store_def *store;

		if (pl_decode_is_free(node->keys[i]->text) ||
		    !pl_decode_label(decoder, node->keys[i], "a store"))
			continue;
		store = pl_model_add_store(decoder->model, node->keys[i]->text);
		store->pos = pl_decode_pos(decoder, node->keys[i]);
		pl_decode_trust_list(decoder, node->items[i], &store->trust, &store->n,
				     &store->cap);
	}
}

static void read_start(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	(void)target;
	(void)!pl_decode_date(decoder, node, "start", &decoder->model->start);
}

/* What only the head of a file of its own has comes first and is checked by the reader of files. */
static const struct pl_field hierarchy_fields[] = {
	{ .name = "operators", .type = PL_FIELD_NAMED, .required = true,
	  .shape = &pl_shape_operator,
	  .add = add_operator, .help = "who runs authorities" },
	{ .name = "authorities", .type = PL_FIELD_NAMED, .required = true,
	  .shape = &pl_shape_authority,
	  .add = add_authority, .help = "CAs: a name and a key each" },
	{ .name = "certificates", .type = PL_FIELD_NAMED, .required = true,
	  .shape = &pl_shape_certificate,
	  .add = add_certificate,
	  .help = "of one authority, the first that is valid is presented" },
	{ .name = "logs", .type = PL_FIELD_NAMED, .shape = &pl_shape_log,
	  .add = pl_decode_add_hierarchy_log,
	  .help = "of Certificate Transparency; omitted: three of the lab's own, once something "
		  "asks for them" },
	{ .name = "stores", .type = PL_FIELD_VALUE, .read = read_stores, .def = "stores",
	  .help = "lists of trust that devices can name" },
	{ .name = "start", .type = PL_FIELD_VALUE, .read = read_start, .def = "date",
	  .help = "its natural present, for a lab without a scenario" },
};
const struct pl_shape pl_shape_hierarchy = { "a hierarchy", hierarchy_fields,
					     PL_ARRAY_LEN(hierarchy_fields) };

void pl_decode_hierarchy_map(struct pl_decoder *decoder, const struct pl_node *node)
{
	pl_decode_map(decoder, node, &pl_shape_hierarchy, decoder->model);
}
