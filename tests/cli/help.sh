#!/bin/sh
# Help fits a screen and is made for every command; slips of the finger are met with a suggestion.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

fits() { awk 'length > 80 { exit 1 } END { exit NR > 24 }' "$tmp/out"; }

run --help
exits 0 "--help"
ok "the program's page fits 80x24" fits
commands=$(sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p' "$tmp/out")
ok "it names each command once" [ "$(echo "$commands" | sort -u | wc -w)" -eq "$(echo "$commands" | wc -w)" ]
ok "it names every command" [ "$(echo "$commands" | wc -w)" -eq "$(ls "$source"/src/cli/cmd_*.c | wc -l)" ]
for command in $commands; do
	run "$command" --help
	exits 0 "$command --help"
	ok "$command --help fits 80x24" fits
	says Example "$command --help has an example"
	says "pinlab $command" "$command --help says how it is called"
	cp "$tmp/out" "$tmp/page"
	run help "$command"
	ok "help $command is the same page" cmp -s "$tmp/out" "$tmp/page"
done
run --version
says "pinlab " "--version says which one this is"

slip() { # CODE TEXT NAME ARGS...: refused, with a sentence
	want=$1 text=$2 name=$3
	shift 3
	run "$@"
	exits "$want" "$name"
	complains "$text" "$name: says what to do"
	silent "$name: nothing on standard output"
}
slip 2 "did you mean 'matrix'?" "a command mistyped" matrx
slip 2 "no command or file 'frobnicate'" "a command that is none" frobnicate
slip 2 "did you mean '--strategy'?" "an option mistyped" matrix --stratgy leaf-spki
slip 2 "did you mean '--strategy'?" "an option cut short is not completed" matrix --strateg leaf-spki
slip 2 "needs a value" "an option without its value" run --jobs
slip 2 "takes no value" "a flag with a value" run --verbose=yes x.yaml
slip 2 "unknown option '-x'" "a letter that is none" run -x x.yaml
slip 2 "is given twice" "an option twice" run --jobs 2 --jobs 3 x.yaml
slip 2 "from 1 to 256" "a number out of bounds" run --jobs 1000 x.yaml
slip 2 "from 1 to 256" "a number that is none" run --jobs=-1 x.yaml
slip 2 "something is missing" "an operand missing" run
slip 2 "one word too many" "an operand too many" matrix extra
slip 2 "auto, always or never" "a colour that is none" matrix --color maybe
slip 2 "verify or handshake" "an engine that is none" matrix --engine guess
slip 2 "did you mean 'leaf-spki'?" "a strategy mistyped" matrix --strategy leaf-spik
slip 2 "did you mean 'own-ca'?" "an attack mistyped" matrix --attack own-cb
slip 2 "did you mean 'switch-ca'?" "an event mistyped" matrix --event swich-ca
slip 2 "did you mean 'okhttp'?" "a client mistyped" matrix --client okhtp
slip 2 "text, tap, junit, json" "a report format that is none" run --report xml x.yaml
slip 2 "cannot share standard output" "two reports on one output" run --report tap --report json x.yaml
slip 2 "not an extended regular expression" "a pattern that is none" run --run '(' x.yaml
slip 2 "there is no kind" "a kind that is none" list frobs
slip 2 "did you mean 'blocked-moot'?" "a word mistyped" explain blocked-mot
done_testing
