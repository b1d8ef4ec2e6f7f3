#ifndef HEDDLE_SRC_ENGINES_PRINTING_H_
#define HEDDLE_SRC_ENGINES_PRINTING_H_

#include <atomic>
#include <string_view>

namespace heddle::internal {

/// Thrown where what a task prints cannot be written. It ends the run and is no doing of the
/// scenario's. Not a std::exception, so that a scenario that handles those does not handle it.
struct OutputFailed {
  int error;  ///< the number of the error
};

/// Writes `piece` to the descriptor in one write call, unless that takes only a part of it: then
/// the rest follows. Blocks as long as the other side does, but ends soon after `stopping` is set.
/// Returns whether it wrote all. Throws OutputFailed.
bool WritePiece(int descriptor, std::string_view piece, const std::atomic<bool>& stopping);

/// Whether nobody is left to read what is written to the descriptor.
bool HasNoReader(int descriptor);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PRINTING_H_
