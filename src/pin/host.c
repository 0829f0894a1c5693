/* Does a client's host pattern cover this name? */
#include <config.h>

#include "pin/host.h"

#include <string.h>

/* Host names are ASCII here, so no locale has a say. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (lower(a[i]) != lower(b[i]))
			return false;
	}
	return true;
}

static bool equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return len == strlen(b) && same(a, b, len);
}

/* CertificatePinner.Pin's init block: asterisks lead or there are none. */
static bool asterisks_lead(const char *pattern)
{
	const char *last = strrchr(pattern, '*');

	if (!last)
		return true;
	return (strncmp(pattern, "*.", 2) == 0 && last == pattern) ||
	       (strncmp(pattern, "**.", 3) == 0 && last == pattern + 1);
}

/* toCanonicalHost(): what no host name may hold. Other than ASCII would need IDN tables. */
static bool canonical(const char *pattern)
{
	if (!*pattern)
		return false;
	for (const char *c = pattern; *c; c++) {
		if (*c <= ' ' || *c >= 0x7f || strchr("#%/:?@[\\]", *c))
			return false;
	}
	return true;
}

const char *pl_host_pattern_fault(enum pl_host_match match, const char *pattern)
{
	if (match != PL_HOSTS_OKHTTP)
		return NULL;
	if (!asterisks_lead(pattern))
		return "an asterisk may only lead, as in *.example.com or **.example.com";
	return canonical(pattern) ? NULL : "it is no host name";
}

static bool ends_with(const char *host, size_t host_len, const char *suffix, size_t suffix_len)
{
	return host_len >= suffix_len && same(host + host_len - suffix_len, suffix, suffix_len);
}

/* CertificatePinner.Pin.matchesHostname. */
static bool okhttp_covers(const char *pattern, const char *host)
{
	size_t host_len = strlen(host), len, prefix;

	if (strncmp(pattern, "**.", 3) == 0) {
		len = strlen(pattern + 3);
		prefix = host_len - len;
		return ends_with(host, host_len, pattern + 3, len) &&
		       (prefix == 0 || host[prefix - 1] == '.');
	}
	if (strncmp(pattern, "*.", 2) == 0) {
		len = strlen(pattern + 1);
		return ends_with(host, host_len, pattern + 1, len) &&
		       !memchr(host, '.', host_len - len);
	}
	return equal(pattern, host);
}

bool pl_host_covers(enum pl_host_match match, const char *pattern, const char *host)
{
	switch (match) {
	case PL_HOSTS_ALL: return true;
	case PL_HOSTS_OKHTTP: return okhttp_covers(pattern, host);
	default: return equal(pattern, host);
	}
}
