/* What did GnuTLS mean by that number? */
#include <config.h>

#include "pki/internal.h"

bool pl_pki_fail(struct pl_error *err, const char *doing, int code)
{
	return pl_error_environment(err, NULL, "%s: %s (GnuTLS error %d)", doing,
				    gnutls_strerror(code), code);
}
