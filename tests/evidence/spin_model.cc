#include "tests/evidence/spin_model.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace heddle::internal {

namespace {

using Definitions = std::vector<std::string>;

std::string Defined(const char* macro, std::int64_t value) {
  return std::string(macro) + "=" + std::to_string(value);
}

std::optional<SpinModel> SharedStringModel(const Parameters& parameters,
                                           std::string_view observer) {
  constexpr int kMaxLetters = 30;  // a string is a digit for each, in an int
  const std::string& model = parameters.Word("model");
  const auto first = parameters.Number("first");
  const auto second = parameters.Number("second");
  // A length is the same whatever the letters are.
  const bool one_letter = parameters.Is("letters", "oo") || observer == "length";
  if (first < 1 || second < 1 || (!one_letter && first + second > kMaxLetters)) return {};
  // A pause of the generators lets nobody else in; elsewhere the model has no clock.
  if (parameters.Is("sleep", "timed") && model != "coroutines") return {};
  const std::string shown = model == "processes" ? "copies" : one_letter ? "length" : "string";
  const bool parents = model == "processes" && observer == "string" && !one_letter;
  if (!observer.empty() && observer != shown && !parents) return {};

  std::string macro = model;
  std::transform(macro.begin(), macro.end(), macro.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  SpinModel found{
      "shared_string", {macro, Defined("FIRST", first), Defined("SECOND", second)}, shown};
  if (parameters.Is("guard", "mutex")) found.definitions.push_back("GUARD");
  if (model == "threads") found.definitions.push_back("RACES");
  if (one_letter) found.definitions.push_back("ONE_LETTER");
  return found;
}

std::optional<SpinModel> PipelineModel(const Parameters& parameters, std::string_view observer) {
  constexpr int kMaxInAList = 7;  // a monitor's list is a digit for each, in an int
  const auto items = parameters.Number("items");
  const bool monitor = parameters.Is("queue", "monitor");
  if (parameters.Is("queue", "spsc") || (monitor && items > kMaxInAList)) return {};
  if (parameters.Is("lines", "whole")) return {};
  SpinModel found{"pipeline", {Defined("ITEMS", items)}, "consumed"};
  if (parameters.Is("model", "coroutines")) {
    found.definitions.push_back("COROUTINES");
    if (parameters.Is("close", "complete")) found.definitions.push_back("COMPLETE");
    if (parameters.Is("close", "at-exit")) found.definitions.push_back("AT_EXIT");
  } else {
    found.definitions.push_back(Defined("CAPACITY", parameters.Number("capacity")));
    if (monitor) found.definitions.push_back("MONITOR");
  }
  // What is printed and not looked at is nothing that others notice.
  if (observer == "console") {
    found.observer = "console";
    if (parameters.Is("print", "line")) found.definitions.push_back("LINES");
    if (parameters.Is("print", "pieces")) found.definitions.push_back("PIECES");
  }
  return found;
}

}  // namespace

std::optional<SpinModel> SpinModelOf(std::string_view scenario, const Parameters& parameters,
                                     std::string_view observer) {
  if (scenario == "shared_string") return SharedStringModel(parameters, observer);
  if (scenario == "pipeline") return PipelineModel(parameters, observer);
  if (scenario == "pipeline_mutants" && parameters.Is("mutant", "no-notify")) {
    auto found = PipelineModel(parameters, observer);
    if (found) found->definitions.push_back("FORGETFUL");
    return found;
  }
  return {};
}

std::optional<std::string> SpinComplaintFor(std::string_view kind) {
  static const std::map<std::string, std::string, std::less<>> kComplaints = {
      {"data-race", "race_free"}, {"final", "complete"},    {"invariant", "in_order"},
      {"deadlock", "stuck"},      {"lost-wakeup", "stuck"}, {"unfinished", "stuck"}};
  const auto found = kComplaints.find(kind);
  if (found == kComplaints.end()) return {};
  return found->second;
}

std::string ParentsCopy(std::string_view copies) {
  const std::size_t start = copies.find('"') + 1;
  return std::string(copies.substr(start, copies.find('"', start) - start));
}

std::string SpinLine(std::string value) {
  std::replace(value.begin(), value.end(), '\n', '|');
  return value;
}

}  // namespace heddle::internal
