// What CONTRIBUTING.md says of adding a strategy, a format and a kind of violation, followed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/gtest.h>
#include <heddle/managed.h>
#include <heddle/trace_format.h>

#include "ticket.h"

namespace {

using heddle::CheckResult;
using heddle::ExploreOptions;
using heddle::FailsWith;
using testing::HasSubstr;

heddle::Task<> Add(heddle::Managed<int>& x) {
  co_await x.Update([](int& value) { ++value; });
}

void SetUpAdders(heddle::Scheduler& scheduler) {
  auto& x = scheduler.Make<heddle::Managed<int>>("x", 0);
  scheduler.Spawn("one", Add(x));
  scheduler.Spawn("other", Add(x));
  scheduler.Finally("both are counted", [&x] { return x.value() == 2; });
  scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
}

TEST(OwnStrategy, RunsByItsName) {
  const CheckResult result = heddle::Check(SetUpAdders, {.strategy = "in-turns", .observe = "x"});
  // Both load, then both store.
  EXPECT_EQ(result.exploration.executions, heddle::ExecutionCount{1});
  ASSERT_TRUE(result.exploration.outcomes.has_value());
  ASSERT_EQ(result.exploration.outcomes->size(), 1u);
  EXPECT_EQ(result.exploration.outcomes->front().value, "1");
}

heddle::Task<> Wait(heddle::Managed<int>& x) { co_await x.Load(); }

TEST(OwnStrategy, IsNotTakenForOneThatVisitsEverything) {
  const CheckResult result = heddle::Check(
      [](heddle::Scheduler& scheduler) {
        auto& x = scheduler.Make<heddle::Managed<int>>("x", 0);
        scheduler.Spawn("reader", Wait(x));
      },
      {.strategy = "in-turns"});
  EXPECT_EQ(result.verdict, CheckResult::Verdict::kUnknown);
  EXPECT_THAT(result.why, HasSubstr("in-turns"));
}

TEST(OwnStrategy, IsNamedWhereAnotherIsMisspelt) {
  try {
    heddle::Check(SetUpAdders, {.strategy = "in-tunrs"});
    ADD_FAILURE() << "not refused";
  } catch (const heddle::UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'in-turns'?"));
  }
}

TEST(OwnFormat, WritesACounterexampleByItsName) {
  const CheckResult result = heddle::Check(SetUpAdders);
  ASSERT_TRUE(result.exploration.trace.has_value());
  const std::string text = heddle::TraceFormatNamed("who").write(*result.exploration.trace, {});
  // Both load before either stores.
  EXPECT_THAT(text, testing::MatchesRegex("(one\nother|other\none)\n(one\nother|other\none)\n"
                                          "a final property does not hold\n"));
}

heddle::Task<> Travel(Ticket& ticket, bool gives_back) {
  co_await ticket.Take();
  if (gives_back) co_await ticket.GiveBack();
}

heddle::Configured Travellers(bool gives_back) {
  return {"travellers", [gives_back](heddle::Scheduler& scheduler) {
            auto& ticket = scheduler.Make<Ticket>("ticket");
            scheduler.Spawn("traveller", Travel(ticket, gives_back));
          }};
}

TEST(OwnKind, IsFoundAndPutIntoItsWords) {
  EXPECT_THAT(Travellers(true), heddle::HoldsInEveryInterleaving());
  EXPECT_THAT(Travellers(false), FailsWith("lost-ticket"));
  EXPECT_THAT(heddle::Check(Travellers(false)).Text(), HasSubstr("a ticket is not given back"));
}

}  // namespace
