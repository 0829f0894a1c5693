/*
 * What is written reads back: every shipped scenario and one with every key to
 * an equal model, and a session to a scenario whose expectations all hold.
 */
#include <config.h>

#include "tests/scenario/files.h"
#include "tests/scenario/same.h"
#include "tests/tap.h"
#include "lab/expect.h"
#include "util/mem.h"
#include "util/text.h"

static void note_first(const struct pl_errors *errors, const struct pl_buf *text)
{
	if (errors->n) {
		char *line = pl_error_format(&errors->items[0]);

		tap_note("%s", line);
		tap_note("%s", pl_buf_str(text));
		free(line);
	}
}

static void round_trip(const struct pl_model *model, const char *name)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf once = PL_BUF_INIT, twice = PL_BUF_INIT;
	struct pl_model *back;
	const char *differs = "everything";
	char *dir = model->file ? pl_path_dir(model->file) : pl_strdup(".");
	char *beside = pl_path_join(dir, "back.yaml"); /* where its pin files are */

	pl_scenario_write(model, NULL, &once);
	back = parse_text(beside, pl_buf_str(&once), &errors);
	free(beside);
	free(dir);
	if (back) {
		differs = models_differ(model, back);
		pl_scenario_write(back, NULL, &twice);
	}
	tap_ok(!differs, "%s reads back to an equal model", name);
	if (differs)
		tap_note("%s differs", differs);
	note_first(&errors, &once);
	tap_ok(pl_streq(pl_buf_str(&once), pl_buf_str(&twice)), "%s is written the same way again",
	       name);
	pl_model_free(back);
	pl_errors_clear(&errors);
	pl_buf_clear(&once);
	pl_buf_clear(&twice);
}

static void shipped(const char *folder)
{
	char *path = source_path(folder), *certs = source_path("certs"), **names = NULL;
	struct pl_error err = PL_ERROR_INIT;
	size_t n = 0;

	tap_ok(pl_dir_list(path, &names, &n, &err) && n > 0, "%s holds scenarios", folder);
	for (size_t i = 0; i < n; i++) {
		char *file = pl_path_join(path, names[i]);
		struct pl_errors errors = PL_ERRORS_INIT;
		struct pl_model *model;

		if (!pl_ends_with(names[i], ".yaml")) {
			free(file);
			continue;
		}
		model = pl_scenario_load(file, certs, &errors);
		if (model)
			round_trip(model, names[i]);
		else
			tap_ok(false, "%s loads", names[i]);
		pl_model_free(model);
		pl_errors_clear(&errors);
		free(file);
	}
	pl_names_free(names, n);
	pl_error_clear(&err);
	free(certs);
	free(path);
}

/* Every key, an inline hierarchy, and texts that YAML would take for something else. */
static const char everything[] =
	"pinlab: 1\nfacts: 2026-11\nname: \"yes: no\"\nabout: \"two\\nlines # and \\\"quotes\\\" "
	"\\u00e4\"\n"
	"tags: [c, \"1e3\"]\nknown-bad: \"since #7: later\"\nfocus: true\nseed: 9223372036854775807\nkeys: real\nstart: 2026-01-01T00:00:01Z\n"
	"hierarchy:\n"
	"  operators: {o: {backup-operator: p}, p: {private: true}}\n"
	"  authorities:\n"
	"    root: {operator: o, subject: \"O=A: B, CN=Root\", real-key: rsa-2048}\n"
	"    ca: {operator: o, subject: CN=CA, path-length: 0}\n"
	"    ca-again: {operator: o, subject: CN=CA 2, same-key-as: ca}\n"
	"    other: {operator: p, subject: CN=Other, real-key: ed25519}\n"
	"  certificates:\n"
	"    root-2020: {of: root, by: root, from: 2020-01-01, to: 2030-01-01T12:34:56Z}\n"
	"    ca: {of: ca, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	"    ca-again: {of: ca-again, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	"    other: {of: other, by: other, from: 2020-01-01, to: 2030-01-01}\n"
	"    root-by-other: {of: root, by: other, from: 2021-01-01, to: 2029-01-01}\n"
	"  stores: {phone-7.1: [root, {trust: other, from: 2021-01-01, until: 2028-01-01}], empty: "
	"[]}\n"
	"hosts:\n"
	"  api: {names: [api.example.test, \"*.api.example.test\"], issuer: ca, algorithm: "
	"ed25519, lifetime: 1d12h,\n"
	"        renews: {before: 1h, key: backup}, serve: with-root}\n"
	"  www: {name: www.example.test, issuer: ca, serve: ca}\n"
	"devices:\n"
	"  phone: {store: phone-7.1, trust: [other], user-cas: ignored, clock: -1d12h, "
	"checks-anchor-dates: false,\n"
	"          path: as-sent, retry: until-pinned}\n"
	"  none: {trust: [], crypto: [{from: 2030-01-01, rsa-min: 3072}, {rsa-min: 2048}], "
	"updates: false, zone: \"-03:30\"}\n"
	"strategies:\n"
	"  - none\n"
	"  - {name: leaf-spki, client: curl, host: api, channels: [{name: web, share: 10%, pins: "
	"[]}, {name: old,\n     share: 2.5%, client: okhttp, pins: [root.spki], host: www}]}\n"
	"  - {name: leaf-spki+backup, backup: [authority(other).spki]}\n"
	"  - {name: \"5.2\", client: okhttp, pins: [leaf.spki, issuer.spki], backup: "
	"[backup.spki], host: api,\n"
	"     expires: 2027-01-01, report-only: true}\n"
	"  - {name: lists, client: apple-nspinneddomains, covers: [{name: example.test, subdomains: "
	"true}, other.test],\n"
	"     leaf-pins: [], ca-pins: [issuer.spki, root.spki], expires: "
	"\"2027-01-01T00:00:00Z\"}\n"
	"  - {name: ended, pins: [leaf.spki], expires: 2027-01-01, on-expiry: closed, "
	"override-user-cas: true,\n     override-system-cas: true, trusts-user-cas: true, distrusts-system-cas: true, refused: x}\n"
	"  - {name: entries, rules: [{covers: one.test, pins: []}, {covers: [two.test], pins: "
	"[leaf.spki, \"3 1 1 00\"], backup: [backup.spki], expires: 2028-01-01, report-only: "
	"true, override-user-cas: true}, {covers: three.test, excluded: true}, {covers: [four.test], "
	"refused: \"a: b\"}]}\n"
	"attacks: [own-ca, user-ca]\n"
	"events:\n"
	"  - at: 2026-01-02\n    renew: {host: api, key: ecdsa-p384, load: staged}\n    id: first\n"
	"    expect:\n      none: survives\n      \"5.2\": {state: survives, pin: leaf.spki}\n"
	"      leaf-spki+backup:\n        - {device: phone, verdict: survives}\n        - {device: "
	"none, host: api, version: \"1\", reason: unknown-issuer}\n"
	"      attacks:\n        own-ca:\n          none: {client: generic, verdict: "
	"intercepted}\n        user-ca: {none: blocked}\n"
	"  - reload: api\n"
	"  - {at: +90m, wait: 0s}\n"
	"  - at: first + 2d\n    attack: {name: own-ca, for: 6h, host: api}\n"
	"  - {at: www.leaf.expiry - 7d, serve: {host: www, chain: shuffled, key: wrong}}\n"
	"  - set-clock: {device: phone, skew: -400d}\n"
	"  - release:\n"
	"until: 2027-01-01\n"
	"expect:\n"
	"  - {never: breaks, strategy: none}\n  - {never: breaks-pin, host: api, reason: "
	"pin-mismatch}\n"
	"  - {down: \"> 90d\", strategy: none, state: breaks-pin}\n  - {down: \"<= 1h\"}\n  - "
	"{down: \"= 0s\", attack: own-ca, device: phone}\n"
	"  - {always: survives, strategy: none}\n  - {eventually: breaks-chain, device: none}\n"
	"  - {within: 36h of first + 1d, state: survives, strategy: none}\n"
	"  - {exposed: \"0\", strategy: leaf-spki}\n  - {exposed: \"> 1h\", attack: own-ca, state: "
	"intercepted-detected}\n"
	"  - {at: start, strategy: none, state: survives}\n"
	"  - {at: pins(5.2).expiry - 400d, strategy: none, state: survives}\n"
	"  - {at: first, strategy: none, device: phone, host: api, state: survives}\n"
	"  - {at: first + 1h, attack: own-ca, strategy: none, verdict: intercepted, version: "
	"\"1\"}\n";

static void with_everything(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("everything.yaml", everything, &errors);

	tap_ok(model, "a scenario with every key loads");
	for (size_t i = 0; i < errors.n; i++)
		tap_note("%d:%d %s", errors.items[i].line, errors.items[i].column,
			 errors.items[i].text);
	if (model) {
		tap_text(model->about, "two\nlines # and \"quotes\" \u00e4", "with its texts");
		round_trip(model, "everything");
	}
	pl_model_free(model);
	pl_errors_clear(&errors);
}

/* What apps keep between their connections, and what hosts tell them. */
static const char remembering[] =
	"pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n"
	"hosts:\n"
	"  api: {name: api.example.test, issuer: north-a1, hpkp: {pins: [leaf.spki, backup.spki], "
	"max-age: 61d, subdomains: true, report-only: false}}\n"
	"devices:\n  phone: {store: phone}\n"
	"strategies:\n"
	"  - {name: learner, as: tofu, refetch: true, session-tickets: 23h}\n"
	"  - {name: lister, as: dynamic, refresh: 11h, fresh-for: 12d, rollback-protection: false, "
	"first-start: unpinned, on-stale: embedded, list-channel: behind-pin}\n"
	"  - {name: own-list, pins: [issuer.spki], refresh: 2d}\n"
	"  - hpkp\n"
	"attacks: [own-ca]\n"
	"events:\n"
	"  - set-hpkp: {host: api, pins: [leaf.spki, key(a).spki], max-age: 0s, covers: "
	"subdomains}\n"
	"  - forget-pins: {strategy: learner, device: phone}\n"
	"  - refresh-pins: lister\n"
	"  - outage: {what: list, for: 1d}\n"
	"  - attack: {name: own-ca, hpkp: 5d}\n";

static void with_memory(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("remembering.yaml", remembering, &errors);

	tap_ok(model, "a scenario of apps that remember loads");
	if (model)
		round_trip(model, "remembering");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

struct change {
	const char *from, *to, *differs;
};

static void changes_show(const char *whole, const struct change *changes, size_t n)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("a.yaml", whole, &errors);

	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(whole, changes[i].from);
		char *text = pl_asprintf("%.*s%s%s", (int)(at - whole), whole, changes[i].to,
					 at + strlen(changes[i].from));
		struct pl_model *other = parse_text("b.yaml", text, &errors);

		tap_text(model && other ? models_differ(model, other) : "did not load",
			 changes[i].differs, changes[i].to);
		pl_model_free(other);
		free(text);
	}
	pl_model_free(model);
	pl_errors_clear(&errors);
}

static void memory_shows(void)
{
	static const struct change changes[] = {
		{ "as: dynamic, refresh", "as: leaf-spki, refresh", "the strategies" },
		{ "refetch: true, ", "", "the strategies" },
		{ "session-tickets: 23h", "session-tickets: 22h", "the strategies" },
		{ "refresh: 11h", "refresh: 10h", "the strategies" },
		{ "fresh-for: 12d", "fresh-for: 13d", "the strategies" },
		{ "rollback-protection: false", "rollback-protection: true", "the strategies" },
		{ "first-start: unpinned", "first-start: refuse", "the strategies" },
		{ "on-stale: embedded", "on-stale: refuse", "the strategies" },
		{ "list-channel: behind-pin", "list-channel: own", "the strategies" },
		{ "max-age: 61d", "max-age: 62d", "the hosts" },
		{ "pins: [leaf.spki, backup.spki], max-age", "pins: [leaf.spki], max-age",
		  "the hosts" },
		{ "max-age: 0s", "max-age: 1s", "the events" },
		{ "hpkp: 5d", "hpkp: 6d", "the events" },
	};

	changes_show(remembering, changes, PL_ARRAY_LEN(changes));
}

static const char updating[] =
	"pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n"
	"hosts:\n  api: {name: api.example.test, issuer: north-a1}\n"
	"devices:\n  phone: {store: phone}\n  till: {store: phone}\n"
	"strategies:\n  - {name: mine, pins: [leaf.spki]}\n  - {name: other, pins: [root.spki]}\n"
	"attacks: [own-ca]\n"
	"fleet:\n  users: 1234567\n  version: 5.0\n  segments:\n"
	"    - {name: phones, share: 61.5%, strategy: mine, device: phone, half-life: 1d12h, never: 0.0001%}\n"
	"    - {name: tills, share: 30%, strategy: other, device: till, points: {1d: 0%, 30d: 99.5%}, "
	"store: behind-pin}\n"
	"    - {name: drawers, share: 8.5%, strategy: mine, preset: neglected, seen-every: 45d}\n"
	"  releases:\n"
	"    - {strategy: mine, version: \"5.1\", pins: [leaf.spki, backup.spki], backup: [root.spki], "
	"submit: 2026-01-20, review: 2d, rejected: [3d, 1h], rollout: apple-7d, pause: {after: 2d, for: "
	"5d}, halt: 6d, id: first, expect: {mine: [{verdict: survives, version: \"5.1\"}], fleet: "
	"{availability: \"> 99%\"}}}\n"
	"    - {strategy: other, version: 6, submit: 2026-01-10, rollout: {0d: 1%, 3d12h: 60%}}\n"
	"  minimum-version: {strategy: mine, version: \"5.1\", from: 2026-03-01, then: update}\n"
	"events:\n"
	"  - at: 2026-03-01\n    renew: {host: api, key: new}\n    id: rotation\n"
	"    expect:\n      mine: breaks\n"
	"      attacks: {own-ca: {mine: {state: blocked-moot}}}\n"
	"      fleet: [{availability: \">= 12.3456%\"}, {exposure: \"= 0%\", segment: tills}]\n"
	"  - at: +1d\n    release: {strategy: mine, version: 5.2}\n"
	"until: 2026-06-01\n"
	"expect:\n"
	"  - fleet: {lost: \"< 1234.5\", version: \"5.1\"}\n"
	"  - fleet: {availability: \">= 1%\", at: rotation + 3d, version: 5.0, segment: phones}\n"
	"  - fleet: {never-returns: \"<= 100%\"}\n";

static void with_fleet(void)
{
	static const struct change changes[] = {
		{ "1234567", "1234568", "the fleet" },
		{ "1d12h", "1d13h", "the fleet" },
		{ "0.0001%", "0.0002%", "the fleet" },
		{ "device: till", "device: phone", "the fleet" },
		{ "30d: 99.5%", "30d: 99.4%", "the fleet" },
		{ "store: behind-pin", "store: own", "the fleet" },
		{ "neglected", "embedded", "the fleet" },
		{ "45d", "44d", "the fleet" },
		{ "[leaf.spki, backup.spki], backup", "[leaf.spki], backup", "the fleet" },
		{ "backup: [root.spki]", "backup: [leaf.spki]", "the fleet" },
		{ "2026-01-20", "2026-01-21", "the fleet" },
		{ "review: 2d", "review: 1d", "the fleet" },
		{ "[3d, 1h]", "[3d]", "the fleet" },
		{ "apple-7d", "google-6d", "the fleet" },
		{ "{after: 2d, for: 5d}", "{after: 3d, for: 5d}", "the fleet" },
		{ "halt: 6d", "halt: 5d", "the fleet" },
		{ "id: first", "id: second", "the fleet" },
		{ "\"> 99%\"", "\"> 98%\"", "the fleet" },
		{ "3d12h: 60%", "3d12h: 61%", "the fleet" },
		{ "then: update", "then: lock", "the fleet" },
		{ "from: 2026-03-01", "from: 2026-03-02", "the fleet" },
		{ "12.3456%", "12.3457%", "the events" },
		{ "segment: tills", "segment: phones", "the events" },
		{ "version: 5.2", "version: 5.3", "the events" },
		{ "1234.5", "1234.6", "the expectations over the whole run" },
		{ "rotation + 3d", "rotation + 4d", "the expectations over the whole run" },
	};
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("updating.yaml", updating, &errors);

	tap_ok(model, "a scenario with a fleet loads");
	note_first(&errors, &(struct pl_buf){ 0 });
	if (model) {
		round_trip(model, "updating");
		tap_text(model->fleet->releases[0].version, "6", "releases stand by their submissions");
	}
	pl_model_free(model);
	pl_errors_clear(&errors);
	changes_show(updating, changes, PL_ARRAY_LEN(changes));
}

/* A change of anything must show in the comparison, or the tests above prove nothing. */
static void comparison_sees(void)
{
	static const struct change changes[] = {
		{ "seed: 9223372036854775807", "seed: 2", "seed, keys, start or until" },
		{ "12:34:56Z", "12:34:57Z", "the hierarchy" },
		{ "lifetime: 1d12h", "lifetime: 1d13h", "the hosts" },
		{ "clock: -1d12h", "clock: -1d13h", "the devices" },
		{ "report-only: true", "report-only: false", "the strategies" },
		{ "subdomains: true", "subdomains: false", "the strategies" },
		{ "leaf-pins: [], ", "", "the strategies" },
		{ "\"2027-01-01T00:00:00Z\"", "2027-01-01", "the strategies" },
		{ "on-expiry: closed", "on-expiry: open", "the strategies" },
		{ "override-user-cas: true", "override-user-cas: false", "the strategies" },
		{ "override-system-cas: true", "override-system-cas: false", "the strategies" },
		{ "trusts-user-cas: true", "trusts-user-cas: false", "the strategies" },
		{ "excluded: true", "excluded: false", "the strategies" },
		{ "distrusts-system-cas: true", "distrusts-system-cas: false", "the strategies" },
		{ "refused: x", "refused: z", "the strategies" },
		{ "{covers: one.test, pins: []}, ", "", "the strategies" },
		{ "covers: [two.test]", "covers: [three.test]", "the strategies" },
		{ "attacks: [own-ca, user-ca]", "attacks: [user-ca, own-ca]", "the attacks" },
		{ "for: 6h", "for: 7h", "the events" },
		{ "none: {client: generic, verdict", "none: {client: okhttp, verdict",
		  "the events" },
		{ "\"<= 1h\"", "\"< 1h\"", "the expectations over the whole run" },
	};

	changes_show(everything, changes, PL_ARRAY_LEN(changes));
}

static bool all_met(const struct pl_model *model, size_t *n)
{
	struct pl_engine *engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = pl_run_new(engine, model, &err);
	struct pl_checks checks = { 0 };
	bool met = run && pl_run_all(run, &err) && pl_expect_all(run, &checks, &err);

	for (size_t i = 0; i < checks.n; i++) {
		if (!checks.items[i].met)
			tap_note("line %d: wanted %s, got %s", checks.items[i].expect->pos.line,
				 checks.items[i].expected, checks.items[i].actual);
		met = met && checks.items[i].met;
	}
	if (err.kind != PL_ERROR_NONE)
		tap_note("%d:%d %s", err.line, err.column, err.text);
	*n = checks.n;
	pl_checks_clear(&checks);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_error_clear(&err);
	return met;
}

/* The session's verdicts become expectations that hold when it is run again, one for each shown
 * row on each side at each event. */
static void session(const struct pl_model *model, const char *name)
{
	struct pl_engine *engine = pl_engine_new(model->seed, PL_ENGINE_VERIFY);
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = pl_run_new(engine, model, &err);
	struct pl_buf text = PL_BUF_INIT;
	struct pl_model *back = NULL;
	size_t wanted = 0, written = 0, n = 0;

	if (run && pl_run_all(run, &err)) {
		for (size_t i = 0; i < run->n_steps; i++)
			for (size_t row = 0;
			     run->steps[i]->kind == PL_STEP_EVENT && row < run->steps[i]->n_rows;
			     row++)
				wanted += run->rows[row]->control ? 0 : 1 + run->n_attacks;
		written = pl_scenario_write(model, run, &text);
		back = parse_text("session.yaml", pl_buf_str(&text), &errors);
	}
	tap_ok(back && back->n_events == model->n_events, "the session %s becomes a scenario",
	       name);
	note_first(&errors, &text);
	tap_ok(back && all_met(back, &n), "that runs again with the verdicts of %s", name);
	tap_int((long long)n, (long long)wanted, "one expectation for each row, side and event");
	tap_int((long long)written, (long long)wanted, "which is what it says it wrote");
	pl_model_free(back);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_buf_clear(&text);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
}

/* A story in which every state that shares its verdict with another one is seen. */
static const char states_story[] =
	"pinlab: 1\nstart: 2026-03-01\nhierarchy: default\n"
	"hosts: {api: {name: api.example.test, issuer: north-a1, lifetime: 90d}}\n"
	"devices: {phone: {trust: [north-root-1, harbour-root]}}\n"
	"strategies:\n  - leaf-spki+backup\n  - leaf-spki\n"
	"  - {name: past, pins: [leaf.spki], expires: 2026-03-02}\n"
	"attacks: [other-ca]\n"
	"events:\n"
	"  - at: 2026-03-03\n    renew: {host: api, key: backup}\n"
	"    expect:\n"
	"      leaf-spki+backup: {verdict: survives, pin: backup.spki}\n"
	"      leaf-spki: {verdict: breaks, reason: pin-mismatch}\n"
	"      past: {verdict: survives, pin: leaf.spki}\n";

static const struct {
	const char *want, *not;
	const char *why;
} state_rows[] = {
	{ "leaf-spki+backup: {state: survives-on-backup, reason: pin-match, pin: backup.spki}",
	  NULL, "a survival on backup is told from a plain one, and keeps the pin that matched" },
	{ "past: {state: survives-unenforced, reason: pins-expired}", "pin: leaf.spki",
	  "so is one without its pins, where no pin is claimed to match" },
	{ "leaf-spki: {verdict: breaks, reason: pin-mismatch}", NULL,
	  "a plain verdict stays a verdict" },
	{ "leaf-spki: {state: blocked-moot, reason: pin-mismatch}", NULL,
	  "an attack that is refused with everything else is told from a blocked one" },
	{ "leaf-spki+backup: {verdict: blocked, reason: pin-mismatch}", NULL,
	  "which stays a verdict" },
};

static void states(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("states.yaml", states_story, &errors);
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run = model ? pl_run_new(engine, model, &err) : NULL;
	struct pl_buf text = PL_BUF_INIT;

	if (tap_ok(run && pl_run_all(run, &err), "a story with every kind of survival runs"))
		pl_scenario_write(model, run, &text);
	for (size_t i = 0; i < PL_ARRAY_LEN(state_rows); i++) {
		const char *got = pl_buf_str(&text);

		if (!tap_ok(strstr(got, state_rows[i].want) &&
				    !(state_rows[i].not && strstr(got, state_rows[i].not)),
			    "%s", state_rows[i].why))
			tap_note("wanted %s in\n%s", state_rows[i].want, got);
	}
	note_first(&errors, &text);
	if (err.text)
		tap_note("%s", err.text);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_buf_clear(&text);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
}

static void sessions(void)
{
	static const char *const files[] = {
		"scenarios/lessons/first.yaml",
		"scenarios/lessons/roll-root.yaml",
		"scenarios/lessons/renew-backup-key.yaml",
		"scenarios/situations/s12-backup-key-stolen.yaml",
		"scenarios/situations/s17-two-clouds.yaml",
		"scenarios/incidents/b1-dst-root-x3-expiry.yaml",
	};
	char *certs = source_path("certs");

	for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		char *path = source_path(files[i]);
		struct pl_model *model = pl_scenario_load(path, certs, &errors);

		if (model)
			session(model, files[i]);
		else
			tap_ok(false, "%s loads", files[i]);
		pl_model_free(model);
		pl_errors_clear(&errors);
		free(path);
	}
	free(certs);
}

/* As the lab does it: no events in the model, time moved by hand between two of them. */
static void by_hand(void)
{
	char *certs = source_path("certs");
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_scenario_default("default", certs, &errors), *back = NULL;
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_event *first = pl_event_from_text("renew: host=api key=same", &err);
	struct pl_event *second = pl_event_from_text("renew: host=api key=new", &err);
	struct pl_buf text = PL_BUF_INIT;
	struct pl_run *run = NULL;
	size_t n;

	if (model && pl_model_add_strategy(model, "leaf-spki") &&
	    pl_model_add_attack(model, "own-ca"))
		run = pl_run_new(engine, model, &err);
	if (run && first && second && pl_run_event(run, first, &err) &&
	    pl_run_until(run, model->start + 100 * INT64_C(86400), &err) &&
	    pl_run_event(run, second, &err)) {
		pl_scenario_write(model, run, &text);
		back = parse_text("by-hand.yaml", pl_buf_str(&text), &errors);
	}
	tap_ok(back && back->n_events == 2 && all_met(back, &n) && n == 4,
	       "a session made by hand is replayed at its own dates");
	if (err.kind != PL_ERROR_NONE)
		tap_note("%s", err.text);
	note_first(&errors, &text);
	pl_model_free(back);
	pl_run_free(run);
	pl_event_unref(first);
	pl_event_unref(second);
	pl_engine_free(engine);
	pl_model_free(model);
	pl_buf_clear(&text);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	free(certs);
}

static void first_file(void)
{
	struct pl_buf text = PL_BUF_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model;
	size_t n = 0;

	pl_scenario_template(&text);
	model = parse_text("new.yaml", pl_buf_str(&text), &errors);
	tap_ok(model, "the file that `new` writes loads");
	note_first(&errors, &text);
	tap_ok(model && all_met(model, &n) && n > 10, "and all its expectations hold");
	pl_model_free(model);
	pl_errors_clear(&errors);
	pl_buf_clear(&text);
}

int main(void)
{
	shipped("scenarios/lessons");
	shipped("scenarios/incidents");
	shipped("scenarios/situations");
	shipped("scenarios/plans");
	with_everything();
	comparison_sees();
	with_memory();
	memory_shows();
	with_fleet();
	sessions();
	states();
	by_hand();
	first_file();
	return tap_done();
}
