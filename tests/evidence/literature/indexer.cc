// A hash table that is filled by compare-and-swap (Flanagan and Godefroid, "Dynamic partial-order
// reduction for model checking software", POPL 2005).

#include <heddle/object.h>
#include <heddle/task.h>

#include <source_location>
#include <string>
#include <vector>

#include "tests/evidence/literature/making.h"

namespace heddle::literature {
namespace {

constexpr int kSlots = 128;
constexpr int kWordsEach = 4;

/// A word that is changed by compare-and-swap, in one step: an object of a user's own.
class Slot final : public Object {
 public:
  class SwapOperation : public Operation {
   public:
    using Operation::Operation;
    bool await_resume() const { return done; }
    int value = 0;
    bool done = false;
  };

  Slot(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}

  /// Stores `value` if the slot holds 0. Gives whether it did.
  SwapOperation FillIfEmpty(int value,
                            std::source_location where = std::source_location::current()) {
    SwapOperation operation(*this, 0, false, where);
    operation.value = value;
    return operation;
  }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& swap = static_cast<SwapOperation&>(operation);
    swap.done = value_ == 0;
    if (swap.done) value_ = swap.value;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "compare and swap"; }
  std::string Describe() const override { return std::to_string(value_); }

 private:
  std::int32_t value_ = 0;
};

Task<> InsertWords(const std::vector<Slot*>& table, int task) {
  for (int m = 1; m <= kWordsEach; ++m) {
    const int word = m * 11 + task;
    for (int hash = word * 7 % kSlots;; hash = (hash + 1) % kSlots) {
      const bool done = co_await table[hash]->FillIfEmpty(word);
      if (done) break;
    }
  }
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  auto& table = scheduler.Make<std::vector<Slot*>>(MakeSeveral<Slot>(scheduler, "slot ", kSlots));
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("task", InsertWords(table, i));
}

HEDDLE_SCENARIO(indexer, Named("indexer", "n tasks, each insert 4 words into a table of 128 slots",
                               {Size("how many tasks", 12, 1, kSlots / kWordsEach)}, SetUp));

}  // namespace
}  // namespace heddle::literature
