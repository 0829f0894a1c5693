/* `pinlab pins`: the pins of every certificate in a file, or in a folder of files. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/certs.h"
#include "cli/connect.h"
#include "cli/password.h"
#include "cli/shared.h"
#include "data/json.h"
#include "lab/world.h"
#include "pin/pin.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Where a certificate stands by its own words. Version 1 has no basic
 * constraints: self-issued ones of the nineties were roots. */
static const char *tier(const struct pl_cert *cert)
{
	if (cert->self_issued && (cert->is_ca || cert->version == 1))
		return "root";
	return cert->is_ca ? "intermediate" : "leaf";
}

static char *pin_of(const struct pl_cert *cert, enum pl_pin_form form)
{
	struct pl_pin pin = { 0 };
	char *spelling;

	pl_pin_from_cert(&pin, form, cert);
	spelling = pl_strdup(pin.spelling);
	pl_pin_clear(&pin);
	return spelling;
}

/* The first second of 1970 also stands for all before it; the certificate itself tells. */
static const char *date_text(const struct pl_cert *cert, int64_t time, char out[PL_TIME_TEXT])
{
	static const char first[] = "700101000000Z";
	struct pl_bytes validity = pl_cert_span(cert, cert->spans.validity);

	if (time == PL_TIME_MIN && !memmem(validity.data, validity.len, first, sizeof(first) - 1))
		return "before 1970";
	return pl_time_format(time, out);
}

static void put_text(const struct pl_args *args, const char *file, int line,
		     const struct pl_cert *cert, struct pl_buf *out)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_style_text(&args->out, out, file);
	pl_buf_printf(out, ":%d  %s  ", line, tier(cert));
	pl_style_text(&args->out, out, pl_cert_label(cert));
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	pl_buf_puts(out, "\n  subject      ");
	pl_style_text(&args->out, out, cert->subject);
	pl_buf_puts(out, "\n  issuer       ");
	pl_style_text(&args->out, out, cert->issuer);
	pl_buf_printf(out, "\n  valid        %s to %s\n  public key   %s\n",
		      date_text(cert, cert->not_before, from),
		      date_text(cert, cert->not_after, to), cert->key_words);
	for (int form = 0; form < PL_FORMS; form++) {
		char *pin = pin_of(cert, (enum pl_pin_form)form);

		pl_buf_printf(out, "  %-12s %s\n", pl_pin_form_name((enum pl_pin_form)form), pin);
		free(pin);
	}
}

static void put_json(struct pl_json *json, const char *file, int line, const struct pl_cert *cert)
{
	char hex[65];

	pl_json_object(json, NULL);
	pl_json_text(json, "file", file);
	pl_json_int(json, "line", line);
	pl_json_text(json, "tier", tier(cert));
	pl_json_text(json, "subject", cert->subject);
	pl_json_text(json, "issuer", cert->issuer);
	pl_json_time(json, "notBefore", cert->not_before);
	pl_json_time(json, "notAfter", cert->not_after);
	pl_json_text(json, "publicKey", cert->key_words);
	pl_json_text(json, "sha256", pl_hex(cert->sha256, sizeof(cert->sha256), hex));
	pl_json_object(json, "pins");
	for (int form = 0; form < PL_FORMS; form++) {
		char *pin = pin_of(cert, (enum pl_pin_form)form);

		pl_json_text(json, pl_pin_form_name((enum pl_pin_form)form), pin);
		free(pin);
	}
	pl_json_end(json);
	pl_json_end(json);
}

static void put_list(const struct pl_args *args, const char *file, const struct pl_cert_list *list,
		     struct pl_json *json, struct pl_buf *out)
{
	for (size_t i = 0; i < list->n; i++) {
		if (json) {
			put_json(json, file, list->lines[i], list->items[i]);
		} else {
			if (out->len > 0)
				pl_buf_putc(out, '\n');
			put_text(args, file, list->lines[i], list->items[i], out);
		}
	}
}

static bool put_file(const struct pl_args *args, const char *file, struct pl_json *json,
		     struct pl_buf *out, struct pl_error *err)
{
	struct pl_cert_list list = { 0 };
	bool ok = pl_cli_certs(args, file, PL_CLI_KEYS_WARN, &list, err);

	if (ok)
		put_list(args, file, &list, json, out);
	pl_cert_list_clear(&list);
	return ok;
}

static bool put_server(const struct pl_args *args, const char *text, struct pl_json *json,
		       struct pl_buf *out, struct pl_error *err)
{
	struct pl_cli_server server;
	bool ok = pl_cli_connect(text, &server, err);

	for (size_t i = 0; i < server.n; i++)
		put_list(args, server.where, &server.chains[i], json, out);
	pl_cli_server_clear(&server);
	return ok;
}

static void put_servers(const struct pl_args *args, struct pl_json *json, struct pl_buf *out,
			struct pl_errors *errors)
{
	size_t n;
	const char *const *servers = pl_args_values(args, "connect", &n);

	for (size_t i = 0; i < n; i++) {
		struct pl_error one = PL_ERROR_INIT;

		if (!put_server(args, servers[i], json, out, &one))
			pl_errors_take(errors, &one);
	}
}

/* What certificates are usually called; the rest of a folder is passed over. */
static bool is_cert_name(const char *name)
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

static bool put_folder(const struct pl_args *args, const char *folder, struct pl_json *json,
		       struct pl_buf *out, struct pl_errors *errors, struct pl_error *err)
{
	char **names;
	size_t n, found = 0;

	if (!pl_dir_list(folder, &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (is_cert_name(names[i]) && !pl_is_dir(path)) {
			struct pl_error one = PL_ERROR_INIT;

			found++;
			if (!put_file(args, path, json, out, &one))
				pl_errors_take(errors, &one);
		}
		free(path);
	}
	pl_names_free(names, n);
	return found > 0 ||
	       pl_error_input(err, (struct pl_pos){ .file = folder },
			      "no certificate in this folder: no *.pem, *.crt, *.cer, *.der, "
			      "*.p7b, *.p7c, *.p12 or *.pfx");
}

static int run_pins(const struct pl_args *args, struct pl_error *err)
{
	struct pl_json *json = pl_args_has(args, "json") ? pl_json_new() : NULL;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;

	if (args->n == 0 && !pl_args_has(args, "connect")) {
		pl_json_free(json);
		pl_error_usage(err, "nothing to read: name a file or a folder, or a server with "
			       "--connect HOST:PORT");
		return 0;
	}
	if (json)
		pl_json_array(json, NULL);
	/* A file that cannot be read takes nothing from the others. */
	for (size_t i = 0; i < args->n; i++) {
		const char *path = args->operands[i];
		struct pl_error one = PL_ERROR_INIT;

		if (pl_is_dir(path) ? !put_folder(args, path, json, &out, &errors, &one)
				    : !put_file(args, path, json, &out, &one))
			pl_errors_take(&errors, &one);
	}
	put_servers(args, json, &out, &errors);
	if (json) {
		pl_json_end(json);
		pl_json_dump(json, false, &out);
		pl_json_free(json);
	}
	fwrite(pl_buf_str(&out), 1, out.len, stdout);
	pl_buf_clear(&out);
	pl_cli_take_errors(&errors, err);
	return 0;
}

static const struct pl_option options[] = {
	{ .name = "json", .help = "as a program reads it" },
	PL_OPTION_CONNECT,
	PL_OPTION_PASSWORD_FILE,
};

const struct pl_command pl_command_pins = {
	.name = "pins",
	.operands = "[PATH...]",
	.summary = "the pins of every certificate of files, folders or a server",
	.example = "pinlab pins chain.pem\npinlab pins certificates/\n"
		   "pinlab pins --connect api.example.com",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 0,
	.most = SIZE_MAX,
	.run = run_pins,
};
