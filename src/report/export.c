/* How the export folder is written: under another name first, then renamed, or not at all. */
#include <config.h>

#include "report/export.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/ct.h"
#include "report/export_parts.h"
#include "report/result_json.h"
#include "util/cleanup.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct writer {
	char *root; /* the temporary folder */
	const struct pl_export_options *options;
	struct pl_export_notes *notes;
	struct pl_error *err;
};

/* Syncing each file would cost more than all the rest; the folder is new and
 * gets its name only when every byte was accepted. */
static bool put_file(struct writer *w, const char *folder, const char *name,
		     const struct pl_buf *data, mode_t mode)
{
	char *dir = pl_path_join(w->root, folder), *path = pl_path_join(dir, name);
	char *parent = pl_path_dir(path);
	/* No single file takes long, so a signal that waits is noticed soon. */
	bool ok = (!pl_cleanup_waiting() ||
		   pl_error_environment(w->err, w->root, "ended by a signal")) &&
		  pl_dir_make(parent, mode == 0600 ? 0700 : 0777, w->err);
	int fd = ok ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode) : -1;
	size_t done = 0;

	errno = ok ? errno : 0;
	while (fd >= 0 && done < data->len) {
		ssize_t put = write(fd, data->data + done, data->len - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			break;
		done += (size_t)put;
	}
	if (ok && (fd < 0 || done < data->len || close(fd) != 0)) {
		ok = pl_error_environment(w->err, path, "cannot write: %s", pl_file_reason(errno));
		if (fd >= 0 && done < data->len)
			close(fd);
	}
	w->notes->files += ok;
	free(parent);
	free(dir);
	free(path);
	return ok;
}

static bool put_certs(struct writer *w, const char *folder, const char *name,
		      struct pl_cert *const *certs, size_t n)
{
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	for (size_t i = 0; i < n; i++)
		pl_cert_pem(certs[i], &pem);
	ok = put_file(w, folder, name, &pem, 0666);
	pl_buf_clear(&pem);
	return ok;
}

/* RFC 2606 and 6761, and loopback: names that nobody's real traffic goes to. */
static bool is_reserved(const char *name)
{
	static const char *const tops[] = { ".test",       ".example",     ".invalid",
					    ".localhost",  ".example.com", ".example.net",
					    ".example.org" };

	for (size_t i = 0; i < PL_ARRAY_LEN(tops); i++) {
		if (pl_ends_with(name, tops[i]) || strcmp(name, tops[i] + 1) == 0)
			return true;
	}
	if (pl_starts_with(name, "127.") && strspn(name, "0123456789.") == strlen(name))
		return true;
	return strcmp(name, "::1") == 0;
}

static bool all_reserved(const struct pl_host *host)
{
	for (size_t i = 0; i < host->n_names; i++) {
		if (!is_reserved(host->names[i]))
			return false;
	}
	return true;
}

static bool put_key(struct writer *w, const char *folder, const struct pl_export_chain *chain)
{
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	if (!w->options->with_keys || !chain->key)
		return true;
	if (!all_reserved(chain->host)) {
		w->notes->keys_refused += pl_starts_with(chain->file, "hosts/");
		return true;
	}
	ok = pl_key_private_pem(chain->key, &pem, w->err) &&
	     put_file(w, folder, chain->key_file, &pem, 0600);
	w->notes->keys += ok;
	/* Not optimised away: the bytes are reachable until they are freed. */
	if (pem.data)
		explicit_bzero(pem.data, pem.cap);
	pl_buf_clear(&pem);
	return ok;
}

/* What the device trusts at this moment, by the true clock: its own roots, or its user's. */
static bool put_roots(struct writer *w, const struct pl_export_step *step,
		      const struct pl_device *device, bool user)
{
	char *name = pl_export_name(device->name);
	char *file = pl_asprintf("devices/%s/%s.pem", name, user ? "user" : "trust");
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	for (size_t i = 0; i < device->n_trust; i++) {
		const struct pl_trust *trust = &device->trust[i];
		bool from = trust->from == PL_TIME_NONE || trust->from <= step->step->at;
		bool until = trust->until == PL_TIME_NONE || step->step->at < trust->until;

		if (trust->user == user && from && until)
			pl_cert_pem(trust->cert, &pem);
	}
	ok = (user && pem.len == 0) || put_file(w, step->folder, file, &pem, 0666);
	pl_buf_clear(&pem);
	free(file);
	free(name);
	return ok;
}

static bool put_trust(struct writer *w, const struct pl_export_step *step,
		      const struct pl_device *device)
{
	return put_roots(w, step, device, false) && put_roots(w, step, device, true);
}

/* A step without logs has neither file. */
static bool put_logs(struct writer *w, const struct pl_export_step *step)
{
	const struct pl_world *world = step->step->world;
	struct pl_buf list = PL_BUF_INIT, heads = PL_BUF_INIT;
	bool ok;

	if (!world->ct || world->ct->n_logs == 0)
		return true;
	pl_export_log_list(world, &list);
	ok = pl_export_log_heads(world, &heads, w->err) &&
	     put_file(w, step->folder, "logs.cnf", &list, 0666) &&
	     put_file(w, step->folder, "logs.json", &heads, 0666);
	pl_buf_clear(&list);
	pl_buf_clear(&heads);
	return ok;
}

/* What a device that asks learns of revocation. */
static bool put_crls(struct writer *w, const struct pl_export_step *step,
		     const struct pl_device *device)
{
	char *file = pl_export_crls_file(device);
	struct pl_buf pem = PL_BUF_INIT;
	bool ok = !file || (pl_export_crls(step, device, &pem, w->err) &&
			    put_file(w, step->folder, file, &pem, 0666));

	pl_buf_clear(&pem);
	free(file);
	return ok;
}

static bool put_staple(struct writer *w, const struct pl_export_step *step,
		       const struct pl_export_chain *chain)
{
	char *file = pl_export_staple_file(step, chain->chain);
	struct pl_buf der = PL_BUF_INIT;
	bool ok = !file || (pl_export_staple(step, chain, &der, w->err) &&
			    put_file(w, step->folder, file, &der, 0666));

	pl_buf_clear(&der);
	free(file);
	return ok;
}

static bool put_step(struct writer *w, const struct pl_export_step *step)
{
	const struct pl_world *world = step->step->world;
	struct pl_buf json = PL_BUF_INIT;
	bool ok;

	pl_export_step_json(step, &json);
	ok = put_file(w, step->folder, "step.json", &json, 0666);
	pl_buf_clear(&json);
	/* Keys first: they make their folders private. */
	for (size_t i = 0; ok && i < step->n_chains; i++)
		ok = put_key(w, step->folder, &step->chains[i]);
	for (size_t i = 0; ok && i < step->n_chains; i++)
		ok = put_certs(w, step->folder, step->chains[i].file, step->chains[i].chain->certs,
			       step->chains[i].chain->n);
	for (size_t i = 0; ok && i < step->n_chains; i++)
		ok = put_staple(w, step, &step->chains[i]);
	for (size_t i = 0; ok && i < world->n_devices; i++)
		ok = put_trust(w, step, world->devices[i]) && put_crls(w, step, world->devices[i]);
	ok = ok && put_logs(w, step);
	for (size_t i = 0; ok && i < step->n_paths; i++) {
		const struct pl_path *path = step->paths[i].path;

		ok = put_certs(w, step->folder, step->paths[i].file, path->certs, path->n) &&
		     put_certs(w, step->folder, step->paths[i].anchor, path->certs + path->n - 1,
			       1);
	}
	return ok;
}

static bool put_run(struct writer *w, const struct pl_result *result)
{
	struct pl_tally tally = { 0 };
	struct pl_buf json = PL_BUF_INIT;
	bool ok;

	pl_tally_add(&tally, result);
	pl_result_json_head(&json);
	pl_result_json_run(&json, result, true);
	pl_result_json_foot(&json, &tally);
	ok = put_file(w, ".", "run.json", &json, 0666);
	pl_buf_clear(&json);
	return ok;
}

/* For whoever finds the folder later. */
static bool put_readme(struct writer *w)
{
	static const char text[] =
		"What pinlab found in a scenario, step by step. Nothing here is real: every CA\n"
		"certificate says SIMULATION (pinlab), and none may be trusted anywhere.\n"
		"\n"
		"run.json                      everything, as 'pinlab run --report json' says it\n"
		"steps/NNN-EVENT/step.json     the second, and every verdict with its pins\n"
		"  hosts/NAME/chain.pem        what the host presents, leaf first\n"
		"  attacks/NAME/chain.pem      what the attacker presents\n"
		"  hosts/NAME/staple.der       the OCSP answer that it staples\n"
		"  devices/NAME/trust.pem      the roots that the device trusts\n"
		"  devices/NAME/user.pem       those that its user installed, if any\n"
		"  devices/NAME/crls.pem       what it learns of revocation, as lists\n"
		"  paths/N.pem                 the path behind a verdict, leaf to anchor\n"
		"  paths/N-anchor.pem          its anchor alone\n"
		"  logs.cnf                    the logs' keys, for openssl s_client -ctlogfile\n"
		"  logs.json                   their signed tree heads (RFC 6962)\n"
		"\n"
		"'pinlab export SCENARIO DIR --explain-commands' prints the openssl lines that\n"
		"repeat each verdict with these files.\n";
	struct pl_buf data = PL_BUF_INIT;
	bool ok;

	pl_buf_puts(&data, text);
	ok = put_file(w, ".", "README.txt", &data, 0666);
	pl_buf_clear(&data);
	return ok;
}

static bool put_all(struct writer *w, const struct pl_run *run, const struct pl_result *result)
{
	bool ok = put_readme(w) && put_run(w, result);

	for (size_t i = 0; ok && i < run->n_steps; i++) {
		struct pl_export_step step;

		pl_export_step_init(&step, run, run->steps[i]);
		ok = put_step(w, &step);
		pl_export_step_clear(&step);
	}
	return ok;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

/* Nothing there yet, or an empty folder, which a rename replaces. */
static bool check_target(const char *dir, struct pl_error *err)
{
	char **names;
	size_t n;

	if (!pl_exists(dir))
		return true;
	if (!pl_is_dir(dir))
		return pl_error_environment(err, dir, "this is a file; name a new or empty folder");
	if (!pl_dir_list(dir, &names, &n, err))
		return false;
	pl_names_free(names, n);
	return n == 0 ||
	       pl_error_environment(err, dir, "the folder is not empty; name a new or empty one");
}

/* A new folder beside the wanted one, so that the rename stays on one disk. */
static char *make_temp(const char *dir, struct pl_error *err)
{
	size_t len = strlen(dir);
	char *temp, *parent;
	bool ok;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	temp = pl_asprintf("%.*s.XXXXXX", (int)len, dir);
	parent = pl_path_dir(temp);
	ok = pl_is_dir(parent) || pl_dir_make(parent, 0777, err);
	if (ok && !mkdtemp(temp))
		ok = pl_error_environment(err, dir, "cannot make a folder beside it: %s",
					  pl_file_reason(errno));
	free(parent);
	if (!ok) {
		free(temp);
		return NULL;
	}
	return temp;
}

/* mkdtemp makes 0700; without keys the folder is as open as any other. */
static void open_up(const char *temp, bool with_keys)
{
	mode_t mask = umask(0);

	umask(mask);
	if (!with_keys)
		(void)!chmod(temp, 0777 & ~mask);
}

bool pl_export(const struct pl_run *run, const struct pl_result *result, const char *dir,
	       const struct pl_export_options *options, struct pl_export_notes *notes,
	       struct pl_error *err)
{
	struct writer w = { .options = options, .notes = notes, .err = err };
	bool ok;

	*notes = (struct pl_export_notes){ 0 };
	if (!check_target(dir, err))
		return false;
	/* A folder of files is too much for a signal's handler to remove. */
	pl_cleanup_hold();
	w.root = make_temp(dir, err);
	ok = w.root && put_all(&w, run, result);
	if (ok) {
		open_up(w.root, options->with_keys);
		if (rename(w.root, dir) != 0)
			ok = pl_error_environment(err, dir,
						  "cannot rename the finished folder to it: %s",
						  pl_file_reason(errno));
	}
	if (!ok && w.root)
		nftw(w.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	pl_cleanup_release();
	free(w.root);
	return ok;
}
