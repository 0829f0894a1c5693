/* Apple's own pinning, and the libraries for its systems. */
#include <config.h>

#include "pin/clients/list.h"

/* RSA of 2048, 3072 and 4096 bits, P-256 and P-384 have a header compiled in. */
#define TRUSTKIT_KEYS                                                                      \
	(1u << PL_KEY_RSA_2048 | 1u << PL_KEY_RSA_3072 | 1u << PL_KEY_RSA_4096 |           \
	 1u << PL_KEY_P256 | 1u << PL_KEY_P384)
/* What SecTrustCopyKey gives an object for: RSA and EC of any size. */
#define PLATFORM_KEYS (TRUSTKIT_KEYS | 1u << PL_KEY_OTHER)

/* Both lists of every entry that applies become requirements of one evaluation. */
const struct pl_client pl_client_apple = {
	.name = "apple-nspinneddomains",
	.summary = "iOS 14, macOS 11 and later, NSPinnedDomains: a list for the leaf and one for "
		   "authorities",
	.source = "Security OSX/sec/Security/SecPolicy.c, trust/trustd/SecPolicyServer.c",
	.evidence = PL_EVIDENCE_SOURCE,
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256),
	.reads = PL_SPELLED(BASE64),
	.reader = &pl_reader_apple,
	.empty = PL_EMPTY_FAILS,
	.looks_at = PL_LOOKS_LISTS,
	.lists = PL_LISTS_BOTH,
	.hosts = { .match = PL_HOSTS_ONE_LABEL, .select = PL_SELECT_UNION, .drops_dot = true },
};

/* The instant of the date is 00:00 UTC, and pins rest only after it; a text that is no date gives
 * no end. */
const struct pl_client pl_client_trustkit_ios = {
	.name = "trustkit-ios",
	.summary = "TrustKit on iOS: two pins at least where it enforces",
	.source = "TrustKit parse_configuration.m, TSKPinningValidator.m, ssl_pin_verifier.m",
	.evidence = PL_EVIDENCE_SOURCE,
	.known = { [PL_AXIS_SPELLING] = { "NSData initWithBase64EncodedString:options:0",
					  PL_EVIDENCE_MEMORY } },
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256),
	.reads = PL_SPELLED(BASE64),
	.reader = &pl_reader_foundation,
	.checks_length = true,
	.empty = PL_EMPTY_REFUSED,
	.count = { .min_enforced = 2, .min_reported = 1 },
	.looks_at = PL_LOOKS_PATH,
	.anchor_first = true,
	.keys = { .readable = TRUSTKIT_KEYS, .blocks = true },
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_MOST_SPECIFIC,
		   .case_matters = true, .excludes = true },
	.expiry = { .kind = PL_EXPIRY_DATE, .after = true, .time_of_day = PL_TIME_OF_DAY_SPOILS },
	.has_report_only = true,
};

/* An entry for every host is asked for unless allHostsMustBeEvaluated is off. */
#define ALAMOFIRE                                                                          \
	.source = "Alamofire Source/Features/ServerTrustEvaluation.swift",                 \
	.evidence = PL_EVIDENCE_SOURCE, .hashes = PL_HASH(SHA256),                         \
	.reader = &pl_reader_canonical, .bundles_files = true, .empty = PL_EMPTY_REFUSED,  \
	.looks_at = PL_LOOKS_PATH,                                                         \
	.hosts = { .match = PL_HOSTS_EXACT, .select = PL_SELECT_UNION,                     \
		   .case_matters = true, .uncovered_fails = true }

const struct pl_client pl_client_alamofire_certificates = {
	.name = "alamofire-certificates",
	.summary = "Alamofire PinnedCertificatesTrustEvaluator: bundled certificates, whole",
	.forms = PL_FORM(CERTIFICATE),
	ALAMOFIRE,
};

const struct pl_client pl_client_alamofire_public_keys = {
	.name = "alamofire-public-keys",
	.summary = "Alamofire PublicKeysTrustEvaluator: the keys of bundled certificates",
	.forms = PL_FORM(SPKI) | PL_FORM(KEY),
	.keys = { .readable = PLATFORM_KEYS },
	ALAMOFIRE,
};

#define AFNETWORKING                                                                       \
	.source = "AFNetworking AFNetworking/AFSecurityPolicy.m",                          \
	.evidence = PL_EVIDENCE_SOURCE, .hashes = PL_HASH(SHA256),                         \
	.reader = &pl_reader_canonical, .bundles_files = true, .empty = PL_EMPTY_REFUSED,  \
	.looks_at = PL_LOOKS_PATH,                                                         \
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION }

const struct pl_client pl_client_afnetworking = {
	.name = "afnetworking",
	.summary = "AFNetworking, mode public key: the keys of bundled certificates, for every host",
	.forms = PL_FORM(SPKI) | PL_FORM(KEY),
	.keys = { .readable = PLATFORM_KEYS },
	AFNETWORKING,
};

/* The chain has to be valid as usual, and then with the pinned certificates as only anchors. */
const struct pl_client pl_client_afnetworking_certificates = {
	.name = "afnetworking-certificates",
	.summary = "AFNetworking, mode certificate: bundled certificates, which must serve as anchors",
	.forms = PL_FORM(CERTIFICATE),
	.chain = { .rule = PL_CHAIN_TWICE },
	AFNETWORKING,
};
