// What a user can get wrong: each is one line that says what would be right, and leaves no file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

TEST(Misuse, OfExploreSaysWhatWouldBeRight) {
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  for (const Case& c : {
           Case{{"shared_strin"}, "no scenario 'shared_strin'; did you mean 'shared_string'?"},
           {{"loom"}, "there are: pipeline, shared_string"},
           {{"shared_string", "--set", "frist=1"}, "no parameter 'frist'; did you mean 'first'?"},
           {{"shared_string", "--set", "first=31"}, "first must be a whole number from 0 to 30"},
           {{"shared_string", "--set", "first=-1"}, "first must be a whole number from 0 to 30"},
           {{"shared_string", "--set", "first=two"}, "from 0 to 30, not 'two'"},
           {{"shared_string", "--set", "first"}, "--set takes name=value, not 'first'"},
           {{"shared_string", "--set", "first=1", "first=2"}, "--set gives 'first' twice"},
           {{"shared_string", "--set", "model=thread"}, "one of threads, processes, manager"},
           {{"pipeline", "--set", "close=complete"}, "close=complete is for model=coroutines"},
           {{"pipeline", "--strategy", "dpro"}, "no strategy 'dpro'; did you mean 'dpor'?"},
           {{"shared_string", "--observe", "lenght"}, "did you mean 'length'?"},
           {{"shared_string", "--observe", ""}, "--observe: needs the name of an observer"},
           {{"shared_string", "--reach", "2"}, "--reach needs --observe NAME"},
           {{"shared_string", "--list-outcomes", "2"}, "--list-outcomes needs --observe NAME"},
           {{"pipeline", "--limit-executions", "0"}, "must be a whole number from 1 on, not '0'"},
           {{"pipeline", "--limit-executions", "-1"}, "must be a whole number from 1 on"},
           {{"pipeline", "--limit-seconds", "soon"}, "must be a number above 0"},
           {{"pipeline", "--limit-memory", "0"},
            "--limit-memory: must be a whole number from 1 to 1099511627776, not '0'"},
           {{"pipeline", "--limit-memory", "-5"}, "must be a whole number from 1 to "},
           {{"pipeline", "--limit-memory", "2G"}, "from 1 to 1099511627776, not '2G'"},
           {{"pipeline", "--limit-memory", "1.5"}, "from 1 to 1099511627776, not '1.5'"},
           {{"pipeline", "--limit-memory", "18446744073709551616"}, "must be a whole number from"},
           {{"pipeline", "--limit-step-seconds", "0"},
            "--limit-step-seconds: must be a number above 0, at most 1000000000, not '0'"},
           {{"pipeline", "--limit-step-seconds", "-1"}, "must be a number above 0"},
           {{"pipeline", "--limit-step-seconds", "5s"}, "at most 1000000000, not '5s'"},
           {{"pipeline", "--limit-step-seconds", "nan"}, "must be a number above 0"},
           {{"pipeline", "--limit-step-seconds", "inf"}, "must be a number above 0"},
           {{"pipeline", "--limit-step-seconds", "1e10"}, "must be a number above 0"},
           {{"pipeline", "--list-outcomes", "-1"}, "must be a whole number from 0 on"},
           {{"pipeline", "--max-steps", "0"}, "must be a whole number from 1 to 1000000000"},
           {{"pipeline", "--engine", "relay"}, "no engine 'relay'; did you mean 'relacy'?"},
           {{"pipeline", "--engine", "relacy", "--strategy", "dpor"},
            "the engine relacy has no strategy 'dpor'; there are: bound, full, random"},
           {{"pipeline", "--strategy", "bound"}, "the strategy bound is for the engine relacy"},
           {{"pipeline", "--preemptions", "2"},
            "preemptions are for the engine relacy with the strategy bound, not for heddle states"},
           {{"pipeline", "--engine", "relacy", "--preemptions", "2"}, "not for relacy full"},
           {{"pipeline", "--engine", "relacy", "--preemptions", "x"}, "a whole number from 0 on"},
           {{"pipeline", "--engine", "relacy", "--no-snapshots"},
            "--no-snapshots is for the engine heddle: relacy keeps no snapshots"},
           {{"pipeline", "--engine", "relacy", "--whole-states"},
            "--whole-states is for the engine heddle: relacy keeps no states"},
           {{"pipeline", "--seed", "x"}, "must be a whole number from 0 on"},
           {{"pipeline", "--seed", "3"},
            "--seed is for strategies that draw executions (pct, pos, random), not for states"},
           {{"pipeline", "--max-steps", "3"}, "--max-steps is for strategies that run executions"},
           {{"pipeline", "--json=5"}, "--json takes no value"},
           {{"pipeline", "--limit-secnds", "3"}, "did you mean '--limit-seconds'?"},
       }) {
    std::vector<std::string> arguments = {"explore"};
    arguments.insert(arguments.end(), c.arguments.begin(), c.arguments.end());
    ExpectMisuse(Heddle(arguments), c.says);
  }
}

TEST(Misuse, OfRunSaysWhatWouldBeRightAndRunsNothing) {
  ExpectMisuse(Heddle({"run", "pipelin", "--on", "threads"}), "did you mean 'pipeline'?");
  ExpectMisuse(Heddle({"run", "pipeline", "--on", "thread"}), "did you mean 'threads'?");
  ExpectMisuse(Heddle({"run", "pipeline", "--on", "threads", "--pace", "-1"}),
               "--pace: must be a number from 0 to 1000, not '-1'");
  ExpectMisuse(Heddle({"run", "pipeline", "--on", "threads", "--observe", "consumd"}),
               "did you mean 'consumed'?");
  ExpectMisuse(Heddle({"run", "pipeline", "--on", "processes", "--set", "model=threads"}),
               "model=threads does not run on processes, but on threads or coroutines");
}

TEST(Misuse, OfShowSaysWhichFormatsThereAre) {
  ExpectMisuse(Heddle({"show", "x.json", "--format", "htlm"}),
               "no format 'htlm'; did you mean 'html'?");
}

/// Each command that writes a file, writing `path`.
std::vector<std::vector<std::string>> Writers(const std::string& path, const std::string& trace) {
  return {
      {"explore", "shared_string", "--set", "first=1", "second=1", "--trace", path},
      {"run", "pipeline", "--on", "threads", "--pace", "0", "--record", path},
      {"show", trace, "--output", path},
  };
}

TEST(UnwritableFile, IsNamedBeforeAnythingIsRun) {
  const Folder folder;
  const std::string trace = folder / "trace.json";
  ASSERT_EQ(Heddle(Writers(trace, "")[0]).status, 1);
  for (const auto& arguments : Writers(folder / "no/such/folder", trace)) {
    ExpectMisuse(Heddle(arguments), "no/such/folder: cannot be written: No such file or directory");
  }
  for (const auto& arguments : Writers(folder / "", trace)) {
    ExpectMisuse(Heddle(arguments), "cannot be written: Is a directory");
  }
  for (const auto& arguments : Writers(trace + "/x", trace)) {
    ExpectMisuse(Heddle(arguments), "trace.json/x: cannot be written: Not a directory");
  }
  for (const auto& arguments : Writers("", trace)) {
    ExpectMisuse(Heddle(arguments), "'': cannot be written");
  }
  EXPECT_EQ(folder.count(), 1);
}

TEST(AFileThatIsThere, IsUntouchedByAMisuseAndReplacedWholeOtherwise) {
  const Folder folder;
  const std::string path = folder / "trace.json";
  WriteFile(path, "what was there");
  ExpectMisuse(Heddle({"explore", "shared_string", "--set", "frist=1", "--trace", path}), "frist");
  ExpectMisuse(Heddle({"run", "pipeline", "--on", "thread", "--record", path}), "thread");
  ExpectMisuse(Heddle({"show", folder / "none.json", "--output", path}), "none.json");
  EXPECT_EQ(ReadFile(path), "what was there");
  EXPECT_EQ(Heddle(Writers(path, "")[0]).status, 1);
  EXPECT_EQ(Heddle({"show", path}).status, 0);
  EXPECT_EQ(folder.count(), 1);
}

}  // namespace
}  // namespace heddle::internal
