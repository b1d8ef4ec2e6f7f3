#!/usr/bin/env bash
#
# Copies Heddle's headers, its library, the command, and what CMake and pkg-config read into a folder. tools/install
# calls it by Bazel.

set -euo pipefail

usage() {
  printf 'usage: tools/install --prefix DIR\n' >&2
  exit 2
}

[[ $# -eq 2 && $1 == --prefix && -n $2 ]] || usage
# By `bazel run`, it is called elsewhere than by who called that.
prefix=$2
[[ $prefix == /* ]] || prefix=${BUILD_WORKING_DIRECTORY:-$PWD}/$prefix

here=${RUNFILES_DIR:-$0.runfiles}/heddle
[[ -d $here ]] || here=$PWD
cd "$here"

mkdir -p "$prefix"/{bin,include/heddle/internal,lib/cmake/heddle,lib/pkgconfig}
copy() {
  local mode=$1 folder=$2
  shift 2
  local file
  for file in "$@"; do
    install -m "$mode" "$(readlink -f "$file")" "$prefix/$folder/$(basename "$file")"
  done
}
for header in src/heddle/*.h; do
  [[ $header == */variables.h ]] || copy 644 include/heddle "$header"
done
copy 644 include/heddle/internal src/heddle/internal/*.h
copy 644 lib install/libheddle.a install/libheddle_gtest.a
copy 644 lib/cmake/heddle install/heddle-config.cmake
copy 644 lib/pkgconfig install/heddle.pc install/heddle_gtest.pc
copy 755 bin tools/heddle
printf 'tools/install: Heddle is in %s\n' "$prefix"
