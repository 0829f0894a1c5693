/* Fingerprints that urllib3 asserts: in Python source, or alone. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "pin/formats/code.h"
#include "util/text.h"

#define KEYWORD "assert_fingerprint"
#define PROXY "proxy_assert_fingerprint"
#define ADAPTER "FingerprintAdapter"

struct reading {
	struct pl_pinfile *out;
	struct pl_code code;
	struct pl_errors *errors;
};

/* A fingerprint is of a certificate, well spelled or not. */
static void add_pin(struct pl_pinfile *out, size_t rule, const char *text, size_t len,
		    struct pl_pos pos, struct pl_errors *errors)
{
	struct pl_pin *pin = pl_pinfile_pin(out, rule, "", text, len, pos, errors);

	pl_pinfile_only(pin, PL_SPELLED_FINGERPRINT);
	if (pin)
		pin->form = PL_FORM_CERTIFICATE;
}

/* HTTPSConnectionPool("host", ...) and mount("https://host", FingerprintAdapter(...)). */
static char *host_of(struct reading *in, size_t bracket)
{
	struct pl_code_values values = { 0 };
	char *host = NULL;
	size_t end;

	if (!pl_code_is(&in->code, bracket, "("))
		return NULL;
	end = pl_code_argument(&in->code, bracket + 1);
	if (pl_code_is(&in->code, end, ",") &&
	    pl_code_values(&in->code, bracket + 1, end, &values) && values.n == 1 &&
	    strchr(values.items[0].text, '.'))
		host = pl_host_of_url(values.items[0].text, strlen(values.items[0].text));
	pl_code_values_clear(&values);
	return host;
}

static void add_value(struct reading *in, size_t at, size_t bracket)
{
	struct pl_code_values values = { 0 };
	struct pl_pos pos = in->code.tokens[at].pos;
	size_t rule;
	char *host;

	if (pl_code_is(&in->code, at, "None"))
		return;
	if (!pl_code_values(&in->code, at, pl_code_argument(&in->code, at), &values) ||
	    values.n != 1) {
		pl_pinfile_remark(in->out, pos, "the fingerprint is no text and no constant of this "
				  "file; it is not read");
	} else if (*values.items[0].text) { /* an empty one is no check (connection.py) */
		rule = pl_pinfile_rule(in->out, pos, in->errors);
		host = host_of(in, bracket);
		if (rule != SIZE_MAX && host) {
			in->out->set->rules[rule].only_covers = true;
			pl_rule_cover(&in->out->set->rules[rule], host, false);
		}
		free(host);
		if (rule != SIZE_MAX)
			add_pin(in->out, rule, values.items[0].text,
				strlen(values.items[0].text), values.items[0].pos, in->errors);
	}
	pl_code_values_clear(&values);
}

static void read_token(struct reading *in, size_t at)
{
	const struct pl_code *code = &in->code;
	size_t bracket = code->tokens[at].around;

	if (pl_code_is(code, at, KEYWORD) && pl_code_is(code, at + 1, "=") &&
	    !pl_code_is(code, at + 2, "=") && at + 2 < code->n)
		add_value(in, at + 2, bracket);
	else if (code->tokens[at].kind == PL_TOKEN_TEXT && pl_streq(code->tokens[at].text, KEYWORD) &&
		 pl_code_is(code, at + 1, ":") && at + 2 < code->n)
		add_value(in, at + 2, code->n);
	else if (pl_code_is(code, at, ADAPTER) && pl_code_is(code, at + 1, "(") &&
		 at + 2 < code->n)
		add_value(in, at + 2, bracket);
	else if (pl_code_is(code, at, PROXY))
		pl_pinfile_remark(in->out, code->tokens[at].pos, PROXY " is about the proxy's "
				  "certificate, not the host's; it is not used");
}

static bool read_source(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors };
	bool ok = pl_code_scan(out, text, &pl_syntax_python, &in.code, errors);

	for (size_t i = 0; ok && i < in.code.n && errors->n < PL_ERRORS_MAX; i++)
		read_token(&in, i);
	pl_code_free(&in.code);
	return ok;
}

static void read_plain(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct pl_lines lines = pl_lines_of(text);

	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&lines)) {
		const char *at = lines.line;
		size_t len = lines.len;

		pl_trim(&at, &len);
		if (len == 0 || *at == '#')
			continue;
		if (strspn(at, "0123456789abcdefABCDEF: \t") < len)
			pl_errors_input(errors, pl_lines_pos(&lines, out, at),
					"this is no fingerprint in hex");
		else
			add_pin(out, 0, at, len, pl_lines_pos(&lines, out, at), errors);
	}
}

static bool has(struct pl_bytes text, const char *word)
{
	return memmem(text.data, text.len, word, strlen(word)) != NULL;
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return has(text, KEYWORD) || has(text, ADAPTER);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	bool source = looks_like(NULL, text);

	if (!source)
		read_plain(out, text, errors);
	else if (!read_source(out, text, errors))
		return false;
	if (errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_empty_at(out),
				"there is no fingerprint in this file%s%s; one is given as "
				"assert_fingerprint=\"AB:CD:...\"", out->n_remarks > 0 ? ": " : "",
				out->n_remarks > 0 ? out->remarks[0].text : "");
	return errors->n == 0;
}

/* Python: one pool a host, or the keyword alone. */
static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	char hex[2 * PL_DIGEST_MAX + 1];

	(void)losses;
	(void)err;
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];
		const struct pl_rule *rule = &set->rules[pin->rule];
		const char *name = rule->n_covers > 0 ? rule->covers[0].name : host;

		if (name)
			pl_buf_printf(out, "urllib3.HTTPSConnectionPool(\"%s\", ", name);
		pl_buf_printf(out, KEYWORD "=\"%s\"%s\n",
			      pl_hex(pin->digest, pin->digest_len, hex), name ? ")" : "");
	}
	return true;
}

const struct pl_pin_format pl_pin_format_urllib3 = {
	.name = "urllib3",
	.summary = "urllib3: assert_fingerprint in Python source, or fingerprints alone",
	.client = "urllib3-fingerprint",
	.source = "urllib3 src/urllib3/connectionpool.py, util/ssl_.py",
	.names = (const char *const[]){ ".py", NULL },
	.names_hosts = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
