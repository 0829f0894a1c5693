/* Which logs of Certificate Transparency are there, and which does a host's CA use? */
#include <config.h>

#include "scenario/decode.h"

#include <stdlib.h>

#include "scenario/emit.h"
#include "util/mem.h"
#include "util/text.h"

const char *const pl_words_of_log_kind[] = { "rfc6962", "static", NULL };
const char *const pl_words_of_device_ct[] = { "none", "chrome", "apple", NULL };

_Static_assert(PL_DEVICE_CT_NONE == 0 && PL_DEVICE_CT_APPLE == 2,
	       "pl_words_of_device_ct follows enum pl_device_ct");

static void read_kind(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_log_def *log = target;

	log->is_static = pl_decode_choice(decoder, node, "kind", pl_words_of_log_kind) == 1;
}

static const struct pl_field log_fields[] = {
	{ .name = "operator", .type = PL_FIELD_ID, .required = true,
	  .offset = offsetof(struct pl_log_def, operator_),
	  .help = "who runs it; policies want logs of different operators" },
	{ .name = "kind", .type = PL_FIELD_CHOICE, .choices = pl_words_of_log_kind,
	  .read = read_kind, .help = "rfc6962, or static for static-ct-api; rfc6962 if omitted" },
	{ .name = "from", .type = PL_FIELD_DATE, .offset = offsetof(struct pl_log_def, from),
	  .help = "when it came into the lists; always there if omitted" },
	{ .name = "read-only", .type = PL_FIELD_DATE,
	  .offset = offsetof(struct pl_log_def, read_only),
	  .help = "from when on it signs no more" },
	{ .name = "retired", .type = PL_FIELD_DATE, .offset = offsetof(struct pl_log_def, retired),
	  .help = "from when on only its older timestamps count, beside one of another log" },
};
const struct pl_shape pl_shape_log = { "a log", log_fields, PL_ARRAY_LEN(log_fields) };

void *pl_decode_add_log(struct pl_decoder *decoder, const struct pl_node *name,
			const struct pl_node *value)
{
	struct pl_log_def *log = pl_model_add_log(decoder->model, name->text);

	(void)value;
	log->pos = pl_decode_pos(decoder, name);
	return log;
}

void *pl_decode_add_hierarchy_log(struct pl_decoder *decoder, const struct pl_node *name,
				  const struct pl_node *value)
{
	struct pl_log_def *log = pl_decode_add_log(decoder, name, value);

	log->of_hierarchy = true;
	return log;
}

/* An empty list is a choice as well: none. */
void pl_decode_host_logs(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	struct pl_host_def *host = target;

	if (!pl_decode_is(decoder, node, PL_NODE_LIST, "logs", "a list of logs"))
		return;
	host->logs = pl_calloc(node->n + 1, sizeof(*host->logs));
	for (size_t i = 0; i < node->n; i++)
		if (pl_decode_is(decoder, node->items[i], PL_NODE_TEXT, "logs", "a list of logs") &&
		    pl_decode_id(decoder, node->items[i], "a log"))
			host->logs[host->n_logs++] = pl_strdup(node->items[i]->text);
}

void pl_decode_device_ct(struct pl_decoder *decoder, const struct pl_node *node, void *target)
{
	int word = pl_decode_choice(decoder, node, "ct", pl_words_of_device_ct);

	if (word >= 0)
		((struct pl_device_def *)target)->ct = (enum pl_device_ct)word;
}

static void emit_log(struct pl_buf *out, const char *indent, const struct pl_log_def *log)
{
	struct pl_flow flow = pl_flow_entry(out, indent, log->name);

	pl_flow_text(&flow, "operator", log->operator_);
	if (log->is_static)
		pl_flow_text(&flow, "kind", pl_words_of_log_kind[1]);
	pl_flow_date(&flow, "from", log->from);
	pl_flow_date(&flow, "read-only", log->read_only);
	pl_flow_date(&flow, "retired", log->retired);
	pl_flow_entry_end(&flow);
}

void pl_emit_logs(struct pl_buf *out, const struct pl_model *model, bool of_hierarchy)
{
	const char *indent = of_hierarchy ? "    " : "  ";
	bool any = false;

	for (size_t i = 0; i < model->n_logs; i++) {
		if (model->logs[i].of_hierarchy != of_hierarchy)
			continue;
		if (!any)
			pl_buf_puts(out, of_hierarchy ? "  logs:\n" : "logs:\n");
		any = true;
		emit_log(out, indent, &model->logs[i]);
	}
}
