#include "src/trace/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace heddle::internal {

namespace {

constexpr std::string_view kEllipsis = "…";

/// A character at the start of a text.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;  // otherwise one byte that is not UTF-8
};

Character FirstCharacter(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  char32_t code = lead & (0x7f >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < kLeast[bytes] || code > 0x10ffff || surrogate) return {};
  return {code, bytes, true};
}

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool IsIn(const std::array<Range, N>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
    return code >= range.first && code <= range.second;
  });
}

/// Characters that a terminal obeys instead of showing them, or that hide what stands beside them.
constexpr std::array<Range, 7> kControls = {{{0x00, 0x1f},
                                             {0x7f, 0x9f},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x206f},
                                             {0xfeff, 0xfeff},
                                             {0xe0000, 0xe007f}}};
constexpr std::array<Range, 4> kNoColumn = {
    {{0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}}};
constexpr std::array<Range, 9> kTwoColumns = {{{0x1100, 0x115f},
                                               {0x2e80, 0xa4cf},
                                               {0xac00, 0xd7a3},
                                               {0xf900, 0xfaff},
                                               {0xfe30, 0xfe6f},
                                               {0xff00, 0xff60},
                                               {0xffe0, 0xffe6},
                                               {0x1f300, 0x1faff},
                                               {0x20000, 0x3fffd}}};

int Columns(const Character& character) {
  if (IsIn(kNoColumn, character.code)) return 0;
  return IsIn(kTwoColumns, character.code) ? 2 : 1;
}

/// The start of `text` that fits in `width` columns.
std::string_view Head(std::string_view text, int width) {
  std::size_t end = 0;
  while (end < text.size()) {
    const Character character = FirstCharacter(text.substr(end));
    width -= Columns(character);
    if (width < 0) break;
    end += character.bytes;
  }
  return text.substr(0, end);
}

/// The end of `text` that fits in `width` columns.
std::string_view Tail(std::string_view text, int width) {
  int surplus = DisplayWidth(text) - width;
  while (surplus > 0) {
    const Character character = FirstCharacter(text);
    surplus -= Columns(character);
    text.remove_prefix(character.bytes);
  }
  return text;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const char32_t code = character.code;
    if (!character.valid) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (!IsIn(kControls, code)) {
      out += text.substr(0, character.bytes);
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\t') {
      out += "\\t";
    } else if (code == '\r') {
      out += "\\r";
    } else if (code < 0x80) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(code));
    } else {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
    }
    text.remove_prefix(character.bytes);
  }
  return out;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    width += Columns(character);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string ShortenMiddle(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width < 1) return {};
  const int left = width - 1;
  std::string out(Head(text, (left + 1) / 2));
  out += kEllipsis;
  out += Tail(text, left / 2);
  return out;
}

std::string ShortenStart(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width < 1) return {};
  std::string out(kEllipsis);
  out += Tail(text, width - 1);
  return out;
}

std::string ShortenEnd(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width < 1) return {};
  return std::string(Head(text, width - 1)).append(kEllipsis);
}

std::string ShortenToDifference(std::string_view text, std::string_view before, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  const auto starts_character = [text](std::size_t at) {
    return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
  };
  const std::size_t shorter = std::min(text.size(), before.size());
  std::size_t start = 0;
  while (start < shorter && text[start] == before[start]) ++start;
  while (!starts_character(start)) --start;
  std::size_t same = 0;  // at the end
  while (same < shorter - start && text[text.size() - 1 - same] == before[before.size() - 1 - same])
    ++same;
  while (!starts_character(text.size() - same)) --same;
  if ((start == 0 && same == 0) || start + same == text.size()) return ShortenMiddle(text, width);
  if (DisplayWidth(text.substr(start)) < width) return ShortenStart(text, width);
  if (DisplayWidth(text.substr(0, text.size() - same)) < width) return ShortenEnd(text, width);
  // It differs in its midst: what comes before is there in part, so that one sees where it is.
  std::string out(kEllipsis);
  out += Tail(text.substr(0, start), std::min(5, width / 4));
  out += text.substr(start);
  return ShortenEnd(out, width);
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  int left = DisplayWidth(text);
  while (left > width) {
    std::string_view line = Head(text, width);
    if (line.empty()) line = text.substr(0, FirstCharacter(text).bytes);
    std::size_t next = line.size();
    // A blank right after the line is as good as one in it.
    const std::size_t blank = text.substr(0, line.size() + 1).rfind(' ');
    if (blank != std::string_view::npos && blank > 0) {
      line = text.substr(0, blank);
      next = blank + 1;
    }
    lines.emplace_back(line);
    left -= DisplayWidth(text.substr(0, next));
    text.remove_prefix(next);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string Counted(std::string_view number, std::string_view what) {
  return std::string(number) + " " + std::string(what) + (number == "1" ? "" : "s");
}

}  // namespace heddle::internal
