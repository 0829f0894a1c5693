#!/bin/sh
# The data files are found from anywhere: a build tree, and what the environment names.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"

mkdir -p data/certs data/scenarios/lessons
cp "$source/certs/default.yaml" data/certs/mine.yaml
run matrix --hierarchy mine
exits 3 "a hierarchy that only another folder has"
export PINLAB_DATA_DIR="$tmp/data"
run matrix --hierarchy mine
exits 0 "is found through PINLAB_DATA_DIR"
run matrix
exits 3 "and only that folder counts"
unset PINLAB_DATA_DIR
run matrix --hierarchy ./data/certs/mine.yaml
exits 0 "a path is a path"
ln -s "$pinlab" link
"$tmp/link" matrix --event renew-new-key >out 2>err
code=$?
exits 0 "through a link the data is found as well"
done_testing
