/* OkHttp's CertificatePinner: the calls in Java or Kotlin source, or a list of names with pins. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "pin/formats/put.h"
#include "pin/formats/code.h"
#include "util/mem.h"
#include "util/text.h"

struct reading {
	struct pl_pinfile *out;
	struct pl_code code;
	struct pl_errors *errors;
	bool *of_builder; /* [code.n] the word is the name of a call of a builder */
	size_t passed_over;
};

/* Meant as a pin, well spelled or not: a hash's name and a slash. */
static bool is_pin_word(const char *text, size_t len)
{
	return pl_begins_like(text, len, "sha256/") || pl_begins_like(text, len, "sha1/");
}

static bool is_pin(const char *text)
{
	return is_pin_word(text, strlen(text));
}

/* Where what stands before the dot at `at` begins: the name of a call, or a word; SIZE_MAX: neither
 * stands there. */
static size_t receiver(const struct pl_code *code, size_t at)
{
	size_t back = at - 1;

	if (at == 0)
		return SIZE_MAX;
	if (pl_code_is(code, back, ")")) {
		back = code->tokens[back].partner;
		if (back == code->n || back == 0)
			return SIZE_MAX;
		back--;
	}
	return code->tokens[back].kind == PL_TOKEN_WORD ? back : SIZE_MAX;
}

/* `name` was declared as a builder: `X = [new] CertificatePinner.Builder`, `X: ...Builder`. */
static bool is_builder_name(const struct pl_code *code, const char *name)
{
	const struct pl_token *equals = pl_map_get(&code->constants, name);
	size_t at;

	if (!equals)
		return false;
	at = (size_t)(equals - code->tokens) + 1;
	while (at < code->n && (pl_code_is(code, at, "new") || pl_code_is(code, at, "okhttp3") ||
				pl_code_is(code, at, ".")))
		at++;
	return pl_code_is(code, at, "CertificatePinner");
}

/* Whether the chain of calls that the dot at `at` goes on with began with a builder of pins; what
 * the calls before it are is known already. */
static bool is_of_builder(const struct reading *in, size_t at)
{
	size_t back = receiver(&in->code, at);

	if (back == SIZE_MAX)
		return false;
	if (pl_code_is(&in->code, back, "Builder"))
		return back < 2 || pl_code_is(&in->code, back - 2, "CertificatePinner");
	if (back == 0 || !pl_code_is(&in->code, back - 1, "."))
		return is_builder_name(&in->code, in->code.tokens[back].text);
	return in->of_builder[back];
}

static bool has_pin(const struct pl_code_values *values)
{
	for (size_t i = 0; i < values->n; i++) {
		if (is_pin(values->items[i].text))
			return true;
	}
	return false;
}

/* The pins of a call: everything behind its first argument, up to the bracket at `close`. */
static bool pins_of(struct reading *in, size_t at, size_t close, struct pl_code_values *pins)
{
	bool known = true;

	while (at < close) {
		size_t end = pl_code_argument(&in->code, at);

		if (end > at)
			known = pl_code_values(&in->code, at, end, pins) && known;
		at = end + 1;
	}
	return known;
}

static void add_rule(struct reading *in, const char *name, struct pl_pos pos,
		     const struct pl_code_values *pins)
{
	size_t rule = pl_pinfile_rule(in->out, pos, in->errors);

	if (rule == SIZE_MAX)
		return;
	pl_rule_cover(&in->out->set->rules[rule], name, false);
	for (size_t i = 0; i < pins->n; i++) {
		const struct pl_code_value *text = &pins->items[i];
		struct pl_pin *pin = pl_pinfile_pin(in->out, rule, "", text->text,
						    strlen(text->text), text->pos, in->errors);

		if (!pin)
			return;
		pl_pinfile_only(pin, PL_SPELLED_BASE64);
	}
}

/* `add(` at `at`: a call of the builder, or of something else that is called so. */
static void read_call(struct reading *in, size_t at)
{
	size_t first = at + 2, comma = pl_code_argument(&in->code, first);
	size_t close = pl_code_close(&in->code, at + 1);
	struct pl_code_values names = { 0 }, pins = { 0 };
	struct pl_pos pos = in->code.tokens[at].pos;
	bool known;

	in->of_builder[at] = at > 0 && pl_code_is(&in->code, at - 1, ".") &&
			     is_of_builder(in, at - 1);
	if (!pl_code_is(&in->code, comma, ",") || comma >= close)
		return;
	known = pins_of(in, comma + 1, close - 1, &pins);
	if (in->of_builder[at] || has_pin(&pins)) {
		if (pl_code_values(&in->code, first, comma, &names) && names.n == 1) {
			add_rule(in, names.items[0].text, pos, &pins);
			if (!known)
				pl_pinfile_remark(in->out, pos, "not every pin for %s is a text or a "
						  "constant of this file; those that are not are not "
						  "read", names.items[0].text);
		} else {
			in->passed_over++;
			pl_pinfile_remark(in->out, pos, "the name that is pinned here is no text and "
					  "no constant of this file; its pins are not read");
		}
	}
	pl_code_values_clear(&names);
	pl_code_values_clear(&pins);
}

static void refuse_nothing(struct reading *in)
{
	if (in->passed_over > 0)
		pl_errors_input(in->errors, in->out->remarks[0].pos,
				"no call of CertificatePinner.Builder.add here names its host as a "
				"text or a constant of this file; write the names and pins as a "
				"list, like `api.example.com sha256/...`");
	else
		pl_errors_input(in->errors, pl_pinfile_at(in->out, 0, 0),
				"no call of CertificatePinner.Builder.add with pins is in this "
				"source");
}

static bool read_source(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors };
	bool ok = pl_code_scan(out, text, &pl_syntax_jvm, &in.code, errors);

	in.of_builder = pl_calloc(in.code.n + 1, sizeof(*in.of_builder));
	for (size_t i = 0; ok && i + 1 < in.code.n && errors->n < PL_ERRORS_MAX; i++) {
		if (in.code.tokens[i].kind == PL_TOKEN_WORD && pl_code_is(&in.code, i, "add") &&
		    pl_code_is(&in.code, i + 1, "("))
			read_call(&in, i);
	}
	if (ok && errors->n == 0 && out->set->n_rules == 1)
		refuse_nothing(&in);
	free(in.of_builder);
	pl_code_free(&in.code);
	return errors->n == 0;
}

static bool is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ':' || c == '=';
}

/* The next word of a list's line; a = or : within a word is part of it. */
static size_t next_word(const char **at, const char *end)
{
	const char *start;

	while (*at < end && is_separator(**at))
		++*at;
	start = *at;
	while (*at < end && **at != ' ' && **at != '\t' && **at != ',')
		++*at;
	return (size_t)(*at - start);
}

static size_t name_length(const char *name, size_t len)
{
	while (len > 0 && (name[len - 1] == ':' || name[len - 1] == '='))
		len--;
	return len;
}

static bool is_comment(const char *at, size_t len)
{
	return len == 0 || *at == '#' || (len > 1 && at[0] == '/' && at[1] == '/');
}

static void read_pins(struct pl_pinfile *out, const struct pl_lines *lines, const char *at,
		      const char *end, size_t rule, struct pl_errors *errors)
{
	size_t len;

	while ((len = next_word(&at, end)) > 0 && !is_comment(at - len, len)) {
		struct pl_pos pos = pl_lines_pos(lines, out, at - len);

		if (!is_pin_word(at - len, len)) {
			pl_errors_input(errors, pos, "\"%.*s\" is no pin; behind the name stand "
					"pins like sha256/...", (int)(len < 60 ? len : 60), at - len);
			return;
		}
		if (!pl_pinfile_pin(out, rule, "", at - len, len, pos, errors))
			return;
	}
}

static void read_line(struct pl_pinfile *out, const struct pl_lines *lines,
		      struct pl_errors *errors)
{
	const char *at = lines->line, *end = lines->line + lines->len;
	size_t len = next_word(&at, end), rule;
	const char *name = at - len;
	char *pattern;

	if (is_comment(name, len))
		return;
	if (memchr(name, '/', len)) {
		pl_errors_input(errors, pl_lines_pos(lines, out, name),
				"a line begins with the name that is pinned, like "
				"`*.example.com sha256/...`");
		return;
	}
	rule = pl_pinfile_rule(out, pl_lines_pos(lines, out, name), errors);
	if (rule == SIZE_MAX)
		return;
	pattern = pl_strndup(name, name_length(name, len));
	pl_rule_cover(&out->set->rules[rule], pattern, false);
	free(pattern);
	read_pins(out, lines, at, end, rule, errors);
	for (size_t i = out->set->n; i > 0; i--) {
		if (out->set->pins[i - 1].rule == rule)
			return;
	}
	pl_errors_input(errors, pl_lines_pos(lines, out, name), "no pin follows this name");
}

static bool is_source(struct pl_bytes text)
{
	return memmem(text.data, text.len, "CertificatePinner", 17) ||
	       memmem(text.data, text.len, "add(", 4) || memmem(text.data, text.len, "add (", 5);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct pl_lines lines = pl_lines_of(text);

	if (is_source(text))
		return read_source(out, text, errors);
	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&lines))
		read_line(out, &lines, errors);
	if (errors->n == 0 && out->set->n_rules == 1)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0), "there is no pin in this file; "
				"write lines like `*.example.com sha256/...`");
	return errors->n == 0;
}

/* A name, and behind it what is meant as a pin. */
static bool is_list(struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);

	while (pl_lines_next(&lines)) {
		const char *at = lines.line, *end = lines.line + lines.len;
		size_t len = next_word(&at, end);
		const char *name = at - len;

		if (is_comment(name, len))
			continue;
		if (memchr(name, '/', len) || !memchr(name, '.', len))
			return false;
		len = next_word(&at, end);
		return pl_begins_like(at - len, len, "sha256/") ||
		       pl_begins_like(at - len, len, "sha1/");
	}
	return false;
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return memmem(text.data, text.len, "CertificatePinner", 17) || is_list(text);
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_buf_puts(out, "CertificatePinner.Builder()\n");
	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t c = 0; pl_put_pins(set, i) > 0 && c < set->rules[i].n_covers; c++) {
			pl_buf_printf(out, "  .add(\"%s\"", set->rules[i].covers[c].name);
			for (size_t p = 0; p < set->n; p++) {
				if (set->pins[p].rule == i)
					pl_buf_printf(out, ",\n    \"%s\"", set->pins[p].spelling);
			}
			pl_buf_puts(out, ")\n");
		}
	}
	pl_buf_puts(out, "  .build()\n");
	return true;
}

const struct pl_pin_format pl_pin_format_okhttp = {
	.name = "okhttp",
	.summary = "OkHttp: CertificatePinner calls in Java or Kotlin source, or lines of a name "
		   "and its pins",
	.client = "okhttp",
	.source = "okhttp3/CertificatePinner.kt",
	.names = (const char *const[]){ ".kt", ".java", ".kts", NULL },
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
