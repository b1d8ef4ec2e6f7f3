#include "tests/search/many_programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace heddle::internal {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// What the environment says of time is put back at the end of each.
class ManyProgramsTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("RC_PARAMS", "max_success=20", 1);  // nightly, too
    if (const char* const now = std::getenv("TEST_TIMEOUT")) before_ = now;
    setenv("TEST_TIMEOUT", "100000", 1);
  }
  void TearDown() override {
    if (before_) {
      setenv("TEST_TIMEOUT", before_->c_str(), 1);
    } else {
      unsetenv("TEST_TIMEOUT");
    }
  }
  static void LetTimeBeUp() { setenv("TEST_TIMEOUT", "1", 1); }  // all of which is margin

 private:
  std::optional<std::string> before_;
};

TEST_F(ManyProgramsTest, AreAllTriedAsLongAsThereIsTime) {
  int tried = 0;
  EXPECT_TRUE(HoldsForMany(20, "fine", [&] { ++tried; }));
  EXPECT_EQ(tried, 20);
}

TEST_F(ManyProgramsTest, AreRefusedForOneThatFails) {
  int tried = 0;
  const auto result = HoldsForMany(20, "agrees", [&] { RC_ASSERT(++tried < 10); });
  EXPECT_FALSE(result);
  EXPECT_EQ(result.message(), std::string("agrees: not of the program above"));
}

TEST_F(ManyProgramsTest, AreNotTriedOnceTimeIsUp) {
  LetTimeBeUp();
  int tried = 0;
  const auto result = HoldsForMany(20, "agrees", [&] { ++tried; });
  EXPECT_FALSE(result);
  EXPECT_EQ(tried, 0);
  EXPECT_THAT(result.message(), HasSubstr("held for 0 programs"));
}

TEST_F(ManyProgramsTest, AreNoMismatchWhereTimeIsUpInTheMidst) {
  int tried = 0;
  const auto result = HoldsForMany(20, "agrees", [&] {
    if (++tried < 4) return;
    LetTimeBeUp();
    RC_FAIL("an exploration that has stopped is not complete");
  });
  EXPECT_FALSE(result);
  EXPECT_EQ(tried, 4);
  EXPECT_THAT(result.message(), StartsWith("the time limit of the test (1 s"));
  EXPECT_THAT(result.message(), HasSubstr("held for 3 programs"));
}

}  // namespace
}  // namespace heddle::internal
