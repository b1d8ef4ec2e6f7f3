#include <gtest/gtest.h>
#include <heddle/fixed_string.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "tests/heddle/draw.h"

namespace heddle::internal {
namespace {

constexpr std::size_t kCapacity = 9;
using Text = FixedString<kCapacity>;

TEST(FixedString, BeginsEmpty) {
  EXPECT_TRUE(Text().empty());
  EXPECT_EQ(Text().view(), "");
}

TEST(FixedString, RefusesMoreThanItHolds) {
  EXPECT_EQ(Text("123456789").view(), "123456789");
  EXPECT_THROW(Text("1234567890"), std::length_error);
  Text text("12345678");
  text += '9';
  EXPECT_THROW(text += '0', std::length_error);
  EXPECT_THROW(text += "0", std::length_error);
  EXPECT_EQ(text.view(), "123456789") << "what is refused changes nothing";
}

TEST(FixedString, CountsALetter) {
  EXPECT_EQ(Text().Count('a'), 0);
  EXPECT_EQ(Text("abcacba").Count('a'), 3);
  EXPECT_EQ(Text("abcacba").Count('\0'), 0) << "nothing behind its end is counted";
  EXPECT_EQ(FixedString<255>(std::string(255, 'a')).Count('a'), 255);
}

// However it came to hold a text, the bytes are the same: that is what makes two states equal.
RC_GTEST_PROP(FixedString, IsAStringWhoseEqualValuesAreEqualBytes, ()) {
  std::string expected;
  Text text;
  for (int i = Draw(0, 12); i > 0; --i) {
    const std::string added(Draw(0, 4), static_cast<char>('a' + Draw(0, 25)));
    switch (Draw(0, 3)) {
      case 0:
        text.Clear();
        expected.clear();
        break;
      case 1:
        if (expected.size() == kCapacity) break;
        text += 'o';
        expected += 'o';
        break;
      default:
        if (expected.size() + added.size() > kCapacity) {
          RC_ASSERT_THROWS_AS(text += std::string_view(added), std::length_error);
        } else {
          text += std::string_view(added);
          expected += added;
        }
    }
    RC_ASSERT(text.view() == expected);
    RC_ASSERT(text.size() == expected.size());
    const Text afresh{std::string_view(expected)};
    RC_ASSERT(text == afresh);
    RC_ASSERT(std::memcmp(&text, &afresh, sizeof(Text)) == 0);
  }
}

}  // namespace
}  // namespace heddle::internal
