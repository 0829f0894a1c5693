#!/bin/sh
# What goes wrong around the program: keys and marks in files, links, pipes,
# signals, full disks, folders that cannot be read, closed outputs.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

scenario >good.yaml
run export good.yaml keys.d --with-keys
chain=keys.d/steps/000-start/hosts/api/chain.pem

# --- keys and marks -----------------------------------------------------------------
# A key in DER is as secret as one in PEM: each way of writing it is told, and no octet shown.
key=keys.d/steps/000-start/hosts/api/key.pem
if command -v openssl >/dev/null; then
	openssl pkey -in $key -outform DER -out pkcs8.der
	openssl ec -in $key -outform DER -out sec1.der 2>/dev/null
	openssl genrsa -traditional 2048 2>/dev/null | openssl rsa -traditional -outform DER -out pkcs1.der 2>/dev/null
	openssl pkcs8 -topk8 -in $key -passout pass:x -outform DER -out locked.der
	for file in pkcs8 sec1 pkcs1 locked; do
		for command in pins inspect; do
			run $command $file.der
			exits 3 "$command of a key as $file"
			complains "warning: there is a private key" "$command of $file warns"
			complains "only a private key" "$command of $file refuses"
			silent "$command of $file prints nothing"
		done
	done
else
	skip "keys in DER" "no openssl"
fi
{ printf '\357\273\277'; cat $chain; } >mark.pem
run pins mark.pem
says "mark.pem:1  leaf" "a mark of UTF-8 takes no certificate away"
iconv -f UTF-8 -t UTF-16 $chain >wide.pem
for command in pins inspect; do
	run $command wide.pem
	exits 3 "$command of UTF-16"
	complains "iconv" "$command of UTF-16 says what to do"
done

# --- dates, lines, lists ---------------------------------------------------------------
if command -v openssl >/dev/null; then
	openssl x509 -in $chain -outform DER -out leaf.der
	LC_ALL=C sed 's/270501000000Z/650501000000Z/' leaf.der >early.der
	run pins early.der
	says "valid        before 1970 to 2027-07-29T23:59:59Z" "a date before 1970 is not told as 1970"
	LC_ALL=C sed 's/270501000000Z/700101000000Z/' leaf.der >first.der
	run pins first.der
	says "valid        1970-01-01T00:00:00Z to" "the first second of 1970 is"
else
	skip "a date before 1970" "no openssl"
fi
for at in good.yaml good.yaml: good.yaml:0 good.yaml:-1 good.yaml:x good.yaml:3x :3 3 good.yaml:99999999999; do
	run lab --at $at
	exits 2 "lab --at $at"
	complains "FILE:LINE" "says what it takes"
done
run lab --at good.yaml:99
exits 3 "lab --at a line that is not there"
complains "good.yaml: error: there is no line 99 to open at; the file has $(wc -l <good.yaml)" "is told"
run lab --at good.yaml:$(wc -l <good.yaml)
exits 0 "lab --at the last line"
run lab --at gone.yaml:3
exits 4 "lab --at a file that is not there"
run matrix --strategy none,none
exits 2 "a strategy named twice"
run matrix --strategy none --client curl --client curl
exits 2 "a client named twice"
sed 's/  - at: 2027-05-10/  - at: 2027-05-10\n    renew: {host: api, key: same}\n  - at: 2027-05-09/' good.yaml >back.yaml
run run back.yaml
exits 3 "an event before the one before it"
complains "back.yaml:14:9: error:" "has its position"
complains "    - at: 2027-05-09" "and its line, though it was found while running"
complains "          ^" "and a caret"

# --- reports and what their paths lead to ---------------------------------------------
ln -s /proc/self/fd/1 stdout
if [ -e stdout ]; then
	# A link of our own: /dev/stdout is one too, and a fault here must not replace that.
	run run good.yaml --report json=stdout
	exits 0 "a report to a link to standard output"
	says '"format": 1' "comes out"
	ok "and leaves the link" [ -L stdout ]
	run run good.yaml --report text --report json=stdout
	exits 2 "two reports to standard output, by two names"
	complains "two reports" "which is said"
	silent "and nothing is written"
	"$pinlab" run good.yaml --report json=stdout 2>err </dev/null | cat >out
	says '"format": 1' "a pipe by its name is written to"
else
	skip "a report to a link to standard output" "no /proc/self/fd"
fi
echo old >old.json
chmod 640 old.json
ln -s old.json link.json
ln old.json hard.json
for second in old.json ./old.json link.json hard.json "$tmp/old.json"; do
	run run good.yaml --report json=old.json --report tap="$second"
	exits 2 "two reports to one file, as $second"
	ok "which stays as it was" [ "$(cat old.json)" = old ]
done
run run good.yaml --report json=new.json --report tap=./new.json
exits 2 "two reports to one file that is not there yet"
cp good.yaml precious.yaml
ln -s precious.yaml alias.yaml
for path in precious.yaml ./precious.yaml alias.yaml; do
	run run precious.yaml --report json=$path
	exits 2 "a report onto the scenario, as $path"
	complains "precious.yaml" "which is named"
	ok "and is as it was" cmp -s good.yaml precious.yaml
done
run run good.yaml --report json=link.json
exits 0 "a report to a link"
ok "leaves the link" [ -L link.json ]
ok "fills what it points to" grep -q '"format": 1' old.json
ok "and keeps its permission" [ "$(stat -c %a old.json)" = 640 ]
run run good.yaml --report json=/dev/null --report tap=/dev/null
exits 0 "two reports to nowhere"
long=$(printf '%0250d' 0)
run run good.yaml --report json=$long.txt
exits 0 "a report with a long name"
(ulimit -f 1; run run good.yaml --report json=big.json; exit $code)
code=$?
exits 4 "a report over the limit on file size"
complains "ulimit" "which is said"
ok "leaves nothing" sh -c '! ls | grep -q "\.tmp$\|big.json"'

# --- folders ------------------------------------------------------------------------------
mkdir -p tree.d/a tree.d/shut
cp good.yaml tree.d/a/1.yaml
cp good.yaml tree.d/2.yaml
ln -s .. tree.d/a/up
mkfifo tree.d/a/pipe.yaml
chmod 0 tree.d/shut
if [ "$(id -u)" -ne 0 ]; then
	run run tree.d
	exits 4 "a folder that cannot be read"
	complains "tree.d/shut: error: cannot open: permission denied" "is one error"
	says "2 scenarios" "the others are run"
else
	run run tree.d
	exits 0 "links in a circle and a pipe"
	says "2 scenarios" "each file is run once"
fi
chmod 700 tree.d/shut
run run tree.d --run '((a{1,99}){1,99}){1,99}'
exits 2 "a pattern that costs too much"

# --- closed outputs ---------------------------------------------------------------------
"$pinlab" run good.yaml --report json=c.json </dev/null >/dev/null 2>&-
code=$?
exits 0 "standard error is closed"
ok "the report is whole" sh -c 'head -c 1 c.json | grep -q { && tail -n 1 c.json | grep -q }'
sed 's/strategies/stratgies/' good.yaml >typo.yaml
"$pinlab" run typo.yaml --report json=d.json </dev/null >/dev/null 2>&-
code=$?
exits 3 "an error with standard error closed"
ok "does not go into the report" sh -c '! grep -q "^typo.yaml" d.json'
"$pinlab" run good.yaml </dev/null >&- 2>err
code=$?
exits 4 "standard output is closed"

# --- signals --------------------------------------------------------------------------
slow() { # a scenario that takes long enough to be ended
	scenario | sed '/expect:/,$d'
	i=0
	while [ $i -lt 4000 ]; do
		printf '  - at: +1m\n    renew: {host: api, key: new}\n'
		i=$((i + 1))
	done
}
mkdir slow.d
slow >slow.d/1.yaml
cp slow.d/1.yaml slow.d/2.yaml
# Whether a process still works in the folder.
works_in() {
	for link in /proc/[0-9]*/cwd; do
		[ "$(readlink "$link" 2>/dev/null)" = "$1" ] && return 0
	done
	return 1
}
where=$(realpath "$tmp")/end.d
program=$(cd "$source" 2>/dev/null; realpath "$pinlab" 2>/dev/null || echo "$pinlab")
if timeout --foreground --preserve-status -s TERM 5 true 2>/dev/null; then
	for end in TERM:143 INT:130 HUP:129; do
		for command in "run ../slow.d --jobs 1 --report junit=end.xml" \
			"run ../slow.d --jobs 2 --report junit=end.xml" "export ../slow.d/1.yaml out"; do
			mkdir end.d
			(cd end.d && exec timeout --foreground --preserve-status -s ${end%:*} 0.5 \
				"$program" $command) >out 2>err </dev/null
			code=$?
			exits ${end#*:} "${end%:*} ends $command"
			ok "leaves no file" sh -c '! ls -A end.d | grep -q .'
			works_in "$where"
			ok "and no process" [ $? -eq 1 ]
			rm -rf end.d
		done
	done
else
	skip "signals" "no timeout --foreground"
fi

done_testing
