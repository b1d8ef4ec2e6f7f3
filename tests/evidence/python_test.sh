#!/usr/bin/env bash
#
# Runs the Python programs of cells/ anew, with their sleeps scaled, and asks whether what they print is
# a behaviour of the model. Where there is no python3 there is nothing to do.

set -euo pipefail

cells=$(dirname "$0")/cells
heddle=${HEDDLE:-tools/heddle}
runs=${RUNS:-5}
folder=$(mktemp -d "${TEST_TMPDIR:-/tmp}/cells.XXXXXX")
trap 'rm -rf "$folder"' EXIT

if ! command -v python3 >/dev/null; then
  echo "python_test: no python3 here; nothing was run"
  exit 0
fi

failed=0
# conform FILE ARGUMENT...
conform() {
  if ! "$heddle" conform "$@" >"$folder/answer"; then
    printf 'python_test: not a behaviour: %s\n' "$*"
    cat "$1" "$folder/answer"
    failed=1
  fi
}

# -u: each piece is written by itself, as in a notebook.
for ((run = 0; run < runs; ++run)); do
  for model in threads processes coroutines; do
    print=pieces
    [[ $model == coroutines ]] && print=line
    python3 -u "$cells/pipeline_$model.py" >"$folder/out"
    conform "$folder/out" pipeline --set "model=$model" "print=$print"
  done
  for model in threads processes manager coroutines; do
    for pace in 0.01 0; do
      python3 -u "$cells/shared_string_$model.py" "$pace" >"$folder/out"
      conform "$folder/out" shared_string --set "model=$model"
      tail -n 1 "$folder/out" >"$folder/string"
      conform "$folder/string" shared_string --set "model=$model" --observe string
    done
  done
done
exit "$failed"
