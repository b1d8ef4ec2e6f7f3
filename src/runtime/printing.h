#ifndef HEDDLE_SRC_RUNTIME_PRINTING_H_
#define HEDDLE_SRC_RUNTIME_PRINTING_H_

#include <string_view>

namespace heddle {

/// Writes `piece` to the descriptor in one write call, unless that takes only a part of it: then
/// the rest follows. Blocks as long as the other side does. Throws std::system_error.
void WritePiece(int descriptor, std::string_view piece);

}  // namespace heddle

#endif  // HEDDLE_SRC_RUNTIME_PRINTING_H_
