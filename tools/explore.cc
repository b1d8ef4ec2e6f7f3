#include <fmt/format.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "src/claims/parameter_ranges.h"
#include "src/claims/strategy_options.h"
#include "src/trace/explanation_text.h"
#include "src/trace/printable.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "src/trace/whole_file.h"
#include "tools/command.h"
#include "tools/exploration_json.h"
#include "tools/interrupt_watch.h"
#include "tools/play.h"
#include "tools/progress_line.h"

namespace heddle::internal {

namespace {

struct Arguments {
  std::string scenario;
  std::vector<std::string> settings;
  std::string engine = "heddle";
  std::string strategy;  // empty: the engine's usual one
  std::uint64_t preemptions = 0;
  std::uint64_t pct_depth = 0;
  std::string reach;
  std::string trace_file;
  std::string play_file;
  bool smallest = false;
  bool heap = false;
  bool json = false;
  double explain_seconds = ExplainBudget().seconds;
  ExploreOptions options;
};

std::string Visited(const Exploration& result) {
  std::string text;
  if (result.executions) text += Counted(ToString(*result.executions), "execution") + ", ";
  if (result.states) text += Counted(ToString(*result.states), "state") + ", ";
  if (result.blocked_executions.value_or(0) != 0) {
    text += fmt::format("{} cut short by a sleep set, ", *result.blocked_executions);
  }
  return text +
         fmt::format("{}, {:.3f} s", Counted(ToString(result.steps), "step"), result.seconds);
}

void PrintOutcomes(const ExploreOptions& options, const Exploration& result) {
  if (!result.outcome_count) return;
  fmt::print("{} of {}\n", Counted(ToString(*result.outcome_count), "outcome"), options.observe);
  if (!result.outcomes) {
    fmt::print("  (more than --list-outcomes {})\n", options.list_outcomes);
    return;
  }
  for (const auto& outcome : *result.outcomes) {
    const std::string value = nlohmann::json(outcome.value)
                                  .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (result.executions) {
      fmt::print("  {}  x {}\n", value, ToString(outcome.executions));
    } else {
      fmt::print("  {}\n", value);
    }
  }
}

void PrintMadeFrom(const std::optional<Minimised>& from, const Trace& trace) {
  if (!from) return;
  if (const std::string text = MadeFrom(*from, trace); !text.empty()) fmt::print("{}\n", text);
}

void PrintText(const Arguments& arguments, const Parameters& parameters, const Exploration& result,
               const std::optional<Explanation>& why) {
  const ExploreOptions& options = arguments.options;
  fmt::print("{} {}\n", arguments.scenario, parameters.Text());
  const bool sc = result.verdict == Exploration::Verdict::kHoldsSc;
  const std::string_view answer = sc && !options.reach ? "holds under sequential consistency"
                                  : !options.reach     ? NameOf(result.verdict)
                                  : result.reached     ? "reached"
                                                       : "not reached";
  fmt::print("{}{}: {}\n", answer,
             result.complete      ? ", everything visited"
             : result.complete_sc ? ", everything visited that it allows"
                                  : ", not everything visited",
             Visited(result));
  if (!result.remark.empty()) fmt::print("{}\n", result.remark);
  PrintOutcomes(options, result);
  if (result.violation && !options.reach) {
    fmt::print("{}, the shortest: {}: {}\n", Counted(ToString(result.violations), "violation"),
               result.violation->kind, result.violation->message);
    if (result.trace) PrintMadeFrom(result.minimised, *result.trace);
  }
  // What goes on for ever is not to fill the screen for ever; --trace has all of it.
  const TextOptions text{.width = TerminalWidth(), .color = ShowsColors(), .max_steps = 1000};
  if (options.reach) {
    if (result.reached) {
      PrintMadeFrom(result.reached_minimised, *result.reached);
      fmt::print("\nreached {}:\n{}", *options.reach, TraceText(*result.reached, text));
    } else {
      fmt::print("{} was not reached{}\n", *options.reach,
                 result.complete      ? ": no execution has this outcome"
                 : result.complete_sc ? ": no sequentially consistent execution has this outcome"
                                      : " in what was visited");
    }
  } else if (result.trace) {
    fmt::print("\n{}", TraceText(*result.trace, text));
    if (why) fmt::print("\n{}", ExplanationText(*why, *result.trace));
  }
}

/// Why the counterexample fails, if there is one and that is asked for.
std::optional<Explanation> Explained(const Arguments& arguments, const Scenario& scenario,
                                     const Exploration& result) {
  if (!result.violation || !result.trace || arguments.options.reach) return {};
  if (arguments.explain_seconds <= 0) return {};
  ExplainBudget budget;
  budget.seconds = arguments.explain_seconds;
  budget.spurious_wakeups = arguments.options.spurious_wakeups;
  budget.interrupted = arguments.options.interrupted;
  return Explain(scenario, *result.trace, budget);
}

int StatusOf(const ExploreOptions& options, const Exploration& result) {
  if (options.reach) {
    if (result.reached) return kHolds;
    return result.complete ? kViolated : result.complete_sc ? kHoldsSc : kStopped;
  }
  switch (result.verdict) {
    case Exploration::Verdict::kHolds:
      return result.complete ? kHolds : kStopped;
    case Exploration::Verdict::kHoldsSc:
      return result.complete_sc ? kHoldsSc : kStopped;
    case Exploration::Verdict::kViolated:
      return kViolated;
    default:
      return kStopped;
  }
}

/// Ranges and --smallest go together.
void RequireFit(const Arguments& arguments, const ParameterRanges& ranges) {
  if (arguments.smallest && !ranges.any()) {
    throw UsageError("--smallest needs a range: --set NAME=1..5");
  }
  if (arguments.smallest && !arguments.play_file.empty()) {
    throw UsageError("--play shows one setting, and --smallest explores many: give one of them");
  }
  if (!arguments.smallest && ranges.any()) {
    throw UsageError(fmt::format(
        "the range of {} needs --smallest: the smallest are explored first", ranges.FirstName()));
  }
}

/// "fails already with first=1 second=1 (1 of 25 settings explored)"
void PrintSmallest(const Smallest& smallest, const ParameterRanges& ranges,
                   const ExploreOptions& options) {
  const std::string explored =
      fmt::format("({} of {} settings explored)", smallest.explored, smallest.of);
  if (smallest.found) {
    fmt::print("{} already with {} {}\n", options.reach ? "reached" : "fails",
               ranges.Text(smallest.parameters), explored);
  } else {
    fmt::print("{} with none of the settings in the ranges {}; below, one of them\n",
               options.reach ? "reached" : "fails", explored);
  }
}

/// Which options were given of those for which that counts, not their value alone.
struct Given {
  const CLI::Option *reach, *list_outcomes, *preemptions, *pct_depth, *max_steps, *seed;
};

int Run(Arguments& arguments, const Given& given) {
  const Scenario& scenario = FindScenario(arguments.scenario);
  const ParameterRanges ranges(scenario, Settings(arguments.settings));
  RequireFit(arguments, ranges);
  Parameters parameters = ConfigureInOrder(scenario, ranges).front();
  ExploreOptions& options = arguments.options;
  options.strategy = StrategyNamed(arguments.strategy, arguments.engine);
  if (given.preemptions->count() > 0) SetPreemptions(options, arguments.preemptions);
  if (given.pct_depth->count() > 0) SetPctDepth(options, arguments.pct_depth);
  if (given.seed->count() > 0) RequireDraws(options.strategy, "--seed");
  if (given.max_steps->count() > 0 && !options.strategy.traits().limits_length) {
    throw UsageError(
        fmt::format("--max-steps is for strategies that run executions; {} finds what never ends "
                    "by itself",
                    options.strategy.name()));
  }
  if (given.list_outcomes->count() > 0 && options.observe.empty()) {
    throw UsageError("--list-outcomes needs --observe NAME: which observer's values are listed");
  }
  if (given.reach->count() > 0) {
    if (options.observe.empty()) {
      throw UsageError("--reach needs --observe NAME: which observer's value is looked for");
    }
    options.reach = arguments.reach;
  }
  if (arguments.heap) options.memory = Memory::kHeap;
  if (Draws(options.strategy) && options.limit_executions != 0) {
    options.samples = options.limit_executions;
    options.limit_executions = 0;
  }
  if (!arguments.play_file.empty() && options.strategy.engine() != "heddle") {
    throw UsageError(fmt::format("--play shows what the engine heddle visits, not {}",
                                 options.strategy.engine()));
  }
  // What is too large to be played is refused before it is explored.
  const std::string play_page =
      arguments.play_file.empty() ? "" : PlayPageOf(scenario, parameters, options);
  Exploration result;
  std::optional<Smallest> smallest;
  std::optional<Explanation> why;
  {
    ProgressLine line(scenario.name);
    options.progress = line.callback();
    const InterruptWatch watch;
    options.interrupted = InterruptWatch::Interrupted;
    if (arguments.smallest) {
      smallest = ExploreSmallest(scenario, ranges, options);
      result = std::move(smallest->exploration);
      parameters = smallest->parameters;
    } else {
      result = Explore(scenario, parameters, options);
    }
    why = Explained(arguments, scenario, result);
  }
  if (!arguments.trace_file.empty()) {
    const auto& trace = result.reached ? result.reached : result.trace;
    const auto& from = result.reached ? result.reached_minimised : result.minimised;
    if (trace) {
      WriteTraceFile(arguments.trace_file, *trace, why ? &*why : nullptr, from ? &*from : nullptr);
    } else {
      Say(fmt::format("no trace to write to {}: nothing was violated or reached",
                      arguments.trace_file));
    }
  }
  if (!arguments.play_file.empty()) WriteWholeFile(arguments.play_file, play_page);
  if (arguments.json) {
    auto json = ToJson(scenario.name, parameters, options, result, why ? &*why : nullptr);
    if (smallest) {
      json["smallest"] = {{"found", smallest->found},
                          {"complete", smallest->complete},
                          {"explored", smallest->explored},
                          {"of", smallest->of}};
    }
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    if (smallest) PrintSmallest(*smallest, ranges, options);
    PrintText(arguments, parameters, result, why);
  }
  const int status = StatusOf(options, result);
  return smallest && !smallest->complete ? kStopped : status;
}

/// "states (every reachable state once), ..., states if left out. For relacy: full (...)"
std::string StrategiesInWords() {
  std::string text, engine = "heddle", usual;
  for (const StrategyTraits& traits : RegisteredStrategies()) {
    if (traits.engine != engine) {
      text += fmt::format("; {} if left out. For {}: ", usual, traits.engine);
      engine = traits.engine;
    } else if (!text.empty()) {
      text += ", ";
    }
    text += fmt::format("{} ({})", traits.name, traits.visits);
    if (traits.usual) usual = traits.name;
  }
  return fmt::format("{}; {} if left out", text, usual);
}

}  // namespace

void AddExplore(CLI::App& app, int* status) {
  auto arguments = std::make_shared<Arguments>();
  ExploreOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("explore", "Runs a scenario in every way and checks it");
  command->add_option("scenario", arguments->scenario, "Which; see `heddle list`")->required();
  AddSettings(*command, &arguments->settings);
  command->add_flag(
      "--smallest", arguments->smallest,
      "Explores the ranges that --set gives (--set first=1..5), the smallest first, up "
      "to where something is violated or reached");
  command->add_option("--engine", arguments->engine,
                      "heddle, or relacy: Relacy Race Detector, which knows the memory orders of "
                      "atomics; heddle if left out");
  command->add_option("--strategy", arguments->strategy, StrategiesInWords());
  CLI::Option* preemptions =
      command->add_option("--preemptions", arguments->preemptions,
                          "For relacy's bound: the most switches from a task that could go on; 2 "
                          "if left out");
  preemptions->check(WholeNumber(0));
  CLI::Option* pct_depth =
      command->add_option("--pct-depth", arguments->pct_depth,
                          "For pct: how many orders between two steps the faults that it looks for "
                          "take; 3 if left out");
  pct_depth->check(WholeNumber(1, kMaxPctDepth));
  command
      ->add_option("--spurious-wakeups", options.spurious_wakeups,
                   "How often each task may go on from each condition for no reason; 0 if left out")
      ->check(WholeNumber(0, kMaxSpuriousWakeups));
  AddObserve(*command, &options.observe,
             "The observer whose values are the outcomes; goes on past a violation");
  command->add_flag("--keep-going", options.keep_going, "Goes on past a violation");
  CLI::Option* reach =
      command->add_option("--reach", arguments->reach,
                          "Looks for the shortest execution with this outcome of --observe, given "
                          "as it is, without quotes; status 0 if there is one, 1 if not");
  CLI::Option* list_outcomes =
      command->add_option("--list-outcomes", options.list_outcomes,
                          "How many outcomes of --observe are listed at most; 1000 if left out");
  list_outcomes->check(WholeNumber(0));
  command
      ->add_option(
          "--limit-executions", options.limit_executions,
          "Stops after so many executions (or states); for random, pct and pos: how many are "
          "drawn, "
          "10000 if left out")
      ->check(WholeNumber(1));
  command->add_option("--limit-seconds", options.limit_seconds, "Stops after so many seconds")
      ->check(Number(1e9, true));
  command
      ->add_option("--limit-memory", options.limit_memory_mib,
                   "Stops where more than so many MiB of memory are taken; 90 % of what there is "
                   "if left out")
      ->check(WholeNumber(1, std::uint64_t{1} << 40));
  command
      ->add_option("--limit-step-seconds", options.limit_step_seconds,
                   "A step that computes for so many seconds, or waits for 12 times as long, is "
                   "taken never to end; 5 if left out")
      ->check(Number(1e9, true));
  CLI::Option* max_steps =
      command->add_option("--max-steps,--most-steps", options.max_steps,
                          "For all but states: an execution of more steps is taken never to end; "
                          "100000 if left out");
  max_steps->check(WholeNumber(1, 1'000'000'000));
  command
      ->add_option("--minimise-seconds", options.minimise_seconds,
                   "How long at the most a shorter counterexample is looked for, in the end; 1 if "
                   "left out, 0: it is shown as it was met")
      ->check(Number(1e9, false));
  command
      ->add_option("--explain-seconds", arguments->explain_seconds,
                   "How long at the most it is looked for since when a counterexample had to fail; "
                   "1 if left out, 0: not at all")
      ->check(Number(1e9, false));
  CLI::Option* seed = command->add_option(
      "--seed", options.seed,
      "For random, pct and pos: the same seed, the same executions; 1 if left out");
  seed->check(WholeNumber(0));
  command->add_flag("--no-snapshots", arguments->heap,
                    "Runs each execution again from its start, on the ordinary heap");
  command->add_flag("--whole-states", options.whole_states,
                    "For states: tells them apart by all their bytes, not by a hash");
  command
      ->add_option("--trace", arguments->trace_file, "Writes the trace that was found to this file")
      ->check(WritableFile());
  command
      ->add_option("--play", arguments->play_file,
                   "Writes a page to this file on which one plays the scheduler; for small "
                   "parameters")
      ->check(WritableFile());
  command->add_flag("--json", arguments->json, "Prints one JSON object");
  const Given given{reach, list_outcomes, preemptions, pct_depth, max_steps, seed};
  command->callback([=] { *status = Run(*arguments, given); });
}

}  // namespace heddle::internal
