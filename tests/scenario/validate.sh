#!/bin/sh
# Other people's readers agree: every shipped scenario and hierarchy satisfies
# the shipped schema, read as YAML 1.2 editors read it, and broken ones do not.
python=
python3 -c 'import yaml, jsonschema' 2>/dev/null && python=python3
if [ -z "$python" ]; then
	echo "1..1"
	echo "ok 1 - files satisfy the schema # SKIP no python3 with yaml and jsonschema"
	exit 0
fi
exec $python - "$PINLAB_SRCDIR" <<'PYTHON'
import glob, json, sys
import jsonschema, yaml

top = sys.argv[1]

# YAML 1.2: dates are text, and so are yes, no, on and off.
class Loader(yaml.SafeLoader):
    pass

Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers
            if not tag.endswith((":timestamp", ":bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", __import__("re").compile("^(true|false)$"), list("tf"))

schema = json.load(open(top + "/scenarios/scenario.schema.json"))
validator = jsonschema.Draft7Validator(schema)
n = 0

def ok(holds, name, why=""):
    global n
    n += 1
    print(("ok" if holds else "not ok"), n, "-", name)
    if why:
        print("#", why)

try:
    jsonschema.Draft7Validator.check_schema(schema)
    ok(True, "the schema is one of draft 7")
except jsonschema.SchemaError as error:
    ok(False, "the schema is one of draft 7", error.message)

files = sorted(glob.glob(top + "/certs/*.yaml") + glob.glob(top + "/scenarios/*/*.yaml"))
ok(len(files) >= 24, "there are %d files" % len(files))
for file in files:
    errors = sorted(validator.iter_errors(yaml.load(open(file), Loader)), key=str)
    ok(not errors, file[len(top) + 1:],
       "; ".join("/".join(map(str, e.absolute_path)) + ": " + e.message[:200] for e in errors[:3]))

head = """
pinlab: 1
start: 2026-01-01
hierarchy: default
hosts: {api: {name: api.example.test, issuer: north-a1}}
"""
for what, text in [
    ("an unknown key", head + "colour: red"),
    ("a later version's key", head + "fleet: {}"),
    ("a missing start", "pinlab: 1\nhierarchy: default\nhosts: {}"),
    ("another format", head.replace("pinlab: 1", "pinlab: 2")),
    ("an unknown strategy", head + "strategies: [leaf-spk]"),
    ("an unknown attack", head + "attacks: [magic]"),
    ("an event that does nothing", head + "events: [{at: +1d}]"),
    ("an event that does two things", head + "events: [{wait: 1d, reload: api}]"),
    ("an unknown parameter", head + "events: [{renew: {hots: api, key: same}}]"),
    ("a missing parameter", head + "events: [{renew: {host: api}}]"),
    ("a lifetime without a unit", head.replace("north-a1}", "north-a1, lifetime: 90}")),
    ("a verdict that is none", head + "events: [{wait: 1d, expect: {none: fine}}]"),
    ("a word for a boolean", head + "devices: {phone: {checks-anchor-dates: yes}}"),
    ("a hierarchy without authorities", "pinlab: 1\nkind: hierarchy\noperators: {}\ncertificates: {}"),
]:
    ok(not validator.is_valid(yaml.load(text, Loader)), "refused: " + what)
for what, text in [
    ("the shortest scenario", head),
    ("keys of one's own", head + "x-owner: me\nevents: [{wait: 1d, x-why: {a: b}}]"),
    ("an event without a value", head + "events:\n  - release:\n"),
    ("a bare value", head + "events: [{reload: api}, {wait: 1d}]"),
    ("a version as a number", head + "events: [{wait: 1d, expect: {none: [{version: 1, verdict: survives}]}}]"),
]:
    errors = list(validator.iter_errors(yaml.load(text, Loader)))
    ok(not errors, "taken: " + what, errors[0].message[:200] if errors else "")
print("1..%d" % n)
PYTHON
