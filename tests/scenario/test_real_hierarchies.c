/*
 * The hierarchies that tell of real authorities say what the real certificates
 * say: whoever is in the public collection has its dates to the second, its key
 * type and path length, and two names share a key where the real ones do.
 */
#include <config.h>

#include <stdio.h>

#include "tests/scenario/files.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Columns of index.tsv, in its order. */
enum { FILE_, TYPE, SUBJECT, ISSUER, SERIAL, NOT_BEFORE, NOT_AFTER, KEY, SIG, PATH_LEN, EKU, SAN,
       SCTS, SKI, AKI, CERT_SHA256, SPKI, N_COLUMNS };

struct real {
	char *column[N_COLUMNS];
};

struct reals {
	struct real *items;
	size_t n, cap;
};

static bool load_reals(struct reals *reals)
{
	const char *folder = getenv("PINLAB_REAL_CERTS");
	char *path = folder ? pl_path_join(folder, "index.tsv") : NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	bool there = path && pl_exists(path) && pl_file_read(path, 4u << 20, &text, &err);
	const char *line = there ? strchr(pl_buf_str(&text), '\n') : NULL; /* after the headings */

	while (line && line[1]) {
		struct real *real = PL_PUSH(reals->items, reals->n, reals->cap);

		line++;
		for (int i = 0; i < N_COLUMNS; i++) {
			size_t len = strcspn(line, "\t\n");

			real->column[i] = pl_strndup(line, len);
			line += len + (line[len] == '\t');
		}
		line = strchr(line, '\n');
	}
	pl_error_clear(&err);
	pl_buf_clear(&text);
	free(path);
	return there;
}

static void clear_reals(struct reals *reals)
{
	for (size_t i = 0; i < reals->n; i++)
		for (int j = 0; j < N_COLUMNS; j++)
			free(reals->items[i].column[j]);
	free(reals->items);
}

/* A hierarchy hides commas inside a value behind backslashes; the list does not. */
static bool same_subject(const char *ours, const char *real)
{
	for (; *ours; ours++) {
		if (*ours == '\\')
			continue;
		if (*ours != *real++)
			return false;
	}
	return !*real;
}

/* The lab's shortest RSA key stands for those that were shorter. */
static const char *real_alg(const char *key)
{
	static const char *const words[][2] = {
		{ "RSA 1024", "rsa-2048" },
		{ "RSA 2048", "rsa-2048" },      { "RSA 3072", "rsa-3072" },
		{ "RSA 4096", "rsa-4096" },      { "EC secp256r1", "ecdsa-p256" },
		{ "EC secp384r1", "ecdsa-p384" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(words); i++)
		if (pl_streq(words[i][0], key))
			return words[i][1];
	return key;
}

static bool same_dates(const struct pl_certificate_def *def, const struct real *real)
{
	char from[PL_TIME_TEXT], to[PL_TIME_TEXT];

	pl_time_format(def->from, from);
	pl_time_format(def->to, to);
	return pl_streq(from, real->column[NOT_BEFORE]) && pl_streq(to, real->column[NOT_AFTER]);
}

static bool is_root(const struct pl_model *model, const char *name)
{
	for (size_t i = 0; i < model->n_certificates; i++)
		if (pl_streq(model->certificates[i].of, name) &&
		    pl_streq(model->certificates[i].by, name))
			return true;
	return false;
}

/* A root's cross-signs have path lengths of their own, which the lab leaves out. */
static bool same_authority(const struct pl_model *model, const struct pl_authority_def *def,
			   const struct real *real)
{
	char path_len[12] = "";

	if (def->path_len >= 0)
		snprintf(path_len, sizeof(path_len), "%d", def->path_len);
	return pl_streq(pl_key_alg_name(def->real_key), real_alg(real->column[KEY])) &&
	       (is_root(model, def->name) || pl_streq(path_len, real->column[PATH_LEN]));
}

struct place { /* where the key of an authority was found */
	const struct pl_authority_def *authority;
	const char *spki;
};

struct compared {
	const char *name;
	const struct pl_model *model;
	struct place *places;
	size_t n_places, cap_places;
	size_t found;
};

/* One key under two names, if and only if the hierarchy says so. */
static bool same_keys(struct compared *compared, const struct pl_authority_def *def,
		      const char *spki)
{
	const char *mine = def->same_key_as ? def->same_key_as : def->name;

	for (size_t i = 0; i < compared->n_places; i++) {
		const struct pl_authority_def *other = compared->places[i].authority;
		const char *its = other->same_key_as ? other->same_key_as : other->name;

		if (pl_streq(mine, its) != pl_streq(spki, compared->places[i].spki))
			return false;
	}
	*PL_PUSH(compared->places, compared->n_places, compared->cap_places) =
		(struct place){ def, spki };
	return true;
}

static void check_certificate(struct compared *compared, const struct reals *reals,
			      const struct pl_certificate_def *def)
{
	const struct pl_authority_def *of = pl_model_authority(compared->model, def->of);
	const struct pl_authority_def *by = pl_model_authority(compared->model, def->by);
	const struct real *match = NULL, *near = NULL;

	for (size_t i = 0; i < reals->n; i++) {
		const struct real *real = &reals->items[i];

		if (!same_subject(of->subject, real->column[SUBJECT]) ||
		    !same_subject(by->subject, real->column[ISSUER]))
			continue;
		near = real;
		if (same_dates(def, real))
			match = real;
	}
	if (!near)
		return; /* made up, or not in the collection */
	compared->found++;
	if (!tap_ok(match, "%s: %s has the dates of a real one", compared->name,
		    def->name)) {
		tap_note("%s lasts from %s to %s", near->column[FILE_], near->column[NOT_BEFORE],
			 near->column[NOT_AFTER]);
		return;
	}
	tap_ok(same_authority(compared->model, of, match),
	       "%s: %s has the key type and path length of %s", compared->name, of->name,
	       match->column[FILE_]);
	tap_ok(same_keys(compared, of, match->column[SPKI]),
	       "%s: %s shares its key with whom %s does", compared->name, of->name,
	       match->column[FILE_]);
}

static size_t check_hierarchy(const struct reals *reals, const char *name, const char *certs)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = pl_model_new();
	struct compared compared = { .model = model, .name = name };

	tap_ok(pl_hierarchy_load(model, name, NULL, certs, &errors), "%s is read", name);
	for (size_t i = 0; i < model->n_certificates; i++)
		check_certificate(&compared, reals, &model->certificates[i]);
	free(compared.places);
	pl_model_free(model);
	pl_errors_clear(&errors);
	return compared.found;
}

/* How many certificates of each have a real one; at least that many are in the collection. */
static const struct {
	const char *name;
	size_t at_least;
} hierarchies[] = {
	{ "letsencrypt-2016", 12 }, { "letsencrypt-2020", 17 }, { "letsencrypt-2024", 28 },
	{ "letsencrypt-2026", 34 }, { "google-trust", 20 },     { "amazon", 20 },
	{ "digicert", 28 },         { "sectigo", 21 },          { "cdn-2026", 45 },
	{ "godaddy", 4 },
	{ "diginotar", 3 },
	{ "entrust", 16 },
	{ "symantec", 15 },
};

int main(void)
{
	struct reals reals = { 0 };
	char *certs = source_path("certs");

	if (!load_reals(&reals)) {
		tap_skip("real certificates", "PINLAB_REAL_CERTS names no folder that holds them");
		free(certs);
		return tap_done();
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(hierarchies); i++) {
		size_t found = check_hierarchy(&reals, hierarchies[i].name, certs);

		tap_ok(found >= hierarchies[i].at_least, "%s: %zu certificates are real ones",
		       hierarchies[i].name, found);
	}
	tap_int((long long)check_hierarchy(&reals, "default", certs), 0,
		"the default hierarchy is of nobody real");
	clear_reals(&reals);
	free(certs);
	return tap_done();
}
