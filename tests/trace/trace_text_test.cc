#include "src/trace/trace_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "src/trace/printable.h"
#include "tests/trace/traces.h"

namespace heddle::internal {
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
  EXPECT_EQ(StepLines(trace, {.max_steps = trace.steps.size()}), all);
  EXPECT_THAT(StepLines(trace, {.max_steps = 3}),
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

// A console grows at its end.
TEST(TraceText, ShowsALongValueWhereItDiffersFromBefore) {
  Trace trace = LostLetters();
  trace.steps.resize(4);
  trace.steps[2].value = '"' + std::string(60, 'o') + '"';
  trace.steps[2].changes = {{0, trace.steps[2].value}};
  trace.steps[3].value = '"' + std::string(60, 'o') + "ONE\"";
  trace.steps[3].changes = {{0, trace.steps[3].value}};
  const std::string text = TraceText(trace, {.width = 100});
  EXPECT_THAT(text, HasSubstr("oONE\""));
  EXPECT_THAT(text, Not(HasSubstr("\"oooooooooooooooo…")));
}

TEST(TraceText, UsesTheWidthOfTheTerminal) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.steps[0].value = '"' + std::string(60, 'o') + '"';
  EXPECT_THAT(TraceText(trace, {.width = 100}), Not(HasSubstr(trace.steps[0].value)));
  EXPECT_THAT(TraceText(trace, {.width = 200}), HasSubstr(trace.steps[0].value));
}

TEST(TraceText, FoldsRoundsThatDoTheSame) {
  Trace trace = LostLetters();
  trace.steps.resize(2);
  trace.steps[1] = trace.steps[0];
  trace.steps[1].operation = "look";
  for (int i = 0; i < 8; ++i) trace.steps.push_back(trace.steps[i % 2]);
  trace.steps.back().value = "9";  // a value is not the same
  EXPECT_THAT(StepLines(trace), ElementsAre("    first        second",
                                            " 1  get a → \"\"           shared_string.cc:61",
                                            " 2  look a → \"\"          shared_string.cc:61",
                                            "    ... 6 more steps like these ...",
                                            " 9  get a → \"\"           shared_string.cc:61",
                                            "10  look a → 9           shared_string.cc:61"));
  EXPECT_EQ(StepLines(trace, {.fold = false}).size(), 11u);
  trace.steps.resize(7);  // so few are shown
  EXPECT_EQ(StepLines(trace).size(), 8u);
}

TEST(TraceText, GivesChangesThatDoNotFitInOneLineALineEach) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.steps[0].changes = {{NumberOf(trace, "a"), "1"},
                            {NumberOf(trace, "b"), "2"},
                            {NumberOf(trace, "guard"), std::string(50, 'x')}};
  // 60 columns less 1 for the number, 10 and 6 for the tasks and 8 between: 35 are left. Changes
  // take the 28 with which 20 columns of a value can be shown.
  EXPECT_THAT(StepLines(trace, {.width = 60}),
              ElementsAre("   first       second",
                          "1  get a → \"\"          a = 1, b = 2                  ….cc:61",
                          "                       guard = xxxxxxxxxx…xxxxxxxxx"));
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
  trace.steps[1].reason.reset();
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
    trace.steps[i].changes = {{NumberOf(trace, "a long name"), std::string(60, 'x')}};
  }
  EXPECT_THAT(StepLines(trace)[0], HasSubstr("the f"));
  for (const std::string& line : Lines(TraceText(trace)))
    EXPECT_LE(DisplayWidth(line), 100) << line;
}

/// Four threads at a futex, and what they do to it.
Trace AtAFutex() {
  Trace trace = LostLetters();
  trace.tasks = {"consumer", "first producer", "second producer", "third producer"};
  trace.steps.clear();
  const auto add = [&trace](int task, const char* operation, const char* object, const char* value,
                            const char* change) {
    TraceStep step;
    step.task = task;
    step.operation = operation;
    step.object = NumberOf(trace, object);
    step.value = value;
    step.file = "tests/search/event_count.h";
    step.line = 100 + static_cast<int>(trace.steps.size());
    if (*change != '\0') step.changes = {{step.object, change}};
    trace.steps.push_back(step);
  };
  add(0, "fetch-add", "sequence", "3, plus 1", "4");
  add(1, "wait", "futex", "sleeps", "consumer sleeps");
  add(2, "load", "sequence", "0 (the newest is 1)", "");
  add(3, "compare-exchange", "sequence", "4, then 5", "5");
  add(0, "wake", "wake", "", "");
  return trace;
}

TEST(TraceText, KeepsEveryNameAndWhatDiffers) {
  for (const int width : {80, 100}) {
    const std::vector<std::string> lines = StepLines(AtAFutex(), {.width = width});
    ASSERT_EQ(lines.size(), 5u) << width;
    EXPECT_THAT(lines[0], HasSubstr("fetch-add sequence → 3, plus 1  ")) << width;
    EXPECT_THAT(lines[1], HasSubstr("wait futex → sleeps  ")) << width;
    EXPECT_THAT(lines[2], HasSubstr("load sequence → 0 (the newest is 1)  ")) << width;
    EXPECT_THAT(lines[3], HasSubstr("compare-exchange sequence → 4, then 5  sequence = 5  "))
        << width;
    EXPECT_THAT(lines[4], HasSubstr("wake 'wake'  ")) << width;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_THAT(lines[i], EndsWith(":10" + std::to_string(i))) << width;
      EXPECT_LE(DisplayWidth(lines[i]), width);
    }
  }
}

TEST(TraceText, CutsTheFileThatRepeatsBeforeWhatDiffers) {
  Trace trace = LostLetters();
  trace.steps.resize(3);
  trace.steps[0].file = trace.steps[1].file = trace.steps[2].file =
      "src/a_file_with_a_long_name_that_is_the_same_in_every_row.cc";
  EXPECT_THAT(StepLines(trace, {.width = 62}),
              ElementsAre("   first       second",
                          "1  get a → \"\"                        …_same_in_every_row.cc:61",
                          "               (preempts first)",
                          "2              get a → \"\"            …_same_in_every_row.cc:61",
                          "3              set a ← \"O\"  a = \"O\"  …_same_in_every_row.cc:61"));
}

TEST(TraceText, CutsAnOperationBeforeItsObject) {
  Trace trace = LostLetters();
  trace.steps.resize(1);
  trace.steps[0].operation = std::string(60, 'x');
  trace.steps[0].object = NumberOf(trace, "the_name_of_the_object");
  EXPECT_THAT(StepLines(trace, {.width = 62})[0], HasSubstr("xx… the_name_of_the_object → \"\""));
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
}  // namespace heddle::internal
