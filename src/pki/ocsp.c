/* How does an OCSP answer come into being? */
#include <config.h>

#include "pki/ocsp.h"

#include "pki/internal.h"

#define OID_BASIC "\x2b\x06\x01\x05\x05\x07\x30\x01\x01"
/* AlgorithmIdentifier of SHA-1: in a CertID it names, it does not protect (RFC 6960 4.1.1). */
#define SHA1_ALGORITHM "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00"

/* CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } */
static void put_id(struct pl_buf *out, const struct pl_cert *cert, const struct pl_cert *issuer)
{
	struct pl_bytes key = pl_cert_span(issuer, issuer->spans.key);
	struct pl_buf id = PL_BUF_INIT;
	uint8_t hash[20];

	pl_buf_add(&id, SHA1_ALGORITHM, sizeof(SHA1_ALGORITHM) - 1);
	pl_sha1(issuer->subject_der.data, issuer->subject_der.len, hash);
	pl_der_put(&id, PL_DER_OCTET_STRING, hash, sizeof(hash));
	pl_sha1(key.data, key.len, hash);
	pl_der_put(&id, PL_DER_OCTET_STRING, hash, sizeof(hash));
	pl_der_put(&id, PL_DER_INTEGER, cert->serial, cert->serial_len);
	pl_der_wrap(out, PL_DER_SEQUENCE, &id);
}

/* RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT OPTIONAL } */
static void put_status(struct pl_buf *out, const struct pl_ocsp_answer *answer)
{
	struct pl_buf info = PL_BUF_INIT, reason = PL_BUF_INIT;

	if (answer->status != PL_OCSP_REVOKED) {
		pl_der_put(out, PL_DER_CONTEXT + (unsigned)answer->status, NULL, 0);
		return;
	}
	pl_der_put_time(&info, answer->revoked_at, true);
	if (answer->reason != PL_REVOKED_UNSPECIFIED) {
		pl_der_put_number(&reason, PL_DER_ENUMERATED, answer->reason);
		pl_der_wrap(&info, PL_DER_CONTEXT_OF, &reason);
	}
	pl_der_wrap(out, PL_DER_CONTEXT_OF + PL_OCSP_REVOKED, &info);
}

static void put_single(struct pl_buf *out, const struct pl_cert *cert, const struct pl_cert *issuer,
		       const struct pl_ocsp_answer *answer)
{
	struct pl_buf single = PL_BUF_INIT, next = PL_BUF_INIT;

	put_id(&single, cert, issuer);
	put_status(&single, answer);
	pl_der_put_time(&single, answer->this_update, true);
	pl_der_put_time(&next, answer->next_update, true);
	pl_der_wrap(&single, PL_DER_CONTEXT_OF, &next);
	pl_der_wrap(out, PL_DER_SEQUENCE, &single);
}

/* ResponseData ::= SEQUENCE { responderID, producedAt, responses } */
static void put_data(struct pl_buf *out, const struct pl_cert *cert, const struct pl_cert *issuer,
		     const struct pl_ocsp_answer *answer)
{
	struct pl_buf data = PL_BUF_INIT, part = PL_BUF_INIT;

	/* byName, [1] EXPLICIT */
	pl_der_put(&data, PL_DER_CONTEXT_OF + 1, issuer->subject_der.data,
		   issuer->subject_der.len);
	pl_der_put_time(&data, answer->this_update, true);
	put_single(&part, cert, issuer, answer);
	pl_der_wrap(&data, PL_DER_SEQUENCE, &part);
	pl_der_wrap(out, PL_DER_SEQUENCE, &data);
}

bool pl_ocsp_make(struct pl_pki *pki, const struct pl_cert *cert, const struct pl_cert *issuer,
		  const struct pl_key *key, const struct pl_ocsp_answer *answer, struct pl_buf *der,
		  struct pl_error *err)
{
	struct pl_buf data = PL_BUF_INIT, basic = PL_BUF_INIT, bytes = PL_BUF_INIT;
	struct pl_buf response = PL_BUF_INIT;

	put_data(&data, cert, issuer, answer);
	pki->counts->ocsp_signed++;
	if (!pl_der_sign(&basic, key, &data, answer->this_update, err))
		return false;
	pl_der_put(&bytes, PL_DER_OID, OID_BASIC, sizeof(OID_BASIC) - 1);
	pl_der_wrap(&bytes, PL_DER_OCTET_STRING, &basic);
	pl_der_wrap(&basic, PL_DER_SEQUENCE, &bytes);
	pl_der_put_number(&response, PL_DER_ENUMERATED, 0); /* successful */
	pl_der_wrap(&response, PL_DER_CONTEXT_OF, &basic);
	pl_der_wrap(der, PL_DER_SEQUENCE, &response);
	return true;
}
