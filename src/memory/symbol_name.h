#ifndef HEDDLE_SRC_MEMORY_SYMBOL_NAME_H_
#define HEDDLE_SRC_MEMORY_SYMBOL_NAME_H_

#include <string>

namespace heddle::internal {

/// The name of the static variable that `address` lies in, as the source has it, by the symbols of
/// the program or library; without symbols, the file and where in it.
std::string NameOfVariableAt(const void* address);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_SYMBOL_NAME_H_
