/* Which words name a host and a port, and is the reason given where they do not? */
#include <config.h>

#include <stdlib.h>

#include "net/address.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	const char *host; /* NULL: refused */
	int port;
	const char *again; /* as it is written back; or, refused, why */
} rows[] = {
	{ "example.com", "example.com", 443, "example.com:443" },
	{ "example.com:8443", "example.com", 8443, "example.com:8443" },
	{ "example.com.", "example.com.", 443, "example.com.:443" },
	{ "localhost:1", "localhost", 1, "localhost:1" },
	{ "a_b.example:65535", "a_b.example", 65535, "a_b.example:65535" },
	{ "192.0.2.1", "192.0.2.1", 443, "192.0.2.1:443" },
	{ "127.0.0.1:4433", "127.0.0.1", 4433, "127.0.0.1:4433" },
	{ "::1", "::1", 443, "[::1]:443" },
	{ "[::1]", "::1", 443, "[::1]:443" },
	{ "[::1]:8443", "::1", 8443, "[::1]:8443" },
	{ "2001:db8::1:2", "2001:db8::1:2", 443, "[2001:db8::1:2]:443" },
	{ "[fe80::1%eth0]:443", "fe80::1%eth0", 443, "[fe80::1%eth0]:443" },

	{ "", NULL, 0, "is no host" },
	{ ":443", NULL, 0, "is no host" },
	{ ".", NULL, 0, "is no host" },
	{ ".example.com", NULL, 0, "is no host" },
	{ "example..com", NULL, 0, "is no host" },
	{ "example.com..", NULL, 0, "is no host" },
	{ "exam ple.com", NULL, 0, "is no host" },
	{ "example.com/path", NULL, 0, "is no host" },
	{ "user@example.com", NULL, 0, "is no host" },
	{ "*.example.com", NULL, 0, "is no host" },
	{ "b\xc3\xbc" "cher.example", NULL, 0, "xn--" },
	{ "https://example.com/", NULL, 0, "is a URL" },
	{ "example.com:", NULL, 0, "a port is a number" },
	{ "example.com:0", NULL, 0, "a port is a number" },
	{ "example.com:65536", NULL, 0, "a port is a number" },
	{ "example.com:443x", NULL, 0, "a port is a number" },
	{ "example.com:-1", NULL, 0, "a port is a number" },
	{ "example.com:https", NULL, 0, "not 'https'" },
	{ "example.com:00000000443", NULL, 0, "a port is a number" },
	{ "[::1", NULL, 0, "is no address" },
	{ "[::1]443", NULL, 0, "is no address" },
	{ "[::1]:", NULL, 0, "a port is a number" },
	{ "[example.com]:443", NULL, 0, "no IPv6 address" },
	{ "[]", NULL, 0, "no IPv6 address" },
	{ "1:2:3", NULL, 0, "neither HOST:PORT nor" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example", NULL, 0,
	  "is no host" },
};

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_net_address got;
		bool ok = pl_net_address_parse(rows[i].text, &got, &err);

		tap_ok(ok == (rows[i].host != NULL), "'%s' %s", rows[i].text,
		       rows[i].host ? "is one" : "is none");
		if (ok) {
			char *again = pl_net_address_text(&got);

			tap_text(got.host, rows[i].host, "its host");
			tap_int(got.port, rows[i].port, "its port");
			tap_text(again, rows[i].again, "written back");
			free(again);
		} else {
			tap_has(err.text, rows[i].again, "and why");
			tap_int(err.kind, PL_ERROR_USAGE, "as a wrong command line");
		}
		pl_net_address_clear(&got);
		pl_error_clear(&err);
	}
}

static void test_numbers(void)
{
	tap_ok(pl_net_is_number("127.0.0.1"), "127.0.0.1 is a number");
	tap_ok(pl_net_is_number("::1"), "::1 is a number");
	tap_ok(pl_net_is_number("fe80::1%lo"), "an address with its zone is a number");
	tap_ok(!pl_net_is_number("localhost"), "localhost is a name");
	tap_ok(!pl_net_is_number("1.2.3"), "three numbers are a name");
}

int main(void)
{
	test_rows();
	test_numbers();
	return tap_done();
}
