#include <gtest/gtest.h>
#include <heddle/footprint.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <utility>

#include "tests/heddle/draw.h"

namespace heddle::internal {
namespace {

using enum Mode;
constexpr Mode kModes[] = {kNone, kRead, kWrite, kPush, kPop};

TEST(Modes, ConflictAsTheirWordsSay) {
  // Nothing commutes with all, reads with reads, pushes with pops; and a write with nothing.
  const std::set<std::pair<Mode, Mode>> commuting{{kRead, kRead}, {kPush, kPop}, {kPop, kPush}};
  for (const Mode a : kModes) {
    for (const Mode b : kModes) {
      const bool commute = a == kNone || b == kNone || commuting.contains({a, b});
      EXPECT_EQ(Conflict(a, b), !commute) << static_cast<int>(a) << " " << static_cast<int>(b);
    }
  }
}

Access DrawAccess() {
  Access access;
  access.object = static_cast<std::uint16_t>(Draw(0, 2));
  access.mode = kModes[Draw(0, 4)];
  return access;
}

Footprint DrawFootprint() {
  const Access first = DrawAccess();
  return {first, DrawAccess()};
}

RC_GTEST_PROP(Footprints, AreDependentWhereSomeOfTheirAccessesConflict, ()) {
  const Footprint a = DrawFootprint();
  const Footprint b = DrawFootprint();
  bool dependent = false;
  bool share = false;
  for (const Access& x : {a.first, a.second}) {
    for (const Access& y : {b.first, b.second}) {
      if (x.object != y.object) continue;
      dependent |= Conflict(x.mode, y.mode);
      share |= x.mode != kNone && y.mode != kNone;
    }
  }
  RC_ASSERT(Dependent(a, b) == dependent);
  RC_ASSERT(Dependent(b, a) == dependent);
  RC_ASSERT(ShareAnObject(a, b) == share);
  RC_ASSERT(ShareAnObject(b, a) == share);
}

TEST(Footprints, OfDifferentObjectsShareNothing) {
  const Footprint a{{.object = 1, .mode = kWrite}, {.object = 2, .mode = kWrite}};
  const Footprint b{{.object = 3, .mode = kWrite}, {}};
  EXPECT_FALSE(Dependent(a, b));
  EXPECT_FALSE(ShareAnObject(a, b));
  const Footprint c{{.object = 3, .mode = kWrite}, {.object = 2, .mode = kRead}};
  EXPECT_TRUE(Dependent(a, c)) << "by the second access of each";
  EXPECT_TRUE(ShareAnObject(a, c));
}

}  // namespace
}  // namespace heddle::internal
