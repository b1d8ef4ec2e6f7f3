// The notebook's cells by `heddle run`; and its sentences, each with the claims about it, in
// specs/semantics.md.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "tests/evidence/recordings.h"
#include "tests/sanitizer.h"
#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

struct Cell {
  std::string scenario, on, model;
};

const std::vector<Cell> kCells = {
    {"shared_string", "threads", "threads"},   {"shared_string", "processes", "processes"},
    {"shared_string", "processes", "manager"}, {"shared_string", "coroutines", "coroutines"},
    {"pipeline", "threads", "threads"},        {"pipeline", "processes", "processes"},
    {"pipeline", "coroutines", "coroutines"},
};

std::string PrintedBy(const Cell& cell, const std::string& pace) {
  return Heddle({"run", cell.scenario, "--on", cell.on, "--pace", pace, "--set",
                 "model=" + cell.model})
      .out;
}

TEST(RunOfACell, PrintsWhatTheModelCanPrint) {
  for (const Cell& cell : kCells) {
    if (kWatchesThreads && cell.model == "threads" && cell.scenario == "shared_string") continue;
    for (const std::string pace : {"0.01", "0"}) {
      const std::string printed = PrintedBy(cell, pace);
      const CommandResult result =
          Heddle({"conform", "-", cell.scenario, "--set", "model=" + cell.model}, printed);
      EXPECT_EQ(result.status, 0) << cell.scenario << " " << cell.model << "\n"
                                  << printed << result.out;
    }
  }
}

TEST(RunOfCoroutines, PrintsByteForByteWhatTheNotebookRecorded) {
  for (const Cell& cell : kCells) {
    if (cell.model != "coroutines") continue;
    const auto recorded = Recordings(cell.scenario + "-coroutines.notebook");
    ASSERT_EQ(recorded.size(), 1u);
    EXPECT_EQ(PrintedBy(cell, "0.001"), recorded.front().output);
  }
}

/// The rows of the table of sentences in specs/semantics.md: what the notebook says, and the
/// claims.
std::vector<std::pair<std::string, std::string>> Sentences() {
  std::vector<std::pair<std::string, std::string>> rows;
  bool in_table = false;
  for (const std::string& line : Lines(ReadFile("specs/semantics.md"))) {
    if (line == "| the notebook | claims |") {
      in_table = true;
    } else if (in_table && !line.starts_with("| ")) {
      break;
    } else if (in_table && !line.starts_with("| ---")) {
      const std::size_t bar = line.find(" | ");
      rows.emplace_back(line.substr(2, bar - 2), line.substr(bar + 3));
    }
  }
  return rows;
}

TEST(EachSentenceOfTheNotebook, IsQuotedToTheLetterAndHasItsClaims) {
  const std::string notebook = ReadFile("tests/evidence/notebook/simple_concurrency_examples.txt");
  std::set<std::string> ids;
  for (const char* file : {"specs", "tests/evidence/mutants/mutants.toml"}) {
    for (const Claim& claim : ReadClaims(file)) ids.insert(claim.id);
  }
  const auto rows = Sentences();
  EXPECT_EQ(rows.size(), 14u);
  for (const auto& [sentence, claims] : rows) {
    EXPECT_THAT(notebook, HasSubstr(sentence));
    static const std::regex kId("`([^`]+)`");
    const std::sregex_iterator begin(claims.begin(), claims.end(), kId), end;
    EXPECT_NE(begin, end) << sentence;
    for (auto id = begin; id != end; ++id) {
      EXPECT_TRUE(ids.contains((*id)[1])) << "there is no claim " << (*id)[1];
    }
  }
}

// Whoever reads the code finds them there: a comment that is new has to have a row, too.
TEST(EachCommentOfTheNotebook, IsAmongItsSentences) {
  std::string sentences;
  for (const auto& row : Sentences()) sentences += row.first + "\n";
  const std::string notebook = ReadFile("tests/evidence/notebook/simple_concurrency_examples.txt");
  int comments = 0;
  for (const std::string& line : Lines(notebook)) {
    const std::size_t mark = line.find("# ");
    if (mark == line.npos || line.starts_with("##")) continue;
    const std::string comment = line.substr(mark + 2);
    if (comment == "Simple concurrency examples") continue;  // the title
    if (comment.starts_with("See ")) continue;               // names a page of documentation
    ++comments;
    EXPECT_THAT(sentences, HasSubstr(comment));
  }
  EXPECT_EQ(comments, 13);
}

}  // namespace
}  // namespace heddle::internal
