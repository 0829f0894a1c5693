/* What stands for a certificate that is not at hand? */
#include <config.h>

#include "pki/outline.h"

#include <string.h>

#include "pki/sct_parts.h"
#include "util/mem.h"

static void say(struct pl_buf *out, const char *text)
{
	pl_buf_puts(out, text ? text : "");
	pl_buf_putc(out, '\0');
}

/* A digest that is not known is one that nothing has, the same for the same outline. */
static void invent(const struct pl_outline *known, const char *what, uint8_t out[32])
{
	struct pl_buf seed = PL_BUF_INIT;

	say(&seed, "pinlab: not known");
	say(&seed, what);
	say(&seed, known->subject);
	say(&seed, known->issuer);
	pl_buf_printf(&seed, "%lld %lld ", (long long)known->not_before, (long long)known->not_after);
	if (known->serial_len > 0)
		pl_buf_add(&seed, known->serial, known->serial_len);
	if (known->spki_sha256)
		pl_buf_add(&seed, known->spki_sha256, 32);
	pl_sha256(seed.data, seed.len, out);
	pl_buf_clear(&seed);
}

static void fill(struct pl_cert *cert, const struct pl_outline *known)
{
	const struct {
		const uint8_t *digest;
		const char *what;
		uint8_t *to;
		enum pl_unknown_bit bit;
	} digests[] = {
		{ known->sha256, "certificate", cert->sha256, PL_UNKNOWN_CERTIFICATE },
		{ known->spki_sha256, "spki", cert->spki_sha256, PL_UNKNOWN_SPKI },
		{ known->key_sha256, "key", cert->key_sha256, PL_UNKNOWN_KEY },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(digests); i++) {
		if (digests[i].digest) {
			memcpy(digests[i].to, digests[i].digest, 32);
		} else {
			invent(known, digests[i].what, digests[i].to);
			cert->unknown |= digests[i].bit;
		}
	}
	cert->serial_len = known->serial_len < sizeof(cert->serial) ? known->serial_len
								    : sizeof(cert->serial);
	if (known->serial)
		memcpy(cert->serial, known->serial, cert->serial_len);
}

struct pl_cert *pl_cert_outline(const struct pl_outline *known)
{
	struct pl_cert *cert = pl_calloc(1, sizeof(*cert));

	pl_ref_init(&cert->ref);
	cert->der = pl_calloc(1, 1); /* no bytes, but a place for spans of none to begin */
	cert->unknown = PL_UNKNOWN_BYTES;
	fill(cert, known);
	cert->subject = pl_strdup(known->subject);
	cert->issuer = pl_strdup(known->issuer ? known->issuer : "");
	cert->common_name = pl_strdup(known->common_name);
	cert->not_before = known->not_before;
	cert->not_after = known->not_after;
	cert->version = 3;
	cert->has_basic_constraints = cert->is_ca = known->ca;
	cert->path_len = -1;
	cert->has_san = known->n_dns > 0;
	cert->dns = pl_calloc(known->n_dns + 1, sizeof(*cert->dns));
	for (size_t i = 0; i < known->n_dns; i++)
		cert->dns[cert->n_dns++] = pl_strdup(known->dns[i]);
	return cert;
}

bool pl_cert_is_precertificate(const struct pl_cert *cert)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.extensions.start, end = pos + cert->spans.extensions.len, at;
	struct pl_tlv list, extension;
	enum pl_ct_extension kind;
	struct pl_bytes value;
	const char *why;

	if (cert->spans.extensions.len == 0 || !pl_tlv_next(der, &pos, end, &list, &why, &at))
		return false;
	for (pos = pl_tlv_content(&list); pos < end;) {
		if (!pl_tlv_next(der, &pos, end, &extension, &why, &at) ||
		    !pl_ct_extension_read(cert, &extension, &kind, &value, &why))
			return false;
		if (kind == PL_CT_POISON)
			return true;
	}
	return false;
}
