/* `pinlab key`: a backup key, its request, and its pin; or the pin of a request that is there. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/key_show.h"
#include "cli/shared.h"
#include "pki/request.h"
#include "util/cleanup.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

struct order {
	enum pl_key_alg alg;
	const char *const *names;
	size_t n_names;
	char *key_file, *request_file;
};

static void wipe(struct pl_buf *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->cap);
	pl_buf_clear(buf);
}

static bool read_algorithm(const struct pl_args *args, enum pl_key_alg *out, struct pl_error *err)
{
	const char *names[PL_KEY_OTHER], *word = pl_args_value(args, "algorithm");

	*out = PL_KEY_P256;
	if (!word || pl_key_alg_parse(word, out))
		return true;
	for (size_t i = 0; i < PL_KEY_OTHER; i++)
		names[i] = pl_key_alg_name((enum pl_key_alg)i);
	pl_cli_unknown("algorithm", word, names, PL_KEY_OTHER, err);
	return false;
}

static bool read_names(const struct pl_args *args, struct order *out, struct pl_error *err)
{
	out->names = pl_args_values(args, "name", &out->n_names);
	if (out->n_names == 0)
		return pl_error_usage(err, "no name to ask a certificate for; give one or several: "
				      "--name api.example.com");
	if (out->n_names > PL_REQUEST_NAMES_MAX)
		return pl_error_usage(err, "%zu names, and %d is the most that authorities put into "
				      "one certificate; make several keys", out->n_names,
				      PL_REQUEST_NAMES_MAX);
	for (size_t i = 0; i < out->n_names; i++) {
		if (!pl_request_check_name(out->names[i], err))
			return false;
	}
	return true;
}

/* "backup-api.example.com", or as --out says. */
static bool read_files(const struct pl_args *args, struct order *out, struct pl_error *err)
{
	const char *base = pl_args_value(args, "out"), *name = out->names[0];
	char *standard = pl_asprintf("backup-%s", pl_starts_with(name, "*.") ? name + 2 : name);
	bool ok = true;

	if (base && (pl_streq(base, "-") || !base[0] || pl_ends_with(base, "/")))
		ok = pl_error_usage(err, "--out is the beginning of two file names, like "
				    "keys/api-backup; a private key is never printed");
	out->key_file = pl_asprintf("%s.key", base ? base : standard);
	out->request_file = pl_asprintf("%s.csr", base ? base : standard);
	free(standard);
	return ok;
}

/* Neither is made where one of them is there: a key and a request of another would be a trap. */
static bool check_free(const struct order *order, struct pl_error *err)
{
	const char *files[] = { order->key_file, order->request_file };

	for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
		if (pl_exists(files[i]))
			return pl_error_environment(err, files[i], "exists already and stays as it "
						    "is; choose another name with --out");
	}
	return true;
}

/* Both or none; the key first, so that no request of a lost key is ever left. */
static bool write_both(const struct order *order, const struct pl_buf *key,
		       const struct pl_buf *request, struct pl_error *err)
{
	bool ok;

	pl_cleanup_hold();
	ok = pl_file_create(order->key_file, key->data, key->len, 0600, err);
	if (ok && !pl_file_create(order->request_file, request->data, request->len, 0644, err)) {
		unlink(order->key_file);
		ok = false;
	}
	pl_cleanup_release();
	return ok;
}

static void show(const struct pl_args *args, const struct pl_key_story *story)
{
	struct pl_buf out = PL_BUF_INIT;

	if (pl_args_has(args, "json"))
		pl_key_show_json(story, &out);
	else
		pl_key_show_text(args, story, &out);
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
}

static bool make(const struct pl_args *args, const struct order *order, struct pl_error *err)
{
	struct pl_key *key = pl_key_generate(order->alg, err);
	struct pl_buf pem = PL_BUF_INIT, request = PL_BUF_INIT;
	const struct pl_key_story story = {
		.key = key,
		.key_file = order->key_file,
		.request_file = order->request_file,
		.names = order->names,
		.n_names = order->n_names,
	};
	bool ok = key && pl_key_private_pem(key, &pem, err) &&
		  pl_request_write(key, order->names, order->n_names, &request, err) &&
		  write_both(order, &pem, &request, err);

	wipe(&pem);
	if (ok)
		show(args, &story);
	pl_buf_clear(&request);
	pl_key_free(key);
	return ok;
}

static void run_make(const struct pl_args *args, struct pl_error *err)
{
	struct order order = { 0 };

	if (read_algorithm(args, &order.alg, err) && read_names(args, &order, err) &&
	    read_files(args, &order, err) && check_free(&order, err))
		(void)make(args, &order, err);
	free(order.key_file);
	free(order.request_file);
}

/* Never a private key: what is public is enough for a pin. */
static void run_pin(const struct pl_args *args, const char *file, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	struct pl_key_story story = { .read_from = file };
	struct pl_key *key = NULL;

	if (pl_file_read(file, PL_PUBLIC_KEY_MAX, &data, err))
		key = pl_key_read_public(file,
					 (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data),
							    data.len }, err);
	/* What was refused may have been a private one. */
	wipe(&data);
	story.key = key;
	story.names = pl_args_values(args, "name", &story.n_names);
	if (key)
		show(args, &story);
	pl_key_free(key);
}

static int run_key(const struct pl_args *args, struct pl_error *err)
{
	const char *file = pl_args_value(args, "pin");

	if (file && (pl_args_has(args, "out") || pl_args_has(args, "algorithm")))
		pl_error_usage(err, "--pin makes no key, so --out and --algorithm mean nothing "
			       "beside it");
	else if (file)
		run_pin(args, file, err);
	else
		run_make(args, err);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "algorithm", .argument = "NAME",
	  .help = "ecdsa-p256 (default), rsa-2048, ..." },
	{ .name = "name", .argument = "HOST", .help = "a name for the certificate",
	  .repeats = true },
	{ .name = "out", .argument = "BASENAME", .help = "BASENAME.key and BASENAME.csr" },
	{ .name = "pin", .argument = "FILE", .help = "the pin of a request or public key" },
	{ .name = "json", .help = "as a program reads it" },
};

const struct pl_command pl_command_key = {
	.name = "key",
	.operands = "",
	.summary = "a backup key, its certificate request, and its pin in every format",
	.example = "pinlab key --name api.example.com --out api-backup\n"
		   "pinlab key --pin api-backup.csr",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 0,
	.most = 0,
	.run = run_key,
};
