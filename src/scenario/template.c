/*
 * What does `new` write? A first scenario that runs as it is, with a comment
 * wherever one starts to wonder.
 */
#include <config.h>

#include "scenario/scenario.h"

static const char *const lines[] = {
	"# yaml-language-server: $schema=scenario.schema.json",
	"# `pinlab schema > scenario.schema.json` gives editors completion.",
	"pinlab: 1",
	"name: A renewal with a new key",
	"about: The app pins its server's key. The next certificate comes with a new one.",
	"tags: [first]",
	"",
	"start: 2026-01-01                  # the app is built in this second",
	"hierarchy: default                 # `pinlab list hierarchies`; a path with a slash is a "
	"file of yours",
	"",
	"hosts:",
	"  api: {name: api.example.test, issuer: north-a1, lifetime: 90d}",
	"",
	"devices:",
	"  phone: {store: phone}            # the roots that a current phone trusts",
	"",
	"strategies:                        # `pinlab list strategies`",
	"  - none                           # for comparison: no pin at all",
	"  - leaf-spki",
	"  - {name: mine, pins: [leaf.spki], backup: [backup.spki]}",
	"",
	"attacks: [own-ca, user-ca]         # `pinlab list attacks`; left out, all are tried",
	"",
	"events:                            # `pinlab list events`",
	"  - at: api.leaf.expiry - 20d      # a date, +1d after the event before, or a date of the "
	"world",
	"    renew: {host: api, key: same}",
	"    id: first-renewal",
	"    expect:",
	"      none: survives",
	"      leaf-spki: survives",
	"      mine: {verdict: survives, reason: pin-match, pin: leaf.spki}",
	"  - at: first-renewal + 60d",
	"    renew: {host: api, key: new}",
	"    expect:",
	"      none: {verdict: survives, reason: no-pins}",
	"      leaf-spki: {verdict: breaks, reason: pin-mismatch}",
	"      mine: {verdict: breaks, reason: pin-mismatch}   # the new key is not the backup",
	"      attacks:",
	"        user-ca:",
	"          none: intercepted",
	"          leaf-spki: blocked",
	"  - at: +1h                        # the way out",
	"    renew: {host: api, key: backup}",
	"    expect:",
	"      leaf-spki: breaks",
	"      mine: {state: survives-on-backup, pin: backup.spki}",
	"",
	"expect:                            # over the whole run",
	"  - {never: breaks, strategy: none}",
	"  - {down: \"= 1h\", strategy: mine}",
};

void pl_scenario_template(struct pl_buf *out)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(lines); i++) {
		pl_buf_puts(out, lines[i]);
		pl_buf_putc(out, '\n');
	}
}
