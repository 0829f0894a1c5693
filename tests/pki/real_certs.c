/* Which real certificates are there, and which lie above which? */
#include <config.h>

#include "real_certs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"

#define COLUMN_PARENTS 17

static void must(bool ok, const char *what, const char *why)
{
	if (ok)
		return;
	printf("Bail out! %s: %s\n", what, why ? why : "not as expected");
	exit(1);
}

static struct pl_cert *load(struct real_certs *real, const char *folder, const char *file)
{
	char *path = pl_path_join(folder, file);
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	struct pl_cert_list list = { 0 };
	struct pl_cert *cert;

	must(pl_file_read(path, PL_CERT_FILE_MAX, &text, &err), path, err.text);
	must(pl_certs_parse(real->pki, file, (struct pl_bytes){(uint8_t *)text.data, text.len},
			    &list, &err),
	     path, err.text);
	must(list.n == 1, path, "holds more than one certificate");
	cert = pl_cert_ref(list.items[0]);
	pl_cert_list_clear(&list);
	pl_buf_clear(&text);
	free(path);
	return cert;
}

static void add_line(struct real_certs *real, const char *folder, const char *line)
{
	struct real_cert *item;
	char **fields[] = { NULL, NULL, NULL };

	item = PL_PUSH(real->items, real->n, real->cap);
	*item = (struct real_cert){ 0 };
	fields[0] = &item->file;
	fields[1] = &item->type;
	fields[2] = &item->parents;
	for (int column = 0; column <= COLUMN_PARENTS; column++) {
		size_t len = strcspn(line, "\t\n");

		if (column < 2)
			*fields[column] = pl_strndup(line, len);
		else if (column == COLUMN_PARENTS)
			*fields[2] = pl_strndup(line, len);
		line += len + (line[len] == '\t');
	}
	item->cert = load(real, folder, item->file);
}

bool real_load(struct real_certs *real)
{
	const char *folder = getenv("PINLAB_REAL_CERTS");
	char *path = folder ? pl_path_join(folder, "index.tsv") : NULL;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf text = PL_BUF_INIT;
	const char *line;

	*real = (struct real_certs){ 0 };
	if (!path || !pl_exists(path)) {
		free(path);
		return false;
	}
	must(pl_file_read(path, 4u << 20, &text, &err), path, err.text);
	real->pki = pl_pki_new(1);
	line = strchr(pl_buf_str(&text), '\n'); /* after the headings */
	while (line && line[1]) {
		add_line(real, folder, line + 1);
		line = strchr(line + 1, '\n');
	}
	pl_buf_clear(&text);
	free(path);
	return true;
}

void real_clear(struct real_certs *real)
{
	for (size_t i = 0; i < real->n; i++) {
		free(real->items[i].file);
		free(real->items[i].type);
		free(real->items[i].parents);
		pl_cert_unref(real->items[i].cert);
	}
	free(real->items);
	pl_pki_free(real->pki);
}

bool real_is_parent(const struct real_cert *cert, const struct real_cert *parent)
{
	size_t len = strlen(parent->file);

	for (const char *at = cert->parents; (at = strstr(at, parent->file)); at += len) {
		if ((at == cert->parents || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

static bool listed(const size_t *list, size_t n, size_t wanted)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == wanted)
			return true;
	}
	return false;
}

/* Breadth first over the parents column; self-signed ones are all that is kept, or left out. */
static struct pl_chain *above(const struct real_certs *real, size_t leaf, bool self_signed)
{
	size_t *queue = NULL, n = 0, cap = 0;
	struct pl_cert **certs = NULL;
	size_t n_certs = 0, certs_cap = 0;
	struct pl_chain *chain;

	*PL_PUSH(queue, n, cap) = leaf;
	for (size_t i = 0; i < n; i++) {
		const struct real_cert *item = &real->items[queue[i]];

		if (item->cert->self_issued == self_signed)
			*PL_PUSH(certs, n_certs, certs_cap) = item->cert;
		for (size_t up = 0; up < real->n && !item->cert->self_issued; up++) {
			if (real_is_parent(item, &real->items[up]) && !listed(queue, n, up))
				*PL_PUSH(queue, n, cap) = up;
		}
	}
	chain = pl_chain_new(certs, n_certs);
	free(queue);
	free(certs);
	return chain;
}

struct pl_chain *real_everything(const struct real_certs *real, size_t leaf)
{
	return above(real, leaf, false);
}

struct pl_chain *real_roots(const struct real_certs *real, size_t leaf)
{
	return above(real, leaf, true);
}

static void climb(const struct real_certs *real, size_t *way, size_t n, real_visit visit, void *arg)
{
	const struct real_cert *top = &real->items[way[n - 1]];

	if (top->cert->self_issued) {
		visit(real, way, n, arg);
		return;
	}
	for (size_t up = 0; up < real->n && n < REAL_WAY_MAX; up++) {
		if (!real_is_parent(top, &real->items[up]) || listed(way, n, up))
			continue;
		way[n] = up;
		climb(real, way, n + 1, visit, arg);
	}
}

void real_ways(const struct real_certs *real, size_t leaf, real_visit visit, void *arg)
{
	size_t way[REAL_WAY_MAX] = { leaf };

	climb(real, way, 1, visit, arg);
}
