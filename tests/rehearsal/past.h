/*
 * Pasts made for tests: each a few lines, one certificate a line, "KEY ISSUER
 * FROM TO", out of a small world of CAs: root-a over int-1 and int-2, root-b of
 * another operator over int-b; `int-1x` is int-1's key under root-b.
 */
#ifndef PINLAB_TESTS_REHEARSAL_PAST_H
#define PINLAB_TESTS_REHEARSAL_PAST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rehearsal/backtest.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const struct {
	const char *name, *subject, *key, *by, *from;
} past_cas[] = {
	{ "root-a", "C=US, O=Alpha Trust, CN=Alpha Root", "root-a", "root-a", "2010-01-01" },
	{ "root-b", "C=DE, O=Beta Trust, CN=Beta Root", "root-b", "root-b", "2010-01-01" },
	{ "int-1", "C=US, O=Alpha Trust, CN=Alpha 1", "int-1", "root-a", "2018-01-01" },
	{ "int-2", "C=US, O=Alpha Trust, CN=Alpha 2", "int-2", "root-a", "2021-06-01" },
	{ "int-b", "C=DE, O=Beta Trust, CN=Beta 1", "int-b", "root-b", "2018-01-01" },
	{ "int-1x", "C=US, O=Alpha Trust, CN=Alpha 1", "int-1", "root-b", "2018-01-01" },
};
#define PAST_CAS (sizeof(past_cas) / sizeof(past_cas[0]))

struct past {
	struct pl_engine *engine;
	struct pl_cert *cas[PAST_CAS];
	struct pl_history *history;
};

static void must(bool ok, const struct pl_error *err)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", err->text ? err->text : "failed");
	exit(2);
}

static int64_t date(const char *text)
{
	int64_t time = 0;
	const char *why;

	if (!pl_time_parse(text, &time, &why)) {
		fprintf(stderr, "%s: %s\n", text, why);
		exit(2);
	}
	return time;
}

static size_t ca_at(const char *name)
{
	for (size_t i = 0; i < PAST_CAS; i++) {
		if (pl_streq(past_cas[i].name, name))
			return i;
	}
	fprintf(stderr, "no CA %s\n", name);
	exit(2);
}

static struct pl_key *key_of(struct past *past, const char *name)
{
	enum pl_key_alg alg = pl_starts_with(name, "rsa") ? PL_KEY_RSA_2048 : PL_KEY_P256;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_key *key = pl_pki_key(pl_engine_pki(past->engine), "test", name, alg, &err);

	must(key != NULL, &err);
	return key;
}

static void make_ca(struct past *past, size_t i)
{
	bool self = pl_streq(past_cas[i].name, past_cas[i].by);
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_cert_request request = {
		.subject = past_cas[i].subject,
		.subject_key = key_of(past, past_cas[i].key),
		.issuer = self ? NULL : past->cas[ca_at(past_cas[i].by)],
		.issuer_key = self ? NULL : key_of(past, past_cas[ca_at(past_cas[i].by)].key),
		.serial_name = past_cas[i].name,
		.not_before = date(past_cas[i].from),
		.not_after = date("2040-01-01") - 1,
		.ca = true,
		.path_len = self ? -1 : 0,
	};

	past->cas[i] = pl_cert_issue(pl_engine_pki(past->engine), &request, &err);
	must(past->cas[i] != NULL, &err);
}

static void past_init(struct past *past)
{
	past->engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	for (size_t i = 0; i < PAST_CAS; i++)
		make_ca(past, i);
	past->history = pl_history_new(pl_engine_pki(past->engine), pl_facts_standard());
}

static void past_clear(struct past *past)
{
	pl_history_free(past->history);
	for (size_t i = 0; i < PAST_CAS; i++)
		pl_cert_unref(past->cas[i]);
	pl_engine_free(past->engine);
}

/* "KEY ISSUER FROM TO": TO is exclusive. */
__attribute__((unused))
static struct pl_cert *past_leaf(struct past *past, const char *line)
{
	static const char *const host[] = { "api.example.test" };
	char key[32], issuer[32], from[32], to[32];
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert_request request;
	struct pl_cert *cert;

	if (sscanf(line, "%31s %31s %31s %31s", key, issuer, from, to) != 4)
		exit(2);
	request = (struct pl_cert_request){
		.subject = "CN=api.example.test",
		.subject_key = key_of(past, key),
		.issuer = past->cas[ca_at(issuer)],
		.issuer_key = key_of(past, past_cas[ca_at(issuer)].key),
		.serial_name = line,
		.not_before = date(from),
		.not_after = date(to) - 1,
		.path_len = -1,
		.dns = host,
		.n_dns = 1,
	};
	cert = pl_cert_issue(pl_engine_pki(past->engine), &request, &err);
	must(cert != NULL, &err);
	return cert;
}

__attribute__((unused))
static void past_add(struct past *past, struct pl_cert *const *certs, size_t n, const char *file,
		     enum pl_history_role role)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	int *lines = pl_calloc(n + 1, sizeof(*lines));
	struct pl_cert_list list = { .items = (struct pl_cert **)(uintptr_t)certs, .lines = lines, .n = n };

	for (size_t i = 0; i < n; i++)
		lines[i] = (int)i + 1;
	if (!pl_history_add_certs(past->history, file, &list, role, &errors))
		must(false, &errors.items[0]);
	free(lines);
}

/* The certificates of lines separated by newlines, each from a file of its own. */
__attribute__((unused))
static void past_add_leaves(struct past *past, const char *lines)
{
	char *copy = pl_strdup(lines), *rest;

	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		struct pl_cert *cert = past_leaf(past, line);

		past_add(past, &cert, 1, line, PL_HISTORY_PAST);
		pl_cert_unref(cert);
	}
	free(copy);
}

/* CAs by name, separated by blanks. */
__attribute__((unused))
static void past_add_cas(struct past *past, const char *names, enum pl_history_role role)
{
	char *copy = pl_strdup(names), *rest;

	for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
		past_add(past, &past->cas[ca_at(name)], 1, name, role);
	free(copy);
}

__attribute__((unused))
static void past_settle(struct past *past)
{
	const struct pl_history_question question = { .since = PL_TIME_NONE, .until = PL_TIME_NONE,
						      .at = date("2035-01-01") };
	struct pl_error err = PL_ERROR_INIT;

	must(pl_history_settle(past->history, &question, &err), &err);
}

/* "fine to 2020-04-01, cut-off to 2020-07-01": what became of a build of that moment. */
__attribute__((unused))
static char *past_fate(const struct pl_backtest *backtest, size_t row, int64_t built)
{
	struct pl_buf out = PL_BUF_INIT;
	struct pl_fate fate;

	if (!pl_backtest_fate(backtest, &backtest->rows[row], built, &fate)) {
		pl_buf_printf(&out, "not known: %s", fate.story ? fate.story->why_not : "nothing");
		return pl_buf_take(&out);
	}
	for (size_t i = 0; i < fate.story->n; i++) {
		const struct pl_stretch *stretch = &fate.story->stretches[i];
		char day[PL_TIME_TEXT];

		if (stretch->until <= built)
			continue;
		pl_buf_printf(&out, "%s%s to %s", out.len ? ", " : "", pl_lot_name(stretch->lot),
			      pl_time_format_short(stretch->until, day));
	}
	return pl_buf_take(&out);
}

#endif
