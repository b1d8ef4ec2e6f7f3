#include "src/runtime/printing.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace heddle {

void WritePiece(int descriptor, std::string_view piece) {
  while (!piece.empty()) {
    const ssize_t written = ::write(descriptor, piece.data(), piece.size());
    if (written >= 0) {
      piece.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "printing failed");
    }
  }
}

}  // namespace heddle
