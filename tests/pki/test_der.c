/* Do our offsets agree with libtasn1's, and does the tree say what is there? */
#include <config.h>

#include <libtasn1.h>
#include <stdlib.h>
#include <string.h>

#include "pki/cert.h"
#include "pki/der.h"
#include "tests/pki/issue.h"
#include "tests/tap.h"
#include "util/file.h"
#include "util/text.h"

extern const asn1_static_node pl_pkix_asn1_tab[];

static asn1_node types;

/* `content` leaves out the header; `skip` octets of the content are not ours either. */
static bool same_span(asn1_node node, const char *path, struct pl_span span, bool content,
		      struct pl_bytes der, size_t skip)
{
	size_t header = 0;
	int start, end;

	if (asn1_der_decoding_startEnd(node, NULL, 0, path, &start, &end) != ASN1_SUCCESS)
		return false;
	if (content)
		header = der.data[start + 1] < 0x80 ? 2 : 2 + (der.data[start + 1] & 0x7f);
	return span.start == (size_t)start + header + skip &&
	       span.start + span.len == (size_t)end + 1;
}

static bool agrees(struct pl_bytes der)
{
	struct pl_cert_spans spans;
	asn1_node node = NULL;
	const char *why;
	size_t at;
	bool ok;

	if (!pl_der_spans(der, &spans, &why, &at) ||
	    asn1_create_element(types, "PINLAB.Certificate", &node) != ASN1_SUCCESS)
		return false;
	ok = asn1_der_decoding(&node, der.data, (int)der.len, NULL) == ASN1_SUCCESS &&
	     spans.certificate.start == 0 && spans.certificate.len == der.len &&
	     same_span(node, "tbsCertificate", spans.tbs, false, der, 0) &&
	     same_span(node, "tbsCertificate.serialNumber", spans.serial, true, der, 0) &&
	     same_span(node, "tbsCertificate.issuer", spans.issuer, false, der, 0) &&
	     same_span(node, "tbsCertificate.validity", spans.validity, false, der, 0) &&
	     same_span(node, "tbsCertificate.subject", spans.subject, false, der, 0) &&
	     same_span(node, "tbsCertificate.subjectPublicKeyInfo", spans.spki, false, der, 0) &&
	     same_span(node, "tbsCertificate.subjectPublicKeyInfo.subjectPublicKey", spans.key,
		       true, der, 1);
	if (spans.extensions.len)
		/* libtasn1 counts the explicit tag [3] in. */
		ok &= same_span(node, "tbsCertificate.extensions", spans.extensions, true, der, 0);
	asn1_delete_structure(&node);
	return ok;
}

static void test_issued(struct pl_pki *pki)
{
	for (size_t alg = 0; alg <= PL_KEY_RSA_2048; alg++) {
		const char *name = pl_key_alg_name((enum pl_key_alg)alg);
		struct pl_cert *root = issue_root(pki, (enum pl_key_alg)alg);
		struct pl_cert *leaf = issue_leaf(pki, (enum pl_key_alg)alg, root,
						  issue_key(pki, "root#1", (enum pl_key_alg)alg));

		tap_ok(agrees((struct pl_bytes){ root->der, root->der_len }),
		       "libtasn1 sees every part of a %s root where we do", name);
		tap_ok(agrees((struct pl_bytes){ leaf->der, leaf->der_len }), "and of a %s leaf",
		       name);
		pl_cert_unref(leaf);
		pl_cert_unref(root);
	}
}

/* A tree has as many items as there are bytes to account for, none overlapping. */
static bool is_sound(const struct pl_der_tree *tree, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < tree->n; i++) {
		const struct pl_der_item *item = &tree->items[i];

		if (item->start < at || item->start + item->header + item->len > len || !item->type)
			return false;
		at = item->start + item->header;
	}
	return tree->n > 0 && tree->items[0].start == 0;
}

static void check_real(const char *path)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf data = PL_BUF_INIT;
	struct pl_cert_list list = { 0 };
	struct pl_der_tree tree;

	issue_need(pl_file_read(path, PL_CERT_FILE_MAX, &data, &err) &&
			   pl_certs_parse(NULL, path,
					  (struct pl_bytes){ (const uint8_t *)data.data, data.len },
					  &list, &err),
		   &err);
	for (size_t i = 0; i < list.n; i++) {
		const struct pl_bytes der = { list.items[i]->der, list.items[i]->der_len };

		tap_ok(agrees(der), "libtasn1 agrees on %s", path);
		issue_need(pl_der_tree(der, &tree, &err), &err);
		tap_ok(tree.is_certificate && is_sound(&tree, der.len), "its tree is sound");
		pl_der_tree_clear(&tree);
	}
	pl_cert_list_clear(&list);
	pl_buf_clear(&data);
}

static void check_folder(const char *folder)
{
	struct pl_error err = PL_ERROR_INIT;
	char **names;
	size_t n;

	issue_need(pl_dir_list(folder, &names, &n, &err), &err);
	for (size_t i = 0; i < n; i++) {
		char *path = pl_path_join(folder, names[i]);

		if (pl_is_dir(path))
			check_folder(path);
		else if (pl_ends_with(path, ".pem"))
			check_real(path);
		free(path);
	}
	pl_names_free(names, n);
}

/* What one finds in the tree of a leaf: name, type, value. */
static const struct {
	const char *name, *type, *value;
} wanted[] = {
	{ "Certificate", "SEQUENCE", NULL },
	{ "tbsCertificate", "SEQUENCE", NULL },
	{ "version", "[0]", NULL },
	{ "algorithm", "OBJECT IDENTIFIER", "1.2.840.10045.4.3.2 (ECDSA-SHA256)" },
	{ "value", "PrintableString", "SIMULATION (pinlab)" },
	{ "notBefore", "UTCTime", "2026-01-01T00:00:00Z" },
	{ "notAfter", "UTCTime", "2026-03-31T23:59:59Z" },
	{ "type", "OBJECT IDENTIFIER", "2.5.4.3 (CN)" },
	{ "parameters", "OBJECT IDENTIFIER", "1.2.840.10045.3.1.7 (secp256r1)" },
	{ "subjectPublicKey", "BIT STRING", "04" },
	{ "extnID", "OBJECT IDENTIFIER", "2.5.29.17 (subjectAltName)" },
	{ "critical", "BOOLEAN", "TRUE" },
	{ "KeyUsage", "BIT STRING", "'1'B" },
	{ "KeyPurposeId", "OBJECT IDENTIFIER", "1.3.6.1.5.5.7.3.1 (serverAuth)" },
	{ "dNSName", "[2]", "*.example.test" },
	{ "iPAddress", "[7]", "7f000001" },
	{ "SubjectKeyIdentifier", "OCTET STRING", "" },
	{ "keyIdentifier", "[0]", "" },
	{ "signatureValue", "BIT STRING", NULL },
	{ "EcdsaSigValue", "SEQUENCE", NULL },
	{ "r", "INTEGER", "" },
};

static bool has_item(const struct pl_der_tree *tree, const char *name, const char *type,
		     const char *value)
{
	for (size_t i = 0; i < tree->n; i++) {
		const struct pl_der_item *item = &tree->items[i];

		if (pl_streq(item->name, name) && pl_streq(item->type, type) &&
		    (value ? item->value && pl_starts_with(item->value, value) : !item->value))
			return true;
	}
	return false;
}

static void test_tree(struct pl_pki *pki)
{
	struct pl_cert *root = issue_root(pki, PL_KEY_P256);
	struct pl_cert *leaf =
		issue_leaf(pki, PL_KEY_P256, root, issue_key(pki, "root#1", PL_KEY_P256));
	struct pl_error err = PL_ERROR_INIT;
	struct pl_der_tree tree;

	issue_need(pl_der_tree((struct pl_bytes){ leaf->der, leaf->der_len }, &tree, &err), &err);
	tap_ok(tree.is_certificate, "a leaf is a certificate");
	tap_ok(is_sound(&tree, leaf->der_len), "its elements lie one behind or within another");
	for (size_t i = 0; i < PL_ARRAY_LEN(wanted); i++) {
		tap_ok(has_item(&tree, wanted[i].name, wanted[i].type, wanted[i].value),
		       "%s: %s %s", wanted[i].name, wanted[i].type,
		       wanted[i].value ? wanted[i].value : "");
	}
	tap_ok(!has_item(&tree, "cA", "BOOLEAN", "TRUE"), "a leaf says nowhere that it is a CA");
	pl_der_tree_clear(&tree);
	pl_cert_unref(leaf);
	pl_cert_unref(root);
}

static const struct {
	const char *situation;
	const char *hex;
	const char *want_type, *want_value; /* of the last item; NULL type: refused */
	const char *want_error;
} bytes[] = {
	{ "a small integer", "020105", "INTEGER", "5", NULL },
	{ "a negative integer", "0201ff", "INTEGER", "-1", NULL },
	{ "an integer of nine octets", "0209010203040506070809", "INTEGER", "010203040506070809",
	  NULL },
	{ "NULL says nothing", "0500", "NULL", NULL, NULL },
	{ "text with a control byte is made safe", "0c03611b62", "UTF8String",
	  "a\\x1b"
	  "b",
	  NULL },
	{ "two octets a character", "1e0400e90061", "BMPString",
	  "\xc3\xa9"
	  "a",
	  NULL },
	{ "a time of this century", "170d3439313233313233353935395a", "UTCTime",
	  "2049-12-31T23:59:59Z", NULL },
	{ "a time of the last century", "170d3530303130313030303030305a", "UTCTime",
	  "1950-01-01T00:00:00Z", NULL },
	{ "a time that is none", "170131", "UTCTime", "1", NULL },
	{ "an element within an OCTET STRING", "04053003020101", "INTEGER", "1", NULL },
	{ "octets that only look like an element", "040304ff00", "OCTET STRING", "04ff00", NULL },
	{ "a timestamp of a log",
	  "04330031002f00"
	  "00000000000000000000000000000000"
	  "00000000000000000000000000000000"
	  "0000000000000401000004030000",
	  "OCTET STRING",
	  "1 timestamp: 1970-01-01T00:00:01.025Z by the log "
	  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	  NULL },
	{ "an unknown tag",
	  "df8001"
	  "00",
	  NULL, NULL, "shortest form" },
	{ "a high tag",
	  "df8101"
	  "00",
	  "[PRIVATE n]", "", NULL },
	{ "an OBJECT IDENTIFIER that is cut", "0601ff", "OBJECT IDENTIFIER", "ff", NULL },
	{ "nothing", "", NULL, NULL, "it is empty" },
	{ "a tag alone", "30", NULL, NULL, "ends before a length" },
	{ "an indefinite length", "30800000", NULL, NULL, "indefinite" },
	{ "a long form that fits the short", "30810100", NULL, NULL, "shortest form" },
	{ "a length with a zero before it", "308200020500", NULL, NULL, "shortest form" },
	{ "a length of five octets", "30850100000000", NULL, NULL, "larger than the data" },
	{ "content that is missing", "30030201", NULL, NULL, "longer than what holds it" },
	{ "an inner element that sticks out", "3003020301", NULL, NULL,
	  "longer than what holds it" },
};

static void test_bytes(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(bytes); i++) {
		uint8_t der[64];
		size_t len = sizeof(der);
		struct pl_error err = PL_ERROR_INIT;
		struct pl_der_tree tree;
		bool ok;

		if (!pl_hex_decode(bytes[i].hex, strlen(bytes[i].hex), der, &len))
			len = 0;
		ok = pl_der_tree((struct pl_bytes){ der, len }, &tree, &err);
		tap_int(ok, bytes[i].want_type != NULL, bytes[i].situation);
		if (ok && bytes[i].want_type) {
			const struct pl_der_item *last = &tree.items[tree.n - 1];

			tap_ok(!tree.is_certificate && !last->name, "it is no certificate");
			tap_text(last->type, bytes[i].want_type, "its type");
			tap_text(last->value, bytes[i].want_value, "its value");
		} else if (bytes[i].want_error) {
			tap_has(err.text, bytes[i].want_error, "and why");
			tap_int(err.kind, PL_ERROR_INPUT, "as an error of the input");
		}
		pl_der_tree_clear(&tree);
		pl_error_clear(&err);
	}
}

/* SEQUENCEs within SEQUENCEs, written from the inside out. */
static void test_depth(void)
{
	static const struct {
		int levels;
		bool want;
	} rows[] = { { 60, true }, { 70, false }, { 5000, false } };

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		uint8_t *der = calloc(1, 6 * 5000), *end = der + 6 * 5000, *at = end;
		struct pl_error err = PL_ERROR_INIT;
		struct pl_der_tree tree;

		for (int level = 0; level < rows[i].levels; level++) {
			size_t len = (size_t)(end - at);

			if (len < 0x80) {
				*--at = (uint8_t)len;
			} else {
				*--at = (uint8_t)len;
				if (len > 0xff)
					*--at = (uint8_t)(len >> 8);
				*--at = len > 0xff ? 0x82 : 0x81;
			}
			*--at = 0x30;
		}
		tap_int(pl_der_tree((struct pl_bytes){ at, (size_t)(end - at) }, &tree, &err),
			rows[i].want,
			rows[i].want ? "sixty levels are read" : "no endless descent");
		if (rows[i].want)
			tap_int((long long)tree.n, rows[i].levels, "each is an element");
		else
			tap_has(err.text, "nested too deeply", "and why");
		pl_der_tree_clear(&tree);
		pl_error_clear(&err);
		free(der);
	}
}

int main(void)
{
	const char *folder = getenv("PINLAB_REAL_CERTS");
	struct pl_pki *pki = pl_pki_new(1);

	if (asn1_array2tree(pl_pkix_asn1_tab, &types, NULL) != ASN1_SUCCESS)
		return 1;
	test_issued(pki);
	test_tree(pki);
	test_bytes();
	test_depth();
	if (folder && *folder)
		check_folder(folder);
	else
		tap_skip("libtasn1 agrees on real certificates", "PINLAB_REAL_CERTS is not set");
	asn1_delete_structure(&types);
	pl_pki_free(pki);
	return tap_done();
}
