/* Which timestamps does a certificate carry? */
#include <config.h>

#include "pki/sct.h"

#include <string.h>

#include "pki/sct_parts.h"

/* 1.3.6.1.4.1.11129.2.4.N without its last octet */
static const uint8_t ct_arc[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04 };

/* What is left to read; every step takes from its front. */
struct input {
	struct pl_bytes left;
	const char **why;
};

static bool take_number(struct input *in, size_t octets, uint64_t *out)
{
	*in->why = "a timestamp ends too early";
	if (in->left.len < octets)
		return false;
	*out = 0;
	for (size_t i = 0; i < octets; i++)
		*out = *out << 8 | in->left.data[i];
	in->left.data += octets;
	in->left.len -= octets;
	return true;
}

/* A vector whose length stands before it in two octets. */
static bool take_vector(struct input *in, struct pl_bytes *out)
{
	uint64_t len;

	if (!take_number(in, 2, &len))
		return false;
	*in->why = "a timestamp is longer than what holds it";
	if (in->left.len < len)
		return false;
	*out = (struct pl_bytes){ in->left.data, len };
	in->left.data += len;
	in->left.len -= len;
	return true;
}

static bool read_v1(struct input *in, struct pl_sct *sct)
{
	uint64_t hash = 0, signer = 0;

	*in->why = "a timestamp ends within its log's name";
	if (in->left.len < sizeof(sct->log_id))
		return false;
	memcpy(sct->log_id, in->left.data, sizeof(sct->log_id));
	in->left.data += sizeof(sct->log_id);
	in->left.len -= sizeof(sct->log_id);
	if (!take_number(in, 8, &sct->timestamp) || !take_vector(in, &sct->extensions) ||
	    !take_number(in, 1, &hash) || !take_number(in, 1, &signer) ||
	    !take_vector(in, &sct->signature))
		return false;
	sct->hash = (uint8_t)hash;
	sct->signer = (uint8_t)signer;
	sct->known = true;
	*in->why = "bytes follow a timestamp's signature";
	return in->left.len == 0;
}

/* RFC 6962 3.3: clients skip versions that they do not know. */
static bool read_one(struct pl_bytes raw, struct pl_sct *sct, const char **why)
{
	struct input in = { raw, why };
	uint64_t version;

	*sct = (struct pl_sct){ .raw = raw };
	*why = "a timestamp is empty";
	if (raw.len == 0 || !take_number(&in, 1, &version))
		return false;
	return version != 0 || read_v1(&in, sct);
}

bool pl_sct_list_read(struct pl_bytes bytes, struct pl_sct_list *out, const char **why)
{
	struct input in = { bytes, why };
	struct pl_bytes list, raw;

	out->n = 0;
	if (!take_vector(&in, &list))
		return false;
	*why = "bytes follow the list of timestamps";
	if (in.left.len)
		return false;
	*why = "the list of timestamps is empty";
	if (!list.len)
		return false;
	for (in.left = list; in.left.len; out->n++) {
		if (!take_vector(&in, &raw))
			return false;
		*why = "it holds more timestamps than any policy asks for";
		if (out->n == PL_SCTS_MAX)
			return false;
		if (!read_one(raw, &out->items[out->n], why))
			return false;
	}
	return true;
}

bool pl_ct_extension_read(const struct pl_cert *cert, const struct pl_tlv *extension,
			  enum pl_ct_extension *out, struct pl_bytes *value, const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = pl_tlv_content(extension), end = pl_tlv_end(extension), at;
	struct pl_tlv oid, next;

	*out = PL_CT_NEITHER;
	if (!pl_tlv_next(der, &pos, end, &oid, why, &at) ||
	    !pl_tlv_next(der, &pos, end, &next, why, &at))
		return false;
	if (pl_tlv_octet(&next) == 0x01 && !pl_tlv_next(der, &pos, end, &next, why, &at))
		return false;
	*value = (struct pl_bytes){ der.data + pl_tlv_content(&next), next.len };
	if (oid.len != sizeof(ct_arc) + 1 ||
	    memcmp(der.data + pl_tlv_content(&oid), ct_arc, sizeof(ct_arc)) != 0)
		return true;
	if (der.data[pl_tlv_end(&oid) - 1] == 2)
		*out = PL_CT_SCT_LIST;
	else if (der.data[pl_tlv_end(&oid) - 1] == 3)
		*out = PL_CT_POISON;
	return true;
}

/* extnValue holds an OCTET STRING, which holds the list. */
static bool read_value(struct pl_bytes value, struct pl_sct_list *out, const char **why)
{
	struct pl_tlv inner = { 0 };
	size_t pos = 0, at;

	if (!pl_tlv_next(value, &pos, value.len, &inner, why, &at))
		return false;
	*why = "its list of timestamps is not an OCTET STRING";
	if (pl_tlv_octet(&inner) != 0x04 || pos != value.len)
		return false;
	return pl_sct_list_read((struct pl_bytes){ value.data + pl_tlv_content(&inner), inner.len },
				out, why);
}

bool pl_cert_scts(const struct pl_cert *cert, struct pl_sct_list *out, const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.extensions.start, end = pos + cert->spans.extensions.len, at;
	struct pl_tlv list, extension;
	enum pl_ct_extension kind;
	struct pl_bytes value;
	bool seen = false;

	out->n = 0;
	if (!cert->spans.extensions.len)
		return true;
	if (!pl_tlv_next(der, &pos, end, &list, why, &at))
		return false;
	for (pos = pl_tlv_content(&list); pos < end;) {
		if (!pl_tlv_next(der, &pos, end, &extension, why, &at) ||
		    !pl_ct_extension_read(cert, &extension, &kind, &value, why))
			return false;
		if (kind != PL_CT_SCT_LIST)
			continue;
		*why = "it holds two lists of timestamps"; /* RFC 5280 4.2 */
		if (seen || !read_value(value, out, why))
			return false;
		seen = true;
	}
	return true;
}
