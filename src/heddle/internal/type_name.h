#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_TYPE_NAME_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_TYPE_NAME_H_

#include <string_view>

namespace heddle::internal {

/// The name of T without its namespaces, as the compiler has it: "Color".
template <typename T>
constexpr std::string_view TypeName() {
  // clang: "... TypeName() [T = mine::Color]"; gcc: "... TypeName() [with T = mine::Color; ...]".
  const std::string_view whole = __PRETTY_FUNCTION__;
  const std::size_t start = whole.find("T = ") + 4;
  std::string_view name = whole.substr(start, whole.find_first_of(";]", start) - start);
  // What stands in "<" and ">" can have namespaces, too.
  const std::size_t colon = name.substr(0, name.find('<')).rfind("::");
  if (colon != std::string_view::npos) name.remove_prefix(colon + 2);
  return name;
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_TYPE_NAME_H_
