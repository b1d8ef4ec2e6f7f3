// Gives a fuzzer's function all that the folders named by the arguments hold, and some thousand
// mutations of it: what can be had of fuzzing with any compiler, and in every build.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutation.h"

// That of replay_fuzzer.cc; the others have none.
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                                                     std::size_t size,
                                                                     std::size_t most,
                                                                     unsigned seed);

namespace heddle::internal {
namespace {

namespace fs = std::filesystem;

constexpr int kMutations = 3000;
constexpr std::size_t kMax = 1 << 16;  // bytes of an input

std::vector<std::string> folders;
std::mt19937 random_bits(1);
std::string input;  // that the function has now

/// The files of all folders, in a fixed order.
std::vector<std::string> Files() {
  std::vector<fs::path> paths;
  for (const std::string& folder : folders) {
    const std::size_t before = paths.size();
    for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
    EXPECT_GT(paths.size(), before) << "there is nothing in " << folder;
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> files;
  for (const fs::path& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    files.push_back(text.str());
  }
  return files;
}

void Give(std::string text) {
  input = std::move(text);
  // In memory of just its size: a sanitizer notices who reads on past its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
}

/// Shows the input that led here.
void ShowInput(int signal) {
  constexpr std::string_view kTitle = "\nthe input:\n";
  [[maybe_unused]] auto written = write(STDERR_FILENO, kTitle.data(), kTitle.size());
  written = write(STDERR_FILENO, input.data(), input.size());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

TEST(Reader, BearsWithTheWholeCorpus) {
  const std::vector<std::string> files = Files();
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) Give(file);
}

TEST(Reader, BearsWithNothingAtAll) { Give(""); }

TEST(Reader, BearsWithMutationsOfTheCorpus) {
  const std::vector<std::string> files = Files();
  ASSERT_FALSE(files.empty());
  for (int i = 0; i < kMutations; ++i) {
    std::string text = files[random_bits() % files.size()];
    for (auto changes = 1 + random_bits() % 3; changes > 0; --changes) {
      if (LLVMFuzzerCustomMutator != nullptr && random_bits() % 2 == 0) {
        const std::size_t size = text.size();
        text.resize(std::max(size, kMax));
        text.resize(LLVMFuzzerCustomMutator(reinterpret_cast<std::uint8_t*>(text.data()), size,
                                            text.size(), random_bits()));
      } else {
        text = Mutated(text, files[random_bits() % files.size()], kMax, random_bits);
      }
    }
    Give(text);
  }
}

}  // namespace
}  // namespace heddle::internal

// What a mutator of a fuzzer's own falls back on.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most) {
  const std::string text = heddle::internal::Mutated(
      std::string(heddle::internal::AsText(data, size)), "", most, heddle::internal::random_bits);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  heddle::internal::folders.assign(argv + 1, argv + argc);
  std::signal(SIGABRT, heddle::internal::ShowInput);
  return RUN_ALL_TESTS();
}
