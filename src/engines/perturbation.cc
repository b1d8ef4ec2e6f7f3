#include "src/engines/perturbation.h"

#include <chrono>
#include <thread>

namespace heddle::internal {

namespace {

std::uint64_t SeedFor(std::optional<std::uint64_t> seed, int task) {
  // An odd factor keeps the tasks of one run, and of runs with seeds next to each other, apart.
  if (seed) return *seed * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(task);
  return (static_cast<std::uint64_t>(std::random_device{}()) << 32) | std::random_device{}();
}

}  // namespace

Perturbation::Perturbation(std::optional<std::uint64_t> seed, int task)
    : disturbs_(seed.has_value()), random_(SeedFor(seed, task)) {}

void Perturbation::Disturb() {
  if (!disturbs_) return;
  const int kind = Draw(8);
  if (kind == 0) std::this_thread::sleep_for(std::chrono::microseconds(Draw(200)));
  if (kind == 1 || kind == 2) std::this_thread::yield();
}

int Perturbation::Draw(int choices) {
  return choices <= 1 ? 0 : static_cast<int>(random_() % static_cast<std::uint64_t>(choices));
}

}  // namespace heddle::internal
