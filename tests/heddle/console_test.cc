#include <gtest/gtest.h>
#include <heddle/console.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

using enum Console::Keep;

Task<> PrintWords(Console& console, std::string_view what, std::string_view rest) {
  co_await console.Print(what, " ", rest, "\n");
}

Task<> PrintLines(Console& console, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) co_await console.Print(line);
}

TEST(Console, PrintsEachPieceByItselfSoThatOthersCanComeBetween) {
  Console* console = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    console = &scheduler.Make<Console>("console", kAll);
    scheduler.Spawn("a", PrintWords(*console, "produced", "0"));
    scheduler.Spawn("b", PrintWords(*console, "consumed", "1"));
  });
  EXPECT_EQ(run.Next(0), "print console");
  EXPECT_EQ(run.Step(0), "\"produced\"");
  EXPECT_EQ(run.Step(1), "\"consumed\"");
  EXPECT_EQ(run.Step(1), "\" \"");
  EXPECT_EQ(run.Step(1), "\"1\"");
  for (int i = 0; i < 3; ++i) run.Step(0);
  EXPECT_TRUE(run.HasEnded(0));
  run.Step(1);
  EXPECT_EQ(console->text(), "producedconsumed 1 0\n\n");  // a line that the notebook's output has
}

TEST(Console, IsNoStepWhereNobodyLooks) {
  Console* console = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    console = &scheduler.Make<Console>("console", kNothing);
    scheduler.Spawn("a", PrintWords(*console, "produced", "0"));
  });
  EXPECT_TRUE(run.HasEnded(0));
  EXPECT_FALSE(console->watched());
  EXPECT_FALSE(console->keeps_text());
  EXPECT_EQ(console->text(), "");
}

TEST(Console, KeepsTheLineBeingPrintedAndTheLastWholeOne) {
  const std::vector<std::string> lines{"ab", "c\nd", "ef\ngh\ni", "\n"};
  Console* console = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    console = &scheduler.Make<Console>("console", kCurrentLine);
    scheduler.Spawn("a", PrintLines(*console, lines));
  });
  run.Step(0);
  EXPECT_EQ(console->text(), "ab");
  EXPECT_EQ(console->last_line(), "");
  run.Step(0);
  EXPECT_EQ(console->text(), "d");
  EXPECT_EQ(console->last_line(), "abc");
  run.Step(0);
  EXPECT_EQ(console->text(), "i");
  EXPECT_EQ(console->last_line(), "gh") << "the last of two lines that came in one piece";
  run.Step(0);
  EXPECT_EQ(console->text(), "");
  EXPECT_EQ(console->last_line(), "i");
}

TEST(Console, RefusesAPrintThatIsTooLong) {
  const std::vector<std::string> lines{std::string(Console::kPieceCapacity, 'x'),
                                       std::string(Console::kPieceCapacity + 1, 'x')};
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", PrintLines(scheduler.Make<Console>("console", kAll), lines));
  });
  run.Step(0);
  EXPECT_EQ(run.failure(), "exception: a: a string of more than 127 characters");
}

TEST(Console, CommutesWithNothing) {
  Stepper run([](Scheduler& scheduler) {
    auto& console = scheduler.Make<Console>("console", kAll);
    scheduler.Spawn("a", PrintWords(console, "a", "b"));
    scheduler.Spawn("b", PrintWords(console, "a", "b"));
  });
  EXPECT_TRUE(Dependent(run.world().footprint(0), run.world().footprint(1)));
}

// Far more in all than there is room for at first. No line is longer than what a print can be.
RC_GTEST_PROP(Console, HoldsAllThatWasPrintedInOrderOrItsLastLines, ()) {
  std::vector<std::string> pieces(Draw(1, 30));
  std::size_t printed_since_end = 0;
  for (std::string& piece : pieces) {
    piece = std::string(Draw(0, 20), 'x');
    if (Draw(0, 1) == 1) piece += '\n';
    piece += std::string(Draw(0, 20), 'y');
    if (printed_since_end + piece.size() > Console::kPieceCapacity / 2) piece += '\n';
    printed_since_end = piece.ends_with('\n') ? 0 : printed_since_end + piece.size();
  }
  Console* all = nullptr;
  Console* line = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    all = &scheduler.Make<Console>("all", kAll, 1);
    line = &scheduler.Make<Console>("line", kCurrentLine, 1);
    scheduler.Spawn("a", PrintLines(*all, pieces));
    scheduler.Spawn("b", PrintLines(*line, pieces));
  });
  std::string printed;
  for (const std::string& piece : pieces) {
    run.Step(0);
    run.Step(1);
    printed += piece;
    RC_ASSERT(all->text() == printed);
    const std::size_t end = printed.rfind('\n');
    RC_ASSERT(line->text() == printed.substr(end + 1));  // npos + 1 is 0
    if (end == std::string::npos) continue;
    const std::string whole = printed.substr(0, end);
    RC_ASSERT(line->last_line() == whole.substr(whole.rfind('\n') + 1));
  }
}

}  // namespace
}  // namespace heddle::internal
