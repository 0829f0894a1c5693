/* Does a client's host pattern cover this name, and how well? */
#include <config.h>

#include "pin/parts.h"

#include <stdint.h>
#include <string.h>

/* A name as a client sees it: its text, without a final dot where that does not count. */
struct name {
	const char *text;
	size_t len;
};

static struct name name_of(const struct pl_host_rules *rules, const char *host)
{
	struct name name = { host, strlen(host) };

	if (rules->drops_dot && name.len > 0 && host[name.len - 1] == '.')
		name.len--;
	return name;
}

/* Host names are ASCII here, so no locale has a say. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const struct pl_host_rules *rules, const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (a[i] != b[i] && (rules->case_matters || lower(a[i]) != lower(b[i])))
			return false;
	}
	return true;
}

static bool equal(const struct pl_host_rules *rules, struct name a, const char *b)
{
	return a.len == strlen(b) && same(rules, a.text, b, a.len);
}

bool pl_host_same(const struct pl_host_rules *rules, const char *a, const char *b)
{
	return equal(rules, name_of(rules, a), b);
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

static bool has_switch(enum pl_host_match match)
{
	return match == PL_HOSTS_ONE_LABEL || match == PL_HOSTS_DEEP || match == PL_HOSTS_ALL;
}

static bool is_okhttp(enum pl_host_match match)
{
	return match == PL_HOSTS_OKHTTP || match == PL_HOSTS_OKHTTP_3;
}

const char *pl_host_pattern_fault(const struct pl_host_rules *rules,
				  const struct pl_pattern *pattern)
{
	if (pattern->subdomains && is_okhttp(rules->match))
		return "it has no switch for subdomains; *.example.com covers one label, "
		       "**.example.com any number";
	if (pattern->subdomains && !has_switch(rules->match))
		return "it knows whole names only, no subdomains";
	if (rules->match == PL_HOSTS_OKHTTP && !asterisks_lead(pattern->name))
		return "an asterisk may only lead, as in *.example.com or **.example.com";
	if (is_okhttp(rules->match) && !canonical(pattern->name))
		return "it is no host name";
	return rules->match != PL_HOSTS_ALL && !*pattern->name ? "it is empty" : NULL;
}

static bool ends_with(const struct pl_host_rules *rules, struct name host, const char *suffix)
{
	size_t len = strlen(suffix);

	return host.len >= len && same(rules, host.text + host.len - len, suffix, len);
}

/* Whether the host ends in the name, after a dot or all of it; *prefix is what stands before it. */
static bool is_below(const struct pl_host_rules *rules, struct name host, const char *name,
		     size_t *prefix)
{
	if (!ends_with(rules, host, name))
		return false;
	*prefix = host.len - strlen(name);
	return *prefix == 0 || host.text[*prefix - 1] == '.';
}

/* CertificatePinner.Pin.matchesHostname of 4.3 and later. */
static bool okhttp_covers(const struct pl_host_rules *rules, const char *pattern, struct name host)
{
	size_t prefix;

	if (strncmp(pattern, "**.", 3) == 0)
		return is_below(rules, host, pattern + 3, &prefix);
	if (strncmp(pattern, "*.", 2) == 0)
		return ends_with(rules, host, pattern + 1) &&
		       !memchr(host.text, '.', host.len - strlen(pattern + 1));
	return equal(rules, host, pattern);
}

/* CertificatePinner.Pin.matches before 4.3: what follows the host's first dot, and without a dot
 * the whole host, is compared with what follows "*.". No other asterisk has a meaning. */
static bool okhttp_3_covers(const struct pl_host_rules *rules, const char *pattern,
			    struct name host)
{
	const char *dot = memchr(host.text, '.', host.len);
	struct name rest = host;

	if (strncmp(pattern, "*.", 2) != 0)
		return equal(rules, host, pattern);
	if (dot) {
		rest.text = dot + 1;
		rest.len = host.len - (size_t)(rest.text - host.text);
	}
	return equal(rules, rest, pattern + 2);
}

static bool has_labels(struct name host, size_t min)
{
	size_t labels = 1;

	for (size_t i = 0; i < host.len; i++)
		labels += host.text[i] == '.';
	return labels >= min;
}

static bool covers_below(const struct pl_host_rules *rules, const struct pl_pattern *pattern,
			 struct name host)
{
	size_t prefix;

	if (!pattern->subdomains || !*pattern->name ||
	    !is_below(rules, host, pattern->name, &prefix) || prefix == 0)
		return false;
	return rules->match == PL_HOSTS_DEEP || !memchr(host.text, '.', prefix - 1);
}

/* Exact fits are worth more than any parent. */
static size_t fit(const struct pl_host_rules *rules, const struct pl_pattern *pattern,
		  const char *text)
{
	struct name host = name_of(rules, text);

	if (rules->match == PL_HOSTS_ALL)
		return 1;
	if (!has_labels(host, rules->min_labels) ||
	    !has_labels((struct name){ pattern->name, strlen(pattern->name) }, rules->min_labels))
		return 0;
	if (rules->match == PL_HOSTS_OKHTTP)
		return okhttp_covers(rules, pattern->name, host);
	if (rules->match == PL_HOSTS_OKHTTP_3)
		return okhttp_3_covers(rules, pattern->name, host);
	if (equal(rules, host, pattern->name))
		return SIZE_MAX;
	return covers_below(rules, pattern, host) ? 1 + strlen(pattern->name) : 0;
}

/* Commands and records name hosts as DNS compares them (RFC 4343). */
static size_t is_named(const struct pl_rule *rule, const char *host)
{
	static const struct pl_host_rules plain = { .drops_dot = true };

	for (size_t i = 0; i < rule->n_covers; i++) {
		if (pl_host_same(&plain, host, rule->covers[i].name))
			return 1;
	}
	return 0;
}

bool pl_rule_is_for(const struct pl_rule *rule, const char *host)
{
	return !rule->only_covers || is_named(rule, host) > 0;
}

size_t pl_host_fit(const struct pl_host_rules *rules, const struct pl_rule *rule, const char *host)
{
	size_t first = rules->last_only && rule->n_covers > 0 ? rule->n_covers - 1 : 0, best = 0;

	if (rule->only_covers)
		return is_named(rule, host);
	if (rule->n_covers == 0 || rules->match == PL_HOSTS_ALL)
		return 1;
	for (size_t i = first; i < rule->n_covers; i++) {
		size_t now = fit(rules, &rule->covers[i], host);

		best = now > best ? now : best;
	}
	return best;
}

bool pl_client_covers(const struct pl_client *client, const struct pl_pattern *pattern,
		      const char *host)
{
	return fit(&client->hosts, pattern, host) > 0;
}
