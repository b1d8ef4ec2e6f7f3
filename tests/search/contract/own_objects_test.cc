// Objects of one's own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <heddle/object.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using testing::StartsWith;

HEDDLE_IN_EVERY_WAY();

/// What an own object is to be like.
struct Kind {
  Access access;
  bool may_block = false;
  int choices = 0;            // 0: it has one way only
  bool touches_next = false;  // the access is to the object after it, and this one is read
};

/// A set of small numbers: each operation adds its code, or the way that was chosen.
class Own final : public Object {
 public:
  Own(Scheduler& scheduler, const char* name, Kind kind)
      : Object(scheduler, name), kind_(std::move(kind)) {}

  Operation Add(int code, std::source_location where = std::source_location::current()) {
    Operation operation(*this, code, kind_.may_block, where);
    operation.has_choices = kind_.choices != 0;
    return operation;
  }
  unsigned value() const { return value_; }

  int Choices(const Operation&, TaskId) const override { return kind_.choices; }
  Progress Perform(Operation& operation, TaskId, int choice) override {
    value_ |= 1U << (operation.has_choices ? choice % 32 : operation.code);
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    Access access = kind_.access;
    if (!kind_.touches_next) {
      access.object = static_cast<std::uint16_t>(id());
      return {access, {}};
    }
    access.object = static_cast<std::uint16_t>(id() + 1);
    return {AccessIn(Mode::kRead), access};
  }
  std::string_view OperationName(const Operation&) const override { return "add"; }
  std::string Describe() const override { return std::to_string(value_); }

 private:
  Kind kind_;
  unsigned value_ = 0;
};

Task<> AddTo(Own& own, int code) { co_await own.Add(code); }

/// Two tasks that add a number each. If they are to be `in_order`, bad is that 1 is there and 0 is
/// not.
Scenario TwoAdd(const Kind& kind, bool in_order = false) {
  return Program([kind, in_order](Scheduler& scheduler) {
    auto& own = scheduler.Make<Own>("own", kind);
    scheduler.Make<Managed<int>>("next", 0);
    scheduler.Spawn("first", AddTo(own, 0));
    scheduler.Spawn("second", AddTo(own, 1));
    if (!in_order) return;
    scheduler.Invariant("0 comes first", own, [&own]() -> Failure {
      if (own.value() != 2) return {};
      return "1 does";
    });
  });
}

TEST_P(EveryWay, IsNotCompleteWhereStepsThatCommuteChangeAnOwnObject) {
  const std::string found = Found(TwoAdd({.access = {.mode = Mode::kRead}}, true));
  if (GetParam().strategy == "dpor") {
    EXPECT_EQ(found, "holds, not complete");
  } else {
    EXPECT_EQ(found, "invariant: 0 comes first: 1 does");
  }
}

TEST_P(EveryWay, SeesARaceOfOwnObjects) {
  Access plain{.mode = Mode::kWrite};
  plain.plain = true;
  for (const bool next : {false, true}) {
    EXPECT_THAT(Found(TwoAdd({.access = plain, .touches_next = next})),
                StartsWith("data-race: nothing orders first: add own"));
  }
}

TEST_P(EveryWay, RefusesAnOwnOperationThatWaitsAndIsPlainOrPushes) {
  Access plain{.mode = Mode::kRead};
  plain.plain = true;
  EXPECT_EQ(Refused<std::logic_error>(TwoAdd({.access = plain, .may_block = true})),
            "own: add may block and has a plain access: it must not");
  EXPECT_EQ(Refused<std::logic_error>(TwoAdd({.access = {.mode = Mode::kPush}, .may_block = true})),
            "own: add may block and pushes (Mode::kPush): it must not");
}

TEST_P(EveryWay, HasAsManyWaysOnAsAPickCanTell) {
  const auto scenario = [](int choices) {
    return Program([choices](Scheduler& scheduler) {
      auto& own = scheduler.Make<Own>("own", Kind{{.mode = Mode::kWrite}, false, choices});
      scheduler.Spawn("task", AddTo(own, 0));
      scheduler.Finally("not the last way", [&own, choices]() -> Failure {
        if (own.value() != 1U << (choices - 1) % 32) return {};
        return "the last way";
      });
    });
  };
  EXPECT_EQ(Found(scenario(1)), "final: not the last way: the last way");
  const Exploration most = Explored(scenario(255));
  EXPECT_TRUE(most.complete);
  EXPECT_TRUE(most.violation.has_value());
  for (const int choices : {-1, 256, 257}) {
    EXPECT_EQ(Refused<std::logic_error>(scenario(choices)), "own: add can be performed in " +
                                                                std::to_string(choices) +
                                                                " ways: there must be 1 to 255");
  }
}

}  // namespace
}  // namespace heddle::internal
