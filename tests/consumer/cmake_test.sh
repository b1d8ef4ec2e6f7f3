#!/usr/bin/env bash
#
# Installs Heddle, and builds and tests a project against it as README.md says: with CMake and by pkg-config, with
# clang and with g++.

set -euo pipefail

fail() {
  printf 'cmake_test: %s\n' "$*" >&2
  exit 1
}

root=$(mktemp -d "${TEST_TMPDIR:-/tmp}/cmake.XXXXXX")
trap 'rm -rf "$root"' EXIT
RUNFILES_DIR=$(dirname "$PWD") install/install --prefix "$root/first"
# What is installed can be moved.
mv "$root/first" "$root/heddle"

# Nothing but what is installed.
mkdir "$root/project"
cp tests/consumer/cmake/* tests/consumer/project/account_test.cc "$root/project"
cd "$root"

for compiler in /usr/bin/clang++-19 /usr/bin/g++; do
  for type in Debug Release; do
    build=$root/build-$(basename "$compiler")-$type
    cmake -S project -B "$build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE="$type" \
      -DCMAKE_PREFIX_PATH="$root/heddle" >"$root/log" || { cat "$root/log"; fail "cmake, $compiler"; }
    cmake --build "$build" >"$root/log" || { cat "$root/log"; fail "building, $compiler $type"; }
    ctest --test-dir "$build" --output-on-failure || fail "testing, $compiler $type"
  done

  export PKG_CONFIG_PATH=$root/heddle/lib/pkgconfig
  read -ra flags < <(pkg-config --cflags heddle_gtest)
  read -ra libraries < <(pkg-config --libs heddle_gtest gmock_main)
  "$compiler" "${flags[@]}" project/account_test.cc -o "$root/account_test" "${libraries[@]}"
  "$root/account_test" || fail "by pkg-config, $compiler"
done

# The command, without the repository.
"$root/heddle/bin/heddle" list | grep -q shared_string || fail "the command lists no scenario"
