// What README.md shows of the command's output is what it prints, up to the width of its columns.

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/heddle_command.h"

namespace heddle {
namespace {

std::vector<std::string> WordsOf(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// The words of `text`, a blank after each.
std::string Joined(const std::string& text) {
  std::string joined;
  for (const std::string& word : WordsOf(text)) joined += word + " ";
  return joined;
}

TEST(Readme, ShowsWhatItsExplorationsPrint) {
  const std::string kCommand = "    $ heddle explore ";
  const std::vector<std::string> lines = Lines(ReadFile("README.md"));
  int commands = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with(kCommand)) continue;
    ++commands;
    SCOPED_TRACE(lines[i]);
    std::vector<std::string> arguments = WordsOf(lines[i].substr(kCommand.size()));
    arguments.insert(arguments.begin(), "explore");
    const std::string output = Joined(Heddle(arguments).out);
    std::size_t from = 0;
    for (; i + 1 < lines.size() && (lines[i + 1].empty() || lines[i + 1].starts_with("    "));
         ++i) {
      const std::string shown = Joined(lines[i + 1]);
      if (shown == "... ") continue;
      from = output.find(shown, from);
      ASSERT_NE(from, std::string::npos) << "not printed, or not there: " << lines[i + 1];
      from += shown.size();
    }
  }
  EXPECT_EQ(commands, 2);
}

}  // namespace
}  // namespace heddle
