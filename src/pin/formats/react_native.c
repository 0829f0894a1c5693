/* Pins given to react-native-ssl-pinning: its fetch in JavaScript or TypeScript, or JSON. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "pin/formats/code.h"
#include "util/text.h"

#define KEYWORD "sslPinning"

struct reading {
	struct pl_pinfile *out;
	struct pl_code code;
	struct pl_errors *errors;
};

/* Where the value of a key in the map that opens at `bracket` begins; code->n: it is not there. */
static size_t value_of(const struct pl_code *code, size_t bracket, const char *key)
{
	size_t end = pl_code_close(code, bracket);

	for (size_t at = bracket + 1; at < end; at = pl_code_argument(code, at) + 1) {
		if (pl_code_is_key(code, at, key))
			return at + 2;
	}
	return code->n;
}

/* fetch(URL, { ... }): the host; or url: in the same map. */
static char *host_of(struct reading *in, size_t bracket)
{
	const struct pl_code *code = &in->code;
	struct pl_code_values values = { 0 };
	size_t call = code->tokens[bracket].around, at = value_of(code, bracket, "url");
	char *host = NULL;

	if (call < code->n && pl_code_is(code, call, "(") &&
	    pl_code_argument(code, call + 1) + 1 == bracket)
		at = call + 1;
	if (at < code->n && pl_code_values(&in->code, at, pl_code_argument(code, at), &values) &&
	    values.n == 1)
		host = pl_host_of_url(values.items[0].text, strlen(values.items[0].text));
	pl_code_values_clear(&values);
	return host;
}

/* Without pkPinning the names of bundled certificates stand there, and no pin. */
static bool check_kind(struct reading *in, const struct pl_code_value *value, bool keys)
{
	if (keys || pl_begins_like(value->text, strlen(value->text), "sha256/"))
		return true;
	pl_errors_input(in->errors, value->pos, "without pkPinning: true, \"%s\" names the bundled "
			"certificate %s.cer; give the folder of such files as certificates instead",
			value->text, value->text);
	return false;
}

static void add_pins(struct reading *in, size_t at, size_t list)
{
	struct pl_code_values values = { 0 };
	size_t bracket = in->code.tokens[at].around, rule;
	struct pl_pos pos = in->code.tokens[at].pos;
	bool keys = pl_code_is(&in->code, value_of(&in->code, bracket, "pkPinning"), "true");
	bool known = pl_code_values(&in->code, list, pl_code_argument(&in->code, list), &values);
	char *host;

	if (!known)
		pl_pinfile_remark(in->out, pos, "not every pin given here is a text or a constant of "
				  "this file; those that are not are not read");
	rule = values.n > 0 ? pl_pinfile_rule(in->out, pos, in->errors) : SIZE_MAX;
	for (size_t i = 0; rule != SIZE_MAX && i < values.n; i++) {
		const struct pl_code_value *value = &values.items[i];

		struct pl_pin *pin = NULL;

		if (check_kind(in, value, keys))
			pin = pl_pinfile_pin(in->out, rule, "", value->text, strlen(value->text),
					     value->pos, in->errors);
		if (!pin)
			break;
		pl_pinfile_only(pin, PL_SPELLED_BASE64);
	}
	host = rule != SIZE_MAX && bracket < in->code.n ? host_of(in, bracket) : NULL;
	if (host)
		pl_rule_cover(&in->out->set->rules[rule], host, false);
	free(host);
	pl_code_values_clear(&values);
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return memmem(text.data, text.len, KEYWORD, strlen(KEYWORD)) != NULL;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors };
	bool ok = pl_code_scan(out, text, &pl_syntax_script, &in.code, errors);

	for (size_t i = 0; ok && i < in.code.n && errors->n < PL_ERRORS_MAX; i++) {
		size_t list = pl_code_is_key(&in.code, i, KEYWORD) && pl_code_is(&in.code, i + 2, "{") ?
			      value_of(&in.code, i + 2, "certs") : in.code.n;

		if (list < in.code.n)
			add_pins(&in, i, list);
	}
	if (ok && errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_empty_at(out),
				"no pin is in this file; they are given as " KEYWORD
				": {certs: [\"sha256/...\"]} with pkPinning: true");
	pl_code_free(&in.code);
	return errors->n == 0;
}

/* One call a host, for the cached client of a host keeps its first pins. */
static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)err;
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];
		const char *name = rule->n_covers > 0 ? rule->covers[0].name : host;
		const char *comma = "";

		for (size_t p = 0; p < set->n; p++) {
			if (set->pins[p].rule != i)
				continue;
			if (!*comma && name)
				pl_buf_printf(out, "fetch(\"https://%s/\", ", name);
			pl_buf_printf(out, "%s\"%s\"", *comma ? comma :
				      "{\n  pkPinning: true,\n  " KEYWORD ": { certs: [\n    ",
				      set->pins[p].spelling);
			comma = ",\n    ";
		}
		if (*comma)
			pl_buf_printf(out, "\n  ] }\n}%s\n", name ? ");" : "");
	}
	pl_pin_lose(losses, "on iOS these texts are ignored: there every .cer file of the bundle is "
		    "pinned, whatever its name");
	return true;
}

const struct pl_pin_format pl_pin_format_react_native = {
	.name = "react-native",
	.summary = "react-native-ssl-pinning: sslPinning with pkPinning, in JavaScript or JSON",
	.client = "react-native-ssl-pinning-keys",
	.source = "react-native-ssl-pinning README; OkHttpUtils.java",
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
