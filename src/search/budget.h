#ifndef HEDDLE_SRC_SEARCH_BUDGET_H_
#define HEDDLE_SRC_SEARCH_BUDGET_H_

#include <heddle/explore.h>

#include <chrono>
#include <optional>
#include <string>

#include "src/guard/step_watch.h"
#include "src/memory/memory_limit.h"

namespace heddle::internal {

struct Findings;

/// What an exploration may take (time, memory, its user's patience), and the reports of how far it
/// has come. It knows nothing of what is found but how much.
class Budget {
 public:
  /// @param start  when the exploration has begun.
  explicit Budget(const ExploreOptions& options,
                  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now());

  /// Reports progress, now and then, and looks at the limits. @return the limit that is reached, in
  /// words, if one is.
  std::optional<std::string> Spent(const Findings& so_far, int depth, double part_done);

  const Deadline& deadline() const { return deadline_; }
  /// Since the start.
  double seconds() const;

 private:
  const ExploreOptions& options_;
  const std::chrono::steady_clock::time_point start_;
  const Deadline deadline_;
  MemoryLimit memory_;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_BUDGET_H_
