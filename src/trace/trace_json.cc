#include "src/trace/trace_json.h"

#include <fmt/format.h>
#include <heddle/choice_kind.h>
#include <heddle/trace_format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "src/trace/printable.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kFormat = "heddle-trace";

// ---- Writing ------------------------------------------------------------------------------------

Json FromPairs(const Pairs& pairs) {
  Json json = Json::array();
  for (const auto& [name, value] : pairs) json.push_back({{"name", name}, {"value", value}});
  return json;
}

Json FromParameters(const std::vector<Parameters::Value>& parameters) {
  Json json = Json::object();
  for (const Parameters::Value& value : parameters) {
    json[value.name] = value.is_number ? Json(std::stoll(value.text)) : Json(value.text);
  }
  return json;
}

constexpr const char* kChoiceKind = "choice_kind";  // a field of a step that may be left out

Json FromStep(const Trace& trace, std::size_t index) {
  const TraceStep& step = trace.steps[index];
  Json json = {
      {"step", index + 1},
      {"task", step.task},
      {"task_name", trace.tasks.at(step.task)},
      {"choice", step.choice},
  };
  if (!step.choice_kind.empty()) json[kChoiceKind] = step.choice_kind;
  json["operation"] = step.operation;
  json["object"] = step.object;
  json["value"] = step.value;
  json["source"] = step.file.empty() ? std::string() : fmt::format("{}:{}", step.file, step.line);
  json["reason"] = step.reason;
  json["changes"] = FromPairs(step.changes);
  return json;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// `json` on one line, with a blank after each comma and colon.
void AppendLine(std::string& out, const Json& json) {
  if (!json.is_structured()) {
    out += Dump(json);
    return;
  }
  out += json.is_object() ? '{' : '[';
  std::string_view separator;
  for (const auto& item : json.items()) {
    out += std::exchange(separator, ", ");
    if (json.is_object()) out += Dump(item.key()) + ": ";
    AppendLine(out, item.value());
  }
  out += json.is_object() ? '}' : ']';
}

// ---- Reading ------------------------------------------------------------------------------------

/// A value as messages show it.
std::string Shown(const Json& json) { return ShortenMiddle(Printable(Dump(json)), 40); }

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

  Pairs NamesAndValues(const char* field, const char* of_each) const {
    Pairs pairs;
    for (const Json& item : Array(field)) {
      const Reader pair(item, fmt::format("{}{} {}: ", where_, of_each, pairs.size() + 1),
                        {"name", "value"});
      pairs.emplace_back(pair.Text("name"), pair.Text("value"));
    }
    return pairs;
  }

 private:
  const Json& json_;
  std::string where_;
};

void RequireFormat(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json["format"] != kFormat) {
    throw UsageError(fmt::format("not a trace: it does not say \"format\": \"{}\"", kFormat));
  }
  if (!json.contains("version")) throw UsageError("the field 'version' is missing");
  const Json& version = json["version"];
  if (!version.is_number_integer()) {
    throw UsageError(fmt::format("version must be a whole number, not {}", Shown(version)));
  }
  if (version == Trace::kVersion) return;
  throw UsageError(fmt::format("a trace of version {}; this program reads version {}",
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

TraceStep ReadStep(const Json& json, const Trace& trace) {
  const int number = static_cast<int>(trace.steps.size()) + 1;
  const Reader reader(json, fmt::format("step {}: ", number),
                      {"step", "task", "task_name", "choice", "operation", "object", "value",
                       "source", "reason", "changes"},
                      kChoiceKind);
  reader.Number("step", number, number);
  if (trace.tasks.empty()) reader.Refuse("the trace has no tasks");
  TraceStep step;
  step.task = reader.Number("task", 0, static_cast<int>(trace.tasks.size()) - 1);
  if (reader.Text("task_name") != trace.tasks[step.task]) {
    reader.Refuse(fmt::format("task {} is {}, not {}", step.task, Shown(trace.tasks[step.task]),
                              Shown(reader["task_name"])));
  }
  step.choice = reader.Number("choice", 0, std::numeric_limits<int>::max());
  if (json.contains(kChoiceKind)) step.choice_kind = ReadChoiceKind(reader);
  step.operation = reader.Text("operation");
  step.object = reader.Text("object");
  step.value = reader.Text("value");
  ReadSource(reader, step);
  step.reason = reader.Text("reason");
  step.changes = reader.NamesAndValues("changes", "change");
  return step;
}

std::optional<Violation> ReadViolation(const Json& json) {
  if (json.is_null()) return std::nullopt;
  const Reader reader(json, "violation: ", {"kind", "message"});
  return Violation{reader.Text("kind"), reader.Text("message")};
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

Json ToJson(const Trace& trace) {
  Json json = {
      {"format", kFormat},          {"version", Trace::kVersion},
      {"scenario", trace.scenario}, {"parameters", FromParameters(trace.parameters)},
      {"observer", trace.observer}, {"engine", trace.engine},
      {"tasks", trace.tasks},       {"objects", FromPairs(trace.objects)},
      {"steps", Json::array()},     {"outcome", nullptr},
      {"violation", nullptr},
  };
  for (std::size_t i = 0; i < trace.steps.size(); ++i) json["steps"].push_back(FromStep(trace, i));
  if (trace.outcome) json["outcome"] = *trace.outcome;
  if (trace.violation) {
    json["violation"] = {{"kind", trace.violation->kind}, {"message", trace.violation->message}};
  }
  return json;
}

Trace TraceFromJson(const Json& json) {
  RequireFormat(json);
  const Reader reader(json, "",
                      {"format", "version", "scenario", "parameters", "observer", "engine", "tasks",
                       "objects", "steps", "outcome", "violation"});
  Trace trace;
  trace.scenario = reader.Text("scenario");
  trace.parameters = ReadParameters(reader);
  trace.observer = reader.Text("observer");
  trace.engine = reader.Text("engine");
  for (const Json& task : reader.Array("tasks")) {
    trace.tasks.push_back(reader.Text("the name of a task", task));
  }
  trace.objects = reader.NamesAndValues("objects", "object");
  for (const Json& step : reader.Array("steps")) trace.steps.push_back(ReadStep(step, trace));
  const Json& outcome = reader["outcome"];
  if (outcome.is_string()) {
    trace.outcome = outcome.get<std::string>();
  } else if (!outcome.is_null()) {
    reader.Refuse("outcome", "a string or null", outcome);
  }
  trace.violation = ReadViolation(reader["violation"]);
  return trace;
}

std::string TraceFileContents(const Trace& trace) {
  const Json json = ToJson(trace);
  std::string out = "{";
  std::string_view separator = "\n";
  for (const auto& [field, value] : json.items()) {
    out += std::exchange(separator, ",\n");
    out += fmt::format("  {}: ", Dump(field));
    if (!value.is_array() || value.empty() || !value[0].is_object()) {
      AppendLine(out, value);
      continue;
    }
    std::string_view before = "[\n    ";
    for (const Json& item : value) {
      out += std::exchange(before, ",\n    ");
      AppendLine(out, item);
    }
    out += "\n  ]";
  }
  return out + "\n}\n";
}

Trace ParseTrace(std::string_view contents) { return TraceFromJson(ParseJson(contents)); }

namespace {

HEDDLE_TRACE_FORMAT(json, {.name = "json",
                           .summary = "the file that --trace writes",
                           .write = [](const Trace& trace, const TextOptions&) {
                             return TraceFileContents(trace);
                           }});

}  // namespace

}  // namespace heddle::internal
