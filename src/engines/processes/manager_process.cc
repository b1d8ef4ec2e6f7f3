#include "src/engines/processes/manager_process.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace heddle::internal {

namespace {

/// A request; a set request's value follows. The answer to a get is the value, to a set an empty
/// Request.
struct Request {
  std::uint32_t object = 0;
  std::uint32_t sets = 0;
};

/// Sends a request and a value (which may be empty) as one message.
bool Send(int connection, Request request, std::span<const std::byte> value) {
  iovec parts[2] = {{&request, sizeof(request)},
                    {const_cast<std::byte*>(value.data()), value.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  ssize_t sent;
  do {
    sent = ::sendmsg(connection, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof(request) + value.size());
}

/// Receives a request and at most as much of a value as there is room for. False if the other end
/// is gone.
bool Receive(int connection, Request& request, std::span<std::byte> value) {
  iovec parts[2] = {{&request, sizeof(request)}, {value.data(), value.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 2;
  ssize_t received;
  do {
    received = ::recvmsg(connection, &message, 0);
  } while (received < 0 && errno == EINTR);
  return received >= static_cast<ssize_t>(sizeof(request));
}

std::span<std::byte> ValueOf(Object& object) {
  return dynamic_cast<ManagedBase&>(object).ValueBytes();
}

/// Serves one request of a client. False if the client has hung up.
bool ServeOne(const std::vector<Object*>& objects, int client, std::vector<std::byte>& buffer) {
  Request request;
  if (!Receive(client, request, buffer)) return false;
  const std::span<std::byte> value = ValueOf(*objects[request.object]);
  if (request.sets == 0) return Send(client, request, value);
  std::memcpy(value.data(), buffer.data(), value.size());
  return Send(client, request, {});
}

}  // namespace

void ServeValues(const std::vector<Object*>& objects, const std::vector<int>& clients) {
  std::size_t largest = 0;
  for (Object* object : objects) {
    if (auto* managed = dynamic_cast<ManagedBase*>(object)) {
      largest = std::max(largest, managed->ValueBytes().size());
    }
  }
  std::vector<std::byte> buffer(largest);
  std::vector<pollfd> polled;
  for (int client : clients) polled.push_back({client, POLLIN, 0});
  for (std::size_t connected = polled.size(); connected > 0;) {
    if (::poll(polled.data(), polled.size(), -1) < 0) continue;
    for (pollfd& client : polled) {
      if (client.revents == 0 || ServeOne(objects, client.fd, buffer)) continue;
      client.fd = -1;  // poll passes over it from now on
      --connected;
    }
  }
}

bool ManagerClient::Get(int object, std::span<std::byte> value) {
  Request request{static_cast<std::uint32_t>(object), 0};
  return Send(connection_, request, {}) && Receive(connection_, request, value);
}

bool ManagerClient::Set(int object, std::span<const std::byte> value) {
  Request request{static_cast<std::uint32_t>(object), 1};
  return Send(connection_, request, value) && Receive(connection_, request, {});
}

}  // namespace heddle::internal
