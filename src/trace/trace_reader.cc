// Reads a trace file, strictly.

#include <fmt/format.h>
#include <heddle/choice_kind.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "src/trace/printable.h"
#include "src/trace/trace_json.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

/// A value as messages show it.
std::string Shown(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return ShortenMiddle(Printable(text), 40);
}

/// The number that `json` is, if it is a whole one of 64 bits.
std::optional<std::int64_t> WholeNumber(const Json& json) {
  if (!json.is_number_integer()) return std::nullopt;
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return json.get<std::int64_t>();
}

/// An object of the file. Gives out its fields, each of the type that it must have; anything else
/// is a UsageError.
class Reader {
 public:
  /// @param where  the start of every message: "" or "step 3: ".
  /// @param optional  a field that may be left out, or empty.
  Reader(const Json& json, std::string where, std::vector<std::string> fields,
         const std::string& optional = {})
      : json_(json), where_(std::move(where)) {
    if (!json.is_object()) Refuse(fmt::format("an object is wanted, not {}", Shown(json)));
    if (!optional.empty() && json.contains(optional)) fields.push_back(optional);
    for (const auto& item : json.items()) {
      if (std::find(fields.begin(), fields.end(), item.key()) != fields.end()) continue;
      Refuse(fmt::format("unknown field '{}'{}", ShortenMiddle(Printable(item.key()), 40),
                         DidYouMean(item.key(), fields)));
    }
    for (const std::string& field : fields) {
      if (!json.contains(field)) Refuse(fmt::format("the field '{}' is missing", field));
    }
  }

  const Json& operator[](const char* field) const { return json_[field]; }

  [[noreturn]] void Refuse(const std::string& what) const { throw UsageError(where_ + what); }
  [[noreturn]] void Refuse(std::string_view field, std::string_view wanted,
                           const Json& value) const {
    Refuse(fmt::format("{} must be {}, not {}", field, wanted, Shown(value)));
  }

  std::string Text(const char* field) const { return Text(field, json_[field]); }
  std::string Text(std::string_view field, const Json& value) const {
    if (!value.is_string()) Refuse(field, "a string", value);
    return value.get<std::string>();
  }

  int Number(const char* field, int least, int most) const {
    const Json& value = json_[field];
    const std::optional<std::int64_t> number = WholeNumber(value);
    if (number && *number >= least && *number <= most) return static_cast<int>(*number);
    const std::string wanted = least == most ? fmt::format("{}", least)
                               : most == std::numeric_limits<int>::max()
                                   ? fmt::format("a whole number from {}", least)
                                   : fmt::format("a whole number from {} to {}", least, most);
    Refuse(field, wanted, value);
  }

  const Json& Array(const char* field) const {
    const Json& value = json_[field];
    if (!value.is_array()) Refuse(field, "an array", value);
    return value;
  }

  /// What `read(item)` makes of each item of an array, an object with these fields.
  template <typename Read>
  void Each(const char* field, const char* of_each, const std::vector<std::string>& fields,
            Read read) const {
    int number = 0;
    for (const Json& item : Array(field)) {
      read(Reader(item, fmt::format("{}{} {}: ", where_, of_each, ++number), fields));
    }
  }

 private:
  const Json& json_;
  std::string where_;
};

void RequireFormat(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json["format"] != kTraceFormat) {
    throw UsageError(fmt::format("not a trace: it does not say \"format\": \"{}\"", kTraceFormat));
  }
  if (!json.contains("version")) throw UsageError("the field 'version' is missing");
  const Json& version = json["version"];
  if (!version.is_number_integer()) {
    throw UsageError(fmt::format("version must be a whole number, not {}", Shown(version)));
  }
  if (version == 1 || version == Trace::kVersion) return;
  throw UsageError(fmt::format("a trace of version {}; this program reads versions 1 to {}",
                               Shown(version), Trace::kVersion));
}

std::vector<Parameters::Value> ReadParameters(const Reader& reader) {
  const Json& json = reader["parameters"];
  if (!json.is_object()) reader.Refuse("parameters", "an object", json);
  std::vector<Parameters::Value> parameters;
  for (const auto& item : json.items()) {
    const Json& value = item.value();
    if (value.is_string()) {
      parameters.push_back({item.key(), value.get<std::string>(), false});
    } else if (const std::optional<std::int64_t> number = WholeNumber(value)) {
      parameters.push_back({item.key(), std::to_string(*number), true});
    } else {
      reader.Refuse(fmt::format("the parameter '{}'", ShortenMiddle(Printable(item.key()), 40)),
                    "a string or a whole number", value);
    }
  }
  return parameters;
}

/// Takes "src/scenarios/x.cc:57" apart.
void ReadSource(const Reader& reader, TraceStep& step) {
  const std::string source = reader.Text("source");
  if (source.empty()) return;
  const std::size_t colon = source.rfind(':');
  if (colon != std::string::npos && colon > 0) {
    const std::string_view line = std::string_view(source).substr(colon + 1);
    const char* end = line.data() + line.size();
    const auto [stop, error] = std::from_chars(line.data(), end, step.line);
    if (error == std::errc() && stop == end && std::to_string(step.line) == line &&
        step.line >= 0) {
      step.file = source.substr(0, colon);
      return;
    }
  }
  reader.Refuse("source", "a file and a line, as in \"x.cc:57\"", reader["source"]);
}

std::string ReadChoiceKind(const Reader& reader) {
  std::string read = reader.Text(kChoiceKind);
  for (int kind = 0; kind < kChoiceKinds; ++kind) {
    if (read == NameOf(static_cast<ChoiceKind>(kind))) return read;
  }
  reader.Refuse(kChoiceKind, "a kind of choice, such as \"spurious\"", reader[kChoiceKind]);
}

/// What is the same in both versions.
void ReadStepOfAnyVersion(const Reader& reader, const Json& json, TraceStep& step, int number,
                          const Trace& trace) {
  reader.Number("step", number, number);
  if (trace.tasks.empty()) reader.Refuse("the trace has no tasks");
  step.task = reader.Number("task", 0, static_cast<int>(trace.tasks.size()) - 1);
  step.choice = reader.Number("choice", 0, std::numeric_limits<int>::max());
  if (json.contains(kChoiceKind)) step.choice_kind = ReadChoiceKind(reader);
  step.operation = reader.Text("operation");
  step.value = reader.Text("value");
  ReadSource(reader, step);
}

std::optional<TraceReason> ReadReason(const Reader& of_step, const std::string& where,
                                      const Trace& trace) {
  const Json& json = of_step["reason"];
  if (json.is_null()) return std::nullopt;
  const Reader reader(json, where + "reason: ", {"kind", "task", "words"});
  return TraceReason{reader.Text("kind"),
                     reader.Number("task", 0, static_cast<int>(trace.tasks.size()) - 1),
                     reader.Text("words")};
}

TraceOrder ReadOrder(const Reader& reader) {
  const std::string read = reader.Text("order");
  for (int order = 0; order < kTraceOrders; ++order) {
    if (read == NameOf(static_cast<TraceOrder>(order))) return static_cast<TraceOrder>(order);
  }
  reader.Refuse("order", "an order, such as \"lock\"", reader["order"]);
}

TraceStep ReadStep(const Json& json, const Trace& trace) {
  const int number = static_cast<int>(trace.steps.size()) + 1;
  const std::string where = fmt::format("step {}: ", number);
  const Reader reader(json, where,
                      {"step", "task", "choice", "operation", "object", "value", "source", "reason",
                       "enabled", "after", "changes"},
                      kChoiceKind);
  const int last_object = static_cast<int>(trace.objects.size()) - 1;
  TraceStep step;
  ReadStepOfAnyVersion(reader, json, step, number, trace);
  if (!reader["object"].is_null()) step.object = reader.Number("object", 0, last_object);
  step.reason = ReadReason(reader, where, trace);
  for (const Json& task : reader.Array("enabled")) {
    const int after = step.enabled.empty() ? 0 : step.enabled.back() + 1;
    const auto value = WholeNumber(task);
    if (!value || *value < after || *value >= static_cast<int>(trace.tasks.size())) {
      reader.Refuse("enabled", "the numbers of tasks, in their order", reader["enabled"]);
    }
    step.enabled.push_back(static_cast<int>(*value));
  }
  reader.Each("after", "edge", {"step", "order"}, [&](const Reader& edge) {
    step.after.push_back({edge.Number("step", 1, number - 1) - 1, ReadOrder(edge)});
  });
  reader.Each("changes", "change", {"object", "value"}, [&](const Reader& change) {
    step.changes.push_back({change.Number("object", 0, last_object), change.Text("value")});
  });
  return step;
}

// ---- Version 1, which names objects, and says in words alone why a task goes --------------------

/// The number of the object called so; of a new one where there is none.
int NumberOfObject(Trace& trace, const std::string& name) {
  if (const int number = NumberOf(trace, name); number >= 0) return number;
  trace.objects.push_back({name, "", ""});
  return static_cast<int>(trace.objects.size()) - 1;
}

std::optional<TraceReason> ReasonOfWords(const std::string& words, const Trace& trace) {
  if (words.empty()) return std::nullopt;
  const std::string_view kind = words.starts_with("preempts ")  ? "preempts"
                                : words.ends_with(" has ended") ? "ended"
                                                                : "waits";
  return TraceReason{std::string(kind), trace.steps.empty() ? 0 : trace.steps.back().task, words};
}

TraceStep ReadStepOfVersion1(const Json& json, Trace& trace) {
  const int number = static_cast<int>(trace.steps.size()) + 1;
  const Reader reader(json, fmt::format("step {}: ", number),
                      {"step", "task", "task_name", "choice", "operation", "object", "value",
                       "source", "reason", "changes"},
                      kChoiceKind);
  TraceStep step;
  ReadStepOfAnyVersion(reader, json, step, number, trace);
  if (reader.Text("task_name") != trace.tasks[step.task]) {
    reader.Refuse(fmt::format("task {} is {}, not {}", step.task, Shown(trace.tasks[step.task]),
                              Shown(reader["task_name"])));
  }
  const std::string object = reader.Text("object");
  if (!object.empty()) step.object = NumberOfObject(trace, object);
  step.reason = ReasonOfWords(reader.Text("reason"), trace);
  reader.Each("changes", "change", {"name", "value"}, [&](const Reader& change) {
    step.changes.push_back({NumberOfObject(trace, change.Text("name")), change.Text("value")});
  });
  return step;
}

void ReadTasksAndObjects(const Reader& reader, bool version_1, Trace& trace) {
  if (version_1) {
    for (const Json& task : reader.Array("tasks")) {
      trace.tasks.push_back(reader.Text("the name of a task", task));
    }
    reader.Each("objects", "object", {"name", "value"}, [&](const Reader& object) {
      trace.objects.push_back({object.Text("name"), "", object.Text("value")});
    });
    return;
  }
  reader.Each("tasks", "task", {"name"},
              [&](const Reader& task) { trace.tasks.push_back(task.Text("name")); });
  reader.Each("objects", "object", {"name", "sort", "value"}, [&](const Reader& object) {
    trace.objects.push_back({object.Text("name"), object.Text("sort"), object.Text("value")});
  });
}

std::optional<Violation> ReadViolation(const Json& json) {
  if (json.is_null()) return std::nullopt;
  const Reader reader(json, "violation: ", {"kind", "message"});
  return Violation{reader.Text("kind"), reader.Text("message")};
}

// ---- What is known of it ------------------------------------------------------------------------

constexpr const char* kExplanation = "explanation";  // a field that may be left out

bool ReadFlag(const Reader& reader, const char* field) {
  if (!reader[field].is_boolean()) reader.Refuse(field, "true or false", reader[field]);
  return reader[field].get<bool>();
}

/// The steps of the execution that passes, which has the tasks and objects of the one that fails.
Trace ReadPassing(const Reader& reader, const Trace& failing) {
  Trace passing = failing;
  passing.steps.clear();
  passing.violation.reset();
  passing.outcome.reset();
  for (const Json& step : reader.Array("steps")) passing.steps.push_back(ReadStep(step, passing));
  if (!reader["outcome"].is_null()) passing.outcome = reader.Text("outcome");
  return passing;
}

void ReadExplanation(const Json& json, ExplainedTrace& explained) {
  const Trace& trace = explained.trace;
  const std::string where = "explanation: ";
  constexpr int kAny = std::numeric_limits<int>::max();
  const int steps = static_cast<int>(trace.steps.size());
  const int tasks = static_cast<int>(trace.tasks.size());
  const Reader reader(
      json, where,
      {"minimised_from", "shortest", "shortest_remark", "point_of_no_return", "established",
       "states", "remark", "passing", "race", "cycle", "circle", "early_notification"});
  if (const Json& from = reader["minimised_from"]; !from.is_null()) {
    const Reader of(from, where + "minimised_from: ", {"steps", "switches"});
    explained.minimised = {of.Number("steps", 0, kAny), of.Number("switches", 0, kAny),
                           ReadFlag(reader, "shortest"), reader.Text("shortest_remark")};
  }
  Explanation& why = explained.explanation.emplace();
  why.remark = reader.Text("remark");
  if (!reader["states"].is_number_unsigned()) {
    reader.Refuse("states", "a whole number", reader["states"]);
  }
  why.states = reader["states"].get<std::uint64_t>();
  const std::string established = reader.Text("established");
  if (established != "exactly" && established != "bounded" && established != "not") {
    reader.Refuse("established", R"("exactly", "bounded" or "not")", reader["established"]);
  }
  if (const Json& point = reader["point_of_no_return"]; !point.is_null()) {
    const Reader of(point, where + "point_of_no_return: ", {"step", "exact"});
    why.established = ReadFlag(of, "exact") ? Explanation::Established::kExactly
                                            : Explanation::Established::kBounded;
    why.point_of_no_return = of.Number("step", 0, steps);
  }
  if (const Json& passing = reader["passing"]; !passing.is_null()) {
    const Reader of(passing, where + "passing: ", {"steps", "outcome", "parts_at", "nearest"});
    of.Number("parts_at", why.point_of_no_return, why.point_of_no_return);
    why.passing = ReadPassing(of, trace);
    why.passing_is_nearest = ReadFlag(of, "nearest");
  }
  const auto name_of = [&](const Reader& of) {
    if (of["object"].is_null()) return std::string();
    return trace.objects.at(of.Number("object", 0, static_cast<int>(trace.objects.size()) - 1))
        .name;
  };
  if (const Json& race = reader["race"]; !race.is_null()) {
    const Reader of(race, where + "race: ", {"first", "second", "object"});
    why.race = {of.Number("first", 1, steps), of.Number("second", 1, steps), name_of(of)};
  }
  reader.Each("cycle", "task", {"task", "operation", "object", "waits_for", "held_since"},
              [&](const Reader& of) {
                why.waits.push_back({of.Number("task", 0, tasks - 1), of.Text("operation"),
                                     name_of(of), of.Number("waits_for", -1, tasks - 1),
                                     of.Number("held_since", 0, steps)});
              });
  why.circle = ReadFlag(reader, "circle");
  if (!reader["early_notification"].is_null()) {
    why.early_notification = reader.Number("early_notification", 1, steps);
  }
}

/// Refuses what the parser would put up with: a field that an object has twice; depth without end;
/// and fields without end, each of which it would look for among all those before.
class ParseGuard {
 public:
  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    constexpr int kMaxDepth = 16;
    if (depth > kMaxDepth) throw UsageError("not a trace: too many brackets within brackets");
    if (event == Json::parse_event_t::object_start) {
      names_.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      names_.pop_back();
    } else if (event == Json::parse_event_t::key) {
      const bool is_new = names_.back().insert(parsed.get<std::string>()).second;
      if (!is_new) throw UsageError(fmt::format("the field {} is there twice", Shown(parsed)));
      constexpr std::size_t kMaxFields = 1000;
      if (names_.back().size() > kMaxFields) {
        throw UsageError(
            fmt::format("not a trace: an object with more than {} fields", kMaxFields));
      }
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> names_;  // of the objects that the parser is in
};

/// The message of an exception of the JSON library, without the library's own details.
std::string WithoutDetails(std::string_view message) {
  if (const auto dash = message.find(" - "); dash != std::string_view::npos) {
    message.remove_prefix(dash + 3);
  } else if (const auto bracket = message.find("] "); bracket != std::string_view::npos) {
    message.remove_prefix(bracket + 2);
  }
  std::string text(message.substr(0, message.find("; last read: ")));
  if (const auto expected = message.rfind("; expected ");
      expected != std::string_view::npos && text.size() < expected) {
    text += message.substr(expected);
  }
  return ShortenMiddle(Printable(text), 120);
}

Json ParseJson(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) throw UsageError("it is empty");
  try {
    return Json::parse(text.begin(), text.end(), ParseGuard());
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, error.byte == 0 ? 0 : error.byte - 1);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const int column = DisplayWidth(before.substr(before.rfind('\n') + 1)) + 1;
    if (error.byte > text.size()) {
      throw UsageError(fmt::format("cut short: it ends at line {}, column {}", line, column));
    }
    throw UsageError(fmt::format("line {}, column {}: not JSON: {}", line, column,
                                 WithoutDetails(error.what())));
  } catch (const Json::exception& error) {
    throw UsageError(fmt::format("not JSON: {}", WithoutDetails(error.what())));
  }
}

}  // namespace

ExplainedTrace ExplainedFromJson(const Json& json) {
  RequireFormat(json);
  const bool version_1 = json["version"] == 1;
  const Reader reader(json, "",
                      {"format", "version", "scenario", "parameters", "observer", "engine", "tasks",
                       "objects", "steps", "outcome", "violation"},
                      version_1 ? "" : kExplanation);
  ExplainedTrace explained;
  Trace& trace = explained.trace;
  trace.scenario = reader.Text("scenario");
  trace.parameters = ReadParameters(reader);
  trace.observer = reader.Text("observer");
  trace.engine = reader.Text("engine");
  ReadTasksAndObjects(reader, version_1, trace);
  for (const Json& step : reader.Array("steps")) {
    trace.steps.push_back(version_1 ? ReadStepOfVersion1(step, trace) : ReadStep(step, trace));
  }
  const Json& outcome = reader["outcome"];
  if (outcome.is_string()) {
    trace.outcome = outcome.get<std::string>();
  } else if (!outcome.is_null()) {
    reader.Refuse("outcome", "a string or null", outcome);
  }
  trace.violation = ReadViolation(reader["violation"]);
  if (json.contains(kExplanation) && !json[kExplanation].is_null()) {
    ReadExplanation(json[kExplanation], explained);
  }
  return explained;
}

Trace TraceFromJson(const Json& json) { return ExplainedFromJson(json).trace; }

Trace ParseTrace(std::string_view contents) { return ParseExplained(contents).trace; }

ExplainedTrace ParseExplained(std::string_view contents) {
  return ExplainedFromJson(ParseJson(contents));
}

}  // namespace heddle::internal
