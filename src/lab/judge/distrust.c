/* Does a rule of distrust stand against this path? */
#include <config.h>

#include "lab/judge/parts.h"

#include <stdio.h>
#include <string.h>

#include "pki/sct.h"
#include "util/text.h"
#include "util/time.h"

static const struct pl_cert *blocked_in(const struct pl_path *path, const struct pl_block *block)
{
	for (size_t i = 0; i < path->n; i++) {
		const struct pl_cert *cert = path->certs[i];
		const uint8_t *digest = block->is_key ? cert->spki_sha256 : cert->sha256;

		if (memcmp(digest, block->digest, sizeof(block->digest)) == 0)
			return cert;
	}
	return NULL;
}

/* The leaf's notBefore. False: its signer can write any. */
static bool issued_at(const struct pl_view *view, const struct pl_path *path, int64_t *out)
{
	*out = view->dating == PL_DATING_NOW ? view->world->now : path->certs[0]->not_before;
	return view->dating != PL_DATING_FREE;
}

/* The earliest SCT that a leaf carries; a CA that embeds none logs what it issues at once. */
static int64_t first_sct(const struct pl_cert *leaf)
{
	struct pl_sct_list scts;
	const char *why;
	uint64_t first = UINT64_MAX;

	if (!pl_cert_scts(leaf, &scts, &why))
		return leaf->not_before;
	for (size_t i = 0; i < scts.n; i++)
		if (scts.items[i].known && scts.items[i].timestamp < first)
			first = scts.items[i].timestamp;
	return first == UINT64_MAX ? leaf->not_before : (int64_t)(first / 1000);
}

/* A log writes its own clock's time, whoever signed the leaf. */
static int64_t logged_at(const struct pl_view *view, const struct pl_path *path)
{
	return view->dating == PL_DATING_OWN ? first_sct(path->certs[0]) : view->world->now;
}

/* What an attacker gets issued is issued anew every second, which is no news. */
static void say_dated(const struct pl_view *view, const struct pl_block *block, const char *verb,
		      int64_t at, struct pl_path_verdict *out)
{
	char limit[PL_TIME_TEXT], own[PL_TIME_TEXT];

	pl_time_format_short(block->date, limit);
	if (view->dating == PL_DATING_OWN)
		snprintf(out->words, sizeof(out->words), "for what was %s %s, and this was on %s",
			 verb, limit, pl_time_format_short(at, own));
	else
		snprintf(out->words, sizeof(out->words), "for what was %s %s, and this is now",
			 verb, limit);
}

/* True when the rule is against this leaf; *out has the words. */
static bool is_against(const struct pl_view *view, const struct pl_block *block,
		       struct pl_path_verdict *out)
{
	int64_t issued, logged = logged_at(view, out->path);
	bool known = issued_at(view, out->path, &issued);

	switch (block->kind) {
	case PL_BLOCK_ALWAYS:
		snprintf(out->words, sizeof(out->words), "the device blocks %s%.60s",
			 block->is_key ? "the key of " : "", block->name ? block->name : "it");
		return true;
	case PL_BLOCK_ISSUED_AFTER:
		say_dated(view, block, "issued after", issued, out);
		return known && issued > block->date;
	case PL_BLOCK_ISSUED_BEFORE:
		say_dated(view, block, "issued before", issued, out);
		return known && issued < block->date;
	case PL_BLOCK_LOGGED_AFTER:
		say_dated(view, block, "first logged after", logged, out);
		return logged > block->date;
	}
	return false;
}

/* A block counts anywhere in the path, the anchor included. */
bool pl_view_allows(const struct pl_view *view, struct pl_path_verdict *out)
{
	for (size_t i = 0; i < view->world->n_blocks; i++) {
		const struct pl_block *block = &view->world->blocks[i];
		const struct pl_cert *cert;

		if (block->device && !pl_streq(block->device, view->device->name))
			continue;
		cert = blocked_in(out->path, block);
		if (!cert || !is_against(view, block, out))
			continue;
		out->fault = PL_REASON_DISTRUSTED;
		out->about = cert;
		out->detail = out->words;
		return false;
	}
	return true;
}
