#ifndef HEDDLE_SRC_HEDDLE_CHOICE_H_
#define HEDDLE_SRC_HEDDLE_CHOICE_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle {

/// A choice that the environment makes: `int n = co_await choice.Choose(3);` gives 0, 1 or 2. An
/// explorer tries each of them; a real run draws one.
class Choice final : public Object {
 public:
  class HEDDLE_OPERATION ChooseOperation : public Operation {
   public:
    ChooseOperation(Choice& choice, int ways, std::source_location where)
        : Operation(choice, 0, false, where), ways(ways) {
      has_choices = true;
    }
    ~ChooseOperation() { internal::Wipe(chosen); }
    int await_resume() const { return chosen; }
    int ways;
    int chosen = 0;
  };

  Choice(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name,
               {.waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .needs_no_lock = true,
                .ignores_ends = true,
                .in_processes = true}) {}

  /// Throws std::invalid_argument unless 1 <= ways <= 255.
  ChooseOperation Choose(int ways, std::source_location where = std::source_location::current()) {
    if (ways < 1 || ways > kMaxChoices) {
      throw std::invalid_argument("'" + std::string(name()) + "' chooses of " +
                                  std::to_string(ways) + " ways: there must be 1 to 255");
    }
    return ChooseOperation(*this, ways, where);
  }

  int Choices(const Operation& operation, TaskId) const override {
    return static_cast<const ChooseOperation&>(operation).ways;
  }
  Progress Perform(Operation& operation, TaskId, int choice) override {
    static_cast<ChooseOperation&>(operation).chosen = choice;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return "choose"; }
  std::string OperationValue(const Operation& operation) const override {
    const auto& choose = static_cast<const ChooseOperation&>(operation);
    return std::to_string(choose.chosen) + " of " + std::to_string(choose.ways);
  }
  std::string Describe() const override { return {}; }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CHOICE_H_
