#include "src/trace/trace_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "src/trace/printable.h"
#include "tests/trace/traces.h"

namespace heddle {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The lines of a trace's steps: after the blank line under the header, up to the next one.
std::vector<std::string> StepLines(const Trace& trace, const TextOptions& options = {}) {
  std::vector<std::string> steps;
  int blanks = 0;
  for (const std::string& line : Lines(TraceText(trace, options))) {
    if (line.empty()) ++blanks;
    if (blanks == 1 && !line.empty()) steps.push_back(line);
  }
  return steps;
}

TEST(TraceText, HasAColumnForEachTaskAndARowForEachStep) {
  EXPECT_EQ(TraceText(LostLetters()),
            R"(shared_string: model=manager guard=none first=2 second=2 letters=oO sleep=any
run by heddle, observing string
at first a = ""

   first         second
1  get a → ""                            shared_string.cc:61
                 (preempts first)
2                get a → ""              shared_string.cc:61
3                set a ← "O"   a = "O"   shared_string.cc:61
   (preempts second)
4  set a ← "o"                 a = "o"   shared_string.cc:61
5  get a → "o"                           shared_string.cc:61
                 (preempts first)
6                get a → "o"             shared_string.cc:61
7                set a ← "oO"  a = "oO"  shared_string.cc:61
   (second has ended)
8  set a ← "oo"                a = "oo"  shared_string.cc:61

outcome: string = oo
violation: a final property does not hold: no letter is lost: the final string has 2 letters,
    not 4: "oo"
)");
}

TEST(TraceText, LeavesOutTheMiddleOfALongTraceAndSaysHowMuchOfIt) {
  const Trace trace = LostLetters();
  const std::vector<std::string> all = StepLines(trace);
  EXPECT_EQ(StepLines(trace, {.most_steps = trace.steps.size()}), all);
  EXPECT_THAT(StepLines(trace, {.most_steps = 3}),
              ElementsAre(all[0], all[1], all[2], all[3], "... 5 steps that are not shown ...",
                          all[all.size() - 2], all.back()));
}

TEST(TraceText, SaysSoIfThereAreNoSteps) {
  Trace trace;
  trace.scenario = "nothing";
  trace.engine = "threads";
  EXPECT_EQ(TraceText(trace), "nothing\nrun by threads\n\nno steps\n");
}

TEST(TraceText, PutsKindsOfViolationsIntoWords) {
  Trace trace = LostLetters();
  trace.violation = Violation{"data-race", "nothing orders this and that"};
  EXPECT_THAT(TraceText(trace),
              HasSubstr("violation: a data race: nothing orders this and that\n"));
  trace.violation = Violation{"lost-wakeup", "first waits"};
  EXPECT_THAT(TraceText(trace), HasSubstr("violation: a lost wakeup: first waits\n"));
  trace.violation = Violation{"a new kind", "which is shown as it is"};
  EXPECT_THAT(TraceText(trace), HasSubstr("violation: a new kind: which is shown as it is\n"));
}

TEST(TraceText, ShortensALongValueInItsMiddle) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.steps[0].value = '"' + std::string(30, 'o') + std::string(30, 'O') + '"';
  // At most 40 columns of it: 39 characters, the quotation marks among them, and the "…".
  EXPECT_THAT(TraceText(trace),
              HasSubstr("get a → \"" + std::string(19, 'o') + "…" + std::string(18, 'O') + "\"  "));
}

TEST(TraceText, GivesChangesThatDoNotFitInOneLineALineEach) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.steps[0].changes = {{"a", "1"}, {"b", "2"}, {"guard", std::string(50, 'x')}};
  // 60 columns less 1 for the number, 10 and 6 for the tasks and 8 between: 17 and 18 are left.
  EXPECT_THAT(StepLines(trace, {.width = 60}),
              ElementsAre("   first       second",
                          "1  get a → \"\"          a = 1, b = 2       …ared_string.cc:61",
                          "                       guard = xxxx…xxxx"));
}

TEST(TraceText, ShowsTheFoldersOfFilesWithTheSameName) {
  Trace trace = LostLetters();
  trace.steps.resize(3);
  trace.steps[0].file = "src/a/x.cc";
  trace.steps[1].file = "src/b/x.cc";
  trace.steps[2].file = "src/b/y.cc";
  const std::string text = TraceText(trace);
  EXPECT_THAT(text, HasSubstr("  src/a/x.cc:61\n"));
  EXPECT_THAT(text, HasSubstr("  src/b/x.cc:61\n"));
  EXPECT_THAT(text, HasSubstr("  y.cc:61\n"));
}

TEST(TraceText, AlignsByWhatATerminalShowsAndNotByBytes) {
  Trace trace = LostLetters();
  trace.steps.resize(2);
  trace.steps[0].value = "\"日本ö\"";
  trace.steps[1].reason.clear();
  EXPECT_THAT(StepLines(trace),
              ElementsAre("   first            second",
                          "1  get a → \"日本ö\"              shared_string.cc:61",
                          "2                   get a → \"\"  shared_string.cc:61"));
}

TEST(TraceText, SendsNoControlCharactersToTheTerminal) {
  Trace trace = LostLetters();
  trace.steps[0].value = "\"line\n\x1b[31m\xff\"";
  const std::string text = TraceText(trace);
  EXPECT_THAT(text, HasSubstr("get a → \"line\\n\\x1b[31m\\xff\""));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(TraceText, PutsTheTaskInFrontIfThereAreTooManyForColumns) {
  Trace trace = LostLetters();
  trace.steps.resize(3);
  for (int i = 0; i < 12; ++i) trace.tasks.push_back("task number " + std::to_string(i));
  EXPECT_THAT(StepLines(trace),
              ElementsAre("1  first           get a → \"\"            shared_string.cc:61",
                          "                   (preempts first)",
                          "2  second          get a → \"\"            shared_string.cc:61",
                          "3  second          set a ← \"O\"  a = \"O\"  shared_string.cc:61"));
}

// However many columns, and however much too wide: in time that grows with the file.
TEST(TraceText, PutsTheTaskInFrontIfColumnsWouldBeFarTooWide) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.tasks.resize(10'000, std::string(2000, 'x'));
  const std::vector<std::string> lines = StepLines(trace);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], StartsWith("1  first     "));
  EXPECT_THAT(lines[0], EndsWith("  get a → \"\"  shared_string.cc:61"));
  EXPECT_EQ(DisplayWidth(lines[0]), 100);
}

TEST(TraceText, FitsFourTasksIntoColumnsWhateverTheyDo) {
  Trace trace = LostLetters();
  trace.tasks = {"the first task", "the second task", "the third task", "the fourth task"};
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    trace.steps[i].task = static_cast<int>(i % 4);
    trace.steps[i].operation = "a long operation";
    trace.steps[i].value = trace.steps[i].file = std::string(60, 'x');
    trace.steps[i].changes = {{"a long name", std::string(60, 'x')}};
  }
  EXPECT_THAT(StepLines(trace)[0], HasSubstr("the f"));
  for (const std::string& line : Lines(TraceText(trace)))
    EXPECT_LE(DisplayWidth(line), 100) << line;
}

RC_GTEST_PROP(TraceText, KeepsToTheWidthOfTheTerminal, ()) {
  const Trace trace = *AnyTrace();
  const int width = *rc::gen::inRange(62, 130);
  const std::string text = TraceText(trace, {.width = width});
  for (const std::string& line : Lines(text)) {
    RC_ASSERT(DisplayWidth(line) <= width);
    RC_ASSERT(Printable(line) == line);
  }
}

/// `text` without what is between ESC and the next 'm'.
std::string WithoutColors(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST(TraceText, IsTheSameTextInColor) {
  const std::string colored = TraceText(LostLetters(), {.color = true});
  EXPECT_THAT(colored, HasSubstr("\x1b[36mget a → \"\"\x1b[0m"));
  EXPECT_EQ(WithoutColors(colored), TraceText(LostLetters()));
}

}  // namespace
}  // namespace heddle
