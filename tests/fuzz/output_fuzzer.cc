// Compares an output with what small scenarios can print.

#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "src/search/conform.h"
#include "tests/fuzz/fuzz.h"

namespace heddle::internal {
namespace {

/// A scenario, small enough to list all that it can print.
struct Model {
  Model(const std::string& name, const std::map<std::string, std::string>& settings,
        const std::string& observer)
      : scenario(FindScenario(name)), parameters(scenario.Configure(settings)), observe(observer) {
    ExploreOptions options;
    options.observe = observe;
    options.list_outcomes = 1'000'000;
    const Exploration all = Explore(scenario, parameters, options);
    Require(all.complete && all.outcomes, "all outcomes of a small scenario are known");
    for (const auto& outcome : *all.outcomes) outcomes.insert(outcome.value);
  }

  /// Whether one of the outcomes begins with `text`.
  bool CanBegin(std::string_view text) const {
    const auto at = outcomes.lower_bound(text);
    return at != outcomes.end() && at->starts_with(text);
  }

  const Scenario& scenario;
  const Parameters parameters;
  const std::string observe;
  std::set<std::string, std::less<>> outcomes;
};

/// What holds of every comparison of an output, whether it was carried through or not.
void RequireSound(const Conformance& result, std::string_view output) {
  if (result.accepted) {
    Require(result.trace && result.trace->outcome == output, "the trace prints what is accepted");
  } else {
    Require(!result.trace, "what is not accepted has no trace");
    Require(result.complete == result.remark.empty(), "what was not carried through says why");
  }
  if (!result.prefix) return;
  Require(result.prefix->bytes <= output.size(), "what is explained is a part of the output");
  const std::string_view rest = output.substr(result.prefix->bytes);
  if (!result.complete) return;
  for (const std::string& piece : result.prefix->could_continue) {
    Require(!piece.empty() && !rest.starts_with(piece), "what is explained is the longest part");
  }
}

void Compare(const Model& model, std::string_view output) {
  ConformOptions options;
  options.observe = model.observe;
  const Conformance result = Conform(model.scenario, model.parameters, output, options);
  RequireSound(result, output);
  Require(result.accepted == (model.outcomes.count(output) != 0),
          "accepted is what the scenario can print");
  Require(result.accepted || result.complete, "with no limit, a search is carried through");
  if (result.accepted || !result.prefix) return;
  const std::string explained(output.substr(0, result.prefix->bytes));
  Require(model.CanBegin(explained), "what is explained begins what can be printed");
  for (const std::string& piece : result.prefix->could_continue) {
    Require(model.CanBegin(explained + piece), "and so it does with a piece that could come next");
  }
  Require(!result.prefix->could_end || model.outcomes.count(explained) != 0,
          "what could end there can be all that is printed");
}

/// The same search with a limit that it may meet.
void CompareInPart(const Scenario& scenario, const Parameters& parameters, std::string_view output,
                   std::uint64_t limit_states) {
  ConformOptions options;
  options.limit_states = limit_states;
  RequireSound(Conform(scenario, parameters, output, options), output);
}

}  // namespace
}  // namespace heddle::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  using namespace heddle::internal;
  const std::string_view output = AsText(data, size);
  static const Model* const models[] = {
      new Model("pipeline", {{"items", "1"}}, "console"),
      new Model("pipeline", {{"items", "2"}, {"model", "coroutines"}}, "console"),
      new Model("shared_string", {{"first", "1"}, {"second", "2"}}, "string"),
      new Model("shared_string", {{"first", "1"}, {"second", "1"}}, "console"),
      new Model("shared_string", {{"first", "1"}, {"second", "1"}, {"model", "manager"}},
                "console"),
  };
  for (const Model* model : models) Compare(*model, output);
  CompareInPart(models[0]->scenario, models[0]->parameters, output, 30);
  // The size at which the outputs of the Python programs were recorded.
  static const Parameters* const large =
      new Parameters(models[0]->scenario.Configure({{"print", "pieces"}}));
  CompareInPart(models[0]->scenario, *large, output, 5000);
  return 0;
}
