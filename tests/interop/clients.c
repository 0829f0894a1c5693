/* Does a real client answer what pinlab's profile of it says? */
#include <config.h>

#include "tests/interop/clients.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define SCENARIO "tests/interop/clients.yaml"
#define LEAST 30
#define NSS_WRAPPER "libnss_wrapper.so"

char *situation_pins(const struct situation *situation, size_t i, const char *key,
		     const char *prefix, const char *separator)
{
	const struct pl_node *pins = pl_node_get(situation->rows[i], "pins", NULL);
	struct pl_buf out = PL_BUF_INIT;

	for (size_t k = 0; k < pins->n; k++) {
		const char *text = exported_text(pins->items[k], key ? key : "spelling");

		if (!key && pl_starts_with(text, "sha256/"))
			text += strlen("sha256/");
		pl_buf_printf(&out, "%s%s%s", k ? separator : "", prefix, text);
	}
	return pl_buf_take(&out);
}

void situation_answers(const char *said, size_t n, enum answer *answers)
{
	static const char *const words[] = { "accepts", "pins", "chain" };
	static const enum answer meanings[] = { ANSWER_ACCEPTS, ANSWER_REFUSES_PINS,
						ANSWER_REFUSES_CHAIN };

	for (size_t i = 0; i < n; i++) {
		said = strstr(said, "answer ");
		if (!said)
			return;
		said += strlen("answer ");
		for (size_t k = 0; k < PL_ARRAY_LEN(words); k++)
			if (pl_starts_with(said, words[k]))
				answers[i] = meanings[k];
	}
}

char *situation_faketime(const struct situation *situation)
{
	char at[PL_TIME_TEXT];

	pl_time_format(situation->clock, at);
	at[10] = ' ';
	at[19] = '\0';
	return pl_asprintf("@%s", at);
}

void situation_resolve(const struct situation *situation)
{
	char *hosts = pl_path_join(situation->dir, "hosts");
	char *line = pl_asprintf("127.0.0.1 %s\n", situation->name);
	struct pl_error err = PL_ERROR_INIT;

	if (pl_file_write(hosts, line, strlen(line), 0600, &err))
		setenv("NSS_WRAPPER_HOSTS", hosts, 1);
	pl_error_clear(&err);
	setenv("LD_PRELOAD", NSS_WRAPPER, 1);
	free(line);
	free(hosts);
}

/* What pinlab says, in the words of an answer. */
static enum answer wanted(const struct pl_node *row)
{
	const char *verdict = exported_text(row, "verdict");
	const char *reason = exported_text(row, "reason");

	if (pl_streq(verdict, "survives") || pl_streq(verdict, "intercepted"))
		return ANSWER_ACCEPTS;
	return pl_streq(reason, "pin-mismatch") || pl_streq(reason, "pins-invalid")
		       ? ANSWER_REFUSES_PINS
		       : ANSWER_REFUSES_CHAIN;
}

static const char *answer_words(enum answer answer)
{
	static const char *const words[] = { "accepts", "refuses by its pins", "refuses the chain",
					     "refuses", "does not answer" };

	return words[answer];
}

static bool agrees(enum answer got, enum answer want)
{
	return got == want || (got == ANSWER_REFUSES && (want == ANSWER_REFUSES_PINS ||
							 want == ANSWER_REFUSES_CHAIN));
}

struct tour {
	const struct real_client *client;
	const struct exported_step *step;
	const char *dir, *scenario;
	const char *attack; /* NULL: the honest host */
	const struct pl_node *all; /* rows of the step, or of the attack there */
	size_t asked;
};

static void compare(struct tour *tour, const struct situation *situation,
		    const enum answer *answers, const struct pl_buf *said)
{
	for (size_t i = 0; i < situation->n; i++) {
		const struct pl_node *row = situation->rows[i];
		enum answer want = wanted(row);
		bool ok = agrees(answers[i], want);

		tour->asked++;
		tap_ok(ok, "step %s %s%s%s, %s: %s (%s)", exported_text(tour->step->root, "index"),
		       exported_text(tour->step->root, "title"), tour->attack ? ", " : "",
		       tour->attack ? tour->attack : "", exported_text(row, "strategy"),
		       answer_words(want), exported_text(row, "reason"));
		if (!ok)
			tap_note("it %s; it said: %s", answer_words(answers[i]), pl_buf_str(said));
	}
}

/* The device's roots, and the anchor of the path where that is the user's own. */
static char *write_trust(const struct tour *tour, const struct pl_node *row)
{
	char *device = pl_asprintf("devices/%s/trust.pem", exported_text(row, "device"));
	char *trust = exported_path(tour->step, device);
	char *both = pl_path_join(tour->dir, "trust.pem"), *anchor = NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf pem = PL_BUF_INIT;
	bool ok = pl_file_read(trust, 1u << 20, &pem, &err);

	if (exported_text(row, "anchor"))
		anchor = exported_path(tour->step, exported_text(row, "anchor"));
	if (anchor)
		ok = ok && pl_file_read(anchor, 1u << 20, &pem, &err);
	ok = ok && pl_file_write(both, pem.data, pem.len, 0600, &err);
	if (!ok)
		tap_ok(false, "roots of the device: %s", err.text);
	pl_error_clear(&err);
	pl_buf_clear(&pem);
	free(anchor);
	free(trust);
	free(device);
	return both;
}

/* "attacks/own-ca/chain-2.pem" has its key beside it, "attacks/own-ca/key-2.pem". */
static char *key_beside(const char *chain)
{
	const char *slash = strrchr(chain, '/');

	return pl_asprintf("%.*s/key%s", (int)(slash - chain), chain, slash + strlen("/chain"));
}

/* Rows that meet one chain, of one name and one device's clock. */
static void meet(struct tour *tour, const struct pl_node *const *rows, size_t n)
{
	char *chain = exported_path(tour->step, exported_text(rows[0], "presented"));
	char *key = key_beside(chain), *trust = write_trust(tour, rows[0]);
	struct situation situation = {
		.dir = tour->dir,
		.name = exported_text(rows[0], "name"),
		.port = server_port(),
		.clock = exported_time(rows[0], "clock"),
		.trust = trust,
		.rows = rows,
		.n = n,
	};
	enum answer *answers = pl_calloc(n, sizeof(*answers));
	struct pl_buf said = PL_BUF_INIT;
	const struct served served = {
		.scenario = tour->scenario,
		.step = exported_text(tour->step->root, "index"),
		.attack = tour->attack,
		.rows = tour->all,
		.presented = exported_text(rows[0], "presented"),
		.chain = chain,
		.key = key,
		.port = situation.port,
	};
	bool shows = server_shows(&served);
	pid_t server = shows ? server_start(&served) : 0;

	for (size_t i = 0; i < n; i++)
		answers[i] = ANSWER_NONE;
	if (server > 0)
		tour->client->ask(&situation, answers, &said);
	else
		pl_buf_puts(&said, "the server did not start");
	command_stop(server);
	if (shows)
		compare(tour, &situation, answers, &said);
	pl_buf_clear(&said);
	free(answers);
	free(trust);
	free(key);
	free(chain);
}

static bool is_ours(const struct tour *tour, const struct pl_node *row)
{
	const struct pl_node *client = pl_node_get(row, "client", NULL);

	return pl_starts_with(exported_text(client, "name"), tour->client->profile);
}

static bool same_text(const struct pl_node *a, const struct pl_node *b, const char *key)
{
	return pl_streq(exported_text(a, key), exported_text(b, key));
}

static bool meets_same(const struct pl_node *a, const struct pl_node *b)
{
	return same_text(a, b, "presented") && same_text(a, b, "name") &&
	       same_text(a, b, "device") && same_text(a, b, "clock") && same_text(a, b, "anchor");
}

static void tour_rows(struct tour *tour, const struct pl_node *rows)
{
	const struct pl_node **group = pl_calloc(rows->n, sizeof(*group));
	bool *done = pl_calloc(rows->n, sizeof(*done));

	tour->all = rows;
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = 0;

		for (size_t k = i; k < rows->n; k++) {
			if (done[k] || !is_ours(tour, rows->items[k]) ||
			    !exported_text(rows->items[k], "presented") ||
			    (n > 0 && !meets_same(rows->items[k], group[0])))
				continue;
			done[k] = true;
			group[n++] = rows->items[k];
		}
		if (n > 0)
			meet(tour, group, n);
	}
	free(done);
	free(group);
}

static void tour_step(struct tour *tour, const struct exported_step *step)
{
	const struct pl_node *attacks = pl_node_get(step->root, "attacks", NULL);

	tour->step = step;
	tour->attack = NULL;
	tour_rows(tour, pl_node_get(step->root, "rows", NULL));
	/* What attackers send is the same at each step but for their victims' keys. */
	for (size_t i = 0; attacks && i < attacks->n && step->root && tour->asked > 0 &&
			   pl_streq(exported_text(step->root, "index"), "0");
	     i++) {
		tour->attack = exported_text(attacks->items[i], "attack");
		tour_rows(tour, pl_node_get(attacks->items[i], "rows", NULL));
	}
}

static const char *missing(const struct real_client *client)
{
	if (!command_exists("openssl"))
		return "openssl";
	for (size_t i = 0; client->programs[i]; i++)
		if (!command_exists(client->programs[i]))
			return client->programs[i];
	for (size_t i = 0; client->files && client->files[i]; i++)
		if (access(client->files[i], R_OK) != 0)
			return client->files[i];
	return NULL;
}

static void tour_all(struct tour *tour)
{
	char *scenario = pl_path_join(getenv("PINLAB_SRCDIR"), SCENARIO);
	struct pl_buf said = PL_BUF_INIT;
	struct exported exported;
	bool made = exported_make(&exported, scenario);

	tour->dir = exported.dir;
	tour->scenario = scenario;
	if (made && tour->client->prepare && !tour->client->prepare(tour->dir, &said)) {
		tap_ok(false, "%s can be asked: %s", tour->client->profile, pl_buf_str(&said));
		made = false;
	}
	for (size_t i = 0; made && i < exported.n; i++)
		tour_step(tour, &exported.steps[i]);
	tap_ok(tour->asked >= LEAST, "%s was asked about %zu situations, at least %d",
	       tour->client->profile, tour->asked, LEAST);
	exported_clear(&exported);
	pl_buf_clear(&said);
	free(scenario);
}

int clients_test(const struct real_client *client)
{
	struct tour tour = { .client = client };
	const char *absent = missing(client);

	if (absent) {
		char *why = pl_asprintf("%s is not installed", absent);

		tap_skip(client->profile, why);
		free(why);
	} else {
		tour_all(&tour);
	}
	return tap_done();
}
