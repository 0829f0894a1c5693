/* OkHttp's CertificatePinner, and what wraps it. */
#include <config.h>

#include "pin/clients/list.h"

/* The chain is cleaned anew after the handshake: at each step a trusted certificate
 * that signed the last one, else one that was sent; names and signatures count, dates do
 * not. It leads to a trusted root and holds ten certificates at most
 * (BasicCertificateChainCleaner.MAX_SIGNERS is nine, above the leaf). */
#define CERTIFICATE_PINNER                                                                   \
	.evidence = PL_EVIDENCE_SOURCE, .forms = PL_FORM(SPKI),                              \
	.hashes = PL_HASH(SHA256) | PL_HASH(SHA1), .reads = PL_SPELLED(BASE64),              \
	.reader = &pl_reader_okio, .looks_at = PL_LOOKS_PATH,                                \
	.chain = { .cleans = true, .max_path = 10 }

const struct pl_client pl_client_okhttp = {
	.name = "okhttp",
	.summary = "OkHttp CertificatePinner, 4.3 and later: keys of the cleaned chain, root "
		   "included",
	.source = "okhttp3/CertificatePinner.kt, internal/tls/BasicCertificateChainCleaner.kt",
	.hosts = { .match = PL_HOSTS_OKHTTP, .select = PL_SELECT_UNION },
	CERTIFICATE_PINNER,
};

const struct pl_client pl_client_okhttp_3 = {
	.name = "okhttp-3",
	.summary = "OkHttp before 4.3: as okhttp, but ** in a name covers nothing",
	.source = "okhttp3/CertificatePinner.java of 3.14.9; 3.13.1 run",
	.known = { [PL_AXIS_HOSTS] = { "OkHttp 3.13.1 run", PL_EVIDENCE_RUN } },
	.hosts = { .match = PL_HOSTS_OKHTTP_3, .select = PL_SELECT_UNION },
	CERTIFICATE_PINNER,
};

const struct pl_client pl_client_react_native_keys = {
	.name = "react-native-ssl-pinning-keys",
	.summary = "react-native-ssl-pinning on Android with pkPinning: OkHttp's pinner for one name",
	.source = "react-native-ssl-pinning 1.5.9, OkHttpUtils.java",
	.hosts = { .match = PL_HOSTS_EXACT, .select = PL_SELECT_UNION },
	CERTIFICATE_PINNER,
};

/* Without pkPinning the bundled certificates replace the device's store: whatever leads to one of
 * them is accepted. */
const struct pl_client pl_client_react_native = {
	.name = "react-native-ssl-pinning",
	.summary = "react-native-ssl-pinning on Android: bundled certificates are the only anchors",
	.source = "react-native-ssl-pinning 1.5.9, OkHttpUtils.java",
	.evidence = PL_EVIDENCE_SOURCE,
	.forms = PL_FORM(CERTIFICATE),
	.hashes = PL_HASH(SHA256),
	.reader = &pl_reader_canonical,
	.bundles_files = true,
	.looks_at = PL_LOOKS_PATH,
	.chain = { .rule = PL_CHAIN_PINNED },
	.hosts = { .match = PL_HOSTS_EXACT, .select = PL_SELECT_UNION },
};
