/* Which certificates does the server at this address present? */
#include <config.h>

#include "cli/connect.h"

#include <stdio.h>
#include <stdlib.h>

#include "net/fetch.h"
#include "util/mem.h"

static void take_chain(const struct pl_chain *chain, struct pl_cert_list *out)
{
	*out = (struct pl_cert_list){
		.items = pl_calloc(chain->n, sizeof(*out->items)),
		.lines = pl_calloc(chain->n, sizeof(*out->lines)),
		.n = chain->n,
		.cap = chain->n,
	};
	for (size_t i = 0; i < chain->n; i++) {
		out->items[i] = pl_cert_ref(chain->certs[i]);
		out->lines[i] = (int)i + 1;
	}
}

static void take_all(struct pl_net_chains *chains, struct pl_cli_server *out)
{
	for (size_t i = 0; i < chains->n; i++)
		take_chain(chains->items[i].chain, &out->chains[out->n++]);
	if (chains->unknown)
		fprintf(stderr, "%s: warning: %s\n", out->where, chains->unknown);
}

bool pl_cli_connect(const char *text, struct pl_cli_server *out, struct pl_error *err)
{
	struct pl_net_address address;
	struct pl_net_request request = { .address = &address, .timeout = PL_NET_TIMEOUT };
	struct pl_net_chains chains;
	bool ok;

	*out = (struct pl_cli_server){ 0 };
	if (!pl_net_address_parse(text, &address, err))
		return false;
	ok = pl_net_fetch_all(NULL, &request, &chains, err);
	if (ok) {
		out->where = pl_net_address_text(&address);
		take_all(&chains, out);
	}
	pl_net_chains_clear(&chains);
	pl_net_address_clear(&address);
	return ok;
}

void pl_cli_server_clear(struct pl_cli_server *server)
{
	for (size_t i = 0; i < server->n; i++)
		pl_cert_list_clear(&server->chains[i]);
	free(server->where);
	*server = (struct pl_cli_server){ 0 };
}
