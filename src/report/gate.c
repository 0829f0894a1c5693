/* In which formats is a check written, and what is its verdict in a word? */
#include <config.h>

#include "report/gate.h"

#include "report/gate_formats.h"
#include "util/compiler.h"
#include "util/text.h"

static const struct pl_gate_format *const formats[] = {
	&pl_gate_format_text,
	&pl_gate_format_json,
	&pl_gate_format_sarif,
};

const struct pl_gate_format *const *pl_gate_formats(size_t *n)
{
	*n = PL_ARRAY_LEN(formats);
	return formats;
}

const struct pl_gate_format *pl_gate_format_find(const char *name)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(formats); i++) {
		if (pl_streq(formats[i]->name, name))
			return formats[i];
	}
	return NULL;
}

const char *pl_gate_verdict(const struct pl_gate *check)
{
	if (pl_gate_count(check, PL_SEVERITY_ERROR) > 0)
		return "FAIL";
	return pl_gate_count(check, PL_SEVERITY_WARNING) > 0 ? "WARNING" : "OK";
}
