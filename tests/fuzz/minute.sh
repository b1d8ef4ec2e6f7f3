#!/usr/bin/env bash
#
# Fuzzes for a minute: minute.sh FUZZER FOLDER...
#
# An input that is a finding is left in Bazel's folder of the test's outputs (bazel-testlogs).

set -euo pipefail

readonly fuzzer=$1
shift

# New inputs go to the first folder; the others are only read.
readonly found="$TEST_TMPDIR/found"
mkdir -p "$found"

exec "$fuzzer" -max_total_time=60 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$TEST_UNDECLARED_OUTPUTS_DIR/" "$found" "$@"
