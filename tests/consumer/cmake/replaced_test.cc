// What Heddle has in place of the libraries' functions is linked in: each of these is found by one.

#include <gtest/gtest.h>
#include <heddle/gtest.h>
#include <heddle/heddle.h>

#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

namespace {

using heddle::FailsWith;
using heddle::Managed;

template <typename Function>
heddle::Task<> Do(Managed<std::string>& text, Function function) {
  co_await text.Store("a text that is too long to be kept without memory of its own");
  function();
  co_await text.Store("");
}

template <typename Function>
auto ThatDoes(Function function) {
  return [function](heddle::Scheduler& scheduler) {
    auto& text = scheduler.Make<Managed<std::string>>("text", "");
    scheduler.Spawn("first", Do(text, function));
    scheduler.Spawn("second", Do(text, [] {}));
  };
}

/// The compiler must not see that nobody wants the memory.
void Forget() {
  void* const memory = ::operator new(40);
  asm volatile("" : : "r"(memory));
}

TEST(Linked, HoldsIfNothingIsWrong) {
  EXPECT_THAT(ThatDoes([] {}), heddle::HoldsInEveryInterleaving());
}

TEST(Linked, ExitIsThatOfTheGuard) {
  EXPECT_THAT(ThatDoes([] { std::exit(0); }), FailsWith("crash"));
}

TEST(Linked, NewIsThatOfTheArena) {
  EXPECT_THAT(ThatDoes(Forget), FailsWith("leak"));
}

TEST(Linked, ExceptionsAreThoseOfTheArena) {
  EXPECT_THAT(ThatDoes([] { throw std::runtime_error("thrown on purpose"); }),
              FailsWith("exception", testing::HasSubstr("thrown on purpose")));
}

}  // namespace
