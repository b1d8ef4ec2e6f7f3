// Traces from the command to the command: written by explore and run, shown, replayed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The file, in `folder`, of a trace in which the manager loses one of two letters.
std::string LostLetter(const Folder& folder) {
  const std::string path = folder / "lost.json";
  const CommandResult result = Heddle({"explore", "shared_string", "--set", "model=manager",
                                       "first=1", "second=1", "--trace", path});
  EXPECT_EQ(result.status, 1);
  return path;
}

/// `text` with its only `from` replaced.
std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(Show, ShowsWhatExploreShowed) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  const CommandResult shown = Heddle({"show", path});
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, HasSubstr("\n1  get a"));
  EXPECT_THAT(shown.out, HasSubstr("violation: a final property does not hold"));
  const CommandResult explored =
      Heddle({"explore", "shared_string", "--set", "model=manager", "first=1", "second=1"});
  EXPECT_THAT(explored.out, HasSubstr(shown.out));
}

TEST(Show, WritesToAFile) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  const CommandResult result = Heddle({"show", path, "--output", folder / "lost.txt"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(ReadFile(folder / "lost.txt"), Heddle({"show", path}).out);
}

TEST(Show, WritesTheFileAgainInItsOwnFormat) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  EXPECT_EQ(Heddle({"show", path, "--format", "json"}).out, ReadFile(path));
}

TEST(Show, WritesAPageOfItsOwn) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  const std::string page = folder / "lost.html";
  const CommandResult result = Heddle({"show", path, "--format", "html", "--output", page});
  EXPECT_EQ(result.status, 0) << result.err;
  const std::string contents = ReadFile(page);
  EXPECT_THAT(contents, StartsWith("<!doctype html>"));
  EXPECT_THAT(contents, HasSubstr("no letter is lost"));
}

TEST(Replay, MinimisesARealRun) {
  const Folder folder;
  const std::string path = folder / "run.json";
  // Each process has a string of its own: every run loses a letter.
  EXPECT_EQ(Heddle({"run", "shared_string", "--on", "processes", "--set", "first=3", "second=3",
                    "--pace", "0", "--record", path})
                .status,
            1);
  const CommandResult result =
      Heddle({"replay", path, "--minimise", "--output", folder / "short.json"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("violation: a final property does not hold"));
  const CommandResult again = Heddle({"replay", folder / "short.json"});
  EXPECT_EQ(again.out, result.out);
  // With all that is printed: 18 steps of each, 9 of the main task; each has one turn.
  EXPECT_THAT(again.out, HasSubstr("\n45  "));
  EXPECT_THAT(again.out, HasSubstr("has ended)"));
  EXPECT_THAT(again.out, Not(HasSubstr("preempts")));
}

TEST(Replay, RefusesToMinimiseWhatDoesNotFail) {
  const Folder folder;
  const std::string path = folder / "reached.json";
  Heddle({"explore", "shared_string", "--set", "model=manager", "first=1", "second=1", "--observe",
          "length", "--reach", "2", "--trace", path});
  const CommandResult result = Heddle({"replay", path, "--minimise"});
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.err,
            "heddle: " + path + ": nothing goes wrong in it: there is nothing to minimise\n");
}

TEST(Replay, RunsAViolationAgain) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  const CommandResult result = Heddle({"replay", path});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, Heddle({"show", path}).out);
  EXPECT_THAT(result.out,
              StartsWith(Heddle({"replay", path, "--explain-seconds", "0"}).out + "\nuntil step "));
}

TEST(Replay, SaysSinceWhenItHadToFail) {
  const Folder folder;
  const CommandResult result = Heddle({"replay", LostLetter(folder)});
  EXPECT_THAT(result.out,
              HasSubstr("\n\nuntil step 1 it could still have ended well; step 2 decides "
                        "it (second: get a)\nthe nearest execution that passes goes on "
                        "by first: set a there, and has 4 steps\n"));
}

TEST(Replay, GoesALineForEachEnter) {
  const Folder folder;
  const std::string path = LostLetter(folder);
  const std::string whole = Heddle({"replay", path}).out;
  const CommandResult all = Heddle({"replay", path, "--step"}, std::string(100, '\n'));
  EXPECT_EQ(all.status, 1);
  EXPECT_EQ(all.out, whole);
  const CommandResult some = Heddle({"replay", path, "--step"}, "\n\nq\n");
  EXPECT_EQ(Lines(some.out).size(), 3u);
  EXPECT_EQ(whole.substr(0, some.out.size()), some.out);
}

TEST(Replay, RunsTheTraceOfARealRunAgain) {
  for (const std::string on : {"threads", "processes", "coroutines"}) {
    const Folder folder;
    const std::string path = folder / "run.json";
    // The coroutines' own cell ends with a violation, the others with none.
    const int status = on == "coroutines" ? 1 : 0;
    // In whole lines: another task can print between the pieces of one.
    const CommandResult run =
        Heddle({"run", "pipeline", "--on", on, "--pace", "0", "--set", "items=3", "print=line",
                "--observe", "console", "--record", path});
    EXPECT_EQ(run.status, status) << on << run.err;
    EXPECT_THAT(ReadFile(path), HasSubstr("\"engine\": \"" + on + "\""));
    const CommandResult shown = Heddle({"show", path});
    EXPECT_EQ(shown.status, 0) << on << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("produced 0"));
    const CommandResult replayed = Heddle({"replay", path});
    EXPECT_EQ(replayed.status, status) << on << replayed.err;
    // A long outcome goes on in the next line.
    const std::string unfolded = std::regex_replace(replayed.out, std::regex("\n +"), " ");
    EXPECT_THAT(unfolded, HasSubstr("consumed 3"));
  }
}

TEST(BadTrace, ThatIsMissingIsNamed) {
  const Folder folder;
  for (const std::string command : {"show", "replay"}) {
    ExpectMisuse(Heddle({command, folder / "none.json"}),
                 "none.json: cannot be read: No such file");
  }
}

TEST(BadTrace, ThatIsCutShortIsRefusedWhereverItIsCut) {
  const Folder folder;
  const std::string whole = ReadFile(LostLetter(folder));
  const std::string path = folder / "cut.json";
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 3}) {
    WriteFile(path, whole.substr(0, size));
    for (const std::string command : {"show", "replay"}) {
      ExpectMisuse(Heddle({command, path}), "cut.json: ");
    }
  }
}

TEST(BadTrace, OfAnotherVersionOfTheFormatIsRefusedWithTheOneThatIsRead) {
  const Folder folder;
  const std::string whole = ReadFile(LostLetter(folder));
  WriteFile(folder / "new.json", Replaced(whole, "\"version\": 2", "\"version\": 3"));
  for (const std::string command : {"show", "replay"}) {
    const CommandResult result = Heddle({command, folder / "new.json"});
    ExpectMisuse(result, "version");
    EXPECT_THAT(result.err, HasSubstr("2"));
    EXPECT_THAT(result.err, HasSubstr("1"));
  }
}

TEST(BadTrace, OfAnotherVersionOfTheProgramIsNotReplayed) {
  const Folder folder;
  const std::string whole = ReadFile(LostLetter(folder));
  WriteFile(folder / "a.json",
            Replaced(whole, "\"operation\": \"get\"", "\"operation\": \"peek\""));
  ExpectMisuse(Heddle({"replay", folder / "a.json"}), "of another version of the program");
  WriteFile(folder / "b.json",
            Replaced(whole, "\"scenario\": \"shared_string\"", "\"scenario\": \"shared_strings\""));
  ExpectMisuse(Heddle({"replay", folder / "b.json"}), "did you mean 'shared_string'?");
  WriteFile(folder / "c.json", Replaced(whole, "\"first\": 1", "\"first\": 77"));
  ExpectMisuse(Heddle({"replay", folder / "c.json"}), "from 0 to 30, not '77'");
}

}  // namespace
}  // namespace heddle::internal
