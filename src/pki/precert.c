/* What did a certificate look like before the logs signed for it? */
#include <config.h>

#include "pki/sct.h"

#include <string.h>

#include "pki/sct_parts.h"

/* Every extension but the list and the poison, in their order (RFC 6962 3.2). */
static bool keep_others(const struct pl_cert *cert, struct pl_buf *out, const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.extensions.start, end = pos + cert->spans.extensions.len, at;
	struct pl_tlv list, extension;
	enum pl_ct_extension kind;
	struct pl_bytes value;

	if (!pl_tlv_next(der, &pos, end, &list, why, &at))
		return false;
	for (pos = pl_tlv_content(&list); pos < end;) {
		if (!pl_tlv_next(der, &pos, end, &extension, why, &at) ||
		    !pl_ct_extension_read(cert, &extension, &kind, &value, why))
			return false;
		if (kind == PL_CT_NEITHER)
			pl_buf_add(out, der.data + extension.start, pos - extension.start);
	}
	return true;
}

/* [3] { SEQUENCE { ... } }, or nothing where no extension is left. */
static void put_extensions(struct pl_buf *out, struct pl_buf *kept)
{
	struct pl_buf sequence = PL_BUF_INIT;

	if (!kept->len)
		return;
	pl_der_wrap(&sequence, PL_DER_SEQUENCE, kept);
	pl_der_wrap(out, PL_DER_CONTEXT_OF + 3, &sequence);
}

/* Where the last field of the signed part begins, and the part itself. */
static bool find_extensions(const struct pl_cert *cert, struct pl_tlv *tbs, struct pl_tlv *last,
			    const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.tbs.start, at;

	if (!pl_tlv_next(der, &pos, der.len, tbs, why, &at))
		return false;
	for (pos = pl_tlv_content(tbs); pos < pl_tlv_end(tbs);) {
		if (!pl_tlv_next(der, &pos, pl_tlv_end(tbs), last, why, &at))
			return false;
	}
	return true;
}

bool pl_precert_of(const struct pl_cert *cert, const uint8_t *issuer_spki_sha256,
		   struct pl_precert *out, const char **why)
{
	struct pl_buf kept = PL_BUF_INIT, content = PL_BUF_INIT;
	struct pl_tlv tbs = { 0 }, last = { 0 };
	bool ok = true;

	*out = (struct pl_precert){ .tbs = PL_BUF_INIT };
	memcpy(out->issuer_key_hash, issuer_spki_sha256, sizeof(out->issuer_key_hash));
	if (!cert->spans.extensions.len) {
		pl_buf_add(&out->tbs, cert->der + cert->spans.tbs.start, cert->spans.tbs.len);
		return true;
	}
	ok = find_extensions(cert, &tbs, &last, why) && keep_others(cert, &kept, why);
	if (ok) {
		pl_buf_add(&content, cert->der + pl_tlv_content(&tbs),
			   last.start - pl_tlv_content(&tbs));
		put_extensions(&content, &kept);
		pl_der_wrap(&out->tbs, PL_DER_SEQUENCE, &content);
	}
	pl_buf_clear(&kept);
	pl_buf_clear(&content);
	return ok;
}
