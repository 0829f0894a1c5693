#!/bin/sh
# Running scenarios: exit codes, reports, the failure block, broken files, many processes.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

scenario >good.yaml
scenario survives >bad.yaml
sed '/expect:/,$d' good.yaml >quiet.yaml
sed 's/strategies/stratgies/' good.yaml >typo.yaml
printf 'pinlab: 1\n  name: [\n' >broken.yaml

run run good.yaml
exits 0 "all as expected"
says "1 scenario, 2 expectations: 2 met, 0 not met" "the last line counts"
says "leaf-spki" "one file shows its matrix"
ok "nothing on standard error" [ ! -s "$tmp/err" ]

run run bad.yaml
exits 1 "an expectation is not met"
says "FAIL bad.yaml:16:18  leaf-spki  at 2027-05-10 (step 1, rekeyed)" "the block says where and what"
says "  expected survives   got breaks-pin (pin-mismatch)" "what was wanted and what came"
says "  last good: step 0   cause: " "since when, and why"
says "  fix: " "what would have helped"
says "  open: pinlab lab --at bad.yaml:16" "and how to see it"

run run typo.yaml
exits 3 "an unknown key"
complains "typo.yaml:9:1: error: " "the error has its position"
complains "did you mean 'strategies'" "and a suggestion"
complains "^" "and a caret under the line"
says "ERROR typo.yaml" "the report has it too"
run run broken.yaml
exits 3 "no YAML at all"
run run gone.yaml
exits 4 "a file that is not there"
says "0 scenarios, 0 expectations: 0 met, 0 not met; 1 error" "is no scenario"
says "gone.yaml: cannot open" "in a pipe the report has the error"
run run quiet.yaml
exits 5 "nothing expected"
complains "nothing is expected" "which is said"
mkdir empty
run run empty
exits 5 "nothing selected"
complains "nothing is selected" "which is said"
run run good.yaml --run 'no such name'
exits 5 "nothing matches the pattern"
run run good.yaml bad.yaml --run renewal
exits 1 "the pattern matches names"

# What is told of an unmet expectation is about that expectation.
sed 's/root-spki: survives/root-spki: {state: survives-on-backup}/' good.yaml >exact.yaml
run run exact.yaml
exits 1 "a state that is not exactly met"
says "  cause: " "has its cause"
ok "a cell that is good has no last good one" sh -c '! grep -q "last good" out'
ok "and nothing to mend" sh -c '! grep -q "  fix: " out'
sed 's/leaf-spki: breaks/leaf-spki: {verdict: breaks, reason: cert-expired}/' good.yaml >reason.yaml
run run reason.yaml
exits 1 "an outage for another reason"
says "last good: step 0" "has a last good step"
ok "and no advice against the outage that is wanted" sh -c '! grep -q "  fix: " out'
{ cat good.yaml; echo 'until: 2027-06-01'; echo 'expect: [{down: "> 90d", strategy: leaf-spki}]'; } >down.yaml
run run down.yaml
exits 1 "an outage that is too short"
says "  expected down > 90d   got down 22d" "says so"
ok "and does not say how to prevent it" sh -c '! grep -q "  fix: " out'
sed 's/> 90d/< 1d/' down.yaml >long.yaml
run run long.yaml
says "  fix: " "an outage that is too long can be helped"

# On a terminal standard error has the errors whole, and the report need not repeat them.
if script -qec true /dev/null >/dev/null 2>&1; then
	script -qec "'$pinlab' run typo.yaml gone.yaml --color never" /dev/null </dev/null >out 2>err
	says "did you mean 'strategies'" "on a terminal an error is said"
	ok "once" [ "$(grep -c "did you mean 'strategies'" out)" -eq 1 ]
	says "ERROR typo.yaml  1 error, see above" "the report refers to it"
	script -qec "'$pinlab' run typo.yaml >piped" /dev/null </dev/null >out 2>err
	ok "a file has the text" grep -q "did you mean 'strategies'" piped
else
	skip "errors on a terminal" "no script(1)"
fi

run run good.yaml bad.yaml typo.yaml
exits 3 "3 before 1"
says "ok    A renewal" "the other files are run"
says "3 scenarios, 4 expectations: 3 met, 1 not met; 1 error" "and counted"
run run bad.yaml typo.yaml gone.yaml
exits 4 "4 before 3"

run run good.yaml bad.yaml typo.yaml --report junit=j.xml --report tap=t.tap --report json=r.json --report text=t.txt
exits 3 "four reports at once"
silent "none on standard output when each has a file"
for file in j.xml t.tap r.json t.txt; do
	ok "$file is there" [ -s $file ]
done
ok "JUnit's message has both sides" grep -q 'message="expected survives, got breaks-pin (pin-mismatch)"' j.xml
ok "TAP skips nothing in a file that is broken" sh -c '! grep -q SKIP t.tap'
ok "JUnit keeps failure and error apart" grep -q 'failures="1" errors="1"' j.xml
ok "TAP has a plan of files" grep -qx '1..3' t.tap
ok "no temporary file is left" sh -c '! ls | grep -q "\.tmp$"'
run run good.yaml --report tap --report junit=j2.xml
says "TAP version 14" "one report may use standard output"

for report in text tap junit json; do
	run run good.yaml bad.yaml typo.yaml gone.yaml quiet.yaml "$source/scenarios" --report $report
	mv out one
	mv err one.err
	for jobs in 2 4; do
		run run good.yaml bad.yaml typo.yaml gone.yaml quiet.yaml "$source/scenarios" --report $report --jobs $jobs
		ok "$report is the same with $jobs jobs" cmp -s one out
		ok "standard error is the same with $jobs jobs" cmp -s one.err err
		exits 4 "$jobs jobs"
	done
done
run run good.yaml --report json
mv out verify
run run good.yaml --report json --engine handshake
ok "both engines give the same result" cmp -s verify out

# An expectation of exposure and the report's list of it are about the same seconds.
cat >exposed.yaml <<YAML
pinlab: 1
start: 2026-01-01
hierarchy: default
hosts: {api: {name: api.example.test, issuer: north-a1}}
strategies: [none]
attacks: [own-ca, other-ca]
events:
  - {at: 2026-01-02, attack: {name: own-ca, for: 6h}}
  - {at: 2026-01-31, attack: {name: other-ca, for: 30d}}
until: 2026-02-01
expect:
  - {down: "= 6h", attack: own-ca}
  - {down: "= 1d", attack: other-ca}
YAML
run run exposed.yaml --report json
exits 0 "exposure is the time of a scripted attack"
ok "the report has the six hours" grep -q '"seconds": *21600' out
ok "and what is cut off by until" grep -q '"seconds": *86400' out
says 'exposed = 6h' "in the word for it"

if [ -w /dev/full ]; then
	"$pinlab" run good.yaml >/dev/full 2>err </dev/null
	code=$?
	exits 4 "standard output is full"
	complains "no space left" "which is said"
	run run good.yaml --report json=/dev/full
	exits 4 "a report's disk is full"
else
	skip "standard output is full" "no /dev/full"
fi
run run good.yaml --report json=nowhere/out.json
exits 4 "a report's folder is not there"
complains "nowhere/out.json" "which is named"
# The reader leaves at once.
"$pinlab" run "$source/scenarios" --report json 2>err </dev/null | head -c 1 >/dev/null
ok "a reader who leaves is no noise" [ ! -s err ]
# What it prints, how it ends when its reader leaves after some bytes, and what it says then.
leaving() {
	python3 - "$1" "$pinlab" matrix --json <<-'PY'
	import os, socket, subprocess, sys
	if sys.argv[1] == "pipe":
	    ours, its = os.pipe()
	else:
	    a, b = socket.socketpair()
	    ours, its = a.detach(), b.detach()
	program = subprocess.Popen(sys.argv[2:], stdout=its, stderr=subprocess.PIPE)
	os.close(its)
	os.read(ours, 100)
	os.close(ours)
	said = program.stderr.read()
	sys.exit(program.wait() != -13 or len(said))
	PY
}
for kind in pipe socket; do
	if command -v python3 >/dev/null 2>&1; then
		ok "a reader who leaves a $kind ends the program as the system would" leaving $kind
	else
		skip "a reader who leaves a $kind ends the program" "no python3"
	fi
done
if [ -w /dev/full ]; then
	"$pinlab" matrix --json >/dev/full 2>err </dev/null
	code=$?
	exits 4 "standard output is full halfway"
	complains "(standard output): error: cannot write all of it" "which is said"
else
	skip "standard output is full halfway" "no /dev/full"
fi

# How well a verdict is known: pinlab's own model rests on source, curl was run.
run run good.yaml --min-evidence source
exits 0 "rules known from source suffice"
run run good.yaml --min-evidence run
exits 1 "and do not where they have to be run"
says "got survives (pin-match), but known from source only" "which is said"
run run good.yaml --min-evidence hearsay
exits 2 "a level that there is not"
run matrix --strategy leaf-spki --client curl --event renew-same-key --min-evidence run
exits 0 "curl was run"
run matrix --strategy leaf-spki --client curl,okhttp --event renew-same-key --min-evidence run
exits 1 "okhttp was read"
complains "rest on rules known less well than run: okhttp" "which is said"
run matrix --clients --strategy leaf-spki --event renew-same-key --attack none
exits 0 "every client"
says "leaf-spki.okhttp" "is a row"
says "leaf-spki.curl" "beside the others"
run matrix --clients --client curl
exits 2 "every client, and one"

run run good.yaml --counts
exits 0 "what was computed"
complains "certificates signed     ecdsa-p256" "is counted on standard error"
run run good.yaml --counts --jobs 2
exits 2 "in one process only"

# What a set of scenarios tries, and what happened in the world.
mkdir -p data/scenarios covered
sed 's/^    expect:/    expect:/' good.yaml >covered/good.yaml
run list --coverage covered
exits 0 "coverage of a folder"
says "1 scenario, 2 expectations" "counts"
ok "a pair that is held is no hole" sh -c '! sed -n "/x strategies/,/x clients/p" out | grep -E "^  renew .*leaf-spki,"'
ok "one that is not is a hole" sh -c 'sed -n "/x strategies/,/x clients/p" out | grep -A9 "^  renew " | grep -q leaf-key'
run list --coverage covered --json
ok "as data" sh -c 'grep -q "\"leaf-spki\": 1" out && grep -q "\"leaf-key\": 0" out'
run list --coverage nowhere
exits 4 "coverage of what is not there"
ok "says so" grep -q "nowhere: error: cannot open" err
run list adoption
exits 0 "curves by name"
says "automatic-phased" "with Apple's phases in it"
run list rollouts
exits 0 "roll-outs by name"
says "apple-7d" "Apple's"
run explain google-6d
exits 0 "a roll-out in words"
says "(roll-out)" "of its kind"
says "2% at once, 5% after 1 day, 10% after 2 days" "and its stages"
run explain managed
says "60% after 1 day, 97% after 7 days" "and a curve's points"
run list strategies clients
exits 2 "one kind at a time"
sed 's/^start:/incident: {date: 2011-08-29, what: a forged certificate, broke: readers, saved-by: pins, source: the press}\nstart:/' good.yaml >data/scenarios/incident.yaml
PINLAB_DATA_DIR=$tmp/data run list incidents
exits 0 "incidents"
says "2011-08-29  a forged certificate" "with date and what happened"
says "/data/scenarios/incident.yaml" "and the file to open"
PINLAB_DATA_DIR=$tmp/data run list incidents --json
says '"savedBy": "pins"' "as data"
sed 's/broke: readers, //' data/scenarios/incident.yaml >half.yaml
run run half.yaml
exits 3 "an incident that does not say who broke"

# Choosing by tags; what is skipped, known to be bad, or has the focus.
mkdir -p tagged
sed 's/^start:/tags: [incident, slow]\nstart:/' good.yaml >tagged/slow.yaml
sed 's/^start:/tags: incident\nskip: waits for a store\nstart:/' good.yaml >tagged/wait.yaml
sed 's/^start:/tags: [ios]\nknown-bad: ticket 7\nstart:/' good.yaml >tagged/fixed.yaml
run run tagged --tags 'incident and not slow'
exits 5 "tags select"
says "skip  " "what is skipped is said"
says "waits for a store" "with its reason"
complains "every scenario is skipped" "and that nothing can fail then"
run run tagged --tags ios
exits 1 "what was known to be bad and no longer is, is red"
says "FIXED " "which is said"
run run tagged --tags 'incident and ('
exits 2 "an expression without its end"
complains "column 15" "is told with the column"
sed 's/^start:/focus: true\nstart:/' good.yaml >tagged/now.yaml
CI= run run tagged
exits 0 "focus"
says "1 scenario, " "leaves the others out"
complains "3 scenarios are left out" "which is said"
CI=true run run tagged
exits 3 "and is refused in CI"
complains "tagged/now.yaml:" "with its place"

# Several runs of one file, and what sets its variables.
sed 's/^start:/sweep: {n: [1, 2]}\nvars: {name: x}\nseed: ${n}\nstart:/' good.yaml >swept.yaml
run run swept.yaml
exits 0 "a sweep"
says "[n=2]" "names its variants"
says "1 scenario, 2 variants, " "and counts them"
says "breaks in 0 of 2" "and says in how many a row breaks"
run run swept.yaml --set n=7
exits 0 "a variable that is set"
says "1 scenario, 2 expectations" "leaves no choice"
PINLAB_VAR_N=7 run run swept.yaml
says "1 scenario, 2 expectations" "as it does in the environment"
run run swept.yaml --set m=7
exits 2 "a variable that nobody has"
complains "no scenario here has a variable 'm'" "is told"
run run swept.yaml --set n
exits 2 "a variable without a value"
run run swept.yaml --report tap
says "1..4" "TAP has one subtest for all variants"
run lab swept.yaml
complains "this is n=1, one of 2 variants" "the lab opens the first"
run lab swept.yaml --variant n=2
complains "this is n=2, one of 2 variants" "or another"
run lab swept.yaml --variant n=3
exits 3 "and none that is not there"

run run good.yaml --color always
ok "colour on demand" grep -q "$(printf '\033')" out
NO_COLOR=1 run run good.yaml
ok "no colour otherwise" sh -c '! grep -q "$(printf "\033")" out'
LC_ALL=C run run good.yaml
ok "ASCII in an ASCII locale" sh -c '! LC_ALL=C grep -q "[^ -~]" out'
done_testing
