#include "src/engines/processes/descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace heddle::internal {

DescriptorPair MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "no pipe to be had");
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

DescriptorPair MakeConnection() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "no socket to be had");
  }
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace heddle::internal
