/* What does an app's report of a pin failure say? */
#include <config.h>

#include "pin/failure_report.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "util/mem.h"
#include "util/text.h"

#define PIN_TEXT_MAX 200 /* of one pin, far above any digest's */

const char *pl_report_shape_name(enum pl_report_shape shape)
{
	return shape == PL_REPORT_TRUSTKIT ? "TrustKit" : "HPKP";
}

struct reader {
	const struct pl_node *root;
	struct pl_pki *pki;
	const char *from;
	struct pl_failure_report *out;
	struct pl_error *err;
};

static bool refuse(const struct reader *reader, const char *what)
{
	return pl_error_input(reader->err, (struct pl_pos){ .file = reader->from }, "%s", what);
}

/* The member's text as its own copy; NULL where it is absent, null or no text. */
static char *text_of(const struct reader *reader, const char *key)
{
	const struct pl_node *node = pl_node_get(reader->root, key, NULL);

	if (!node || node->kind != PL_NODE_TEXT || (!node->quoted && pl_streq(node->text, "null")))
		return NULL;
	return pl_strdup(node->text);
}

/* A number of at most nine digits, or -1. */
static int number_of(const struct reader *reader, const char *key)
{
	const struct pl_node *node = pl_node_get(reader->root, key, NULL);
	size_t len = node && node->kind == PL_NODE_TEXT ? strlen(node->text) : 0;

	if (len == 0 || len > 9 || strspn(node->text, "0123456789") != len)
		return -1;
	return atoi(node->text);
}

/* A list under the key, of texts and not too long; NULL with an error, or where it is absent. */
static const struct pl_node *list_of(const struct reader *reader, const char *key, size_t most)
{
	const struct pl_node *list = pl_node_get(reader->root, key, NULL);
	struct pl_pos pos = { .file = reader->from };

	if (!list || (list->kind == PL_NODE_TEXT && !list->quoted))
		return NULL; /* null */
	if (list->kind != PL_NODE_LIST || list->n > most) {
		pl_error_input(reader->err, pos, "%s is to be a list of at most %zu texts", key, most);
		return NULL;
	}
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind != PL_NODE_TEXT) {
			pl_error_input(reader->err, pos, "%s holds something that is no text", key);
			return NULL;
		}
	}
	return list;
}

/* pin-sha256="BASE64" as RFC 7469 has it, or the bare BASE64 of TrustKit for Android. */
static char *read_pin(const char *text)
{
	static const char head[] = "pin-sha256=";
	size_t len;

	if (pl_starts_with(text, head)) {
		text += strlen(head);
		text += *text == '"';
	}
	len = strcspn(text, "\"");
	return pl_asprintf("sha256/%.*s", (int)(len < PIN_TEXT_MAX ? len : PIN_TEXT_MAX), text);
}

static bool read_pins(struct reader *reader)
{
	const struct pl_node *list = list_of(reader, "known-pins", PL_REPORT_PINS_MAX);

	if (!list)
		return refuse(reader, "a report of a pin failure has a list known-pins");
	reader->out->pins = pl_calloc(list->n + 1, sizeof(*reader->out->pins));
	for (size_t i = 0; i < list->n; i++)
		reader->out->pins[reader->out->n_pins++] = read_pin(list->items[i]->text);
	return true;
}

/* Each text is the PEM of one certificate. */
static bool read_chain(struct reader *reader, const char *key, struct pl_cert_list *out)
{
	const struct pl_node *list = list_of(reader, key, PL_REPORT_CHAIN_MAX);
	struct pl_buf pem = PL_BUF_INIT;
	bool ok = true;

	for (size_t i = 0; list && i < list->n; i++) {
		pl_buf_puts(&pem, list->items[i]->text);
		pl_buf_putc(&pem, '\n');
	}
	if (pem.len > 0)
		ok = pl_certs_parse(reader->pki, key,
				    (struct pl_bytes){ (const uint8_t *)pem.data, pem.len }, out,
				    reader->err);
	pl_buf_clear(&pem);
	if (ok && list && out->n > PL_REPORT_CHAIN_MAX)
		ok = refuse(reader, "a chain holds more certificates than it has texts");
	return ok && reader->err->kind == PL_ERROR_NONE;
}

static void read_words(struct reader *reader)
{
	struct pl_failure_report *out = reader->out;
	const struct pl_node *subdomains = pl_node_get(reader->root, "include-subdomains", NULL);
	int port = number_of(reader, "port");

	if (port < 0) /* as TrustKit for Android names it */
		port = number_of(reader, "serverPort");
	out->port = port > 0 && port <= 65535 ? port : 0;
	out->app = text_of(reader, "app-bundle-id");
	out->version = text_of(reader, "app-version");
	out->platform = text_of(reader, "app-platform");
	out->host = text_of(reader, "hostname");
	out->noted = text_of(reader, "noted-hostname");
	out->date = text_of(reader, "date-time");
	out->result = number_of(reader, "validation-result");
	out->subdomains = subdomains && pl_streq(subdomains->text, "true");
	out->shape = out->app || out->result >= 0 ? PL_REPORT_TRUSTKIT : PL_REPORT_HPKP;
}

static bool read_report(struct reader *reader)
{
	if (reader->root->kind != PL_NODE_MAP)
		return refuse(reader, "a report of a pin failure is a JSON object");
	read_words(reader);
	if (!reader->out->host)
		return refuse(reader, "a report of a pin failure names the hostname");
	return read_pins(reader) &&
	       read_chain(reader, "served-certificate-chain", &reader->out->served) &&
	       read_chain(reader, "validated-certificate-chain", &reader->out->validated);
}

bool pl_failure_report_read(struct pl_pki *pki, const char *from, struct pl_bytes json,
			    struct pl_failure_report *out, struct pl_error *err)
{
	struct reader reader = { .pki = pki, .from = from, .out = out, .err = err };
	struct pl_doc *doc;
	bool ok;

	*out = (struct pl_failure_report){ .result = -1 };
	doc = pl_json_parse(from, json, PL_REPORT_MAX, err);
	if (!doc)
		return false;
	reader.root = pl_doc_root(doc);
	ok = read_report(&reader);
	pl_doc_free(doc);
	return ok;
}

void pl_failure_report_clear(struct pl_failure_report *report)
{
	while (report->n_pins)
		free(report->pins[--report->n_pins]);
	free(report->pins);
	free(report->app);
	free(report->version);
	free(report->platform);
	free(report->host);
	free(report->noted);
	free(report->date);
	pl_cert_list_clear(&report->served);
	pl_cert_list_clear(&report->validated);
	*report = (struct pl_failure_report){ .result = -1 };
}

const struct pl_cert_list *pl_failure_report_chain(const struct pl_failure_report *report)
{
	return report->served.n > 0 ? &report->served : &report->validated;
}

const char *pl_failure_report_result(const struct pl_failure_report *report)
{
	/* TSKTrustDecision.h and PinningValidationResult.java have the same order. */
	static const char *const words[] = {
		"the pins matched",
		"no pin matched",
		"the chain is not trusted",
		"it was asked with wrong parameters",
		"no pin matched, but the user installed the anchor",
		"it could not hash a key",
	};

	if (report->result < 0 || (size_t)report->result >= PL_ARRAY_LEN(words))
		return NULL;
	return words[report->result];
}
