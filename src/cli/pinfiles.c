/* Which pins are in the files that a command line names? */
#include <config.h>

#include "cli/pinfiles.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/certs.h"
#include "cli/shared.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

bool pl_cli_is_certs(const struct pl_pinfile *pinfile)
{
	return pl_streq(pinfile->format->name, "certificates");
}

bool pl_cli_is_cert_name(const char *name)
{
	static const char *const ends[] = { ".pem", ".crt", ".cer", ".der",
					    ".p7b", ".p7c", ".p12", ".pfx" };
	size_t len = strlen(name);

	for (size_t i = 0; i < PL_ARRAY_LEN(ends); i++) {
		if (len > strlen(ends[i]) &&
		    strcasecmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	}
	return false;
}

static bool has_option(const struct pl_args *args, const char *option)
{
	for (size_t i = 0; i < args->command->n_options; i++) {
		if (pl_streq(args->command->options[i].name, option))
			return true;
	}
	return false;
}

bool pl_cli_pin_format(const struct pl_args *args, const char *option,
		       const struct pl_pin_format **out, struct pl_error *err)
{
	const char *name = has_option(args, option) ? pl_args_value(args, option) : NULL;
	const struct pl_pin_format *const *all;
	const char *names[64];
	size_t n;

	*out = name ? pl_pin_format_find(name) : NULL;
	if (!name || *out)
		return true;
	all = pl_pin_formats(&n);
	for (size_t i = 0; i < n; i++)
		names[i] = all[i]->name;
	pl_cli_unknown("pin format", name, names, n, err);
	return false;
}

static struct pl_pinfile *of_certs(const char *path)
{
	struct pl_pinfile *pins = pl_pinfile_new(path);

	pins->format = pl_pin_format_find("certificates");
	pins->client = pl_client_find(pins->format->client);
	return pins;
}

static bool add_certs(const struct pl_args *args, const char *path, struct pl_bytes data,
		      struct pl_pinfile *pins, struct pl_error *err)
{
	struct pl_cert_list list = { 0 };
	bool ok = pl_cli_certs_in(args, path, data, PL_CLI_KEYS_WARN, &list, err);

	if (ok)
		pl_pinfile_add_certs(pins, path, &list);
	pl_cert_list_clear(&list);
	return ok;
}

static bool add_file(const struct pl_args *args, const char *path, struct pl_pinfile *pins,
		     struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	bool ok = pl_file_read(path, PL_CERT_FILE_MAX, &data, err) &&
		  add_certs(args, path, (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data),
							   data.len }, pins, err);

	pl_buf_clear(&data);
	return ok;
}

static struct pl_pinfile *read_folder(const struct pl_args *args, const char *folder,
				      struct pl_error *err)
{
	struct pl_pinfile *pins = of_certs(folder);
	char **names = NULL;
	size_t n = 0;
	bool ok = pl_dir_list(folder, &names, &n, err);

	for (size_t i = 0; ok && i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		ok = !pl_cli_is_cert_name(names[i]) || pl_is_dir(path) ||
		     add_file(args, path, pins, err);
		free(path);
	}
	if (ok && pins->set->n == 0)
		ok = pl_error_input(err, (struct pl_pos){ .file = folder },
				    "no certificate in this folder; a pin file is named itself");
	pl_names_free(names, n);
	if (ok)
		return pins;
	pl_pinfile_free(pins);
	return NULL;
}

static struct pl_pinfile *read_certs(const struct pl_args *args, const char *path,
				     struct pl_bytes data, struct pl_error *err)
{
	struct pl_pinfile *pins = of_certs(path);

	if (add_certs(args, path, data, pins, err))
		return pins;
	pl_pinfile_free(pins);
	return NULL;
}

/* Certificates where the bytes say so, and where nothing else is recognised in them. */
bool pl_cli_holds_pins(const struct pl_args *args, const char *path, struct pl_bytes data)
{
	const struct pl_pin_format *format;

	if (has_option(args, "from") && pl_args_has(args, "from"))
		return !pl_streq(pl_args_value(args, "from"), "certificates");
	if (pl_cli_is_cert_name(path))
		return false;
	format = pl_pin_format_detect(path, data);
	return format && !pl_streq(format->name, "certificates");
}

struct pl_pinfile *pl_cli_pinfile_in(const struct pl_args *args, const char *path,
				     struct pl_bytes data, struct pl_error *err)
{
	const struct pl_pin_format *format;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_pinfile *pins;

	if (!pl_cli_pin_format(args, "from", &format, err))
		return NULL;
	if (!format)
		format = pl_pin_format_detect(path, data);
	if ((format && pl_streq(format->name, "certificates")) ||
	    (!format && pl_cli_is_cert_name(path)))
		return read_certs(args, path, data, err);
	pins = pl_pinfile_read(path, data, format, &errors);
	pl_cli_take_errors(&errors, err);
	return pins;
}

struct pl_pinfile *pl_cli_pinfile(const struct pl_args *args, const char *path, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	struct pl_pinfile *pins = NULL;

	if (pl_is_dir(path))
		return read_folder(args, path, err);
	if (pl_file_read(path, PL_PINFILE_MAX, &data, err))
		pins = pl_cli_pinfile_in(args, path,
					 (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data),
							    data.len }, err);
	pl_buf_clear(&data);
	return pins;
}
