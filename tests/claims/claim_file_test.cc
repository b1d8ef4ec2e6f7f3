// What a claim file can say, and each mistake in one with its message.

#include "src/claims/claim_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace heddle::internal {
namespace {

/// A claim that is right, a line for each key. The lines are numbered in the tests below.
const std::vector<std::string> kLines = {
    "[[claim]]",                                      // 1
    "id = 'lost'",                                    // 2
    "says = 'an update can get lost'",                // 3
    "scenario = 'shared_string'",                     // 4
    "parameters = { model = 'manager', first = 2 }",  // 5
    "strategy = 'states'",                            // 6
    "observe = 'length'",                             // 7
    "[claim.expect]",                                 // 8
    "verdict = 'violated'",                           // 9
    "kind = 'final'",                                 // 10
};

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The claim above with line `number` replaced (by nothing: an empty line).
std::string With(std::size_t number, const std::string& line) {
  std::vector<std::string> lines = kLines;
  lines.at(number - 1) = line;
  return Joined(lines);
}

/// The message of the mistake in `text`.
std::string Mistake(const std::string& text) {
  try {
    ParseClaims(text, "a.toml");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no mistake";
}

Claim TheClaim(const std::string& text) {
  const std::vector<Claim> claims = ParseClaims(text, "a.toml");
  EXPECT_EQ(claims.size(), 1U);
  return claims.at(0);
}

TEST(ClaimFile, SaysWhatIsExploredAndWhatIsExpected) {
  const Claim claim = TheClaim(Joined(kLines));
  EXPECT_EQ(claim.id, "lost");
  EXPECT_EQ(claim.says, "an update can get lost");
  EXPECT_EQ(claim.where, "a.toml:1");
  EXPECT_EQ(claim.scenario, "shared_string");
  EXPECT_EQ(claim.parameters.Word("model"), "manager");
  EXPECT_EQ(claim.parameters.Number("first"), 2);
  EXPECT_EQ(claim.parameters.Number("second"), 20);  // left out
  EXPECT_EQ(claim.options.strategy, "states");
  EXPECT_EQ(claim.options.observe, "length");
  EXPECT_FALSE(claim.large);
  EXPECT_EQ(claim.expect.verdict, Exploration::Verdict::kViolated);
  EXPECT_EQ(claim.expect.kind, "final");
  EXPECT_EQ(claim.expect.complete, std::nullopt);
}

TEST(ClaimFile, CanSetEveryOption) {
  const Claim claim = TheClaim(
      "[[claim]]\nid = 'a'\nsays = 'b'\nsource = 'c'\nscenario = 'shared_string'\n"
      "strategy = 'random'\nobserve = 'length'\nreach = '2'\nkeep_going = true\nsamples = 7\n"
      "seed = 9\nlimit_seconds = 1.5\nlimit_memory = 64\nlimit_step_seconds = 0.5\nlarge = true\n"
      "[claim.expect]\nverdict = 'holds'\n");
  EXPECT_EQ(claim.source, "c");
  EXPECT_EQ(claim.options.strategy, "random");
  EXPECT_EQ(claim.options.reach, "2");
  EXPECT_TRUE(claim.options.keep_going);
  EXPECT_EQ(claim.options.samples, 7U);
  EXPECT_EQ(claim.options.seed, 9U);
  EXPECT_EQ(claim.options.limit_seconds, 1.5);
  EXPECT_EQ(claim.options.limit_memory_mib, 64U);
  EXPECT_EQ(claim.options.limit_step_seconds, 0.5);
  EXPECT_TRUE(claim.large);
  // A random search is never complete, so that a claim about one does not expect it.
  EXPECT_EQ(claim.expect.complete, std::nullopt);
}

/// The claim above by Relacy, with the keys `lines` more.
std::string ByRelacy(const std::string& strategy, const std::string& lines = "") {
  return With(6, "strategy = '" + strategy + "'\nengine = 'relacy'\n" + lines);
}

TEST(ClaimFile, CanSayThatRelacyExploresAndHow) {
  Claim claim = TheClaim(Joined(kLines));
  EXPECT_EQ(claim.options.strategy.engine(), "heddle");
  EXPECT_EQ(claim.options.strategy.name(), "states");
  claim = TheClaim(ByRelacy("full"));
  EXPECT_EQ(claim.options.strategy.engine(), "relacy");
  EXPECT_EQ(claim.options.strategy.name(), "full");
  claim = TheClaim(ByRelacy("bound", "preemptions = 3"));
  EXPECT_EQ(claim.options.strategy.name(), "bound");
  EXPECT_EQ(claim.options.preemptions, 3);
  claim = TheClaim(ByRelacy("random", "samples = 7\nseed = 9"));
  EXPECT_EQ(claim.options.strategy.name(), "random");
  EXPECT_EQ(claim.options.samples, 7U);
}

TEST(ClaimFile, CanSayHowDeepPctLooks) {
  const Claim claim = TheClaim(With(6, "strategy = 'pct'\npct_depth = 4\nsamples = 7"));
  EXPECT_EQ(claim.options.strategy.name(), "pct");
  EXPECT_EQ(claim.options.pct_depth, 4);
  EXPECT_EQ(claim.options.samples, 7U);
  EXPECT_EQ(TheClaim(With(6, "strategy = 'dpor'\nspurious_wakeups = 2")).options.spurious_wakeups,
            2);
  EXPECT_EQ(Mistake(With(6, "strategy = 'dpor'\nspurious_wakeups = 256")),
            "a.toml:7: spurious wakeups must be a whole number from 0 to 255, not 256");
  EXPECT_EQ(Mistake(With(6, "strategy = 'pos'\npct_depth = 4")),
            "a.toml:7: the depth of pct is for the strategy pct, not for heddle pos");
  EXPECT_EQ(Mistake(With(6, "strategy = 'pct'\npct_depth = 0")),
            "a.toml:7: the depth of pct must be a whole number from 1 to 100, not 0");
  EXPECT_EQ(Mistake(With(6, "strategy = 'dpor'\nseed = 4")),
            "a.toml:7: seed is for strategies that draw executions (pct, pos, random), not for "
            "dpor");
}

TEST(ClaimFile, TakesNoStrategyOfTheOtherEngine) {
  EXPECT_EQ(Mistake(ByRelacy("dpor")),
            "a.toml:6: the engine relacy has no strategy 'dpor'; there are: bound, full, random");
  EXPECT_EQ(Mistake(With(6, "strategy = 'full'")),
            "a.toml:6: the strategy full is for the engine relacy");
  EXPECT_EQ(Mistake(With(6, "strategy = 'dpor'\nengine = 'relay'")),
            "a.toml:7: there is no engine 'relay'; did you mean 'relacy'?");
  EXPECT_EQ(Mistake(With(6, "strategy = 'dpor'\npreemptions = 2")),
            "a.toml:7: preemptions are for the engine relacy with the strategy bound, not for "
            "heddle dpor");
  EXPECT_EQ(Mistake(ByRelacy("full", "samples = 7")),
            "a.toml:8: samples is for the strategy random, not for full");
}

TEST(ClaimFile, ExpectsACompleteSearchOfRelacyOnlyWhereItIsFull) {
  const auto complete = [](const std::string& strategy) {
    std::vector<std::string> lines = kLines;
    lines[5] = "strategy = '" + strategy + "'\nengine = 'relacy'";
    lines[8] = "verdict = 'holds'";
    lines[9] = "";
    return TheClaim(Joined(lines)).expect.complete;
  };
  EXPECT_EQ(complete("full"), true);
  EXPECT_EQ(complete("bound"), std::nullopt);
  EXPECT_EQ(complete("random"), std::nullopt);
}

TEST(ClaimFile, ExpectsACompleteSearchOfWhatHoldsUnlessItSaysOtherwise) {
  std::vector<std::string> lines = kLines;
  lines[8] = "verdict = 'holds'";
  lines[9] = "";
  EXPECT_EQ(TheClaim(Joined(lines)).expect.complete, true);
  lines[9] = "complete = false";
  EXPECT_EQ(TheClaim(Joined(lines)).expect.complete, false);
}

TEST(ClaimFile, TakesEachFigureAsANumberOrAsAStringOfDigits) {
  for (const Figure& figure : Figures()) {
    std::string text = Joined(kLines);
    if (figure.name == "reached_steps") text = With(7, "observe = 'length'\nreach = '2'");
    const std::string name(figure.name);
    for (const std::string value : {"1_234", "'1234'"}) {
      const Claim claim = TheClaim(text + name + " = " + value + "\n");
      ASSERT_EQ(claim.expect.numbers.size(), 1U) << name;
      EXPECT_EQ(claim.expect.numbers[0].figure->name, name);
      EXPECT_TRUE(claim.expect.numbers[0].value == 1234) << name;
    }
  }
}

TEST(ClaimFile, HoldsNumbersPastSixtyFourBits) {
  const Claim claim = TheClaim(Joined(kLines) + "executions = '100000000000000000000'\n");
  EXPECT_EQ(ToString(claim.expect.numbers.at(0).value), "100000000000000000000");
}

TEST(ClaimFile, ListsAllOutcomesThatAreExpected) {
  std::string outcomes;
  for (int i = 0; i < 1500; ++i) outcomes += "'" + std::to_string(i) + "', ";
  EXPECT_GT(TheClaim(Joined(kLines) + "outcomes = [" + outcomes + "]\n").options.list_outcomes,
            1500U);
}

struct MistakeCase {
  const char* name;
  std::string text;
  const char* message;
};

class ClaimFileMistake : public testing::TestWithParam<MistakeCase> {};

void PrintTo(const MistakeCase& mistake, std::ostream* out) { *out << mistake.name; }

TEST_P(ClaimFileMistake, IsReportedWithItsLineAndWhatWouldBeRight) {
  EXPECT_EQ(Mistake(GetParam().text), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, ClaimFileMistake,
    testing::ValuesIn(std::vector<MistakeCase>{
        {"Empty", "", "a.toml:1: there is no claim; each is a table [[claim]]"},
        {"UnknownTable", "[[claims]]\n",
         "a.toml:1: a claim file has no key 'claims'; did you mean 'claim'?"},
        {"ClaimIsOneTable", "\n[claim]\nid = 'a'\n", "a.toml:2: a claim must be a table [[claim]]"},
        {"UnknownKey", With(6, "stratgey = 'states'"),
         "a.toml:6: a claim has no key 'stratgey'; did you mean 'strategy'?"},
        {"UnknownKeyInExpect", With(9, "verdit = 'holds'"),
         "a.toml:9: an expectation has no key 'verdit'; did you mean 'verdict'?"},
        {"FirstOfTwoUnknownKeys", With(3, "zzzzzzz = 1\naaaaaaa = 2"),
         "a.toml:3: a claim has no key 'zzzzzzz'; there are: id, says, source, scenario, "
         "parameters, smallest, engine, strategy, preemptions, pct_depth, spurious_wakeups, "
         "observe, reach, "
         "keep_going, "
         "samples, seed, "
         "limit_seconds, limit_memory, limit_step_seconds, large, expect"},
        {"NoId", With(2, ""), "a.toml:1: a claim needs the key 'id'"},
        {"NoSays", With(3, ""), "a.toml:1: a claim needs the key 'says'"},
        {"NoScenario", With(4, ""), "a.toml:1: a claim needs the key 'scenario'"},
        {"NoStrategy", With(6, ""), "a.toml:1: a claim needs the key 'strategy'"},
        {"NoExpect",
         "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\nstrategy = 'dpor'\n",
         "a.toml:1: a claim needs the key 'expect'"},
        {"NoVerdict", With(9, ""), "a.toml:8: an expectation needs the key 'verdict'"},
        {"EmptyId", With(2, "id = ''"), "a.toml:2: id must not be empty"},
        {"IdIsNumber", With(2, "id = 12"), "a.toml:2: id must be a string, not 12"},
        {"SaysIsArray", With(3, "says = ['a']"), "a.toml:3: says must be a string, not an array"},
        {"SourceIsFlag", With(3, "says = 'a'\nsource = true"),
         "a.toml:4: source must be a string, not true"},
        {"UnknownScenario", With(4, "scenario = 'shared_strnig'"),
         "a.toml:4: there is no scenario 'shared_strnig'; did you mean 'shared_string'?"},
        {"ParametersIsText", With(5, "parameters = 'model'"),
         "a.toml:5: parameters must be a table, not 'model'"},
        {"UnknownParameter", With(5, "parameters = { modle = 'threads' }"),
         "a.toml:5: shared_string has no parameter 'modle'; did you mean 'model'?"},
        {"ParameterOutOfRange", With(5, "parameters = { letters = 'ab' }"),
         "a.toml:5: shared_string: letters must be one of oO, oo, not 'ab'"},
        {"ParameterIsFlag", With(5, "parameters = { first = true }"),
         "a.toml:5: first must be a whole number or a string, not true"},
        {"ParameterTableOfItsOwn",
         With(5, "") + "[claim.parameters]\nmodel = 'threads'\nguard = 'mutexx'\n",
         "a.toml:13: shared_string: guard must be one of none, mutex, not 'mutexx'"},
        {"UnknownStrategy", With(6, "strategy = 'sates'"),
         "a.toml:6: there is no strategy 'sates'; did you mean 'states'?"},
        {"UnknownObserver", With(7, "observe = 'lenght'"),
         "a.toml:7: shared_string has no observer 'lenght'; did you mean 'length'?"},
        {"EmptyObserver", With(7, "observe = ''"), "a.toml:7: observe must not be empty"},
        {"ReachWithoutObserver", With(7, "reach = '2'"),
         "a.toml:7: a value to reach needs the key 'observe': of which observer it is"},
        {"ReachIsNumber", With(7, "observe = 'length'\nreach = 2"),
         "a.toml:8: reach must be a string, not 2"},
        {"KeepGoingIsText", With(7, "keep_going = 'yes'"),
         "a.toml:7: keep_going must be true or false, not 'yes'"},
        {"LargeIsNumber", With(7, "large = 1"), "a.toml:7: large must be true or false, not 1"},
        {"SamplesOfStates", With(7, "samples = 3"),
         "a.toml:7: samples is for strategies that draw executions (pct, pos, random), not for "
         "states"},
        {"SeedOfStates", With(7, "seed = 3"),
         "a.toml:7: seed is for strategies that draw executions (pct, pos, random), not for "
         "states"},
        {"SeedBelowZero", With(6, "strategy = 'random'\nseed = -1"),
         "a.toml:7: seed must be a whole number from 0 on, not -1"},
        // No double can hold it.
        {"SeedFarBelowZero", With(6, "strategy = 'random'\nseed = -9007199254740993"),
         "a.toml:7: seed must be a whole number from 0 on, not -9007199254740993"},
        {"SamplesIsFraction", With(6, "strategy = 'random'\nsamples = 1.5"),
         "a.toml:7: samples must be a whole number from 0 on, not 1.5"},
        {"NoSamples", With(6, "strategy = 'random'\nsamples = 0"),
         "a.toml:7: samples must be at least 1"},
        {"LimitOfZero", With(7, "limit_seconds = 0"),
         "a.toml:7: limit_seconds must be a number of seconds above 0, not 0"},
        {"LimitFarBelowZero", With(7, "limit_seconds = -9007199254740993"),
         "a.toml:7: limit_seconds must be a number of seconds above 0, not -9007199254740993"},
        {"LimitIsText", With(7, "limit_seconds = 'long'"),
         "a.toml:7: limit_seconds must be a number of seconds above 0, not 'long'"},
        {"StepLimitOfZero", With(7, "limit_step_seconds = 0"),
         "a.toml:7: limit_step_seconds must be a number of seconds above 0, not 0"},
        {"StepLimitIsText", With(7, "limit_step_seconds = '5s'"),
         "a.toml:7: limit_step_seconds must be a number of seconds above 0, not '5s'"},
        {"MemoryOfZero", With(7, "limit_memory = 0"),
         "a.toml:7: limit_memory must be a whole number of MiB from 1 to 1099511627776, not 0"},
        {"MemoryFarTooLarge", With(7, "limit_memory = 9007199254740993"),
         "a.toml:7: limit_memory must be a whole number of MiB from 1 to 1099511627776, not "
         "9007199254740993"},
        {"MemoryIsText", With(7, "limit_memory = '2G'"),
         "a.toml:7: limit_memory must be a whole number from 0 on, not '2G'"},
        {"ExpectIsText",
         "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\nstrategy = 'dpor'\nexpect = "
         "'holds'\n",
         "a.toml:6: expect must be a table, not 'holds'"},
        {"UnknownVerdict", With(9, "verdict = 'hold'"),
         "a.toml:9: there is no verdict 'hold'; did you mean 'holds'?"},
        {"UnknownKind", With(10, "kind = 'data race'"),
         "a.toml:10: there is no kind of violation 'data race'; did you mean 'data-race'?"},
        {"KindOfWhatHolds", With(9, "verdict = 'holds'"),
         "a.toml:10: kind is about a violation, and the verdict is holds"},
        {"MessageOfWhatHolds",
         "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\nstrategy = 'dpor'\nexpect = "
         "{ verdict = 'holds', message = 'x' }\n",
         "a.toml:6: message is about a violation, and the verdict is holds"},
        {"CompleteIsText", With(10, "complete = 'true'"),
         "a.toml:10: complete must be true or false, not 'true'"},
        {"StatesBelowZero", With(10, "states = -3"),
         "a.toml:10: states must be a whole number from 0 on, or a string of up to 38 digits, not "
         "-3"},
        {"ExecutionsInWords", With(10, "executions = '1,000'"),
         "a.toml:10: executions must be a whole number from 0 on, or a string of up to 38 digits, "
         "not '1,000'"},
        {"OutcomesIsText", With(10, "outcomes = 'a'"),
         "a.toml:10: outcomes must be an array of strings, not 'a'"},
        {"OutcomesHasNumber", With(10, "outcomes = [\n'a',\n2 ]"),
         "a.toml:12: outcomes must be an array of strings, and a whole number is in it"},
        {"OutcomeTwice", With(10, "outcomes = ['a', 'b', 'a']"),
         "a.toml:10: outcomes has 'a' twice"},
        {"OutcomesWithoutObserver",
         "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\nstrategy = "
         "'dpor'\n[claim.expect]\nverdict = 'holds'\noutcomes = []\n",
         "a.toml:8: outcomes needs the claim's key 'observe': outcomes of which observer"},
        {"OutcomeCountWithoutObserver",
         "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\nstrategy = "
         "'dpor'\n[claim.expect]\nverdict = 'holds'\noutcome_count = 1\n",
         "a.toml:8: outcome_count needs the claim's key 'observe': outcomes of which observer"},
        {"ReachedWithoutReach", With(10, "reached = true"),
         "a.toml:10: reached needs the claim's key 'reach': which outcome"},
        {"ReachedStepsWithoutReach", With(10, "reached_steps = 3"),
         "a.toml:10: reached_steps needs the claim's key 'reach': which outcome"},
        {"IdTwice", Joined(kLines) + Joined(kLines),
         "a.toml:11: the id 'lost' is taken: a.toml:1 has it; an id must be unique"},
    }),
    [](const testing::TestParamInfo<MistakeCase>& info) { return info.param.name; });

TEST(ClaimFileSyntax, MistakesAreReportedWithTheirLine) {
  EXPECT_TRUE(Mistake(With(6, "strategy = states")).starts_with("a.toml:6: "))
      << Mistake(With(6, "strategy = states"));
  EXPECT_TRUE(Mistake(With(3, "id = 'again'")).starts_with("a.toml:3: "))
      << Mistake(With(3, "id = 'again'"));
}

TEST(ClaimFile, TakesAWholeNumberOfSecondsOfAnySize) {
  EXPECT_EQ(TheClaim(With(7, "limit_seconds = 9007199254740993")).options.limit_seconds, 0x1p53);
}

/// `count` parts, joined by `dot`.
std::string LongKey(int count, const std::string& dot = ".") {
  std::string key = "x";
  for (int i = 1; i < count; ++i) key += dot + "x";
  return key;
}

// As many tables within tables as these would make take more stack to destroy than there is.
TEST(ClaimFile, RefusesAKeyWithPartsWithoutEnd) {
  for (const int count : {33, 1'000'000}) {
    for (const std::string& line : {
             "[" + LongKey(count) + "]",
             LongKey(count) + " = 1",
             LongKey(count, " . ") + " = 1",
             "y = { " + LongKey(count) + " = 1 }",
             "y = [1, { y = 2, " + LongKey(count) + " = 1 }]",
             "'y' . \"y\\\"\" = 'y\\' # y = '\n" + LongKey(count) + " = 1",
             "y = { z = \"\"\"y\"y\\\"\"\"\"\"\", " + LongKey(count) + " = 1 }",
             "y = { z = '''y''''', " + LongKey(count) + " = 1 }",
         }) {
      const std::string lines(std::count(line.begin(), line.end(), '\n') != 0 ? ":8" : ":7");
      EXPECT_EQ(Mistake(With(7, line)), "a.toml" + lines + ": a key has more than 32 parts")
          << line.substr(0, 80);
    }
  }
  // As deep as those that pass can be made, one in the other.
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "y = [{ " + LongKey(32) + " = {";
  EXPECT_NE(Mistake(deep), "no mistake");
  EXPECT_NE(Mistake(With(7, LongKey(32) + " = 1")), "a.toml:7: a key has more than 32 parts");
}

TEST(ClaimFile, CanHaveAnyNumberOfDotsInAText) {
  const std::string dots(1000, '.');
  for (const std::string& text : {"'" + dots + "'", "\"\\\"" + dots + "\"", "''''\n" + dots + "'''",
                                  "\"\"\"\"\\\"" + dots + "\"\"\"\"\" # " + dots}) {
    const Claim claim = TheClaim(With(3, "says = " + text));
    EXPECT_NE(claim.says.find(dots), std::string::npos) << text;
  }
}

class ClaimFolder : public testing::Test {
 protected:
  ClaimFolder() : folder_(std::filesystem::path(testing::TempDir()) / "claims") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  ~ClaimFolder() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string Mistake(const std::filesystem::path& path) {
    try {
      ReadClaims(path);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "no mistake";
  }

  std::filesystem::path folder_;
};

TEST_F(ClaimFolder, IsReadInTheOrderOfItsFilesNames) {
  Write("b.toml", With(2, "id = 'second'"));
  Write("a.toml", With(2, "id = 'first'"));
  Write("notes.md", "not a claim");
  const std::vector<Claim> claims = ReadClaims(folder_);
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_EQ(claims[0].id, "first");
  EXPECT_EQ(claims[1].id, "second");
  EXPECT_EQ(claims[1].where, (folder_ / "b.toml").string() + ":1");
  EXPECT_EQ(ReadClaims(folder_ / "b.toml").size(), 1U);
}

TEST_F(ClaimFolder, HasNoIdTwice) {
  Write("a.toml", Joined(kLines));
  Write("b.toml", "\n" + Joined(kLines));
  EXPECT_EQ(Mistake(folder_), (folder_ / "b.toml").string() +
                                  ":2: the id 'lost' is taken: " + (folder_ / "a.toml").string() +
                                  ":1 has it; an id must be unique");
}

TEST_F(ClaimFolder, WithoutAClaimFileIsAMistake) {
  EXPECT_EQ(Mistake(folder_), folder_.string() + ": there is no *.toml in it");
}

TEST_F(ClaimFolder, ThatIsNotThereIsAMistake) {
  EXPECT_EQ(Mistake(folder_ / "no.toml"),
            (folder_ / "no.toml").string() + ": cannot be read: No such file or directory");
}

TEST(ClaimList, FindsAClaimByItsIdAndSuggestsTheNearest) {
  const std::vector<Claim> claims = ParseClaims(Joined(kLines), "a.toml");
  EXPECT_EQ(FindClaim(claims, "lost").says, "an update can get lost");
  const auto message_for = [&](std::string_view id) -> std::string {
    try {
      FindClaim(claims, id);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "found";
  };
  EXPECT_EQ(message_for("losst"), "there is no claim 'losst'; did you mean 'lost'?");
  EXPECT_EQ(message_for("xyzzy"),
            "there is no claim 'xyzzy', nor one like it, among the 1 that there are");
}

}  // namespace
}  // namespace heddle::internal
