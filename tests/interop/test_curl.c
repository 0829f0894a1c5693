/* curl --pinnedpubkey and pinlab's `curl` say the same. */
#include <config.h>

#include <stdlib.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "util/mem.h"

/* EXIT CODES of curl(1): 90 pins, 60 the chain or the name, 35 the handshake. */
static enum answer answer_of(int code)
{
	switch (code) {
	case 0: return ANSWER_ACCEPTS;
	case 90: return ANSWER_REFUSES_PINS;
	case 35:
	case 60: return ANSWER_REFUSES_CHAIN;
	default: return ANSWER_NONE;
	}
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	char *resolve = pl_asprintf("%s:%d:127.0.0.1", situation->name, situation->port);
	char *url = pl_asprintf("https://%s:%d/", situation->name, situation->port);
	char *when = situation_faketime(situation);

	for (size_t i = 0; i < situation->n; i++) {
		char *pins = situation_pins(situation, i, NULL, "sha256//", ";");
		const char *const argv[] = { "faketime", "-f", when, "curl", "-s", "-S", "-o",
					     "/dev/null", "--noproxy", "*", "--resolve", resolve,
					     "--cacert", situation->trust, "--pinnedpubkey", pins,
					     url, NULL };

		answers[i] = answer_of(command_run(argv, 20, said));
		free(pins);
	}
	free(when);
	free(url);
	free(resolve);
}

int main(void)
{
	static const char *const programs[] = { "curl", "faketime", NULL };
	static const struct real_client curl = {
		.profile = "curl",
		.programs = programs,
		.ask = ask,
	};

	return clients_test(&curl);
}
