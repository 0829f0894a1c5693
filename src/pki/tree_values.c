/* What does one DER element say, in words? */
#include <config.h>

#include "pki/tree.h"

#include <libtasn1.h>
#include <stdio.h>
#include <string.h>

#include "pki/sct.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Longer strings of octets are cut on the screen; the bytes are in the file. */
#define HEX_MAX 32

static const char *const universal[] = {
	[1] = "BOOLEAN",
	[2] = "INTEGER",
	[3] = "BIT STRING",
	[4] = "OCTET STRING",
	[5] = "NULL",
	[6] = "OBJECT IDENTIFIER",
	[7] = "ObjectDescriptor",
	[8] = "EXTERNAL",
	[9] = "REAL",
	[10] = "ENUMERATED",
	[11] = "EMBEDDED PDV",
	[12] = "UTF8String",
	[13] = "RELATIVE-OID",
	[16] = "SEQUENCE",
	[17] = "SET",
	[18] = "NumericString",
	[19] = "PrintableString",
	[20] = "TeletexString",
	[21] = "VideotexString",
	[22] = "IA5String",
	[23] = "UTCTime",
	[24] = "GeneralizedTime",
	[25] = "GraphicString",
	[26] = "VisibleString",
	[27] = "GeneralString",
	[28] = "UniversalString",
	[30] = "BMPString",
};

static const char *const context[] = {
	"[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]", "[9]", "[10]",
};

const char *pl_tree_type(const struct pl_tlv *tlv)
{
	if (tlv->class_bits == 0 && tlv->tag < PL_ARRAY_LEN(universal) && universal[tlv->tag])
		return universal[tlv->tag];
	if (tlv->class_bits == 0x80 && tlv->tag < PL_ARRAY_LEN(context))
		return context[tlv->tag];
	return tlv->class_bits == 0x80   ? "[n]"
	       : tlv->class_bits == 0x40 ? "[APPLICATION n]"
	       : tlv->class_bits == 0xc0 ? "[PRIVATE n]"
					 : "[UNIVERSAL n]";
}

/* Those that the two name functions of GnuTLS do not know. */
static const struct {
	const char *oid, *name;
} oids[] = {
	{ "1.2.840.10045.2.1", "id-ecPublicKey" },
	{ "1.2.840.10045.3.1.7", "secp256r1" },
	{ "1.2.840.113549.1.1.1", "rsaEncryption" },
	{ "1.3.132.0.34", "secp384r1" },
	{ "1.3.132.0.35", "secp521r1" },
	{ "1.3.101.112", "Ed25519" },
	{ "1.3.101.113", "Ed448" },
	{ "1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList" },
	{ "1.3.6.1.4.1.11129.2.4.3", "precertificatePoison" },
	{ "1.3.6.1.5.5.7.1.1", "authorityInfoAccess" },
	{ "1.3.6.1.5.5.7.1.24", "tlsFeature" },
	{ "1.3.6.1.5.5.7.2.1", "cps" },
	{ "1.3.6.1.5.5.7.2.2", "userNotice" },
	{ "1.3.6.1.5.5.7.3.1", "serverAuth" },
	{ "1.3.6.1.5.5.7.3.2", "clientAuth" },
	{ "1.3.6.1.5.5.7.3.3", "codeSigning" },
	{ "1.3.6.1.5.5.7.3.4", "emailProtection" },
	{ "1.3.6.1.5.5.7.3.8", "timeStamping" },
	{ "1.3.6.1.5.5.7.3.9", "ocspSigning" },
	{ "1.3.6.1.5.5.7.48.1", "ocsp" },
	{ "1.3.6.1.5.5.7.48.2", "caIssuers" },
	{ "2.16.840.1.113730.1.1", "netscapeCertType" },
	{ "2.23.140.1.1", "extendedValidation" },
	{ "2.23.140.1.2.1", "domainValidated" },
	{ "2.23.140.1.2.2", "organizationValidated" },
	{ "2.23.140.1.2.3", "individualValidated" },
	{ "2.5.29.14", "subjectKeyIdentifier" },
	{ "2.5.29.15", "keyUsage" },
	{ "2.5.29.16", "privateKeyUsagePeriod" },
	{ "2.5.29.17", "subjectAltName" },
	{ "2.5.29.18", "issuerAltName" },
	{ "2.5.29.19", "basicConstraints" },
	{ "2.5.29.30", "nameConstraints" },
	{ "2.5.29.31", "cRLDistributionPoints" },
	{ "2.5.29.32", "certificatePolicies" },
	{ "2.5.29.32.0", "anyPolicy" },
	{ "2.5.29.33", "policyMappings" },
	{ "2.5.29.35", "authorityKeyIdentifier" },
	{ "2.5.29.36", "policyConstraints" },
	{ "2.5.29.37", "extKeyUsage" },
	{ "2.5.29.37.0", "anyExtendedKeyUsage" },
	{ "2.5.29.54", "inhibitAnyPolicy" },
};

const char *pl_oid_name(const char *oid)
{
	gnutls_sign_algorithm_t sign;

	for (size_t i = 0; i < PL_ARRAY_LEN(oids); i++) {
		if (strcmp(oid, oids[i].oid) == 0)
			return oids[i].name;
	}
	sign = gnutls_oid_to_sign(oid);
	return sign != GNUTLS_SIGN_UNKNOWN ? gnutls_sign_get_name(sign)
					   : gnutls_x509_dn_oid_name(oid, 0);
}

static void put_hex(struct pl_buf *buf, const uint8_t *data, size_t len)
{
	size_t shown = len > HEX_MAX ? HEX_MAX : len;

	for (size_t i = 0; i < shown; i++)
		pl_buf_printf(buf, "%02x", data[i]);
	if (shown < len)
		pl_buf_printf(buf, "\xe2\x80\xa6 (%zu octets)", len);
}

static void put_oid(struct pl_buf *buf, const struct pl_tlv *tlv, const uint8_t *content)
{
	/* libtasn1 wants the length octets too; they stand before the content. */
	const uint8_t *der = content - tlv->header + 1;
	char oid[256];
	const char *name;
	int used;

	/* libtasn1 would make something of a number that is cut. */
	if (!tlv->len || content[tlv->len - 1] & 0x80 ||
	    asn1_get_object_id_der(der, (int)(tlv->header - 1 + tlv->len), &used, oid,
				   sizeof(oid)) != ASN1_SUCCESS) {
		put_hex(buf, content, tlv->len);
		return;
	}
	pl_buf_puts(buf, oid);
	name = pl_oid_name(oid);
	if (name)
		pl_buf_printf(buf, " (%s)", name);
}

static void put_integer(struct pl_buf *buf, const uint8_t *content, size_t len)
{
	int64_t value = len && content[0] & 0x80 ? -1 : 0;

	if (len > 7) {
		put_hex(buf, content, len);
		return;
	}
	for (size_t i = 0; i < len; i++)
		value = value * 256 + content[i];
	pl_buf_printf(buf, "%lld", (long long)value);
}

/* One or two octets of flags are clearer as bits: "101" is bits 0 and 2. */
static void put_bits(struct pl_buf *buf, const uint8_t *content, size_t len)
{
	size_t bits = len > 1 && content[0] < 8 ? (len - 1) * 8 - content[0] : 0;

	if (!bits || bits > 16) {
		put_hex(buf, content + (len ? 1 : 0), len ? len - 1 : 0);
		return;
	}
	pl_buf_putc(buf, '\'');
	for (size_t i = 0; i < bits; i++)
		pl_buf_putc(buf, content[1 + i / 8] & 0x80 >> i % 8 ? '1' : '0');
	pl_buf_puts(buf, "'B");
}

static int two_digits(const uint8_t *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ, the only forms of RFC 5280 4.1.2.5. */
static void put_time(struct pl_buf *buf, const struct pl_tlv *tlv, const uint8_t *content)
{
	size_t digits = tlv->tag == 23 ? 12 : 14;
	int part[7] = { 0 }, year;

	if (tlv->len != digits + 1 || content[digits] != 'Z') {
		pl_text_safe(buf, (const char *)content, tlv->len, 0);
		return;
	}
	for (size_t i = 0; i < digits / 2; i++)
		part[7 - digits / 2 + i] = two_digits(content + 2 * i);
	/* RFC 5280 4.1.2.5.1: two digits from 50 on are of the last century. */
	year = digits == 14 ? part[0] * 100 + part[1] : part[1] + (part[1] >= 50 ? 1900 : 2000);
	pl_buf_printf(buf, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, part[2], part[3], part[4],
		      part[5], part[6]);
}

static void put_utf8(struct pl_buf *buf, uint32_t c)
{
	if (c < 0x80) {
		pl_buf_putc(buf, (char)c);
	} else if (c < 0x800) {
		pl_buf_putc(buf, (char)(0xc0 | c >> 6));
		pl_buf_putc(buf, (char)(0x80 | (c & 0x3f)));
	} else {
		pl_buf_putc(buf, (char)(0xe0 | c >> 12));
		pl_buf_putc(buf, (char)(0x80 | (c >> 6 & 0x3f)));
		pl_buf_putc(buf, (char)(0x80 | (c & 0x3f)));
	}
}

/* BMPString is two octets a character; halves of pairs come out as invalid and
 * are escaped like any invalid text. */
static void put_bmp(struct pl_buf *buf, const uint8_t *content, size_t len)
{
	struct pl_buf text = PL_BUF_INIT;

	for (size_t i = 0; i + 1 < len; i += 2)
		put_utf8(&text, (uint32_t)content[i] << 8 | content[i + 1]);
	pl_text_safe(buf, pl_buf_str(&text), text.len, 0);
	pl_buf_clear(&text);
}

/* Implicit tags hide the type: text is shown as text, all else as octets. */
static void put_unknown(struct pl_buf *buf, const uint8_t *content, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (content[i] < 0x20 || content[i] > 0x7e) {
			put_hex(buf, content, len);
			return;
		}
	}
	pl_buf_add(buf, content, len);
}

static void put_timestamp(struct pl_buf *buf, const struct pl_sct *sct)
{
	char time[PL_TIME_TEXT], log[PL_BASE64_LEN(sizeof(sct->log_id)) + 1];

	pl_time_format((int64_t)(sct->timestamp / 1000), time);
	pl_base64(sct->log_id, sizeof(sct->log_id), log);
	/* The second without its Z, and the milliseconds. */
	pl_buf_add(buf, time, strlen(time) - 1);
	pl_buf_printf(buf, ".%03uZ by the log %s", (unsigned)(sct->timestamp % 1000), log);
}

static bool is_sayable(const struct pl_sct_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (!list->items[i].known || list->items[i].timestamp / 1000 > (uint64_t)PL_TIME_MAX)
			return false;
	return list->n > 0;
}

/* Nothing else has the exact shape of a list of timestamps of version 1 (RFC 6962 3.3). */
static void put_octets(struct pl_buf *buf, const uint8_t *content, size_t len)
{
	struct pl_sct_list list;
	const char *why;

	if (!pl_sct_list_read((struct pl_bytes){ content, len }, &list, &why) ||
	    !is_sayable(&list)) {
		put_hex(buf, content, len);
		return;
	}
	pl_buf_printf(buf, "%zu timestamp%s: ", list.n, list.n == 1 ? "" : "s");
	for (size_t i = 0; i < list.n; i++) {
		if (i > 0)
			pl_buf_puts(buf, ", ");
		put_timestamp(buf, &list.items[i]);
	}
}

char *pl_tree_value(const struct pl_tlv *tlv, const uint8_t *content)
{
	struct pl_buf buf = PL_BUF_INIT;

	pl_buf_puts(&buf, "");
	switch (tlv->class_bits ? 0xff : tlv->tag) {
	case 1:
		pl_buf_puts(&buf, tlv->len && content[0] ? "TRUE" : "FALSE");
		break;
	case 2:
	case 10:
		put_integer(&buf, content, tlv->len);
		break;
	case 3:
		put_bits(&buf, content, tlv->len);
		break;
	case 4:
		put_octets(&buf, content, tlv->len);
		break;
	case 5:
		pl_buf_clear(&buf);
		return NULL;
	case 6:
		put_oid(&buf, tlv, content);
		break;
	case 12:
	case 18:
	case 19:
	case 20:
	case 22:
	case 26:
		pl_text_safe(&buf, (const char *)content, tlv->len, 0);
		break;
	case 23:
	case 24:
		put_time(&buf, tlv, content);
		break;
	case 30:
		put_bmp(&buf, content, tlv->len);
		break;
	case 0xff:
		put_unknown(&buf, content, tlv->len);
		break;
	default:
		put_hex(&buf, content, tlv->len);
	}
	return pl_buf_take(&buf);
}
