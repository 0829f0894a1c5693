/* What does RFC 5280 call this element of a certificate? libtasn1 knows. */
#include <config.h>

#include "pki/tree.h"

#include <libtasn1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

extern const asn1_static_node pl_pkix_asn1_tab[];

/* Elements of one list that get names; a hostile list ends quietly there. */
#define LIST_MAX 1000
#define PATH_MAX_LEN 200

struct naming {
	struct pl_der_tree *tree;
	asn1_node node;
	size_t offset; /* of the decoded part within the whole */
};

/* Paths as libtasn1 writes them; every "?" stands for all elements of a list. An
 * element gets the last component of its path, or the name of its type in a list. */
struct field {
	const char *path, *name;
};

static const struct field certificate_fields[] = {
	{ "tbsCertificate", NULL },
	{ "tbsCertificate.version", NULL },
	{ "tbsCertificate.serialNumber", NULL },
	{ "tbsCertificate.signature", NULL },
	{ "tbsCertificate.signature.algorithm", NULL },
	{ "tbsCertificate.signature.parameters", NULL },
	{ "tbsCertificate.issuer", NULL },
	{ "tbsCertificate.issuer.rdnSequence.?", "RelativeDistinguishedName" },
	{ "tbsCertificate.issuer.rdnSequence.?.?", "AttributeTypeAndValue" },
	{ "tbsCertificate.issuer.rdnSequence.?.?.type", NULL },
	{ "tbsCertificate.issuer.rdnSequence.?.?.value", NULL },
	{ "tbsCertificate.validity", NULL },
	{ "tbsCertificate.validity.notBefore", NULL },
	{ "tbsCertificate.validity.notAfter", NULL },
	{ "tbsCertificate.subject", NULL },
	{ "tbsCertificate.subject.rdnSequence.?", "RelativeDistinguishedName" },
	{ "tbsCertificate.subject.rdnSequence.?.?", "AttributeTypeAndValue" },
	{ "tbsCertificate.subject.rdnSequence.?.?.type", NULL },
	{ "tbsCertificate.subject.rdnSequence.?.?.value", NULL },
	{ "tbsCertificate.subjectPublicKeyInfo", NULL },
	{ "tbsCertificate.subjectPublicKeyInfo.algorithm", NULL },
	{ "tbsCertificate.subjectPublicKeyInfo.algorithm.algorithm", NULL },
	{ "tbsCertificate.subjectPublicKeyInfo.algorithm.parameters", NULL },
	{ "tbsCertificate.subjectPublicKeyInfo.subjectPublicKey", NULL },
	{ "tbsCertificate.issuerUniqueID", NULL },
	{ "tbsCertificate.subjectUniqueID", NULL },
	{ "tbsCertificate.extensions", NULL },
	{ "tbsCertificate.extensions.?", "Extension" },
	{ "tbsCertificate.extensions.?.extnID", NULL },
	{ "tbsCertificate.extensions.?.critical", NULL },
	{ "tbsCertificate.extensions.?.extnValue", NULL },
	{ "signatureAlgorithm", NULL },
	{ "signatureAlgorithm.algorithm", NULL },
	{ "signatureAlgorithm.parameters", NULL },
	{ "signature", "signatureValue" },
	{ NULL, NULL },
};

static const struct field name_list[] = { { "?", "GeneralName" }, { NULL, NULL } };
static const struct field purposes[] = { { "?", "KeyPurposeId" }, { NULL, NULL } };
static const struct field basic_constraints[] = {
	{ "cA", NULL },
	{ "pathLenConstraint", NULL },
	{ NULL, NULL },
};
static const struct field authority_key_id[] = {
	{ "keyIdentifier", NULL },
	{ "authorityCertIssuer", NULL },
	{ "authorityCertSerialNumber", NULL },
	{ NULL, NULL },
};
static const struct field name_constraints[] = {
	{ "permittedSubtrees", NULL },
	{ "permittedSubtrees.?", "GeneralSubtree" },
	{ "permittedSubtrees.?.base", NULL },
	{ "excludedSubtrees", NULL },
	{ "excludedSubtrees.?", "GeneralSubtree" },
	{ "excludedSubtrees.?.base", NULL },
	{ NULL, NULL },
};
static const struct field policies[] = {
	{ "?", "PolicyInformation" },
	{ "?.policyIdentifier", NULL },
	{ "?.policyQualifiers", NULL },
	{ NULL, NULL },
};
static const struct field access_list[] = {
	{ "?", "AccessDescription" },
	{ "?.accessMethod", NULL },
	{ "?.accessLocation", NULL },
	{ NULL, NULL },
};
static const struct field rsa_key[] = {
	{ "modulus", NULL },
	{ "publicExponent", NULL },
	{ NULL, NULL },
};
static const struct field ecdsa_signature[] = { { "r", NULL }, { "s", NULL }, { NULL, NULL } };
static const struct field nothing[] = { { NULL, NULL } };

static const struct extension {
	const char *oid, *type;
	const struct field *fields;
} extensions[] = {
	{ "2.5.29.14", "SubjectKeyIdentifier", nothing },
	{ "2.5.29.15", "KeyUsage", nothing },
	{ "2.5.29.17", "GeneralNames", name_list },
	{ "2.5.29.18", "GeneralNames", name_list },
	{ "2.5.29.19", "BasicConstraints", basic_constraints },
	{ "2.5.29.30", "NameConstraints", name_constraints },
	{ "2.5.29.32", "CertificatePolicies", policies },
	{ "2.5.29.35", "AuthorityKeyIdentifier", authority_key_id },
	{ "2.5.29.37", "ExtKeyUsageSyntax", purposes },
	{ "1.3.6.1.5.5.7.1.1", "AuthorityInfoAccessSyntax", access_list },
};

/* Items are in the order of their starts. */
static struct pl_der_item *find_item(const struct pl_der_tree *tree, size_t start)
{
	size_t low = 0, high = tree->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tree->items[middle].start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < tree->n && tree->items[low].start == start ? &tree->items[low] : NULL;
}

static void name_item(const struct pl_der_tree *tree, size_t start, const char *name)
{
	struct pl_der_item *item = find_item(tree, start);

	if (item && !item->name)
		item->name = pl_strdup(name);
}

/* A choice is called by what was chosen: "dNSName" says more than "GeneralName". */
static const char *chosen(const struct naming *in, const char *path, const char *name,
			  char room[64])
{
	int len = 64;

	if (strcmp(name, "GeneralName") != 0 && strcmp(name, "base") != 0)
		return name;
	if (asn1_read_value(in->node, path, room, &len) != ASN1_SUCCESS)
		return name;
	return room;
}

static void name_path(const struct naming *in, const char *path, const struct field *field)
{
	const char *dot = strrchr(field->path, '.');
	const char *name = field->name ? field->name : dot ? dot + 1 : field->path;
	int start = 0, end = 0;
	char room[64];

	/* Absent optional fields and defaults have no place of their own. */
	if (asn1_der_decoding_startEnd(in->node, NULL, 0, path, &start, &end) != ASN1_SUCCESS ||
	    end <= start)
		return;
	name_item(in->tree, in->offset + (size_t)start, chosen(in, path, name, room));
}

/* Replaces the first "?" of `rest` by each index in turn. */
static void expand(const struct naming *in, const char *done, const char *rest,
		   const struct field *field)
{
	const char *mark = strchr(rest, '?');
	char path[PATH_MAX_LEN];
	int n = 0, len;

	if (!mark) {
		snprintf(path, sizeof(path), "%s%s", done, rest);
		name_path(in, path, field);
		return;
	}
	len = (int)(mark - rest);
	snprintf(path, sizeof(path), "%s%.*s", done, len ? len - 1 : 0, rest);
	if (asn1_number_of_elements(in->node, path, &n) != ASN1_SUCCESS)
		return;
	for (int i = 1; i <= n && i <= LIST_MAX; i++) {
		snprintf(path, sizeof(path), "%s%.*s?%d", done, len, rest, i);
		expand(in, path, mark + 1, field);
	}
}

static void name_fields(const struct naming *in, const struct field *fields)
{
	for (; fields->path; fields++)
		expand(in, "", fields->path, fields);
}

/* Decodes one part by its type and names what is in it. */
static bool name_part(asn1_node types, const char *type, struct pl_bytes der, size_t offset,
		      const struct field *fields, struct pl_der_tree *tree)
{
	struct naming in = { .tree = tree, .offset = offset };
	char source[64], why[ASN1_MAX_ERROR_DESCRIPTION_SIZE];
	int len = (int)der.len;
	bool ok;

	snprintf(source, sizeof(source), "PINLAB.%s", type);
	if (asn1_create_element(types, source, &in.node) != ASN1_SUCCESS)
		return false;
	ok = asn1_der_decoding2(&in.node, der.data, &len, ASN1_DECODE_FLAG_STRICT_DER, why) ==
	     ASN1_SUCCESS;
	if (ok)
		name_fields(&in, fields);
	asn1_delete_structure(&in.node);
	return ok;
}

/* The item that follows at one level deeper: what a wrapper holds. */
static struct pl_der_item *wrapped(const struct pl_der_tree *tree, struct pl_der_item *item)
{
	struct pl_der_item *next = item + 1;

	return next < tree->items + tree->n && next->depth == item->depth + 1 ? next : NULL;
}

static void name_inner(asn1_node types, const char *type, const struct field *fields,
		       struct pl_bytes der, struct pl_der_item *inner, struct pl_der_tree *tree)
{
	const struct pl_bytes part = { der.data + inner->start, inner->header + inner->len };

	if (name_part(types, type, part, inner->start, fields, tree) && !inner->name)
		inner->name = pl_strdup(type);
}

static const struct extension *find_extension(const char *value)
{
	for (size_t i = 0; value && i < PL_ARRAY_LEN(extensions); i++) {
		size_t len = strlen(extensions[i].oid);

		/* The value reads "2.5.29.17 (subjectAltName)". */
		if (strncmp(value, extensions[i].oid, len) == 0 &&
		    (!value[len] || value[len] == ' '))
			return &extensions[i];
	}
	return NULL;
}

static bool is_named(const struct pl_der_item *item, const char *name)
{
	return item->name && strcmp(item->name, name) == 0;
}

static void name_wrapped(asn1_node types, struct pl_bytes der, struct pl_der_tree *tree)
{
	const struct extension *extension = NULL;

	for (size_t i = 0; i < tree->n; i++) {
		struct pl_der_item *item = &tree->items[i], *inner = wrapped(tree, item);

		if (is_named(item, "extnID"))
			extension = find_extension(item->value);
		if (!inner)
			continue;
		if (is_named(item, "extnValue") && extension)
			name_inner(types, extension->type, extension->fields, der, inner, tree);
		else if (is_named(item, "subjectPublicKey"))
			name_inner(types, "RSAPublicKey", rsa_key, der, inner, tree);
		else if (is_named(item, "signatureValue"))
			name_inner(types, "EcdsaSigValue", ecdsa_signature, der, inner, tree);
	}
}

bool pl_tree_name(struct pl_bytes der, struct pl_der_tree *tree)
{
	char why[ASN1_MAX_ERROR_DESCRIPTION_SIZE];
	asn1_node types = NULL;
	bool ok = false;

	if (asn1_array2tree(pl_pkix_asn1_tab, &types, why) == ASN1_SUCCESS)
		ok = name_part(types, "Certificate", der, 0, certificate_fields, tree);
	if (ok) {
		free(tree->items[0].name);
		tree->items[0].name = pl_strdup("Certificate");
		name_wrapped(types, der, tree);
	}
	asn1_delete_structure(&types);
	return ok;
}
