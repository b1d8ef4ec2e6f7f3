#ifndef HEDDLE_SRC_ENGINES_PERTURBATION_H_
#define HEDDLE_SRC_ENGINES_PERTURBATION_H_

#include <cstdint>
#include <optional>
#include <random>

namespace heddle::internal {

/// One task's chance: it draws what choices give, and with a seed it disturbs the schedule, so that
/// runs differ where the machine alone would repeat itself. For one thread at a time.
class Perturbation {
 public:
  Perturbation(std::optional<std::uint64_t> seed, int task);

  /// With a seed: now and then yields, or sleeps some microseconds. Without one it does nothing.
  void Disturb();

  /// A number from 0 to `choices` - 1.
  int Draw(int choices);

 private:
  bool disturbs_;
  std::mt19937_64 random_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PERTURBATION_H_
