#include <gtest/gtest.h>
#include <heddle/fifo.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "tests/heddle/draw.h"

namespace heddle::internal {
namespace {

TEST(Fifo, BeginsEmpty) {
  EXPECT_TRUE(Fifo<int>().empty());
  EXPECT_EQ(Fifo<int>(0).size(), 0u) << "room for none at first is no reason to fail";
}

RC_GTEST_PROP(Fifo, IsADequeOfWhichTheOldestLiesFirst, ()) {
  const int room = Draw(0, 4);
  Fifo<int> fifo(room);
  std::deque<int> expected;
  for (int i = Draw(0, 40); i > 0; --i) {
    if (expected.empty() || Draw(0, 2) != 0) {
      const int item = Draw(1, 99);
      fifo.Push(item);
      expected.push_back(item);
    } else {
      RC_ASSERT(fifo.Pop() == expected.front());
      expected.pop_front();
    }
    RC_ASSERT(std::deque<int>(fifo.begin(), fifo.end()) == expected);
    RC_ASSERT(fifo.size() == expected.size());
    if (!expected.empty()) RC_ASSERT(fifo.front() == expected.front());
    for (std::size_t j = 0; j < expected.size(); ++j) RC_ASSERT(fifo[j] == expected[j]);
  }
}

// Nothing stale lies behind the newest element, or equal states would not be equal bytes.
RC_GTEST_PROP(Fifo, LeavesNothingBehindItsNewestElement, ()) {
  constexpr int kRoom = 8;
  Fifo<int> fifo(kRoom);
  for (int i = Draw(1, 40); i > 0; --i) {
    if (fifo.size() < kRoom && (fifo.empty() || Draw(0, 1) == 0)) {
      fifo.Push(Draw(1, 99));
    } else {
      fifo.Pop();
    }
    // Within the room that it was made with, which it has taken once and keeps.
    for (const int* behind = fifo.end(); behind != fifo.begin() + kRoom; ++behind) {
      RC_ASSERT(*behind == 0);
    }
  }
}

}  // namespace
}  // namespace heddle::internal
