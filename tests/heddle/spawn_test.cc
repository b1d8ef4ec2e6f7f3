// What can be spawned, and what of the set-up a task may still use when it runs.

#include <gtest/gtest.h>
#include <heddle/atomic.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/heddle/stepper.h"
#include "tests/sanitizer.h"

namespace heddle::internal {
namespace {

/// What is said of a set-up that goes wrong, or "".
std::string Refusal(std::function<void(Scheduler&)> set_up) {
  try {
    Stepper run(std::move(set_up));
  } catch (const UsageError& error) {
    const std::string_view text = error.what();
    constexpr std::string_view kHead = "test: setting up failed: ";
    EXPECT_EQ(text.substr(0, kHead.size()), kHead);
    return std::string(text.substr(kHead.size()));
  }
  return {};
}

const std::string kOfALambda =
    "'a' cannot be spawned: the lambda's captures are gone when the task runs: give Spawn the "
    "lambda itself, not its Task";
const std::string kOfTheStack =
    "'a' cannot be spawned: a parameter refers to a variable or a temporary of the set-up, which "
    "is gone when the task runs: pass it by value, or Make what it refers to";
const std::string kOfACapture =
    "'a' captures a reference to a variable of the set-up, which is gone when it is used: capture "
    "the value, or Make what it refers to";

Task<> Add(Atomic<int>& x, int amount) { co_await x.FetchAdd(amount); }
Task<> AddFrom(Atomic<int>& x, const int& amount) { co_await x.FetchAdd(amount); }
Task<> AddAt(Atomic<int>& x, const int* amount) { co_await x.FetchAdd(*amount); }
Task<> AddSize(Atomic<int>& x, std::string_view text) {
  co_await x.FetchAdd(static_cast<int>(text.size()));
}

/// Has a coroutine for a member.
struct Adder {
  Atomic<int>* x;
  int amount;
  Task<> Run(int times) {
    for (int i = 0; i < times; ++i) co_await x->FetchAdd(amount);
  }
};

TEST(Spawn, KeepsALambdaWithItsCaptures) {
  Atomic<int>* x = nullptr;
  Stepper run([&x](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 0);
    const std::string text(30, '+');
    scheduler.Spawn("a", [x = x, text]() -> Task<> {
      for (const char letter : text) co_await x->FetchAdd(letter == '+' ? 1 : 100);
    });
    auto once = [&x = *x, amount = 7]() mutable -> Task<> {
      amount *= 2;
      co_await Add(x, amount);
    };
    scheduler.Spawn("b", once, {.in_parent = true});
    scheduler.Spawn("c", [&x = *x] { return Add(x, 1000); });
  });
  for (int i = 0; i < 30; ++i) run.Step(0);
  run.Step(1);
  run.Step(2);
  EXPECT_EQ(x->value(), 1044);
  EXPECT_TRUE(run.world().program().tasks()[1].traits.in_parent);
}

TEST(Spawn, RefusesTheTaskOfALambdaThatHasCaptures) {
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Atomic<int>>("x", 0);
              scheduler.Spawn("a", [&]() -> Task<> { co_await x.FetchAdd(1); }());
            }),
            kOfALambda);
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Atomic<int>>("x", 0);
              auto add = [&x](int amount) -> Task<> { co_await x.FetchAdd(amount); };
              scheduler.Spawn("a", add(1));
            }),
            kOfALambda);
  // The lambda that is kept makes another, which is not.
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Atomic<int>>("x", 0);
              scheduler.Spawn("a", [&x] { return [&x]() -> Task<> { co_await x.FetchAdd(1); }(); });
            }),
            kOfALambda);
}

TEST(Spawn, TakesTheTaskOfALambdaWithoutCaptures) {
  Atomic<int>* x = nullptr;
  Stepper run([&x](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("a", [](Atomic<int>& x) -> Task<> { co_await x.FetchAdd(1); }(*x));
    const auto generic = [](auto& x, auto amount) -> Task<> { co_await x.FetchAdd(amount); };
    scheduler.Spawn("b", generic(*x, 2));
  });
  run.Step(0);
  run.Step(1);
  EXPECT_EQ(x->value(), 3);
}

Task<> AwaitLambdas(Atomic<int>& x) {
  const int two = 2;
  co_await [&]() -> Task<> { co_await x.FetchAdd(two); }();
  auto named = [&x](int amount) -> Task<> { co_await x.FetchAdd(amount); };
  co_await named(two);
  co_await AddFrom(x, 1 + two);
}

TEST(Spawn, LeavesATaskItsOwnLambdasAndReferences) {
  Atomic<int>* x = nullptr;
  Stepper run([&x](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("a", AwaitLambdas(*x));
  });
  while (!run.HasEnded(0)) run.Step(0);
  EXPECT_EQ(x->value(), 7);
}

/// AddressSanitizer keeps the variables of a set-up elsewhere, and says itself when one is used.
class SpawnFromTheStack : public testing::Test {
 protected:
  void SetUp() override {
    if (kWatchesAddresses) GTEST_SKIP();
  }
};

TEST_F(SpawnFromTheStack, RefusesReferencesPointersAndViews) {
  const auto refused = [](auto spawn) {
    return Refusal(
        [spawn](Scheduler& scheduler) { spawn(scheduler, scheduler.Make<Atomic<int>>("x", 0)); });
  };
  EXPECT_EQ(refused([](Scheduler& s, Atomic<int>& x) { s.Spawn("a", AddFrom(x, 1)); }),
            kOfTheStack);
  EXPECT_EQ(refused([](Scheduler& s, Atomic<int>& x) {
              const int amount = 1;
              s.Spawn("a", AddAt(x, &amount));
            }),
            kOfTheStack);
  EXPECT_EQ(
      refused([](Scheduler& s, Atomic<int>& x) { s.Spawn("a", AddSize(x, std::string("short"))); }),
      kOfTheStack);
  EXPECT_EQ(refused([](Scheduler& s, Atomic<int>& x) {
              s.Spawn("a", Adder{&x, 1}.Run(2));
            }),
            kOfTheStack);
  EXPECT_EQ(refused([](Scheduler& s, Atomic<int>& x) {
              Task<> task = AddFrom(x, 1);
              s.Spawn("before", Add(x, 1));
              s.Spawn("a", std::move(task));
            }),
            kOfTheStack);
}

TEST_F(SpawnFromTheStack, TakesReferencesToWhatLivesLonger) {
  const int outside = 5;
  static constexpr std::string_view kText = "four";
  Atomic<int>* x = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 0);
    auto& amount = scheduler.Make<int>(100);
    scheduler.Spawn("a", AddFrom(*x, outside));
    scheduler.Spawn("b", AddAt(*x, &amount));
    scheduler.Spawn("c", AddSize(*x, kText));
    scheduler.Spawn("d", scheduler.Make<Adder>(Adder{x, 1000}).Run(1));
  });
  for (int task = 0; task < 4; ++task) run.Step(task);
  EXPECT_EQ(x->value(), 1109);
}

TEST_F(SpawnFromTheStack, RefusesCapturesOfTheSetUpsVariables) {
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Atomic<int>>("x", 0);
              int amount = 1;
              scheduler.Spawn("a", [&]() -> Task<> { co_await x.FetchAdd(amount); });
            }),
            kOfACapture);
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              int most = 1;
              scheduler.Invariant("a", [&] { return most == 1; });
            }),
            kOfACapture);
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              int most = 1;
              scheduler.Finally("a", [&] { return most == 1; });
            }),
            kOfACapture);
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              int most = 1;
              scheduler.Observe("a", [&](std::string& out) { out += std::to_string(most); });
            }),
            kOfACapture);
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              int most = 1;
              scheduler.ObserveGrowing("a", [&](std::string& out) { out += std::to_string(most); });
            }),
            kOfACapture);
}

TEST(Spawn, RefusesATaskThatWasMovedAway) {
  EXPECT_EQ(Refusal([](Scheduler& scheduler) {
              Task<> task = Add(scheduler.Make<Atomic<int>>("x", 0), 1);
              scheduler.Spawn("first", std::move(task));
              scheduler.Spawn("second", std::move(task));  // NOLINT: so it is
            }),
            "'second' is spawned with a Task that was moved away");
}

}  // namespace
}  // namespace heddle::internal
