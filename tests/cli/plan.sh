#!/bin/sh
# plan: GO, NO-GO or UNKNOWN, in four formats, and held against another.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"
plans=$source/scenarios/plans

run plan "$plans/rotation.yaml"
exits 0 "a plan with enough time"
ok "the verdict comes first" sh -c 'head -n 1 out | grep -q "^GO: renew api with the backup key on 2027-03-01 cuts off 11,228 of 4,000,000 users$"'
says "phones on version 5.1 (0.2007% of all, pin-mismatch)" "what binds"
says "2026-12-10" "the last safe submission"
says "2027-03-11" "the point of no return"
says "2027-01-22" "the first safe date"
says "25 % slower" "and if users are slower"
says "a key that somebody copied stays good" "other ways have their costs"
says "1 more attack gets through" "attacks among them"
says "written  $plans/rotation.yaml:33" "inputs say where they come from"
says "name, date: ____" "a place to sign"
ok "no line is longer than a terminal is wide, save for names of files" sh -c '! tail -n +2 out | grep -v plans/ | grep -q ".\{81\}"'

run plan "$plans/too-soon.yaml"
exits 1 "a plan without enough time"
says "NO-GO: renew api with the backup key on 2026-11-30 cuts off 860,655 of 4,000,000 users" "NO-GO"
says "put the event off to 2027-01-22" "what to do instead"
says "not possible: no day of submission keeps the target" "and what cannot be done"

run plan "$plans/unknown-issuer.yaml"
exits 1 "one future of two fails"
says "It fails in 1 of 2 futures: to=north-b1." "which one"
says "swap north-a1 for north-b1 on 2027-01-11 cuts off 250,000 of 250,000" "the worst one counts"

sed 's/half-life: 9d, never: 0.2%/preset: automatic/; s/>= 99%"/>= 86%"/g; s/availability: "< 80%"/availability: "> 1%"/' "$plans/rotation.yaml" >preset.yaml
sed -i 's/at: 2027-03-01/at: 2026-12-25/' preset.yaml
run plan preset.yaml
exits 1 "a preset, where the pace decides"
says "UNKNOWN: " "is no GO"
says "only assumed (preset automatic)" "for nobody measured it"
says "preset   nobody's measurement: automatic" "and its origin says so"

# --- formats ------------------------------------------------------------------------
run plan "$plans/rotation.yaml" --json
exits 0 "as JSON"
says '"verdict": "GO"' "the verdict"
says '"firstSafeDate": "2027-01-22T00:00:00Z"' "dates"
says '"usersCutOff": 11228' "users"
ok "is JSON" python3 -m json.tool out
run plan "$plans/rotation.yaml" --format markdown
exits 0 "as Markdown"
says "# Plan: A key rotation with a release ahead of it" "a title"
says "| users | target | cut off |" "tables"
run plan "$plans/rotation.yaml" --format html
exits 0 "as HTML"
says "<svg" "with a chart"
says "default-src 'none'" "that fetches nothing"
ok "and no scripts" sh -c '! grep -qi "<script" out'
run plan "$plans/rotation.yaml" --format pdf
exits 2 "another format"
complains "there is no format of plans 'pdf'" "is not there"

# --- another plan -------------------------------------------------------------------
run plan "$plans/too-soon.yaml" --compare "$plans/rotation.yaml"
exits 1 "held against another plan: its own verdict counts"
says "Held against the other plan" "side by side"
says "860,655" "this one"
says "11,228" "the other"

# --- measured ------------------------------------------------------------------------
cat >adoption.csv <<'CSV'
date,version,active users
2026-10-05,5.1,4000000
2026-11-02,5.1,4000000
2026-11-10,5.1,3000000
2026-11-10,5.2,1000000
2026-12-10,5.1,900000
2026-12-10,5.2,3100000
2027-01-05,5.1,300000
2027-01-05,5.2,3700000
CSV
run plan "$plans/rotation.yaml" --adoption adoption.csv
exits 0 "with what was measured"
says "measured  adoption.csv" "its origin is told"
run plan preset.yaml --adoption adoption.csv
says "GO: renew" "a preset that was measured is none"

# --- what is no plan -----------------------------------------------------------------
scenario >none.yaml
run plan none.yaml
exits 3 "a scenario without a fleet"
complains "a plan needs a fleet" "says what to write"
sed -n 's/.*write `\(fleet: [^`]*\)`.*/\1/p' err >fleet
{ sed 's/, root-spki]/]/; /root-spki: survives/d' none.yaml; echo 'until: 2027-12-01'; cat fleet; } >advised.yaml
run plan advised.yaml
exits 3 "what it says to write, written"
complains "a plan needs a target" "is a fleet"
sed '/^target/d' "$plans/rotation.yaml" >none.yaml
run plan none.yaml
exits 3 "a fleet without a target"
complains "a plan needs a target" "says what to write"
sed 's/move: rotation,/move: rotatoin,/' "$plans/rotation.yaml" >bad.yaml
run plan bad.yaml
exits 3 "an event that is not there"
complains "bad.yaml:30:" "its line"
complains "did you mean 'rotation'?" "and the nearest"
sed 's/>= 99%", move/> 99%", move/' "$plans/rotation.yaml" >bad.yaml
run plan bad.yaml
exits 3 "another comparison"
complains 'write it like ">= 99.5%"' "says how"
sed 's/by: 2027-05-31/by: 2026-09-01/' "$plans/rotation.yaml" >bad.yaml
run plan bad.yaml
exits 3 "a last day before the start"
complains "by is not after start" "says so"
sed 's/by: 2027-05-31/by: 2027-02-01/' "$plans/rotation.yaml" >bad.yaml
run plan bad.yaml
exits 3 "an event after the last day that it may have"
complains "rotation is on 2027-03-01, after the target's by, 2027-02-01" "which says both"
sed 's/by: 2027-05-31/from: 2027-04-01/' "$plans/rotation.yaml" >bad.yaml
run plan bad.yaml
exits 3 "an event before the first one"
complains "rotation is on 2027-03-01, before the target's from, 2027-04-01" "which says both"
sed '/^    expect:/,/availability: ">= 99%"}/d; /^expect:/,$d; s/^events:/events:\n  - {at: 2026-12-01, renew: {host: api, key: new}}/' \
	"$plans/rotation.yaml" >early.yaml
run plan early.yaml
exits 1 "a target that is missed before the event"
says "NO-GO: with renew api with the backup key on 2027-03-01, 4,000,000 of 4,000,000 users are cut off on 2026-12-01" \
	"does not blame the event"
run plan gone.yaml
exits 4 "a file that is not there"
done_testing
