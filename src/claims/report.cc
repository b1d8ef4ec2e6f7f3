#include "src/claims/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/trace/printable.h"

namespace heddle::internal {

std::string WithSeparators(ExecutionCount number) {
  std::string text = ToString(number);
  for (std::size_t i = text.size(); i > 3;) text.insert(i -= 3, ",");
  return text;
}

std::string OneLine(std::string_view text) {
  std::string line = "\"";
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += c;
    }
  }
  return line + '"';
}

std::string Visited(const Exploration& exploration) {
  std::string text;
  if (exploration.states) {
    text = Counted(WithSeparators(*exploration.states), "state");
  } else {
    text = Counted(WithSeparators(exploration.executions.value_or(0)), "execution");
  }
  return text + (exploration.complete      ? ", complete"
                 : exploration.complete_sc ? ", complete under sequential consistency"
                                           : ", not complete");
}

std::string Report(const ClaimResult& result) {
  const Exploration& found = result.exploration;
  std::string text = fmt::format(
      "{} {}: {} [{}; {}, {:.2f} s]\n", result.as_expected() ? "ok  " : "FAIL", result.claim.id,
      result.claim.says, NameOf(found.verdict), Visited(found), found.seconds);
  for (const std::string& difference : result.differences) {
    text += fmt::format("       {}\n", difference);
  }
  if (!result.as_expected()) text += fmt::format("       claimed in {}\n", result.claim.where);
  return text;
}

std::string Summary(std::span<const ClaimResult> results) {
  const auto differ = std::count_if(results.begin(), results.end(), [](const ClaimResult& result) {
    return !result.as_expected();
  });
  const std::string claims = Counted(WithSeparators(results.size()), "claim");
  if (differ == 0) return claims + ", all as expected\n";
  return fmt::format("{}, {} not as expected\n", claims, differ);
}

}  // namespace heddle::internal
