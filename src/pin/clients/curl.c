/* curl, libcurl and wget: the leaf's key, given on the command line. */
#include <config.h>

#include "pin/clients/list.h"

/* Refuses nothing up front; compares the spelling with the leaf's canonical one. */
const struct pl_client pl_client_curl = {
	.name = "curl",
	.summary = "curl and libcurl: the leaf's key only, compared as text",
	.source = "curl lib/vtls/vtls.c, Curl_pin_peer_pubkey; 7.88.1 run",
	.evidence = PL_EVIDENCE_RUN,
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256),
	.reads = PL_SPELLED(BASE64),
	.reader = &pl_reader_canonical,
	.text_compare = true,
	.bad_pin = PL_BAD_DEAD,
	.looks_at = PL_LOOKS_LEAF,
	.hosts = { .match = PL_HOSTS_ALL, .select = PL_SELECT_UNION },
};
