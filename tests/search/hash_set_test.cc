#include "src/search/hash_set.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace heddle::internal {
namespace {

Hash128 HashOfNumber(std::uint64_t number) { return HashOf(&number, sizeof(number)); }

TEST(HashSet, TellsWhatIsNew) {
  HashSet set;
  EXPECT_EQ(set.size(), 0u);
  EXPECT_TRUE(set.Insert({1, 2}));
  EXPECT_FALSE(set.Insert({1, 2}));
  EXPECT_EQ(set.size(), 1u);
}

TEST(HashSet, ComparesAllOfAHash) {
  HashSet set;
  EXPECT_TRUE(set.Insert({1, 2}));
  EXPECT_TRUE(set.Insert({1, 3}));
  EXPECT_TRUE(set.Insert({2, 2}));
  EXPECT_TRUE(set.Insert({2, 1}));
  EXPECT_EQ(set.size(), 4u);
}

TEST(HashSet, HoldsTheHashThatIsAllZeros) {
  HashSet set;
  EXPECT_TRUE(set.Insert({0, 0}));
  EXPECT_FALSE(set.Insert({0, 0}));
  EXPECT_EQ(set.size(), 1u);
}

TEST(HashSet, TellsWhatCameInAnEarlierLayer) {
  using Met = HashSet::Met;
  HashSet set;
  EXPECT_EQ(set.Meet({1, 1}), Met::kNever);
  EXPECT_EQ(set.Meet({1, 1}), Met::kInThisLayer);
  set.NextLayer();
  EXPECT_EQ(set.Meet({2, 2}), Met::kNever);
  // It stays in the layer that it first came in, and so it does when the table grows.
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(set.Meet({1, 1}), Met::kEarlier);
    EXPECT_EQ(set.Meet({2, 2}), Met::kInThisLayer);
    for (std::uint64_t i = 3; i < 1000; ++i) set.Meet({i, i});
  }
}

TEST(HashSet, TakesNothingForNewerThanItIsPastManyLayers) {
  HashSet set;
  for (std::uint64_t layer = 0; layer < 200'000; ++layer) {
    ASSERT_EQ(set.Meet(HashOfNumber(layer)), HashSet::Met::kNever);
    if (layer > 0) {
      ASSERT_EQ(set.Meet(HashOfNumber(layer - 1)), HashSet::Met::kEarlier) << layer;
      ASSERT_EQ(set.Meet(HashOfNumber(layer / 2)), HashSet::Met::kEarlier) << layer;
    }
    set.NextLayer();
  }
}

TEST(HashSet, KeepsEverythingAsItGrows) {
  constexpr std::uint64_t kMany = 200'000;
  HashSet set;
  for (std::uint64_t i = 0; i < kMany; ++i) ASSERT_TRUE(set.Insert(HashOfNumber(i))) << i;
  EXPECT_EQ(set.size(), kMany);
  for (std::uint64_t i = 0; i < kMany; ++i) ASSERT_FALSE(set.Insert(HashOfNumber(i))) << i;
  EXPECT_EQ(set.size(), kMany);
}

TEST(HashSet, HoldsHashesThatWantOnePlace) {
  // All in one table, and all at its end, so that probing goes around it.
  HashSet set;
  for (std::uint64_t i = 0; i < 100; ++i) ASSERT_TRUE(set.Insert({UINT64_MAX - i, 5})) << i;
  for (std::uint64_t i = 0; i < 100; ++i) ASSERT_FALSE(set.Insert({UINT64_MAX - i, 5})) << i;
  EXPECT_EQ(set.size(), 100u);
}

TEST(HashSet, TakesAtMostTwiceTheMemoryOfWhatItHolds) {
  HashSet set;
  for (std::uint64_t i = 0; i < 300'000; ++i) set.Insert(HashOfNumber(i));
  EXPECT_GE(set.bytes(), set.size() * sizeof(Hash128));
  EXPECT_LE(set.bytes(), 2 * set.size() * sizeof(Hash128));
}

TEST(HashOf, DependsOnEveryByteAndOnTheSize) {
  std::vector<unsigned char> bytes(300, 0);
  const Hash128 plain = HashOf(bytes.data(), bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = 1;
    EXPECT_NE(HashOf(bytes.data(), bytes.size()), plain) << i;
    bytes[i] = 0;
  }
  EXPECT_EQ(HashOf(bytes.data(), bytes.size()), plain);
  EXPECT_NE(HashOf(bytes.data(), bytes.size() - 1), plain);
}

}  // namespace
}  // namespace heddle::internal
