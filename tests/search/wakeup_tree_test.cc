#include "src/search/strategies/wakeup_tree.h"

#include <gtest/gtest.h>
#include <heddle/managed.h>

#include <string>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> Idle(Managed<int>& x) { co_await x.Load(); }

/// Sequences whose steps are all new (not of an execution), so that only footprints order them. A
/// step is a task that writes a variable.
class WakeupTreeTest : public testing::Test {
 protected:
  WakeupTreeTest()
      : scenario_(Program([](Scheduler& scheduler) {
          auto& x = scheduler.Make<Managed<int>>("x");
          for (int i = 0; i < 4; ++i) scheduler.Spawn("task", Idle(x));
        })),
        world_(scenario_, parameters_, "", Memory::kArena),
        order_(world_) {}

  static Footprint Writes(int object) {
    Footprint footprint;
    footprint.first.object = static_cast<std::uint16_t>(object);
    footprint.first.mode = Mode::kWrite;
    return footprint;
  }
  static WakeupTree::Step Step(int task, int object, int choice = 0) {
    return {
        {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)}, -1, Writes(object)};
  }

  void Insert(WakeupTree::Sequence sequence) { tree_.Insert(order_, sequence, &branches_); }

  /// The tree as a text: "0(1 2)" is a branch of task 0 with two below it.
  std::string Text(WakeupTree::Link branches) const {
    std::string text;
    for (; branches != WakeupTree::kNone; branches = tree_[branches].next) {
      const WakeupTree::Node& node = tree_[branches];
      text += (text.empty() ? "" : " ") + std::to_string(node.transition.task);
      if (node.first_child != WakeupTree::kNone) text += "(" + Text(node.first_child) + ")";
    }
    return text;
  }
  std::string Text() const { return Text(branches_); }

  bool IsWeakInitial(const WakeupTree::Sequence& sequence, int task, int object, int* position) {
    return WakeupTree::IsWeakInitial(order_, sequence, task, Writes(object), position);
  }

  const Scenario scenario_;
  const Parameters parameters_;
  World world_;
  DependenceOrder order_;
  WakeupTree tree_;
  WakeupTree::Link branches_ = WakeupTree::kNone;
};

TEST_F(WakeupTreeTest, FindsTheTasksThatCouldComeFirst) {
  const WakeupTree::Sequence sequence = {Step(0, 5), Step(1, 6), Step(2, 5)};
  int position = 9;
  EXPECT_TRUE(IsWeakInitial(sequence, 0, 5, &position));
  EXPECT_EQ(position, 0);
  EXPECT_TRUE(IsWeakInitial(sequence, 1, 6, &position));  // nothing before it matters to it
  EXPECT_EQ(position, 1);
  EXPECT_FALSE(IsWeakInitial(sequence, 2, 5, &position));  // task 0 comes before it
  // A task that is not in the sequence could, if its step commutes with all of it.
  EXPECT_TRUE(IsWeakInitial(sequence, 3, 7, &position));
  EXPECT_EQ(position, -1);
  EXPECT_FALSE(IsWeakInitial(sequence, 3, 6, &position));
}

TEST_F(WakeupTreeTest, GrowsBranchesInTheOrderOfInsertion) {
  Insert({Step(0, 5), Step(1, 5)});
  Insert({Step(1, 5), Step(0, 5)});
  Insert({Step(2, 5)});
  EXPECT_EQ(Text(), "0(1) 1(0) 2");
}

TEST_F(WakeupTreeTest, LeavesOutWhatALeafCovers) {
  Insert({Step(0, 5), Step(1, 5)});
  Insert({Step(0, 5), Step(1, 5), Step(2, 5)});
  EXPECT_EQ(Text(), "0(1)");
}

TEST_F(WakeupTreeTest, LeavesOutTheSameSequenceInAnotherOrderOfIndependentSteps) {
  Insert({Step(0, 5), Step(1, 6)});
  Insert({Step(1, 6), Step(0, 5)});
  EXPECT_EQ(Text(), "0(1)");
}

TEST_F(WakeupTreeTest, BranchesOffWhereASequenceParts) {
  Insert({Step(0, 5), Step(1, 6), Step(2, 6)});
  Insert({Step(0, 5), Step(2, 6), Step(1, 6)});
  EXPECT_EQ(Text(), "0(1(2) 2(1))");
}

TEST_F(WakeupTreeTest, TellsTheWaysOfAStepApartUnlessAnyWillDo) {
  Insert({Step(0, 5, 0), Step(1, 5)});
  Insert({Step(0, 5, 1), Step(1, 5)});
  EXPECT_EQ(Text(), "0(1) 0(1)");
  Insert({Step(0, 5, WakeupTree::kAnyChoice), Step(1, 5)});
  EXPECT_EQ(Text(), "0(1) 0(1)");
}

TEST_F(WakeupTreeTest, GivesItsBranchesBackInOrderAndUsesTheirPlacesAgain) {
  Insert({Step(0, 5), Step(1, 5)});
  Insert({Step(2, 5), Step(3, 5)});
  const WakeupTree::Node first = tree_.TakeFirst(&branches_);
  EXPECT_EQ(first.transition, (Transition{0, 0}));
  EXPECT_EQ(Text(first.first_child), "1");
  EXPECT_EQ(Text(), "2(3)");
  Insert({Step(1, 5), Step(2, 5), Step(3, 5)});
  EXPECT_EQ(Text(first.first_child), "1");
  EXPECT_EQ(Text(), "2(3) 1(2(3))");
}

TEST_F(WakeupTreeTest, GivesTheBranchOfAPick) {
  Insert({Step(0, 5), Step(1, 5)});
  Insert({Step(2, 5), Step(3, 5)});
  EXPECT_EQ(Text(tree_.Take(&branches_, {2, 0})), "3");
  EXPECT_EQ(Text(), "0(1)");
  EXPECT_EQ(tree_.Take(&branches_, {2, 0}), WakeupTree::kNone);
  EXPECT_EQ(Text(), "0(1)");
}

}  // namespace
}  // namespace heddle::internal
