/* Which certificates were issued for a host, as far as files tell? */
#include <config.h>

#include "rehearsal/history_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pki/outline.h"
#include "rehearsal/chains.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define NAMES_SHOWN 4

struct pl_history *pl_history_new(struct pl_pki *pki, const struct pl_facts *facts)
{
	struct pl_history *history = pl_calloc(1, sizeof(*history));

	history->pki = pki;
	history->facts = facts;
	return history;
}

static void clear_past(struct pl_past *past)
{
	pl_cert_unref(past->cert);
	pl_chain_unref(past->sent);
	free(past->id);
	for (size_t i = 0; i < past->n_ways; i++)
		pl_way_clear(&past->ways[i]);
	free(past->ways);
}

static void free_certs(struct pl_cert **certs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pl_cert_unref(certs[i]);
	free(certs);
}

void pl_history_free(struct pl_history *history)
{
	if (!history)
		return;
	for (size_t i = 0; i < history->n; i++)
		clear_past(&history->pasts[i]);
	free(history->pasts);
	free_certs(history->cas, history->n_cas);
	free_certs(history->roots, history->n_roots);
	pl_map_clear(&history->joined);
	pl_map_clear(&history->seen);
	pl_chain_unref(history->anchors);
	free(history->spans);
	for (size_t i = 0; i < history->n_mights; i++) {
		free(history->mights[i].words);
		free(history->mights[i].servings);
	}
	free(history->mights);
	for (size_t i = 0; i < history->n_files; i++)
		free(history->files[i]);
	free(history->files);
	free(history->host);
	free(history);
}

bool pl_history_is_full(const struct pl_history *history, const struct pl_errors *errors,
			size_t before)
{
	return history->n == PL_HISTORY_MAX_CERTS && errors->n > before;
}

/* A CA's certificate; `root`: devices trust it. Each is kept once. */
static void add_ca(struct pl_history *history, const struct pl_cert *cert, bool root)
{
	struct pl_buf key = PL_BUF_INIT;

	pl_buf_putc(&key, root ? 'r' : 'c');
	pl_buf_add(&key, cert->sha256, 32);
	if (!pl_map_set_n(&history->seen, key.data, key.len, history)) {
		if (root)
			*PL_PUSH(history->roots, history->n_roots, history->cap_roots) =
				pl_cert_ref(cert);
		else
			*PL_PUSH(history->cas, history->n_cas, history->cap_cas) = pl_cert_ref(cert);
	}
	pl_buf_clear(&key);
	if (root)
		add_ca(history, cert, false);
}

/* Purposes that exclude servers, as that of a responder for revocation. */
static bool is_for_servers(const struct pl_cert *cert)
{
	return !cert->has_eku || cert->eku & (PL_EKU_SERVER | PL_EKU_ANY);
}

/* The CAs that a file holds besides its only leaf: what the server sent with it. */
static struct pl_chain *sent_with(struct pl_history *history, const struct pl_cert_list *list,
				  const char *file)
{
	struct pl_serveds serveds = { 0 };
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_chain *sent = NULL;

	if (pl_chains_gather(history->pki, list, file, NULL, &serveds, &errors) && serveds.n == 1) {
		const struct pl_served *served = &serveds.items[0];
		size_t n = served->n_path;

		while (n > 1 && served->chain->certs[n - 1]->self_issued)
			n--;
		if (n > 1)
			sent = pl_chain_new(served->chain->certs + 1, n - 1);
	}
	pl_serveds_clear(&serveds);
	pl_errors_clear(&errors);
	return sent;
}

static bool add_past(struct pl_history *history, const struct pl_cert_list *list,
		     const char *file, struct pl_error *err)
{
	struct pl_chain *sent = sent_with(history, list, file);
	bool ok = true;

	for (size_t i = 0; i < list->n && ok; i++) {
		const struct pl_cert *cert = list->items[i];
		struct pl_pos pos = { pl_history_file(history, file), list->lines[i],
				      list->lines[i] > 0 };

		if (!pl_cert_is_leaf(cert))
			add_ca(history, cert, cert->self_issued && pl_link_ok(history->pki, cert, cert));
		else if (is_for_servers(cert))
			ok = pl_history_add_leaf(history, list->items[i], pos, 0, sent, err);
		else
			history->not_servers++;
	}
	pl_chain_unref(sent);
	return ok;
}

bool pl_history_add_certs(struct pl_history *history, const char *file,
			  const struct pl_cert_list *list, enum pl_history_role role,
			  struct pl_errors *errors)
{
	struct pl_error err = PL_ERROR_INIT;
	bool ok = true;

	pl_history_file(history, file);
	if (role == PL_HISTORY_PAST)
		ok = add_past(history, list, file, &err);
	for (size_t i = 0; role == PL_HISTORY_TRUST && i < list->n; i++)
		add_ca(history, list->items[i], true);
	pl_errors_take(errors, &err);
	return ok;
}

/* The first byte that says something. */
static char first_of(struct pl_bytes data)
{
	size_t i = data.len >= 3 && memcmp(data.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (i < data.len && strchr(" \t\r\n", data.data[i]) && data.data[i])
		i++;
	return i < data.len ? (char)data.data[i] : '\0';
}

static bool ends_in(const char *file, const char *end)
{
	size_t len = strlen(file), n = strlen(end);

	return len > n && strcasecmp(file + len - n, end) == 0;
}

static bool is_json(const char *file, struct pl_bytes data)
{
	char first = first_of(data);

	return first == '[' || first == '{' || ends_in(file, ".json");
}

/* By its name, or by a first line with a column that every such table has. */
static bool is_csv(const char *file, struct pl_bytes data)
{
	const uint8_t *end = memchr(data.data, '\n', data.len);
	size_t len = end ? (size_t)(end - data.data) : data.len;

	return ends_in(file, ".csv") || memmem(data.data, len, "not_before", 10);
}

bool pl_history_is_export(const char *file, struct pl_bytes data)
{
	return data.len > 0 && (is_json(file, data) || is_csv(file, data));
}

bool pl_history_add_export(struct pl_history *history, const char *file, struct pl_bytes data,
			   struct pl_errors *errors)
{
	return is_json(file, data) ? pl_history_add_json(history, file, data, errors)
				   : pl_history_add_csv(history, file, data, errors);
}

/* How many certificates list each name, a wildcard for every name below it that is listed. */
struct tally {
	struct pl_map counts; /* name, to the count */
	const char *best;
	size_t count;
};

static size_t count_of(const struct tally *tally, const char *name)
{
	const char *dot = strchr(name, '.');
	char *wild = pl_asprintf("*%s", dot ? dot : "");
	size_t count = (uintptr_t)pl_map_get(&tally->counts, name) +
		       (uintptr_t)pl_map_get(&tally->counts, wild);

	free(wild);
	return count;
}

static void tally_names(const struct pl_history *history, struct tally *tally)
{
	for (size_t i = 0; i < history->n; i++) {
		const struct pl_cert *cert = history->pasts[i].cert;

		for (size_t j = 0; j < cert->n_dns; j++) {
			uintptr_t n = (uintptr_t)pl_map_get(&tally->counts, cert->dns[j]);

			pl_map_set(&tally->counts, cert->dns[j], (void *)(n + 1));
		}
	}
}

static void consider(struct tally *tally, const char *name)
{
	size_t count = name && !strchr(name, '*') && strchr(name, '.') ? count_of(tally, name) : 0;

	if (count > tally->count) {
		tally->count = count;
		tally->best = name;
	}
}

/* Of names that equally many list, what the newest certificate is called, else the first in it. */
static bool choose_host(struct pl_history *history, struct pl_error *err)
{
	struct tally tally = { .counts = PL_MAP_INIT };

	tally_names(history, &tally);
	for (size_t i = history->n; i-- > 0;) {
		const struct pl_cert *cert = history->pasts[i].cert;

		if (pl_map_get(&tally.counts, cert->common_name ? cert->common_name : ""))
			consider(&tally, cert->common_name);
		for (size_t j = 0; j < cert->n_dns; j++)
			consider(&tally, cert->dns[j]);
	}
	history->host = pl_strdup(tally.best);
	pl_map_clear(&tally.counts);
	return history->host ||
	       pl_error_usage(err, "these certificates name no host, or only wildcards; say which one "
			      "is meant: --host www.example.com");
}

static void say_names(const struct pl_history *history, struct pl_buf *out)
{
	struct pl_map said = PL_MAP_INIT;
	size_t n = 0;

	for (size_t i = 0; i < history->n; i++) {
		const struct pl_cert *cert = history->pasts[i].cert;
		const char *name = cert->n_dns > 0 ? cert->dns[0] : cert->subject;

		if (pl_map_set(&said, name, (void *)(uintptr_t)1) || n++ >= NAMES_SHOWN)
			continue;
		pl_buf_printf(out, "%s%s", n > 1 ? ", " : "", name);
	}
	if (n > NAMES_SHOWN)
		pl_buf_printf(out, " and %zu more", n - NAMES_SHOWN);
	pl_map_clear(&said);
}

/* Keeps those that cover the host. */
static bool keep_host(struct pl_history *history, struct pl_error *err)
{
	struct pl_buf names = PL_BUF_INIT;
	size_t kept = 0;

	say_names(history, &names);
	for (size_t i = 0; i < history->n; i++) {
		if (pl_cert_covers(history->pasts[i].cert, history->host))
			history->pasts[kept++] = history->pasts[i];
		else
			clear_past(&history->pasts[i]);
	}
	history->others = history->n - kept;
	history->n = kept;
	if (kept == 0)
		pl_error_input(err, (struct pl_pos){ .file = history->n_files ? history->files[0] : NULL },
			       "none of these %zu certificates covers %s; they are for %s",
			       history->others, history->host, pl_buf_str(&names));
	pl_buf_clear(&names);
	return kept > 0;
}

static int by_date(const void *a, const void *b)
{
	const struct pl_past *x = a, *y = b;

	if (x->cert->not_before != y->cert->not_before)
		return x->cert->not_before < y->cert->not_before ? -1 : 1;
	if (x->cert->not_after != y->cert->not_after)
		return x->cert->not_after < y->cert->not_after ? -1 : 1;
	return memcmp(x->cert->sha256, y->cert->sha256, 32);
}

bool pl_history_settle(struct pl_history *history, const struct pl_history_question *question,
		       struct pl_error *err)
{
	if (history->n == 0)
		return pl_error_input(err, (struct pl_pos){ .file = history->n_files ? history->files[0] : NULL },
				      "no certificate of a server is there, only CAs'; give the host's own");
	qsort(history->pasts, history->n, sizeof(*history->pasts), by_date);
	history->host_given = question->host != NULL;
	if (question->host)
		history->host = pl_strdup(question->host);
	return (history->host || choose_host(history, err)) && keep_host(history, err) &&
	       pl_history_find_ways(history, err) && pl_history_lay_out(history, question, err);
}

/* The organisation in a name, as text with backslashes. */
static const char *organisation(const char *name, char out[PL_OPERATOR_TEXT])
{
	char *plain = pl_name_plain(name), *rest;
	const char *found = NULL;

	for (char *part = strtok_r(plain, "\n", &rest); part && !found; part = strtok_r(NULL, "\n", &rest)) {
		if (pl_starts_with(part, "O=")) {
			snprintf(out, PL_OPERATOR_TEXT, "%s", part + 2);
			found = out;
		}
	}
	free(plain);
	return found;
}

const char *pl_history_operator(const struct pl_history *history, const struct pl_cert *ca,
				char out[PL_OPERATOR_TEXT])
{
	const struct pl_known_ca *known =
		history->facts ? pl_facts_ca(history->facts, ca->spki_sha256) : NULL;

	return known ? known->operator_ : organisation(ca->subject, out);
}
