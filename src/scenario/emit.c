/* How is a line or a map on one line written, so that it reads back as it was? */
#include <config.h>

#include "scenario/emit.h"

#include <stdlib.h>

#include "data/yaml.h"
#include "util/mem.h"
#include "util/time.h"

struct pl_flow pl_flow_map(struct pl_buf *out)
{
	pl_buf_putc(out, '{');
	return (struct pl_flow){ .out = out };
}

struct pl_flow pl_flow_list(struct pl_buf *out)
{
	pl_buf_putc(out, '[');
	return (struct pl_flow){ .out = out, .list = true };
}

void pl_flow_end(struct pl_flow *flow)
{
	pl_buf_putc(flow->out, flow->list ? ']' : '}');
}

void pl_flow_key(struct pl_flow *flow, const char *key)
{
	if (flow->any && flow->block)
		pl_buf_printf(flow->out, "\n%s", flow->block);
	else if (flow->any)
		pl_buf_puts(flow->out, ", ");
	flow->any = true;
	if (!key)
		return;
	pl_yaml_scalar(flow->out, key);
	pl_buf_puts(flow->out, ": ");
}

void pl_flow_text(struct pl_flow *flow, const char *key, const char *text)
{
	if (!text)
		return;
	pl_flow_key(flow, key);
	pl_yaml_scalar(flow->out, text);
}

void pl_flow_date(struct pl_flow *flow, const char *key, int64_t time)
{
	char text[PL_TIME_TEXT];

	if (time == PL_TIME_NONE)
		return;
	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, pl_time_format_short(time, text));
}

void pl_flow_duration(struct pl_flow *flow, const char *key, int64_t seconds)
{
	char text[PL_DURATION_TEXT];

	pl_flow_key(flow, key);
	pl_buf_puts(flow->out, pl_duration_format(seconds, text));
}

void pl_flow_offset(struct pl_flow *flow, const char *key, int64_t seconds)
{
	char text[PL_DURATION_TEXT];

	pl_flow_key(flow, key);
	pl_duration_format(seconds < 0 ? -seconds : seconds, text);
	pl_buf_printf(flow->out, "\"%c%s\"", seconds < 0 ? '-' : '+', text);
}

void pl_flow_texts(struct pl_flow *flow, const char *key, char *const *texts, size_t n)
{
	struct pl_flow list;

	pl_flow_key(flow, key);
	list = pl_flow_list(flow->out);
	for (size_t i = 0; i < n; i++)
		pl_flow_text(&list, NULL, texts[i]);
	pl_flow_end(&list);
}

struct pl_flow pl_flow_entry(struct pl_buf *out, const char *indent, const char *name)
{
	pl_buf_puts(out, indent);
	pl_yaml_scalar(out, name);
	pl_buf_puts(out, ": ");
	return pl_flow_map(out);
}

void pl_flow_entry_end(struct pl_flow *flow)
{
	pl_flow_end(flow);
	pl_buf_putc(flow->out, '\n');
}

void pl_emit_line(struct pl_buf *out, const char *key, const char *text)
{
	if (!text)
		return;
	pl_buf_printf(out, "%s: ", key);
	pl_yaml_scalar(out, text);
	pl_buf_putc(out, '\n');
}

void pl_emit_date(struct pl_buf *out, const char *key, int64_t time)
{
	char text[PL_TIME_TEXT];

	if (time != PL_TIME_NONE)
		pl_buf_printf(out, "%s: %s\n", key, pl_time_format_short(time, text));
}

char *pl_emit_when(const struct pl_when *when)
{
	int64_t size = when->offset < 0 ? -when->offset : when->offset;
	char sign = when->offset < 0 ? '-' : '+';
	char duration[PL_DURATION_TEXT], date[PL_TIME_TEXT];

	if (when->text)
		return pl_strdup(when->text);
	pl_duration_format(size, duration);
	switch (when->kind) {
	case PL_WHEN_AT:
		return pl_strdup(pl_time_format_short(when->time, date));
	case PL_WHEN_AFTER:
		return pl_asprintf("%c%s", sign, duration);
	case PL_WHEN_RELATIVE:
		return size ? pl_asprintf("%s %c %s", when->ref, sign, duration)
			    : pl_strdup(when->ref);
	case PL_WHEN_SAME:
		break;
	}
	return NULL;
}
