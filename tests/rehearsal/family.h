/*
 * The certificates that this room's tests are about: one table, each row a
 * certificate with a short name, so that files are written as words ("leaf
 * inter root").
 */
#ifndef PINLAB_TESTS_REHEARSAL_FAMILY_H
#define PINLAB_TESTS_REHEARSAL_FAMILY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/pki.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

struct family_role {
	const char *name;
	const char *subject; /* CN; NULL: as the name */
	const char *key;     /* the stream of its key; NULL: as the name */
	const char *by;      /* a role further up; NULL: self-signed */
	bool ca;
	int from, to;        /* years, from 1 January to 31 December; 0: 2020 and 2039 */
	int days;            /* instead of `to`: how long it is valid */
	const char *dns;     /* NULL: none */
	const char *dns2;    /* one more */
	enum pl_key_alg alg; /* 0 is P-256 */
};

static const struct family_role family_roles[] = {
	{ .name = "root", .subject = "Root One", .ca = true },
	{ .name = "root2", .subject = "Root Two", .ca = true },
	{ .name = "root-by-root2", .subject = "Root One", .key = "root", .by = "root2", .ca = true },
	{ .name = "inter", .subject = "Inter R", .by = "root", .ca = true },
	{ .name = "inter-e", .subject = "Inter E", .by = "root", .ca = true },
	{ .name = "inter2", .subject = "Inter Two", .by = "root2", .ca = true },
	{ .name = "inter-by-root2", .subject = "Inter R", .key = "inter", .by = "root2", .ca = true },
	/* Another key under the same name: it signed nothing here. */
	{ .name = "impostor", .subject = "Inter R", .key = "impostor", .by = "root2", .ca = true },
	{ .name = "leaf", .subject = "api.example.test", .by = "inter", .from = 2026, .to = 2026,
	  .dns = "api.example.test" },
	{ .name = "leaf-e", .subject = "api.example.test", .by = "inter-e", .from = 2026,
	  .to = 2026, .dns = "api.example.test", .alg = PL_KEY_P384 },
	{ .name = "old", .subject = "api.example.test", .by = "inter", .from = 2025, .to = 2025,
	  .dns = "api.example.test" },
	{ .name = "same-key", .subject = "api.example.test", .key = "leaf", .by = "inter",
	  .from = 2027, .to = 2027, .dns = "api.example.test" },
	{ .name = "www", .subject = "www.example.test", .by = "inter2", .from = 2026, .to = 2026,
	  .dns = "www.example.test" },
	{ .name = "many", .subject = "api.example.test", .by = "inter", .from = 2026, .to = 2026,
	  .dns = "api.example.test", .dns2 = "www.api.example.test" },
	{ .name = "late", .subject = "api.example.test", .by = "inter", .from = 2039, .to = 2039,
	  .dns = "api.example.test" },
	{ .name = "short", .subject = "api.example.test", .by = "inter", .from = 2026, .days = 90,
	  .dns = "api.example.test" },
	{ .name = "tiny", .subject = "api.example.test", .by = "inter", .from = 2026, .days = 6,
	  .dns = "api.example.test" },
	{ .name = "self", .subject = "self.example.test", .dns = "self.example.test" },
	{ .name = "self-ca", .subject = "dev.example.test", .ca = true, .dns = "dev.example.test" },
	{ .name = "dev-leaf", .subject = "x.dev.example.test", .by = "self-ca",
	  .dns = "x.dev.example.test" },
};
#define FAMILY_N (sizeof(family_roles) / sizeof(family_roles[0]))

struct family {
	struct pl_pki *pki;
	struct pl_cert *certs[FAMILY_N];
};

static size_t family_at(const char *name, size_t len)
{
	for (size_t i = 0; i < FAMILY_N; i++) {
		if (strlen(family_roles[i].name) == len &&
		    memcmp(family_roles[i].name, name, len) == 0)
			return i;
	}
	fprintf(stderr, "there is no certificate %.*s\n", (int)len, name);
	abort();
}

static struct pl_cert *family_cert(const struct family *family, const char *name)
{
	return family->certs[family_at(name, strlen(name))];
}

static struct pl_key *family_key(struct family *family, const struct family_role *role,
				 struct pl_error *err)
{
	return pl_pki_key(family->pki, "test", role->key ? role->key : role->name, role->alg, err);
}

static int64_t family_year(int year)
{
	struct pl_civil civil = { .year = year, .month = 1, .day = 1 };
	int64_t out;

	if (!pl_time_from_civil(&civil, &out))
		abort();
	return out;
}

static void family_make(struct family *family, size_t at)
{
	const struct family_role *role = &family_roles[at];
	const struct family_role *by =
		role->by ? &family_roles[family_at(role->by, strlen(role->by))] : NULL;
	char *subject = pl_asprintf("CN=%s", role->subject ? role->subject : role->name);
	const char *const names[] = { role->dns, role->dns2 };
	int64_t from = family_year(role->from ? role->from : 2020);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_request request = {
		.subject = subject,
		.subject_key = family_key(family, role, &err),
		.issuer = by ? family_cert(family, by->name) : NULL,
		.issuer_key = by ? family_key(family, by, &err) : NULL,
		.serial_name = role->name,
		.not_before = from,
		.not_after = role->days ? from + role->days * PL_DAY - 1
					: family_year(role->to ? role->to + 1 : 2040) - 1,
		.ca = role->ca,
		.path_len = -1,
		.dns = names,
		.n_dns = (size_t)(role->dns != NULL) + (role->dns2 != NULL),
	};

	family->certs[at] = pl_cert_issue(family->pki, &request, &err);
	if (!family->certs[at]) {
		fprintf(stderr, "%s: %s\n", role->name, err.text);
		abort();
	}
	free(subject);
}

static void family_init(struct family *family)
{
	family->pki = pl_pki_new(1);
	for (size_t i = 0; i < FAMILY_N; i++)
		family_make(family, i);
}

static void family_clear(struct family *family)
{
	for (size_t i = 0; i < FAMILY_N; i++)
		pl_cert_unref(family->certs[i]);
	pl_pki_free(family->pki);
}

/* The certificates named in `words`; each BEGIN ten lines below the one before. */
static struct pl_cert_list family_list(const struct family *family, const char *words)
{
	struct pl_cert_list list = { 0 };

	while (*words) {
		size_t len = strcspn(words, " ");
		size_t n = list.n;

		*PL_PUSH(list.items, list.n, list.cap) =
			pl_cert_ref(family->certs[family_at(words, len)]);
		list.lines = pl_realloc(list.lines, list.cap, sizeof(*list.lines));
		list.lines[n] = (int)n * 10 + 1;
		words += len;
		words += strspn(words, " ");
	}
	return list;
}

/* "leaf inter root", of `n` certificates; caller frees. */
__attribute__((unused)) static char *family_words(const struct family *family,
						  struct pl_cert *const *certs, size_t n)
{
	struct pl_buf out = PL_BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		const char *name = "?";

		for (size_t j = 0; certs[i] && j < FAMILY_N; j++) {
			if (memcmp(family->certs[j]->sha256, certs[i]->sha256, 32) == 0)
				name = family_roles[j].name;
		}
		pl_buf_printf(&out, "%s%s", i > 0 ? " " : "", certs[i] ? name : "none");
	}
	return out.len > 0 ? pl_buf_take(&out) : pl_strdup("");
}

#endif
