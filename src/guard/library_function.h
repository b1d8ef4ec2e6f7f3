#ifndef HEDDLE_SRC_GUARD_LIBRARY_FUNCTION_H_
#define HEDDLE_SRC_GUARD_LIBRARY_FUNCTION_H_

#include <dlfcn.h>

namespace heddle::internal {

/// The library's own function of a name that the explorer defines, too; null where that is linked
/// statically.
template <typename Function>
Function* OfTheLibrary(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_GUARD_LIBRARY_FUNCTION_H_
