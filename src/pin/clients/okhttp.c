/* OkHttp's CertificatePinner. */
#include <config.h>

#include "pin/clients/list.h"

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
	.forms = PL_FORM(SPKI),
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA1),
	.reads = PL_SPELLED(BASE64),
	.reader = &pl_reader_okio,
	.looks_at = PL_LOOKS_PATH,
	.chain = { .cleans = true, .max_path = 10 },
	.hosts = { .match = PL_HOSTS_OKHTTP, .select = PL_SELECT_UNION },
};
