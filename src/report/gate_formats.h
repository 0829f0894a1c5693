/* The formats of a check, one per file; only this room includes it. */
#ifndef PINLAB_REPORT_GATE_FORMATS_H
#define PINLAB_REPORT_GATE_FORMATS_H

#include "report/gate.h"

extern const struct pl_gate_format pl_gate_format_text, pl_gate_format_json,
	pl_gate_format_sarif;

#endif
