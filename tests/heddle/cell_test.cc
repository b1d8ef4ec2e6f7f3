#include <gtest/gtest.h>
#include <heddle/cell.h>
#include <heddle/fixed_string.h>
#include <heddle/managed.h>
#include <heddle/shared.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <source_location>
#include <string>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

template <typename Cell>
Task<> LoadOnly(Cell& cell, int& loaded) {
  loaded = co_await cell.Load();
}

template <typename Cell>
Task<> StoreOnly(Cell& cell, int value) {
  co_await cell.Store(value);
}

template <typename Cell>
Task<> Add(Cell& cell, int amount, int times) {
  for (int i = 0; i < times; ++i) {
    co_await cell.Update([amount](int& value) { value += amount; });
  }
}

/// What is true of a variable in memory and of one in a manager process alike.
template <typename T>
class AnyCell : public testing::Test {};
using Cells = testing::Types<Shared<int>, Managed<int>>;
TYPED_TEST_SUITE(AnyCell, Cells);

TYPED_TEST(AnyCell, LoadsItsInitialValueAndThenWhatWasStored) {
  TypeParam* cell = nullptr;
  int first = 0, second = 0;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<TypeParam>("x", 7);
    scheduler.Spawn("reader", LoadOnly(*cell, first));
    scheduler.Spawn("late reader", LoadOnly(*cell, second));
    scheduler.Spawn("writer", StoreOnly(*cell, 9));
  });
  EXPECT_EQ(run.Step(0), "7");
  EXPECT_EQ(run.Step(2), "9");
  EXPECT_EQ(run.Step(1), "9");
  EXPECT_EQ(first, 7);
  EXPECT_EQ(second, 9);
  EXPECT_EQ(cell->value(), 9);
  EXPECT_EQ(cell->Describe(), "9");
}

TYPED_TEST(AnyCell, IsUpdatedByALoadAndAStoreThatOthersCanComeBetween) {
  TypeParam* cell = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<TypeParam>("x", 1);
    scheduler.Spawn("a", Add(*cell, 10, 1));
    scheduler.Spawn("b", StoreOnly(*cell, 5));
  });
  EXPECT_EQ(run.Step(0), "1");
  EXPECT_EQ(cell->value(), 1);
  run.Step(1);
  EXPECT_EQ(cell->value(), 5);
  EXPECT_EQ(run.Step(0), "11") << "the update goes on from what it loaded";
  EXPECT_EQ(cell->value(), 11);
  EXPECT_TRUE(run.HasEnded(0));
}

// The oracle: a machine with a register for each task, which a step either loads or stores.
RC_GTEST_PROP(SharedUpdates, AreThoseOfAMachineWithRegisters, ()) {
  const auto times = DrawSome(Draw(1, 3), 1, 3);
  const int tasks = static_cast<int>(times.size());
  Shared<int>* cell = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<Shared<int>>("x", 0);
    for (int task = 0; task < tasks; ++task) {
      scheduler.Spawn("adder", Add(*cell, 1 + task, times[task]));
    }
  });
  int memory = 0;
  std::vector<int> registers(tasks, 0), steps(tasks, 0);
  while (run.world().enabled() != 0) {
    const int task = DrawEnabled(run.world());
    RC_ASSERT(steps[task] < 2 * times[task]);
    run.Step(task);
    if (steps[task]++ % 2 == 0) {
      registers[task] = memory;
    } else {
      memory = registers[task] + 1 + task;
    }
    RC_ASSERT(cell->value() == memory);
  }
  for (int task = 0; task < tasks; ++task) RC_ASSERT(steps[task] == 2 * times[task]);
}

TEST(SharedCell, IsPlainMemoryWhoseLoadsCommute) {
  Stepper run([](Scheduler& scheduler) {
    auto& cell = scheduler.Make<Shared<int>>("x", 0);
    scheduler.Spawn("a", Add(cell, 1, 1));
  });
  EXPECT_EQ(run.Next(0), "load x");
  EXPECT_EQ(run.world().footprint(0).first.mode, Mode::kRead);
  EXPECT_TRUE(run.world().footprint(0).first.plain);
  run.Step(0);
  EXPECT_EQ(run.Next(0), "store x");
  EXPECT_EQ(run.world().footprint(0).first.mode, Mode::kWrite);
  EXPECT_TRUE(run.world().footprint(0).first.plain);
}

TEST(ManagedCell, IsNoPlainMemory) {
  Managed<int>* cell = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<Managed<int>>("x", 0);
    scheduler.Spawn("a", Add(*cell, 1, 1));
  });
  EXPECT_EQ(run.Next(0), "get x");
  EXPECT_TRUE(cell->Gets(run.world().pending(0)));
  EXPECT_EQ(run.world().footprint(0).first.mode, Mode::kRead);
  EXPECT_FALSE(run.world().footprint(0).first.plain);
  run.Step(0);
  EXPECT_EQ(run.Next(0), "set x");
  EXPECT_FALSE(cell->Gets(run.world().pending(0)));
  EXPECT_EQ(run.world().footprint(0).first.mode, Mode::kWrite);
  EXPECT_FALSE(run.world().footprint(0).first.plain);
}

TEST(SharedCellOfProcesses, IsACopyForEachProcessAndOneForTheParent) {
  Shared<int>* cell = nullptr;
  int parent_loaded = -1;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<Shared<int>>("x", 1, Sharing::kPerProcess);
    scheduler.Spawn("a", Add(*cell, 10, 1));
    scheduler.Spawn("b", Add(*cell, 100, 2));
    scheduler.Spawn("parent", LoadOnly(*cell, parent_loaded), {.in_parent = true});
  });
  EXPECT_EQ(run.world().footprint(0), Footprint()) << "nobody else can notice";
  for (const int task : {0, 1, 0, 1, 1, 1}) run.Step(task);
  run.Step(2);
  EXPECT_EQ(parent_loaded, 1);
  EXPECT_EQ(cell->value(), 1);
  EXPECT_EQ(cell->copy_of(0), 11);
  EXPECT_EQ(cell->copy_of(1), 201);
  EXPECT_EQ(cell->copy_of(2), 1);
  EXPECT_EQ(cell->Describe(), "parent 1, a 11, b 201");
}

Task<> AppendLetters(Shared<FixedString<8>>& cell) {
  co_await cell.Update([](FixedString<8>& text) { text += 'o'; });
  co_await cell.Update([](FixedString<8>& text) { text += 'O'; });
}

TEST(SharedCell, ShowsATextInQuotes) {
  Shared<FixedString<8>>* cell = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    cell = &scheduler.Make<Shared<FixedString<8>>>("a");
    scheduler.Spawn("writer", AppendLetters(*cell));
  });
  EXPECT_EQ(run.Step(0), "\"\"");
  EXPECT_EQ(run.Step(0), "\"o\"");
  run.Step(0);
  EXPECT_EQ(run.Step(0), "\"oO\"");
  EXPECT_EQ(cell->Describe(), "\"oO\"");
}

TEST(SharedCell, ShowsThatThereIsNoText) {
  Shared<const char*>* cell = nullptr;
  Stepper run(
      [&](Scheduler& scheduler) { cell = &scheduler.Make<Shared<const char*>>("a", nullptr); });
  EXPECT_EQ(cell->Describe(), "null");
}

constexpr unsigned kLineAbove = std::source_location::current().line();
Task<> StoreOnTwoLines(Shared<int>& cell) {
  co_await cell.Store(1);
  co_await cell.Update([](int& value) { ++value; });
}

TEST(AnyOperation, KnowsTheLineThatAwaitsIt) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("writer", StoreOnTwoLines(scheduler.Make<Shared<int>>("x", 0)));
  });
  EXPECT_EQ(run.world().pending(0).where.line(), kLineAbove + 2);
  run.Step(0);
  EXPECT_EQ(run.world().pending(0).where.line(), kLineAbove + 3);
  run.Step(0);
  EXPECT_EQ(run.world().pending(0).where.line(), kLineAbove + 3) << "the same line stores";
}

}  // namespace
}  // namespace heddle::internal
