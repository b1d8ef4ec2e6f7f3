#ifndef HEDDLE_SRC_CLAIMS_REPORT_H_
#define HEDDLE_SRC_CLAIMS_REPORT_H_

#include <span>
#include <string>
#include <string_view>

#include "src/claims/verify.h"

namespace heddle::internal {

/// "30,045,015".
std::string WithSeparators(ExecutionCount number);

/// `text` in double quotes on one line: a newline is shown as \n.
std::string OneLine(std::string_view text);

/// What an exploration visited: "30,045,015 executions, complete".
std::string Visited(const Exploration& exploration);

/// A claim's result as text: one line with its mark, its id, what it claims, what was visited and
/// how long that took; and a line for each difference. Ends with a newline.
std::string Report(const ClaimResult& result);

/// How many claims came out as expected, in a line: "3 claims, all as expected".
std::string Summary(std::span<const ClaimResult> results);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_REPORT_H_
