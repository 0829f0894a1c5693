/* Pins given to wget. */
#include <config.h>

#include "pin/formats/command.h"
#include "pin/formats/list.h"

static const struct pl_command_words words = {
	.program = "wget",
	.other = "curl",
	.plain_config = true,
};

static bool looks_like(const char *file, struct pl_bytes text)
{
	return pl_command_has(file, text, &words);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	return pl_command_read(out, text, &words, errors);
}

/* A line of wgetrc, whose values have no quotes. */
static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_buf_puts(out, "# a line of wgetrc, for wget\npinnedpubkey = ");
	pl_command_value(set, out);
	pl_buf_putc(out, '\n');
	return true;
}

const struct pl_pin_format pl_pin_format_wget = {
	.name = "wget",
	.summary = "wget: --pinnedpubkey in a script, or pinnedpubkey in wgetrc",
	.client = "wget",
	.source = "wget doc/wget.texi; src/utils.c, wg_pin_peer_pubkey",
	.names = (const char *const[]){ "wgetrc", NULL },
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
