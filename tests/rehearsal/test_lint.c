/* Each rule of lint says yes and no. */
#include <config.h>

#include "../tap.h"
#include "tests/rehearsal/desk.h"

/* The usual scene: api.example.test, its chain, its root trusted, in spring 2026. */
#define API "covers: [{name: api.example.test}]|"
#define BACKUP "sha256/dGhpcyBpcyBhIGtleSB0aGF0IG5vYm9keSBoYXMgeSE="
#define EMPTY "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define ZERO "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define ENTRUST_G2 "sha256/du6FkDdMcVQ3u8prumAo6t3i3G27uMP2EOhR8R0at/U="

struct row {
	const char *rule, *name;
	const char *pins;
	const char *more;         /* a second pin file, YAML */
	const char *chain, *trust, *at, *host; /* NULL: as usual */
	const char *want;         /* a part of the message; NULL: the rule has nothing to say */
	const char *severity;     /* NULL: not asked */
	int line;                 /* 0: not asked */
};

static const struct row rows[] = {
	/* Verdicts. */
	{ .rule = "does-not-load", .name = "a wrong length under a client that checks it",
	  .pins = "client: android-nsc|" API "pins: [sha256/AAECAw==, '{spki:leaf}']",
	  .want = "android-nsc does not load this file", .line = 5 },
	{ .rule = "does-not-load", .name = "a good file", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "breaks-today", .name = "pins of nobody", .pins = API "pins: [" BACKUP "]",
	  .want = "generic refuses api.example.test (pin-mismatch)", .severity = "error" },
	{ .rule = "breaks-today", .name = "the leaf's pin", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "breaks-today", .name = "the leaf has ended", .pins = API "pins: ['{spki:leaf}']", .at = "2027-02-01",
	  .want = "cert-expired" },
	{ .rule = "breaks-today", .name = "another name", .pins = "pins: ['{spki:leaf}']", .host = "www.example.org",
	  .want = "name-mismatch" },
	{ .rule = "root-unknown", .name = "a pin on the root, which was not given",
	  .pins = API "pins: ['{spki:root}']", .trust = "",
	  .want = "and the root above Inter R is not known", .severity = "error" },
	{ .rule = "breaks-today", .name = "which is not said to be refused",
	  .pins = API "pins: ['{spki:root}']", .trust = "" },
	{ .rule = "root-unknown", .name = "nobody's pin, for a client that looks at the leaf",
	  .pins = "client: curl|pins: [" BACKUP "]", .trust = "" },
	{ .rule = "root-unknown", .name = "the root was given", .pins = API "pins: [" BACKUP "]" },
	{ .rule = "not-enforced", .name = "a name that no rule covers", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter", .host = "www.example.org", .want = NULL },
	{ .rule = "not-enforced", .name = "pins that only report, and do not match",
	  .pins = "report-only: true|" API "pins: [" BACKUP "]", .want = "report-only",
	  .severity = "warning" },
	{ .rule = "not-enforced", .name = "pins that count", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "on-backup-today", .name = "a backup alone", .pins = API "pins: [" BACKUP "]|backup: ['{spki:leaf}']",
	  .want = "by a backup pin alone" },
	{ .rule = "on-backup-today", .name = "a first pin", .pins = API "pins: ['{spki:leaf}']|backup: [" BACKUP "]" },
	{ .rule = "path-order", .name = "a pin on the root of the longer path", .pins = API "pins: ['{spki:root2}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2", .want = "no pin matches" },
	{ .rule = "path-order", .name = "a pin on both", .pins = API "pins: ['{spki:root}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2" },
	{ .rule = "path-order", .name = "a client with an order of its own",
	  .pins = "client: android-nsc|" API "pins: ['{spki:root2}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2" },
	{ .rule = "some-paths", .name = "the certificate of one of two roots", .pins = API "pins: ['{cert:root}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2", .want = NULL },
	{ .rule = "some-paths", .name = "the root of one of two certificates of the intermediate",
	  .pins = "client: android-nsc|" API "pins: ['{spki:root}', " BACKUP "]",
	  .chain = "leaf inter inter-by-root2", .trust = "root root2",
	  .want = "1 of 2 valid paths to api.example.test have no pin" },
	{ .rule = "some-paths", .name = "both roots",
	  .pins = "client: android-nsc|" API "pins: ['{spki:root}', '{spki:root2}']",
	  .chain = "leaf inter inter-by-root2", .trust = "root root2" },
	{ .rule = "some-paths", .name = "the intermediate, which is on both",
	  .pins = "client: android-nsc|" API "pins: ['{spki:root}', '{spki:inter}']",
	  .chain = "leaf inter inter-by-root2", .trust = "root root2" },

	/* Spelling. */
	{ .rule = "placeholder", .name = "AAAA", .pins = API "pins: ['{spki:leaf}', " ZERO "]",
	  .want = "is a placeholder", .severity = "error", .line = 4 },
	{ .rule = "placeholder", .name = "xxxx, which is no base64", .pins = API "pins: ['{spki:leaf}', sha256/xxxxxxxxxxxx]",
	  .want = "is a placeholder" },
	{ .rule = "placeholder", .name = "a real one", .pins = API "pins: ['{spki:leaf}', " BACKUP "]" },
	{ .rule = "sample-pin", .name = "OkHttp's own",
	  .pins = API "pins: ['{spki:leaf}', sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=]",
	  .want = "an example of OkHttp's documentation" },
	{ .rule = "sample-pin", .name = "RFC 7469's",
	  .pins = API "pins: ['{spki:leaf}', sha256/E9CZ9INDbd+2eRQozYqqbQ2yXLVKB9+xcprMF+44U1g=]",
	  .want = "RFC 7469" },
	{ .rule = "sample-pin", .name = "one's own", .pins = API "pins: ['{spki:leaf}', " BACKUP "]" },
	{ .rule = "empty-digest", .name = "SHA-256 of nothing", .pins = API "pins: ['{spki:leaf}', " EMPTY "]",
	  .want = "SHA-256 of nothing" },
	{ .rule = "empty-digest", .name = "in hex", .pins = API "pins: ['{spki:leaf}', "
	  "'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']",
	  .want = "of nothing at all" },
	{ .rule = "empty-digest", .name = "of something", .pins = API "pins: ['{spki:leaf}', " BACKUP "]" },
	{ .rule = "wrong-length", .name = "20 bytes as SHA-256",
	  .pins = API "pins: ['{spki:leaf}', sha256/MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=]",
	  .want = "20 are a SHA-1" },
	{ .rule = "wrong-length", .name = "32 bytes", .pins = API "pins: ['{spki:leaf}', " BACKUP "]" },
	{ .rule = "wrong-length", .name = "20 bytes as SHA-1",
	  .pins = API "pins: ['{spki:leaf}', sha1/MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=]" },
	{ .rule = "unreadable", .name = "blanks for a strict reader",
	  .pins = API "pins: ['{spki:leaf}', 'sha256/dGhp cyBpcyBhIGtleSB0aGF0IG5vYm9keSBoYXMgeSE=']",
	  .want = "generic cannot decode" },
	{ .rule = "unreadable", .name = "blanks for OkHttp, which skips them", .pins = "client: okhttp|" API
	  "pins: ['{spki:leaf}', 'sha256/dGhp cyBpcyBhIGtleSB0aGF0IG5vYm9keSBoYXMgeSE=']" },
	{ .rule = "certificate-fingerprint", .name = "a whole certificate's digest as a key's",
	  .pins = API "pins: ['{certspki:leaf}', '{spki:inter}']", .want = "of the whole certificate of",
	  .severity = "error", .line = 4 },
	{ .rule = "certificate-fingerprint", .name = "the bare key's", .pins = API "pins: ['{key:leaf}', '{spki:inter}']",
	  .want = "bare key, without its algorithm" },
	{ .rule = "certificate-fingerprint", .name = "a fingerprint where certificates are compared",
	  .pins = API "pins: ['{cert:leaf}', '{spki:inter}']" },
	{ .rule = "duplicate", .name = "the same twice", .pins = API "pins: ['{spki:leaf}', '{spki:leaf}']",
	  .want = "stands in line 4 of the same rule already" },
	{ .rule = "duplicate", .name = "two", .pins = API "pins: ['{spki:leaf}', '{spki:inter}']" },
	{ .rule = "duplicate", .name = "under two rules",
	  .pins = "rules:|  - {covers: [{name: api.example.test}], pins: ['{spki:leaf}']}"
	  "|  - {covers: [{name: www.example.test}], pins: ['{spki:leaf}']}" },

	/* Sets. */
	{ .rule = "single-pin", .name = "one", .pins = API "pins: ['{spki:leaf}']", .want = "has one pin",
	  .severity = "warning" },
	{ .rule = "single-pin", .name = "one, twice", .pins = API "pins: ['{spki:leaf}', '{spki:leaf}']",
	  .want = "has one pin" },
	{ .rule = "single-pin", .name = "two", .pins = API "pins: ['{spki:leaf}', " BACKUP "]" },
	{ .rule = "single-pin", .name = "a client that takes one", .pins = "client: urllib3-fingerprint|pins: ['{cert:leaf}']",
	  .want = "takes no more", .severity = "info" },
	{ .rule = "one-key-line", .name = "the leaf and its issuers", .pins = API "pins: ['{spki:leaf}', '{spki:inter}', "
	  "'{spki:root}']", .want = "pins keys of one chain only" },
	{ .rule = "one-key-line", .name = "one key in two forms", .pins = API "pins: ['{spki:leaf}', '{cert:leaf}']",
	  .want = "one key in several forms" },
	{ .rule = "one-key-line", .name = "with a backup", .pins = API "pins: ['{spki:leaf}', '{spki:inter}', " BACKUP "]" },
	{ .rule = "one-key-line", .name = "two chains of one host", .pins = API "pins: ['{spki:leaf}', '{spki:leaf-e}']",
	  .chain = "leaf inter leaf-e inter-e" },
	{ .rule = "no-independent-backup", .name = "two chains of one host, both pinned",
	  .pins = API "pins: ['{spki:leaf}', '{spki:leaf-e}']", .chain = "leaf inter leaf-e inter-e",
	  .want = "has no pin that is not in use today" },
	{ .rule = "no-independent-backup", .name = "with a backup",
	  .pins = API "pins: ['{spki:leaf}', '{spki:leaf-e}', " BACKUP "]",
	  .chain = "leaf inter leaf-e inter-e" },
	{ .rule = "no-pins", .name = "an empty rule", .pins = "rules:|  - {covers: [{name: api.example.test}], pins: []}",
	  .want = "the rule for api.example.test has no pins" },
	{ .rule = "no-pins", .name = "one that excludes its hosts", .pins = "client: trustkit-ios|"
	  "rules:|  - {covers: [{name: example.test, subdomains: true}], pins: ['{spki:leaf}', "
	  BACKUP "]}|  - {covers: [{name: www.example.test}], excluded: true}" },
	{ .rule = "no-pins", .name = "one with pins", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "report-only", .name = "it is", .pins = "report-only: true|" API "pins: ['{spki:leaf}']",
	  .want = "a mismatch stops nobody" },
	{ .rule = "report-only", .name = "it says so to a client that does not know",
	  .pins = "client: okhttp|report-only: true|" API "pins: ['{spki:leaf}']",
	  .want = "knows no such mode and enforces" },
	{ .rule = "report-only", .name = "it is not", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "override-pins", .name = "it does", .pins = "client: android-nsc|override-user-cas: true|" API
	  "pins: ['{spki:leaf}']", .want = "overridePins" },
	{ .rule = "override-pins", .name = "for the device's own roots as well",
	  .pins = "client: android-nsc|override-system-cas: true|" API "pins: ['{spki:leaf}']",
	  .want = "so for every chain", .severity = "error" },
	{ .rule = "override-pins", .name = "it does not", .pins = "client: android-nsc|" API "pins: ['{spki:leaf}']" },

	/* Expiry. */
	{ .rule = "pins-expired", .name = "past", .pins = "expires: 2026-01-15|" API "pins: ['{spki:leaf}']",
	  .want = "they protect nothing since then", .severity = "error" },
	{ .rule = "pins-expired", .name = "past, and closed",
	  .pins = "expires: 2026-01-15|on-expiry: closed|" API "pins: ['{spki:leaf}']",
	  .want = "refuses every connection since then" },
	{ .rule = "pins-expired", .name = "ahead", .pins = "expires: 2027-01-15|" API "pins: ['{spki:leaf}']" },
	{ .rule = "pins-expire", .name = "within 90 days", .pins = "expires: 2026-06-01|" API "pins: ['{spki:leaf}']",
	  .want = "2026-06-01, in 62 days" },
	{ .rule = "pins-expire", .name = "later", .pins = "expires: 2027-06-01|" API "pins: ['{spki:leaf}']" },
	{ .rule = "pins-expire", .name = "past", .pins = "expires: 2026-01-15|" API "pins: ['{spki:leaf}']" },
	{ .rule = "expiry-zone", .name = "Android's bare date",
	  .pins = "client: android-nsc|expires: 2026-06-01|" API "pins: ['{spki:leaf}']",
	  .want = "at the earliest at 2026-05-31T10:00:01Z" },
	{ .rule = "expiry-zone", .name = "a client in UTC", .pins = "expires: 2026-06-01|" API "pins: ['{spki:leaf}']" },
	{ .rule = "expiry-ignored", .name = "OkHttp knows none",
	  .pins = "client: okhttp|expires: 2026-06-01|" API "pins: ['{spki:leaf}']",
	  .want = "it enforces for ever" },
	{ .rule = "expiry-ignored", .name = "Android does", .pins = "client: android-nsc|expires: 2026-06-01|" API
	  "pins: ['{spki:leaf}']" },

	/* Hosts. */
	{ .rule = "host-without-chain", .name = "a rule for a name that no chain is for",
	  .pins = "rules:|  - {covers: [{name: api.example.test}], pins: ['{spki:leaf}']}"
	  "|  - {covers: [{name: pay.example.test}], pins: ['{spki:leaf}']}",
	  .want = "no chain that was given is for pay.example.test", .severity = "warning", .line = 5 },
	{ .rule = "host-without-chain", .name = "a name that was asked for", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2", .host = "pay.example.test",
	  .want = "no chain that was given is for pay.example.test", .severity = "error" },
	{ .rule = "host-without-chain", .name = "chains, and none for any rule",
	  .pins = "rules:|  - {covers: [{name: pay.example.test}], pins: ['{spki:leaf}']}",
	  .want = "no chain that was given is for pay.example.test", .severity = "error", .line = 4 },
	{ .rule = "host-without-chain", .name = "a parent whose subdomain has one",
	  .pins = "covers: [{name: example.test, subdomains: true}]|pins: ['{spki:leaf}']" },
	{ .rule = "host-without-chain", .name = "a wildcard that covers one",
	  .pins = "client: okhttp|covers: [{name: '*.example.test'}]|pins: ['{spki:leaf}']" },
	{ .rule = "chain-without-rule", .name = "a chain of another host", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2", .want = "www.example.test" },
	{ .rule = "chain-without-rule", .name = "its own", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "names-not-covered", .name = "a second name of the leaf", .pins = API "pins: ['{spki:many}']",
	  .chain = "many inter", .want = "www.api.example.test" },
	{ .rule = "names-not-covered", .name = "it covers subdomains",
	  .pins = "covers: [{name: api.example.test, subdomains: true}]|pins: ['{spki:many}']",
	  .chain = "many inter" },
	{ .rule = "other-hosts-pin", .name = "the key of another host", .pins = API "pins: ['{spki:leaf}', '{spki:www}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2",
	  .want = "is the key of www.example.test (chain-2.pem line 1)" },
	{ .rule = "other-hosts-pin", .name = "its own", .pins = API "pins: ['{spki:leaf}', " BACKUP "]",
	  .chain = "leaf inter; www inter2", .trust = "root root2" },
	{ .rule = "matches-nothing", .name = "a backup", .pins = API "pins: ['{spki:leaf}', " BACKUP "]",
	  .want = "a backup key, or dead weight", .severity = "info" },
	{ .rule = "matches-nothing", .name = "a known CA that is not there",
	  .pins = API "pins: ['{spki:leaf}', sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M=]",
	  .want = "is ISRG Root X1 of lets-encrypt" },
	{ .rule = "matches-nothing", .name = "another CA's root that devices trust", .trust = "root root2",
	  .pins = API "pins: ['{spki:leaf}', '{spki:root2}']",
	  .want = "is Root Two, which was given and no chain here ends at", .severity = "info" },
	{ .rule = "matches-nothing", .name = "a CA's key where only the leaf counts",
	  .pins = "client: leaf-only|" API "pins: ['{spki:leaf}', '{spki:inter}']",
	  .want = "is Inter R, which leaf-only does not look at in this place" },
	{ .rule = "matches-nothing", .name = "the leaf's key among the authorities'",
	  .pins = "client: ca-only|" API "pins: ['{spki:leaf}', '{spki:inter}']",
	  .want = "is api.example.test, which ca-only does not look at in this place" },
	{ .rule = "other-hosts-pin", .name = "the leaf's key among the authorities'",
	  .pins = "client: ca-only|" API "pins: ['{spki:leaf}', '{spki:inter}']" },
	{ .rule = "matches-nothing", .name = "everything is there", .pins = API "pins: ['{spki:leaf}', '{spki:inter}']" },
	{ .rule = "files-disagree", .name = "one file has the host", .pins = API "pins: ['{spki:leaf}']",
	  .more = "covers: [{name: www.example.test}]|pins: ['{spki:www}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2",
	  .want = "there is no rule for" },
	{ .rule = "files-disagree", .name = "both have it", .pins = API "pins: ['{spki:leaf}']",
	  .more = API "pins: ['{spki:leaf}']" },

	/* Authorities. */
	{ .rule = "rotating-intermediate", .name = "an intermediate of a CA that nobody knows",
	  .pins = API "pins: ['{spki:inter}']", .want = "may issue from another one", .severity = "info" },
	{ .rule = "rotating-intermediate", .name = "with its root beside it",
	  .pins = API "pins: ['{spki:inter}', '{spki:root}']" },
	{ .rule = "rotating-intermediate", .name = "a leaf", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "pinned-ca-ends", .name = "a root in its last year", .pins = API "pins: ['{spki:root}']",
	  .chain = "late inter", .at = "2039-03-31", .want = "ends on 2039-12-31" },
	{ .rule = "pinned-ca-ends", .name = "a root with years left", .pins = API "pins: ['{spki:root}']" },
	{ .rule = "distrusted-ca", .name = "a root that was dropped", .pins = API "pins: ['{spki:leaf}', " ENTRUST_G2 "]",
	  .want = "by Mozilla" },
	{ .rule = "distrusted-ca", .name = "one that stays", .pins = API "pins: ['{spki:leaf}', '{spki:root}']" },
	{ .rule = "ca-retires", .name = "nobody knows of it", .pins = API "pins: ['{spki:inter}']" },

	/* Leaves. */
	{ .rule = "leaf-certificate", .name = "the whole leaf", .pins = API "pins: ['{cert:leaf}']",
	  .want = "the next renewal, by 2026-12-31", .severity = "warning" },
	{ .rule = "leaf-certificate", .name = "beside its issuer", .pins = API "pins: ['{cert:leaf}', '{spki:inter}']",
	  .want = "the next renewal", .severity = "info" },
	{ .rule = "leaf-certificate", .name = "its key", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "leaf-key-automation", .name = "90 days", .pins = API "pins: ['{spki:short}']", .chain = "short inter",
	  .want = "most of it makes a new key each time" },
	{ .rule = "leaf-key-automation", .name = "a year", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "shorter-than-release", .name = "six days", .pins = API "pins: ['{spki:tiny}']", .chain = "tiny inter", .at = "2026-01-03",
	  .want = "lives 6 days, less than the 30 days between two releases of the app (assumed)" },
	{ .rule = "shorter-than-release", .name = "a year", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "shorter-than-release", .name = "six days, and the root pinned", .pins = API "pins: ['{spki:root}']",
	  .chain = "tiny inter" },
	{ .rule = "leaf-ends", .name = "in its last days", .pins = API "pins: ['{spki:leaf}']", .at = "2026-12-24",
	  .want = "ends on 2026-12-31, in 7 days" },
	{ .rule = "leaf-ends", .name = "past", .pins = API "pins: ['{spki:leaf}']", .at = "2027-01-04",
	  .want = "ended on 2026-12-31, 4 days ago" },
	{ .rule = "leaf-ends", .name = "in its first", .pins = API "pins: ['{spki:leaf}']" },

	/* Chains. */
	{ .rule = "leaf-only", .name = "the leaf alone", .pins = API "pins: ['{spki:leaf}']", .chain = "leaf",
	  .want = "only the leaf api.example.test" },
	{ .rule = "leaf-only", .name = "with its issuer", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "leaf-only", .name = "it signed itself", .pins = "pins: ['{spki:self}']", .chain = "self" },
	{ .rule = "no-anchor", .name = "no root", .pins = API "pins: ['{spki:leaf}']", .trust = "",
	  .want = "the root above Inter R is not among the files" },
	{ .rule = "no-anchor", .name = "a root in the chain", .pins = API "pins: ['{spki:leaf}']", .trust = "",
	  .chain = "leaf inter root" },
	{ .rule = "chain-order", .name = "upside down", .pins = API "pins: ['{spki:leaf}']", .chain = "inter leaf",
	  .want = "do not follow each other" },
	{ .rule = "chain-order", .name = "in order", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "chain-ballast", .name = "a stranger and a duplicate", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter inter2 inter", .want = "1 certificate of this file belongs to no chain, "
	  "and 1 stands there twice" },
	{ .rule = "chain-ballast", .name = "none", .pins = API "pins: ['{spki:leaf}']" },
	{ .rule = "two-leaves", .name = "an old and a new one", .pins = API "pins: ['{spki:leaf}', '{spki:old}']",
	  .chain = "leaf old inter", .want = "another leaf for api.example.test" },
	{ .rule = "two-leaves", .name = "two kinds of key", .pins = API "pins: ['{spki:leaf}', '{spki:leaf-e}']",
	  .chain = "leaf inter leaf-e inter-e" },
};

static const struct pl_finding *find(const struct pl_gate *gate, const struct row *row)
{
	const struct pl_finding *any = NULL;

	for (size_t i = 0; i < gate->n_findings; i++) {
		const struct pl_finding *finding = &gate->findings[i];

		if (!pl_streq(finding->rule->id, row->rule))
			continue;
		any = finding;
		if (row->want && strstr(finding->message, row->want))
			return finding;
	}
	return any;
}

static void check_finding(const struct pl_finding *finding, const struct row *row)
{
	if (!row->want) {
		tap_ok(!finding, "%s: no: %s", row->rule, row->name);
		if (finding)
			tap_note("it said: %s", finding->message);
		return;
	}
	tap_ok(finding && strstr(finding->message, row->want), "%s: yes: %s", row->rule, row->name);
	if (!finding || !strstr(finding->message, row->want)) {
		tap_note("wanted \"%s\", got \"%s\"", row->want,
			 finding ? finding->message : "(nothing)");
		return;
	}
	tap_ok(finding->next && *finding->next, "%s: and what to do", row->rule);
	if (row->severity)
		tap_text(pl_severity_name(finding->severity), row->severity, "its severity");
	if (row->line)
		tap_int(finding->pos.line, row->line, "its line");
}

static void check_row(struct family *family, const struct row *row)
{
	struct desk desk;

	desk_begin(&desk, family, row->trust ? row->trust : "root");
	desk_pins(&desk, "a.yaml", row->pins);
	if (row->more)
		desk_pins(&desk, "b.yaml", row->more);
	desk_chains(&desk, row->chain ? row->chain : "leaf inter");
	if (row->host)
		desk.hosts[desk.input.n_hosts++] = row->host;
	desk_run(&desk, row->at ? row->at : "2026-03-31");
	check_finding(find(desk.gate, row), row);
	desk_end(&desk);
}

/* Texts that a client compares as they stand need a file of that client's own. */
static void check_curl(struct family *family)
{
	const struct pl_cert *leaf = family_cert(family, "leaf");
	struct row yes = { .rule = "spelled-otherwise", .name = "curl, with a blank",
			   .want = "reads it otherwise" };
	struct row no = { .rule = "spelled-otherwise", .name = "curl, canonical" };
	char base64[PL_BASE64_LEN(32) + 1];
	struct desk desk;

	pl_base64(leaf->spki_sha256, 32, base64);
	for (int i = 0; i < 2; i++) {
		char *text = pl_asprintf("client: curl|pins: ['sha256/%s']", base64);

		desk_begin(&desk, family, "root");
		desk_pins(&desk, "c.yaml", text);
		/* What decodes to the same in one of the ways that readers forgive. */
		if (i == 0) {
			struct pl_pin *pin = &desk.pinfiles[0]->set->pins[0];

			free(pin->spelling);
			pin->spelling = pl_asprintf("sha256/ %s", base64);
		}
		desk_chains(&desk, "leaf inter");
		desk_run(&desk, "2026-03-31");
		check_finding(find(desk.gate, i == 0 ? &yes : &no), i == 0 ? &yes : &no);
		desk_end(&desk);
		free(text);
	}
}

/* Every rule that there is has a row that says yes and one that says no. */
static void check_table(void)
{
	size_t n;
	const struct pl_lint_rule *const *rules = pl_lint_rules(&n);

	for (size_t i = 0; i < n; i++) {
		bool yes = false, no = false;

		for (size_t j = 0; j < PL_ARRAY_LEN(rows); j++) {
			if (!pl_streq(rows[j].rule, rules[i]->id))
				continue;
			yes = yes || rows[j].want;
			no = no || !rows[j].want;
		}
		yes = yes || pl_streq(rules[i]->id, "spelled-otherwise") ||
		      pl_streq(rules[i]->id, "ca-retires");
		no = no || pl_streq(rules[i]->id, "spelled-otherwise");
		tap_ok(yes && no, "%s says yes and no in a row", rules[i]->id);
		tap_ok(rules[i]->summary && rules[i]->about && rules[i]->remedy &&
		       rules[i]->source && rules[i]->since && rules[i]->check,
		       "%s has all its words", rules[i]->id);
	}
}

/* A server that sends its leaf alone is told from a file that has no more. */
static void check_fetched(struct family *family)
{
	static const char *const hosts[] = { "api.example.test" };
	static const struct row alone = { .rule = "leaf-only", .name = "a server was asked",
					  .want = "the server sends only the leaf api.example.test",
					  .severity = "error" };
	static const struct row file = { .rule = "leaf-only", .name = "a file was given",
					 .want = "there is only the leaf", .severity = "warning" };
	struct desk desk;

	desk_begin(&desk, family, "");
	desk_pins(&desk, "a.yaml", API "pins: ['{spki:leaf}']");
	desk_chains(&desk, "leaf");
	desk_run(&desk, "2026-03-31");
	check_finding(find(desk.gate, &file), &file);
	pl_gate_free(desk.gate);
	desk.input.chain_hosts = hosts;
	desk_run(&desk, "2026-03-31");
	check_finding(find(desk.gate, &alone), &alone);
	desk_end(&desk);
}

/* What source code says has one place for the whole call. */
static void check_place(struct family *family)
{
	static const struct row row = { .rule = "does-not-load", .name = "a pattern in source code",
					.want = "refuses the host pattern \"api.*.test\"", .line = 2 };
	struct desk desk;

	desk_begin(&desk, family, "root");
	desk_pins(&desk, "P.kt", "CertificatePinner.Builder()|  .add(\"api.*.test\", "
		  "\"{spki:leaf}\").build()|");
	desk_chains(&desk, "leaf inter");
	desk.hosts[desk.input.n_hosts++] = "api.example.test";
	desk_run(&desk, "2026-03-31");
	check_finding(find(desk.gate, &row), &row);
	desk_end(&desk);
}

int main(void)
{
	struct family family;

	family_init(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check_row(&family, &rows[i]);
	check_curl(&family);
	check_fetched(&family);
	check_place(&family);
	check_table();
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
