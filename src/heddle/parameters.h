#ifndef HEDDLE_SRC_HEDDLE_PARAMETERS_H_
#define HEDDLE_SRC_HEDDLE_PARAMETERS_H_

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// A mistake in what a user asked for: the message is one line and says what would be right.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A parameter of a scenario: one of some words, or a whole number in a range.
struct ParameterSpec {
  std::string name;
  std::string help;
  /// The words that it can be; empty for a number.
  std::vector<std::string> words;
  std::int64_t min = 0;
  std::int64_t max = 0;
  /// The value if it is left out.
  std::string standard;
  /// Other values if it is left out, where another parameter (named before this one) has some
  /// value.
  struct Exception {
    std::string parameter, value, standard;
  };
  std::vector<Exception> exceptions;

  static ParameterSpec Word(std::string name, std::string help, std::vector<std::string> words,
                            std::vector<Exception> exceptions = {});
  static ParameterSpec Number(std::string name, std::string help, std::int64_t standard,
                              std::int64_t min, std::int64_t max,
                              std::vector<Exception> exceptions = {});
  /// What it can be, in words: "one of threads, processes" or "a whole number from 0 to 60".
  std::string Range() const;
};

/// The values of a scenario's parameters.
class Parameters {
 public:
  Parameters() = default;
  /// Checks `given` against `specs` and fills in what was left out. `scenario` is for messages.
  /// Throws UsageError: an unknown name (with the nearest one that exists), a value out of range.
  Parameters(std::string_view scenario, const std::vector<ParameterSpec>& specs,
             const std::map<std::string, std::string>& given);

  /// The value of a word parameter. Throws std::out_of_range if there is no such parameter.
  const std::string& Word(std::string_view name) const;
  /// The value of a number parameter. Throws std::out_of_range if there is no such parameter.
  std::int64_t Number(std::string_view name) const;
  bool Is(std::string_view name, std::string_view word) const { return Word(name) == word; }

  struct Value {
    std::string name;
    std::string text;
    bool is_number = false;
    friend bool operator==(const Value&, const Value&) = default;
  };
  /// All values, in the order of the specifications.
  const std::vector<Value>& values() const { return values_; }
  /// "name=value name=value", in the order of the specifications.
  std::string Text() const;

 private:
  const Value& Find(std::string_view name) const;
  std::vector<Value> values_;
};

/// The one of `candidates` that `word` was most likely meant to be, or "" if none is near: for "did
/// you mean" in messages.
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'x'?" for the nearest candidate; if none is near, "; there are: a, b, c".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_PARAMETERS_H_
