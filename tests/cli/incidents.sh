#!/bin/sh
# Every incident that is shipped says what happened, when, and where it is told,
# is named by its entry, and stands in the list.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

folder=$PINLAB_SRCDIR/scenarios/incidents
count=0
for file in "$folder"/*.yaml; do
	name=$(basename "$file" .yaml)
	count=$((count + 1))
	group=$(expr "$name" : '\([a-z]\)[0-9][0-9]*-[a-z0-9-]*$')
	ok "$name is named by its entry" [ -n "$group" ]
	ok "$name says what happened" grep -q '^incident:$' "$file"
	ok "$name is tagged as one" grep -q '^tags: \[incident' "$file"
	ok "$name tells where it is told" grep -q '^  source: .' "$file"
done
ok "there are incidents" [ "$count" -ge 20 ]

run list incidents --json
exits 0 "the list of incidents"
ok "the list has every one of them" [ "$(grep -c '"what":' out)" -ge "$count" ]
done_testing
