#ifndef HEDDLE_SRC_CLAIMS_KEY_LENGTH_H_
#define HEDDLE_SRC_CLAIMS_KEY_LENGTH_H_

#include <string_view>

namespace heddle::internal {

/// Throws UsageError, with the file and the line, if a key of a TOML text has more parts than any
/// that is right: in `a.b.c` there are three. The parser makes a table within a table of each part,
/// and to take down a hundred thousand of those takes more stack than there is. (Values within
/// values it counts itself.)
void RequireShortKeys(std::string_view file, std::string_view text);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_KEY_LENGTH_H_
