#!/bin/sh
# The shipped scenarios hold an expectation against every event, for every strategy and every client.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

PINLAB_DATA_DIR=$source run list --coverage "$source/scenarios"
exits 0 "every scenario is as expected"
ok "every event for every strategy" grep -q "^events x strategies: .*, no pair without an expectation" out
ok "every event for every client" grep -q "^events x clients: .*, no pair without an expectation" out
run list events
for file in "$source"/scenarios/events/*.yaml; do
	event=$(basename "$file" .yaml)
	ok "$event is an event" grep -q "^$event " out
	ok "$event happens in its file" grep -qE "[ {]$event: *\{" "$file"
done
done_testing
