/* Is the chain one that servers should send, and does anybody know where it ends? */
#include <config.h>

#include <string.h>

#include "rehearsal/lint/parts.h"
#include "util/mem.h"

static void each_chain(struct pl_gate *check, const struct pl_lint_rule *rule,
		       void (*visit)(struct pl_gate *check, const struct pl_lint_rule *rule,
				     const struct pl_served *served))
{
	for (size_t i = 0; i < check->input.chains->n; i++)
		visit(check, rule, &check->input.chains->items[i]);
}

static const struct pl_cert *leaf_of(const struct pl_served *served)
{
	return served->chain->certs[0];
}

/* A server was asked for it: no file may have left something out. */
static bool is_fetched(const struct pl_gate *check, const struct pl_served *served)
{
	return check->input.chain_hosts &&
	       check->input.chain_hosts[served - check->input.chains->items];
}

static void visit_alone(struct pl_gate *check, const struct pl_lint_rule *rule,
			const struct pl_served *served)
{
	struct pl_finding *finding;
	bool fetched = is_fetched(check, served);

	if (served->chain->n != 1 || leaf_of(served)->self_issued)
		return;
	finding = pl_lint_add(check, rule, pl_lint_chain_pos(served),
			      pl_asprintf(fetched ? "the server sends only the leaf %s, without its "
						    "issuer %s"
						  : "there is only the leaf %s, without its issuer %s",
					  pl_cert_label(leaf_of(served)), leaf_of(served)->issuer));
	if (!fetched || served->top)
		return;
	finding->severity = PL_SEVERITY_ERROR;
	pl_lint_next(finding, pl_strdup("have the server send its intermediates as well (the "
					"fullchain); if a root issued the leaf itself, give it with "
					"--trust"));
}

static void check_alone(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_chain(check, rule, visit_alone);
}

static void visit_top(struct pl_gate *check, const struct pl_lint_rule *rule,
		      const struct pl_served *served)
{
	bool given = check->input.anchors && check->input.anchors->n > 0;

	if (!served->top)
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf(given ? "the root above %s is not among those given with "
						"--trust, so no device is taken to trust it"
					      : "the root above %s is not among the files, so the "
						"path ends there and nothing is known of what is "
						"above",
					pl_cert_label(served->highest)));
}

static void check_top(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_chain(check, rule, visit_top);
}

static void visit_order(struct pl_gate *check, const struct pl_lint_rule *rule,
			const struct pl_served *served)
{
	if (served->shuffled)
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf("the certificates above %s do not follow each other; they were "
					"put in order for this check",
					pl_cert_label(leaf_of(served))));
}

static void check_order(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_chain(check, rule, visit_order);
}

static void visit_strangers(struct pl_gate *check, const struct pl_lint_rule *rule,
			    const struct pl_served *served)
{
	size_t strangers = served->chain->n - served->n_path;

	if (strangers + served->duplicates > 0)
		pl_lint_add(check, rule, pl_lint_chain_pos(served),
			    pl_asprintf("%zu certificate%s of this file belong%s to no chain, and %zu "
					"stand%s there twice", strangers, strangers == 1 ? "" : "s",
					strangers == 1 ? "s" : "", served->duplicates,
					served->duplicates == 1 ? "s" : ""));
}

static void check_strangers(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	each_chain(check, rule, visit_strangers);
}

/* A server has one certificate per kind of key; two of one kind are before and after. */
static void check_several(struct pl_gate *check, const struct pl_lint_rule *rule)
{
	const struct pl_serveds *chains = check->input.chains;

	for (size_t i = 1; i < chains->n; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct pl_cert *a = leaf_of(&chains->items[j]);
			const struct pl_cert *b = leaf_of(&chains->items[i]);

			if (strcmp(chains->items[i].file, chains->items[j].file) != 0 ||
			    a->alg != b->alg || a->n_dns == 0 || b->n_dns == 0 ||
			    strcmp(a->dns[0], b->dns[0]) != 0)
				continue;
			pl_lint_add(check, rule, pl_lint_chain_pos(&chains->items[i]),
				    pl_asprintf("this is another leaf for %s with the same kind of "
						"key as the one in line %d; each is judged as if it "
						"were served", b->dns[0], chains->items[j].line));
			break;
		}
	}
}

const struct pl_lint_rule pl_lint_leaf_only = {
	.id = "leaf-only",
	.severity = PL_SEVERITY_WARNING,
	.summary = "a chain of the leaf alone",
	.about = "Most clients do not fetch what is missing, so a server that sends this is refused "
		 "by whoever has not met the intermediate before. Without --trust the judge takes the "
		 "leaf itself for the end of the path, because nothing else is known; with it the "
		 "chain is refused where the leaf's issuer is not among the roots.",
	.remedy = "give the file that the server sends: the leaf and its intermediates (fullchain)",
	.source = "RFC 8446 section 4.4.2",
	.since = "always",
	.check = check_alone,
};

const struct pl_lint_rule pl_lint_no_anchor = {
	.id = "no-anchor",
	.severity = PL_SEVERITY_INFO,
	.summary = "the root above a chain is not known",
	.about = "Nothing is read from this machine's own store. Without --trust the highest "
		 "certificate that is known stands in for the root, and pins on the root itself "
		 "match nothing; with it, devices trust what it lists and no more.",
	.remedy = "give the root with --trust FILE, as a distribution's ca-certificates.crt",
	.source = "RFC 5280 section 6.1.1: trust anchors are an input",
	.since = "always",
	.check = check_top,
};

const struct pl_lint_rule pl_lint_shuffled = {
	.id = "chain-order",
	.severity = PL_SEVERITY_INFO,
	.summary = "certificates that do not follow each other",
	.about = "TLS 1.2 wants each certificate to certify the one before it; a few clients insist.",
	.remedy = "send them in order: the leaf first, then each issuer",
	.source = "RFC 5246 section 7.4.2, RFC 8446 section 4.4.2",
	.since = "2008-08",
	.check = check_order,
};

const struct pl_lint_rule pl_lint_strangers = {
	.id = "chain-ballast",
	.severity = PL_SEVERITY_INFO,
	.summary = "certificates that belong to no chain, or stand there twice",
	.about = "They cost a round trip's bytes, and a client that compares pins with everything "
		 "that was sent takes them for more than they are.",
	.remedy = "remove them from what the server sends",
	.source = "RFC 8446 section 4.4.2",
	.since = "always",
	.check = check_strangers,
};

const struct pl_lint_rule pl_lint_several_leaves = {
	.id = "two-leaves",
	.severity = PL_SEVERITY_WARNING,
	.summary = "two leaves of one name and one kind of key in a file",
	.about = "A server sends one of them. An old certificate that was left in the file, or a new "
		 "one that was put behind it, is judged as if it were served.",
	.remedy = "leave the one that is served; give the next one as another --chain",
	.source = "RFC 8446 section 4.4.2",
	.since = "always",
	.check = check_several,
};
