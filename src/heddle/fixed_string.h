#ifndef HEDDLE_SRC_HEDDLE_FIXED_STRING_H_
#define HEDDLE_SRC_HEDDLE_FIXED_STRING_H_

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle {

/// A string held in place, whose equal values are equal bytes: nothing stale lies behind its end.
/// At most Capacity (below 256) characters; adding more throws std::length_error.
template <std::size_t Capacity>
class FixedString {
  static_assert(Capacity < 256);

 public:
  FixedString() = default;
  FixedString(std::string_view text) { Append(text); }                    // NOLINT: a text is one
  FixedString(const char* text) : FixedString(std::string_view(text)) {}  // NOLINT

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_, size_}; }
  operator std::string_view() const { return view(); }  // NOLINT: it is a text

  /// How many of its characters are `letter`.
  int Count(char letter) const {
    unsigned char count = 0;  // for which there are vector instructions
    for (const char mine : view()) count += mine == letter;
    return count;
  }

  FixedString& Append(std::string_view text) {
    if (text.size() > Capacity - size_) {
      throw std::length_error("a string of more than " + std::to_string(Capacity) + " characters");
    }
    std::memcpy(data_ + size_, text.data(), text.size());
    size_ = static_cast<unsigned char>(size_ + text.size());
    return *this;
  }
  FixedString& operator+=(char letter) {
    if (size_ == Capacity) return Append(std::string_view(&letter, 1));
    data_[size_++] = letter;
    return *this;
  }
  FixedString& operator+=(std::string_view text) { return Append(text); }

  void Clear() { *this = FixedString(); }

  friend bool operator==(const FixedString& a, const FixedString& b) {
    return a.view() == b.view();
  }

 private:
  unsigned char size_ = 0;
  char data_[Capacity] = {};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_FIXED_STRING_H_
