/* Is this a host name? */
#include <config.h>

#include "pin/formats/names.h"

#include <string.h>

void pl_name_trim(const char *text, struct pl_buf *out)
{
	size_t len = strlen(text);

	while (len > 0 && (unsigned char)text[len - 1] <= ' ')
		len--;
	while (len > 0 && (unsigned char)*text <= ' ') {
		text++;
		len--;
	}
	pl_buf_add(out, text, len);
}

void pl_name_remark(struct pl_pinfile *out, struct pl_pos pos, const char *name,
		    const char *instead)
{
	if (strchr(name, '*'))
		pl_pinfile_remark(out, pos, "asterisks mean nothing here, so \"%.80s\" covers no "
				  "host; %s", name, instead);
	else if (strpbrk(name, "/:@?# \t\r\n"))
		pl_pinfile_remark(out, pos, "\"%.80s\" is no host name, so it covers none; write "
				  "the name alone", name);
}
