/*
 * How hosts and what happens to their CAs are read: what is refused, where and
 * with which words, and that the rest is written as it was read.
 */
#include <config.h>

#include "tests/scenario/files.h"
#include "tests/scenario/same.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"

/* A row's host stands in line 4, its events begin in line 5. */
#define HEAD "pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n"
#define HOST HEAD "hosts: {api: {name: a.test, "
#define EVENTS HEAD "hosts: {api: {name: a.test, issuer: north-a1}}\nevents:\n  - "

static const struct {
	const char *what, *text;
	int line, column;
	const char *wants;
} broken[] = {
	{ "an empty pool", HOST "issuer: {pool: []}}}\n", 4, 44, "this pool is empty" },
	{ "a pool with a stranger", HOST "issuer: {pool: [north-a1, north-a9]}}}\n", 4, 55,
	  "did you mean 'north-a1'" },
	{ "a pool with a repeated member", HOST "issuer: {pool: [north-a1, north-a1]}}}\n", 4, 55,
	  "list each authority once" },
	{ "a mode that is none", HOST "issuer: {pool: [north-a1], mode: randm}}}\n", 4, 62,
	  "did you mean 'random'" },
	{ "an issuer without a pool", HOST "issuer: {mode: random}}}\n", 4, 37, "needs 'pool'" },
	{ "an issuer that is a list", HOST "issuer: [north-a1]}}\n", 4, 37, "{pool: [a, b]}" },
	{ "a provider that is none", HOST "provider: certbott}}\n", 4, 39,
	  "did you mean 'certbot'" },
	{ "a provider without an issuer", HOST "provider: certbot}}\n", 4, 9, "name an issuer" },
	{ "a provider whose CAs are not there", HOST "provider: acm}}\n", 4, 9,
	  "acm does not say who issues for api in this hierarchy" },
	{ "a key that nobody can keep",
	  HOST "provider: acm, issuer: north-a1, renews: {key: same}}}\n", 4, 9,
	  "acm holds the key of api" },
	{ "nodes that are not the whole",
	  HOST "issuer: north-a1, nodes: [{share: 50%}, {share: 49.5%}]}}\n", 4, 54,
	  "are 99.5% together; make them 100%" },
	{ "a share of nothing", HOST "issuer: north-a1, nodes: [{share: 0%}, {share: 100%}]}}\n", 4,
	  63, "between more than 0% and 100%" },
	{ "a share that is none", HOST "issuer: north-a1, nodes: [{share: half}]}}\n", 4, 63,
	  "write it like 50%" },
	{ "nodes of which nobody serves the host's",
	  HOST "issuer: north-a1, nodes: [{share: 100%, algorithm: rsa-2048}]}}\n", 4, 54,
	  "nobody serves the host's" },
	{ "a node that lags behind itself",
	  HOST "issuer: north-a1, nodes: [{share: 50%}, {share: 50%, algorithm: rsa-2048, "
	       "previous: true}]}}\n", 4, 69, "cannot lag" },
	{ "a node with both ways",
	  HOST "issuer: north-a1, nodes: [{share: 50%}, {share: 50%, serve: full, alternate: "
	       "north-a2}]}}\n", 4, 69, "'serve' or 'alternate', not both" },
	{ "a node over a stranger",
	  HOST "issuer: north-a1, nodes: [{share: 50%}, {share: 50%, alternate: north-c9}]}}\n", 4,
	  69, "there is no such certificate" },
	{ "a lifetime that is none", HOST "issuer: north-a1, lifetime: maximum}}\n", 4, 57,
	  "neither a duration like 90d or 12h nor max" },
	{ "a profile beside a lifetime",
	  HOST "issuer: north-a1, lifetime: 90d, profile: classic}}\n", 4, 71,
	  "remove one of the two" },
	{ "a profile that its CA has not", HOST "issuer: north-a1, profile: classic}}\n", 4, 9,
	  "northlight has none" },
	{ "half a part",
	  HOST "issuer: north-a1, renews: {before: 1/1, key: new}}}\n", 4, 64,
	  "nor a part like 1/3" },
	{ "a shorter lifetime of two",
	  EVENTS "shorten-lifetime: {to: 47d, host: api, operator: northlight}\n", 6, 54,
	  "host or operator, not both" },
	{ "a lifetime of nothing", EVENTS "shorten-lifetime: {to: 0s}\n", 6, 28,
	  "a second at least" },
	{ "a host whose id is none", EVENTS "add-host: {id: a.b, name: b.test}\n", 6, 20,
	  "cannot be the name of a host" },
	{ "a host without a name", EVENTS "add-host: {id: b}\n", 6, 5, "add-host needs name" },
	{ "an event for a host that never joins",
	  EVENTS "add-host: {id: second, name: b.test}\n  - renew: {key: new, host: secnd}\n", 7,
	  29, "did you mean 'second'" },
	{ "nothing to serve", EVENTS "serve: {previous: false}\n", 6, 5, "previous: true" },
	{ "a deadline that is none", EVENTS "mass-revoke: {authority: north-a1, deadline: 0s}\n", 6,
	  50, "a second ahead" },
	{ "a mass revocation at a stranger's",
	  EVENTS "mass-revoke: {authority: north-a1, hosts: [api, ap]}\n", 6, 47,
	  "did you mean 'api'" },
	{ "a mass revocation by nobody", EVENTS "mass-revoke: {deadline: 24h}\n", 6, 5,
	  "needs authority" },
	{ "a pool event with a stranger", EVENTS "pool: {members: [north-a1, north-a9]}\n", 6, 21,
	  "did you mean 'north-a1'" },
	{ "a pool event without members", EVENTS "pool: {members: []}\n", 6, 21,
	  "members is empty" },
	{ "a pool event with host and operator",
	  EVENTS "pool: {members: [north-a1], host: api, operator: northlight}\n", 6, 54,
	  "host or operator, not both" },
	{ "a list in a list", EVENTS "pool: {members: [[north-a1]]}\n", 6, 22,
	  "takes a list of authorities" },
	{ "a stranger that is retired", EVENTS "retire: north-c1\n", 6, 13,
	  "did you mean 'north-a1'" },
};

static void test_broken(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(broken); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_model *model = parse_text("x.yaml", broken[i].text, &errors);
		const struct pl_error *first = errors.n ? &errors.items[0] : NULL;

		tap_ok(!model && errors.n == 1 && first->kind == PL_ERROR_INPUT &&
			       first->line == broken[i].line && first->column == broken[i].column,
		       "%s is refused at %d:%d", broken[i].what, broken[i].line, broken[i].column);
		if (first && (first->line != broken[i].line || first->column != broken[i].column))
			tap_note("got %d:%d", first->line, first->column);
		tap_has(first ? first->text : NULL, broken[i].wants, broken[i].what);
		pl_model_free(model);
		pl_errors_clear(&errors);
	}
}

static const char *const whole[] = {
	HOST "issuer: {pool: [north-a1, north-a2], mode: random}}}\n",
	HOST "issuer: {pool: [north-a1]}}}\n",
	HOST "provider: certbot, issuer: north-a1}}\n",
	HOST "provider: certbot, issuer: north-a1, algorithm: rsa-2048, lifetime: 47d, renews: "
	     "{before: 7d, key: same}}}\n",
	"pinlab: 1\nstart: 2026-06-01\nhierarchy: cdn-2026\n"
	"hosts: {a: {name: a.test, provider: cloudflare-universal},\n"
	"        b: {name: b.test, provider: letsencrypt-shortlived, lifetime: 30d},\n"
	"        c: {name: c.test, provider: letsencrypt, profile: tlsserver}}\n",
	HOST "issuer: north-a1, nodes: [{share: 50.25%}, {share: 40%, algorithm: rsa-2048, serve: "
	     "leaf-only}, {share: 9.75%, previous: true, alternate: north-a1}]}}\n",
	HOST "issuer: north-a1, lifetime: max, renews: {before: 60d, key: new}}}\n",
	HOST "issuer: north-a1, lifetime: 1d, renews: {before: 1/3, key: same}}}\n",
	"pinlab: 1\nstart: 2026-05-14\nhierarchy: letsencrypt-2026\n"
	"hosts: {api: {name: a.test, issuer: ye1, profile: shortlived}}\n",
	EVENTS "shorten-lifetime: {to: 47d, operator: northlight}\n",
	EVENTS "mass-revoke: {authority: north-a1, hosts: [api], deadline: 5d, replace: true, key: "
	       "ecdsa-p384}\n  - outage: {what: ca, for: 3d, operator: northlight}\n",
	HOST "issuer: north-a1, renews: {before: 20d, key: new, ari: true}}}\n",
	EVENTS "add-host: {id: b, name: b.test, issuer: harbour-1, like: api}\n"
	       "  - {renew: {key: new, host: b}, expect: {root-spki: {host: b, verdict: survives}}}\n"
	       "  - serve: {previous: true, host: b}\n",
	EVENTS "pool: {members: [north-a1, north-a2], mode: frozen, operator: northlight}\n",
	EVENTS "pool: {members: north-a1, host: api}\n  - retire: north-a2\n",
};

static void test_whole(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(whole); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_model *model = parse_text("x.yaml", whole[i], &errors), *back = NULL;
		struct pl_buf text = PL_BUF_INIT;

		if (model) {
			pl_scenario_write(model, NULL, &text);
			back = parse_text("back.yaml", pl_buf_str(&text), &errors);
		}
		tap_ok(back && !models_differ(model, back), "number %zu reads back", i);
		if (errors.n)
			tap_note("%s\n%s", errors.items[0].text, pl_buf_str(&text));
		pl_model_free(model);
		pl_model_free(back);
		pl_buf_clear(&text);
		pl_errors_clear(&errors);
	}
}

int main(void)
{
	test_broken();
	test_whole();
	pl_pki_shutdown();
	return tap_done();
}
