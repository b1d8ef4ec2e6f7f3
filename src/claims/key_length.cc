#include "src/claims/key_length.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "src/claims/toml_table.h"

namespace heddle::internal {

namespace {

/// Where the string of `text` that begins at `start` with a quote ends; one that is left open ends
/// somewhere: the parser will refuse it.
std::size_t EndOfString(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const bool many_lines = text.substr(start).starts_with(std::string(3, quote));
  const std::string_view close = text.substr(start, many_lines ? 3 : 1);
  std::size_t at = start + close.size();
  while (at < text.size() && !text.substr(at).starts_with(close)) {
    if (!many_lines && text[at] == '\n') return at;
    at += quote == '"' && text[at] == '\\' ? 2 : 1;
  }
  at += close.size();
  // The quotes that close a string of many lines can have up to two of its own before them.
  for (int own = 0; many_lines && own < 2 && at < text.size() && text[at] == quote; ++own) ++at;
  return std::min(at, text.size());
}

}  // namespace

void RequireShortKeys(std::string_view file, std::string_view text) {
  constexpr int kMaxParts = 32;
  int parts = 1;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = EndOfString(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (std::string_view("\n=,{}[]").find(c) != std::string_view::npos) {
      parts = 1;
    } else if (c == '.' && ++parts > kMaxParts) {
      const auto line =
          1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
      FailAt(file, static_cast<toml::source_index>(line),
             fmt::format("a key has more than {} parts", kMaxParts));
    }
    ++at;
  }
}

}  // namespace heddle::internal
