/* `pinlab pins`: the pins of every certificate in a file, or in a folder of files. */
#include <config.h>

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/certs.h"
#include "cli/pinfiles.h"
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

static void put_terms(const struct pl_rule *rule, struct pl_buf *out)
{
	pl_buf_puts(out, rule->report_only ? ", only reported" : "");
	pl_buf_puts(out, rule->excluded ? ", taken out of the rules above" : "");
	pl_buf_puts(out, rule->override_user_cas ? ", not below roots of the user" : "");
	pl_buf_puts(out, rule->override_system_cas ? ", not below roots of the device" : "");
	pl_buf_puts(out, rule->no_system_cas ? ", roots of the device not trusted" : "");
	pl_buf_puts(out, rule->user_cas && !rule->override_user_cas
				 ? ", roots of the user trusted\n" : "\n");
}

static void put_rule(const struct pl_args *args, const struct pl_pinfile *pins, size_t at,
		     struct pl_buf *out)
{
	const struct pl_rule *rule = &pins->set->rules[at];
	char date[PL_TIME_TEXT];

	pl_buf_puts(out, rule->n_covers == 0 ? "  for every host" : "  for");
	for (size_t i = 0; i < rule->n_covers; i++) {
		pl_buf_puts(out, i ? ", " : " ");
		pl_style_text(&args->out, out, rule->covers[i].name);
		pl_buf_puts(out, rule->covers[i].subdomains ? " and subdomains" : "");
	}
	if (rule->expires != PL_TIME_NONE)
		pl_buf_printf(out, ", until %s", pl_time_format_short(rule->expires, date));
	put_terms(rule, out);
	for (size_t i = 0; i < pins->set->n; i++) {
		const struct pl_pin *pin = &pins->set->pins[i];

		if (pin->rule != at)
			continue;
		pl_buf_printf(out, "    %d:%d  %s  ", pin->pos.line, pin->pos.column,
			      pin->list == PL_LIST_LEAF ? "leaf" :
			      pin->list == PL_LIST_CA ? "authority" :
			      pl_pin_form_name(pin->form));
		pl_style_text(&args->out, out, pin->spelling);
		pl_buf_puts(out, pin->backup ? "  (backup)\n" : "\n");
	}
}

static bool has_pins(const struct pl_pinset *set, size_t rule)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule)
			return true;
	}
	return false;
}

/* Before the pins: with a set that does not load the app reaches nobody. */
static void put_refusal(const struct pl_args *args, const struct pl_pinfile *pins,
			struct pl_buf *out)
{
	struct pl_pin_answer answer;

	if (pl_client_loads(pins->client, pins->set, &answer))
		return;
	if (answer.pos.line > 0)
		pl_buf_printf(out, "  %d:%d  refused: ", answer.pos.line, answer.pos.column);
	else
		pl_buf_puts(out, "  refused: ");
	pl_style_text(&args->out, out, answer.detail);
	pl_buf_putc(out, '\n');
}

static void put_pinfile(const struct pl_args *args, const struct pl_pinfile *pins,
			struct pl_buf *out)
{
	if (out->len > 0)
		pl_buf_putc(out, '\n');
	pl_style_begin(&args->out, out, PL_ROLE_TITLE);
	pl_style_text(&args->out, out, pins->file);
	pl_buf_printf(out, "  %s, as %s reads it", pins->format->name, pins->client->name);
	pl_style_end(&args->out, out, PL_ROLE_TITLE);
	pl_buf_putc(out, '\n');
	put_refusal(args, pins, out);
	for (size_t i = 0; i < pins->set->n_rules; i++) {
		if (i > 0 || has_pins(pins->set, i))
			put_rule(args, pins, i, out);
	}
	for (size_t i = 0; i < pins->n_remarks; i++) {
		pl_buf_printf(out, "  %d:%d  note: ", pins->remarks[i].pos.line,
			      pins->remarks[i].pos.column);
		pl_style_text(&args->out, out, pins->remarks[i].text);
		pl_buf_putc(out, '\n');
	}
}

/* `refused`: why the client does not load the file, or NULL. */
static void put_pin_json(const struct pl_pinfile *pins, const struct pl_pin *pin,
			 const char *refused, struct pl_json *json)
{
	const struct pl_rule *rule = &pins->set->rules[pin->rule];

	pl_json_object(json, NULL);
	pl_json_text(json, "file", pins->file);
	pl_json_text(json, "format", pins->format->name);
	pl_json_text(json, "client", pins->client->name);
	pl_json_int(json, "line", pin->pos.line);
	pl_json_int(json, "column", pin->pos.column);
	pl_json_text(json, "pin", pin->spelling);
	pl_json_text(json, "form", pl_pin_form_name(pin->form));
	pl_json_bool(json, "backup", pin->backup);
	pl_json_array(json, "hosts");
	for (size_t i = 0; i < rule->n_covers; i++) {
		pl_json_object(json, NULL);
		pl_json_text(json, "name", rule->covers[i].name);
		pl_json_bool(json, "subdomains", rule->covers[i].subdomains);
		pl_json_end(json);
	}
	pl_json_end(json);
	pl_json_time(json, "expires", rule->expires);
	pl_json_text(json, "refused", refused);
	pl_json_end(json);
}

static void put_pins_json(const struct pl_pinfile *pins, struct pl_json *json)
{
	struct pl_pin_answer answer;
	bool loads = pl_client_loads(pins->client, pins->set, &answer);

	for (size_t i = 0; i < pins->set->n; i++)
		put_pin_json(pins, &pins->set->pins[i], loads ? NULL : answer.detail, json);
}

/* Certificates with what could be pinned of them, or a pin file with what is. */
static bool put_file(const struct pl_args *args, const char *file, struct pl_json *json,
		     struct pl_buf *out, struct pl_error *err)
{
	struct pl_cert_list list = { 0 };
	struct pl_pinfile *pins = NULL;
	struct pl_buf data = PL_BUF_INIT;
	bool ok = pl_file_read(file, PL_CERT_FILE_MAX, &data, err);
	struct pl_bytes bytes = { (const uint8_t *)pl_buf_str(&data), data.len };

	if (ok && pl_cli_holds_pins(args, file, bytes)) {
		pins = pl_cli_pinfile_in(args, file, bytes, err);
		ok = pins != NULL;
	} else if (ok) {
		ok = pl_cli_certs_in(args, file, bytes, PL_CLI_KEYS_WARN, &list, err);
	}
	if (pins && !json)
		put_pinfile(args, pins, out);
	if (pins && json)
		put_pins_json(pins, json);
	if (ok && !pins)
		put_list(args, file, &list, json, out);
	pl_pinfile_free(pins);
	pl_cert_list_clear(&list);
	pl_buf_clear(&data);
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

static bool put_folder(const struct pl_args *args, const char *folder, struct pl_json *json,
		       struct pl_buf *out, struct pl_errors *errors, struct pl_error *err)
{
	char **names;
	size_t n, found = 0;

	if (!pl_dir_list(folder, &names, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_cli_is_cert_name(names[i]) && !pl_is_dir(path)) {
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

static int show(const struct pl_args *args, struct pl_error *err)
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

static int run_pins(const struct pl_args *args, struct pl_error *err)
{
	if (pl_args_has(args, "compare") && pl_args_has(args, "format")) {
		pl_error_usage(err, "--compare and --format are two things; ask for one");
		return 0;
	}
	if (pl_args_has(args, "compare"))
		return pl_pins_compare(args, err);
	return pl_args_has(args, "format") ? pl_pins_convert(args, err) : show(args, err);
}

static const struct pl_option options[] = {
	{ .name = "format", .argument = "FORMAT",
	  .help = "write the pins as a client wants them: okhttp, curl, tlsa, ... or all" },
	{ .name = "host", .argument = "NAME", .help = "for this host, with --format or --compare" },
	{ .name = "tier", .argument = "TIER",
	  .help = "of certificates: leaf (default), intermediate, root or all" },
	{ .name = "form", .argument = "FORM",
	  .help = "of certificates, where the format has several: spki (default), certificate" },
	{ .name = "backup", .argument = "PIN", .help = "add this pin, like sha256/...",
	  .repeats = true },
	{ .name = "compare", .help = "where the files disagree: pin, host, file and line" },
	{ .name = "from", .argument = "FORMAT", .help = "the format of the files, if not told alone" },
	{ .name = "json", .help = "as a program reads it" },
	PL_OPTION_CONNECT,
	PL_OPTION_PASSWORD_FILE,
};

const struct pl_command pl_command_pins = {
	.name = "pins",
	.operands = "[PATH...]",
	.summary = "the pins of certificates, servers and pin files, for any client",
	.example = "pinlab pins chain.pem\n"
		   "pinlab pins --connect api.example.com\n"
		   "pinlab pins --format okhttp --host api.example.com chain.pem\n"
		   "pinlab pins --compare network_security_config.xml Info.plist",
	.exits = "1 when files that are compared disagree",
	.options = options,
	.n_options = PL_ARRAY_LEN(options),
	.least = 0,
	.most = SIZE_MAX,
	.run = run_pins,
};
