#!/usr/bin/env bash
#
# Builds and tests project/, a workspace that uses Heddle as README.md says, with a Bazel of its own.

set -euo pipefail

fail() {
  printf 'consumer_test: %s\n' "$*" >&2
  exit 1
}

# The project takes Heddle from the folder that it lies in, so it is built in the source tree, which the
# runfiles lead to by their links. Nothing is written there.
here=$(dirname "$(readlink -f "$0")")
own=$(readlink -f tests/consumer/states_test)
cd "$here/project" || fail "no project beside $here/consumer_test.sh"

# README.md's example is a test of the project, word for word.
example() { sed -n '/^```cpp$/,/^```$/{//!p}' "$1"; }
diff <(example "$here/../../README.md") account_test.cc ||
  fail "the example in README.md is not project/account_test.cc"

# What CONTRIBUTING.md adds is what the project adds, word for word.
block() { awk -v n="$1" '/^```cpp$/ { ++i; open = 1; next } /^```$/ { open = 0 } open && i == n' "$here/../../CONTRIBUTING.md"; }
diff <(block 1) in_turns.cc || fail "the strategy in CONTRIBUTING.md is not project/in_turns.cc"
diff <(block 2) who_format.cc || fail "the format in CONTRIBUTING.md is not project/who_format.cc"
kind=$(sed -n 's/^    \(HEDDLE_VIOLATION_KIND.*\)/\1/p' "$here/../../CONTRIBUTING.md")
[[ -n $kind ]] && grep -qxF -- "$kind" ticket.cc ||
  fail "the kind in CONTRIBUTING.md is not that of project/ticket.cc"

# So is what README.md says of WORKSPACE, .bazelrc and BUILD, up to where Heddle lies.
while IFS= read -r line; do
  grep -qxF -- "$line" WORKSPACE .bazelrc BUILD ||
    fail "README.md says what project/ does not: $line"
done < <(sed -n '/^## Check your own program/,/^Then `bazel test account_test`/{s/^    //p}' "$here/../../README.md" |
  grep -v -e 'local_repository' -e 'load("@heddle//:heddle.bzl"' -e '^$')

root=$(mktemp -d "${TEST_TMPDIR:-/tmp}/consumer.XXXXXX")
# The system's .bazelrc stays: Debian's Bazel does not start without it. The user's is left out.
unset TEST_TMPDIR  # Bazel would take it for its own
bazel=(bazel --nohome_rc --output_user_root="$root" --host_jvm_args=-Xmx512m)
stop() {
  "${bazel[@]}" shutdown || true
  chmod -R u+w "$root" && rm -rf "$root"
}
trap stop EXIT

# --symlink_prefix=/ makes no links in the source tree. Debian's linux-sandbox is what to do without.
# In the compilation mode that Bazel takes if nothing is said, and with a sanitizer of the project's own.
for config in '' --config=asan; do
  "${bazel[@]}" test --symlink_prefix=/ --spawn_strategy=local --noshow_progress \
    --test_output=errors $config //...
  [[ -n $config ]] || cp "$("${bazel[@]}" info bazel-bin)/states_test" "$root/states_test"
done

# What lies behind <heddle/...> is no project's to build on.
if refused=$("${bazel[@]}" build --symlink_prefix=/ --nobuild --noshow_progress //private:reaches_in 2>&1); then
  fail "a project can depend on @heddle//src/search"
fi
grep -q "'@heddle//src/search:search' is not visible" <<<"$refused" || fail "refused in other words: $refused"

# What the project explores has the same states as in Heddle's own build, which is optimized for all it is
# worth, and takes about as long.
number() { "$1" | sed -n "s/^$2: //p"; }
theirs=$(number "$root/states_test" states)
ours=$(number "$own" states)
[[ -n $ours && $theirs == "$ours" ]] || fail "the project's exploration has $theirs states, ours $ours"
least() { for _ in 1 2 3 4 5; do number "$1" 'milliseconds of the processor'; done | sort -n | head -1; }
theirs=$(least "$root/states_test")
ours=$(least "$own")
((theirs * 2 <= ours * 3)) || fail "the project's exploration takes $theirs ms, ours $ours ms"
