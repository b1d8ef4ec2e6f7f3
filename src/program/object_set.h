#ifndef HEDDLE_SRC_PROGRAM_OBJECT_SET_H_
#define HEDDLE_SRC_PROGRAM_OBJECT_SET_H_

#include <heddle/footprint.h>

#include <cstdint>

namespace heddle {

/// A set of objects in which one bit can stand for several: enough to tell that a step touches
/// none.
class ObjectSet {
 public:
  void Add(const Footprint& touched) {
    if (touched.first.mode != Mode::kNone) bits_ |= Bit(touched.first);
    if (touched.second.mode != Mode::kNone) bits_ |= Bit(touched.second);
  }
  /// Says false, too, of a step that touches nothing, if object 0 may be in the set.
  bool HasNoneOf(const Footprint& touched) const {
    if ((bits_ & Bit(touched.first)) != 0) return false;
    return touched.second.mode == Mode::kNone || (bits_ & Bit(touched.second)) == 0;
  }

 private:
  static std::uint64_t Bit(const Access& access) {
    return std::uint64_t{1} << (access.object % 64);
  }
  std::uint64_t bits_ = 0;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_PROGRAM_OBJECT_SET_H_
