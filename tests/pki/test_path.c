/*
 * Which paths are found, in which order, and what is wrong with the first?
 * Situations are written with the names of cast_roles.c.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "../tap.h"
#include "cast.h"
#include "util/mem.h"
#include "util/text.h"

#define HOST "a.example.test"

struct situation {
	const char *name;
	const char *presented, *anchors, *known;
	const char *host; /* NULL: HOST */
	enum pl_path_order order;
	bool any_strength;
	const char *want_paths;  /* in policy order */
	enum pl_fault want;      /* of the first path, or why there is none */
	size_t want_at;
	const char *want_detail; /* part of it, or NULL */
	const char *want_stuck;  /* when there is no path */
	bool want_mismatch;
};

static const struct situation situations[] = {
	/* The ordinary. */
	{ .name = "a chain of three", .presented = "leaf inter", .anchors = "root",
	  .want_paths = "leaf>inter>root" },
	{ .name = "a chain of two", .presented = "direct", .anchors = "root",
	  .want_paths = "direct>root" },
	{ .name = "the root is sent as well", .presented = "leaf inter root", .anchors = "root",
	  .want_paths = "leaf>inter>root" },
	{ .name = "sent in disorder, twice, with a stranger",
	  .presented = "leaf root other inter inter",
	  .anchors = "root", .want_paths = "leaf>inter>root" },
	{ .name = "the leaf is an anchor", .presented = "self", .anchors = "root self",
	  .want_paths = "self" },
	{ .name = "the leaf is an anchor below an anchor", .presented = "leaf inter",
	  .anchors = "root leaf",
	  .want_paths = "leaf leaf>inter>root" },
	{ .name = "an intermediate is the anchor", .presented = "leaf inter", .anchors = "inter",
	  .want_paths = "leaf>inter" },
	{ .name = "an intermediate is an anchor, its issuer too", .presented = "leaf inter",
	  .anchors = "root inter", .want_paths = "leaf>inter leaf>inter>root" },
	{ .name = "an intermediate in the store only ends there", .presented = "leaf",
	  .anchors = "root inter",
	  .want_paths = "leaf>inter" },
	{ .name = "the root renewed with its key, the new one trusted",
	  .presented = "leaf inter root",
	  .anchors = "root-renewed", .want_paths = "leaf>inter>root-renewed" },
	{ .name = "both roots of one key trusted", .presented = "leaf inter",
	  .anchors = "root root-renewed",
	  .want_paths = "leaf>inter>root leaf>inter>root-renewed" },

	/* Two ways. */
	{ .name = "the intermediate twice, both under the root",
	  .presented = "leaf inter inter-young",
	  .anchors = "root", .want_paths = "leaf>inter>root leaf>inter-young>root" },
	{ .name = "sent the other way round", .presented = "leaf inter-young inter",
	  .anchors = "root",
	  .want_paths = "leaf>inter-young>root leaf>inter>root" },
	{ .name = "the first intermediate leads nowhere: the search turns back",
	  .presented = "leaf inter-by-other inter", .anchors = "root",
	  .want_paths = "leaf>inter>root" },
	{ .name = "the intermediate under two roots, both trusted",
	  .presented = "leaf inter-by-other inter", .anchors = "root other",
	  .want_paths = "leaf>inter-by-other>other leaf>inter>root" },
	{ .name = "a cross-signed root, both trusted: trusted first",
	  .presented = "leaf inter root-by-other", .anchors = "other root",
	  .want_paths = "leaf>inter>root leaf>inter>root-by-other>other" },
	{ .name = "a cross-signed root, both trusted: as sent",
	  .presented = "leaf inter root-by-other", .anchors = "other root",
	  .order = PL_ORDER_AS_SENT,
	  .want_paths = "leaf>inter>root-by-other>other leaf>inter>root" },
	{ .name = "a cross-signed root, the new one trusted",
	  .presented = "leaf inter root-by-other",
	  .anchors = "root", .order = PL_ORDER_AS_SENT, .want_paths = "leaf>inter>root" },
	{ .name = "a cross-signed root, the old one trusted",
	  .presented = "leaf inter root-by-other",
	  .anchors = "other", .want_paths = "leaf>inter>root-by-other>other" },
	{ .name = "a cross-signed root that is itself an anchor: as sent ends there first",
	  .presented = "leaf inter root-by-other", .anchors = "other root-by-other",
	  .order = PL_ORDER_AS_SENT,
	  .want_paths = "leaf>inter>root-by-other leaf>inter>root-by-other>other" },
	{ .name = "two roots that signed each other: no circle",
	  .presented = "leaf inter root-by-other other-by-root", .anchors = "root other",
	  .want_paths = "leaf>inter>root leaf>inter>root-by-other>other" },
	{ .name = "a circle without an anchor",
	  .presented = "leaf inter root-by-other other-by-root",
	  .anchors = "self", .want_paths = "", .want = PL_FAULT_UNKNOWN_ISSUER,
	  .want_stuck = "other-by-root" },

	/* None. */
	{ .name = "nothing presented", .presented = "", .anchors = "root", .want_paths = "",
	  .want = PL_FAULT_UNKNOWN_ISSUER },
	{ .name = "nothing trusted", .presented = "leaf inter root", .anchors = "",
	  .want_paths = "",
	  .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "root" },
	{ .name = "a self-signed stranger", .presented = "self", .anchors = "root",
	  .want_paths = "",
	  .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "self" },
	{ .name = "the intermediate is missing", .presented = "leaf", .anchors = "root",
	  .want_paths = "",
	  .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "leaf" },
	{ .name = "the intermediate is missing but known", .presented = "leaf", .anchors = "root",
	  .known = "other inter", .want_paths = "", .want = PL_FAULT_CHAIN_INCOMPLETE,
	  .want_stuck = "leaf" },
	{ .name = "what is known does not help", .presented = "leaf", .anchors = "other",
	  .known = "inter root",
	  .want_paths = "", .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "leaf" },
	{ .name = "what is known makes no path of its own", .presented = "leaf inter",
	  .anchors = "root",
	  .known = "inter-young", .want_paths = "leaf>inter>root" },
	{ .name = "the root was taken out of the store", .presented = "leaf inter",
	  .anchors = "other",
	  .want_paths = "", .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "inter" },
	{ .name = "the leaf was tampered with", .presented = "leaf-broken inter", .anchors = "root",
	  .known = "inter-young", .want_paths = "", .want = PL_FAULT_BAD_SIGNATURE,
	  .want_stuck = "leaf-broken" },
	{ .name = "the intermediate was tampered with", .presented = "leaf inter-broken",
	  .anchors = "root",
	  .want_paths = "", .want = PL_FAULT_BAD_SIGNATURE, .want_stuck = "inter-broken" },
	{ .name = "a tampered copy beside the good one", .presented = "leaf inter-broken inter",
	  .anchors = "root", .want_paths = "leaf>inter>root" },
	{ .name = "a root of the right name and another key: its identifier tells",
	  .presented = "leaf inter",
	  .anchors = "impostor", .want_paths = "", .want = PL_FAULT_UNKNOWN_ISSUER,
	  .want_stuck = "inter" },
	{ .name = "a root of the right name and another key, without identifiers",
	  .presented = "leaf inter", .anchors = "impostor-no-ids", .want_paths = "",
	  .want = PL_FAULT_BAD_SIGNATURE, .want_stuck = "inter" },
	{ .name = "an impostor is sent: it signed itself",
	  .presented = "leaf inter impostor-no-ids",
	  .anchors = "other", .want_paths = "", .want = PL_FAULT_BAD_SIGNATURE,
	  .want_stuck = "inter" },
	{ .name = "an impostor under the trusted name is unknown, not broken",
	  .presented = "impostor-no-ids", .anchors = "root", .want_paths = "",
	  .want = PL_FAULT_UNKNOWN_ISSUER, .want_stuck = "impostor-no-ids" },
	{ .name = "an impostor beside the true root", .presented = "leaf inter",
	  .anchors = "impostor root",
	  .want_paths = "leaf>inter>root" },
	{ .name = "key identifiers are no duty", .presented = "no-ids inter", .anchors = "root",
	  .want_paths = "no-ids>inter>root" },

	/* Issuers that are none. */
	{ .name = "a leaf issued by a leaf", .presented = "by-leaf leaf inter", .anchors = "root",
	  .want_paths = "by-leaf>leaf>inter>root", .want = PL_FAULT_NOT_A_CA, .want_at = 1,
	  .want_detail = "CN=leaf say that it is not a CA" },
	{ .name = "an issuer that may not sign certificates", .presented = "by-no-sign no-sign",
	  .anchors = "root", .want_paths = "by-no-sign>no-sign>root", .want = PL_FAULT_NOT_A_CA,
	  .want_at = 1, .want_detail = "key usage of CN=no-sign" },
	{ .name = "an issuer without basic constraints", .presented = "by-no-bc no-bc",
	  .anchors = "root",
	  .want_paths = "by-no-bc>no-bc>root", .want = PL_FAULT_NOT_A_CA, .want_at = 1,
	  .want_detail = "no basic constraints" },
	{ .name = "an anchor whose key usage alone makes it a CA", .presented = "by-no-bc-root",
	  .anchors = "no-bc-root", .want_paths = "by-no-bc-root>no-bc-root" },
	{ .name = "an anchor that nothing makes a CA", .presented = "by-mute-root",
	  .anchors = "mute-root",
	  .want_paths = "by-mute-root>mute-root", .want = PL_FAULT_NOT_A_CA, .want_at = 1 },
	{ .name = "a version 1 anchor", .presented = "by-old-root", .anchors = "old-root",
	  .want_paths = "by-old-root>old-root" },
	{ .name = "a version 1 intermediate", .presented = "by-old-inter old-inter",
	  .anchors = "root",
	  .want_paths = "by-old-inter>old-inter>root", .want = PL_FAULT_NOT_A_CA, .want_at = 1,
	  .want_detail = "version 1" },
	{ .name = "the same as the anchor", .presented = "by-old-inter", .anchors = "old-inter",
	  .want_paths = "by-old-inter>old-inter" },
	{ .name = "one CA more than the path length allows", .presented = "too-deep below inter",
	  .anchors = "root", .want_paths = "too-deep>below>inter>root",
	  .want = PL_FAULT_PATH_TOO_LONG,
	  .want_at = 2, .want_detail = "CN=inter allows 0 CAs below itself, and the path has 1" },
	{ .name = "a self-issued CA does not count", .presented = "by-new-key inter-new-key inter",
	  .anchors = "root", .want_paths = "by-new-key>inter-new-key>inter>root" },

	/* Purpose and strength. */
	{ .name = "a client's certificate", .presented = "client inter", .anchors = "root",
	  .want_paths = "client>inter>root", .want = PL_FAULT_WRONG_PURPOSE, .want_at = 0,
	  .want_detail = "extended key usage of CN=client" },
	{ .name = "a CA for clients", .presented = "by-client-ca client-ca", .anchors = "root",
	  .want_paths = "by-client-ca>client-ca>root", .want = PL_FAULT_WRONG_PURPOSE,
	  .want_at = 1 },
	{ .name = "a CA for servers", .presented = "by-server-ca server-ca", .anchors = "root",
	  .want_paths = "by-server-ca>server-ca>root" },
	{ .name = "a leaf that may only sign certificates", .presented = "sign-only inter",
	  .anchors = "root",
	  .want_paths = "sign-only>inter>root", .want = PL_FAULT_WRONG_PURPOSE, .want_at = 0,
	  .want_detail = "key usage of CN=sign-only does not allow TLS" },
	{ .name = "a critical extension that nobody understands", .presented = "poisoned inter",
	  .anchors = "root", .want_paths = "poisoned>inter>root", .want = PL_FAULT_WRONG_PURPOSE,
	  .want_at = 0, .want_detail = "critical extension" },
	{ .name = "a SHA-1 leaf", .presented = "sha1 inter", .anchors = "root",
	  .want_paths = "sha1>inter>root",
	  .want = PL_FAULT_WEAK_CRYPTO, .want_at = 0, .want_detail = "SHA1" },
	{ .name = "a SHA-1 leaf where strength is no matter", .presented = "sha1 inter",
	  .anchors = "root",
	  .any_strength = true, .want_paths = "sha1>inter>root" },
	{ .name = "a SHA-1 intermediate", .presented = "by-sha1-inter sha1-inter",
	  .anchors = "root",
	  .want_paths = "by-sha1-inter>sha1-inter>root", .want = PL_FAULT_WEAK_CRYPTO,
	  .want_at = 1 },
	{ .name = "a SHA-1 anchor: nobody looks at its signature", .presented = "by-sha1-root",
	  .anchors = "sha1-root", .want_paths = "by-sha1-root>sha1-root" },
	{ .name = "RSA with 1024 bits", .presented = "weak inter", .anchors = "root",
	  .want_paths = "weak>inter>root", .want = PL_FAULT_WEAK_CRYPTO, .want_at = 0,
	  .want_detail = "the key of CN=weak is too weak: RSA 1024" },

	/* Constraints. */
	{ .name = "names and addresses inside", .presented = "lab-inside", .anchors = "lab-root",
	  .want_paths = "lab-inside>lab-root" },
	{ .name = "an address inside is asked for", .presented = "lab-inside",
	  .anchors = "lab-root",
	  .host = "127.0.0.1", .want_paths = "lab-inside>lab-root" },
	{ .name = "a name outside, although another is asked for", .presented = "lab-outside",
	  .anchors = "lab-root", .want_paths = "lab-outside>lab-root",
	  .want = PL_FAULT_NAME_CONSTRAINT,
	  .want_at = 0,
	  .want_detail = "www.example.com is outside the permitted dNSName subtrees of CN=lab-root" },
	{ .name = "an address outside", .presented = "lab-ip-outside", .anchors = "lab-root",
	  .want_paths = "lab-ip-outside>lab-root", .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0,
	  .want_detail = "the name 8.0.0.1 is outside the permitted iPAddress subtrees" },
	{ .name = "a wildcard inside", .presented = "lab-wildcard", .anchors = "lab-root",
	  .want_paths = "lab-wildcard>lab-root" },
	{ .name = "the root's constraints hold below an intermediate",
	  .presented = "by-lab-inter lab-inter",
	  .anchors = "lab-root", .want_paths = "by-lab-inter>lab-inter>lab-root" },
	{ .name = "a name in an excluded subtree", .presented = "excluded lab-inter",
	  .anchors = "lab-root",
	  .host = "www.bad.example.test", .want_paths = "excluded>lab-inter>lab-root",
	  .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0,
	  .want_detail = "inside the excluded dNSName subtrees of CN=lab-inter" },
	{ .name = "a wildcard that could stand for an excluded name",
	  .presented = "excluded-wildcard lab-inter",
	  .anchors = "lab-root", .want_paths = "excluded-wildcard>lab-inter>lab-root",
	  .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0,
	  .want_detail = "*.example.test is inside" },
	{ .name = "an address in an excluded subtree", .presented = "excluded-ip lab-inter",
	  .anchors = "lab-root", .want_paths = "excluded-ip>lab-inter>lab-root",
	  .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0, .want_detail = "127.6.0.9 is inside" },
	{ .name = "an intermediate with a name outside", .presented = "by-lab-renewed lab-renewed",
	  .anchors = "lab-root", .want_paths = "by-lab-renewed>lab-renewed>lab-root" },
	{ .name = "a leading dot covers what is below", .presented = "narrow-below narrow",
	  .anchors = "lab-root", .want_paths = "narrow-below>narrow>lab-root" },
	{ .name = "a leading dot does not cover the name itself",
	  .presented = "narrow-itself narrow",
	  .anchors = "lab-root", .host = "example.test",
	  .want_paths = "narrow-itself>narrow>lab-root",
	  .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0 },
	{ .name = "a constraint with a wildcard is none", .presented = "by-starred starred",
	  .anchors = "root", .want_paths = "by-starred>starred>root",
	  .want = PL_FAULT_NAME_CONSTRAINT,
	  .want_at = 1, .want_detail = "CN=starred has a name constraint that is malformed" },
	{ .name = "a subject inside a directoryName", .presented = "allowed dn-ca",
	  .anchors = "root",
	  .want_paths = "allowed>dn-ca>root" },
	{ .name = "a subject outside a directoryName", .presented = "forbidden dn-ca",
	  .anchors = "root",
	  .want_paths = "forbidden>dn-ca>root", .want = PL_FAULT_NAME_CONSTRAINT, .want_at = 0,
	  .want_detail = "the name CN=forbidden is outside the permitted directoryName subtrees" },

	/* Names. */
	{ .name = "another host", .presented = "leaf inter", .anchors = "root",
	  .host = "b.example.test",
	  .want_paths = "leaf>inter>root", .want_mismatch = true },
	{ .name = "a wildcard's host", .presented = "leaf2 inter", .anchors = "root",
	  .host = "x.wild.test",
	  .want_paths = "leaf2>inter>root" },
	{ .name = "a wildcard covers one label", .presented = "leaf2 inter", .anchors = "root",
	  .host = "x.y.wild.test", .want_paths = "leaf2>inter>root", .want_mismatch = true },
	{ .name = "an IPv6 address", .presented = "leaf2 inter", .anchors = "root",
	  .host = "2001:DB8:0::7",
	  .want_paths = "leaf2>inter>root" },
	{ .name = "the common name is no host", .presented = "bare inter", .anchors = "root",
	  .host = "bare",
	  .want_paths = "bare>inter>root", .want_mismatch = true },
	{ .name = "a mismatch beside a fault is told as well", .presented = "client inter",
	  .anchors = "root",
	  .host = "other.test", .want_paths = "client>inter>root", .want = PL_FAULT_WRONG_PURPOSE,
	  .want_mismatch = true },
};

static void write_paths(const struct cast *cast, const struct pl_paths *paths, struct pl_buf *out)
{
	for (size_t i = 0; i < paths->n; i++) {
		for (size_t j = 0; j < paths->items[i].n; j++)
			pl_buf_printf(out, "%s%s", j ? ">" : i ? " " : "",
				      cast_name(cast, paths->items[i].certs[j]));
	}
}

/* "not-a-ca at 1", "bad-signature stuck at inter", with what the name says. */
static void write_fault(const struct cast *cast, const struct pl_paths *paths, struct pl_buf *out)
{
	const struct pl_path *first = paths->items;

	if (!paths->n)
		pl_buf_printf(out, "%s stuck at %s", pl_fault_name(paths->none),
			      paths->stuck_at ? cast_name(cast, paths->stuck_at) : "nothing");
	else if (first->fault)
		pl_buf_printf(out, "%s at %zu", pl_fault_name(first->fault), first->fault_at);
	else
		pl_buf_puts(out, "none");
	if (paths->n && first->name_mismatch)
		pl_buf_puts(out, ", name mismatch");
}

static char *wanted_fault(const struct situation *row)
{
	const char *mismatch = row->want_mismatch ? ", name mismatch" : "";

	if (!*row->want_paths)
		return pl_asprintf("%s stuck at %s", pl_fault_name(row->want),
				   row->want_stuck ? row->want_stuck : "nothing");
	if (!row->want)
		return pl_asprintf("none%s", mismatch);
	return pl_asprintf("%s at %zu%s", pl_fault_name(row->want), row->want_at, mismatch);
}

static void check_answer(const struct cast *cast, const struct situation *row,
			 const struct pl_paths *paths)
{
	struct pl_buf text = PL_BUF_INIT, fault = PL_BUF_INIT;
	char *want = wanted_fault(row), *name = pl_asprintf("%s: what is wrong", row->name);

	write_paths(cast, paths, &text);
	write_fault(cast, paths, &fault);
	tap_text(pl_buf_str(&text), row->want_paths, row->name);
	tap_text(pl_buf_str(&fault), want, name);
	if (row->want_detail && paths->n)
		tap_has(paths->items[0].fault_detail, row->want_detail, "and the clause says so");
	pl_buf_clear(&text);
	pl_buf_clear(&fault);
	free(want);
	free(name);
}

static void check_situation(const struct cast *cast, const struct situation *row)
{
	struct pl_chain *presented = cast_chain(cast, row->presented);
	struct pl_chain *anchors = cast_chain(cast, row->anchors);
	struct pl_chain *known = row->known ? cast_chain(cast, row->known) : NULL;
	const struct pl_path_query query = {
		.presented = presented, .anchors = anchors, .known = known,
		.host = row->host ? row->host : HOST, .order = row->order,
		.any_strength = row->any_strength,
	};
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths = pl_paths_find(cast->pki, &query, &err);

	if (tap_ok(paths != NULL, "%s: can be answered", row->name))
		check_answer(cast, row, paths);
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
	pl_chain_unref(known);
}

/* The same question again is the same answer, without a signature checked. */
static void check_memo(const struct cast *cast)
{
	struct pl_chain *presented = cast_chain(cast, "leaf inter"), *anchors = cast_chain(cast,
		"root");
	struct pl_chain *again = cast_chain(cast, "leaf inter");
	struct pl_path_query query = { .presented = presented, .anchors = anchors, .host = HOST };
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *first = pl_paths_find(cast->pki, &query, &err), *other;
	uint64_t links = pl_pki_counts(cast->pki)->links[PL_KEY_P256];

	query.presented = again;
	tap_ok(pl_paths_find(cast->pki, &query, &err) == first, "equal chains give one answer");
	query.host = NULL;
	other = pl_paths_find(cast->pki, &query, &err);
	tap_ok(other != first && !other->items[0].name_mismatch,
		"without a host it is another question");
	query.host = "";
	tap_ok(pl_paths_find(cast->pki, &query, &err)->items[0].name_mismatch,
		"an empty host is covered by nothing");
	query.host = HOST;
	query.order = PL_ORDER_AS_SENT;
	tap_ok(pl_paths_find(cast->pki, &query, &err) != first,
		"another order is another question");
	query.any_strength = true;
	other = pl_paths_find(cast->pki, &query, &err);
	query.known = again;
	tap_ok(pl_paths_find(cast->pki, &query, &err) != other, "knowing more is another question");
	tap_int((long long)(pl_pki_counts(cast->pki)->links[PL_KEY_P256] - links), 0,
		"no signature is checked twice");
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(again);
	pl_chain_unref(anchors);
}

static const struct moment {
	const char *name, *presented, *anchors;
	int64_t days; /* after 1 January 2021, or before it */
	bool skip_anchor;
	enum pl_fault want;
	size_t want_at;
} moments[] = {
	{ "everything is valid", "leaf inter", "root", 0, false, PL_FAULT_NONE, 0 },
	{ "before the first second", "leaf inter", "root", -367, false, PL_FAULT_NOT_YET_VALID, 0 },
	{ "the first second", "leaf inter", "root", -366, false, PL_FAULT_NONE, 0 },
	{ "the leaf has expired", "leaf inter", "root", 365, false, PL_FAULT_EXPIRED, 0 },
	{ "the leaf and its issuer have expired", "no-ids inter", "root", 3652, false,
	  PL_FAULT_EXPIRED, 0 },
	{ "an intermediate is too young", "leaf inter-young", "root", 0, false,
	  PL_FAULT_NOT_YET_VALID, 1 },
	{ "too young comes before expired", "leaf inter-young", "root", 364, false,
	  PL_FAULT_NOT_YET_VALID, 1 },
	{ "the anchor is too young", "leaf inter", "root-renewed", 0, false, PL_FAULT_NOT_YET_VALID,
	  2 },
	{ "the anchor is too young, and nobody asks", "leaf inter", "root-renewed", 0, true,
	  PL_FAULT_NONE, 0 },
	{ "the anchor has expired", "no-ids inter-by-other", "other", 365, false,
	  PL_FAULT_ROOT_EXPIRED, 2 },
	{ "the anchor has expired, and nobody asks", "no-ids inter-by-other", "other", 365, true,
	  PL_FAULT_NONE, 0 },
	{ "the cross-sign has expired", "no-ids inter root-by-other", "other", 1461, true,
	  PL_FAULT_ISSUER_EXPIRED, 2 },
	{ "a leaf that is its own anchor is a leaf", "self", "self", 3652, true, PL_FAULT_EXPIRED,
	  0 },
};

static void check_moment(const struct cast *cast, const struct moment *row)
{
	struct pl_chain *presented = cast_chain(cast, row->presented);
	struct pl_chain *anchors = cast_chain(cast, row->anchors);
	const struct pl_path_query query = { .presented = presented, .anchors = anchors };
	const int64_t now = INT64_C(1609459200) + row->days * 86400; /* 2021-01-01 */
	struct pl_error err = PL_ERROR_INIT;
	const struct pl_paths *paths = pl_paths_find(cast->pki, &query, &err);
	size_t at = 99;
	char *want = pl_asprintf("%s at %zu", pl_fault_name(row->want), row->want_at), *got;

	if (tap_ok(paths && paths->n == 1, "%s: there is one path", row->name)) {
		enum pl_fault fault = pl_path_dates(paths->items, now, !row->skip_anchor, &at);

		got = pl_asprintf("%s at %zu", pl_fault_name(fault), at);
		tap_text(got, want, row->name);
		free(got);
	}
	free(want);
	pl_error_clear(&err);
	pl_chain_unref(presented);
	pl_chain_unref(anchors);
}

/* Bounds are inclusive to the second. */
static void check_seconds(const struct cast *cast)
{
	struct pl_chain *both = cast_chain(cast, "leaf inter");
	struct pl_path path = { .n = 2, .certs = both->certs };
	const struct pl_cert *leaf = both->certs[0];
	size_t at;

	tap_int(pl_path_dates(&path, leaf->not_before - 1, true, &at), PL_FAULT_NOT_YET_VALID,
		"one second before notBefore");
	tap_int(pl_path_dates(&path, leaf->not_before, true, &at), PL_FAULT_NONE, "at notBefore");
	tap_int(pl_path_dates(&path, leaf->not_after, true, &at), PL_FAULT_NONE, "at notAfter");
	tap_int(pl_path_dates(&path, leaf->not_after + 1, true, &at), PL_FAULT_EXPIRED,
		"one second after notAfter");
	pl_chain_unref(both);
}

int main(void)
{
	struct cast cast;

	cast_init(&cast);
	for (size_t i = 0; i < PL_ARRAY_LEN(situations); i++)
		check_situation(&cast, &situations[i]);
	check_memo(&cast);
	for (size_t i = 0; i < PL_ARRAY_LEN(moments); i++)
		check_moment(&cast, &moments[i]);
	check_seconds(&cast);
	cast_clear(&cast);
	pl_pki_shutdown();
	return tap_done();
}
