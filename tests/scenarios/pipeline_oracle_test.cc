// The pipeline's outputs against a simulation of its own that knows nothing of Heddle.

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

/// What a stage does next: puts into a queue or gets from one, of which only the length matters,
/// for the numbers come in order; or prints.
struct Action {
  enum Kind { kPut, kGet, kPrint } kind;
  int queue = 0;
  std::string text;
};
using Stage = std::vector<Action>;

/// A line, whole or in the pieces in which Python's print writes its words.
void AddLine(Stage& stage, const std::vector<std::string>& words, bool pieces) {
  std::vector<std::string> parts;
  for (const std::string& word : words) {
    if (!parts.empty()) parts.push_back(" ");
    parts.push_back(word);
  }
  parts.push_back("\n");
  std::string line;
  for (const std::string& part : parts) {
    line += part;
    if (pieces) stage.push_back({Action::kPrint, 0, part});
  }
  if (!pieces) stage.push_back({Action::kPrint, 0, line});
}

std::array<Stage, 3> Stages(int items, bool pieces) {
  std::array<Stage, 3> stages;
  auto& [producer, intermediate, consumer] = stages;
  for (int i = 0; i < items; ++i) {
    producer.push_back({Action::kPut, 0, ""});
    AddLine(producer, {"produced", std::to_string(i)}, pieces);
    intermediate.push_back({Action::kGet, 0, ""});
    intermediate.push_back({Action::kPut, 1, ""});
    consumer.push_back({Action::kGet, 1, ""});
    AddLine(consumer, {"consumed", std::to_string(i + 1)}, pieces);
  }
  AddLine(producer, {"producer: done"}, pieces);
  AddLine(intermediate, {"intermediate: done"}, pieces);
  AddLine(consumer, {"consumer: done"}, pieces);
  return stages;
}

/// All that three stages can print.
class Enumerator {
 public:
  /// @param capacity  of each queue; 0 for no bound.
  Enumerator(int items, bool pieces, int capacity)
      : stages_(Stages(items, pieces)), capacity_(capacity) {
    Visit({});
  }
  const Texts& outputs() const { return outputs_; }

 private:
  struct State {
    std::array<std::size_t, 3> at{};
    std::array<int, 2> lengths{};
    std::string printed;
    auto operator<=>(const State&) const = default;
  };

  void Visit(const State& state) {
    if (!seen_.insert(state).second) return;
    bool stuck = true;
    for (int stage = 0; stage < 3; ++stage) {
      if (state.at[stage] == stages_[stage].size()) continue;
      const Action& action = stages_[stage][state.at[stage]];
      State next = state;
      ++next.at[stage];
      if (action.kind == Action::kPrint) {
        next.printed += action.text;
      } else {
        int& length = next.lengths[action.queue];
        length += action.kind == Action::kPut ? 1 : -1;
        if (length < 0 || (capacity_ != 0 && length > capacity_)) continue;
      }
      stuck = false;
      Visit(next);
    }
    if (stuck) outputs_.insert(state.printed);
  }

  std::array<Stage, 3> stages_;
  int capacity_;
  std::set<State> seen_;
  Texts outputs_;
};

Texts Explored(int items, const char* print, int capacity, Strategy strategy) {
  const Settings settings{
      {"items", std::to_string(items)}, {"print", print}, {"capacity", std::to_string(capacity)}};
  return OutcomesOf("pipeline", settings, "console", strategy);
}

TEST(PipelineThatPrintsLines, HasTheOutputsOfASimulationOfThreeStages) {
  // The numbers of outputs are worked out by others, too.
  for (const auto& [items, count] : {std::pair(1, 30u), {2, 90u}, {3, 285u}, {4, 933u}}) {
    const Texts simulated = Enumerator(items, /*pieces=*/false, /*capacity=*/0).outputs();
    EXPECT_EQ(simulated.size(), count);
    EXPECT_EQ(Explored(items, "line", 0, "states"), simulated) << items;
    if (items > 2) continue;
    EXPECT_EQ(Explored(items, "line", 0, "dpor"), simulated) << items;
  }
}

TEST(PipelineThatPrintsPieces, HasTheOutputsOfASimulationOfThreeStages) {
  const Texts simulated = Enumerator(1, /*pieces=*/true, /*capacity=*/0).outputs();
  EXPECT_EQ(Explored(1, "pieces", 0, "states"), simulated);
}

TEST(PipelineOfBoundedQueues, HasTheOutputsOfASimulationOfThreeStages) {
  for (const int capacity : {1, 2}) {
    for (const int items : {2, 3, 4}) {
      EXPECT_EQ(Explored(items, "line", capacity, "states"),
                Enumerator(items, /*pieces=*/false, capacity).outputs())
          << items << " through " << capacity;
    }
  }
  EXPECT_NE(Enumerator(4, false, 1).outputs(), Enumerator(4, false, 0).outputs())
      << "a bound is to make a difference, or this shows nothing";
}

}  // namespace
}  // namespace heddle::internal
