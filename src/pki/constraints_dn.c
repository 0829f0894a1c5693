/*
 * Does a subject stay within directoryName constraints?
 *
 * Names are compared as bytes, so another string type or case is another name:
 * stricter than RFC 5280 7.1 for permitted subtrees, as GnuTLS compares names.
 */
#include <config.h>

#include <string.h>

#include "pki/internal.h"
#include "pki/path_parts.h"

#define DIRECTORY_NAME 0xa4 /* GeneralName: [4], explicit because Name is a CHOICE */

static const uint8_t name_constraints_oid[] = { 0x55, 0x1d, 0x1e };

/* Steps into the element at *pos when it begins with `octet`; *end is its end. */
static bool enter(struct pl_bytes der, size_t *pos, size_t *end, unsigned octet)
{
	struct pl_tlv tlv;
	const char *why;
	size_t next = *pos, at;

	if (!pl_tlv_next(der, &next, *end, &tlv, &why, &at) || pl_tlv_octet(&tlv) != octet)
		return false;
	*pos = pl_tlv_content(&tlv);
	*end = pl_tlv_end(&tlv);
	return true;
}

/* The value of the extension: the content of NameConstraints. */
static bool find_extension(const struct pl_cert *cert, size_t *pos, size_t *end)
{
	const struct pl_bytes der = { cert->der, cert->der_len };
	size_t list = cert->spans.extensions.start, list_end = list + cert->spans.extensions.len;
	struct pl_tlv extension, part;
	const char *why;
	size_t at;

	if (!enter(der, &list, &list_end, 0x30))
		return false;
	while (pl_tlv_next(der, &list, list_end, &extension, &why, &at)) {
		*pos = pl_tlv_content(&extension);
		*end = pl_tlv_end(&extension);
		if (!pl_tlv_next(der, pos, *end, &part, &why, &at) ||
		    part.len != sizeof(name_constraints_oid) ||
		    memcmp(der.data + pl_tlv_content(&part), name_constraints_oid, part.len) != 0)
			continue;
		if (*pos < *end && der.data[*pos] == 0x01 && /* critical */
		    !pl_tlv_next(der, pos, *end, &part, &why, &at))
			return false;
		return enter(der, pos, end, 0x04) && enter(der, pos, end, 0x30);
	}
	return false;
}

/* True when the base's relative names begin the subject. */
static bool within(struct pl_bytes der, size_t pos, size_t end, struct pl_bytes subject)
{
	size_t rdns = 0, rdns_end = subject.len;

	return enter(der, &pos, &end, DIRECTORY_NAME) && enter(der, &pos, &end, 0x30) &&
	       enter(subject, &rdns, &rdns_end, 0x30) && end - pos <= rdns_end - rdns &&
	       memcmp(der.data + pos, subject.data + rdns, end - pos) == 0;
}

struct tally {
	bool any, inside;
};

/* How the subject stands to the subtrees under `octet`. */
static struct tally count(const struct pl_cert *issuer, unsigned octet, struct pl_bytes subject)
{
	const struct pl_bytes der = { issuer->der, issuer->der_len };
	struct tally tally = { false, false };
	struct pl_tlv part, tree;
	size_t pos, end, at;
	const char *why;

	if (!find_extension(issuer, &pos, &end))
		return tally;
	while (pl_tlv_next(der, &pos, end, &part, &why, &at)) {
		size_t inner = pl_tlv_content(&part);

		if (pl_tlv_octet(&part) != octet)
			continue;
		while (pl_tlv_next(der, &inner, pl_tlv_end(&part), &tree, &why, &at)) {
			size_t base = pl_tlv_content(&tree);

			if (base >= pl_tlv_end(&tree) || der.data[base] != DIRECTORY_NAME)
				continue;
			tally.any = true;
			tally.inside |= within(der, base, pl_tlv_end(&tree), subject);
		}
	}
	return tally;
}

bool pl_dn_excluded(const struct pl_cert *issuer, struct pl_bytes subject)
{
	return count(issuer, 0xa1, subject).inside;
}

bool pl_dn_permitted(const struct pl_cert *issuer, struct pl_bytes subject)
{
	struct tally permitted = count(issuer, 0xa0, subject);

	return !permitted.any || permitted.inside;
}
