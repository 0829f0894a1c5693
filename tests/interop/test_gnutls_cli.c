/* gnutls-cli --strict-tofu and pinlab's `gnutls-tofu` say the same. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "util/file.h"
#include "util/mem.h"

/* The file that it keeps known keys in: commitments, of which 6 is SHA-256. */
static bool write_known(const struct situation *situation, size_t i, const char *home)
{
	const struct pl_node *pins = pl_node_get(situation->rows[i], "pins", NULL);
	char *folder = pl_path_join(home, ".gnutls"), *file = pl_path_join(folder, "known_hosts");
	struct pl_buf lines = PL_BUF_INIT;
	struct pl_error err = PL_ERROR_INIT;
	bool ok;

	for (size_t k = 0; k < pins->n; k++)
		pl_buf_printf(&lines, "|c0|%s|%d|0|6|%s\n", situation->name, situation->port,
			      exported_text(pins->items[k], "hex"));
	mkdir(home, 0700);
	mkdir(folder, 0700);
	ok = pl_file_write(file, pl_buf_str(&lines), lines.len, 0600, &err);
	pl_error_clear(&err);
	pl_buf_clear(&lines);
	free(file);
	free(folder);
	return ok;
}

/* It prints what it thinks of the chain and lets the known keys decide. */
static enum answer answer_of(int code, const char *said)
{
	if (code == 0)
		return ANSWER_ACCEPTS;
	if (strstr(said, "has never been contacted before") ||
	    strstr(said, "is known and it is associated with a different key"))
		return ANSWER_REFUSES_PINS;
	return code > 0 ? ANSWER_REFUSES : ANSWER_NONE;
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	char *port = pl_asprintf("%d", situation->port);
	char *home = pl_path_join(situation->dir, "home");
	char *when = situation_faketime(situation);

	situation_resolve(situation);
	setenv("HOME", home, 1);
	for (size_t i = 0; i < situation->n; i++) {
		const char *const argv[] = { "faketime", "-f", when, "gnutls-cli", "--strict-tofu",
					     "--x509cafile", situation->trust, "-p", port,
					     situation->name, NULL };
		struct pl_buf one = PL_BUF_INIT;

		if (write_known(situation, i, home))
			answers[i] = answer_of(command_run(argv, 20, &one), pl_buf_str(&one));
		pl_buf_puts(said, pl_buf_str(&one));
		pl_buf_clear(&one);
	}
	free(when);
	free(home);
	free(port);
}

int main(void)
{
	static const char *const programs[] = { "gnutls-cli", "faketime", NULL };
	static const struct real_client gnutls = {
		.profile = "gnutls-tofu",
		.programs = programs,
		.ask = ask,
	};

	return clients_test(&gnutls);
}
