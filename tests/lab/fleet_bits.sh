#!/bin/sh
# Is a fleet the same to the last bit, whoever compiles it and however? TAP.
# Needs PINLAB_SRCDIR and config.h in the working directory; a compiler that is absent is skipped.
set -u
: "${PINLAB_SRCDIR:?names the source tree}"
export LC_ALL=C.UTF-8
[ -f config.h ] || { echo "Bail out! run me where config.h is"; exit 99; }

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pinlab-fleet.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 99' HUP INT TERM
# What computes a fleet, and nothing else: no cryptography, no libm.
sources="tests/lab/fleet_golden.c src/lab/fleet/ask.c src/lab/fleet/curve.c src/lab/fleet/fleet.c
	src/lab/fleet/kinds.c src/lab/fleet/lags.c src/lab/fleet/measured.c src/lab/fleet/move.c src/lab/fleet/pass.c
	src/lab/fleet/peak.c src/lab/fleet/rare.c src/util/mem.c"
count=0

build() { # COMPILER FLAGS OUT
	# shellcheck disable=SC2086
	(cd "$PINLAB_SRCDIR" && $1 -std=gnu11 $2 -I"$here" -Isrc -I. -o "$3" $sources)
}

here=$PWD
for compiler in gcc clang; do
	for flags in -O0 -O3 "-O3 -march=native -ffast-math"; do
		count=$((count + 1))
		what="$compiler $flags computes the same bits"
		if ! command -v "$compiler" >/dev/null 2>&1; then
			echo "ok $count - $what # SKIP no $compiler"
			continue
		fi
		if build "$compiler" "$flags" "$scratch/fleet" 2>"$scratch/said" &&
			"$scratch/fleet" >"$scratch/out" 2>>"$scratch/said"; then
			[ -f "$scratch/first" ] || cp "$scratch/out" "$scratch/first"
			if [ -s "$scratch/out" ] && cmp -s "$scratch/first" "$scratch/out"; then
				echo "ok $count - $what"
			else
				echo "not ok $count - $what"
				diff "$scratch/first" "$scratch/out" | sed -n '1,5s/^/# /p'
			fi
		else
			echo "not ok $count - $what"
			sed -n '1,9s/^/# /p' "$scratch/said"
		fi
	done
done

# And always these, so that a change of any of them is noticed and meant.
count=$((count + 1))
sum=$(cksum <"$scratch/first")
if [ "$sum" = "$(cat "$PINLAB_SRCDIR/tests/lab/fleet_golden.sum")" ]; then
	echo "ok $count - and they are what they were"
else
	echo "not ok $count - and they are what they were"
	echo "# cksum is $sum"
fi
echo "1..$count"
