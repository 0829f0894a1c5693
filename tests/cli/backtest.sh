#!/bin/sh
# Backtests as a user runs them: certificates, exports, pins, the three outputs, and bad input.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

# A past of three certificates and two keys, as a search tells it.
cat >own.csv <<'CSV'
not_before,not_after,name_value,cert_sha256,spki_sha256,issuer_spki_sha256,root_spki_sha256
2025-01-01,2025-03-31T23:59:59Z,api.example.test,1111111111111111111111111111111111111111111111111111111111111111,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1111111111111111111111111111111111111111111111111111111111111111,2222222222222222222222222222222222222222222222222222222222222222
2025-03-01,2025-05-31T23:59:59Z,api.example.test,2222222222222222222222222222222222222222222222222222222222222222,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,1111111111111111111111111111111111111111111111111111111111111111,2222222222222222222222222222222222222222222222222222222222222222
2025-05-01,2025-07-31T23:59:59Z,api.example.test,3333333333333333333333333333333333333333333333333333333333333333,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,1111111111111111111111111111111111111111111111111111111111111111,2222222222222222222222222222222222222222222222222222222222222222
CSV

run backtest own.csv --at 2026-01-01
exits 0 "a table"
says "as of 2026-01-01 (--at)" "the day is said first"
says "api.example.test: 3 certificates, 2025-01-01 to 2025-08-01" "what the past is"
ok "leaf-cert breaks at every renewal" grep -qE '^leaf-cert +120/212 ' out
ok "leaf-spki breaks at the new key only" grep -qE '^leaf-spki +120/212 ' out
ok "root-spki never" grep -qE '^root-spki +0/212 ' out
says "private-ca: a private CA leaves no public past" "what cannot be tested is listed, and why"
says "cut off once, from 2025-05-01 on, 92 days" "a sentence for the first build"
ok "bare key bits are not in the table" grep -qE '^- leaf-key, built on 2025-01-01: not known' out
PINLAB_WRAP='env LC_ALL=C' run backtest own.csv --at 2026-01-01
ok "it fits 80 columns, in ASCII" awk 'length > 80 { exit 1 }' out

run backtest own.csv --at 2026-01-01 --strategy leaf-spki --since 2025-05-01
exits 0 "since"
says "leaf-spki, built on 2025-05-01" "the first build is of that day"
says "never cut off" "and it lasts"
run backtest own.csv --at 2025-05-02
says "2025-01-01 to 2025-05-02" "what is later than today has not happened"

run backtest own.csv --at 2026-01-01 --json
exits 0 "JSON"
ok "JSON has the cut-off" grep -q '"firstCutOff": "2025-05-01T00:00:00Z"' out
ok "JSON has verdicts" grep -q '"verdict": "cut-off"' out
run backtest own.csv --at 2026-01-01 --html page.html
exits 0 "a page"
ok "the page forbids everything foreign" grep -q "default-src 'none'; style-src 'sha256-" page.html
ok "it has no scripts" sh -c '! grep -qi "<script" page.html'
ok "its maps have titles" grep -q '<title>leaf-spki, built 2025-01-01 to ' page.html
run backtest own.csv --at 2026-01-01 --html -
exits 0 "a page on standard output"
ok "nothing else is there" sh -c 'head -n 1 out | grep -q "<!DOCTYPE html>"'
cp out first
run backtest own.csv --at 2026-01-01 --html -
ok "the same input gives the same page" cmp -s out first

# Pins of one's own.
cat >pins.txt <<'PINS'
sha256/qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=
PINS
run backtest own.csv --at 2026-01-01 --pins pins.txt
exits 0 "own pins"
says "pins.txt, built on 2025-01-01" "they are named by their file"
ok "no strategies then" sh -c '! grep -q "^leaf-spki" out'
says "from 2025-05-01 on" "and cut off when the key changes"
run backtest own.csv --at 2026-01-01 --pins pins.txt --fail-on cut-off
exits 1 "a gate when asked for"
run backtest own.csv --at 2026-01-01 --strategy root-spki --fail-on cut-off
exits 0 "a gate that holds"

# crt.sh tells no digests: what they decide is not known, and it says what to fetch.
cat >crt.sh.json <<'JSON'
[{"issuer_ca_id":1,"issuer_name":"C=US, O=Example, CN=Example CA","common_name":"api.example.test","name_value":"api.example.test\nwww.example.test",
"id":12345,"entry_timestamp":"2025-01-01T01:00:00.123","not_before":"2025-01-01T00:00:00","not_after":"2025-03-31T23:59:59","serial_number":"00aa01"},
{"issuer_ca_id":1,"issuer_name":"C=US, O=Example, CN=Example CA","common_name":"api.example.test","name_value":"api.example.test",
"id":12346,"entry_timestamp":"2025-01-01T01:00:00.456","not_before":"2025-01-01T00:00:00","not_after":"2025-03-31T23:59:59","serial_number":"aa01"}]
JSON
run backtest crt.sh.json --at 2026-01-01
exits 0 "crt.sh"
says "api.example.test: 1 certificate," "a certificate and its precertificate are one"
ok "no strategy with pins can be built" grep -qE '^leaf-spki +0/0 ' out
ok "what to fetch is said" grep -q "crt.sh/?d=1234[56]" out

# Cert Spotter tells keys; a digest that may be the precertificate's does not count.
cat >spotter.json <<'JSON'
[{"id":"1","tbs_sha256":"00","cert_sha256":"1111111111111111111111111111111111111111111111111111111111111111","dns_names":["api.example.test"],
"pubkey_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","issuer":{"name":"CN=X","pubkey_sha256":"1111111111111111111111111111111111111111111111111111111111111111"},
"not_before":"2025-01-01T00:00:00Z","not_after":"2025-02-28T23:59:59-00:00","revoked":false},
{"id":"2","tbs_sha256":"01","dns_names":["api.example.test"],
"pubkey_sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","issuer":{"name":"CN=X","pubkey_sha256":"1111111111111111111111111111111111111111111111111111111111111111"},
"not_before":"2025-02-01T00:00:00Z","not_after":"2025-03-31T23:59:59Z","revoked":false}]
JSON
run backtest spotter.json --at 2026-01-01
exits 0 "Cert Spotter"
ok "its keys decide" grep -qE '^leaf-spki +31/90 ' out
ok "its issuers decide" grep -qE '^intermediate-spki +0/90 ' out
says "leaf-cert, built on 2025-01-01: not known what it would have pinned" "whole certificates are not known"

refused() { # CODE TEXT NAME ARGS...
	want=$1 text=$2 name=$3
	shift 3
	run backtest "$@"
	exits "$want" "$name"
	complains "$text" "$name: says what to do"
	silent "$name: nothing on standard output"
}
mkdir empty
refused 3 "nothing in this folder is a certificate or an export" "an empty folder" empty
refused 4 "no such file" "a file that is not there" nowhere.json
printf '[{"not_before":"2025-01-01"' >cut.json
refused 3 "cut.json:1:" "JSON that is cut off" cut.json
printf '[]' >none.json
refused 3 "the search found no certificate" "a search without results" none.json
printf '{"code":"rate_limited","message":"too many queries"}' >limited.json
refused 3 'the search has refused: "too many queries"' "a search that refused" limited.json
printf '[{"not_before":"2025-02-30","not_after":"2025-03-01"}]' >date.json
refused 3 "entry 1: not_before: " "a date that does not exist" date.json
printf 'not_before,not_after\n2025-01-01,2024-01-01\n' >order.csv
refused 3 "order.csv:2:12: error: not_after: it ends before it begins" "dates the wrong way round" order.csv
printf 'not_before,not_after,spki_sha256\n2025-01-01,2025-02-01,abc\n' >digest.csv
refused 3 "digest.csv:2:23: error: spki_sha256: a SHA-256 has 64 hex digits" "a digest that is none" digest.csv
printf 'not_before,until\n2025-01-01,2025-02-01\n' >column.csv
refused 3 'there is no column "not_after"' "a column that is missing" column.csv
printf 'not_before,not_after\n' >rows.csv
refused 3 "this table has no rows" "a table without rows" rows.csv
refused 3 "covers www.other.test; they are for api.example.test" "another host's export" own.csv --host www.other.test
printf 'not_before,not_after,name_value\n2025-01-01,2025-02-01,*.example.test\n' >wild.csv
refused 2 "--host www.example.com" "nothing but wildcards" wild.csv
run backtest wild.csv --host api.example.test --at 2026-01-01
exits 0 "wildcards with a host"
head -c 70000000 /dev/zero >large.json
refused 3 "large.json" "a file that is too large" large.json
rm -f large.json
awk 'BEGIN { print "not_before,not_after,name_value,serial"; for (i = 1; i < 6000; i++) printf "2025-01-01,2025-02-01,a.example.test,%06d\n", i }' >many.csv
refused 3 "more than 5000 certificates" "too many certificates" many.csv
ok "which is said once" [ "$(grep -c 'more than 5000' "$tmp/err")" -eq 1 ]
printf -- '-----BEGIN PRIVATE KEY-----\nMAo=\n-----END PRIVATE KEY-----\n' >key.pem
refused 3 "there is a private key in this file" "a private key" key.pem
refused 2 "did you mean 'leaf-spki'?" "a strategy mistyped" own.csv --strategy leaf-spik
refused 2 "--fail-on takes cut-off" "a gate that is none" own.csv --fail-on all
refused 2 "--since takes a date" "a date that is none" own.csv --since yesterday
refused 2 "nothing of the past is left" "a time that is empty" own.csv --since 2025-07-01 --until 2025-06-01
done_testing
