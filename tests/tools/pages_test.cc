// The pages of specs/ that list something list all of it.

#include <gtest/gtest.h>
#include <heddle/trace.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace heddle::internal {
namespace {

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ObjectsPage, NamesEveryObjectAndItsHeader) {
  const std::string page = TextOf("specs/objects.md");
  const std::regex object(R"(class (\w+) final : public (?:Object|AtomicBase|QueueBase|Cell<T>))"
                          R"(|class (\w+) : public Cell<T>)");
  int objects = 0;
  for (const auto& entry : std::filesystem::directory_iterator("src/heddle")) {
    if (entry.path().extension() != ".h") continue;
    const std::string header = TextOf(entry.path());
    std::smatch match;
    if (!std::regex_search(header, match, object)) continue;
    ++objects;
    const std::string name = match[1].matched ? match[1] : match[2];
    EXPECT_TRUE(Has(page, "| `" + name + "`") || Has(page, "| `" + name + "<T>`")) << name;
    EXPECT_TRUE(Has(page, "`" + entry.path().filename().string() + "`")) << entry.path();
  }
  EXPECT_GE(objects, 13);
}

TEST(ViolationsPage, NamesEveryKind) {
  const std::string page = TextOf("specs/violations.md");
  for (const ViolationKind& kind : ViolationKinds()) {
    EXPECT_TRUE(Has(page, "\n| `" + kind.name + "` | ")) << kind.name;
  }
}

}  // namespace
}  // namespace heddle::internal
