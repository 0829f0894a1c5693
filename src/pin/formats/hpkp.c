/* HTTP Public Key Pinning: the header, among others or alone (RFC 7469). */
#include <config.h>

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "util/mem.h"
#include "util/text.h"

#define NAME "Public-Key-Pins:"
#define NAME_REPORTS "Public-Key-Pins-Report-Only:"
#define HOST "Host:"

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	struct pl_lines lines;
	char *host;  /* named by the last request of a dump, or NULL */
	bool seen[2];/* the header, and the one that only reports, for this host */

	/* the field at hand */
	size_t rule;
	bool subdomains, max_age;
};

/* What stands in a line of a dump, without the mark that curl -v puts in front. */
static void field_of(const struct pl_lines *lines, const char **at, size_t *len)
{
	*at = lines->line;
	*len = lines->len;
	if (*len > 2 && (**at == '<' || **at == '>') && (*at)[1] == ' ') {
		*at += 2;
		*len -= 2;
	}
}

static bool is_token(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* A directive's value, in quotes or not; false: the grammar is broken. */
static bool value(const char **at, const char *end, const char **text, size_t *len)
{
	bool quoted = *at < end && **at == '"';

	*at += quoted;
	*text = *at;
	while (*at < end && (quoted ? **at != '"' : **at != ';' && **at != ' ' && **at != '\t'))
		++*at;
	*len = (size_t)(*at - *text);
	if (!quoted)
		return *len > 0;
	if (*at == end)
		return false;
	++*at;
	return true;
}

static bool is_name(const char *name, size_t len, const char *want)
{
	return len == strlen(want) && strncasecmp(name, want, len) == 0;
}

static void take(struct reading *in, const char *name, size_t name_len, const char *text, size_t len)
{
	struct pl_pos pos = pl_lines_pos(&in->lines, in->out, name);

	if (is_name(name, name_len, "pin-sha256")) {
		(void)pl_pinfile_pin(in->out, in->rule, "sha256/", text, len,
				     pl_lines_pos(&in->lines, in->out, text), in->errors);
	} else if (is_name(name, name_len, "includeSubDomains")) {
		in->subdomains = true;
	} else if (is_name(name, name_len, "max-age")) {
		in->max_age = true;
		pl_pinfile_remark(in->out, pos, "max-age=%.*s counts from each visit, so that these "
				  "pins have no date of their own", (int)(len < 20 ? len : 20), text);
	} else if (is_name(name, name_len, "report-uri")) {
		pl_pinfile_remark(in->out, pos, "report-uri is not used");
	} else {
		pl_pinfile_remark(in->out, pos, "the directive %.*s is ignored (RFC 7469 section "
				  "2.1.1)", (int)(name_len < 40 ? name_len : 40), name);
	}
}

/* directive *( ";" [ directive ] ); false: the grammar is broken here. */
static bool read_directives(struct reading *in, const char *at, const char *end)
{
	while (at < end) {
		const char *name, *text = "";
		size_t name_len = 0, len = 0;

		while (at < end && (*at == ' ' || *at == '\t' || *at == ';'))
			at++;
		for (name = at; at < end && is_token(*at); at++)
			name_len++;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < end && *at == '=') {
			at++;
			if (name_len == 0 || !value(&at, end, &text, &len))
				return false;
		}
		if (name_len > 0)
			take(in, name, name_len, text, len);
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < end && *at != ';')
			return false;
	}
	return true;
}

/* Drops the pins of the last rule. */
static void forget(struct reading *in)
{
	struct pl_pinset *set = in->out->set;

	while (set->n > 0 && set->pins[set->n - 1].rule == in->rule)
		pl_pin_clear(&set->pins[--set->n]);
}

static void finish_rule(struct reading *in, bool reports, bool whole, struct pl_pos pos)
{
	struct pl_rule *rule = &in->out->set->rules[in->rule];

	rule->report_only = reports;
	if (in->host)
		pl_rule_cover(rule, in->host, in->subdomains);
	else if (in->subdomains)
		pl_pinfile_remark(in->out, pos, "includeSubDomains has no effect here, as the "
				  "header does not say for which host it is");
	if (!whole)
		pl_pinfile_remark(in->out, pos, "this field breaks the grammar of RFC 7469, so it "
				  "is ignored as a whole");
	else if (!in->max_age)
		pl_pinfile_remark(in->out, pos, "without max-age the field is ignored as a whole "
				  "(RFC 7469 section 2.1.2)");
	if (!whole || !in->max_age)
		forget(in);
}

static void read_field(struct reading *in, const char *at, size_t len, bool reports)
{
	size_t name = strlen(reports ? NAME_REPORTS : NAME);
	struct pl_pos pos = pl_lines_pos(&in->lines, in->out, at);

	if (in->seen[reports]) {
		pl_pinfile_remark(in->out, pos, "only the first field of this name counts (RFC 7469 "
				  "section 2.3.1)");
		return;
	}
	in->seen[reports] = true;
	in->rule = pl_pinfile_rule(in->out, pos, in->errors);
	in->subdomains = in->max_age = false;
	if (in->rule != SIZE_MAX)
		finish_rule(in, reports, read_directives(in, at + name, at + len), pos);
}

static void read_host(struct reading *in, const char *at, size_t len)
{
	free(in->host);
	at += strlen(HOST);
	len -= strlen(HOST);
	pl_trim(&at, &len);
	in->host = pl_host_of_url(at, len);
	in->seen[0] = in->seen[1] = false;
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);

	(void)file;
	while (pl_lines_next(&lines)) {
		const char *at;
		size_t len;

		field_of(&lines, &at, &len);
		if (pl_begins_like(at, len, NAME) || pl_begins_like(at, len, NAME_REPORTS))
			return true;
	}
	return false;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors, .lines = pl_lines_of(text) };

	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&in.lines)) {
		const char *at;
		size_t len;

		field_of(&in.lines, &at, &len);
		if (pl_begins_like(at, len, HOST))
			read_host(&in, at, len);
		else if (pl_begins_like(at, len, NAME) || pl_begins_like(at, len, NAME_REPORTS))
			read_field(&in, at, len, !pl_begins_like(at, len, NAME));
	}
	free(in.host);
	if (errors->n == 0 && out->set->n_rules == 1)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0), "there is no header "
				"Public-Key-Pins here; one begins a line");
	return errors->n == 0;
}

/* The cap that RFC 7469 section 4.1 suggests. */
#define MAX_AGE (60 * 86400)

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)err;
	for (size_t i = 0; i < set->n_rules; i++) {
		const struct pl_rule *rule = &set->rules[i];
		bool any = false;

		for (size_t p = 0; p < set->n; p++) {
			if (set->pins[p].rule != i)
				continue;
			if (!any && rule->n_covers > 0)
				pl_buf_printf(out, "Host: %s\n", rule->covers[0].name);
			if (!any)
				pl_buf_puts(out, rule->report_only ? NAME_REPORTS : NAME);
			any = true;
			pl_buf_printf(out, " pin-sha256=\"%s\";", pl_pin_text(&set->pins[p]));
		}
		if (any)
			pl_buf_printf(out, " max-age=%d%s\n", MAX_AGE,
				      rule->n_covers > 0 && rule->covers[0].subdomains ?
				      "; includeSubDomains" : "");
		if (any && rule->n_covers > 1)
			pl_pin_lose(losses, "a header is one host's: the same is to be sent by the "
				    "other names that these pins are for");
	}
	if (!host)
		pl_pin_lose(losses, "the line Host: is for the reader of this file, no part of the "
			    "header");
	return true;
}

const struct pl_pin_format pl_pin_format_hpkp = {
	.name = "hpkp",
	.summary = "HTTP headers Public-Key-Pins and Public-Key-Pins-Report-Only, alone or in a dump",
	.client = "hpkp",
	.source = "RFC 7469 section 2.1",
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
