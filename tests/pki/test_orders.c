/*
 * Which path comes first under real cross-signs? The wanted ones were measured
 * with OpenSSL 3.0 (shortest) and GnuTLS 3.7 (as sent).
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "real_certs.h"
#include "pki/path.h"
#include "util/mem.h"
#include "util/text.h"

#define LE "letsencrypt/"
#define R3_BY_X1 LE "int-r3-by-isrg-x1.pem"
#define X1_BY_DST LE "xsign-isrg-x1-by-dst-x3-2021.pem"
#define X1 LE "root-isrg-x1.pem"
#define X2 LE "root-isrg-x2.pem"
#define X2_BY_X1 LE "xsign-isrg-x2-by-x1-2026.pem"
#define DST LE "root-dst-ca-x3.pem"
#define YE1 LE "int-ye1-by-root-ye.pem"
#define YE_BY_X2 LE "xsign-ye-by-x2-2026.pem"

static const struct {
	const char *name, *presented, *anchors, *want_shortest, *want_as_sent;
	size_t want_n;
} rows[] = {
	{ "R3 and X1 by DST, anchors X1 and DST", R3_BY_X1 " " X1_BY_DST, X1 " " DST,
	  R3_BY_X1 " " X1, R3_BY_X1 " " X1_BY_DST " " DST, 2 },
	{ "the same, DST listed first", R3_BY_X1 " " X1_BY_DST, DST " " X1,
	  R3_BY_X1 " " X1, R3_BY_X1 " " X1_BY_DST " " DST, 2 },
	{ "the same, anchor DST only", R3_BY_X1 " " X1_BY_DST, DST,
	  R3_BY_X1 " " X1_BY_DST " " DST, R3_BY_X1 " " X1_BY_DST " " DST, 1 },
	{ "the same, anchor X1 only", R3_BY_X1 " " X1_BY_DST, X1, R3_BY_X1 " " X1, R3_BY_X1 " " X1,
	  1 },
	{ "YE1, YE by X2, X2 by X1, anchors X1 and X2", YE1 " " YE_BY_X2 " " X2_BY_X1, X1 " " X2,
	  YE1 " " YE_BY_X2 " " X2, YE1 " " YE_BY_X2 " " X2_BY_X1 " " X1, 2 },
	{ "the same, anchor X1 only", YE1 " " YE_BY_X2 " " X2_BY_X1, X1,
	  YE1 " " YE_BY_X2 " " X2_BY_X1 " " X1, YE1 " " YE_BY_X2 " " X2_BY_X1 " " X1, 1 },
	{ "the same, anchor X2 only", YE1 " " YE_BY_X2 " " X2_BY_X1, X2,
	  YE1 " " YE_BY_X2 " " X2, YE1 " " YE_BY_X2 " " X2, 1 },
};

static struct pl_chain *chain_of(const struct real_certs *real, const char *files)
{
	struct pl_cert *certs[8];
	size_t n = 0, len;

	for (const char *at = files; *at; at += len + (at[len] == ' ')) {
		len = strcspn(at, " ");
		for (size_t i = 0; i < real->n; i++) {
			if (strlen(real->items[i].file) == len && memcmp(real->items[i].file, at,
				len) == 0)
				certs[n++] = real->items[i].cert;
		}
	}
	return pl_chain_new(certs, n);
}

static char *first_path(const struct real_certs *real, const struct pl_paths *paths)
{
	struct pl_buf text = PL_BUF_INIT;

	for (size_t i = 0; paths->n && i < paths->items[0].n; i++) {
		for (size_t j = 0; j < real->n; j++) {
			if (real->items[j].cert == paths->items[0].certs[i])
				pl_buf_printf(&text, "%s%s", i ? " " : "", real->items[j].file);
		}
	}
	return pl_buf_take(&text);
}

static void check(const struct real_certs *real, size_t row, enum pl_path_order order,
	const char *want)
{
	struct pl_chain *presented = chain_of(real, rows[row].presented);
	struct pl_chain *anchors = chain_of(real, rows[row].anchors);
	const struct pl_path_query query = { .presented = presented, .anchors = anchors,
		.order = order };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths = pl_paths_find(real->pki, &query, &err);
	char *name = pl_asprintf("%s: %s", rows[row].name, pl_path_order_name(order)), *got;

	if (tap_ok(paths && paths->n == rows[row].want_n, "%s: %zu paths", name,
		rows[row].want_n)) {
		got = first_path(real, paths);
		tap_text(got, want, name);
		free(got);
	}
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
	free(name);
}

int main(void)
{
	struct real_certs real;

	if (!real_load(&real)) {
		tap_skip("real certificates", "PINLAB_REAL_CERTS names no folder that holds them");
		return tap_done();
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		check(&real, i, PL_ORDER_SHORTEST, rows[i].want_shortest);
		check(&real, i, PL_ORDER_AS_SENT, rows[i].want_as_sent);
	}
	real_clear(&real);
	pl_pki_shutdown();
	return tap_done();
}
