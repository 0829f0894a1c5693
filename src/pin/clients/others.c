/* Clients that pin the leaf by a fingerprint, or remember its key. */
#include <config.h>

#include "pin/clients/list.h"

/* One value; the digest by the number of its digits. With it the name is no longer looked at. */
const struct pl_client pl_client_urllib3 = {
	.name = "urllib3-fingerprint",
	.summary = "urllib3 assert_fingerprint: the whole leaf, and no look at the host's name",
	.source = "urllib3 src/urllib3/util/ssl_.py, connection.py; 2.7.0 run",
	.evidence = PL_EVIDENCE_RUN,
	.forms = PL_FORM(CERTIFICATE),
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA1) | PL_HASH(MD5),
	.reads = PL_SPELLED(FINGERPRINT),
	.reader = &pl_reader_colon_hex,
	.checks_length = true,
	.count = { .max = 1 },
	.looks_at = PL_LOOKS_LEAF,
	.chain = { .pin_replaces_name = true },
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION },
};

/* Colons are removed on neither platform, so a value with them never matches. */
const struct pl_client pl_client_flutter = {
	.name = "flutter-http-certificate-pinning",
	.summary = "http_certificate_pinning: the whole leaf, of a connection made just to look",
	.source = "http_certificate_pinning, HttpCertificatePinningPlugin.kt and .swift",
	.evidence = PL_EVIDENCE_SOURCE,
	.forms = PL_FORM(CERTIFICATE),
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA1),
	.reads = PL_SPELLED(FINGERPRINT),
	.reader = &pl_reader_plain_hex,
	.bad_pin = PL_BAD_DEAD,
	.looks_at = PL_LOOKS_LEAF,
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION },
};

/* What is wrong with the chain is printed and does not count; a host without a line is refused. A
 * line past its end is ignored. */
const struct pl_client pl_client_gnutls_tofu = {
	.name = "gnutls-tofu",
	.summary = "gnutls-cli --strict-tofu: the leaf's key, whatever is wrong with the chain",
	.source = "gnutls lib/verify-tofu.c, src/cli.c; 3.7.9 run",
	.evidence = PL_EVIDENCE_RUN,
	.known = { [PL_AXIS_EXPIRY] = { "gnutls lib/verify-tofu.c", PL_EVIDENCE_SOURCE } },
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA512),
	.reads = PL_SPELLED(HEX),
	.reader = &pl_reader_lower_hex,
	.bad_pin = PL_BAD_DEAD,
	.looks_at = PL_LOOKS_LEAF,
	.chain = { .rule = PL_CHAIN_IGNORED },
	.hosts = { .match = PL_HOSTS_EXACT, .select = PL_SELECT_UNION, .case_matters = true,
		   .uncovered_fails = true },
	.expiry = { .kind = PL_EXPIRY_DATE, .after = true },
};
