#ifndef HEDDLE_TESTS_EVIDENCE_MUTANTS_MUTANT_H_
#define HEDDLE_TESTS_EVIDENCE_MUTANTS_MUTANT_H_

#include <heddle/scenario.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace heddle::internal {

/// The scenario NAME_mutants: `scenario` with a parameter `mutant`, which is one of `words`. What
/// there is without a mutant ("none", the first of the words) is what `scenario` is.
inline Scenario MutantsOf(Scenario scenario, std::vector<std::string> words,
                          std::function<void(Scheduler&, const Parameters&)> set_up,
                          std::function<Failure(const Parameters&)> refuse) {
  scenario.name += "_mutants";
  scenario.summary += "; one thing is broken on purpose";
  scenario.parameters.push_back(ParameterSpec::Word(
      "mutant", "what is broken on purpose, to see that it is noticed", std::move(words)));
  scenario.set_up = std::move(set_up);
  scenario.refuse = std::move(refuse);
  return scenario;
}

/// The mutant, an enumeration in the order of `words`.
template <typename Mutant>
Mutant MutantIn(const Parameters& parameters, const std::vector<std::string>& words) {
  const auto word = std::find(words.begin(), words.end(), parameters.Word("mutant"));
  return static_cast<Mutant>(word - words.begin());
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_MUTANTS_MUTANT_H_
