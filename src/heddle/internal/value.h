#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_VALUE_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_VALUE_H_

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace heddle {

/// What a Shared, a Managed, a Queue or a Channel can hold: each task gets copies of it.
template <typename T>
concept SharedValue = std::semiregular<T>;

/// What is wrong with a type that is no SharedValue.
#define HEDDLE_SHARED_VALUE                                                                   \
  "a Shared, a Managed, a Queue and a Channel hold what can be copied, assigned and default " \
  "constructed: each task gets copies of it"

/// What an Atomic can hold: its values are equal where their bytes are.
template <typename T>
concept AtomicValue = std::is_trivially_copyable_v<T> && std::copyable<T> &&
                          sizeof(T) <= sizeof(std::uint64_t) &&
                      (std::is_floating_point_v<T> || std::has_unique_object_representations_v<T>);

/// What can be added to: a whole number.
template <typename T>
concept WholeNumberType = std::integral<T> && !std::same_as<T, bool>;

namespace internal {

/// An unsigned number of so many bytes: 1, 2, 4 or 8.
template <std::size_t bytes>
using UnsignedOf = std::conditional_t<
    bytes == 1, std::uint8_t,
    std::conditional_t<bytes == 2, std::uint16_t,
                       std::conditional_t<bytes == 4, std::uint32_t, std::uint64_t>>>;

/// What a std::atomic holds in a T's place: the T itself, or its bytes.
template <typename T>
using AtomicRepresentation =
    std::conditional_t<std::is_scalar_v<T>, T, UnsignedOf<std::bit_ceil(sizeof(T))>>;

}  // namespace internal

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_VALUE_H_
