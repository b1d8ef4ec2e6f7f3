#ifndef HEDDLE_SRC_SCENARIOS_NUMBER_LIST_H_
#define HEDDLE_SRC_SCENARIOS_NUMBER_LIST_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <cstdint>
#include <string>

namespace heddle {

/// A few small numbers, held in place: equal lists are equal bytes.
class NumberList {
 public:
  static constexpr int kMax = 101;

  int size() const { return size_; }
  int operator[](int i) const { return numbers_[i]; }
  void Push(int number) { numbers_[size_++] = static_cast<std::uint8_t>(number); }
  /// Takes out the first. Throws Misuse if there is none.
  int Pop() {
    if (size_ == 0) throw Misuse("takes a number out of an empty list");
    const int first = numbers_[0];
    for (int i = 1; i < size_; ++i) numbers_[i - 1] = numbers_[i];
    numbers_[--size_] = 0;
    return first;
  }
  /// Takes out the last. Throws Misuse if there is none.
  int PopLast() {
    if (size_ == 0) throw Misuse("takes a number out of an empty list");
    const int last = numbers_[--size_];
    numbers_[size_] = 0;
    return last;
  }
  /// The numbers with blanks between.
  std::string Text() const {
    std::string text;
    for (int i = 0; i < size_; ++i) text += (i == 0 ? "" : " ") + std::to_string(numbers_[i]);
    return text;
  }
  std::string Describe() const { return "[" + Text() + "]"; }
  /// To be called for a copy that is of no more use: left behind in a task's frame, it would tell
  /// states apart.
  void Forget() { internal::Wipe(*this); }

 private:
  std::uint8_t size_ = 0;
  std::uint8_t numbers_[kMax] = {};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_NUMBER_LIST_H_
