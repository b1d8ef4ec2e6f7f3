#include "src/engines/processes/board.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>
#include <system_error>

#include "src/engines/verdict.h"

namespace heddle::internal {

namespace {

// Memory that is not used costs nothing but addresses.
constexpr std::size_t kMaxSteps = std::size_t{1} << 20;
constexpr std::size_t kMaxPrinted = std::size_t{1} << 25;

constexpr std::size_t RoundUp(std::size_t size) { return (size + 63) / 64 * 64; }

}  // namespace

Board::Board(int tasks, int objects, bool keeps_log)
    : tasks_(tasks),
      object_count_(objects),
      max_steps_(keeps_log ? kMaxSteps : 0),
      max_printed_(keeps_log ? kMaxPrinted : 0) {
  const std::size_t objects_at = RoundUp(sizeof(Head));
  const std::size_t steps_at = RoundUp(objects_at + object_count_ * sizeof(Object));
  const std::size_t printed_at = RoundUp(steps_at + max_steps_ * sizeof(RecordedStep));
  bytes_ = printed_at + max_printed_;
  void* memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "no shared memory to be had");
  }
  char* base = static_cast<char*>(memory);
  head_ = new (base) Head{};
  objects_ = new (base + objects_at) Object[object_count_];
  steps_ = reinterpret_cast<RecordedStep*>(base + steps_at);
  printed_ = base + printed_at;

  pthread_mutexattr_t shared;
  pthread_mutexattr_init(&shared);
  pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&head_->mutex, &shared);
  pthread_mutexattr_destroy(&shared);
  for (int i = 0; i < tasks_; ++i) sem_init(&head_->tasks[i].bell, /*pshared=*/1, 0);
}

// By now no other process has it.
Board::~Board() {
  for (int i = 0; i < tasks_; ++i) sem_destroy(&head_->tasks[i].bell);
  pthread_mutex_destroy(&head_->mutex);
  ::munmap(head_, bytes_);
}

Board::Lock::Lock(Board& board)
    : board_(board), held_(Accept(pthread_mutex_lock(&board.head_->mutex))) {
  if (!held_) throw Stopped();
}

Board::Lock::Lock(Board& board, Try)
    : board_(board), held_(Accept(pthread_mutex_trylock(&board.head_->mutex))) {}

Board::Lock::~Lock() {
  if (held_) pthread_mutex_unlock(&board_.head_->mutex);
}

bool Board::Lock::Accept(int error) {
  if (error == EOWNERDEAD) {
    board_.head_->broken = true;
    pthread_mutex_consistent(&board_.head_->mutex);
    error = 0;
  }
  if (error != 0) return false;
  if (!board_.head_->broken) return true;
  pthread_mutex_unlock(&board_.head_->mutex);
  return false;
}

void Board::SetWaiting(TaskId task, int object, std::string_view operation) {
  Task& waiting = head_->tasks[task];
  waiting.waits_for = object;
  const std::size_t size = std::min(operation.size(), sizeof(waiting.operation) - 1);
  std::memcpy(waiting.operation, operation.data(), size);
  waiting.operation[size] = '\0';
}

void Board::Ring(int object) {
  for (int i = 0; i < tasks_; ++i) {
    if (head_->tasks[i].waits_for != object) continue;
    head_->tasks[i].waits_for = -1;
    sem_post(&head_->tasks[i].bell);
  }
}

void Board::Record(RecordedStep step) {
  const std::size_t steps = head_->steps;
  if (steps == max_steps_) throw std::length_error("the run is too long to be recorded");
  steps_[steps] = step;
  head_->steps = steps + 1;
}

void Board::NotePrinted(int object, std::string_view piece) {
  const std::size_t bytes = head_->printed_bytes;
  if (bytes + 3 + piece.size() > max_printed_) {
    throw std::length_error("the run prints too much to be kept");
  }
  char* at = printed_ + bytes;
  at[0] = static_cast<char>(object / 256);
  at[1] = static_cast<char>(object % 256);
  at[2] = static_cast<char>(piece.size());
  std::memcpy(at + 3, piece.data(), piece.size());
  head_->printed_bytes = bytes + 3 + piece.size();
}

void Board::AwaitBell(TaskId task) {
  while (sem_wait(&head_->tasks[task].bell) != 0 && errno == EINTR) {
  }
}

void Board::RingAll() {
  for (int i = 0; i < tasks_; ++i) sem_post(&head_->tasks[i].bell);
}

}  // namespace heddle::internal
