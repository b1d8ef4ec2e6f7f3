#include <gtest/gtest.h>
#include <heddle/channel.h>

#include <optional>
#include <vector>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> SendUpTo(Channel<int>& channel, int last, bool closes) {
  for (int i = 1; i <= last; ++i) co_await channel.Send(i);
  if (closes) co_await channel.Close();
}

Task<> ReceiveSome(Channel<int>& channel, int times, std::vector<std::optional<int>>& got) {
  for (int i = 0; i < times; ++i) {
    const std::optional<int> value = co_await channel.Receive();
    got.push_back(value);
  }
}

Task<> CloseThen(Channel<int>& channel, bool sends) {
  co_await channel.Close();
  if (sends) {
    co_await channel.Send(1);
  } else {
    co_await channel.Close();
  }
}

constexpr int kSender = 0, kReceiver = 1;

/// A task that sends 1, 2, ... and one that receives.
class ChannelRun {
 public:
  ChannelRun(int sends, bool closes, int receives)
      : run([=, this](Scheduler& scheduler) {
          channel = &scheduler.Make<Channel<int>>("c");
          scheduler.Spawn("sender", SendUpTo(*channel, sends, closes));
          scheduler.Spawn("receiver", ReceiveSome(*channel, receives, got));
        }) {}
  std::vector<std::optional<int>> got;
  Channel<int>* channel = nullptr;
  Stepper run;
};

TEST(Channel, LetsASendWaitUntilTheReceiverAsks) {
  ChannelRun c(1, false, 1);
  EXPECT_EQ(c.run.Next(kSender), "send c");
  EXPECT_FALSE(c.run.Can(kSender));
  EXPECT_EQ(c.run.Next(kReceiver), "ask c");
  c.run.Step(kReceiver);
  EXPECT_EQ(c.channel->Describe(), "asked");
  EXPECT_FALSE(c.run.Can(kReceiver)) << "nothing has been sent yet";
  EXPECT_TRUE(c.run.Can(kSender));
}

TEST(Channel, RunsTheReceiverAndNotTheSenderUntilItAsksAgain) {
  ChannelRun c(2, false, 3);
  c.run.Step(kReceiver);
  c.run.Step(kSender);
  EXPECT_EQ(c.channel->Describe(), "1");
  EXPECT_EQ(c.run.Next(kSender), "return c");
  EXPECT_FALSE(c.run.Can(kSender));
  EXPECT_EQ(c.run.Step(kReceiver), "1");
  ASSERT_EQ(c.got.size(), 1u);
  EXPECT_EQ(c.got[0], 1);
  EXPECT_FALSE(c.run.Can(kSender)) << "the receiver has taken the value, but has not asked again";
  c.run.Step(kReceiver);
  EXPECT_TRUE(c.run.Can(kSender));
  EXPECT_FALSE(c.run.Can(kReceiver));
  c.run.Step(kSender);
  EXPECT_EQ(c.run.Next(kSender), "send c");
}

TEST(Channel, ReturnsFromASendWhenTheReceiverHasEnded) {
  ChannelRun c(1, false, 1);
  c.run.Step(kReceiver);
  c.run.Step(kSender);
  c.run.Step(kReceiver);
  ASSERT_TRUE(c.run.HasEnded(kReceiver));
  ASSERT_TRUE(c.run.Can(kSender));
  c.run.Step(kSender);
  EXPECT_TRUE(c.run.HasEnded(kSender));
  EXPECT_EQ(c.run.End(), "");
}

TEST(Channel, GivesNothingOnceItIsClosedAndAgainIfItIsAskedAgain) {
  ChannelRun c(1, true, 3);
  while (c.run.world().enabled() != 0) c.run.Step(c.run.Can(kSender) ? kSender : kReceiver);
  ASSERT_EQ(c.got.size(), 3u);
  EXPECT_EQ(c.got[0], 1);
  EXPECT_FALSE(c.got[1].has_value());
  EXPECT_FALSE(c.got[2].has_value());
  EXPECT_EQ(c.run.End(), "");
  EXPECT_EQ(c.channel->Describe(), "closed");
}

TEST(Channel, ReturnsFromACloseWhenTheReceiverHasEndedOrAsksAgain) {
  for (const int receives : {1, 2}) {
    ChannelRun c(0, true, receives);
    c.run.Step(kReceiver);
    EXPECT_EQ(c.run.Next(kSender), "close c");
    c.run.Step(kSender);
    EXPECT_FALSE(c.run.Can(kSender)) << "the receiver does not know yet";
    EXPECT_EQ(c.run.Step(kReceiver), "closed");
    if (receives == 2) {
      EXPECT_FALSE(c.run.Can(kSender)) << "the receiver runs";
      c.run.Step(kReceiver);
    }
    EXPECT_TRUE(c.run.Can(kSender)) << receives;
  }
}

TEST(Channel, LeavesAReceiverThatNobodyClosesWaiting) {
  ChannelRun c(1, false, 2);
  while (c.run.world().enabled() != 0) c.run.Step(c.run.Can(kSender) ? kSender : kReceiver);
  EXPECT_TRUE(c.run.HasEnded(kSender));
  EXPECT_EQ(c.run.End(), "unfinished: all others have ended; receiver waits: receive 'c' (asked)");
}

TEST(Channel, IsMisusedBySendingToAReceiverThatHasEnded) {
  ChannelRun c(2, false, 1);
  while (c.run.world().enabled() != 0) c.run.Step(c.run.Can(kSender) ? kSender : kReceiver);
  EXPECT_EQ(c.run.failure(),
            "misuse: sender: sender sends to 'c', whose receiver, receiver, has ended");
}

TEST(Channel, IsNotMisusedByClosingItAfterTheReceiverHasEnded) {
  ChannelRun c(1, true, 1);
  while (c.run.world().enabled() != 0) c.run.Step(c.run.Can(kSender) ? kSender : kReceiver);
  EXPECT_EQ(c.run.failure(), "");
  EXPECT_TRUE(c.run.HasEnded(kSender));
}

TEST(Channel, IsMisusedBySendingToItOrClosingItAfterItsClose) {
  for (const bool sends : {false, true}) {
    std::vector<std::optional<int>> got;
    Stepper run([&](Scheduler& scheduler) {
      auto& channel = scheduler.Make<Channel<int>>("c");
      scheduler.Spawn("sender", CloseThen(channel, sends));
      scheduler.Spawn("receiver", ReceiveSome(channel, 3, got));
    });
    while (run.world().enabled() != 0 && run.failure().empty()) run.Step(run.Can(0) ? 0 : 1);
    EXPECT_EQ(run.failure(), sends ? "misuse: sender: sender sends to 'c', which is closed"
                                   : "misuse: sender: sender closes 'c', which is closed");
  }
}

TEST(Channel, IsMisusedByASecondReceiver) {
  std::vector<std::optional<int>> got;
  Stepper run([&](Scheduler& scheduler) {
    auto& channel = scheduler.Make<Channel<int>>("c");
    scheduler.Spawn("a", ReceiveSome(channel, 1, got));
    scheduler.Spawn("b", ReceiveSome(channel, 1, got));
  });
  run.Step(0);
  run.Step(1);
  EXPECT_EQ(run.failure(),
            "misuse: b: b receives from 'c', as a does: each end of a channel is for one task");
}

TEST(Channel, IsMisusedByASecondSender) {
  std::vector<std::optional<int>> got;
  Stepper run([&](Scheduler& scheduler) {
    auto& channel = scheduler.Make<Channel<int>>("c");
    scheduler.Spawn("a", SendUpTo(channel, 1, false));
    scheduler.Spawn("b", SendUpTo(channel, 1, false));
    scheduler.Spawn("receiver", ReceiveSome(channel, 1, got));
  });
  run.Step(2);
  run.Step(0);
  run.Step(1);
  EXPECT_EQ(run.failure(),
            "misuse: b: b sends to 'c', as a does: each end of a channel is for one task");
}

}  // namespace
}  // namespace heddle::internal
