#ifndef HEDDLE_SRC_EXPLORER_LESSONS_H_
#define HEDDLE_SRC_EXPLORER_LESSONS_H_

namespace heddle {

/// What the passes of an exploration so far have taught the next one. An exploration begins with
/// what is quick and usually enough; where it turns out not to be, the next pass knows better.
struct Lessons {
  /// A step can crash or not come to its end: each is watched (see World).
  bool guarded = false;
  /// A static variable changes: what changes it, and where, is looked for. (Guarded, too.)
  bool watches_statics = false;

  friend bool operator==(const Lessons&, const Lessons&) = default;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_LESSONS_H_
