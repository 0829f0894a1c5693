#!/bin/sh
# Prints pinlab's speed as ratios within one run. Usage: make bench
set -eu
pinlab=${PINLAB:?}
here=$(dirname "$0")
tools=${PINLAB_BENCH_TOOLS:?}
runs=${PINLAB_BENCH_RUNS:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GNUTLS_SYSTEM_PRIORITY_FILE=/nonexistent

# The counts as operations of the raw program: "keys generated  ecdsa-p256  22" becomes keys-ecdsa-p256=22.
operations_of() {
	sed -nE \
		-e 's/^keys generated +([a-z0-9-]+) +([0-9]+)$/keys-\1=\2/p' \
		-e 's/^certificates signed +([a-z0-9-]+) +([0-9]+)$/signed-\1=\2/p' \
		-e 's/^signatures verified +([a-z0-9-]+) +([0-9]+)$/links-\1=\2/p' \
		-e 's/^certificates imported +([0-9]+)$/imported=\1/p' "$1" | tr '\n' ' '
}

"$pinlab" matrix --counts >"$work/matrix" 2>&1
operations=$(operations_of "$work/matrix")
echo "matrix (A) against its own cryptography as raw GnuTLS calls (B); wanted: A/B at most 2"
echo "  $operations"
printf '  '; "$tools/ratio" "$runs" "$pinlab matrix" "$tools/raw $operations"

clients=$("$pinlab" list clients | awk '{ print $1 }')
# shellcheck disable=SC2086 # a word for each client
"$here/wide.sh" 200 $clients >"$work/wide.yaml"
"$pinlab" run "$work/wide.yaml" --report json=/dev/null --counts 2>"$work/wide" || true
operations=$(operations_of "$work/wide")
echo "16 strategies x $(echo "$clients" | wc -l) clients x 200 steps (A) against its own cryptography (B); wanted: A/B at most 2"
echo "  $operations"
printf '  '; "$tools/ratio" 3 "$pinlab run $work/wide.yaml" "$tools/raw $operations"

if command -v openssl >/dev/null 2>&1; then
	strategies=none,leaf-cert,leaf-key,leaf-spki,leaf-spki+backup,intermediate-cert,intermediate-spki,root-cert,root-spki,root-spki+backup
	echo "an openssl script (A) against the same 12 events x 10 strategies (B); wanted: A/B at least 100"
	printf '  '; "$tools/ratio" 3 "$here/openssl-matrix.sh" "$pinlab matrix --attack none --strategy $strategies"
fi

echo "the lab in a terminal; wanted: first screen 50 ms, key to screen 16 ms, 20000 kB, no wake-up"
printf '  '; "$tools/lab" "$runs" "$pinlab"

echo "a fleet over ten years of days, 50 versions, 10 segments; wanted: at most 20 ms"
"$tools/fleet" | sed 's/^/  /'

sed 's/^start: .*/start: 2026-06-01/' "$here/../../scenarios/plans/rotation.yaml" >"$work/plan.yaml"
echo "plan of a year, every day at three paces (A) against a page of help (B); wanted: A under 1 s"
printf '  '; "$tools/ratio" 3 "$pinlab plan $work/plan.yaml" "$pinlab --help"

scenario() { # RENEWALS: one host renewed every hour
	cat <<-YAML
	pinlab: 1
	name: $1 renewals
	start: 2026-01-01
	hierarchy: default
	hosts:
	  api: {name: api.example.test, issuer: north-b1, lifetime: 2h, renews: {before: 1h, key: same}}
	devices: {phone: {store: phone}}
	strategies: [leaf-cert, leaf-spki, leaf-spki+backup, intermediate-spki, root-spki, root-spki+backup]
	events: []
	until: $(date -u -d "2026-01-01 $1 hours" +%Y-%m-%dT%H:%M:%SZ)
	expect:
	  - {never: breaks, strategy: leaf-spki}
	YAML
}
scenario 10000 >"$work/10000.yaml"
scenario 1000 >"$work/1000.yaml"
echo "10,000 renewals (A) against 1,000 (B); wanted: A/B about 10, A under 200000 kB"
printf '  '; "$tools/ratio" 3 "$pinlab run $work/10000.yaml" "$pinlab run $work/1000.yaml"

mkdir "$work/past1000" "$work/past500"
"$tools/past" 1000 "$work/past1000"
"$tools/past" 500 "$work/past500"
echo "backtest of 1,000 certificates, every strategy, every day (A) against 500 (B); wanted: A under 2 s"
printf '  '; "$tools/ratio" 3 "$pinlab backtest $work/past1000" "$pinlab backtest $work/past500"

cat >"$work/host.yaml" <<-YAML
	pinlab: 1
	name: a host
	start: 2026-01-01
	hierarchy: default
	hosts: {api: {name: api.example.test, issuer: north-a1, lifetime: 90d}}
	devices: {phone: {store: phone}}
	strategies: [none]
	attacks: []
	events: []
YAML
"$pinlab" export "$work/host.yaml" "$work/host" >/dev/null
chain=$work/host/steps/000-start/hosts/api/chain.pem
"$pinlab" pins "$chain" | sed -n 's/^  spki  *//p' >"$work/pins.txt"
echo "check of a chain and a pin file (A) against a page of help (B); wanted: A under 50 ms"
printf '  '; "$tools/ratio" "$runs" "$pinlab check --pins $work/pins.txt --chain $chain --at 2026-01-02" "$pinlab --help"
