/* Explanations that are easily false: in each row a plausible sentence would lie. */
#include <config.h>

#include <string.h>

#include "lab/why.h"
#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

static struct pl_strategy_def *first(struct pl_model *model)
{
	return &model->strategies[0];
}

static void pin(struct pl_model *model, const char *name, const char *client, const char *pin_on)
{
	struct pl_strategy_def *def = pl_model_add_custom(model, name);

	def->client = pl_client_find(client);
	pl_strategy_def_pin(def, pin_on, (struct pl_pos){ 0 }, false);
}

static void cross_sign(struct pl_model *model)
{
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2022-01-01"),
				 at("2029-01-01") - 1);
}
static void below_cross_sign(struct pl_model *model)
{
	pl_model_add_authority(model, "int-x", "main", "C=US, O=Main Trust, CN=Main CA X");
	pl_model_add_certificate(model, "int-x-by-root-2", "int-x", "root-2", at("2025-01-01"),
				 at("2035-01-01") - 1);
	cross_sign(model);
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup("int-x");
	model->hosts[0].serve = PL_SERVE_ALTERNATE;
	model->hosts[0].alternate = pl_strdup("root-2-by-root-1");
}
static void first_path_only(struct pl_model *model)
{
	below_cross_sign(model);
	model->devices[0].order = PL_ORDER_AS_SENT;
	model->devices[0].retry = PL_RETRY_NONE;
}
static void first_path_only_pinned(struct pl_model *model)
{
	first_path_only(model);
	pin(model, "top", "generic", "authority(root-1).spki");
}
static void first_path_only_good(struct pl_model *model)
{
	first_path_only(model);
	pin(model, "top", "generic", "authority(root-2).spki");
}
static void sent_order(struct pl_model *model)
{
	below_cross_sign(model);
	model->devices[0].order = PL_ORDER_AS_SENT;
	pin(model, "top", "generic", "authority(root-2).certificate");
}
static void short_order(struct pl_model *model)
{
	below_cross_sign(model);
	pin(model, "top", "generic", "authority(root-1).spki");
}
static void trusts_first_only(struct pl_device_def *device)
{
	while (device->n_trust > 1)
		free(device->trust[--device->n_trust].what);
}
static void old_phone(struct pl_model *model)
{
	below_cross_sign(model);
	trusts_first_only(&model->devices[0]);
	model->hosts[0].serve = PL_SERVE_FULL;
	pl_model_add_strategy(model, "none");
}
static void old_phone_cross(struct pl_model *model)
{
	below_cross_sign(model);
	trusts_first_only(&model->devices[0]);
	model->devices[0].checks_anchor_dates = false;
	pl_model_add_strategy(model, "none");
}
static void leaf_above(struct pl_model *model)
{
	pin(model, "leaf-above", "ca-only", "leaf.spki");
}
static void leaf_whole(struct pl_model *model)
{
	pin(model, "whole", "okhttp", "leaf.certificate");
}
static void behind(struct pl_model *model)
{
	model->devices[0].skew = -10 * PL_DAY;
}
static void behind_leaf(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki");
	behind(model);
}
static void far_ahead(struct pl_model *model)
{
	pl_model_add_strategy(model, "none");
	model->devices[0].skew = 1000 * PL_DAY;
	model->devices[0].checks_anchor_dates = false;
	model->operators[0].is_private = true; /* bound by no limit */
	model->hosts[0].lifetime = 2000 * PL_DAY;
	model->hosts[0].renews = false;
}
static void far_behind(struct pl_model *model)
{
	pl_model_add_strategy(model, "none");
	model->devices[0].skew = -10 * PL_DAY;
	model->devices[0].checks_anchor_dates = false;
	model->certificates[0].from = at("2027-01-01") - 5 * PL_DAY;
	model->certificates[2].from = at("2026-01-01");
	model->start = at("2027-01-01");
}
static void ahead_dated(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki")->terms.expires = at("2027-02-01");
	model->devices[0].skew = 45 * PL_DAY;
}
static void reporting(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki")->terms.report_only = true;
}
static void reporting_okhttp(struct pl_model *model)
{
	reporting(model);
	first(model)->client = pl_client_find("okhttp");
}
static void dated_okhttp(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki")->terms.expires = at("2027-01-01");
	first(model)->client = pl_client_find("okhttp");
}
static void two_backups(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki+backup");
}
static void leaf_spki(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki");
}
static void leaf_cert(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-cert");
}
static void issuer_cert(struct pl_model *model)
{
	pl_model_add_strategy(model, "intermediate-cert");
}
static void other_issuer(struct pl_model *model)
{
	pin(model, "other", "generic", "authority(int-b).certificate");
}
static void issuer_spki(struct pl_model *model)
{
	pl_model_add_strategy(model, "intermediate-spki");
}
static void leaf_and_issuer(struct pl_model *model)
{
	pin(model, "both", "generic", "leaf.spki");
	pl_strategy_def_pin(first(model), "issuer.spki", (struct pl_pos){ 0 }, false);
}
static void root_spki(struct pl_model *model)
{
	pl_model_add_strategy(model, "root-spki");
}
static void no_pins(struct pl_model *model)
{
	pl_model_add_strategy(model, "none");
}
static void no_automation(struct pl_model *model)
{
	pl_model_add_strategy(model, "leaf-spki");
	model->hosts[0].renews = false;
}

struct row {
	const char *name;
	void (*setup)(struct pl_model *model); /* its first strategy's row is asked about */
	const char *events[4], *days[4];       /* "" and NULL: in the same second */
	const char *attack;
	const char *has[4], *hasnt[4];
	const char *starts; /* of the sentence: what is most important */
	const char *cause;  /* its start; shorter than the sentence, when asked for */
};

static const struct row rows[] = {
	/* What was stolen, and when. */
	{ .name = "the theft that made the forgery",
	  .setup = issuer_spki,
	  .events = { "compromise: root", "compromise: intermediate", "switch-ca: int-b" },
	  .days = { "2027-01-10", "2027-02-10", "2027-02-20" },
	  .attack = "stolen-intermediate-key",
	  .has = { "It takes what was stolen on 2027-02-10",
		   "made with the key of an authority that used to issue for it, Main CA 1",
		   "with today's keys he would be refused" },
	  .hasnt = { "2027-01-10", "that issued its own" } },
	{ .name = "the stolen key is still in use",
	  .setup = leaf_cert,
	  .events = { "compromise: leaf", "renew: host=api key=same" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-leaf-key",
	  .has = { "an earlier certificate of the host and its key, which is still in use" },
	  .hasnt = { "today's keys", "the host's own certificate" } },
	{ .name = "stolen as the backup, used as the leaf's, given up",
	  .setup = two_backups,
	  .events = { "compromise: backup", "renew: host=api key=backup",
		      "renew: host=api key=new" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .attack = "stolen-leaf-key",
	  .has = { "an earlier certificate of the host and its key.",
		   "It takes what was stolen on 2027-01-10" } },
	{ .name = "a certificate that waits",
	  .setup = two_backups,
	  .events = { "compromise: backup", "renew: host=api key=backup load=staged" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-leaf-key",
	  .has = { "with the host's own certificate and its key" },
	  .hasnt = { "It takes" } },
	{ .name = "the stolen key was given up",
	  .setup = leaf_spki,
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-leaf-key",
	  .has = { "an earlier certificate of the host and its key.",
		   "stolen on 2027-01-10; with today's keys he would be refused" } },
	{ .name = "a theft that is not needed",
	  .setup = root_spki,
	  .events = { "compromise: intermediate", "swap-intermediate: from=int-1 to=int-2" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-intermediate-key",
	  .has = { "made with the key of the authority that issued its own" },
	  .hasnt = { "It takes", "used to" } },
	{ .name = "an authority that never issued for the host",
	  .setup = leaf_spki,
	  .events = { "compromise: intermediate authority=int-b" },
	  .days = { "2027-01-10" },
	  .attack = "stolen-intermediate-key",
	  .hasnt = { "used to issue" } },
	{ .name = "the backup that was used since",
	  .setup = two_backups,
	  .events = { "compromise: backup", "renew: host=api key=backup" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-backup-key",
	  .has = { "over the key that was the host's backup and is now its own",
		   "stolen on 2027-01-10" },
	  .hasnt = { "over the host's backup key" } },
	{ .name = "a root that was above the host",
	  .setup = root_spki,
	  .events = { "compromise: root", "switch-ca: host=api to=int-b" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .attack = "stolen-root-key",
	  .has = { "made with the key of a root that used to be above it, Main Root 1" },
	  .hasnt = { "of a root above it" } },
	{ .name = "the host's own chain",
	  .setup = issuer_spki,
	  .attack = "stolen-leaf-key",
	  .has = { "is met by Main CA 1: it stands above the host's own certificate" },
	  .hasnt = { "whoever gets a certificate" } },

	/* Another path. */
	{ .name = "no other path helps against a wrong key",
	  .setup = first_path_only_good,
	  .events = { "serve: key=wrong host=api" },
	  .has = { "the server does not prove that the certificate is its own" },
	  .hasnt = { "Another path", "is refused" } },
	{ .name = "another path is good",
	  .setup = first_path_only_good,
	  .events = { "expire-root: root-1" },
	  .has = { "Another path is good, leaf < Main CA X < Main Root 2, but phone (retry: none) "
		   "does not try it." } },
	{ .name = "another path is valid, the pins refuse it",
	  .setup = first_path_only_pinned,
	  .events = { "expire-root: root-1" },
	  .has = { "Main Root 2 (by Main Root 1) expired on 2028-12-31" },
	  .hasnt = { "Another path" } },
	{ .name = "another path has the pin",
	  .setup = short_order,
	  .has = { "pinned the key of Main Root 1",
		   "Another path has the pin, leaf < Main CA X < Main Root 2 (by Main Root 1) < "
		   "Main Root 1, but phone (retry: any-fault) stops at the first good one." } },

	/* Clocks. */
	{ .name = "a clock that is not all",
	  .setup = behind_leaf,
	  .events = { "renew: host=api key=new" },
	  .days = { "2027-01-03" },
	  .has = { "Setting the clock of phone right is not enough: then no pin matches." },
	  .hasnt = { "right helps" } },
	{ .name = "a clock that is all",
	  .setup = behind_leaf,
	  .has = { "Setting the clock of phone right helps." } },
	{ .name = "an anchor that ended by one clock only",
	  .setup = far_ahead,
	  .has = { "Main Root 1 ended on 2028-12-31 by the clock of phone, which is at "
		   "2029-09-27, but phone does not check the dates of its anchors" } },
	{ .name = "an anchor that has not begun",
	  .setup = far_behind,
	  .days = { "2027-01-08" },
	  .events = { "renew: host=api key=same" },
	  .hasnt = { "ended on" } },
	{ .name = "a set that ended by one clock only",
	  .setup = ahead_dated,
	  .has = { "the pin set ended on 2027-02-01 by the clock of phone, which is at "
		   "2027-02-15" } },
	{ .name = "the same under attack",
	  .setup = ahead_dated,
	  .attack = "other-ca",
	  .has = { "the pin set ended on 2027-02-01 by the clock of phone, which is at "
		   "2027-02-15" } },

	/* What a client looks at, and what it does not know. */
	{ .name = "a client that skips the leaf",
	  .setup = leaf_above,
	  .has = { "The leaf has it, but ca-only does not look at the leaf",
		   "A backup pin on the key of Main CA 1" },
	  .hasnt = { "although", "the old certificate" } },
	{ .name = "an enforced report-only set",
	  .setup = reporting_okhttp,
	  .events = { "renew: host=api key=new" },
	  .has = { "okhttp has no report-only mode, it enforces." } },
	{ .name = "the same under attack",
	  .setup = reporting_okhttp,
	  .attack = "other-ca",
	  .has = { "okhttp has no report-only mode, it enforces." } },
	{ .name = "an end that the client does not know",
	  .setup = dated_okhttp,
	  .events = { "renew: host=api key=new" },
	  .has = { "The pin set ended on 2027-01-01, but okhttp knows no end of a pin set and "
		   "still enforces it." } },
	{ .name = "reported pins were compared",
	  .setup = reporting,
	  .attack = "other-ca",
	  .has = { "no pin matches, but leaf-spki only reports that" },
	  .hasnt = { "not compared", "not enforced: mismatch" } },
	{ .name = "invalid pins and a wrong key",
	  .setup = leaf_whole,
	  .events = { "serve: key=wrong host=api" },
	  .has = { "okhttp does not load the pins",
		   "the server does not prove that the certificate is its own" },
	  .hasnt = { "not to blame" } },
	{ .name = "invalid pins and a right key",
	  .setup = leaf_whole,
	  .has = { "is valid, so the server is not to blame" } },

	/* One name, several certificates. */
	{ .name = "the form that ended",
	  .setup = old_phone_cross,
	  .events = { "expire-root: root-1" },
	  .has = { "Main Root 2 (by Main Root 1) expired on 2028-12-31" } },
	{ .name = "the form that was not sent",
	  .setup = old_phone,
	  .has = { "Main Root 2 (by Main Root 1), which issued Main CA X, was not sent" } },
	{ .name = "the form that was pinned",
	  .setup = sent_order,
	  .has = { "pinned the certificate Main Root 2 (",
		   "in the path leaf < Main CA X < Main Root 2 (by Main Root 1) < Main Root 1",
		   "Main Root 2 (by Main Root 1) has the same key in another certificate" } },
	{ .name = "an issuer's certificate made anew",
	  .setup = issuer_cert,
	  .events = { "reissue-intermediate: int-1" },
	  .days = { "2027-01-10" },
	  .has = { "Main CA 1 has the same key in another certificate" } },

	/* Keys of one name. */
	{ .name = "two backup keys",
	  .setup = two_backups,
	  .events = { "renew: host=api key=backup", "renew: host=api key=new" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .has = { "as backup an earlier backup key (" },
	  .hasnt = { "the backup key (" } },

	/* The cause of the step that is looked at comes first; the past only if it matters. */
	{ .name = "the server's step, the cell's as well",
	  .setup = leaf_spki,
	  .events = { "renew: host=api key=new" },
	  .days = { "2027-01-10" },
	  .starts = "leaf-spki pinned the old key (",
	  .has = { "The server now presents a leaf with a new key." },
	  .hasnt = { "ince step" } },
	{ .name = "a step that is not the server's",
	  .setup = leaf_spki,
	  .events = { "renew: host=api key=new", "compromise: leaf" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .starts = "leaf-spki pinned the old key (",
	  .has = { "Since step 1 (renew api with a new key, 2027-01-10) the server presents a leaf "
		   "with a new key, and the app is cut off." },
	  .hasnt = { "now presents", "The app has been cut off" } },
	{ .name = "what is said is true since a later step than the refusal",
	  .setup = leaf_cert,
	  .events = { "renew: host=api key=same", "renew: host=api key=new", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .starts = "leaf-cert pinned the old certificate (",
	  .has = { "Since step 2 (renew api with a new key, 2027-01-11) the server presents a leaf "
		   "with a new key. The app has been cut off since step 1 (renew api with the same "
		   "key, 2027-01-10)." },
	  .hasnt = { "now presents" } },
	{ .name = "the server's step, an old refusal",
	  .setup = leaf_cert,
	  .events = { "renew: host=api key=same", "renew: host=api key=new" },
	  .days = { "2027-01-10", "2027-01-11" },
	  .has = { "The app has been cut off since step 1 (renew api with the same key" },
	  .hasnt = { "presents" } },
	{ .name = "the key is older than the issuer, for a pin on the leaf",
	  .setup = leaf_spki,
	  .events = { "renew: host=api key=new", "swap-intermediate: from=int-1 to=int-2",
		      "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 1 (renew api with a new key, 2027-01-10) the server presents a leaf "
		   "with a new key, and the app is cut off." },
	  .hasnt = { "issued by", "ince step 2" } },
	{ .name = "the issuer is older than the key, for a pin on the leaf",
	  .setup = leaf_spki,
	  .events = { "swap-intermediate: from=int-1 to=int-2", "renew: host=api key=new",
		      "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 2 (renew api with a new key, 2027-01-11) the server presents a leaf "
		   "with a new key, and the app is cut off." },
	  .hasnt = { "issued by", "ince step 1" } },
	{ .name = "the issuer is older than the key, for a pin on the issuer",
	  .setup = issuer_spki,
	  .events = { "swap-intermediate: from=int-1 to=int-2", "renew: host=api key=new",
		      "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 1 (", "the server presents a leaf issued by Main CA 2 instead of "
		   "Main CA 1, and the app is cut off." },
	  .hasnt = { "new key", "ince step 2" } },
	{ .name = "the issuer changed twice",
	  .setup = issuer_spki,
	  .events = { "swap-intermediate: from=int-1 to=int-2", "switch-ca: host=api to=int-b",
		      "renew: host=api key=new", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12", "2027-01-13" },
	  .has = { "Since step 2 (", "presents a leaf issued by Spare CA instead of Main CA 1. The "
		   "app has been cut off since step 1 (" },
	  .hasnt = { "new key", "ince step 3" } },
	{ .name = "the same issuer's certificate is older than the key",
	  .setup = issuer_cert,
	  .events = { "reissue-intermediate: int-1", "renew: host=api key=new", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 1 (", "the server sends a new certificate of Main CA 1 for the same "
		   "key, and the app is cut off." },
	  .hasnt = { "leaf with a new key", "ince step 2" } },
	{ .name = "the root is older than the key",
	  .setup = root_spki,
	  .events = { "switch-ca: host=api to=int-b", "renew: host=api key=new", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 1 (", "the server presents a leaf below Spare Root instead of Main "
		   "Root 1, and the app is cut off." },
	  .hasnt = { "new key", "issued by", "ince step 2" } },
	{ .name = "pins on the leaf and on the issuer, each gone at its step",
	  .setup = leaf_and_issuer,
	  .events = { "swap-intermediate: from=int-1 to=int-2 when=next-renewal",
		      "renew: host=api key=new", "switch-ca: host=api to=int-b", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12", "2027-01-13" },
	  .has = { "Since step 2 (renew api with a new key, 2027-01-11) the server presents a leaf "
		   "with a new key, and the app is cut off. Since step 3 (",
		   "the server presents a leaf issued by Spare CA instead of Main CA 1. " },
	  .hasnt = { "key, issued", "The app has been cut off" } },
	{ .name = "pins on the leaf and on the issuer, both gone at once",
	  .setup = leaf_and_issuer,
	  .events = { "swap-intermediate: from=int-1 to=int-2 when=next-renewal",
		      "renew: host=api key=new", "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 2 (renew api with a new key, 2027-01-11) the server presents a leaf "
		   "with a new key, issued by Main CA 2 instead of Main CA 1, and the app is cut "
		   "off." },
	  .hasnt = { "ince step 1" } },
	{ .name = "pins on the leaf and on the issuer, the leaf's gone while the issuer's held",
	  .setup = leaf_and_issuer,
	  .events = { "renew: host=api key=new", "swap-intermediate: from=int-1 to=int-2",
		      "wait: 1d" },
	  .days = { "2027-01-10", "2027-01-11", "2027-01-12" },
	  .has = { "Since step 2 (", "the server presents a leaf issued by Main CA 2 instead of "
		   "Main CA 1, and the app is cut off." },
	  .hasnt = { "ince step 1", "the same key" } },
	{ .name = "a root that ended long after the server changed",
	  .setup = leaf_cert,
	  .events = { "renew: host=api key=same", "expire-root: root-1" },
	  .days = { "2027-01-10" },
	  .starts = "The path leaf < Main CA 1 < Main Root 1 is refused: Main Root 1 expired on "
		    "2028-12-31. The app has been cut off since step 1 (renew api with the same "
		    "key, 2027-01-10), at first for another reason (pin-mismatch). The pins were "
		    "not asked: ",
	  .hasnt = { "presents" },
	  .cause = "The path leaf < Main CA 1 < Main Root 1 is refused: Main Root 1 expired on "
		   "2028-12-31. The app has been cut off since step 1 (renew api with the same "
		   "key, 2027-01-10), at first for another reason (pin-mismatch)." },
	{ .name = "a root that ended",
	  .setup = root_spki,
	  .events = { "renew: host=api key=new", "expire-root: root-1" },
	  .days = { "2027-01-10" },
	  .starts = "The path leaf < Main CA 1 < Main Root 1 is refused: Main Root 1 expired on "
		    "2028-12-31. The pins were not asked: ",
	  .hasnt = { "presents", "since step" },
	  .cause = "The path leaf < Main CA 1 < Main Root 1 is refused: Main Root 1 expired on "
		   "2028-12-31." },
	{ .name = "a fault that the server brought about",
	  .setup = root_spki,
	  .events = { "serve: leaf-only host=api" },
	  .starts = "The chain is refused: Main CA 1, which issued api.example.test, was not sent. "
		    "The server now sends its leaf alone. The pins were not asked: " },
	{ .name = "a server's step that changes nothing here",
	  .setup = root_spki,
	  .events = { "renew: host=api key=new" },
	  .starts = "The path leaf < Main CA 1 < Main Root 1 is valid",
	  .hasnt = { "presents" } },
	{ .name = "pins that never loaded",
	  .setup = leaf_whole,
	  .cause = "okhttp does not load the pins of whole: " },
	{ .name = "a refused attacker",
	  .setup = leaf_spki,
	  .attack = "other-name",
	  .has = { "No pin was needed" },
	  .cause = "The attacker answers for api.example.test with a valid certificate for another "
		   "name" },

	/* What could have been pinned: a key ahead of time, a certificate only once issued. */
	{ .name = "the certificate was there when the app was built",
	  .setup = other_issuer,
	  .has = { "A backup pin on the certificate Main CA 1 (" },
	  .hasnt = { "releasing" } },
	{ .name = "the issuer's certificate was not there",
	  .setup = issuer_cert,
	  .events = { "reissue-intermediate: int-1" },
	  .days = { "2027-01-10" },
	  .has = { "releasing an app with a pin on the new certificate of Main CA 1 (",
		   ") before it is served would have saved it" },
	  .hasnt = { "backup pin", "load: staged" } },
	{ .name = "a new certificate with a new key",
	  .setup = leaf_cert,
	  .events = { "renew: host=api key=new" },
	  .has = { "Pinning the key instead and renewing with it or releasing an app with a pin "
		   "on the new certificate (",
		   ") before it is served (load: staged)" },
	  .hasnt = { "backup pin" } },
	{ .name = "a new key",
	  .setup = leaf_spki,
	  .events = { "renew: host=api key=new" },
	  .has = { "a backup pin on the new key (" },
	  .hasnt = { "eleasing" } },

	/* Since when, and why then. */
	{ .name = "cut off first by one thing, then by another",
	  .setup = no_automation,
	  .events = { "renew: host=api key=new", "expire-leaf: api" },
	  .days = { "2027-01-10" },
	  .has = { "The app has been cut off since step 1 (renew api with a new key, 2027-01-10), "
		   "at first for another reason (pin-mismatch)." } },
	{ .name = "it just happened",
	  .setup = leaf_spki,
	  .events = { "renew: host=api key=new" },
	  .days = { "2027-01-10" },
	  .hasnt = { "since step" } },
	{ .name = "a backup that matches from the start",
	  .setup = two_backups,
	  .events = { "renew: host=api key=backup" },
	  .has = { "no longer matches" } },
	{ .name = "a pin on a root that is distrusted",
	  .setup = root_spki,
	  .events = { "distrust: root-1", "switch-ca: host=api to=int-b" },
	  .hasnt = { "although Main Root 1" } },
	{ .name = "no pins at all",
	  .setup = no_pins,
	  .has = { "the trust store of phone decides" },
	  .hasnt = { "since step" } },
};

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = build_model();
		struct pl_error err = PL_ERROR_INIT;
		struct pl_cell cell = { .attack = row->attack ? 0 : -1 };
		struct pl_run *run;
		struct pl_why why;

		row->setup(model);
		if (row->attack)
			must(pl_model_add_attack(model, row->attack), &err);
		run = start(engine, model);
		for (size_t j = 0; j < 4 && row->events[j]; j++)
			happen(run, row->days[j] ? row->days[j] : "", row->events[j]);
		cell.step = run->n_steps - 1;
		cell.row = row_of(run, first(model)->name);
		pl_why(run, &cell, &why);
		tap_note("%s: %s", row->name, why.sentence);
		for (size_t j = 0; j < 4 && row->has[j]; j++)
			tap_has(why.sentence, row->has[j], row->name);
		for (size_t j = 0; j < 4 && row->hasnt[j]; j++)
			tap_ok(!strstr(why.sentence, row->hasnt[j]), "%s: nothing about \"%s\"",
			       row->name, row->hasnt[j]);
		if (row->starts)
			tap_ok(pl_starts_with(why.sentence, row->starts), "%s: first \"%s\"",
			       row->name, row->starts);
		if (row->cause) {
			tap_note("cause: %s", why.cause);
			tap_ok(pl_starts_with(why.cause, row->cause), "%s: the cause", row->name);
			tap_ok(strlen(why.cause) < strlen(why.sentence), "%s: it is shorter",
			       row->name);
		}
		pl_why_clear(&why);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

int main(void)
{
	test_rows();
	pl_pki_shutdown();
	return tap_done();
}
