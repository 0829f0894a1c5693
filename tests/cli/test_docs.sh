#!/bin/sh
# Does the documentation say what the program does? TAP.
# Needs PINLAB (the program) and PINLAB_SRCDIR (the source tree).
set -u
: "${PINLAB:?names the program}" "${PINLAB_SRCDIR:?names the source tree}"
export LC_ALL=C.UTF-8
unset PINLAB_DATA_DIR

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinlab-docs.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM
page=$PINLAB_SRCDIR/docs/pinlab.1
reference=$PINLAB_SRCDIR/docs/scenarios.md
readme=$PINLAB_SRCDIR/README.md
count=0

# check WHAT COMMAND...: one test point; what the command prints says why not.
check() {
	what=$1
	shift
	count=$((count + 1))
	if "$@" >"$scratch/said" 2>&1 </dev/null; then
		echo "ok $count - $what"
	else
		echo "not ok $count - $what"
		sed 's/^/# /' "$scratch/said"
	fi
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# same: two files, wanted first.
same() { diff "$1" "$2"; }

# A comparison of two empty lists would always hold.
same_and_some() { [ -s "$1" ] && same "$1" "$2"; }

"$PINLAB" schema >"$scratch/schema.json"
for kind in strategies clients events providers attacks states reasons; do
	"$PINLAB" list "$kind" --json >"$scratch/$kind.json"
	"$PINLAB" list "$kind" | awk '{ print $1 }' >"$scratch/$kind"
done

# --- the man page -----------------------------------------------------------------
commands=$("$PINLAB" --help | awk '/^Commands/ { on = 1; next } on && !NF { exit } on { print $1 }')

# What stands below the page's .Ss of a command.
section() { awk -v name="$1" '/^\.S[sh] / { on = $0 == ".Ss " name } on' "$page"; }

# Letters and long names of options, one per line, sorted.
options_of_help() {
	"$PINLAB" help "$1" | awk '
		/^Options/ { on = 1; next }
		on && !NF { exit }
		on { for (i = 1; i <= 2; i++) { sub(/,$/, "", $i); if ($i ~ /^-/) print $i } }' |
		grep -vxe --color -e --help -e -h | sort
}
options_of_page() {
	section "$1" | awk '/^\.It Fl / {
		for (i = 2; i <= NF; i++) {
			if ($i != "Fl") continue
			if ($(i + 1) == "Fl") { print "--" $(i + 2); i += 2 }
			else { print "-" $(i + 1); i++ }
		} }' | sort
}

options_are_those_of() {
	section "$1" | grep -q . || { echo "the page has no section '.Ss $1'"; return 1; }
	options_of_help "$1" >"$scratch/wanted"
	options_of_page "$1" >"$scratch/got"
	same "$scratch/wanted" "$scratch/got"
}

[ -n "$commands" ] || { echo "Bail out! pinlab --help lists no commands"; exit 99; }
for command in $commands; do
	check "pinlab.1 has the options of $command" options_are_those_of "$command"
done

states_of_page() {
	awk '/^\.It survives Ta/ { on = 1 } /^\.El/ { on = 0 }
		on { gsub(/\\\[u2713\]/, "✓"); gsub(/\\\[u2717\]/, "✗"); gsub(/\\&/, "")
		     gsub(/ Ta /, " "); sub(/^\.It /, ""); print }' "$page"
}
states_of_program() {
	sed -n 's/^ *"name": "\(.*\)",$/\1/p; s/^ *"about": "Drawn as \(.*\), in ASCII as \(.\)\. The verdict is .\([a-z]*\).\..*/\1 \2 \3/p' \
		"$scratch/states.json" | paste -d ' ' - -
}
states_of_program >"$scratch/states.program"
states_of_page >"$scratch/states.page"
check "pinlab.1 shows every state with its symbols and verdict" \
	same_and_some "$scratch/states.program" "$scratch/states.page"

lint() {
	# Which pages this system has installed is not the page's business.
	mandoc -T lint "$page" 2>&1 | grep -v 'mandoc\.db' >"$scratch/lint"
	cat "$scratch/lint"
	[ ! -s "$scratch/lint" ]
}
if command -v mandoc >/dev/null 2>&1; then
	check "mandoc -T lint has nothing to say" lint
else
	skip "mandoc -T lint has nothing to say" "no mandoc"
fi

# --- the scenario reference -------------------------------------------------------
# table MARKER: the cells of the first table below it, separated by tabs, without back-ticks.
table() {
	awk -v marker="<!-- $1 -->" '
		$0 == marker { on = 1; next }
		on && !/^\|/ { exit }
		on && ++row > 2 {
			gsub(/`/, ""); gsub(/^\| | \|$/, ""); n = split($0, cell, / \| | \|$/)
			line = cell[1]
			for (i = 2; i <= n; i++) line = line "\t" cell[i]
			print line
		}' "$reference"
}

# keys_of_schema DEFINITION: key, "required" or "", its words where it has a closed list.
# The schema is printed with two blanks per level.
keys_of_schema() {
	awk -v def="$1" '
		function word(text) { sub(/^ *"/, "", text); sub(/".*/, "", text); return text }
		/^    "/ { on = $0 == "    \"" def "\": {" }
		!on { next }
		/^      "required": \[/ { required = 1; next }
		/^      "properties": {/ { properties = 1; next }
		/^      []}]/ { required = properties = 0; next }
		required { need[word($0)] = 1; next }
		properties && /^        "/ { key = word($0); keys[++n] = key; next }
		properties && /^          "enum": \[/ { words = 1; next }
		properties && /^          \]/ { words = 0; next }
		words && /^            "/ { list[key] = list[key] (list[key] ? ", " : "") word($0) }
		END { for (i = 1; i <= n; i++) print keys[i] "\t" (need[keys[i]] ? "required" : "") "\t" list[keys[i]] }
	' "$scratch/schema.json"
}

keys_are_those_of() {
	keys_of_schema "$1" >"$scratch/wanted"
	if [ "$1" = event ]; then
		# The events themselves stand beside these keys in the schema.
		awk -F '\t' 'FNR == NR { event[$1]; next } !($1 in event)' "$scratch/events" "$scratch/wanted" >"$scratch/own"
		mv "$scratch/own" "$scratch/wanted"
	fi
	table "keys: $1" | awk -F '\t' '
		FNR == NR { closed[$1] = $3; next }
		{ print $1 "\t" ($3 == "required" ? $3 : "") "\t" (closed[$1] == "" ? "" : $2) }
	' "$scratch/wanted" - >"$scratch/got"
	same_and_some "$scratch/wanted" "$scratch/got"
}
for definition in scenario host issuer-pool node renews device crypto trust strategy rule pattern event expect claim \
	fleet segment release minimum fleet-claim \
	hierarchy-map operator authority certificate shadow shadow-pins; do
	check "scenarios.md has the keys of '$definition'" keys_are_those_of "$definition"
done

names_are_those_of() {
	table "list: $1" | cut -f 1 >"$scratch/got"
	same_and_some "$scratch/$1" "$scratch/got"
}
for kind in strategies clients providers attacks states reasons; do
	check "scenarios.md has all $kind, in their order" names_are_those_of "$kind"
done

table "list: states" | awk -F '\t' '{ print $1, $2, $3, $4 }' >"$scratch/got"
cp "$scratch/got" "$scratch/states.reference"
check "scenarios.md has the symbols and verdicts of the states" \
	same_and_some "$scratch/states.program" "$scratch/states.reference"

# about_lines KIND: "NAME<tab>LINE" for every line of what explain says of it.
about_lines() {
	awk '
		function text(line) { sub(/^ *"[a-z]*": "/, "", line); sub(/",?$/, "", line); return line }
		/^ *"name": "/ { name = text($0) }
		/^ *"about": "/ { n = split(text($0), part, /\\n/); for (i = 1; i <= n; i++) print name "\t" part[i] }
	' "$scratch/$1.json"
}

about_lines strategies | awk -F '\t' '
	!($1 in seen) { seen[$1]; order[++n] = $1 }
	$2 ~ /^Pins: / { pins[$1] = substr($2, 7) }
	$2 ~ /^Backups: / { backups[$1] = substr($2, 10) }
	END { for (i = 1; i <= n; i++) print order[i] "\t" pins[order[i]] "\t" backups[order[i]] }
' >"$scratch/strategies.program"
table "list: strategies" | cut -f 1-3 >"$scratch/strategies.reference"
check "scenarios.md has the pins of the strategies" \
	same_and_some "$scratch/strategies.program" "$scratch/strategies.reference"

# Parameters: name, "required" or the default in words of the table, the closed list.
about_lines events | awk -F '\t' '
	$2 ~ /^  [a-z-]+: / {
		line = substr($2, 3); name = line; sub(/:.*/, "", name); choices = standard = ""
		if (match(line, / \[(required|default: [^]]*)\]$/)) {
			standard = substr(line, RSTART + 2, RLENGTH - 3); sub(/^default: /, "", standard)
			line = substr(line, 1, RSTART - 1)
		}
		if (match(line, / \([^()|]+( \| [^()|]+)+\)$/)) {
			choices = substr(line, RSTART + 2, RLENGTH - 3); gsub(/ \| /, ", ", choices)
		}
		print $1 "\t" name "\t" standard "\t" choices
	}' >"$scratch/params"

event_is_described() {
	grep -qxF "### \`$1\`" "$reference" || { echo "there is no heading for it"; return 1; }
	awk -F '\t' -v event="$1" '$1 == event { print $2 "\t" $3 "\t" $4 }' "$scratch/params" >"$scratch/wanted"
	table "event: $1" | awk -F '\t' '
		FNR == NR { standard[$1] = $2; closed[$1] = $3; next }
		{ print $1 "\t" (standard[$1] == "" && $3 != "required" ? "" : $3) "\t" (closed[$1] == "" ? "" : $2) }
	' "$scratch/wanted" - >"$scratch/got"
	same "$scratch/wanted" "$scratch/got"
}
while read -r event; do
	check "scenarios.md has the event $event with its parameters" event_is_described "$event"
done <"$scratch/events"
check "some event has parameters" test -s "$scratch/params"

sed -n 's/^### `\(.*\)`$/\1/p' "$reference" | sort >"$scratch/got.events"
sort "$scratch/events" >"$scratch/wanted.events"
check "scenarios.md has no other events" same_and_some "$scratch/wanted.events" "$scratch/got.events"

# Whole examples: a scenario has to run as it is, a hierarchy to carry one.
mkdir "$scratch/examples"
awk -v dir="$scratch/examples" '
	/^```yaml/ { on = 1; first = 1; next }
	/^```/ { on = 0; close(file); next }
	on && first { first = 0; file = $0 == "pinlab: 1" ? dir "/" ++n ".yaml" : "/dev/null" }
	on { print >file }' "$reference"
example_runs() {
	if grep -q '^kind: hierarchy' "$1"; then
		cat >"$1.user.yaml" <<-SCENARIO
			pinlab: 1
			start: 2026-01-01
			hierarchy: $1
			hosts: {api: {name: api.example.test, issuer: our-ca}}
			devices: {phone: {store: phone}}
			strategies: [root-spki+backup]
			events: [{renew: new, expect: {root-spki+backup: survives}}]
		SCENARIO
		"$PINLAB" run "$1.user.yaml"
	else
		"$PINLAB" run "$1"
	fi
}
for example in "$scratch"/examples/[0-9].yaml; do
	check "the example ${example##*/} of scenarios.md runs as it says" example_runs "$example"
done

# --- schemas ----------------------------------------------------------------------
"$PINLAB" schema result >"$scratch/result.json"
check "scenarios/scenario.schema.json is what 'pinlab schema' prints" \
	same_and_some "$scratch/schema.json" "$PINLAB_SRCDIR/scenarios/scenario.schema.json"
check "docs/pinlab-result.schema.json is what 'pinlab schema result' prints" \
	same_and_some "$scratch/result.json" "$PINLAB_SRCDIR/docs/pinlab-result.schema.json"

# --- what the README says of the build ---------------------------------------------
# LIBRARY VERSION of configure.ac: some row of the README's table has that version.
versions() {
	sed -n 's/^PKG_CHECK_MODULES(.*, \[\(.*\)\])$/\1/p' "$PINLAB_SRCDIR/configure.ac" |
		awk '{ for (i = 1; i < NF; i++) if ($(i + 1) == ">=") { sub(/-.*/, "", $i); print $i, $(i + 2) } }'
}
version_is_told() { grep -i "^| .*${1#lib}.* | $2 |$" "$readme"; }
versions >"$scratch/versions"
check "configure.ac asks for versions" test -s "$scratch/versions"
while read -r library version; do
	check "README.md asks for $library $version as configure does" version_is_told "$library" "$version"
done <"$scratch/versions"

# --- the scenarios that the README's tour names ----------------------------------------
(cd "$PINLAB_SRCDIR" && for file in scenarios/*/*.yaml scenarios/*/*/*.yaml; do
	echo "$file" | cut -d / -f 1,2
done) | sort -u >"$scratch/folders"
sed -n 's/^| `\(scenarios\/[a-z]*\)` |.*/\1/p' "$readme" | sort >"$scratch/told"
check "README.md names the folders of scenarios" same_and_some "$scratch/folders" "$scratch/told"

# --- commands that a reader will type -----------------------------------------------
# In a folder that looks like the source tree, with the program in PATH.
mkdir "$scratch/bin" "$scratch/tree"
ln -s "$PINLAB" "$scratch/bin/pinlab"
ln -s "$PINLAB_SRCDIR/scenarios" "$scratch/tree/scenarios"
PATH=$scratch/bin:$PATH
export PATH

# The two commands build and test, so here they are only looked up in the script's own help.
type_line() {
	case $1 in
	./autogen.sh*)
		word=${1#./autogen.sh }
		"$PINLAB_SRCDIR/autogen.sh" --help | grep -qF "./autogen.sh ${word%% *}"
		;;
	*)
		(cd "$scratch/tree" && sh -c "$1" </dev/null)
		;;
	esac
}

awk '/^```sh/ { on = 1; next } /^```/ { on = 0 } on && NF { sub(/ +# .*/, ""); print }' "$readme" >"$scratch/readme.lines"
awk '/^\.Bd -literal/ { on = 1; next } /^\.Ed/ { on = 0 } on && /^pinlab/' "$page" >"$scratch/page.lines"
check "README.md has commands" test -s "$scratch/readme.lines"
check "pinlab.1 has examples" test -s "$scratch/page.lines"
for from in README.md:readme pinlab.1:page; do
	rm -rf "$scratch/tree/"*.yaml
	while read -r line; do
		check "${from%:*}: $line" type_line "$line"
	done <"$scratch/${from#*:}.lines"
done

echo "1..$count"
