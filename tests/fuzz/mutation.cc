#include "tests/fuzz/mutation.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>

namespace heddle::internal {

namespace {

using namespace std::string_view_literals;

/// What readers trip over.
constexpr std::string_view kPieces[] = {"\0"sv,
                                        "\xff",
                                        "\xc3",
                                        "\xed\xa0\x80",
                                        "\n",
                                        "\r",
                                        "\\",
                                        "\"",
                                        "'",
                                        "\"\"\"",
                                        "\\u0000",
                                        "\\ud800",
                                        "\xc2\x9b",
                                        "\xe2\x80\xae",
                                        "\\u009b",
                                        "\x1b[31m",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        "[[",
                                        ",",
                                        ":",
                                        "=",
                                        ".",
                                        "#",
                                        "null",
                                        "true",
                                        "-1",
                                        "0",
                                        "256",
                                        "4294967296",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "18446744073709551616",
                                        "1e999",
                                        "0.1",
                                        "nan",
                                        "-inf",
                                        "2020-01-01",
                                        "a.b.c"};

/// Transitions a part of a text of `size` bytes.
struct Part {
  Part(std::size_t size, std::size_t most, std::mt19937& random)
      : at(random() % (size + 1)), size(std::min(random() % (most + 1), size - at)) {}
  std::size_t at, size;
};

void ReplaceNumber(std::string& text, std::string_view number, std::size_t from) {
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  const auto first =
      std::find_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_digit);
  text.replace(first, std::find_if_not(first, text.end(), is_digit), number);
}

}  // namespace

std::string Mutated(std::string text, std::string_view other, std::size_t most,
                    std::mt19937& random) {
  const Part part(text.size(), 1 + random() % 64, random);
  const std::string_view piece = kPieces[random() % std::size(kPieces)];
  switch (random() % 9) {
    case 0:
      if (part.at < text.size()) text[part.at] ^= static_cast<char>(1U << random() % 8);
      break;
    case 1:
      text.erase(part.at, part.size);
      break;
    case 2:
      text.insert(part.at, text.substr(part.at, part.size));
      break;
    case 3:
      text.insert(random() % (text.size() + 1), text.substr(part.at, part.size));
      break;
    case 4:
      text.insert(part.at, piece);
      break;
    case 5:
      text.replace(part.at, part.size, piece);
      break;
    case 6:
      ReplaceNumber(text, piece, part.at);
      break;
    case 7:
      for (auto times = random() % 1000; times > 0; --times) text.insert(part.at, piece);
      break;
    default: {
      const Part theirs(other.size(), other.size(), random);
      text.replace(part.at, part.size, other.substr(theirs.at, theirs.size));
    }
  }
  if (text.size() > most) text.resize(most);
  return text;
}

}  // namespace heddle::internal
