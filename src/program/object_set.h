#ifndef HEDDLE_SRC_PROGRAM_OBJECT_SET_H_
#define HEDDLE_SRC_PROGRAM_OBJECT_SET_H_

#include <heddle/footprint.h>

#include <cstdint>

namespace heddle::internal {

/// A set of objects in which one bit can stand for several: enough to tell that a step touches
/// none.
class ObjectSet {
 public:
  void Add(const Footprint& footprint) {
    if (footprint.first.mode != Mode::kNone) bits_ |= Bit(footprint.first);
    if (footprint.second.mode != Mode::kNone) bits_ |= Bit(footprint.second);
  }
  void AddAll() { bits_ = ~std::uint64_t{0}; }
  /// Says false, too, of a step that touches nothing, if object 0 may be in the set.
  bool HasNoneOf(const Footprint& footprint) const {
    if ((bits_ & Bit(footprint.first)) != 0) return false;
    return footprint.second.mode == Mode::kNone || (bits_ & Bit(footprint.second)) == 0;
  }

 private:
  static std::uint64_t Bit(const Access& access) {
    return std::uint64_t{1} << (access.object % 64);
  }
  std::uint64_t bits_ = 0;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_OBJECT_SET_H_
