/*
 * Do we judge chains as openssl and GnuTLS do? Own hierarchies (cast_roles.c)
 * and, where PINLAB_REAL_CERTS names them, real certificates at several dates.
 * Where we differ, deviations.tsv says why.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cast.h"
#include "deviations.h"
#include "oracles.h"
#include "real_certs.h"
#include "util/time.h"

#define REAL "real, " /* how the names of real cases begin */

struct judges {
	struct deviations deviations;
	char *folder; /* for openssl's files; NULL: there is no openssl */
};

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = words; (at = strstr(at, word)); at += len) {
		if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

/*
 * A refusal's reason has to be ours. But an oracle that names a date may have
 * looked at dates first, and where there are several paths it may have had
 * another in mind.
 */
static bool agrees(struct pl_pki *pki, const struct verdict_query *query, const char *want,
	const char *got)
{
	bool wants_yes = pl_streq(want, "accepted"), says_yes = pl_streq(got, "accepted"),
		out_of_date;
	size_t paths = verdict_paths(pki, query, &out_of_date);

	if (wants_yes || says_yes)
		return wants_yes == says_yes;
	if (strstr(want, "expired") || strstr(want, "not-yet-valid"))
		return out_of_date;
	return has_word(want, got) || paths > 1;
}

static void compare(struct judges *judges, struct pl_pki *pki, const char *id,
		    const struct verdict_query *query)
{
	const char *got = verdict_of(pki, query), *want;
	char text[ORACLE_TEXT];

	if (!deviations_skip(&judges->deviations, "gnutls", id)) {
		want = oracle_gnutls(query, text);
		deviations_check(&judges->deviations, "gnutls", id, agrees(pki, query, want, got),
			got, want);
	}
	if (!judges->folder || deviations_skip(&judges->deviations, "openssl", id))
		return;
	want = oracle_openssl(query, judges->folder, text);
	deviations_check(&judges->deviations, "openssl", id, agrees(pki, query, want, got), got,
		want);
}

/* What is presented, what is trusted, when; the host is a.example.test unless written. */
static const struct {
	const char *presented, *anchors;
	int year; /* in its summer; 0: 2021 */
	const char *host;
} own[] = {
	{ .presented = "leaf inter", .anchors = "root" },
	{ .presented = "leaf inter", .anchors = "root", .year = 2022 },
	{ .presented = "leaf inter", .anchors = "root", .year = 2019 },
	{ .presented = "leaf inter", .anchors = "root", .host = "b.example.test" },
	{ .presented = "leaf inter root", .anchors = "root" },
	{ .presented = "leaf root inter", .anchors = "root" },
	{ .presented = "leaf inter inter other", .anchors = "root" },
	{ .presented = "leaf", .anchors = "root" },
	{ .presented = "leaf inter", .anchors = "other" },
	{ .presented = "leaf inter", .anchors = "inter" },
	{ .presented = "leaf inter", .anchors = "leaf" },
	{ .presented = "self", .anchors = "self" },
	{ .presented = "self", .anchors = "root" },
	{ .presented = "direct", .anchors = "root" },
	{ .presented = "leaf2 inter", .anchors = "root", .host = "x.wild.test" },
	{ .presented = "leaf2 inter", .anchors = "root", .host = "x.y.wild.test" },
	{ .presented = "leaf2 inter", .anchors = "root", .host = "wild.test" },
	{ .presented = "leaf2 inter", .anchors = "root", .host = "192.0.2.7" },
	{ .presented = "leaf2 inter", .anchors = "root", .host = "192.0.2.8" },
	{ .presented = "bare inter", .anchors = "root", .host = "bare.example.test" },
	{ .presented = "leaf inter-young", .anchors = "root" },
	{ .presented = "leaf inter-young inter", .anchors = "root" },
	{ .presented = "leaf inter inter-young", .anchors = "root" },
	{ .presented = "leaf inter", .anchors = "root root-renewed" },
	{ .presented = "leaf inter", .anchors = "root-renewed" },
	{ .presented = "no-ids inter root-by-other", .anchors = "other root", .year = 2022 },
	{ .presented = "no-ids inter root-by-other", .anchors = "other", .year = 2022 },
	{ .presented = "no-ids inter root-by-other", .anchors = "root", .year = 2022 },
	{ .presented = "no-ids inter root-by-other other", .anchors = "other root", .year = 2022 },
	{ .presented = "no-ids inter root-by-other", .anchors = "other root", .year = 2025 },
	{ .presented = "no-ids inter-by-other inter", .anchors = "root", .year = 2022 },
	{ .presented = "no-ids inter-by-other inter", .anchors = "root other", .year = 2022 },
	{ .presented = "no-ids inter inter-by-other", .anchors = "root other", .year = 2022 },
	{ .presented = "leaf inter root-by-other other-by-root", .anchors = "root" },
	{ .presented = "leaf inter root-by-other other-by-root", .anchors = "self" },
	{ .presented = "leaf-broken inter", .anchors = "root" },
	{ .presented = "leaf inter-broken", .anchors = "root" },
	{ .presented = "leaf inter-broken inter", .anchors = "root" },
	{ .presented = "leaf inter", .anchors = "impostor" },
	{ .presented = "leaf inter", .anchors = "impostor root" },
	{ .presented = "no-ids inter", .anchors = "root" },
	{ .presented = "client inter", .anchors = "root" },
	{ .presented = "sign-only inter", .anchors = "root" },
	{ .presented = "poisoned inter", .anchors = "root" },
	{ .presented = "sha1 inter", .anchors = "root" },
	{ .presented = "weak inter", .anchors = "root" },
	{ .presented = "by-leaf leaf inter", .anchors = "root" },
	{ .presented = "by-no-sign no-sign", .anchors = "root" },
	{ .presented = "by-no-bc no-bc", .anchors = "root" },
	{ .presented = "by-no-bc-root", .anchors = "no-bc-root" },
	{ .presented = "by-mute-root", .anchors = "mute-root" },
	{ .presented = "by-old-root", .anchors = "old-root" },
	{ .presented = "by-old-inter old-inter", .anchors = "root" },
	{ .presented = "by-client-ca client-ca", .anchors = "root" },
	{ .presented = "by-server-ca server-ca", .anchors = "root" },
	{ .presented = "by-sha1-root", .anchors = "sha1-root" },
	{ .presented = "by-sha1-inter sha1-inter", .anchors = "root" },
	{ .presented = "too-deep below inter", .anchors = "root" },
	{ .presented = "by-new-key inter-new-key inter", .anchors = "root" },
	{ .presented = "lab-inside", .anchors = "lab-root" },
	{ .presented = "lab-inside", .anchors = "lab-root", .host = "127.0.0.1" },
	{ .presented = "lab-outside", .anchors = "lab-root" },
	{ .presented = "lab-ip-outside", .anchors = "lab-root" },
	{ .presented = "lab-wildcard", .anchors = "lab-root" },
	{ .presented = "by-lab-inter lab-inter", .anchors = "lab-root" },
	{ .presented = "excluded lab-inter", .anchors = "lab-root",
	  .host = "www.bad.example.test" },
	{ .presented = "excluded-wildcard lab-inter", .anchors = "lab-root" },
	{ .presented = "excluded-ip lab-inter", .anchors = "lab-root" },
	{ .presented = "by-lab-renewed lab-renewed", .anchors = "lab-root" },
	{ .presented = "narrow-below narrow", .anchors = "lab-root" },
	{ .presented = "narrow-itself narrow", .anchors = "lab-root", .host = "example.test" },
	{ .presented = "allowed dn-ca", .anchors = "root" },
	{ .presented = "forbidden dn-ca", .anchors = "root" },
};

static void compare_own(struct judges *judges)
{
	struct cast cast;

	cast_init(&cast);
	for (size_t i = 0; i < PL_ARRAY_LEN(own); i++) {
		int year = own[i].year ? own[i].year : 2021;
		struct pl_chain *presented = cast_chain(&cast, own[i].presented);
		struct pl_chain *anchors = cast_chain(&cast, own[i].anchors);
		const struct verdict_query query = {
			.presented = presented, .anchors = anchors, .now = cast_summer(year),
			.host = own[i].host ? own[i].host : "a.example.test",
		};
		char *id = pl_asprintf("%s / %s / %d%s%s", own[i].presented, own[i].anchors, year,
				       own[i].host ? " / " : "", own[i].host ? own[i].host : "");

		compare(judges, cast.pki, id, &query);
		free(id);
		pl_chain_unref(presented);
		pl_chain_unref(anchors);
	}
	cast_clear(&cast);
}

/* The host that a leaf is asked for: not a wildcard. */
static const char *host_of(const struct pl_cert *cert)
{
	return cert->n_dns && cert->dns[0][0] != '*' ? cert->dns[0] : NULL;
}

/* "letsencrypt/leaf-x.pem" is known by "leaf-x". */
static void short_name(struct pl_buf *out, const char *file)
{
	const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;

	pl_buf_add(out, base, strlen(base) - strlen(".pem"));
}

/* One way to one root, at the seconds that matter to the leaf. */
static void compare_way(const struct real_certs *real, const size_t *way, size_t n, void *arg)
{
	struct judges *judges = arg;
	struct pl_cert *certs[REAL_WAY_MAX];
	struct pl_chain *presented, *root;
	const struct pl_cert *leaf = real->items[way[0]].cert;
	const struct {
		const char *name;
		int64_t now;
	} moments[] = {
		{ "before", leaf->not_before - 1 },
		{ "first", leaf->not_before },
		{ "last", leaf->not_after },
		{ "after", leaf->not_after + 1 },
	};

	for (size_t i = 0; i < n; i++)
		certs[i] = real->items[way[i]].cert;
	presented = pl_chain_new(certs, n - 1);
	root = pl_chain_new(&certs[n - 1], 1);
	for (size_t i = 0; i < PL_ARRAY_LEN(moments); i++) {
		const struct verdict_query query = { .presented = presented, .anchors = root,
						     .now = moments[i].now, .host = host_of(leaf) };
		struct pl_buf id = PL_BUF_INIT;

		pl_buf_printf(&id, REAL "%s", moments[i].name);
		for (size_t j = 0; j < n; j++) {
			pl_buf_puts(&id, j ? " > " : ": ");
			short_name(&id, real->items[way[j]].file);
		}
		compare(judges, real->pki, pl_buf_str(&id), &query);
		pl_buf_clear(&id);
	}
	pl_chain_unref(presented);
	pl_chain_unref(root);
}

/* Everything that lies above it, sent at once, under all of its roots. */
static void compare_everything(struct judges *judges, const struct real_certs *real, size_t leaf)
{
	const struct pl_cert *cert = real->items[leaf].cert;
	struct pl_chain *presented = real_everything(real, leaf), *roots = real_roots(real, leaf);
	const struct verdict_query query = {
		.presented = presented, .anchors = roots, .host = host_of(cert),
		.now = cert->not_before + (cert->not_after - cert->not_before) / 2,
	};
	struct pl_buf id = PL_BUF_INIT;

	pl_buf_puts(&id, REAL "everything: ");
	short_name(&id, real->items[leaf].file);
	compare(judges, real->pki, pl_buf_str(&id), &query);
	pl_buf_clear(&id);
	pl_chain_unref(presented);
	pl_chain_unref(roots);
}

static void compare_real(struct judges *judges)
{
	struct real_certs real;

	if (!real_load(&real)) {
		tap_skip("real certificates", "PINLAB_REAL_CERTS names no folder that holds them");
		return;
	}
	for (size_t i = 0; i < real.n; i++) {
		if (!pl_streq(real.items[i].type, "leaf"))
			continue;
		real_ways(&real, i, compare_way, judges);
		compare_everything(judges, &real, i);
	}
	real_clear(&real);
}

/* Rows about real certificates mean nothing where there are none. */
static void forget_unasked(struct judges *judges)
{
	for (size_t i = 0; i < judges->deviations.n; i++) {
		struct deviation *row = &judges->deviations.rows[i];

		row->met |= !getenv("PINLAB_REAL_CERTS") && pl_starts_with(row->id, REAL);
		row->met |= !judges->folder && pl_streq(row->oracle, "openssl");
	}
}

int main(void)
{
	char folder[] = "/tmp/pinlab-oracles-XXXXXX";
	struct judges judges = { 0 };

	deviations_load(&judges.deviations);
	if (oracle_has_openssl()) {
		judges.folder = mkdtemp(folder);
		tap_ok(judges.folder != NULL, "a folder for openssl's files");
	} else {
		tap_skip("openssl", "there is no openssl command");
	}
	compare_own(&judges);
	compare_real(&judges);
	forget_unasked(&judges);
	deviations_all_met(&judges.deviations, "gnutls");
	deviations_all_met(&judges.deviations, "openssl");
	if (judges.folder) {
		static const char *const files[] = { "leaf.pem", "more.pem", "store.pem" };

		for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
			char *path = pl_path_join(judges.folder, files[i]);

			unlink(path);
			free(path);
		}
		rmdir(judges.folder);
	}
	deviations_clear(&judges.deviations);
	pl_pki_shutdown();
	return tap_done();
}
