/* wget --pinnedpubkey and pinlab's `wget` say the same. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "util/mem.h"

/* wget exits with 5 for whatever is wrong with TLS and says what it was. Its pins
 * are final, so they are told even where the chain fails as well. */
static enum answer answer_of(int code, const char *said)
{
	if (code == 0)
		return ANSWER_ACCEPTS;
	if (code != 5)
		return ANSWER_NONE;
	if (strstr(said, "The certificate") || strstr(said, "certificate common name") ||
	    strstr(said, "no certificate subject alternative name matches"))
		return ANSWER_REFUSES_CHAIN;
	return strstr(said, "does not match pinned public key") ? ANSWER_REFUSES_PINS
								: ANSWER_REFUSES;
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	char *url = pl_asprintf("https://%s:%d/", situation->name, situation->port);
	char *ca = pl_asprintf("--ca-certificate=%s", situation->trust);
	char *when = situation_faketime(situation);

	situation_resolve(situation);
	for (size_t i = 0; i < situation->n; i++) {
		char *pins = situation_pins(situation, i, NULL, "sha256//", ";");
		char *option = pl_asprintf("--pinnedpubkey=%s", pins);
		const char *const argv[] = { "faketime", "-f", when, "wget", "-nv", "-t", "1", "-T",
					     "10", "--no-config", "--no-proxy", "--no-hsts", ca,
					     option, "-O", "/dev/null", url, NULL };
		struct pl_buf one = PL_BUF_INIT;

		answers[i] = answer_of(command_run(argv, 20, &one), pl_buf_str(&one));
		pl_buf_puts(said, pl_buf_str(&one));
		pl_buf_clear(&one);
		free(option);
		free(pins);
	}
	free(when);
	free(ca);
	free(url);
}

int main(void)
{
	static const char *const programs[] = { "wget", "faketime", NULL };
	static const struct real_client wget = {
		.profile = "wget",
		.programs = programs,
		.ask = ask,
	};

	return clients_test(&wget);
}
