#include "src/engines/verdict.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "src/engines/printing.h"
#include "src/trace/thrown.h"

namespace heddle {

namespace {

const Scheduler::Observer* FindObserver(const Scheduler& scheduler, const std::string& name) {
  for (const Scheduler::Observer& observer : scheduler.observers()) {
    if (observer.name == name) return &observer;
  }
  return nullptr;
}

std::optional<Violation> CheckAll(const std::vector<Scheduler::Property>& properties,
                                  const char* kind) {
  for (const Scheduler::Property& property : properties) {
    if (const Failure failure = property.check()) {
      return Violation{kind, property.name + ": " + *failure};
    }
  }
  return {};
}

}  // namespace

void SetUp(Scheduler& scheduler, const Scenario& scenario, const Parameters& parameters,
           const std::string& observe) {
  try {
    scenario.SetUp(scheduler, parameters);
  } catch (...) {
    RefuseSetUp(scenario.name);
  }
  if (!observe.empty() && FindObserver(scheduler, observe) == nullptr) {
    throw UsageError(fmt::format("{}: the observer '{}' does not go with these parameters",
                                 scenario.name, observe));
  }
}

Violation OutputFailure(int error) {
  return {std::string(kOutputFailed), fmt::format("what the tasks print cannot be written: {}",
                                                  std::generic_category().message(error))};
}

std::optional<Violation> FailureOf(const std::string& task, std::exception_ptr exception) {
  try {
    std::rethrow_exception(std::move(exception));
  } catch (const Stopped&) {
    return {};
  } catch (const OutputFailed& failed) {
    return OutputFailure(failed.error);
  } catch (...) {
    Violation violation = ViolationOf(std::current_exception());
    violation.message = task + ": " + violation.message;
    return violation;
  }
}

RunResult Judge(const Scheduler& scheduler, const std::vector<Waiting>& waiting,
                const std::string& observe) {
  RunResult result;
  result.violation = CheckAll(scheduler.invariants(), "invariant");
  if (!result.violation) result.violation = JudgeWaiting(scheduler, waiting);
  if (!result.violation) result.violation = CheckAll(scheduler.finals(), "final");
  if (!result.violation) {
    if (auto leftover = scheduler.FindLeftover()) {
      result.violation = Violation{std::string(leftover->kind), std::move(leftover->words)};
    }
  }
  if (const Scheduler::Observer* observer = FindObserver(scheduler, observe)) {
    observer->append(result.outcome.emplace());
  }
  return result;
}

}  // namespace heddle
