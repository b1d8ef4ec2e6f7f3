#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>

namespace heddle::internal {

void Require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace heddle::internal
