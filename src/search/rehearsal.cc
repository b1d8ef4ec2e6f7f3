#include "src/search/rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "src/guard/crash_guard.h"
#include "src/guard/step_watch.h"
#include "src/memory/data_segment.h"
#include "src/program/static_changed.h"
#include "src/program/world.h"
#include "src/search/strategies/sampling.h"

namespace heddle::internal {

namespace {

/// How the next step is chosen.
enum class Walk { kFirst, kLast, kTurns, kDrawn };

constexpr std::size_t kMaxSteps = 200;  // of an execution
constexpr auto kLongest = std::chrono::milliseconds(500);

/// Thrown where there is nothing to compare.
struct NoRehearsal {};

/// What is seen of an execution: `lines[0]` at its start, `lines[i]` after its i-th step, and the
/// last at its end.
struct Script {
  std::vector<Transition> transitions;
  std::vector<std::string> lines;
};

/// Runs executions and writes down what is seen of them: not the bytes of the world, of which those
/// that nobody reads may differ.
class Rehearsal : private World::StepListener {
 public:
  Rehearsal(const Scenario& scenario, const Parameters& parameters, const std::string& observer)
      : scenario_(scenario),
        parameters_(parameters),
        observer_(observer),
        world_(scenario, parameters, observer, Memory::kArena, Guarded()) {}

  int tasks() const { return world_.program().task_count(); }
  /// Whether a variable has changed of which it is not known who changes it: to be looked at again.
  bool hidden() const { return hidden_; }

  /// Runs an execution for the first time.
  Script Write(Walk walk) {
    Script script;
    world_.Start();
    script.lines.push_back(Seen());
    SampleRandom random(1);
    int last = -1;
    while (world_.enabled() != 0 && !world_.failure() && script.transitions.size() < kMaxSteps) {
      const Transition transition = Choose(walk, last, random);
      last = transition.task;
      script.transitions.push_back(transition);
      script.lines.push_back(Step(transition));
    }
    if (world_.enabled() == 0 && !world_.failure()) script.lines.push_back(SeenAtEnd());
    return script;
  }

  /// Runs the first half of it.
  void Abandon(const Script& script) {
    world_.Start();
    for (std::size_t i = 0; i < script.transitions.size() / 2 && CanTake(script.transitions[i]);
         ++i) {
      world_.Step(script.transitions[i].task, script.transitions[i].choice);
    }
  }

  /// Runs it again, and throws if something else is done, or a variable changes.
  void Compare(const Script& script) {
    statics_.Note();
    world_.Start();
    CompareLine(script, 0, Seen());
    for (std::size_t i = 0; i < script.transitions.size(); ++i) {
      LookAtStatics(script);
      if (!CanTake(script.transitions[i])) Refuse(script, i + 1, "not possible");
      CompareLine(script, i + 1, Step(script.transitions[i]));
    }
    if (script.lines.size() > script.transitions.size() + 1) {
      CompareLine(script, script.lines.size() - 1, SeenAtEnd());
    }
    LookAtStatics(script);
  }

 private:
  static Lessons Guarded() {
    Lessons lessons;
    lessons.guarded = true;
    return lessons;
  }

  Transition Choose(Walk walk, int last, SampleRandom& random) const {
    const std::uint64_t enabled = world_.enabled();
    const std::uint64_t after = last < 0 ? enabled : enabled & (~std::uint64_t{1} << last);
    switch (walk) {
      case Walk::kFirst:
        return {static_cast<std::uint8_t>(std::countr_zero(enabled)), 0};
      case Walk::kLast: {
        const int task = 63 - std::countl_zero(enabled);
        return {static_cast<std::uint8_t>(task),
                static_cast<std::uint8_t>(world_.Choices(task) - 1)};
      }
      case Walk::kTurns:
        return DrawChoice(random, world_, std::countr_zero(after != 0 ? after : enabled));
      default:
        return DrawChoice(random, world_, DrawTask(random, world_));
    }
  }

  bool CanTake(Transition transition) const {
    return (world_.enabled() >> transition.task & 1) != 0 &&
           transition.choice < world_.Choices(transition.task);
  }

  void Performed(TaskId, Operation& operation) override {
    value_ = operation.object->OperationValue(operation);
  }

  /// Takes a step. @return what is seen of it.
  std::string Step(Transition transition) {
    const Operation& operation = world_.pending(transition.task);
    std::string line =
        fmt::format("{}: {} {}", world_.program().NameOf(transition.task),
                    operation.object->OperationName(operation), operation.object->name());
    value_.clear();
    world_.Step(transition.task, transition.choice, this);
    if (!value_.empty()) line += " → " + value_;
    const std::string seen = Seen();
    return seen.empty() ? line : line + ", " + seen;
  }

  /// What is seen of where the world is.
  std::string Seen() {
    if (std::chrono::steady_clock::now() > end_) throw NoRehearsal();
    StepWatch::NoteProgress();
    std::string seen;
    const auto add = [&seen](std::string_view what) {
      if (!seen.empty()) seen += ", ";
      seen += what;
    };
    for (const Object* object : world_.program().objects()) {
      const std::string holds = object->Describe();
      if (!holds.empty()) add(fmt::format("{} = {}", object->name(), holds));
    }
    for (int task = 0; task < world_.program().task_count(); ++task) {
      if ((world_.enabled() >> task & 1) != 0) continue;
      add(fmt::format("{} {}", world_.program().NameOf(task),
                      (world_.unfinished() >> task & 1) != 0 ? "waits" : "has ended"));
    }
    for (const auto& violation : {world_.failure(), world_.CheckInvariants()}) {
      if (violation) add(WordsOf(*violation));
    }
    return seen;
  }

  // What leaks is found by the bytes of the world, and they may differ.
  std::string SeenAtEnd() {
    std::string seen = "outcome ";
    world_.AppendOutcome(seen);
    const auto violation = world_.CheckEnd();
    if (violation && violation->kind != "leak") seen += ", " + WordsOf(*violation);
    return seen;
  }

  static std::string WordsOf(const Violation& violation) {
    if (violation.kind == "endless" || violation.kind == kOutOfTime) throw NoRehearsal();
    return fmt::format("{}: {}", violation.kind, violation.message);
  }

  void CompareLine(const Script& script, std::size_t number, const std::string& now) const {
    if (now != script.lines[number]) Refuse(script, number, now);
  }

  [[noreturn]] void Refuse(const Script& script, std::size_t number, std::string_view now) const {
    const std::string_view then = script.lines[number];
    const auto differs = static_cast<std::size_t>(
        std::mismatch(then.begin(), then.end(), now.begin(), now.end()).first - then.begin());
    const std::string where = number == 0                           ? "its start"
                              : number <= script.transitions.size() ? fmt::format("step {}", number)
                                                                    : "its end";
    throw StaticChanged(fmt::format(
        "{}: run again by the same steps, it does something else: {} was '{}' and is now '{}'; it "
        "must depend on its steps and on what its set-up makes alone: not on memory from elsewhere "
        "that it changes, random numbers or a clock",
        scenario_.name, where, Around(then, differs), Around(now, differs)));
  }

  /// The part of a line that can be shown, with the place `at` in it.
  static std::string Around(std::string_view line, std::size_t at) {
    constexpr std::size_t kBefore = 80, kMax = 160;
    const std::size_t begin = at <= kBefore ? 0 : at - kBefore;
    std::string part = begin == 0 ? "" : "...";
    part += line.substr(begin, kMax);
    return line.size() - begin <= kMax ? part : part + "...";
  }

  void LookAtStatics(const Script& script) {
    const auto changed = statics_.Changed();
    if (!changed) return;
    // By whom, is known where it is looked for at every step.
    Lessons watching;
    watching.watches_statics = true;
    World world(scenario_, parameters_, observer_, Memory::kArena, watching);
    world.CheckInvariants();
    for (const Transition& transition : script.transitions) {
      if ((world.enabled() >> transition.task & 1) == 0) break;
      world.Step(transition.task, transition.choice);
      world.CheckInvariants();
    }
    if (world.enabled() == 0 && !world.failure()) {
      world.CheckEnd();
      std::string outcome;
      world.AppendOutcome(outcome);
    }
    if (hidden_) RefuseHiddenChange(scenario_.name, *changed);
    hidden_ = true;
    statics_.Note();  // it may have been made once and for all
  }

  const Scenario& scenario_;
  const Parameters& parameters_;
  const std::string& observer_;
  const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kLongest;
  World world_;
  DataSegments statics_;
  std::string value_;
  bool hidden_ = false;
};

}  // namespace

void Rehearse(const Scenario& scenario, const Parameters& parameters, const std::string& observer) {
  const CrashGuard guard;
  std::optional<Rehearsal> rehearsal;  // outlives a crash
  // What crashes here is no step, and has been judged where it was met before.
  CrashGuard::RunAll([&] {
    try {
      rehearsal.emplace(scenario, parameters, observer);
      for (const Walk walk : {Walk::kTurns, Walk::kFirst, Walk::kLast, Walk::kDrawn}) {
        const Script script = rehearsal->Write(walk);
        rehearsal->Abandon(script);
        rehearsal->Compare(script);
        if (rehearsal->hidden()) rehearsal->Compare(script);
        if (rehearsal->tasks() < 2) break;
      }
    } catch (const UsageError&) {
      throw;
    } catch (const NoRehearsal&) {
    } catch (const std::bad_alloc&) {
    } catch (const std::runtime_error&) {
      // There can be no worlds in arenas here.
    }
  });
}

}  // namespace heddle::internal
