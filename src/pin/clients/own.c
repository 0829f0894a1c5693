/* pinlab's own model of a client, and what three habits make of it. */
#include <config.h>

#include "pin/clients/list.h"

/* The four differ in one axis only: which certificates they look at. */
#define OWN_MODEL                                                                                  \
	.source = "pinlab's own model", .evidence = PL_EVIDENCE_SOURCE,                            \
	.forms = PL_FORM(CERTIFICATE) | PL_FORM(SPKI) | PL_FORM(KEY),                              \
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA1) | PL_HASH(SHA512) | PL_HASH(MD5),                \
	.reads = PL_SPELLED(BASE64), .reader = &pl_reader_canonical, .checks_length = true,        \
	.lists = PL_LISTS_EITHER,                                                                  \
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_MOST_SPECIFIC, .drops_dot = true,   \
		   .excludes = true },                                                             \
	.expiry = { .kind = PL_EXPIRY_DATE, .closes = true },                                      \
	.local = { .rule = PL_LOCAL_BY_RULE, .before_pins = true }, .has_report_only = true

const struct pl_client pl_client_generic = {
	.name = "generic",
	.summary = "any pin form, compared with the whole chosen path, anchor included",
	.looks_at = PL_LOOKS_PATH,
	OWN_MODEL,
};

const struct pl_client pl_client_leaf_only = {
	.name = "leaf-only",
	.summary = "as generic, but compares with the leaf only",
	.looks_at = PL_LOOKS_LEAF,
	OWN_MODEL,
};

/* A common mistake: pins are looked for in what was sent, used or not. */
const struct pl_client pl_client_any_presented = {
	.name = "any-presented",
	.summary = "as generic, but compares with everything the server sent, ballast included",
	.looks_at = PL_LOOKS_PRESENTED,
	OWN_MODEL,
};

const struct pl_client pl_client_ca_only = {
	.name = "ca-only",
	.summary = "as generic, but compares with the issuers only, anchor included",
	.looks_at = PL_LOOKS_CAS,
	OWN_MODEL,
};
