#include "src/trace/printable.h"

#include <gtest/gtest.h>

namespace heddle::internal {
namespace {

using Lines = std::vector<std::string>;

TEST(Printable, KeepsTextOfAnyLanguageAsItIs) {
  EXPECT_EQ(Printable("a \"b\" \\ ö → 日本 😀"), "a \"b\" \\ ö → 日本 😀");
}

TEST(Printable, WritesControlCharactersOut) {
  EXPECT_EQ(Printable(std::string_view("\n\t\r\0\x1b\x7f", 6)), "\\n\\t\\r\\x00\\x1b\\x7f");
  EXPECT_EQ(Printable("\u0085\u202e\ufeff"), "\\u0085\\u202e\\ufeff");
}

TEST(Printable, WritesBytesOutThatAreNotUtf8) {
  EXPECT_EQ(Printable("a\xff"), "a\\xff");
  EXPECT_EQ(Printable("\xe2\x82"), "\\xe2\\x82");                    // cut short
  EXPECT_EQ(Printable("\xc0\xaf"), "\\xc0\\xaf");                    // longer than need be
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // half a surrogate pair
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("ö→…"), 3);
  EXPECT_EQ(DisplayWidth("日本"), 4);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
}

TEST(ShortenMiddle, LeavesWhatFits) {
  EXPECT_EQ(ShortenMiddle("abcde", 5), "abcde");
  EXPECT_EQ(ShortenMiddle("", 0), "");
}

TEST(ShortenMiddle, KeepsBothEnds) {
  EXPECT_EQ(ShortenMiddle("abcdefgh", 5), "ab…gh");
  EXPECT_EQ(ShortenMiddle("abcdefgh", 4), "ab…h");
  EXPECT_EQ(ShortenMiddle("abcdefgh", 1), "…");
  EXPECT_EQ(ShortenMiddle("abcdefgh", 0), "");
}

TEST(ShortenMiddle, CutsNoCharacterInTwo) {
  EXPECT_EQ(ShortenMiddle("öööööö", 3), "ö…ö");
  EXPECT_EQ(ShortenMiddle("日本日本", 6), "日…本");
}

TEST(ShortenStart, KeepsTheEnd) {
  EXPECT_EQ(ShortenStart("shared_string.cc:61", 8), "…g.cc:61");
  EXPECT_EQ(ShortenStart("x.cc:61", 8), "x.cc:61");
}

TEST(ShortenEnd, KeepsTheStart) {
  EXPECT_EQ(ShortenEnd("compare-exchange", 8), "compare…");
  EXPECT_EQ(ShortenEnd("load", 4), "load");
  EXPECT_EQ(ShortenEnd("日本", 2), "…");
  EXPECT_EQ(ShortenEnd("load", 0), "");
}

TEST(ShortenToDifference, KeepsWhatIsNotAsBefore) {
  EXPECT_EQ(ShortenToDifference("abcdefgh", "abcdef", 8), "abcdefgh");
  EXPECT_EQ(ShortenToDifference("abcdefgh", "abcdef", 5), "…efgh");
  EXPECT_EQ(ShortenToDifference("xyabcdefgh", "abcdefgh", 5), "xyab…");
  EXPECT_EQ(ShortenToDifference("abcdefgh1ijklmnop", "abcdefgh0ijklmnop", 9), "…gh1ijkl…");
  // It differs everywhere, or nowhere.
  EXPECT_EQ(ShortenToDifference("abcdefgh", "12345678", 5), "ab…gh");
  EXPECT_EQ(ShortenToDifference("abcdefgh", "abcdefgh", 5), "ab…gh");
  EXPECT_EQ(ShortenToDifference("日本語語語語", "日本語語語", 5), "…語語");
}

TEST(Wrap, BreaksAtBlanks) {
  EXPECT_EQ(Wrap("one two three", 8), (Lines{"one two", "three"}));
  EXPECT_EQ(Wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(Wrap("one two three", 13), (Lines{"one two three"}));
  EXPECT_EQ(Wrap("", 5), (Lines{""}));
}

TEST(Wrap, BreaksAWordThatIsLongerThanALine) {
  EXPECT_EQ(Wrap("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(Wrap("日本", 1), (Lines{"日", "本"}));
}

// Megabytes, in time that grows with them and not with their square.
TEST(Wrap, BreaksALongTextAsItDoesAShortOne) {
  EXPECT_EQ(Wrap(std::string(4'000'000, 'x'), 80), Lines(50'000, std::string(80, 'x')));
}

}  // namespace
}  // namespace heddle::internal
