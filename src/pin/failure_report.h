/*
 * Pin failure reports: what an app sends when a host's chain did not match its
 * pins, in the shape of HPKP (RFC 7469 section 3) or of TrustKit, which follows
 * it (TSKPinFailureReport.m, PinFailureReport.java).
 */
#ifndef PINLAB_PIN_FAILURE_REPORT_H
#define PINLAB_PIN_FAILURE_REPORT_H

#include "pki/cert.h"

#define PL_REPORT_MAX (64u << 10) /* bytes; two chains of a handful of certificates are a third */
#define PL_REPORT_PINS_MAX 100
#define PL_REPORT_CHAIN_MAX 20

enum pl_report_shape { PL_REPORT_HPKP, PL_REPORT_TRUSTKIT };
const char *pl_report_shape_name(enum pl_report_shape shape); /* "HPKP", "TrustKit" */

/* Texts come from whoever sent it, so they are not to be trusted; NULL where it says nothing. */
struct pl_failure_report {
	enum pl_report_shape shape;
	char *app, *version, *platform; /* TrustKit */
	char *host, *noted;      /* that was met; whose entry applied */
	int port;                /* 0: not said */
	bool subdomains;         /* the entry covers them */
	int result;              /* TrustKit's validation-result; -1: not said */
	char *date;              /* as it is written */
	char **pins;             /* "sha256/...": of those that were known */
	size_t n_pins;
	struct pl_cert_list served, validated; /* leaf first */
};

/* False with an error at `from` when it is no such report or exceeds a limit. Clear with
 * pl_failure_report_clear either way. */
PL_MUST_USE bool pl_failure_report_read(struct pl_pki *pki, const char *from, struct pl_bytes json,
					struct pl_failure_report *out, struct pl_error *err);
void pl_failure_report_clear(struct pl_failure_report *report);

/* The chain that tells most: the one that was served, else the one that was validated. */
const struct pl_cert_list *pl_failure_report_chain(const struct pl_failure_report *report);
/* What TrustKit's result means, a clause; NULL: it says nothing, or not a known one. */
const char *pl_failure_report_result(const struct pl_failure_report *report);

#endif
