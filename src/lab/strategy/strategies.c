/* What does each strategy pin, and what does it cost and buy? One entry per strategy. */
#include <config.h>

#include "lab/strategy/strategies.h"

#include "pin/clients/list.h"

#include <stddef.h>

#define EXPRESSIONS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NOTHING (const char *const[]){ NULL }

const struct pl_strategy pl_strategy_none = {
	.name = "none",
	.summary = "no pins: the trust store decides",
	.about = "Never breaks more than any other TLS client, and stops no attacker who has a "
		 "certificate from any authority that the device trusts, or a root installed on "
		 "it.",
	.pins = NOTHING,
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_leaf_cert = {
	.name = "leaf-cert",
	.summary = "the whole leaf certificate",
	.about = "Dies at every renewal, the one with the same key included, for a renewed "
		 "certificate has other bytes. Every renewal needs an app release first.",
	.pins = EXPRESSIONS("leaf.certificate"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_leaf_key = {
	.name = "leaf-key",
	.summary = "the leaf's bare key bits",
	.about = "As leaf-spki, but over the subjectPublicKey bits alone, as some hand-written "
		 "clients do. It survives and dies with leaf-spki; the digests differ.",
	.pins = EXPRESSIONS("leaf.key"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_leaf_spki = {
	.name = "leaf-spki",
	.summary = "the leaf's public key",
	.about = "Survives every renewal with the same key and every change of authority, and "
		 "dies at the first new key. Only a theft of that key gets past it.",
	.pins = EXPRESSIONS("leaf.spki"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_leaf_spki_backup = {
	.name = "leaf-spki+backup",
	.summary = "the leaf's public key, and one made ahead and kept offline",
	.about = "As leaf-spki, with one spare: a renewal with the backup key survives. From then "
		 "on the app lives on its last pin until the next release.",
	.pins = EXPRESSIONS("leaf.spki"),
	.backups = EXPRESSIONS("backup.spki"),
};

const struct pl_strategy pl_strategy_intermediate_cert = {
	.name = "intermediate-cert",
	.summary = "the issuing certificate, whole",
	.about = "Survives renewals until the authority issues from another intermediate, or "
		 "issues the same one anew. Neither is announced to those who pin.",
	.pins = EXPRESSIONS("issuer.certificate"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_intermediate_spki = {
	.name = "intermediate-spki",
	.summary = "the issuing intermediate's public key",
	.about = "Survives renewals with any key and a re-issued intermediate, and dies when the "
		 "authority issues from another one. Whoever gets a certificate from it gets "
		 "past.",
	.pins = EXPRESSIONS("issuer.spki"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_intermediates_spki = {
	.name = "intermediates-spki",
	.summary = "the public keys of all the operator's intermediates",
	.about = "Survives a swap within the operator's present set, and dies when the operator "
		 "makes a new intermediate.",
	.pins = EXPRESSIONS("issuers.spki"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_root_cert = {
	.name = "root-cert",
	.summary = "the root certificate, whole",
	.about = "Survives everything below one root certificate, and dies when the path ends "
		 "elsewhere: a new root, another form of the same root, another authority.",
	.pins = EXPRESSIONS("root.certificate"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_root_spki = {
	.name = "root-spki",
	.summary = "the root's public key",
	.about = "Survives everything below one root key, cross-signs of it included. Any "
		 "certificate for the host from any authority below that root gets past.",
	.pins = EXPRESSIONS("root.spki"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_root_spki_backup = {
	.name = "root-spki+backup",
	.summary = "the root's public key, and a root of another operator",
	.about = "As root-spki, with a second operator to move to. Two operators can then be "
		 "tricked instead of one.",
	.pins = EXPRESSIONS("root.spki"),
	.backups = EXPRESSIONS("backup-root.spki"),
};

const struct pl_strategy pl_strategy_leaf_root = {
	.name = "leaf+root",
	.summary = "the leaf's public key or the root's",
	.about = "Either is enough, so it survives what either survives, and protects only as "
		 "well as the weaker of the two: the root pin.",
	.pins = EXPRESSIONS("leaf.spki", "root.spki"),
	.backups = NOTHING,
};

const struct pl_strategy pl_strategy_private_ca = {
	.name = "private-ca",
	.summary = "an own root as the only anchor, on a twin of each host",
	.about = "The app trusts one private root and nothing else, so nothing that public "
		 "authorities do matters to it. One has to run that authority, roll-over "
		 "included.",
	.pins = NOTHING,
	.backups = NOTHING,
	.flags = PL_STRATEGY_PRIVATE_CA,
};

const struct pl_strategy pl_strategy_tofu = {
	.name = "tofu",
	.summary = "trust on first use: the key that the app was shown first",
	.about = "Nothing is built in: each installed copy keeps the leaf's key of its first "
		 "contact. Whoever answers that contact is trusted from then on, an attacker as "
		 "well as the host, and a new key locks every copy out. With refetch the app "
		 "takes each new key without asking, which pins nothing.",
	.pins = EXPRESSIONS("leaf.spki"),
	.backups = NOTHING,
	.flags = PL_STRATEGY_FIRST_USE,
};

const struct pl_strategy pl_strategy_dynamic = {
	.name = "dynamic",
	.summary = "a signed pin list that the app fetches: the leaf's key and the backup key",
	.about = "The operator signs a new list whenever a key is made, and apps fetch it every "
		 "day. A key that is announced one refresh before it is served breaks nobody, "
		 "and no release is needed. Whoever has the list key has the app, and when the "
		 "list server stays away for too long, the app stops.",
	.pins = EXPRESSIONS("leaf.spki"),
	.backups = EXPRESSIONS("backup.spki"),
	.flags = PL_STRATEGY_LIST,
};

const struct pl_strategy pl_strategy_root_ct_caa = {
	.name = "root+ct+caa",
	.summary = "the operator's roots, timestamps of logs demanded, a monitor and CAA records",
	.about = "Instead of one key it pins all roots of the operator, and lets the public logs do "
		 "the rest: the app refuses leaves without timestamps, CAA records keep other CAs "
		 "that keep the rules away, and whoever tricks the host's own CA is seen. He is "
		 "let in until then. It breaks as seldom as root-spki does, and whenever the CA "
		 "does not log.",
	.pins = EXPRESSIONS("roots.spki"),
	.backups = NOTHING,
	.flags = PL_STRATEGY_CT,
};

const struct pl_strategy pl_strategy_hpkp = {
	.name = "hpkp",
	.summary = "a browser that notes the pins of the hosts' headers (RFC 7469)",
	.about = "Nothing is built in: the browser notes what a host's header pins, for as long "
		 "as the header says, from every connection that it takes. A host that serves "
		 "another key before that time is over locks its returning visitors out, and so "
		 "does an attacker whose header they noted. Browsers gave it up.",
	.pins = NOTHING,
	.backups = NOTHING,
	.flags = PL_STRATEGY_HEADER,
	.client = &pl_client_hpkp,
};

/* The digest of nothing that exists: 32 zero octets. */
const struct pl_strategy pl_strategy_wrong_pin = {
	.name = "wrong-pin",
	.summary = "control: a pin that nothing has, which must break",
	.about = "If an app with this pin ever connects, the lab itself is wrong.",
	.pins = EXPRESSIONS("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
	.backups = NOTHING,
	.flags = PL_STRATEGY_CONTROL,
};

const struct pl_strategy pl_strategy_accept_all = {
	.name = "accept-all",
	.summary = "control: checks nothing, so everything must intercept it",
	.about = "If an attack ever fails against an app that checks nothing, the attack itself "
		 "is wrong.",
	.pins = NOTHING,
	.backups = NOTHING,
	.flags = PL_STRATEGY_CONTROL | PL_STRATEGY_ACCEPT_ALL,
};
