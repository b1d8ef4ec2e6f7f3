// Mistakes that the compiler finds: it refuses them, or warns, in words that say what is right.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace heddle::internal {
namespace {

using testing::HasSubstr;

const char* const kHeaders = R"(
#include <functional>
#include <memory>
#include <string>
#include <heddle/atomic.h>
#include <heddle/channel.h>
#include <heddle/choice.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
using namespace heddle;
using namespace std::chrono_literals;
)";

/// What the compiler says.
std::string Run(const std::string& arguments) {
  const std::string command =
      std::string(std::getenv("COMPILER")) + " -std=c++20 -Wall -Isrc " + arguments + " 2>&1";
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  std::string said;
  std::array<char, 4096> piece;
  while (std::fgets(piece.data(), piece.size(), pipe) != nullptr) said += piece.data();
  const int status = ::pclose(pipe);
  EXPECT_TRUE(status == 0 || !said.empty()) << command;
  return said;
}

std::string Written(const std::string& name, const std::string& text) {
  const std::string path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(path) << text;
  return path;
}

/// What the compiler says of `code`, which can use what the scheduler's headers declare; empty if
/// it has nothing to say.
std::string Compiled(const std::string& code) {
  static const std::string headers = [] {
    const std::string path = Written("headers.h", kHeaders);
    EXPECT_EQ(Run("-x c++-header " + path + " -o " + path + ".gch"), "");  // they are read once
    return path;
  }();
  return Run("-include " + headers + " -x c++ -fsyntax-only " + Written("code.cc", code));
}

/// The first complaint alone.
std::string First(const std::string& said) {
  const std::size_t begin = std::min(said.find("error: "), said.find("warning: "));
  if (begin == std::string::npos) return said;
  return said.substr(begin, said.find('\n', begin) - begin);
}

/// How many complaints say `words`.
std::size_t Complaints(const std::string& said, const std::string& words) {
  std::istringstream lines(said);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool complains = line.find("error: ") != line.npos || line.find("warning: ") != line.npos;
    count += complains && line.find(words) != line.npos ? 1 : 0;
  }
  return count;
}

/// What the compiler says of a task that does `statements`.
std::string InATask(const std::string& statements) {
  return Compiled(
      "struct All { Mutex& mutex; Condition& condition; Atomic<int>& atomic; Shared<int>& shared;\n"
      "  Managed<int>& managed; Queue<int>& queue; Channel<int>& channel; Semaphore& semaphore;\n"
      "  Console& console; Clock& clock; Choice& choice; Ends& ends; };\n"
      "Task<int> Part() { co_return 1; }\n"
      "Task<> Do(All& all) { " +
      statements + " co_return; }");
}

/// What the compiler says of a set-up that does `statements`.
std::string InASetUp(const std::string& statements) {
  return Compiled(
      "Task<> Part(int) { co_return; }\n"
      "Task<int> Number() { co_return 1; }\n"
      "void SetUp(Scheduler& scheduler) { " +
      statements + " }");
}

TEST(TheCompiler, HasNothingToSayOfWhatIsRight) {
  EXPECT_EQ(InATask(R"(
      co_await all.mutex.Lock();
      co_await all.condition.Wait(all.mutex);
      co_await Part();
      Task<int> part = Part();
      int number = co_await part;
      number += co_await all.atomic.FetchAdd(1, std::memory_order_relaxed);
      while (!co_await all.atomic.CompareExchange(number, 2, std::memory_order_acq_rel,
                                                  std::memory_order_acquire)) {}
      co_await [&]() -> Task<> { co_await all.mutex.Unlock(); }();)"),
            "");
  EXPECT_EQ(InASetUp(R"(
      struct Pair { short first, second; };
      scheduler.Make<Atomic<Pair>>("pair");
      scheduler.Make<Atomic<const char*>>("text");
      scheduler.Make<Atomic<double>>("number");
      scheduler.Make<Queue<std::string>>(std::string("queue"), 3);
      scheduler.Spawn("task", Part(1));
      scheduler.Spawn("lambda", [number = 1] { return Part(number); }, {.in_parent = true});
      const std::function<Failure()> fine = [] { return Failure(); };
      scheduler.Finally("fine", fine);
      scheduler.Invariant("true", [] { return true; });
      scheduler.Observe("nothing", [](std::string&) {});)"),
            "");
}

TEST(TheCompiler, WarnsOfEveryOperationThatIsNotAwaited) {
  std::string statements;
  std::size_t count = 0;
  for (const char* operation : {"mutex.Lock()",
                                "mutex.Unlock()",
                                "condition.Wait(all.mutex)",
                                "condition.NotifyOne()",
                                "condition.NotifyAll()",
                                "atomic.Load()",
                                "atomic.Store(1)",
                                "atomic.Exchange(1)",
                                "atomic.CompareExchange(1, 2)",
                                "atomic.FetchAdd(1)",
                                "atomic.Await([](int) { return true; })",
                                "shared.Load()",
                                "shared.Store(1)",
                                "shared.Update([](int&) {})",
                                "managed.Load()",
                                "queue.Put(1)",
                                "queue.Get()",
                                "channel.Send(1)",
                                "channel.Receive()",
                                "channel.Close()",
                                "semaphore.Acquire()",
                                "semaphore.Release()",
                                "console.Print(\"\")",
                                "clock.Sleep(1us)",
                                "choice.Choose(2)",
                                "ends.Join(0)"}) {
    statements += std::string("\nall.") + operation + ";";
    ++count;
  }
  EXPECT_EQ(Complaints(InATask(statements), "an operation does nothing unless it is co_awaited"),
            count);
}

TEST(TheCompiler, WarnsOfATaskThatIsNotAwaited) {
  EXPECT_THAT(First(InATask("Part();")), HasSubstr("a Task does nothing unless it is spawned or "
                                                   "co_awaited"));
}

TEST(TheCompiler, LetsATaskAwaitOnlyOperationsAndTasks) {
  const char* const kOnly = "a task awaits nothing but operations and Tasks";
  EXPECT_THAT(First(InATask("co_await std::suspend_always{};")), HasSubstr(kOnly));
  EXPECT_THAT(First(InATask("co_await all.mutex;")), HasSubstr(kOnly));
  EXPECT_THAT(First(InATask("co_await 3;")), HasSubstr(kOnly));
  EXPECT_THAT(First(InATask("auto lock = all.mutex.Lock(); co_await lock; co_await lock;")),
              HasSubstr("an operation is awaited where it is made, and once"));
  EXPECT_THAT(First(InATask("co_yield 3;")),
              HasSubstr("a task yields nothing: it sends a value through a Channel or a Queue"));
}

TEST(TheCompiler, SaysWhatAnAtomicCanHold) {
  const auto atomic = [](const std::string& type) {
    return First(InASetUp(type + "; scheduler.Make<Atomic<Held>>(\"x\");"));
  };
  EXPECT_THAT(atomic("struct Held { char a; int b; }"),
              HasSubstr("an Atomic holds no type with padding, in which equal values can differ: "
                        "make members of those bytes"));
  EXPECT_THAT(atomic("struct Held { void* a; int b, c; }"),
              HasSubstr("an Atomic holds 8 bytes at the most"));
  EXPECT_THAT(atomic("using Held = std::string"),
              HasSubstr("an Atomic holds what is trivially copyable, as a std::atomic does"));
  EXPECT_THAT(First(InASetUp("(void)scheduler.Make<Atomic<bool>>(\"x\").FetchAdd(true);")),
              HasSubstr("FetchAdd is for whole numbers"));
  EXPECT_THAT(
      First(InASetUp("(void)scheduler.Make<Atomic<int*>>(\"x\").Await([](bool*) { return 1; });")),
      HasSubstr("Await is given what says of a value, by itself, whether it is waited for"));
}

TEST(TheCompiler, SaysWhatSharedObjectsCanHold) {
  for (const char* object : {"Shared<Held>", "Managed<Held>", "Queue<Held>", "Channel<Held>"}) {
    for (const char* type : {"using Held = std::unique_ptr<int>;",
                             "struct Held { explicit Held(int) {} };", "using Held = const int;"}) {
      EXPECT_THAT(First(InASetUp(std::string(type) + "scheduler.Make<" + object + ">(\"x\");")),
                  HasSubstr("a Shared, a Managed, a Queue and a Channel hold what can be copied, "
                            "assigned and default constructed"));
    }
  }
}

TEST(TheCompiler, SaysWhatCanBeSpawnedAndStated) {
  const char* const kSpawned =
      "what is spawned is a Task<>, or is called without arguments and gives a Task<>";
  EXPECT_THAT(First(InASetUp("scheduler.Spawn(\"a\", Number());")), HasSubstr(kSpawned));
  EXPECT_THAT(First(InASetUp("scheduler.Spawn(\"a\", Number);")), HasSubstr(kSpawned));
  EXPECT_THAT(First(InASetUp("scheduler.Spawn(\"a\", Part);")), HasSubstr(kSpawned));
  const char* const kProperty =
      "what checks a property is called without arguments, gives a heddle::Failure (or a bool: "
      "whether it holds), and can be copied";
  EXPECT_THAT(First(InASetUp("scheduler.Invariant(\"a\", [] { return 1; });")),
              HasSubstr(kProperty));
  EXPECT_THAT(First(InASetUp("scheduler.Finally(\"a\", [](int) { return true; });")),
              HasSubstr(kProperty));
  EXPECT_THAT(First(InASetUp("scheduler.Finally(\"a\", [] { return std::string(); });")),
              HasSubstr(kProperty));
  EXPECT_THAT(First(InASetUp("scheduler.Observe(\"a\", [](int& out) { ++out; });")),
              HasSubstr("what observes is called with a std::string&, to which it appends"));
}

}  // namespace
}  // namespace heddle::internal
