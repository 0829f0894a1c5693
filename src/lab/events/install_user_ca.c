/* What happens when a user or an administrator installs a CA on a device? */
#include <config.h>

#include "lab/events/list.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

static const char *const proxy_words[] = { "none", "always", NULL };

static const struct pl_param params[] = {
	{
		.name = "device",
		.type = PL_PARAM_DEVICE,
		.help = "on which device; omitted: on every one",
	},
	{
		.name = "proxy",
		.type = PL_PARAM_CHOICE,
		.choices = proxy_words,
		.standard = "none",
		.help = "always: its owner's proxy answers for every host from now on",
	},
};

static void install(struct pl_change *change, size_t index, struct pl_cert *root, bool proxied)
{
	struct pl_device *device = pl_change_device_at(change, index);

	device->proxied = proxied;
	if (!device->user_cas) {
		pl_change_note(change, "apps on %s ignore CAs that users install", device->name);
		return;
	}
	*PL_PUSH(device->trust, device->n_trust, device->cap_trust) = (struct pl_trust){
		.name = pl_strdup("~user"),
		.cert = pl_cert_ref(root),
		.from = change->world->now,
		.until = PL_TIME_NONE,
		.user = true,
	};
	pl_change_anchors(device);
}

static bool apply(struct pl_change *change, const struct pl_event *event, struct pl_error *err)
{
	const struct pl_value *device = pl_event_value(event, "device");
	bool proxied = pl_event_value(event, "proxy")->num == 1;
	const struct pl_rogue *user = pl_engine_user_root(change->engine, change->model, err);

	if (!user || (device && !pl_change_device(change, device, err)))
		return false;
	for (size_t i = 0; i < change->world->n_devices; i++)
		if (!device || pl_streq(change->world->devices[i]->name, device->text))
			install(change, i, user->root, proxied);
	return true;
}

static char *title(const struct pl_event *event)
{
	const char *device = pl_event_text(event, "device");

	return pl_asprintf("install a CA on %s%s", device ? device : "every device",
			   pl_event_value(event, "proxy")->num == 1 ? ", behind its proxy" : "");
}

const struct pl_event_kind pl_event_install_user_ca = {
	.name = "install-user-ca",
	.family = "client",
	.summary = "a CA is installed on a device, by its user or a proxy's administrator",
	.about = "A company's proxy, a virus scanner or a debugging tool installs its own root and "
		 "answers for every host with it. Devices whose apps ignore such CAs are not "
		 "impressed. With proxy: always the device meets nobody but the proxy: an app that "
		 "connects is read, which the note inspected says, and one that refuses has lost "
		 "an honest user.",
	.params = params,
	.n_params = PL_ARRAY_LEN(params),
	.apply = apply,
	.title = title,
};
