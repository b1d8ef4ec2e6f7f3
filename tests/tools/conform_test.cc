// `heddle conform`: its exit statuses, its JSON, and what it shows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

const std::string kOutput =
    "produced 0\nproducer: done\nintermediate: done\nconsumed 1\nconsumer: done\n";
const std::string kWrong = "produced 0\nconsumer: done\n";

/// `heddle conform` of `output` to the pipeline of one item, with `more`.
CommandResult ConformSmall(const std::string& output, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"conform", "-", "pipeline", "--set", "items=1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Heddle(arguments, output);
}

TEST(ConformStatus, Is0WhereTheOutputIsABehaviour) {
  const CommandResult result = ConformSmall(kOutput);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("\naccepted: "));
  EXPECT_EQ(result.err, "");
}

TEST(ConformStatus, Is1WhereItIsNone) {
  const CommandResult result = ConformSmall(kWrong);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("\nrejected after 11 bytes: "));
  EXPECT_THAT(result.out, HasSubstr("the model can explain\n  produced 0\nand could have gone on "
                                    "with: \"consumed\", \"intermediate: done\", \"producer: "
                                    "done\"; the output has: \"consumer: done\\n\"\n"));
}

TEST(ConformStatus, Is3WhereALimitStoppedIt) {
  const CommandResult result = ConformSmall(kWrong, {"--limit-states", "5"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.out, HasSubstr("undecided: "));
  EXPECT_THAT(result.out, HasSubstr("stopped by the limit of 5 states"));
}

TEST(Conform, ReadsAFileAsItIs) {
  const Folder folder;
  WriteFile(folder / "out", kOutput);
  EXPECT_EQ(Heddle({"conform", folder / "out", "pipeline", "--set", "items=1"}).status, 0);
  // A byte that is no text, and a zero.
  WriteFile(folder / "out", "produced 0\n" + std::string("\xff\0\x1b", 3));
  const CommandResult result = Heddle({"conform", folder / "out", "pipeline", "--set", "items=1"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("rejected after 11 bytes"));
  EXPECT_THAT(result.out, HasSubstr("\\u0000\\u001b"));
}

TEST(Conform, ComparesAFinalValueWithOrWithoutTheEndOfItsLine) {
  for (const std::string output : {"oO", "oO\n", "Oo\n", "O"}) {
    const CommandResult result = Heddle({"conform", "-", "shared_string", "--observe", "string",
                                         "--set", "first=1", "second=1", "--json"},
                                        output);
    EXPECT_EQ(result.status, 0) << output;
    EXPECT_TRUE(result.json()["prefix_bytes"].is_null());
    EXPECT_TRUE(result.json()["could_continue"].is_null());
  }
  EXPECT_EQ(Heddle({"conform", "-", "shared_string", "--observe", "string", "--set", "first=1",
                    "second=1"},
                   "oo\n")
                .status,
            1);
}

TEST(Conform, AcceptsWhatARealRunPrints) {
  // Those of the string are in //tests/evidence:notebook_test.
  for (const std::string on : {"threads", "processes", "coroutines"}) {
    const CommandResult run = Heddle({"run", "pipeline", "--on", on, "--pace", "0"});
    const CommandResult result =
        Heddle({"conform", "-", "pipeline", "--set", "model=" + on}, run.out);
    EXPECT_EQ(result.status, 0) << on << result.out << result.err;
  }
}

TEST(Conform, ShowsSomeOfManyWaysToGoOn) {
  const CommandResult result = Heddle({"conform", "-", "shared_string", "--set", "model=manager"},
                                      "(Both processes have started)\noooooooooo"
                                      "OOOOOOOOOOOOOOOOOOOO\nBoth processes have finished\nx\n");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("\nrejected after 90 bytes: "));
  EXPECT_THAT(result.out, testing::ContainsRegex("with: (\"[oO]+\", ){10}\\.\\.\\. \\([0-9]+ are "
                                                 "known\\); the output has: \"x\\\\n\"\n"));
}

TEST(Conform, WritesATraceThatPrintsTheOutput) {
  const Folder folder;
  EXPECT_EQ(ConformSmall(kOutput, {"--trace", folder / "trace.json"}).status, 0);
  const CommandResult shown = Heddle({"replay", folder / "trace.json"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("consumer: done"));
  const CommandResult none = ConformSmall(kWrong, {"--trace", folder / "none.json"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("no trace to write to"));
  EXPECT_EQ(folder.count(), 1);
}

TEST(ConformJson, IsOneObject) {
  const auto right = ConformSmall(kOutput, {"--json"}).json();
  std::vector<std::string> keys;
  for (const auto& [key, value] : right.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAre("scenario", "parameters", "observer", "accepted",
                                         "complete", "states", "prefix_bytes", "could_continue",
                                         "could_end", "trace", "seconds"));
  EXPECT_EQ(right["accepted"], true);
  EXPECT_EQ(right["observer"], "console");
  EXPECT_EQ(right["parameters"]["items"], 1);
  EXPECT_EQ(right["prefix_bytes"], kOutput.size());
  EXPECT_EQ(right["trace"]["outcome"], kOutput);

  const auto wrong = ConformSmall(kWrong, {"--json"}).json();
  EXPECT_EQ(wrong["accepted"], false);
  EXPECT_EQ(wrong["complete"], true);
  EXPECT_EQ(wrong["prefix_bytes"], 11);
  EXPECT_EQ(wrong["could_continue"].size(), 3u);
  EXPECT_EQ(wrong["could_end"], false);
  EXPECT_TRUE(wrong["trace"].is_null());
}

TEST(ConformMisuse, SaysWhatWouldBeRight) {
  const Folder folder;
  ExpectMisuse(Heddle({"conform", folder / "none", "pipeline"}), "none: cannot be read: No such");
  ExpectMisuse(Heddle({"conform", folder / "", "pipeline"}), "cannot be read: Is a directory");
  ExpectMisuse(Heddle({"conform", "-", "pipelin"}), "did you mean 'pipeline'?");
  ExpectMisuse(Heddle({"conform", "-"}), "scenario is required");
  ExpectMisuse(ConformSmall(kOutput, {"--observe", "consol"}), "did you mean 'console'?");
  ExpectMisuse(ConformSmall(kOutput, {"--limit-states", "0"}), "from 1 on, not '0'");
  ExpectMisuse(ConformSmall(kOutput, {"--trace", folder / "no/such"}), "cannot be written");
}

}  // namespace
}  // namespace heddle::internal
