/* Clients in the lab: what becomes of the honest host and of attackers, by each client's rules. */
#include <config.h>

#include <string.h>

#include "lab/judge.h"
#include "tests/lab/build.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/text.h"

static struct pl_device_def *phone(struct pl_model *model)
{
	return &model->devices[0];
}

static void no_automation(struct pl_model *model)
{
	model->hosts[0].renews = false;
}
static void leaf_only(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_LEAF_ONLY;
}
static void with_root(struct pl_model *model)
{
	model->hosts[0].serve = PL_SERVE_WITH_ROOT;
}
static void no_trust(struct pl_model *model)
{
	for (size_t i = 0; i < phone(model)->n_trust; i++)
		phone(model)->trust[i].from = at("2030-01-01");
}
static void ed25519_leaf(struct pl_model *model)
{
	model->hosts[0].alg = PL_KEY_ED25519;
}
static void user_cas_ignored(struct pl_model *model)
{
	phone(model)->user_cas = false;
}
static void in_tokyo(struct pl_model *model)
{
	phone(model)->zone = 9 * 3600;
}

/* Two paths, over root-2 and over the cross-sign to root-1; the device follows what was sent. */
static void two_paths(struct pl_model *model)
{
	pl_model_add_authority(model, "int-x", "main", "C=US, O=Main Trust, CN=Main CA X");
	pl_model_add_certificate(model, "int-x-by-root-2", "int-x", "root-2", at("2025-01-01"),
				 at("2035-01-01") - 1);
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2024-01-01"),
				 at("2029-01-01") - 1);
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup("int-x");
	model->hosts[0].serve = PL_SERVE_ALTERNATE;
	model->hosts[0].alternate = pl_strdup("root-2-by-root-1");
	phone(model)->order = PL_ORDER_AS_SENT;
}

#define ZEROS "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define SPARE "key(spare).spki"

/* Several pins stand with commas between them; "leaf:" and "ca:" say which list. */
struct row {
	const char *client, *pins;
	void (*setup)(struct pl_model *model);
	const char *event;  /* that happens, or NULL */
	const char *attack; /* NULL: the honest host */
	const char *covers, *expires;
	bool report_only, override, system, user, distrusts;
	const char *refused;
	const char *want;   /* state (reason) */
	const char *detail; /* part of it; NULL: not asked */
};

static const struct row rows[] = {
	/* curl and wget: the chain first, then the leaf's key (7.88.1 and 1.21.3 run) */
	{ .client = "curl-8.17", .pins = "leaf.spki", .want = "survives (pin-match)" },
	{ .client = "curl-8.17", .pins = "issuer.spki", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "curl-8.17", .pins = "leaf.spki", .event = "expire-leaf: api",
	  .setup = no_automation, .want = "breaks-chain (cert-expired)" },
	{ .client = "curl-8.17", .pins = "leaf.spki", .event = "renew: host=api key=same",
	  .want = "survives (pin-match)" },
	{ .client = "curl-8.17", .pins = "leaf.spki", .event = "renew: host=api key=new",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "curl-8.17", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "curl", .pins = ZEROS ",leaf.spki", .want = "survives (pin-match)" },
	{ .client = "wget", .pins = ZEROS ",leaf.spki", .want = "survives (pin-match)" },
	{ .client = "wget", .pins = "issuer.spki", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "wget", .pins = "leaf.spki", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },

	/* OkHttp: a trusted root of the user still has to satisfy the pins */
	{ .client = "okhttp", .pins = "root.spki", .want = "survives (pin-match)" },
	{ .client = "okhttp", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "okhttp", .pins = "leaf.spki", .attack = "padded-chain",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "okhttp", .pins = SPARE, .covers = "*.other.test",
	  .want = "survives-unenforced (host-not-covered)" },
	{ .client = "okhttp", .pins = SPARE, .covers = "**.example.test",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "okhttp-3", .pins = SPARE, .covers = "**.example.test",
	  .want = "survives-unenforced (host-not-covered)" },
	{ .client = "okhttp", .pins = SPARE, .report_only = true,
	  .want = "breaks-pin (pin-mismatch)", .detail = "no report-only mode" },
	{ .client = "okhttp", .pins = SPARE, .expires = "2027-01-01",
	  .want = "breaks-pin (pin-mismatch)", .detail = "knows no end" },

	/* Network Security Config: its own tests, and user roots by target */
	{ .client = "android-nsc", .pins = "root.spki", .want = "survives (pin-match)" },
	{ .client = "android-nsc", .pins = SPARE, .want = "breaks-pin (pin-mismatch)" },
	{ .client = "android-nsc", .pins = SPARE, .covers = "other.test",
	  .want = "survives-unenforced (host-not-covered)" },
	{ .client = "android-nsc", .pins = SPARE, .expires = "2015-01-01",
	  .want = "survives-unenforced (pins-expired)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "blocked (unknown-issuer)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca", .override = true,
	  .want = "intercepted (pins-bypassed)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca", .override = true,
	  .setup = user_cas_ignored, .want = "blocked (unknown-issuer)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "other-ca", .override = true,
	  .want = "blocked (pin-mismatch)" },
	/* <certificates src="user"/> alone: pins count, until they end */
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca", .user = true,
	  .want = "blocked (pin-mismatch)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca", .user = true,
	  .expires = "2015-01-01", .want = "intercepted (pins-expired)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca",
	  .expires = "2015-01-01", .want = "blocked (unknown-issuer)" },
	/* <certificates src="system" overridePins="true"/>: pins that count for no path */
	{ .client = "android-nsc", .pins = SPARE, .system = true,
	  .want = "survives-unenforced (pins-bypassed)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "other-ca", .system = true,
	  .want = "intercepted (pins-bypassed)" },
	/* <trust-anchors/>, or the user's alone: the store's roots are none */
	{ .client = "android-nsc", .pins = "leaf.spki", .distrusts = true,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "okhttp", .pins = "leaf.spki", .distrusts = true, .want = "survives (pin-match)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .attack = "user-ca", .distrusts = true,
	  .user = true, .override = true, .want = "intercepted (pins-bypassed)" },
	{ .client = "android-nsc", .pins = "leaf.spki", .refused = "Only one base-config allowed",
	  .want = "breaks-pin (pins-invalid)", .detail = "Only one base-config allowed" },
	{ .client = "android-nsc-23", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "android-nsc-23", .pins = "leaf.spki", .attack = "user-ca", .override = true,
	  .want = "intercepted (pins-bypassed)" },
	{ .client = "android-nsc-debug", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "intercepted (pins-bypassed)" },
	{ .client = "android-nsc-debug", .pins = "leaf.spki", .attack = "other-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "android-nsc", .pins = "root.spki", .attack = "user-ca",
	  .event = "install-user-ca: phone", .want = "blocked (unknown-issuer)" },
	{ .client = "android-nsc-23", .pins = "root.spki", .attack = "user-ca",
	  .event = "install-user-ca: phone", .want = "blocked (pin-mismatch)" },
	{ .client = "android-nsc-debug", .pins = "root.spki", .attack = "user-ca",
	  .event = "install-user-ca: phone", .want = "intercepted (pins-bypassed)" },
	{ .client = "android-nsc", .pins = "leaf.certificate", .want = "breaks-pin (pins-invalid)" },
	{ .client = "android-nsc", .pins = "sha256/AAAA", .want = "breaks-pin (pins-invalid)" },
	/* its pins have no say in the choice of the path, which is trusted first */
	{ .client = "android-nsc", .pins = "authority(root-1).spki", .setup = two_paths,
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "android-nsc", .pins = "authority(root-2).spki", .setup = two_paths,
	  .want = "survives (pin-match)" },

	/* Apple: one list each, or both */
	{ .client = "apple-nspinneddomains", .pins = "leaf:leaf.spki",
	  .want = "survives (pin-match)" },
	{ .client = "apple-nspinneddomains", .pins = "ca:issuer.spki",
	  .want = "survives (pin-match)" },
	{ .client = "apple-nspinneddomains", .pins = "ca:leaf.spki",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "apple-nspinneddomains", .pins = "leaf:issuer.spki",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "apple-nspinneddomains", .pins = "leaf:leaf.spki,ca:root.spki",
	  .event = "renew: host=api key=new", .want = "breaks-pin (pin-mismatch)",
	  .detail = "the one for the leaf does not" },
	{ .client = "generic", .pins = "leaf.spki,root.spki", .event = "renew: host=api key=new",
	  .want = "survives (pin-match)" },
	{ .client = "apple-nspinneddomains", .pins = ZEROS, .want = "breaks-pin (pins-invalid)",
	  .detail = "stands in neither" },
	{ .client = "apple-nspinneddomains", .pins = "leaf:leaf.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },

	/* TrustKit */
	{ .client = "trustkit-ios", .pins = "leaf.spki", .want = "breaks-pin (pins-invalid)",
	  .detail = "wants 2 different pins" },
	{ .client = "trustkit-ios", .pins = "leaf.spki," SPARE, .want = "survives (pin-match)" },
	{ .client = "trustkit-ios", .pins = "key(one).spki," SPARE,
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "trustkit-ios", .pins = SPARE, .report_only = true,
	  .want = "survives-unenforced (report-only)" },
	{ .client = "trustkit-ios", .pins = "key(one).spki," SPARE, .expires = "2026-01-01",
	  .want = "survives-unenforced (pins-expired)" },
	{ .client = "trustkit-ios", .pins = SPARE, .report_only = true, .setup = leaf_only,
	  .want = "breaks-chain (chain-incomplete)" },
	{ .client = "trustkit-ios", .pins = "key(one).spki," SPARE, .setup = ed25519_leaf,
	  .want = "breaks-pin (unsupported-key)", .detail = "cannot hash a key of" },
	{ .client = "trustkit-ios", .pins = SPARE, .report_only = true, .setup = ed25519_leaf,
	  .want = "breaks-pin (unsupported-key)" },
	/* the scan ends at the first hit, from the anchor down */
	{ .client = "trustkit-ios", .pins = "issuer.spki," SPARE, .setup = ed25519_leaf,
	  .want = "survives (pin-match)" },
	{ .client = "okhttp", .pins = SPARE, .setup = ed25519_leaf,
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "trustkit-android", .pins = "leaf.spki", .want = "breaks-pin (pins-invalid)" },
	{ .client = "trustkit-android", .pins = SPARE, .report_only = true,
	  .want = "survives-unenforced (report-only)" },
	{ .client = "trustkit-android", .pins = "leaf.spki," SPARE, .attack = "user-ca",
	  .want = "blocked (unknown-issuer)" },

	/* Alamofire and AFNetworking */
	{ .client = "alamofire-certificates", .pins = "leaf.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "alamofire-certificates", .pins = "root.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "alamofire-certificates", .pins = "leaf.certificate",
	  .event = "renew: host=api key=same", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "alamofire-certificates", .pins = "leaf.spki",
	  .want = "breaks-pin (pins-invalid)" },
	{ .client = "alamofire-public-keys", .pins = "leaf.spki",
	  .event = "renew: host=api key=same", .want = "survives (pin-match)" },
	{ .client = "alamofire-public-keys", .pins = "leaf.spki", .covers = "other.test",
	  .want = "breaks-pin (pin-mismatch)", .detail = "no entry for" },
	{ .client = "alamofire-public-keys", .pins = "leaf.spki", .setup = ed25519_leaf,
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "alamofire-public-keys", .pins = "issuer.spki", .setup = ed25519_leaf,
	  .want = "survives (pin-match)" },
	{ .client = "alamofire-public-keys", .pins = ZEROS, .want = "breaks-pin (pins-invalid)" },
	{ .client = "afnetworking", .pins = "leaf.spki," SPARE, .want = "survives (pin-match)" },
	{ .client = "afnetworking", .pins = SPARE, .want = "breaks-pin (pin-mismatch)" },
	{ .client = "afnetworking-certificates", .pins = "root.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "afnetworking-certificates", .pins = "issuer.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "afnetworking-certificates", .pins = "authority(root-b).certificate",
	  .want = "breaks-pin (pin-mismatch)", .detail = "no path leads to a certificate" },
	{ .client = "afnetworking-certificates", .pins = "root.certificate", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "afnetworking-certificates", .pins = "root.certificate", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },

	/* react-native-ssl-pinning: what is bundled replaces the store */
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate", .setup = no_trust,
	  .want = "survives (pin-match)" },
	{ .client = "react-native-ssl-pinning", .pins = "issuer.certificate", .setup = leaf_only,
	  .want = "survives (pin-match)" },
	{ .client = "react-native-ssl-pinning", .pins = "authority(root-b).certificate",
	  .want = "breaks-pin (pin-mismatch)", .detail = "no path leads to a certificate" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate",
	  .event = "switch-ca: host=api to=int-b", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate", .attack = "other-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate", .attack = "own-ca",
	  .want = "intercepted (pin-match)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate",
	  .event = "expire-leaf: api", .setup = no_automation,
	  .want = "breaks-chain (cert-expired)" },
	{ .client = "react-native-ssl-pinning", .pins = "root.certificate", .covers = "other.test",
	  .want = "survives-unenforced (host-not-covered)" },
	{ .client = "react-native-ssl-pinning", .pins = "leaf.spki",
	  .want = "breaks-pin (pins-invalid)" },
	{ .client = "react-native-ssl-pinning-keys", .pins = "issuer.spki",
	  .want = "survives (pin-match)" },

	/* browsers */
	{ .client = "hpkp", .pins = "leaf.spki", .want = "survives (no-pins)",
	  .detail = "without a backup pin" },
	{ .client = "hpkp", .pins = "leaf.spki," SPARE, .event = "renew: host=api key=new",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "hpkp", .pins = "leaf.spki," SPARE, .attack = "user-ca",
	  .want = "intercepted (pins-bypassed)" },
	{ .client = "chromium-static", .pins = "root.spki", .attack = "user-ca",
	  .want = "intercepted (pins-bypassed)", .detail = "installed on the device" },
	{ .client = "chromium-static", .pins = "root.spki", .attack = "other-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "chromium-static", .pins = SPARE, .event = "wait: 69d",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "chromium-static", .pins = SPARE, .event = "wait: 70d",
	  .want = "survives-unenforced (pins-expired)", .detail = "the list ended 2027-03-12" },
	{ .client = "firefox-static", .pins = SPARE, .event = "wait: 97d",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "firefox-static", .pins = SPARE, .event = "wait: 98d",
	  .want = "survives-unenforced (pins-expired)" },
	{ .client = "firefox-static", .pins = "root.spki", .attack = "user-ca",
	  .want = "intercepted (pins-bypassed)" },
	{ .client = "firefox-static-2", .pins = "root.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "firefox-static-2", .pins = SPARE, .report_only = true,
	  .want = "survives-unenforced (report-only)" },
	{ .client = "firefox-static-3", .pins = SPARE, .report_only = true,
	  .want = "breaks-pin (pin-mismatch)" },
	/* pins are part of path building: the other path is tried, in both orders */
	{ .client = "firefox-static", .pins = "authority(root-1).spki", .setup = two_paths,
	  .want = "survives (pin-match)" },
	{ .client = "firefox-static", .pins = "authority(root-2).certificate",
	  .setup = two_paths, .want = "breaks-pin (pins-invalid)" },
	{ .client = "firefox-static", .pins = "authority(root-b).spki", .setup = two_paths,
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "chromium-static", .pins = "authority(root-1).spki", .setup = two_paths,
	  .want = "survives (pin-match)" },

	/* urllib3 (2.7.0 run) */
	{ .client = "urllib3-fingerprint", .pins = "leaf.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "urllib3-fingerprint", .pins = "issuer.certificate",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "urllib3-fingerprint", .pins = "leaf.certificate",
	  .event = "renew: host=api key=same", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "urllib3-fingerprint", .pins = "leaf.certificate",
	  .event = "expire-leaf: api", .setup = no_automation,
	  .want = "breaks-chain (cert-expired)" },
	/* the name is not looked at, so the pin has to say no */
	{ .client = "urllib3-fingerprint", .pins = "leaf.certificate", .attack = "other-name",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "generic", .pins = "leaf.certificate", .attack = "other-name",
	  .want = "blocked (name-mismatch)" },
	{ .client = "flutter-http-certificate-pinning", .pins = "leaf.certificate",
	  .want = "survives (pin-match)" },
	{ .client = "flutter-http-certificate-pinning", .pins = "leaf.certificate",
	  .attack = "other-name", .want = "blocked (name-mismatch)" },

	/* GnuTLS, strict-tofu (3.7.9 run): only the key counts */
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .want = "survives (pin-match)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .setup = no_trust,
	  .want = "survives (pin-match)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .setup = no_automation,
	  .event = "expire-leaf: api", .want = "survives (pin-match)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .event = "renew: host=api key=new",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .covers = "other.test",
	  .want = "breaks-pin (pin-mismatch)", .detail = "no entry for" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .expires = "2026-01-01",
	  .want = "breaks-pin (pin-mismatch)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .attack = "user-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "gnutls-tofu", .pins = "leaf.spki", .attack = "stolen-leaf-key",
	  .want = "intercepted (pin-match)" },

	/* DANE (danetest.in; s_client 3.0 run) */
	{ .client = "dane-3", .pins = "leaf.spki", .setup = no_trust,
	  .want = "survives (pin-match)" },
	{ .client = "dane-3", .pins = "issuer.spki", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "dane-3", .pins = "leaf.spki", .setup = no_automation,
	  .event = "expire-leaf: api", .want = "survives (pin-match)" },
	{ .client = "dane-3", .pins = "leaf.spki", .attack = "other-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "dane-2", .pins = "issuer.certificate", .setup = no_trust,
	  .want = "survives (pin-match)" },
	{ .client = "dane-2", .pins = "root.certificate", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "dane-2", .pins = "root.certificate", .setup = with_root,
	  .want = "survives (pin-match)" },
	{ .client = "dane-2", .pins = "issuer.spki", .setup = no_automation,
	  .event = "expire-leaf: api", .want = "breaks-chain (cert-expired)" },
	{ .client = "dane-2", .pins = "issuer.spki", .attack = "padded-chain",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "dane-2", .pins = "leaf.spki", .attack = "padded-chain",
	  .want = "blocked-moot (pin-mismatch)" },
	{ .client = "dane-2", .pins = "issuer.spki", .attack = "own-ca",
	  .want = "intercepted (pin-match)" },
	{ .client = "dane-2", .pins = "issuer.spki", .attack = "other-name",
	  .want = "blocked (pin-mismatch)" },
	/* The attacker sends what the record wants to see, whether the host does or not. */
	{ .client = "dane-2", .pins = "root.spki", .setup = with_root, .attack = "own-ca",
	  .want = "intercepted (pin-match)" },
	{ .client = "dane-2", .pins = "root.spki", .setup = with_root,
	  .attack = "stolen-intermediate-key", .want = "intercepted (pin-match)" },
	{ .client = "dane-2", .pins = "root.spki", .attack = "own-ca",
	  .want = "intercepted (pin-match)" },
	{ .client = "dane-2", .pins = "root.spki", .setup = with_root, .attack = "other-ca",
	  .want = "blocked (pin-mismatch)" },
	{ .client = "any-presented", .pins = "root.spki", .setup = with_root, .attack = "own-ca",
	  .want = "intercepted (pin-match)" },
	/* Old certificates are as public as new ones. */
	{ .client = "any-presented", .pins = "leaf.spki", .event = "renew: host=api key=new",
	  .attack = "padded-chain", .want = "intercepted (pin-match)" },
	{ .client = "any-presented", .pins = "issuer.spki", .event = "swap-intermediate: host=api",
	  .attack = "padded-chain", .want = "intercepted (pin-match)" },
	{ .client = "generic", .pins = "leaf.spki", .event = "renew: host=api key=new",
	  .attack = "padded-chain", .want = "blocked-moot (pin-mismatch)" },
	{ .client = "dane-1", .pins = "leaf.spki", .want = "survives (pin-match)" },
	{ .client = "dane-1", .pins = "leaf.spki", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "dane-1", .pins = "leaf.spki", .setup = no_automation,
	  .event = "expire-leaf: api", .want = "breaks-chain (cert-expired)" },
	{ .client = "dane-1", .pins = "issuer.spki", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "dane-0", .pins = "root.spki", .want = "survives (pin-match)" },
	{ .client = "dane-0", .pins = "leaf.certificate", .want = "breaks-pin (pin-mismatch)" },
	{ .client = "dane-0", .pins = "root.spki", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "dane-0", .pins = "authority(root-1).spki", .setup = two_paths,
	  .want = "survives (pin-match)" },
	{ .client = "dane-3", .pins = "9 9 9 00", .want = "survives (no-pins)",
	  .detail = "no usable record" },
	{ .client = "dane-3", .pins = "9 9 9 00", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },

	/* without pins every client is a TLS client like any other */
	{ .client = "gnutls-tofu", .pins = "", .want = "survives (no-pins)" },
	{ .client = "gnutls-tofu", .pins = "", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "dane-3", .pins = "", .setup = no_trust,
	  .want = "breaks-chain (unknown-issuer)" },
	{ .client = "urllib3-fingerprint", .pins = "", .attack = "other-name",
	  .want = "blocked (name-mismatch)" },
	{ .client = "trustkit-ios", .pins = "", .want = "survives (no-pins)" },
	{ .client = "alamofire-certificates", .pins = "", .want = "survives (no-pins)" },
	{ .client = "react-native-ssl-pinning", .pins = "", .want = "survives (no-pins)" },
};

static void add_pin(struct pl_strategy_def *def, const char *text)
{
	const struct pl_pos none = { 0 };

	if (pl_starts_with(text, "leaf:"))
		pl_rule_def_pin(&def->terms, text + 5, none, false, PL_LIST_LEAF);
	else if (pl_starts_with(text, "ca:"))
		pl_rule_def_pin(&def->terms, text + 3, none, false, PL_LIST_CA);
	else
		pl_strategy_def_pin(def, text, none, false);
}

static void add_strategy(struct pl_model *model, const struct row *row)
{
	struct pl_strategy_def *def = pl_model_add_custom(model, "mine");
	char *list = pl_strdup(row->pins), *rest = list, *pin;

	def->client = pl_client_find(row->client);
	while ((pin = strsep(&rest, ",")))
		if (*pin)
			add_pin(def, pin);
	free(list);
	if (row->covers)
		pl_rule_def_cover(&def->terms, row->covers, false);
	if (row->expires) {
		def->terms.expires = at(row->expires);
		def->terms.expires_day = true;
	}
	def->terms.report_only = row->report_only;
	def->terms.override_user_cas = row->override;
	def->terms.override_system_cas = row->system;
	def->terms.user_cas = row->user;
	def->terms.no_system_cas = row->distrusts;
	def->terms.fault = pl_strdup(row->refused);
}

static void check(const struct row *row, const struct pl_run *run, const char *name)
{
	size_t at_row = row_of(run, "mine");
	const struct pl_outcome *outcome =
		row->attack ? pl_step_attack(run, last(run), at_row, 0)
			    : pl_step_honest(last(run), at_row);
	char got[120];

	snprintf(got, sizeof(got), "%s (%s)", pl_state_info(outcome->state)->name,
		 pl_reason_info(outcome->reason)->name);
	tap_text(got, row->want, name);
	if (strcmp(got, row->want) != 0)
		tap_note("detail: %s", outcome->detail ? outcome->detail : "none");
	if (row->detail)
		tap_has(outcome->detail, row->detail, "its detail");
	tap_ok(outcome->state != PL_STATE_UNENFORCED || !outcome->enforced,
	       "what was not enforced is not said to be");
}

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = build_model();
		struct pl_run *run;
		char *name = pl_asprintf("%s, %s%s%s%s%s: %s", rows[i].client,
					 *rows[i].pins ? rows[i].pins : "nothing pinned",
					 rows[i].event ? ", " : "",
					 rows[i].event ? rows[i].event : "",
					 rows[i].attack ? ", " : "",
					 rows[i].attack ? rows[i].attack : "", rows[i].want);

		if (rows[i].setup)
			rows[i].setup(model);
		add_strategy(model, &rows[i]);
		if (rows[i].attack && !pl_model_add_attack(model, rows[i].attack))
			tap_ok(false, "there is an attack %s", rows[i].attack);
		run = start(engine, model);
		if (rows[i].event)
			happen(run, "", rows[i].event);
		check(&rows[i], run, name);
		free(name);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/*
 * The date names the first day without pins, where the device is (Android) or
 * in UTC (TrustKit): the run visits the very second.
 */
static void test_zones(void)
{
	static const struct {
		const char *client;
		void (*setup)(struct pl_model *model);
		const char *ends;
	} zones[] = {
		{ "android-nsc", NULL, "2027-02-01T00:00:01Z" },
		{ "android-nsc", in_tokyo, "2027-01-31T15:00:01Z" },
		{ "trustkit-ios", NULL, "2027-02-01T00:00:01Z" },
		{ "trustkit-ios", in_tokyo, "2027-02-01T00:00:01Z" },
		{ "generic", in_tokyo, "2027-02-01" },
		{ "chromium-static", in_tokyo, "2027-03-12" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(zones); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		const struct row row = { .client = zones[i].client, .pins = "key(one).spki," SPARE,
					 .expires = "2027-02-01" };
		struct pl_error err = PL_ERROR_INIT;
		struct pl_model *model = build_model();
		char date[PL_TIME_TEXT], want[60];
		struct pl_run *run;

		if (zones[i].setup)
			zones[i].setup(model);
		add_strategy(model, &row);
		run = start(engine, model);
		tap_text(honest_words(run, last(run), "mine"), "breaks-pin (pin-mismatch)",
			 "before its end");
		must(pl_run_until(run, at("2027-03-20"), &err), &err);
		for (size_t j = 0; j < run->n_steps; j++) {
			if (pl_step_honest(run->steps[j], row_of(run, "mine"))->state !=
			    PL_STATE_UNENFORCED)
				continue;
			snprintf(want, sizeof(want), "%s ends then", zones[i].client);
			tap_text(pl_time_format_short(run->steps[j]->at, date), zones[i].ends,
				 want);
			break;
		}
		tap_text(honest_words(run, last(run), "mine"),
			 "survives-unenforced (pins-expired)", "after its end");
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/*
 * What each mechanism sees when the PKI changes: a letter for each column of
 * pins. s survives, b breaks by its pins, c by its chain, - there is no such
 * pin for the kind of client.
 */
struct change {
	const char *what, *event;
	void (*setup)(struct pl_model *model);
};

static const struct change changes[] = {
	{ "renewal with the same key", "renew: host=api key=same", NULL },
	{ "a new key from the same issuer", "renew: host=api key=new", NULL },
	{ "the same key from another issuer", "swap-intermediate: host=api", NULL },
	{ "the issuer certified anew with its key", "reissue-intermediate: int-1", NULL },
	{ "another operator", "switch-ca: host=api to=int-b key=same", NULL },
	{ "the leaf ended", "expire-leaf: api", no_automation },
};

/* In the order of the changes. */
static const struct {
	const char *client, *pin, *want;
} sees[] = {
	{ "urllib3-fingerprint", "leaf.certificate", "bbbsbc" },
	{ "flutter-http-certificate-pinning", "leaf.certificate", "bbbsbc" },
	{ "dane-3", "leaf.certificate", "bbbsbs" },
	{ "alamofire-certificates", "leaf.certificate", "bbbsbc" },
	{ "curl", "leaf.spki", "sbsssc" },
	{ "wget", "leaf.spki", "sbsssc" },
	{ "apple-nspinneddomains", "leaf.spki", "sbsssc" },
	{ "gnutls-tofu", "leaf.spki", "sbssss" },
	{ "dane-3", "leaf.spki", "sbssss" },
	{ "dane-1", "leaf.spki", "sbsssc" },
	{ "okhttp", "issuer.spki", "ssbsbc" },
	{ "android-nsc", "issuer.spki", "ssbsbc" },
	{ "chromium-static", "issuer.spki", "ssbsbc" },
	{ "firefox-static", "issuer.spki", "ssbsbc" },
	{ "apple-nspinneddomains", "issuer.spki", "ssbsbc" },
	{ "dane-2", "issuer.spki", "ssbsbc" },
	{ "dane-0", "issuer.spki", "ssbsbc" },
	{ "okhttp", "root.spki", "ssssbc" },
	{ "android-nsc", "root.spki", "ssssbc" },
	{ "chromium-static", "root.spki", "ssssbc" },
	{ "firefox-static", "root.spki", "ssssbc" },
	{ "apple-nspinneddomains", "root.spki", "ssssbc" },
	{ "react-native-ssl-pinning", "root.certificate", "ssssbc" },
};

static char letter(const struct pl_outcome *outcome)
{
	return outcome->verdict == PL_SURVIVES              ? 's'
	       : outcome->state == PL_STATE_BREAKS_PIN ? 'b' : 'c';
}

static void test_changes(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(sees); i++) {
		for (size_t j = 0; j < PL_ARRAY_LEN(changes); j++) {
			const struct row row = { .client = sees[i].client, .pins = sees[i].pin };
			struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
			struct pl_model *model = build_model();
			struct pl_run *run;

			if (changes[j].setup)
				changes[j].setup(model);
			add_strategy(model, &row);
			run = start(engine, model);
			happen(run, "", changes[j].event);
			tap_ok(letter(pl_step_honest(last(run), row_of(run, "mine"))) ==
				       sees[i].want[j],
			       "%s with %s, %s: %c (%s)", sees[i].client, sees[i].pin,
			       changes[j].what, sees[i].want[j],
			       honest_words(run, last(run), "mine"));
			pl_run_free(run);
			pl_engine_free(engine);
			pl_model_free(model);
		}
	}
}

/* The outcome carries the weakest word among the rules that it rests on. */
static void test_evidence(void)
{
	static const struct {
		struct row row;
		enum pl_evidence want;
	} words[] = {
		{ { .client = "curl", .pins = "leaf.spki" }, PL_EVIDENCE_RUN },
		{ { .client = "curl", .pins = ZEROS }, PL_EVIDENCE_SOURCE },
		{ { .client = "curl-8.17", .pins = ZEROS }, PL_EVIDENCE_RUN },
		{ { .client = "trustkit-ios", .pins = "leaf.spki," SPARE }, PL_EVIDENCE_SOURCE },
		{ { .client = "trustkit-ios", .pins = ZEROS "," SPARE }, PL_EVIDENCE_MEMORY },
		{ { .client = "trustkit-ios", .pins = ZEROS "," SPARE, .setup = leaf_only },
		  PL_EVIDENCE_SOURCE },
		{ { .client = "dane-3", .pins = "leaf.spki" }, PL_EVIDENCE_DOC },
		{ { .client = "dane-1", .pins = "leaf.spki" }, PL_EVIDENCE_SOURCE },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = build_model();
		struct pl_run *run;
		char *name = pl_asprintf("how %s with %s is known", words[i].row.client,
					 words[i].row.pins);

		if (words[i].row.setup)
			words[i].row.setup(model);
		add_strategy(model, &words[i].row);
		run = start(engine, model);
		tap_text(pl_evidence_name(
				 pl_step_honest(last(run), row_of(run, "mine"))->evidence),
			 pl_evidence_name(words[i].want), name);
		free(name);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

int main(void)
{
	test_rows();
	test_zones();
	test_changes();
	test_evidence();
	pl_pki_shutdown();
	return tap_done();
}
