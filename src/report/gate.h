/* A check on its way out: for people, programs, and tools that show findings beside code. */
#ifndef PINLAB_REPORT_GATE_H
#define PINLAB_REPORT_GATE_H

#include "rehearsal/gate.h"
#include "rehearsal/lint.h"
#include "report/style.h"

struct pl_gate_format {
	const char *name;
	const char *summary;
	void (*write)(struct pl_buf *out, const struct pl_gate *check,
		      const struct pl_style *style);
};

/* The list: text, json, sarif. */
const struct pl_gate_format *const *pl_gate_formats(size_t *n);
const struct pl_gate_format *pl_gate_format_find(const char *name);

/* "FAIL" with an error among the findings, "WARNING" with a warning, else "OK". */
const char *pl_gate_verdict(const struct pl_gate *check);

#endif
