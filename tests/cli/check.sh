#!/bin/sh
# check: pin files against chains, as a user gives them; good, bad, and every format.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

# Two hosts of a lab stand in for one's own: chains, roots and pins of real bytes.
cat >two.yaml <<YAML
pinlab: 1
name: Two hosts
start: 2025-05-01
hierarchy: default
hosts:
  api: {name: api.example.test, issuer: north-a1, lifetime: 90d}
  www: {name: www.example.test, issuer: north-a1, lifetime: 90d}
devices:
  phone: {store: phone}
strategies: [none]
attacks: []
events:
  - at: 2025-05-02
    renew: {host: api, key: new}
    expect: {none: survives}
YAML
run export two.yaml lab
exits 0 "a lab to take chains from"
step=lab/steps/000-start
cp $step/hosts/api/chain.pem chain.pem
cp $step/hosts/www/chain.pem www.pem
cp lab/steps/001-renew/hosts/api/chain.pem next.pem
cp $step/devices/phone/trust.pem roots.pem

pin() { # FILE N FORM: the pin of its N-th certificate
	"$pinlab" pins "$1" | sed -n "s/^  $3  *//p" | sed -n "$2p"
}
leaf=$(pin chain.pem 1 spki)
issuer=$(pin chain.pem 2 spki)
whole=$(pin chain.pem 1 certificate)
root=$(pin roots.pem 1 spki)
other=$(pin www.pem 1 spki)
backup=sha256/dGhpcyBpcyBhIGtleSB0aGF0IG5vYm9keSBoYXMgeSE=

nsc() { # PINS...: a network_security_config.xml for api.example.test
	echo '<?xml version="1.0" encoding="utf-8"?>'
	echo '<network-security-config><domain-config>'
	echo '<domain includeSubdomains="true">api.example.test</domain>'
	echo '<pin-set>'
	for i in "$@"; do echo "<pin digest=\"SHA-256\">${i#sha256/}</pin>"; done
	echo '</pin-set></domain-config></network-security-config>'
}
at='--at 2025-05-01'

# --- good --------------------------------------------------------------------------
nsc "$leaf" "$backup" >nsc.xml
run check --pins nsc.xml --chain chain.pem --trust roots.pem $at
exits 0 "an app with a leaf pin and a backup"
ok "the verdict is the first word" sh -c 'head -n 1 out | grep -q "^WARNING as of 2025-05-01: 1 connection made"'
says "renew-new-key at api.example.test with nsc.xml" "the first fatal event"
says "2025-07-29 (at most 89 days left)" "and its date"
says "✓ nsc.xml as android-nsc: a pin matches" "what the client makes of it"
says "matches nothing here" "the backup is on nothing"
nsc "$root" "$backup" >root.xml
run check --pins root.xml --chain chain.pem --trust roots.pem $at --fail-on warning
exits 0 "a root pin and a backup"
ok "nothing is wrong with it" sh -c 'head -n 1 out | grep -q "^OK as of"'
says "first fatal event: roll-root" "what takes it away"
run check --pins nsc.xml --chain chain.pem --trust roots.pem $at --fail-on warning
exits 1 "--fail-on warning"
run check --pins root.xml --chain chain.pem --trust roots.pem $at --fail-on info
exits 1 "--fail-on info"
run check --pins root.xml --pins nsc.xml --chain chain.pem --chain www.pem --trust roots.pem $at
says "chain-without-rule" "a chain that no rule is for"
says "✓ root.xml" "one file"
says "✓ nsc.xml" "and the other"
cat chain.pem roots.pem www.pem >bundle.pem
run check --pins nsc.xml --chain bundle.pem $at
exits 0 "a bundle with roots and a second leaf, in no order"
echo "$leaf" >plain.txt
run check --pins plain.txt --chain chain.pem --trust roots.pem $at
says "single-pin" "one pin alone"
says "✓ plain.txt as generic" "a plain list, for whatever was given"
run check --pins plain.txt --chain chain.pem --chain www.pem --host plain.txt=api.example.test --trust roots.pem $at
exits 0 "a file without names, for one name"
run check --pins plain.txt --client plain.txt=curl --chain chain.pem --trust roots.pem $at
says "plain.txt as curl" "--client FILE=NAME"
run check --pins plain.txt --client okhttp --chain chain.pem --trust roots.pem $at
says "plain.txt as okhttp" "--client NAME"
run check --pins nsc.xml --chain chain.pem $at
says "no-anchor" "a root that nobody knows"
exits 0 "is no error"
run check --pins nsc.xml --chain chain.pem --trust "$(dirname $step/devices/phone/trust.pem)" $at
exits 0 "a folder of roots"
run check --pins nsc.xml --chain chain.pem --trust roots.pem
ok "today is the default" sh -c 'head -n 1 out | grep -q "as of 20[0-9][0-9]-"'

# --- refused today -----------------------------------------------------------------
run check --pins nsc.xml --chain next.pem --trust roots.pem --at 2025-05-02
exits 1 "the next certificate, before it is served"
ok "FAIL comes first" sh -c 'head -n 1 out | grep -q "^FAIL as of 2025-05-02: 1 of 1 connections refused"'
says "pin-mismatch" "and why"
says "next: " "and what to do"
run check --pins nsc.xml --chain chain.pem --trust roots.pem --at 2029-01-01
exits 1 "a date behind the certificate"
says "cert-expired" "is the certificate's fault"
run check --pins nsc.xml --chain chain.pem --trust roots.pem --at 2001-01-01
exits 1 "a date before it"
says "cert-not-yet-valid" "likewise"
run check --pins plain.txt --chain chain.pem --host elsewhere.example.com --trust roots.pem $at
exits 1 "a leaf that does not cover the host"
says "name-mismatch" "which is what is wrong"
run check --pins nsc.xml --chain chain.pem --chain www.pem --host elsewhere.example.com --trust roots.pem $at
exits 1 "a host for which there is no chain"
says "no chain that was given is for elsewhere.example.com" "which is said"
run check --pins nsc.xml --chain chain.pem --host gone.xml=api.example.test --trust roots.pem $at
exits 2 "a name for a file that --pins does not name"
complains "--host gone.xml=api.example.test is for the file 'gone.xml', which no --pins names" "is no name"
run check --pins nsc.xml --chain chain.pem --client gone.xml=okhttp --trust roots.pem $at
exits 2 "nor is a client for it taken"
complains "--client gone.xml=okhttp is for the file 'gone.xml'" "in silence"
for name in "" "a b" https://api.example.test/; do
	run check --pins nsc.xml --chain chain.pem --host "$name" --trust roots.pem $at
	exits 2 "--host '$name'"
done
run check --pins nsc.xml --chain www.pem --trust roots.pem $at
exits 1 "chains of none of the pinned hosts let nothing pass"
says "error: host-without-chain" "which is said"
nsc "$other" "$backup" >others.xml
run check --pins others.xml --chain chain.pem --chain www.pem --trust roots.pem $at
exits 1 "pins of another host"
says "other-hosts-pin" "whose they are"
nsc "$whole" "$backup" >whole.xml
run check --pins whole.xml --chain chain.pem --trust roots.pem $at
exits 1 "a certificate's digest where a key's is meant"
says "put $leaf in its place" "and the right one"
nsc sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= "$leaf" >zero.xml
run check --pins zero.xml --chain chain.pem --trust roots.pem $at
exits 1 "a placeholder"
says "zero.xml:5:" "at its line"
nsc "$leaf" "$issuer" >line.xml
run check --pins line.xml --chain chain.pem --trust roots.pem $at
says "one-key-line" "a leaf and its issuer"

# --- formats -----------------------------------------------------------------------
run check --pins zero.xml --chain chain.pem --trust roots.pem $at --json
exits 1 "--json"
says '"verdict": "FAIL"' "has the verdict"
says '"rule": "placeholder"' "and the findings"
cp out first.json
run check --pins zero.xml --chain chain.pem --trust roots.pem $at --format json
ok "the same bytes each time" cmp -s out first.json
ok "every key of it is in the schema" sh -c '
	tr -d " " <first.json | sed -n "s/^\"\([A-Za-z]*\)\":.*/\1/p" | sort -u | while read key; do
		grep -q "\"$key\"" "$PINLAB_SRCDIR/docs/pinlab-check.schema.json" || exit 1
	done'
run check --pins zero.xml --chain chain.pem --trust roots.pem $at --format sarif
exits 1 "--format sarif"
says '"version": "2.1.0"' "its version"
says '"ruleId": "placeholder"' "a result"
says '"uri": "zero.xml"' "its file"
says '"startLine": 5' "its line"
says '"level": "error"' "its level"

# --- what devices trust --------------------------------------------------------------
nsc "$leaf" "$backup" >trust.xml
sed '/END CERTIFICATE/q' chain.pem >alone.pem
run check --pins trust.xml --chain chain.pem --trust roots.pem $at
exits 0 "a chain to a root that devices have"
ok "the columns have their words, in a line" \
	grep -qx '  from another root, and from a CA that nobody pins' out
run check --pins trust.xml --chain alone.pem --trust roots.pem $at
exits 1 "a server that forgot its intermediate"
says 'unknown-issuer' "for that reason"
run check --pins trust.xml --chain alone.pem $at
exits 0 "which nobody can tell without the roots"
says 'leaf-only' "and is warned of"

# --- wrong command lines -------------------------------------------------------------
run check
exits 2 "nothing to check"
says "pinlab check --pins network_security_config.xml" "shows an example"
run check --chain chain.pem
exits 2 "no pins"
complains "--pins FILE is missing" "which is said"
for words in '--at tomorrow' '--fail-on fatal' '--format pdf' '--release-rhythm often' '--client nobody' \
	'--json --format sarif'; do
	run check --pins nsc.xml --chain chain.pem $words
	exits 2 "check $words"
	silent "and nothing else"
done

# --- bad files -----------------------------------------------------------------------
: >empty
head -c 300 chain.pem >cut.pem
head -c 100 nsc.xml >cut.xml
printf 'rubbish\n' >rubbish
for file in empty cut.pem rubbish roots.pem nsc.xml; do
	run check --pins nsc.xml --chain $file $at
	exits 3 "--chain $file"
	complains "$file" "names it"
	silent "and says nothing of a check"
done
run check --pins nsc.xml --chain roots.pem $at
complains "CAs'; put the server's own certificate before them" "a chain without a leaf, and what to do"
for file in empty cut.xml rubbish; do
	run check --pins $file --chain chain.pem $at
	exits 3 "--pins $file"
	complains "$file" "names it"
done
for words in '--pins gone.xml --chain chain.pem' '--pins nsc.xml --chain gone.pem' \
	'--pins nsc.xml --chain chain.pem --trust gone.pem'; do
	run check $words $at
	exits 4 "check $words"
	complains "gone" "names it"
done
run export two.yaml keys --with-keys
key=keys/steps/000-start/hosts/api/key.pem
for words in "--pins nsc.xml --chain $key" "--pins $key --chain chain.pem" \
	"--pins nsc.xml --chain chain.pem --trust $key"; do
	run check $words $at
	exits 3 "a private key: check $words"
	complains "private key" "is refused with a word"
done
run check --pins nsc.xml --connect 127.0.0.1:1 $at
exits 4 "a server that is not there"
complains "127.0.0.1" "names it"

# --- from a server -------------------------------------------------------------------
"$pinlab" serve two.yaml --json >served 2>served.err </dev/null &
pid=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s served ] && break
	sleep 0.5
done
port=$(tr '{' '\n' <served | sed -n 's/.*"name":"hosts","port":\([0-9]*\).*/\1/p')
run check --pins nsc.xml --connect "127.0.0.1:$port" --trust roots.pem $at
exits 0 "--connect"
says "✓ nsc.xml as android-nsc: a pin matches" "a number is no name: what the certificate is for counts"
says "127.0.0.1:$port" "where the chain is from"
run check --pins root.xml --connect "localhost:$port" --trust roots.pem $at
exits 4 "a name that the server does not know"
if getent hosts localhost >/dev/null 2>&1; then
	complains "localhost:$port: error: the server refuses the TLS handshake" "is its answer"
else
	complains "localhost" "or that nobody knows here"
fi
kill $pid
wait $pid

# --- what there is -------------------------------------------------------------------
run list lint
exits 0 "list lint"
says "single-pin" "names the rules"
run explain rotating-intermediate
exits 0 "explain RULE"
says "Source: " "says where it comes from"
says "Since: " "and since when"

# --- real certificates -----------------------------------------------------------------
if [ -n "${PINLAB_REAL_CERTS-}" ] && [ -d "$PINLAB_REAL_CERTS/letsencrypt" ]; then
	le=$PINLAB_REAL_CERTS/letsencrypt
	cat "$le"/leaf-voidpoint.io-2022-08-23-r3.pem "$le"/int-r3-by-isrg-x1.pem \
		"$le"/xsign-isrg-x1-by-dst-x3-2021.pem >r3.pem
	echo sha256/jQJTbIh0grw0/1TkHSumWb+Fs0Ggogr621gT3PvPKG0= >r3.txt
	run check --pins r3.txt --chain r3.pem --trust "$le/root-isrg-x1.pem" --at 2022-09-15
	exits 0 "R3 in 2022"
	says "inter R3" "is an intermediate"
	says "rotating-intermediate" "of a pool"
	says "swap-intermediate" "which another one takes away"
	cat "$le"/leaf-letsencrypt.org-2026-03-08.pem "$le"/int-e8-by-isrg-x1.pem >e8.pem
	run check --pins r3.txt --chain e8.pem --trust "$le/root-isrg-x1.pem" --at 2026-03-20
	exits 1 "R3 below E8"
	says "is R3 of lets-encrypt" "whose pin it is"
	echo sha256/C5+lpZ7tcVwmwQIMcRtPbsQtWLABXhQzejna0wHFr8M= >x1.txt
	run check --pins x1.txt --chain e8.pem --trust "$le/root-isrg-x1.pem" --at 2026-03-20
	exits 0 "ISRG Root X1"
	says "first fatal event: roll-root at" "outlives its intermediates"
	says "by 2030-06-04" "until Mozilla drops keys of its age"
	cat "$le"/leaf-letsencrypt.org-2024-04-11.pem "$le"/int-r3-by-isrg-x1.pem >last-r3.pem
	run check --pins r3.txt --chain last-r3.pem --trust "$le/root-isrg-x1.pem" --at 2024-06-20
	exits 0 "the last certificate from R3, when R3 issues no more"
	says "ca-retires" "which is a fact"
	says "swap-intermediate at lencr.org with r3.txt" "the next one comes from another"
	says "until 2024-07-10" "when this one ends, at the latest"
	cat "$le"/leaf-letsencrypt.org-2024-06-10.pem "$le"/int-e6-by-isrg-x1.pem >e6.pem
	run check --pins r3.txt --chain e6.pem --trust "$le/root-isrg-x1.pem" --at 2024-07-11
	exits 1 "and so it was"
	run check --pins x1.txt --chain r3.pem --trust "$le/root-isrg-x1.pem" --trust "$le/root-dst-ca-x3.pem" --at 2022-09-15
	exits 0 "a cross-signed root, its other issuer ended"
else
	skip "real certificates" "PINLAB_REAL_CERTS is not set"
fi
done_testing
