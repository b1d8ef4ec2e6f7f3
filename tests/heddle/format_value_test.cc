#include <fmt/format.h>
#include <gtest/gtest.h>
#include <heddle/fixed_string.h>
#include <heddle/format_value.h>

#include <optional>
#include <ostream>
#include <string>

namespace mine {

enum class Plain : unsigned char { kFirst, kThird = 2 };
enum Old { kOne = 1 };
enum OldChar : char { kLetter = 'x' };

enum Color { kRed, kBlue };
std::ostream& operator<<(std::ostream& out, Color color) {
  return out << (color == kRed ? "red" : "blue");
}
enum class Shape { kRound };
std::ostream& operator<<(std::ostream& out, Shape) { return out << "round"; }

enum class Level { kHigh };

struct Point {
  int x, y;
};

struct Written {
  int x;
};
std::ostream& operator<<(std::ostream& out, const Written& value) {
  return out << "written " << value.x;
}

struct Described {
  std::string Describe() const { return "described"; }
};

struct Bytes {
  short a;
  unsigned char b, c;
};
template <typename T>
struct Large {
  T values[100];
};

}  // namespace mine

template <>
struct fmt::formatter<mine::Point> : fmt::formatter<std::string> {
  auto format(const mine::Point& point, format_context& context) const {
    return fmt::formatter<std::string>::format(fmt::format("({}, {})", point.x, point.y), context);
  }
};
template <>
struct fmt::formatter<mine::Level> : fmt::formatter<std::string> {
  auto format(mine::Level, format_context& context) const {
    return fmt::formatter<std::string>::format("high", context);
  }
};

namespace heddle::internal {
namespace {

TEST(FormatValue, ShowsNumbersTruthValuesAndTextsAsTheyAreWritten) {
  EXPECT_EQ(FormatValue(-3), "-3");
  EXPECT_EQ(FormatValue(true), "true");
  EXPECT_EQ(FormatValue('a'), "'a'");
  EXPECT_EQ(FormatValue(std::string("a b")), "\"a b\"");
  EXPECT_EQ(FormatValue(FixedString<8>("ab")), "\"ab\"");
}

TEST(FormatValue, ShowsTypesOfOnesOwnAsTheySayTheyAreShown) {
  EXPECT_EQ(FormatValue(mine::Point{1, 2}), "(1, 2)");
  EXPECT_EQ(FormatValue(mine::Written{3}), "written 3");
  EXPECT_EQ(FormatValue(mine::Described{}), "described");
  EXPECT_EQ(FormatValue(mine::Level::kHigh), "high");
  EXPECT_EQ(FormatValue(mine::Shape::kRound), "round");
  EXPECT_EQ(FormatValue(mine::kBlue), "blue");
}

TEST(FormatValue, ShowsAnyOtherEnumerationByItsTypeAndNumber) {
  EXPECT_EQ(FormatValue(mine::Plain::kThird), "Plain(2)");
  EXPECT_EQ(FormatValue(mine::kOne), "Old(1)");
  EXPECT_EQ(FormatValue(mine::kLetter), "OldChar(120)");
}

TEST(FormatValue, ShowsAnyOtherSmallTypeByItsBytes) {
  EXPECT_EQ(FormatValue(mine::Bytes{258, 3, 255}), "Bytes{02 01 03 ff}");
  EXPECT_EQ(FormatValue(mine::Large<mine::Bytes>{}), "Large<mine::Bytes>{...}");
}

TEST(FormatValue, LooksIntoOptionals) {
  EXPECT_EQ(FormatValue(std::optional<mine::Shape>(mine::Shape::kRound)), "round");
  EXPECT_EQ(FormatValue(std::optional<int>()), "none");
}

TEST(FormatValue, ShowsWhetherAPointerIsNull) {
  int* pointer = nullptr;
  EXPECT_EQ(FormatValue(pointer), "null");
  int x = 0;
  pointer = &x;
  EXPECT_EQ(FormatValue(pointer), "not null");
}

}  // namespace
}  // namespace heddle::internal
