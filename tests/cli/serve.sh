#!/bin/sh
# `pinlab serve` as a user runs it: bad command lines, steps on request, ports, anchors,
# reports, signals, and that it is on loopback only.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

scenario >good.yaml
sed 's/leaf-spki, root-spki/leaf-spki, private-ca/; s/root-spki: survives/private-ca: survives/' good.yaml >private.yaml

# --- command lines -------------------------------------------------------------------
for line in \
	'--step 7|--step is a number from 0 to 1, an event' \
	'--step nothing|--step is a number from 0 to 1' \
	'--port 0.0.0.0:8443|nothing but loopback is ever served' \
	'--port 192.0.2.1|nothing but loopback is ever served' \
	'--port x|--port' \
	'--port 65536|--port' \
	'--port 65535|leaves no room: 3 ports' \
	'--every soon|--every takes a duration' \
	'--every 0s|--every is from 1s' \
	'--timeout 2d|--timeout is from 1s to 1d' \
	'--attack own-c|did you mean' \
	'--in-place|name him with --attack' \
	'--in-place --attack own-ca,other-ca|--in-place takes one'; do
	run serve good.yaml ${line%%|*}
	exits 2 "serve ${line%%|*}"
	complains "${line#*|}" "serve ${line%%|*} says why"
	silent "serve ${line%%|*} serves nothing"
done
run serve
exits 2 "serve without a scenario"
run serve gone.yaml
exits 4 "serve of a file that is not there"
echo 'pinlab: 1' >bad.yaml
run serve bad.yaml
exits 3 "serve of a file that is not valid"
complains "bad.yaml" "the file is named"
silent "and nothing served"

# --- steps on request -------------------------------------------------------------------
steps() { # WORDS ARGS...: with those lines on standard input
	words=$1
	shift
	printf "$words" | timeout 60 "$pinlab" serve "$@" >"$tmp/out" 2>"$tmp/err"
	code=$?
}
steps 'n\nn\np\np\nrekeyed\nhelp\n0\n\nq\n' good.yaml --follow
exits 0 "following until q"
says "step 0 (start) of 1, at 2027-05-01T00:00:00Z" "it begins at the start"
says "now step 1 (renew api with a new key) of 1, at 2027-05-10T00:00:00Z" "the next step"
says "  leaf-spki: survives -> breaks-pin (pin-mismatch)" "what breaks"
says "  leaf-spki: breaks-pin -> survives (pin-match)" "what survives again on the way back"
says "  unchanged: 1 of the rows" "what stays"
says "that is the last step" "the end is told"
says "that is the first step" "so is the start"
says "Enter or n is the next step" "another word is answered with what there is"
ok "it went through the steps as told" [ "$(grep -c '^now step' out)" -eq 5 ]
says "the control was taken by nobody" "last words"
says "Kodf/58Qb2vbmue0K9In3742dDmGXJl7pXA7cG9AkGY=" "a line for curl with the pin"
says "10.0.2.2" "the emulator's address"
says "adb reverse tcp:" "for a device by USB"
says "in /etc/hosts: 127.0.0.1 api.example.test" "a line for the hosts file"
says "never in <debug-overrides>" "a snippet that keeps the pins on"
ok "and no snippet that takes them off" sh -c '! grep -q "<debug-overrides>$" out'
says "not yet at the real present" "which certificates clients refuse by their clock"
steps 'q\n' good.yaml --follow --step rekeyed
says "step 1 (renew api with a new key) of 1" "a step by its event"
steps 'q\n' good.yaml --follow --step last --attack own-ca,user-ca
says "own-ca     attacker: a certificate for the host from the authority" "an attacker's port"
says "his root is to be on the device first" "what an attack needs"
steps 'q\n' private.yaml --follow --write .
says "private-ca api.example.test" "the twin's port"
ok "and its root" grep -q 'BEGIN CERTIFICATE' pinlab_private_ca.pem
steps 'n\n' good.yaml --follow
exits 0 "the end of standard input is the end"
steps 'n\nq\n' good.yaml --follow --json
exits 0 "the same as JSON"
if command -v python3 >/dev/null; then
	ok "each line is an object" python3 -c 'import json,sys; [json.loads(l)["event"] for l in open("out")]'
else
	skip "each line is an object" "no python3"
fi
says '"event":"serving"' "the first is what is served"
says '"changed":[{"row":"leaf-spki","before":"survives","state":"breaks-pin","reason":"pin-mismatch"}]' "what changed"
timeout 60 "$pinlab" serve good.yaml --every 1s --follow >out 2>err </dev/null &
pid=$!
for i in 1 2 3 4 5 6 7 8; do grep -q '^now step 1' out && break; sleep 1; done
says "now step 1" "steps follow by themselves"
kill -TERM $pid
wait $pid

# An attacker whom the scenario lets answer stands in the host's place for so long.
{ cat good.yaml; printf '  - {at: +1d, attack: {name: own-ca, for: 6h}}\n'; } >attacked.yaml
echo 'until: 2027-05-20' >>attacked.yaml
steps 'n\nn\nn\nq\n' attacked.yaml --follow --json
exits 0 "a scripted attack is served"
ok "by the attacker, and then by the host again" [ "$(sed -n 's/.*"hosts":\[{"host":"api","attack":\([^,]*\),.*/\1/p' out | tr '\n' ' ')" = 'null null "own-ca" null ' ]
# Two hosts, one of them an address: one port, told apart by name.
sed 's/^  api: .*/&\n  ip: {name: 127.0.0.1, issuer: north-a1, lifetime: 90d}/' good.yaml >two.yaml
steps 'q\n' two.yaml --follow
says "hosts      api.example.test, 127.0.0.1" "several hosts share a port"
says "in /etc/hosts: 127.0.0.1 api.example.test" "an address needs no line in the hosts file"

# --- at the present ----------------------------------------------------------------------
steps 'q\n' good.yaml --follow --step 1 --now
exits 0 "moved to the present"
says "so it is at the real present" "its certificates are valid now"
says "each verdict is the same as before" "and it says that it was moved"
ok "no remedy for a clock is needed" sh -c '! grep -q faketime out'
cat >limits.yaml <<-YAML
	pinlab: 1
	name: A lifetime that the rules of another day allow
	start: 2019-05-01
	hierarchy: {operators: {one: {}}, authorities: {root: {operator: one, subject: "CN=Root"}, ca: {operator: one, subject: "CN=CA"}},
	  certificates: {root: {of: root, by: root, from: 2015-01-01, to: 2040-01-01}, ca: {of: ca, by: root, from: 2016-01-01, to: 2039-01-01}}}
	hosts: {api: {name: api.example.test, issuer: ca, lifetime: 800d}}
	devices: {phone: {trust: [root]}}
	strategies: [leaf-spki]
	events:
	  - wait: {for: 400d}
	YAML
steps 'q\n' limits.yaml --follow --now
exits 3 "a move that would change a verdict"
complains "limits.yaml: error: --now cannot move this scenario to the present: at step" "says where and why"
steps 'q\n' limits.yaml --follow
exits 0 "without the move it is served"

# A real client by the real clock: the host is taken, the control only without pins.
if command -v curl >/dev/null && mkfifo keys 2>/dev/null; then
	rm -f out
	timeout 100 "$pinlab" serve good.yaml --now --follow --json --write now <keys >out 2>err &
	pid=$!
	exec 3>keys
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s out ] && break; sleep 0.5; done
	ports() {
		head -n 1 out | tr '{' '\n' | sed -n "s/.*\"name\":\"$1\",\"port\":\([0-9]*\).*/\1/p"
	}
	ask() { # PLACE CURL-ARGS...
		p=$(ports "$1")
		shift
		curl -sS -m 20 --noproxy '*' --resolve "api.example.test:$p:127.0.0.1" --cacert now/pinlab_phone.pem "$@" "https://api.example.test:$p/" >said 2>&1
		code=$?
	}
	pin='sha256//Kodf/58Qb2vbmue0K9In3742dDmGXJl7pXA7cG9AkGY='
	ask hosts --pinnedpubkey "$pin"
	exits 0 "curl and its pin at the host"
	ok "is told where it is" grep -q 'answered by the host itself' said
	ask hosts --pinnedpubkey "$pin" --tls-max 1.2
	exits 0 "the same by TLS 1.2"
	ask control --pinnedpubkey "$pin"
	exits 90 "curl and its pin at the control"
	for i in 1 2 3 4 5 6 7 8 9 10; do grep -q '"end":"left"' out && break; sleep 0.5; done
	says '"place":"control","end":"left"' "which is told"
	ask control
	exits 0 "curl without a pin at the control"
	for i in 1 2 3 4 5 6 7 8 9 10; do grep -q '"controlTaken":true' out && break; sleep 0.5; done
	says '"controlTaken":true' "which is told as well"
	ask hosts --cacert /dev/null
	ok "curl without the anchors" [ $code -ne 0 ]
	echo n >&3
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do grep -q '"event":"step"' out && break; sleep 0.5; done
	ask hosts --pinnedpubkey "$pin"
	exits 60 "the next step is days ahead, and curl refuses its dates"
	says '"step":1,"id":"rekeyed"' "the step is told"
	says '"validNow":false}],"changed"' "and that its certificates are not valid yet"
	echo q >&3
	exec 3>&-
	wait $pid
	code=$?
	exits 1 "the exit code says that the control was taken"
else
	skip "a real client by the real clock" "no curl"
fi

steps 'n\nq\n' good.yaml --follow --now
says "not yet at the real present" "a step after the one that was moved to the present is told to lie ahead"

# --- a server in the background ------------------------------------------------------------
start() { # ARGS...: waits until it serves; its process is $pid, its ports are in the file "ports"
	rm -f out
	"$pinlab" serve "$@" --json >"$tmp/out" 2>"$tmp/err" </dev/null &
	pid=$!
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ -s "$tmp/out" ] && break
		sleep 0.5
	done
	head -n 1 "$tmp/out" | tr '{' '\n' | sed -n 's/.*"name":"\([a-z-]*\)","port":\([0-9]*\).*/\1 \2/p' >ports
}
port() {
	sed -n "s/^$1 //p" ports
}
stop() { # SIGNAL
	kill -"$1" $pid
	wait $pid
	code=$?
}

start good.yaml --attack own-ca --write anchors
ok "four ports" [ "$(wc -l <ports)" -eq 4 ]
ok "the anchors are written" grep -q 'BEGIN CERTIFICATE' anchors/pinlab_phone.pem
if [ -r /proc/net/tcp ]; then
	# Sockets that listen (state 0A) and are this process's own.
	ls -l /proc/$pid/fd | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p' >inodes
	for table in tcp tcp6; do
		[ -r /proc/net/$table ] &&
			awk -v kind=$table 'NR == FNR { own[$1] = 1; next } $4 == "0A" && ($10 in own) { print kind, $2 }' inodes /proc/net/$table
	done >listening
	ok "it listens" [ "$(wc -l <listening)" -ge 4 ]
	ok "on loopback and nowhere else" sh -c '! grep -vE "^(tcp 0100007F|tcp6 00000000000000000000000001000000):" listening'
else
	skip "on loopback and nowhere else" "no /proc"
fi
if command -v curl >/dev/null; then
	curl -s --data-binary @"$source/tests/fuzz/corpus/report/trustkit-ios" "http://127.0.0.1:$(port reports)/" >/dev/null
	says '"event":"report","place":"reports","shape":"TrustKit","app":"com.example.app","version":"1.2"' "a report of TrustKit"
	curl -s -H 'Transfer-Encoding: chunked' --data-binary @"$source/tests/fuzz/corpus/report/hpkp" "http://127.0.0.1:$(port reports)/" >/dev/null
	says '"shape":"HPKP"' "one of HPKP, in chunks"
	says '"pins":["sha256/d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM="]' "what was pinned"
	ok "a POST of something else is refused" [ "$(curl -s -o /dev/null -w '%{http_code}' --data '{}' "http://127.0.0.1:$(port reports)/")" = 400 ]
	says '"event":"trouble"' "and told"
	ok "so is another method" [ "$(curl -s -o /dev/null -w '%{http_code}' -X PUT "http://127.0.0.1:$(port reports)/")" = 405 ]
else
	skip "reports" "no curl"
fi
run serve good.yaml --port "$(port hosts)"
exits 4 "a port that is taken"
complains "another program has it" "says what to do"
kill -0 $pid
ok "the first one still serves" [ $? -eq 0 ]
stop TERM
exits 143 "SIGTERM"
timeout -s INT --preserve-status 2 "$pinlab" serve good.yaml >out 2>err </dev/null
code=$?
exits 130 "SIGINT"
says "the control was taken by nobody" "it says goodbye"
timeout 60 "$pinlab" serve good.yaml --every 1s 2>err </dev/null | head -n 3 >out
says "step 0 (start) of 1" "a reader who goes away"
done_testing
