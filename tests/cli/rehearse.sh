#!/bin/sh
# rehearse: one's own chains and pins, on the real calendar.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

# Chains like people's own: those of the lab's world.
scenario | sed "s/north-a1/harbour-1/" >world.yaml
run export world.yaml world.d
cp world.d/steps/000-start/hosts/api/chain.pem chain.pem
cp world.d/steps/000-start/devices/phone/trust.pem roots.pem
run pins chain.pem --json
tr ',' '\n' <out | sed -n 's/.*"spki": "\(.*\)".*/\1/p' >spkis
sed -n 1p spkis >leaf.txt
sed -n 2p spkis >inter.txt
run pins roots.pem
sed -n 's/^  spki *//p' out >roots.txt
at='--at 2027-05-01'

# --- what it says -----------------------------------------------------------------
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt $at
exits 0 "a leaf pin"
says "as of 2027-05-01 (--at)" "the day comes first"
says "leaf.txt at api.example.test: cut off on 2027-06-30, in 60 days" "then the verdict"
says "pin-mismatch: renewal: api.example.test with a new key" "and what ends it"
says "leaf.txt pinned the old key" "and why"
says "leaf.txt:1 " "what each pin is"
says "the leaf api.example.test, until 2027-07-29T23:59:59Z" "by the certificate that has it"
says "switch-ca" "the standard events"
says "each renewal has a new key" "what it rests on"
says "assumed" "and where that comes from"
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt --renew-key same $at
exits 0 "the same key at each renewal"
says "leaf.txt at api.example.test: nothing that is known cuts it off before 2029-04-30" "lasts"
run rehearse --chain chain.pem --trust roots.pem --pins roots.txt --pins inter.txt $at
says "roots.txt at api.example.test: nothing that is known" "so do the roots"
says "inter.txt at api.example.test: nothing that is known" "and an intermediate of years"
run rehearse --chain chain.pem --pins inter.txt $at
exits 0 "without roots"
says "is made up, which ends after it" "one is made up, which is said"
# A prefix that OkHttp throws at has no like among the lab's pins: the file is lost all the same.
printf 'CertificatePinner.Builder().add("api.example.test", "md5/AA==", "%s")\n' "$(cat leaf.txt)" >md5.kt
run rehearse --chain chain.pem --trust roots.pem --pins md5.kt $at
exits 1 "a file that its client refuses"
says "md5.kt at api.example.test: cut off today" "beside a pin that would match"
printf 'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n' >wrong.txt
run rehearse --chain chain.pem --trust roots.pem --pins wrong.txt $at
exits 1 "cut off today"
says "wrong.txt at api.example.test: cut off today" "is said"
says "say with --label what it is" "a pin that is for nothing"
run rehearse --chain chain.pem --trust roots.pem --pins wrong.txt --pins leaf.txt --label sha256/AAAA=next-leaf-key $at
exits 1 "a label alone saves nobody"
says "backup(api.example.test).spki, as labelled" "the pin has its label"
says "the backup key" "the next renewal is taken to have it"
cat leaf.txt wrong.txt >both.txt
run rehearse --chain chain.pem --trust roots.pem --pins both.txt --label sha256/AAAA=next-leaf-key $at
exits 0 "beside the leaf's"
says "both.txt at api.example.test: cut off on 2027-08-29" "it holds for one renewal"
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt --client curl --until 2027-06-01 $at
says "cuts it off before 2027-06-01" "a horizon of one's own"

cat >elsewhere.xml <<XML
<network-security-config><domain-config><domain>elsewhere.example.test</domain>
<pin-set><pin digest="SHA-256">$(sed s,sha256/,, leaf.txt)</pin></pin-set></domain-config></network-security-config>
XML
run rehearse --chain chain.pem --trust roots.pem --pins elsewhere.xml $at
exits 0 "pins of another host"
says "elsewhere.xml at api.example.test: connects without its pins: the pins are for other hosts" "are no good news"
ok "nor said to last" sh -c '! grep -q "nothing that is known" out'
run rehearse --chain chain.pem --trust roots.pem --pins elsewhere.xml --runbook - $at
says "never: it connects without its pins, the pins are for other hosts" "in the runbook neither"

# --- JSON -------------------------------------------------------------------------
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt --json $at
exits 0 "as JSON"
says '"at": "2027-05-01T00:00:00Z"' "its day"
says '"cutOff": "2027-06-30T00:00:00Z"' "when"
says '"daysLeft": 60' "in how many days"
says '"is": "leaf"' "what a pin is"
says '"renew-new-key": "breaks-pin"' "the standard events"
says '"origin": "assumed"' "the origin of inputs"
if command -v python3 >/dev/null; then
	ok "it is JSON" python3 -m json.tool out
else
	skip "it is JSON" "no python3"
fi

# --- a runbook ----------------------------------------------------------------------
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt $at --runbook runbook.md
exits 0 "--runbook"
says "cut off on 2027-06-30" "the report is printed all the same"
ok "it has the day" grep -qF "Cut off on **2027-06-30**" runbook.md
ok "the pin file" grep -qF "as a backup pin" runbook.md
ok "a way back" grep -qF "Rollback: the present certificate is valid until 2027-07-29T23:59:59Z" runbook.md
run rehearse --chain chain.pem --trust roots.pem --pins leaf.txt $at --runbook -
says "# Runbook for pins" "or printed instead"

# --- a scenario for CI ------------------------------------------------------------
mkdir ci
cp both.txt app.txt
run rehearse --chain chain.pem --trust roots.pem --pins app.txt --pins roots.txt --client okhttp $at \
	--label sha256/AAAA=other-ca --save ci/shadow.yaml
exits 0 "--save"
complains "ci/shadow.yaml is written with 3 expectations; try: pinlab run ci/shadow.yaml" "says what it is for"
ok "it names the files as seen from it" grep -qF "chain: [../chain.pem]" ci/shadow.yaml
run run ci/shadow.yaml
exits 0 "it runs green at once"
says "3 met, 0 not met" "with all that it expects"
run rehearse --chain chain.pem --pins app.txt $at --save ci/shadow.yaml
exits 4 "a file that is there is not written over"
(cd ci && run run shadow.yaml; exit $code)
code=$?
exits 0 "from its own folder as well"
sed 's/^sha256\/[^A].*/sha256\/CCCCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' both.txt >app.txt
run run ci/shadow.yaml
exits 1 "a pin that somebody breaks turns it red"
says "got breaks-pin (pin-mismatch)" "with the state"
says "app.txt:1)" "and the line of the pin file"
cp inter.txt app.txt
run run ci/shadow.yaml
exits 3 "a label that is for nothing any more"
complains "the label for sha256/AAAA is for nothing" "is an error, with its line"
cp both.txt app.txt
rm chain.pem && cp roots.pem chain.pem
run run ci/shadow.yaml
exits 3 "a chain without a leaf"
rm chain.pem
run run ci/shadow.yaml
exits 3 "a chain that is gone"
complains "ci/shadow.yaml:9" "is said where it is named"
cp world.d/steps/000-start/hosts/api/chain.pem chain.pem
run rehearse --chain chain.pem --trust roots.pem --pins wrong.txt $at --save ci/none.yaml
complains "without an expectation" "nothing to expect of what is cut off already"
run run ci/none.yaml
exits 5 "which is what a run says, too"

# --- what it refuses --------------------------------------------------------------
run rehearse --chain chain.pem $at
exits 2 "no pins"
complains "a rehearsal needs --chain and --pins" "says so"
run rehearse --chain gone.pem --pins leaf.txt $at
exits 4 "a chain that is not there"
run rehearse --chain chain.pem --pins leaf.txt --at 2027-04-30
exits 3 "a leaf that is yet to be issued"
complains "is valid from 2027-05-01 on, and this is as of 2027-04-30; name a later day" "says what to do"
run rehearse --chain roots.pem --pins leaf.txt $at
exits 3 "a chain without a leaf"
complains "put the server's own certificate before" "says what to do"
run rehearse --chain chain.pem --pins leaf.txt --host www.example.org $at
exits 3 "a host that no leaf covers"
complains "no leaf of the chains covers www.example.org" "is named"
run rehearse --chain chain.pem --pins leaf.txt --label nonsense $at
exits 2 "a label without what"
run rehearse --chain chain.pem --pins leaf.txt --label sha256/BBBB=other-ca $at
exits 2 "a label for nothing"
complains "no pin file has such a pin" "says why"
run rehearse --chain chain.pem --pins leaf.txt --renew-key never $at
exits 2 "a renewal that is none"
run rehearse --chain chain.pem --pins leaf.txt --client okhtp $at
exits 2 "a client mistyped"
complains "did you mean 'okhttp'?" "has a suggestion"
run rehearse --chain chain.pem --pins leaf.txt --until 2020-01-01 $at
exits 2 "an end before the start"
run export world.yaml keys.d --with-keys
cat chain.pem keys.d/steps/000-start/hosts/api/key.pem >with-key.pem
run rehearse --chain with-key.pem --pins leaf.txt $at
exits 3 "a private key"
complains "private key" "is refused"
silent "and nothing is said about it"

done_testing
