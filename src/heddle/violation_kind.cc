#include <fmt/format.h>
#include <heddle/parameters.h>
#include <heddle/violation_kind.h>

#include <stdexcept>
#include <utility>

namespace heddle {

namespace {

std::vector<ViolationKind>& Kinds() {
  static std::vector<ViolationKind> kinds = {
      {"invariant", "an invariant does not hold"},
      {"final", "a final property does not hold"},
      {"deadlock", "a deadlock"},
      {"lost-wakeup", "a lost wakeup"},
      {"unfinished", "a task never ends"},
      {"endless", "no end is reached", /*shows_in_steps=*/false},
      {"data-race", "a data race"},
      {"exception", "an exception leaves a task", true, /*cuts_execution=*/true},
      {"misuse", "an object is misused", true, /*cuts_execution=*/true},
      {"crash", "a crash", /*shows_in_steps=*/false, /*cuts_execution=*/true},
      {"held-lock", "a lock is held at the end"},
      {"leak", "a memory leak"},
      {"use-after-free", "a use after free"},
      {"double-free", "a double free"},
  };
  return kinds;
}

const ViolationKind* Find(std::string_view name) {
  for (const ViolationKind& kind : Kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace

const std::vector<ViolationKind>& ViolationKinds() { return Kinds(); }

const ViolationKind& ViolationKindNamed(std::string_view name) {
  if (const ViolationKind* kind = Find(name)) return *kind;
  std::vector<std::string> names;
  for (const ViolationKind& kind : Kinds()) names.push_back(kind.name);
  throw UsageError(
      fmt::format("there is no kind of violation '{}'{}", name, DidYouMean(name, names)));
}

ViolationKind DescribeViolationKind(std::string_view name) {
  if (const ViolationKind* kind = Find(name)) return *kind;
  return {std::string(name), std::string(name)};
}

ViolationKindRegistration::ViolationKindRegistration(ViolationKind kind) {
  if (Find(kind.name) != nullptr) {
    throw std::logic_error("two kinds of violation are called '" + kind.name + "'");
  }
  Kinds().push_back(std::move(kind));
}

}  // namespace heddle
