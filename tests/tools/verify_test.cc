// `heddle verify`: claims by name, claims that do not hold, claim files with mistakes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

/// A claim file, in `folder`, with a claim about two appends under a mutex: so many strings.
std::string ClaimsFile(const Folder& folder, const std::string& strings) {
  const std::string path = folder / "claims.toml";
  WriteFile(path, R"([[claim]]
id = "two-orders"
says = "two letters come in two orders"
scenario = "shared_string"
parameters = { guard = "mutex", first = 1, second = 1 }
strategy = "dpor"
observe = "string"
[claim.expect]
verdict = "holds"
outcome_count = )" + strings +
                      "\n");
  return path;
}

TEST(Verify, VerifiesTheClaimsThatAreNamed) {
  const CommandResult result = Heddle({"verify", "manager-loses-updates", "kahn-1"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("ok   manager-loses-updates: the notebook's cure"));
  EXPECT_THAT(result.out, HasSubstr("ok   kahn-1: "));
  EXPECT_THAT(result.out, HasSubstr("2 claims, all as expected"));
  EXPECT_EQ(result.err, "");
}

TEST(Verify, NamesTheNearestClaim) {
  ExpectMisuse(Heddle({"verify", "manager-lose-updates"}), "did you mean 'manager-loses-updates'?");
}

TEST(Verify, ChecksEachNameBeforeItBegins) {
  ExpectMisuse(Heddle({"verify", "kahn-1", "khan-2"}), "did you mean 'kahn-2'?");
}

TEST(Verify, PrintsOneJsonObject) {
  const CommandResult result = Heddle({"verify", "kahn-1", "--json"});
  EXPECT_EQ(result.status, 0);
  const auto json = result.json();
  EXPECT_EQ(json["as_expected"], true);
  ASSERT_EQ(json["claims"].size(), 1u);
  const auto& claim = json["claims"][0];
  EXPECT_EQ(claim["id"], "kahn-1");
  EXPECT_EQ(claim["as_expected"], true);
  EXPECT_EQ(claim["differences"].size(), 0u);
  EXPECT_EQ(claim["exploration"]["executions"], 1);
}

TEST(Verify, SaysHowAClaimDiffers) {
  const Folder folder;
  const CommandResult right = Heddle({"verify", "--claims", ClaimsFile(folder, "2")});
  EXPECT_EQ(right.status, 0) << right.out << right.err;
  const CommandResult wrong = Heddle({"verify", "--claims", ClaimsFile(folder, "3")});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_THAT(wrong.out, HasSubstr("FAIL two-orders"));
  EXPECT_THAT(wrong.out, HasSubstr("outcome_count: expected 3, got 2"));
  EXPECT_THAT(wrong.out, HasSubstr("claims.toml:1\n"));
  EXPECT_THAT(wrong.out, HasSubstr("1 not as expected"));
  const CommandResult json = Heddle({"verify", "--claims", ClaimsFile(folder, "3"), "--json"});
  EXPECT_EQ(json.status, 1);
  EXPECT_EQ(json.json()["as_expected"], false);
}

TEST(Verify, NamesTheLineOfAMistakeInAClaimFile) {
  struct Mistake {
    std::string right, wrong, says;
  };
  for (const Mistake& mistake : {
           Mistake{"says =", "sais =",
                   "claims.toml:3: a claim has no key 'sais'; did you mean 'says'?"},
           {"shared_string", "shared_sting",
            "claims.toml:4: there is no scenario 'shared_sting'; did"},
           {"first = 1", "frist = 1", "claims.toml:5: shared_string has no parameter 'frist'; did"},
           {"first = 1", "first = 31",
            "claims.toml:5: shared_string: first must be a whole number"},
           {"dpor", "dpro", "claims.toml:6: there is no strategy 'dpro'; did you mean 'dpor'?"},
           {"= \"string\"", "= \"strings\"",
            "claims.toml:7: shared_string has no observer 'strings'"},
           {"\"holds\"", "\"hold\"", "claims.toml:9: "},
           {"= 2", "= two", "claims.toml:10: "},
       }) {
    const Folder folder;
    const std::string path = ClaimsFile(folder, "2");
    std::string text = ReadFile(path);
    text.replace(text.find(mistake.right), mistake.right.size(), mistake.wrong);
    WriteFile(path, text);
    ExpectMisuse(Heddle({"verify", "--claims", path}), mistake.says);
  }
}

TEST(Verify, NamesAClaimFileThatIsMissing) {
  const Folder folder;
  ExpectMisuse(Heddle({"verify", "--claims", folder / "none.toml"}), "none.toml: cannot be read");
}

}  // namespace
}  // namespace heddle::internal
