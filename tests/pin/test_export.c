/* Pins written for other clients: what is kept, what is lost, what is refused; files compared. */
#include <config.h>

#include "pin/differ.h"
#include "pin/export.h"
#include "tests/pin/chain.h"
#include "tests/pin/pinfile.h"

#define HEX "0101010101010101010101010101010101010101010101010101010101010101"
#define ONES "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define TWO "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
#define TWO_HEX "0202020202020202020202020202020202020202020202020202020202020202"

#define OKHTTP(pattern, pins) "CertificatePinner.Builder()\n  .add(\"" pattern "\"" pins ")\n  .build()\n"
#define PIN(base64) ",\n    \"sha256/" base64 "\""
#define YAML(covers, pins) "pinlab: 1\nkind: pins\nrules:\n  - covers:\n      - {name: " covers "}\n" pins

/* The text that is written, its losses, or why not. */
static char *written(const struct pl_pinfile *from, const char *format, const char *host)
{
	struct pl_pin_side side = { from->file, from->client, from->set };
	struct pl_pin_losses losses = PL_PIN_LOSSES_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT;

	if (!pl_pins_write(pl_pin_format_find(format), &side, host, &out, &losses, &err)) {
		pl_buf_reset(&out);
		pl_buf_printf(&out, "refused: %s", err.text);
	}
	for (size_t i = 0; i < losses.n && err.kind == PL_ERROR_NONE; i++)
		pl_buf_printf(&out, "lost: %s\n", losses.items[i].text);
	pl_pin_losses_clear(&losses);
	pl_error_clear(&err);
	return out.data ? pl_buf_take(&out) : pl_strdup("");
}

static struct pl_pinfile *read_file(const char *format, const char *text)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *pins = pl_pinfile_read("f", pinfile_bytes(text),
						  pl_pin_format_find(format), &errors);

	if (!pins)
		tap_note("%s", errors.items[0].text);
	pl_errors_clear(&errors);
	return pins;
}

static const struct {
	const char *name, *from, *text, *to, *host, *want;
} rows[] = {
	/* One value in every spelling (RFC 7469, 6698; the clients' own documents). */
	{ "sha256/S to HPKP", "okhttp", "a.test sha256/" ONES " sha256/" TWO, "hpkp", NULL,
	  "Host: a.test\nPublic-Key-Pins: pin-sha256=\"" ONES "\"; pin-sha256=\"" TWO
	  "\"; max-age=5184000\nlost: the line Host: is for the reader of this file, no part of the "
	  "header\n" },
	{ "pin-sha256 to OkHttp", "hpkp",
	  "Host: a.test\nPublic-Key-Pins: pin-sha256=\"" ONES "\"; max-age=1", "okhttp", NULL,
	  OKHTTP("a.test", PIN(ONES)) },
	{ "sha256//S to OkHttp", "curl", "curl --pinnedpubkey 'sha256//" ONES "' https://a.test",
	  "okhttp", NULL, OKHTTP("a.test", PIN(ONES)) },
	{ "sha256/S to curl", "okhttp", "a.test sha256/" ONES, "curl", "a.test",
	  "pinnedpubkey = \"sha256//" ONES "\"\nlost: curl has no rule for names: it is for whatever "
	  "host it is used with\n" },
	{ "sha256/S to TLSA", "okhttp", "a.test sha256/" ONES, "tlsa", NULL,
	  "_443._tcp.a.test. IN TLSA 3 1 1 " HEX "\n" },
	{ "TLSA 3 1 1 to OkHttp", "tlsa", "_443._tcp.a.test. IN TLSA 3 1 1 " HEX, "okhttp", NULL,
	  OKHTTP("a.test", PIN(ONES)) },
	{ "TLSA 2 1 1 stays a CA's", "tlsa", "_443._tcp.a.test. IN TLSA 2 1 1 " HEX, "tlsa", NULL,
	  "_443._tcp.a.test. IN TLSA 2 1 1 " HEX "\nlost: usage 2 (DANE-TA) works only while the "
	  "server sends the authority's certificate in its chain\n" },
	{ "sha256/S to GnuTLS", "okhttp", "a.test sha256/" ONES, "gnutls-known-hosts", NULL,
	  "|c0|a.test|443|0|6|" HEX "\n" },
	{ "GnuTLS c0 6 to OkHttp", "gnutls-known-hosts", "|c0|a.test|443|0|6|" HEX, "okhttp", NULL,
	  OKHTTP("a.test", PIN(ONES)) },
	{ "sha256:HEX to wget", "list", "sha256:" HEX, "wget", NULL,
	  "# a line of wgetrc, for wget\npinnedpubkey = sha256//" ONES "\n" },
	/* Whole certificates are another value. */
	{ "a fingerprint is no key", "urllib3", "assert_fingerprint='" HEX "'", "okhttp", "a.test",
	  "refused: no pin can be written as okhttp: the pin " HEX " is of a whole certificate, "
	  "which okhttp cannot pin" },
	{ "TLSA 3 0 1 is no key", "tlsa", "_443._tcp.a.test. IN TLSA 3 0 1 " HEX, "curl", "a.test",
	  "refused: no pin can be written as curl: the pin 3 0 1 " HEX " is of a whole certificate, "
	  "which curl cannot pin" },
	{ "TLSA 3 0 1 to urllib3", "tlsa", "_443._tcp.a.test. IN TLSA 3 0 1 " HEX, "urllib3", NULL,
	  "urllib3.HTTPSConnectionPool(\"a.test\", assert_fingerprint=\"" HEX "\")\n" },
	{ "a fingerprint in a list", "urllib3", "assert_fingerprint='" HEX "'", "list", NULL,
	  HEX "\n" },
	{ "a key is no fingerprint", "okhttp", "a.test sha256/" ONES, "flutter", NULL,
	  "refused: no pin can be written as flutter: the pin sha256/" ONES " is of another hash, "
	  "which flutter cannot pin" },
	/* Canonical spellings. */
	{ "damage that OkHttp reads is mended", "okhttp", "a.test sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
	  "AQEBAQEBAQE", "curl", "a.test",
	  "pinnedpubkey = \"sha256//" ONES "\"\nlost: curl has no rule for names: it is for whatever "
	  "host it is used with\n" },
	{ "damage that it cannot is refused", "okhttp", "a.test sha256/AQE=", "list", NULL,
	  "refused: okhttp cannot read the pin sha256/AQE=, so nobody knows what it is of; mend it "
	  "first" },
	{ "one pin twice is one", "okhttp", "a.test sha256/" ONES " sha256/" ONES, "okhttp", NULL,
	  OKHTTP("a.test", PIN(ONES)) },
	/* Names. */
	{ "a host of several", "okhttp", "a.test sha256/" ONES "\nb.test sha256/" TWO, "curl", "b.test",
	  "pinnedpubkey = \"sha256//" TWO "\"\nlost: curl has no rule for names: it is for whatever "
	  "host it is used with\n" },
	{ "several, where there is one", "okhttp", "a.test sha256/" ONES "\nb.test sha256/" TWO, "curl",
	  NULL, "refused: curl has no rules for names, and f has several; choose with --host NAME" },
	{ "every rule for a host, where the nearest counts", "okhttp",
	  "a.b.test sha256/" ONES "\n*.b.test sha256/" TWO, "pinlab", "a.b.test",
	  YAML("a.b.test", "    pins:\n      - sha256/" ONES "\n      - sha256/" TWO "\n") },
	{ "rules that are united, where the nearest counts", "okhttp",
	  "a.b.test sha256/" ONES "\n*.b.test sha256/" TWO, "pinlab", NULL,
	  YAML("a.b.test", "    pins:\n      - sha256/" ONES "\n      - sha256/" TWO "\n")
	  "  - covers:\n      - {name: b.test, subdomains: true}\n    pins:\n      - sha256/" TWO "\n"
	  "lost: b.test: pinlab pins it, f does not\n"
	  "lost: names deeper below b.test: pinlab pins it, f does not\n" },
	{ "a host that is not there", "okhttp", "a.test sha256/" ONES, "okhttp", "c.test",
	  "refused: there are no pins for c.test here" },
	{ "no name where one is needed", "list", "sha256/" ONES, "okhttp", NULL,
	  "refused: okhttp pins names, and f does not say which; add --host NAME" },
	{ "no name for a record", "list", "sha256/" ONES, "tlsa", NULL,
	  "refused: a TLSA record is one host's; say which with --host NAME" },
	{ "any depth to asterisks", "pinlab", YAML("a.test, subdomains: true",
	  "    pins: [sha256/" ONES "]\n"), "okhttp", NULL, OKHTTP("**.a.test", PIN(ONES)) },
	{ "asterisks to a switch", "okhttp", "**.a.test sha256/" ONES, "pinlab", NULL,
	  YAML("a.test, subdomains: true", "    pins:\n      - sha256/" ONES "\n") },
	{ "one label to any depth", "okhttp", "*.a.test sha256/" ONES, "pinlab", NULL,
	  YAML("a.test, subdomains: true", "    pins:\n      - sha256/" ONES "\n")
	  "lost: a.test: pinlab pins it, f does not\n"
	  "lost: names deeper below a.test: pinlab pins it, f does not\n" },
	{ "subdomains to exact names", "okhttp", "**.a.test sha256/" ONES, "react-native", NULL,
	  "fetch(\"https://a.test/\", {\n  pkPinning: true,\n  sslPinning: { certs: [\n    \"sha256/"
	  ONES "\"\n  ] }\n});\nlost: names one label below a.test: f pins it, react-native does not\n"
	  "lost: on iOS these texts are ignored: there every .cer file of the bundle is pinned, "
	  "whatever its name\n" },
	/* Terms. */
	{ "an end", "pinlab", YAML("a.test", "    expires: 2027-03-01\n    pins: [sha256/" ONES "]\n"),
	  "okhttp", NULL, OKHTTP("a.test", PIN(ONES)) "lost: a.test: f enforces its pins until "
	  "2027-03-01, okhttp without end\n" },
	{ "an end in seconds", "pinlab", YAML("a.test", "    expires: 2027-01-15T08:00:00Z\n    pins: "
	  "[sha256/" ONES "]\n"), "gnutls-known-hosts", NULL,
	  "|c0|a.test|443|1800000000|6|" HEX "\n" },
	{ "only reports", "pinlab", YAML("a.test", "    report-only: true\n    pins: [sha256/" ONES
	  "]\n"), "okhttp", NULL, OKHTTP("a.test", PIN(ONES)) "lost: a.test: f only reports a mismatch, "
	  "okhttp refuses\n" },
	{ "two lists", "pinlab", YAML("a.test", "    leaf-pins: [sha256/" ONES "]\n    ca-pins: "
	  "[sha256/" TWO "]\n"), "okhttp", NULL, OKHTTP("a.test", PIN(ONES) PIN(TWO))
	  "lost: pins of the leaf and of authorities are one list there, of which any will do\n" },
	/* Minimums. */
	{ "no backup for HPKP", "okhttp", "a.test sha256/" ONES, "hpkp", NULL,
	  "refused: hpkp notes no host without a backup pin, and there is one pin; add one with "
	  "--backup" },
	{ "one value for urllib3", "urllib3", HEX "\n" TWO_HEX, "urllib3", "a.test",
	  "refused: urllib3 would not load it: urllib3-fingerprint takes 1 pin, and there are 2" },
	{ "a digest is no certificate", "okhttp", "a.test sha256/" ONES, "certificates", NULL,
	  "refused: sha256/" ONES " is a digest: the certificate that it is of is needed to bundle it" },
};

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_pinfile *from = read_file(rows[i].from, rows[i].text);
		char *got = from ? written(from, rows[i].to, rows[i].host) : NULL;

		tap_text(got, rows[i].want, rows[i].name);
		free(got);
		pl_pinfile_free(from);
	}
}

/* Of a certificate that is there whole: what every format writes is read back as the same. */
static void test_round_trips(void)
{
	struct fixture chain;
	const struct pl_pin_format *const *formats;
	struct pl_pinfile *pins = pl_pinfile_new("leaf.pem");
	size_t n;

	fixture_init(&chain);
	for (size_t i = 0; i < 2; i++) {
		struct pl_pin *pin = pl_pinset_add(pins->set);

		pl_pin_from_cert(pin, PL_FORM_SPKI, chain.certs[i]);
	}
	pins->client = pl_client_find("generic");
	formats = pl_pin_formats(&n);
	for (size_t i = 0; i < n; i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_pin_differences found = PL_PIN_DIFFERENCES_INIT;
		struct pl_pinfile *back;
		struct pl_pin_side sides[2] = { { pins->file, pins->client, pins->set } };
		char *text;

		if (!formats[i]->write || pl_streq(formats[i]->name, "urllib3"))
			continue; /* one value only, see the table */
		text = written(pins, formats[i]->name, "a.test");
		if (strstr(text, "\nlost: "))
			strstr(text, "\nlost: ")[1] = '\0';
		back = pl_pinfile_read("back", pinfile_bytes(text), NULL, &errors);
		tap_ok(back && back->format == formats[i], "%s: what is written is recognised",
		       formats[i]->name);
		if (back) {
			sides[1] = (struct pl_pin_side){ "back", back->client, back->set };
			pl_pin_differ(sides, "a.test", &found);
		}
		tap_ok(back && found.n == 0 && back->set->n == 2, "%s: and says the same",
		       formats[i]->name);
		if (!back)
			tap_note("%s: %s", text, errors.items[0].text);
		if (found.n > 0)
			tap_note("%s %s", text, found.items[0].text);
		pl_pin_differences_clear(&found);
		pl_pinfile_free(back);
		pl_errors_clear(&errors);
		free(text);
	}
	pl_pinfile_free(pins);
	fixture_clear(&chain);
}

/* "KIND HOST SIDE:LINE TEXT" for each. */
static char *compared(const struct pl_pinfile *a, const struct pl_pinfile *b, const char *host)
{
	struct pl_pin_side sides[2] = { { "A", a->client, a->set }, { "B", b->client, b->set } };
	struct pl_pin_differences found = PL_PIN_DIFFERENCES_INIT;
	struct pl_buf out = PL_BUF_INIT;

	pl_pin_differ(sides, host, &found);
	for (size_t i = 0; i < found.n; i++)
		pl_buf_printf(&out, "%s%s %s: %s:%d %s", i ? "; " : "",
			      pl_pin_difference_name(found.items[i].kind), found.items[i].host,
			      sides[found.items[i].side].name, found.items[i].pos.line,
			      found.items[i].text);
	pl_pin_differences_clear(&found);
	return out.data ? pl_buf_take(&out) : pl_strdup("");
}

static const struct {
	const char *name, *a_format, *a, *b_format, *b, *host, *want;
} compared_rows[] = {
	{ "the same in two formats", "okhttp", "a.test sha256/" ONES, "hpkp",
	  "Host: a.test\nPublic-Key-Pins: max-age=1; pin-sha256=\"" ONES "\"", NULL, "" },
	{ "the same in another order and spelling", "okhttp", "a.test sha256/" ONES " sha256/" TWO,
	  "curl", "curl --pinnedpubkey 'sha256//" TWO ";sha256//" ONES "' https://A.test/x", NULL, "" },
	{ "a pin that the other lacks", "okhttp", "\na.test sha256/" ONES " sha256/" TWO, "okhttp",
	  "a.test sha256/" ONES, NULL,
	  "pin a.test: A:2 pins AgICAgIC\xe2\x80\xa6, B does not" },
	{ "a host that the other lacks", "okhttp", "a.test sha256/" ONES "\nb.test sha256/" TWO,
	  "okhttp", "a.test sha256/" ONES, NULL, "cover b.test: A:2 pins it, B does not" },
	{ "names below", "okhttp", "**.a.test sha256/" ONES, "okhttp",
	  "a.test sha256/" ONES "\n*.a.test sha256/" ONES, NULL,
	  "cover names deeper below a.test: A:1 pins it, B does not" },
	{ "rules are united by one, the nearest taken by the other", "okhttp",
	  "*.a.test sha256/" ONES "\nb.a.test sha256/" TWO, "pinlab",
	  "pinlab: 1\nkind: pins\nrules:\n  - {covers: {name: a.test, subdomains: true}, pins: sha256/"
	  ONES "}\n  - {covers: b.a.test, pins: sha256/" TWO "}\n", "b.a.test",
	  "pin b.a.test: A:1 pins AQEBAQEB\xe2\x80\xa6, B does not" },
	{ "one that its client cannot match", "curl", "curl --pinnedpubkey 'sha256//"
	  "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE' https://a.test", "okhttp",
	  "a.test sha256/" ONES, NULL,
	  "pin a.test: A:1 pins AQEBAQEB\xe2\x80\xa6 so that curl can never match it; B has it well "
	  "spelled; pin a.test: B:1 pins AQEBAQEB\xe2\x80\xa6, A does not" },
	{ "digests of another kind", "okhttp", "a.test sha256/" ONES, "urllib3",
	  "HTTPSConnectionPool('a.test', assert_fingerprint='" HEX "')", NULL,
	  "pin a.test: A:1 pins AQEBAQEB\xe2\x80\xa6, B does not: it has digests of another kind, "
	  "which only the certificate could connect; pin a.test: B:1 pins AQEBAQEB\xe2\x80\xa6, A "
	  "does not: it has digests of another kind, which only the certificate could connect" },
	{ "another end", "pinlab", YAML("a.test", "    expires: 2027-03-01\n    pins: [sha256/" ONES
	  "]\n"), "pinlab", YAML("a.test", "    expires: 2027-04-01\n    pins: [sha256/" ONES "]\n"),
	  NULL, "end a.test: A:4 enforces its pins until 2027-03-01, B until 2027-04-01" },
	{ "only one reports", "pinlab", YAML("a.test", "    report-only: true\n    pins: [sha256/" ONES
	  "]\n"), "okhttp", "a.test sha256/" ONES, NULL,
	  "terms a.test: A:4 only reports a mismatch, B refuses" },
	{ "one that does not load", "okhttp", "a.test SHA256/" ONES, "okhttp", "a.test sha256/" ONES,
	  NULL, "loading every host: A:1 is refused when it is loaded: the pin SHA256/" ONES
	  " is of no kind that okhttp knows" },
	{ "lists without names", "list", "sha256/" ONES, "list", "sha256/" TWO, NULL,
	  "pin every host: A:1 pins AQEBAQEB\xe2\x80\xa6, B does not; pin every host: B:1 pins "
	  "AgICAgIC\xe2\x80\xa6, A does not" },
};

static void test_compare(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(compared_rows); i++) {
		struct pl_pinfile *a = read_file(compared_rows[i].a_format, compared_rows[i].a);
		struct pl_pinfile *b = read_file(compared_rows[i].b_format, compared_rows[i].b);
		char *got = a && b ? compared(a, b, compared_rows[i].host) : NULL;

		tap_text(got, compared_rows[i].want, compared_rows[i].name);
		free(got);
		pl_pinfile_free(a);
		pl_pinfile_free(b);
	}
}

int main(void)
{
	test_rows();
	test_round_trips();
	test_compare();
	return tap_done();
}
