/* What connects: the devices of a scenario. */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

const char *const pl_words_of_user_cas[] = { "trusted", "ignored", NULL };
const char *const pl_words_of_revocation[] = { "none", "soft", "hard", NULL };
static const char *const order_words[] = { "shortest", "as-sent", NULL };
static const char *const retry_words[] = { "none", "dates", "any-fault", "until-pinned", NULL };

_Static_assert(PL_REVOCATION_NONE == 0 && PL_REVOCATION_HARD == 2,
	       "pl_words_of_revocation follows enum pl_revocation_mode");
_Static_assert(PL_ORDER_SHORTEST == 0 && PL_ORDER_AS_SENT == 1,
	       "order_words follows enum pl_path_order");
_Static_assert(PL_RETRY_NONE == 0 && PL_RETRY_UNTIL_PINNED == 3,
	       "retry_words follows enum pl_retry");

static void read_trust(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_device_def *device = target;

	pl_decode_trust_list(decoder, node, &device->trust, &device->n_trust, &device->cap_trust);
}

/* Versions have dots, which names that times refer to must not. */
static void read_store(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_device_def *device = target;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "store", "a name") ||
	    !pl_decode_label(decoder, node, "a store"))
		return;
	free(device->store);
	device->store = pl_strdup(node->text);
}

static void read_user_cas(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "user-cas", pl_words_of_user_cas);

	if (word >= 0)
		((struct pl_device_def *)target)->user_cas = word == 0;
}

static void read_revocation(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "revocation", pl_words_of_revocation);

	if (word >= 0)
		((struct pl_device_def *)target)->revocation = (enum pl_revocation_mode)word;
}

static void read_order(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "path", order_words);

	if (word >= 0)
		((struct pl_device_def *)target)->order = (enum pl_path_order)word;
}

static void read_retry(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "retry", retry_words);

	if (word >= 0)
		((struct pl_device_def *)target)->retry = (enum pl_retry)word;
}

static void read_zone(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_device_def *device = target;
	const char *why;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "zone", "a zone like \"+09:00\""))
		return;
	if (!pl_zone_parse(node->text, &device->zone, &why))
		pl_decode_error(decoder, node->pos, "'%s' is not a zone: %s",
				pl_decode_show(decoder, node->text), why);
}

static void read_rsa_min(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	static const char *const sizes[] = { "2048", "3072", "4096", NULL };
	int size = pl_decode_choice(decoder, node, "rsa-min", sizes);

	if (size >= 0)
		((struct pl_crypto_def *)target)->rsa_min = (size + 2) * 1024;
}

static const struct pl_field crypto_fields[] = {
	{ .name = "from", .type = PL_FIELD_DATE, .offset = offsetof(struct pl_crypto_def, from),
	  .help = "when it begins; always if omitted" },
	{ .name = "rsa-min", .type = PL_FIELD_VALUE, .required = true, .read = read_rsa_min,
	  .def = "rsa-bits", .help = "the shortest RSA key it takes, in bits" },
};
const struct pl_shape pl_shape_crypto = { "a demand on keys", crypto_fields,
					  PL_ARRAY_LEN(crypto_fields) };

static void read_crypto(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_device_def *device = target;

	if (!pl_decode_is(decoder, node, PL_NODE_LIST, "crypto",
			  "a list like [{from: 2030-01-01, rsa-min: 3072}]"))
		return;
	for (size_t i = 0; i < node->n; i++) {
		struct pl_crypto_def rule = {
			.from = PL_TIME_NONE,
			.pos = pl_decode_pos(decoder, node->items[i]),
		};

		pl_decode_map(decoder, node->items[i], &pl_shape_crypto, &rule);
		*PL_PUSH(device->crypto, device->n_crypto, device->cap_crypto) = rule;
	}
}

static const struct pl_field device_fields[] = {
	{ .name = "trust", .type = PL_FIELD_LIST, .read = read_trust, .def = "trust-list",
	  .help = "roots by name, or {trust, from, until}; without it and 'store' every root" },
	{ .name = "store", .type = PL_FIELD_VALUE, .read = read_store, .def = "label",
	  .help = "one of the hierarchy's stores; 'trust' adds to it" },
	{ .name = "updates", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_device_def, updates),
	  .help = "whether what is dated after the start still reaches its store" },
	{ .name = "user-cas", .type = PL_FIELD_CHOICE, .choices = pl_words_of_user_cas,
	  .read = read_user_cas,
	  .help = "whether CAs that the user installs count; trusted if omitted" },
	{ .name = "clock", .type = PL_FIELD_OFFSET, .offset = offsetof(struct pl_device_def, skew),
	  .help = "how wrong its clock is, like -400d" },
	{ .name = "zone", .type = PL_FIELD_VALUE, .read = read_zone, .def = "zone",
	  .help = "its time zone, like \"+09:00\"; UTC if omitted" },
	{ .name = "ct", .type = PL_FIELD_CHOICE, .choices = pl_words_of_device_ct,
	  .read = pl_decode_device_ct,
	  .help = "whose policy on timestamps of logs it enforces; none if omitted" },
	{ .name = "log-list", .type = PL_FIELD_DATE,
	  .offset = offsetof(struct pl_device_def, log_list),
	  .help = "the day of its list of logs, if it gets no newer ones" },
	{ .name = "crypto", .type = PL_FIELD_LIST, .read = read_crypto, .def = "crypto-list",
	  .help = "what it demands of keys from some day on, beyond RSA of 2048 bits" },
	{ .name = "checks-anchor-dates", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_device_def, checks_anchor_dates),
	  .help = "whether a root's own dates count; Android and Java: false" },
	{ .name = "revocation", .type = PL_FIELD_CHOICE, .choices = pl_words_of_revocation,
	  .read = read_revocation,
	  .help = "none: it does not ask; soft: it asks, and takes silence for consent; hard: it "
		  "insists on an answer; none if omitted" },
	{ .name = "path", .type = PL_FIELD_CHOICE, .choices = order_words, .read = read_order,
	  .help = "which path it tries first; shortest if omitted" },
	{ .name = "retry", .type = PL_FIELD_CHOICE, .choices = retry_words, .read = read_retry,
	  .help = "when it tries the next path; any-fault if omitted" },
};
const struct pl_shape pl_shape_device = { "a device", device_fields, PL_ARRAY_LEN(device_fields) };

static void trust_all(struct pl_model *model, struct pl_device_def *device)
{
	for (size_t i = 0; i < model->n_authorities; i++)
		if (pl_is_root_name(model, model->authorities[i].name))
			pl_device_def_trust(device, model->authorities[i].name);
}

void *pl_decode_add_device(struct pl_decoder *decoder, const struct pl_node *name,
			   const struct pl_node *value)
{
	struct pl_device_def *device = pl_model_add_device(decoder->model, name->text);

	device->user_cas = true;
	device->updates = true;
	device->checks_anchor_dates = true;
	device->order = PL_ORDER_SHORTEST;
	device->retry = PL_RETRY_ANY_FAULT;
	device->log_list = PL_TIME_NONE;
	device->pos = pl_decode_pos(decoder, name);
	if (value->kind != PL_NODE_MAP ||
	    (!pl_node_get(value, "trust", NULL) && !pl_node_get(value, "store", NULL)))
		trust_all(decoder->model, device);
	return device;
}

void pl_default_device(struct pl_model *model)
{
	trust_all(model, pl_model_add_device(model, "phone"));
}
