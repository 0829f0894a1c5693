/* curl, libcurl and wget: the leaf's key, given on the command line. */
#include <config.h>

#include "pin/clients/list.h"

#define CURL                                                                               \
	.forms = PL_FORM(SPKI), .hashes = PL_HASH(SHA256), .reads = PL_SPELLED(BASE64),    \
	.reader = &pl_reader_canonical, .bad_pin = PL_BAD_DEAD, .looks_at = PL_LOOKS_LEAF, \
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION }

/* Refuses nothing up front; compares the spelling with the leaf's canonical one. Since 8.18.0 the
 * list is cut at each semicolon and ends before what does not begin with the prefix. */
const struct pl_client pl_client_curl = {
	.name = "curl",
	.summary = "curl and libcurl: the leaf's key only, compared as text",
	.source = "curl lib/vtls/vtls.c, Curl_pin_peer_pubkey; 7.88.1 run",
	.evidence = PL_EVIDENCE_RUN,
	.known = { [PL_AXIS_SPELLING] = { "curl lib/vtls/vtls.c of 8.22.0-DEV",
					  PL_EVIDENCE_SOURCE } },
	.text = PL_TEXT_CUT,
	CURL,
};

const struct pl_client pl_client_curl_8_17 = {
	.name = "curl-8.17",
	.summary = "curl before 8.18: as curl, but junk in the list is part of the entry before it",
	.source = "curl lib/vtls/vtls.c, Curl_pin_peer_pubkey; 7.88.1 run",
	.evidence = PL_EVIDENCE_RUN,
	.text = PL_TEXT_WHOLE,
	CURL,
};

/* The text is decoded; what does not give 32 bytes is skipped with a word about it. */
const struct pl_client pl_client_wget = {
	.name = "wget",
	.summary = "wget: the leaf's key only, on top of the ordinary checks",
	.source = "wget src/utils.c, wg_pin_peer_pubkey; 1.21.3 run",
	.evidence = PL_EVIDENCE_RUN,
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256),
	.reads = PL_SPELLED(BASE64),
	.reader = &pl_reader_wget,
	.checks_length = true,
	.bad_pin = PL_BAD_DEAD,
	.looks_at = PL_LOOKS_LEAF,
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION },
};
