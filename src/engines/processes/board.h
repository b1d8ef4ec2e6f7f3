#ifndef HEDDLE_SRC_ENGINES_PROCESSES_BOARD_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_BOARD_H_

#include <heddle/task_state.h>
#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "src/engines/recording.h"

namespace heddle::internal {

/// What the processes of a run know in common, in memory that they share: a monitor that outlives
/// any of them. It holds the mutexes and semaphores, how much lies in each queue, who waits for
/// what, and what was printed and recorded.
///
/// Its lock is robust: if a process dies with it, whoever comes next is told so and the board is
/// broken for good. A task waits at a semaphore of its own (its bell), for a killed waiter leaves a
/// semaphore sound, but may not leave a condition variable so.
class Board {
 public:
  struct Task {
    sem_t bell;
    /// The object that the task waits for, or -1: whoever changes the object resets it and rings.
    std::int32_t waits_for = -1;
    bool ended = false;
    char operation[24] = {};
  };
  struct Object {
    std::int32_t holder = -1;  ///< a mutex: the task that holds it
    std::int32_t count = 0;    ///< a semaphore's count; a queue's items
  };

  /// The lock. Its constructor blocks.
  class Lock {
   public:
    struct Try {};
    /// Throws Stopped if the board is broken.
    explicit Lock(Board& board);
    /// Does not block; see `held`.
    Lock(Board& board, Try);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    bool held() const { return held_; }

   private:
    bool Accept(int error);
    Board& board_;
    bool held_;
  };

  /// @param keeps_log  whether steps are recorded or console texts kept.
  /// Throws std::system_error if there is no memory to be had.
  Board(int tasks, int objects, bool keeps_log);
  ~Board();
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  // --- With the lock held.

  Task& task(TaskId task) { return head_->tasks[task]; }
  Object& object(int object) { return objects_[object]; }
  /// Notes that `task` waits for `object` to change, to do `operation`.
  void SetWaiting(TaskId task, int object, std::string_view operation);
  /// Rings for those who wait for `object`.
  void Ring(int object);

  /// Throws std::length_error when there is no room for more.
  void Record(RecordedStep step);
  void NotePrinted(int object, std::string_view piece);

  // --- Without the lock.

  /// Waits for the bell of `task`.
  void AwaitBell(TaskId task);
  /// Rings for everybody.
  void RingAll();

  std::span<const RecordedStep> recorded() const { return {steps_, head_->steps}; }
  /// Calls `use(object, piece)` for each piece that was printed, in order.
  template <typename Function>
  void ForEachPrinted(Function use) const {
    for (std::size_t at = 0; at < head_->printed_bytes;) {
      const int object = static_cast<unsigned char>(printed_[at]) * 256 +
                         static_cast<unsigned char>(printed_[at + 1]);
      const std::size_t size = static_cast<unsigned char>(printed_[at + 2]);
      use(object, std::string_view(printed_ + at + 3, size));
      at += 3 + size;
    }
  }

 private:
  struct Head {
    pthread_mutex_t mutex;
    std::atomic<bool> broken;
    // How much there is, raised once it is there: whoever writes may be killed at any moment.
    std::atomic<std::size_t> steps;
    std::atomic<std::size_t> printed_bytes;
    Task tasks[kMaxTasks];
  };

  int tasks_;
  int object_count_;
  std::size_t max_steps_;
  std::size_t max_printed_;
  std::size_t bytes_;
  Head* head_;
  Object* objects_;
  RecordedStep* steps_;
  char* printed_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_BOARD_H_
