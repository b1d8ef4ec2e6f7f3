#ifndef HEDDLE_SRC_HEDDLE_VIOLATION_KIND_H_
#define HEDDLE_SRC_HEDDLE_VIOLATION_KIND_H_

#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// A kind of violation, and what whoever shows, replays or records one has to know of it.
struct ViolationKind {
  /// As in Violation::kind: "lost-wakeup".
  std::string name;
  /// For a person: "a lost wakeup".
  std::string words;
  /// It shows in the steps of an execution, so that who runs these again finds it again.
  bool shows_in_steps = true;
  /// It leaves its task in the midst of a step, so that the execution has no outcome.
  bool cuts_execution = false;
};

/// Every kind that there is, the built-in ones first.
const std::vector<ViolationKind>& ViolationKinds();

/// The kind called `name`. Throws UsageError, with the nearest name that exists.
const ViolationKind& ViolationKindNamed(std::string_view name);

/// The same, but one that nobody has registered has its name for words.
ViolationKind DescribeViolationKind(std::string_view name);

/// Makes a kind known: of what an object of a user's own says at the end (Leftover::kind).
/// Registering a second one of the same name throws std::logic_error.
class ViolationKindRegistration {
 public:
  explicit ViolationKindRegistration(ViolationKind kind);
};

/// At namespace scope: registers a kind.
///
///     HEDDLE_VIOLATION_KIND(open_file, {.name = "open-file", .words = "a file is left open"});
#define HEDDLE_VIOLATION_KIND(id, ...) \
  static const ::heddle::ViolationKindRegistration heddle_violation_kind_##id(__VA_ARGS__)

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_VIOLATION_KIND_H_
