/* TLSA records: lines of a zone file, or their four fields alone (RFC 6698, RFC 1035 section 5). */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "util/mem.h"
#include "util/text.h"

#define WORDS_MAX 4096 /* of one record, its data in pieces */

struct word {
	const char *text;
	size_t len;
	struct pl_pos pos;
};

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	struct pl_lines lines;
	struct word *words; /* of the record at hand */
	size_t n, cap;
	bool indented;      /* it begins with a blank: the owner is that of the last one */
	size_t depth;       /* of parentheses that are open */
	char *owner, *origin;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The words of a line, up to its comment; parentheses join lines. */
static bool add_line(struct reading *in)
{
	const char *at = in->lines.line, *end = at + in->lines.len;

	if (in->n == 0)
		in->indented = at < end && is_blank(*at);
	while (at < end && *at != ';') {
		struct word word = { .text = at };

		if (is_blank(*at) || *at == '(' || *at == ')') {
			in->depth += *at == '(';
			in->depth -= *at == ')' && in->depth > 0;
			at++;
			continue;
		}
		word.pos = pl_lines_pos(&in->lines, in->out, at);
		while (at < end && !is_blank(*at) && !strchr("();", *at))
			at++;
		word.len = (size_t)(at - word.text);
		if (in->n == WORDS_MAX) {
			pl_errors_input(in->errors, word.pos, "a record of more than %d words",
					WORDS_MAX);
			return false;
		}
		*PL_PUSH(in->words, in->n, in->cap) = word;
	}
	return true;
}

static bool is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && strncasecmp(word->text, text, word->len) == 0;
}

/* The name that a word stands for, without its final dot; caller frees. */
static char *full_name(const struct reading *in, const struct word *word)
{
	if (is(word, "@"))
		return pl_strdup(in->origin ? in->origin : "");
	if (word->len > 0 && word->text[word->len - 1] == '.')
		return pl_strndup(word->text, word->len - 1);
	if (in->origin && *in->origin)
		return pl_asprintf("%.*s.%s", (int)word->len, word->text, in->origin);
	return pl_strndup(word->text, word->len);
}

/* _443._tcp.host: the host. */
static const char *host_of(const char *owner)
{
	const char *dot = *owner == '_' ? strchr(owner, '.') : NULL;

	dot = dot && dot[1] == '_' ? strchr(dot + 1, '.') : NULL;
	return dot ? dot + 1 : owner;
}

/* One rule for each owner; those of one follow each other or not. */
static size_t rule_for(struct reading *in, const char *owner, struct pl_pos pos)
{
	const struct pl_pinset *set = in->out->set;
	size_t rule;

	if (!owner)
		return 0;
	for (size_t i = 1; i < set->n_rules; i++) {
		if (strcasecmp(set->rules[i].covers[0].name, host_of(owner)) == 0)
			return i;
	}
	rule = pl_pinfile_rule(in->out, pos, in->errors);
	if (rule == SIZE_MAX)
		return rule;
	in->out->set->rules[rule].only_covers = true;
	pl_rule_cover(&in->out->set->rules[rule], host_of(owner), false);
	return rule;
}

static bool is_number(const struct word *word)
{
	return word->len > 0 && word->len <= 3 &&
	       strspn(word->text, "0123456789") >= word->len;
}

/* Three numbers and data in words `at` to the end, as "U S M HEX". */
static void add_record(struct reading *in, size_t at, const char *owner)
{
	struct pl_buf text = PL_BUF_INIT;
	size_t rule;

	if (at + 4 > in->n || !is_number(&in->words[at]) || !is_number(&in->words[at + 1]) ||
	    !is_number(&in->words[at + 2])) {
		pl_errors_input(in->errors, in->words[at < in->n ? at : in->n - 1].pos,
				"a TLSA record has three numbers and its data in hex, like "
				"`3 1 1 8f43...`");
		return;
	}
	for (size_t i = at; i < in->n; i++)
		pl_buf_printf(&text, "%s%.*s", i > at && i <= at + 3 ? " " : "",
			      (int)in->words[i].len, in->words[i].text);
	rule = rule_for(in, owner, in->words[at].pos);
	if (rule != SIZE_MAX)
		(void)pl_pinfile_pin(in->out, rule, "", pl_buf_str(&text), text.len,
				     in->words[at].pos, in->errors);
	pl_buf_clear(&text);
}

/* TYPE52 \# LENGTH HEX: as software that does not know the type writes it (RFC 3597 section 5). */
static void add_unknown(struct reading *in, size_t at, const char *owner)
{
	struct pl_buf text = PL_BUF_INIT, hex = PL_BUF_INIT;
	uint8_t numbers[3];
	size_t room = sizeof(numbers), rule;

	for (size_t i = at + 2; i < in->n; i++)
		pl_buf_add(&hex, in->words[i].text, in->words[i].len);
	if (at + 2 >= in->n || !is(&in->words[at], "\\#") || hex.len < 8 ||
	    !pl_hex_decode(pl_buf_str(&hex), 6, numbers, &room)) {
		pl_errors_input(in->errors, in->words[at - 1].pos,
				"a record in the form of RFC 3597 reads `TYPE52 \\# 35 03 01 01 ...`");
	} else {
		pl_buf_printf(&text, "%u %u %u %s", numbers[0], numbers[1], numbers[2],
			      pl_buf_str(&hex) + 6);
		rule = rule_for(in, owner, in->words[at].pos);
		if (rule != SIZE_MAX)
			(void)pl_pinfile_pin(in->out, rule, "", pl_buf_str(&text), text.len,
					     in->words[at].pos, in->errors);
	}
	pl_buf_clear(&text);
	pl_buf_clear(&hex);
}

static void set_name(char **name, char *value)
{
	free(*name);
	*name = value;
}

static bool is_ttl(const struct word *word)
{
	return word->len > 0 && word->text[0] >= '0' && word->text[0] <= '9' &&
	       strspn(word->text, "0123456789smhdwSMHDW") >= word->len;
}

/* [owner] [TTL] [class] TYPE data, TTL and class in either order. */
static void read_owned(struct reading *in)
{
	size_t at = 0;

	if (!in->indented)
		set_name(&in->owner, full_name(in, &in->words[at++]));
	while (at < in->n && (is_ttl(&in->words[at]) || is(&in->words[at], "IN") ||
			      is(&in->words[at], "CH") || is(&in->words[at], "HS")))
		at++;
	if (at >= in->n)
		return;
	if (is(&in->words[at], "TLSA"))
		add_record(in, at + 1, in->owner);
	else if (is(&in->words[at], "TYPE52"))
		add_unknown(in, at + 1, in->owner);
}

static bool is_bare(const struct reading *in)
{
	return in->n >= 4 && is_number(&in->words[0]) && is_number(&in->words[1]) &&
	       is_number(&in->words[2]);
}

static void read_record(struct reading *in)
{
	if (in->n == 0)
		return;
	if (is(&in->words[0], "$ORIGIN") && in->n > 1) {
		struct pl_buf name = PL_BUF_INIT;

		pl_buf_add(&name, in->words[1].text, in->words[1].len);
		if (name.len > 0 && name.data[name.len - 1] == '.')
			name.data[--name.len] = '\0';
		set_name(&in->origin, pl_strdup(pl_buf_str(&name)));
		pl_buf_clear(&name);
	} else if (is(&in->words[0], "$INCLUDE")) {
		pl_pinfile_remark(in->out, in->words[0].pos, "what $INCLUDE names is not read");
	} else if (is_bare(in)) {
		add_record(in, 0, NULL);
	} else if (in->words[0].text[0] != '$') {
		read_owned(in);
	}
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);
	struct pl_pin pin = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	bool is_record = false;

	(void)file;
	while (pl_lines_next(&lines) && !is_record) {
		const char *at = lines.line;
		size_t len = lines.len;
		char *line;

		pl_trim(&at, &len);
		if (len == 0 || *at == ';' || *at == '#')
			continue;
		line = pl_strndup(at, len);
		is_record = strstr(line, " TLSA ") || strstr(line, "\tTLSA") ||
			    strstr(line, " TYPE52 ") ||
			    (line[0] >= '0' && line[0] <= '9' &&
			     pl_pin_parse(&pin, line, (struct pl_pos){ 0 }, &err) &&
			     pin.spelled == PL_SPELLED_TLSA);
		pl_pin_clear(&pin);
		pl_error_clear(&err);
		free(line);
	}
	return is_record;
}

/* DANE has one client for each usage; the first record's is the file's. */
static void choose_client(struct pl_pinfile *out)
{
	char name[] = "dane-3";

	if (out->set->n > 0 && out->set->pins[0].tlsa.usage <= 3)
		name[5] = (char)('0' + out->set->pins[0].tlsa.usage);
	out->client = pl_client_find(name);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors, .lines = pl_lines_of(text) };

	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&in.lines) && add_line(&in)) {
		if (in.depth > 0)
			continue;
		read_record(&in);
		in.n = 0;
	}
	if (in.depth > 0)
		pl_errors_input(errors, in.n > 0 ? in.words[0].pos : pl_pinfile_at(out, 0, 0),
				"the parenthesis of this record is not closed");
	if (errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0), "there is no TLSA record here; one "
				"reads `_443._tcp.example.com. IN TLSA 3 1 1 8f43...`");
	choose_client(out);
	free(in.words);
	free(in.owner);
	free(in.origin);
	return errors->n == 0;
}

/* SPKI or certificate, by its digest; which usage follows from what the pin was made of. */
static void put(const struct pl_pin *pin, const char *host, struct pl_buf *out)
{
	char hex[2 * PL_DIGEST_MAX + 1];

	if (pin->spelled == PL_SPELLED_TLSA) {
		pl_buf_printf(out, "_443._tcp.%s. IN TLSA %s\n", host, pin->spelling);
		return;
	}
	pl_buf_printf(out, "_443._tcp.%s. IN TLSA %d %d %d %s\n", host, pin->of_ca ? 2 : 3,
		      pin->form == PL_FORM_SPKI, pin->hash == PL_HASH_SHA512 ? 2 : 1,
		      pl_hex(pin->digest, pin->digest_len, hex));
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	bool ca = false;

	for (size_t i = 0; i < set->n; i++) {
		const struct pl_rule *rule = &set->rules[set->pins[i].rule];
		const char *name = rule->n_covers > 0 ? rule->covers[0].name : host;

		if (!name)
			return pl_error_usage(err, "a TLSA record is one host's; say which with "
					      "--host NAME");
		put(&set->pins[i], name, out);
		ca = ca || set->pins[i].of_ca;
	}
	if (ca)
		pl_pin_lose(losses, "usage 2 (DANE-TA) works only while the server sends the "
			    "authority's certificate in its chain");
	return true;
}

const struct pl_pin_format pl_pin_format_tlsa = {
	.name = "tlsa",
	.summary = "TLSA records of DANE: lines of a zone file, or `3 1 1 HEX` alone",
	.client = "dane-3",
	.source = "RFC 6698 section 2.2; RFC 1035 section 5.1; RFC 3597 section 5",
	.names = (const char *const[]){ ".zone", ".tlsa", NULL },
	.names_hosts = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
