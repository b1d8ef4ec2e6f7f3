#include "tests/heddle/stepper.h"

#include <stdexcept>
#include <utility>

namespace heddle::internal {

namespace {

Scenario ScenarioOf(std::function<void(Scheduler&)> set_up) {
  Scenario scenario;
  scenario.name = "test";
  scenario.set_up = [set_up = std::move(set_up)](Scheduler& scheduler, const Parameters&) {
    set_up(scheduler);
  };
  return scenario;
}

class ValueOfStep : public World::StepListener {
 public:
  void Performed(TaskId, Operation& operation) override {
    value = operation.object->OperationValue(operation);
  }
  std::string value;
};

std::string Text(const std::optional<Violation>& violation) {
  return violation ? violation->kind + ": " + violation->message : "";
}

}  // namespace

Stepper::Stepper(std::function<void(Scheduler&)> set_up, Memory memory)
    : scenario_(ScenarioOf(std::move(set_up))), world_(scenario_, parameters_, "", memory) {}

std::string Stepper::Next(TaskId task) const {
  if (HasEnded(task)) return {};
  const Operation& operation = world_.pending(task);
  return std::string(operation.object->OperationName(operation)) + " " + operation.object->name();
}

std::string Stepper::Step(TaskId task, int choice) {
  if (!Can(task)) throw std::logic_error("a step that is not enabled");
  ValueOfStep listener;
  world_.Step(task, choice, &listener);
  return listener.value;
}

std::string Stepper::failure() const { return Text(world_.failure()); }
std::string Stepper::End() const { return Text(world_.CheckEnd()); }

}  // namespace heddle::internal
