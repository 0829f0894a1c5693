/* urllib3's assert_fingerprint and pinlab's `urllib3-fingerprint` say the same. */
#include <config.h>

#include <stdlib.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "util/file.h"
#include "util/mem.h"

#define ARGUMENTS 8

/* It takes one value: digits as captured, or as somebody wrote them. */
static char *fingerprint_of(const struct pl_node *row)
{
	const struct pl_node *pins = pl_node_get(row, "pins", NULL);

	if (pins->n == 0)
		return pl_strdup("");
	return pl_strdup(exported_text(pins->items[0], "origin")
				 ? exported_text(pins->items[0], "hex")
				 : exported_text(pins->items[0], "spelling"));
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	char *script = pl_path_join(getenv("PINLAB_SRCDIR"), "tests/interop/urllib3-client.py");
	char *port = pl_asprintf("%d", situation->port), *when = situation_faketime(situation);
	const char **argv = pl_calloc(ARGUMENTS + situation->n + 1, sizeof(*argv));
	char **fingerprints = pl_calloc(situation->n, sizeof(*fingerprints));
	const char *const head[ARGUMENTS] = { "faketime", "-f", when, "python3", script,
					      situation->trust, port, situation->name };
	size_t before = said->len;

	for (size_t i = 0; i < ARGUMENTS; i++)
		argv[i] = head[i];
	for (size_t i = 0; i < situation->n; i++)
		argv[ARGUMENTS + i] = fingerprints[i] = fingerprint_of(situation->rows[i]);
	command_run(argv, 60, said);
	situation_answers(said->data ? said->data + before : "", situation->n, answers);
	for (size_t i = 0; i < situation->n; i++)
		free(fingerprints[i]);
	free(fingerprints);
	free(argv);
	free(when);
	free(port);
	free(script);
}

static bool prepare(const char *dir, struct pl_buf *said)
{
	(void)dir;
	return command_run((const char *[]){ "python3", "-c", "import urllib3", NULL }, 20,
			   said) == 0;
}

int main(void)
{
	static const char *const programs[] = { "python3", "faketime", NULL };
	static const char *const files[] = { "/usr/lib/python3/dist-packages/urllib3", NULL };
	static const struct real_client urllib3 = {
		.profile = "urllib3-fingerprint",
		.programs = programs,
		.files = files,
		.prepare = prepare,
		.ask = ask,
	};

	return clients_test(&urllib3);
}
