#include "src/engines/printing.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace heddle::internal {

// A write that is begun only where there is room hardly ever blocks, and so leaves time to look at
// `stopping`. That also goes for a descriptor that does not block at all.
bool WritePiece(int descriptor, std::string_view piece, const std::atomic<bool>& stopping) {
  constexpr int kSlice = 20;  // milliseconds
  while (!piece.empty()) {
    pollfd room{descriptor, POLLOUT, 0};
    if (::poll(&room, 1, kSlice) == 0) {
      if (stopping.load(std::memory_order_acquire)) return false;
      // There will never be room in what is not open for writing.
      if ((::fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY) throw OutputFailed{EBADF};
      continue;
    }
    const ssize_t written = ::write(descriptor, piece.data(), piece.size());
    if (written >= 0) {
      piece.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR && errno != EAGAIN) {
      throw OutputFailed{errno};
    }
  }
  return true;
}

bool HasNoReader(int descriptor) {
  pollfd state{descriptor, POLLOUT, 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace heddle::internal
