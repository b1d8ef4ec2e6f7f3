#include "tests/trace/traces.h"

#include <heddle/choice_kind.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

namespace heddle::internal {

int NumberOf(Trace& trace, const std::string& object) {
  const auto& objects = trace.objects;
  const auto at = std::find_if(objects.begin(), objects.end(),
                               [&](const TraceObject& one) { return one.name == object; });
  if (at != objects.end()) return static_cast<int>(at - objects.begin());
  trace.objects.push_back({object, "", ""});
  return static_cast<int>(objects.size()) - 1;
}

Trace LostLetters() {
  Trace trace;
  trace.scenario = "shared_string";
  trace.parameters = {{"model", "manager", false}, {"guard", "none", false},
                      {"first", "2", true},        {"second", "2", true},
                      {"letters", "oO", false},    {"sleep", "any", false}};
  trace.observer = "string";
  trace.engine = "heddle";
  trace.tasks = {"first", "second"};
  trace.objects = {{"a", "managed", "\"\""}};
  const auto add = [&trace](int task, const char* operation, const char* value,
                            const char* reason) {
    const int before = trace.steps.empty() ? 0 : trace.steps.back().task;
    TraceStep& step = trace.steps.emplace_back();
    step.task = task;
    step.operation = operation;
    step.object = 0;
    step.value = value;
    step.file = "src/scenarios/shared_string.cc";
    step.line = 61;
    if (*reason != '\0') {
      step.reason = {*reason == 'p' ? "preempts" : "ended", before, reason};
    }
    step.enabled = {0, 1};
    if (step.operation == "set") step.changes = {{0, value}};
  };
  add(0, "get", "\"\"", "");
  add(1, "get", "\"\"", "preempts first");
  add(1, "set", "\"O\"", "");
  trace.steps.back().after = {{0, TraceOrder::kConflict}};
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

TraceObject AnyObject() { return {*AnyText(), *AnyText(), *AnyText()}; }

Parameters::Value AnyValue(std::size_t index) {
  Parameters::Value value;
  value.name = *AnyText() + std::to_string(index);  // no name comes twice
  value.is_number = *rc::gen::arbitrary<bool>();
  value.text = value.is_number ? std::to_string(*rc::gen::arbitrary<std::int64_t>()) : *AnyText();
  return value;
}

std::optional<TraceReason> AnyReason(int tasks) {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return TraceReason{*AnyText(), *rc::gen::inRange(0, tasks), *AnyText()};
}

/// @param before  how many steps come before it.
TraceStep AnyStep(int tasks, int objects, int before) {
  TraceStep step;
  step.task = *rc::gen::inRange(0, tasks);
  step.choice = *rc::gen::inRange(0, 255);
  const int kind = *rc::gen::inRange(0, 2 * kChoiceKinds);
  if (kind < kChoiceKinds) step.choice_kind = NameOf(static_cast<ChoiceKind>(kind));
  step.operation = *AnyText();
  step.object = *rc::gen::inRange(-1, objects);
  step.value = *AnyText();
  step.file = *AnyText();
  step.line = step.file.empty() ? 0 : *rc::gen::inRange(0, 100000);
  step.reason = AnyReason(tasks);
  for (int task = 0; task < tasks; ++task) {
    if (*rc::gen::arbitrary<bool>()) step.enabled.push_back(task);
  }
  for (int i = *rc::gen::inRange(0, 3); before > 0 && i > 0; --i) {
    step.after.push_back({*rc::gen::inRange(0, before),
                          static_cast<TraceOrder>(*rc::gen::inRange(0, kTraceOrders))});
  }
  for (int i = *rc::gen::inRange(0, 4); objects > 0 && i > 0; --i) {
    step.changes.push_back({*rc::gen::inRange(0, objects), *AnyText()});
  }
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
    const int objects = *rc::gen::inRange(0, 4);
    for (int i = 0; i < objects; ++i) trace.objects.push_back(AnyObject());
    const int steps = *rc::gen::inRange(0, 12);
    for (int i = 0; i < steps; ++i) {
      trace.steps.push_back(AnyStep(static_cast<int>(trace.tasks.size()), objects, i));
    }
    if (*rc::gen::arbitrary<bool>()) trace.outcome = *AnyText();
    if (*rc::gen::arbitrary<bool>()) trace.violation = Violation{*AnyText(), *AnyText()};
    return trace;
  });
}

}  // namespace heddle::internal
