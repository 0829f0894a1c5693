/* What does an OCSP answer say, and did the issuer say it? */
#include <config.h>

#include "pki/ocsp.h"

#include <gnutls/ocsp.h>
#include <string.h>

#include "pki/internal.h"
#include "util/time.h"

struct reading {
	gnutls_ocsp_resp_t response;
	gnutls_x509_crt_t cert, issuer;
};

static bool import(gnutls_x509_crt_t *out, const struct pl_cert *cert)
{
	const gnutls_datum_t der = { cert->der, (unsigned)cert->der_len };

	return gnutls_x509_crt_init(out) >= 0 &&
	       gnutls_x509_crt_import(*out, &der, GNUTLS_X509_FMT_DER) >= 0;
}

/* Who else may sign is the issuer's to delegate; nobody here does, and the lab's answers say so. */
static bool is_signed(const struct reading *reading)
{
	unsigned faults = 0;

	return gnutls_ocsp_resp_verify_direct(reading->response, reading->issuer, &faults, 0) >=
		       0 &&
	       faults == 0;
}

static bool take_status(const struct reading *reading, struct pl_ocsp_answer *out)
{
	unsigned status = 0, reason = 0;
	time_t this_update = 0, next_update = 0, revoked_at = 0;

	if (gnutls_ocsp_resp_get_single(reading->response, 0, NULL, NULL, NULL, NULL, &status,
					&this_update, &next_update, &revoked_at, &reason) < 0)
		return false;
	*out = (struct pl_ocsp_answer){
		.status = status == GNUTLS_OCSP_CERT_GOOD      ? PL_OCSP_GOOD
			  : status == GNUTLS_OCSP_CERT_REVOKED ? PL_OCSP_REVOKED
							       : PL_OCSP_UNKNOWN,
		.this_update = this_update,
		.next_update = next_update == (time_t)-1 ? PL_TIME_MAX : next_update,
		.revoked_at = status == GNUTLS_OCSP_CERT_REVOKED ? revoked_at : PL_TIME_NONE,
		.reason = status == GNUTLS_OCSP_CERT_REVOKED ? (enum pl_revoked_for)reason
							     : PL_REVOKED_UNSPECIFIED,
	};
	return true;
}

static bool read_all(struct reading *reading, struct pl_bytes der, const struct pl_cert *cert,
		     const struct pl_cert *issuer, struct pl_ocsp_answer *out, const char **why)
{
	const gnutls_datum_t data = { (uint8_t *)(uintptr_t)der.data, (unsigned)der.len };

	*why = "it cannot be decoded";
	if (gnutls_ocsp_resp_init(&reading->response) < 0 ||
	    gnutls_ocsp_resp_import(reading->response, &data) < 0 ||
	    !import(&reading->cert, cert) || !import(&reading->issuer, issuer))
		return false;
	if (gnutls_ocsp_resp_get_status(reading->response) != GNUTLS_OCSP_RESP_SUCCESSFUL)
		return false;
	*why = "it is about another certificate";
	if (gnutls_ocsp_resp_check_crt(reading->response, 0, reading->cert) < 0)
		return false;
	*why = "its signature is not the issuer's";
	if (!is_signed(reading))
		return false;
	*why = "it cannot be decoded";
	return take_status(reading, out);
}

bool pl_ocsp_read(struct pl_bytes der, const struct pl_cert *cert, const struct pl_cert *issuer,
		  struct pl_ocsp_answer *out, const char **why)
{
	struct pl_clock saved = pl_clock_set(cert->not_before);
	struct reading reading = { NULL, NULL, NULL };
	bool ok = read_all(&reading, der, cert, issuer, out, why);

	if (reading.issuer)
		gnutls_x509_crt_deinit(reading.issuer);
	if (reading.cert)
		gnutls_x509_crt_deinit(reading.cert);
	if (reading.response)
		gnutls_ocsp_resp_deinit(reading.response);
	pl_clock_restore(saved);
	return ok;
}
