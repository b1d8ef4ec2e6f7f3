#!/usr/bin/env bash
#
# Runs the notebook's seven cells by Python, unedited but for the scale of their sleeps, and asks whether all
# that each prints is a behaviour of the model. RUNS says how often each is run (20 if left out).

set -euo pipefail

readonly FOLDER=$(dirname "$0")
readonly CELL=$FOLDER/notebook/cell.py
readonly HEDDLE=${HEDDLE:-tools/heddle}
readonly RUNS=${RUNS:-20}
readonly LEAST=3.10

fail() {
  printf 'python_test: %s\n' "$*"
  exit 1
}

if ! python3 -c "import sys; sys.exit(sys.version_info < (${LEAST/./, }))"; then
  fail "this needs python3, version $LEAST or later, in PATH ($PATH): run tools/setup"
fi
readonly OUT=$(mktemp -d "${TEST_TMPDIR:-/tmp}/cells.XXXXXX")
trap 'rm -rf "$OUT"' EXIT

# conform FILE NAME [SETTING...]: is the file's text a behaviour of the cell NAME (SCENARIO-MODEL)?
conform() {
  local file=$1 name=$2
  shift 2
  # Each piece of a line was written by itself (-u), by processes, too.
  if [[ $name == pipeline-processes ]]; then set -- "$@" print=pieces; fi
  "$HEDDLE" conform "$file" "${name%-*}" --set "model=${name#*-}" "$@" >"$OUT/answer" ||
    fail "$name does what the model does not: $(cat "$file" "$OUT/answer")"
}

mapfile -t NAMES < <(python3 "$CELL" names)
((${#NAMES[@]} == 7)) || fail "the notebook has ${#NAMES[@]} cells, not 7"

# What the notebook has recorded is what the folder of recordings has.
recorded=0
for name in "${NAMES[@]}"; do
  python3 "$CELL" recorded "$name" >"$OUT/recorded"
  [[ -s $OUT/recorded ]] || continue
  cmp "$OUT/recorded" "$FOLDER/observations/$name.notebook.txt" || fail "$name was recorded otherwise"
  recorded=$((recorded + 1))
done
((recorded == 4)) || fail "the notebook has recorded $recorded outputs, not 4"

# As a program of its own, the last cell ends with the interpreter, which throws the consumer away.
python3 -u "$CELL" script pipeline-coroutines 0 >"$OUT/script" || fail "the last cell fails"
conform "$OUT/script" pipeline-coroutines close=at-exit

conforming=0
for ((run = 1; run <= RUNS; ++run)); do
  for pace in 0.01 0; do
    pids=()
    for name in "${NAMES[@]}"; do
      [[ $pace == 0.01 || $name == shared_string-* ]] || continue  # the others do not sleep
      # -u: each piece is written by itself, as in a notebook.
      python3 -u "$CELL" run "$name" "$pace" >"$OUT/$name" &
      pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || fail "a cell failed"; done
    for name in "${NAMES[@]}"; do
      [[ $pace == 0.01 || $name == shared_string-* ]] || continue
      conform "$OUT/$name" "$name"
      conforming=$((conforming + 1))
    done
  done
done
printf 'python_test: %d outputs of %d cells conform\n' "$conforming" "${#NAMES[@]}"
