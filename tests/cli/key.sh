#!/bin/sh
# key: a new key and its request, where they go, who may read them; pins of what is public.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

have_openssl=
command -v openssl >/dev/null && [ -z "${PINLAB_NO_INTEROP-}" ] && have_openssl=1

# --- making -----------------------------------------------------------------------
umask 000
run key --name api.example.test --name '*.api.example.test' --name 192.0.2.1 --name ::1
exits 0 "key"
ok "writes the key" grep -q -- '-----BEGIN PRIVATE KEY-----' backup-api.example.test.key
ok "for its owner only, whatever the umask" [ "$(stat -c %a backup-api.example.test.key)" = 600 ]
ok "writes the request" grep -q -- '-----BEGIN NEW CERTIFICATE REQUEST-----\|-----BEGIN CERTIFICATE REQUEST-----' backup-api.example.test.csr
ok "which others may read" [ "$(stat -c %a backup-api.example.test.csr)" = 644 ]
ok "nothing else" [ "$(find . -maxdepth 1 -name '*.tmp' | wc -l)" -eq 0 ]
ok "the private key is not printed" sh -c '! grep -q "PRIVATE KEY-----" out err'
says "certbot certonly --csr backup-api.example.test.csr" "says how it is used"
says "kept offline" "and where it belongs"
umask 022
pin=$(sed -n 's|^  spki *sha256/||p' out)
ok "prints its pin" [ ${#pin} -eq 44 ]
for text in "\"sha256/$pin\"" "sha256//$pin" ">$pin<" "IN TLSA 3 1 1 "; do
	says "$text" "the pin as $text"
done
says "trustkit-ios wants 2 different pins" "a format that does not have one pin alone says so"
if [ "$have_openssl" ]; then
	want=$(openssl pkey -in backup-api.example.test.key -pubout -outform DER | openssl dgst -sha256 -binary | openssl base64)
	ok "the pin is that of the key" [ "$pin" = "$want" ]
	want=$(openssl req -in backup-api.example.test.csr -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64)
	ok "and of the request" [ "$pin" = "$want" ]
	openssl req -in backup-api.example.test.csr -noout -text -verify >text 2>&1
	ok "the request is signed by its key" grep -q 'verify OK' text
	ok "it asks for every name" grep -q 'DNS:api.example.test, DNS:\*.api.example.test, IP Address:192.0.2.1, IP Address:0:0:0:0:0:0:0:1' text
else
	skip "the pin, the request and its names" "no openssl"
fi
sum=$(cksum <backup-api.example.test.key)
run key --name api.example.test
exits 4 "a second key of that name"
complains "backup-api.example.test.key: error: exists already" "and says why"
silent "prints nothing"
ok "the first stays as it was" [ "$sum" = "$(cksum <backup-api.example.test.key)" ]
run key --name api.example.test --out other
exits 0 "another name"
ok "is another key" sh -c '! cmp -s other.key backup-api.example.test.key'

for algorithm in ecdsa-p256 ecdsa-p384 rsa-2048 rsa-3072 rsa-4096 ed25519; do
	run key --name api.example.test --algorithm $algorithm --out $algorithm --json
	exits 0 "$algorithm"
	ok "$algorithm: its JSON names files and pins" grep -q "\"key\": \"$algorithm.key\"" out
	pin=$(sed -n 's|.*"spki": "sha256/\(.*\)".*|\1|p' out)
	if [ "$have_openssl" ]; then
		ok "$algorithm: openssl finds the key sound" openssl pkey -in $algorithm.key -check -noout
		ok "$algorithm: openssl finds the request sound" openssl req -in $algorithm.csr -noout -verify
		want=$(openssl pkey -in $algorithm.key -pubout -outform DER | openssl dgst -sha256 -binary | openssl base64)
		ok "$algorithm: the pin is the key's" [ "$pin" = "$want" ]
	fi
	run key --pin $algorithm.csr --json
	ok "$algorithm: the request has the same pin" grep -qF "\"spki\": \"sha256/$pin\"" out
done
if command -v jq >/dev/null; then
	run key --pin rsa-2048.csr --json
	ok "JSON is JSON" jq -e '.formats | length > 10' out
else
	skip "JSON is JSON" "no jq"
fi
run key --name api.example.test --algorithm ed25519 --out ed
says "Public authorities sign no Ed25519 keys" "an algorithm that authorities refuse says so"

# --- where nothing can be written -------------------------------------------------
printf 'mine\n' >half.csr
run key --name api.example.test --out half
exits 4 "a request that is there"
complains "half.csr: error: exists already" "and says why"
ok "no key is left beside it" [ ! -e half.key ]
ok "it stays as it was" grep -qx mine half.csr
ln -s nowhere dangling.key
run key --name api.example.test --out dangling
exits 4 "a link that leads nowhere"
ok "is not followed" [ ! -e nowhere ]
run key --name api.example.test --out gone/api
exits 4 "a folder that is not there"
complains "gone/api.key: error: cannot write: there is no such file or folder" "and says why"
ok "is not made" [ ! -e gone ]
(ulimit -f 2; trap '' XFSZ; run key --name api.example.test --algorithm rsa-4096 --out full; exit $code)
code=$?
exits 4 "a disk that fills up at the key"
ok "leaves nothing" sh -c '! ls full.* *.tmp 2>/dev/null | grep -q .'
names=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	names="$names --name host-$i.a-rather-long-domain-for-a-request-that-fills-a-disk.example.test"
done
# Not quoted: these are several words.
# shellcheck disable=SC2086
(ulimit -f 2; trap '' XFSZ; run key $names --out full; exit $code)
code=$?
exits 4 "a disk that fills up at the request"
complains "full.csr: error: cannot write" "and says where"
ok "takes the key with it" sh -c '! ls full.* *.tmp 2>/dev/null | grep -q .'
mkdir open && chmod 777 open
run key --name api.example.test --out open/api
exits 0 "a folder that is open to all"
ok "keeps its permissions" [ "$(stat -c %a open)" = 777 ]
if [ "$(id -u)" -ne 0 ]; then
	mkdir shut && chmod 500 shut
	run key --name api.example.test --out shut/api
	exits 4 "a folder that cannot be written to"
else
	run key --name api.example.test --out /proc/api
	exits 4 "a folder that cannot be written to"
fi

# --- wrong command lines ----------------------------------------------------------
run key
exits 2 "no name"
complains "--name api.example.com" "says what one looks like"
for name in "" "a b" "-x.test" "x..test" "https://x.test" "*" "a.*.test" "b$(printf '\303\274')cher.test" 1.2.3.4.5.6- \
	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test; do
	run key --name "$name" --out bad
	exits 2 "the name '$name'"
	ok "nothing is made for '$name'" [ ! -e bad.key ]
done
run key --name api.example.test --out -
exits 2 "standard output as the place"
complains "a private key is never printed" "and says why"
run key --name api.example.test --algorithm rsa-1024
exits 2 "an algorithm that is none"
complains "there is no algorithm 'rsa-1024'" "and says so"
run key --pin ecdsa-p256.csr --out x
exits 2 "--pin and --out"

# --- pins of what is public -------------------------------------------------------
run key --pin ecdsa-p256.key
exits 3 "the pin of a private key"
complains "was not read" "is refused in words"
silent "and nothing is printed"
if [ "$have_openssl" ]; then
	openssl pkey -in ecdsa-p256.key -outform DER -out private.der
	openssl ec -in ecdsa-p256.key -out sec1.pem 2>/dev/null
	for file in private.der sec1.pem; do
		run key --pin $file
		exits 3 "the pin of a private key in $file"
		complains "was not read" "is refused in words $file"
	done
	openssl pkey -in ecdsa-p256.key -pubout -out public.pem
	openssl pkey -in ecdsa-p256.key -pubout -outform DER -out public.der
	openssl req -in ecdsa-p256.csr -outform DER -out request.der
	run key --pin ecdsa-p256.csr
	sed 1d out >want
	for file in public.pem public.der request.der; do
		run key --pin $file
		exits 0 "the pin of $file"
		sed 1d out >got
		ok "is that of the request $file" cmp -s want got
	done
	head -c 200 request.der >cut.der
	run key --pin cut.der
	exits 3 "a request that is cut short"
	# The last octet of the signature.
	{ head -c $(($(wc -c <request.der) - 1)) request.der; printf '\001'; } >forged.der
	run key --pin forged.der
	exits 3 "a request with another signature"
	complains "not signed by its own key" "and says why"
fi
for file in /dev/null "$PINLAB_SRCDIR/README.md"; do
	run key --pin "$file"
	exits 3 "the pin of $file"
done
run key --pin gone
exits 4 "the pin of nothing"
run key --name api.example.test --out nameless
run key --pin nameless.csr
says "okhttp pins names; say which: --name HOST" "what is missing has the name that it has here"
done_testing
