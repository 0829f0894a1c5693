/* The keys that GnuTLS saw first: known_hosts in ~/.gnutls. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define FIELDS 6

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	struct pl_lines lines;
	struct field {
		const char *text;
		size_t len;
	} fields[FIELDS]; /* kind, host, service, expiry, and the key, or algorithm and hash */
	size_t n;
};

/* GnuTLS's own numbers (gnutls_digest_algorithm_t). */
static const struct {
	const char *number, *prefix;
} algorithms[] = {
	{ "6", "sha256:" },
	{ "8", "sha512:" },
};

/* |g0|host|service|expiry|key and |c0|host|service|expiry|algorithm|hash. */
static bool split(struct reading *in)
{
	const char *at = in->lines.line, *end = at + in->lines.len;

	in->n = 0;
	if (at == end || *at != '|')
		return false;
	while (at < end && in->n < FIELDS) {
		const char *start = ++at;

		while (at < end && *at != '|')
			at++;
		in->fields[in->n++] = (struct field){ start, (size_t)(at - start) };
	}
	return at == end;
}

static bool is(const struct field *field, const char *text)
{
	return field->len == strlen(text) && memcmp(field->text, text, field->len) == 0;
}

static bool read_expiry(const struct field *field, int64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < field->len; i++) {
		if (field->text[i] < '0' || field->text[i] > '9' || *out > PL_TIME_MAX)
			return false;
		*out = *out * 10 + (field->text[i] - '0');
	}
	if (*out == 0 || *out > PL_TIME_MAX)
		*out = PL_TIME_NONE;
	return field->len > 0;
}

/* The key is there whole; its text is compared, so only a canonical one ever matches. */
static void read_key(struct reading *in, size_t rule)
{
	const struct field *field = &in->fields[4];
	struct pl_pin *pin = pl_pinfile_pin(in->out, rule, "", field->text, field->len,
					    pl_lines_pos(&in->lines, in->out, field->text),
					    in->errors);
	size_t room = field->len;
	uint8_t *spki = pl_malloc(room + 1);

	if (pin) {
		pin->spelled = PL_SPELLED_OTHER;
		pin->form = PL_FORM_SPKI;
		pin->hash = PL_HASH_SHA256;
		pin->digest_len = 0;
		if (pl_base64_decode(field->text, field->len, spki, &room) && room > 0) {
			pl_sha256(spki, room, pin->digest);
			pin->digest_len = 32;
		}
	}
	free(spki);
}

static const char *prefix_of(const struct field *algorithm)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(algorithms); i++) {
		if (is(algorithm, algorithms[i].number))
			return algorithms[i].prefix;
	}
	return NULL;
}

/* GnuTLS skips what it cannot parse, too. */
static void skip(struct reading *in, const char *why)
{
	pl_pinfile_remark(in->out, pl_lines_pos(&in->lines, in->out, in->lines.line),
			  "this line is not read: %s", why);
}

static void read_entry(struct reading *in)
{
	bool hash = is(&in->fields[0], "c0");
	const char *prefix = hash ? prefix_of(&in->fields[4]) : "";
	const struct field *host = &in->fields[1];
	struct pl_rule *rule;
	int64_t expiry;
	size_t at;
	char *name;

	if (!read_expiry(&in->fields[3], &expiry) || !prefix) {
		skip(in, prefix ? "its expiry is no number"
				: "only hashes 6 (SHA-256) and 8 (SHA-512) are");
		return;
	}
	at = pl_pinfile_rule(in->out, pl_lines_pos(&in->lines, in->out, in->lines.line),
			     in->errors);
	if (at == SIZE_MAX)
		return;
	rule = &in->out->set->rules[at];
	rule->expires = expiry;
	name = pl_strndup(host->text, host->len);
	if (*name != '*') /* one that begins so is for every host (verify-tofu.c) */
		pl_rule_cover(rule, name, false);
	free(name);
	if (hash)
		(void)pl_pinfile_pin(in->out, at, prefix, in->fields[5].text, in->fields[5].len,
				     pl_lines_pos(&in->lines, in->out, in->fields[5].text),
				     in->errors);
	else
		read_key(in, at);
}

static bool is_entry(const struct reading *in)
{
	return (in->n == 5 && is(&in->fields[0], "g0")) || (in->n == 6 && is(&in->fields[0], "c0"));
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);

	(void)file;
	while (pl_lines_next(&lines)) {
		if (pl_begins_like(lines.line, lines.len, "|g0|") ||
		    pl_begins_like(lines.line, lines.len, "|c0|"))
			return true;
	}
	return false;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors, .lines = pl_lines_of(text) };

	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&in.lines)) {
		if (in.lines.len == 0)
			continue;
		if (split(&in) && is_entry(&in))
			read_entry(&in);
		else
			skip(&in, "it is no |g0| or |c0| entry");
	}
	if (errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0), "there is no key here; a line "
				"reads |c0|example.com|443|0|6|8f43...");
	return errors->n == 0;
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	char hex[2 * PL_DIGEST_MAX + 1];

	(void)losses;
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];
		const struct pl_rule *rule = &set->rules[pin->rule];

		if (rule->n_covers == 0 && !host)
			return pl_error_usage(err, "an entry is one host's; say which with --host "
					      "NAME");
		for (size_t c = 0; c == 0 || c < rule->n_covers; c++)
			pl_buf_printf(out, "|c0|%s|443|%lld|%d|%s\n",
				      rule->n_covers > 0 ? rule->covers[c].name : host,
				      rule->expires == PL_TIME_NONE ? 0LL :
				      (long long)rule->expires,
				      pin->hash == PL_HASH_SHA512 ? 8 : 6,
				      pl_hex(pin->digest, pin->digest_len, hex));
	}
	return true;
}

const struct pl_pin_format pl_pin_format_gnutls = {
	.name = "gnutls-known-hosts",
	.summary = "GnuTLS's known_hosts: lines |g0|host|... with a key, |c0|host|... with its hash",
	.client = "gnutls-tofu",
	.source = "gnutls lib/verify-tofu.c",
	.names = (const char *const[]){ "known_hosts", NULL },
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
