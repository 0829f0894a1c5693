/* Whether a past is read as it was told, joined, and linked to issuers as far as they are known. */
#include <config.h>

#include "tests/rehearsal/past.h"
#include "pki/outline.h"

/* "2020-01-01 to 2020-04-01 spki? < Alpha 1 < Alpha Root | < ...": what is not known has a mark. */
static void show_past(const struct pl_past *past, struct pl_buf *out)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	pl_buf_printf(out, "%s%s to %s", out->len ? "; " : "",
		      pl_time_format_short(past->cert->not_before, from),
		      pl_time_format_short(past->cert->not_after + 1, to));
	pl_buf_puts(out, past->cert->unknown & PL_UNKNOWN_CERTIFICATE ? " cert?" : "");
	pl_buf_puts(out, past->cert->unknown & PL_UNKNOWN_SPKI ? " spki?" : "");
	pl_buf_puts(out, past->cert->unknown & PL_UNKNOWN_KEY ? " key?" : "");
	pl_buf_puts(out, past->by_name ? " by name" : "");
	for (size_t i = 0; i < past->n_ways; i++) {
		const struct pl_path *path = &past->ways[i].path;

		pl_buf_puts(out, i ? " |" : "");
		for (size_t j = 1; j < path->n; j++)
			pl_buf_printf(out, " < %s%s", path->certs[j]->common_name ? path->certs[j]->common_name : "?",
				      path->certs[j]->unknown & PL_UNKNOWN_SPKI ? "?" : "");
	}
}

static char *show(const struct pl_history *history)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < history->n; i++)
		show_past(&history->pasts[i], &out);
	return pl_buf_take(&out);
}

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C64 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define DATES "\"not_before\":\"2020-01-01T00:00:00\",\"not_after\":\"2020-03-31T23:59:59\","
#define NAME "\"name_value\":\"api.example.test\""

static const struct {
	const char *name, *text, *cas, *want;
} exports[] = {
	{ "crt.sh", "[{" DATES NAME ",\"issuer_name\":\"C=US, O=Alpha Trust, CN=Alpha 1\",\"serial_number\":\"01\"}]",
	  "", "2020-01-01 to 2020-04-01 cert? spki? key? < Alpha 1? < ??" },
	{ "crt.sh, its issuer at hand",
	  "[{" DATES NAME ",\"issuer_name\":\"C=US, O=Alpha Trust, CN=Alpha 1\",\"serial_number\":\"01\"}]",
	  "int-1 root-a", "2020-01-01 to 2020-04-01 cert? spki? key? by name < Alpha 1 < Alpha Root" },
	{ "crt.sh, a quoted name", "[{" DATES NAME ",\"issuer_name\":\"C=US, O=\\\"Alpha Trust\\\", CN=Alpha 1\"}]",
	  "int-1", "2020-01-01 to 2020-04-01 cert? spki? key? by name < Alpha 1 < Alpha Root?" },
	{ "crt.sh, an issuer that did not exist yet",
	  "[{" DATES NAME ",\"issuer_name\":\"C=US, O=Alpha Trust, CN=Alpha 2\"}]", "int-2 root-a",
	  "2020-01-01 to 2020-04-01 cert? spki? key? < Alpha 2? < ??" },
	{ "two entries of one serial number",
	  "[{" DATES NAME ",\"issuer_name\":\"CN=X\",\"serial_number\":\"00ab\"},"
	  "{" DATES NAME ",\"issuer_name\":\"CN=X\",\"serial_number\":\"ab\",\"spki_sha256\":\"" A64 "\"}]", "",
	  "2020-01-01 to 2020-04-01 cert? key? < X? < ??" },
	{ "one serial number of two issuers",
	  "[{" DATES NAME ",\"issuer_name\":\"CN=X\",\"serial_number\":\"ab\"},"
	  "{" DATES NAME ",\"issuer_name\":\"CN=Y\",\"serial_number\":\"ab\"}]", "",
	  "2020-01-01 to 2020-04-01 cert? spki? key? < Y? < ??; "
	  "2020-01-01 to 2020-04-01 cert? spki? key? < X? < ??" },
	{ "Cert Spotter without certificates",
	  "[{" DATES "\"dns_names\":[\"api.example.test\"],\"tbs_sha256\":\"" C64 "\",\"cert_sha256\":\"" A64 "\","
	  "\"pubkey_sha256\":\"" B64 "\",\"issuer\":{\"name\":\"CN=X\",\"pubkey_sha256\":\"" C64 "\"}}]", "",
	  "2020-01-01 to 2020-04-01 cert? key? < X < ??" },
	{ "Cert Spotter that says it is the certificate's",
	  "[{" DATES "\"dns_names\":[\"api.example.test\"],\"cert\":{\"type\":\"cert\",\"sha256\":\"" A64 "\"},"
	  "\"pubkey_sha256\":\"" B64 "\",\"issuer\":{\"name\":\"CN=X\",\"pubkey_sha256\":\"" C64 "\"}}]", "",
	  "2020-01-01 to 2020-04-01 key? < X < ??" },
	{ "our own names in JSON",
	  "[{" DATES NAME ",\"cert_sha256\":\"" A64 "\",\"spki_sha256\":\"" B64 "\",\"key_sha256\":\"" C64 "\"}]", "",
	  "2020-01-01 to 2020-04-01 < ?? < ??" },
	{ "a table", "not_before,NOT_AFTER,dns_names,pubkey_sha256,root_spki_sha256\n"
	  "2020-01-01,2020-03-31T23:59:59Z,\"api.example.test,www.example.test\"," A64 "," B64 "\n", "",
	  "2020-01-01 to 2020-04-01 cert? key? < ?? < ?" },
	{ "a table in base64, with a pin's prefix",
	  "not_before,not_after,name_value,spki_sha256\n"
	  "2020-01-01,2020-03-31 23:59:59,api.example.test,"
	  "sha256/qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n", "",
	  "2020-01-01 to 2020-04-01 cert? key? < ?? < ??" },
	{ "crt.sh as a table, fractions of seconds",
	  "id,issuer_ca_id,issuer_name,common_name,name_value,entry_timestamp,not_before,not_after,serial_number\n"
	  "1,2,\"C=US, O=Alpha Trust, CN=Alpha 1\",api.example.test,\"api.example.test\nwww.example.test\","
	  "2020-01-01T00:10:00.5,2020-01-01T00:00:00.25,2020-03-31T23:59:59,01\n", "int-1 root-a",
	  "2020-01-01 to 2020-04-01 cert? spki? key? by name < Alpha 1 < Alpha Root" },
};

static void check_exports(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(exports); i++) {
		const struct pl_bytes data = { (const uint8_t *)exports[i].text, strlen(exports[i].text) };
		struct pl_errors errors = PL_ERRORS_INIT;
		struct past past;
		char *got;

		past_init(&past);
		past_add_cas(&past, exports[i].cas, PL_HISTORY_PAST);
		tap_ok(pl_history_is_export("past", data), "%s: it is an export", exports[i].name);
		if (!pl_history_add_export(past.history, "past", data, &errors))
			must(false, &errors.items[0]);
		past_settle(&past);
		got = show(past.history);
		tap_text(got, exports[i].want, exports[i].name);
		free(got);
		past_clear(&past);
	}
}

/* By digest: the key that an export names is looked for among the CAs. */
static void check_by_digest(void)
{
	char hex[65];
	struct past past;
	char *text, *got;
	struct pl_errors errors = PL_ERRORS_INIT;

	past_init(&past);
	past_add_cas(&past, "int-1 int-b root-a root-b", PL_HISTORY_PAST);
	text = pl_asprintf("[{" DATES NAME ",\"spki_sha256\":\"" A64 "\",\"issuer_spki_sha256\":\"%s\"}]",
			   pl_hex(past.cas[ca_at("int-b")]->spki_sha256, 32, hex));
	if (!pl_history_add_export(past.history, "past",
				   (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, &errors))
		must(false, &errors.items[0]);
	past_settle(&past);
	got = show(past.history);
	tap_text(got, "2020-01-01 to 2020-04-01 cert? key? < Beta 1 < Beta Root", "an issuer by its key");
	free(got);
	free(text);
	past_clear(&past);
}

static char *base64_of(const struct pl_cert *cert)
{
	char *text = pl_malloc(PL_BASE64_LEN(cert->der_len) + 1);

	pl_base64(cert->der, cert->der_len, text);
	return text;
}

static void tell(struct past *past, const char *fmt, const struct pl_cert *cert)
{
	char *der = base64_of(cert), *text = pl_asprintf("[{\"cert\":{\"type\":\"%s\",\"data\":\"%s\"}}]", fmt, der);
	struct pl_errors errors = PL_ERRORS_INIT;

	if (!pl_history_add_export(past->history, "past",
				   (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, &errors))
		must(false, &errors.items[0]);
	free(text);
	free(der);
}

static struct pl_cert *precertificate(struct past *past, const char *line)
{
	static const char *const host[] = { "api.example.test" };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_cert_request request = {
		.subject = "CN=api.example.test",
		.subject_key = key_of(past, "k1"),
		.issuer = past->cas[ca_at("int-1")],
		.issuer_key = key_of(past, "int-1"),
		.serial_name = line,
		.not_before = date("2020-01-01"),
		.not_after = date("2020-04-01") - 1,
		.path_len = -1,
		.dns = host,
		.n_dns = 1,
		.poison = true,
	};
	struct pl_cert *cert = pl_cert_issue(pl_engine_pki(past->engine), &request, &err);

	must(cert != NULL, &err);
	return cert;
}

/* A precertificate gives the key away and not the certificate; with it, it is told once. */
static void check_precertificates(void)
{
	static const char line[] = "k1 int-1 2020-01-01 2020-04-01";

	for (int with = 0; with < 3; with++) {
		struct past past;
		struct pl_cert *pre, *leaf;
		char *got;

		past_init(&past);
		past_add_cas(&past, "int-1 root-a", PL_HISTORY_PAST);
		pre = precertificate(&past, line);
		leaf = past_leaf(&past, line);
		tap_ok(pl_cert_is_precertificate(pre) && !pl_cert_is_precertificate(leaf),
		       "a precertificate is known by its poison");
		if (with == 2)
			tell(&past, "cert", leaf);
		tell(&past, "precert", pre);
		if (with == 1)
			tell(&past, "cert", leaf);
		past_settle(&past);
		got = show(past.history);
		tap_text(got, with ? "2020-01-01 to 2020-04-01 < Alpha 1 < Alpha Root"
				   : "2020-01-01 to 2020-04-01 cert? by name < Alpha 1 < Alpha Root",
			 with ? "a certificate and its half are one" : "half a certificate");
		free(got);
		pl_cert_unref(pre);
		pl_cert_unref(leaf);
		past_clear(&past);
	}
}

/* A file with one leaf is what the server sent; a bundle is not. */
static void check_sent(void)
{
	static const struct {
		const char *with, *want;
	} files[] = {
		{ "int-1x", "2020-01-01 to 2020-04-01 < Alpha 1 < Beta Root" },
		{ "int-1", "2020-01-01 to 2020-04-01 < Alpha 1 < Alpha Root" },
		{ "int-1x root-b", "2020-01-01 to 2020-04-01 < Alpha 1 < Beta Root" },
		{ "int-b", "2020-01-01 to 2020-04-01 < Alpha 1 < Alpha Root | < Alpha 1 < Beta Root" },
		{ "", "2020-01-01 to 2020-04-01 < Alpha 1 < Alpha Root | < Alpha 1 < Beta Root" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
		struct pl_cert *certs[4];
		struct past past;
		char *copy = pl_strdup(files[i].with), *rest, *got, *name;
		size_t n = 0;

		past_init(&past);
		past_add_cas(&past, "int-1 int-1x root-a root-b", PL_HISTORY_PAST);
		certs[n++] = past_leaf(&past, "k1 int-1 2020-01-01 2020-04-01");
		for (char *ca = strtok_r(copy, " ", &rest); ca; ca = strtok_r(NULL, " ", &rest))
			certs[n++] = past.cas[ca_at(ca)];
		past_add(&past, certs, n, "sent.pem", PL_HISTORY_PAST);
		past_settle(&past);
		got = show(past.history);
		name = pl_asprintf("a leaf sent with \"%s\"", files[i].with);
		tap_text(got, files[i].want, name);
		free(name);
		free(got);
		free(copy);
		pl_cert_unref(certs[0]);
		past_clear(&past);
	}
}

static const struct {
	const char *name, *text;
	int line, column;
	const char *want;
} bad[] = {
	{ "no date", "[{\"not_before\":\"2020-01-01\"}]", 0, 0, "entry 1: not_after: a date is needed" },
	{ "the second entry", "[{" DATES NAME "},{" DATES "\"serial_number\":\"xy\"}]", 0, 0,
	  "entry 2: serial_number: hex digits are needed" },
	{ "an entry that is none", "[1]", 0, 0, "entry 1 is text, not an object" },
	{ "an object", "{\"a\":1}", 0, 0, "an export is a list of certificates; this is a map" },
	{ "base64 that is none", "[{\"cert_der\":\"!\"}]", 0, 0, "entry 1: cert_der: this is not base64" },
	{ "a certificate that is none", "[{\"cert_der\":\"AAAA\"}]", 0, 0, "entry 1: cert_der: this certificate cannot be read" },
	{ "JSON that is cut off", "[{\"not_before\":", 1, 15, "" },
	{ "a date in a table", "not_before,not_after\n2020-01-01,x\n", 2, 12, "not_after: " },
	{ "a digest in a table", "not_before,not_after,cert_sha256\n2020-01-01,2020-02-01,ab\n", 2, 23,
	  "cert_sha256: a SHA-256 has 64 hex digits" },
	{ "a serial number that is too long", "not_before,not_after,serial\n2020-01-01,2020-02-01," A64 "00\n", 2, 23,
	  "serial_number: longer than 32 octets" },
	{ "a short row", "not_before,not_after\n2020-01-01\n", 2, 1, "this row has 1 fields" },
};

static void check_bad(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bad); i++) {
		const struct pl_bytes data = { (const uint8_t *)bad[i].text, strlen(bad[i].text) };
		struct pl_errors errors = PL_ERRORS_INIT;
		struct past past;
		bool ok;

		past_init(&past);
		ok = pl_history_add_export(past.history, "past", data, &errors);
		tap_ok(!ok && errors.n == 1 && pl_streq(errors.items[0].file, "past"), "%s is refused", bad[i].name);
		tap_has(errors.n ? errors.items[0].text : NULL, bad[i].want, bad[i].name);
		if (errors.n && !tap_ok(errors.items[0].line == bad[i].line && errors.items[0].column == bad[i].column,
					"%s: where it is", bad[i].name))
			tap_note("got %d:%d", errors.items[0].line, errors.items[0].column);
		pl_errors_clear(&errors);
		past_clear(&past);
	}
}

int main(void)
{
	check_exports();
	check_by_digest();
	check_precertificates();
	check_sent();
	check_bad();
	pl_pki_shutdown();
	return tap_done();
}
