// Reads, writes and shows a trace.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tests/fuzz/fuzz.h"

namespace heddle::internal {
namespace {

/// Without asking Printable(), which is what made the lines so.
void RequireHarmless(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const bool low = byte(i) < 0x20 || byte(i) == 0x7f;
    Require(!low || text[i] == '\n', "what is shown has no control characters");
    const bool high = byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) < 0xa0;
    Require(!high, "nor those past ASCII");
    const bool direction =
        byte(i) == 0xe2 && byte(i + 1) == 0x80 && byte(i + 2) >= 0xaa && byte(i + 2) <= 0xae;
    Require(!direction, "nor marks that turn the writing round");
  }
}

}  // namespace
}  // namespace heddle::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  using namespace heddle::internal;
  const auto trace = Accepted([&] { return ParseTrace(AsText(data, size)); });
  if (!trace) return 0;
  const std::string written = TraceFileContents(*trace);
  const Trace again = ParseTrace(written);
  Require(again == *trace, "what is written is read as the same trace");
  Require(TraceFileContents(again) == written, "and is written as the same bytes");
  for (const int width : {1, 50, 100}) {
    RequireHarmless(TraceText(*trace, {.width = width}));
    Require(!TraceText(*trace, {.width = width, .color = true}).empty(), "a trace is shown");
  }
  return 0;
}
