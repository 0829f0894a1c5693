#!/bin/sh
# What a person would script in an afternoon: twelve events, ten strategies,
# judged with the openssl command line alone. Prints one row per strategy, one letter
# per event: + survives, b on a backup pin, X refused by the pins, p refused by the chain.
# The benchmark times it; the letters are also held against pinlab's own.
set -eu

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
now=$(date +%s)
host=api.example.test
strategies='none leaf-cert leaf-key leaf-spki leaf-spki+backup intermediate-cert intermediate-spki root-cert root-spki root-spki+backup'

key() { # NAME [ALGORITHM]
	if [ "${2-p256}" = p384 ]; then curve=secp384r1; else curve=prime256v1; fi
	openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$curve" -out "$1.key" 2>/dev/null
}

root() { # NAME DAYS
	key "$1"
	openssl req -x509 -new -key "$1.key" -subj "/O=SIMULATION/CN=$1" -days "$2" -out "$1.pem" \
		-addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null
}

ca() { # NAME ISSUER CERT-NAME: a certificate CERT-NAME for the key NAME
	[ -f "$1.key" ] || key "$1"
	openssl req -new -key "$1.key" -subj "/O=SIMULATION/CN=$1" -out ca.csr 2>/dev/null
	printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >ca.ext
	openssl x509 -req -in ca.csr -CA "$2.pem" -CAkey "$2.key" -days 1500 -extfile ca.ext -out "$3.pem" 2>/dev/null
}

leaf() { # KEY ISSUER DAYS CERT-NAME
	openssl req -new -key "$1.key" -subj "/CN=$host" -out leaf.csr 2>/dev/null
	printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n' "$host" >leaf.ext
	openssl x509 -req -in leaf.csr -CA "$2.pem" -CAkey "$2.key" -days "$3" -extfile leaf.ext -out "$4.pem" 2>/dev/null
}

digest() { # FORM CERT
	case $1 in
	cert) openssl x509 -in "$2.pem" -outform DER | openssl dgst -sha256 -r ;;
	spki) openssl x509 -in "$2.pem" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r ;;
	# The bare point of a P-256 or P-384 key is the tail of its SubjectPublicKeyInfo.
	key) openssl x509 -in "$2.pem" -noout -pubkey | openssl pkey -pubin -outform DER >spki.der
	     if [ "$(wc -c <spki.der)" -gt 100 ]; then tail -c 97 spki.der; else tail -c 65 spki.der; fi | openssl dgst -sha256 -r ;;
	esac | cut -d' ' -f1
}

key_digest() { # KEY
	openssl pkey -in "$1.key" -pubout -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1
}

# judge TIME STORE LEAF INTERMEDIATE|-: one column into letters.STRATEGY
judge() {
	untrusted=
	[ "$4" = - ] || untrusted="-untrusted $4.pem"
	# shellcheck disable=SC2086 # an option and its argument
	if chain=$(openssl verify -attime "$1" -CAfile "$2" $untrusted -verify_hostname "$host" -show_chain "$3.pem" 2>/dev/null); then
		top=$(printf '%s\n' "$chain" | sed -n 's/^depth=[0-9]*: .*CN = //p' | sed 's/ (untrusted)//' | tail -n 1)
		spki="$(digest spki "$3") $(digest spki "$4") $(digest spki "$top")"
		certs="$(digest cert "$3") $(digest cert "$4") $(digest cert "$top")"
		bare=$(digest key "$3")
	else
		top=
	fi
	for strategy in $strategies; do
		letter=X
		if [ -z "$top" ]; then
			letter=p
		else
			for seen in $spki $certs $bare; do
				case " $(cat "first.$strategy") " in *" $seen "*) letter=+ ;; esac
			done
			if [ "$letter" = X ]; then
				for seen in $spki; do
					case " $(cat "backup.$strategy") " in *" $seen "*) letter=b ;; esac
				done
			fi
			[ "$strategy" != none ] || letter=+
		fi
		printf '%s' "$letter" >>"letters.$strategy"
	done
}

root Root1 500
root Root2 7000
root Other 7000
ca A1 Root1 A1
ca A2 Root1 A2
ca B1 Root2 B1
ca O1 Other O1
key host
key host2
key backup
key host384 p384
leaf host A1 90 leaf
cat Root1.pem Root2.pem Other.pem >store.pem
cat Root2.pem Other.pem >store-without.pem

for strategy in $strategies; do : >"first.$strategy"; : >"backup.$strategy"; : >"letters.$strategy"; done
digest cert leaf >first.leaf-cert
digest key leaf >first.leaf-key
digest spki leaf | tee first.leaf-spki >first.leaf-spki+backup
key_digest backup >backup.leaf-spki+backup
digest cert A1 >first.intermediate-cert
digest spki A1 >first.intermediate-spki
digest cert Root1 >first.root-cert
digest spki Root1 | tee first.root-spki >first.root-spki+backup
digest spki Other >backup.root-spki+backup

leaf host A1 90 same;       judge "$((now + 60))" store.pem same A1
leaf host2 A1 90 new;       judge "$((now + 60))" store.pem new A1
leaf backup A1 90 spare;    judge "$((now + 60))" store.pem spare A1
leaf host384 A1 90 other;   judge "$((now + 60))" store.pem other A1
ca A1 Root1 A1again;        judge "$((now + 60))" store.pem leaf A1again
leaf host A2 90 swapped;    judge "$((now + 60))" store.pem swapped A2
leaf host B1 90 rolled;     judge "$((now + 60))" store.pem rolled B1
leaf host O1 90 moved;      judge "$((now + 60))" store.pem moved O1
judge "$((now + 91 * 86400))" store.pem leaf A1
leaf host A1 600 late;      judge "$((now + 501 * 86400))" store.pem late A1
judge "$((now + 60))" store-without.pem leaf A1
judge "$((now + 60))" store.pem leaf -

for strategy in $strategies; do
	printf '%-20s %s\n' "$strategy" "$(cat "letters.$strategy")"
done
