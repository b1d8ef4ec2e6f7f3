#ifndef HEDDLE_TESTS_EVIDENCE_SPIN_H_
#define HEDDLE_TESTS_EVIDENCE_SPIN_H_

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace heddle::internal {

/// What SPIN found in a model.
struct SpinFinding {
  std::uint64_t states = 0;
  std::uint64_t errors = 0;
  /// How many states in which nothing can go on printed an outcome, and which outcomes.
  std::uint64_t ends = 0;
  std::set<std::string> outcomes;
  /// The names of what was asserted in vain, and "stuck" for an invalid end state.
  std::set<std::string> complaints;
};

/// An exhaustive search by SPIN, which begins at once and goes on by itself.
class SpinSearch {
 public:
  enum class Reduction { kNone, kPartialOrder };

  /// @param model        the name of a file of specs/, without its ending
  /// @param definitions  macros, as in "ITEMS=3"
  /// Throws std::runtime_error, saying what to do, if SPIN or a C compiler is not there.
  SpinSearch(const std::string& model, const std::vector<std::string>& definitions,
             Reduction reduction = Reduction::kNone);
  ~SpinSearch();
  SpinSearch(const SpinSearch&) = delete;
  SpinSearch& operator=(const SpinSearch&) = delete;

  /// Waits for its end. Throws std::runtime_error, with what was printed, if it did not visit
  /// everything.
  SpinFinding Finish();

 private:
  std::filesystem::path folder_;
  FILE* output_ = nullptr;
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_SPIN_H_
