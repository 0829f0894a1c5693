/* How certificates are read from the user's files, and what is said about keys among them. */
#include <config.h>

#include "cli/certs.h"

#include <stdio.h>
#include <string.h>

#include "util/file.h"
#include "util/text.h"

static bool has_key_block(struct pl_bytes data)
{
	static const char begin[] = "-----BEGIN ", key[] = "PRIVATE KEY-----";
	const char *at = (const char *)data.data, *end = at + data.len;

	while ((at = memmem(at, (size_t)(end - at), begin, sizeof(begin) - 1)) != NULL) {
		const char *stop;

		at += sizeof(begin) - 1;
		stop = memchr(at, '\n', (size_t)(end - at));
		if (memmem(at, (size_t)((stop ? stop : end) - at), key, sizeof(key) - 1))
			return true;
	}
	return false;
}

bool pl_cli_warn_of_key(const char *file, struct pl_bytes data)
{
	struct pl_buf name = PL_BUF_INIT;

	if (!has_key_block(data) && !pl_key_is_private_der(data))
		return false;
	pl_text_safe(&name, file, strlen(file), 0);
	fprintf(stderr,
		"%s: warning: there is a private key in this file; pinlab does not read it "
		"and needs none, so keep it elsewhere\n",
		pl_buf_str(&name));
	pl_buf_clear(&name);
	return true;
}

bool pl_cli_certs(const char *file, struct pl_cert_list *out, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	struct pl_bytes bytes;
	bool ok = pl_file_read(file, PL_CERT_FILE_MAX, &data, err);

	if (ok) {
		bytes = (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len };
		pl_cli_warn_of_key(file, bytes);
		ok = pl_certs_parse(NULL, file, bytes, out, err);
	}
	/* What may be a key does not stay in memory. */
	if (data.data)
		explicit_bzero(data.data, data.cap);
	pl_buf_clear(&data);
	return ok;
}
