// What tasks throw.

#include <gtest/gtest.h>
#include <heddle/managed.h>

#include <exception>
#include <stdexcept>
#include <string>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

HEDDLE_IN_EVERY_WAY();

Task<> Fail(Managed<int>& x, const char* what) {
  co_await x.Load();
  throw std::runtime_error(what);
}

/// As one does who cannot await while he handles it.
Task<> KeepException(Managed<int>& x, const char* what, std::string& seen) {
  std::exception_ptr kept;
  try {
    co_await Fail(x, what);
  } catch (...) {
    kept = std::current_exception();
  }
  co_await x.Store(1);
  try {
    std::rethrow_exception(kept);
  } catch (const std::exception& exception) {
    seen = exception.what();
  }
}

TEST_P(EveryWay, KeepsAnExceptionFromStepToStep) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& first = scheduler.Make<std::string>();
    auto& second = scheduler.Make<std::string>();
    scheduler.Spawn("first", KeepException(x, "what the first task throws", first));
    scheduler.Spawn("second", KeepException(x, "what the second task throws", second));
    scheduler.Finally("each sees its own", [&first, &second]() -> Failure {
      if (first == "what the first task throws" && second == "what the second task throws") {
        return {};
      }
      return first + ", " + second;
    });
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Found(scenario), "holds");  // the memory is fine after it
}

Task<> FailAndStay(Managed<int>& x, int& caught) {
  Task<> part = Fail(x, "what a part throws that lives on");
  try {
    co_await part;
  } catch (const std::runtime_error&) {
    ++caught;
  }
  co_await x.Store(1);
}

TEST_P(EveryWay, OutlivesAPartThatHasThrown) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& caught = scheduler.Make<int>(0);
    scheduler.Spawn("first", FailAndStay(x, caught));
    scheduler.Spawn("second", FailAndStay(x, caught));
    scheduler.Finally("both are caught", [&caught]() -> Failure {
      if (caught == 2) return {};
      return std::to_string(caught);
    });
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Found(scenario), "holds");
}

// Made where they are thrown: a scenario owns nothing that lies outside of it, as a copy of a
// std::runtime_error would (its text).
constexpr auto kThrowText = [] { throw std::string("longer than what a string holds in place"); };
constexpr auto kThrowNumber = [] { throw 42; };
constexpr auto kThrowError = [] {
  throw std::runtime_error("longer than what a string holds in place");
};

TEST_P(EveryWay, TakesWhateverIsThrown) {
  const auto scenario = [](auto fail) {
    return Program([fail](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x");
      scheduler.Spawn("task", [](Managed<int>& x, auto fail) -> Task<> {
        co_await x.Update([&fail](int&) { fail(); });
      }(x, fail));
    });
  };
  const std::string anything = "exception: task: something that is not a std::exception was thrown";
  EXPECT_EQ(Found(scenario(kThrowText)), anything);
  EXPECT_EQ(Found(scenario(kThrowNumber)), anything);
  EXPECT_EQ(Found(scenario(kThrowError)),
            "exception: task: longer than what a string holds in place");
}

TEST_P(EveryWay, SaysWhySettingUpFails) {
  const auto scenario = [](auto fail) { return Program([fail](Scheduler&) { fail(); }); };
  EXPECT_EQ(Refused<UsageError>(scenario(kThrowError)),
            "program: setting up failed: longer than what a string holds in place");
  EXPECT_EQ(Refused<UsageError>(scenario(kThrowText)),
            "program: setting up failed: something that is not a std::exception was thrown");
}

}  // namespace
}  // namespace heddle::internal
