#include <gtest/gtest.h>
#include <heddle/parameters.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/heddle/draw.h"

namespace heddle::internal {
namespace {

using Given = std::map<std::string, std::string>;

const std::vector<ParameterSpec>& Specs() {
  static const std::vector<ParameterSpec> specs{
      ParameterSpec::Word("model", "", {"threads", "processes"}),
      ParameterSpec::Number("first", "", 10, 0, 30, {{"model", "processes", "20"}}),
      ParameterSpec::Number("bound", "", -1, -5, 5),
      ParameterSpec::Word("only", "", {"this"}),
  };
  return specs;
}

Parameters Of(const Given& given) { return Parameters("loom", Specs(), given); }

std::string RefusalOf(const Given& given) {
  try {
    Of(given);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Parameters, AreTheStandardValuesWhereTheyAreLeftOut) {
  const Parameters parameters = Of({});
  EXPECT_EQ(parameters.Text(), "model=threads first=10 bound=-1 only=this");
  EXPECT_EQ(parameters.Word("model"), "threads");
  EXPECT_TRUE(parameters.Is("model", "threads"));
  EXPECT_FALSE(parameters.Is("model", "processes"));
  EXPECT_EQ(parameters.Number("first"), 10);
  EXPECT_EQ(parameters.Number("bound"), -1);
}

TEST(Parameters, HaveOtherStandardValuesWhereAnotherParameterSaysSo) {
  EXPECT_EQ(Of({{"model", "processes"}}).Number("first"), 20);
  EXPECT_EQ(Of({{"model", "processes"}, {"first", "3"}}).Number("first"), 3);
}

TEST(Parameters, KeepTheOrderOfTheirSpecificationsAndWhatTheyAre) {
  const Parameters parameters = Of({{"only", "this"}, {"bound", "4"}, {"model", "processes"}});
  const std::vector<Parameters::Value> expected{{"model", "processes", false},
                                                {"first", "20", true},
                                                {"bound", "4", true},
                                                {"only", "this", false}};
  EXPECT_EQ(parameters.values(), expected);
}

TEST(Parameters, TakeTheEndsOfARangeAndRefuseWhatIsBeyond) {
  EXPECT_EQ(Of({{"bound", "-5"}}).Number("bound"), -5);
  EXPECT_EQ(Of({{"bound", "5"}}).Number("bound"), 5);
  EXPECT_EQ(RefusalOf({{"bound", "6"}}),
            "loom: bound must be a whole number from -5 to 5, not '6'");
  EXPECT_EQ(RefusalOf({{"bound", "-6"}}),
            "loom: bound must be a whole number from -5 to 5, not '-6'");
}

TEST(Parameters, RefuseWhatIsNoNumber) {
  for (const char* text : {"", "x", "3x", " 3", "3 ", "+3", "1.5", "0x3", "99999999999999999999"}) {
    EXPECT_EQ(RefusalOf({{"first", text}}),
              std::string("loom: first must be a whole number from 0 to 30, not '") + text + "'");
  }
}

TEST(Parameters, WriteANumberInItsPlainForm) {
  EXPECT_EQ(Of({{"first", "007"}}).Word("first"), "7");
  EXPECT_EQ(Of({{"first", "-0"}}).Word("first"), "0");
}

TEST(Parameters, RefuseAWordThatIsNoneOfThem) {
  EXPECT_EQ(RefusalOf({{"model", "Threads"}}),
            "loom: model must be one of threads, processes, not 'Threads'");
  EXPECT_EQ(RefusalOf({{"only", "that"}}), "loom: only must be this, not 'that'");
}

TEST(Parameters, RefuseANameThatThereIsNotAndNameTheNearest) {
  EXPECT_EQ(RefusalOf({{"frist", "1"}}), "loom has no parameter 'frist'; did you mean 'first'?");
  EXPECT_EQ(RefusalOf({{"seconds", "1"}}),
            "loom has no parameter 'seconds'; there are: model, first, bound, only");
  EXPECT_EQ(RefusalOf({{"", "1"}}),
            "loom has no parameter ''; there are: model, first, bound, only");
}

TEST(Parameters, HaveNoValueOfANameThatThereIsNot) {
  EXPECT_THROW(Of({}).Word("second"), std::out_of_range);
  EXPECT_THROW(Of({}).Number("second"), std::out_of_range);
}

TEST(DidYouMean, ListsAllWhereNoneIsNearAndSaysSoWhereThereIsNone) {
  EXPECT_EQ(DidYouMean("lenght", {"string", "length"}), "; did you mean 'length'?");
  EXPECT_EQ(DidYouMean("colour", {"string", "length"}), "; there are: string, length");
  EXPECT_EQ(DidYouMean("colour", {}), "; it has none");
}

// The oracle: the distance by its recursive definition.
int Distance(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return static_cast<int>(a.size() + b.size());
  const std::string a_rest = a.substr(1), b_rest = b.substr(1);
  return std::min({Distance(a_rest, b) + 1, Distance(a, b_rest) + 1,
                   Distance(a_rest, b_rest) + (a[0] == b[0] ? 0 : 1)});
}

std::string DrawWord() {
  std::string word(Draw(0, 6), ' ');
  for (char& letter : word) letter = static_cast<char>('a' + Draw(0, 2));
  return word;
}

RC_GTEST_PROP(Nearest, IsOneOfTheNearestWithinTwoLettersOrAThird, ()) {
  const std::string word = DrawWord();
  std::vector<std::string> candidates(Draw(0, 3));
  for (std::string& candidate : candidates) candidate = "x" + DrawWord();
  int least = 1000;
  for (const std::string& candidate : candidates)
    least = std::min(least, Distance(word, candidate));
  const std::string nearest = Nearest(word, candidates);
  if (least > std::max(2, static_cast<int>(word.size()) / 3)) {
    RC_ASSERT(nearest == "");
  } else {
    RC_ASSERT(Distance(word, nearest) == least);
    RC_ASSERT(std::find(candidates.begin(), candidates.end(), nearest) != candidates.end());
  }
}

}  // namespace
}  // namespace heddle::internal
