#!/bin/sh
# The pins, tiers and dates of real public certificates are those of a list that
# other programs made. PINLAB_REAL_CERTS names the folder with index.tsv.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

certs=${PINLAB_REAL_CERTS-}
if [ ! -f "$certs/index.tsv" ]; then
	skip "real certificates" "PINLAB_REAL_CERTS names no folder with index.tsv"
	done_testing
	exit 0
fi

# Columns of the list by their names: file, not_before, not_after, spki_pin.
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ print $at["file"] "\t" $at["not_before"] "\t" $at["not_after"] "\tsha256/" $at["spki_pin"] "\t" $at["type"] }' \
	"$certs/index.tsv" >want
count=$(wc -l <want)
ok "the list names certificates" [ "$count" -gt 100 ]

cut -f 1 want | sed "s|^|$certs/|" >names
# shellcheck disable=SC2046 # the names have no blanks
run pins $(cat names)
exits 0 "pins of all of them in one go"
sed -n -e 's|^\(.*\):[0-9]*  \([a-z]*\)  .*|\1 \2|p' \
	-e 's|^  valid  *\(.*\) to \(.*\)|\1 \2|p' -e 's|^  spki  *||p' out |
	awk -v strip="$certs/" '{ if (substr($1, 1, length(strip)) == strip) { file = substr($1, length(strip) + 1); tier = $2 }
		else if (NF == 2) { from = $1; to = $2 }
		else print file "\t" from "\t" to "\t" $1 "\t" tier }' >got
cut -f 1-4 want >want.pins
cut -f 1-4 got >got.pins
ok "every pin and every date is the listed one" cmp -s want.pins got.pins
diff want.pins got.pins | head -n 5 | sed 's/^/# /'

run inspect "$(head -n 1 names)"
exits 0 "inspect of a real one"
bad=0
while read -r name; do
	run inspect "$name"
	if [ "$code" -ne 0 ] || ! grep -q subjectPublicKeyInfo out; then
		bad=$((bad + 1))
		echo "# inspect of $name: exit code $code"
	fi
done <names
ok "inspect shows every one as a certificate" [ "$bad" -eq 0 ]
done_testing
