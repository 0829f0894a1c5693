/* Models that are not whole: every fault with its words and its place. */
#include <config.h>

#include "lab/model.h"

#include "tests/lab/build.h"
#include "util/mem.h"

static const struct pl_pos pos = { "x.yaml", 12, 5 };

static void backup_operator(struct pl_model *m)
{
	free(m->operators[0].backup_operator);
	m->operators[0].backup_operator = strdup("spar");
	m->operators[0].pos = pos;
}

static void operator_of(struct pl_model *m)
{
	free(m->authorities[0].operator_);
	m->authorities[0].operator_ = strdup("nobody");
	m->authorities[0].pos = pos;
}

static void two_authorities(struct pl_model *m)
{
	pl_model_add_authority(m, "int-1", "main", "CN=x")->pos = pos;
}

static void no_certificate(struct pl_model *m)
{
	pl_model_add_authority(m, "int-9", "main", "CN=x")->pos = pos;
}

static void bad_name(struct pl_model *m)
{
	pl_model_add_operator(m, "a b")->pos = pos;
}

static void certificate_by(struct pl_model *m)
{
	pl_model_add_certificate(m, "extra", "int-1", "root-9", 0, 1)->pos = pos;
}

static void certificate_dates(struct pl_model *m)
{
	pl_model_add_certificate(m, "extra", "int-1", "root-1", 2, 1)->pos = pos;
}

static void circle(struct pl_model *m)
{
	free(m->certificates[0].by);
	m->certificates[0].by = strdup("int-1");
	m->certificates[0].pos = pos;
}

static void same_key_as_nobody(struct pl_model *m)
{
	m->authorities[3].same_key_as = strdup("int-9");
	m->authorities[3].pos = pos;
}

static void same_key_twice(struct pl_model *m)
{
	m->authorities[2].same_key_as = strdup("root-2");
	m->authorities[3].same_key_as = strdup("int-1");
	m->authorities[3].pos = pos;
}

static void same_key_other_algorithm(struct pl_model *m)
{
	m->authorities[3].same_key_as = strdup("int-1");
	m->authorities[3].real_key = PL_KEY_RSA_2048;
	m->authorities[3].pos = pos;
}

static void host_issuer(struct pl_model *m)
{
	free(m->hosts[0].issuer);
	m->hosts[0].issuer = strdup("int1");
	m->hosts[0].pos = pos;
}

static void host_name(struct pl_model *m)
{
	free(m->hosts[0].names[0]);
	m->hosts[0].names[0] = strdup("api_.example.test");
	m->hosts[0].pos = pos;
}

static void host_wildcard(struct pl_model *m)
{
	free(m->hosts[0].names[0]);
	m->hosts[0].names[0] = strdup("*.example.test");
	m->hosts[0].pos = pos;
}

static void host_nameless(struct pl_model *m)
{
	free(m->hosts[0].names[0]);
	m->hosts[0].n_names = 0;
	m->hosts[0].pos = pos;
}

static void renews_late(struct pl_model *m)
{
	m->hosts[0].renew_before = m->hosts[0].lifetime;
	m->hosts[0].pos = pos;
}

static void lifetime_long(struct pl_model *m)
{
	m->hosts[0].lifetime = PL_TIME_MAX + 1;
	m->hosts[0].pos = pos;
}

static void set_names(struct pl_model *m, size_t n)
{
	struct pl_host_def *def = &m->hosts[0];

	for (size_t i = 0; i < def->n_names; i++)
		free(def->names[i]);
	free(def->names);
	def->names = pl_calloc(n, sizeof(*def->names));
	def->n_names = n;
	for (size_t i = 0; i < n; i++)
		def->names[i] = pl_asprintf("n%zu.example.test", i);
	def->pos = pos;
}

static void many_names(struct pl_model *m)
{
	set_names(m, 101);
}

static void lifetime(struct pl_model *m)
{
	m->hosts[0].lifetime = 0;
	m->hosts[0].pos = pos;
}

static void alternate(struct pl_model *m)
{
	m->hosts[0].serve = PL_SERVE_ALTERNATE;
	m->hosts[0].alternate = strdup("x-by-y");
	m->hosts[0].pos = pos;
}

static void device_trust(struct pl_model *m)
{
	pl_device_def_trust(&m->devices[0], "root-3");
	m->devices[0].trust[3].pos = pos;
}

static void device_store(struct pl_model *m)
{
	pl_model_add_store(m, "phones");
	m->devices[0].store = strdup("phone");
	m->devices[0].pos = pos;
}

static void device_store_far(struct pl_model *m)
{
	pl_model_add_store(m, "phones");
	m->devices[0].store = strdup("tv");
	m->devices[0].pos = pos;
}

static void store_dates(struct pl_model *m)
{
	struct pl_store_def *store = pl_model_add_store(m, "phones");

	*(store->trust = calloc(1, sizeof(*store->trust))) =
		(struct pl_trust_def){ strdup("root-1"), 5, 4, pos };
	store->n = store->cap = 1;
}

static void expression(struct pl_model *m)
{
	pl_strategy_def_pin(pl_model_add_custom(m, "mine"), "leaf.spkj", pos, false);
}

static void strategy_host(struct pl_model *m)
{
	struct pl_strategy_def *mine = pl_model_add_custom(m, "mine");

	mine->host = strdup("web");
	mine->pos = pos;
}

static void two_strategies(struct pl_model *m)
{
	pl_model_add_custom(m, "mine");
	pl_model_add_custom(m, "mine")->pos = pos;
}

static void until_at_start(struct pl_model *m)
{
	m->until = m->start;
	m->file = strdup("x.yaml");
}

static struct pl_event *add_event(struct pl_model *m, const char *text)
{
	struct pl_event *made = event(text);

	made->pos = made->when.pos = pos;
	for (size_t i = 0; i < made->kind->n_params; i++)
		made->values[i].pos = pos;
	pl_model_add_event(m, made);
	return made;
}

static void event_host(struct pl_model *m)
{
	add_event(m, "renew: new host=apj");
}

static void event_authority(struct pl_model *m)
{
	add_event(m, "switch-ca: int-c");
}

static void event_attack(struct pl_model *m)
{
	add_event(m, "attack: own-ca");
}

static void event_ids(struct pl_model *m)
{
	add_event(m, "renew: new")->id = strdup("first");
	add_event(m, "renew: new")->id = strdup("first");
}

static void event_id(struct pl_model *m)
{
	add_event(m, "renew: new")->id = strdup("1+1");
}

static void event_early(struct pl_model *m)
{
	struct pl_event *made = add_event(m, "renew: new");

	made->when.kind = PL_WHEN_AT;
	made->when.time = m->start - 1;
}

static void expect_strategy(struct pl_model *m)
{
	struct pl_expect *expect = pl_model_add_expect(m);

	pl_model_add_custom(m, "mine");
	expect->pos = pos;
	expect->strategy = strdup("mien");
}

static void expect_attack_verdict(struct pl_model *m)
{
	struct pl_expect *expect = pl_event_add_expect(add_event(m, "renew: new"));

	expect->pos = pos;
	expect->has_verdict = true;
	expect->verdict = PL_BLOCKED;
}

static void no_host(struct pl_model *m)
{
	m->n_hosts = 0;
	m->file = strdup("x.yaml");
}

static void no_device(struct pl_model *m)
{
	m->n_devices = 0;
	pl_model_add_custom(m, "mine")->pos = pos;
}

static const struct {
	void (*spoil)(struct pl_model *model);
	const char *want;
	int line;
} rows[] = {
	{ backup_operator,
	  "main names the operator 'spar', and there is no such operator; did you mean 'spare'?",
	  12 },
	{ operator_of, "root-1 names the operator 'nobody', and there is no such operator", 12 },
	{ two_authorities, "another authority is named 'int-1' already; names are unique", 12 },
	{ no_certificate, "int-9 has no certificate; list one under certificates", 12 },
	{ bad_name, "the operator name 'a b' is not plain: use letters, digits and -_., 64 at most",
	  12 },
	{ certificate_by,
	  "extra names the authority 'root-9', and there is no such authority; did you mean "
	  "'root-1'?",
	  12 },
	{ certificate_dates, "extra ends before it begins; exchange the dates", 12 },
	{ circle, "in a circle; give one of them a self-signed certificate", 12 },
	{ same_key_as_nobody,
	  "int-2 names the authority 'int-9', and there is no such authority; did you mean "
	  "'int-1'?",
	  12 },
	{ same_key_twice, "int-2 has the key of int-1, which has another's itself", 12 },
	{ same_key_other_algorithm, "int-2 has the key of int-1, and another real-key", 12 },
	{ host_issuer,
	  "api names the authority 'int1', and there is no such authority; did you mean 'int-1'?",
	  12 },
	{ device_store_far,
	  "phone names the store 'tv', and there is no such store; there is phones", 12 },
	{ host_name, "'api_.example.test' is no host name", 12 },
	{ host_wildcard, "which cannot be a wildcard; put a plain name before '*.example.test'",
	  12 },
	{ host_nameless, "api has no name; write one like api.example.test", 12 },
	{ renews_late, "make before shorter than its lifetime", 12 },
	{ lifetime, "the lifetime of api is not at least a second", 12 },
	{ lifetime_long, "the lifetime of api reaches beyond the year 9999", 12 },
	{ many_names, "api has 101 names, and 100 is the most in one certificate; make several "
	  "hosts of it", 12 },
	{ alternate, "api presents the alternate 'x-by-y', and there is no such certificate", 12 },
	{ device_trust,
	  "phone names the certificate 'root-3', and there is no such certificate; did you mean "
	  "'root-1'?",
	  12 },
	{ device_store,
	  "phone names the store 'phone', and there is no such store; did you mean 'phones'?", 12 },
	{ store_dates, "root-1 ends before it begins", 12 },
	{ expression, "leaf.spkj", 12 },
	{ strategy_host, "mine names the host 'web', and there is no such host", 12 },
	{ two_strategies, "another strategy is named 'mine' already", 12 },
	{ until_at_start, "until is not after start; put it later", 0 },
	{ event_host, "renew names the host 'apj', and there is no such host; did you mean 'api'?",
	  12 },
	{ event_authority,
	  "switch-ca names the authority 'int-c', and there is no such authority; did you mean "
	  "'int-1'?",
	  12 },
	{ event_attack, "the scenario does not try 'own-ca', so nobody would see what it reads; list it under attacks", 12 },
	{ event_ids, "there are two events with the id 'first'; ids are unique", 12 },
	{ event_id, "'1+1' is no id for an event", 12 },
	{ event_early, "renew happens before the start of the scenario; put start earlier", 12 },
	{ expect_strategy,
	  "the expectation names the strategy 'mien', and there is no such strategy; did you mean "
	  "'mine'?",
	  12 },
	{ expect_attack_verdict, "blocked is said of attacks; the honest host survives or breaks",
	  12 },
	{ no_host, "there is no host; add one under hosts", 0 },
	{ no_device, "there is no device for mine to run on; add one under devices", 12 },
};

static void test_faults(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_model *model = build_model();
		size_t n_hosts = model->n_hosts, n_devices = model->n_devices;

		rows[i].spoil(model);
		tap_ok(!pl_model_check(model, &errors) && errors.n == 1, "one fault, one error: %s",
		       rows[i].want);
		for (size_t j = 1; j < errors.n; j++)
			tap_note("also: %s", errors.items[j].text);
		tap_has(errors.n ? errors.items[0].text : NULL, rows[i].want, "in words");
		tap_int(errors.n ? errors.items[0].line : -1, rows[i].line, "and in its place");
		model->n_hosts = n_hosts;
		model->n_devices = n_devices;
		pl_errors_clear(&errors);
		pl_model_free(model);
	}
}

/* What an earlier event makes may be named by a later one. */
static void test_good(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = build_model();

	pl_model_add_certificate(model, "root-1-by-root-2", "root-1", "root-2", 0, 1);
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", 0, 1);
	pl_model_all_attacks(model);
	add_event(model, "roll-root");
	add_event(model, "switch-ca: root-2-ca1");
	add_event(model, "attack: own-ca");
	tap_ok(pl_model_check(model, &errors),
	       "mutual cross-signs and names that events make are fine");
	for (size_t j = 0; j < errors.n; j++)
		tap_note("%s", errors.items[j].text);
	pl_errors_clear(&errors);
	pl_model_free(model);
}

static void test_limits(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = build_model();

	for (int i = 0; i < 1001; i++) {
		char name[20];

		snprintf(name, sizeof(name), "h%d", i);
		pl_model_add_host(model, name, "api.example.test", "int-1");
	}
	tap_ok(!pl_model_check(model, &errors) && errors.n == 1, "too many hosts are one error");
	tap_has(errors.n ? errors.items[0].text : NULL, "there are 1002 hosts; the limit is 1000",
		"that names the limit");
	pl_errors_clear(&errors);
	pl_model_free(model);
}

int main(void)
{
	test_faults();
	test_good();
	test_limits();
	return tap_done();
}
