/* What do a certificate's extensions allow and demand? */
#include <config.h>

#include "pki/internal.h"

#include <gnutls/x509-ext.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

typedef bool (*read_extension)(struct pl_cert *cert, const gnutls_datum_t *value);

static bool read_ski(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_datum_t id;

	if (gnutls_x509_ext_import_subject_key_id(value, &id) < 0)
		return false;
	cert->ski = pl_memdup(id.data, id.size);
	cert->ski_len = id.size;
	gnutls_free(id.data);
	return true;
}

static bool read_aki(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_x509_aki_t aki;
	gnutls_datum_t id;
	bool ok;

	if (gnutls_x509_aki_init(&aki) < 0)
		return false;
	ok = gnutls_x509_ext_import_authority_key_id(value, aki, 0) >= 0;
	/* It may name the issuer by serial number alone. */
	if (ok && gnutls_x509_aki_get_id(aki, &id) >= 0) {
		cert->aki = pl_memdup(id.data, id.size);
		cert->aki_len = id.size;
	}
	gnutls_x509_aki_deinit(aki);
	return ok;
}

static bool read_basic_constraints(struct pl_cert *cert, const gnutls_datum_t *value)
{
	unsigned ca;

	cert->has_basic_constraints = true;
	if (gnutls_x509_ext_import_basic_constraints(value, &ca, &cert->path_len) < 0)
		return false;
	cert->is_ca = ca;
	return true;
}

static bool read_key_usage(struct pl_cert *cert, const gnutls_datum_t *value)
{
	static const struct {
		unsigned theirs, ours;
	} bits[] = {
		{ GNUTLS_KEY_DIGITAL_SIGNATURE, PL_KU_DIGITAL_SIGNATURE },
		{ GNUTLS_KEY_KEY_ENCIPHERMENT, PL_KU_KEY_ENCIPHERMENT },
		{ GNUTLS_KEY_KEY_CERT_SIGN, PL_KU_KEY_CERT_SIGN },
		{ GNUTLS_KEY_CRL_SIGN, PL_KU_CRL_SIGN },
	};
	unsigned usage;

	cert->has_key_usage = true;
	if (gnutls_x509_ext_import_key_usage(value, &usage) < 0)
		return false;
	for (size_t i = 0; i < PL_ARRAY_LEN(bits); i++) {
		if (usage & bits[i].theirs)
			cert->key_usage |= bits[i].ours;
		usage &= ~bits[i].theirs;
	}
	if (usage)
		cert->key_usage |= PL_KU_OTHER;
	return true;
}

static unsigned purpose_bit(const gnutls_datum_t *oid)
{
	static const struct {
		const char *oid;
		unsigned bit;
	} known[] = {
		{ GNUTLS_KP_TLS_WWW_SERVER, PL_EKU_SERVER },
		{ GNUTLS_KP_TLS_WWW_CLIENT, PL_EKU_CLIENT },
		{ GNUTLS_KP_ANY, PL_EKU_ANY },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(known); i++) {
		if (strcmp((const char *)oid->data, known[i].oid) == 0)
			return known[i].bit;
	}
	return PL_EKU_OTHER;
}

static bool read_eku(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_x509_key_purposes_t purposes;
	gnutls_datum_t oid;
	bool ok;

	cert->has_eku = true;
	if (gnutls_x509_key_purpose_init(&purposes) < 0)
		return false;
	ok = gnutls_x509_ext_import_key_purposes(value, purposes, 0) >= 0;
	for (unsigned i = 0; ok && gnutls_x509_key_purpose_get(purposes, i, &oid) >= 0; i++)
		cert->eku |= purpose_bit(&oid);
	gnutls_x509_key_purpose_deinit(purposes);
	return ok;
}

/* "as written", except that a NUL inside becomes \0: a shorter name would match
 * what the certificate does not say. */
static char *ia5_text(const gnutls_datum_t *name)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, "");
	for (unsigned i = 0; i < name->size; i++) {
		if (name->data[i])
			pl_buf_putc(&buf, (char)name->data[i]);
		else
			pl_buf_puts(&buf, "\\0");
	}
	return pl_buf_take(&buf);
}

static void add_alternative(struct pl_cert *cert, unsigned type, const gnutls_datum_t *name)
{
	if (type == GNUTLS_SAN_DNSNAME) {
		cert->dns = pl_realloc(cert->dns, cert->n_dns + 1, sizeof(*cert->dns));
		cert->dns[cert->n_dns++] = ia5_text(name);
	} else if (type == GNUTLS_SAN_IPADDRESS && (name->size == 4 || name->size == 16)) {
		cert->ips = pl_realloc(cert->ips, cert->n_ips + 1, sizeof(*cert->ips));
		cert->ips[cert->n_ips] = (struct pl_ip){ .len = name->size };
		memcpy(cert->ips[cert->n_ips++].addr, name->data, name->size);
	}
}

static bool read_san(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_subject_alt_names_t names;
	gnutls_datum_t name;
	unsigned type;
	bool ok;

	cert->has_san = true;
	if (gnutls_subject_alt_names_init(&names) < 0)
		return false;
	ok = gnutls_x509_ext_import_subject_alt_names(value, names, 0) >= 0;
	for (unsigned i = 0; ok && gnutls_subject_alt_names_get(names, i, &type, &name, NULL) >= 0;
	     i++)
		add_alternative(cert, type, &name);
	gnutls_subject_alt_names_deinit(names);
	return ok;
}

static void add_subtree(struct pl_subtrees *trees, unsigned type, const gnutls_datum_t *name)
{
	if (type == GNUTLS_SAN_DNSNAME) {
		trees->dns = pl_realloc(trees->dns, trees->n_dns + 1, sizeof(*trees->dns));
		trees->dns[trees->n_dns++] = ia5_text(name);
	} else if (type == GNUTLS_SAN_IPADDRESS && (name->size == 8 || name->size == 32)) {
		struct pl_ip_net net = { .len = name->size / 2 };

		memcpy(net.addr, name->data, net.len);
		memcpy(net.mask, name->data + net.len, net.len);
		trees->ip = pl_realloc(trees->ip, trees->n_ip + 1, sizeof(*trees->ip));
		trees->ip[trees->n_ip++] = net;
	} else {
		trees->other = true;
	}
}

static bool read_constraints(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_x509_name_constraints_t constraints;
	gnutls_datum_t name;
	unsigned type;
	bool ok;

	cert->has_constraints = true;
	if (gnutls_x509_name_constraints_init(&constraints) < 0)
		return false;
	ok = gnutls_x509_ext_import_name_constraints(value, constraints, 0) >= 0;
	for (unsigned i = 0;
	     ok && gnutls_x509_name_constraints_get_permitted(constraints, i, &type, &name) >= 0;
	     i++)
		add_subtree(&cert->permitted, type, &name);
	for (unsigned i = 0;
	     ok && gnutls_x509_name_constraints_get_excluded(constraints, i, &type, &name) >= 0;
	     i++)
		add_subtree(&cert->excluded, type, &name);
	gnutls_x509_name_constraints_deinit(constraints);
	return ok;
}

/* RFC 7633: the feature 5 is status_request, "must-staple". */
static bool read_features(struct pl_cert *cert, const gnutls_datum_t *value)
{
	gnutls_x509_tlsfeatures_t features;
	unsigned feature;
	bool ok;

	if (gnutls_x509_tlsfeatures_init(&features) < 0)
		return false;
	ok = gnutls_x509_ext_import_tlsfeatures(value, features, 0) >= 0;
	for (unsigned i = 0; ok && gnutls_x509_tlsfeatures_get(features, i, &feature) >= 0; i++)
		cert->must_staple |= feature == PL_FEATURE_STATUS_REQUEST;
	gnutls_x509_tlsfeatures_deinit(features);
	return ok;
}

#define OID(bytes) { (const uint8_t *)(bytes), sizeof(bytes) - 1 }
#define CE(id) OID("\x55\x1d" id) /* id-ce: 2.5.29.N */

/*
 * What is understood. Those without a reader change no decision of ours, so
 * that marking them critical does no harm; policies are in this list because
 * nobody asks for one. Policy constraints and mappings are not, because they
 * could demand one.
 */
static const struct extension {
	struct pl_bytes oid;
	read_extension read;
	const char *broken;
} known[] = {
	{ CE("\x0e"), read_ski, "its subject key identifier cannot be decoded" },
	{ CE("\x0f"), read_key_usage, "its key usage cannot be decoded" },
	{ CE("\x11"), read_san, "its subject alternative names cannot be decoded" },
	{ CE("\x12"), NULL, NULL }, /* issuer alternative name */
	{ CE("\x13"), read_basic_constraints, "its basic constraints cannot be decoded" },
	{ CE("\x1e"), read_constraints, "its name constraints cannot be decoded" },
	{ CE("\x1f"), NULL, NULL }, /* CRL distribution points */
	{ CE("\x20"), NULL, NULL }, /* certificate policies */
	{ CE("\x23"), read_aki, "its authority key identifier cannot be decoded" },
	{ CE("\x25"), read_eku, "its extended key usage cannot be decoded" },
	{ OID("\x2b\x06\x01\x05\x05\x07\x01\x18"), read_features,
	  "its TLS features cannot be decoded" },
};

static const struct extension *find_known(struct pl_bytes oid)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(known); i++) {
		if (pl_bytes_equal(known[i].oid, oid))
			return &known[i];
	}
	return NULL;
}

/* Extension ::= SEQUENCE { OBJECT IDENTIFIER, BOOLEAN DEFAULT FALSE, OCTET STRING } */
static bool read_one(struct pl_cert *cert, const struct pl_tlv *extension, unsigned *seen,
		     const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = pl_tlv_content(extension), end = pl_tlv_end(extension), at;
	const struct extension *entry;
	struct pl_tlv oid, next;
	gnutls_datum_t value;
	bool critical = false;

	if (!pl_tlv_next(der, &pos, end, &oid, why, &at) ||
	    !pl_tlv_next(der, &pos, end, &next, why, &at))
		return false;
	if (pl_tlv_octet(&next) == 0x01) {
		critical = next.len && der.data[pl_tlv_content(&next)];
		if (!pl_tlv_next(der, &pos, end, &next, why, &at))
			return false;
	}
	value.data = cert->der + pl_tlv_content(&next);
	value.size = (unsigned)next.len;
	entry = find_known((struct pl_bytes){ der.data + pl_tlv_content(&oid), oid.len });
	if (!entry) {
		cert->unknown_critical |= critical;
		return true;
	}
	*why = "it holds one extension twice"; /* RFC 5280 4.2 */
	if (*seen & 1u << (entry - known))
		return false;
	*seen |= 1u << (entry - known);
	*why = entry->broken;
	return !entry->read || entry->read(cert, &value);
}

bool pl_cert_fill_extensions(struct pl_cert *cert, const char **why)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t pos = cert->spans.extensions.start, end = pos + cert->spans.extensions.len, at;
	struct pl_tlv list, extension;
	unsigned seen = 0;

	if (!cert->spans.extensions.len)
		return true;
	if (!pl_tlv_next(der, &pos, end, &list, why, &at))
		return false;
	for (pos = pl_tlv_content(&list); pos < end;) {
		if (!pl_tlv_next(der, &pos, end, &extension, why, &at) ||
		    !read_one(cert, &extension, &seen, why))
			return false;
	}
	return true;
}
