/* By which rules does each client compare pins? One entry per client. */
#include <config.h>

#include "pin/clients.h"

#define FORM(form) (1u << (form))
#define ANY_FORM (FORM(PL_FORM_CERTIFICATE) | FORM(PL_FORM_SPKI) | FORM(PL_FORM_KEY))
#define HASH(hash) (1u << (hash))
#define ANY_HASH (HASH(PL_HASH_SHA256) | HASH(PL_HASH_SHA1))

/* The four of our own differ in one axis only: which certificates they look at. */
const struct pl_client pl_client_generic = {
	.name = "generic",
	.summary = "any pin form, compared with the whole chosen path, anchor included",
	.source = "pinlab's own model",
	.evidence = PL_EVIDENCE_SOURCE,
	.looks_at = PL_LOOKS_PATH,
	.forms = ANY_FORM,
	.hashes = ANY_HASH,
	.host_match = PL_HOSTS_EXACT,
	.checks_length = true,
	.has_expiry = true,
	.has_report_only = true,
	.checks_chain = true,
};

const struct pl_client pl_client_leaf_only = {
	.name = "leaf-only",
	.summary = "as generic, but compares with the leaf only",
	.source = "pinlab's own model",
	.evidence = PL_EVIDENCE_SOURCE,
	.looks_at = PL_LOOKS_LEAF,
	.forms = ANY_FORM,
	.hashes = ANY_HASH,
	.host_match = PL_HOSTS_EXACT,
	.checks_length = true,
	.has_expiry = true,
	.has_report_only = true,
	.checks_chain = true,
};

/* A common mistake: pins are looked for in what was sent, used or not. */
const struct pl_client pl_client_any_presented = {
	.name = "any-presented",
	.summary = "as generic, but compares with everything the server sent, ballast included",
	.source = "pinlab's own model",
	.evidence = PL_EVIDENCE_SOURCE,
	.looks_at = PL_LOOKS_PRESENTED,
	.forms = ANY_FORM,
	.hashes = ANY_HASH,
	.host_match = PL_HOSTS_EXACT,
	.checks_length = true,
	.has_expiry = true,
	.has_report_only = true,
	.checks_chain = true,
};

const struct pl_client pl_client_ca_only = {
	.name = "ca-only",
	.summary = "as generic, but compares with the issuers only, anchor included",
	.source = "pinlab's own model",
	.evidence = PL_EVIDENCE_SOURCE,
	.looks_at = PL_LOOKS_CAS,
	.forms = ANY_FORM,
	.hashes = ANY_HASH,
	.host_match = PL_HOSTS_EXACT,
	.checks_length = true,
	.has_expiry = true,
	.has_report_only = true,
	.checks_chain = true,
};

/* Refuses nothing up front; compares the spelling with the leaf's canonical one. */
const struct pl_client pl_client_curl = {
	.name = "curl",
	.summary = "curl and libcurl: the leaf's key only, compared as text",
	.source = "curl lib/vtls/vtls.c, Curl_pin_peer_pubkey; 7.88.1 run",
	.evidence = PL_EVIDENCE_RUN,
	.looks_at = PL_LOOKS_LEAF,
	.forms = FORM(PL_FORM_SPKI),
	.hashes = HASH(PL_HASH_SHA256),
	.host_match = PL_HOSTS_ALL,
	.text_compare = true,
	.checks_chain = true,
};

/* The chain is cleaned anew after the handshake: at each step a trusted certificate
 * that signed the last one, else one that was sent; names and signatures count, dates do
 * not. It leads to a trusted root and holds ten certificates at most
 * (BasicCertificateChainCleaner.MAX_SIGNERS is nine, above the leaf). */
const struct pl_client pl_client_okhttp = {
	.name = "okhttp",
	.summary = "OkHttp CertificatePinner, 4.3 and later: keys of the cleaned chain, root "
		   "included",
	.source = "okhttp3/CertificatePinner.kt, internal/tls/BasicCertificateChainCleaner.kt",
	.evidence = PL_EVIDENCE_SOURCE,
	.looks_at = PL_LOOKS_PATH,
	.forms = FORM(PL_FORM_SPKI),
	.hashes = ANY_HASH,
	.host_match = PL_HOSTS_OKHTTP,
	.tolerant_base64 = true,
	.checks_chain = true,
	.cleans_chain = true,
	.max_path = 10,
};
