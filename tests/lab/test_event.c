/* Events: their table, their values, their text form, and what each does or refuses to do. */
#include <config.h>

#include "lab/event.h"

#include "tests/lab/build.h"

static void test_table(void)
{
	size_t n;
	const struct pl_event_kind *const *kinds = pl_event_kinds(&n);

	tap_ok(n >= 20, "all kinds are there");
	for (size_t i = 0; i < n; i++) {
		const struct pl_event_kind *kind = kinds[i];
		bool whole = kind->name && kind->family && kind->summary && kind->about &&
			     kind->title && (kind->apply || kind->begin) &&
			     kind->n_params <= PL_PARAMS_MAX;
		struct pl_event *made = pl_event_new(kind, (struct pl_pos){ 0 });

		tap_ok(whole, "%s is whole", kind->name);
		tap_ok(pl_event_kind_find(kind->name) == kind, "and found by its name");
		for (size_t j = 0; j < kind->n_params; j++) {
			const struct pl_param *param = &kind->params[j];

			tap_ok(param->help &&
				       (param->type == PL_PARAM_CHOICE) ==
					       (param->choices != NULL) &&
				       !(param->required && param->standard),
			       "%s.%s is whole", kind->name, param->name);
			tap_ok(!param->standard || (made->values[j].text && !made->values[j].set),
			       "its default is a value of its type, not set by anybody");
		}
		pl_event_unref(made);
	}
	tap_ok(!pl_event_kind_find("explode"), "there is no event explode");
}

static const struct {
	const char *text, *param, *want;
	int64_t num;
} values[] = {
	{ "renew: new", "key", "new", PL_KEY_NEW },
	{ "renew: host=api key=backup", "key", "backup", PL_KEY_BACKUP },
	{ "renew: host=api key=backup", "host", "api", 0 },
	{ "renew key=rsa-2048", "key", "rsa-2048", PL_KEY_ALGORITHM },
	{ "renew: same", "load", "now", 0 },
	{ "renew: same load=staged", "load", "staged", 1 },
	{ "wait: 1d12h", "for", "1d12h", 36 * PL_HOUR },
	{ "wait: \"1d12h\"", "for", "1d12h", 36 * PL_HOUR },
	{ "set-clock: -2d", "skew", "-2d", -2 * PL_DAY },
	{ "set-clock: +2d device=phone", "skew", "+2d", 2 * PL_DAY },
	{ "set-clock: to=1970-01-02", "to", "1970-01-02", PL_DAY },
	{ "swap-intermediate: when=next-renewal", "when", "next-renewal", 1 },
	{ "compromise: root", "what", "root", 3 },
	{ "cross-sign: of=a by=b", "lifetime", "1825d", 1825 * PL_DAY },
	{ "reload", "host", NULL, 0 },
};

static void test_values(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(values); i++) {
		struct pl_event *made = event(values[i].text);
		const struct pl_value *value = pl_event_value(made, values[i].param);

		tap_text(pl_event_text(made, values[i].param), values[i].want, values[i].text);
		if (value)
			tap_int(value->num, values[i].num, "with its number");
		pl_event_unref(made);
	}
}

static const struct {
	const char *text, *want;
} refused_texts[] = {
	{ "", "there is no event in an empty line" },
	{ "\"\"", "there is no event ''" },
	{ "renw: new", "there is no event 'renw'; did you mean 'renew'?" },
	{ "renew: host=api", "renew needs key" },
	{ "renew: nwe", "'nwe' is not a key: say same, new, backup or an algorithm like "
			"ecdsa-p384; did you mean 'new'?" },
	{ "renew: key=new keyy=same",
	  "renew has no parameter 'keyy'; it has key, host, load; did you mean 'key'?" },
	{ "renew: key=new load=later", "'later' is not a value of load: it is one of now, staged" },
	{ "renew: key=new host=", "host is empty: it is a host" },
	{ "wait: soon", "'soon' is not a duration like 90d" },
	{ "wait: -1d", "'-1d' is not a duration like 90d" },
	{ "set-clock", "set-clock needs either skew or to" },
	{ "set-clock: 1d to=2020-01-01", "set-clock needs either skew or to" },
	{ "set-clock: to=2021-02-30", "'2021-02-30' is not a date like 2027-08-03" },
	{ "serve", "serve needs chain, key or previous: true" },
	{ "serve: alternate", "chain: alternate needs certificate" },
	{ "serve: full certificate=x", "certificate goes with chain: alternate only" },
	{ "distrust: r3 date=2027-01-01",
	  "date goes with after-issue-date, before-issue-date and after-sct-date" },
	{ "distrust: r3 how=after-grace", "how: after-grace needs grace, like grace: 90d" },
	{ "distrust: r3 grace=1d", "grace goes with how: after-grace" },
	{ "distrust: r3 how=after-sct", "it is one of remove, block, after-issue-date" },
	{ "attack: for=1h", "attack needs name" },
};

static void test_refused_texts(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(refused_texts); i++) {
		struct pl_error err = PL_ERROR_INIT;
		struct pl_event *made = pl_event_from_text(refused_texts[i].text, &err);

		tap_ok(!made && err.kind == PL_ERROR_INPUT, "'%s' is refused",
		       refused_texts[i].text);
		tap_has(err.text, refused_texts[i].want, "with its reason");
		pl_event_unref(made);
		pl_error_clear(&err);
	}
}

static const struct {
	const char *text, *want;
} titles[] = {
	{ "renew: same host=api", "renew api with the same key" },
	{ "renew: ed25519", "renew with a new ed25519 key" },
	{ "renew: new host=api load=staged", "renew api with a new key, not loaded yet" },
	{ "reload: api", "reload api" },
	{ "serve: leaf-only host=api", "api serves the leaf only" },
	{ "serve: alternate certificate=x-by-y", "serves an alternate chain over x-by-y" },
	{ "serve: key=wrong host=api", "api serves with a wrong key" },
	{ "switch-ca: int-b host=api key=new", "switch api to int-b with a new key" },
	{ "swap-intermediate: r3 from=x3 when=next-renewal",
	  "swap x3 for r3, from the next renewal on" },
	{ "swap-intermediate", "swap the intermediate for the next one" },
	{ "reissue-intermediate: r3", "re-issue r3 with its key" },
	{ "cross-sign: of=x1 by=dst", "dst cross-signs x1" },
	{ "roll-root", "roll to the next root" },
	{ "wait: 90d", "wait 90 days" },
	{ "expire-leaf: api", "the certificate of api expires" },
	{ "expire-intermediate: r3", "r3 expires" },
	{ "expire-root", "the root expires" },
	{ "lose-backup-key: api", "the backup key of api is lost" },
	{ "expire-pins: dated", "the pins of dated expire" },
	{ "compromise: leaf host=api", "the leaf key of api is stolen" },
	{ "compromise: intermediate authority=r3", "the key of r3 is stolen" },
	{ "distrust: r3 how=block device=phone", "block r3 on phone" },
	{ "distrust: x1 device=phone", "remove x1 from phone" },
	{ "distrust: x1 how=after-grace grace=90d device=phone",
	  "remove x1 from phone in 90 days" },
	{ "distrust: r3 how=after-issue-date", "distrust what r3 issues after now" },
	{ "distrust: r3 how=before-issue-date date=2016-06-01 device=phone",
	  "distrust what r3 issued before 2016-06-01 on phone" },
	{ "distrust: r3 how=after-sct-date date=2024-11-11T23:59:59Z",
	  "distrust what r3 has logged first after 2024-11-11T23:59:59Z" },
	{ "release: ios", "release a new version of ios" },
	{ "set-clock: -2d device=phone", "set the clock of phone 2 days back" },
	{ "set-clock: 0s", "set the clock of every device right" },
	{ "install-user-ca: phone", "install a CA on phone" },
	{ "install-user-ca: phone proxy=always", "install a CA on phone, behind its proxy" },
	{ "update-store: android-14 device=phone", "phone gets the store android-14" },
	{ "update-store: android-14", "every device gets the store android-14" },
	{ "stop-updates: phone", "phone gets no more updates" },
	{ "attack: own-ca for=6h host=api", "attack api with own-ca for 6 hours" },
};

static void test_titles(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(titles); i++) {
		struct pl_event *made = event(titles[i].text);
		char *title = pl_event_title(made);

		tap_text(title, titles[i].want, titles[i].text);
		free(title);
		pl_event_unref(made);
	}
}

/* An event in the small hierarchy, from its start: what a leaf-spki app and one
 * without pins come to, or the refusal. */
static const struct {
	const char *text;
	const char *pinned, *unpinned;
	const char *refusal;
	const char *name;
} effects[] = {
	{ .text = "renew: same",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "renew: ecdsa-p384",
	  .pinned = "breaks-pin (pin-mismatch)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "renew: new host=web", .refusal = "there is no host 'web'" },
	{ .text = "renew: new host=apj", .refusal = "there is no host 'apj'; did you mean 'api'?" },
	{ .text = "reload", .refusal = "api has no certificate waiting" },
	/* Clients build paths from what they are sent and their own store. */
	{ .text = "serve: with-root",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "serve: shuffled",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "serve: leaf-only",
	  .pinned = "breaks-chain (chain-incomplete)",
	  .unpinned = "breaks-chain (chain-incomplete)" },
	{ .text = "serve: alternate certificate=int-1-by-root-1",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "serve: alternate certificate=int-2-by-root-1",
	  .refusal = "'int-2-by-root-1' cannot stand above the leaf of api" },
	{ .text = "serve: alternate certificate=nope",
	  .refusal = "there is no certificate 'nope' to present" },
	{ .text = "serve: key=wrong",
	  .pinned = "breaks-chain (handshake-failed)",
	  .unpinned = "breaks-chain (handshake-failed)" },
	{ .text = "switch-ca: int-b",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "switch-ca: int-b key=new",
	  .pinned = "breaks-pin (pin-mismatch)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "switch-ca: int-c",
	  .refusal = "there is no authority 'int-c'; did you mean 'int-1'?" },
	{ .text = "swap-intermediate",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "swap-intermediate: int-1", .refusal = "int-1 cannot take its own place" },
	{ .text = "swap-intermediate: int-b",
	  .refusal = "int-b belongs to spare, and int-1 to main: the host would change its CA, "
		     "which is switch-ca: {to: int-b}" },
	{ .text = "swap-intermediate: int-2 from=int-b",
	  .refusal = "int-b does not issue for any host" },
	{ .text = "swap-intermediate: from=int-b",
	  .refusal = "spare has no other intermediate that can issue now" },
	{ .text = "reissue-intermediate",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "reissue-intermediate: root-1", .refusal = "root-1 is a root" },
	{ .text = "cross-sign: of=root-2 by=root-1",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "cross-sign: of=root-1 by=root-1", .refusal = "root-1 cannot cross-sign itself" },
	{ .text = "cross-sign: of=root-1 by=root-2 lifetime=0s",
	  .refusal = "a lifetime of 0s ends before it begins" },
	{ .text = "roll-root", .pinned = "survives (pin-match)", .unpinned = "survives (no-pins)" },
	{ .text = "roll-root: root-1", .refusal = "ends in root-1 already" },
	{ .text = "roll-root: int-2", .refusal = "int-2 is not a root" },
	{ .text = "wait: 30d", .pinned = "survives (pin-match)", .unpinned = "survives (no-pins)" },
	{ .text = "wait: 500000w",
	  .refusal = "ends after the year 9999" },
	{ .text = "expire-leaf",
	  .pinned = "breaks-chain (cert-expired)",
	  .unpinned = "breaks-chain (cert-expired)" },
	{ .text = "expire-intermediate: authority=int-b",
	  .unpinned = "breaks-chain (root-expired)",
	  .pinned = "breaks-chain (root-expired)" },
	{ .text = "expire-root",
	  .pinned = "breaks-chain (root-expired)",
	  .unpinned = "breaks-chain (root-expired)" },
	{ .text = "expire-root: int-1", .refusal = "int-1 is not a root" },
	{ .text = "lose-backup-key",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "lose-backup-key: apu", .refusal = "there is no host 'apu'" },
	{ .text = "expire-pins: leaf-spki",
	  .refusal = "the pins of leaf-spki never expire; give it expires" },
	{ .text = "expire-pins: leaf-spk", .refusal = "there is no strategy 'leaf-spk'" },
	{ .text = "set-clock: to=1970-01-01",
	  .pinned = "breaks-chain (device-clock)",
	  .unpinned = "breaks-chain (device-clock)" },
	{ .text = "compromise: leaf",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "compromise: root authority=int-1",
	  .refusal = "int-1 is not a root; say what: intermediate" },
	{ .text = "compromise: intermediate authority=root-1",
	  .refusal = "root-1 is a root; say what: root" },
	{ .text = "distrust: root-1",
	  .pinned = "breaks-chain (distrusted)",
	  .unpinned = "breaks-chain (distrusted)" },
	{ .text = "distrust: root-b",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "distrust: int-1 how=block",
	  .pinned = "breaks-chain (distrusted)",
	  .unpinned = "breaks-chain (distrusted)" },
	{ .text = "distrust: int-2 how=block",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "distrust: int-1",
	  .refusal = "no device trusts int-1 itself; to refuse it anywhere in a path, say how: "
		     "block" },
	{ .text = "distrust: root-1 how=after-grace grace=1d",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "distrust: int-1 how=after-grace grace=1d",
	  .refusal = "no device trusts int-1 itself" },
	{ .text = "distrust: rot-1",
	  .refusal = "there is no authority or certificate 'rot-1'; did you mean 'root-1'?" },
	{ .text = "distrust: root-1 device=fone", .refusal = "there is no device 'fone'" },
	{ .text = "release", .pinned = "survives (pin-match)", .unpinned = "survives (no-pins)" },
	{ .text = "set-clock: 100d",
	  .pinned = "breaks-chain (device-clock)",
	  .unpinned = "breaks-chain (device-clock)" },
	{ .text = "set-clock: to=2010-01-01",
	  .pinned = "breaks-chain (device-clock)",
	  .unpinned = "breaks-chain (device-clock)" },
	{ .text = "set-clock: 1d device=tablet", .refusal = "there is no device 'tablet'" },
	{ .text = "install-user-ca",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "install-user-ca: proxy=always",
	  .pinned = "breaks-pin (pin-mismatch)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "install-user-ca: tablet", .refusal = "there is no device 'tablet'" },
	{ .text = "attack: own-ca",
	  .pinned = "survives (pin-match)",
	  .unpinned = "survives (no-pins)" },
	{ .text = "attack: own-caa",
	  .refusal = "there is no attack 'own-caa'; did you mean 'own-ca'?" },
	{ .text = "attack: own-ca for=0s", .refusal = "ends before it begins" },
};

static void test_effects(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *base;

	if (!pl_model_add_strategy(model, "leaf-spki") || !pl_model_add_strategy(model, "none") ||
	    !pl_model_add_attack(model, "own-ca"))
		printf("Bail out! a strategy or an attack is missing\n");
	base = start(engine, model);
	for (size_t i = 0; i < PL_ARRAY_LEN(effects); i++) {
		struct pl_run *run = pl_run_clone(base);

		if (effects[i].refusal) {
			char *words = refused(run, "", effects[i].text);

			tap_has(words, effects[i].refusal, effects[i].text);
			tap_int((long long)run->n_steps, 1, "and leaves no step");
			free(words);
		} else {
			happen(run, "", effects[i].text);
			tap_text(honest_words(run, last(run), "leaf-spki"), effects[i].pinned,
				 effects[i].text);
			tap_text(honest_words(run, last(run), "none"), effects[i].unpinned,
				 "and without pins");
			tap_ok(last(run)->event && last(run)->kind == PL_STEP_EVENT,
			       "it is the last step");
		}
		pl_run_free(run);
	}
	pl_run_free(base);
	pl_model_free(model);
	pl_engine_free(engine);
}

int main(void)
{
	test_table();
	test_values();
	test_refused_texts();
	test_titles();
	test_effects();
	pl_pki_shutdown();
	return tap_done();
}
