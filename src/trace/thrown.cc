#include "src/trace/thrown.h"

#include <heddle/object.h>

#include <utility>

namespace heddle::internal {

Violation ViolationOf(std::exception_ptr thrown) {
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const UseAfterFree& use) {
    return {"use-after-free", use.what()};
  } catch (const DoubleFree& twice) {
    return {"double-free", twice.what()};
  } catch (const Misuse& misuse) {
    return {"misuse", misuse.what()};
  } catch (const std::exception& exception) {
    return {"exception", exception.what()};
  } catch (...) {
    return {"exception", "something that is not a std::exception was thrown"};
  }
}

void RefuseSetUp(const std::string& name) {
  throw UsageError(name + ": setting up failed: " + ViolationOf(std::current_exception()).message);
}

}  // namespace heddle::internal
