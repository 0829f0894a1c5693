/* Pin files as such: what kind they are, limits, encodings, positions, the two formats of our own. */
#include <config.h>

#include <stdlib.h>

#include "pin/format.h"
#include "tests/pin/pinfile.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"

#define HEX "0011223344556677889900112233445566778899001122334455667788990011"

/* " [rule]spelling@line:col ..." */
static void put_pins(const struct pl_pinfile *pins, struct pl_buf *out)
{
	for (size_t i = 0; i < pins->set->n; i++) {
		const struct pl_pin *pin = &pins->set->pins[i];

		pl_buf_printf(out, " [%zu]%s@%d:%d%s", pin->rule, pin->spelling, pin->pos.line,
			      pin->pos.column, pin->backup ? " backup" : "");
	}
}

static char *told(const char *file, struct pl_bytes text, const char *format)
{
	return pinfile_told_by(put_pins, file, text, format);
}

static const struct {
	const char *name, *file, *format, *text, *want;
} rows[] = {
	{ "a plain list", "x", NULL, "# ours\n\nsha256/" A "\n  sha256/" B " # next\n",
	  "list: [0]sha256/" A "@3:1 [0]sha256/" B "@4:3" },
	{ "the spellings that tools print", "x", NULL,
	  "sha256//" A "\npin-sha256:" A "\n" A "\nsha256 Fingerprint=" HEX "\n",
	  "list: [0]sha256/" A "@1:1 [0]sha256/" A "@2:1 [0]sha256/" A "@3:1 [0]" HEX "@4:1" },
	{ "line ends of every kind", "x", NULL, "sha256/" A "\r\nsha256/" B "\rsha256/" A,
	  "list: [0]sha256/" A "@1:1 [0]sha256/" B "@2:1 [0]sha256/" A "@3:1" },
	{ "a byte order mark", "x", "list", "\xef\xbb\xbfsha256/" A "\n",
	  "list: [0]sha256/" A "@1:1" },
	{ "columns are code points", "x.pins", NULL, "sha256/" A "\n\xc3\xa9\n",
	  "2:1 \"\xc3\xa9\" is not a pin; write sha256/ and the digest in base64, or sha256: and the "
	  "digest in hex" },
	{ "a list by its name", "my.pins", NULL, "SHA256/" A "\n",
	  "1:1 the prefix of the pin \"SHA256/" A "\" must be in lower case" },
	{ "nothing but comments", "my.pins", NULL, "# none yet\n",
	  "0:0 there is no pin in this list; write one a line, like sha256/..." },
	{ "an empty file", "pins", NULL, "", "0:0 the file is empty" },
	{ "UTF-16", "pins", NULL, "\xff\xfes\x01", "0:0 the file is UTF-16; save it as UTF-8" },
	{ "our own YAML", "p.yaml", NULL,
	  "pinlab: 1\nkind: pins\npins: sha256/" A "\nbackup: [sha256/" B "]\n",
	  "pinlab: [0]sha256/" A "@3:7 [0]sha256/" B "@4:10 backup" },
	{ "its rules", "p", NULL,
	  "pinlab: 1\nkind: pins\nclient: okhttp\nrules:\n"
	  "  - {covers: [a.test, {name: b.test, subdomains: true}], pins: [sha256/" A "]}\n"
	  "  - covers: c.test\n    leaf-pins: []\n",
	  "pinlab: [1]sha256/" A "@5:65" },
	{ "an unknown key", "p", NULL, "pinlab: 1\nkind: pins\npin: []\n",
	  "3:1 unknown key 'pin'; did you mean pins?" },
	{ "an unknown client", "p", NULL, "pinlab: 1\nkind: pins\nclient: okhtp\n",
	  "3:9 this is the name of no client; `pinlab list clients` prints them" },
	{ "a date that does not exist", "p", NULL,
	  "pinlab: 1\nkind: pins\nexpires: 2027-02-30\npins: [sha256/" A "]\n",
	  "3:10 \"2027-02-30\" is no date: February has 28 days, 29 in leap years only" },
	{ "a map of pins", "p", NULL, "pinlab: 1\nkind: pins\npins: {a: b}\n",
	  "3:7 a pin like sha256/... wanted, and this is a map" },
	{ "a YAML file without pins", "p", NULL, "pinlab: 1\nkind: pins\n",
	  "1:1 there are no pins in this file; add pins: [sha256/...]" },
	{ "another kind of YAML", "p.yaml", NULL, "pinlab: 1\nstart: 2026-01-01\n",
	  "1:1 a pin file of pinlab begins with pinlab: 1 and kind: pins" },
};

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *got = told(rows[i].file, pinfile_bytes(rows[i].text), rows[i].format);

		tap_text(got, rows[i].want, rows[i].name);
		free(got);
	}
}

static void test_limits(void)
{
	struct pl_buf many = PL_BUF_INIT;
	char *big = pl_calloc(PL_PINFILE_MAX + 2, 1), *got;

	got = told("x", (struct pl_bytes){ (const uint8_t *)"sha256/\0x", 9 }, "list");
	tap_text(got, "1:0 a NUL byte, so this is no text; name the right file", "a NUL");
	free(got);
	memset(big, '#', PL_PINFILE_MAX + 1);
	got = told("x.pins", pinfile_bytes(big), NULL);
	tap_has(got, "the file has 8388609 bytes; a pin file has at most 8388608", "a huge file");
	free(got);
	free(big);
	for (int i = 0; i <= PL_PINFILE_MAX_PINS; i++)
		pl_buf_puts(&many, "sha256/" A "\n");
	got = told("x.pins", pinfile_bytes(pl_buf_str(&many)), NULL);
	tap_text(got, "10001:1 more than 10000 pins; split the file", "a pin too many");
	free(got);
	pl_buf_clear(&many);
}

static void test_errors(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *pins = pl_pinfile_read("a.pins", pinfile_bytes("nonsense\nsha256/" A "\nmore\n"),
						  NULL, &errors);
	char *text;

	tap_ok(!pins && errors.n == 2, "every fault is told");
	text = pl_error_format(&errors.items[1]);
	tap_has(text, "a.pins:3:1: error: \"more\" is not a pin", "with its place");
	tap_has(text, "  more\n  ^\n", "and its line");
	free(text);
	pl_errors_clear(&errors);
}

/* What is written is read back as the same. */
static void test_round_trip(const char *format, const char *text, const char *want)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin_losses losses = PL_PIN_LOSSES_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_pinfile *pins = pl_pinfile_read("p", pinfile_bytes(text), pl_pin_format_find(format),
						  &errors);
	bool ok = pins && pins->format->write(pins->set, NULL, &out, &losses, &err);

	tap_ok(ok && losses.n == 0, "%s: written without loss", format);
	tap_text(pl_buf_str(&out), want, format);
	pl_pinfile_free(pins);
	pl_buf_clear(&out);
	pl_pin_losses_clear(&losses);
	pl_errors_clear(&errors);
}

int main(void)
{
	test_rows();
	test_limits();
	test_errors();
	test_round_trip("list", "# x\nsha256/" A "\n", "sha256/" A "\n");
	test_round_trip("pinlab",
			"pinlab: 1\nkind: pins\npins:\n  - sha256/" A "\nrules:\n"
			"  - covers:\n      - {name: a.test, subdomains: true}\n"
			"    expires: 2027-03-01\n    report-only: true\n    override-system-cas: true\n"
			"    trusts-user-cas: true\n    distrusts-system-cas: true\n    refused: no digest\n"
			"    ca-pins:\n      - sha256/" B "\n"
			"  - covers:\n      - {name: b.test}\n    leaf-pins: []\n"
			"  - covers:\n      - {name: c.a.test}\n    excluded: true\n",
			"pinlab: 1\nkind: pins\npins:\n  - sha256/" A "\nrules:\n"
			"  - covers:\n      - {name: a.test, subdomains: true}\n"
			"    expires: 2027-03-01\n    report-only: true\n    override-system-cas: true\n"
			"    trusts-user-cas: true\n    distrusts-system-cas: true\n    refused: no digest\n"
			"    ca-pins:\n      - sha256/" B "\n"
			"  - covers:\n      - {name: b.test}\n    leaf-pins: []\n"
			"  - covers:\n      - {name: c.a.test}\n    excluded: true\n");
	return tap_done();
}
