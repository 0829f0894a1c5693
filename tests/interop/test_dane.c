/* openssl s_client with TLSA records and pinlab's `dane-0` to `dane-3` say the same. */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "util/mem.h"
#include "util/text.h"

#define RECORDS_MAX 8

/* RFC 6698 2.1: usage from the profile's name, selector from the pin's form, SHA-256. */
static char *record_of(const char *profile, const struct pl_node *pin)
{
	const char *form = exported_text(pin, "form");

	return pl_asprintf("%s %d 1 %s", profile + strlen("dane-"), pl_streq(form, "spki"),
			   exported_text(pin, "hex"));
}

static int connect_with(const struct situation *situation, const char *profile,
			const struct pl_node *pins, struct pl_buf *said)
{
	char *to = pl_asprintf("127.0.0.1:%d", situation->port);
	char *at = pl_asprintf("%" PRId64, situation->clock), *records[RECORDS_MAX];
	const char *argv[32] = { "openssl", "s_client", "-connect", to, "-servername",
				 situation->name, "-verify_hostname", situation->name,
				 "-no-CApath", "-no-CAstore", "-CAfile", situation->trust,
				 "-attime", at, "-verify_return_error", "-brief",
				 "-dane_tlsa_domain", situation->name };
	size_t n = 18, n_records = pins->n < RECORDS_MAX ? pins->n : RECORDS_MAX - 2;
	int code;

	/* RFC 7671 5.1: the names of a DANE-EE certificate are not looked at. */
	if (pl_streq(profile, "dane-3"))
		argv[n++] = "-dane_ee_no_namechecks";
	for (size_t i = 0; i < n_records && n + 2 < PL_ARRAY_LEN(argv); i++) {
		records[i] = record_of(profile, pins->items[i]);
		argv[n++] = "-dane_tlsa_rrdata";
		argv[n++] = records[i];
	}
	code = command_run(argv, 20, said);
	for (size_t i = 0; i < n_records; i++)
		free(records[i]);
	free(at);
	free(to);
	return code;
}

/* "No matching DANE TLSA records" (65) is what it reports of several faults, and sometimes an
 * untrusted chain where no record matches: it does not tell them apart. */
static enum answer answer_of(int code)
{
	if (code == 0)
		return ANSWER_ACCEPTS;
	return code == 1 ? ANSWER_REFUSES : ANSWER_NONE;
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	for (size_t i = 0; i < situation->n; i++) {
		const struct pl_node *client = pl_node_get(situation->rows[i], "client", NULL);
		struct pl_buf one = PL_BUF_INIT;
		int code = connect_with(situation, exported_text(client, "name"),
					pl_node_get(situation->rows[i], "pins", NULL), &one);

		answers[i] = answer_of(code);
		pl_buf_puts(said, pl_buf_str(&one));
		pl_buf_clear(&one);
	}
}

int main(void)
{
	static const char *const programs[] = { "openssl", NULL };
	static const struct real_client openssl = {
		.profile = "dane-",
		.programs = programs,
		.ask = ask,
	};

	return clients_test(&openssl);
}
