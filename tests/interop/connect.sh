#!/bin/sh
# --connect against servers that others wrote: one kind of key or two, old and new TLS, client
# certificates wanted, a stapled answer. Loopback only.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

if [ -n "${PINLAB_NO_INTEROP-}" ] || ! command -v openssl >/dev/null; then
	skip "servers of openssl" "no openssl"
	done_testing
	exit 0
fi
servers=
stop_all() {
	# Only what was started here.
	for server in $servers; do kill "$server"; done 2>/dev/null
	chmod -R u+rwx "$tmp" 2>/dev/null
	rm -rf "$tmp"
}
trap stop_all EXIT

make_cert() { # NAME ALGORITHM-OPTION...
	name=$1
	shift
	openssl req -x509 -newkey "$@" -nodes -keyout "$name.key" -out "$name.pem" -days 30 \
		-subj "/CN=$name.example.test" -addext subjectAltName=DNS:localhost 2>/dev/null
}
make_cert rsa rsa:2048
make_cert ec ec -pkeyopt ec_paramgen_curve:P-256
make_cert ed ed25519
for name in rsa ec ed; do
	"$pinlab" pins $name.pem | awk '$1 == "spki" { print $2 }' >$name.pin
done

# A bare root may not know its own name.
named=localhost
getent hosts localhost >/dev/null 2>&1 || named=

port=0
# Starts a server on a free port; waits until it listens.
serve() { # COMMAND with PORT in its words
	for _ in 1 2 3 4 5; do
		port=$((20000 + ($$ * 7 + n * 13 + port * 31) % 20000))
		words=$(echo "$*" | sed "s/PORT/$port/g")
		# Not quoted: these are several words.
		# shellcheck disable=SC2086
		$words >server.log 2>&1 </dev/null &
		server=$!
		servers="$servers $server"
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			sleep 0.1
			kill -0 $server 2>/dev/null || break
			"$pinlab" pins --connect "127.0.0.1:$port" >/dev/null 2>probe
			grep -q refused probe || return 0
		done
	done
	return 1
}

pins_are() { # NAME FILE...: the SPKI pins that were printed, in this order
	name=$1
	shift
	awk '$1 == "spki" { print $2 }' out >got
	cat "$@" >want
	ok "$name" cmp -s want got
}

both="openssl s_server -accept 127.0.0.1:PORT -quiet -cert rsa.pem -key rsa.key -dcert ec.pem -dkey ec.key"
for version in -tls1_2 -tls1_3; do
	if serve "$both $version"; then
		run pins --connect "127.0.0.1:$port"
		exits 0 "openssl with both kinds $version"
		pins_are "both are shown, RSA first $version" rsa.pin ec.pin
		ok "nothing is complained of $version" [ ! -s err ]
	else
		skip "openssl with both kinds $version" "it does not start"
	fi
	for kind in rsa ec ed; do
		if serve "openssl s_server -accept 127.0.0.1:PORT -quiet -cert $kind.pem -key $kind.key $version"; then
			run pins --connect "${named:-127.0.0.1}:$port"
			exits 0 "openssl with $kind alone $version"
			pins_are "it is shown once $kind $version" $kind.pin
			ok "one kind is no fault $kind $version" [ ! -s err ]
		else
			skip "openssl with $kind alone $version" "it does not start"
		fi
	done
	if serve "openssl s_server -accept 127.0.0.1:PORT -quiet -cert ec.pem -key ec.key -Verify 1 -CAfile rsa.pem $version"; then
		run pins --connect "127.0.0.1:$port" --json
		exits 0 "a server that wants a client's certificate $version"
		ok "has shown its own $version" grep -qF "$(cat ec.pin)" out
	else
		skip "a server that wants a client's certificate $version" "it does not start"
	fi
done
if serve "openssl s_server -accept 127.0.0.1:PORT -quiet -cert rsa.pem -key rsa.key -tls1_1 -cipher ALL:@SECLEVEL=0"; then
	run pins --connect "127.0.0.1:$port"
	exits 4 "a server of TLS 1.1 alone"
	complains "127.0.0.1:$port: error: the server refuses the TLS handshake: " "says why"
else
	skip "a server of TLS 1.1 alone" "not in this openssl"
fi
if serve "openssl s_server -accept 127.0.0.1:PORT -quiet -nocert -cipher aNULL:@SECLEVEL=0 -tls1_2"; then
	run pins --connect "127.0.0.1:$port"
	exits 4 "a server without a certificate"
	silent "nothing is printed"
else
	skip "a server without a certificate" "it does not start"
fi
if command -v gnutls-serv >/dev/null; then
	if serve "gnutls-serv -q --noticket -p PORT --x509certfile rsa.pem --x509keyfile rsa.key --x509certfile ec.pem --x509keyfile ec.key"; then
		run pins --connect "127.0.0.1:$port"
		exits 0 "gnutls-serv with both kinds"
		pins_are "both are shown, as from openssl" rsa.pin ec.pin
	else
		skip "gnutls-serv" "it does not start"
	fi
else
	skip "gnutls-serv" "not there"
fi

# --- check ------------------------------------------------------------------------
cp rsa.pin rsa.pins
cat rsa.pin ec.pin >both.pins
if [ -z "$named" ]; then
	skip "check" "localhost has no address here"
elif serve "$both"; then
	run check --pins rsa.pins --connect "localhost:$port" --trust rsa.pem --trust ec.pem
	exits 1 "check of an app that pins the RSA key alone"
	says "1 of 2 connections refused" "finds who is served the other one"
	says "localhost localhost:$port:1, RSA 2048" "the RSA chain is judged"
	says "localhost localhost:$port:1, EC secp256r1" "and the ECDSA chain"
	run check --pins both.pins --connect "localhost:$port" --json
	ok "with both pins nobody is refused today" sh -c '! grep -q breaks-today out'
else
	skip "check" "openssl does not start"
fi

# --- what the command says --------------------------------------------------------
run pins --connect 127.0.0.1:1
exits 4 "nobody listens"
complains "127.0.0.1:1: error: the connection was refused" "and says so"
run pins rsa.pem --connect 127.0.0.1:1
exits 4 "beside a file"
says "rsa.example.test" "the file is shown all the same"
run pins --connect https://example.com/
exits 2 "a URL"
complains "is a URL" "and says so"
run pins
exits 2 "nothing at all"
complains "--connect HOST:PORT" "and what to do"
done_testing
