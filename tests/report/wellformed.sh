#!/bin/sh
# The golden reports are well-formed to other people's readers, hostile text
# included; the JSON ones satisfy the shipped schema.
golden=$PINLAB_SRCDIR/tests/report/golden
schema=$PINLAB_SRCDIR/docs/pinlab-result.schema.json
n=0

skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
check() {
	name=$1
	shift
	n=$((n + 1))
	if "$@" >/dev/null 2>"$tmp"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$tmp"
	fi
}
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT

python=
python3 -c '' 2>/dev/null && python=python3
for kind in junit junit-hostile; do
	if [ -n "$python" ]; then
		check "$kind is XML" $python -c 'import sys, xml.dom.minidom
suites = xml.dom.minidom.parse(sys.argv[1]).documentElement
cases = suites.getElementsByTagName("testcase")
names = {(c.getAttribute("classname"), c.getAttribute("name")) for c in cases}
assert len(names) == len(cases) == int(suites.getAttribute("tests"))
assert len(suites.getElementsByTagName("failure")) == int(suites.getAttribute("failures"))
assert len(suites.getElementsByTagName("error")) == int(suites.getAttribute("errors"))' "$golden/$kind"
	else
		skip "$kind is XML" "no python3"
	fi
done
for kind in json json-hostile; do
	if [ -n "$python" ] && $python -c 'import jsonschema' 2>/dev/null; then
		check "$kind satisfies the schema" $python -c 'import json, sys, jsonschema
jsonschema.Draft7Validator.check_schema(json.load(open(sys.argv[2])))
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), cls=jsonschema.Draft7Validator)' \
			"$golden/$kind" "$schema"
	else
		skip "$kind satisfies the schema" "no python3-jsonschema"
	fi
done
# What a TAP reader may meet at the start of a line, subtests and YAML included.
for kind in tap tap-hostile; do
	check "$kind has only lines of TAP" sh -c '! grep -nvE "^(TAP version 14|1\.\.[0-9]+|# |(not )?ok [0-9]+ - |    ((not )?ok [0-9]+ - |1\.\.|# )| +(---|\.\.\.|- |[a-z-]+:))" "$1" >&2' sh "$golden/$kind"
done
echo "1..$n"
