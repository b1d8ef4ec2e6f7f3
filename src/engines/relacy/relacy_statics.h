#ifndef HEDDLE_SRC_ENGINES_RELACY_RELACY_STATICS_H_
#define HEDDLE_SRC_ENGINES_RELACY_RELACY_STATICS_H_

#include <bit>
#include <cstdint>
#include <memory>
#include <string>

#include "src/guard/crash_guard.h"
#include "src/memory/data_segment.h"
#include "src/program/static_changed.h"

namespace heddle::internal {

/// Runs the scenario's code for the scheduler of Relacy's executions, and looks in some of them
/// (the first few, and ever fewer after that) whether it changes a static variable: no execution
/// puts those back that come before it.
class RelacyStatics {
 public:
  /// @param all  looks in every execution, and throws StaticChanged at once. Otherwise it is noted
  ///        alone: it may be made once and for all.
  RelacyStatics(const std::string& scenario, bool all) : scenario_(scenario), all_(all) {}

  /// Another execution begins.
  void Begin() {
    ++executions_;
    looks_ = all_ || executions_ <= 4 || std::has_single_bit(executions_);
  }
  /// Runs `body` as CrashGuard::Run does. `who()` says whose it is.
  template <typename Who, typename Body>
  std::unique_ptr<Crash> Run(Who who, Body body) {
    if (!looks_) return CrashGuard::Run(body);
    const std::string name = who();
    statics_.Note();
    auto crash = CrashGuard::Run(body);
    if (const auto changed = statics_.Changed()) {
      changed_ = true;
      if (all_) RefuseChange(scenario_, name, *changed);
    }
    return crash;
  }
  /// Whether one has changed.
  bool changed() const { return changed_; }

 private:
  const std::string& scenario_;
  const bool all_;
  DataSegments statics_;
  std::uint64_t executions_ = 0;
  bool looks_ = false;
  bool changed_ = false;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RELACY_RELACY_STATICS_H_
