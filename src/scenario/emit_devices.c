/* How are devices written? */
#include <config.h>

#include "scenario/emit.h"

#include "data/yaml.h"
#include "scenario/decode.h"
#include "util/text.h"
#include "util/time.h"

static void emit_crypto(struct pl_flow *flow, const struct pl_device_def *device)
{
	struct pl_flow list, map;

	if (device->n_crypto == 0)
		return;
	pl_flow_key(flow, "crypto");
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < device->n_crypto; i++) {
		pl_flow_key(&list, NULL);
		map = pl_flow_map(list.out);
		pl_flow_date(&map, "from", device->crypto[i].from);
		pl_flow_key(&map, "rsa-min");
		pl_buf_printf(flow->out, "%d", device->crypto[i].rsa_min);
		pl_flow_end(&map);
	}
	pl_flow_end(&list);
}

static void emit_device(struct pl_buf *out, const struct pl_device_def *device)
{
	struct pl_flow flow = pl_flow_entry(out, "  ", device->name);
	char zone[PL_ZONE_TEXT];

	pl_flow_text(&flow, "store", device->store);
	if (device->n_trust || !device->store)
		pl_emit_trust(&flow, "trust", device->trust, device->n_trust);
	if (!device->updates) {
		pl_flow_key(&flow, "updates");
		pl_buf_puts(out, "false");
	}
	if (!device->user_cas)
		pl_flow_text(&flow, "user-cas", pl_words_of_user_cas[1]);
	if (device->skew)
		pl_flow_offset(&flow, "clock", device->skew);
	if (device->zone)
		pl_flow_text(&flow, "zone", pl_zone_format(device->zone, zone));
	if (device->ct != PL_DEVICE_CT_NONE)
		pl_flow_text(&flow, "ct", pl_words_of_device_ct[device->ct]);
	pl_flow_date(&flow, "log-list", device->log_list);
	emit_crypto(&flow, device);
	if (!device->checks_anchor_dates) {
		pl_flow_key(&flow, "checks-anchor-dates");
		pl_buf_puts(out, "false");
	}
	if (device->revocation != PL_REVOCATION_NONE)
		pl_flow_text(&flow, "revocation", pl_revocation_mode_name(device->revocation));
	if (device->order != PL_ORDER_SHORTEST)
		pl_flow_text(&flow, "path", pl_path_order_name(device->order));
	if (device->retry != PL_RETRY_ANY_FAULT)
		pl_flow_text(&flow, "retry", pl_retry_name(device->retry));
	pl_flow_entry_end(&flow);
}

void pl_emit_devices(struct pl_buf *out, const struct pl_model *model)
{
	pl_buf_puts(out, "devices:\n");
	for (size_t i = 0; i < model->n_devices; i++)
		emit_device(out, &model->devices[i]);
}
