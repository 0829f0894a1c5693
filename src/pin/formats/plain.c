/* The plain list: one pin a line, as tools print them. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pin/formats/lines.h"
#include "pin/formats/list.h"
#include "util/mem.h"
#include "util/text.h"

/* How tools introduce a digest, and what that means here. */
static const struct {
	const char *text, *means;
} introductions[] = {
	{ "sha256//", "sha256/" },                 /* curl */
	{ "pin-sha256:", "sha256/" },              /* gnutls-cli, certtool */
	{ "public key ID: sha256:", "sha256:" },   /* certtool --info */
	{ "sha256 Fingerprint=", "" },             /* openssl x509 -fingerprint */
	{ "sha1 Fingerprint=", "" },
	{ "md5 Fingerprint=", "" },
};

/* Without what follows a #, and without blanks around. */
static void cut(const char **text, size_t *len)
{
	const char *mark = memchr(*text, '#', *len);

	if (mark && (mark == *text || mark[-1] == ' ' || mark[-1] == '\t'))
		*len = (size_t)(mark - *text);
	pl_trim(text, len);
}

/* 44 characters that end in =, as `openssl dgst -binary | base64` prints a digest. */
static bool is_bare(const char *text, size_t len)
{
	uint8_t digest[33];
	size_t room = sizeof(digest);

	return len == PL_BASE64_LEN(32) && pl_base64_decode(text, len, digest, &room) && room == 32;
}

/* The literal that a line stands for; caller frees. */
static char *literal(const char *text, size_t len)
{
	if (is_bare(text, len))
		return pl_asprintf("sha256/%.*s", (int)len, text);
	for (size_t i = 0; i < PL_ARRAY_LEN(introductions); i++) {
		size_t skip = strlen(introductions[i].text);

		/* Two slashes are curl's, or a digest that begins with one. */
		if (pl_begins_like(text, len, introductions[i].text) &&
		    (i > 0 || len == skip + PL_BASE64_LEN(32)))
			return pl_asprintf("%s%.*s", introductions[i].means, (int)(len - skip),
					   text + skip);
	}
	return pl_strndup(text, len);
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	struct pl_lines lines = pl_lines_of(text);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pin pin = { 0 };
	bool is = false;

	(void)file;
	while (pl_lines_next(&lines)) {
		size_t len = lines.len;
		const char *at = lines.line;
		char *meant;

		cut(&at, &len);
		if (len == 0)
			continue;
		meant = literal(at, len);
		is = pl_pin_parse(&pin, meant, (struct pl_pos){ 0 }, &err);
		free(meant);
		break;
	}
	pl_pin_clear(&pin);
	pl_error_clear(&err);
	return is;
}

static void read_line(struct pl_pinfile *out, const struct pl_lines *lines,
		      struct pl_errors *errors)
{
	size_t len = lines->len;
	const char *at = lines->line;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_pos pos;
	struct pl_pin pin;
	char *meant;

	cut(&at, &len);
	if (len == 0)
		return;
	pos = pl_lines_pos(lines, out, at);
	meant = literal(at, len);
	/* No client reads such lists, so that nothing excuses a damaged pin. */
	if (pl_pin_parse(&pin, meant, pos, &err)) {
		pl_pin_clear(&pin);
		(void)pl_pinfile_pin(out, 0, "", meant, strlen(meant), pos, errors);
	}
	pl_errors_take(errors, &err);
	free(meant);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct pl_lines lines = pl_lines_of(text);

	while (errors->n < PL_ERRORS_MAX && pl_lines_next(&lines))
		read_line(out, &lines, errors);
	if (errors->n == 0 && out->set->n == 0)
		pl_errors_input(errors, pl_pinfile_at(out, 0, 0),
				"there is no pin in this list; write one a line, like sha256/...");
	return errors->n == 0;
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	for (size_t i = 0; i < set->n; i++)
		pl_buf_printf(out, "%s\n", set->pins[i].spelling);
	return true;
}

const struct pl_pin_format pl_pin_format_list = {
	.name = "list",
	.summary = "a plain list: one pin a line, sha256/..., hex or a fingerprint, # for comments",
	.client = "generic",
	.source = "pinlab's own; the spellings that openssl, certtool and curl print",
	.names = (const char *const[]){ ".pins", ".txt", NULL },
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
