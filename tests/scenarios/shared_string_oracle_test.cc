// The shared string against simulations of its own that know nothing of Heddle.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <set>
#include <string>
#include <tuple>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

/// Two tasks that load and store one string, in every way.
class LoadsAndStores {
 public:
  LoadsAndStores(int first, int second) : times_{first, second} { Visit({}); }
  const Texts& strings() const { return strings_; }

 private:
  struct State {
    std::string memory;
    std::array<std::string, 2> registers;
    std::array<int, 2> steps{};
    auto operator<=>(const State&) const = default;
  };

  void Visit(const State& state) {
    if (!seen_.insert(state).second) return;
    bool ended = true;
    for (int task = 0; task < 2; ++task) {
      if (state.steps[task] == 2 * times_[task]) continue;
      ended = false;
      State next = state;
      if (next.steps[task]++ % 2 == 0) {
        next.registers[task] = next.memory;
      } else {
        next.memory = next.registers[task] + (task == 0 ? 'o' : 'O');
        next.registers[task].clear();
      }
      Visit(next);
    }
    if (ended) strings_.insert(state.memory);
  }

  std::array<int, 2> times_;
  std::set<State> seen_;
  Texts strings_;
};

TEST(UnguardedString, CanBeWhatTwoTasksThatLoadAndStoreCanLeave) {
  for (int first = 0; first <= 3; ++first) {
    for (int second = 0; second <= 3; ++second) {
      const Settings settings{{"first", std::to_string(first)}, {"second", std::to_string(second)}};
      EXPECT_EQ(OutcomesOf("shared_string", settings, "string"),
                LoadsAndStores(first, second).strings())
          << first << " " << second;
    }
  }
}

// 4, 16 and 64, as worked out by others.
TEST(UnguardedString, HasFourToTheNumberOfLettersEndings) {
  for (const auto& [letters, endings] : {std::pair("1", 4u), {"2", 16u}, {"3", 64u}}) {
    const Settings settings{{"model", "manager"}, {"first", letters}, {"second", letters}};
    EXPECT_EQ(OutcomesOf("shared_string", settings, "string").size(), endings);
  }
}

/// What two sleepers write that wake after each whole pause: each time both wake at one instant, in
/// either order.
Texts TimedStrings(int first, int second) {
  constexpr int kFirstPause = 1000, kSecondPause = 600;  // the notebook's, in ms
  Texts strings{""};
  int i = 0, j = 0;
  while (i < first || j < second) {
    const bool first_due = i < first && (j == second || i * kFirstPause <= j * kSecondPause);
    const bool second_due = j < second && (i == first || j * kSecondPause <= i * kFirstPause);
    Texts longer;
    for (const std::string& text : strings) {
      if (first_due && second_due) {
        longer.insert(text + "oO");
        longer.insert(text + "Oo");
      } else {
        longer.insert(text + (first_due ? 'o' : 'O'));
      }
    }
    strings = longer;
    i += first_due;
    j += second_due;
  }
  return strings;
}

TEST(TimedString, IsOneOfSixteenAmongThemTwoOfTheRealPythonProgram) {
  const Texts strings =
      OutcomesOf("shared_string", {{"guard", "mutex"}, {"sleep", "timed"}}, "string");
  EXPECT_EQ(strings, TimedStrings(10, 20));
  EXPECT_EQ(strings.size(), 16u) << "they meet at 0, 3, 6 and 9 s";
  EXPECT_TRUE(strings.contains("oOOoOOoOoOOoOOoOoOOoOOoOoOOOOO"));
  EXPECT_TRUE(strings.contains("OoOoOOoOOoOoOOoOOoOoOOoOOoOOOO"));
}

RC_GTEST_PROP(TimedString, IsWhatSleepersWriteThatWakeAtTheirTimes, ()) {
  const int first = Draw(0, 10);
  const int second = Draw(0, 10);
  const Settings settings{{"guard", "mutex"},
                          {"sleep", "timed"},
                          {"first", std::to_string(first)},
                          {"second", std::to_string(second)}};
  const Strategy strategy = Draw(0, 1) == 0 ? "states" : "dpor";
  RC_ASSERT(OutcomesOf("shared_string", settings, "string", strategy) ==
            TimedStrings(first, second));
}

}  // namespace
}  // namespace heddle::internal
