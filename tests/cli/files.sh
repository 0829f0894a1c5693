#!/bin/sh
# pins, inspect, export, new: on files, on rubbish, where nothing can be written.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

scenario >good.yaml

# --- export -----------------------------------------------------------------------
run export good.yaml out.d
exits 0 "export"
for file in README.txt run.json steps/000-start/step.json steps/001-renew/step.json steps/001-renew/hosts/api/chain.pem \
	steps/001-renew/devices/phone/trust.pem steps/001-renew/attacks/own-ca/chain.pem steps/001-renew/paths/0.pem; do
	ok "export writes $file" [ -s "out.d/$file" ]
done
ok "no key unless asked for" sh -c '! find out.d -name key.pem | grep -q .'
run export good.yaml out.d
exits 4 "export never writes into what is there"
complains "not empty" "and says why"
mkdir void.d
run export good.yaml void.d --with-keys
exits 0 "an empty folder may be used"
ok "keys are asked for" [ -s void.d/steps/000-start/hosts/api/key.pem ]
ok "the attacker's keys are beside his chains" [ -s void.d/steps/000-start/attacks/own-ca/key.pem ]
ok "a key is for its owner only" [ "$(stat -c %a void.d/steps/000-start/hosts/api/key.pem)" = 600 ]
ok "so is its folder" [ "$(stat -c %a void.d/steps/000-start/hosts/api)" = 700 ]
sed 's/api\.example\.test/api.acme-corp.com/' good.yaml >real.yaml
run export real.yaml real.d --with-keys
exits 0 "real names"
ok "their keys are not written" sh -c '! find real.d -name key.pem | grep -q .'
complains "not written" "which is said"
run export good.yaml out.d/run.json
exits 4 "a file is no folder"
run export gone.yaml new.d
exits 4 "a scenario that is not there"
ok "leaves no folder" [ ! -e new.d ]
if [ "$(id -u)" -ne 0 ]; then
	mkdir shut && chmod 500 shut
	run export good.yaml shut/out
	exits 4 "a folder that cannot be written to"
else
	skip "a folder that cannot be written to" "root can write anywhere"
fi
run export good.yaml /proc/pinlab/out
exits 4 "a place where no folder can be made"
(ulimit -f 2; trap '' XFSZ; run export good.yaml full.d; exit $code)
code=$?
exits 4 "a disk that fills up half-way"
ok "leaves nothing behind" sh -c '! ls -d full.d* 2>/dev/null | grep -q .'

run export good.yaml twice.d
ok "two exports are the same bytes" diff -r out.d twice.d
if command -v openssl >/dev/null; then
	run export good.yaml cmd.d --explain-commands
	exits 0 "--explain-commands"
	ok "its lines run, and say OK" sh -c 'sh out 2>/dev/null | grep -q "paths/0.pem: OK"'
	pin=$(sed -n 's/^#   pins spki sha256.//p' out | head -n 1)
	ok "each digest says which pin it is to match" grep -qF "# api.example.test: matches sha256/$pin" out
	ok "or that it matches none" grep -qF "# Northlight TLS A1: matches no pin" out
	ok "and print the pin" sh -c "sh out 2>/dev/null | grep -qxF '$pin'"
else
	skip "--explain-commands" "no openssl"
fi

sed 's/issuer: north-a1/&, nodes: [{share: 50%}, {share: 50%, algorithm: ecdsa-p384}]/' good.yaml >nodes.yaml
run export nodes.yaml nodes.d
exits 0 "a host of two nodes"
ok "the second node's chain is beside the first's" [ -s nodes.d/steps/000-start/hosts/api/chain-2.pem ]
ok "and what a client was shown is named" grep -q '"presented": "hosts/api/chain-2.pem"' nodes.d/steps/000-start/step.json

# --- pins -------------------------------------------------------------------------
chain=out.d/steps/000-start/hosts/api/chain.pem
run pins $chain
exits 0 "pins"
says "$chain:1  leaf  api.example.test" "the leaf is told"
says "  intermediate  " "and the intermediate"
for form in certificate spki key; do
	ok "form $form is there twice" [ "$(grep -c "^  $form  *sha256/" out)" -eq 2 ]
done
if command -v openssl >/dev/null; then
	want=$(openssl x509 -in $chain -noout -pubkey | openssl pkey -pubin -outform DER |
		openssl dgst -sha256 -binary | openssl base64)
	says "sha256/$want" "the spki pin is openssl's"
	openssl x509 -in $chain -outform DER -out leaf.der
	run pins leaf.der
	says "sha256/$want" "DER gives the same pin"
	run inspect leaf.der
	exits 0 "inspect reads DER"
	says "sha256/$want" "and shows the same digest over the span"
else
	skip "the spki pin is openssl's" "no openssl"
fi
run pins out.d/steps/000-start/devices/phone/trust.pem
says "  root  " "a root is told"
run pins --json $chain
ok "--json is JSON" grep -q '"tier": "leaf"' out
cat void.d/steps/000-start/hosts/api/key.pem $chain >mixed.pem
run pins mixed.pem
exits 0 "a key beside certificates"
complains "private key" "is warned of"
run pins void.d/steps/000-start/hosts/api/key.pem
exits 3 "a key alone"
complains "private key" "is warned of"
run pins $chain gone.pem
exits 4 "one file that is not there"
says "leaf" "takes nothing from the others"

mkdir -p many/deep.pem none
cp $chain many/b.pem
cp $chain many/a.CRT
cp $chain many/deep.pem/c.pem
echo "read me" >many/notes.txt
cp leaf.der many/c.der 2>/dev/null || cp $chain many/c.der
run pins many/
exits 0 "pins of a folder"
sed -n 's/^\([^ ]*\):1  .*/\1/p' out >got
printf 'many/a.CRT\nmany/b.pem\nmany/c.der\n' >want
ok "its certificates by name, and nothing else of it" cmp -s want got
run pins --json many $chain
ok "a folder and a file" [ "$(grep -c '"tier": "leaf"' out)" -eq 4 ]
cp empty.pem many/d.pem 2>/dev/null || : >many/d.pem
run pins many
exits 3 "a broken file of a folder"
complains "many/d.pem" "is named"
says "many/c.der" "and takes nothing from the others"
run pins none
exits 3 "a folder without certificates"
complains "*.p7b, *.p7c, *.p12 or *.pfx" "says what it looked for"

# --- inspect ----------------------------------------------------------------------
run inspect $chain
exits 0 "inspect"
says "subjectPublicKeyInfo" "fields have their names"
ok "the key's bytes are marked" grep -q '^csk ' out
run inspect --json $chain
ok "--json is JSON" grep -q '"spans"' out
printf '\060\003\002\001\005' >int.der
run inspect int.der
exits 0 "DER that is no certificate"
says "INTEGER" "is shown as what it is"

# --- rubbish ----------------------------------------------------------------------
: >empty
printf '\060\204\377\377\377\377' >long.der
printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' >short.pem
printf -- '-----BEGIN CERTIFICATE-----\n' >cut.pem
head -c 100000 /dev/urandom >noise
head -c 300 leaf.der 2>/dev/null >cut.der
head -c 9000000 /dev/zero >huge
for file in empty long.der short.pem cut.pem noise cut.der huge; do
	for command in pins inspect; do
		run $command $file
		exits 3 "$command of $file"
		complains "$file" "$command of $file names it"
		silent "$command of $file prints nothing"
	done
done
run inspect .
exits 4 "inspect of a folder"
for file in noise huge empty; do
	run run $file
	exits 3 "run of $file"
done

# --- new, list, schema, explain -----------------------------------------------------
run new fresh.yaml
exits 0 "new"
run run fresh.yaml
exits 0 "what new writes runs as it expects"
cp fresh.yaml before
run new fresh.yaml
exits 4 "new never overwrites"
ok "and has not" cmp -s fresh.yaml before
run new nowhere/fresh.yaml
exits 4 "new where there is no folder"
for kind in strategies clients events attacks states reasons hierarchies scenarios standard; do
	run list $kind
	exits 0 "list $kind"
	ok "list $kind has something" [ -s out ]
done
for word in leaf-spki renew own-ca okhttp pin-mismatch blocked-moot accept-all serve-leaf-only letsencrypt-2020; do
	run explain $word
	exits 0 "explain $word"
	ok "explain $word names it" grep -q "^$word (" out
done
run explain good.yaml --step rekeyed --row leaf-spki
says "breaks-pin (pin-mismatch)" "explain tells a cell"
run explain good.yaml --step 1 --row root-spki --attack own-ca
says "intercepted (pin-match)" "under an attack too"
run explain good.yaml --step 9 --row leaf-spki
exits 2 "a step that is not there"
run explain good.yaml --step 1 --row leaf-spik
complains "did you mean 'leaf-spki'?" "a row mistyped"
run explain good.yaml --step 1
exits 2 "a cell needs a row"
run explain good.yaml
exits 2 "a file is no word"
complains "name a cell of it with --step and --row" "which is said"
complains "pinlab explain good.yaml --step 1 --row leaf-spki" "with an example"
run explain gone.yaml
complains "name a cell of it" "of a file that is not there too"

# Line 16 expects leaf-spki to break, line 17 root-spki to survive.
run explain good.yaml:16
exits 0 "a line of a file"
says "good.yaml:16 expects breaks, got breaks-pin (pin-mismatch)" "what it expects is told"
says "leaf-spki at step 1, 2027-05-10: renew api with a new key" "its cell is explained"
ok "the remedy stands there once" [ "$(grep -c 'saved it' out)" -eq 1 ]
run explain good.yaml:17
says "root-spki at step 1" "the next line means another cell"
scenario survives >unmet.yaml
run explain unmet.yaml:16
exits 0 "an unmet expectation is no error here"
says "unmet.yaml:16 expects survives, got breaks-pin (pin-mismatch): not met" "but it is said"
sed 's/leaf-spki: breaks/attacks: {user-ca: {leaf-spki: blocked, root-spki: intercepted}}/' good.yaml >two.yaml
run explain two.yaml:16
says "root-spki under user-ca at step 1" "of several cells the first unmet one"
says "first unmet of 2 cells" "which is said"
run explain good.yaml:13
exits 2 "a line without an expectation"
complains "line 13 of good.yaml has no expectation" "is told apart"
complains "pinlab explain good.yaml --step 1 --row leaf-spki" "with the way to its step"
run explain good.yaml:16 --row leaf-spki
exits 2 "a line and a row"
run explain gone.yaml:16
exits 4 "a line of a file that is not there"
run explain good.yaml:16 --json
ok "--json of a line is a cell" grep -q '"state": "breaks-pin"' out
cp good.yaml colon:16
run explain colon:16
complains "is a file" "a file whose name ends like a line is a file"

# sign STATE...: how `explain` names what the matrix draws.
signs() {
	sign=$1
	shift
	run explain "$sign"
	exits 0 "explain '$sign'"
	for name in "$@"; do
		ok "'$sign' is $name" grep -q "^$name (" out
	done
}
signs + survives
signs ✓ survives
signs b survives-on-backup user-ca
signs u survives-unenforced
signs X breaks-pin
signs ✗ breaks-pin
signs p breaks-chain
signs '#' blocked
signs - blocked-moot
signs '!' intercepted
signs d intercepted-detected own-ca
run explain '%'
exits 2 "a sign that nothing draws"
run schema
exits 0 "schema of scenarios"
run schema result
ok "schema of results is the shipped one" cmp -s out "$source/docs/pinlab-result.schema.json"

# --- lab without a terminal, matrix --------------------------------------------------
run
exits 0 "the lab without a terminal"
complains "no terminal" "says so"
says "legend" "and prints the matrix"
ok "in 80 columns" sh -c "! LC_ALL=C.UTF-8 grep -qE \"^.{81}\" out"
run good.yaml
says "rekeyed" "a file alone means the lab"
run lab --all
says "intermediates-spki" "--all shows every strategy"
run matrix
exits 0 "matrix"
ok "fits 80 columns" sh -c "! LC_ALL=C.UTF-8 grep -qE \"^.{81}\" out"
mv out first
run matrix
ok "and is the same again" cmp -s first out
run matrix --engine handshake
ok "and by handshakes" cmp -s first out
says "honest host, by standard event" "columns are events"
ok "and not steps" sh -c '! grep -q "by step" out'
run matrix --cumulative --attack none
says "honest host, by step" "cumulative ones are steps"
run matrix --strategy leaf-spki,root-spki --event renew-new-key --event switch-ca --attack own-ca --client okhttp
ok "two rows are chosen" [ "$(grep -c -- '-spki ' out)" -ge 2 ]
ok "and no third" sh -c '! grep -q leaf-cert out'
run matrix --strategy leaf-spki --client generic,curl
says "leaf-spki.curl" "several clients are several rows"
run matrix --json
ok "--json is a result" grep -q '"format": 1' out
run matrix --counts
says "signatures verified" "--counts tells the work done"
run matrix --hierarchy nowhere
exits 3 "a hierarchy that is not there"
done_testing
