#ifndef HEDDLE_SRC_HEDDLE_FORMAT_VALUE_H_
#define HEDDLE_SRC_HEDDLE_FORMAT_VALUE_H_

#include <fmt/core.h>
#include <heddle/internal/type_name.h>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

namespace heddle {

template <typename T>
std::string FormatValue(const T& value);

namespace internal {

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <typename T>
inline constexpr bool kHasFormatter = fmt::has_formatter<T, fmt::format_context>::value;

template <typename T>
concept Describes = requires(const T& value) {
  std::string(value.Describe());
};

template <typename T>
concept WritesToStreams = requires(std::ostream& out, const T& value) {
  out << value;
};

template <typename T>
std::string Streamed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

template <typename T>
std::string FormatEnum(T value) {
  const auto number = static_cast<std::underlying_type_t<T>>(value);
  if constexpr (WritesToStreams<T>) {
    // An enumeration that converts to a number can always be written; an operator of its own does
    // not write the number.
    std::string text = Streamed(value);
    if (!std::is_convertible_v<T, int> || text != Streamed(number)) return text;
  }
  return std::string(TypeName<T>()) + "(" + std::to_string(number) + ")";
}

/// What nobody says how to show: its bytes, if they are few and nothing but its value.
template <typename T>
std::string FormatBytes(const T& value) {
  std::string text(TypeName<T>());
  if constexpr (std::has_unique_object_representations_v<T> && sizeof(T) <= 16) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(&value);
    text += "{";
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      text += fmt::format("{}{:02x}", i == 0 ? "" : " ", bytes[i]);
    }
    return text + "}";
  } else {
    return text + "{...}";
  }
}

}  // namespace internal

/// A value as traces show it: texts in quotes, numbers as they are; a type of one's own by its
/// `Describe()`, by its formatter for fmt, or by its `<<` to a stream, the first of them that there
/// is. Without any, an enumeration by its number ("Color(2)"), a small value by its bytes.
template <typename T>
std::string FormatValue(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, char>) {
    return std::string("'") + value + "'";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (internal::Describes<T>) {
    return std::string(value.Describe());
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    if constexpr (std::is_pointer_v<T>) {
      if (value == nullptr) return "null";
    }
    return '"' + std::string(static_cast<std::string_view>(value)) + '"';
  } else if constexpr (internal::kIsOptional<T>) {
    return value ? FormatValue(*value) : "none";
  } else if constexpr (std::is_pointer_v<T>) {
    return value == nullptr ? "null" : "not null";  // an address differs from run to run
  } else if constexpr (internal::kHasFormatter<T>) {
    return fmt::format("{}", value);
  } else if constexpr (std::is_enum_v<T>) {
    return internal::FormatEnum(value);
  } else if constexpr (internal::WritesToStreams<T>) {
    return internal::Streamed(value);
  } else {
    return internal::FormatBytes(value);
  }
}

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_FORMAT_VALUE_H_
