// The notebook's section "Two tasks sharing some data": what its cells run, with their lines beside
// them. specs/semantics.md goes through the cells line by line.
//
// Not of the notebook are the guard, which is the cure of what it loses, and the question whether
// anybody watches the console: if not, the string is not loaded to be printed.

#include "src/scenarios/shared_string.h"

#include <algorithm>

namespace heddle {

using std::chrono::microseconds;

// ---- Using threads; using processes ----------------------------------------------------------

/// task_1() and task_2().
Task<> AppendAndPrint(Shared<Text>& a, Surroundings shared, char letter, int times,
                      microseconds pause) {
  const std::string_view printed(&letter, 1);
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);  // print('o', end='', flush=True)
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });  // a += 'o'
    if (shared.console.watched()) {
      const Text now = co_await a.Load();
      co_await shared.console.Print(now, "\n");  // print(a)
    }
    if (shared.guard != nullptr) co_await shared.guard->Unlock();
    co_await shared.clock.Sleep(pause);  // time.sleep(1)
  }
}

// ---- How to share data between processes? ----------------------------------------------------

/// task_1(a) and task_2(a).
Task<> AppendByManager(Managed<Text>& a, Surroundings shared, char letter, int times,
                       microseconds pause) {
  const std::string_view printed(&letter, 1);
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);  // print('o', end='', flush=True)
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });  // a.value += 'o'
    if (shared.guard != nullptr) co_await shared.guard->Unlock();
    co_await shared.clock.Sleep(pause);  // time.sleep(1)
  }
}

/// The main program of threads and processes. Nobody notices it but on the console.
Task<> Main(Cell<Text>& a, Surroundings shared, Ends& ends, std::string_view started,
            std::string_view finished) {
  co_await shared.console.Print(started, "\n");
  co_await ends.Join(0);  // thread_1.join()
  co_await ends.Join(1);
  co_await shared.console.Print(finished, "\n");
  if (shared.console.watched()) {
    const Text now = co_await a.Load();
    co_await shared.console.Print(now, "\n");  // print(a)
  }
}

// ---- Using coroutines ------------------------------------------------------------------------

/// task_1() and task_2(), which are generators: a body starts at the first next().
Task<> Generate(Shared<Text>& a, Surroundings shared, char letter, int times, microseconds pause,
                Channel<Turn>& turn) {
  const std::string_view printed(&letter, 1);
  co_await turn.Receive();
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);  // print('o', end='', flush=True)
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });  // a += 'o'
    if (shared.guard != nullptr) co_await shared.guard->Unlock();
    co_await turn.Receive();             // yield
    co_await shared.clock.Sleep(pause);  // time.sleep(0.5)
  }
}

/// The main program, which asks each generator in turn.
Task<> Drive(Shared<Text>& a, Surroundings shared, Channel<Turn>& first, int first_turns,
             Channel<Turn>& second, int second_turns) {
  for (int i = 0; i < std::max(first_turns, second_turns); ++i) {
    if (i < first_turns) co_await first.Send(Turn());    // t1.__next__()
    if (i < second_turns) co_await second.Send(Turn());  // t2.__next__()
  }
  if (shared.console.watched()) {
    const Text now = co_await a.Load();
    co_await shared.console.Print("\na =", " ", now, "\n");  // print("\na =", a)
  }
}

}  // namespace heddle
