#include "tests/evidence/judges/arithmetic.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <tuple>
#include <vector>

namespace heddle::arithmetic {

Count Binomial(int n, int k) {
  Count result = 1;
  for (int i = 1; i <= k; ++i) result = result * static_cast<unsigned>(n - k + i) / i;
  return result;
}

Count TracesOfLoadsAndStores(int first, int second) {
  // ways[j][loaded]: after i steps of the first and j of the second, the last of which was a load
  // of the second or not.
  std::vector<std::array<Count, 2>> choices(2 * second + 1), next;
  for (int i = 0; i <= 2 * first; ++i) {
    next.assign(choices.size(), {0, 0});
    for (int j = 0; j <= 2 * second; ++j) {
      const bool load = i % 2 == 1;  // the first task's i-th step
      next[j][0] = i == 0 && j == 0 ? 1 : i == 0 ? 0 : choices[j][0] + (load ? 0 : choices[j][1]);
      if (j > 0) next[j][j % 2] += next[j - 1][0] + next[j - 1][1];
    }
    choices = next;
  }
  return choices.back()[0] + choices.back()[1];
}

std::uint64_t StatesOfLoadsAndStores(int first, int second) {
  // Where each is, the length, and what each has loaded and not stored yet.
  using State = std::array<int, 5>;
  std::set<State> seen{State{}};
  std::vector<State> waiting{State{}};
  while (!waiting.empty()) {
    const State state = waiting.back();
    waiting.pop_back();
    for (int task = 0; task < 2; ++task) {
      if (state[task] == 2 * (task == 0 ? first : second)) continue;
      State next = state;
      auto& copy = next[3 + task];
      if (next[task]++ % 2 == 0) {
        copy = next[2];
      } else {
        next[2] = copy + 1;
        copy = 0;
      }
      if (seen.insert(next).second) waiting.push_back(next);
    }
  }
  return seen.size();
}

std::set<std::string> LengthsOfLoadsAndStores(int first, int second) {
  std::set<std::string> lengths;
  const int least = std::min({first, second, 2});
  for (int length = least; length <= first + second; ++length) {
    lengths.insert(std::to_string(length));
  }
  if (least == 0) lengths = {std::to_string(first + second)};
  return lengths;
}

std::set<std::string> StringsOfLoadsAndStores(int first, int second) {
  using State = std::tuple<int, int, std::string, std::string, std::string>;
  std::set<State> seen;
  std::set<std::string> strings;
  const std::function<void(const State&)> visit = [&](const State& state) {
    if (!seen.insert(state).second) return;
    const auto& [i, j, memory, mine, yours] = state;
    if (i == 2 * first && j == 2 * second) strings.insert(memory);
    if (i < 2 * first) {
      visit(i % 2 == 0 ? State{i + 1, j, memory, memory, yours}
                       : State{i + 1, j, mine + "o", "", yours});
    }
    if (j < 2 * second) {
      visit(j % 2 == 0 ? State{i, j + 1, memory, mine, memory}
                       : State{i, j + 1, yours + "O", mine, ""});
    }
  };
  visit({});
  return strings;
}

std::set<std::string> StringsOfSleepers(int first, int second, bool guarded) {
  std::set<std::string> strings{""};
  for (int tenths = 0; tenths < std::max(10 * first, 6 * second); ++tenths) {
    const bool one = tenths % 10 == 0 && tenths / 10 < first;
    const bool other = tenths % 6 == 0 && tenths / 6 < second;
    std::vector<std::string> ends;
    if (one && other) {
      ends = {"oO", "Oo"};
      if (!guarded) ends.insert(ends.end(), {"o", "O"});
    } else if (one || other) {
      ends = {one ? "o" : "O"};
    } else {
      continue;
    }
    std::set<std::string> longer;
    for (const std::string& text : strings) {
      for (const std::string& end : ends) longer.insert(text + end);
    }
    strings = longer;
  }
  return strings;
}

std::set<std::string> ConsolesOfString(int first, int second, const PrintingTasks& tasks) {
  enum Step { kPrintLetter, kLoad, kStore, kLoadToPrint, kPrintCopy, kEndLine };
  const int steps_of_letter = tasks.print_strings ? kEndLine + 1 : kStore + 1;
  const std::array<std::string, 4> main_prints = {"(Both " + tasks.are + " have started)", "\n",
                                                  "\nBoth " + tasks.are + " have finished", "\n"};
  struct State {
    std::array<int, 2> steps{};
    int main = 0;
    int holder = -1;                    // of the guard
    std::array<std::string, 2> memory;  // where nobody has forked, the first
    std::array<std::string, 2> copies;
    std::string printed;
    auto operator<=>(const State&) const = default;
  };
  const std::array<int, 2> all = {steps_of_letter * first, steps_of_letter * second};
  std::set<State> seen;
  std::set<std::string> consoles;
  const std::function<void(const State&)> visit = [&](const State& state) {
    if (!seen.insert(state).second) return;
    for (int task = 0; task < 2; ++task) {
      if (state.steps[task] == all[task]) continue;
      State next = state;
      std::string& memory = next.memory[tasks.forked ? task : 0];
      std::string& copy = next.copies[task];
      const char letter = task == 0 ? 'o' : 'O';
      const int step = next.steps[task]++ % steps_of_letter;
      if (tasks.guarded && step == kLoad) {
        if (state.holder >= 0) continue;
        next.holder = task;
      }
      if (step == kPrintLetter) next.printed += letter;
      if (step == kLoad || step == kLoadToPrint) copy = memory;
      if (step == kStore) memory = copy + letter;
      if (step == kPrintCopy) next.printed += copy;
      if (step == kEndLine) next.printed += '\n';
      if (step == kStore || step == kPrintCopy) copy.clear();
      if (step == steps_of_letter - 1) next.holder = -1;
      visit(next);
    }
    if (state.main >= 2 && state.steps != all) return;  // it waits for both
    State next = state;
    if (state.main < 4) {
      next.printed += main_prints[next.main++];
      visit(next);
    } else {
      consoles.insert(state.printed + (tasks.forked ? "" : state.memory[0]) + "\n");
    }
  };
  visit({});
  return consoles;
}

std::string ConsoleOfGenerators(int turns) {
  std::string a;
  for (int i = 0; i < turns; ++i) a += "oO";
  return a + "\na = " + a + "\n";
}

std::set<std::string> OrdersOfLetters(int first, int second) {
  std::string letters = std::string(second, 'O') + std::string(first, 'o');
  std::set<std::string> orders;
  do {
    orders.insert(letters);
  } while (std::next_permutation(letters.begin(), letters.end()));
  return orders;
}

namespace {

/// The pieces of a stage, in order, each with how many pieces of the producer come before it.
struct Piece {
  std::string text;
  int after = 0;
};

std::array<std::vector<Piece>, 3> PiecesOf(int items, int of_item, int of_end,
                                           const std::function<std::string(int, int, int)>& text) {
  // A number is consumed after it is produced, and that is after the line of the one before.
  std::array<std::vector<Piece>, 3> stages;
  for (int stage : {0, 2}) {
    for (int i = 0; i < items; ++i) {
      for (int k = 0; k < of_item; ++k) {
        stages[stage].push_back({text(stage, i, k), stage == 0 ? 0 : i * of_item});
      }
    }
  }
  for (int stage = 0; stage < 3; ++stage) {
    for (int k = 0; k < of_end; ++k) {
      stages[stage].push_back({text(stage, -1, k), stage == 0 ? 0 : (items - 1) * of_item});
    }
  }
  return stages;
}

}  // namespace

Count OrdersOfLines(int items, int pieces_of_item, int pieces_of_end) {
  const auto stages =
      PiecesOf(items, pieces_of_item, pieces_of_end, [](int, int, int) { return std::string(); });
  std::map<std::array<std::size_t, 3>, Count> known;
  const std::function<Count(std::array<std::size_t, 3>)> orders = [&](auto at) -> Count {
    if (const auto found = known.find(at); found != known.end()) return found->second;
    Count sum = 0;
    bool ended = true;
    for (int stage = 0; stage < 3; ++stage) {
      if (at[stage] == stages[stage].size()) continue;
      ended = false;
      if (static_cast<int>(at[0]) < stages[stage][at[stage]].after) continue;
      auto next = at;
      ++next[stage];
      sum += orders(next);
    }
    return known[at] = ended ? 1 : sum;
  };
  return orders({});
}

std::set<std::string> Outputs(int items, bool in_pieces) {
  static constexpr const char* kDone[] = {"producer: done", "intermediate: done", "consumer: done"};
  const auto words = [&](int stage, int item) -> std::vector<std::string> {
    if (item < 0) return {kDone[stage], "\n"};
    const bool produced = stage == 0;
    return {produced ? "produced" : "consumed", " ", std::to_string(produced ? item : item + 1),
            "\n"};
  };
  const auto stages =
      PiecesOf(items, in_pieces ? 4 : 1, in_pieces ? 2 : 1, [&](int stage, int item, int piece) {
        if (in_pieces) return words(stage, item)[piece];
        std::string line;
        for (const std::string& word : words(stage, item)) line += word;
        return line;
      });
  std::set<std::pair<std::array<std::size_t, 3>, std::string>> seen;
  std::set<std::string> outputs;
  const std::function<void(std::array<std::size_t, 3>, const std::string&)> visit =
      [&](auto at, const std::string& printed) {
        if (!seen.insert({at, printed}).second) return;
        bool ended = true;
        for (int stage = 0; stage < 3; ++stage) {
          if (at[stage] == stages[stage].size()) continue;
          ended = false;
          const Piece& piece = stages[stage][at[stage]];
          if (static_cast<int>(at[0]) < piece.after) continue;
          auto next = at;
          ++next[stage];
          visit(next, printed + piece.text);
        }
        if (ended) outputs.insert(printed);
      };
  visit({}, "");
  return outputs;
}

std::string Numbers(int items) {
  std::string text;
  for (int i = 1; i <= items; ++i) text += (i > 1 ? " " : "") + std::to_string(i);
  return text;
}

std::string CoroutineOutput(int items, std::string_view closed) {
  std::string text;
  for (int i = 0; i < items; ++i) {
    text += "consumed " + std::to_string(i + 1) + "\nproduced " + std::to_string(i) + "\n";
  }
  if (closed == "complete") text += "consumer: done\n";
  text += "intermediate: done\nproducer: done\n";
  if (closed == "at-exit") text += "consumer: done\n";
  return text;
}

}  // namespace heddle::arithmetic
