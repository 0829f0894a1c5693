/* Writes a past for the benchmark of backtests: PAST N FOLDER, N certificates, each with a new key. */
#include <config.h>

#include "tests/rehearsal/past.h"
#include "util/file.h"

#define PER_FILE 500

static void put(struct past *past, int number, struct pl_buf *out)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT], line[128];
	int64_t begin = date("2019-01-01") + number * (PL_DAY * 3 / 2);
	struct pl_cert *cert;

	snprintf(line, sizeof(line), "k%d %s %s %s", number, number % 3 ? "int-1" : "int-b",
		 pl_time_format(begin, from), pl_time_format(begin + 60 * PL_DAY, to));
	cert = past_leaf(past, line);
	pl_cert_pem(cert, out);
	pl_cert_unref(cert);
}

static void write_file(const char *folder, int number, struct pl_buf *text)
{
	char *path = pl_asprintf("%s/%d.pem", folder, number);
	struct pl_error err = PL_ERROR_INIT;

	must(pl_file_write(path, text->data, text->len, 0644, &err), &err);
	pl_buf_reset(text);
	free(path);
}

int main(int argc, char **argv)
{
	int n = argc == 3 ? atoi(argv[1]) : 0;
	struct pl_buf text = PL_BUF_INIT;
	struct past past;

	past_init(&past);
	for (size_t i = 0; i < PAST_CAS; i++)
		pl_cert_pem(past.cas[i], &text);
	for (int i = 0; i < n; i++) {
		put(&past, i, &text);
		if (i % PER_FILE == PER_FILE - 1 || i + 1 == n)
			write_file(argv[2], i, &text);
	}
	pl_buf_clear(&text);
	past_clear(&past);
	pl_pki_shutdown();
	return n > 0 ? 0 : 2;
}
