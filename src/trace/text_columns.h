#ifndef HEDDLE_SRC_TRACE_TEXT_COLUMNS_H_
#define HEDDLE_SRC_TRACE_TEXT_COLUMNS_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "src/trace/printable.h"

namespace heddle::internal {

/// What a column of a table would take, and the least that says all that matters.
struct Widths {
  int least = 0;
  int most = 0;

  void Cover(const Widths& other) {
    least = std::max(least, other.least);
    most = std::max(most, other.most);
  }
};

/// Something with a name in it and perhaps a value behind. Where there is too little room, a long
/// value loses first what is as before, or its middle, then the operation its end; the name stays.
struct Cell {
  std::string operation;  // may be empty, as may be the value
  std::string name;       // with what stands between it and the value
  std::string value;
  std::string before;  // what was there before, which it is to be told from; may be empty
  int longest;         // that a value is

  int Width() const { return StartWidth() + std::min(DisplayWidth(value), longest); }
  /// A value of a word or two, which is not cut: "0 (the newest is 1)".
  Widths Needs() const {
    constexpr int kShortValue = 20;
    return {StartWidth() + std::min(DisplayWidth(value), kShortValue), Width()};
  }

  /// It in at most `width` columns.
  std::string Fit(int width) const;

 private:
  int StartWidth() const { return DisplayWidth(operation) + DisplayWidth(name); }
};

/// How much room `columns` take together if each is as wide as it would be, but beyond the least
/// that it needs no wider than `most`.
std::int64_t RoomFor(const std::vector<Widths>& columns, int most);

/// Narrows the widest of `columns` to `widths` that take `room` together, but none below the least
/// that it needs. Whether they fit.
bool Narrow(const std::vector<Widths>& columns, int room, std::vector<int>& widths);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_TEXT_COLUMNS_H_
