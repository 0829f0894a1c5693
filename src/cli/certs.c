/* How certificates are read from the user's files, and what is said about keys among them. */
#include <config.h>

#include "cli/certs.h"

#include <stdio.h>
#include <string.h>

#include "cli/password.h"
#include "util/file.h"
#include "util/text.h"

/* To standard error, with the file's name made safe for a terminal. */
static void say(const char *file, const char *text)
{
	struct pl_buf name = PL_BUF_INIT;

	pl_text_safe(&name, file, strlen(file), 0);
	fprintf(stderr, "%s: %s\n", pl_buf_str(&name), text);
	pl_buf_clear(&name);
}

bool pl_cli_check_key(const char *file, struct pl_bytes data, enum pl_cli_keys keys,
		      struct pl_error *err)
{
	if (!pl_key_is_private(data))
		return true;
	if (keys == PL_CLI_KEYS_REFUSE)
		return pl_error_input(err, (struct pl_pos){ .file = file },
				      "there is a private key in this file, and it was not read; "
				      "certificates are all that is needed. A key belongs on its "
				      "server alone: give a file without it, and if this copy was "
				      "where others can read it, make a new key");
	say(file, "warning: there is a private key in this file; pinlab does not read it "
		  "and needs none, so keep it elsewhere");
	return true;
}

#define REPEATED_MAX 3 /* are told one by one */

static void note_repeated(const char *file, const struct pl_cert_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		size_t first = pl_cert_list_first(list, i);
		char text[128];

		if (first == i || ++n > REPEATED_MAX)
			continue;
		if (list->lines[first] == list->lines[i])
			snprintf(text, sizeof(text), "note: certificate %zu is certificate %zu again",
				 i + 1, first + 1);
		else
			snprintf(text, sizeof(text),
				 "note: the certificate of line %d is that of line %d again",
				 list->lines[i], list->lines[first]);
		say(file, text);
	}
	if (n > REPEATED_MAX) {
		char text[64];

		snprintf(text, sizeof(text), "note: and %zu more that are there already",
			 n - REPEATED_MAX);
		say(file, text);
	}
}

bool pl_cli_certs_in(const struct pl_args *args, const char *file, struct pl_bytes data,
		     enum pl_cli_keys keys, struct pl_cert_list *out, struct pl_error *err)
{
	const struct pl_password password = pl_cli_password(args);

	*out = (struct pl_cert_list){ 0 };
	if (!pl_cli_check_key(file, data, keys, err) ||
	    !pl_certs_read(NULL, file, data, &password, out, err))
		return false;
	if (out->with_key)
		say(file, "warning: there is a private key in this PKCS #12; it stays encrypted "
			  "here and is not needed, so better give the certificates alone");
	note_repeated(file, out);
	return true;
}

bool pl_cli_certs(const struct pl_args *args, const char *file, enum pl_cli_keys keys,
		  struct pl_cert_list *out, struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT;
	bool ok;

	*out = (struct pl_cert_list){ 0 };
	ok = pl_file_read(file, PL_CERT_FILE_MAX, &data, err) &&
	     pl_cli_certs_in(args, file,
			     (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len },
			     keys, out, err);
	/* What may be a key does not stay in memory. */
	if (data.data)
		explicit_bzero(data.data, data.cap);
	pl_buf_clear(&data);
	return ok;
}
