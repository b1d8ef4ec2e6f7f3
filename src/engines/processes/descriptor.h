#ifndef HEDDLE_SRC_ENGINES_PROCESSES_DESCRIPTOR_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace heddle::internal {

/// A file descriptor, closed when its owner goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { Close(); }

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void Close() {
    if (is_open()) ::close(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

/// Two descriptors that belong together: a pipe's reading and writing end, or two ends of a
/// connection.
struct DescriptorPair {
  Descriptor first, second;
};

/// A pipe (first reads, second writes) of which neither end blocks, and a connection that keeps the
/// bounds of messages. Both are closed by exec. They throw std::system_error.
DescriptorPair MakePipe();
DescriptorPair MakeConnection();

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_DESCRIPTOR_H_
