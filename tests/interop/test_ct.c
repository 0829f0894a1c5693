/*
 * Does another program accept the timestamps that the lab's logs sign? openssl
 * s_server presents a leaf that carries them, and openssl s_client -ct says of each what it
 * makes of it (it never ends a connection for that).
 */
#include <config.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pki/cert.h"
#include "pki/sct.h"
#include "tests/interop/command.h"
#include "tests/interop/exported.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define LOGS 2
/* openssl compares timestamps with the real clock, so they lie a thousand years ahead of it. */
#define FAR_AHEAD (1000 * 365 * INT64_C(86400))

static struct {
	char dir[40];
	char *root, *leaf, *ahead, *plain, *key, *list, *wrong_list, *half_list;
} files;

static char *file(const char *name)
{
	return pl_path_join(files.dir, name);
}

static char *write_file(const char *name, struct pl_buf *text)
{
	struct pl_error err = PL_ERROR_INIT;
	char *path = file(name);

	issue_need(pl_file_write(path, pl_buf_str(text), text->len, 0600, &err), &err);
	pl_buf_clear(text);
	return path;
}

static char *write_cert(const char *name, struct pl_cert *cert)
{
	struct pl_buf pem = PL_BUF_INIT;

	pl_cert_pem(cert, &pem);
	return write_file(name, &pem);
}

/* OpenSSL's CTLOG_STORE: names of sections, each with a key. */
static char *write_logs(const char *name, struct pl_key *const *logs, size_t n)
{
	struct pl_buf text = PL_BUF_INIT;

	pl_buf_puts(&text, "enabled_logs = ");
	for (size_t i = 0; i < n; i++)
		pl_buf_printf(&text, "%slog%zu", i ? "," : "", i);
	pl_buf_putc(&text, '\n');
	for (size_t i = 0; i < n; i++) {
		struct pl_bytes spki = pl_key_spki(logs[i]);
		char *base64 = pl_malloc(PL_BASE64_LEN(spki.len) + 1);

		pl_buf_printf(&text, "[log%zu]\ndescription = log %zu\nkey = %s\n", i, i,
			      pl_base64(spki.data, spki.len, base64));
		free(base64);
	}
	return write_file(name, &text);
}

static void make(struct pl_pki *pki)
{
	static const char *const names[] = { "api.example.test" };
	struct pl_key *root_key = issue_key(pki, "root#1", PL_KEY_P256);
	struct pl_key *leaf_key = issue_key(pki, "leaf#1", PL_KEY_P256);
	struct pl_key *logs[LOGS] = { issue_key(pki, "log-1", PL_KEY_P256),
				      issue_key(pki, "log-2", PL_KEY_P256) };
	struct pl_key *strangers[] = { issue_key(pki, "log-3", PL_KEY_P256) };
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_cert_request request = {
		.subject = "CN=api.example.test",
		.subject_key = leaf_key,
		.issuer = root,
		.issuer_key = root_key,
		.serial_name = "leaf#1",
		.not_before = ISSUE_FROM,
		.not_after = ISSUE_FROM + 90 * 86400 - 1,
		.dns = names,
		.n_dns = 1,
		.logs = logs,
		.n_logs = LOGS,
	};
	struct pl_cert *leaf = issue(pki, &request), *ahead, *plain;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf pem = PL_BUF_INIT;

	request.logged_after = FAR_AHEAD;
	ahead = issue(pki, &request);
	request.n_logs = 0;
	plain = issue(pki, &request);
	files.root = write_cert("root.pem", root);
	files.leaf = write_cert("leaf.pem", leaf);
	files.ahead = write_cert("ahead.pem", ahead);
	files.plain = write_cert("plain.pem", plain);
	issue_need(pl_key_private_pem(leaf_key, &pem, &err), &err);
	files.key = write_file("key.pem", &pem);
	files.list = write_logs("logs.cnf", logs, LOGS);
	files.half_list = write_logs("half.cnf", logs, 1);
	files.wrong_list = write_logs("wrong.cnf", strangers, 1);
	pl_cert_unref(root);
	pl_cert_unref(leaf);
	pl_cert_unref(ahead);
	pl_cert_unref(plain);
}

#define STATUS "SCT validation status: "

static const struct {
	const char *what;
	char **cert, **list;
	unsigned valid, unknown, invalid; /* timestamps */
} cases[] = {
	{ "timestamps of logs that it knows are valid", &files.leaf, &files.list, 2, 0, 0 },
	{ "of two logs of which it knows one, one is", &files.leaf, &files.half_list, 1, 1, 0 },
	{ "with a list of other logs none is", &files.leaf, &files.wrong_list, 0, 2, 0 },
	{ "those of a time that lies ahead are invalid", &files.ahead, &files.list, 0, 0, 2 },
	{ "a leaf without timestamps has none", &files.plain, &files.list, 0, 0, 0 },
};

static unsigned count(const char *text, const char *words)
{
	unsigned n = 0;

	while ((text = strstr(text, words)) != NULL) {
		text += strlen(words);
		n++;
	}
	return n;
}

static bool says(size_t i, const char *said)
{
	return count(said, STATUS "valid") == cases[i].valid &&
	       count(said, STATUS "unknown log") == cases[i].unknown &&
	       count(said, STATUS "invalid") == cases[i].invalid &&
	       count(said, STATUS) == cases[i].valid + cases[i].unknown + cases[i].invalid &&
	       count(said, "SCTs present") == 1 && count(said, "Verification: OK") == 1;
}

static void ask(size_t i)
{
	int port = command_free_port();
	char *accept = pl_asprintf("127.0.0.1:%d", port);
	char *at = pl_asprintf("%" PRId64, ISSUE_FROM + 86400);
	struct pl_buf said = PL_BUF_INIT;
	pid_t server = command_serve((const char *[]){ "openssl", "s_server", "-accept", accept,
						       "-cert", *cases[i].cert, "-key", files.key,
						       "-www", "-quiet", NULL }, port);
	int got = command_run((const char *[]){ "openssl", "s_client", "-connect", accept,
						"-servername", "api.example.test", "-no-CApath",
						"-no-CAstore", "-CAfile", files.root, "-attime", at,
						"-verify_return_error", "-ct", "-ctlogfile",
						*cases[i].list, NULL }, 20, &said);
	/* What it finds wrong stays among its errors and makes its exit code. */
	bool met = server > 0 && got == (cases[i].invalid > 0) &&
		   says(i, pl_buf_str(&said));

	tap_ok(met, "openssl s_client -ct: %s", cases[i].what);
	if (!met)
		tap_note("exit %d: %s", got, pl_buf_str(&said));
	command_stop(server);
	pl_buf_clear(&said);
	free(at);
	free(accept);
}

/* What an export says of its hosts' leaves holds against the list of logs beside them. */
static void ask_exported(const struct exported_step *step)
{
	char *chain = exported_path(step, "hosts/api/chain.pem"),
	     *key = exported_path(step, "hosts/api/key.pem"),
	     *trust = exported_path(step, "devices/phone/trust.pem"),
	     *list = exported_path(step, "logs.cnf");
	int port = command_free_port();
	char *accept = pl_asprintf("127.0.0.1:%d", port);
	char *at = pl_asprintf("%" PRId64, exported_time(step->root, "time") + 1);
	struct pl_buf said = PL_BUF_INIT;
	pid_t server = command_serve((const char *[]){ "openssl", "s_server", "-accept", accept,
						       "-cert", chain, "-key", key, "-cert_chain",
						       chain, "-www", "-quiet", NULL }, port);
	int got = command_run((const char *[]){ "openssl", "s_client", "-connect", accept,
						"-servername", "api.example.test", "-no-CApath",
						"-no-CAstore", "-CAfile", trust, "-attime", at,
						"-verify_return_error", "-ct", "-ctlogfile", list,
						NULL }, 20, &said);
	bool met = server > 0 && got == 0 && count(pl_buf_str(&said), STATUS "valid") == 2 &&
		   count(pl_buf_str(&said), STATUS) == 2;

	tap_ok(met, "openssl s_client -ct: both timestamps of an exported leaf are valid");
	if (!met)
		tap_note("exit %d: %s", got, pl_buf_str(&said));
	command_stop(server);
	pl_buf_clear(&said);
	free(at);
	free(accept);
	free(list);
	free(trust);
	free(key);
	free(chain);
}

static void test_exported(void)
{
	char *scenario = pl_path_join(getenv("PINLAB_SRCDIR"),
				      "scenarios/situations/s13-root-ct-caa.yaml");
	struct exported exported;

	if (exported_make(&exported, scenario))
		ask_exported(&exported.steps[0]);
	exported_clear(&exported);
	free(scenario);
}

static void sweep(void)
{
	char **const paths[] = { &files.root, &files.leaf, &files.ahead,     &files.plain,
				 &files.key,  &files.list, &files.half_list, &files.wrong_list };

	for (size_t i = 0; i < PL_ARRAY_LEN(paths); i++) {
		unlink(*paths[i]);
		free(*paths[i]);
	}
	rmdir(files.dir);
}

int main(void)
{
	struct pl_pki *pki;

	if (!command_exists("openssl")) {
		tap_skip("openssl accepts the lab's timestamps", "openssl is not installed");
		return tap_done();
	}
	strcpy(files.dir, "/tmp/pinlab-ct-XXXXXX");
	if (!mkdtemp(files.dir)) {
		tap_ok(false, "a folder for the files can be made");
		return tap_done();
	}
	pki = pl_pki_new(1);
	make(pki);
	for (size_t i = 0; i < PL_ARRAY_LEN(cases); i++)
		ask(i);
	sweep();
	test_exported();
	pl_pki_free(pki);
	return tap_done();
}
