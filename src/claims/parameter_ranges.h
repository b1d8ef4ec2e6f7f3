#ifndef HEDDLE_SRC_CLAIMS_PARAMETER_RANGES_H_
#define HEDDLE_SRC_CLAIMS_PARAMETER_RANGES_H_

#include <heddle/explore.h>
#include <heddle/parameters.h>
#include <heddle/scenario.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace heddle::internal {

/// Settings of a scenario's parameters of which some are ranges of numbers, as "1..5".
class ParameterRanges {
 public:
  /// @param given  by name, as Scenario::Configure takes them, or a range. Throws UsageError for a
  /// range of a parameter that is no number, one that is empty, or one that goes beyond what the
  /// parameter can be.
  ParameterRanges(const Scenario& scenario, const std::map<std::string, std::string>& given);

  /// Whether there is any.
  bool any() const { return !ranges_.empty(); }
  /// The name of the first, or "".
  std::string FirstName() const { return any() ? ranges_.front().name : ""; }

  /// All settings that there are within the ranges, the smallest first: those with the least sum of
  /// the numbers that range, then by these numbers in the order of the parameters. Throws
  /// UsageError if there are more than ten thousand.
  std::vector<std::map<std::string, std::string>> InOrder() const;

  /// Those of `parameters` that range, as text: "first=1 second=1".
  std::string Text(const Parameters& parameters) const;

 private:
  struct Range {
    std::string name;
    std::int64_t least;
    std::int64_t most;
  };

  std::map<std::string, std::string> fixed_;
  std::vector<Range> ranges_;  // in the order of the scenario's parameters
};

/// All parameters within `ranges` that the scenario takes, in order. Throws the scenario's
/// UsageError if it takes none.
std::vector<Parameters> ConfigureInOrder(const Scenario& scenario, const ParameterRanges& ranges);

/// An exploration of the smallest parameters of which what is looked for comes.
struct Smallest {
  Parameters parameters;  ///< of the last that was explored
  Exploration exploration;
  /// It is violated (or the value that is looked for is reached) by these parameters, and by none
  /// before them.
  bool found = false;
  /// It was found by these, or there was nothing more to explore: no limit has ended it.
  bool complete = false;
  int explored = 0;
  /// How many there are, without those that the scenario refuses.
  int of = 0;
};

/// Explores `scenario` by `options` with each of the settings in order until it is violated, or the
/// value that `options` look for is reached. `options.limit_seconds` is for all together. Settings
/// that the scenario refuses are left out; if it refuses all, its UsageError is thrown. Where
/// nothing is found, `exploration` is the one that shows the least: one that was stopped, or holds
/// under sequential consistency alone.
Smallest ExploreSmallest(const Scenario& scenario, const ParameterRanges& ranges,
                         const ExploreOptions& options);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_PARAMETER_RANGES_H_
