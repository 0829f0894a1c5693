/* Would a client that tries every path accept this chain? */
#include <config.h>

#include "verdict.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

static enum pl_fault fault_of(const struct pl_path *path, const struct verdict_query *query)
{
	enum pl_fault fault = path->fault;
	size_t at;

	if (fault == PL_FAULT_NONE && !query->ignore_dates)
		fault = pl_path_dates(path, query->now, !query->ignore_anchor_dates, &at);
	if (fault == PL_FAULT_NONE && path->name_mismatch)
		fault = PL_FAULT_NAME_MISMATCH;
	return fault;
}

static const struct pl_paths *find(struct pl_pki *pki, const struct verdict_query *query,
				   enum pl_path_order order)
{
	const struct pl_path_query paths_query = {
		.presented = query->presented,
		.anchors = query->anchors,
		.host = query->host,
		.order = order,
		.any_strength = query->any_strength,
	};
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths = pl_paths_find(pki, &paths_query, &err);

	pl_error_clear(&err);
	return paths;
}

static const char *verdict_in(const struct pl_paths *paths, const struct verdict_query *query)
{
	if (!paths)
		return "limit";
	for (size_t i = 0; i < paths->n; i++) {
		if (fault_of(&paths->items[i], query) == PL_FAULT_NONE)
			return "accepted";
	}
	return pl_fault_name(paths->n ? fault_of(&paths->items[0], query) : paths->none);
}

const char *verdict_of(struct pl_pki *pki, const struct verdict_query *query)
{
	const struct pl_paths *shortest = find(pki, query, PL_ORDER_SHORTEST);
	const struct pl_paths *as_sent = find(pki, query, PL_ORDER_AS_SENT);
	const char *one = verdict_in(shortest, query), *two = verdict_in(as_sent, query);

	if (!shortest != !as_sent || (shortest && shortest->n != as_sent->n) ||
	    (strcmp(one, "accepted") == 0) != (strcmp(two, "accepted") == 0))
		return "orders-differ";
	return one;
}

size_t verdict_paths(struct pl_pki *pki, const struct verdict_query *query, bool *out_of_date)
{
	const struct pl_paths *paths = find(pki, query, PL_ORDER_SHORTEST);
	size_t at;

	*out_of_date = false;
	for (size_t i = 0; paths && i < paths->n; i++)
		*out_of_date |=
		    pl_path_dates(&paths->items[i], query->now, true, &at) != PL_FAULT_NONE;
	return paths ? paths->n : 0;
}

/* Some vectors lost the line ends around the base64, which RFC 7468 demands. */
static char *mend(const char *pem)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END";
	struct pl_buf buf = PL_BUF_INIT;

	for (; *pem; pem++) {
		if (strncmp(pem, end, sizeof(end) - 1) == 0)
			pl_buf_putc(&buf, '\n');
		pl_buf_putc(&buf, *pem);
		if (buf.len >= sizeof(begin) - 1 &&
		    memcmp(buf.data + buf.len - (sizeof(begin) - 1), begin, sizeof(begin) - 1) == 0)
			pl_buf_putc(&buf, '\n');
	}
	return pl_buf_take(&buf);
}

struct pl_chain *verdict_chain(struct pl_pki *pki, const char *const *pems, size_t n)
{
	struct pl_cert **certs = NULL;
	size_t n_certs = 0, cap = 0;
	struct pl_chain *chain = NULL;
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++) {
		struct pl_cert_list list = { 0 };
		struct pl_error err = PL_ERROR_INIT;
		char *pem = mend(pems[i]);
		struct pl_bytes text = { (const uint8_t *)pem, strlen(pem) };

		ok = pl_certs_parse(pki, "corpus", text, &list, &err);
		for (size_t j = 0; j < list.n; j++)
			*PL_PUSH(certs, n_certs, cap) = pl_cert_ref(list.items[j]);
		pl_cert_list_clear(&list);
		pl_error_clear(&err);
		free(pem);
	}
	if (ok)
		chain = pl_chain_new(certs, n_certs);
	for (size_t i = 0; i < n_certs; i++)
		pl_cert_unref(certs[i]);
	free(certs);
	return chain;
}
