#ifndef HEDDLE_SRC_SCENARIOS_PRINTER_H_
#define HEDDLE_SRC_SCENARIOS_PRINTER_H_

#include <fmt/format.h>
#include <heddle/console.h>

#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

enum class Printing { kOff, kLine, kPieces };

/// The console, and how a stage prints on it: a line in one piece, or, as Python's print(x, y)
/// does, its words, the blank and the end of the line each by itself.
struct Printer {
  Console& console;
  Printing printing;

  bool on() const { return printing != Printing::kOff; }
  Console::PrintOperation Item(std::string_view what, int number,
                               std::source_location where = std::source_location::current()) const {
    const std::string digits = std::to_string(number);
    if (printing == Printing::kPieces) return console.Print(what, " ", digits, "\n", where);
    return console.Print(fmt::format("{} {}\n", what, digits), where);
  }
  Console::PrintOperation Done(std::string_view stage,
                               std::source_location where = std::source_location::current()) const {
    if (printing == Printing::kPieces)
      return console.Print(fmt::format("{}: done", stage), "\n", where);
    return console.Print(fmt::format("{}: done\n", stage), where);
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_PRINTER_H_
