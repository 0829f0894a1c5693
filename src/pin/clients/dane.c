/* DANE: TLSA records (RFC 6698, RFC 7671), one client for each usage. */
#include <config.h>

#include "pin/clients/list.h"

/* A pin that is no record of its own is one of the client's usage, "N 0 1" or "N 1 1". Paths are
 * tried until one has a named authority. */
#define DANE                                                                               \
	.evidence = PL_EVIDENCE_SOURCE,                                                    \
	.forms = PL_FORM(CERTIFICATE) | PL_FORM(SPKI),                                     \
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA512), .reads = PL_SPELLED(TLSA),            \
	.reader = &pl_reader_tlsa, .bad_pin = PL_BAD_DEAD,                                 \
	.chain = { .rule = PL_CHAIN_BY_USAGE, .needs_pin = true },                         \
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION }

#define OPENSSL "RFC 7671; openssl crypto/x509/x509_vfy.c; s_client 3.0 run"

const struct pl_client pl_client_dane_0 = {
	.name = "dane-0",
	.summary = "DANE, usage 0 (PKIX-TA): an authority of the path, on top of an ordinary check",
	.source = OPENSSL,
	.looks_at = PL_LOOKS_CAS,
	.usage = 0,
	DANE,
};

const struct pl_client pl_client_dane_1 = {
	.name = "dane-1",
	.summary = "DANE, usage 1 (PKIX-EE): the leaf, on top of an ordinary check",
	.source = OPENSSL,
	.looks_at = PL_LOOKS_LEAF,
	.usage = 1,
	DANE,
};

const struct pl_client pl_client_dane_2 = {
	.name = "dane-2",
	.summary = "DANE, usage 2 (DANE-TA): an authority that was sent is the only anchor",
	.source = OPENSSL,
	.looks_at = PL_LOOKS_SENT_CAS,
	.usage = 2,
	DANE,
};

/* OpenSSL checks names here unless it is told not to; RFC 7671 section 5.1 does not. */
const struct pl_client pl_client_dane_3 = {
	.name = "dane-3",
	.summary = "DANE, usage 3 (DANE-EE): the leaf alone, whatever its dates and names",
	.source = OPENSSL,
	.known = { [PL_AXIS_CHAIN] = { "RFC 7671 section 5.1", PL_EVIDENCE_DOC } },
	.looks_at = PL_LOOKS_LEAF,
	.usage = 3,
	DANE,
};
