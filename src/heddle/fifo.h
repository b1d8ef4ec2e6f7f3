#ifndef HEDDLE_SRC_HEDDLE_FIFO_H_
#define HEDDLE_SRC_HEDDLE_FIFO_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace heddle {

/// A first-in-first-out list whose equal values are equal bytes: the oldest element lies first, and
/// what lies behind the newest is in its default state. Memory for `reserve` elements is taken
/// once; past that it doubles.
template <typename T>
class Fifo {
 public:
  explicit Fifo(std::size_t reserve = 16)
      : capacity_(std::max<std::size_t>(reserve, 1)), items_(std::make_unique<T[]>(capacity_)) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  const T& front() const { return items_[0]; }
  const T* begin() const { return items_.get(); }
  const T* end() const { return items_.get() + size_; }

  void Push(T item) {
    if (size_ == capacity_) Grow();
    items_[size_++] = std::move(item);
  }

  /// Takes out the oldest element; there must be one.
  T Pop() {
    T oldest = std::move(items_[0]);
    std::move(items_.get() + 1, items_.get() + size_, items_.get());
    items_[--size_] = T();
    return oldest;
  }

 private:
  void Grow() {
    auto larger = std::make_unique<T[]>(2 * capacity_);
    std::move(items_.get(), items_.get() + size_, larger.get());
    items_ = std::move(larger);
    capacity_ *= 2;
  }

  std::size_t size_ = 0;
  std::size_t capacity_;
  std::unique_ptr<T[]> items_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_FIFO_H_
