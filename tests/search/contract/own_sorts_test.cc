// A user's own object of each sort, under every strategy, against running the program in every way.

#include <gtest/gtest.h>
#include <heddle/executor.h>
#include <heddle/managed.h>
#include <heddle/object.h>

#include <cstdint>
#include <functional>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/search/contract/as_every_way.h"
#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

HEDDLE_IN_EVERY_WAY();

// --- One that says nothing.

/// Money: a withdrawal waits until there is enough. It promises nothing.
class Purse final : public Object {
 public:
  Purse(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}
  enum Code { kPut, kTake = 10 };
  Operation Put(std::source_location where = std::source_location::current()) {
    return Operation(*this, kPut, false, where);
  }
  Operation Take(int amount, std::source_location where = std::source_location::current()) {
    return Operation(*this, kTake + amount, true, where);
  }

  bool Enabled(const Operation& operation, TaskId) const override {
    return money_ >= operation.code - kTake;
  }
  Progress Perform(Operation& operation, TaskId, int) override {
    money_ += operation.code == kPut ? 1 : kTake - operation.code;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kPut ? "put" : "take";
  }
  std::string Describe() const override { return std::to_string(money_); }

 private:
  int money_ = 0;
};

Task<> PutTwice(Purse& purse) {
  co_await purse.Put();
  co_await purse.Put();
}

Task<> TakeAndNote(Purse& purse, int amount, Managed<int>& notes) {
  co_await purse.Take(amount);
  co_await notes.Update([amount](int& value) { value = 3 * value + amount; });
}

TEST_P(EveryWay, FindsAllOfAnObjectThatSaysNothing) {
  ExpectAsEveryWay(Ending([](Scheduler& scheduler) {
                     auto& purse = scheduler.Make<Purse>("purse");
                     auto& notes = scheduler.Make<Managed<int>>("notes");
                     scheduler.Spawn("puts", PutTwice(purse));
                     scheduler.Spawn("takes one", TakeAndNote(purse, 1, notes));
                     scheduler.Spawn("takes two", TakeAndNote(purse, 2, notes));
                   }),
                   GetParam());
}

// --- One that orders its operations.

/// What was written, in order. `traits` are its promises.
class Log final : public Object {
 public:
  Log(Scheduler& scheduler, const char* name, ObjectTraits traits)
      : Object(scheduler, name, traits) {}
  Operation Write(int digit, std::source_location where = std::source_location::current()) {
    return Operation(*this, digit, false, where);
  }
  int text() const { return text_; }

  Progress Perform(Operation& operation, TaskId, int) override {
    text_ = 10 * text_ + operation.code;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "write"; }
  std::string Describe() const override { return std::to_string(text_); }

 private:
  int text_ = 0;
};

Task<> WriteTwice(Log& log, int first, int second) {
  co_await log.Write(first);
  co_await log.Write(second);
}

Scenario TwoWrite(ObjectTraits traits, int never) {
  return Ending([=](Scheduler& scheduler) {
    auto& log = scheduler.Make<Log>("log", traits);
    scheduler.Spawn("a", WriteTwice(log, 1, 2));
    scheduler.Spawn("b", WriteTwice(log, 3, 4));
    scheduler.Invariant("it is another", log, [&log, never]() -> Failure {
      if (log.text() != never) return {};
      return "it is " + std::to_string(never);
    });
  });
}

TEST_P(EveryWay, FindsAllOfAnObjectThatOrdersItsOperations) {
  ExpectAsEveryWay(TwoWrite({.in_one_order = true}, 9), GetParam());
  EXPECT_EQ(Found(TwoWrite({.in_one_order = true}, 31)), "invariant: it is another: it is 31");
}

TEST_P(EveryWay, TakesNoOrderForGrantedThatAnObjectDoesNotPromise) {
  EXPECT_EQ(Found(TwoWrite({}, 9)),
            GetParam().strategy == "dpor" ? "holds, not complete" : "holds");
}

// --- One that is like a lock.

/// A bunch of keys: one task at a time has them.
class KeyRing final : public Object {
 public:
  KeyRing(Scheduler& scheduler, const char* name)
      : Object(scheduler, name,
               {.in_one_order = true, .waits_as_touched = true, .enabled_is_safe = true}) {}
  enum Code { kTake, kGiveBack };
  Operation Take(std::source_location where = std::source_location::current()) {
    return Operation(*this, kTake, true, where);
  }
  Operation GiveBack(std::source_location where = std::source_location::current()) {
    return Operation(*this, kGiveBack, false, where);
  }

  bool Enabled(const Operation&, TaskId) const override { return holder_ < 0; }
  Progress Perform(Operation& operation, TaskId task, int) override {
    holder_ = operation.code == kTake ? task : -1;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    Access access = AccessIn(Mode::kWrite);
    access.acquires = operation.code == kTake;
    access.releases = operation.code == kGiveBack;
    return {access, {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kTake ? "take" : "give back";
  }
  std::string Describe() const override { return holder_ < 0 ? "free" : NameOf(holder_); }
  std::uint64_t Holders() const override { return holder_ < 0 ? 0 : std::uint64_t{1} << holder_; }
  std::optional<Leftover> LeftBehind() const override {
    if (holder_ < 0) return {};
    return Leftover{"held-lock", NameOf(holder_) + " keeps the keys"};
  }

 private:
  std::int32_t holder_ = -1;
};

Task<> NoteWithKeys(KeyRing& keys, Managed<int>& notes, int digit) {
  co_await keys.Take();
  co_await notes.Update([digit](int& value) { value = 10 * value + digit; });
  co_await keys.GiveBack();
}

Task<> TakeKeys(KeyRing& keys) { co_await keys.Take(); }

TEST_P(EveryWay, FindsAllOfAnObjectLikeALock) {
  ExpectAsEveryWay(Ending([](Scheduler& scheduler) {
                     auto& keys = scheduler.Make<KeyRing>("keys");
                     auto& notes = scheduler.Make<Managed<int>>("notes");
                     for (int i = 1; i <= 3; ++i) {
                       scheduler.Spawn(std::to_string(i), NoteWithKeys(keys, notes, i));
                     }
                   }),
                   GetParam());
}

TEST_P(EveryWay, SaysWhereWhatAnObjectLikeALockLeavesBehindWasTaken) {
  const std::string found = Found(Ending([](Scheduler& scheduler) {
    auto& keys = scheduler.Make<KeyRing>("keys");
    scheduler.Spawn("thief", TakeKeys(keys));
  }));
  EXPECT_EQ(found.substr(0, found.rfind(':')),
            "held-lock: thief keeps the keys, taken at own_sorts_test.cc");
}

// --- One that is like a queue.

/// A pipe of digits, with room for `room` of them. `says_bound` is whether it tells the engines so.
class Pipe final : public Object {
 public:
  Pipe(Scheduler& scheduler, const char* name, int room, bool says_bound)
      : Object(scheduler, name,
               {.waits_as_touched = true, .enabled_is_safe = true, .leaves_nothing = true}),
        room_(room),
        says_bound_(says_bound) {}
  enum Code { kOut, kIn = 100 };
  Operation In(int digit, std::source_location where = std::source_location::current()) {
    return Operation(*this, kIn + digit, true, where);
  }
  class Out : public Operation {
   public:
    using Operation::Operation;
    int await_resume() const { return digit; }
    int digit = 0;
  };
  Out TakeOut(std::source_location where = std::source_location::current()) {
    return Out(*this, kOut, true, where);
  }

  bool Enabled(const Operation& operation, TaskId) const override {
    return operation.code == kOut ? size_ > 0 : size_ < room_;
  }
  Progress Perform(Operation& operation, TaskId, int) override {
    if (operation.code != kOut) {
      digits_[size_++] = operation.code - kIn;
      return Progress::kDone;
    }
    static_cast<Out&>(operation).digit = digits_[0];
    for (int i = 1; i < size_; ++i) digits_[i - 1] = digits_[i];
    digits_[--size_] = 0;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kOut ? Mode::kPop : Mode::kPush), {}};
  }
  int Bound() const override { return says_bound_ ? room_ : 0; }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kOut ? "out" : "in";
  }
  std::string Describe() const override {
    std::string text;
    for (int i = 0; i < size_; ++i) text += std::to_string(digits_[i]);
    return text;
  }

 private:
  int room_;
  bool says_bound_;
  int size_ = 0;
  int digits_[8] = {};
};

Task<> PutIn(Pipe& pipe, int first, int second) {
  co_await pipe.In(first);
  co_await pipe.In(second);
}

Task<> TakeOut(Pipe& pipe, Managed<int>& notes, int times) {
  for (int i = 0; i < times; ++i) {
    const int digit = co_await pipe.TakeOut();
    co_await notes.Update([digit](int& value) { value = 10 * value + digit; });
  }
}

Scenario ThroughThePipe(int room, bool says_bound) {
  return Ending([=](Scheduler& scheduler) {
    auto& pipe = scheduler.Make<Pipe>("pipe", room, says_bound);
    auto& notes = scheduler.Make<Managed<int>>("notes");
    scheduler.Spawn("a", PutIn(pipe, 1, 2));
    scheduler.Spawn("b", PutIn(pipe, 3, 4));
    scheduler.Spawn("out", TakeOut(pipe, notes, 3));
  });
}

TEST_P(EveryWay, FindsAllOfAnObjectLikeAQueue) {
  for (const int room : {1, 2, 4}) {
    SCOPED_TRACE(room);
    ExpectAsEveryWay(ThroughThePipe(room, true), GetParam());
  }
}

TEST_P(EveryWay, RefusesAPushThatWaitsForRoomAndNamesNoBound) {
  if (GetParam().strategy != "dpor") return;
  EXPECT_EQ(Refused<std::logic_error>(ThroughThePipe(1, false)),
            "pipe: a push (Mode::kPush) may block, and there is no bound (Object::Bound)");
}

// --- One that makes wait.

/// A bell: who waits goes on when it rings; a ring that nobody waits for is lost.
class Bell final : public Object {
 public:
  Bell(Scheduler& scheduler, const char* name)
      : Object(scheduler, name,
               {.waits_as_touched = true, .enabled_is_safe = true, .leaves_nothing = true}) {}
  enum Code { kWait, kGoOn, kRing };
  Operation Wait(std::source_location where = std::source_location::current()) {
    return Operation(*this, kWait, true, where);
  }
  Operation Ring(std::source_location where = std::source_location::current()) {
    return Operation(*this, kRing, false, where);
  }

  bool Enabled(const Operation& operation, TaskId task) const override {
    return operation.code == kWait || (waiting_ >> task & 1) == 0;
  }
  Progress Perform(Operation& operation, TaskId task, int) override {
    switch (operation.code) {
      case kWait:
        waiting_ |= std::uint64_t{1} << task;
        operation.code = kGoOn;
        return Progress::kMore;
      case kRing:
        operation.woken = waiting_;
        waiting_ = 0;
    }
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kRing ? Mode::kWrite : Mode::kRead), {}};
  }
  bool AwaitsNotice(const Operation& operation) const override { return operation.code == kGoOn; }
  std::string_view OperationName(const Operation& operation) const override {
    constexpr std::string_view kNames[] = {"wait", "go on", "ring"};
    return kNames[operation.code];
  }
  std::string Describe() const override { return std::to_string(waiting_); }

 private:
  std::uint64_t waiting_ = 0;
};

Task<> WaitAndNote(Bell& bell, Managed<int>& notes, int digit) {
  co_await bell.Wait();
  co_await notes.Update([digit](int& value) { value = 10 * value + digit; });
}

Task<> RingTwice(Bell& bell) {
  co_await bell.Ring();
  co_await bell.Ring();
}

TEST_P(EveryWay, FindsAllOfAnObjectThatMakesWait) {
  ExpectAsEveryWay(Ending([](Scheduler& scheduler) {
                     auto& bell = scheduler.Make<Bell>("bell");
                     auto& notes = scheduler.Make<Managed<int>>("notes");
                     scheduler.Spawn("a", WaitAndNote(bell, notes, 1));
                     scheduler.Spawn("b", WaitAndNote(bell, notes, 2));
                     scheduler.Spawn("rings", RingTwice(bell));
                   }),
                   GetParam());
}

// --- One that waits for time.

/// Wakes at a full second, and says at which one last.
class Chime final : public Object {
 public:
  Chime(Scheduler& scheduler, const char* name)
      : Object(scheduler, name, {.waits_for_time = true}) {}
  Operation Await(int second, std::source_location where = std::source_location::current()) {
    return Operation(*this, second, true, where);
  }

  bool Enabled(const Operation& operation, TaskId) const override {
    return WakesAt(operation) <= program().executor().NowMicroseconds();
  }
  std::int64_t WakesAt(const Operation& operation) const override {
    return std::int64_t{operation.code} * 1'000'000;
  }
  Progress Perform(Operation& operation, TaskId, int) override {
    last_ = operation.code;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "chime"; }
  std::string Describe() const override { return std::to_string(last_); }

 private:
  int last_ = 0;
};

Task<> AwaitAndNote(Chime& chime, Managed<int>& notes, int second, int digit) {
  co_await chime.Await(second);
  co_await notes.Update([digit](int& value) { value = 10 * value + digit; });
}

TEST_P(EveryWay, FindsAllOfAnObjectThatWaitsForTime) {
  ExpectAsEveryWay(Ending([](Scheduler& scheduler) {
                     auto& chime = scheduler.Make<Chime>("chime");
                     auto& notes = scheduler.Make<Managed<int>>("notes");
                     scheduler.Spawn("a", AwaitAndNote(chime, notes, 1, 1));
                     scheduler.Spawn("b", AwaitAndNote(chime, notes, 1, 2));
                     scheduler.Spawn("c", AwaitAndNote(chime, notes, 2, 3));
                   }),
                   GetParam());
}

}  // namespace
}  // namespace heddle::internal
