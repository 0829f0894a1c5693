/* Which elements do these DER bytes consist of? */
#include <config.h>

#include "pki/tree.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define DEPTH_MAX 64

struct walk {
	struct pl_bytes der;
	struct pl_der_tree *out;
	const char *why;
	size_t at;
};

/* Does the content, from `skip` on, hold one element from end to end? */
static bool holds_element(struct pl_bytes der, const struct pl_tlv *tlv, size_t skip, bool inside)
{
	size_t pos = pl_tlv_content(tlv) + skip, end = pl_tlv_end(tlv), at;
	struct pl_tlv inner;
	const char *why;

	if (pos >= end || !pl_tlv_next(der, &pos, end, &inner, &why, &at) || pos != end)
		return false;
	/* A key identifier may look like a short element by chance. Within one
	 * wrapper another is a SEQUENCE at least. */
	if (inside || skip)
		return pl_tlv_octet(&inner) == 0x30;
	return inner.class_bits == 0 && inner.tag > 0 && inner.tag <= 30;
}

/* Octets to skip before what the element wraps, or -1: OCTET STRINGs hold
 * extensions, BIT STRINGs keys and signatures. */
static int wraps(struct pl_bytes der, const struct pl_tlv *tlv, bool inside)
{
	unsigned octet = pl_tlv_octet(tlv);

	if (octet == 0x04 && holds_element(der, tlv, 0, inside))
		return 0;
	if (octet == 0x03 && tlv->len > 1 && der.data[pl_tlv_content(tlv)] == 0 &&
	    holds_element(der, tlv, 1, inside))
		return 1;
	return -1;
}

static void add(struct walk *walk, const struct pl_tlv *tlv, int depth, bool leaf)
{
	struct pl_der_tree *out = walk->out;

	*PL_PUSH(out->items, out->n, out->cap) = (struct pl_der_item){
		.depth = depth,
		.start = tlv->start,
		.header = tlv->header,
		.len = tlv->len,
		.type = pl_tree_type(tlv),
		.value = leaf ? pl_tree_value(tlv, walk->der.data + pl_tlv_content(tlv)) : NULL,
	};
}

static bool walk_all(struct walk *walk, size_t pos, size_t end, int depth, bool inside);

static bool walk_wrapped(struct walk *walk, const struct pl_tlv *tlv, int skip, int depth)
{
	size_t n = walk->out->n;

	if (walk_all(walk, pl_tlv_content(tlv) + (size_t)skip, pl_tlv_end(tlv), depth + 1, true))
		return true;
	/* It only looked like an element: forget what was read of it. */
	while (walk->out->n > n) {
		walk->out->n--;
		free(walk->out->items[walk->out->n].value);
	}
	walk->out->items[n - 1].value = pl_tree_value(tlv, walk->der.data + pl_tlv_content(tlv));
	return true;
}

static bool walk_all(struct walk *walk, size_t pos, size_t end, int depth, bool inside)
{
	struct pl_tlv tlv;
	int skip;

	if (depth > DEPTH_MAX) {
		walk->why = "it is nested too deeply";
		walk->at = pos;
		return false;
	}
	while (pos < end) {
		if (!pl_tlv_next(walk->der, &pos, end, &tlv, &walk->why, &walk->at))
			return false;
		skip = tlv.constructed ? -1 : wraps(walk->der, &tlv, inside);
		add(walk, &tlv, depth, !tlv.constructed && skip < 0);
		if (tlv.constructed &&
		    !walk_all(walk, pl_tlv_content(&tlv), pl_tlv_end(&tlv), depth + 1, inside))
			return false;
		if (skip >= 0 && !walk_wrapped(walk, &tlv, skip, depth))
			return false;
	}
	return true;
}

bool pl_der_tree(struct pl_bytes der, struct pl_der_tree *out, struct pl_error *err)
{
	struct walk walk = { .der = der, .out = out, .why = "it is empty" };

	memset(out, 0, sizeof(*out));
	if (der.len > PL_CERT_MAX)
		return pl_error_input(err, (struct pl_pos){ .file = NULL },
				      "%zu bytes of DER; %u is the limit", der.len, PL_CERT_MAX);
	if (der.len == 0 || !walk_all(&walk, 0, der.len, 0, false)) {
		pl_der_tree_clear(out);
		return pl_error_input(err, (struct pl_pos){ .file = NULL },
				      "these bytes are not DER: %s (byte %zu)", walk.why, walk.at);
	}
	out->is_certificate = pl_tree_name(der, out);
	return true;
}

void pl_der_tree_clear(struct pl_der_tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		free(tree->items[i].name);
		free(tree->items[i].value);
	}
	free(tree->items);
	memset(tree, 0, sizeof(*tree));
}
