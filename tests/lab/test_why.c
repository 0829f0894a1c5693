/* Explanations: the digest, the path, the date and the way out, for every reason and state. */
#include <config.h>

#include <string.h>

#include "lab/judge.h"
#include "lab/why.h"
#include "tests/lab/build.h"
#include "util/mem.h"
#include "util/text.h"

static void retry_none(struct pl_model *model)
{
	pl_model_add_authority(model, "int-x", "main", "C=US, O=Main Trust, CN=Main CA X");
	pl_model_add_certificate(model, "int-x-by-root-2", "int-x", "root-2", at("2025-01-01"),
				 at("2035-01-01") - 1);
	pl_model_add_certificate(model, "root-2-by-root-1", "root-2", "root-1", at("2024-01-01"),
				 at("2029-01-01") - 1);
	free(model->hosts[0].issuer);
	model->hosts[0].issuer = pl_strdup("int-x");
	model->hosts[0].serve = PL_SERVE_ALTERNATE;
	model->hosts[0].alternate = pl_strdup("root-2-by-root-1");
	model->devices[0].order = PL_ORDER_AS_SENT;
	model->devices[0].retry = PL_RETRY_NONE;
}

static void no_anchor_dates(struct pl_model *model)
{
	model->devices[0].checks_anchor_dates = false;
}
static void clock_behind(struct pl_model *model)
{
	model->devices[0].skew = -10 * PL_DAY;
}
static void no_automation(struct pl_model *model)
{
	model->hosts[0].renews = false;
}
static void trusted_later(struct pl_model *model)
{
	model->devices[0].trust[0].from = at("2027-06-01");
}
static void set_ends(struct pl_model *model)
{
	model->strategies[0].terms.expires = at("2027-01-01");
}
static void only_reports(struct pl_model *model)
{
	model->strategies[0].terms.report_only = true;
}
static void ends_closed(struct pl_model *model)
{
	set_ends(model);
	model->strategies[0].terms.closed = true;
}
static void for_another(struct pl_model *model)
{
	pl_rule_def_cover(&model->strategies[0].terms, "other.test", false);
}
static void hard_key(struct pl_model *model)
{
	model->hosts[0].alg = PL_KEY_ED25519;
	pl_strategy_def_pin(&model->strategies[0], "key(one).spki", (struct pl_pos){ 0 }, false);
}
static void other_root(struct pl_model *model)
{
	free(model->strategies[0].pins[0]);
	model->strategies[0].pins[0] = pl_strdup("authority(root-b).certificate");
}
static void no_user_cas(struct pl_model *model)
{
	model->devices[0].user_cas = false;
}

/* "@LABEL" in a wanted text stands for the short SPKI pin of that certificate. */
struct row {
	const char *name;
	void (*setup)(struct pl_model *model);
	const char *strategy, *client, *other; /* `other`: a second strategy of the run */
	const char *events[3], *then;
	const char *attack;
	const char *has[6]; /* parts of the sentence */
	const char *hasnt;
	const char *path, *pins, *match, *fix; /* parts; fix "" means none at all */
};

static void with_own_ca(struct pl_model *model)
{
	if (!pl_model_add_attack(model, "own-ca"))
		exit(1);
}

static void refetches(struct pl_model *model)
{
	model->strategies[0].memory.refetch = true;
}

static void resumes(struct pl_model *model)
{
	model->strategies[0].memory.session_tickets = PL_DAY;
}

static void first_refuses(struct pl_model *model)
{
	model->strategies[0].memory.first_start = PL_FIRST_REFUSE;
}

static void behind_pin(struct pl_model *model)
{
	model->strategies[0].memory.channel = PL_LIST_BEHIND_PIN;
}

static const struct row rows[] = {
	/* clients with reasons of their own */
	{ .name = "two lists",
	  .strategy = "leaf+root",
	  .client = "apple-nspinneddomains",
	  .events = { "renew: host=api key=new" },
	  .has = { "of its two lists, both of which must match, the one for the leaf does not, so "
		   "the app refuses" },
	  .hasnt = "compares texts" },
	{ .name = "a header without a backup",
	  .strategy = "leaf-spki",
	  .client = "hpkp",
	  .has = { "the pins of leaf-spki do not count: hpkp notes no host without a backup pin" },
	  .hasnt = "has no pins",
	  .match = "not compared: hpkp notes no host" },
	{ .name = "and an attacker",
	  .strategy = "leaf-spki",
	  .client = "hpkp",
	  .attack = "other-ca",
	  .has = { "the pins of leaf-spki do not count: hpkp notes no host without a backup pin",
		   "The app talks to him" },
	  .hasnt = "has no pins" },
	{ .name = "an app that does not trust what users install",
	  .strategy = "leaf-spki",
	  .client = "android-nsc",
	  .attack = "user-ca",
	  .has = { "android-nsc does not trust what the user of phone installs" },
	  .hasnt = "phone does not trust" },
	{ .name = "a root that a debuggable app forgives",
	  .strategy = "leaf-spki",
	  .client = "android-nsc-debug",
	  .attack = "user-ca",
	  .has = { "the path ends in a root that was installed on the device, and "
		   "android-nsc-debug does not enforce pins there" } },
	{ .name = "a key that cannot be hashed",
	  .setup = hard_key,
	  .strategy = "leaf-spki+backup",
	  .client = "trustkit-ios",
	  .events = { "renew: host=api key=new" },
	  .has = { "is valid, but trustkit-ios cannot hash a key of Ed25519, so the app refuses" },
	  .match = "not compared" },
	{ .name = "too few pins",
	  .strategy = "leaf-spki",
	  .client = "trustkit-ios",
	  .has = { "trustkit-ios wants 2 different pins where it enforces, and there is 1" } },
	{ .name = "an end that closes",
	  .setup = ends_closed,
	  .strategy = "leaf-spki",
	  .has = { "is valid, but the pin set ended 2027-01-01, and is one that refuses from then "
		   "on, so the app refuses" },
	  .hasnt = "is refused: " },
	{ .name = "a host without an entry",
	  .setup = for_another,
	  .strategy = "leaf-spki",
	  .client = "alamofire-public-keys",
	  .has = { "alamofire-public-keys refuses a host that it has no entry for" } },
	{ .name = "no path to what is bundled",
	  .setup = other_root,
	  .strategy = "root-cert",
	  .client = "react-native-ssl-pinning",
	  .has = { "no path leads to a certificate that react-native-ssl-pinning carries" } },
	{ .name = "never met before",
	  .strategy = "tofu",
	  .has = { "and tofu has never been here before: it keeps what it is shown and believes it "
		   "from now on." },
	  .pins = "none yet: it keeps what it is shown first" },
	{ .name = "met before, another key",
	  .strategy = "tofu",
	  .events = { "wait: 1d" },
	  .then = "renew: host=api key=new",
	  .has = { "tofu pinned the old key" },
	  .fix = "An app that forgets what it kept, as a fresh installation does, learns the new key "
		 "from whoever answers first." },
	{ .name = "takes every key",
	  .setup = refetches,
	  .strategy = "tofu",
	  .attack = "other-ca",
	  .events = { "wait: 1d" },
	  .has = { "which tofu kept, is not met; but it takes what it is shown at every change, so "
		   "it keeps this instead and talks to him." } },
	{ .name = "a session resumed",
	  .setup = resumes,
	  .strategy = "leaf-spki",
	  .then = "renew: host=api key=new",
	  .has = { "The app resumes a session of before the change: no certificate is sent and "
		   "nothing is compared." } },
	{ .name = "no list yet",
	  .setup = first_refuses,
	  .strategy = "dynamic",
	  .has = { "and dynamic has fetched no pin list yet: the app waits for its first." } },
	{ .name = "announced too late",
	  .strategy = "dynamic",
	  .events = { "wait: 1h" },
	  .then = "renew: host=api key=new",
	  .has = { "dynamic pinned the old key" },
	  .fix = "Announcing the new key 1 day before it is served (load: staged) would have saved "
		 "it. The app fetches the next list at 2027-01-02." },
	{ .name = "a list that does not come",
	  .setup = behind_pin,
	  .strategy = "dynamic",
	  .events = { "wait: 1h", "renew: host=api key=new" },
	  .then = "wait: 40d",
	  .has = { "but the pin list of dynamic was fetched last on 2027-01-01 and is good for 30 "
		   "days, so the app refuses." },
	  .fix = "Its list comes over the very connection that it refuses" },
	{ .name = "a header, nothing noted",
	  .strategy = "hpkp",
	  .has = { "and hpkp decides by the trust store of phone alone: it has noted no pins. The "
		   "app connects." } },
	{ .name = "a header, locked out",
	  .strategy = "hpkp",
	  .events = { "set-hpkp: pins=leaf.spki,backup.spki", "wait: 1d",
		      "renew: host=api key=new" },
	  .then = "wait: 1d",
	  .has = { "It noted those from the host's header, and forgets them at 2027-03-03." },
	  .fix = "Serving a key of the noted header again helps at once." },
	{ .name = "an attacker's header",
	  .strategy = "hpkp",
	  .setup = with_own_ca,
	  .events = { "attack: name=own-ca for=1h hpkp=10d" },
	  .then = "wait: 1d",
	  .has = { "It noted those from an attacker's header, and forgets them at 2027-01-11T01:00" },
	  .fix = "No key of the host's is in an attacker's header" },
	{ .name = "a new key",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .has = { "The server now presents a leaf with a new key. Renewing with",
		   "leaf-spki pinned the old key (@pinned)",
		   "which is nowhere in the path leaf < Main CA 1 < Main Root 1, so the app "
		   "refuses",
		   "although the old certificate is still valid until 2027-03-31",
		   "Renewing with the same key or a backup pin on the new key (@leaf) would have "
		   "saved "
		   "it." },
	  .path = "leaf api.example.test < Main CA 1 < Main Root 1; dates, names and signatures "
		  "good",
	  .pins = "1 pin: leaf.spki @pinned; 0 backups",
	  .match = "api.example.test @leaf",
	  .fix = "Renewing with the same key" },
	{ .name = "another strategy holds",
	  .strategy = "leaf-spki",
	  .other = "root-spki",
	  .events = { "renew: host=api key=new" },
	  .has = { "root-spki holds here." },
	  .fix = "root-spki holds here." },
	{ .name = "a new key, the backup unused",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=new" },
	  .has = { "and as backup the backup key (", "none of them is in the path",
		   "renewing with the backup key, which is pinned" },
	  .pins = "1 backup: backup.spki",
	  .fix = "renewing with the backup key" },
	{ .name = "the same key, the certificate pinned",
	  .strategy = "leaf-cert",
	  .events = { "renew: host=api key=same" },
	  .has = { "a new certificate with the same key", "pinned the old certificate (",
		   "A pin on the key instead of the certificate or releasing an app with a pin on "
		   "the new certificate (",
		   "before it is served (load: staged) would have saved it." },
	  .hasnt = "backup pin",
	  .fix = "A pin on the key" },
	{ .name = "another algorithm",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=ecdsa-p384" },
	  .has = { "a new key of another kind (EC secp384r1 instead of EC secp256r1)" } },
	{ .name = "another issuer",
	  .strategy = "intermediate-spki",
	  .events = { "swap-intermediate: from=int-1 to=int-2" },
	  .has = { "issued by Main CA 2 instead of Main CA 1",
		   "pinned the key of Main CA 1 (@int-1)",
		   "although Main CA 1 is valid until 2034-12-31",
		   "A backup pin on the key of Main CA 2 (@int-2) would have saved it" } },
	{ .name = "the issuer anew",
	  .strategy = "intermediate-cert",
	  .events = { "reissue-intermediate: int-1" },
	  .has = { "the same leaf with a new certificate of Main CA 1 for the same key",
		   "A pin on the key instead of the certificate" } },
	{ .name = "curl sees the leaf only",
	  .strategy = "root-spki",
	  .client = "curl",
	  .has = { "root-spki pinned the key of Main Root 1 (@root-1), which is not the leaf's "
		   "(@leaf). ",
		   "Main Root 1 in the path has it, but curl compares its pins with the leaf "
		   "only" },
	  .match = "api.example.test @leaf: no pin" },
	{ .name = "curl cannot pin that",
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .has = { "curl does not load the pins of leaf-cert: curl cannot pin a whole certificate",
		   "is valid, so the server is not to blame" },
	  .match = "the pins did not load",
	  .fix = "curl can pin the form \"spki\"." },
	{ .name = "cut off for a while",
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new", "wait: 1d" },
	  .has = { "Since step 1 (renew api with a new key, 2027-01-01) the server presents a "
		   "leaf with a new key, and the app is cut off." },
	  .hasnt = "now presents" },

	{ .name = "a match",
	  .strategy = "leaf-spki",
	  .has = { "The path leaf < Main CA 1 < Main Root 1 is valid",
		   "leaf-spki finds the pin leaf.spki @leaf on api.example.test, so the app "
		   "connects" },
	  .match = "leaf.spki @leaf is api.example.test's key",
	  .fix = "" },
	{ .name = "a match on the backup",
	  .strategy = "leaf-spki+backup",
	  .events = { "renew: host=api key=backup" },
	  .has = { "a leaf with the key that was its backup",
		   "the old key (@pinned) no longer matches",
		   "only the backup pin backup.spki @leaf does",
		   "no backup left for the next change" },
	  .fix = "" },
	{ .name = "no pins",
	  .strategy = "none",
	  .has = { "the strategy none has no pins: the trust store of phone decides" },
	  .match = "there are no pins",
	  .pins = "0 pins; 0 backups",
	  .fix = "" },
	{ .name = "an own root",
	  .strategy = "private-ca",
	  .has = { "leaf < Private Issuing CA < Private Root CA is valid below the app's only "
		   "anchor" } },
	{ .name = "a root that ended unnoticed",
	  .setup = no_anchor_dates,
	  .strategy = "root-spki",
	  .events = { "expire-root: root-1" },
	  .has = { "Main Root 1 ended on 2028-12-31, but phone does not check the dates of its "
		   "anchors" },
	  .path = "Main Root 1 ended on 2028-12-31, which phone does not look at" },
	{ .name = "a set that ended",
	  .setup = set_ends,
	  .strategy = "leaf-spki",
	  .has = { "the pins are not enforced: the pin set ended on 2027-01-01",
		   "leaf-spki pinned the server's key (@leaf)" },
	  .pins = "until 2027-01-01",
	  .match = "not compared: the pin set has expired" },
	{ .name = "a set that reports",
	  .setup = only_reports,
	  .strategy = "leaf-spki",
	  .events = { "renew: host=api key=new" },
	  .has = { "and no pin matches, but leaf-spki only reports that", "the old key (@pinned)" },
	  .pins = "report only",
	  .match = "api.example.test @leaf" },

	{ .name = "an intermediate missing",
	  .strategy = "leaf-spki",
	  .events = { "serve: leaf-only host=api" },
	  .has = { "The server now sends its leaf alone.",
		   "Main CA 1, which issued api.example.test, was not sent",
		   "The pins were not asked: leaf-spki pinned the server's key (@leaf)",
		   "Sending the full chain, as the authority delivered it, helps." },
	  .path = "none; Main CA 1, which issued api.example.test, was not sent",
	  .match = "not compared: the connection was refused before",
	  .fix = "full chain" },
	{ .name = "nobody renewed",
	  .setup = no_automation,
	  .strategy = "none",
	  .events = { "expire-leaf: api" },
	  .has = { "The path leaf < Main CA 1 < Main Root 1 is refused: api.example.test expired "
		   "on "
		   "2027-03-31",
		   "The strategy none has no pins, and none would have helped" },
	  .path = "api.example.test expired on 2027-03-31",
	  .fix = "" },
	{ .name = "renewed but not loaded",
	  .setup = no_automation,
	  .strategy = "leaf-spki",
	  .events = { "wait: 60d", "renew: host=api key=same load=staged", "expire-leaf: api" },
	  .has = { "A renewed certificate, valid until 2027-05-30, is staged: loading it helps." },
	  .fix = "is staged: loading it helps" },
	{ .name = "a root that ended",
	  .strategy = "root-spki",
	  .events = { "expire-root: root-1" },
	  .has = { "Main Root 1 expired on 2028-12-31", "the key of Main Root 1 (@root-1)" } },
	{ .name = "a path not tried",
	  .setup = retry_none,
	  .strategy = "none",
	  .events = { "expire-root: root-1" },
	  .has = { "Main Root 2 (by Main Root 1) expired on 2028-12-31",
		   "Another path is good, leaf < Main CA X < Main Root 2, but phone (retry: none) "
		   "does not try it" },
	  .fix = "Another path is good" },
	{ .name = "a root dropped",
	  .strategy = "leaf-spki",
	  .events = { "distrust: root-1" },
	  .has = { "Main Root 1 is no longer trusted (the device dropped it on 2027-01-01)" } },
	{ .name = "an intermediate blocked",
	  .strategy = "leaf-spki",
	  .events = { "distrust: int-1 how=block" },
	  .has = { "Main CA 1 is no longer trusted (the device blocks the key of int-1)" } },
	{ .name = "a root not there yet",
	  .setup = trusted_later,
	  .strategy = "none",
	  .has = { "phone does not trust Main Root 1" } },
	{ .name = "a clock behind",
	  .setup = clock_behind,
	  .strategy = "leaf-spki",
	  .has = { "the clock of phone shows 2026-12-22, 10 days behind",
		   "by it api.example.test is not valid before 2027-01-01",
		   "at the true time every date is good",
		   "Setting the clock of phone right helps." },
	  .fix = "Setting the clock" },

	{ .name = "self-signed",
	  .strategy = "none",
	  .attack = "self-signed",
	  .has = { "The attacker answers for api.example.test with a certificate that the attacker "
		   "signed himself.",
		   "api.example.test signed itself and phone does not trust it" } },
	{ .name = "other-ca, no pins",
	  .strategy = "none",
	  .other = "leaf-spki",
	  .attack = "other-ca",
	  .has = { "His path leaf < Unrelated Issuing CA < Unrelated Root CA is valid on phone",
		   "the strategy none has no pins. The app talks to him.",
		   "leaf-spki stops him here." },
	  .fix = "leaf-spki stops him here." },
	{ .name = "other-ca, pinned",
	  .strategy = "leaf-spki",
	  .attack = "other-ca",
	  .has = { "so only the pins can stop him: leaf-spki pinned the server's key (@leaf)",
		   "so the app refuses him" },
	  .fix = "" },
	{ .name = "own-ca, issuer pinned",
	  .strategy = "intermediate-spki",
	  .attack = "own-ca",
	  .has = { "the pin of intermediate-spki, issuer.spki @int-1, is met by Main CA 1: whoever "
		   "gets "
		   "a certificate below it "
		   "passes" } },
	{ .name = "stolen leaf key",
	  .strategy = "leaf-spki",
	  .attack = "stolen-leaf-key",
	  .has = { "the pin of leaf-spki, leaf.spki @leaf, is met by api.example.test: he holds "
		   "that "
		   "very key" } },
	{ .name = "stolen before",
	  .strategy = "leaf-spki",
	  .attack = "stolen-leaf-key",
	  .events = { "compromise: leaf", "renew: host=api key=new" },
	  .has = { "It takes what was stolen on 2027-01-01; with today's keys he would be "
		   "refused." } },
	{ .name = "the issuer's key stolen before",
	  .strategy = "intermediate-spki",
	  .attack = "stolen-intermediate-key",
	  .events = { "compromise: root", "wait: 1d", "compromise: intermediate" },
	  .then = "swap-intermediate: from=int-1 to=int-2",
	  .has = { "It takes what was stolen on 2027-01-02" } },
	{ .name = "the root's key stolen before",
	  .strategy = "root-spki",
	  .attack = "stolen-root-key",
	  .events = { "compromise: intermediate", "wait: 1d", "compromise: root" },
	  .then = "switch-ca: host=api to=int-b",
	  .has = { "It takes what was stolen on 2027-01-02" } },
	{ .name = "the backup key stolen before",
	  .strategy = "leaf-spki+backup",
	  .attack = "stolen-backup-key",
	  .events = { "compromise: root", "wait: 1d", "compromise: backup" },
	  .then = "renew: host=api key=backup",
	  .has = { "It takes what was stolen on 2027-01-02" } },
	{ .name = "behind a proxy, pinned",
	  .strategy = "leaf-spki",
	  .events = { "install-user-ca: phone proxy=always" },
	  .has = { "phone is behind a proxy, which answers for api.example.test with a certificate of "
		   "its own. leaf-spki pinned the server's key",
		   "An honest user is lost; the proxy reads nothing." } },
	{ .name = "behind a proxy, unpinned",
	  .strategy = "none",
	  .events = { "install-user-ca: phone proxy=always" },
	  .has = { "phone is behind a proxy", "The proxy reads along." } },
	{ .name = "no longer behind it",
	  .strategy = "none",
	  .events = { "install-user-ca: phone proxy=always", "install-user-ca: phone" },
	  .has = { "so the app connects" } },
	{ .name = "a user's CA ignored",
	  .setup = no_user_cas,
	  .strategy = "none",
	  .attack = "user-ca",
	  .has = { "phone ignores what its user installs, Installed Proxy CA included" } },
	{ .name = "another name",
	  .strategy = "leaf-spki",
	  .attack = "other-name",
	  .has = { "the leaf covers attacker.example and not api.example.test",
		   "No pin was needed: leaf-spki pinned the server's key (@leaf), which was not "
		   "compared" } },
	{ .name = "ballast",
	  .strategy = "leaf-spki",
	  .client = "any-presented",
	  .attack = "padded-chain",
	  .has = { "is met by api.example.test: it was only sent along, but any-presented compares "
		   "its "
		   "pins with everything that was sent" } },
	{ .name = "an own root under attack",
	  .strategy = "private-ca",
	  .attack = "other-ca",
	  .has = { "whose only anchor is Private Root CA" } },
	{ .name = "moot",
	  .strategy = "leaf-spki",
	  .attack = "other-ca",
	  .events = { "renew: host=api key=new" },
	  .has = { "But the app refuses the honest host as well (pin-mismatch), so this is worth "
		   "nothing." } },
	{ .name = "moot, not loaded",
	  .strategy = "leaf-cert",
	  .client = "curl",
	  .attack = "own-ca",
	  .has = { "so the app talks to nobody", "(pins-invalid)" } },
	{ .name = "under attack, not enforced",
	  .setup = set_ends,
	  .strategy = "leaf-spki",
	  .attack = "other-ca",
	  .has = { "leaf-spki is not enforced: the pin set ended on 2027-01-01. The app talks to "
		   "him.",
		   "Pinned, but not compared, is the server's key (@leaf)" } },
};

static const struct pl_cert *certificate_of(const struct pl_run *run, const char *name)
{
	if (pl_streq(name, "leaf"))
		return pl_world_host(last(run)->world, "api")->presented->certs[0];
	return pl_world_certificate(last(run)->world, name);
}

/* Puts the digests in: "@leaf" is the served leaf's, "@pinned" the row's first pin. */
static char *expand(const struct pl_run *run, const struct pl_row *row, const char *text)
{
	struct pl_buf out = PL_BUF_INIT;
	char name[32], digest[PL_PIN_SHORT];

	while (*text) {
		size_t len = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz-0123456789");

		if (*text != '@') {
			pl_buf_putc(&out, *text++);
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)len, text + 1);
		if (pl_streq(name, "pinned"))
			pl_buf_puts(&out, pl_pin_short(&row->pins->pins[0], digest));
		else
			pl_buf_puts(&out, pl_digest_short(certificate_of(run, name)->spki_sha256,
							  digest));
		text += len + 1;
	}
	return pl_buf_take(&out);
}

static void check_part(const struct pl_run *run, const struct pl_row *row, const char *got,
		       const char *want, const char *what)
{
	char *text;

	if (!want)
		return;
	text = expand(run, row, want);
	tap_has(got, text, what);
	free(text);
}

static struct pl_run *scene(const struct row *row, struct pl_engine *engine, struct pl_model *model)
{
	struct pl_error err = PL_ERROR_INIT;
	struct pl_strategy_def *def = pl_model_add_strategy(model, row->strategy);
	struct pl_run *run;

	if (row->client)
		def->client = pl_client_find(row->client);
	if (row->other)
		pl_model_add_strategy(model, row->other);
	if (row->attack)
		must(pl_model_add_attack(model, row->attack), &err);
	if (row->setup)
		row->setup(model);
	run = start(engine, model);
	for (size_t i = 0; i < 3 && row->events[i]; i++)
		happen(run, "", row->events[i]);
	if (row->then)
		happen(run, "", row->then);
	return run;
}

static void test_rows(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = build_model();
		struct pl_run *run = scene(row, engine, model);
		size_t at_row = row_of(run, row->strategy);
		struct pl_cell cell = { run->n_steps - 1, at_row, row->attack ? 0 : -1 };
		const struct pl_row *app = run->rows[at_row];
		struct pl_why why;

		pl_why(run, &cell, &why);
		tap_note("%s", why.sentence);
		for (size_t j = 0; j < 6 && row->has[j]; j++)
			check_part(run, app, why.sentence, row->has[j], row->name);
		if (row->hasnt)
			tap_ok(!strstr(why.sentence, row->hasnt), "%s: nothing about \"%s\"",
			       row->name, row->hasnt);
		check_part(run, app, why.path, row->path, "its path");
		check_part(run, app, why.pins, row->pins, "its pins");
		check_part(run, app, why.match, row->match, "what matched");
		if (row->fix && !*row->fix)
			tap_text(why.fix, NULL, "nothing to mend");
		else
			check_part(run, app, why.fix, row->fix, "its way out");
		pl_why_clear(&why);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

/* Every cell of a whole matrix: explained, and differently where the pins differ. */
static void test_differ(void)
{
	static const char *const events[] = { "renew: host=api key=new", "distrust: root-1" };

	for (size_t i = 0; i < PL_ARRAY_LEN(events); i++) {
		struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
		struct pl_model *model = build_model();
		struct pl_why *whys;
		struct pl_run *run;
		size_t n, equal = 0, n_strategies;
		const struct pl_strategy *const *strategies = pl_strategies(&n_strategies);

		for (size_t j = 0; j < n_strategies; j++)
			pl_model_add_strategy(model, strategies[j]->name);
		pl_model_all_attacks(model);
		run = start(engine, model);
		happen(run, "", events[i]);
		n = run->n_rows;
		whys = pl_calloc(n, sizeof(*whys));
		for (int attack = -1; attack < (int)run->n_attacks; attack++) {
			for (size_t j = 0; j < n; j++) {
				struct pl_cell cell = { run->n_steps - 1, j, attack };

				pl_why(run, &cell, &whys[j]);
				if (!whys[j].sentence || strlen(whys[j].sentence) < 40 ||
				    !whys[j].path || !whys[j].pins || !whys[j].match)
					tap_ok(false, "%s is explained", run->rows[j]->id);
			}
			for (size_t j = 0; j < n; j++) {
				for (size_t k = 0; k < j; k++) {
					if (!pl_streq(whys[j].sentence, whys[k].sentence))
						continue;
					equal++;
					tap_note("%s = %s: %s", run->rows[j]->id, run->rows[k]->id,
						 whys[j].sentence);
				}
			}
			for (size_t j = 0; j < n; j++)
				pl_why_clear(&whys[j]);
		}
		tap_int((long long)equal, 0, "no two apps have one explanation");
		free(whys);
		pl_run_free(run);
		pl_engine_free(engine);
		pl_model_free(model);
	}
}

static void test_last_good(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_run *run;
	size_t row;
	static const struct {
		const char *strategy;
		size_t step;
		int attack;
		size_t want;
	} cells[] = {
		{ "leaf-spki", 0, -1, 0 }, { "leaf-spki", 1, -1, 0 },
		{ "leaf-spki", 2, -1, 0 }, { "leaf-spki", 1, 0, 1 },
		{ "root-spki", 2, -1, 2 }, { "root-spki", 2, 0, SIZE_MAX },
	};

	pl_model_add_strategy(model, "leaf-spki");
	pl_model_add_strategy(model, "root-spki");
	must(pl_model_add_attack(model, "own-ca"), &err);
	run = start(engine, model);
	happen(run, "", "renew: host=api key=new");
	happen(run, "", "renew: host=api key=new");
	for (size_t i = 0; i < PL_ARRAY_LEN(cells); i++) {
		struct pl_why why;

		row = row_of(run, cells[i].strategy);
		pl_why(run, &(struct pl_cell){ cells[i].step, row, cells[i].attack }, &why);
		tap_ok(why.last_good == cells[i].want, "%s at step %zu, attack %d",
		       cells[i].strategy, cells[i].step, cells[i].attack);
		pl_why_clear(&why);
	}
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* What no event of the lab brings about: another key than the certificate's, rules for other hosts.
 */
static void test_by_hand(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_error err = PL_ERROR_INIT;
	struct pl_host *host;
	struct pl_cell cell;
	struct pl_step *step;
	struct pl_row *row;
	struct pl_run *run;
	struct pl_why why;

	pl_model_add_strategy(model, "leaf-spki");
	run = start(engine, model);
	cell = (struct pl_cell){ 0, row_of(run, "leaf-spki"), -1 };
	step = run->steps[0];
	row = run->rows[cell.row];
	host = step->world->hosts[0];

	host->tls_key = pl_pki_key(pl_engine_pki(engine), "test", "other", PL_KEY_P256, &err);
	must(host->tls_key, &err);
	step->honest[cell.row] = pl_judge_honest(engine, step->world, row, &err);
	must(step->honest[cell.row], &err);
	pl_why(run, &cell, &why);
	check_part(
		run, row, why.sentence,
		"is valid, but the server does not prove that the certificate is its own: it signs "
		"with ",
		"another key than the certificate's");
	check_part(run, row, why.sentence, "and the certificate has @leaf", "both are named");
	check_part(run, row, why.fix, "Signing with the certificate's own key helps.",
		   "the way out");
	pl_why_clear(&why);

	host->tls_key = host->served->key;
	pl_rule_cover(&row->pins->rules[0], "elsewhere.test", false);
	step->honest[cell.row] = pl_judge_honest(engine, step->world, row, &err);
	must(step->honest[cell.row], &err);
	pl_why(run, &cell, &why);
	check_part(run, row, why.sentence,
		   "the pins are not enforced: the pins are for other hosts",
		   "rules for other hosts");
	check_part(run, row, why.match, "not compared: the pins are for other hosts", "no match");
	pl_why_clear(&why);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

/* An app that was released later has no verdict before. */
static void test_not_built(void)
{
	struct pl_engine *engine = pl_engine_new(1, PL_ENGINE_VERIFY);
	struct pl_model *model = build_model();
	struct pl_run *run;
	struct pl_why why;

	pl_model_add_strategy(model, "leaf-spki");
	run = start(engine, model);
	happen(run, "", "release: leaf-spki");
	pl_why(run, &(struct pl_cell){ 0, row_of(run, "leaf-spki"), -1 }, &why);
	tap_has(why.sentence, "was not built yet", "a version before its release");
	tap_ok(!why.path && !why.fix && why.last_good == SIZE_MAX, "has nothing more to say");
	pl_why_clear(&why);
	pl_run_free(run);
	pl_engine_free(engine);
	pl_model_free(model);
}

int main(void)
{
	test_rows();
	test_differ();
	test_last_good();
	test_by_hand();
	test_not_built();
	pl_pki_shutdown();
	return tap_done();
}
