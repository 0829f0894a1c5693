/* Which chains, roots and pin files does the command line name? */
#include <config.h>

#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "cli/certs.h"
#include "cli/shared.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

static bool find_client(const char *word, const struct pl_client **out, struct pl_error *err)
{
	const char *names[64];
	size_t n;
	const struct pl_client *const *all = pl_clients(&n);

	*out = pl_client_find(word);
	for (size_t i = 0; i < n && i < PL_ARRAY_LEN(names); i++)
		names[i] = all[i]->name;
	if (!*out)
		pl_cli_unknown("client", word, names, n, err);
	return *out;
}

/* --client FILE=NAME counts for that file, --client NAME for every other. */
static bool client_of(const struct pl_args *args, const char *file, const struct pl_client **out,
		      struct pl_error *err)
{
	size_t n;
	const char *const *values = pl_args_values(args, "client", &n);
	const char *word = NULL;

	*out = NULL;
	for (size_t i = 0; i < n; i++) {
		const char *equals = strrchr(values[i], '=');
		size_t len = equals ? (size_t)(equals - values[i]) : 0;

		if (!equals)
			word = word ? word : values[i];
		else if (strlen(file) == len && strncmp(file, values[i], len) == 0)
			return find_client(equals + 1, out, err);
	}
	return !word || find_client(word, out, err);
}

bool pl_cli_is_pin_file(const struct pl_args *args, const char *name, size_t len)
{
	size_t n;
	const char *const *files = pl_args_values(args, "pins", &n);

	for (size_t i = 0; i < n; i++) {
		if (strlen(files[i]) == len && memcmp(files[i], name, len) == 0)
			return true;
	}
	return false;
}

/* A client for a file that is not there would go unheard. */
static bool check_clients(const struct pl_args *args, struct pl_error *err)
{
	size_t n;
	const char *const *values = pl_args_values(args, "client", &n);

	for (size_t i = 0; i < n; i++) {
		const char *equals = strrchr(values[i], '=');

		if (equals && !pl_cli_is_pin_file(args, values[i], (size_t)(equals - values[i])))
			return pl_error_usage(err, "--client %s is for the file '%.*s', which no "
					      "--pins names; write it as --pins does", values[i],
					      (int)(equals - values[i]), values[i]);
	}
	return true;
}

static bool read_pins(const struct pl_args *args, struct pl_inputs *inputs, const char *file,
		      struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_client *client;
	struct pl_buf data = PL_BUF_INIT;
	struct pl_bytes text;
	bool ok = client_of(args, file, &client, &err) &&
		  pl_file_read(file, PL_PINFILE_MAX, &data, &err);

	text = (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len };
	ok = ok && pl_cli_check_key(file, text, PL_CLI_KEYS_REFUSE, &err) &&
	     pl_inputs_pins(inputs, file, text, NULL, client, errors);
	pl_errors_take(errors, &err);
	pl_buf_clear(&data);
	return ok;
}

static bool read_roots(const struct pl_args *args, struct pl_inputs *inputs, const char *file,
		       struct pl_error *err)
{
	struct pl_cert_list list = { 0 };
	bool ok = pl_cli_certs(args, file, PL_CLI_KEYS_REFUSE, &list, err);

	if (ok)
		pl_inputs_trust(inputs, &list);
	pl_cert_list_clear(&list);
	return ok;
}

static bool is_root_name(const char *name)
{
	return pl_ends_with(name, ".pem") || pl_ends_with(name, ".crt") ||
	       pl_ends_with(name, ".cer") || pl_ends_with(name, ".der");
}

static bool read_folder(const struct pl_args *args, struct pl_inputs *inputs, const char *folder,
			struct pl_error *err)
{
	size_t n, before = inputs->anchors.n;
	char **names;
	bool ok;

	if (!pl_dir_list(folder, &names, &n, err))
		return false;
	ok = true;
	for (size_t i = 0; ok && i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		ok = !is_root_name(names[i]) || pl_is_dir(path) ||
		     read_roots(args, inputs, path, err);
		free(path);
	}
	pl_names_free(names, n);
	if (ok && inputs->anchors.n == before)
		return pl_error_input(err, (struct pl_pos){ .file = folder },
				      "no root in this folder: no *.pem, *.crt, *.cer or *.der");
	return ok;
}

static bool read_chain(const struct pl_args *args, struct pl_inputs *inputs, const char *file,
		       struct pl_error *err)
{
	struct pl_cert_list list = { 0 };
	bool ok = pl_cli_certs(args, file, PL_CLI_KEYS_REFUSE, &list, err);

	if (ok)
		pl_inputs_chain(inputs, file, &list);
	pl_cert_list_clear(&list);
	return ok;
}

bool pl_cli_inputs_read(const struct pl_args *args, struct pl_inputs *inputs, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	const char *const *values;
	size_t n;

	if (!check_clients(args, err))
		return false;
	values = pl_args_values(args, "trust", &n);
	for (size_t i = 0; i < n; i++) {
		struct pl_error one = PL_ERROR_INIT;

		if (pl_is_dir(values[i]) ? !read_folder(args, inputs, values[i], &one)
					 : !read_roots(args, inputs, values[i], &one))
			pl_errors_take(&errors, &one);
	}
	values = pl_args_values(args, "chain", &n);
	for (size_t i = 0; i < n; i++) {
		struct pl_error one = PL_ERROR_INIT;

		if (!read_chain(args, inputs, values[i], &one))
			pl_errors_take(&errors, &one);
	}
	values = pl_args_values(args, "pins", &n);
	for (size_t i = 0; i < n; i++)
		(void)!read_pins(args, inputs, values[i], &errors);
	pl_cli_take_errors(&errors, err);
	return err->kind == PL_ERROR_NONE;
}

bool pl_cli_inputs_ready(const struct pl_args *args, struct pl_inputs *inputs, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	char **names = pl_args_words(args, "host");
	size_t n = 0;
	bool ok;

	while (names && names[n])
		n++;
	ok = pl_inputs_ready(inputs, (const char *const *)names, n, &errors);
	pl_words_free(names);
	pl_cli_take_errors(&errors, err);
	return ok;
}
