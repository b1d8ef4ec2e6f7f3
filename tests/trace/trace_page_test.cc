// What a page holds. What a reader can do with it, tests/pages tries in a browser.

#include "src/trace/trace_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/trace_format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "src/trace/source_lines.h"
#include "src/trace/trace_json.h"
#include "tests/trace/traces.h"

namespace heddle::internal {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;

/// The data that a page holds.
ordered_json DataOf(const std::string& page) {
  const std::string kStart = "<script type=\"application/json\" id=\"data\">";
  const std::size_t start = page.find(kStart) + kStart.size();
  return ordered_json::parse(page.substr(start, page.find("</script>", start) - start));
}

TEST(TracePage, HoldsTheTraceAsItsFileHasIt) {
  const Trace trace = LostLetters();
  const std::string page = TraceFormatNamed("html").write(trace, {});
  EXPECT_EQ(DataOf(page)["trace"], ToJson(trace));
}

TEST(TracePage, AsksForNothingFromElsewhere) {
  const std::string page = TraceFormatNamed("html").write(LostLetters(), {});
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
}

TEST(TracePage, LeavesNoMarkOfItsFrame) {
  const std::string page = TraceFormatNamed("html").write(LostLetters(), {});
  for (const char* mark : {"@TITLE@", "@STYLE@", "@DATA@", "@SCRIPT@"}) {
    EXPECT_THAT(page, Not(HasSubstr(mark)));
  }
}

TEST(TracePage, KeepsWhateverTextATraceHas) {
  Trace trace = LostLetters();
  trace.scenario = "</script><!-- @DATA@ &lt; \xff";
  const std::string page = TraceFormatNamed("html").write(trace, {});
  EXPECT_EQ(DataOf(page)["trace"]["scenario"], "</script><!-- @DATA@ &lt; \xef\xbf\xbd");
  EXPECT_THAT(page, HasSubstr("<title>&lt;/script>&lt;!-- @DATA@ &amp;lt; "));
}

TEST(SourceLines, AreThoseAroundTheOnesThatAreWanted) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "some.cc";
  std::ofstream stream(file);
  for (int i = 1; i <= 40; ++i) stream << "line " << i << '\n';
  stream.close();
  const auto lines = SourceLines(file, {1, 30});
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->size(), 7u + 13u);
  EXPECT_EQ(lines->at(7), "line 7");
  EXPECT_EQ(lines->count(8), 0u);
  EXPECT_EQ(lines->at(36), "line 36");
}

TEST(SourceLines, AreFoundFromTheWorkspaceThatBazelRunsFrom) {
  std::ofstream(std::filesystem::path(testing::TempDir()) / "there.h") << "here it is\n";
  EXPECT_FALSE(SourceLines("there.h", {1}));
  setenv("BUILD_WORKSPACE_DIRECTORY", testing::TempDir().c_str(), 1);
  EXPECT_TRUE(SourceLines("there.h", {1}));
  unsetenv("BUILD_WORKSPACE_DIRECTORY");
}

TEST(SourceLines, AreOfNoFileThatIsNoSource) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "secret.txt";
  std::ofstream(file) << "secret\n";
  EXPECT_FALSE(SourceLines(file, {1}));
  EXPECT_FALSE(SourceLines("/dev/zero", {1}));
  EXPECT_FALSE(SourceLines(testing::TempDir(), {1}));
}

}  // namespace
}  // namespace heddle::internal
