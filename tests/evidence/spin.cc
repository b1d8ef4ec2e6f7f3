#include "tests/evidence/spin.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <regex>
#include <sstream>
#include <stdexcept>

namespace heddle::internal {
namespace {

namespace fs = std::filesystem;

void Require(const std::string& program) {
  if (std::system(("command -v " + program + " >/dev/null").c_str()) == 0) return;
  throw std::runtime_error("there is no '" + program + "' here: run tools/setup");
}

/// What `pattern` has in its group, as a number.
std::uint64_t NumberIn(const std::string& text, const char* pattern) {
  std::smatch match;
  if (!std::regex_search(text, match, std::regex(pattern))) {
    throw std::runtime_error(std::string("SPIN's output has no '") + pattern + "':\n" + text);
  }
  return std::stoull(match[1]);
}

void ReadLine(const std::string& line, SpinFinding& finding) {
  static const std::regex kAssertion("pan:[0-9]+: assertion violated +\\(?(\\w+)\\)? .*");
  static const std::regex kEndState("pan:[0-9]+: invalid end state .*");
  static const std::string kOutcome = "outcome ";
  std::smatch match;
  if (line.starts_with(kOutcome)) {
    ++finding.ends;
    finding.outcomes.insert(line.substr(kOutcome.size()));
  } else if (std::regex_match(line, match, kAssertion)) {
    finding.complaints.insert(match[1]);
  } else if (std::regex_match(line, kEndState)) {
    finding.complaints.insert("stuck");
  }
}

}  // namespace

SpinSearch::SpinSearch(const std::string& model, const std::vector<std::string>& definitions,
                       Reduction reduction) {
  Require("spin");
  Require("gcc");
  std::string path = testing::TempDir() + "/spin-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
  folder_ = path;
  std::string generate = "spin";
  for (const std::string& definition : definitions) generate += " -D" + definition;
  generate += " -a '" + fs::absolute("specs/" + model + ".pml").string() + "'";
  const std::string compile = std::string("gcc -w -O0 -DSAFETY -DVECTORSZ=1024 ") +
                              (reduction == Reduction::kNone ? "-DNOREDUCE " : "") + "-o pan pan.c";
  // -c0: past every error; -w18: a table of 2^18 slots to begin with, which grows.
  const std::string search = "./pan -c0 -w18 -m100000";
  const std::string command =
      "cd '" + path + "' && { " + generate + " && " + compile + " && " + search + "; } 2>&1";
  output_ = popen(command.c_str(), "r");
  if (output_ == nullptr) throw std::runtime_error("cannot run: " + command);
}

SpinSearch::~SpinSearch() {
  if (output_ != nullptr) pclose(output_);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

SpinFinding SpinSearch::Finish() {
  std::string text;
  char buffer[4096];
  while (const std::size_t read = fread(buffer, 1, sizeof buffer, output_)) {
    text.append(buffer, read);
  }
  const int status = pclose(output_);
  output_ = nullptr;
  bool complete = status == 0;
  for (const char* sign : {"Search not completed", "search depth too small", "out of memory"}) {
    complete &= text.find(sign) == std::string::npos;
  }
  if (!complete) throw std::runtime_error("SPIN did not visit everything:\n" + text);
  SpinFinding finding;
  finding.states = NumberIn(text, "([0-9]+) states, stored");
  finding.errors = NumberIn(text, "errors: ([0-9]+)");
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) ReadLine(line, finding);
  return finding;
}

}  // namespace heddle::internal
