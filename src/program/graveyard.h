#ifndef HEDDLE_SRC_PROGRAM_GRAVEYARD_H_
#define HEDDLE_SRC_PROGRAM_GRAVEYARD_H_

#include <heddle/object.h>
#include <heddle/program.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <vector>

namespace heddle::internal {

/// How an object's life has ended: part of the world's state.
struct Grave {
  std::source_location
      where;             ///< of the operation that has ended it, or of the one that comes next
  std::int16_t by = -1;  ///< the task
  bool dead = false;
  bool by_operation = false;  ///< if not, its memory is gone, too
  bool known = false;         ///< `by` and `where` are
  bool owned = false;         ///< the program has made it, and was to destroy it
};

/// The objects of a world whose lives have ended, and what stands for them: operations on them go
/// to an object that refuses them (UseAfterFree), so that nobody calls what is not there.
class Graveyard {
 public:
  /// To be made while every object lives.
  explicit Graveyard(Program& program);
  ~Graveyard();

  /// Takes in `object`, while it can still be asked for its name. `graves` are of all objects.
  void Bury(Object& object, const Grave* graves);
  /// Lets `task`'s pending operation, if it uses something dead, be refused.
  void Redirect(TaskState& state, const Grave* graves);
  /// After going back to a state with these graves (null: none): what lives is itself again.
  void Restore(const Grave* graves);
  /// "t0 destroyed at file.cc:3"
  std::string HowItDied(int id, const Grave* graves) const;

 private:
  class Stone;
  Object* StoneFor(const Operation& operation, const Grave* graves);
  Object* StoneOf(int id, Object* asked, const Grave* graves);

  Program& program_;
  std::vector<Object*> objects_;  // as they were
  std::vector<std::unique_ptr<Stone>> stones_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_GRAVEYARD_H_
