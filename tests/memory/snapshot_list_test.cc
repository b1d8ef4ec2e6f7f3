#include "src/memory/snapshot_list.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace heddle::internal {
namespace {

using Words = std::vector<std::uint64_t>;

std::span<const std::byte> AsBytes(const Words& words) { return std::as_bytes(std::span(words)); }

Words Got(const SnapshotList& list, std::size_t i) {
  Words scratch(3, 99);  // whatever was in it before
  const auto bytes = list.Get(i, scratch);
  Words words(bytes.size() / 8);
  if (!words.empty()) std::memcpy(words.data(), bytes.data(), bytes.size());
  return words;
}

TEST(SnapshotList, GivesBackWhatWasAdded) {
  const Words base{1, 2, 3};
  SnapshotList list(AsBytes(base));
  const std::vector<Words> added = {
      {1, 2, 3},        // the base itself
      {1, 0, 3},        // a zero where the base has none
      {1, 2},           // shorter
      {},               // nothing at all
      {1, 2, 3, 0, 0},  // longer by zeros
      {4, 2, 3, 0, 5},
  };
  for (const Words& words : added) list.Add(AsBytes(words));
  ASSERT_EQ(list.size(), added.size());
  for (std::size_t i = 0; i < added.size(); ++i) EXPECT_EQ(Got(list, i), added[i]) << i;
}

TEST(SnapshotList, GivesBackSnapshotsOfAnySize) {
  // Around the 64 words of a group, longer and shorter than the base, few and many differences.
  std::mt19937_64 random(1);
  for (const std::size_t base_size : {0, 63, 64, 65, 200}) {
    Words base(base_size);
    for (auto& word : base) word = random() % 3;
    SnapshotList list(AsBytes(base));
    std::vector<Words> added;
    for (const std::size_t size : {0, 1, 63, 64, 65, 127, 128, 129, 200, 300}) {
      Words words(base);
      words.resize(size);
      for (auto& word : words) {
        if (random() % 4 == 0) word = random() % 3;
      }
      list.Add(AsBytes(words));
      added.push_back(words);
    }
    for (std::size_t i = 0; i < added.size(); ++i) {
      ASSERT_EQ(Got(list, i), added[i]) << base_size << " " << i;
    }
  }
}

TEST(SnapshotList, TakesLittleMemoryForWhatIsLikeTheBase) {
  const Words base(10'000, 7);
  SnapshotList list(AsBytes(base));
  Words words = base;
  for (int i = 0; i < 100; ++i) {
    words[i] = 8;
    list.Add(AsBytes(words));
  }
  EXPECT_LT(list.bytes(), 10 * base.size() * 8);  // of the 100 times as much that they are
}

TEST(SnapshotList, CanBeClearedAndSwapped) {
  const Words base{1, 2};
  SnapshotList one(AsBytes(base)), other(AsBytes(base));
  one.Add(AsBytes({5, 6}));
  one.Add(AsBytes({5, 6, 7}));  // longer than what they both began with
  one.Swap(other);
  EXPECT_EQ(one.size(), 0u);
  ASSERT_EQ(other.size(), 2u);
  EXPECT_EQ(Got(other, 0), (Words{5, 6}));
  EXPECT_EQ(Got(other, 1), (Words{5, 6, 7}));
  other.Clear();
  EXPECT_EQ(other.size(), 0u);
  other.Add(AsBytes({7, 8}));
  EXPECT_EQ(Got(other, 0), (Words{7, 8}));
}

}  // namespace
}  // namespace heddle::internal
