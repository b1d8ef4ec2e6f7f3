#include "src/memory/memory_limit.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>

#include "src/guard/own_data.h"

namespace heddle::internal {

namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

std::size_t Mib(std::size_t bytes) { return bytes >> 20; }

/// The number that `path` begins with; none if it has none ("max").
std::size_t NumberIn(const std::string& path) {
  std::size_t number = 0;
  return std::ifstream(path) >> number ? number : kNone;
}

/// The least that the control group `path` of the hierarchy at `root`, and those above it, allow.
std::size_t LeastOf(const std::string& root, std::string path, const char* file) {
  std::size_t least = kNone;
  for (;;) {
    least = std::min(least, NumberIn(root + path + file));
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos || path.empty()) return least;
    path.resize(slash);
  }
}

std::size_t OfControlGroups() {
  std::size_t least = kNone;
  std::ifstream groups("/proc/self/cgroup");  // lines of number:controllers:path
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string path = line.substr(second + 1);
    if (path == "/") path.clear();
    if (controllers.empty()) {
      least = std::min(least, LeastOf("/sys/fs/cgroup", path, "/memory.max"));
    } else if (controllers == "memory") {
      least = std::min(least, LeastOf("/sys/fs/cgroup/memory", path, "/memory.limit_in_bytes"));
    }
  }
  return least;
}

std::size_t PageSize() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

}  // namespace

std::size_t MemoryThereIs() {
  HEDDLE_OWN_DATA static constinit std::atomic<std::size_t> known = 0;
  std::size_t there_is = known.load(std::memory_order_relaxed);
  if (there_is == 0) {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const std::size_t machine = pages > 0 ? static_cast<std::size_t>(pages) * PageSize() : kNone;
    there_is = std::min(machine, OfControlGroups());
    known.store(there_is, std::memory_order_relaxed);
  }
  return there_is;
}

std::size_t MemoryTaken() {
  std::size_t size = 0, resident = 0;
  return std::ifstream("/proc/self/statm") >> size >> resident ? resident * PageSize() : 0;
}

MemoryLimit::MemoryLimit(std::uint64_t mib)
    : mib_(mib), bytes_(mib != 0 ? mib << 20 : MemoryThereIs() / 10 * 9) {}

std::optional<std::string> MemoryLimit::Exceeded(std::chrono::steady_clock::time_point now) {
  if (now < next_look_) return {};
  next_look_ = now + std::chrono::milliseconds(50);
  const std::size_t taken = MemoryTaken();
  if (taken <= bytes_) return {};
  if (mib_ != 0) return fmt::format("the limit of {} MiB of memory", mib_);
  return fmt::format("the memory there is: {} MiB are taken, 90 % of it", Mib(taken));
}

std::string OutOfMemory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return fmt::format("the memory there is: no more can be had than the {} MiB that were taken",
                     Mib(static_cast<std::size_t>(usage.ru_maxrss) * 1024));
}

}  // namespace heddle::internal
