#include "src/trace/trace_json.h"

#include <gtest/gtest.h>
#include <heddle/explanation.h>
#include <heddle/parameters.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/trace/traces.h"

namespace heddle::internal {
namespace {

using Json = nlohmann::ordered_json;

/// The message with which `read()` refuses, or "" if it does not.
template <typename Function>
std::string Refusal(Function read) {
  try {
    read();
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

std::string RefusalOf(std::string_view contents) {
  return Refusal([&] { ParseTrace(contents); });
}

/// How LostLetters() is refused after `change` to its JSON.
template <typename Function>
std::string RefusalAfter(Function change) {
  Json json = ToJson(LostLetters());
  change(json);
  const std::string refusal = Refusal([&] { TraceFromJson(json); });
  EXPECT_EQ(RefusalOf(json.dump()), refusal) << "in memory and from text are not the same";
  return refusal;
}

TEST(TraceJson, SaysWhatWasDecidedWhereAnythingWas) {
  Trace trace = LostLetters();
  trace.steps[2].choice_kind = "spurious";
  Json json = ToJson(trace);
  EXPECT_FALSE(json["steps"][1].contains("choice_kind"));
  EXPECT_EQ(json["steps"][2]["choice_kind"], "spurious");
  EXPECT_EQ(TraceFromJson(json), trace);
  json["steps"][2]["choice_kind"] = "whim";
  EXPECT_EQ(Refusal([&] { TraceFromJson(json); }),
            R"(step 3: choice_kind must be a kind of choice, such as "spurious", not "whim")");
}

TEST(TraceJson, HoldsEveryFieldUnderItsName) {
  const Json json = ToJson(LostLetters());
  EXPECT_EQ(json["format"], "heddle-trace");
  EXPECT_EQ(json["version"], 2);
  EXPECT_EQ(json["scenario"], "shared_string");
  EXPECT_EQ(
      json["parameters"].dump(),
      R"({"model":"manager","guard":"none","first":2,"second":2,"letters":"oO","sleep":"any"})");
  EXPECT_EQ(json["observer"], "string");
  EXPECT_EQ(json["engine"], "heddle");
  EXPECT_EQ(json["tasks"].dump(), R"([{"name":"first"},{"name":"second"}])");
  EXPECT_EQ(json["objects"].dump(), R"([{"name":"a","sort":"managed","value":"\"\""}])");
  EXPECT_EQ(json["steps"].size(), 8u);
  EXPECT_EQ(json["steps"][3], Json::parse(R"({
      "step": 4, "task": 0, "choice": 0, "operation": "set", "object": 0, "value": "\"o\"",
      "source": "src/scenarios/shared_string.cc:61",
      "reason": {"kind": "preempts", "task": 1, "words": "preempts second"},
      "enabled": [0, 1], "after": [], "changes": [{"object": 0, "value": "\"o\""}]})"));
  EXPECT_EQ(json["steps"][2]["after"].dump(), R"([{"step":1,"order":"conflict"}])");
  EXPECT_EQ(json["outcome"], "oo");
  EXPECT_EQ(json["violation"]["kind"], "final");
}

TEST(TraceJson, HasNullForNoOutcomeAndNoViolation) {
  Trace trace = LostLetters();
  trace.outcome.reset();
  trace.violation.reset();
  const Json json = ToJson(trace);
  EXPECT_TRUE(json["outcome"].is_null());
  EXPECT_TRUE(json["violation"].is_null());
  EXPECT_EQ(TraceFromJson(json), trace);
}

TEST(TraceJson, TakesOneLineForEachStep) {
  const std::string contents = TraceFileContents(LostLetters());
  // 8 steps, two tasks and an object; 9 other fields on a line each; 2 lines around each of the
  // three arrays; and the two braces.
  EXPECT_EQ(std::count(contents.begin(), contents.end(), '\n'), 8 + 2 + 1 + 9 + 2 * 3 + 2);
  EXPECT_NE(contents.find(R"(
    {"step": 1, "task": 0, "choice": 0, "operation": "get", "object": 0, )"),
            std::string::npos);
}

RC_GTEST_PROP(TraceJson, GivesBackTheTraceThatWasWritten, ()) {
  const Trace trace = *AnyTrace();
  RC_ASSERT(TraceFromJson(ToJson(trace)) == trace);
  RC_ASSERT(ParseTrace(TraceFileContents(trace)) == trace);
}

TEST(TraceJson, ReplacesBytesThatAreNotUtf8) {
  Trace trace = LostLetters();
  trace.outcome = "o\xffO";
  EXPECT_EQ(ParseTrace(TraceFileContents(trace)).outcome, "o\ufffdO");
}

TEST(TraceJson, KeepsAnAbsoluteSourcePathAndOneWithAColon) {
  Trace trace = LostLetters();
  trace.steps[0].file = "/home/me/c:d/x.cc";
  EXPECT_EQ(TraceFromJson(ToJson(trace)), trace);
}

TEST(TraceJson, RefusesATraceThatIsCutShortAnywhere) {
  const std::string contents = TraceFileContents(LostLetters());
  ASSERT_EQ(contents.substr(contents.size() - 2), "}\n");
  for (std::size_t size = 0; size + 1 < contents.size(); ++size) {
    const std::string refusal = RefusalOf(std::string_view(contents).substr(0, size));
    const std::string wanted = size == 0 ? "it is empty" : "cut short: it ends at line ";
    ASSERT_EQ(refusal.substr(0, wanted.size()), wanted) << "at " << size;
    ASSERT_EQ(refusal.find('\n'), std::string::npos) << "at " << size;
  }
  EXPECT_EQ(ParseTrace(std::string_view(contents).substr(0, contents.size() - 1)), LostLetters());
}

TEST(TraceJson, SaysWhereATraceIsCutShort) {
  EXPECT_EQ(RefusalOf("{\n  \"format\": "), "cut short: it ends at line 2, column 13");
}

TEST(TraceJson, RefusesWhatIsNotJson) {
  EXPECT_EQ(RefusalOf(""), "it is empty");
  EXPECT_EQ(RefusalOf(" \n"), "it is empty");
  EXPECT_EQ(RefusalOf("hello"), "line 1, column 1: not JSON: invalid literal");
  EXPECT_EQ(RefusalOf("{\n  \"format\" 1}"),
            "line 2, column 12: not JSON: unexpected number literal; expected ':'");
  EXPECT_EQ(RefusalOf("{} {}"),
            "line 1, column 4: not JSON: unexpected '{'; expected end of input");
  EXPECT_EQ(RefusalOf("{\"a\": 1e999}"), "not JSON: number overflow parsing '1e999'");
}

TEST(TraceJson, RefusesWhatIsNotATrace) {
  const std::string refusal = "not a trace: it does not say \"format\": \"heddle-trace\"";
  EXPECT_EQ(RefusalOf("{}"), refusal);
  EXPECT_EQ(RefusalOf("[1]"), refusal);
  EXPECT_EQ(RefusalOf("null"), refusal);
  EXPECT_EQ(RefusalOf("{\"format\": \"perfetto\"}"), refusal);
  EXPECT_EQ(RefusalOf(std::string(1000000, '[')), "not a trace: too many brackets within brackets");
}

TEST(TraceJson, RefusesAnotherVersionAndSaysWhichItReads) {
  EXPECT_EQ(RefusalAfter([](Json& json) { json["version"] = 7; }),
            "a trace of version 7; this program reads versions 1 to 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["version"] = 0; }),
            "a trace of version 0; this program reads versions 1 to 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["version"] = "1"; }),
            "version must be a whole number, not \"1\"");
  EXPECT_EQ(RefusalAfter([](Json& json) { json.erase("version"); }),
            "the field 'version' is missing");
  EXPECT_EQ(RefusalOf(R"({"format": "heddle-trace", "version": 3, "new": true})"),
            "a trace of version 3; this program reads versions 1 to 2");
}

TEST(TraceJson, RefusesAMissingField) {
  const Json whole = ToJson(LostLetters());
  for (const auto& field : whole.items()) {
    if (field.key() == "format" || field.key() == "explanation") continue;
    EXPECT_EQ(RefusalAfter([&](Json& json) { json.erase(field.key()); }),
              "the field '" + field.key() + "' is missing");
  }
  for (const auto& field : whole["steps"][2].items()) {
    EXPECT_EQ(RefusalAfter([&](Json& json) { json["steps"][2].erase(field.key()); }),
              "step 3: the field '" + field.key() + "' is missing");
  }
  EXPECT_EQ(RefusalAfter([](Json& json) { json["violation"].erase("kind"); }),
            "violation: the field 'kind' is missing");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["objects"][0].erase("value"); }),
            "object 1: the field 'value' is missing");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][2]["changes"][0].erase("object"); }),
            "step 3: change 1: the field 'object' is missing");
}

TEST(TraceJson, RefusesEveryFieldOfAWrongType) {
  // No field may be true; so it is the wrong type for each of them.
  const Json whole = ToJson(LostLetters());
  for (const auto& field : whole.items()) {
    EXPECT_NE(RefusalAfter([&](Json& json) { json[field.key()] = true; }), "") << field.key();
  }
  for (const auto& field : whole["steps"][2].items()) {
    EXPECT_EQ(RefusalAfter([&](Json& json) {
                json["steps"][2][field.key()] = true;
              }).rfind("step 3: " + field.key(), 0),
              0u)
        << field.key();
  }
  EXPECT_EQ(RefusalAfter([](Json& json) { json["scenario"] = 5; }),
            "scenario must be a string, not 5");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"] = "none"; }),
            "steps must be an array, not \"none\"");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][1] = 2; }),
            "step 2: an object is wanted, not 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["outcome"] = 2; }),
            "outcome must be a string or null, not 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["tasks"][1] = nullptr; }),
            "task 2: an object is wanted, not null");
}

TEST(TraceJson, RefusesAParameterThatIsNeitherTextNorAWholeNumber) {
  EXPECT_EQ(RefusalAfter([](Json& json) { json["parameters"] = Json::array(); }),
            "parameters must be an object, not []");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["parameters"]["first"] = 2.5; }),
            "the parameter 'first' must be a string or a whole number, not 2.5");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["parameters"]["first"] = 18446744073709551615u; }),
            "the parameter 'first' must be a string or a whole number, not 18446744073709551615");
}

TEST(TraceJson, RefusesAnUnknownFieldAndNamesTheNearest) {
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][2]["tsak"] = 1; }),
            "step 3: unknown field 'tsak'; did you mean 'task'?");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["outcomes"] = 1; }),
            "unknown field 'outcomes'; did you mean 'outcome'?");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["violation"]["line\nbreak"] = 1; }),
            "violation: unknown field 'line\\nbreak'; there are: kind, message");
}

TEST(TraceJson, RefusesAFieldThatIsThereTwice) {
  EXPECT_EQ(RefusalOf(R"({"format": "heddle-trace", "version": 1, "version": 1})"),
            "the field \"version\" is there twice");
}

// Each of which would be looked for among all those before.
TEST(TraceJson, RefusesAnObjectWithFieldsWithoutEnd) {
  std::string contents = R"({"format": "heddle-trace", "version": 1)";
  for (int i = 0; i < 1'000'000; ++i) contents += ", \"" + std::to_string(i) + "\": 1";
  EXPECT_EQ(RefusalOf(contents + "}"), "not a trace: an object with more than 1000 fields");
}

TEST(TraceJson, HasRoomForManyParameters) {
  Trace trace = LostLetters();
  for (int i = 0; i < 900; ++i) trace.parameters.push_back({std::to_string(i), "x", false});
  EXPECT_EQ(ParseTrace(TraceFileContents(trace)), trace);
}

TEST(TraceJson, RefusesATaskThatThereIsNot) {
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][4]["task"] = 2; }),
            "step 5: task must be a whole number from 0 to 1, not 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][4]["task"] = -1; }),
            "step 5: task must be a whole number from 0 to 1, not -1");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][4]["task"] = 4294967296; }),
            "step 5: task must be a whole number from 0 to 1, not 4294967296");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["tasks"] = Json::array(); }),
            "step 1: the trace has no tasks");
}

TEST(TraceJson, RefusesAStepThatContradictsTheRest) {
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][2]["after"][0]["step"] = 3; }),
            "step 3: edge 1: step must be a whole number from 1 to 2, not 3");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][2]["after"][0]["order"] = "whim"; }),
            "step 3: edge 1: order must be an order, such as \"lock\", not \"whim\"");
  EXPECT_EQ(RefusalAfter([](Json& json) {
              json["steps"][2]["enabled"] = {1, 0};
            }),
            "step 3: enabled must be the numbers of tasks, in their order, not [1,0]");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][4]["object"] = 1; }),
            "step 5: object must be 0, not 1");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][1]["reason"]["task"] = 2; }),
            "step 2: reason: task must be a whole number from 0 to 1, not 2");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][4]["step"] = 6; }),
            "step 5: step must be 5, not 6");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"].erase(2); }),
            "step 3: step must be 3, not 4");
  EXPECT_EQ(RefusalAfter([](Json& json) { json["steps"][0]["choice"] = -1; }),
            "step 1: choice must be a whole number from 0, not -1");
}

TEST(TraceJson, KeepsWhatIsKnownOfATrace) {
  const Trace trace = LostLetters();
  Explanation why;
  why.established = Explanation::Established::kBounded;
  why.point_of_no_return = 3;
  why.states = 12;
  why.remark = "the time is up";
  why.passing = trace;
  why.passing->steps.resize(5);
  why.passing->violation.reset();
  why.passing->outcome = "oOoO";
  why.passing_is_nearest = true;
  why.race = {2, 3, "a"};
  why.waits = {{0, "lock", "a", 1, 2}, {1, "lock", "a", -1, 0}};
  why.circle = true;
  why.early_notification = 4;
  const Minimised from{41, 7, false, "the time is up"};
  const std::string contents = TraceFileContents(trace, &why, &from);
  const ExplainedTrace read = ParseExplained(contents);
  EXPECT_EQ(read.trace, trace);
  EXPECT_EQ(read.minimised, from);
  ASSERT_TRUE(read.explanation.has_value());
  EXPECT_EQ(read.explanation->passing, why.passing);
  EXPECT_EQ(read.explanation->waits, why.waits);
  EXPECT_EQ(TraceFileContents(read.trace, &*read.explanation, &*read.minimised), contents);

  const auto refusal = [&](auto change) {
    Json json = Json::parse(contents);
    change(json["explanation"]);
    return RefusalOf(json.dump());
  };
  EXPECT_EQ(refusal([](Json& json) { json["point_of_no_return"]["step"] = 9; }),
            "explanation: point_of_no_return: step must be a whole number from 0 to 8, not 9");
  EXPECT_EQ(refusal([](Json& json) { json["cycle"][1]["object"] = 1; }),
            "explanation: task 2: object must be 0, not 1");
  EXPECT_EQ(refusal([](Json& json) { json["passing"]["steps"][1]["step"] = 1; }),
            "step 2: step must be 2, not 1");
  EXPECT_EQ(refusal([](Json& json) { json["established"] = "perhaps"; }),
            "explanation: established must be \"exactly\", \"bounded\" or \"not\", not "
            "\"perhaps\"");
  EXPECT_EQ(refusal([](Json& json) { json.erase("race"); }),
            "explanation: the field 'race' is missing");
}

// Files from before version 2.
TEST(TraceJson, ReadsVersion1) {
  const char* const kOld = R"({
    "format": "heddle-trace", "version": 1, "scenario": "shared_string", "parameters": {"first": 1},
    "observer": "string", "engine": "heddle", "tasks": ["first", "second"],
    "objects": [{"name": "a", "value": "0"}],
    "steps": [
      {"step": 1, "task": 0, "task_name": "first", "choice": 0, "operation": "get", "object": "a",
       "value": "0", "source": "x.cc:5", "reason": "", "changes": []},
      {"step": 2, "task": 1, "task_name": "second", "choice": 1, "choice_kind": "wakeup",
       "operation": "lock", "object": "m", "value": "", "source": "",
       "reason": "first waits: lock 'm'", "changes": [{"name": "a", "value": "1"}]}],
    "outcome": null, "violation": {"kind": "final", "message": "no"}})";
  const Trace trace = ParseTrace(kOld);
  EXPECT_EQ(trace.tasks, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(trace.objects, (std::vector<TraceObject>{{"a", "", "0"}, {"m", "", ""}}));
  ASSERT_EQ(trace.steps.size(), 2u);
  EXPECT_EQ(trace.ObjectOf(trace.steps[1]), "m");
  EXPECT_EQ(trace.steps[0].reason, std::nullopt);
  EXPECT_EQ(trace.steps[1].reason, (TraceReason{"waits", 0, "first waits: lock 'm'"}));
  EXPECT_EQ(trace.steps[1].changes, (std::vector<TraceChange>{{0, "1"}}));
  EXPECT_EQ(trace.steps[1].choice_kind, "wakeup");
  EXPECT_EQ(trace.violation, (Violation{"final", "no"}));
  EXPECT_EQ(ParseTrace(TraceFileContents(trace)), trace);

  Json json = Json::parse(kOld);
  json["steps"][1]["task_name"] = "first";
  EXPECT_EQ(RefusalOf(json.dump()), "step 2: task 1 is \"second\", not \"first\"");
}

TEST(TraceJson, RefusesASourceWithoutAFileOrALine) {
  for (const char* source :
       {"x.cc", "x.cc:", ":5", "x.cc:5x", "x.cc:-5", "x.cc:05", "x.cc:99999999999"}) {
    EXPECT_EQ(RefusalAfter([&](Json& json) { json["steps"][0]["source"] = source; }),
              "step 1: source must be a file and a line, as in \"x.cc:57\", not \"" +
                  std::string(source) + "\"");
  }
}

}  // namespace
}  // namespace heddle::internal
