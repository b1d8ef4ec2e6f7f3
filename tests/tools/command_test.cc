// The command as a whole: its commands, their help, and where it writes.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

const std::vector<std::string> kCommands = {"list",   "run",  "explore", "verify",
                                            "replay", "show", "conform"};

TEST(Command, HelpsWithItselfAndWithEachCommand) {
  const CommandResult all = Heddle({"--help"});
  EXPECT_EQ(all.status, 0);
  for (const std::string& command : kCommands) {
    EXPECT_THAT(all.out, HasSubstr("\n  " + command));
    const CommandResult one = Heddle({command, "--help"});
    EXPECT_EQ(one.status, 0) << command;
    EXPECT_THAT(one.out, HasSubstr("heddle " + command)) << command;
    EXPECT_EQ(one.err, "") << command;
  }
}

TEST(Command, NamesItsCommandsWhereNoneIsGiven) {
  ExpectMisuse(Heddle({}), "there are: list, run, explore, verify, replay, show, conform");
}

TEST(Command, NamesTheNearestCommand) {
  ExpectMisuse(Heddle({"exlpore"}), "'exlpore'; did you mean 'explore'?");
  ExpectMisuse(Heddle({"weave"}), "there are: list, run");
}

TEST(Command, SaysWhichHelpToAskFor) {
  ExpectMisuse(Heddle({"--bogus"}), "'--bogus' is no command; there are: list, run, ");
  ExpectMisuse(Heddle({"--bogus"}), "`heddle --help`");
  ExpectMisuse(Heddle({"explore", "pipeline", "--bogus"}),
               "no option '--bogus'; there are: --help");
  ExpectMisuse(Heddle({"explore", "pipeline", "--bogus"}), "(`heddle explore --help`");
  ExpectMisuse(Heddle({"run", "pipeline"}), "--on is required (`heddle run --help`");
}

TEST(Command, KeepsAMessageOnOneLineWhateverIsQuotedInIt) {
  ExpectMisuse(Heddle({"explore", "a\nb\x1b[31m"}), "'a\\nb\\x1b[31m'");
}

TEST(Command, FailsWhereItsOutputCannotBeWritten) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const CommandResult result = HeddleInto(full, {"list"});
  close(full);
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(Lines(result.err).size(), 1u);
}

TEST(Command, EndsWhereNobodyReadsItsOutput) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  close(ends[0]);
  const CommandResult result =
      HeddleInto(ends[1], {"explore", "shared_string", "--set", "first=3", "second=3", "--json"});
  close(ends[1]);
  EXPECT_EQ(result.status, 128 + SIGPIPE);
}

TEST(List, ShowsEachScenarioWithItsParametersRangesAndDefaults) {
  const CommandResult result = Heddle({"list"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  for (const std::string text : {
           "pipeline: ",
           "shared_string: ",
           "one of threads, processes, coroutines\n",
           "one of threads, processes, manager, coroutines\n",
           "a whole number from 0 to 30\n",
           "if left out: 10 (20 for model=coroutines)\n",
           "one of any, timed\n",
           "one of atomic, monitor, spsc\n",
           "one of as-is, complete, at-exit\n",
           "\n    string ",
           "\n    length ",
           "\n    console ",
           "\n    consumed ",
       }) {
    EXPECT_THAT(result.out, HasSubstr(text));
  }
}

}  // namespace
}  // namespace heddle::internal
