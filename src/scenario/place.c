/* What is reached: the hosts of a scenario. */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define DNS_NAME_MAX 253

const char *const pl_words_of_serve[] = { "full", "leaf-only", "with-root", "shuffled", NULL };
const char *const pl_words_of_renews_key[] = { "same", "new", "backup", NULL };

_Static_assert(PL_SERVE_FULL == 0 && PL_SERVE_ALTERNATE == 4,
	       "pl_words_of_serve follows enum pl_serve_mode");
_Static_assert(PL_KEY_SAME == 0 && PL_KEY_ALGORITHM == 3,
	       "pl_words_of_renews_key follows enum pl_key_mode");

static void read_renews_key(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;
	int key = pl_decode_choice(decoder, node, "key", pl_words_of_renews_key);

	if (key >= 0)
		host->renew_key = (enum pl_key_mode)key;
}

static const struct pl_field renews_fields[] = {
	{ .name = "before", .type = PL_FIELD_VALUE, .read = pl_decode_renew_before,
	  .def = "renew-before",
	  .help = "how long before the certificate ends, or 1/3: when a third of its life is left; "
		  "30d if omitted" },
	{ .name = "key", .type = PL_FIELD_CHOICE, .required = true,
	  .choices = pl_words_of_renews_key, .read = read_renews_key,
	  .help = "same, new or backup: there is no innocent default" },
	{ .name = "ari", .type = PL_FIELD_BOOL, .offset = offsetof(struct pl_host_def, renew_ari),
	  .help = "whether it renews early when its CA asks, as before a mass revocation; false if "
		  "omitted" },
};
const struct pl_shape pl_shape_renews = { "'renews'", renews_fields, PL_ARRAY_LEN(renews_fields) };

static void read_renews(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	host->renews = true;
	host->renew_before = 30 * PL_DAY;
	host->renew_part = 0;
	host->halves_short = host->renew_ari = false;
	pl_decode_map(decoder, node, &pl_shape_renews, host);
	if (host->renew_part == 0 && !host->lifetime_max && !host->profile &&
	    host->renew_before >= host->lifetime)
		pl_decode_error(decoder, node->pos,
				"this host would renew before each certificate begins; make "
				"'before' shorter than its lifetime");
}

static void read_serve(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "serve",
			  "full, leaf-only, with-root, shuffled or a certificate's name"))
		return;
	for (size_t i = 0; pl_words_of_serve[i]; i++)
		if (strcmp(node->text, pl_words_of_serve[i]) == 0) {
			host->serve = (enum pl_serve_mode)i;
			return;
		}
	if (pl_decode_id(decoder, node, "a certificate")) {
		host->serve = PL_SERVE_ALTERNATE;
		free(host->alternate);
		host->alternate = pl_strdup(node->text);
	}
}

static bool is_host_name(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > DNS_NAME_MAX)
		return false;
	return strspn(text,
		      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:*") == len;
}

static void add_name(struct pl_decoder *decoder, const struct pl_node *node,
		     struct pl_host_def *host)
{
	size_t cap = host->n_names;

	if (!pl_decode_is(decoder, node, PL_NODE_TEXT, "name", "a host name"))
		return;
	if (!is_host_name(node->text)) {
		pl_decode_error(decoder, node->pos,
				"'%s' is not a host name; write one like api.example.test",
				pl_decode_show(decoder, node->text));
		return;
	}
	*PL_PUSH(host->names, host->n_names, cap) = pl_strdup(node->text);
}

static void read_names(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (node->kind != PL_NODE_LIST) {
		add_name(decoder, node, host);
		return;
	}
	for (size_t i = 0; i < node->n; i++)
		add_name(decoder, node->items[i], host);
	if (node->n == 0)
		pl_decode_error(decoder, node->pos, "a host needs at least one name");
}

static const struct pl_field host_fields[] = {
	{ .name = "name", .type = PL_FIELD_TEXTS, .read = read_names,
	  .help = "its DNS name; a reserved one like api.example.test, or one of your own" },
	{ .name = "names", .type = PL_FIELD_TEXTS, .read = read_names,
	  .help = "several, the first is asked for; wildcards are for the certificate" },
	{ .name = "provider", .type = PL_FIELD_VALUE, .read = pl_decode_provider, .def = "provider",
	  .help = "who gets its certificates: keys, lifetime and renewal as that does by itself" },
	{ .name = "issuer", .type = PL_FIELD_VALUE, .read = pl_decode_issuer, .def = "issuer",
	  .help = "the authority that issues its certificates, a pool of them, or {any-of: [...]}, "
		  "each in a run of its own; needed unless the provider says" },
	{ .name = "algorithm", .type = PL_FIELD_ALG, .offset = offsetof(struct pl_host_def, alg),
	  .help = "of its key; ecdsa-p256 if omitted" },
	{ .name = "lifetime", .type = PL_FIELD_VALUE, .read = pl_decode_lifetime,
	  .def = "lifetime",
	  .help = "of each certificate, or max: the longest that the rules of the day allow; 90d "
		  "if omitted" },
	{ .name = "profile", .type = PL_FIELD_TEXT, .offset = offsetof(struct pl_host_def, profile),
	  .help = "instead of lifetime, an offer of its CA: classic, tlsserver, shortlived" },
	{ .name = "issued", .type = PL_FIELD_DATE, .offset = offsetof(struct pl_host_def, issued),
	  .help = "when its first certificate was, if before the start" },
	{ .name = "renews", .type = PL_FIELD_VALUE, .read = read_renews, .shape = &pl_shape_renews,
	  .help = "renewal by itself, as an ACME client does; without it the host never renews" },
	{ .name = "staple", .type = PL_FIELD_BOOL, .offset = offsetof(struct pl_host_def, staples),
	  .help = "whether it sends its CA's OCSP answer in the handshake; false if omitted" },
	{ .name = "must-staple", .type = PL_FIELD_BOOL,
	  .offset = offsetof(struct pl_host_def, must_staple),
	  .help = "whether its certificates demand such an answer (RFC 7633); false if omitted" },
	{ .name = "serve", .type = PL_FIELD_VALUE, .read = read_serve, .def = "serve",
	  .help = "which chain it presents; full if omitted" },
	{ .name = "hpkp", .type = PL_FIELD_VALUE, .read = pl_decode_hpkp, .shape = &pl_shape_hpkp,
	  .help = "the header that pins its keys in browsers; none if omitted" },
	{ .name = "nodes", .type = PL_FIELD_LIST, .read = pl_decode_nodes, .def = "node-list",
	  .help = "several machines that answer for it, each a share of the connections" },
	{ .name = "logs", .type = PL_FIELD_LIST, .read = pl_decode_host_logs, .def = "log-list",
	  .help = "the logs that its CA sends its certificates to; [] for none; omitted: as many "
		  "as policies ask for" },
};
const struct pl_shape pl_shape_host = { "a host", host_fields, PL_ARRAY_LEN(host_fields) };

void *pl_decode_add_host(struct pl_decoder *decoder, const struct pl_node *name,
			 const struct pl_node *value)
{
	const struct pl_node *one = NULL, *several = NULL;
	struct pl_host_def *host;

	if (value->kind == PL_NODE_MAP) {
		const struct pl_node *profile = pl_node_get(value, "profile", NULL);

		if (profile && pl_node_get(value, "lifetime", NULL))
			pl_decode_error(decoder, profile->pos,
					"a profile has its own lifetime; remove one of the two");
		if (!pl_node_get(value, "issuer", NULL) && !pl_node_get(value, "provider", NULL))
			pl_decode_error(decoder, value->pos,
					"a host needs 'issuer': the authority that issues its "
					"certificates");
		one = pl_node_get(value, "name", NULL);
		several = pl_node_get(value, "names", NULL);
		if (!one == !several)
			pl_decode_error(decoder, name->pos,
					one ? "a host has 'name' or 'names', not both"
					    : "a host needs 'name': what clients ask for, like "
					      "api.example.test");
	}
	host = pl_model_add_host(decoder->model, name->text, "", "");
	for (size_t i = 0; i < host->n_names; i++)
		free(host->names[i]);
	free(host->names);
	host->names = NULL;
	host->n_names = 0;
	host->alg = PL_KEY_P256;
	host->lifetime = 90 * PL_DAY;
	host->renews = false;
	host->pos = pl_decode_pos(decoder, name);
	return host;
}

bool pl_is_root_name(const struct pl_model *model, const char *authority)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, authority) &&
		    pl_streq(model->certificates[i].by, authority))
			return true;
	return false;
}

/* The first authority that issues leaves: one that is no root and valid at the start. */
static const char *first_issuer(const struct pl_model *model)
{
	for (size_t i = 0; i < model->n_certificates; i++) {
		const struct pl_certificate_def *certificate = &model->certificates[i];

		if (!pl_is_root_name(model, certificate->of) && certificate->from <= model->start &&
		    model->start <= certificate->to)
			return certificate->of;
	}
	return model->n_authorities ? model->authorities[0].name : "";
}

void pl_default_host(struct pl_model *model)
{
	struct pl_host_def *host =
		pl_model_add_host(model, "api", "api.example.test", first_issuer(model));

	host->alg = PL_KEY_P256;
	host->lifetime = 90 * PL_DAY;
	host->renews = true;
	host->renew_before = 30 * PL_DAY;
	host->renew_key = PL_KEY_SAME;
}
