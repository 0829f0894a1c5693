/* Whether reports of pin failures hold for any bytes: read whole or refused, with a safe message. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include "pin/failure_report.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_report(const struct pl_failure_report *report)
{
	require(report->host && report->pins && report->n_pins <= PL_REPORT_PINS_MAX);
	require(report->served.n <= PL_REPORT_CHAIN_MAX &&
		report->validated.n <= PL_REPORT_CHAIN_MAX);
	require(report->port >= 0 && report->port <= 65535 && report->result >= -1);
	require(pl_failure_report_chain(report) != NULL);
}

static void check_error(const struct pl_error *err)
{
	char *text = pl_error_format(err);

	require(err->kind == PL_ERROR_INPUT);
	for (const char *at = text; *at; at++)
		require((unsigned char)*at >= 0x20 || *at == '\n');
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_failure_report report;
	struct pl_error err = PL_ERROR_INIT;

	if (pl_failure_report_read(NULL, "a report", (struct pl_bytes){ data, size }, &report, &err))
		check_report(&report);
	else
		check_error(&err);
	pl_failure_report_clear(&report);
	pl_error_clear(&err);
	return 0;
}
