// The headers that a user may rely on, <heddle/...>, need no header that a user may not.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace heddle::internal {
namespace {

/// What stands between the brackets or quotes of a file's #includes, with these.
std::vector<std::string> IncludesOf(const std::filesystem::path& path) {
  static const std::regex include(R"(^#include ([<"].*[>"]))");
  std::vector<std::string> found;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::smatch match;
    if (std::regex_search(line, match, include)) found.push_back(match[1]);
  }
  return found;
}

/// The names of the public headers; variables.h is private to what makes the checks.
std::set<std::string> PublicHeaders() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("src/heddle")) {
    if (entry.path().extension() == ".h") names.insert(entry.path().filename());
  }
  names.erase("variables.h");
  return names;
}

TEST(PublicHeaders, IncludeNoPrivateOne) {
  int headers = 0;
  for (const char* folder : {"src/heddle", "src/heddle/internal"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".h" || entry.path().filename() == "variables.h") continue;
      ++headers;
      for (const std::string& include : IncludesOf(entry.path())) {
        EXPECT_EQ(include.front(), '<') << entry.path() << " includes " << include;
        EXPECT_NE(include, "<heddle/variables.h>") << entry.path();
      }
    }
  }
  EXPECT_GE(headers, 40);
}

TEST(UmbrellaHeader, IncludesAllButThatOfGoogleTest) {
  std::set<std::string> wanted;
  for (const std::string& name : PublicHeaders()) {
    if (name != "gtest.h" && name != "heddle.h") wanted.insert("<heddle/" + name + ">");
  }
  const std::vector<std::string> found = IncludesOf("src/heddle/heddle.h");
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), wanted);
}

}  // namespace
}  // namespace heddle::internal
