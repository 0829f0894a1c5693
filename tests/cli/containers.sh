#!/bin/sh
# Certificates in PKCS #7 and PKCS #12, as openssl, certtool and keytool write them; passwords; keys.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

scenario >good.yaml
run export good.yaml out.d --with-keys
chain=$tmp/out.d/steps/000-start/hosts/api/chain.pem
key=$tmp/out.d/steps/000-start/hosts/api/key.pem
printf 'geheim-\303\274\nsecond line\n' >right
printf 'geheim-\303\274\r\n' >right-crlf
printf 'wrong\n' >wrong

# What pins are there, without where; any order.
seen() {
	sed 's/^[^ ]*:[0-9]*  //' "$1" | sort
}
run pins "$chain"
seen out >want

same() { # NAME
	seen out >got
	exits 0 "$1"
	ok "$1: the pins are those of the chain" cmp -s want got
}

# --- PKCS #7 ----------------------------------------------------------------------
if command -v openssl >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ]; then
	openssl crl2pkcs7 -nocrl -certfile "$chain" -outform DER -out a.p7b
	run pins a.p7b
	same "a .p7b of openssl"
	openssl crl2pkcs7 -nocrl -certfile "$chain" -out a.pem
	run pins a.pem
	same "the same as PEM"
	sed -n '/BEGIN/,/END/p' "$chain" | sed '1,/END/d' >upper.pem
	openssl cms -sign -signer "$chain" -inkey "$key" -certfile upper.pem -in good.yaml -nodetach \
		-outform DER -stream -indef -out a.cms 2>/dev/null
	run pins a.cms
	same "a CMS in indefinite lengths"
	run inspect a.p7b
	exits 0 "inspect of a PKCS #7"
	ok "shows both certificates" [ "$(grep -c '^what a pin of each form covers' out)" -eq 2 ]
	run pins a.p7b --json
	exits 0 "as JSON"
	cat a.p7b "$chain" >both
	run pins both
	exits 0 "text behind a container is no part of it"
else
	skip "PKCS #7" "no openssl"
fi
if command -v certtool >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ]; then
	certtool --p7-generate --load-certificate "$chain" --outder --outfile b.p7b >/dev/null 2>&1
	run pins b.p7b
	same "a .p7b of certtool"
else
	skip "certtool" "not there"
fi

# --- PKCS #12 ---------------------------------------------------------------------
if command -v openssl >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ]; then
	pack() { # FILE PASSWORD OPTION...
		file=$1 pass=$2
		shift 2
		openssl pkcs12 -export -in "$chain" -inkey "$key" -out "$file" -passout "$pass" "$@" 2>/dev/null
	}
	while read -r options; do
		# Not quoted: these are several words.
		# shellcheck disable=SC2086
		if pack a.p12 file:right $options; then
			run pins a.p12 --password-file right
			same "openssl pkcs12 $options"
			pack a.p12 pass: $options
			run pins a.p12
			same "openssl pkcs12 $options, an empty password"
		else
			skip "openssl pkcs12 $options" "not in this openssl"
		fi
	done <<-LIST
		-macalg sha256
		-legacy
		-legacy -descert
		-certpbe PBE-SHA1-2DES
		-certpbe AES-128-CBC -macalg sha512
		-certpbe AES-192-CBC -noiter -nomaciter
		-certpbe AES-256-CBC -macalg sha384 -iter 10000
		-certpbe NONE
		-nomac -certpbe AES-256-CBC
		-nomac -certpbe PBE-SHA1-3DES
	LIST
	pack a.p12 file:right
	run pins a.p12 --password-file right-crlf
	same "a line's end of another system"
	run pins a.p12 --password-file - 
	exits 3 "no password on standard input"
	complains "the password does not open this PKCS #12" "and why"
	complains "a.p12: error:" "with the file"
	run pins a.p12 --password-file wrong
	exits 3 "a wrong password"
	complains "the password does not open this PKCS #12" "and why"
	silent "nothing is printed"
	run pins a.p12 --password-file gone
	exits 4 "a password file that is not there"
	complains "gone: error: cannot open" "which is named"
	pack nomac.p12 file:right -nomac -certpbe AES-256-CBC
	run pins nomac.p12 --password-file wrong
	exits 3 "a wrong password where no checksum tells"
	complains "the password does not open this PKCS #12" "and why"
	if command -v setsid >/dev/null; then
		code=$(setsid -w "$pinlab" pins a.p12 >"$tmp/out" 2>"$tmp/err" </dev/null; echo $?)
		exits 3 "no terminal to ask on"
		complains "--password-file FILE" "and what to do"
	else
		skip "no terminal to ask on" "no setsid"
	fi
	if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
		# Types once it is asked; then the terminal's own settings are in tty.
		# Whoever runs the tests in the background has them ignore Ctrl-C.
		heeding='env --default-signal=INT'
		$heeding true 2>/dev/null || heeding=
		type_password() { # TEXT
			: >typed
			(
				for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
					grep -aq 'Password of' typed && break
					sleep 0.5
				done
				# shellcheck disable=SC2059
				printf "$1"
				sleep 1
			) | $heeding script -qefc "trap : INT; '$pinlab' pins a.p12 >'$tmp/out' 2>'$tmp/err'
				echo \$? >'$tmp/code'; stty -a >'$tmp/tty'" typed >/dev/null 2>&1
			code=$(cat code)
		}
		type_password 'geheim-\303\274\n'
		same "a password that is typed"
		ok "the file is named when it is asked for" grep -aq 'Password of a.p12: ' typed
		ok "what is typed is not shown" sh -c '! grep -aq geheim typed'
		ok "the terminal shows again what is typed" grep -q ' echo ' tty
		type_password '\003'
		exits 130 "Ctrl-C instead of a password"
		ok "the terminal shows again what is typed then, too" grep -q ' echo ' tty
	else
		skip "a password that is typed" "no script"
	fi
	run pins a.p12 --password-file right
	complains "warning: there is a private key in this PKCS #12; it stays encrypted" "the key is warned of"
	ok "once" [ "$(grep -c warning err)" -eq 1 ]
	openssl pkcs12 -export -in "$chain" -nokeys -out bare.p12 -passout file:right
	run pins bare.p12 --password-file right
	same "certificates without a key"
	ok "no warning" [ ! -s err ]
	openssl pkcs12 -export -in "$chain" -inkey "$key" -out only.p12 -passout pass: -nomac -keypbe NONE -certpbe NONE
	run inspect only.p12
	exits 0 "inspect of a PKCS #12"
	ok "shows its certificates, and nothing of its key" sh -c '! grep -qi "private" out'
	mkdir folder && cp a.p7b folder/a.P7B && cp a.p12 folder/b.pfx
	run pins folder --password-file right
	exits 0 "a folder of both"
	ok "both are read" [ "$(grep -c '  leaf  ' out)" -eq 2 ]
	run pins a.p12 a.p12 "$chain" --password-file right
	exits 0 "two containers and a chain"
	head -c 700 a.p12 >cut.p12
	run pins cut.p12 --password-file right
	exits 3 "one that is cut short"
	complains "cut short or damaged" "and why"
else
	skip "PKCS #12 of openssl" "no openssl"
fi
if command -v certtool >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ]; then
	certtool --to-p12 --load-certificate "$chain" --load-privkey "$key" --p12-name x \
		--password "$(head -n 1 right)" --outfile c.pem >/dev/null 2>&1
	run pins c.pem --password-file right
	same "certtool's, as PEM"
	certtool --to-p12 --load-certificate "$chain" --load-privkey "$key" --p12-name x --null-password \
		--outder --outfile c.p12 >/dev/null 2>&1
	run pins c.p12
	same "certtool's, without any password"
else
	skip "PKCS #12 of certtool" "no certtool"
fi
if command -v keytool >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ]; then
	# More certificates in one part than a library's own table has room for.
	awk '/BEGIN/ { n++ } { print > ("one" n ".pem") }' "$chain"
	n_store=0
	if openssl version >/dev/null 2>&1; then
		while [ $n_store -lt 40 ]; do
			cat one1.pem
			n_store=$((n_store + 1))
		done >forty.pem
		openssl pkcs12 -export -in forty.pem -nokeys -out forty.p12 -passout file:right
		run pins forty.p12 --password-file right
		exits 0 "forty certificates in one part"
		ok "all are read" [ "$(grep -c '  leaf  ' out)" -eq 40 ]
		complains "note: and 36 more that are there already" "repetitions are counted"
	fi
	keytool -importcert -noprompt -alias leaf -file one1.pem -keystore java.p12 -storetype PKCS12 -storepass geheim12 >/dev/null 2>&1
	keytool -importcert -noprompt -alias upper -file one2.pem -keystore java.p12 -storepass geheim12 >/dev/null 2>&1
	echo geheim12 >java
	run pins java.p12 --password-file java
	same "a trust store of Java"
else
	skip "a trust store of Java" "no keytool"
fi

# --- repetitions, keys ------------------------------------------------------------
cat "$chain" "$chain" >twice.pem
run pins twice.pem
exits 0 "a chain twice in one file"
lines=$(($(wc -l <"$chain") + 1))
complains "twice.pem: note: the certificate of line $lines is that of line 1 again" "is told with both lines"
ok "both are shown" [ "$(grep -c '  leaf  ' out)" -eq 2 ]
cat "$key" "$chain" >keyed.pem
run pins keyed.pem
exits 0 "a key among certificates"
complains "keyed.pem: warning: there is a private key in this file" "is warned of"
awk '$1 == "spki" { print $2; exit }' want >leaf.pins
run check --pins leaf.pins --chain keyed.pem --host api.example.test --at 2027-05-02
exits 3 "a key among the certificates of a check"
complains "keyed.pem: error: there is a private key in this file, and it was not read" "is refused in words"
if [ -s a.p12 ]; then
	pack a.p12 file:right
	run check --pins leaf.pins --chain a.p12 --password-file right --host api.example.test --at 2027-05-02
	ok "check reads the certificates of a PKCS #12" [ "$code" -le 1 ]
	complains "warning: there is a private key in this PKCS #12" "and warns of its key"
fi
done_testing
