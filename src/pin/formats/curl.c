/* Pins given to curl. */
#include <config.h>

#include "pin/formats/command.h"
#include "pin/formats/list.h"

static const struct pl_command_words words = {
	.program = "curl",
	.other = "wget",
	.is_default = true,
};

static bool looks_like(const char *file, struct pl_bytes text)
{
	return pl_command_has(file, text, &words);
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	return pl_command_read(out, text, &words, errors);
}

/* The configuration file: the same words stand behind --pinnedpubkey. */
static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	(void)err;
	pl_buf_puts(out, "pinnedpubkey = \"");
	pl_command_value(set, out);
	pl_buf_puts(out, "\"\n");
	return true;
}

const struct pl_pin_format pl_pin_format_curl = {
	.name = "curl",
	.summary = "curl: --pinnedpubkey in a script, or pinnedpubkey in its configuration",
	.client = "curl",
	.source = "curl docs/cmdline-opts/pinnedpubkey.md; lib/vtls/vtls.c",
	.names = (const char *const[]){ ".curlrc", "_curlrc", NULL },
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
