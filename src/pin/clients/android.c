/* Android's Network Security Configuration, and TrustKit on top of it. */
#include <config.h>

#include "pin/clients/list.h"

/*
 * The path is Conscrypt's, which tries trusted anchors first; pins have no say
 * in it. Pins are skipped only after the instant of the date, which is 00:00
 * in the device's zone; a time of day behind the date is not read.
 */
#define PLATFORM                                                                              \
	.evidence = PL_EVIDENCE_SOURCE, .forms = PL_FORM(SPKI), .hashes = PL_HASH(SHA256),    \
	.reads = PL_SPELLED(BASE64), .reader = &pl_reader_android, .checks_length = true,     \
	.looks_at = PL_LOOKS_PATH, .anchor_first = true,                                      \
	.expiry = { .kind = PL_EXPIRY_DATE, .device_zone = true, .after = true,               \
		    .time_of_day = PL_TIME_OF_DAY_DROPPED }

#define NSC_HOSTS                                                                             \
	{ .match = PL_HOSTS_DEEP, .select = PL_SELECT_MOST_SPECIFIC, .drops_dot = true,       \
	  .unique = true }

const struct pl_client pl_client_android_nsc = {
	.name = "android-nsc",
	.summary = "Android Network Security Configuration, target SDK 24 and later",
	.source = "frameworks/base, android/security/net/config; conscrypt TrustManagerImpl.java",
	.chain = { .ignores_user_cas = true, .has_order = true, .order = PL_ORDER_SHORTEST },
	.hosts = NSC_HOSTS,
	.local = { .rule = PL_LOCAL_BY_RULE, .before_pins = true },
	PLATFORM,
};

/* Apps for older targets trust what the user installs, and pins count there too. */
const struct pl_client pl_client_android_nsc_23 = {
	.name = "android-nsc-23",
	.summary = "as android-nsc, target SDK 23 and earlier: roots of the user are trusted",
	.source = "frameworks/base, android/security/net/config; conscrypt TrustManagerImpl.java",
	.chain = { .has_order = true, .order = PL_ORDER_SHORTEST },
	.hosts = NSC_HOSTS,
	.local = { .rule = PL_LOCAL_BY_RULE, .before_pins = true },
	PLATFORM,
};

/* In debug-overrides the default of overridePins is true. */
const struct pl_client pl_client_android_nsc_debug = {
	.name = "android-nsc-debug",
	.summary = "as android-nsc in a debuggable app whose debug-overrides list the user's roots",
	.source = "frameworks/base, android/security/net/config/XmlConfigSource.java",
	.chain = { .has_order = true, .order = PL_ORDER_SHORTEST },
	.hosts = NSC_HOSTS,
	.local = { .rule = PL_LOCAL_BYPASSED, .before_pins = true },
	PLATFORM,
};

/* Its pins are counted as texts, and of several names of one entry the last stays. From API 24 on
 * the platform compares, by the same file, with what that says of anchors. */
const struct pl_client pl_client_trustkit_android = {
	.name = "trustkit-android",
	.summary = "TrustKit-Android on API 24 and later: two pins at least where it enforces",
	.source = "TrustKit-Android config/*.java, pinning/PinningTrustManager.java",
	.count = { .min_enforced = 2, .counts_texts = true },
	.chain = { .ignores_user_cas = true, .has_order = true, .order = PL_ORDER_SHORTEST },
	.hosts = { .match = PL_HOSTS_DEEP, .select = PL_SELECT_MOST_SPECIFIC, .case_matters = true,
		   .unique = true, .last_only = true },
	.local = { .rule = PL_LOCAL_BY_RULE, .before_pins = true },
	.has_report_only = true,
	PLATFORM,
};
