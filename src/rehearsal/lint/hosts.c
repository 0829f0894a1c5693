/* Do the rules of the files and the names of the chains fit each other? */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pki/path.h"
#include "rehearsal/lint/parts.h"
#include "util/mem.h"
#include "util/text.h"

#define NAMES_MAX 3 /* in one message */

static bool has_target(const struct pl_gate *check, const char *name)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		if (strcasecmp(check->targets[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Some target lies below a name that includes subdomains, or fits a wildcard. */
static bool is_met(const struct pl_gate *check, const struct pl_gate_file *file,
		   const struct pl_rule *rule, const struct pl_pattern *pattern)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		if (pl_gate_name_covers(file, rule, pattern, check->targets[i].name))
			return true;
	}
	return false;
}

static void check_hosts_of_file(struct pl_gate *check, const struct pl_lint_rule *rule,
				const struct pl_gate_file *file)
{
	const struct pl_pinset *set = file->pins->set;

	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t j = 0; j < set->rules[i].n_covers; j++) {
			const struct pl_pattern *pattern = &set->rules[i].covers[j];
			struct pl_finding *finding;

			if (!pl_gate_names_hosts(file, &set->rules[i]) ||
			    is_met(check, file, &set->rules[i], pattern))
				continue;
			finding = pl_lint_add(check, rule, pl_lint_rule_pos(file, i),
					      pl_asprintf("no chain that was given is for %s, so "
							  "nothing is known of it", pattern->name));
			finding->host = pattern->name;
			/* A gate that looked at none of what it was given has not let it pass. */
			if (check->n_cells == 0 && check->input.chains->n > 0)
				finding->severity = PL_SEVERITY_ERROR;
			if (!strchr(pattern->name, '*'))
				pl_lint_next(finding, pl_asprintf("give its chain: --chain FILE, or "
								  "--connect %s", pattern->name));
		}
	}
}

static void check_chainless(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_hosts; i++) {
		struct pl_finding *finding;

		if (has_target(check, check->input.hosts[i]))
			continue;
		finding = pl_lint_add(check, rule, (struct pl_pos){ 0 },
				      pl_asprintf("no chain that was given is for %s",
						  check->input.hosts[i]));
		finding->host = check->input.hosts[i];
		finding->severity = PL_SEVERITY_ERROR;
	}
	for (size_t i = 0; i < check->input.n_files; i++)
		check_hosts_of_file(check, rule, &check->input.files[i]);
}

static bool has_rule(const struct pl_gate *check, size_t chain)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		if (check->targets[check->cells[i].target].chain == chain &&
		    check->cells[i].rule != SIZE_MAX)
			return true;
	}
	return false;
}

/* "a.example, b.example, c.example and 4 more"; caller frees. */
static char *join(char *const *names, size_t n)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < n && i < NAMES_MAX; i++)
		pl_buf_printf(&out, "%s%s", i > 0 ? ", " : "", names[i]);
	if (n > NAMES_MAX)
		pl_buf_printf(&out, " and %zu more", n - NAMES_MAX);
	return out.len > 0 ? pl_buf_take(&out) : pl_strdup("no name");
}

static void check_ruleless(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.chains->n; i++) {
		const struct pl_served *served = &check->input.chains->items[i];
		const struct pl_cert *leaf = served->chain->certs[0];
		char *names;

		if (check->input.n_files == 0 || has_rule(check, i))
			continue;
		names = join(leaf->dns, leaf->n_dns);
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf("no pin file has a rule for the names of this chain: %s",
					names));
		free(names);
	}
}

static bool is_covered(const struct pl_gate_file *file, const char *name)
{
	const struct pl_pinset *set = file->pins->set;
	bool *applies = pl_calloc(set->n_rules, sizeof(*applies));
	bool any = pl_rules_select(file->client, set, name, applies);

	free(applies);
	return any;
}

static bool uses_chain(const struct pl_gate *check, size_t file, size_t chain)
{
	for (size_t i = 0; i < check->n_cells; i++) {
		if (check->cells[i].file == file && check->cells[i].rule != SIZE_MAX &&
		    check->targets[check->cells[i].target].chain == chain)
			return true;
	}
	return false;
}

/* Names of a certificate that a file knows by some other name of it, and does not cover. */
static void check_names(struct pl_gate *check, const struct pl_lint_rule *rule, size_t file,
			size_t chain)
{
	const struct pl_gate_file *at = &check->input.files[file];
	const struct pl_served *served = &check->input.chains->items[chain];
	const struct pl_cert *leaf = served->chain->certs[0];
	char **missed = pl_calloc(leaf->n_dns + 1, sizeof(*missed));
	size_t n = 0;
	char *names;

	for (size_t i = 0; i < leaf->n_dns; i++) {
		const char *name = leaf->dns[i];
		bool wild = pl_starts_with(name, "*.");
		char *asked = wild ? pl_asprintf("www.%s", name + 2) : pl_strdup(name);

		if (!is_covered(at, asked))
			missed[n++] = leaf->dns[i];
		free(asked);
	}
	if (n > 0) {
		names = join(missed, n);
		pl_lint_add(check, rule, (struct pl_pos){ .file = at->pins->file },
			    pl_asprintf("the certificate of %s line %d is also for %s, and no rule "
					"here covers %s: the app connects there unpinned",
					served->file, served->line, names, n == 1 ? "it" : "them"));
		free(names);
	}
	free(missed);
}

static void check_subdomains(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		for (size_t j = 0; j < check->input.chains->n; j++) {
			if (uses_chain(check, i, j) && !check->input.files[i].host)
				check_names(check, rule, i, j);
		}
	}
}

/* Whether the rule is for a name of the leaf, asked for or not. */
static bool is_for(const struct pl_gate_file *file, const struct pl_rule *rule,
		   const struct pl_cert *leaf)
{
	for (size_t i = 0; i < rule->n_covers; i++) {
		if (pl_cert_covers(leaf, rule->covers[i].name))
			return true;
		for (size_t j = 0; j < leaf->n_dns; j++)
			if (pl_gate_name_covers(file, rule, &rule->covers[i], leaf->dns[j]))
				return true;
	}
	return false;
}

/* A chain whose leaf is for other names than the pin's rule, and that has the pin. */
static const struct pl_served *elsewhere(const struct pl_gate *check, size_t file, size_t pin,
					 const struct pl_cert **cert)
{
	const struct pl_gate_file *at = &check->input.files[file];
	const struct pl_pin *gate_pin = pl_gate_pin(check, file, pin);

	for (size_t i = 0; i < check->input.chains->n; i++) {
		const struct pl_served *served = &check->input.chains->items[i];

		*cert = served->chain->certs[0];
		if (!is_for(at, &at->pins->set->rules[gate_pin->rule], *cert) &&
		    pl_client_matches(at->client, gate_pin, *cert))
			return served;
	}
	return NULL;
}

static void check_other(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_gate_file *file = &check->input.files[i];

		for (size_t j = 0; j < file->pins->set->n; j++) {
			const struct pl_pin *pin = &file->pins->set->pins[j];
			const struct pl_served *served;
			const struct pl_cert *cert;
			char *name;

			if (pl_lint_match(check, i, j))
				continue;
			served = elsewhere(check, i, j, &cert);
			if (!served)
				continue;
			name = pl_lint_rule_name(file, pin->rule);
			pl_lint_add_pin(check, rule, pin,
					pl_asprintf("%.60s is the key of %s (%s line %d), which %s "
						    "is not for", pin->spelling, pl_cert_label(cert),
						    served->file, served->line, name));
			free(name);
		}
	}
}

/* Whether the rule was asked about at all. */
static bool was_asked(const struct pl_gate *check, size_t file, size_t pin)
{
	for (size_t i = 0; i < check->n_matches; i++) {
		if (check->matches[i].file == file && check->matches[i].pin == pin)
			return true;
	}
	return false;
}

/* A certificate that has the pin's key and was given, though not where the client looks. */
static const struct pl_cert *given_for(const struct pl_gate *check, const struct pl_client *client,
				       const struct pl_pin *pin)
{
	for (size_t i = 0; i < check->known->n; i++)
		if (pl_client_matches(client, pin, check->known->certs[i]))
			return check->known->certs[i];
	return NULL;
}

static bool is_in_chains(const struct pl_gate *check, const struct pl_cert *cert)
{
	for (size_t i = 0; i < check->input.chains->n; i++) {
		const struct pl_served *served = &check->input.chains->items[i];

		if (served->top && pl_gate_same_cert(served->top, cert))
			return true;
		for (size_t j = 0; j < served->chain->n; j++)
			if (pl_gate_same_cert(served->chain->certs[j], cert))
				return true;
	}
	return false;
}

static void say_unmatched(struct pl_gate *check, const struct pl_lint_rule *rule,
			  const struct pl_gate_file *file, const struct pl_pin *pin)
{
	const struct pl_known_ca *ca = pl_lint_ca(check, pin);
	const struct pl_cert *cert = given_for(check, file->client, pin);

	if (cert && is_in_chains(check, cert))
		pl_lint_add_pin(check, rule, pin,
				pl_asprintf("%.60s is %s, which %s does not look at in this place",
					    pin->spelling, pl_cert_label(cert), file->client->name));
	else if (cert)
		pl_lint_next(pl_lint_add_pin(check, rule, pin,
					     pl_asprintf("%.60s is %s, which was given and no chain "
							 "here ends at", pin->spelling,
							 pl_cert_label(cert))),
			     pl_asprintf("keep it if its CA is the one to change to: give a chain "
					 "of that CA with --chain to see that it matches"));
	else if (ca)
		pl_lint_add_pin(check, rule, pin,
				pl_asprintf("%.60s is %s of %s, which is on no chain that was given",
					    pin->spelling, ca->common_name, ca->operator_));
	else
		pl_lint_add_pin(check, rule, pin,
				pl_asprintf("%.60s matches nothing that was given: a backup key, or "
					    "dead weight", pin->spelling));
}

static void check_unmatched(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->input.n_files; i++) {
		const struct pl_pinset *set = check->input.files[i].pins->set;

		for (size_t j = 0; j < set->n; j++) {
			const struct pl_pin *pin = &set->pins[j];
			const struct pl_cert *cert;

			if (!pl_lint_match(check, i, j) && was_asked(check, i, j) &&
			    !elsewhere(check, i, j, &cert))
				say_unmatched(check, rule, &check->input.files[i], pin);
		}
	}
}

/* A file that has no rule for a name that another file of the same check pins. */
static void check_disagree(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	for (size_t i = 0; i < check->n_targets; i++) {
		const struct pl_gate_target *target = &check->targets[i];
		bool repeated = false;

		for (size_t j = 0; j < i; j++)
			repeated = repeated ||
				   strcasecmp(check->targets[j].name, target->name) == 0;
		for (size_t j = 0; !repeated && !target->asked && j < check->input.n_files; j++) {
			const struct pl_gate_file *file = &check->input.files[j];

			if (file->host || is_covered(file, target->name))
				continue;
			pl_lint_add(check, rule, (struct pl_pos){ .file = file->pins->file },
				    pl_asprintf("there is no rule for %s here, and another file of "
						"this check has one", target->name))
				->host = target->name;
		}
	}
}

const struct pl_lint_rule pl_lint_host_without_chain = {
	.id = "host-without-chain",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a host that is pinned, and no chain that was given is for it",
	.about = "What is not looked at may be broken: the check says nothing about this host.",
	.remedy = "give its chain with --chain or --connect",
	.source = "RFC 9525 section 6.3: how a certificate is for a name",
	.since = "always",
	.check = check_chainless,
};

const struct pl_lint_rule pl_lint_chain_without_rule = {
	.id = "chain-without-rule",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a chain that no rule of any pin file is for",
	.about = "The app connects to such a host without pinning, if it connects to it at all.",
	.remedy = "add a rule for it, or leave the chain out",
	.source = "the clients' own rules for hosts, named by pinlab explain CLIENT",
	.since = "as long as the clients are",
	.check = check_ruleless,
};

const struct pl_lint_rule pl_lint_subdomains = {
	.id = "names-not-covered",
	.severity = PL_SEVERITY_INFO,
	.summary = "a certificate has names that no rule covers, as subdomains",
	.about = "includeSubdomains, *.example.com and **.example.com cover different names, and a "
		 "bare name covers no subdomain at all. What no rule covers is not pinned.",
	.remedy = "widen the rule if the app talks to these names too",
	.source = "Android includeSubdomains; OkHttp CertificatePinner: * and **; "
		  "NSIncludesSubdomains",
	.since = "as long as the clients are",
	.check = check_subdomains,
};

const struct pl_lint_rule pl_lint_other_hosts = {
	.id = "other-hosts-pin",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a pin under one host that is the key of another one",
	.about = "Pins were copied to the wrong rule, or two hosts changed places. Under this host the "
		 "pin matches nothing.",
	.remedy = "move the pin to the rule of the host whose key it is",
	.source = "RFC 7469 section 2.3: pins are per host",
	.since = "2015-04",
	.check = check_other,
};

const struct pl_lint_rule pl_lint_matches_nothing = {
	.id = "matches-nothing",
	.severity = PL_SEVERITY_INFO,
	.summary = "a pin that matches no chain that was given",
	.about = "A backup pin is like that, and so is one that has been dead for years. Only its "
		 "owner can tell.",
	.remedy = "look whether its key is still kept; pinlab rehearse --label says what it is",
	.source = "RFC 7469 section 4.3",
	.since = "2015-04",
	.check = check_unmatched,
};

const struct pl_lint_rule pl_lint_files_disagree = {
	.id = "files-disagree",
	.severity = PL_SEVERITY_INFO,
	.summary = "one pin file covers a host that another one does not",
	.about = "The apps of one service drift apart: one platform is pinned, the other is not.",
	.remedy = "add the rule there as well, or say why not; pinlab pins --compare shows more",
	.source = "the clients' own rules for hosts, named by pinlab explain CLIENT",
	.since = "as long as the clients are",
	.check = check_disagree,
};
