/*
 * Do the names on a path stay within its name constraints?
 *
 * RFC 5280 4.2.1.10 and 6.1.3 (b), (c): every constraint of a CA certificate
 * applies to the names of all certificates below it, except self-issued ones
 * that are not the leaf. dNSName, iPAddress and directoryName are modelled;
 * e-mail addresses and URIs never name a TLS server and are not looked at.
 */
#include <config.h>

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "pki/path_parts.h"
#include "util/mem.h"
#include "util/text.h"

/* As in Go's crypto/x509 (maxConstraintComparisons): names times subtrees can be hostile. */
#define COMPARISONS_MAX 250000

struct check {
	struct pl_cert *const *certs;
	size_t issuer; /* whose constraints */
	size_t at;     /* whose names */
	size_t comparisons;
	char *detail;
};

static bool dns_malformed(const char *base)
{
	const char *text = *base == '.' ? base + 1 : base;

	return strchr(text, '*') || strstr(text, "..") || strchr(text, ' ') ||
	       (*base == '.' && !*text);
}

/* Addresses whose masks have holes do not get this far: parsing refuses them. */
static bool subtrees_malformed(const struct pl_subtrees *trees)
{
	for (size_t i = 0; i < trees->n_dns; i++) {
		if (dns_malformed(trees->dns[i]))
			return true;
	}
	return false;
}

/* "example.com" covers itself and what is below it, ".example.com" only what
 * is below (as Go, OpenSSL and NSS read it), "" everything. */
static bool dns_within(const char *name, const char *base)
{
	size_t name_len = strlen(name), base_len = strlen(base);
	const char *tail;

	if (base_len == 0)
		return true;
	if (name_len < base_len)
		return false;
	tail = name + name_len - base_len;
	if (!pl_dns_same(tail, base, base_len))
		return false;
	if (*base == '.')
		return tail > name;
	return tail == name || tail[-1] == '.';
}

/* "*.example.com" can stand for the excluded "bad.example.com". */
static bool wildcard_touches(const char *name, const char *base)
{
	const char *dot = strchr(base, '.');

	return name[0] == '*' && name[1] == '.' && *base != '.' && dot &&
	       strlen(name + 1) == strlen(dot) && pl_dns_same(name + 1, dot, strlen(dot));
}

static bool dns_touches(const char *name, const char *base)
{
	return dns_within(name, base) || wildcard_touches(name, base);
}

static bool ip_within(const struct pl_ip *ip, const struct pl_ip_net *net)
{
	if (ip->len != net->len)
		return false;
	for (size_t i = 0; i < ip->len; i++) {
		if ((ip->addr[i] ^ net->addr[i]) & net->mask[i])
			return false;
	}
	return true;
}

static bool refuse(struct check *check, const char *kind, const char *name, bool excluded)
{
	char *words = pl_cert_words(check->certs[check->issuer]);

	check->detail = pl_asprintf("the name %s is %s the %s %s subtrees of %s", name,
				    excluded ? "inside" : "outside",
				    excluded ? "excluded" : "permitted", kind, words);
	free(words);
	return false;
}

static bool spend(struct check *check, size_t comparisons)
{
	check->comparisons += comparisons;
	return check->comparisons <= COMPARISONS_MAX;
}

static bool check_dns(struct check *check, const char *name)
{
	const struct pl_cert *issuer = check->certs[check->issuer];
	bool permitted = issuer->permitted.n_dns == 0;

	for (size_t i = 0; i < issuer->excluded.n_dns; i++) {
		if (dns_touches(name, issuer->excluded.dns[i]))
			return refuse(check, "dNSName", name, true);
	}
	for (size_t i = 0; !permitted && i < issuer->permitted.n_dns; i++)
		permitted = dns_within(name, issuer->permitted.dns[i]);
	return permitted || refuse(check, "dNSName", name, false);
}

static bool check_ip(struct check *check, const struct pl_ip *ip)
{
	const struct pl_cert *issuer = check->certs[check->issuer];
	bool permitted = issuer->permitted.n_ip == 0;
	char text[INET6_ADDRSTRLEN];

	inet_ntop(ip->len == 4 ? AF_INET : AF_INET6, ip->addr, text, sizeof(text));
	for (size_t i = 0; i < issuer->excluded.n_ip; i++) {
		if (ip_within(ip, &issuer->excluded.ip[i]))
			return refuse(check, "iPAddress", text, true);
	}
	for (size_t i = 0; !permitted && i < issuer->permitted.n_ip; i++)
		permitted = ip_within(ip, &issuer->permitted.ip[i]);
	return permitted || refuse(check, "iPAddress", text, false);
}

/* An empty subject is no name (RFC 5280 4.2.1.10): 2 octets of header, nothing in it. */
static bool check_subject(struct check *check)
{
	const struct pl_cert *issuer = check->certs[check->issuer];
	const struct pl_cert *cert = check->certs[check->at];

	if (cert->subject_der.len <= 2)
		return true;
	if (issuer->excluded.other && pl_dn_excluded(issuer, cert->subject_der))
		return refuse(check, "directoryName", cert->subject, true);
	if (issuer->permitted.other && !pl_dn_permitted(issuer, cert->subject_der))
		return refuse(check, "directoryName", cert->subject, false);
	return true;
}

/* The certificate's own names against one issuer's constraints. */
static bool check_cert(struct check *check)
{
	const struct pl_cert *cert = check->certs[check->at];
	const struct pl_cert *issuer = check->certs[check->issuer];
	size_t trees = issuer->permitted.n_dns + issuer->excluded.n_dns + issuer->permitted.n_ip +
		       issuer->excluded.n_ip;

	if (!spend(check, trees * (cert->n_dns + cert->n_ips))) {
		check->detail = pl_strdup("the path has more names and constraints than any client "
					  "would compare");
		return false;
	}
	for (size_t i = 0; i < cert->n_dns; i++) {
		if (!check_dns(check, cert->dns[i]))
			return false;
	}
	for (size_t i = 0; i < cert->n_ips; i++) {
		if (!check_ip(check, &cert->ips[i]))
			return false;
	}
	return check_subject(check);
}

static bool well_formed(struct check *check)
{
	const struct pl_cert *issuer = check->certs[check->issuer];
	char *words;

	if (!subtrees_malformed(&issuer->permitted) && !subtrees_malformed(&issuer->excluded))
		return true;
	words = pl_cert_words(issuer);
	check->detail = pl_asprintf("%s has a name constraint that is malformed", words);
	check->at = check->issuer;
	free(words);
	return false;
}

static bool check_below(struct check *check)
{
	if (!well_formed(check))
		return false;
	for (size_t below = check->issuer; below-- > 0;) {
		check->at = below;
		if (below > 0 && check->certs[below]->self_issued)
			continue;
		if (!check_cert(check))
			return false;
	}
	return true;
}

bool pl_constraints_hold(struct pl_cert *const *certs, size_t n, size_t *at, char **detail)
{
	struct check check = { .certs = certs };

	for (size_t issuer = n; issuer-- > 1;) {
		check.issuer = issuer;
		if (certs[issuer]->has_constraints && !check_below(&check)) {
			*at = check.at;
			*detail = check.detail;
			return false;
		}
	}
	return true;
}
