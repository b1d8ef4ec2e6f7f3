#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_TASK_PARAMETERS_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_TASK_PARAMETERS_H_

#include <heddle/internal/set_up_stack.h>

#include <memory>
#include <type_traits>

namespace heddle::internal {

/// Why a task must not be spawned.
struct Objection {
  const char* text;
};

/// It is the coroutine of a lambda that has captures, a closure of this type.
template <typename Closure>
inline constexpr Objection kOfALambda{
    "the lambda's captures are gone when the task runs: give Spawn the lambda itself, not its "
    "Task"};
/// A parameter refers to what lies on the set-up's stack.
inline constexpr Objection kOfTheStack{
    "a parameter refers to a variable or a temporary of the set-up, which is gone when the task "
    "runs: pass it by value, or Make what it refers to"};

/// Whether an object of the type has no bytes that count. Types that are not complete have some.
template <typename T>
constexpr bool HasNothingInIt() {
  if constexpr (requires { sizeof(T); }) {
    return std::is_empty_v<T>;
  } else {
    return false;
  }
}

/// Whether a coroutine's parameter, declared to be a `Declared`, refers to what lies on the
/// set-up's stack: by a reference, a pointer or a view.
template <typename Declared, typename Parameter>
bool RefersToSetUpStack(Parameter& parameter) noexcept {
  using Bare = std::remove_cvref_t<Parameter>;
  if constexpr (std::is_function_v<Bare>) {
    return false;
  } else if constexpr (std::is_reference_v<Declared>) {
    return !HasNothingInIt<Bare>() && IsOnSetUpStack(std::addressof(parameter));
  } else if constexpr (std::is_pointer_v<Bare>) {
    return !std::is_function_v<std::remove_pointer_t<Bare>> &&
           IsOnSetUpStack(reinterpret_cast<const volatile char*>(parameter));
  } else if constexpr (std::is_trivially_copyable_v<Bare> && requires { parameter.data(); }) {
    return IsOnSetUpStack(parameter.data());
  } else {
    return false;
  }
}

template <typename... Declared>
struct DeclaredParameters {
  template <typename... Parameters>
  static bool ReferToSetUpStack(Parameters&... parameters) noexcept {
    return (false | ... | RefersToSetUpStack<Declared>(parameters));
  }
};

/// Why the Task of a coroutine must not be spawned whose parameters are declared to be these, or
/// null. The first can be the object whose member the coroutine is, a lambda's closure among them;
/// clang does not show the closure itself.
template <typename First, typename... Others>
struct CoroutineParameters {
  using Object = std::remove_cvref_t<First>;

  template <typename... Parameters>
  static const Objection* ObjectionTo(Parameters&... parameters) noexcept {
    if constexpr (sizeof...(Parameters) == sizeof...(Others)) {
      if (!HasNothingInIt<Object>()) return &kOfALambda<Object>;
      if (!DeclaredParameters<Others...>::ReferToSetUpStack(parameters...)) return nullptr;
    } else {
      if (!DeclaredParameters<First, Others...>::ReferToSetUpStack(parameters...)) return nullptr;
      if (IsCalled() && OfTheFirst(parameters...)) return &kOfALambda<Object>;
    }
    return &kOfTheStack;
  }

 private:
  static constexpr bool IsCalled() {
    return requires(First object, Others... others) { object(others...); };
  }
  template <typename Parameter, typename... Rest>
  static bool OfTheFirst(Parameter& first, Rest&...) noexcept {
    return RefersToSetUpStack<First>(first);
  }
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_TASK_PARAMETERS_H_
