#include "src/engines/verdict.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "src/engines/printing.h"
#include "src/program/judge.h"
#include "src/trace/thrown.h"

namespace heddle::internal {

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

RunResult Judge(const Program& program, const std::vector<Waiting>& waiting,
                const std::string& observe) {
  const auto ask = [](const Property& property) { return property.check(); };
  RunResult result;
  result.violation = FirstFailing(program.invariants(), "invariant", ask);
  if (!result.violation) {
    result.violation = JudgeEnd(
        program, [&] { return JudgeWaiting(program, waiting); }, ask,
        [&] { return JudgeLeftover(program); });
  }
  if (const Observer* observer = program.FindObserver(observe)) {
    observer->append(result.outcome.emplace());
  }
  return result;
}

}  // namespace heddle::internal
