#ifndef HEDDLE_SRC_SCHEDULER_FORMAT_VALUE_H_
#define HEDDLE_SRC_SCHEDULER_FORMAT_VALUE_H_

#include <string>
#include <string_view>
#include <type_traits>

namespace heddle {

/// A value as traces show it: texts in quotes, numbers as they are, anything else by its
/// `Describe()`.
template <typename T>
std::string FormatValue(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, char>) {
    return std::string("'") + value + "'";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    if constexpr (std::is_pointer_v<T>) {
      if (value == nullptr) return "null";
    }
    return '"' + std::string(static_cast<std::string_view>(value)) + '"';
  } else if constexpr (requires { value.Describe(); }) {
    return value.Describe();
  } else {
    return "...";
  }
}

}  // namespace heddle

#endif  // HEDDLE_SRC_SCHEDULER_FORMAT_VALUE_H_
