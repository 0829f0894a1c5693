/* Today's verdict of pin files at chains, what each pin is on, and what comes next. */
#include <config.h>

#include "../tap.h"
#include "lab/matrix.h"
#include "tests/rehearsal/desk.h"

#define API "covers: [{name: api.example.test}]|"
#define BACKUP "sha256/dGhpcyBpcyBhIGtleSB0aGF0IG5vYm9keSBoYXMgeSE="

/* Connections in order: "NAME STATE REASON", with a question mark where the root is not known. */
struct verdict {
	const char *name;
	const char *pins, *more;
	const char *chain, *trust, *at, *host; /* NULL: as usual */
	const char *want;
};

static const struct verdict verdicts[] = {
	{ .name = "the leaf's key", .pins = API "pins: ['{spki:leaf}']",
	  .want = "api.example.test survives pin-match" },
	{ .name = "the root's certificate", .pins = API "pins: ['{cert:root}']",
	  .want = "api.example.test survives pin-match" },
	{ .name = "a backup alone", .pins = API "pins: [" BACKUP "]|backup: ['{spki:leaf}']",
	  .want = "api.example.test survives-on-backup pin-match" },
	{ .name = "nothing of it", .pins = API "pins: [" BACKUP "]",
	  .want = "api.example.test breaks-pin pin-mismatch" },
	{ .name = "a root that nobody gave", .pins = API "pins: [" BACKUP "]", .trust = "",
	  .want = "api.example.test breaks-pin pin-mismatch?" },
	{ .name = "after the last second", .pins = API "pins: ['{spki:leaf}']", .at = "2027-01-01",
	  .want = "api.example.test breaks-chain cert-expired" },
	{ .name = "in the last second", .pins = API "pins: ['{spki:leaf}']",
	  .at = "2026-12-31T23:59:59Z", .want = "api.example.test survives pin-match" },
	{ .name = "before the first", .pins = API "pins: ['{spki:leaf}']", .at = "2025-12-31",
	  .want = "api.example.test breaks-chain cert-not-yet-valid" },
	{ .name = "another host, one file of chains", .pins = "pins: ['{spki:leaf}']",
	  .host = "www.example.org", .want = "www.example.org breaks-chain name-mismatch" },
	{ .name = "a host that no chain is for, of several", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2", .host = "www.example.org",
	  .want = "api.example.test survives pin-match" },
	{ .name = "a host that the file does not cover", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter; www inter2", .trust = "root root2", .host = "www.example.test",
	  .want = "www.example.test survives-unenforced host-not-covered; "
		  "api.example.test survives pin-match" },
	{ .name = "two chains of one host", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter leaf-e inter-e",
	  .want = "api.example.test survives pin-match; api.example.test breaks-pin pin-mismatch" },
	{ .name = "every name of a file", .chain = "leaf inter; www inter2", .trust = "root root2",
	  .pins = "rules:|  - {covers: [{name: api.example.test}], pins: ['{spki:leaf}']}"
		  "|  - {covers: [{name: www.example.test}], pins: ['{spki:www}']}",
	  .want = "api.example.test survives pin-match; www.example.test survives pin-match" },
	{ .name = "names that a parent covers", .chain = "many inter",
	  .pins = "covers: [{name: example.test, subdomains: true}]|pins: ['{spki:many}']",
	  .want = "api.example.test survives pin-match; www.api.example.test survives pin-match" },
	{ .name = "OkHttp's asterisk covers one label", .chain = "many inter",
	  .pins = "client: okhttp|covers: [{name: '*.example.test'}]|pins: ['{spki:many}']",
	  .want = "api.example.test survives pin-match" },
	{ .name = "no names at all: the leaf's first", .pins = "pins: ['{spki:many}']",
	  .chain = "many inter", .want = "api.example.test survives pin-match" },
	{ .name = "two files", .pins = API "pins: ['{spki:leaf}']", .more = "pins: [" BACKUP "]",
	  .want = "api.example.test survives pin-match; api.example.test breaks-pin pin-mismatch" },
	{ .name = "a client that looks at the leaf", .pins = "client: curl|pins: ['{spki:inter}']",
	  .want = "api.example.test breaks-pin pin-mismatch" },
	{ .name = "a client that looks at what was sent",
	  .pins = "client: any-presented|pins: ['{spki:root}']",
	  .want = "api.example.test breaks-pin pin-mismatch" },
	{ .name = "and the root was sent", .pins = "client: any-presented|pins: ['{spki:root}']",
	  .chain = "leaf inter root", .want = "api.example.test survives pin-match" },
	{ .name = "a client that asks nothing of the chain",
	  .pins = "client: dane-3|pins: ['{spki:leaf}']", .at = "2028-01-01", .chain = "leaf inter",
	  .want = "api.example.test survives pin-match" },
	{ .name = "past their own end", .pins = "expires: 2026-01-15|" API "pins: [" BACKUP "]",
	  .want = "api.example.test survives-unenforced pins-expired" },
	{ .name = "past an end that closes",
	  .pins = "expires: 2026-01-15|on-expiry: closed|" API "pins: ['{spki:leaf}']",
	  .want = "api.example.test breaks-pin list-stale" },
	{ .name = "reported only", .pins = "report-only: true|" API "pins: [" BACKUP "]",
	  .want = "api.example.test survives-unenforced report-only" },
	{ .name = "one of a TrustKit that wants two",
	  .pins = "client: trustkit-ios|" API "pins: ['{spki:leaf}']",
	  .want = "api.example.test breaks-pin pins-invalid" },
	{ .name = "the worse of two orders of paths", .pins = API "pins: ['{spki:root2}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2",
	  .want = "api.example.test breaks-pin pin-mismatch" },
	{ .name = "a cross-signed root's key on both paths", .pins = API "pins: ['{spki:root}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2",
	  .want = "api.example.test survives pin-match" },
	{ .name = "a leaf that signed itself", .pins = "pins: ['{spki:self}']", .chain = "self",
	  .trust = "", .want = "self.example.test survives pin-match" },
	/* What --trust lists is what devices trust: a server's own root does not make itself one. */
	{ .name = "a leaf that signed itself, and is not trusted", .pins = "pins: ['{spki:self}']",
	  .chain = "self", .want = "self.example.test breaks-chain unknown-issuer" },
	{ .name = "a root that was sent, and is not trusted", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter root", .trust = "root2",
	  .want = "api.example.test breaks-chain unknown-issuer" },
	{ .name = "a root that was sent, and nothing said", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf inter root", .trust = "", .want = "api.example.test survives pin-match" },
	{ .name = "a server that forgot its intermediate", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf", .want = "api.example.test breaks-chain unknown-issuer" },
	{ .name = "the same for DANE-EE", .pins = "client: dane-3|" API "pins: ['{spki:leaf}']",
	  .chain = "leaf", .want = "api.example.test survives pin-match" },
	{ .name = "the leaf alone, and nothing said", .pins = API "pins: ['{spki:leaf}']",
	  .chain = "leaf", .trust = "", .want = "api.example.test survives pin-match" },
	{ .name = "upside down, twice, with a stranger", .pins = API "pins: ['{spki:inter}']",
	  .chain = "inter2 inter leaf inter", .want = "api.example.test survives pin-match" },
};

static char *say_verdicts(const struct pl_gate *gate)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < gate->n_cells; i++) {
		const struct pl_gate_cell *cell = &gate->cells[i];

		pl_buf_printf(&out, "%s%s %s %s%s", i > 0 ? "; " : "",
			      gate->targets[cell->target].name,
			      pl_state_info(cell->outcome->state)->name,
			      pl_reason_info(cell->outcome->reason)->name, cell->unsure ? "?" : "");
	}
	return out.len > 0 ? pl_buf_take(&out) : pl_strdup("");
}

static void check_verdict(struct family *family, const struct verdict *row)
{
	struct desk desk;
	char *got;

	desk_begin(&desk, family, row->trust ? row->trust : "root");
	desk_pins(&desk, "a.yaml", row->pins);
	if (row->more)
		desk_pins(&desk, "b.yaml", row->more);
	desk_chains(&desk, row->chain ? row->chain : "leaf inter");
	if (row->host)
		desk.hosts[desk.input.n_hosts++] = row->host;
	got = say_verdicts(desk_run(&desk, row->at ? row->at : "2026-03-31"));
	tap_text(got, row->want, row->name);
	for (size_t i = 0; i < desk.gate->n_cells; i++)
		tap_ok(desk.gate->cells[i].why && *desk.gate->cells[i].why, "with its sentences");
	free(got);
	desk_end(&desk);
}

/* Pins of the first connection: "TIER CERTIFICATE PATHS/ALL: events that they survive". */
struct future {
	const char *name, *pins, *chain, *trust;
	const char *want_pins;
	const char *want_fatal; /* "EVENT DATE"; NULL: none */
	bool joined;
};

static const struct future futures[] = {
	{ .name = "a leaf and a backup", .pins = API "pins: ['{spki:leaf}', " BACKUP "]",
	  .want_pins = "leaf api.example.test 1/1: same swap root ca; none",
	  .want_fatal = "renew-new-key 2026-12-31" },
	{ .name = "the leaf's certificate", .pins = API "pins: ['{cert:leaf}']",
	  .want_pins = "leaf api.example.test 1/1: ", .want_fatal = "renew-same-key 2026-12-31" },
	{ .name = "an intermediate", .pins = API "pins: ['{spki:inter}']",
	  .want_pins = "intermediate Inter R 1/1: same new",
	  .want_fatal = "swap-intermediate 2039-12-31" },
	{ .name = "a root", .pins = API "pins: ['{spki:root}']",
	  .want_pins = "root Root One 1/1: same new swap", .want_fatal = "roll-root 2039-12-31" },
	{ .name = "a leaf and its issuer die of two things at once",
	  .pins = API "pins: ['{spki:leaf}', '{spki:inter}']",
	  .want_pins = "leaf api.example.test 1/1: same swap root ca; intermediate Inter R 1/1: same new",
	  .want_fatal = "swap-intermediate 2039-12-31", .joined = true },
	/* What is sent ends at the other root, so that the next one is this. */
	{ .name = "the root on two paths", .pins = API "pins: ['{spki:root}']",
	  .chain = "leaf inter root-by-root2", .trust = "root root2",
	  .want_pins = "root Root One 2/2: same new swap root", .want_fatal = "switch-ca undated" },
	{ .name = "pins that rest before that", .pins = "expires: 2026-06-01|" API
	  "pins: ['{spki:leaf}']", .want_pins = "leaf api.example.test 1/1: same swap root ca" },
	{ .name = "pins that refuse after their end",
	  .pins = "expires: 2026-06-01|on-expiry: closed|" API "pins: ['{spki:leaf}']",
	  .want_pins = "leaf api.example.test 1/1: same swap root ca",
	  .want_fatal = "renew-new-key 2026-12-31" },
};

static bool lives(const struct pl_gate_match *match, const char *event)
{
	size_t n;
	const struct pl_standard *events = pl_standard_events(&n);

	for (size_t i = 0; i < n; i++) {
		if (pl_streq(events[i].name, event))
			return match->lives & 1u << i;
	}
	return false;
}

static char *say_pins(const struct pl_gate *gate)
{
	static const char *const events[][2] = {
		{ "renew-same-key", "same" }, { "renew-new-key", "new" },
		{ "swap-intermediate", "swap" }, { "roll-root", "root" }, { "switch-ca", "ca" },
	};
	const struct pl_gate_cell *cell = &gate->cells[0];
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < cell->n_matches; i++) {
		const struct pl_gate_match *match = &gate->matches[cell->first_match + i];
		const char *blank = "";

		pl_buf_puts(&out, i > 0 ? "; " : "");
		if (!match->cert) {
			pl_buf_puts(&out, "none");
			continue;
		}
		pl_buf_printf(&out, "%s %s %zu/%zu: ", pl_tier_name(match->tier),
			      pl_cert_label(match->cert), match->paths, match->all_paths);
		for (size_t k = 0; k < PL_ARRAY_LEN(events); k++) {
			if (!lives(match, events[k][0]))
				continue;
			pl_buf_printf(&out, "%s%s", blank, events[k][1]);
			blank = " ";
		}
	}
	return pl_buf_take(&out);
}

static char *say_fatal(const struct pl_gate_cell *cell)
{
	char day[PL_TIME_TEXT] = "undated";
	size_t n;

	if (cell->fatal == SIZE_MAX)
		return NULL;
	if (cell->fatal_date != PL_TIME_NONE)
		pl_time_format(cell->fatal_date, day);
	day[10] = '\0';
	return pl_asprintf("%s %s", pl_standard_events(&n)[cell->fatal].name, day);
}

static void check_future(struct family *family, const struct future *row)
{
	struct desk desk;
	char *pins, *fatal;

	desk_begin(&desk, family, row->trust ? row->trust : "root");
	desk_pins(&desk, "a.yaml", row->pins);
	desk_chains(&desk, row->chain ? row->chain : "leaf inter");
	desk_run(&desk, "2026-03-31");
	pins = say_pins(desk.gate);
	fatal = say_fatal(&desk.gate->cells[0]);
	tap_ok(!desk.gate->cells[0].untried, "%s: the shadow agrees", row->name);
	if (desk.gate->cells[0].untried)
		tap_note("%s", desk.gate->cells[0].untried);
	tap_text(pins, row->want_pins, row->name);
	tap_text(fatal, row->want_fatal, row->name);
	tap_ok(desk.gate->cells[0].fatal_joined == row->joined, "alone or with a new key");
	free(pins);
	free(fatal);
	desk_end(&desk);
}

/* A chain that was fetched for a name answers for that name alone. */
static void check_bound(struct family *family)
{
	static const char *const hosts[] = { "api.example.test" };
	struct desk desk;
	char *got;

	desk_begin(&desk, family, "root");
	desk_pins(&desk, "a.yaml",
		  "covers: [{name: example.test, subdomains: true}]|pins: ['{spki:many}']");
	desk_chains(&desk, "many inter");
	desk.input.chain_hosts = hosts;
	got = say_verdicts(desk_run(&desk, "2026-03-31"));
	tap_text(got, "", "a name that the file does not spell out is not asked for");
	free(got);
	pl_gate_free(desk.gate);
	desk.hosts[desk.input.n_hosts++] = hosts[0];
	got = say_verdicts(desk_run(&desk, "2026-03-31"));
	tap_text(got, "api.example.test survives pin-match", "the name that it was fetched for is");
	free(got);
	desk_end(&desk);
}

/* A command's pins are for the host of its URL, though curl itself has no rule for names. */
static void check_command(struct family *family)
{
	struct desk desk;
	char *got;

	desk_begin(&desk, family, "root root2");
	desk_pins(&desk, "fetch.sh", "#!/bin/sh|curl --pinnedpubkey 'sha256//{hex}' "
		  "https://www.example.test/|");
	desk_chains(&desk, "leaf inter; www inter2");
	got = say_verdicts(desk_run(&desk, "2026-03-31"));
	tap_text(got, "www.example.test breaks-pin pin-mismatch",
		 "the host of a curl command, and no other");
	free(got);
	desk_end(&desk);
}

/* A file that is for one name leaves the others alone. */
static void check_own_host(struct family *family)
{
	struct desk desk;
	char *got;

	desk_begin(&desk, family, "root root2");
	desk_pins(&desk, "a.yaml", "pins: ['{spki:leaf}']");
	desk_pins(&desk, "b.yaml", "pins: ['{spki:www}']");
	desk.files[0].host = "api.example.test";
	desk.files[1].host = "www.example.test";
	desk_chains(&desk, "leaf inter; www inter2");
	got = say_verdicts(desk_run(&desk, "2026-03-31"));
	tap_text(got, "api.example.test survives pin-match; www.example.test survives pin-match",
		 "each file at its own host");
	free(got);
	desk_end(&desk);
}

int main(void)
{
	struct family family;

	family_init(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(verdicts); i++)
		check_verdict(&family, &verdicts[i]);
	for (size_t i = 0; i < PL_ARRAY_LEN(futures); i++)
		check_future(&family, &futures[i]);
	check_bound(&family);
	check_own_host(&family);
	check_command(&family);
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
