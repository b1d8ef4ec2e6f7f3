#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> DoEach(Atomic<int>& x, std::vector<int>& got) {
  const int loaded = co_await x.Load(std::memory_order_acquire);
  got.push_back(loaded);
  co_await x.Store(5, std::memory_order_release);
  const int exchanged = co_await x.Exchange(6);
  got.push_back(exchanged);
  const int added = co_await x.FetchAdd(-2);
  got.push_back(added);
  const bool right = co_await x.CompareExchange(4, 8);
  got.push_back(right ? 1 : 0);
  const bool wrong = co_await x.CompareExchange(4, 9);
  got.push_back(wrong ? 1 : 0);
  const int awaited = co_await x.Await([](int value) { return value > 7; });
  got.push_back(awaited);
}

TEST(Atomic, DoesEachOfItsOperationsInOneStepThatShowsWhatWasThere) {
  std::vector<int> got;
  Atomic<int>* x = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 3);
    scheduler.Spawn("task", DoEach(*x, got));
  });
  EXPECT_EQ(run.Next(0), "load x");
  EXPECT_EQ(run.Step(0), "3");
  EXPECT_EQ(run.Next(0), "store x");
  EXPECT_EQ(run.Step(0), "5");
  EXPECT_EQ(x->Describe(), "5");
  EXPECT_EQ(run.Next(0), "exchange x");
  EXPECT_EQ(run.Step(0), "5, then 6");
  EXPECT_EQ(run.Next(0), "fetch-add x");
  EXPECT_EQ(run.Step(0), "6, plus -2");
  EXPECT_EQ(run.Next(0), "compare-exchange x");
  EXPECT_EQ(run.Step(0), "4, then 8");
  EXPECT_EQ(run.Step(0), "8, not 4");
  EXPECT_EQ(run.Next(0), "await x");
  EXPECT_EQ(run.Step(0), "8");
  EXPECT_TRUE(run.HasEnded(0));
  EXPECT_EQ(got, (std::vector<int>{3, 5, 6, 1, 0, 8}));
  EXPECT_EQ(x->value(), 8);
}

Task<> AwaitValue(Atomic<int>& x, int wanted) {
  co_await x.Await([wanted](int value) { return value == wanted; });
}

Task<> StoreAll(Atomic<int>& x, const std::vector<int>& values) {
  for (const int value : values) co_await x.Store(value);
}

TEST(Atomic, LetsAnAwaitGoOnWhileItsValueIsThere) {
  const std::vector<int> values{1, 2};
  Stepper run([&](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x");
    scheduler.Spawn("waiter", AwaitValue(x, 1));
    scheduler.Spawn("storer", StoreAll(x, values));
  });
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_TRUE(run.Can(0));
  run.Step(1);
  EXPECT_FALSE(run.Can(0));
  EXPECT_EQ(run.End(), "unfinished: all others have ended; waiter waits: await 'x' (2)");
}

enum class Color : std::uint8_t { kRed, kGreen };

Task<> UseOtherTypes(Atomic<std::uint8_t>& byte, Atomic<bool>& flag, Atomic<Color>& color,
                     std::vector<int>& got) {
  const std::uint8_t before = co_await byte.FetchAdd(10);
  got.push_back(before);
  const bool was_set = co_await flag.Exchange(true);
  got.push_back(was_set ? 1 : 0);
  const bool changed = co_await color.CompareExchange(Color::kRed, Color::kGreen);
  got.push_back(changed ? 1 : 0);
}

TEST(Atomic, IsOfAnyNumberTruthValueOrEnumeration) {
  std::vector<int> got;
  Atomic<std::uint8_t>* byte = nullptr;
  Atomic<bool>* flag = nullptr;
  Atomic<Color>* color = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    byte = &scheduler.Make<Atomic<std::uint8_t>>("byte", 250);
    flag = &scheduler.Make<Atomic<bool>>("flag");
    color = &scheduler.Make<Atomic<Color>>("color");
    scheduler.Spawn("task", UseOtherTypes(*byte, *flag, *color, got));
  });
  while (!run.HasEnded(0)) run.Step(0);
  EXPECT_EQ(got, (std::vector<int>{250, 0, 1}));
  EXPECT_EQ(byte->value(), 4);  // it has gone round
  EXPECT_TRUE(flag->value());
  EXPECT_EQ(color->value(), Color::kGreen);
}

TEST(Atomic, IsAWordToEngines) {
  Atomic<std::int8_t>* x = nullptr;
  Stepper run([&](Scheduler& scheduler) { x = &scheduler.Make<Atomic<std::int8_t>>("x", -1); });
  const AtomicBase::Word minus_one = x->word();
  x->set_word(x->Sum(minus_one, minus_one));
  EXPECT_EQ(x->value(), -2);
  x->set_word(minus_one);
  EXPECT_EQ(x->value(), -1);
}

struct Slot {
  std::uint16_t index = 0;
  std::uint16_t tag = 0;
  bool operator==(const Slot&) const = default;
  std::string Describe() const { return std::to_string(index) + "." + std::to_string(tag); }
};
struct Rgb {
  explicit Rgb(std::uint8_t red) : red(red) {}
  std::uint8_t red, green = 0, blue = 9;
};

Task<> UseStructs(Atomic<Slot>& slot, Atomic<Rgb>& color, std::vector<int>& got) {
  const bool wrong = co_await slot.CompareExchange({1, 1}, {7, 7});
  got.push_back(wrong ? 1 : 0);
  const bool right = co_await slot.CompareExchange({1, 0}, {2, 1});
  got.push_back(right ? 1 : 0);
  const Rgb before = co_await color.Exchange(Rgb(5));
  got.push_back(before.red);
  const Rgb awaited = co_await color.Await([](Rgb value) { return value.red == 5; });
  got.push_back(awaited.blue);
}

TEST(Atomic, HoldsStructsOfAtMostEightBytes) {
  std::vector<int> got;
  Atomic<Slot>* slot = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    slot = &scheduler.Make<Atomic<Slot>>("slot", Slot{1, 0});
    auto& color = scheduler.Make<Atomic<Rgb>>("color", Rgb(4));
    scheduler.Spawn("task", UseStructs(*slot, color, got));
  });
  EXPECT_EQ(run.Step(0), "1.0, not 1.1");
  EXPECT_EQ(run.Step(0), "1.0, then 2.1");
  while (!run.HasEnded(0)) run.Step(0);
  EXPECT_EQ(got, (std::vector<int>{0, 1, 4, 9}));
  EXPECT_EQ(slot->value(), (Slot{2, 1}));
}

struct Node {
  int value = 0;
  Node* next = nullptr;
};

Task<> PushOnce(Atomic<Node*>& head, Node& node) {
  for (;;) {
    Node* const first = co_await head.Load();
    node.next = first;
    const bool pushed = co_await head.CompareExchange(first, &node);
    if (pushed) break;
  }
}

TEST(Atomic, HoldsPointersAndShowsWhatTheyPointTo) {
  Atomic<Node*>* head = nullptr;
  Node* elsewhere = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    head = &scheduler.Make<Atomic<Node*>>("head");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& pair = scheduler.Make<std::array<Node, 2>>();
    auto& last = scheduler.Make<Node>();
    elsewhere = &scheduler.Make<std::vector<Node>>(3)[1];
    scheduler.Spawn("first", PushOnce(*head, pair[1]));
    scheduler.Spawn("last", PushOnce(*head, last));
    auto& owner = scheduler.Make<Atomic<Mutex*>>("owner", &mutex);
    EXPECT_EQ(owner.Describe(), "mutex");
    EXPECT_EQ(scheduler.Make<Shared<const Mutex*>>("shared", &mutex).Describe(), "mutex");
  });
  EXPECT_EQ(head->Describe(), "null");
  EXPECT_EQ(run.Step(0), "null");
  EXPECT_EQ(run.Step(1), "null");
  EXPECT_EQ(run.Step(0), "null, then thing 0 + 16");
  EXPECT_EQ(run.Step(1), "thing 0 + 16, not null");
  run.Step(1);
  EXPECT_EQ(run.Step(1), "thing 0 + 16, then thing 1");
  EXPECT_EQ(head->value()->next->next, nullptr);
  head->set_word(std::bit_cast<AtomicBase::Word>(elsewhere));
  EXPECT_EQ(head->Describe(), "not null");
}

Task<> CompareWith(Atomic<int>& x, std::vector<std::memory_order> orders) {
  if (orders.size() == 1) co_await x.CompareExchange(1, 2, orders[0]);
  if (orders.size() == 2) co_await x.CompareExchange(1, 2, orders[0], orders[1]);
}

TEST(Atomic, GivesAFailedCompareExchangeTheOrderOfALoad) {
  using enum std::memory_order;
  const auto order_of_failure = [](std::vector<std::memory_order> orders) {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("task", CompareWith(scheduler.Make<Atomic<int>>("x"), orders));
    });
    EXPECT_EQ(run.failure(), "");
    const auto& access = static_cast<const AtomicBase::AccessOperation&>(run.world().pending(0));
    EXPECT_EQ(access.order, orders[0]);
    return access.failure_order;
  };
  EXPECT_EQ(order_of_failure({relaxed}), relaxed);
  EXPECT_EQ(order_of_failure({acquire}), acquire);
  EXPECT_EQ(order_of_failure({release}), relaxed);
  EXPECT_EQ(order_of_failure({acq_rel}), acquire);
  EXPECT_EQ(order_of_failure({seq_cst}), seq_cst);
  EXPECT_EQ(order_of_failure({release, acquire}), acquire);
  EXPECT_EQ(order_of_failure({relaxed, seq_cst}), seq_cst);
}

Task<> StoreWith(Atomic<int>& x, std::memory_order order) { co_await x.Store(1, order); }
Task<> LoadWith(Atomic<int>& x, std::memory_order order) { co_await x.Load(order); }
Task<> AwaitWith(Atomic<int>& x, std::memory_order order) {
  co_await x.Await([](int) { return true; }, order);
}

TEST(Atomic, IsMisusedByAnOrderThatAnAccessCannotHave) {
  using enum std::memory_order;
  const auto failure = [](auto... what) {
    return Stepper([&](Scheduler& scheduler) {
             scheduler.Spawn("a", [](Atomic<int>& x, auto task, auto order) {
               return task(x, order);
             }(scheduler.Make<Atomic<int>>("x"), what...));
           })
        .failure();
  };
  const std::string load = " cannot have the order release: it must be relaxed, acquire or seq_cst";
  EXPECT_EQ(failure(LoadWith, release), "misuse: a: 'x': a load" + load);
  EXPECT_EQ(failure(AwaitWith, release), "misuse: a: 'x': an await" + load);
  const std::vector<std::memory_order> orders{seq_cst, release};
  EXPECT_EQ(failure(CompareWith, orders), "misuse: a: 'x': a failed compare-exchange" + load);
  EXPECT_EQ(failure(StoreWith, acquire),
            "misuse: a: 'x': a store cannot have the order acquire: it must be relaxed, release or "
            "seq_cst");
}

Task<> AddSome(Atomic<int>& x, int times) {
  for (int i = 0; i < times; ++i) co_await x.FetchAdd(1);
}

Task<> AddByComparing(Atomic<int>& x, int times) {
  for (int i = 0; i < times; ++i) {
    for (;;) {
      const int now = co_await x.Load();
      const bool done = co_await x.CompareExchange(now, now + 1);
      if (done) break;
    }
  }
}

Scenario Counting(int adds, int compares, int times) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x");
        for (int i = 0; i < adds; ++i) scheduler.Spawn("adds", AddSome(x, times));
        for (int i = 0; i < compares; ++i) scheduler.Spawn("compares", AddByComparing(x, times));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
}

RC_GTEST_PROP(Atomic, CountsWhatEverybodyAdds, ()) {
  const int adds = Draw(0, 1);
  const int compares = Draw(0, 2);
  const bool by_traces = Draw(0, 1) == 0;
  const int times = by_traces ? 1 : Draw(1, 3);
  const Exploration explored =
      ExploreAllOf(Counting(adds, compares, times), by_traces ? "dpor" : "states", "x");
  RC_ASSERT(explored.verdict == Exploration::Verdict::kHolds);
  RC_ASSERT(explored.complete);
  RC_ASSERT(explored.remark == "");
  RC_ASSERT(explored.outcomes->size() == 1u);
  RC_ASSERT(explored.outcomes->front().value == std::to_string((adds + compares) * times));
}

Task<> Publish(Shared<int>& data, Atomic<bool>& ready, std::memory_order order) {
  co_await data.Store(1);
  co_await ready.Store(true, order);
}

Task<> Consume(Shared<int>& data, Atomic<bool>& ready, bool waits) {
  if (waits) co_await ready.Await([](bool is) { return is; }, std::memory_order_acquire);
  co_await data.Load();
}

Scenario Publishing(bool waits, std::memory_order order = std::memory_order_release) {
  return Program([=](Scheduler& scheduler) {
    auto& data = scheduler.Make<Shared<int>>("data");
    auto& ready = scheduler.Make<Atomic<bool>>("ready");
    scheduler.Spawn("publisher", Publish(data, ready, order));
    scheduler.Spawn("consumer", Consume(data, ready, waits));
  });
}

TEST(Atomic, OrdersWhatIsPublishedByIt) {
  for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
    const Exploration waiting = ExploreAllOf(Publishing(true), strategy);
    EXPECT_EQ(waiting.verdict, Exploration::Verdict::kHoldsSc) << NameOf(strategy);
    const Exploration hasty = ExploreAllOf(Publishing(false), strategy);
    ASSERT_TRUE(hasty.violation) << NameOf(strategy);
    EXPECT_EQ(hasty.violation->kind, "data-race") << NameOf(strategy);
  }
}

TEST(Atomic, IsSequentiallyConsistentInTheExplorerWhichSaysSo) {
  const Exploration relaxed = ExploreAllOf(Publishing(true, std::memory_order_relaxed), "states");
  EXPECT_EQ(relaxed.violation->kind, "data-race");
  EXPECT_FALSE(relaxed.complete);
  EXPECT_EQ(relaxed.remark, "each load was of the newest value, as under sequential consistency");
}

Task<> StoreThenLoad(Atomic<int>& mine, Atomic<int>& others, int& read) {
  co_await mine.Store(1);
  read = co_await others.Load();
}

// Dekker's: with sequential consistency, one of the two sees the other's store.
TEST(Atomic, LetsNoTwoTasksMissEachOthersStores) {
  const Scenario dekker = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x");
        auto& y = scheduler.Make<Atomic<int>>("y");
        auto& first = scheduler.Make<int>(0);
        auto& second = scheduler.Make<int>(0);
        scheduler.Spawn("first", StoreThenLoad(x, y, first));
        scheduler.Spawn("second", StoreThenLoad(y, x, second));
        scheduler.Observe("read", [&first, &second](std::string& out) {
          out += std::to_string(first) + std::to_string(second);
        });
      },
      {"read"});
  for (const Strategy strategy : {"states", "dpor", "all"}) {
    std::string read;
    const Exploration explored = ExploreAllOf(dekker, strategy, "read");
    for (const auto& outcome : *explored.outcomes) read += outcome.value + " ";
    EXPECT_EQ(read, "01 10 11 ") << NameOf(strategy);
  }
}

}  // namespace
}  // namespace heddle::internal
