/* Which host and port does a word name? */
#include <config.h>

#include "net/address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define NAME_MAX_LEN 253 /* RFC 1035 2.3.4, without the root's dot */
#define LABEL_MAX_LEN 63

/* An IPv6 address may end in its zone (RFC 4007 11): fe80::1%eth0. */
static bool is_ipv6(const char *host)
{
	char *plain = pl_strndup(host, strcspn(host, "%"));
	uint8_t address[16];
	bool is = inet_pton(AF_INET6, plain, address) == 1;

	free(plain);
	return is;
}

bool pl_net_is_number(const char *host)
{
	uint8_t address[4];

	return inet_pton(AF_INET, host, address) == 1 || is_ipv6(host);
}

/* Letters, digits, hyphens, and the underscore that some names have in spite of RFC 952. */
static bool is_name(const char *host)
{
	size_t len = strlen(host), label = 0;

	if (len > 0 && host[len - 1] == '.')
		len--;
	if (len == 0 || len > NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)host[i];

		label = c == '.' ? 0 : label + 1;
		if (c == '.' ? i == 0 || host[i - 1] == '.' || i + 1 == len
			     : !isalnum(c) && c != '-' && c != '_')
			return false;
		if (label > LABEL_MAX_LEN)
			return false;
	}
	return true;
}

static bool read_port(const char *text, int *out, struct pl_error *err)
{
	size_t len = strlen(text);

	*out = 0;
	if (len > 0 && len <= 5 && strspn(text, "0123456789") == len)
		*out = atoi(text);
	return (*out >= 1 && *out <= 65535) ||
	       pl_error_usage(err, "a port is a number from 1 to 65535, not '%s'", text);
}

/* What stands behind "]". */
static bool read_bracketed(const char *text, struct pl_net_address *out, struct pl_error *err)
{
	const char *end = strchr(text, ']');

	if (!end || (end[1] && end[1] != ':'))
		return pl_error_usage(err, "'%s' is no address; one in brackets looks like "
				      "[::1]:443", text);
	out->host = pl_strndup(text + 1, (size_t)(end - text - 1));
	if (!is_ipv6(out->host))
		return pl_error_usage(err, "'%s' is no IPv6 address; brackets are for those: "
				      "[::1]:443", out->host);
	return !end[1] || read_port(end + 2, &out->port, err);
}

static bool read_plain(const char *text, struct pl_net_address *out, struct pl_error *err)
{
	const char *colon = strchr(text, ':');

	/* More than one colon: an IPv6 address, which leaves no place for a port. */
	if (colon && strchr(colon + 1, ':')) {
		out->host = pl_strdup(text);
		return is_ipv6(text) ||
		       pl_error_usage(err, "'%s' is neither HOST:PORT nor an IPv6 address; one "
				      "with a port looks like [::1]:443", text);
	}
	out->host = colon ? pl_strndup(text, (size_t)(colon - text)) : pl_strdup(text);
	if (!is_name(out->host))
		return pl_error_usage(err, "'%s' is no host; write a name as DNS has it, or an "
				      "address: example.com, example.com:8443, 192.0.2.1, "
				      "[2001:db8::1]:443", text);
	return !colon || read_port(colon + 1, &out->port, err);
}

static bool read_any(const char *text, struct pl_net_address *out, struct pl_error *err)
{
	if (strstr(text, "://"))
		return pl_error_usage(err, "'%s' is a URL; only its host and port are wanted: "
				      "example.com:443", text);
	for (const char *at = text; *at; at++) {
		if (!isascii((unsigned char)*at))
			return pl_error_usage(err, "'%s' is not ASCII; write the name as DNS has "
					      "it: xn--...", text);
	}
	return text[0] == '[' ? read_bracketed(text, out, err) : read_plain(text, out, err);
}

bool pl_net_address_parse(const char *text, struct pl_net_address *out, struct pl_error *err)
{
	bool ok;

	*out = (struct pl_net_address){ .port = PL_NET_PORT };
	ok = read_any(text, out, err);
	if (!ok)
		pl_net_address_clear(out);
	return ok;
}

void pl_net_address_clear(struct pl_net_address *address)
{
	free(address->host);
	*address = (struct pl_net_address){ 0 };
}

char *pl_net_address_text(const struct pl_net_address *address)
{
	bool brackets = strchr(address->host, ':') != NULL;

	return pl_asprintf("%s%s%s:%d", brackets ? "[" : "", address->host, brackets ? "]" : "",
			   address->port);
}
