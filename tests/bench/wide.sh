#!/bin/sh
# Prints a scenario of sixteen strategies under every client and STEPS renewals.
# Usage: wide.sh STEPS [CLIENT...]
steps=$1
shift
cat <<-YAML
pinlab: 1
name: $steps steps of everybody
start: 2026-01-01
hierarchy: default
hosts:
  api: {name: api.example.test, issuer: north-b1, lifetime: 2d, renews: {before: 1d, key: new}}
devices: {phone: {store: phone}}
strategies:
YAML
for client; do
	n=0
	for pins in leaf.spki issuer.spki root.spki issuers.spki roots.spki 'leaf.spki, root.spki' \
		'leaf.spki, issuer.spki' 'issuer.spki, root.spki'; do
		for backup in '' ', backup: [backup.spki]'; do
			n=$((n + 1))
			echo "  - {name: s$n.$client, client: $client, pins: [$pins]$backup}"
		done
	done
done
cat <<-YAML
events: []
until: $(date -u -d "2026-01-01 $steps days" +%Y-%m-%d)
expect:
  - {never: survives-on-backup, strategy: s1.$1}
YAML
