# What the tests of the command line share: cases in TAP, a folder of their own,
# the program. Sourced; ends with `done_testing`.
pinlab=${PINLAB:-./pinlab}
source=${PINLAB_SRCDIR:-.}
n=0
tmp=$(mktemp -d)
trap 'chmod -R u+rwx "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1

# Runs the program; what it says is in out and err, its exit code in $code.
run() {
	$PINLAB_WRAP "$pinlab" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	code=$?
}

ok() { # NAME TEST...: passes when the test does
	name=$1
	shift
	n=$((n + 1))
	if "$@" >/dev/null 2>&1; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# failed: $*"
		echo "# exit code $code"
		sed 's/^/# out: /' "$tmp/out" | head -n 20
		sed 's/^/# err: /' "$tmp/err" | head -n 20
	fi
}

skip() { # NAME WHY
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

exits() { # CODE NAME: the last run's exit code
	ok "$2: exit $1" [ "$code" -eq "$1" ]
}

says() { # TEXT NAME: on standard output
	ok "$2" grep -qF -- "$1" "$tmp/out"
}

complains() { # TEXT NAME: on standard error
	ok "$2" grep -qF -- "$1" "$tmp/err"
}

silent() { # NAME: nothing on standard output
	ok "$1" [ ! -s "$tmp/out" ]
}

no_crash() { # NAME: no signal, no sanitizer
	ok "$1" [ "$code" -lt 126 ]
}

# A scenario that meets what it expects; $1 is what leaf-spki is expected to do.
scenario() {
	cat <<-YAML
	pinlab: 1
	name: A renewal
	start: 2027-05-01
	hierarchy: default
	hosts:
	  api: {name: api.example.test, issuer: north-a1, lifetime: 90d, renews: {before: 30d, key: same}}
	devices:
	  phone: {store: phone}
	strategies: [leaf-spki, root-spki]
	attacks: [own-ca, user-ca]
	events:
	  - at: 2027-05-10
	    renew: {host: api, key: new}
	    id: rekeyed
	    expect:
	      leaf-spki: ${1:-breaks}
	      root-spki: survives
	YAML
}

done_testing() {
	echo "1..$n"
}
