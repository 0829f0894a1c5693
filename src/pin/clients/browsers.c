/* Pins in browsers: the HTTP header of RFC 7469 and the lists that are compiled in. */
#include <config.h>

#include "pin/clients/list.h"
#include "util/time.h"

#define BROWSER                                                                            \
	.forms = PL_FORM(SPKI), .hashes = PL_HASH(SHA256), .reads = PL_SPELLED(BASE64),    \
	.reader = &pl_reader_canonical, .checks_length = true, .looks_at = PL_LOOKS_PATH

/* One bad pin and the header counts for nothing; one without a spare key is never noted. Clients
 * may skip pins for roots that a user added (section 2.6), and browsers did. */
const struct pl_client pl_client_hpkp = {
	.name = "hpkp",
	.summary = "HTTP Public Key Pinning (RFC 7469), as browsers once did it",
	.source = "RFC 7469; chromium net/http/http_security_headers.cc",
	.evidence = PL_EVIDENCE_DOC,
	.bad_pin = PL_BAD_FORGETS,
	.count = { .wants_backup = true },
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_MOST_SPECIFIC, .drops_dot = true },
	.expiry = { .kind = PL_EXPIRY_DATE },
	.local = { .rule = PL_LOCAL_BYPASSED },
	.has_report_only = true,
	BROWSER,
};

/* The list is ignored once it is 70 days old; a local root is forgiven a mismatch. */
const struct pl_client pl_client_chromium_static = {
	.name = "chromium-static",
	.summary = "Chrome's compiled list of pins, good for 70 days",
	.source = "chromium net/http/transport_security_state.cc",
	.evidence = PL_EVIDENCE_SOURCE,
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_FIRST_UP, .drops_dot = true },
	.expiry = { .kind = PL_EXPIRY_LIST_AGE, .max_age = 70 * PL_DAY },
	.local = { .rule = PL_LOCAL_BYPASSED },
	BROWSER,
};

/* Pins are part of path building (mozpkix IsChainValid); the list ends 14 weeks after it was made;
 * a single label is never looked up. */
#define FIREFOX                                                                            \
	.source = "gecko-dev security/manager/ssl/PublicKeyPinningService.cpp",            \
	.evidence = PL_EVIDENCE_SOURCE, .chain = { .needs_pin = true },                    \
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_FIRST_UP, .drops_dot = true,\
		   .min_labels = 2 },                                                      \
	.expiry = { .kind = PL_EXPIRY_LIST_AGE, .max_age = 14 * 7 * PL_DAY }, BROWSER

const struct pl_client pl_client_firefox_static = {
	.name = "firefox-static",
	.summary = "Firefox's compiled list of pins, enforcement level 1: not for roots of the user",
	.known = { [PL_AXIS_LOCAL] = { "user documentation of "
				       "security.cert_pinning.enforcement_level",
				       PL_EVIDENCE_DOC } },
	.local = { .rule = PL_LOCAL_BYPASSED, .before_pins = true },
	.has_report_only = true,
	FIREFOX,
};

const struct pl_client pl_client_firefox_static_2 = {
	.name = "firefox-static-2",
	.summary = "as firefox-static, level 2: always enforced",
	.has_report_only = true,
	FIREFOX,
};

const struct pl_client pl_client_firefox_static_3 = {
	.name = "firefox-static-3",
	.summary = "as firefox-static, level 3: entries in test mode are enforced as well",
	FIREFOX,
};
