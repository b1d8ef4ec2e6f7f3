#ifndef HEDDLE_SRC_HEDDLE_CHOICE_KIND_H_
#define HEDDLE_SRC_HEDDLE_CHOICE_KIND_H_

#include <cstdint>
#include <string_view>

namespace heddle {

/// What it is that a choice decides, where an operation can be performed in several ways: for
/// traces and for people. No strategy looks at it.
enum class ChoiceKind : std::uint8_t {
  kEnvironment,  ///< which way the environment goes
  kReadsFrom,    ///< which store a load reads
  kWakeup,       ///< which of those who wait a notification wakes
  kSpurious,     ///< something happens, or fails, for no reason
  kTimeout,      ///< a wait comes to the end of its time
  kDelivery,     ///< which message comes next
};

inline constexpr int kChoiceKinds = 6;

/// The kind as traces write it: "environment", "reads-from", "wakeup", "spurious", "timeout",
/// "delivery".
constexpr std::string_view NameOf(ChoiceKind kind) {
  constexpr std::string_view kNames[kChoiceKinds] = {"environment", "reads-from", "wakeup",
                                                     "spurious",    "timeout",    "delivery"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CHOICE_KIND_H_
