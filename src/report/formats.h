/* The report formats, one per file; only this room includes it. */
#ifndef PINLAB_REPORT_FORMATS_H
#define PINLAB_REPORT_FORMATS_H

#include "report/report.h"

extern const struct pl_report_format pl_format_text;
extern const struct pl_report_format pl_format_tap;
extern const struct pl_report_format pl_format_junit;
extern const struct pl_report_format pl_format_json;
extern const struct pl_report_format pl_format_csv;

#endif
