// Reads a trace and runs it again.

#include <algorithm>
#include <cstring>
#include <random>
#include <string>

#include "src/search/replay.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tests/fuzz/fuzz.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace heddle::internal {
namespace {

/// Changes the choices that a replay goes by, or the words that it compares, so that the trace is
/// still one.
void ChangeSteps(Trace& trace, std::minstd_rand& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  auto& steps = trace.steps;
  TraceStep& step = steps[below(steps.size())];
  TraceStep& other = steps[below(steps.size())];
  switch (below(8)) {
    case 0:
      step.task = static_cast<int>(below(trace.tasks.size()));
      break;
    case 1:
      step.choice = static_cast<int>(below(2) == 0 ? below(4) : 1U << below(31));
      break;
    case 2:
      steps.resize(below(steps.size()) + 1);
      break;
    case 3:
      steps.push_back(TraceStep(step));
      break;
    case 4:
      std::swap(step, other);
      break;
    case 5:
      steps.erase(steps.begin() + (&step - steps.data()));
      break;
    case 6:
      step.operation = other.operation;
      step.object = other.object;
      step.value = other.value;
      break;
    default:
      if (trace.parameters.empty()) break;
      Parameters::Value& value = trace.parameters[below(trace.parameters.size())];
      if (value.is_number) value.text = std::to_string(below(33));
  }
}

}  // namespace
}  // namespace heddle::internal

// Most of what a fuzzer does to the bytes of a trace is refused when it is read.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  using namespace heddle;
  using namespace heddle::internal;
  std::minstd_rand random(seed);
  try {
    Trace trace = ParseTrace(AsText(data, size));
    for (auto changes = random() % 4; changes > 0 && !trace.steps.empty(); --changes) {
      ChangeSteps(trace, random);
      const std::string written = TraceFileContents(trace);
      if (changes > 1 || written.size() > most) continue;
      std::memcpy(data, written.data(), written.size());
      return written.size();
    }
  } catch (const UsageError&) {
  }
  return LLVMFuzzerMutate(data, size, most);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  using namespace heddle::internal;
  const auto recorded = Accepted([&] { return ParseTrace(AsText(data, size)); });
  if (!recorded) return 0;
  const auto replayed = Accepted([&] { return Replay(*recorded); });
  if (!replayed) return 0;
  Require(replayed->steps.size() == recorded->steps.size(), "every step is run again");
  for (std::size_t i = 0; i < replayed->steps.size(); ++i) {
    Require(replayed->steps[i].task == recorded->steps[i].task &&
                replayed->steps[i].choice == recorded->steps[i].choice,
            "the choices are those that were recorded");
  }
  Require(Replay(*replayed) == *replayed, "a replay, replayed, is the same again");
  Require(ParseTrace(TraceFileContents(*replayed)) == *replayed, "a replay can be written down");
  Require(!TraceText(*replayed).empty(), "a replay is shown");
  return 0;
}
