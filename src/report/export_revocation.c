/* What does an export say of revocation: a device's lists, a server's staple? */
#include <config.h>

#include "report/export_parts.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

char *pl_export_crls_file(const struct pl_device *device)
{
	char *name, *file;

	if (device->revocation == PL_REVOCATION_NONE)
		return NULL;
	name = pl_export_name(device->name);
	file = pl_asprintf("devices/%s/crls.pem", name);
	free(name);
	return file;
}

char *pl_export_row_crls(const struct pl_export_step *step, const struct pl_row *row, int attack)
{
	const struct pl_device *device = pl_world_device(step->step->world, row->device);
	const struct pl_host *host = pl_export_host(step->step, row);

	if (!device || attack >= 0 || (host && host->twin_of))
		return NULL;
	return pl_export_crls_file(device);
}

/* What the device learns of an authority's certificates through the first channel that answers. */
static bool add_list(const struct pl_export_step *step, const struct pl_device *device,
		     const struct pl_authority *issuer, struct pl_buf *pem, struct pl_error *err)
{
	const struct pl_world *world = step->step->world;
	int64_t now = step->step->at;
	struct pl_buf der = PL_BUF_INIT;
	bool ok = true;

	for (enum pl_channel channel = 0; channel < PL_CHANNELS; channel++) {
		struct pl_status status;

		if (issuer->n_certs == 0 || pl_channel_outage(world, issuer, channel, now))
			continue;
		status = pl_channel_says(world, issuer, issuer->certs[0].cert, channel, now);
		if (!pl_status_is_fresh(&status, now + device->skew))
			continue;
		ok = pl_engine_crl(step->run->engine, world, issuer, channel, now, &der, err);
		break;
	}
	if (ok && der.len > 0)
		pl_crl_pem((struct pl_bytes){ (const uint8_t *)der.data, der.len }, pem);
	pl_buf_clear(&der);
	return ok;
}

bool pl_export_crls(const struct pl_export_step *step, const struct pl_device *device,
		    struct pl_buf *pem, struct pl_error *err)
{
	const struct pl_world *world = step->step->world;

	for (size_t i = 0; i < world->n_authorities; i++)
		if (!world->authorities[i]->is_private &&
		    !add_list(step, device, world->authorities[i], pem, err))
			return false;
	return true;
}

char *pl_export_staple_file(const struct pl_export_step *step, const struct pl_chain *presented)
{
	const struct pl_export_chain *chain = NULL;
	struct pl_status status;

	for (size_t i = 0; presented && i < step->n_chains && !chain; i++)
		if (step->chains[i].chain == presented)
			chain = &step->chains[i];
	if (!chain || !chain->host->staples || !pl_starts_with(chain->file, "hosts/") ||
	    presented->n == 0)
		return NULL;
	status = pl_host_staple(step->step->world, chain->host, presented->certs[0],
				step->step->at);
	if (!status.there)
		return NULL;
	return pl_asprintf("%.*sstaple.der", (int)(strrchr(chain->file, '/') + 1 - chain->file),
			   chain->file);
}

bool pl_export_staple(const struct pl_export_step *step, const struct pl_export_chain *chain,
		      struct pl_buf *der, struct pl_error *err)
{
	const struct pl_cert *leaf = chain->chain->certs[0];
	const struct pl_status status =
		pl_host_staple(step->step->world, chain->host, leaf, step->step->at);
	struct pl_bytes bytes;

	if (!pl_engine_ocsp(step->run->engine, step->step->world, leaf, &status, &bytes, err))
		return false;
	if (bytes.len > 0)
		pl_buf_add(der, bytes.data, bytes.len);
	return true;
}
