// Reads, writes and shows a trace.

#include <sstream>
#include <string>

#include "src/trace/printable.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tests/fuzz/fuzz.h"

namespace heddle {
namespace {

void RequireHarmlessLines(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Require(Printable(line) == line, "a line that is shown has nothing that a terminal obeys");
  }
}

}  // namespace
}  // namespace heddle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  const auto trace = Accepted([&] { return ParseTrace(AsText(data, size)); });
  if (!trace) return 0;
  const std::string written = TraceFileContents(*trace);
  const Trace again = ParseTrace(written);
  Require(again == *trace, "what is written is read as the same trace");
  Require(TraceFileContents(again) == written, "and is written as the same bytes");
  for (const int width : {1, 50, 100}) {
    RequireHarmlessLines(TraceText(*trace, {.width = width}));
    Require(!TraceText(*trace, {.width = width, .color = true}).empty(), "a trace is shown");
  }
  return 0;
}
