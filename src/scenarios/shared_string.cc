// Two tasks that append letters to one string: the first half of the notebook.
//
// Each task prints a letter, appends it, with threads and processes prints the string, and sleeps;
// a coroutine yields before it sleeps. specs/semantics.md goes through the cells line by line.

#include <fmt/format.h>
#include <heddle/channel.h>
#include <heddle/clock.h>
#include <heddle/console.h>
#include <heddle/fixed_string.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/scenario.h>
#include <heddle/shared.h>

#include <algorithm>
#include <chrono>

namespace heddle {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

constexpr int kMostLetters = 30;  // of one task
using Text = FixedString<2 * kMostLetters + 3>;

/// What a driver sends to a generator: nothing but its turn.
struct Turn {
  std::string Describe() const { return "next"; }
};

/// What can be broken on purpose, one thing at a time, to see that it is noticed.
enum class StringMutant {
  kNone,
  // The guard (guard=mutex):
  kOneGuards,      ///< the first task alone locks it
  kTwoMutexes,     ///< each task has a mutex of its own
  kLockLoad,       ///< it is unlocked before the store
  kTwoLocks,       ///< it is unlocked and locked again between the load and the store
  kNoUnlock,       ///< it is never unlocked
  kUnlockedPrint,  ///< it is unlocked before the string is loaded to be printed
  // What the main program and the tasks wait for:
  kNoJoin,      ///< the main program does not wait for the tasks
  kNoYield,     ///< a generator does not wait for its next turn
  kEarlyStart,  ///< a generator does not wait for its first turn
};

/// The words of the parameter `mutant`, in the order of StringMutant.
const std::vector<std::string>& Mutants() {
  static const std::vector<std::string> kWords = {
      "none",      "one-guards",     "two-mutexes", "lock-load", "two-locks",
      "no-unlock", "unlocked-print", "no-join",     "no-yield",  "early-start"};
  return kWords;
}

StringMutant MutantOf(const Parameters& parameters) {
  const auto word = std::find(Mutants().begin(), Mutants().end(), parameters.Word("mutant"));
  return static_cast<StringMutant>(word - Mutants().begin());
}

struct Shape {
  std::string model;
  StringMutant mutant;
  bool guarded, timed, watch_console;
  int first, second;
  char first_letter, second_letter;
};

/// What the two tasks share, besides the string itself.
struct Surroundings {
  Mutex* guard;  // null if there is none
  Console& console;
  Clock& clock;
  StringMutant mutant;
  bool prints_string;  // after each letter
};

/// `a += letter`, with the guard let go in the middle of it: what a guard must not do.
template <typename String>
Task<> AppendInParts(String& a, Surroundings shared, char letter) {
  co_await shared.guard->Lock();
  Text text = co_await a.Load();
  co_await shared.guard->Unlock();
  text += letter;
  if (shared.mutant == StringMutant::kTwoLocks) co_await shared.guard->Lock();
  co_await a.Store(text);
  if (shared.mutant == StringMutant::kTwoLocks) co_await shared.guard->Unlock();
}

/// One of the two tasks. `turn` is null but for a generator.
template <typename String>
Task<> Append(String& a, Surroundings shared, char letter, int times, microseconds pause,
              Channel<Turn>* turn) {
  using enum StringMutant;
  const StringMutant mutant = shared.mutant;
  const std::string_view printed(&letter, 1);
  if (turn != nullptr && mutant != kEarlyStart) {
    co_await turn->Receive();  // a generator's body starts at the first next()
  }
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);
    if (mutant == kLockLoad || mutant == kTwoLocks) {
      co_await AppendInParts(a, shared, letter);
      continue;
    }
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });
    if (mutant == kUnlockedPrint) co_await shared.guard->Unlock();
    if (shared.prints_string && shared.console.watched()) {
      const Text now = co_await a.Load();
      co_await shared.console.Print(now, "\n");
    }
    if (shared.guard != nullptr && mutant != kNoUnlock && mutant != kUnlockedPrint) {
      co_await shared.guard->Unlock();
    }
    if (turn != nullptr && mutant != kNoYield) co_await turn->Receive();  // yield
    co_await shared.clock.Sleep(pause);
  }
}

/// The main program around two tasks that run by themselves. Nobody notices it but on the console.
template <typename String>
Task<> Main(String& a, Surroundings shared, Ends& ends, std::string_view started,
            std::string_view finished) {
  co_await shared.console.Print(started, "\n");
  if (shared.mutant != StringMutant::kNoJoin) {
    co_await ends.Join(0);
    co_await ends.Join(1);
  }
  co_await shared.console.Print(finished, "\n");
  if (shared.console.watched()) {
    const Text now = co_await a.Load();
    co_await shared.console.Print(now, "\n");
  }
}

/// The main program around two generators: asks each in turn.
template <typename String>
Task<> Drive(String& a, Surroundings shared, Channel<Turn>& first, int first_turns,
             Channel<Turn>& second, int second_turns) {
  for (int i = 0; i < std::max(first_turns, second_turns); ++i) {
    if (i < first_turns) co_await first.Send(Turn());
    if (i < second_turns) co_await second.Send(Turn());
  }
  if (shared.console.watched()) {
    const Text now = co_await a.Load();
    co_await shared.console.Print("\na =", " ", now, "\n");
  }
}

/// That the last line is the final string: the main program has waited for both tasks.
template <typename String>
void StateLastLine(Scheduler& scheduler, const String& a, const Console& console) {
  scheduler.Finally("the last line is the final string", [&a, &console]() -> Failure {
    const std::string_view text = console.text();
    if (text.ends_with(fmt::format("\n{}\n", a.value().view()))) return {};
    return fmt::format("it is not \"{}\"", a.value().view());
  });
}

/// All that is printed. Where the tasks do not print the string, the main program's last line alone
/// tells which of its many values it had on the way: a search for one output would meet them all.
template <typename String>
void ObserveConsole(Scheduler& scheduler, const String& a, const Console& console,
                    const Shape& shape) {
  const auto text = [&console](std::string& out) { out += console.text(); };
  if (shape.model != "manager" || shape.mutant != StringMutant::kNone) {
    scheduler.ObserveGrowing("console", text);
    return;
  }
  scheduler.ObserveGrowing("console", text, [&a](std::string_view wanted) {
    if (!wanted.ends_with('\n')) return false;
    wanted.remove_suffix(1);
    wanted.remove_prefix(wanted.rfind('\n') + 1);
    return a.AnyCopy([wanted](const Text& text) { return wanted.starts_with(text.view()); });
  });
}

template <typename String>
void SpawnTasks(Scheduler& scheduler, String& a, const Shape& shape) {
  const auto keep = shape.watch_console ? Console::Keep::kAll : Console::Keep::kNothing;
  Surroundings shared{
      shape.guarded ? &scheduler.Make<Mutex>("guard") : nullptr,
      scheduler.Make<Console>("console", keep, 4096),
      scheduler.Make<Clock>("clock", shape.timed),
      shape.mutant,
      shape.model == "threads" || shape.model == "processes",
  };
  Surroundings shared_by_second = shared;
  if (shape.mutant == StringMutant::kOneGuards) shared_by_second.guard = nullptr;
  if (shape.mutant == StringMutant::kTwoMutexes) {
    shared_by_second.guard = &scheduler.Make<Mutex>("second guard");
  }
  ObserveConsole(scheduler, a, shared.console, shape);
  scheduler.Observe("unfinished", [&scheduler](std::string& out) {
    for (TaskId task = 0; task < scheduler.program().task_count(); ++task) {
      if (scheduler.program().task_state(task).finished) continue;
      out += (out.empty() ? "" : " ") + scheduler.program().NameOf(task);
    }
  });
  if (shape.model == "coroutines") {
    auto& first_turn = scheduler.Make<Channel<Turn>>("first's turn");
    auto& second_turn = scheduler.Make<Channel<Turn>>("second's turn");
    const TaskTraits generator{.in_parent = false, .may_be_abandoned = true};
    scheduler.Spawn("first", Append(a, shared, shape.first_letter, shape.first, 500ms, &first_turn),
                    generator);
    scheduler.Spawn(
        "second",
        Append(a, shared_by_second, shape.second_letter, shape.second, 250ms, &second_turn),
        generator);
    scheduler.Spawn("driver", Drive(a, shared, first_turn, shape.first, second_turn, shape.second),
                    {.in_parent = true});
    return;
  }
  scheduler.Spawn("first", Append(a, shared, shape.first_letter, shape.first, 1s, nullptr));
  scheduler.Spawn("second",
                  Append(a, shared_by_second, shape.second_letter, shape.second, 600ms, nullptr));
  if (shared.console.watched()) {
    auto& ends = scheduler.Make<Ends>();
    // A real run prints in any case, but keeps the text only for whoever looks at it.
    if (shape.watch_console) StateLastLine(scheduler, a, shared.console);
    scheduler.Spawn(
        "main",
        shape.model == "threads"
            ? Main(a, shared, ends, "(Both threads have started)", "\nBoth threads have finished")
            : Main(a, shared, ends, "(Both processes have started)",
                   "\nBoth processes have finished"),
        {.in_parent = true});
  }
}

template <typename String>
void StateProperties(Scheduler& scheduler, const String& a, const Shape& shape) {
  const std::size_t wanted = static_cast<std::size_t>(shape.first) + shape.second;
  scheduler.Invariant("no letter comes from nowhere", a, [&a, wanted]() -> Failure {
    if (a.value().size() <= wanted) return {};
    return fmt::format("the string has {} letters, of {}", a.value().size(), wanted);
  });
  scheduler.Finally("no letter is lost", [&a, shape, wanted]() -> Failure {
    const Text& text = a.value();
    if (text.size() != wanted) {
      return fmt::format("the final string has {} letters, not {}: \"{}\"", text.size(), wanted,
                         text.view());
    }
    const int expected =
        shape.first_letter == shape.second_letter ? shape.first + shape.second : shape.first;
    if (text.Count(shape.first_letter) == expected) return {};
    return fmt::format("the final string has {} of the letter {}, not {}: \"{}\"",
                       text.Count(shape.first_letter), shape.first_letter, expected, text.view());
  });
  const auto value = [&a](std::string& out) { out += a.value().view(); };
  if (shape.mutant == StringMutant::kNone) {
    // An append makes the string longer by a letter, but it may have loaded it long ago. So the
    // string can get shorter again, and yet all that comes of it begins with it, or with such a
    // copy.
    scheduler.Observe("string", value, [&a](std::string_view wanted) {
      return a.AnyCopy([wanted](const Text& text) { return wanted.starts_with(text.view()); });
    });
  } else {
    scheduler.Observe("string", value);  // some mutants keep a copy of their own
  }
  scheduler.Observe("length", [&a](std::string& out) {
    fmt::format_to(std::back_inserter(out), "{}", a.value().size());
  });
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const std::string& letters = parameters.Word("letters");
  const Shape shape{
      .model = parameters.Word("model"),
      .mutant = MutantOf(parameters),
      .guarded = parameters.Is("guard", "mutex"),
      .timed = parameters.Is("sleep", "timed"),
      .watch_console = scheduler.Watches("console"),
      .first = static_cast<int>(parameters.Number("first")),
      .second = static_cast<int>(parameters.Number("second")),
      .first_letter = letters[0],
      .second_letter = letters[1],
  };
  if (shape.model == "manager") {
    auto& a = scheduler.Make<Managed<Text>>("a");
    SpawnTasks(scheduler, a, shape);
    StateProperties(scheduler, a, shape);
    return;
  }
  const bool forked = shape.model == "processes";
  auto& a = scheduler.Make<Shared<Text>>("a", Text(),
                                         forked ? Sharing::kPerProcess : Sharing::kOneMemory);
  SpawnTasks(scheduler, a, shape);
  StateProperties(scheduler, a, shape);
  if (forked) {
    scheduler.Observe("copies", [&a](std::string& out) {
      fmt::format_to(std::back_inserter(out), "parent \"{}\", first \"{}\", second \"{}\"",
                     a.value().view(), a.copy_of(0).view(), a.copy_of(1).view());
    });
  }
}

/// What is wrong with the mutant where it is: it would break nothing that there is.
Failure Refuse(const Parameters& parameters) {
  using enum StringMutant;
  const StringMutant mutant = MutantOf(parameters);
  const std::string& model = parameters.Word("model");
  const auto only_for = [&](const char* where) {
    return fmt::format("mutant={} is for {}", parameters.Word("mutant"), where);
  };
  if (mutant == kNone) return {};
  if (mutant == kNoYield || mutant == kEarlyStart) {
    if (model != "coroutines") return only_for("model=coroutines");
    return {};
  }
  if (model == "coroutines" || model == "processes") return only_for("model=threads or manager");
  if (mutant != kNoJoin && !parameters.Is("guard", "mutex")) return only_for("guard=mutex");
  if (mutant == kUnlockedPrint && model == "manager") return only_for("model=threads");
  return {};
}

HEDDLE_SCENARIO(
    shared_string,
    {
        .name = "shared_string",
        .summary = "two tasks append letters to one string",
        .parameters =
            {
                ParameterSpec::Word("model", "what the tasks are, and so what they share",
                                    {"threads", "processes", "manager", "coroutines"}),
                ParameterSpec::Word("guard", "what keeps an append whole", {"none", "mutex"}),
                ParameterSpec::Number("first", "how often the first task appends", 10, 0,
                                      kMostLetters, {{"model", "coroutines", "20"}}),
                ParameterSpec::Number("second", "how often the second task appends", 20, 0,
                                      kMostLetters),
                ParameterSpec::Word("letters", "the letters of the first and the second task",
                                    {"oO", "oo"}),
                ParameterSpec::Word("sleep",
                                    "how long a sleep takes: any time, or the notebook's pauses",
                                    {"any", "timed"}),
                ParameterSpec::Word(
                    "mutant", "what is broken on purpose, to see that it is noticed", Mutants()),
            },
        .observers = {{"string", "the final string"},
                      {"length", "its length"},
                      {"console", "all that was printed"},
                      {"unfinished", "the tasks that have not returned at the end"},
                      {"copies", "the string as each process has it (model=processes)"}},
        .set_up = SetUp,
        .refuse = Refuse,
    });

}  // namespace
}  // namespace heddle
