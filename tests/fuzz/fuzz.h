#ifndef HEDDLE_TESTS_FUZZ_FUZZ_H_
#define HEDDLE_TESTS_FUZZ_FUZZ_H_

#include <heddle/parameters.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// What each file *_fuzzer.cc defines: reads the input as one of the formats, and aborts if the
/// reader does what it must not. libFuzzer calls it, and so does corpus_test.cc.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace heddle::internal {

inline std::string_view AsText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Says `what` and aborts unless it `holds`.
void Require(bool holds, std::string_view what);

/// What `read()` gives, or nothing if it refuses the input as it should: by a UsageError that says
/// something, beginning with `start`. Anything else that is thrown is a finding, and passes.
template <typename Read>
auto Accepted(Read read, std::string_view start = {}) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const UsageError& error) {
    const std::string_view message = error.what();
    Require(message.size() > start.size(), "a refusal says why");
    Require(message.starts_with(start), "a refusal says where");
    return std::nullopt;
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_FUZZ_FUZZ_H_
