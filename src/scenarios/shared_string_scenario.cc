// Two tasks that append letters to one string: the first half of the notebook.
//
// What the tasks do is in shared_string.cc; here is which cell is run, and how large.

#include "src/scenarios/shared_string_scenario.h"

#include <chrono>

namespace heddle {

Letters::Letters(const Parameters& parameters)
    : first(static_cast<int>(parameters.Number("first"))),
      second(static_cast<int>(parameters.Number("second"))),
      first_letter(parameters.Word("letters")[0]),
      second_letter(parameters.Word("letters")[1]) {}

Surroundings MakeSurroundings(Scheduler& scheduler, const Parameters& parameters) {
  const bool guarded = parameters.Is("guard", "mutex");
  const auto keep = scheduler.Watches("console") ? Console::Keep::kAll : Console::Keep::kNothing;
  return {guarded ? &scheduler.Make<Mutex>("guard") : nullptr,
          scheduler.Make<Console>("console", keep, 4096),
          scheduler.Make<Clock>("clock", parameters.Is("sleep", "timed"))};
}

namespace {

using namespace std::chrono_literals;

/// The main program around two tasks that run by themselves.
void SpawnMain(Scheduler& scheduler, Cell<Text>& a, Surroundings shared, std::string_view started,
               std::string_view finished) {
  if (!shared.console.watched()) return;
  auto& ends = scheduler.Make<Ends>();
  // A real run prints in any case, but keeps the text only for whoever looks at it.
  if (scheduler.Watches("console")) StateLastLine(scheduler, a, shared.console);
  scheduler.Spawn("main", Main(a, shared, ends, started, finished), {.in_parent = true});
}

void SetUpThreadsOrProcesses(Scheduler& scheduler, const Parameters& parameters) {
  const Letters letters(parameters);
  const bool forked = parameters.Is("model", "processes");
  auto& a = scheduler.Make<Shared<Text>>("a", Text(),
                                         forked ? Sharing::kPerProcess : Sharing::kOneMemory);
  const Surroundings shared = MakeSurroundings(scheduler, parameters);
  ObserveConsole(scheduler, shared.console);
  ObserveUnfinished(scheduler);
  scheduler.Spawn("first", AppendAndPrint(a, shared, letters.first_letter, letters.first, 1s));
  scheduler.Spawn("second",
                  AppendAndPrint(a, shared, letters.second_letter, letters.second, 600ms));
  if (forked) {
    SpawnMain(scheduler, a, shared, "(Both processes have started)",
              "\nBoth processes have finished");
  } else {
    SpawnMain(scheduler, a, shared, "(Both threads have started)", "\nBoth threads have finished");
  }
  StateProperties(scheduler, a, letters);
  ObserveString(scheduler, a);
  ObserveLength(scheduler, a);
  if (forked) ObserveCopies(scheduler, a);
}

void SetUpManager(Scheduler& scheduler, const Parameters& parameters) {
  const Letters letters(parameters);
  auto& a = scheduler.Make<Managed<Text>>("a");
  const Surroundings shared = MakeSurroundings(scheduler, parameters);
  ObserveManagersConsole(scheduler, a, shared.console);
  ObserveUnfinished(scheduler);
  scheduler.Spawn("first", AppendByManager(a, shared, letters.first_letter, letters.first, 1s));
  scheduler.Spawn("second",
                  AppendByManager(a, shared, letters.second_letter, letters.second, 600ms));
  SpawnMain(scheduler, a, shared, "(Both processes have started)",
            "\nBoth processes have finished");
  StateProperties(scheduler, a, letters);
  ObserveString(scheduler, a);
  ObserveLength(scheduler, a);
}

void SetUpCoroutines(Scheduler& scheduler, const Parameters& parameters) {
  const Letters letters(parameters);
  auto& a = scheduler.Make<Shared<Text>>("a");
  const Surroundings shared = MakeSurroundings(scheduler, parameters);
  ObserveConsole(scheduler, shared.console);
  ObserveUnfinished(scheduler);
  auto& first_turn = scheduler.Make<Channel<Turn>>("first's turn");
  auto& second_turn = scheduler.Make<Channel<Turn>>("second's turn");
  const TaskTraits generator{.in_parent = false, .may_be_abandoned = true};
  scheduler.Spawn("first",
                  Generate(a, shared, letters.first_letter, letters.first, 500ms, first_turn),
                  generator);
  scheduler.Spawn("second",
                  Generate(a, shared, letters.second_letter, letters.second, 250ms, second_turn),
                  generator);
  scheduler.Spawn("driver",
                  Drive(a, shared, first_turn, letters.first, second_turn, letters.second),
                  {.in_parent = true});
  StateProperties(scheduler, a, letters);
  ObserveString(scheduler, a);
  ObserveLength(scheduler, a);
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const std::string& model = parameters.Word("model");
  if (model == "manager") return SetUpManager(scheduler, parameters);
  if (model == "coroutines") return SetUpCoroutines(scheduler, parameters);
  SetUpThreadsOrProcesses(scheduler, parameters);
}

}  // namespace

Scenario SharedStringScenario() {
  return {
      .name = "shared_string",
      .summary = "two tasks append letters to one string",
      .parameters =
          {
              ParameterSpec::Word("model", "what the tasks are, and so what they share",
                                  {"threads", "processes", "manager", "coroutines"}),
              ParameterSpec::Word("guard", "what keeps an append whole", {"none", "mutex"}),
              ParameterSpec::Number("first", "how often the first task appends", 10, 0, kMaxLetters,
                                    {{"model", "coroutines", "20"}}),
              ParameterSpec::Number("second", "how often the second task appends", 20, 0,
                                    kMaxLetters),
              ParameterSpec::Word("letters", "the letters of the first and the second task",
                                  {"oO", "oo"}),
              ParameterSpec::Word("sleep",
                                  "how long a sleep takes: any time, or the notebook's pauses",
                                  {"any", "timed"}),
          },
      .observers = {{"string", "the final string"},
                    {"length", "its length"},
                    {"console", "all that was printed"},
                    {"unfinished", "the tasks that have not returned at the end"},
                    {"copies", "the string as each process has it (model=processes)"}},
      .set_up = SetUp,
      .refuse = {},
  };
}

HEDDLE_SCENARIO(shared_string, SharedStringScenario());

}  // namespace heddle
