/* Pin files of text formats: headers, commands, records, fingerprints, keys seen first. */
#include <config.h>

#include "tests/pin/pinfile.h"

#define FINGERPRINT "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:" \
		    "23:45:67:89"
#define HEX "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"

static const struct pinfile_row hpkp[] = {
	{ "a header", "x", NULL,
	  "Public-Key-Pins: pin-sha256=\"" A "\"; pin-sha256=\"" B "\"; max-age=5184000; "
	  "includeSubDomains\n",
	  "hpkp: | sha256/" A "@1:30 sha256/" B "@1:89 # max-age=5184000 counts from each visit, so "
	  "that these pins have no date of their own@1; includeSubDomains has no effect here, as "
	  "the header does not say for which host it is@1" },
	{ "a dump of curl -v", "x", NULL,
	  "> GET / HTTP/1.1\n> Host: api.example.com:443\n< HTTP/1.1 200 OK\n< Server: x\n"
	  "< public-key-pins: max-age=1;PIN-SHA256=\"" A "\";includesubdomains\n",
	  "hpkp: | api.example.com+ sha256/" A "@5:42 # max-age=1 counts from each visit, so that "
	  "these pins have no date of their own@5" },
	{ "both headers", "x", NULL,
	  "Host: a.test\nPublic-Key-Pins: pin-sha256=\"" A "\"; max-age=1\n"
	  "Public-Key-Pins-Report-Only: max-age=1; pin-sha256=\"" B "\"; report-uri=\"https://r/\"\n",
	  "hpkp: | a.test sha256/" A "@2:30 | a.test report-only sha256/" B "@3:53 # max-age=1 counts "
	  "from each visit, so that these pins have no date of their own@2; max-age=1 counts from "
	  "each visit, so that these pins have no date of their own@3; report-uri is not used@3" },
	{ "the first of a name counts", "x", NULL,
	  "Public-Key-Pins: pin-sha256=" A ";max-age=\"1\"\nPublic-Key-Pins: max-age=0\n",
	  "hpkp: | sha256/" A "@1:29 # max-age=1 counts from each visit, so that these pins have no "
	  "date of their own@1; only the first field of this name counts (RFC 7469 section 2.3.1)@2" },
	{ "a broken grammar", "x", NULL, "Public-Key-Pins: pin-sha256=\"" A "; max-age=1\n",
	  "hpkp: | # this field breaks the grammar of RFC 7469, so it is ignored as a whole@1" },
	{ "no max-age", "x", NULL, "Public-Key-Pins: pin-sha256=\"" A "\"; pin-sha1=\"x\"\n",
	  "hpkp: | # the directive pin-sha1 is ignored (RFC 7469 section 2.1.1)@1; without max-age "
	  "the field is ignored as a whole (RFC 7469 section 2.1.2)@1" },
	{ "a damaged pin stays", "x", NULL, "Public-Key-Pins: pin-sha256=\"AA!\"; max-age=1\n",
	  "hpkp: | sha256/AA!@1:30 # max-age=1 counts from each visit, so that these pins have no "
	  "date of their own@1" },
	{ "no such header", "x", "hpkp", "Server: x\n",
	  "0:0 there is no header Public-Key-Pins here; one begins a line" },
};

static const struct pinfile_row curl[] = {
	{ "a command", "fetch.sh", NULL,
	  "#!/bin/sh\n# --pinnedpubkey 'sha256//old='\ncurl --pinnedpubkey 'sha256//" A ";sha256//" B
	  "' \\\n  https://api.example.com/v1\n",
	  "curl: | api.example.com sha256/" A "@3:30 sha256/" B "@3:83" },
	{ "quotes of both kinds and none", "a.sh", NULL,
	  "curl --pinnedpubkey \"sha256//" A "\" https://a.test\n"
	  "curl https://b.test/x --pinnedpubkey sha256//" B "\n",
	  "curl: | a.test sha256/" A "@1:30 | b.test sha256/" B "@2:46" },
	{ "a variable of the file", "a.sh", NULL,
	  "PIN='sha256//" A "'\ncurl --pinnedpubkey \"$PIN;sha256//" B "\" https://a.test\n",
	  "curl: | a.test sha256/" A "@1:14 sha256/" B "@2:35" },
	{ "a variable from elsewhere", "a.sh", NULL,
	  "curl --pinnedpubkey \"$PIN\" https://a.test\n",
	  "1:8 no pins for curl are in this file: the pins given here come from a variable that this "
	  "file does not set; they are not read; they are given as --pinnedpubkey 'sha256//...' or, "
	  "in its configuration, pinnedpubkey = \"sha256//...\"" },
	{ "without quotes the shell ends the command", "a.sh", NULL,
	  "curl https://a.test --pinnedpubkey sha256//" A ";sha256//" B "\n",
	  "curl: | a.test sha256/" A "@1:44" },
	{ "a command in another file", "ci.yaml", NULL,
	  "script:\n  - curl --pinnedpubkey 'sha256//" A "' https://a.test/x\n",
	  "curl: | a.test sha256/" A "@2:34" },
	{ "the last of one command counts", "a.sh", NULL,
	  "curl --pinnedpubkey 'sha256//" A "' --pinnedpubkey 'sha256//" B "' https://a.test\n",
	  "curl: | a.test sha256/" B "@1:100 # a later pinnedpubkey replaces this one@1" },
	{ "a configuration", ".curlrc", NULL,
	  "# pinnedpubkey = \"sha256//old=\"\npinnedpubkey = \"sha256//" A ";sha256//" B "\"\n",
	  "curl: | sha256/" A "@2:25 sha256/" B "@2:78" },
	{ "its other spellings", "c.conf", "curl",
	  "--pinnedpubkey sha256//" A "\nuser-agent x\n", "curl: | sha256/" A "@1:24" },
	{ "junk stays with the entry before it", "a.sh", NULL,
	  "curl --pinnedpubkey 'sha256//" A ";x;sha256//" B ";' https://a.test\n",
	  "curl: | a.test sha256/" A ";x@1:30 sha256/" B ";@1:85" },
	{ "upper case makes it a file's name", "a.sh", NULL,
	  "curl --pinnedpubkey 'SHA256//" A "' https://a.test\n",
	  "curl: | a.test SHA256//" A "@1:22? # this is the name of a key file, which is not read: it "
	  "counts as a key that is nobody's; a list begins with sha256//@1" },
	{ "and so does one slash", "a.sh", NULL,
	  "curl --pinnedpubkey 'sha256/" A "' https://a.test\n",
	  "curl: | a.test sha256/" A "@1:22? # this is the name of a key file, which is not read: it "
	  "counts as a key that is nobody's; a list begins with sha256//@1" },
	{ "nothing", "a.sh", NULL, "curl --pinnedpubkey '' https://a.test\n",
	  "curl: | a.test @1:23? # this is the name of a key file, which is not read: it counts as a "
	  "key that is nobody's; a list begins with sha256//@1" },
	{ "the proxy's", "a.sh", NULL,
	  "curl --proxy-pinnedpubkey 'sha256//" A "' --pinnedpubkey 'sha256//" B "' https://a.test\n",
	  "curl: | a.test sha256/" B "@1:106 # proxy-pinnedpubkey is about the proxy's key, not the "
	  "host's; it is not used@1" },
	{ "a quote that is not closed", "a.sh", NULL, "curl --pinnedpubkey 'sha256//" A "\n",
	  "1:21 this quote is not closed" },
	{ "another program's", "a.sh", "curl", "wget --pinnedpubkey 'sha256//" A "' https://a.test\n",
	  "1:8 no pins for curl are in this file: a command of wget; the format wget reads it; they "
	  "are given as --pinnedpubkey 'sha256//...' or, in its configuration, pinnedpubkey = "
	  "\"sha256//...\"" },
	{ "wget's command", "a.sh", NULL,
	  "wget -q --pinnedpubkey=\"sha256//" A "\" https://a.test/x\n",
	  "wget: | a.test sha256/" A "@1:33" },
	{ "wget's configuration", "/etc/wgetrc", NULL, "pinnedpubkey = sha256//" A ";sha256//" B " \n",
	  "wget: | sha256/" A "@1:24 sha256/" B "@1:77" },
	{ "which knows no quotes", "wgetrc", NULL, "pinnedpubkey = \"sha256//" A "\"\n",
	  "wget: | \"sha256//" A "\"@1:16? # this is the name of a key file, which is not read: it "
	  "counts as a key that is nobody's; a list begins with sha256//@1" },
};

static const struct pinfile_row tlsa[] = {
	{ "a zone", "z", NULL,
	  "$ORIGIN example.com.\n@ 3600 IN SOA ns. me. ( 1 2 3\n 4 5 )\n"
	  "_443._tcp.api 3600 IN TLSA 3 1 1 " HEX "\n"
	  "  IN TLSA 2 0 1 (\n    abcdef0123456789abcdef0123456789\n"
	  "    abcdef0123456789abcdef0123456789 ) ; the authority\n"
	  "_25._tcp.mx.other.test. TLSA 3 0 2 " HEX HEX "\n",
	  "tlsa: | api.example.com 3 1 1 " HEX "@4:28 2 0 1 " HEX "@5:11 | mx.other.test 3 0 2 " HEX HEX
	  "@8:30" },
	{ "records alone", "r", NULL, "; ours\n3 1 1 " HEX "\n0 0 1 " HEX "\n",
	  "tlsa: 3 1 1 " HEX "@2:1 0 0 1 " HEX "@3:1" },
	{ "blanks in the data", "r", "tlsa", "3 1 1 abcdef0123456789abcdef0123456789 "
	  "abcdef0123456789abcdef0123456789\n", "tlsa: 3 1 1 " HEX "@1:1" },
	{ "as software writes it that does not know the type", "z", NULL,
	  "_443._tcp.a.test. IN TYPE52 \\# 35 030101 " HEX "\n", "tlsa: | a.test 3 1 1 " HEX "@1:29" },
	{ "an unusable one stays", "z", NULL, "_443._tcp.a.test. IN TLSA 4 1 1 " HEX "\n",
	  "tlsa: | a.test 4 1 1 " HEX "@1:27" },
	{ "a record without data", "z", NULL, "_443._tcp.a.test. IN TLSA 3 1 1\n",
	  "1:27 a TLSA record has three numbers and its data in hex, like `3 1 1 8f43...`" },
	{ "words for numbers", "z", NULL, "a. IN TLSA DANE-EE SPKI 1 " HEX "\n",
	  "1:12 a TLSA record has three numbers and its data in hex, like `3 1 1 8f43...`" },
	{ "an open parenthesis", "z", NULL, "a. IN TLSA ( 3 1 1\n" HEX "\n",
	  "1:1 the parenthesis of this record is not closed" },
	{ "no record", "z", "tlsa", "a. IN A 192.0.2.1\n",
	  "0:0 there is no TLSA record here; one reads `_443._tcp.example.com. IN TLSA 3 1 1 "
	  "8f43...`" },
};

static const struct pinfile_row urllib3[] = {
	{ "a pool", "p.py", NULL,
	  "# assert_fingerprint=\"old\"\npool = urllib3.HTTPSConnectionPool('a.test', 443,\n"
	  "    assert_fingerprint=\"" FINGERPRINT "\")\n",
	  "urllib3: | a.test " FINGERPRINT "@3:24" },
	{ "a constant, and texts that follow each other", "p.py", NULL,
	  "FP = ('ABCDEF0123456789ABCDEF0123456789'\n      'ABCDEF0123456789ABCDEF0123456789')\n"
	  "urllib3.PoolManager(assert_fingerprint=FP)\n",
	  "urllib3: | ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789@1:7" },
	{ "an adapter", "p.py", NULL,
	  "s.mount('https://a.test/', FingerprintAdapter('" FINGERPRINT "'))\n",
	  "urllib3: | a.test " FINGERPRINT "@1:47" },
	{ "words that begin like a raw text", "p.py", NULL,
	  "rru = true\nrb = 1\nassert_fingerprint=r'" HEX "'\n", "urllib3: | " HEX "@3:21" },
	{ "from elsewhere, and the proxy's", "p.py", NULL,
	  "urllib3.PoolManager(assert_fingerprint=cfg.FP, proxy_assert_fingerprint='x')\n",
	  "1:40 there is no fingerprint in this file: the fingerprint is no text and no constant of "
	  "this file; it is not read; one is given as assert_fingerprint=\"AB:CD:...\"" },
	{ "damaged ones stay", "p.py", NULL,
	  "a = dict(assert_fingerprint='AB:CD')\nb = {'assert_fingerprint': 'xyz'}\n",
	  "urllib3: | AB:CD@1:29? | xyz@2:28?" },
	{ "None and nothing are no check", "p.py", NULL,
	  "p(assert_fingerprint=None)\np(assert_fingerprint='')\np(assert_fingerprint='" HEX "')\n",
	  "urllib3: | " HEX "@3:22" },
	{ "nonsense alone", "f", "urllib3", "{AB}\n", "1:1 this is no fingerprint in hex" },
	{ "alone", "f", "urllib3", "# the leaf's\n" FINGERPRINT "\n", "urllib3: " FINGERPRINT "@2:1" },
};

static const struct pinfile_row gnutls[] = {
	{ "hashes and keys", "known_hosts", NULL,
	  "|c0|a.test|443|0|6|" HEX "\n|g0|b.test|https|1800000000|AAECAw==\n",
	  "gnutls-known-hosts: | a.test sha256:" HEX "@1:20 | b.test until 2027-01-15T08:00:00Z "
	  "AAECAw==@2:29?" },
	{ "an asterisk is every host", "known_hosts", NULL, "|c0|*.a.test|443|0|8|" HEX HEX "\n",
	  "gnutls-known-hosts: | sha512:" HEX HEX "@1:22" },
	{ "lines that do not count", "known_hosts", NULL,
	  "|c0|a.test|443|x|6|" HEX "\nnonsense\n|c0|a.test|443|0|3|" HEX "\n|c0|a.test|443|0|6|" HEX
	  "\n",
	  "gnutls-known-hosts: | a.test sha256:" HEX "@4:20 # this line is not read: its expiry is no "
	  "number@1; this line is not read: it is no |g0| or |c0| entry@2; this line is not read: "
	  "only hashes 6 (SHA-256) and 8 (SHA-512) are@3" },
	{ "nothing that counts", "known_hosts", NULL, "a.test ssh-rsa AAAA\n",
	  "0:0 there is no key here; a line reads |c0|example.com|443|0|6|8f43..." },
};

static const struct pinfile_row mobile[] = {
	{ "Dart", "m.dart", NULL,
	  "final s = await HttpCertificatePinning.check(\n  serverURL: 'https://a.test/x',\n"
	  "  headerHttp: {}, sha: SHA.SHA256, timeout: 50,\n"
	  "  allowedSHAFingerprints: ['" FINGERPRINT "', \"" HEX "\"]);\n",
	  "flutter: | a.test " FINGERPRINT "@4:28 " HEX "@4:127" },
	{ "JSON of Dart's", "m.json", NULL,
	  "{\"serverURL\": \"https://a.test/\",\n \"allowedSHAFingerprints\": [\"" HEX "\"]}\n",
	  "flutter: | a.test " HEX "@2:29" },
	{ "the pin of a key among fingerprints", "m.dart", NULL,
	  "check(allowedSHAFingerprints: ['sha256/" A "']);\n", "flutter: | sha256/" A "@1:32?" },
	{ "Dart with Dio", "m.dart", NULL,
	  "const pins = <String>['" HEX "'];\n"
	  "dio.interceptors.add(CertificatePinningInterceptor(allowedSHAFingerprints: pins));\n",
	  "flutter: | " HEX "@1:23" },
	{ "fingerprints from elsewhere", "m.dart", NULL,
	  "SecureHttpClient.build(load()); // allowedSHAFingerprints\n",
	  "1:1 no fingerprint is in this file; they are given as allowedSHAFingerprints: "
	  "['AB CD ...'] and as texts or constants of this file" },
	{ "JavaScript", "m.js", NULL,
	  "fetch('https://a.test/x', {\n  method: 'GET', pkPinning: true,\n"
	  "  sslPinning: { certs: ['sha256/" A "', \"sha256//" B "\"] }\n})\n",
	  "react-native: | a.test sha256/" A "@3:25 sha256//" B "@3:80" },
	{ "JSON", "m.json", NULL,
	  "{\"url\": \"https://a.test\", \"pkPinning\": true,\n \"sslPinning\": {\"certs\": "
	  "[\"sha256\\/" A "\"]}}\n",
	  "react-native: | a.test sha256/" A "@2:27" },
	{ "bundled certificates", "m.ts", NULL,
	  "fetch(url, { sslPinning: { certs: ['mycert'] } })\n",
	  "1:36 without pkPinning: true, \"mycert\" names the bundled certificate mycert.cer; give "
	  "the folder of such files as certificates instead" },
	{ "no list", "m.ts", NULL, "fetch(url, { sslPinning: options })\n",
	  "0:0 no pin is in this file; they are given as sslPinning: {certs: [\"sha256/...\"]} with "
	  "pkPinning: true" },
};

/* Whatever the format: nothing, half of it, UTF-16, NUL, Latin-1. */
static void test_damage(void)
{
	const struct pl_pin_format *const *all;
	size_t n;

	all = pl_pin_formats(&n);
	for (size_t i = 0; i < n; i++) {
		static const char *const texts[] = { "", "\n", "\xff\xfe\x23\x01", "\xfcx", "{", "\"" };
		bool ok = true;

		for (size_t t = 0; t < PL_ARRAY_LEN(texts); t++) {
			struct pl_errors errors = PL_ERRORS_INIT;
			struct pl_pinfile *pins = pl_pinfile_read("f", pinfile_bytes(texts[t]), all[i],
								  &errors);

			ok = ok && !pins && errors.n > 0;
			pl_pinfile_free(pins);
			pl_errors_clear(&errors);
		}
		tap_ok(ok, "%s refuses what holds no pins, with a reason", all[i]->name);
		tap_ok(all[i]->summary && all[i]->source && pl_client_find(all[i]->client) &&
		       pl_pin_format_find(all[i]->name) == all[i], "%s is a whole entry",
		       all[i]->name);
	}
}

#define ROWS(rows) pinfile_rows(rows, PL_ARRAY_LEN(rows))

int main(void)
{
	ROWS(hpkp);
	ROWS(curl);
	ROWS(tlsa);
	ROWS(urllib3);
	ROWS(gnutls);
	ROWS(mobile);
	test_damage();
	return tap_done();
}
