/* Which formats of pin files are there, and of which is this file? */
#include <config.h>

#include "pin/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pin/formats/list.h"
#include "util/mem.h"
#include "util/text.h"

/* Asked in this order: what is sure of itself before what takes much. */
static const struct pl_pin_format *const formats[] = {
	&pl_pin_format_pinlab,
	&pl_pin_format_trustkit_android, /* has the next one's root too */
	&pl_pin_format_android_nsc,
	&pl_pin_format_apple_pinned_domains,
	&pl_pin_format_trustkit,
	&pl_pin_format_okhttp,
	&pl_pin_format_flutter,
	&pl_pin_format_react_native,
	&pl_pin_format_urllib3,
	&pl_pin_format_hpkp,
	&pl_pin_format_curl,
	&pl_pin_format_wget,
	&pl_pin_format_gnutls,
	&pl_pin_format_tlsa,
	&pl_pin_format_certificates,
	&pl_pin_format_list,
};

const struct pl_pin_format *const *pl_pin_formats(size_t *n)
{
	*n = PL_ARRAY_LEN(formats);
	return formats;
}

const struct pl_pin_format *pl_pin_format_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		if (pl_streq(formats[i]->name, name))
			return formats[i];
	}
	return NULL;
}

static bool has_name(const struct pl_pin_format *format, const char *file)
{
	size_t len = strlen(file);

	for (const char *const *end = format->names; end && *end; end++) {
		if (len >= strlen(*end) && strcasecmp(file + len - strlen(*end), *end) == 0)
			return true;
	}
	return false;
}

const struct pl_pin_format *pl_pin_format_detect(const char *file, struct pl_bytes text)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		if (formats[i]->looks_like(file, text))
			return formats[i];
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		if (has_name(formats[i], file))
			return formats[i];
	}
	return NULL;
}

void pl_pin_lose(struct pl_pin_losses *losses, const char *fmt, ...)
{
	struct pl_pin_loss *loss = PL_PUSH(losses->items, losses->n, losses->cap);
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&loss->text, fmt, args) < 0)
		loss->text = pl_strdup(fmt);
	va_end(args);
}

void pl_pin_losses_clear(struct pl_pin_losses *losses)
{
	for (size_t i = 0; i < losses->n; i++)
		free(losses->items[i].text);
	free(losses->items);
	*losses = (struct pl_pin_losses)PL_PIN_LOSSES_INIT;
}
