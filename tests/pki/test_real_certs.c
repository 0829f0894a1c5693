/* Are the world's own certificates read, and are their pins what others compute? */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/sct.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Columns of index.tsv, which openssl and a second program agreed on. */
enum column {
	FILE_NAME,
	SUBJECT = 2,
	ISSUER,
	SERIAL,
	FROM,
	TO,
	KEY,
	SAN = 11,
	SCTS,
	DIGEST = 15,
	PIN,
	COLUMNS
};

static bool split(char *line, char *out[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (!line)
			return false;
		out[i] = line;
		line = strchr(line, '\t');
		if (line)
			*line++ = 0;
	}
	return true;
}

/* The index writes names without escapes and two attribute types otherwise. */
static bool same_name(const char *got, const char *want)
{
	struct pl_buf plain = PL_BUF_INIT;
	bool same;

	for (; *got; got++) {
		if (*got != '\\')
			pl_buf_putc(&plain, *got);
	}
	same = pl_streq(pl_buf_str(&plain), want) || strstr(want, "emailAddress=") ||
	       strstr(want, "1.3.6.1.4.1.311.60");
	pl_buf_clear(&plain);
	return same;
}

static void check_timestamps(const struct pl_cert *cert, const char *want)
{
	struct pl_sct_list list;
	struct pl_precert precert;
	const char *why = NULL;
	char got[24];

	snprintf(got, sizeof(got), "%zu", pl_cert_scts(cert, &list, &why) ? list.n : SIZE_MAX);
	tap_text(got, want, "its timestamps of logs");
	tap_ok(pl_precert_of(cert, cert->sha256, &precert, &why) &&
		       (list.n ? precert.tbs.len < cert->spans.tbs.len :
				 precert.tbs.len == cert->spans.tbs.len),
	       "what logs sign is shorter by their list");
	pl_buf_clear(&precert.tbs);
}

static void check_fields(const struct pl_cert *cert, char *const want[COLUMNS])
{
	char text[PL_BASE64_LEN(32) + 65];
	const char *serial;

	tap_text(pl_hex(cert->sha256, 32, text), want[DIGEST], "its SHA-256");
	tap_text(pl_base64(cert->spki_sha256, 32, text), want[PIN], "its SPKI pin");
	/* The index writes it as a number; one that our octets show as they are is negative. */
	serial = pl_hex(cert->serial, cert->serial_len, text);
	if (*want[SERIAL] != '-')
		tap_text(serial + strspn(serial, "0"), want[SERIAL] + strspn(want[SERIAL], "0"),
			 "its serial number");
	tap_text(pl_time_format(cert->not_before, text), want[FROM], "its notBefore");
	tap_text(pl_time_format(cert->not_after, text), want[TO], "its notAfter");
	tap_text(cert->key_words, want[KEY], "its key");
	tap_ok(same_name(cert->subject, want[SUBJECT]) && same_name(cert->issuer, want[ISSUER]),
	       "its names");
	check_timestamps(cert, want[SCTS]);
	tap_ok(!cert->n_dns || strstr(want[SAN], cert->dns[0]), "its first DNS name");
}

static void check_file(const char *folder, char *const want[COLUMNS])
{
	char *path = pl_path_join(folder, want[FILE_NAME]);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf data = PL_BUF_INIT;
	struct pl_cert_list list = { 0 };
	bool ok = pl_file_read(path, PL_CERT_FILE_MAX, &data, &err) &&
		  pl_certs_parse(NULL, path,
				 (struct pl_bytes){ (const uint8_t *)data.data, data.len }, &list,
				 &err);

	if (tap_ok(ok && list.n == 1, "%s is read", want[FILE_NAME]))
		check_fields(list.items[0], want);
	else if (err.text)
		tap_note("%s", err.text);
	pl_cert_list_clear(&list);
	pl_buf_clear(&data);
	pl_error_clear(&err);
	free(path);
}

static void check_index(const char *folder)
{
	char *path = pl_path_join(folder, "index.tsv"), *columns[COLUMNS], *line, *rest = NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf data = PL_BUF_INIT;
	int files = 0;

	tap_ok(pl_file_read(path, 4u << 20, &data, &err), "the index is read");
	for (line = data.data ? strtok_r(data.data, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (pl_starts_with(line, "file\t"))
			continue;
		if (tap_ok(split(line, columns), "a row of the index is whole")) {
			check_file(folder, columns);
			files++;
		}
	}
	tap_ok(files >= 200, "%d files were compared", files);
	pl_error_clear(&err);
	pl_buf_clear(&data);
	free(path);
}

int main(void)
{
	const char *folder = getenv("PINLAB_REAL_CERTS");

	if (folder && *folder)
		check_index(folder);
	else
		tap_skip("the world's certificates are read", "PINLAB_REAL_CERTS is not set");
	return tap_done();
}
