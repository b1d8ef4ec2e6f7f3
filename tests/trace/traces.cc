#include "tests/trace/traces.h"

#include <heddle/choice_kind.h>

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace heddle::internal {

Trace LostLetters() {
  Trace trace;
  trace.scenario = "shared_string";
  trace.parameters = {{"model", "manager", false}, {"guard", "none", false},
                      {"first", "2", true},        {"second", "2", true},
                      {"letters", "oO", false},    {"sleep", "any", false}};
  trace.observer = "string";
  trace.engine = "heddle";
  trace.tasks = {"first", "second"};
  trace.objects = {{"a", "\"\""}};
  const auto add = [&trace](int task, const char* operation, const char* value,
                            const char* reason) {
    TraceStep& step = trace.steps.emplace_back();
    step.task = task;
    step.operation = operation;
    step.object = "a";
    step.value = value;
    step.file = "src/scenarios/shared_string.cc";
    step.line = 61;
    step.reason = reason;
    if (step.operation == "set") step.changes = {{"a", value}};
  };
  add(0, "get", "\"\"", "");
  add(1, "get", "\"\"", "preempts first");
  add(1, "set", "\"O\"", "");
  add(0, "set", "\"o\"", "preempts second");
  add(0, "get", "\"o\"", "");
  add(1, "get", "\"o\"", "preempts first");
  add(1, "set", "\"oO\"", "");
  add(0, "set", "\"oo\"", "second has ended");
  trace.outcome = "oo";
  trace.violation =
      Violation{"final", "no letter is lost: the final string has 2 letters, not 4: \"oo\""};
  return trace;
}

namespace {

rc::Gen<std::string> AnyText() {
  static const std::vector<std::string> kPieces = {
      "a",      "b",     "oooooooo", " ",  ":",        "\"",   "\\",
      "/",      "\n",    "\t",       "\r", "\x1b[31m", "\x7f", std::string(1, '\0'),
      "ö",      "é",     "e\u0301",  "→",  "…",        "日本", "😀",
      "\u202e", "\ufeff"};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& piece : pieces) text += piece;
                        return text;
                      });
}

template <typename T>
rc::Gen<std::vector<T>> Several(rc::Gen<T> gen) {
  return rc::gen::resize(8, rc::gen::container<std::vector<T>>(std::move(gen)));
}

rc::Gen<std::pair<std::string, std::string>> AnyPair() {
  return rc::gen::pair(AnyText(), AnyText());
}

Parameters::Value AnyValue(std::size_t index) {
  Parameters::Value value;
  value.name = *AnyText() + std::to_string(index);  // no name comes twice
  value.is_number = *rc::gen::arbitrary<bool>();
  value.text = value.is_number ? std::to_string(*rc::gen::arbitrary<std::int64_t>()) : *AnyText();
  return value;
}

TraceStep AnyStep(int tasks) {
  TraceStep step;
  step.task = *rc::gen::inRange(0, tasks);
  step.choice = *rc::gen::inRange(0, 255);
  const int kind = *rc::gen::inRange(0, 2 * kChoiceKinds);
  if (kind < kChoiceKinds) step.choice_kind = NameOf(static_cast<ChoiceKind>(kind));
  step.operation = *AnyText();
  step.object = *AnyText();
  step.value = *AnyText();
  step.file = *AnyText();
  step.line = step.file.empty() ? 0 : *rc::gen::inRange(0, 100000);
  step.reason = *AnyText();
  step.changes = *Several(AnyPair());
  return step;
}

}  // namespace

rc::Gen<Trace> AnyTrace() {
  return rc::gen::exec([] {
    Trace trace;
    trace.scenario = *AnyText();
    const int parameters = *rc::gen::inRange(0, 5);
    for (int i = 0; i < parameters; ++i) trace.parameters.push_back(AnyValue(i));
    trace.observer = *AnyText();
    trace.engine = *AnyText();
    trace.tasks = *Several(AnyText());
    trace.tasks.push_back(*AnyText());
    trace.objects = *Several(AnyPair());
    const int steps = *rc::gen::inRange(0, 12);
    for (int i = 0; i < steps; ++i)
      trace.steps.push_back(AnyStep(static_cast<int>(trace.tasks.size())));
    if (*rc::gen::arbitrary<bool>()) trace.outcome = *AnyText();
    if (*rc::gen::arbitrary<bool>()) trace.violation = Violation{*AnyText(), *AnyText()};
    return trace;
  });
}

}  // namespace heddle::internal
