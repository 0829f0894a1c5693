/* What is a test device to trust, as files? */
#include <config.h>

#include "cli/serve.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/file.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

char *pl_serving_anchor_file(const char *device, const char *suffix)
{
	char *file = pl_asprintf("pinlab_%s%s.pem", device, suffix);

	for (char *c = file; *c && c < file + strlen(file) - strlen(".pem"); c++)
		*c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
	return file;
}

static bool put_file(const struct pl_serving *serving, const char *name, const struct pl_buf *pem,
		     struct pl_error *err)
{
	char *path = pl_path_join(serving->dir, name);
	bool ok = pl_file_write(path, pl_buf_str(pem), pem->len, 0644, err);

	free(path);
	return ok;
}

static bool counts_at(const struct pl_trust *trust, int64_t at)
{
	return (trust->from == PL_TIME_NONE || trust->from <= at) &&
	       (trust->until == PL_TIME_NONE || at < trust->until);
}

/* Its own roots, or those that its user installed; the latter only where there are some. */
static bool write_device(const struct pl_serving *serving, const struct pl_device *device, bool user,
			 struct pl_error *err)
{
	const struct pl_step *step = pl_serving_step(serving);
	char *name = pl_serving_anchor_file(device->name, user ? "_user" : "");
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	for (size_t i = 0; i < device->n_trust; i++) {
		if (device->trust[i].user == user && counts_at(&device->trust[i], step->at))
			pl_cert_pem(device->trust[i].cert, &pem);
	}
	ok = (user && pem.len == 0) || put_file(serving, name, &pem, err);
	pl_buf_clear(&pem);
	free(name);
	return ok;
}

/* The only anchors of apps with a private CA. */
static bool write_private(const struct pl_serving *serving, struct pl_error *err)
{
	const struct pl_world *world = pl_serving_step(serving)->world;
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	for (size_t i = 0; i < world->n_hosts; i++) {
		const struct pl_cert *root = world->hosts[i]->twin_root;

		if (root && (i == 0 || world->hosts[i - 1]->twin_root != root))
			pl_cert_pem(root, &pem);
	}
	ok = pem.len == 0 || put_file(serving, "pinlab_private_ca.pem", &pem, err);
	pl_buf_clear(&pem);
	return ok;
}

/* What an attacker needs to have on the device before he can answer. */
static bool write_attackers(const struct pl_serving *serving, struct pl_error *err)
{
	const struct pl_cert *root = NULL;
	struct pl_buf pem = PL_BUF_INIT;
	bool ok;

	for (size_t i = 0; i < serving->n_places; i++) {
		const struct pl_serving_place *place = &serving->places[i];

		for (size_t k = 0; place->sites && k < place->sites[serving->step].n; k++) {
			const struct pl_site_face *face = &place->sites[serving->step].shown[k];

			if (face->user_root && face->user_root != root)
				pl_cert_pem(face->user_root, &pem);
			root = face->user_root ? face->user_root : root;
		}
	}
	ok = pem.len == 0 || put_file(serving, "pinlab_attacker.pem", &pem, err);
	pl_buf_clear(&pem);
	return ok;
}

bool pl_serving_write(struct pl_serving *serving, struct pl_error *err)
{
	const struct pl_world *world = pl_serving_step(serving)->world;

	if (!pl_dir_make(serving->dir, 0777, err))
		return false;
	for (size_t i = 0; i < world->n_devices; i++) {
		if (!write_device(serving, world->devices[i], false, err) ||
		    !write_device(serving, world->devices[i], true, err))
			return false;
	}
	return write_private(serving, err) && write_attackers(serving, err);
}
