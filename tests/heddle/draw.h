#ifndef HEDDLE_TESTS_HEDDLE_DRAW_H_
#define HEDDLE_TESTS_HEDDLE_DRAW_H_

#include <rapidcheck.h>

#include <bit>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// Within a property: a number from `least` to `most`. All of them from the first case on:
/// RapidCheck by itself begins with the least.
inline int Draw(int least, int most) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1));
}

/// Within a property: `size` numbers from `least` to `most`.
inline std::vector<int> DrawSome(int size, int least, int most) {
  std::vector<int> numbers(size);
  for (int& number : numbers) number = Draw(least, most);
  return numbers;
}

/// Within a property: any of the tasks that can perform a step, of which there must be one.
inline TaskId DrawEnabled(const World& world) {
  std::uint64_t tasks = world.enabled();
  for (int n = Draw(0, std::popcount(tasks) - 1); n > 0; --n) tasks &= tasks - 1;
  return std::countr_zero(tasks);
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_HEDDLE_DRAW_H_
