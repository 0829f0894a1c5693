#!/bin/sh
# pins: of pin files, written for other clients, compared.
. "${PINLAB_SRCDIR:-.}/tests/cli/lib.sh"

one=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
two=AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=
hex=0101010101010101010101010101010101010101010101010101010101010101

scenario >a.yaml
"$pinlab" export a.yaml out.d >/dev/null
chain=out.d/steps/000-start/hosts/api/chain.pem
leaf=$("$pinlab" pins "$chain" | sed -n 's/^  spki  *//p' | head -n 1)

cat >Pins.kt <<KT
val pinner = CertificatePinner.Builder()
  .add("api.example.test", "sha256/$one")
  .add("*.example.test", "sha256/$two", PIN) // from elsewhere
  .build()
KT
printf 'curl --pinnedpubkey "sha256//%s" https://api.example.test/\n' $two >fetch.sh

# --- what a pin file says ----------------------------------------------------------
run pins Pins.kt
exits 0 "a pin file"
says "Pins.kt  okhttp, as okhttp reads it" "its format and client"
says "    2:28  spki  sha256/$one" "a pin with its place"
says "for *.example.test" "the names it is for"
says "3:4  note: not every pin for *.example.test" "what could not be read"
run pins --json Pins.kt
says '"line": 2' "JSON has the line"
says "\"pin\": \"sha256/$one\"" "and the pin"
cat >nsc.xml <<XML
<network-security-config>
  <domain-config><domain includeSubdomains="true">example.test</domain>
    <trust-anchors><certificates src="system"/><certificates src="user"/></trust-anchors>
    <pin-set expiration="2027-03-01"><pin digest="SHA-256">$one</pin></pin-set></domain-config>
</network-security-config>
XML
run pins nsc.xml
exits 0 "a file of Android"
says "for example.test and subdomains, until 2027-03-01, roots of the user trusted" "its terms"
says "    4:60  spki  sha256/$one" "its pin with its place"
sed 's/ digest="SHA-256"//; s/<trust/<turst/g; s/<\/trust/<\/turst/' nsc.xml >broken.xml
run pins broken.xml
exits 0 "one that Android refuses"
says "  4:38  refused: Unsupported pin digest algorithm: null" "in its words and with its place"
says "3:5  note: Android does not know <turst-anchors> and passes over it without a word; did you mean <trust-anchors>?" \
	"what it passes over is a note"
run pins --json broken.xml
says '"refused": "Unsupported pin digest algorithm: null"' "JSON says so too"
run pins --format trustkit broken.xml
exits 3 "a refused file is no source"
complains "broken.xml:4:38: error: android-nsc refuses this file" "with its place"
run pins --format trustkit nsc.xml
exits 3 "one pin is not made two"
complains "wants 2 different pins where it enforces, and there is 1" "and why"
run pins --format android-nsc --backup sha256/$two nsc.xml
exits 0 "with another"
says '<certificates src="user"/>' "its anchors are kept"
printf 'bplist00' >Info.plist
run pins Info.plist
exits 3 "a binary property list"
complains "plutil -convert xml1" "is told what to do"
run pins Pins.kt "$chain"
exits 0 "a pin file beside certificates"
says "  leaf  " "both are shown"
run pins --from curl Pins.kt
exits 3 "the wrong format"
complains "no pins for curl are in this file" "which says what is missing"
run pins --from nonsense Pins.kt
exits 2 "no such format"
printf '\377\376s\0' >utf16.pins
run pins utf16.pins
exits 3 "UTF-16"
printf 'sha256/%s\nnonsense\n' $one >list
run pins list
exits 3 "a damaged list"
complains 'list:2:1: error: "nonsense" is not a pin' "with the place"
printf '%s\n' $hex >fingerprints
run pins fingerprints
exits 0 "a list of fingerprints"

# --- for other clients -------------------------------------------------------------
run pins --format okhttp --host api.example.test "$chain"
exits 0 "the leaf for OkHttp"
says '.add("api.example.test",' "names the host"
says "\"$leaf\"" "and the leaf's pin"
run pins --format list --tier all "$chain"
ok "every tier" [ "$(grep -c sha256/ out)" = 2 ]
run pins --format list --tier intermediate "$chain"
ok "one of them" [ "$(grep -c sha256/ out)" = 1 ]
run pins --format list --tier root "$chain"
exits 3 "a tier that is not there"
run pins --format list --tier leafs "$chain"
exits 2 "no such tier"
run pins --format list --form certificate "$chain"
ok "whole certificates are fingerprints" grep -qxE '[0-9a-f]{64}' out
run pins --format tlsa --host mx.example.test --form certificate "$chain"
says "_443._tcp.mx.example.test. IN TLSA 3 0 1 " "as a record"
run pins --format curl Pins.kt
exits 2 "several names for curl"
complains "choose with --host NAME" "and what to do"
run pins --format curl --host api.example.test Pins.kt
exits 0 "one of them"
says "pinnedpubkey = \"sha256//$one;sha256//$two\"" "with the pins of every rule for it"
complains "curl: lost: curl has no rule for names" "and what is lost"
run pins --format hpkp --host api.example.test "$chain"
exits 3 "HPKP without a backup"
complains "add one with --backup" "is refused, not made up"
silent "and nothing is written"
run pins --format hpkp --host api.example.test --backup "sha256/$one" "$chain"
exits 0 "with one"
says "pin-sha256=\"$one\"" "it is there"
run pins --format hpkp --host api.example.test --backup sha257/x "$chain"
exits 3 "a damaged backup"
run pins --format all --host api.example.test "$chain"
exits 0 "every format"
says "--- okhttp: " "each under its name"
complains "hpkp: not written: " "or why not"
run pins --format all --json --host api.example.test "$chain"
says '"refused": "hpkp notes no host' "JSON has refusals"
says '"format": "okhttp"' "and texts"
run pins --format nonsense "$chain"
exits 2 "no such format to write"
run pins --format okhttp Pins.kt fetch.sh
exits 2 "one pin file at a time"
run pins --format okhttp --tier root Pins.kt
exits 2 "a tier of a pin file"
run pins --format okhttp gone
exits 4 "a file that is not there"
printf 'api.example.test %s\n' "$leaf" >by-key
run pins --format urllib3 by-key
exits 3 "a key as a fingerprint"
run pins --format urllib3 by-key "$chain"
exits 0 "but with the certificate"
says 'assert_fingerprint="' "it can be told"
run pins --format certificates --tier leaf "$chain"
ok "a bundle" grep -q "BEGIN CERTIFICATE" out

# --- compared ----------------------------------------------------------------------
run pins --compare Pins.kt fetch.sh
exits 1 "two files that disagree"
says "Pins.kt:2:28: api.example.test: pins AQEBAQEB" "which pin, for which host, where"
says "fetch.sh does not" "and who does not"
run pins --compare Pins.kt Pins.kt
exits 0 "a file with itself"
says "the files say the same" "says so"
run pins --compare --json Pins.kt fetch.sh
exits 1 "as JSON"
says '"same": false' "says so too"
says '"against": "fetch.sh"' "with the other file"
run pins --compare Pins.kt
exits 2 "one file"
run pins --compare --format curl Pins.kt fetch.sh
exits 2 "two things at once"
run pins --compare Pins.kt list
exits 3 "one that cannot be read"
run pins --compare by-key "$chain" --host api.example.test
exits 1 "a bundle pins more"
cp "$chain" bundle.pem
mkdir bundle && cp bundle.pem bundle/a.cer
run pins --compare bundle.pem bundle
exits 0 "a file and a folder of the same certificates"

# --- in a scenario -----------------------------------------------------------------
mkdir app
cat >app/two.sh <<SH
curl --pinnedpubkey 'sha256//${leaf#sha256/}' https://api.example.test/
curl --pinnedpubkey 'sha256//$one' https://other.example.test/
SH
scenario_of() { # STRATEGY EXPECTED
	cat <<-YAML
	pinlab: 1
	name: Pins of a file
	start: 2027-05-01
	hierarchy: default
	hosts:
	  api: {name: api.example.test, issuer: north-a1, lifetime: 90d}
	  other: {name: other.example.test, issuer: north-a1, lifetime: 90d}
	devices: {phone: {store: phone}}
	strategies: [{name: app, $1}]
	events:
	  - at: 2027-05-10
	    renew: {host: other, key: same}
	    expect: {app: $2}
	YAML
}
scenario_of 'pins: {file: app/two.sh}, host: api' survives >two.yaml
run run two.yaml
exits 0 "a command's pins are for its own host"
scenario_of 'pins: {file: app/two.sh}, host: other' survives >two.yaml
run run two.yaml
exits 1 "and not for another's"
says "app/two.sh:2" "the cause names the line of the pin"
scenario_of 'pins: {file: app/two.sh, format: okhttp}' survives >two.yaml
run run two.yaml
exits 3 "a file of another format"
says "app/two.sh:1:6: " "is told of that file"
scenario_of 'pins: {file: app/Pins.kt}, host: api' survives >two.yaml
printf 'CertificatePinner.Builder().add("api.example.test", "SHA256/%s")\n' $one >app/Pins.kt
run run two.yaml
exits 1 "pins that do not load"
says "(pins-invalid)" "are invalid"
says "is of no kind that okhttp knows" "as the client says"
scenario_of 'pins: {file: app/Pins.kt}, client: curl, host: api' survives >two.yaml
run run two.yaml
exits 1 "judged by another client"
says "(pin-mismatch)" "they never match"
cp "$chain" app/leaf.cer
scenario_of 'pins: {file: app/leaf.cer}, client: alamofire-certificates, host: api' survives >two.yaml
run run two.yaml
exits 0 "a bundle, for the client that is named"
run schema
says '"pin-file"' "the schema knows it"
run list pin-formats
exits 0 "list pin-formats"
says "gnutls-known-hosts" "names them"
done_testing
