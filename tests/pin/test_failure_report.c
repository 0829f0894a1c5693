/* Which JSON is a report of a pin failure, and what does it say? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pin/failure_report.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/mem.h"

/* In the texts below LEAF and ROOT stand for the PEM of two certificates. */
#define HPKP_HEAD "{\"date-time\": \"2014-04-06T13:00:50Z\", \"hostname\": \"www.example.test\", "
#define HPKP_REST                                                                               \
	"\"port\": 443, \"effective-expiration-date\": \"2014-05-01T12:40:50Z\", "              \
	"\"include-subdomains\": false, \"noted-hostname\": \"www.example.test\", "             \
	"\"served-certificate-chain\": [\"LEAF\", \"ROOT\"], "                                  \
	"\"validated-certificate-chain\": [\"LEAF\"], "                                         \
	"\"known-pins\": [\"pin-sha256=\\\"d6qz+Zg=\\\"\", \"pin-sha256='E9CZ'\"]}"
#define IOS                                                                                     \
	"{\"app-bundle-id\": \"com.example.app\", \"app-version\": \"1.2.3\", \"date-time\": "  \
	"\"2026-11-21T10:00:00Z\", \"hostname\": \"api.example.test\", \"port\": 8443, "        \
	"\"include-subdomains\": true, \"noted-hostname\": \"example.test\", "                  \
	"\"validated-certificate-chain\": [\"LEAF\", \"ROOT\"], \"known-pins\": "               \
	"[\"pin-sha256=\\\"AAAA\\\"\"], \"validation-result\": 1, \"app-vendor-id\": \"x\"}"
#define ANDROID                                                                                 \
	"{\"app-bundle-id\":\"com.example\",\"app-version\":\"7\",\"app-platform\":\"ANDROID\"," \
	"\"hostname\":\"api.example.test\",\"serverPort\":0,\"noted-hostname\":null,"           \
	"\"include-subdomains\":false,\"enforce-pinning\":true,\"validation-result\":2,"        \
	"\"date-time\":\"2026-11-21T10:00:00+0100\",\"validated-certificate-chain\":[],"        \
	"\"served-certificate-chain\":[\"LEAF\"],\"known-pins\":[\"AAAA\",\"BBBB\"]}"
#define MINIMAL(more) "{\"hostname\": \"h\", \"known-pins\": []" more "}"

static const struct {
	const char *name, *json;
	const char *said; /* everything that was read, or why not */
	bool refused;
} rows[] = {
	{ "RFC 7469's own example", HPKP_HEAD HPKP_REST,
	  "HPKP -/-/- www.example.test:443 of www.example.test exact, -1, 2014-04-06T13:00:50Z, "
	  "served 2 validated 1, sha256/d6qz+Zg= sha256/'E9CZ'",
	  false },
	{ "TrustKit for iOS", IOS,
	  "TrustKit com.example.app/1.2.3/- api.example.test:8443 of example.test and below, 1, "
	  "2026-11-21T10:00:00Z, served 0 validated 2, sha256/AAAA",
	  false },
	{ "TrustKit for Android", ANDROID,
	  "TrustKit com.example/7/ANDROID api.example.test:0 of - exact, 2, "
	  "2026-11-21T10:00:00+0100, served 1 validated 0, sha256/AAAA sha256/BBBB",
	  false },
	{ "the least there can be", MINIMAL(""),
	  "HPKP -/-/- h:0 of - exact, -1, -, served 0 validated 0,", false },
	{ "a port that is none", MINIMAL(", \"port\": 65536"),
	  "HPKP -/-/- h:0 of - exact, -1, -, served 0 validated 0,", false },
	{ "words of another type", MINIMAL(", \"app-version\": [1], \"port\": {}, \"date-time\": null"),
	  "HPKP -/-/- h:0 of - exact, -1, -, served 0 validated 0,", false },

	{ "nothing", "", "", true },
	{ "no JSON", "pin-sha256=AAAA", "", true },
	{ "a list", "[]", "is a JSON object", true },
	{ "an object of something else", "{\"csp-report\": {}}", "names the hostname", true },
	{ "a host that is a list", "{\"hostname\": [\"h\"], \"known-pins\": []}",
	  "names the hostname", true },
	{ "no pins", "{\"hostname\": \"h\"}", "has a list known-pins", true },
	{ "pins that are a text", "{\"hostname\": \"h\", \"known-pins\": \"AAAA\"}",
	  "at most 100 texts", true },
	{ "pins that are lists", "{\"hostname\": \"h\", \"known-pins\": [[\"AAAA\"]]}",
	  "something that is no text", true },
	{ "a chain of numbers' lists", MINIMAL(", \"served-certificate-chain\": [[1]]"),
	  "served-certificate-chain holds something", true },
	{ "a chain that is no certificate", MINIMAL(", \"served-certificate-chain\": [\"hello\"]"),
	  "no certificate", true },
	{ "a certificate cut off",
	  MINIMAL(", \"validated-certificate-chain\": [\"-----BEGIN CERTIFICATE-----\\nMIIB\\n"
		  "-----END CERTIFICATE-----\"]"),
	  "cannot be read", true },
	{ "a repeated key", "{\"hostname\": \"a\", \"hostname\": \"b\", \"known-pins\": []}",
	  "hostname", true },
};

static void put_pem(struct pl_buf *out, const struct pl_cert *cert)
{
	struct pl_buf pem = PL_BUF_INIT;

	pl_cert_pem(cert, &pem);
	for (size_t i = 0; i < pem.len; i++) {
		if (pem.data[i] == '\n')
			pl_buf_puts(out, "\\n");
		else
			pl_buf_putc(out, pem.data[i]);
	}
	pl_buf_clear(&pem);
}

static void fill(struct pl_buf *out, const char *json, const struct pl_cert *leaf,
		 const struct pl_cert *root)
{
	for (; *json; json++) {
		const struct pl_cert *cert = pl_starts_with(json, "LEAF")   ? leaf
					     : pl_starts_with(json, "ROOT") ? root
									    : NULL;

		if (cert)
			put_pem(out, cert);
		else
			pl_buf_putc(out, *json);
		json += cert ? 3 : 0;
	}
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static char *said(const struct pl_failure_report *report)
{
	struct pl_buf out = PL_BUF_INIT;

	pl_buf_printf(&out, "%s %s/%s/%s %s:%d of %s %s, %d, %s, served %zu validated %zu,",
		      pl_report_shape_name(report->shape), or_dash(report->app),
		      or_dash(report->version), or_dash(report->platform), or_dash(report->host),
		      report->port, or_dash(report->noted),
		      report->subdomains ? "and below" : "exact", report->result,
		      or_dash(report->date), report->served.n, report->validated.n);
	for (size_t i = 0; i < report->n_pins; i++)
		pl_buf_printf(&out, " %s", report->pins[i]);
	return pl_buf_take(&out);
}

static void test_rows(struct pl_pki *pki, struct pl_cert *leaf, struct pl_cert *root)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_failure_report report;
		struct pl_error err = PL_ERROR_INIT;
		struct pl_buf json = PL_BUF_INIT;
		bool ok;

		fill(&json, rows[i].json, leaf, root);
		ok = pl_failure_report_read(pki, "a report",
					    (struct pl_bytes){ (const uint8_t *)json.data, json.len },
					    &report, &err);
		tap_int(ok, !rows[i].refused, rows[i].name);
		if (ok) {
			char *text = said(&report);

			tap_text(text, rows[i].said, "what it says");
			free(text);
		} else {
			tap_has(err.text, rows[i].said, "why not");
			tap_int(err.kind, PL_ERROR_INPUT, "it is the input's fault");
		}
		pl_failure_report_clear(&report);
		pl_error_clear(&err);
		pl_buf_clear(&json);
	}
}

/* `n` times the text within a list under the key. */
static bool takes(struct pl_pki *pki, const char *key, const char *text, size_t n)
{
	struct pl_failure_report report;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf json = PL_BUF_INIT;
	bool ok;

	pl_buf_printf(&json, "{\"hostname\": \"h\", \"%s\": [", key);
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&json, "%s\"%s\"", i ? "," : "", text);
	pl_buf_puts(&json, strcmp(key, "known-pins") == 0 ? "]}" : "], \"known-pins\": []}");
	ok = pl_failure_report_read(pki, "a report",
				    (struct pl_bytes){ (const uint8_t *)json.data, json.len },
				    &report, &err);
	pl_failure_report_clear(&report);
	pl_error_clear(&err);
	pl_buf_clear(&json);
	return ok;
}

static void test_limits(struct pl_pki *pki, const struct pl_cert *root)
{
	struct pl_buf pem = PL_BUF_INIT, two = PL_BUF_INIT;

	put_pem(&pem, root);
	pl_buf_printf(&two, "%s%s", pem.data, pem.data);
	tap_ok(takes(pki, "known-pins", "A", PL_REPORT_PINS_MAX), "a hundred pins");
	tap_ok(!takes(pki, "known-pins", "A", PL_REPORT_PINS_MAX + 1), "one more");
	tap_ok(takes(pki, "served-certificate-chain", pem.data, PL_REPORT_CHAIN_MAX),
	       "twenty certificates");
	tap_ok(!takes(pki, "served-certificate-chain", pem.data, PL_REPORT_CHAIN_MAX + 1),
	       "one more");
	tap_ok(!takes(pki, "served-certificate-chain", two.data, PL_REPORT_CHAIN_MAX),
	       "two in each text");
	tap_ok(!takes(pki, "known-pins", pem.data, 99), "more bytes than a report has");
	pl_buf_clear(&pem);
	pl_buf_clear(&two);
}

int main(void)
{
	struct pl_pki *pki = pl_pki_new(6);
	struct pl_key *key = issue_key(pki, "root#1", PL_KEY_P256);
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_cert *leaf = issue_leaf(pki, PL_KEY_P256, root, key);
	struct pl_failure_report report = { .result = -1 };

	test_rows(pki, leaf, root);
	test_limits(pki, root);
	tap_ok(!pl_failure_report_result(&report), "no result, no words");
	report.result = 4;
	tap_has(pl_failure_report_result(&report), "user installed", "the user's own anchor");
	report.result = 6;
	tap_ok(!pl_failure_report_result(&report), "an unknown result, no words");
	pl_cert_unref(leaf);
	pl_cert_unref(root);
	pl_pki_free(pki);
	return tap_done();
}
