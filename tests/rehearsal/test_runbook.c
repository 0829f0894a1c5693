/* Whether a runbook has the days, the commands and the people that each end asks for. */
#include <config.h>

#include "rehearsal/runbook.h"

#include "../tap.h"
#include "rehearsal/mirror.h"
#include "lab/engine.h"
#include "tests/rehearsal/shade.h"

static const struct {
	const char *what, *pins, *until;
	const char *has[8]; /* pieces; NULL after the last */
	const char *lacks;
} rows[] = {
	{ "a leaf pin", "spki:leaf", NULL,
	  { "| app.txt | api.example.test | 2026-09-01T08:00:00Z | 212 | renewal: ",
	    "Cut off on **2026-09-01T08:00:00Z**",
	    "openssl req -new -key next.key -subj /CN=api.example.test -addext "
	    "subjectAltName=DNS:api.example.test",
	    "**App team**, at once: add what the last command prints to app.txt",
	    "before 2026-09-01: until the release",
	    "certbot renew --cert-name api.example.test --reuse-key",
	    "Rollback: the present certificate is valid until 2026-12-31T23:59:59Z",
	    "openssl s_client -connect api.example.test:443" },
	  "add pins that the new path has" },
	{ "a root that ends", "spki:root", "2041-01-01",
	  { "no pin helps", "**Server team**: the chain itself", "| 2040-01-01 | the root Root One ends",
	    "- assumed: each renewal has a new key" },
	  "next.key" },
	{ "pins that last", "spki:root", NULL,
	  { "| app.txt | api.example.test | not before 2028-02-01", "## What this rests on" },
	  "Cut off on" },
};

static size_t disagreements(const struct pl_rehearsal *rehearsal)
{
	size_t n = 0;

	for (size_t i = 0; i < rehearsal->map.n_notes; i++)
		n += strstr(rehearsal->map.notes[i].text, "does not mirror all of") != NULL;
	return n;
}

/* The real certificates come to the same; were it not so, it would be said. */
static void test_mirror(struct pl_engine *engine, struct pl_rehearsal *rehearsal)
{
	enum pl_state today = rehearsal->runway.lanes[0].today;
	struct pl_error err = PL_ERROR_INIT;

	tap_int((long long)disagreements(rehearsal), 0, "the shadow is like its original");
	rehearsal->runway.lanes[0].today = PL_STATE_BREAKS_PIN;
	tap_ok(pl_shadow_mirrors(engine, rehearsal->input, rehearsal->model, &rehearsal->runway,
				 &rehearsal->map, &err),
	       "it can be held against it");
	tap_int((long long)disagreements(rehearsal), 1, "one that is not is told");
	rehearsal->runway.lanes[0].today = today;
}

static void test_row(struct family *family, size_t i)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_rehearsal rehearsal;
	struct pl_inputs inputs;
	struct pl_shadow_input input = { .facts = pl_facts_standard(), .renew_key = PL_KEY_NEW };
	struct pl_cert_list list = family_list(family, "leaf inter root");
	char *text = shade_pin(family, rows[i].pins, strlen(rows[i].pins));
	struct pl_buf out = PL_BUF_INIT;
	int64_t until = PL_TIME_NONE;
	const char *why;

	pl_inputs_init(&inputs);
	pl_inputs_chain(&inputs, "prod chain.pem", &list);
	tap_ok(pl_inputs_pins(&inputs, "app.txt",
			      (struct pl_bytes){ (const uint8_t *)text, strlen(text) },
			      pl_pin_format_find("list"), NULL, &errors) &&
		       pl_inputs_ready(&inputs, NULL, 0, &errors),
	       "%s: it can be read", rows[i].what);
	pl_inputs_shadow(&inputs, &input);
	input.at = family_year(2026) + 31 * PL_DAY;
	if (rows[i].until && !pl_time_parse(rows[i].until, &until, &why))
		abort();
	tap_ok(pl_rehearse(engine, &input, until, &rehearsal, &errors), "and rehearsed");
	test_mirror(engine, &rehearsal);
	pl_runbook(&out, &rehearsal, &inputs);
	for (size_t k = 0; k < PL_ARRAY_LEN(rows[i].has) && rows[i].has[k]; k++)
		tap_has(pl_buf_str(&out), rows[i].has[k], "it says so");
	tap_ok(!strstr(pl_buf_str(&out), rows[i].lacks), "and no more than applies");
	tap_ok(!strstr(pl_buf_str(&out), "Cut off on") ||
		       strstr(pl_buf_str(&out), "--chain 'prod chain.pem' --pins app.txt"),
	       "commands are words of a shell");
	pl_buf_clear(&out);
	pl_rehearsal_clear(&rehearsal);
	pl_inputs_clear(&inputs);
	pl_errors_clear(&errors);
	pl_engine_free(engine);
	free(text);
}

int main(void)
{
	struct family family;

	family_init(&family);
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		test_row(&family, i);
	family_clear(&family);
	pl_pki_shutdown();
	return tap_done();
}
