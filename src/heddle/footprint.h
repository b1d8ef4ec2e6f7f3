#ifndef HEDDLE_SRC_HEDDLE_FOOTPRINT_H_
#define HEDDLE_SRC_HEDDLE_FOOTPRINT_H_

#include <cstdint>

namespace heddle {

/// How an operation touches an object, as far as the order of operations can matter.
enum class Mode : std::uint8_t {
  kNone,
  kRead,   ///< commutes with other reads
  kWrite,  ///< commutes with nothing
  kPush,   ///< adds at one end of a first-in-first-out object: commutes with pops
  kPop,    ///< takes at the other end what was pushed, the oldest first: commutes with pushes
};

/// One touch of one object.
struct Access {
  std::uint16_t object = 0;
  Mode mode = Mode::kNone;
  /// A plain memory access: unordered with a conflicting one it is a data race.
  bool plain : 1 = false;
  /// Waits until the object is available, and takes it (a lock, an acquire).
  bool acquires : 1 = false;
  /// Makes the object available when it was not (an unlock): no acquire can come just before it.
  bool releases : 1 = false;
  /// Ends the life of the object: what comes after it, or is not ordered with it, is a use after
  /// free.
  bool frees : 1 = false;

  friend bool operator==(const Access&, const Access&) = default;
};

/// What an operation touches: two objects at the most (a condition's wait: the condition, the
/// mutex).
struct Footprint {
  Access first;
  Access second;

  friend bool operator==(const Footprint&, const Footprint&) = default;
};

/// Whether the order of two accesses to one object can matter.
constexpr bool Conflict(Mode a, Mode b) {
  // For each mode, the modes that it conflicts with, a bit each.
  constexpr std::uint8_t kRead = 1 << 1, kWrite = 1 << 2, kPush = 1 << 3, kPop = 1 << 4;
  constexpr std::uint8_t kConflicts[] = {0, kWrite | kPush | kPop, kRead | kWrite | kPush | kPop,
                                         kRead | kWrite | kPush, kRead | kWrite | kPop};
  return (kConflicts[static_cast<int>(a)] >> static_cast<int>(b) & 1) != 0;
}

/// Whether two accesses are dependent: the same object, in conflicting modes.
constexpr bool Dependent(const Access& a, const Access& b) {
  return a.object == b.object && Conflict(a.mode, b.mode);
}

/// Whether two operations are dependent, that is, whether their order can matter: the relation
/// behind Mazurkiewicz traces (Godefroid, "Partial-Order Methods for the Verification of Concurrent
/// Systems").
constexpr bool Dependent(const Footprint& a, const Footprint& b) {
  return Dependent(a.first, b.first) || Dependent(a.first, b.second) ||
         Dependent(a.second, b.first) || Dependent(a.second, b.second);
}

/// The kind of violation that two accesses are which nothing orders, one of two operations each,
/// and which both are plain.
constexpr const char* KindOfRace(const Footprint& a, const Footprint& b) {
  const bool a_frees = a.first.frees || a.second.frees;
  const bool b_frees = b.first.frees || b.second.frees;
  if (a_frees && b_frees) return "double-free";
  return a_frees || b_frees ? "use-after-free" : "data-race";
}

/// Whether two operations touch one object, in whatever modes: whether one can enable the other.
constexpr bool ShareAnObject(const Footprint& a, const Footprint& b) {
  const auto same = [](const Access& x, const Access& y) {
    return x.mode != Mode::kNone && y.mode != Mode::kNone && x.object == y.object;
  };
  return same(a.first, b.first) || same(a.first, b.second) || same(a.second, b.first) ||
         same(a.second, b.second);
}

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_FOOTPRINT_H_
