/*
 * Does a certificate cover this host?
 *
 * RFC 6125 6.4 and RFC 9525 6.3 as today's clients practise them: dNSName and
 * iPAddress only, never the common name (RFC 9525 2; Chrome since 58, Go since
 * 1.15, OkHttp since 3.10 do the same); a wildcard is the whole first label and
 * stands for exactly one, and what follows it has two labels at least (OpenSSL's
 * valid_star, GnuTLS, curl): a list of public suffixes is nobody's duty here.
 */
#include <config.h>

#include <arpa/inet.h>
#include <string.h>

#include "pki/path_parts.h"

#define NAME_MAX_LEN 253 /* RFC 1035 3.1, without the root's dot */
#define LABEL_MAX_LEN 63

struct name {
	const char *text;
	size_t len; /* without a trailing dot */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Underscores are no letters of host names, but names in use have them. Bytes
 * beyond ASCII never match: IDNs travel as A-labels (RFC 9525 6.3). */
static bool name_char(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || digit(c) || c == '-' || c == '_';
}

static bool all_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!digit(text[i]))
			return false;
	}
	return true;
}

/* Labels of 1 to 63 characters; a last one of digits would be an IPv4 address in disguise. */
static bool well_formed(struct name name)
{
	size_t label = 0;

	if (name.len == 0 || name.len > NAME_MAX_LEN)
		return false;
	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && name.text[i] != '.') {
			if (!name_char(name.text[i]))
				return false;
			continue;
		}
		if (i == label || i - label > LABEL_MAX_LEN)
			return false;
		if (i == name.len)
			return !all_digits(name.text + label, i - label);
		label = i + 1;
	}
	return true;
}

bool pl_dns_same(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (lower(a[i]) != lower(b[i]))
			return false;
	}
	return true;
}

/* "example.com." is the same name as "example.com"; browsers, curl and OkHttp agree. */
static struct name host_name(const char *host)
{
	struct name name = { host, strlen(host) };

	if (name.len > 1 && host[name.len - 1] == '.')
		name.len--;
	return name;
}

static bool wildcard_matches(struct name rest, struct name host)
{
	const char *dot = memchr(host.text, '.', host.len);
	struct name host_rest;

	if (!dot || !well_formed(rest) || !memchr(rest.text, '.', rest.len))
		return false;
	host_rest.text = dot + 1;
	host_rest.len = host.len - (size_t)(dot + 1 - host.text);
	return host_rest.len == rest.len && pl_dns_same(host_rest.text, rest.text, rest.len);
}

bool pl_name_matches(const char *pattern, const char *host)
{
	struct name name = host_name(host), wanted = { pattern, strlen(pattern) };

	if (!well_formed(name))
		return false;
	if (pattern[0] == '*' && pattern[1] == '.')
		return wildcard_matches((struct name){ pattern + 2, wanted.len - 2 }, name);
	return wanted.len == name.len && pl_dns_same(wanted.text, name.text, name.len);
}

/* An IPv4 address in IPv6 clothes (RFC 4291 2.5.5.2) is that IPv4 address, as in Java and Go. */
static struct pl_ip undress(struct pl_ip ip)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (ip.len == 16 && memcmp(ip.addr, mapped, sizeof(mapped)) == 0) {
		struct pl_ip v4 = { .len = 4 };

		memcpy(v4.addr, ip.addr + sizeof(mapped), 4);
		return v4;
	}
	return ip;
}

static bool read_ip(const char *host, struct pl_ip *out)
{
	*out = (struct pl_ip){ 0 };
	if (inet_pton(AF_INET, host, out->addr) == 1)
		out->len = 4;
	else if (inet_pton(AF_INET6, host, out->addr) == 1)
		out->len = 16;
	*out = undress(*out);
	return out->len > 0;
}

static bool covers_ip(const struct pl_cert *cert, struct pl_ip host)
{
	for (size_t i = 0; i < cert->n_ips; i++) {
		struct pl_ip ip = undress(cert->ips[i]);

		if (ip.len == host.len && memcmp(ip.addr, host.addr, ip.len) == 0)
			return true;
	}
	return false;
}

bool pl_cert_covers(const struct pl_cert *cert, const char *host)
{
	struct pl_ip ip;

	if (read_ip(host, &ip))
		return covers_ip(cert, ip);
	for (size_t i = 0; i < cert->n_dns; i++) {
		if (pl_name_matches(cert->dns[i], host))
			return true;
	}
	return false;
}
