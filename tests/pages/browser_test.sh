#!/usr/bin/env bash
#
# Runs a test of a page, which is in Python: browser_test.sh FILE.

set -euo pipefail

[[ -x /usr/bin/python3 ]] || {
  printf 'this needs python3: run tools/setup\n' >&2
  exit 1
}
# What it imports is not to be compiled into the source tree.
PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 "$@"
