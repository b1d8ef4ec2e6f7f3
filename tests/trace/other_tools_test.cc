// Traces for other tools are what those read.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/trace_format.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/trace/traces.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::ordered_json;

std::string Written(const std::string& format, const Trace& trace) {
  return TraceFormatNamed(format).write(trace, {});
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(Dot, HasANodeForEachStepAndAnEdgeForEachOrder) {
  const std::string text = Written("dot", LostLetters());
  EXPECT_THAT(text, HasSubstr("digraph \"shared_string\" {"));
  EXPECT_THAT(text, HasSubstr("    label=\"first\";"));
  EXPECT_THAT(text, HasSubstr(R"(    s3 [label="3: set a \"O\""];)"));
  EXPECT_THAT(text, HasSubstr("  s1 -> s3 [label=\"conflict\", style=dashed];"));
  EXPECT_THAT(text, HasSubstr("  s1 -> s4;"));
}

// Quotes are what holds the file together.
RC_GTEST_PROP(Dot, ClosesEveryQuote, ()) {
  for (const std::string& line : Lines(Written("dot", *AnyTrace()))) {
    int quotes = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == '"') {
        ++quotes;
      }
    }
    RC_ASSERT(quotes % 2 == 0);
  }
}

TEST(Mermaid, DrawsWhatIsHandedOverAndNoConflicts) {
  Trace trace = LostLetters();
  EXPECT_THAT(Written("mermaid", trace), Not(HasSubstr("-->>")));
  trace.steps[2].after = {{0, TraceOrder::kMessage}};
  const std::string text = Written("mermaid", trace);
  EXPECT_THAT(text, HasSubstr("sequenceDiagram\n  participant t0 as first\n"));
  EXPECT_THAT(text, HasSubstr("  t0-->>t1: message\n  Note over t1: 3. set a #34;O#34;\n"));
  EXPECT_THAT(text, HasSubstr("  Note over t0,t1: no letter is lost#58; the final"));
}

RC_GTEST_PROP(Mermaid, LetsNoTextBeTakenForItsOwn, ()) {
  for (const std::string& line : Lines(Written("mermaid", *AnyTrace()))) {
    // But for `#35;`, of which each # has its ;.
    RC_ASSERT(line.find('"') == std::string::npos);
    RC_ASSERT(std::count(line.begin(), line.end(), '#') ==
              std::count(line.begin(), line.end(), ';'));
  }
}

/// The events of a log for ShiViz: the host, its clock, and what happens.
struct Event {
  std::string host;
  std::map<std::string, int> clock;
  std::string words;
};

std::vector<Event> Events(const std::string& text) {
  const std::vector<std::string> lines = Lines(text);
  std::vector<Event> events;
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
    const std::size_t blank = lines[i].find(' ');
    events.push_back(
        {lines[i].substr(0, blank), Json::parse(lines[i].substr(blank + 1)), lines[i + 1]});
  }
  return events;
}

TEST(Shiviz, HasVectorClocks) {
  const std::vector<Event> events = Events(Written("shiviz", LostLetters()));
  ASSERT_EQ(events.size(), 8u);
  using Clock = std::map<std::string, int>;
  EXPECT_EQ(events[1].clock, (Clock{{"second", 1}}));
  EXPECT_EQ(events[2].host, "second");
  EXPECT_EQ(events[2].clock, (Clock{{"first", 1}, {"second", 2}}));
  EXPECT_EQ(events[2].words, "set a \"O\"");
  EXPECT_EQ(events[3].clock, (Clock{{"first", 2}}));
}

RC_GTEST_PROP(Shiviz, OrdersStepsAsTheEdgesDo, ()) {
  const Trace trace = *AnyTrace();
  const std::vector<Event> events = Events(Written("shiviz", trace));
  RC_ASSERT(events.size() == trace.steps.size());
  std::map<std::string, int> counts;
  for (std::size_t i = 0; i < events.size(); ++i) {
    RC_ASSERT(events[i].clock.at(events[i].host) == ++counts[events[i].host]);
    for (const TraceEdge& edge : trace.steps[i].after) {
      for (const auto& [host, count] : events[edge.step].clock) {
        RC_ASSERT(events[i].clock.at(host) >= count);
      }
    }
  }
}

RC_GTEST_PROP(Perfetto, HasASliceForEachStepAndAFlowForEachEdge, ()) {
  const Trace trace = *AnyTrace();
  const Json json = Json::parse(Written("perfetto", trace));
  std::size_t slices = 0, edges = 0, flows = 0;
  std::map<int, Json> starts;
  for (const Json& event : json["traceEvents"]) {
    RC_ASSERT(event["pid"] == 1);
    const std::string phase = event["ph"];
    if (phase == "X") {
      RC_ASSERT(event["tid"] == trace.steps[slices].task + 1);
      RC_ASSERT(event["ts"] == 1000 * slices);
      ++slices;
    } else if (phase == "s") {
      RC_ASSERT(starts.emplace(event["id"], event).second);
    } else if (phase == "f") {
      const Json& start = starts.at(event["id"]);
      RC_ASSERT(start["name"] == event["name"]);
      RC_ASSERT(start["ts"] < event["ts"]);
      ++flows;
    }
  }
  for (const TraceStep& step : trace.steps) edges += step.after.size();
  RC_ASSERT(slices == trace.steps.size());
  RC_ASSERT(flows == edges);
  RC_ASSERT(starts.size() == edges);
}

}  // namespace
}  // namespace heddle::internal
