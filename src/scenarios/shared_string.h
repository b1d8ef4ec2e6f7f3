#ifndef HEDDLE_SRC_SCENARIOS_SHARED_STRING_H_
#define HEDDLE_SRC_SCENARIOS_SHARED_STRING_H_

#include <heddle/cell.h>
#include <heddle/channel.h>
#include <heddle/clock.h>
#include <heddle/console.h>
#include <heddle/fixed_string.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <chrono>
#include <string>
#include <string_view>

namespace heddle {

// What the cells of the notebook's section "Two tasks sharing some data" run.

constexpr int kMaxLetters = 30;  // of one task
using Text = FixedString<2 * kMaxLetters + 3>;

/// What a driver sends to a generator: nothing but its turn.
struct Turn {
  std::string Describe() const { return "next"; }
};

/// What the tasks of a cell share, besides the string itself.
struct Surroundings {
  Mutex* guard;  // null if there is none
  Console& console;
  Clock& clock;
};

/// task_1() and task_2() of the cells with threads and with processes.
Task<> AppendAndPrint(Shared<Text>& a, Surroundings shared, char letter, int times,
                      std::chrono::microseconds pause);

/// task_1(a) and task_2(a) of the cell with a manager.
Task<> AppendByManager(Managed<Text>& a, Surroundings shared, char letter, int times,
                       std::chrono::microseconds pause);

/// The main program of all three.
/// @param started, finished  what it prints when it has started the tasks, and joined them.
Task<> Main(Cell<Text>& a, Surroundings shared, Ends& ends, std::string_view started,
            std::string_view finished);

/// task_1() and task_2() of the cell with coroutines.
Task<> Generate(Shared<Text>& a, Surroundings shared, char letter, int times,
                std::chrono::microseconds pause, Channel<Turn>& turn);

/// The main program of that cell.
Task<> Drive(Shared<Text>& a, Surroundings shared, Channel<Turn>& first, int first_turns,
             Channel<Turn>& second, int second_turns);

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_SHARED_STRING_H_
