/* Where do the parts of a certificate lie in its bytes? */
#include <config.h>

#include "pki/der.h"

#include <string.h>

#include "pki/internal.h"

/* Deeper nesting than this is no certificate; RFC 5280's own types need nine. */
#define DEPTH_MAX 32

struct walk {
	struct pl_bytes der;
	const char **why;
	size_t *at;
};

static bool refuse(const char **why, size_t *at, size_t where, const char *clause)
{
	*why = clause;
	*at = where;
	return false;
}

/* X.690 8.1.2.4: tag numbers from 31 are written in base 128, shortest form. */
static bool read_long_tag(struct pl_bytes der, size_t *pos, size_t end, unsigned long *tag,
			  const char **why, size_t *at)
{
	size_t first = *pos;

	*tag = 0;
	do {
		if (*pos == end)
			return refuse(why, at, *pos, "it ends within a tag");
		if (*pos - first == 4 || (*pos == first && der.data[*pos] == 0x80))
			return refuse(why, at, *pos, "a tag number is not in its shortest form");
		*tag = *tag << 7 | (der.data[*pos] & 0x7f);
	} while (der.data[(*pos)++] & 0x80);
	if (*tag < 31)
		return refuse(why, at, first, "a tag number is not in its shortest form");
	return true;
}

static bool read_length(struct pl_bytes der, size_t *pos, size_t end, size_t *len, const char **why,
			size_t *at)
{
	size_t octets, start = *pos;

	if (*pos == end)
		return refuse(why, at, *pos, "it ends before a length");
	*len = der.data[(*pos)++];
	if (*len < 0x80)
		return true;
	if (*len == 0x80)
		return refuse(why, at, start, "a length is indefinite, which DER forbids");
	octets = *len & 0x7f;
	if (octets > end - *pos)
		return refuse(why, at, start, "it ends within a length");
	if (der.data[*pos] == 0)
		return refuse(why, at, start, "a length is not in its shortest form");
	if (octets > 4)
		return refuse(why, at, start, "a length is larger than the data");
	for (*len = 0; octets; octets--)
		*len = *len << 8 | der.data[(*pos)++];
	if (*len < 0x80)
		return refuse(why, at, start, "a length is not in its shortest form");
	return true;
}

bool pl_tlv_next(struct pl_bytes der, size_t *pos, size_t end, struct pl_tlv *out, const char **why,
		 size_t *at)
{
	unsigned octet;

	if (*pos >= end)
		return refuse(why, at, *pos, "it ends where another element should begin");
	out->start = *pos;
	octet = der.data[(*pos)++];
	out->class_bits = octet & 0xc0;
	out->constructed = octet & 0x20;
	out->tag = octet & 0x1f;
	if (out->tag == 0x1f && !read_long_tag(der, pos, end, &out->tag, why, at))
		return false;
	if (!read_length(der, pos, end, &out->len, why, at))
		return false;
	out->header = *pos - out->start;
	if (out->len > end - *pos)
		return refuse(why, at, out->start, "an element is longer than what holds it");
	*pos += out->len;
	return true;
}

/* The header rules hold everywhere, not only on the way to the parts we want. */
static bool check_all(const struct walk *walk, size_t pos, size_t end, int depth)
{
	struct pl_tlv tlv;

	if (depth > DEPTH_MAX)
		return refuse(walk->why, walk->at, pos, "it is nested too deeply");
	while (pos < end) {
		if (!pl_tlv_next(walk->der, &pos, end, &tlv, walk->why, walk->at))
			return false;
		if (tlv.constructed &&
		    !check_all(walk, pl_tlv_content(&tlv), pl_tlv_end(&tlv), depth + 1))
			return false;
	}
	return true;
}

static bool expect(const struct walk *walk, size_t *pos, size_t end, unsigned octet,
		   struct pl_tlv *out, const char *clause)
{
	if (!pl_tlv_next(walk->der, pos, end, out, walk->why, walk->at))
		return false;
	if (pl_tlv_octet(out) != octet)
		return refuse(walk->why, walk->at, out->start, clause);
	return true;
}

static bool at_octet(const struct walk *walk, size_t pos, size_t end, unsigned octet)
{
	return pos < end && walk->der.data[pos] == octet;
}

static struct pl_span whole(const struct pl_tlv *tlv)
{
	return (struct pl_span){ tlv->start, tlv->header + tlv->len };
}

static struct pl_span content(const struct pl_tlv *tlv)
{
	return (struct pl_span){ pl_tlv_content(tlv), tlv->len };
}

/* RFC 5280 4.1.2.7: SEQUENCE { AlgorithmIdentifier, BIT STRING } */
static bool walk_spki(const struct walk *walk, const struct pl_tlv *spki, struct pl_cert_spans *out)
{
	size_t pos = pl_tlv_content(spki), end = pl_tlv_end(spki);
	struct pl_tlv tlv;

	if (!expect(walk, &pos, end, 0x30, &tlv, "the public key has no algorithm") ||
	    !expect(walk, &pos, end, 0x03, &tlv, "the public key is not a BIT STRING"))
		return false;
	if (tlv.len < 1 || walk->der.data[pl_tlv_content(&tlv)] > 7)
		return refuse(walk->why, walk->at, tlv.start,
			      "the public key's BIT STRING is malformed");
	if (pos != end)
		return refuse(walk->why, walk->at, pos, "bytes follow the public key");
	out->spki = whole(spki);
	out->key = (struct pl_span){ pl_tlv_content(&tlv) + 1, tlv.len - 1 };
	return true;
}

/* The three optional fields at the end: two unique identifiers and the extensions. */
static bool walk_tail(const struct walk *walk, size_t pos, size_t end, struct pl_cert_spans *out)
{
	struct pl_tlv tlv;
	size_t inner;

	for (unsigned octet = 0x81; octet <= 0x82; octet++) {
		/* IMPLICIT BIT STRING, primitive in DER */
		if (at_octet(walk, pos, end, octet) &&
		    !pl_tlv_next(walk->der, &pos, end, &tlv, walk->why, walk->at))
			return false;
	}
	if (at_octet(walk, pos, end, 0xa3)) {
		if (!pl_tlv_next(walk->der, &pos, end, &tlv, walk->why, walk->at))
			return false;
		inner = pl_tlv_content(&tlv);
		if (!expect(walk, &inner, pl_tlv_end(&tlv), 0x30, &tlv,
			    "the extensions are not a SEQUENCE"))
			return false;
		out->extensions = whole(&tlv);
		if (inner != pos)
			return refuse(walk->why, walk->at, inner, "bytes follow the extensions");
	}
	if (pos != end)
		return refuse(walk->why, walk->at, pos, "the signed part holds an unknown field");
	return true;
}

static bool walk_tbs(const struct walk *walk, const struct pl_tlv *tbs, struct pl_cert_spans *out)
{
	size_t pos = pl_tlv_content(tbs), end = pl_tlv_end(tbs);
	struct pl_tlv tlv;

	out->tbs = whole(tbs);
	if (at_octet(walk, pos, end, 0xa0) &&
	    !pl_tlv_next(walk->der, &pos, end, &tlv, walk->why, walk->at))
		return false;
	if (!expect(walk, &pos, end, 0x02, &tlv, "the serial number is not an INTEGER"))
		return false;
	out->serial = content(&tlv);
	if (!expect(walk, &pos, end, 0x30, &tlv, "the signature algorithm is not a SEQUENCE") ||
	    !expect(walk, &pos, end, 0x30, &tlv, "the issuer is not a SEQUENCE"))
		return false;
	out->issuer = whole(&tlv);
	if (!expect(walk, &pos, end, 0x30, &tlv, "the validity is not a SEQUENCE"))
		return false;
	out->validity = whole(&tlv);
	if (!expect(walk, &pos, end, 0x30, &tlv, "the subject is not a SEQUENCE"))
		return false;
	out->subject = whole(&tlv);
	if (!expect(walk, &pos, end, 0x30, &tlv, "the public key is not a SEQUENCE") ||
	    !walk_spki(walk, &tlv, out))
		return false;
	return walk_tail(walk, pos, end, out);
}

bool pl_der_spans(struct pl_bytes der, struct pl_cert_spans *out, const char **why, size_t *at)
{
	const struct walk walk = { der, why, at };
	struct pl_tlv certificate, tbs, tlv;
	size_t pos = 0, inner;

	memset(out, 0, sizeof(*out));
	if (!expect(&walk, &pos, der.len, 0x30, &certificate, "it does not begin as a certificate"))
		return false;
	if (pos != der.len)
		return refuse(why, at, pos, "bytes follow the certificate");
	if (!check_all(&walk, pl_tlv_content(&certificate), pos, 0))
		return false;
	out->certificate = whole(&certificate);
	inner = pl_tlv_content(&certificate);
	if (!expect(&walk, &inner, pos, 0x30, &tbs, "the signed part is not a SEQUENCE") ||
	    !expect(&walk, &inner, pos, 0x30, &tlv, "the signature algorithm is not a SEQUENCE") ||
	    !expect(&walk, &inner, pos, 0x03, &tlv, "the signature is not a BIT STRING"))
		return false;
	if (inner != pos)
		return refuse(why, at, inner, "bytes follow the signature");
	return walk_tbs(&walk, &tbs, out);
}
