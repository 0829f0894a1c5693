#!/bin/sh
# Fleets at the prompt: what was measured, good and bad, and the reports. TAP.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

cat >"fleet.yaml" <<'YAML'
pinlab: 1
name: Measured
start: 2026-01-01
hierarchy: default
hosts: {api: {name: api.example.test, issuer: north-a1, lifetime: 190d}}
strategies: [{name: mine, client: okhttp, pins: [leaf.spki]}]
attacks: [other-ca]
fleet:
  users: 1000000
  version: "5.1"
  segments: [{name: all, share: 100%, preset: automatic}]
  releases: [{version: "5.2", pins: [leaf.spki, backup.spki], submit: 2026-01-10, id: next-key}]
events:
  - at: next-key + 30d
    renew: {host: api, key: backup}
    id: rotation
until: 2026-06-01
expect:
  - fleet: {availability: ">= 80%"}
YAML
head='date,version,active users'
good='2026-01-15,5.1,900000
2026-01-15,5.2,100000
2026-02-01,5.1,700000
2026-02-01,5.2,300000'
printf '%s\n%s\n' "$head" "$good" >"good.csv"

run run fleet.yaml
exits 0 "assumed, enough have updated"
says "automatic (assumed, nobody's data)" "a preset is called what it is"
run run fleet.yaml --adoption good.csv
exits 1 "measured, they have not"
says "v5.2: 30%, forecast was 80%" "the forecast beside what came"
says "on version 5.1 in all (pin-mismatch since step 2" "who is out, and since when"
says "fix: from 2026-" "and from when on it would do"
sed 's/^  version:/  adoption: good.csv\n  version:/' fleet.yaml >named.yaml
run run named.yaml
exits 1 "the same beside the file that names it"
says "good.csv, until 2026-02-01" "what was measured is named"

run run fleet.yaml --adoption good.csv --report csv
says "file,variant,time,step,segment,strategy,version,users,reached,cut off,locked out,exposed" "a head"
says "fleet.yaml,,2026-01-15T00:00:00Z,next-key,all,mine,5.2,100000,100000,0,0,0" "users by second and version"
run run fleet.yaml --adoption good.csv --report json
says '"measured":"0.300000"' "JSON has the counts"
cp out one.json
run run fleet.yaml fleet.yaml --jobs 2 --adoption good.csv --report json
ok "and the same across a pipe" cmp -s one.json out

# bad NAME LINE WORDS ROWS: refused with exit 3, at that line, in these words.
bad() {
	printf '%s\n%s\n' "$head" "$4" >bad.csv
	run run fleet.yaml --adoption bad.csv
	exits 3 "$1"
	complains "bad.csv:$2:" "$1: where"
	complains "$3" "$1: what"
}
bad "an unknown version" 3 "did you mean '5.1'" '2026-01-15,5.1,900000
2026-01-15,5.11,100000'
bad "a negative number" 2 "digits only" '2026-01-15,5.1,-5'
bad "a share for a number" 2 "digits only" '2026-01-15,5.1,90%'
bad "a date that does not exist" 2 "is not a date" '2026-02-29,5.1,5'
bad "dates out of order" 3 "sort the rows by date" '2026-02-01,5.1,900000
2026-01-15,5.1,900000'
bad "a version twice on a date" 3 "there twice" '2026-01-15,5.1,900000
2026-01-15,5.1,900000'
bad "a version with a gap" 4 "5.2 is missing on 2026-01-22" '2026-01-15,5.1,500000
2026-01-15,5.2,500000
2026-01-22,5.1,900000
2026-01-29,5.1,500000
2026-01-29,5.2,500000'
bad "a month without a date" 3 "more than 31 days" '2026-01-15,5.1,900000
2026-04-15,5.1,900000'
bad "a sum that halves" 4 "a version seems to be missing" '2026-01-15,5.1,500000
2026-01-15,5.2,500000
2026-01-22,5.1,400000'
bad "nobody at all" 2 "nobody was active" '2026-01-15,5.1,0'
bad "users before the release" 3 "before it is submitted" '2026-01-05,5.1,500000
2026-01-05,5.2,500000'
bad "a date before the start" 2 "outside the scenario" '2025-12-01,5.1,500000'
bad "a row that is too short" 2 "bad.csv" '2026-01-15,5.1'
head='day,version,active users'
bad "no date" 1 "date" '2026-01-15,5.1,900000'
sed 's/preset: automatic/preset: automatic, seen-every: 30d, store: behind-pin/' fleet.yaml >rare.yaml
run run rare.yaml --adoption good.csv
exits 3 "rarely used, behind the pin, and measured"
complains "rare.yaml:11" "at the segment"
complains "remove seen-every or adoption" "and what to do"
sed 's/preset: automatic/preset: automatic, seen-every: 30d/
/^events:/i\  minimum-version: {version: "5.2", from: 2026-03-01, then: update}' fleet.yaml >rare.yaml
run run rare.yaml
exits 1 "rarely used, and told to update, it is judged"
run run rare.yaml --adoption good.csv
exits 3 "the same, measured"
complains "or then: update" "what to do"
: >bad.csv
run run fleet.yaml --adoption bad.csv
exits 3 "an empty file"
run run fleet.yaml --adoption none.csv
exits 4 "no such file"
complains "none.csv" "and which"
done_testing
