/* What happens when a root reaches its end? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"

static const struct pl_param params[] = {
	{
		.name = "root",
		.type = PL_PARAM_ROOT,
		.help = "which root expires; omitted: the one above the first host's chain",
	},
};

static const struct pl_cert *find(struct pl_change *change, const struct pl_event *event,
				  struct pl_error *err)
{
	const struct pl_value *value = pl_event_value(event, "root");
	const struct pl_authority *root;
	const struct pl_host *host;

	if (value) {
		root = pl_change_authority(change, value, err);
		if (root && !pl_authority_is_root(root)) {
			pl_error_input(err, value->pos,
				       "%s is not a root: it has no self-signed certificate",
				       root->name);
			return NULL;
		}
		return root ? pl_world_certificate(change->world, root->name) : NULL;
	}
	host = pl_change_host(change, NULL, err);
	return host ? host->served->root : NULL;
}

static bool begin(struct pl_change *change, const struct pl_event *event, int64_t *until,
		  struct pl_error *err)
{
	const struct pl_cert *cert = find(change, event, err);

	return cert && pl_change_expiry(change, cert, until, err);
}

static char *title(const struct pl_event *event)
{
	const char *root = pl_event_text(event, "root");

	return pl_asprintf("%s expires", root ? root : "the root");
}

const struct pl_event_kind pl_event_expire_root = {
	.name = "expire-root",
	.family = "time",
	.summary = "a root certificate expires",
	.about = "The clock moves to the first second after the root's last one, with hosts "
		 "renewing themselves on the way. Clients that check the anchor's own dates refuse "
		 "from then on, unless another path leads to another anchor; some (Java, Android) "
		 "never look.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.begin = begin,
	.title = title,
};
