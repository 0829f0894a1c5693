/* Whether real chains come to what is known of their CAs, where real certificates are at hand. */
#include <config.h>

#include "rehearsal/inputs.h"
#include "rehearsal/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "lab/engine.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *folder;

static struct pl_cert_list read_certs(const char *file)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_list list = { 0 };
	struct pl_buf data = PL_BUF_INIT;
	char *path = pl_asprintf("%s/%s.pem", folder, file);

	if (!pl_file_read(path, PL_CERT_FILE_MAX, &data, &err) ||
	    !pl_certs_parse(NULL, path,
			    (struct pl_bytes){ (const uint8_t *)pl_buf_str(&data), data.len }, &list,
			    &err)) {
		printf("Bail out! %s: %s\n", path, err.text);
		exit(1);
	}
	pl_buf_clear(&data);
	free(path);
	return list;
}

/* Files separated by blanks as one list. */
static struct pl_cert_list read_all(const char *files)
{
	struct pl_cert_list all = { 0 };

	for (const char *at = files; *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " "), n = all.n;
		char *file = pl_strndup(at, len);
		struct pl_cert_list one = read_certs(file);

		*PL_PUSH(all.items, all.n, all.cap) = pl_cert_ref(one.items[0]);
		all.lines = pl_realloc(all.lines, all.cap, sizeof(*all.lines));
		all.lines[n] = (int)n + 1;
		pl_cert_list_clear(&one);
		free(file);
		at += len;
	}
	return all;
}

/* The SPKI pins of the files' certificates, a line each. */
static char *pins_of(const char *files)
{
	struct pl_cert_list list = read_all(files);
	struct pl_buf out = PL_BUF_INIT;
	char base64[PL_BASE64_LEN(32) + 1];

	for (size_t i = 0; i < list.n; i++)
		pl_buf_printf(&out, "sha256/%s\n", pl_base64(list.items[i]->spki_sha256, 32, base64));
	pl_cert_list_clear(&list);
	return pl_buf_take(&out);
}

#define LE "letsencrypt/"
#define LEAF LE "leaf-letsencrypt.org-2026-03-08"

/* What became public, and what renewals at a third of the life make of it. */
static const struct {
	const char *what, *chain, *trust, *pins, *at;
	const char *fatal; /* NULL: none within two years */
	const char *reason;
	size_t broken, variants;
	const char *until; /* NULL: two years */
} rows[] = {
	{ "a leaf's key", LEAF " " LE "int-e8-by-isrg-x1", "", LEAF, "2026-04-01",
	  "2026-05-07T17:04:30Z", "pin-mismatch", 4, 4, NULL },
	{ "the intermediates of the day", LEAF " " LE "int-e8-by-isrg-x1", "",
	  LE "int-e7-by-isrg-x1 " LE "int-e8-by-isrg-x1", "2026-04-01",
	  "2026-05-07T17:04:30Z", "pin-mismatch", 4, 4, NULL },
	/* Generation Y's chains end at X2 where devices have it. */
	{ "ISRG Root X1 alone", LEAF " " LE "int-e8-by-isrg-x1", "", LE "root-isrg-x1",
	  "2026-04-01", "2026-07-06T17:04:30Z", "pin-mismatch", 4, 4, NULL },
	{ "X1 alone on devices that know no other", LEAF " " LE "int-e8-by-isrg-x1",
	  LE "root-isrg-x1", LE "root-isrg-x1", "2026-04-01", NULL, NULL, 0, 4, NULL },
	{ "X1 and X2", LEAF " " LE "int-e8-by-isrg-x1", "", LE "root-isrg-x1 " LE "root-isrg-x2",
	  "2026-04-01", NULL, NULL, 0, 4, NULL },
	/* Of those who may issue on 2026-05-07 one is pinned, and of those after it one. */
	{ "one way through the pool", LEAF " " LE "int-e8-by-isrg-x1", "",
	  LE "int-e8-by-isrg-x1 " LE "int-ye1-by-root-ye", "2026-04-01",
	  "2026-05-07T17:04:30Z", "pin-mismatch", 3, 4, "2026-09-01" },
};

static void test_row(size_t i)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_shadow_input input = { .facts = pl_facts_standard(), .renew_key = PL_KEY_NEW };
	struct pl_cert_list chain = read_all(rows[i].chain), trust = read_all(rows[i].trust);
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_rehearsal rehearsal;
	char *text = pins_of(rows[i].pins), date[PL_TIME_TEXT] = "never";
	int64_t until = PL_TIME_NONE;
	struct pl_inputs inputs;
	const char *why;
	bool ok;

	pl_inputs_init(&inputs);
	pl_inputs_chain(&inputs, "chain.pem", &chain);
	pl_inputs_trust(&inputs, &trust);
	ok = pl_inputs_pins(&inputs, "app.txt",
			    (struct pl_bytes){ (const uint8_t *)text, strlen(text) }, NULL, NULL,
			    &errors) &&
	     pl_inputs_ready(&inputs, NULL, 0, &errors) &&
	     pl_time_parse(rows[i].at, &input.at, &why);
	pl_inputs_shadow(&inputs, &input);
	ok = ok && (!rows[i].until || pl_time_parse(rows[i].until, &until, &why));
	ok = ok && pl_rehearse(engine, &input, until, &rehearsal, &errors);
	tap_ok(ok && rehearsal.runway.n == 1, "%s: %s", rows[i].what,
	       errors.n ? errors.items[0].text : "rehearsed");
	if (ok && rehearsal.runway.n == 1) {
		const struct pl_lane *lane = &rehearsal.runway.lanes[0];

		tap_text(pl_state_info(lane->today)->name, "survives", "today it holds");
		if (lane->at != PL_TIME_NONE)
			pl_time_format_short(lane->at, date);
		tap_text(date, rows[i].fatal ? rows[i].fatal : "never", "its last day");
		if (rows[i].fatal)
			tap_text(pl_reason_info(lane->reason)->name, rows[i].reason, "why");
		tap_int((long long)lane->broken, (long long)rows[i].broken, "in so many");
		tap_int((long long)rehearsal.runway.n_variants, (long long)rows[i].variants, "of all");
	}
	if (ok)
		pl_rehearsal_clear(&rehearsal);
	pl_inputs_clear(&inputs);
	pl_errors_clear(&errors);
	pl_engine_free(engine);
	free(text);
}

static bool is_listed(const struct pl_facts *facts, const struct pl_known_ca *ca,
		      const struct pl_cert *cert)
{
	size_t n;
	const struct pl_known_certificate *all = pl_facts_certificates(facts, &n);

	for (size_t i = 0; i < n; i++)
		if (pl_streq(all[i].of, ca->name) && all[i].from == cert->not_before &&
		    all[i].to == cert->not_after)
			return true;
	return false;
}

/* The edition's keys, subjects and dates are those of the published certificates. */
static void test_edition(const char *of)
{
	const struct pl_facts *facts = pl_facts_standard();
	struct pl_error err = PL_ERROR_INIT;
	char *path = pl_asprintf("%s/%s", folder, of), **names;
	size_t n, seen = 0;

	if (!pl_dir_list(path, &names, &n, &err)) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	for (size_t i = 0; i < n; i++) {
		char *file = pl_asprintf("%s/%.*s", of, (int)strlen(names[i]) - 4, names[i]);
		struct pl_cert_list list = read_certs(file);
		const struct pl_cert *cert = list.items[0];
		const struct pl_known_ca *ca = pl_facts_ca(facts, cert->spki_sha256);

		if (cert->is_ca || (cert->self_issued && cert->version == 1)) {
			/* X1 and X2 were the names of X3's and X4's keys before. */
			if (!ca || (pl_streq(ca->subject, cert->subject) &&
				    !is_listed(facts, ca, cert)))
				tap_ok(false, "%s is in the edition", file);
			seen++;
		}
		pl_cert_list_clear(&list);
		free(file);
	}
	tap_ok(seen > 0, "%zu certificates of %s are in the edition", seen, of);
	pl_names_free(names, n);
	free(path);
}

int main(void)
{
	static const char *const folders[] = { "letsencrypt", "google", "amazon", "digicert",
					       "sectigo", "entrust" };

	folder = getenv("PINLAB_REAL_CERTS");
	if (!folder || !*folder) {
		tap_skip("rehearsals of real chains", "PINLAB_REAL_CERTS is not set");
		return tap_done();
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		test_row(i);
	for (size_t i = 0; i < PL_ARRAY_LEN(folders); i++)
		test_edition(folders[i]);
	pl_pki_shutdown();
	return tap_done();
}
