#ifndef HEDDLE_TESTS_EVIDENCE_JUDGES_ARITHMETIC_H_
#define HEDDLE_TESTS_EVIDENCE_JUDGES_ARITHMETIC_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace heddle::arithmetic {

// What can be said of the notebook's programs with a pencil, or by a program of a few lines that
// knows nothing of schedulers. None of it uses anything of Heddle.

using Count = unsigned __int128;

/// n! / (k! (n - k)!)
Count Binomial(int n, int k);

// --- Two tasks that append `first` and `second` letters to one string

/// Mazurkiewicz traces where an append is a load, then a store, and only a store conflicts. Of each
/// trace one interleaving is counted: that in which no load of the first task comes just after a
/// load of the second.
Count TracesOfLoadsAndStores(int first, int second);

/// States of the same, where the string is as good as its length.
std::uint64_t StatesOfLoadsAndStores(int first, int second);

/// The final lengths, written down.
std::set<std::string> LengthsOfLoadsAndStores(int first, int second);

/// The final strings, where the tasks append different letters.
std::set<std::string> StringsOfLoadsAndStores(int first, int second);

/// The final strings where they start at once and sleep 1 s and 0.6 s after each letter: where they
/// meet, either comes first; `guarded` or not, for otherwise one of the two letters can get lost.
std::set<std::string> StringsOfSleepers(int first, int second, bool guarded);

/// What two tasks that print are, and what of the string they share.
struct PrintingTasks {
  std::string are;     ///< "threads" or "processes", as the main program calls them
  bool forked;         ///< each has a string of its own, and the main program another
  bool guarded;        ///< a guard is held from the load to the store, or to the end of the line
  bool print_strings;  ///< after each letter, what the string then is
};

/// All that can be printed: each letter before it is loaded and stored; the strings; and what the
/// main program prints before, after, and at the end.
std::set<std::string> ConsolesOfString(int first, int second, const PrintingTasks& tasks);

/// What generators print that take turns, once for each letter of theirs, and their driver.
std::string ConsoleOfGenerators(int turns);

/// All orders of `first` letters o and `second` letters O. There are Binomial() of them.
std::set<std::string> OrdersOfLetters(int first, int second);

// --- A pipeline of three stages, joined by queues without a bound, that pass `items` numbers on

/// Orders in which the lines can be printed: a line has so many pieces for an item, and for an end.
Count OrdersOfLines(int items, int pieces_of_item, int pieces_of_end);

/// The outputs themselves, in whole lines or in the pieces of Python's print.
std::set<std::string> Outputs(int items, bool in_pieces);

/// "1 2 3", up to `items`.
std::string Numbers(int items);

/// The one output of the coroutines; `closed`: how the consumer is told of the end, if it is, as
/// the scenario's parameter `close` says it.
std::string CoroutineOutput(int items, std::string_view closed);

}  // namespace heddle::arithmetic

#endif  // HEDDLE_TESTS_EVIDENCE_JUDGES_ARITHMETIC_H_
