#!/usr/bin/env bash
#
# Prints C++ in which each constant holds some files' text, one after the other:
#
#   embed.sh NAME FILE ... -- NAME FILE ...

set -euo pipefail

printf '#include <string_view>\n\nnamespace heddle::internal {\n'
while (($# > 0)); do
  printf '\nextern const std::string_view %s;\nconst std::string_view %s = R"embedded(' "$1" "$1"
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do
    cat "$1"
    shift
  done
  printf ')embedded";\n'
  (($# == 0)) || shift
done
printf '\n}  // namespace heddle::internal\n'
