#ifndef HEDDLE_TESTS_EVIDENCE_SPIN_MODEL_H_
#define HEDDLE_TESTS_EVIDENCE_SPIN_MODEL_H_

#include <heddle/parameters.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::internal {

/// A Promela model of specs/ that is of the same program as a scenario with its parameters.
struct SpinModel {
  /// The name of its file, without the ending.
  std::string name;
  /// What it is compiled with, as in "ITEMS=3".
  std::vector<std::string> definitions;
  /// The observer whose values its outcomes are: the one that was asked for, or `copies`, which has
  /// the `string` in it.
  std::string observer;
};

/// The model for `scenario` with `parameters`, where what counts is what `observer` shows (empty:
/// whether something goes wrong); or nothing, if there is none.
std::optional<SpinModel> SpinModelOf(std::string_view scenario, const Parameters& parameters,
                                     std::string_view observer);

/// What SPIN complains about where Heddle finds a violation of this kind; nothing if the models say
/// nothing of it.
std::optional<std::string> SpinComplaintFor(std::string_view kind);

/// The `string` in a value of the observer `copies`.
std::string ParentsCopy(std::string_view copies);

/// `value` on one line, as the models print outcomes.
std::string SpinLine(std::string value);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_SPIN_MODEL_H_
