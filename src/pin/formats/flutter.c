/* Fingerprints given to Flutter's http_certificate_pinning, in Dart or JSON. */
#include <config.h>

#include <stdint.h>
#include <string.h>
#include <stdlib.h>

#include "pin/formats/list.h"
#include "pin/formats/code.h"
#include "util/text.h"

#define KEYWORD "allowedSHAFingerprints"
#define URL "serverURL"

struct reading {
	struct pl_pinfile *out;
	struct pl_code code;
	struct pl_errors *errors;
};

/* serverURL: of the same call, which covers exactly that host. */
static void cover_url(struct reading *in, size_t bracket, size_t rule)
{
	size_t end = pl_code_close(&in->code, bracket);

	for (size_t at = bracket + 1; at < end; at = pl_code_argument(&in->code, at) + 1) {
		struct pl_code_values values = { 0 };
		char *host = NULL;

		if (pl_code_is_key(&in->code, at, URL) &&
		    pl_code_values(&in->code, at + 2, pl_code_argument(&in->code, at), &values) &&
		    values.n == 1)
			host = pl_host_of_url(values.items[0].text, strlen(values.items[0].text));
		pl_code_values_clear(&values);
		if (!host)
			continue;
		in->out->set->rules[rule].only_covers = true;
		pl_rule_cover(&in->out->set->rules[rule], host, false);
		free(host);
	}
}

static void add_pins(struct reading *in, size_t at, struct pl_pos pos, size_t bracket)
{
	struct pl_code_values values = { 0 };
	bool known = pl_code_values(&in->code, at, pl_code_argument(&in->code, at), &values);
	size_t rule = values.n > 0 ? pl_pinfile_rule(in->out, pos, in->errors) : SIZE_MAX;

	for (size_t i = 0; rule != SIZE_MAX && i < values.n; i++) {
		const struct pl_code_value *value = &values.items[i];
		struct pl_pin *pin = pl_pinfile_pin(in->out, rule, "", value->text,
						    strlen(value->text), value->pos, in->errors);

		if (!pin)
			break;
		pl_pinfile_only(pin, PL_SPELLED_FINGERPRINT);
		pin->form = PL_FORM_CERTIFICATE;
	}
	if (rule != SIZE_MAX && bracket < in->code.n)
		cover_url(in, bracket, rule);
	if (!known)
		pl_pinfile_remark(in->out, pos, "not every fingerprint given here is a text or a "
				  "constant of this file; those that are not are not read");
	pl_code_values_clear(&values);
}

static void read_token(struct reading *in, size_t at)
{
	const struct pl_code *code = &in->code;
	struct pl_pos pos = code->tokens[at].pos;

	if (pl_code_is_key(code, at, KEYWORD))
		add_pins(in, at + 2, pos, code->tokens[at].around);
	else if (pl_code_is(code, at, "CertificatePinningInterceptor") &&
		 pl_code_is(code, at + 1, "(") && !pl_code_is_key(code, at + 2, KEYWORD))
		add_pins(in, at + 2, pos, code->n);
	else if (pl_code_is(code, at, "SecureHttpClient") && pl_code_is(code, at + 1, ".") &&
		 pl_code_is(code, at + 2, "build") && pl_code_is(code, at + 3, "("))
		add_pins(in, at + 4, pos, code->n);
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return memmem(text.data, text.len, KEYWORD, strlen(KEYWORD)) ||
	       memmem(text.data, text.len, "CertificatePinningInterceptor", 29);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors };
	bool ok = pl_code_scan(out, text, &pl_syntax_dart, &in.code, errors);

	for (size_t i = 0; ok && i < in.code.n && errors->n < PL_ERRORS_MAX; i++)
		read_token(&in, i);
	if (ok && errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_empty_at(out),
				"no fingerprint is in this file; they are given as "
				KEYWORD ": ['AB CD ...'] and as texts or constants of this file");
	pl_code_free(&in.code);
	return errors->n == 0;
}

/* Upper case without colons, which neither platform's code would remove. */
static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	char hex[2 * PL_DIGEST_MAX + 1];

	(void)losses;
	(void)err;
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];
		const char *name = rule->n_covers > 0 ? rule->covers[0].name : host;
		const char *comma = "";

		for (size_t p = 0; p < set->n; p++) {
			const struct pl_pin *pin = &set->pins[p];

			if (pin->rule != i)
				continue;
			if (!*comma && name)
				pl_buf_printf(out, "HttpCertificatePinning.check(\n  " URL
					      ": \"https://%s/\",\n  headerHttp: {},\n  sha: "
					      "SHA.%s,\n  ", name,
					      pin->hash == PL_HASH_SHA1 ? "SHA1" : "SHA256");
			pl_hex(pin->digest, pin->digest_len, hex);
			for (char *c = hex; *c; c++)
				*c = *c >= 'a' && *c <= 'f' ? (char)(*c - 'a' + 'A') : *c;
			pl_buf_printf(out, "%s    \"%s\"", *comma ? comma : KEYWORD ": [\n", hex);
			comma = ",\n";
		}
		if (*comma)
			pl_buf_puts(out, name ? "\n  ],\n  timeout: 60);\n" : "\n  ]\n");
	}
	return true;
}

const struct pl_pin_format pl_pin_format_flutter = {
	.name = "flutter",
	.summary = "Flutter http_certificate_pinning: allowedSHAFingerprints in Dart or JSON",
	.client = "flutter-http-certificate-pinning",
	.source = "http_certificate_pinning lib/http_certificate_pinning.dart",
	.names = (const char *const[]){ ".dart", NULL },
	.names_hosts = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
