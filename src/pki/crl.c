/* How does a revocation list come into being? */
#include <config.h>

#include "pki/crl.h"

#include <stdlib.h>
#include <string.h>

#include "pki/internal.h"
#include "util/mem.h"
#include "util/text.h"

#define OID_REASON "\x55\x1d\x15"
#define OID_AUTHORITY_KEY "\x55\x1d\x23"
#define OID_CRL_NUMBER "\x55\x1d\x14"

static const struct {
	enum pl_revoked_for reason;
	const char *name;
} reasons[] = {
	{ PL_REVOKED_UNSPECIFIED, "unspecified" },
	{ PL_REVOKED_KEY_COMPROMISE, "key-compromise" },
	{ PL_REVOKED_CA_COMPROMISE, "ca-compromise" },
	{ PL_REVOKED_AFFILIATION_CHANGED, "affiliation-changed" },
	{ PL_REVOKED_SUPERSEDED, "superseded" },
	{ PL_REVOKED_CESSATION, "cessation-of-operation" },
	{ PL_REVOKED_PRIVILEGE_WITHDRAWN, "privilege-withdrawn" },
};

const char *const pl_revoked_for_names[] = {
	"unspecified",	 "key-compromise",	   "ca-compromise",	  "affiliation-changed",
	"superseded",	 "cessation-of-operation", "privilege-withdrawn", NULL,
};
_Static_assert(PL_ARRAY_LEN(pl_revoked_for_names) == PL_ARRAY_LEN(reasons) + 1,
	       "every reason has its name");

const char *pl_revoked_for_name(enum pl_revoked_for reason)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(reasons); i++)
		if (reasons[i].reason == reason)
			return reasons[i].name;
	return NULL;
}

bool pl_revoked_for_parse(const char *name, enum pl_revoked_for *out)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(reasons); i++)
		if (pl_streq(reasons[i].name, name)) {
			*out = reasons[i].reason;
			return true;
		}
	return false;
}

/* Extension ::= SEQUENCE { OBJECT IDENTIFIER, OCTET STRING }: none of these is critical. */
static void put_extension(struct pl_buf *out, const char *oid, struct pl_buf *value)
{
	struct pl_buf body = PL_BUF_INIT;

	pl_der_put(&body, PL_DER_OID, oid, 3);
	pl_der_wrap(&body, PL_DER_OCTET_STRING, value);
	pl_der_wrap(out, PL_DER_SEQUENCE, &body);
}

/* RFC 5280 5.3.1: "unspecified" is said by leaving it out. */
static void put_reason(struct pl_buf *out, enum pl_revoked_for reason)
{
	struct pl_buf value = PL_BUF_INIT, extensions = PL_BUF_INIT;

	if (reason == PL_REVOKED_UNSPECIFIED)
		return;
	pl_der_put_number(&value, PL_DER_ENUMERATED, reason);
	put_extension(&extensions, OID_REASON, &value);
	pl_der_wrap(out, PL_DER_SEQUENCE, &extensions);
}

/* RFC 5280 5.1.2.6: the list is absent when nothing is revoked. */
static void put_entries(struct pl_buf *out, const struct pl_crl_request *request)
{
	struct pl_buf list = PL_BUF_INIT, entry = PL_BUF_INIT;

	for (size_t i = 0; i < request->n; i++) {
		const struct pl_crl_entry *from = &request->entries[i];

		pl_buf_reset(&entry);
		pl_der_put(&entry, PL_DER_INTEGER, from->cert->serial, from->cert->serial_len);
		pl_der_put_time(&entry, from->at, false);
		put_reason(&entry, from->reason);
		pl_der_put(&list, PL_DER_SEQUENCE, entry.data, entry.len);
	}
	pl_buf_clear(&entry);
	if (request->n > 0)
		pl_der_wrap(out, PL_DER_SEQUENCE, &list);
}

/* RFC 5280 5.2.1 and 5.2.3. */
static void put_extensions(struct pl_buf *out, const struct pl_crl_request *request)
{
	struct pl_buf value = PL_BUF_INIT, inner = PL_BUF_INIT, list = PL_BUF_INIT;
	struct pl_buf wrapped = PL_BUF_INIT;
	const struct pl_cert *issuer = request->issuer;

	pl_der_put(&inner, PL_DER_CONTEXT, issuer->ski ? issuer->ski : request->key->key_id,
		   issuer->ski ? issuer->ski_len : sizeof(request->key->key_id));
	pl_der_wrap(&value, PL_DER_SEQUENCE, &inner);
	put_extension(&list, OID_AUTHORITY_KEY, &value);
	pl_der_put_number(&value, PL_DER_INTEGER, request->number);
	put_extension(&list, OID_CRL_NUMBER, &value);
	pl_der_wrap(&wrapped, PL_DER_SEQUENCE, &list);
	pl_der_wrap(out, PL_DER_CONTEXT_OF, &wrapped);
}

bool pl_crl_make(struct pl_pki *pki, const struct pl_crl_request *request, struct pl_buf *der,
		 struct pl_error *err)
{
	struct pl_buf body = PL_BUF_INIT, tbs = PL_BUF_INIT;

	pl_der_put_number(&body, PL_DER_INTEGER, 1); /* version 2 */
	pl_der_put_algorithm(&body, request->key);
	pl_buf_add(&body, request->issuer->subject_der.data, request->issuer->subject_der.len);
	pl_der_put_time(&body, request->this_update, false);
	pl_der_put_time(&body, request->next_update, false);
	put_entries(&body, request);
	put_extensions(&body, request);
	pl_der_wrap(&tbs, PL_DER_SEQUENCE, &body);
	pki->counts->crls_signed++;
	return pl_der_sign(der, request->key, &tbs, request->this_update, err);
}

void pl_crl_pem(struct pl_bytes der, struct pl_buf *out)
{
	char *text = pl_malloc(PL_BASE64_LEN(der.len) + 1);

	pl_base64(der.data, der.len, text);
	pl_buf_puts(out, "-----BEGIN X509 CRL-----\n");
	for (const char *at = text; *at; at += strnlen(at, 64))
		pl_buf_printf(out, "%.64s\n", at);
	pl_buf_puts(out, "-----END X509 CRL-----\n");
	free(text);
}
