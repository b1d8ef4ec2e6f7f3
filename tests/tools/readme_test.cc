// What the pages for new users show of an output is what their commands print, up to the width of
// its columns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

namespace fs = std::filesystem;

/// A command of a page, and the lines that the page shows of its output.
struct Shown {
  std::string command;
  std::vector<std::string> lines;
};

std::vector<Shown> CommandsOf(const std::string& page) {
  const std::string kIndent = "    ";
  std::vector<Shown> commands;
  bool shows = false;
  for (const std::string& line : Lines(ReadFile(page))) {
    if (line.starts_with(kIndent + "$ ")) {
      commands.push_back({line.substr(kIndent.size() + 2), {}});
      shows = true;
    } else if (shows && line.starts_with(kIndent)) {
      commands.back().lines.push_back(line);
    } else if (!line.empty()) {
      shows = false;
    }
  }
  return commands;
}

/// The words of `text`, a blank after each.
std::string Words(const std::string& text) {
  std::istringstream stream(text);
  std::string joined;
  for (std::string word; stream >> word;) joined += word + " ";
  return joined;
}

/// What a page shows of a line, piece by piece: "..." stands for anything.
std::vector<std::string> BetweenDots(std::string line) {
  const std::string kDots = "...";
  std::vector<std::string> pieces;
  for (std::size_t dots; (dots = line.find(kDots)) != std::string::npos;) {
    pieces.push_back(line.substr(0, dots));
    line.erase(0, dots + kDots.size());
  }
  pieces.push_back(line);
  return pieces;
}

/// A folder in which commands find what Bazel has built, as in the workspace, and the alias heddle.
class Workspace {
 public:
  Workspace() {
    fs::create_symlink(fs::current_path(), folder_ / "bazel-bin");
    fs::create_symlink(HeddleProgram(), folder_ / "heddle");
  }

  std::string Print(const std::string& command) const {
    const std::string in_folder = "cd '" + (folder_ / "") + "' && PATH=.:$PATH && " + command;
    FILE* pipe = popen(in_folder.c_str(), "r");
    std::string output;
    for (int c; (c = std::fgetc(pipe)) != EOF;) output.push_back(static_cast<char>(c));
    pclose(pipe);
    return output;
  }

 private:
  Folder folder_;
};

/// What is run for a command of a page: README.md's test is the binary that Bazel would run,
/// without its mutex. Nothing for other commands of Bazel's.
std::string RunFor(const std::string& command) {
  if (command == "bazel test account_test") return "bazel-bin/tests/consumer/account_without_mutex";
  return command.starts_with("bazel ") ? "true" : command;
}

/// Runs each command of `page`, and looks for what the page shows of its output.
/// @return the commands of which it shows something.
std::vector<std::string> CheckPage(const std::string& page) {
  const Workspace workspace;
  std::vector<std::string> checked;
  for (const auto& [command, lines] : CommandsOf(page)) {
    SCOPED_TRACE(command);
    const std::string output = Words(workspace.Print(RunFor(command)));
    std::size_t from = 0;
    for (const std::string& line : lines) {
      for (const std::string& shown : BetweenDots(Words(line))) {
        const std::size_t at = output.find(shown, from);
        EXPECT_NE(at, std::string::npos) << "not printed, or not there: " << line;
        if (at != std::string::npos) from = at + shown.size();
      }
    }
    if (from > 0) checked.push_back(command);
  }
  return checked;
}

TEST(Readme, ShowsWhatItsExplorationsPrint) { EXPECT_EQ(CheckPage("README.md").size(), 4u); }

TEST(ExamplesReadme, ShowsTheCounterexamplesThatItsTestsFind) {
  EXPECT_EQ(CheckPage("examples/README.md").size(), 7u);
}

TEST(ExamplesReadme, HasASectionForEachExample) {
  const std::string page = ReadFile("examples/README.md");
  int examples = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator("examples")) {
    if (entry.path().extension() != ".cc") continue;
    ++examples;
    EXPECT_THAT(page, testing::HasSubstr("\n## " + entry.path().stem().string() + "\n"));
  }
  EXPECT_EQ(examples, 5);
}

}  // namespace
}  // namespace heddle::internal
