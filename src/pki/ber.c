/* Which element do these bytes begin with, when they are BER and perhaps not DER? */
#include <config.h>

#include "pki/ber.h"

#include <string.h>

#include "pki/internal.h"

#define DEPTH_MAX 32 /* of indefinite lengths and of strings in pieces; real files have four */
#define CONSTRUCTED 0x20u

/* X.690 8.1.3: takes the header. *len is SIZE_MAX for an indefinite length. */
static bool take_header(struct pl_bytes *at, unsigned *octet, size_t *len)
{
	const uint8_t *byte = at->data, *end = at->data + at->len;
	size_t octets;

	if (at->len < 2)
		return false;
	*octet = *byte++;
	/* Numbers from 31 on occur nowhere in these structures. */
	if ((*octet & 0x1f) == 0x1f)
		return false;
	*len = *byte++;
	if (*len == 0x80) {
		*len = SIZE_MAX;
	} else if (*len > 0x80) {
		octets = *len & 0x7f;
		if ((size_t)(end - byte) < octets)
			return false;
		for (*len = 0; octets > 0; octets--) {
			if (*len > UINT32_MAX >> 8)
				return false;
			*len = *len << 8 | *byte++;
		}
	}
	at->len = (size_t)(end - byte);
	at->data = byte;
	return *len == SIZE_MAX ? (*octet & CONSTRUCTED) != 0 : *len <= at->len;
}

static bool next_within(struct pl_bytes *at, int depth, struct pl_ber *out);

/* X.690 8.1.5: two zero octets end an indefinite length. */
static bool take_end(struct pl_bytes *at)
{
	if (at->len < 2 || at->data[0] != 0 || at->data[1] != 0)
		return false;
	at->data += 2;
	at->len -= 2;
	return true;
}

static bool find_end(struct pl_bytes *at, int depth, struct pl_bytes *content)
{
	const uint8_t *start = at->data;
	struct pl_ber inner;

	for (;;) {
		content->len = (size_t)(at->data - start);
		content->data = start;
		if (take_end(at))
			return true;
		if (!next_within(at, depth + 1, &inner))
			return false;
	}
}

static bool next_within(struct pl_bytes *at, int depth, struct pl_ber *out)
{
	struct pl_bytes rest = *at;
	size_t len;

	if (depth > DEPTH_MAX || !take_header(&rest, &out->octet, &len))
		return false;
	if (len == SIZE_MAX) {
		if (!find_end(&rest, depth, &out->content))
			return false;
	} else {
		out->content = (struct pl_bytes){ rest.data, len };
		rest.data += len;
		rest.len -= len;
	}
	out->whole = (struct pl_bytes){ at->data, (size_t)(rest.data - at->data) };
	*at = rest;
	return true;
}

bool pl_ber_next(struct pl_bytes *at, struct pl_ber *out)
{
	return next_within(at, 0, out);
}

bool pl_ber_take(struct pl_bytes *at, unsigned octet, struct pl_ber *out)
{
	return at->len > 0 && at->data[0] == octet && pl_ber_next(at, out);
}

bool pl_ber_enter(struct pl_bytes *at, unsigned octet)
{
	struct pl_ber element;

	if (!pl_ber_take(at, octet, &element))
		return false;
	*at = element.content;
	return true;
}

bool pl_ber_take_oid(struct pl_bytes *at, const void *oid, size_t len)
{
	struct pl_ber element;

	return pl_ber_take(at, PL_DER_OID, &element) && element.content.len == len &&
	       memcmp(element.content.data, oid, len) == 0;
}

bool pl_ber_take_number(struct pl_bytes *at, uint32_t *out)
{
	struct pl_ber element;
	uint64_t value = 0;

	if (!pl_ber_take(at, PL_DER_INTEGER, &element) || element.content.len == 0 ||
	    (element.content.data[0] & 0x80))
		return false;
	for (size_t i = 0; i < element.content.len; i++) {
		value = value << 8 | element.content.data[i];
		if (value > UINT32_MAX)
			value = UINT32_MAX;
	}
	*out = (uint32_t)value;
	return true;
}

static bool join(struct pl_bytes content, int depth, struct pl_buf *out)
{
	struct pl_ber piece;

	while (content.len > 0) {
		if (depth > DEPTH_MAX || !pl_ber_next(&content, &piece))
			return false;
		if (piece.octet == PL_DER_OCTET_STRING)
			pl_buf_add(out, piece.content.data, piece.content.len);
		else if (piece.octet != (PL_DER_OCTET_STRING | CONSTRUCTED) ||
			 !join(piece.content, depth + 1, out))
			return false;
	}
	return true;
}

bool pl_ber_take_string(struct pl_bytes *at, unsigned octet, struct pl_buf *out)
{
	struct pl_ber element;

	if (!pl_ber_next(at, &element))
		return false;
	if (element.octet == octet) {
		pl_buf_add(out, element.content.data, element.content.len);
		return true;
	}
	return element.octet == (octet | CONSTRUCTED) && join(element.content, 0, out);
}
