/* Which pin files, chains, servers and names does this command line mean? */
#include <config.h>

#include "cli/gate_inputs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/connect.h"
#include "cli/inputs.h"
#include "cli/shared.h"
#include "net/address.h"
#include "util/mem.h"
#include "util/text.h"

/* Each name once; borrowed. */
static const char *add_host(struct pl_cli_gate *out, const char *name)
{
	for (size_t i = 0; i < out->n_hosts; i++) {
		if (strcasecmp(out->hosts[i], name) == 0)
			return out->hosts[i];
	}
	return *PL_PUSH(out->hosts, out->n_hosts, out->cap_hosts) = pl_strdup(name);
}

static void bind_chains(struct pl_cli_gate *out, size_t before, const char *host)
{
	out->bound = pl_realloc(out->bound, out->read.n_chains + 1, sizeof(*out->bound));
	for (size_t i = before; i < out->read.n_chains; i++)
		out->bound[i] = host;
}

static bool fetch(const char *text, struct pl_cli_gate *out, struct pl_error *err)
{
	size_t before = out->read.n_chains;
	struct pl_net_address address;
	struct pl_cli_server server;
	bool ok;

	if (!pl_net_address_parse(text, &address, err))
		return false;
	ok = pl_cli_connect(text, &server, err);
	for (size_t i = 0; ok && i < server.n; i++)
		pl_inputs_chain(&out->read, server.where, &server.chains[i]);
	/* A number is no name: what the certificate is for counts. */
	if (ok)
		bind_chains(out, before,
			    pl_net_is_number(address.host) ? NULL : add_host(out, address.host));
	pl_cli_server_clear(&server);
	pl_net_address_clear(&address);
	return ok;
}

static void connect_all(const struct pl_args *args, struct pl_cli_gate *out,
			struct pl_errors *errors)
{
	size_t n;
	const char *const *texts = pl_args_values(args, "connect", &n);

	for (size_t i = 0; i < n; i++) {
		struct pl_error one = PL_ERROR_INIT;

		if (!fetch(texts[i], out, &one))
			pl_errors_take(errors, &one);
	}
}

static void trust_cert(struct pl_cli_gate *out, const struct pl_cert *cert)
{
	size_t n = out->trust.n;

	for (size_t i = 0; i < n; i++) {
		if (pl_gate_same_cert(out->trust.items[i], cert))
			return;
	}
	*PL_PUSH(out->trust.items, out->trust.n, out->trust.cap) = pl_cert_ref(cert);
	out->trust.lines = pl_realloc(out->trust.lines, out->trust.cap, sizeof(*out->trust.lines));
	out->trust.lines[n] = 0;
}

/* A root in one chain file is a root for every chain. */
static void trust_all(struct pl_cli_gate *out)
{
	for (size_t i = 0; i < out->read.anchors.n; i++)
		trust_cert(out, out->read.anchors.items[i]);
	for (size_t i = 0; i < out->read.n_chains; i++) {
		const struct pl_cert_list *certs = &out->read.chains[i].certs;

		for (size_t j = 0; j < certs->n; j++) {
			if (certs->items[j]->self_issued && !pl_cert_is_leaf(certs->items[j]))
				trust_cert(out, certs->items[j]);
		}
	}
}

static void gather(struct pl_cli_gate *out, struct pl_errors *errors)
{
	trust_all(out);
	for (size_t i = 0; i < out->read.n_chains; i++) {
		size_t before = out->chains.n;

		if (!pl_chains_gather(out->read.pki, &out->read.chains[i].certs,
				      out->read.chains[i].file, &out->trust, &out->chains, errors))
			continue;
		out->chain_hosts = pl_realloc(out->chain_hosts, out->chains.n,
					      sizeof(*out->chain_hosts));
		for (size_t j = before; j < out->chains.n; j++)
			out->chain_hosts[j] = out->bound[i];
	}
}

/* The text behind "FILE=", when that is what is before the last equals sign; else NULL. */
static const char *for_file(const char *text, const char *file)
{
	const char *equals = strrchr(text, '=');

	if (equals && strlen(file) == (size_t)(equals - text) &&
	    memcmp(text, file, strlen(file)) == 0)
		return equals + 1;
	return NULL;
}

static void take_files(struct pl_cli_gate *out)
{
	out->files = pl_calloc(out->read.n_pins + 1, sizeof(*out->files));
	for (size_t i = 0; i < out->read.n_pins; i++) {
		out->files[i].pins = out->read.pinfiles[i];
		out->files[i].client = out->read.pins[i].client;
	}
}

/* What is no name would be refused as a name that no certificate is for. */
static bool check_host(const struct pl_args *args, const char *text, struct pl_error *err)
{
	const char *equals = strrchr(text, '=');
	const char *name = equals ? equals + 1 : text;

	if (equals && !pl_cli_is_pin_file(args, text, (size_t)(equals - text)))
		return pl_error_usage(err, "--host %s is for the file '%.*s', which no --pins names; "
				      "write it as --pins does", text, (int)(equals - text), text);
	if (*name == '\0' || strpbrk(name, " \t/"))
		return pl_error_usage(err, "--host takes a name like api.example.com, not '%s'", name);
	return true;
}

static bool check_hosts(const struct pl_args *args, struct pl_error *err)
{
	size_t n;
	const char *const *texts = pl_args_values(args, "host", &n);

	for (size_t i = 0; i < n; i++) {
		if (!check_host(args, texts[i], err))
			return false;
	}
	return true;
}

/* FILE=NAME is for that file; any other name is asked for beside those of the files. */
static void read_hosts(const struct pl_args *args, struct pl_cli_gate *out)
{
	size_t n;
	const char *const *texts = pl_args_values(args, "host", &n);

	for (size_t i = 0; i < n; i++) {
		bool own = false;

		for (size_t j = 0; j < out->read.n_pins; j++) {
			const char *name = for_file(texts[i], out->files[j].pins->file);

			if (name)
				out->files[j].host = name;
			own = own || name;
		}
		if (!own)
			(void)add_host(out, texts[i]);
	}
}

bool pl_cli_gate(const struct pl_args *args, struct pl_cli_gate *out, struct pl_error *err)
{
	struct pl_errors errors = PL_ERRORS_INIT;

	*out = (struct pl_cli_gate){ 0 };
	pl_inputs_init(&out->read);
	if (!check_hosts(args, err) || !pl_cli_inputs_read(args, &out->read, err))
		return false;
	bind_chains(out, 0, NULL);
	take_files(out);
	read_hosts(args, out);
	connect_all(args, out, &errors);
	gather(out, &errors);
	pl_cli_take_errors(&errors, err);
	return err->kind == PL_ERROR_NONE;
}

void pl_cli_gate_clear(struct pl_cli_gate *gate)
{
	pl_serveds_clear(&gate->chains);
	pl_cert_list_clear(&gate->trust);
	free(gate->bound);
	free(gate->chain_hosts);
	free(gate->files);
	for (size_t i = 0; i < gate->n_hosts; i++)
		free(gate->hosts[i]);
	free(gate->hosts);
	pl_inputs_clear(&gate->read);
	*gate = (struct pl_cli_gate){ 0 };
}
