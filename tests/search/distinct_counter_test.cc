#include "src/search/distinct_counter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

#include "src/search/hash_set.h"

namespace heddle::internal {
namespace {

Hash128 HashOfNumber(std::uint64_t number) { return HashOf(&number, sizeof(number)); }

TEST(DistinctCounter, CountsAHashOnce) {
  DistinctCounter counter;
  EXPECT_EQ(counter.Count(), 0u);
  counter.Add({1, 2});
  counter.Add({1, 2});
  EXPECT_EQ(counter.Count(), 1u);
  counter.Add({1, 2});
  counter.Add({3, 4});
  EXPECT_EQ(counter.Count(), 2u);
}

TEST(DistinctCounter, ComparesAllOfAHash) {
  DistinctCounter counter;
  for (int round = 0; round < 2; ++round) {
    for (const Hash128 hash : {Hash128{1, 2}, {1, 3}, {2, 2}, {2, 1}}) counter.Add(hash);
    EXPECT_EQ(counter.Count(), 4u);
  }
}

TEST(DistinctCounter, CountsTheHashThatIsAllZeros) {
  DistinctCounter counter;
  for (int i = 0; i < 3; ++i) counter.Add({0, 0});
  EXPECT_EQ(counter.Count(), 1u);
  counter.Add({1, 0});
  counter.Add({0, 0});
  EXPECT_EQ(counter.Count(), 2u);
}

TEST(DistinctCounter, CountsHashesThatWantOnePlace) {
  // All in one part, and all at its table's end, so that probing goes around it.
  DistinctCounter counter;
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t i = 0; i < 1000; ++i) counter.Add({UINT64_MAX - i, 5});
    EXPECT_EQ(counter.Count(), 1000u);
  }
}

TEST(DistinctCounter, AgreesWithASet) {
  std::mt19937_64 random(1);
  // From nearly all doubles to none.
  for (const std::uint64_t range : {10ull, 30'000ull, 1'000'000ull, 1ull << 60}) {
    DistinctCounter counter;
    HashSet set;
    for (int i = 1; i <= 500'000; ++i) {
      const Hash128 hash = HashOfNumber(random() % range);
      counter.Add(hash);
      set.Insert(hash);
      if (i % 125'000 == 0) {
        ASSERT_EQ(counter.Count(), set.size()) << range;
      }
    }
  }
}

TEST(DistinctCounter, TakesMemoryForWhatIsDistinct) {
  DistinctCounter counter;
  for (int i = 0; i < 1'000'000; ++i) counter.Add(HashOfNumber(i % 100));
  EXPECT_LE(counter.bytes(), 100 * 1024 * sizeof(Hash128));
  for (int i = 0; i < 1'000'000; ++i) counter.Add(HashOfNumber(i));
  EXPECT_GE(counter.bytes(), 1'000'000 * sizeof(Hash128));
  EXPECT_LE(counter.bytes(), 3 * 1'000'000 * sizeof(Hash128));
}

}  // namespace
}  // namespace heddle::internal
