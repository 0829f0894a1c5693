/* What does a JSON export of a certificate search tell: crt.sh's, or Cert Spotter's? */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <string.h>

#include "data/json.h"
#include "util/text.h"

/* Where a value may lie; a second key leads into a map. */
static const struct {
	enum pl_told what;
	const char *key, *inner;
} places[] = {
	{ PL_TOLD_NOT_BEFORE, "not_before", NULL },
	{ PL_TOLD_NOT_AFTER, "not_after", NULL },
	{ PL_TOLD_SERIAL, "serial_number", NULL },
	{ PL_TOLD_ISSUER, "issuer_name", NULL },
	{ PL_TOLD_ISSUER, "issuer", "name" },
	{ PL_TOLD_COMMON_NAME, "common_name", NULL },
	{ PL_TOLD_NAMES, "name_value", NULL },
	{ PL_TOLD_ID, "id", NULL },
	{ PL_TOLD_SPKI_SHA256, "spki_sha256", NULL },
	{ PL_TOLD_SPKI_SHA256, "pubkey_sha256", NULL },
	{ PL_TOLD_KEY_SHA256, "key_sha256", NULL },
	{ PL_TOLD_ISSUER_SPKI, "issuer_spki_sha256", NULL },
	{ PL_TOLD_ISSUER_SPKI, "issuer", "pubkey_sha256" },
	{ PL_TOLD_ISSUER_CERT, "issuer_cert_sha256", NULL },
	{ PL_TOLD_ROOT_SPKI, "root_spki_sha256", NULL },
	{ PL_TOLD_DER, "cert_der", NULL },
	{ PL_TOLD_DER, "cert", "data" },
};

static const char *text_at(const struct pl_node *entry, const char *key, const char *inner)
{
	const struct pl_node *value = pl_node_get(entry, key, NULL);

	if (value && inner)
		value = value->kind == PL_NODE_MAP ? pl_node_get(value, inner, NULL) : NULL;
	if (!value || value->kind != PL_NODE_TEXT || (!value->quoted && pl_streq(value->text, "null")))
		return NULL;
	return value->text;
}

/* Cert Spotter lists them; joined by line ends, as crt.sh writes them. */
static void join_names(const struct pl_node *entry, struct pl_buf *out)
{
	const struct pl_node *names = pl_node_get(entry, "dns_names", NULL);

	for (size_t i = 0; names && names->kind == PL_NODE_LIST && i < names->n; i++) {
		if (names->items[i]->kind == PL_NODE_TEXT)
			pl_buf_printf(out, "%s\n", names->items[i]->text);
	}
}

/*
 * Cert Spotter's cert_sha256 may be that of the precertificate, which no client
 * ever sees; it counts where the entry says that it is the certificate's. Our
 * own name beside our own columns has no such doubt.
 */
static const char *cert_digest(const struct pl_node *entry)
{
	bool spotted = pl_node_get(entry, "pubkey_sha256", NULL) || pl_node_get(entry, "tbs_sha256", NULL);

	if (!spotted)
		return text_at(entry, "cert_sha256", NULL);
	if (!pl_streq(text_at(entry, "cert", "type"), "cert"))
		return NULL;
	return text_at(entry, "cert", "sha256") ? text_at(entry, "cert", "sha256")
						: text_at(entry, "cert_sha256", NULL);
}

static bool tell(struct pl_history *history, const struct pl_node *entry, size_t number,
		 struct pl_error *err)
{
	struct pl_record record = { .pos = { .file = entry->pos.file }, .entry = number };
	struct pl_buf names = PL_BUF_INIT;
	bool ok;

	if (entry->kind != PL_NODE_MAP)
		return pl_error_input(err, record.pos, "entry %zu is %s, not an object with not_before and "
				      "not_after", number, pl_node_kind_words(entry));
	for (size_t i = 0; i < PL_ARRAY_LEN(places); i++) {
		if (!record.texts[places[i].what])
			record.texts[places[i].what] = text_at(entry, places[i].key, places[i].inner);
	}
	record.texts[PL_TOLD_CERT_SHA256] = cert_digest(entry);
	join_names(entry, &names);
	if (names.len > 0)
		record.texts[PL_TOLD_NAMES] = pl_buf_str(&names);
	for (size_t i = 0; i < PL_TOLDS; i++)
		record.at[i] = record.pos;
	ok = pl_history_tell(history, &record, err);
	pl_buf_clear(&names);
	return ok;
}

/* A service that refuses answers with an object that says why. */
static bool check_list(const struct pl_doc *doc, struct pl_error *err)
{
	const struct pl_node *root = pl_doc_root(doc);
	const char *message = root->kind == PL_NODE_MAP ? text_at(root, "message", NULL) : NULL;

	if (root->kind == PL_NODE_LIST && root->n > 0)
		return true;
	if (message)
		return pl_error_input(err, (struct pl_pos){ .file = pl_doc_file(doc) },
				      "the search has refused: \"%s\"; ask it again", message);
	if (root->kind == PL_NODE_LIST)
		return pl_error_input(err, (struct pl_pos){ .file = pl_doc_file(doc) },
				      "this list is empty: the search found no certificate");
	return pl_error_input(err, (struct pl_pos){ .file = pl_doc_file(doc) },
			      "an export is a list of certificates; this is %s",
			      pl_node_kind_words(root));
}

bool pl_history_add_json(struct pl_history *history, const char *file, struct pl_bytes data,
			 struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_doc *doc = pl_json_parse(file, data, PL_HISTORY_MAX_BYTES, &err);
	size_t before = errors->n;

	if (doc && check_list(doc, &err)) {
		const struct pl_node *root = pl_doc_root(doc);

		for (size_t i = 0; i < root->n && errors->dropped == 0; i++) {
			struct pl_error one = PL_ERROR_INIT;

			if (!tell(history, root->items[i], i + 1, &one))
				pl_errors_take(errors, &one);
			if (pl_history_is_full(history, errors, before))
				break;
		}
	}
	pl_errors_take(errors, &err);
	pl_doc_free(doc);
	return errors->n == before;
}
