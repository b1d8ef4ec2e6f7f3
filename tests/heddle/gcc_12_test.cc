// What g++ 12 compiles wrongly it refuses, in words that say what to write; the like of it that it
// compiles rightly it takes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace heddle::internal {
namespace {

using testing::HasSubstr;

constexpr const char* kCompiler = "/usr/bin/g++";

std::string OutputOf(const std::string& command) {
  std::FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string said;
  std::array<char, 4096> piece;
  while (std::fgets(piece.data(), piece.size(), pipe) != nullptr) said += piece.data();
  ::pclose(pipe);
  return said;
}

class Gcc12 : public testing::Test {
 protected:
  void SetUp() override {
    if (!OutputOf(std::string(kCompiler) + " -dumpversion").starts_with("12")) {
      GTEST_SKIP() << kCompiler << " is not g++ 12";
    }
  }

  /// What the compiler says of a task with this body, which has an Atomic, a Shared and a Queue.
  static std::string Compiled(const std::string& body) {
    const std::filesystem::path folder = testing::TempDir();
    const std::string file = folder / "code.cc";
    std::ofstream(file)
        << "#include <heddle/heddle.h>\n"
           "#include <array>\n"
           "using namespace heddle;\n"
           "using Texts = std::array<std::string, 1>;\n"
           "Task<> Do(Atomic<int>& ready, Shared<int>& count, Queue<Texts>& texts) {"
        << body << "}";
    return OutputOf(std::string(kCompiler) + " -std=c++20 -O2 -Isrc -c " + file + " -o " +
                    (folder / "code.o").string());
  }
};

TEST_F(Gcc12, RefusesAwaitInConditionOfTaskWithoutVariable) {
  const auto refused = HasSubstr("declare one before the condition");
  EXPECT_THAT(Compiled("while (!co_await ready.Load()) {}"), refused);
  EXPECT_THAT(Compiled("if (co_await ready.Load()) co_await count.Store(1);"), refused);
  EXPECT_THAT(Compiled("switch (co_await ready.Load()) { case 1: co_await count.Store(1); }"),
              refused);
  EXPECT_THAT(Compiled("for (;;) if (co_await ready.Load()) co_return;"), refused);
}

TEST_F(Gcc12, TakesAwaitInConditionOfTaskWithVariable) {
  EXPECT_EQ(Compiled("int rounds = 0; while (!co_await ready.Load()) ++rounds;"), "");
  EXPECT_EQ(Compiled("const int is = co_await ready.Load(); if (is) co_await count.Store(1);"), "");
}

TEST_F(Gcc12, RefusesLambdaThatHoldsWhatHasDestructor) {
  const auto refused = HasSubstr("destroys twice what a lambda holds");
  const std::string text = "std::string text = \"a\"; ";
  EXPECT_THAT(
      Compiled(text + "co_await count.Update([text](int& value) { value += text.size(); });"),
      refused);
  EXPECT_THAT(Compiled(text + "co_await ready.Await([text](int) { return text.empty(); });"),
              refused);
  EXPECT_EQ(
      Compiled(text + "co_await count.Update([&text](int& value) { value += text.size(); });"), "");
}

TEST_F(Gcc12, RefusesValueMadeByBracesThatHasDestructor) {
  EXPECT_THAT(Compiled("co_await texts.Put({\"a\"});"),
              HasSubstr("destroys twice what is made by braces"));
}

}  // namespace
}  // namespace heddle::internal
