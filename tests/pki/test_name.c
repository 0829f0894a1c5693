/* Which names does a pattern, and which does a certificate, cover? */
#include <config.h>

#include <stdlib.h>

#include "../tap.h"
#include "cast.h"
#include "util/mem.h"

static const struct {
	const char *pattern, *host;
	bool want;
	const char *why;
} rows[] = {
	{ "example.test", "example.test", true, "the same" },
	{ "example.test", "EXAMPLE.Test", true, "case does not matter" },
	{ "EXAMPLE.test", "example.test", true, "on neither side" },
	{ "example.test", "www.example.test", false, "below is not the same" },
	{ "www.example.test", "example.test", false, "above is not the same" },
	{ "example.test", "example.test.", true, "the host's final dot is the root" },
	{ "example.test.", "example.test", false, "a pattern has none" },
	{ "example.test", "example.test..", false, "one dot, not two" },
	{ "localhost", "localhost", true, "one label" },
	{ "example.test", "example.tes", false, "a part of it" },
	{ "example.test", "xexample.test", false, "a longer label" },
	{ "a_b.example.test", "a_b.example.test", true, "underscores are in use" },
	{ "", "", false, "nothing" },
	{ "", "a", false, "nothing covers nothing" },

	{ "*.example.test", "a.example.test", true, "one label" },
	{ "*.example.test", "A.EXAMPLE.TEST.", true, "case and dot" },
	{ "*.example.test", "xn--n3h.example.test", true, "an A-label is a label" },
	{ "*.example.test", "a.b.example.test", false, "not two labels" },
	{ "*.example.test", "example.test", false, "not none" },
	{ "*.example.test", ".example.test", false, "not an empty one" },
	{ "*.example.test", "aexample.test", false, "the dot belongs to it" },
	{ "*.example.test", "*.example.test", false, "a pattern is no host" },
	{ "*.test", "example.test", false, "two labels have to follow" },
	{ "*", "test", false, "a star alone" },
	{ "*.", "test.", false, "a star and the root" },
	{ "*.*.test", "a.b.test", false, "one star" },
	{ "a*.example.test", "ab.example.test", false, "the star is the whole label" },
	{ "*a.example.test", "ba.example.test", false, "the star is the whole label" },
	{ "a.*.test", "a.b.test", false, "the star comes first" },
	{ "**.example.test", "a.example.test", false, "one star" },

	{ "127.0.0.1", "127.0.0.1", false, "an address is no name" },
	{ "*.0.0.1", "127.0.0.1", false, "an address has no labels" },
	{ "a.1", "a.1", false, "a last label of digits is an address in disguise" },
	{ "1a.test", "1a.test", true, "digits elsewhere are fine" },
	{ "::1", "::1", false, "an address is no name" },
	{ "a..test", "a..test", false, "an empty label" },
	{ "a b.test", "a b.test", false, "a blank" },
	{ "a/b.test", "a/b.test", false, "a slash" },
	{ "\xe2\x84\xaa.test", "k.test", false, "the Kelvin sign is no k" },
	{ "b\xc3\xbc" "cher.test", "b\xc3\xbc" "cher.test", false, "IDNs travel as A-labels" },
	{ "good.test\\0.evil.test", "good.test", false, "a NUL does not end a name" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test", true,
	  "63 characters" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test",
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test", false,
	  "64 characters" },
};

static const struct {
	const char *role, *host;
	bool want;
	const char *why;
} covers[] = {
	{ "leaf2", "b.example.test", true, "its first name" },
	{ "leaf2", "x.wild.test", true, "its wildcard" },
	{ "leaf2", "192.0.2.7", true, "its IPv4 address" },
	{ "leaf2", "::ffff:192.0.2.7", true, "the same address in IPv6 clothes" },
	{ "leaf2", "0:0:0:0:0:FFFF:C000:0207", true, "and in its long form" },
	{ "leaf2", "192.0.2.8", false, "another address" },
	{ "leaf2", "192.0.2.07", false, "no leading zeros" },
	{ "leaf2", "2001:db8::7", true, "its IPv6 address" },
	{ "leaf2", "2001:0DB8:0:0::7", true, "written otherwise" },
	{ "leaf2", "2001:db8::8", false, "another address" },
	{ "leaf2", "leaf2", false, "its common name" },
	{ "leaf2", "", false, "nothing" },
	{ "bare", "bare", false, "the common name where there is no SAN" },
	{ "lab-inside", "127.0.0.1", true, "an address beside a name" },
};

/* 253 characters are a name, 254 are none. */
static void check_length(void)
{
	char host[300];

	for (size_t i = 0; i < 253; i++)
		host[i] = i % 64 == 63 ? '.' : 'a';
	host[253] = '\0';
	tap_ok(pl_name_matches(host, host), "253 characters");
	host[253] = 'a';
	host[254] = '\0';
	tap_ok(!pl_name_matches(host, host), "254 characters");
}

int main(void)
{
	struct cast cast;

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		tap_ok(pl_name_matches(rows[i].pattern, rows[i].host) == rows[i].want,
			"\"%s\" %s \"%s\": %s",
		       rows[i].pattern, rows[i].want ? "covers" : "does not cover", rows[i].host,
		       rows[i].why);
	check_length();
	cast_init(&cast);
	for (size_t i = 0; i < PL_ARRAY_LEN(covers); i++) {
		struct pl_chain *chain = cast_chain(&cast, covers[i].role);

		tap_ok(pl_cert_covers(chain->certs[0], covers[i].host) == covers[i].want,
			"%s %s %s: %s",
		       covers[i].role, covers[i].want ? "covers" : "does not cover", covers[i].host,
		       covers[i].why);
		pl_chain_unref(chain);
	}
	cast_clear(&cast);
	pl_pki_shutdown();
	return tap_done();
}
