/* OkHttp 3.13's CertificatePinner and pinlab's `okhttp-3` say the same. */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>

#include "tests/interop/clients.h"
#include "tests/interop/command.h"
#include "util/file.h"
#include "util/mem.h"

#define OKHTTP "/usr/share/java/okhttp.jar"
#define OKIO "/usr/share/java/okio.jar"
#define ARGUMENTS 10

static char *class_path(const char *dir)
{
	return pl_asprintf("%s:" OKHTTP ":" OKIO, dir);
}

static bool prepare(const char *dir, struct pl_buf *said)
{
	char *source = pl_path_join(getenv("PINLAB_SRCDIR"), "tests/interop/RealOkHttp.java");
	char *path = class_path(dir);
	bool ok = command_run((const char *[]){ "javac", "-proc:none", "-cp", path, "-d", dir,
						source, NULL },
			      120, said) == 0;

	free(path);
	free(source);
	return ok;
}

/* The rules of one row: each pattern with every pin. */
static char *rules_of(const struct situation *situation, size_t i)
{
	char *pins = situation_pins(situation, i, "spelling", "", ";"), *rules;

	rules = pl_asprintf("%s=%s", situation->name, pins);
	free(pins);
	return rules;
}

static void ask(const struct situation *situation, enum answer *answers, struct pl_buf *said)
{
	char *path = class_path(situation->dir), *port = pl_asprintf("%d", situation->port);
	char *clock = pl_asprintf("%" PRId64, situation->clock);
	const char **argv = pl_calloc(ARGUMENTS + situation->n + 1, sizeof(*argv));
	char **rules = pl_calloc(situation->n, sizeof(*rules));
	const char *const head[ARGUMENTS] = { "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, "RealOkHttp", situation->trust,
					      port, situation->name, clock };
	size_t before = said->len;

	for (size_t i = 0; i < ARGUMENTS; i++)
		argv[i] = head[i];
	for (size_t i = 0; i < situation->n; i++)
		argv[ARGUMENTS + i] = rules[i] = rules_of(situation, i);
	command_run(argv, 120, said);
	situation_answers(said->data ? said->data + before : "", situation->n, answers);
	for (size_t i = 0; i < situation->n; i++)
		free(rules[i]);
	free(rules);
	free(argv);
	free(clock);
	free(port);
	free(path);
}

int main(void)
{
	static const char *const programs[] = { "java", "javac", NULL };
	static const char *const files[] = { OKHTTP, OKIO, NULL };
	static const struct real_client okhttp = {
		.profile = "okhttp",
		.programs = programs,
		.files = files,
		.prepare = prepare,
		.ask = ask,
	};

	return clients_test(&okhttp);
}
