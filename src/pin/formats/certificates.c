/* Certificates as apps bundle them: PEM or DER, each of them a pin. */
#include <config.h>

#include <string.h>

#include "pin/formats/list.h"
/* Reads whatever certificates are in there; the pin is of the first form that the client knows. */
static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct pl_cert_list certs = { 0 };
	struct pl_error err = PL_ERROR_INIT;
	bool ok = pl_certs_parse(NULL, out->file, text, &certs, &err);

	if (ok)
		pl_pinfile_add_certs(out, out->file, &certs);
	pl_errors_take(errors, &err);
	pl_cert_list_clear(&certs);
	return ok;
}

static bool looks_like(const char *file, struct pl_bytes text)
{
	static const char begin[] = "-----BEGIN ";
	struct pl_error err = PL_ERROR_INIT;
	struct pl_cert *cert;

	(void)file;
	if (memmem(text.data, text.len, begin, sizeof(begin) - 1))
		return memmem(text.data, text.len, "CERTIFICATE-----", 16) != NULL;
	if (text.len < 4 || text.data[0] != 0x30)
		return false;
	cert = pl_cert_parse(NULL, text, "", &err);
	pl_cert_unref(cert);
	pl_error_clear(&err);
	return cert != NULL;
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	for (size_t i = 0; i < set->n; i++) {
		if (!set->pins[i].cert)
			return pl_error_input(err, set->pins[i].pos, "%.60s is a digest: the "
					      "certificate that it is of is needed to bundle it",
					      set->pins[i].spelling);
		pl_cert_pem(set->pins[i].cert, out);
	}
	return true;
}

const struct pl_pin_format pl_pin_format_certificates = {
	.name = "certificates",
	.summary = "certificates as apps bundle them, PEM or DER: Alamofire, AFNetworking, "
		   "react-native-ssl-pinning",
	.client = "generic",
	.source = "RFC 7468; Alamofire Source/Features/ServerTrustEvaluation.swift, "
		  "Bundle.af.certificates",
	.names = (const char *const[]){ ".pem", ".cer", ".crt", ".der", NULL },
	.binary = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
