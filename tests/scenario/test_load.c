/*
 * What the loader takes, and how it refuses the rest: each row is a file that is
 * wrong in one way, the place that must be named, and what must be said of it.
 */
#include <config.h>

#include <unistd.h>

#include "tests/scenario/files.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

/* Lines 1 to 4 of every scenario below; a row's own text begins at line 5. */
#define HEAD "pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n" \
	"hosts: {api: {name: api.example.test, issuer: north-a1}}\n"

#define SEGMENT(keys) "segments: [{name: a, " keys "}]"
#define FLEET(users, segments) "until: 2027-01-01\nfleet: {" users ", " segments "}\n"
/* Its first release stands in line 10 from column 14 on. */
#define RELEASES(releases) "until: 2027-01-01\nstrategies: [leaf-spki]\nfleet:\n  users: 4\n" \
	"  segments: [{name: all, share: 100%, half-life: 1d}]\n" \
	"  releases: [" releases "]\n"

struct broken {
	const char *what;  /* what is wrong */
	const char *text;  /* after HEAD, or the whole file when it begins with '!' */
	int line, column;  /* 0: the whole file */
	const char *wants[3]; /* pieces of the message */
};

static const struct broken rows[] = {
	/* the head */
	{ "an empty file", "!", 0, 0, { "empty" } },
	{ "a list instead of a map",
	  "!- pinlab\n",
	  1, 1, { "a map of keys, not a list", "pinlab new" } },
	{ "a text instead of a map", "!pinlab\n", 1, 1, { "not text" } },
	{ "a file of somebody else", "!version: 3\n", 1, 1, { "begin it with pinlab: 1" } },
	{ "a format to come", "!pinlab: 2\n", 1, 9, { "reads format 1" } },
	{ "a kind that is none",
	  "!pinlab: 1\nkind: scenari\n",
	  2, 7, { "did you mean 'scenario'" } },
	{ "a hierarchy where a scenario is wanted",
	  "!pinlab: 1\nkind: hierarchy\n",
	  2, 7, { "under hierarchy:" } },
	{ "a pin file", "!pinlab: 1\nkind: pins\n", 2, 7, { "these are pins, not a scenario" } },
	{ "no start",
	  "!pinlab: 1\nhierarchy: default\nhosts: {a: {name: a.test, issuer: north-a1}}\n",
	  1, 1, { "needs 'start'" } },
	{ "no hierarchy",
	  "!pinlab: 1\nstart: 2026-01-01\nhosts: {a: {name: a.test, issuer: x}}\n",
	  1, 1, { "needs 'hierarchy'" } },
	{ "no hosts",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\n",
	  1, 1, { "needs 'hosts'" } },
	{ "an edition of facts that is not known", "facts: 2027-01\n", 5, 8, { "2026-11" } },

	{ "an incident without words",
	  "incident: {date: 2027-02-03, what: \"\", broke: b, saved-by: c, source: d}\n",
	  5, 36, { "'what' is empty" } },
	{ "a tag that --tags cannot ask for",
	  "tags: [first, not]\n",
	  5, 15, { "'not' is a word of --tags" } },

	/* keys and types */
	{ "a misspelt key",
	  "strategys: [none]\n",
	  5, 1, { "unknown key 'strategys'", "did you mean 'strategies'" } },
	{ "a key that is like none",
	  "colour: red\n",
	  5, 1, { "unknown key 'colour'", "begin with x-" } },
	{ "a repeated key", "seed: 1\nseed: 2\n", 6, 1, { "repeated", "line 5" } },
	{ "a fleet that is no map", "fleet: 4\n", 5, 8, { "a fleet is a map" } },
	{ "a fleet without segments", "until: 2027-01-01\nfleet: {users: 4}\n", 6, 8,
	  { "needs 'segments'" } },
	{ "a fleet without an end", "fleet: {users: 4, segments: [{name: a, share: 100%, half-life: 1d}]}\n",
	  5, 8, { "write until" } },
	{ "nobody", FLEET("users: 0", SEGMENT("share: 100%, half-life: 1d")), 6, 8, { "1 to 100000000000 users" } },
	{ "shares that do not add up", FLEET("users: 4", SEGMENT("share: 99.5%, half-life: 1d")), 6, 30,
	  { "99.5% of the users", "add up to 100%" } },
	{ "no curve", FLEET("users: 4", SEGMENT("share: 100%")), 6, 30,
	  { "one of half-life, points and preset" } },
	{ "two curves", FLEET("users: 4", SEGMENT("share: 100%, half-life: 1d, preset: managed")), 6, 30,
	  { "one of half-life, points and preset" } },
	{ "a half-life of nothing", FLEET("users: 4", SEGMENT("share: 100%, half-life: 0s")), 6, 64,
	  { "at least a second" } },
	{ "a curve that falls", FLEET("users: 4", SEGMENT("share: 100%, points: {1d: 20%, 2d: 10%}")), 6, 30,
	  { "falls to 10% at 2d" } },
	{ "ages out of order", FLEET("users: 4", SEGMENT("share: 100%, points: {2d: 20%, 1d: 30%}")), 6, 30,
	  { "order of their ages" } },
	{ "a point before the offer", FLEET("users: 4", SEGMENT("share: 100%, points: {0s: 20%}")), 6, 30,
	  { "begin the points after 0s" } },
	{ "more than all", FLEET("users: 4", SEGMENT("share: 100%, points: {2d: 95%}, never: 6%")), 6, 30,
	  { "95% update", "6% never do" } },
	{ "a preset that is none", FLEET("users: 4", SEGMENT("share: 100%, preset: automatc")), 6, 61,
	  { "no adoption preset 'automatc'", "did you mean 'automatic'" } },
	{ "a device that is none", FLEET("users: 4", SEGMENT("share: 100%, half-life: 1d, device: phon")), 6, 30,
	  { "device 'phon'", "did you mean 'phone'" } },
	{ "a share that is none", FLEET("users: 4", SEGMENT("share: 100, half-life: 1d")), 6, 47,
	  { "'100' is no share" } },
	{ "a segment twice", "until: 2027-01-01\nfleet: {users: 4, segments: [{name: a, share: 50%, half-life: 1d}, "
	  "{name: a, share: 50%, half-life: 1d}]}\n", 6, 68, { "named 'a' already" } },
	{ "a version twice", RELEASES("{version: 2, submit: 2026-02-01}, {version: 2, submit: 2026-03-01}"), 10, 48,
	  { "2 is released twice" } },
	{ "the version of the start", RELEASES("{version: 1, submit: 2026-02-01}"), 10, 14,
	  { "everybody has at the start" } },
	{ "a release before the start", RELEASES("{version: 2, submit: 2025-02-01}"), 10, 14,
	  { "before the start of the scenario, 2026-01-01" } },
	{ "a roll-out that is none", RELEASES("{version: 2, submit: 2026-02-01, rollout: aple-7d}"), 10, 56,
	  { "no roll-out 'aple-7d'", "did you mean 'apple-7d'" } },
	{ "a roll-out that goes back", RELEASES("{version: 2, submit: 2026-02-01, rollout: {0d: 5%, 1d: 2%}}"), 10, 14,
	  { "rise, in time and in share", "2% does not" } },
	{ "a pin that is none", RELEASES("{version: 2, submit: 2026-02-01, pins: [leav.spki]}"), 10, 53,
	  { "leav" } },
	{ "a version with a blank", RELEASES("{version: 2 beta, submit: 2026-02-01}"), 10, 24,
	  { "no plain version" } },
	{ "a minimum that nobody released", RELEASES("{version: 2, submit: 2026-02-01}]\n  minimum-version: [{version: 3, from: 2026-03-01}"),
	  11, 21, { "release '3'" } },
	{ "a minimum before its time", RELEASES("{version: 2, submit: 2026-02-01}]\n  minimum-version: [{version: 2, from: 2026-01-03}"),
	  11, 21, { "not even submitted" } },
	{ "an expectation of no fleet", "expect: [{fleet: {availability: \"> 1%\"}}]\n", 5, 10,
	  { "there is no fleet" } },
	{ "an expectation of no segment", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {availability: \"> 1%\", segment: al}}"),
	  11, 10, { "segment 'al'", "did you mean 'all'" } },
	{ "an expectation of no version", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {lost: \"> 1\", version: 7}}"),
	  11, 10, { "version '7'" } },
	{ "a version at no moment", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {exposure: \"> 1%\", version: 2}}"),
	  11, 10, { "say at which moment" } },
	{ "two questions at once", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {exposure: \"> 1%\", lost: \"> 1\"}}"),
	  11, 18, { "asks for one of" } },
	{ "a sum at a moment", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {lost: \"> 1\", at: 2026-03-01}}"),
	  11, 18, { "what the whole run comes to" } },
	{ "a share instead of user-days", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {lost: \"> 1%\"}}"),
	  11, 25, { "user-days" } },
	{ "a row of a fleet", RELEASES("{version: 2, submit: 2026-02-01}]\nexpect: [{fleet: {lost: \"> 1\"}, host: api}"),
	  11, 33, { "inside the braces of fleet" } },
	{ "a target without a fleet",
	  "target: {availability: \">= 99%\", move: rotation}\n",
	  5, 9, { "a target is about users; write fleet:" } },
	{ "a target without an event",
	  "target: {availability: \">= 99%\"}\n",
	  5, 9, { "move" } },
	{ "a target that is no share",
	  "target: {availability: \"> 99%\", move: rotation}\n",
	  5, 24, { "is no least share of the users", "\">= 99.5%\"" } },
	{ "a shadow beside a hierarchy",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nshadow: {chain: a, pins: b}\n",
	  3, 1, { "a shadow brings its own hierarchy; remove one of the two" } },
	{ "events beside a known future",
	  "!pinlab: 1\nstart: 2026-01-01\nevents: []\nshadow: {chain: a, pins: b, future: 1}\n",
	  3, 1, { "a shadow with a future brings its own events" } },
	{ "a shadow that is a file",
	  "!pinlab: 1\nstart: 2026-01-01\nshadow: prod.pem\n",
	  3, 9, { "a shadow is a map of its keys" } },
	{ "a list for a text", "name: [a, b]\n", 5, 7, { "'name' takes a text, not a list" } },
	{ "a text for a list",
	  "strategies: none\n",
	  5, 13, { "'strategies' takes a list, not text" } },
	{ "nothing for a list", "strategies:\n", 5, 12, { "'strategies' has no value" } },
	{ "a negative seed", "seed: -1\n", 5, 7, { "'-1' is not a whole number" } },
	{ "a seed beyond 64 bits", "seed: 18446744073709551616\n", 5, 7, { "not a whole number" } },
	{ "a word that is no choice",
	  "keys: reel\n",
	  5, 7, { "no keys 'reel'", "did you mean 'real'" } },

	/* dates and durations */
	{ "a day that does not exist",
	  "until: 2026-02-30\n",
	  5, 8, { "'2026-02-30' is not a date", "February" } },
	{ "a date in words", "until: tomorrow\n", 5, 8, { "'tomorrow' is not a date" } },
	{ "an end before the start", "until: 2025-12-31\n", 5, 8, { "end before it starts" } },
	{ "an end in the second of the start",
	  "until: 2026-01-01\n",
	  5, 8, { "end before it starts" } },
	{ "a start before 1970",
	  "!pinlab: 1\nstart: 1969-12-31\nhierarchy: default\nhosts: {}\n",
	  2, 8, { "is not a date" } },

	/* hierarchies */
	{ "a hierarchy that is misspelt",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: defualt\nhosts: {a: {name: a.test, issuer: "
	  "x}}\n",
	  3, 12, { "no hierarchy 'defualt'", "did you mean 'default'" } },
	{ "a hierarchy like none",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: zzz\nhosts: {a: {name: a.test, issuer: x}}\n",
	  3, 12, { "there is ", "letsencrypt-2020" } },
	{ "a file name without a slash",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: mine.yaml\nhosts: {a: {name: a.test, issuer: "
	  "x}}\n",
	  3, 12, { "with a slash" } },
	{ "a path to nowhere",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: ./nowhere.yaml\nhosts: {a: {name: a.test, "
	  "issuer: x}}\n",
	  3, 12, { "relative to the file" } },

	/* hosts */
	{ "a host without a name",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  api: {issuer: north-a1}\n",
	  5, 3, { "a host needs 'name'" } },
	{ "a host with both kinds of name",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  api: {name: a.test, names: "
	  "[b.test], issuer: north-a1}\n",
	  5, 3, { "not both" } },
	{ "a host without an issuer",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  api: {name: a.test}\n",
	  5, 8, { "a host needs 'issuer'" } },
	{ "an issuer that does not exist",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  api: {name: a.test, "
	  "issuer: north-a3}\n",
	  5, 3, { "north-a3" } },
	{ "an id with a dot",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a.b: {name: a.test, "
	  "issuer: north-a1}\n",
	  5, 3, { "'a.b' cannot be the name of a host" } },
	{ "a host name with a blank",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a: {name: a b, issuer: "
	  "north-a1}\n",
	  5, 13, { "'a b' is not a host name" } },
	{ "an algorithm that is misspelt",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a: {name: a.test, issuer: "
	  "north-a1, algorithm: ecdsa-p265}\n",
	  5, 50, { "did you mean 'ecdsa-p256'" } },
	{ "a lifetime without a unit",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a: {name: a.test, issuer: "
	  "north-a1, lifetime: 90}\n",
	  5, 49, { "a duration like 90d" } },
	{ "renewals without a key",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a: {name: a.test, issuer: "
	  "north-a1, renews: {before: 30d}}\n",
	  5, 47, { "needs 'key'", "no innocent default" } },
	{ "renewals before the certificate begins",
	  "!pinlab: 1\nstart: 2026-01-01\nhierarchy: default\nhosts:\n  a: {name: a.test, issuer: "
	  "north-a1, renews: {before: 90d, key: same}}\n",
	  5, 47, { "shorter than its lifetime" } },

	/* devices */
	{ "a device that trusts nobody known",
	  "devices: {phone: {trust: [north-root-9]}}\n",
	  5, 27, { "north-root-9" } },
	{ "a store that does not exist", "devices: {phone: {store: fone}}\n", 5, 11, { "fone" } },
	{ "trust that ends before it begins",
	  "devices: {phone: {trust: [{trust: north-root-1, from: 2026-02-01, until: "
	  "2026-01-01}]}}\n",
	  5, 74, { "ends before it begins" } },
	{ "a boolean in another language",
	  "devices: {phone: {checks-anchor-dates: yes}}\n",
	  5, 40, { "'yes' is neither true nor false" } },
	{ "a clock without a unit",
	  "devices: {phone: {clock: \"-400\"}}\n",
	  5, 26, { "with its sign" } },
	{ "a zone that is a duration",
	  "devices: {phone: {zone: +2h}}\n",
	  5, 25, { "'+2h' is not a zone", "like +09:00" } },
	{ "a zone beyond the last one",
	  "devices: {phone: {zone: \"+14:01\"}}\n",
	  5, 25, { "'+14:01' is not a zone", "from -14:00 to +14:00" } },
	{ "a key size that is none",
	  "devices: {phone: {crypto: [{from: 2030-01-01, rsa-min: 1024}]}}\n",
	  5, 56, { "no rsa-min '1024'" } },
	{ "a demand for nothing",
	  "devices: {phone: {crypto: [{from: 2030-01-01}]}}\n",
	  5, 28, { "needs 'rsa-min'" } },
	{ "a path policy that is none",
	  "devices: {phone: {path: shortst}}\n",
	  5, 25, { "did you mean 'shortest'" } },

	/* strategies */
	{ "no strategy at all", "strategies: []\n", 5, 13, { "'strategies' is empty" } },
	{ "a strategy that is misspelt",
	  "strategies: [leaf-spik]\n",
	  5, 14, { "did you mean 'leaf-spki'" } },
	{ "rules, and none of them",
	  "strategies:\n  - {name: mine, rules: []}\n",
	  6, 12, { "'mine' has no pins", "rules with pins" } },
	{ "rules, and none has pins",
	  "strategies:\n  - {name: mine, rules: [{}, {covers: a.test, leaf-pins: []}]}\n",
	  6, 12, { "'mine' has no pins" } },
	{ "two lists, and both are empty",
	  "strategies:\n  - {name: mine, leaf-pins: [], ca-pins: []}\n",
	  6, 12, { "'mine' has no pins" } },
	{ "a list to fetch, where what is seen first is kept",
	  "strategies:\n  - {name: tofu, refresh: 1d}\n",
	  6, 12, { "tofu keeps what it sees", "remove refresh" } },
	{ "a strategy twice",
	  "strategies:\n  - none\n  - none\n",
	  7, 5, { "listed twice", "line 6" } },
	{ "an end that closes, of a client that knows none",
	  "strategies: [{name: mine, client: okhttp, pins: [leaf.spki], expires: 2027-01-01, "
	  "on-expiry: closed}]\n",
	  5, 21, { "okhttp knows no end after which it refuses", "generic" } },
	{ "an end that closes, without an end",
	  "strategies: [{name: mine, pins: [leaf.spki], on-expiry: closed}]\n",
	  5, 21, { "on-expiry without an end", "add expires" } },
	{ "an end that is misspelt",
	  "strategies: [{name: mine, pins: [leaf.spki], on-expiry: shut}]\n",
	  5, 57, { "on-expiry", "open", "closed" } },
	{ "a rule that is no map",
	  "strategies: [{name: mine, rules: [api]}]\n",
	  5, 35, { "rules", "maps" } },
	{ "a name without itself",
	  "strategies: [{name: mine, pins: [leaf.spki], covers: [{subdomains: true}]}]\n",
	  5, 55, { "name" } },
	{ "a rule's pin that is none",
	  "strategies: [{name: mine, rules: [{pins: [laef.spki]}]}]\n",
	  5, 43, { "did you mean 'leaf.spki'" } },
	{ "a strategy without pins",
	  "strategies: [{name: mine}]\n",
	  5, 21, { "'mine' has no pins" } },
	{ "a strategy without a name",
	  "strategies: [{pins: [leaf.spki]}]\n",
	  5, 14, { "needs 'name'" } },
	{ "a built-in strategy with other pins",
	  "strategies: [{name: none, pins: [leaf.spki]}]\n",
	  5, 33, { "built-in strategy with pins of its own" } },
	{ "a strategy called attacks",
	  "strategies: [{name: attacks, pins: [leaf.spki]}]\n",
	  5, 21, { "'attacks'" } },
	{ "a pin that is no expression",
	  "strategies: [{name: mine, pins: [leaf.key2]}]\n",
	  5, 34, { "leaf.key2" } },
	{ "a pin file that is not there",
	  "strategies: [{name: mine, pins: {file: Info.plist}}]\n",
	  5, 33, { "no file 'Info.plist' to read pins from" } },
	{ "a pin file without its name",
	  "strategies: [{name: mine, pins: {format: okhttp}}]\n",
	  5, 33, { "needs 'file'" } },
	{ "a pin format that is none",
	  "strategies: [{name: mine, pins: {file: Info.plist, format: okhtp}}]\n",
	  5, 60, { "did you mean 'okhttp'" } },
	{ "what a pin file says itself",
	  "strategies: [{name: mine, pins: {file: Info.plist}, backup: [backup.spki]}]\n",
	  5, 53, { "the pin file says 'backup' itself" } },
	{ "a folder for a pin file",
	  "strategies: [{name: mine, pins: {file: /}}]\n",
	  5, 33, { "no file '/' to read pins from" } },
	{ "a channel without a share",
	  "strategies: [{name: mine, pins: [leaf.spki], channels: [{name: web, pins: []}]}]\n",
	  5, 57, { "a channel is a map with name and share" } },
	{ "a channel within a channel",
	  "strategies: [{name: mine, pins: [leaf.spki], channels: [{name: web, share: 5%, channels: "
	  "[]}]}]\n",
	  5, 57, { "no channels of its own" } },
	{ "channels that take everything",
	  "strategies: [{name: mine, pins: [leaf.spki], channels: [{name: web, share: 60%}, "
	  "{name: debug, share: 40%}]}]\n",
	  5, 56, { "take all of its traffic" } },
	{ "a channel twice",
	  "strategies: [{name: mine, pins: [leaf.spki], channels: [{name: web, share: 6%}, "
	  "{name: web, share: 4%}]}]\n",
	  5, 88, { "there is a strategy 'mine.web' already" } },
	{ "a share of a strategy",
	  "strategies: [{name: mine, pins: [leaf.spki], share: 60%}]\n",
	  5, 53, { "only an entry of 'channels' has a share" } },
	{ "a client that is misspelt",
	  "strategies: [{name: mine, client: okhtp, pins: [leaf.spki]}]\n",
	  5, 35, { "did you mean 'okhttp'" } },
	{ "a strategy for a host that is none",
	  "strategies: [{name: mine, pins: [leaf.spki], host: apu}]\n",
	  5, 21, { "apu" } },

	/* attacks */
	{ "an attack that is misspelt",
	  "attacks: [own-cas]\n",
	  5, 11, { "did you mean 'own-ca'" } },

	/* events */
	{ "an event that is no map", "events: [renew]\n", 5, 10, { "an event is a map" } },
	{ "an event that does nothing", "events:\n  - at: 2026-02-01\n", 6, 5, { "does nothing" } },
	{ "an event that does two things",
	  "events:\n  - wait: 1d\n    reload: api\n",
	  7, 5, { "has 'wait' already", "make 'reload' an event of its own" } },
	{ "an event that is misspelt",
	  "events:\n  - renw: {key: same}\n",
	  6, 5, { "did you mean 'renew'" } },
	{ "an event that is none", "events:\n  - explode: now\n", 6, 5, { "pinlab list events" } },
	{ "a parameter that is misspelt",
	  "events:\n  - renew: {hots: api, key: same}\n",
	  6, 13, { "'renew' has no 'hots'", "did you mean 'host'" } },
	{ "a parameter that is missing",
	  "events:\n  - renew: {host: api}\n",
	  6, 5, { "renew needs key" } },
	{ "a parameter with a list",
	  "events:\n  - renew: {host: [api], key: same}\n",
	  6, 19, { "'host' takes a host, not a list" } },
	{ "a key that is none",
	  "events:\n  - renew: {key: sane}\n",
	  6, 18, { "did you mean 'same'" } },
	{ "an event on a host that does not exist",
	  "events:\n  - renew: {host: apu, key: same}\n",
	  6, 19, { "apu" } },
	{ "an event with an authority that does not exist",
	  "events:\n  - swap-intermediate: {to: north-a9}\n",
	  6, 29, { "north-a9" } },
	{ "a time that is none",
	  "events:\n  - at: +3 weeks\n    reload: api\n",
	  6, 9, { "'3 weeks' is not a duration" } },
	{ "an id twice",
	  "events:\n  - wait: 1d\n    id: a\n  - wait: 1d\n    id: a\n",
	  9, 9, { "taken", "line 7" } },
	{ "an id with a blank",
	  "events:\n  - wait: 1d\n    id: a b\n",
	  7, 9, { "cannot be the name of an event" } },

	/* expectations */
	{ "an expectation of a strategy that is not there",
	  "strategies: [none]\nevents:\n  - wait: 1d\n    expect: {leaf-spki: survives}\n",
	  8, 14, { "no strategy 'leaf-spki'", "there is none" } },
	{ "an expectation of a misspelt strategy",
	  "events:\n  - wait: 1d\n    expect: {leaf-spk: survives}\n",
	  7, 14, { "did you mean 'leaf-spki'" } },
	{ "an expectation of an attack that is not there",
	  "attacks: [own-ca]\nevents:\n  - wait: 1d\n    expect: {attacks: {user-ca: {leaf-spki: "
	  "blocked}}}\n",
	  8, 24, { "no attack 'user-ca'" } },
	{ "a state for a verdict",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: breaks-pin}\n",
	  7, 25, { "is a state", "{state: breaks-pin}" } },
	{ "a verdict that is misspelt",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: survive}\n",
	  7, 25, { "did you mean 'survives'" } },
	{ "a reason that is misspelt",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {reason: pin-mismach}}\n",
	  7, 34, { "did you mean 'pin-mismatch'" } },
	{ "a verdict of the other side",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: blocked}\n",
	  7, 25, { "the honest host survives or breaks" } },
	{ "an honest verdict of an attack",
	  "events:\n  - wait: 1d\n    expect: {attacks: {own-ca: {leaf-spki: breaks}}}\n",
	  7, 44, { "an attack is blocked or intercepted" } },
	{ "a reason that never goes with the verdict",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {verdict: survives, reason: "
	  "pin-mismatch}}\n",
	  7, 25, { "pin-mismatch is never the reason of survives" } },
	{ "a state that never goes with the verdict",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {verdict: survives, state: "
	  "breaks-pin}}\n",
	  7, 25, { "the state breaks-pin has the verdict breaks" } },
	{ "an expectation of nothing",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {device: phone}}\n",
	  7, 25, { "expects nothing" } },
	{ "an event that is called start",
	  "events:\n  - wait: 1d\n    id: start\n",
	  7, 9, { "'start' is the beginning of the run", "another id" } },
	{ "an outage of pin lists, and whose they were not",
	  "events:\n  - outage: {what: list, for: 1d, operator: northlight}\n",
	  6, 45, { "operator goes with ocsp, crl and ca" } },
	{ "a theft of a host's key, and an authority's",
	  "events:\n  - compromise: {what: leaf, authority: north-a1}\n",
	  6, 41, { "authority goes with intermediate and root" } },
	{ "an attack that is not tried",
	  "attacks: [own-ca]\nevents: [{attack: other-ca}]\n",
	  6, 19, { "does not try 'other-ca'", "under attacks" } },
	{ "a device that is not there",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {verdict: survives, device: phon}}\n",
	  7, 53, { "no device 'phon'", "did you mean 'phone'" } },
	{ "a client that no strategy has",
	  "events:\n  - wait: 1d\n    expect: {leaf-spki: {verdict: survives, client: curl}}\n",
	  7, 53, { "no client 'curl'" } },
	{ "a client that no strategy has, where two have one",
	  "strategies: [none, leaf-spki, {name: o, client: okhttp, pins: [leaf.spki]}]\n"
	  "events:\n  - wait: 1d\n    expect: {none: {verdict: survives, client: curl}}\n",
	  8, 48, { "there is generic, okhttp" } },
	{ "an expectation without a time",
	  "expect:\n  - {strategy: leaf-spki, state: survives}\n",
	  6, 5, { "says no time" } },
	{ "an expectation with two times",
	  "expect:\n  - {never: breaks, down: \"> 1d\"}\n",
	  6, 5, { "one of them in each" } },
	{ "a comparison without a unit",
	  "expect:\n  - {down: \"> 90\"}\n",
	  6, 12, { "a comparison like" } },
	{ "a within without what it counts from",
	  "expect:\n  - {within: 2d, verdict: survives}\n",
	  6, 14, { "says not what it counts from", "2d of rotation" } },
	{ "a within without a length",
	  "expect:\n  - {within: soon of 2027-01-01, verdict: survives}\n",
	  6, 14, { "'soon' is not a duration" } },
	{ "a within of an event that is not there",
	  "expect:\n  - {within: 2d of swop, verdict: survives}\n",
	  6, 14, { "event with the id 'swop'" } },
	{ "a within that expects nothing",
	  "expect:\n  - {within: 2d of start}\n",
	  6, 5, { "this expects nothing" } },
	{ "an always that is none",
	  "expect:\n  - {always: survive}\n",
	  6, 14, { "neither a verdict nor a state" } },
	{ "an eventually of an attack without one",
	  "expect:\n  - {eventually: intercepted}\n",
	  6, 5, { "for an attack" } },
	{ "an exposure of the honest host",
	  "expect:\n  - {exposed: \"0\", verdict: breaks}\n",
	  6, 5, { "an attack is blocked or intercepted" } },
	{ "an exposure without a unit",
	  "expect:\n  - {exposed: \"< 6\"}\n",
	  6, 15, { "is not a comparison" } },
	{ "a skip without its reason", "skip: true\n", 5, 7, { "takes the reason" } },
	{ "known-bad without its reason", "known-bad: \"\"\n", 5, 12, { "takes the reason" } },
	{ "skipped and known to be bad", "skip: later\nknown-bad: indeed\n", 6, 12,
	  { "take out one of the two" } },
	{ "a focus that is none", "focus: yes\n", 5, 8, { "neither true nor false" } },
	{ "a table that is no block", "verdicts: strategy start\n", 5, 11,
	  { "write | after the colon" } },
	{ "a table in quotes", "verdicts: \"strategy start\\nleaf-spki +\"\n", 5, 11,
	  { "write | after the colon" } },
	{ "a table without a word", "verdicts: |\n", 5, 11, { "empty" } },
	{ "a table without its header", "verdicts: |\n  leaf-spki +\n", 6, 3,
	  { "begins with the word strategy" } },
	{ "a table without columns", "verdicts: |\n  strategy\n", 6, 3,
	  { "begins with the word strategy" } },
	{ "a table's line that is too short",
	  "verdicts: |\n  strategy   start 2027-01-01\n\n  leaf-spki  +\n", 8, 3,
	  { "1 letters for 2 columns" } },
	{ "a table's strategy", "verdicts: |\n  strategy start\n  leaf-spk +\n", 7, 3,
	  { "no strategy 'leaf-spk'; did you mean 'leaf-spki'?" } },
	{ "a table's attack",
	  "attacks: [own-ca]\nverdicts: |\n  strategy start\n  leaf-spki/own-ka #\n", 8, 13,
	  { "did you mean 'own-ca'?" } },
	{ "a table's letter", "verdicts: |\n    strategy  start\n    leaf-spki ?\n", 7, 15,
	  { "'?' is no letter of the honest host's states", "b survives-on-backup" } },
	{ "a table's letter of an attack for the honest host",
	  "verdicts: |\n  strategy start\n  leaf-spki #\n", 7, 13,
	  { "no letter of the honest host's states" } },
	{ "a table's letter of the honest host for an attack",
	  "attacks: [own-ca]\nverdicts: |\n  strategy start\n  leaf-spki/own-ca X\n", 8, 20,
	  { "no letter of an attack's states", "d intercepted-detected" } },
	{ "a table's moment", "verdicts: |\n  strategy strt\n  leaf-spki +\n", 6, 12,
	  { "event with the id 'strt'" } },
	{ "a never that is none",
	  "expect:\n  - {never: brakes}\n",
	  6, 13, { "neither a verdict nor a state" } },
	{ "an event that is not there, as a time",
	  "expect:\n  - {at: later, strategy: leaf-spki, state: survives}\n",
	  6, 10, { "later" } },
	{ "an attack's verdict of the honest host",
	  "expect:\n  - {never: intercepted, strategy: leaf-spki}\n",
	  6, 5, { "is for an attack" } },
};

/* Wrong in the hierarchy, written out in the scenario. Lines of the hierarchy begin at 4. */
#define INLINE "pinlab: 1\nstart: 2026-01-01\nhierarchy:\n"
#define TAIL "hosts: {api: {name: api.example.test, issuer: ca}}\n"
#define ONE_OPERATOR "  operators: {o: {}}\n"
#define TWO_AUTHORITIES "  authorities: {root: {operator: o, subject: CN=Root}, " \
	"ca: {operator: o, subject: CN=CA}}\n"

#define SUBJECTS_REST \
	"  certificates: {root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}, ca: {of: " \
	"ca, by: root, from: 2020-01-01, to: 2030-01-01}}\n" TAIL

static const struct broken hierarchies[] = {
	{ "an authority of nobody",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: p, subject: CN=Root}, ca: {operator: o, subject: "
	  "CN=CA}}\n"
	  "  certificates: {root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}, ca: {of: "
	  "ca, by: root, from: 2020-01-01, to: 2030-01-01}}\n" TAIL,
	  5, 17, { "'p'" } },
	{ "a subject without a value",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: o, subject: CN}, ca: {operator: o, subject: CN=CA}}\n"
	  SUBJECTS_REST,
	  5, 46, { "\"CN\" is no name for a certificate", "TYPE=VALUE" } },
	{ "a subject of an unknown type",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: o, subject: \"CN=R, FOO=x\"}, ca: {operator: o, "
	  "subject: CN=CA}}\n" SUBJECTS_REST,
	  5, 46, { "\"FOO=x\" is not TYPE=VALUE" } },
	{ "a subject without a type",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: o, subject: CN=R}, ca: {operator: o, subject: =x}}\n"
	  SUBJECTS_REST,
	  5, 80, { "\"=x\" is not TYPE=VALUE" } },
	{ "a subject of a number that is no type",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: o, subject: 1abc=R}, ca: {operator: o, subject: "
	  "CN=CA}}\n" SUBJECTS_REST,
	  5, 46, { "is no name for a certificate" } },
	{ "a subject of blanks",
	  INLINE ONE_OPERATOR
	  "  authorities: {root: {operator: o, subject: \" \"}, ca: {operator: o, subject: "
	  "CN=CA}}\n" SUBJECTS_REST,
	  5, 46, { "subject is empty" } },
	{ "a certificate of nobody",
	  INLINE ONE_OPERATOR TWO_AUTHORITIES
	  "  certificates:\n    root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	  "    ca: {of: ca, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	  "    cb: {of: cb, by: root, from: 2020-01-01, to: 2030-01-01}\n" TAIL,
	  9, 5, { "cb" } },
	{ "a certificate by nobody",
	  INLINE ONE_OPERATOR TWO_AUTHORITIES
	  "  certificates:\n    root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	  "    ca: {of: ca, by: root, from: 2020-01-01, to: 2030-01-01}\n"
	  "    cx: {of: ca, by: rood, from: 2020-01-01, to: 2030-01-01}\n" TAIL,
	  9, 5, { "rood" } },
	{ "a certificate without an end",
	  INLINE ONE_OPERATOR TWO_AUTHORITIES
	  "  certificates:\n    root: {of: root, by: root, from: 2020-01-01}\n" TAIL,
	  7, 11, { "a certificate needs 'to'" } },
	{ "a certificate that ends before it begins",
	  INLINE ONE_OPERATOR TWO_AUTHORITIES "  certificates:\n    root: {of: root, by: root, "
					      "from: 2030-01-01, to: 2020-01-01}\n" TAIL,
	  7, 54, { "ends before it begins" } },
	{ "issuers that form a cycle",
	  INLINE ONE_OPERATOR TWO_AUTHORITIES
	  "  certificates:\n    root: {of: root, by: ca, from: 2020-01-01, to: 2030-01-01}\n"
	  "    ca: {of: ca, by: root, from: 2020-01-01, to: 2030-01-01}\n" TAIL,
	  7, 5, { "in a circle" } },
	{ "a backup operator that is none",
	  INLINE "  operators: {o: {backup-operator: p}}\n" TWO_AUTHORITIES
		 "  certificates: {root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}, "
		 "ca: {of: ca, by: root, from: 2020-01-01, to: 2030-01-01}}\n" TAIL,
	  4, 15, { "'p'" } },
};

static bool wants_all(const char *text, const char *const *wants)
{
	for (size_t i = 0; i < 3 && wants[i]; i++)
		if (!strstr(text, wants[i]))
			return false;
	return true;
}

/* The place is named, the line is quoted with its caret, and there is one error only. */
static void check_error(const struct broken *row, struct pl_model *model,
			const struct pl_errors *errors)
{
	const struct pl_error *first = errors->n ? &errors->items[0] : NULL;
	bool placed = first && first->line == row->line && first->column == row->column;
	bool ok = !model && placed && errors->n == 1 && first->kind == PL_ERROR_INPUT &&
		  pl_streq(first->file, "x.yaml") && wants_all(first->text, row->wants) &&
		  (row->line == 0 || (first->quote && first->caret > 0));

	tap_ok(ok, "%s is refused at %d:%d", row->what, row->line, row->column);
	for (size_t i = 0; !ok && i < errors->n; i++) {
		char *text = pl_error_format(&errors->items[i]);

		tap_note("got %s", text);
		free(text);
	}
}

static void check_broken(const struct broken *row, const char *head)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	bool whole = *row->text == '!' || pl_starts_with(row->text, "pinlab:");
	char *text = pl_asprintf("%s%s", whole ? "" : head,
				 *row->text == '!' ? row->text + 1 : row->text);
	struct pl_model *model = parse_text("x.yaml", text, &errors);

	check_error(row, model, &errors);
	pl_model_free(model);
	pl_errors_clear(&errors);
	free(text);
}

static void several_in_file_order(void)
{
	static const char text[] =
		HEAD "strategies: [leaf-spik]\nevents:\n  - wait: 1d\n    expect: {none: survive}\n"
		     "seed: x\nzzz: 1\n";
	static const int lines[] = { 5, 8, 9, 10 };
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("x.yaml", text, &errors);

	tap_ok(!model, "four mistakes and no model");
	tap_int((long long)errors.n, 4, "all four are told in one run");
	for (size_t i = 0; i < errors.n && i < PL_ARRAY_LEN(lines); i++)
		tap_int(errors.items[i].line, lines[i], "in the order of the file");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

static void many_are_counted(void)
{
	struct pl_buf text = PL_BUF_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model;

	pl_buf_puts(&text, HEAD);
	for (int i = 0; i < 50; i++)
		pl_buf_printf(&text, "zz%dzz: 1\n", i);
	model = parse_text("x.yaml", pl_buf_str(&text), &errors);
	tap_ok(!model && errors.n == PL_ERRORS_MAX && errors.dropped == 50 - PL_ERRORS_MAX,
	       "of fifty mistakes the first twenty are told and the rest counted");
	pl_model_free(model);
	pl_errors_clear(&errors);
	pl_buf_clear(&text);
}

static void own_keys_are_free(void)
{
	static const char text[] =
		HEAD "x-owner: [a, {b: c}]\n"
		     "strategies: [none, {name: mine, pins: [leaf.spki], x-ticket: 7}]\n"
		     "events:\n  - wait: 1d\n    x-why: because\n    expect: {x-note: hm, none: "
		     "survives}\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("x.yaml", text, &errors);

	tap_ok(model && errors.n == 0, "keys that begin with x- are free, wherever they stand");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

static void defaults_are_there(void)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("x.yaml", HEAD, &errors);

	tap_ok(model, "the shortest scenario loads");
	if (!model) {
		pl_errors_clear(&errors);
		return;
	}
	tap_int((long long)model->n_strategies, 6,
		"without strategies the six of the first lesson");
	tap_text(model->strategies[5].name, "root-spki+backup",
		 "the last of which is root-spki+backup");
	tap_ok(model->n_attacks >= 9, "without attacks all of them");
	tap_int((long long)model->n_devices, 1, "without devices one");
	tap_text(model->devices[0].name, "phone", "called phone");
	tap_int((long long)model->devices[0].n_trust, 3, "that trusts every root of the hierarchy");
	tap_ok(model->devices[0].user_cas && model->devices[0].checks_anchor_dates,
	       "as a phone does");
	tap_int((long long)model->seed, 1, "seed 1");
	tap_int(model->hosts[0].lifetime, 90 * PL_DAY, "certificates of 90 days");
	tap_ok(!model->hosts[0].renews, "and a host that does not renew by itself");
	tap_ok(model->until == PL_TIME_NONE, "it ends with its last event");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

static void values_arrive(void)
{
	static const char text[] =
		HEAD "name: a\nabout: b\ntags: [c, d]\nseed: 9223372036854775807\nkeys: real\n"
		     "devices: {phone: {store: phone, trust: [{trust: harbour-root, from: "
		     "2026-01-01, until: 2026-02-01}], "
		     "user-cas: ignored, clock: -1d12h, checks-anchor-dates: false, "
		     "path: as-sent, retry: dates}}\n"
		     "strategies: [{name: mine, client: okhttp, pins: [leaf.spki, issuer.spki], "
		     "backup: [backup.spki], "
		     "host: api, expires: 2027-01-01, report-only: true}]\nattacks: [own-ca]\n"
		     "events:\n  - at: +1d\n    renew: {host: api, key: ecdsa-p384}\n    id: e\n"
		     "    expect: {mine: [{verdict: survives}, {state: survives, device: phone}], "
		     "attacks: {own-ca: {mine: blocked}}}\n"
		     "  - expire-leaf: api\nuntil: 2028-01-01\n"
		     "expect: [{down: \"<= 3d\", strategy: mine}, {at: e, verdict: breaks}, "
		     "{never: intercepted, attack: own-ca}]\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("x.yaml", text, &errors);
	const struct pl_device_def *device;
	const struct pl_strategy_def *mine;
	const struct pl_event *event;

	tap_ok(model, "a scenario with everything loads");
	if (!model) {
		tap_note("%s", errors.n ? errors.items[0].text : "?");
		pl_errors_clear(&errors);
		return;
	}
	device = &model->devices[0];
	mine = &model->strategies[0];
	event = model->events[0];
	tap_text(model->tags[1], "d", "tags");
	tap_ok(model->seed == INT64_MAX && model->real_keys, "seed and keys");
	tap_text(device->store, "phone", "a device's store");
	tap_int(device->trust[0].until - device->trust[0].from, 31 * PL_DAY,
		"its own trust with dates");
	tap_int(device->skew, -36 * PL_HOUR, "its clock");
	tap_ok(!device->user_cas && !device->checks_anchor_dates &&
		       device->order == PL_ORDER_AS_SENT && device->retry == PL_RETRY_DATES,
	       "its habits");
	tap_text(mine->client->name, "okhttp", "a strategy's client");
	tap_ok(mine->n_pins == 2 && mine->n_backups == 1 && mine->terms.report_only &&
		       mine->terms.expires != PL_TIME_NONE && pl_streq(mine->host, "api"),
	       "its pins and rules");
	tap_int(mine->pin_pos[1].line, 11, "and where a pin was written");
	tap_ok(model->n_attacks == 1 && model->n_events == 2, "attacks and events");
	tap_text(event->id, "e", "an event's id");
	tap_ok(event->when.kind == PL_WHEN_AFTER && event->when.offset == PL_DAY, "its time");
	tap_text(pl_event_text(event, "key"), "ecdsa-p384", "its parameters");
	tap_int((long long)event->n_expects, 3, "its expectations");
	tap_text(event->expects[2].attack, "own-ca", "those of attacks among them");
	tap_text(pl_event_text(model->events[1], "host"), "api",
		 "a bare value is the first parameter");
	tap_ok(model->expects[0].kind == PL_EXPECT_DOWN &&
		       model->expects[0].compare == PL_LESS_EQUAL &&
		       model->expects[0].duration == 3 * PL_DAY &&
		       model->expects[0].verdict == PL_BREAKS,
	       "down");
	tap_ok(model->expects[1].kind == PL_EXPECT_AT && pl_streq(model->expects[1].at.ref, "e"),
	       "at");
	tap_ok(model->expects[2].kind == PL_EXPECT_NEVER &&
		       model->expects[2].verdict == PL_INTERCEPTED,
	       "never");
	tap_text(event->expects[0].pos.file, "x.yaml", "positions name the file");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

/* A table's letters are expectations with places of their own. */
static void table_of_letters(void)
{
	static const char text[] = HEAD "strategies: [leaf-spki, none]\nattacks: [own-ca]\n"
		"events: [{renew: new, id: e}]\nverdicts: |\n"
		"  strategy          start  e  2026-02-01\n\n"
		"  leaf-spki         +      X  .\n"
		"  leaf-spki/own-ca  #      -  -\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_model *model = parse_text("x.yaml", text, &errors);
	const struct pl_expect *last = NULL;

	for (size_t i = 0; i < errors.n; i++)
		tap_note("%d:%d %s", errors.items[i].line, errors.items[i].column,
			 errors.items[i].text);
	tap_ok(model && model->n_expects == 5, "a table's letters become expectations");
	if (model && model->n_expects == 5)
		last = &model->expects[4];
	tap_ok(last && last->kind == PL_EXPECT_AT && pl_streq(last->strategy, "leaf-spki") &&
		       pl_streq(last->attack, "own-ca") && last->state == PL_STATE_MOOT &&
		       last->at.kind == PL_WHEN_AT,
	       "with strategy, attack, state and moment");
	tap_ok(last && last->pos.line == 12 && last->pos.column == 31 &&
		       pl_streq(last->pos.file, "x.yaml"),
	       "at the place of the letter");
	tap_ok(last && pl_streq(model->expects[1].at.ref, "e") &&
		       model->expects[1].state == PL_STATE_BREAKS_PIN,
	       "each in its column");
	pl_model_free(model);
	pl_errors_clear(&errors);
}

/* A broken hierarchy in a file of its own is told with that file's name and line. */
static void hierarchy_of_a_file(void)
{
	char folder[] = "/tmp/pinlab-load-XXXXXX", *certs, *path, *scenario;
	static const char broken[] = "pinlab: 1\nkind: hierarchy\noperators: {o: {}}\n"
		"authorities: {root: {operator: q, subject: CN=R}}\n"
		"certificates: {root: {of: root, by: root, from: 2020-01-01, to: 2030-01-01}}\n";
	static const char text[] = "pinlab: 1\nstart: 2026-01-01\nhierarchy: ./h.yaml\n"
		"hosts: {api: {name: api.example.test, issuer: root}}\n";
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_model *model;

	if (!mkdtemp(folder)) {
		tap_skip("a hierarchy in a file of its own", "no folder for temporary files");
		return;
	}
	certs = source_path("certs");
	path = pl_path_join(folder, "h.yaml");
	scenario = pl_path_join(folder, "s.yaml");
	if (!pl_file_write(path, broken, strlen(broken), 0600, &err) ||
	    !pl_file_write(scenario, text, strlen(text), 0600, &err))
		tap_note("%s", err.text);
	model = pl_scenario_load(scenario, certs, &errors);
	tap_ok(!model && errors.n == 1 && pl_ends_with(errors.items[0].file, "h.yaml") &&
	       errors.items[0].line == 4 && errors.items[0].quote,
	       "a mistake in a hierarchy's file is told with that file, line and quote");
	pl_model_free(model);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	remove(path);
	remove(scenario);
	rmdir(folder);
	free(path);
	free(scenario);
	free(certs);
}

static void shipped_hierarchies(void)
{
	static const char *const names[] = { "default", "letsencrypt-2020", "letsencrypt-2026",
					     "private-ca" };
	char *certs = source_path("certs");

	for (size_t i = 0; i < PL_ARRAY_LEN(names); i++) {
		struct pl_errors errors = PL_ERRORS_INIT, faults = PL_ERRORS_INIT;
		struct pl_model *model = pl_scenario_default(names[i], certs, &errors);
		bool ok = model && model->start > 0 && model->n_hosts == 1 &&
			  model->n_devices == 1 && model->n_strategies == 0 &&
			  model->n_attacks == 0 && pl_model_check(model, &faults);

		tap_ok(ok, "the hierarchy %s makes a model without a file", names[i]);
		if (faults.n)
			tap_note("%s", faults.items[0].text);
		pl_model_free(model);
		pl_errors_clear(&errors);
		pl_errors_clear(&faults);
	}
	free(certs);
}

static void kinds(void)
{
	static const struct {
		const char *path;
		enum pl_file_kind kind;
	} files[] = {
		{ "certs/default.yaml", PL_FILE_HIERARCHY },
		{ "scenarios/lessons/first.yaml", PL_FILE_SCENARIO },
		{ "scenarios/nothing.yaml", PL_FILE_BROKEN },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(files); i++) {
		struct pl_errors errors = PL_ERRORS_INIT;
		char *path = source_path(files[i].path);
		enum pl_file_kind kind = pl_scenario_kind(path, &errors);

		tap_ok(kind == files[i].kind && (errors.n > 0) == (kind == PL_FILE_BROKEN),
		       "the kind of %s", files[i].path);
		pl_errors_clear(&errors);
		free(path);
	}
}

int main(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++)
		check_broken(&rows[i], HEAD);
	for (size_t i = 0; i < PL_ARRAY_LEN(hierarchies); i++)
		check_broken(&hierarchies[i], "");
	several_in_file_order();
	many_are_counted();
	own_keys_are_free();
	defaults_are_there();
	values_arrive();
	table_of_letters();
	hierarchy_of_a_file();
	shipped_hierarchies();
	kinds();
	return tap_done();
}
