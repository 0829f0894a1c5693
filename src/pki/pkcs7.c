/* Which certificates does a PKCS #7 (CMS, .p7b, .p7c) carry? */
#include <config.h>

#include <string.h>

#include "pki/ber.h"
#include "pki/cert_reader.h"
#include "pki/internal.h"

#define SET 0x31u

/* RFC 5652 4 and 5.1 */
static const uint8_t pkcs7[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
static const uint8_t signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };

bool pl_pkcs7_is(struct pl_bytes der)
{
	struct pl_bytes at = der, content;

	/* Only the beginning: one that is cut short is to be named as what it is. */
	if (at.len < 2 || at.data[0] != PL_DER_SEQUENCE)
		return false;
	content.len = at.data[1] > 0x80 && at.data[1] <= 0x84 ? 2u + (at.data[1] & 0x7f) : 2u;
	if (at.len < content.len + 2 + sizeof(pkcs7))
		return false;
	content.data = at.data + content.len;
	return content.data[0] == PL_DER_OID && memcmp(content.data + 2, pkcs7, sizeof(pkcs7)) == 0;
}

/* The set of certificates, *at; empty where there is none. */
static bool find_set(struct pl_bytes *at)
{
	struct pl_ber skipped, content;

	if (!pl_ber_enter(at, PL_DER_CONTEXT_OF) || !pl_ber_enter(at, PL_DER_SEQUENCE) ||
	    !pl_ber_take(at, PL_DER_INTEGER, &skipped) || !pl_ber_take(at, SET, &skipped) ||
	    !pl_ber_take(at, PL_DER_SEQUENCE, &content))
		return false;
	if (at->len == 0 || at->data[0] != PL_DER_CONTEXT_OF) {
		at->len = 0;
		return true;
	}
	return pl_ber_enter(at, PL_DER_CONTEXT_OF);
}

bool pl_pkcs7_read(struct pl_cert_reader *in, struct pl_bytes der)
{
	size_t before = in->out->n;
	struct pl_bytes at = der;
	struct pl_ber one;

	if (!pl_ber_enter(&at, PL_DER_SEQUENCE))
		return pl_cert_reader_refuse(in, "this PKCS #7 is cut short or damaged; get it "
					     "again from its source");
	if (!pl_ber_take_oid(&at, signed_data, sizeof(signed_data)))
		return pl_cert_reader_refuse(in, "this PKCS #7 is of a kind that carries no "
					     "certificates; wanted is signed data, as in a .p7b");
	if (!find_set(&at))
		return pl_cert_reader_refuse(in, "this PKCS #7 is cut short or damaged; get it "
					     "again from its source");
	while (at.len > 0) {
		if (!pl_ber_next(&at, &one))
			return pl_cert_reader_refuse(in, "this PKCS #7 is damaged behind its "
						     "certificate %zu", in->number);
		/* RFC 5652 10.2.2: what is not tagged is a certificate, the rest is of old. */
		if (one.octet == PL_DER_SEQUENCE && !pl_cert_reader_add(in, one.whole))
			return false;
	}
	return in->out->n > before ||
	       pl_cert_reader_refuse(in, "there is no certificate in this PKCS #7");
}
