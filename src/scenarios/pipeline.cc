// A pipeline of three stages: the second half of the notebook. specs/semantics.md goes through its
// cells line by line.
//
// The producer makes the numbers from 0 on, the intermediate stage adds 1 to each, the consumer
// takes them. With threads and processes, queues join the stages, and each stage knows the last
// number. With coroutines there is no queue: a stage's put runs the next stage until it asks for
// more, and a stage ends when the one before closes it.

#include <fmt/format.h>
#include <heddle/console.h>
#include <heddle/ghost.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <array>

#include "src/scenarios/links.h"

namespace heddle {
namespace {

constexpr int kUsualRing = 2;  // how many cells a ring has if the capacity is left open

enum class Printing { kOff, kLine, kPieces };

/// The console, and how a stage prints on it: a line in one piece, or, as Python's print(x, y)
/// does, its words, the blank and the end of the line each by itself.
struct Printer {
  Console& console;
  Printing printing;

  bool on() const { return printing != Printing::kOff; }
  Console::PrintOperation Item(std::string_view what, int number,
                               std::source_location where = std::source_location::current()) const {
    const std::string digits = std::to_string(number);
    if (printing == Printing::kPieces) return console.Print(what, " ", digits, "\n", where);
    return console.Print(fmt::format("{} {}\n", what, digits), where);
  }
  Console::PrintOperation Done(std::string_view stage,
                               std::source_location where = std::source_location::current()) const {
    if (printing == Printing::kPieces)
      return console.Print(fmt::format("{}: done", stage), "\n", where);
    return console.Print(fmt::format("{}: done\n", stage), where);
  }
};

template <typename Link>
Task<> Produce(Link out, Printer printer, int items, PipelineMutant mutant) {
  for (int i = 0; i < items; ++i) {
    co_await out.Put(i);
    if (printer.on()) co_await printer.Item("produced", i);
  }
  if constexpr (Link::kIsClosed) {
    if (mutant != PipelineMutant::kNoClose) co_await out.Close();
  }
  if (printer.on()) co_await printer.Done("producer");
  if constexpr (Link::kIsClosed) {
    if (out.left_open != nullptr) co_await out.left_open->Close();
  }
}

/// @param closes  whether the stage closes the next one at its end; the notebook's does not.
template <typename Link>
Task<> AddOne(Link in, Link out, Printer printer, int items, bool closes, PipelineMutant mutant) {
  for (;;) {
    const std::optional<int> number = co_await in.Get();
    if (!number) break;
    co_await out.Put(*number + 1);
    if (!Link::kIsClosed && *number == items - 1 && mutant != PipelineMutant::kNoStop) break;
  }
  if constexpr (Link::kIsClosed) {
    if (closes) co_await (mutant == PipelineMutant::kWrongClose ? in : out).Close();
  }
  if (printer.on()) co_await printer.Done("intermediate");
}

template <typename Link>
Task<> Consume(Link in, Printer printer, int items, Ghost<NumberList>& consumed) {
  for (;;) {
    const std::optional<int> number = co_await in.Get();
    if (!number) break;
    // More than there can be is wrong already; it need not all be kept.
    if (consumed.value.size() < NumberList::kMost) consumed.value.Push(*number);
    if (printer.on()) co_await printer.Item("consumed", *number);
    if (!Link::kIsClosed && *number == items) break;
  }
  if (printer.on()) co_await printer.Done("consumer");
}

template <typename Link>
void SpawnStages(Scheduler& scheduler, Link first, Link second, Printer printer, int items,
                 bool closes, PipelineMutant mutant, Ghost<NumberList>& consumed) {
  scheduler.Spawn("producer", Produce(first, printer, items, mutant));
  scheduler.Spawn("intermediate", AddOne(first, second, printer, items, closes, mutant));
  consumed.writer = scheduler.Spawn("consumer", Consume(second, printer, items, consumed));
}

MonitorLink MakeMonitor(Scheduler& scheduler, const std::array<const char*, 4>& names, int capacity,
                        Choice* wakeups, PipelineMutant mutant) {
  return {scheduler.Make<Mutex>(names[0]),
          scheduler.Make<Condition>(names[1]),
          capacity > 0 ? &scheduler.Make<Condition>(names[2]) : nullptr,
          scheduler.Make<Shared<NumberList>>(names[3]),
          capacity,
          wakeups,
          mutant};
}

/// The words of the parameter `mutant`, in the order of PipelineMutant.
const std::vector<std::string>& Mutants() {
  static const std::vector<std::string> kWords = {
      "none",           "if",           "no-notify",
      "no-notify-back", "early-notify", "wrong-condition",
      "unlocked-put",   "early-unlock", "no-unlock",
      "past-capacity",  "newest-first", "no-stop",
      "no-close",       "wrong-close"};
  return kWords;
}

PipelineMutant MutantOf(const Parameters& parameters) {
  const auto word = std::find(Mutants().begin(), Mutants().end(), parameters.Word("mutant"));
  return static_cast<PipelineMutant>(word - Mutants().begin());
}

RingLink MakeRing(Scheduler& scheduler, const std::array<const char*, 2>& counts,
                  const std::array<const char*, RingLink::kMostCells>& cells, int capacity,
                  bool relaxed) {
  RingLink ring{.cells = {},
                .capacity = capacity == 0 ? kUsualRing : capacity,
                .put_count = scheduler.Make<Atomic<int>>(counts[0]),
                .got_count = scheduler.Make<Atomic<int>>(counts[1]),
                .load_order = relaxed ? std::memory_order_relaxed : std::memory_order_acquire,
                .store_order = relaxed ? std::memory_order_relaxed : std::memory_order_release};
  for (int i = 0; i < ring.capacity; ++i) ring.cells[i] = &scheduler.Make<Shared<int>>(cells[i]);
  return ring;
}

/// Whether some stage prints the line `line`.
bool IsALine(std::string_view line, int items) {
  for (const std::string_view stage : {"producer", "intermediate", "consumer"}) {
    if (line == fmt::format("{}: done", stage)) return true;
  }
  for (int i = 0; i <= items; ++i) {
    if (i < items && line == fmt::format("produced {}", i)) return true;
    if (i > 0 && line == fmt::format("consumed {}", i)) return true;
  }
  return false;
}

/// The first line, among those that the console still has, that no stage prints; empty if there is
/// none.
std::string_view BrokenLine(const Console& console, int items) {
  if (!console.last_line().empty() && !IsALine(console.last_line(), items))
    return console.last_line();
  std::string_view rest = console.text();
  for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos;
       rest.remove_prefix(end + 1)) {
    if (end > 0 && !IsALine(rest.substr(0, end), items)) return rest.substr(0, end);
  }
  return {};
}

void StateProperties(Scheduler& scheduler, const Ghost<NumberList>& consumed, int items) {
  scheduler.Invariant("numbers are consumed in order", consumed, [&consumed]() -> Failure {
    const NumberList& list = consumed.value;
    if (list.size() == 0 || list[list.size() - 1] == list.size()) return {};
    return fmt::format("consumed {} as number {}: {}", list[list.size() - 1], list.size(),
                       list.Text());
  });
  scheduler.Finally("every number is consumed, once and in order", [&consumed, items]() -> Failure {
    const NumberList& list = consumed.value;
    bool right = list.size() == items;
    for (int i = 0; right && i < items; ++i) right = list[i] == i + 1;
    if (right) return {};
    return fmt::format("consumed {}, not 1 to {}", list.Text(), items);
  });
  scheduler.Observe("consumed", [&consumed](std::string& out) { out += consumed.value.Text(); });
}

template <typename Link>
void StateCapacity(Scheduler& scheduler, Link link) {
  if (link.capacity() == 0) return;
  scheduler.Invariant("a queue holds no more than its capacity", link.items(), [link]() -> Failure {
    if (link.held() <= link.capacity()) return {};
    return fmt::format("{} holds {}, not at most {}", link.name(), link.held(), link.capacity());
  });
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const int items = static_cast<int>(parameters.Number("items"));
  const int capacity = static_cast<int>(parameters.Number("capacity"));
  const bool whole_lines = parameters.Is("lines", "whole");
  const Printing printing = parameters.Is("print", "off")    ? Printing::kOff
                            : parameters.Is("print", "line") ? Printing::kLine
                                                             : Printing::kPieces;
  // A real run looks at its lines when it has ended, the explorer after every step.
  const bool keep_all = scheduler.Watches("console") || (whole_lines && scheduler.RunsForReal());
  const Console::Keep keep = keep_all      ? Console::Keep::kAll
                             : whole_lines ? Console::Keep::kCurrentLine
                                           : Console::Keep::kNothing;
  const Printer printer{
      scheduler.Make<Console>("console", keep, static_cast<std::size_t>(32 * items + 64)),
      printing};
  auto& consumed = scheduler.Make<Ghost<NumberList>>("consumed");
  const PipelineMutant mutant = MutantOf(parameters);
  if (parameters.Is("model", "coroutines")) {
    ChannelLink first{scheduler.Make<Channel<int>>("to intermediate")};
    const ChannelLink second{scheduler.Make<Channel<int>>("to consumer")};
    if (parameters.Is("close", "at-exit")) first.left_open = &second.channel;
    SpawnStages(scheduler, first, second, printer, items, parameters.Is("close", "complete"),
                mutant, consumed);
  } else if (parameters.Is("queue", "monitor")) {
    Choice* wakeups =
        parameters.Is("wakeups", "spurious") ? &scheduler.Make<Choice>("wakeups") : nullptr;
    const MonitorLink first = MakeMonitor(
        scheduler, {"mutex 1", "not empty 1", "not full 1", "list 1"}, capacity, wakeups, mutant);
    const MonitorLink second = MakeMonitor(
        scheduler, {"mutex 2", "not empty 2", "not full 2", "list 2"}, capacity, wakeups, mutant);
    SpawnStages(scheduler, first, second, printer, items, false, mutant, consumed);
    StateCapacity(scheduler, first);
    StateCapacity(scheduler, second);
  } else if (parameters.Is("queue", "spsc")) {
    const bool relaxed = parameters.Is("order", "relaxed");
    SpawnStages(scheduler,
                MakeRing(scheduler, {"put 1", "got 1"},
                         {"cell 1.0", "cell 1.1", "cell 1.2", "cell 1.3"}, capacity, relaxed),
                MakeRing(scheduler, {"put 2", "got 2"},
                         {"cell 2.0", "cell 2.1", "cell 2.2", "cell 2.3"}, capacity, relaxed),
                printer, items, false, mutant, consumed);
  } else {
    const QueueLink first{scheduler.Make<Queue<int>>("queue 1", capacity)};
    const QueueLink second{scheduler.Make<Queue<int>>("queue 2", capacity)};
    SpawnStages(scheduler, first, second, printer, items, false, mutant, consumed);
    StateCapacity(scheduler, first);
    StateCapacity(scheduler, second);
  }
  StateProperties(scheduler, consumed, items);
  scheduler.ObserveGrowing(
      "console", [&console = printer.console](std::string& out) { out += console.text(); });
  if (whole_lines) {
    scheduler.Invariant("every line is whole", printer.console,
                        [&console = printer.console, items]() -> Failure {
                          const std::string_view line = BrokenLine(console, items);
                          if (line.empty()) return {};
                          return fmt::format("the line '{}' was printed", line);
                        });
  }
}

/// What is wrong with the mutant where it is: it would break nothing that there is.
Failure RefuseMutant(const Parameters& parameters) {
  using enum PipelineMutant;
  const PipelineMutant mutant = MutantOf(parameters);
  const bool coroutines = parameters.Is("model", "coroutines");
  const auto only_for = [&](const char* where) {
    return fmt::format("mutant={} is for {}", parameters.Word("mutant"), where);
  };
  if (mutant == kNone) return {};
  if (mutant == kNoClose && !coroutines) return only_for("model=coroutines");
  if (mutant == kWrongClose && (!coroutines || !parameters.Is("close", "complete"))) {
    return only_for("model=coroutines with close=complete");
  }
  if (mutant == kNoStop && coroutines) return only_for("model=threads or processes");
  if (mutant >= kNoStop) return {};
  if (!parameters.Is("queue", "monitor")) return only_for("queue=monitor");
  const bool bounded = parameters.Number("capacity") != 0;
  if ((mutant == kNoNotifyBack || mutant == kWrongCondition || mutant == kPastCapacity) &&
      !bounded) {
    return only_for("a queue with a capacity");
  }
  return {};
}

Failure Refuse(const Parameters& parameters) {
  const std::string& model = parameters.Word("model");
  if (model == "coroutines") {
    if (!parameters.Is("queue", "atomic") || parameters.Number("capacity") != 0) {
      return "coroutines have no queue: leave out queue and capacity";
    }
  } else if (!parameters.Is("close", "as-is")) {
    return fmt::format("close={} is for model=coroutines: a queue is not closed",
                       parameters.Word("close"));
  }
  if (model == "processes" && !parameters.Is("queue", "atomic")) {
    return fmt::format("queue={} is for model=threads: processes do not share its memory",
                       parameters.Word("queue"));
  }
  if (parameters.Is("queue", "spsc") && parameters.Number("capacity") > RingLink::kMostCells) {
    return fmt::format("a ring of queue=spsc has at most {} cells", RingLink::kMostCells);
  }
  if (!parameters.Is("queue", "spsc") && parameters.Is("order", "relaxed")) {
    return "order=relaxed is for queue=spsc: nothing else has an atomic";
  }
  if (parameters.Is("wakeups", "spurious") && !parameters.Is("queue", "monitor")) {
    return "wakeups=spurious is for queue=monitor: nothing else waits by conditions";
  }
  return RefuseMutant(parameters);
}

HEDDLE_SCENARIO(
    pipeline,
    {
        .name = "pipeline",
        .summary = "three stages hand numbers on",
        .parameters =
            {
                ParameterSpec::Word("model", "what the stages are, and so what joins them",
                                    {"threads", "processes", "coroutines"}),
                ParameterSpec::Number("items", "how many numbers are produced", 10, 1,
                                      NumberList::kMost - 1),
                ParameterSpec::Word("queue",
                                    "a put or get is one operation, or what is inside of it: a "
                                    "monitor, or a ring with atomic counts (spsc)",
                                    {"atomic", "monitor", "spsc"}),
                ParameterSpec::Number("capacity",
                                      "how many numbers a queue holds; 0: any number (spsc: 2)", 0,
                                      0, NumberList::kMost - 1),
                ParameterSpec::Word("print", "a line is printed in pieces, or whole, or not at all",
                                    {"pieces", "line", "off"},
                                    {{"model", "processes", "line"},
                                     {"model", "coroutines", "line"}}),
                ParameterSpec::Word("close",
                                    "who closes the consumer's coroutine: nobody, the intermediate "
                                    "one, or the interpreter, which throws it away at its end",
                                    {"as-is", "complete", "at-exit"}),
                ParameterSpec::Word("lines", "whether a broken line is a violation",
                                    {"free", "whole"}),
                ParameterSpec::Word("order", "the memory orders of queue=spsc",
                                    {"acquire-release", "relaxed"}),
                ParameterSpec::Word("wakeups",
                                    "what ends a wait: a notification, or at times nothing at all",
                                    {"notified", "spurious"}),
                ParameterSpec::Word(
                    "mutant", "what is broken on purpose, to see that it is noticed", Mutants()),
            },
        .observers = {{"consumed", "the numbers in the order in which they were consumed"},
                      {"console", "all that was printed"}},
        .set_up = SetUp,
        .refuse = Refuse,
    });

}  // namespace
}  // namespace heddle
