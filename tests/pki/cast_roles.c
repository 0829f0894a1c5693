/* Who plays in the path tests? */
#include <config.h>

#include "cast.h"

const struct cast_role cast_roles[] = {
	/* An ordinary hierarchy. */
	{ .name = "root", .ca = true, .to = 2040 },
	{ .name = "inter", .by = "root", .ca = true, .path_len = 1 },
	{ .name = "leaf", .by = "inter", .to = 2021 },
	{ .name = "leaf2", .by = "inter", .to = 2021,
	  .names = "b.example.test *.wild.test 192.0.2.7 2001:db8::7" },
	{ .name = "bare", .by = "inter", .names = "" },
	{ .name = "direct", .by = "root" },
	{ .name = "self", .key = "self" },

	/* One authority, two certificates: inter again, younger; inter by another root. */
	{ .name = "inter-young", .subject = "inter", .by = "root", .ca = true, .path_len = 1,
	  .from = 2022 },
	{ .name = "other", .ca = true, .to = 2021 },
	{ .name = "inter-by-other", .subject = "inter", .by = "other", .ca = true },
	/* The root cross-signed, as ISRG Root X1 was by DST Root CA X3. */
	{ .name = "root-by-other", .subject = "root", .by = "other", .ca = true, .to = 2024 },
	/* And the other way round: the two cross-sign each other. */
	{ .name = "other-by-root", .subject = "other", .by = "root", .ca = true },
	/* The root renewed with its key, and an impostor with its name. */
	{ .name = "root-renewed", .subject = "root", .ca = true, .from = 2025, .to = 2050 },
	{ .name = "impostor", .subject = "root", .key = "impostor", .ca = true },
	{ .name = "impostor-no-ids", .subject = "root", .key = "impostor", .ca = true,
	  .odd = CAST_NO_IDS },

	/* Broken or unfit ones. */
	{ .name = "leaf-broken", .by = "inter", .odd = CAST_BROKEN },
	{ .name = "inter-broken", .subject = "inter", .by = "root", .ca = true,
	  .odd = CAST_BROKEN },
	{ .name = "no-ids", .by = "inter", .odd = CAST_NO_IDS },
	{ .name = "client", .by = "inter", .odd = CAST_CLIENT_ONLY },
	{ .name = "sign-only", .by = "inter", .odd = CAST_CERT_SIGN_ONLY },
	{ .name = "poisoned", .by = "inter", .odd = CAST_UNKNOWN_CRITICAL },
	{ .name = "sha1", .by = "inter", .odd = CAST_SHA1 },
	{ .name = "weak", .key = "rsa1024", .by = "inter", .odd = CAST_NO_IDS },
	{ .name = "by-leaf", .by = "leaf" },
	{ .name = "no-sign", .by = "root", .ca = true, .odd = CAST_NO_CERT_SIGN },
	{ .name = "by-no-sign", .by = "no-sign" },
	{ .name = "no-bc", .by = "root", .ca = true, .odd = CAST_NO_BASIC_CONSTRAINTS },
	{ .name = "by-no-bc", .by = "no-bc" },
	{ .name = "client-ca", .by = "root", .ca = true, .odd = CAST_CLIENT_ONLY },
	{ .name = "by-client-ca", .by = "client-ca" },
	{ .name = "server-ca", .by = "root", .ca = true, .path_len = -1 },
	{ .name = "by-server-ca", .by = "server-ca" },
	{ .name = "below", .by = "inter", .ca = true },
	{ .name = "too-deep", .by = "below" },
	/* Self-issued with a new key: does not count for the path length (RFC 5280 6.1.4 l). */
	{ .name = "inter-new-key", .subject = "inter", .key = "inter-2", .by = "inter",
	  .ca = true },
	{ .name = "by-new-key", .by = "inter-new-key" },

	/* Version 1. */
	{ .name = "old-root", .ca = true, .odd = CAST_VERSION_1 },
	{ .name = "by-old-root", .by = "old-root" },
	{ .name = "old-inter", .by = "root", .ca = true, .odd = CAST_VERSION_1 },
	{ .name = "by-old-inter", .by = "old-inter" },
	{ .name = "no-bc-root", .ca = true, .odd = CAST_NO_BASIC_CONSTRAINTS },
	{ .name = "by-no-bc-root", .by = "no-bc-root" },
	{ .name = "mute-root", .ca = true, .odd = CAST_NO_BASIC_CONSTRAINTS | CAST_NO_KEY_USAGE },
	{ .name = "by-mute-root", .by = "mute-root" },
	{ .name = "sha1-root", .ca = true, .odd = CAST_SHA1 },
	{ .name = "by-sha1-root", .by = "sha1-root" },
	{ .name = "sha1-inter", .by = "root", .ca = true, .odd = CAST_SHA1 },
	{ .name = "by-sha1-inter", .by = "sha1-inter" },

	/* Constrained: on the root, as in the lab, and on an intermediate. */
	{ .name = "lab-root", .ca = true, .permit = "test example 127.0.0.0/8" },
	{ .name = "lab-inside", .by = "lab-root", .names = "a.example.test 127.0.0.1" },
	{ .name = "lab-outside", .by = "lab-root", .names = "a.example.test www.example.com" },
	{ .name = "lab-ip-outside", .by = "lab-root", .names = "a.example.test 8.0.0.1" },
	{ .name = "lab-wildcard", .by = "lab-root", .names = "*.example.test" },
	{ .name = "lab-inter", .by = "lab-root", .ca = true,
	  .exclude = "bad.example.test 127.6.0.0/16" },
	{ .name = "by-lab-inter", .by = "lab-inter" },
	{ .name = "excluded", .by = "lab-inter", .names = "www.bad.example.test" },
	{ .name = "excluded-wildcard", .by = "lab-inter", .names = "*.example.test" },
	{ .name = "excluded-ip", .by = "lab-inter", .names = "a.example.test 127.6.0.9" },
	{ .name = "lab-renewed", .subject = "lab-root", .key = "lab-root-2", .by = "lab-root",
	  .ca = true, .names = "www.example.com" },
	{ .name = "by-lab-renewed", .by = "lab-renewed" },
	{ .name = "narrow", .by = "lab-root", .ca = true, .permit = ".example.test" },
	{ .name = "narrow-below", .by = "narrow" },
	{ .name = "narrow-itself", .by = "narrow", .names = "example.test" },
	{ .name = "starred", .by = "root", .ca = true, .permit = "*.example.test" },
	{ .name = "by-starred", .by = "starred" },
	{ .name = "dn-ca", .by = "root", .ca = true, .permit_dn = "allowed" },
	{ .name = "allowed", .by = "dn-ca" },
	{ .name = "forbidden", .by = "dn-ca" },
};

const size_t cast_n = sizeof(cast_roles) / sizeof(*cast_roles);
