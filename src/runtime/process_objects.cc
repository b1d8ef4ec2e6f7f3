#include "src/runtime/process_objects.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "src/runtime/pace.h"
#include "src/runtime/printing.h"
#include "src/scheduler/clock.h"
#include "src/scheduler/console.h"
#include "src/scheduler/managed.h"
#include "src/scheduler/mutex.h"
#include "src/scheduler/queue.h"
#include "src/scheduler/semaphore.h"

namespace heddle {

namespace {

ManagedBase& AsManaged(Object& object) { return dynamic_cast<ManagedBase&>(object); }

bool KeepsText(const Object& object) {
  return object.kind() == ObjectKind::kConsole && static_cast<const Console&>(object).keeps_text();
}

bool KeepsLog(const Scheduler& scheduler, const RunOptions& options) {
  const auto& objects = scheduler.objects();
  return options.record || std::any_of(objects.begin(), objects.end(),
                                       [](const Object* object) { return KeepsText(*object); });
}

void RequireShareable(const std::string& scenario, Object& object) {
  const char* what = nullptr;
  if (object.kind() == ObjectKind::kCondition) what = "condition";
  if (object.kind() == ObjectKind::kChannel) what = "channel";
  if (object.kind() == ObjectKind::kAtomic) what = "atomic";
  if (object.kind() == ObjectKind::kHeap) what = "heap";
  if (object.kind() == ObjectKind::kOther) what = "object";
  if (what != nullptr) {
    throw UsageError(
        fmt::format("{}: processes cannot share the {} '{}'; run it on threads or coroutines",
                    scenario, what, object.name()));
  }
  if (object.kind() == ObjectKind::kManaged && AsManaged(object).ValueBytes().empty()) {
    throw UsageError(fmt::format(
        "{}: no manager can hold '{}', whose type is not trivially copyable; run it on threads",
        scenario, object.name()));
  }
}

// Best effort: without it, a pipe holds 64 KiB.
void Enlarge(const DescriptorPair& pipe) { ::fcntl(pipe.second.get(), F_SETPIPE_SZ, 1 << 20); }

bool HasRoom(const DescriptorPair& pipe) {
  pollfd room{pipe.second.get(), POLLOUT, 0};
  return ::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0;
}

}  // namespace

ProcessObjects::ProcessObjects(const std::string& scenario, const Scheduler& scheduler,
                               const RunOptions& options)
    : scheduler_(scheduler),
      options_(options),
      board_(scheduler.task_count(), static_cast<int>(scheduler.objects().size()),
             KeepsLog(scheduler, options)),
      pipes_(scheduler.objects().size()) {
  for (Object* object : scheduler.objects()) {
    RequireShareable(scenario, *object);
    if (object->kind() == ObjectKind::kQueue) {
      pipes_[object->id()] = MakePipe();
      Enlarge(pipes_[object->id()]);
    }
    if (object->kind() == ObjectKind::kSemaphore) {
      board_.object(object->id()).count = static_cast<Semaphore&>(*object).count();
    }
    if (object->kind() == ObjectKind::kManaged && connections_.empty()) {
      for (int i = 0; i <= scheduler.task_count(); ++i) connections_.push_back(MakeConnection());
    }
  }
}

void ProcessObjects::RunManager() {
  std::vector<int> clients;
  for (DescriptorPair& connection : connections_) {
    connection.first.Close();
    clients.push_back(connection.second.get());
  }
  pipes_.clear();
  ServeValues(scheduler_.objects(), clients);
}

void ProcessObjects::LeaveManagerAlone() {
  for (DescriptorPair& connection : connections_) connection.second.Close();
}

void ProcessObjects::KeepOnlyThoseOf(TaskId task) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    if (static_cast<TaskId>(i) != task) connections_[i].first.Close();
  }
}

bool ProcessObjects::NeedsBoard(const Object& object) const {
  switch (object.kind()) {
    case ObjectKind::kMutex:
    case ObjectKind::kSemaphore:
    case ObjectKind::kQueue:
    case ObjectKind::kJoin:
      return true;
    default:
      return options_.record || KeepsText(object);
  }
}

Progress ProcessObjects::Step(Operation& operation, TaskId task, Perturbation& chance,
                              const std::atomic<bool>& stopping) {
  Object& object = *operation.object;
  if (object.kind() == ObjectKind::kClock) {
    const auto& sleep = static_cast<const Clock::SleepOperation&>(operation);
    if (!SleepAtPace(sleep.pause, options_.pace, stopping)) throw Stopped();
  }
  const int way = operation.several_ways ? chance.Draw(object.Choices(operation)) : 0;
  if (!NeedsBoard(object)) return Perform(operation, task, way, stopping);
  for (;;) {
    {
      Board::Lock lock(board_);
      if (Ready(operation, task)) {
        if (options_.record) board_.Record(RecordedStep::Of(operation, task, way));
        const Progress progress = Perform(operation, task, way, stopping);
        board_.Ring(object.id());
        return progress;
      }
      board_.SetWaiting(task, object.id(), object.OperationName(operation));
    }
    board_.AwaitBell(task);
    if (stopping.load(std::memory_order_acquire)) throw Stopped();
  }
}

bool ProcessObjects::Ready(const Operation& operation, TaskId task) {
  const Object& object = *operation.object;
  const Board::Object& state = board_.object(object.id());
  switch (object.kind()) {
    case ObjectKind::kMutex:
      return operation.code == Mutex::kUnlock || state.holder < 0 || state.holder == task;
    case ObjectKind::kSemaphore:
      return operation.code == Semaphore::kRelease || state.count > 0;
    case ObjectKind::kQueue: {
      if (operation.code == QueueBase::kGet) return state.count > 0;
      const int capacity = static_cast<const QueueBase&>(object).capacity();
      return (capacity == 0 || state.count < capacity) && HasRoom(pipes_[object.id()]);
    }
    case ObjectKind::kJoin:
      return board_.task(operation.awaited_task).ended;
    default:
      return true;
  }
}

Progress ProcessObjects::Perform(Operation& operation, TaskId task, int way,
                                 const std::atomic<bool>& stopping) {
  switch (operation.object->kind()) {
    case ObjectKind::kMutex:
      return PerformMutex(operation, task);
    case ObjectKind::kSemaphore:
      return PerformSemaphore(operation);
    case ObjectKind::kQueue:
      return PerformQueue(operation);
    case ObjectKind::kManaged:
      return PerformManaged(operation, task);
    case ObjectKind::kConsole:
      return Print(operation, stopping);
    default:
      return operation.object->Perform(operation, task, way);
  }
}

// The process's own copy of the mutex knows what its task holds, and that is what misuse is about.
Progress ProcessObjects::PerformMutex(Operation& operation, TaskId task) {
  const bool locks = operation.code == Mutex::kLock;
  const Progress progress = operation.object->Perform(operation, task, 0);
  board_.object(operation.object->id()).holder = locks ? task : -1;
  return progress;
}

Progress ProcessObjects::PerformSemaphore(Operation& operation) {
  board_.object(operation.object->id()).count += operation.code == Semaphore::kAcquire ? -1 : 1;
  return Progress::kDone;
}

Progress ProcessObjects::PerformQueue(Operation& operation) {
  Object& queue = *operation.object;
  const std::span<std::byte> item = queue.Payload(operation);
  if (item.empty() || item.size() > PIPE_BUF) {
    throw std::logic_error(fmt::format(
        "the items of '{}' cannot go through a pipe: their type must be trivially copyable, and at "
        "most {} bytes large",
        queue.name(), PIPE_BUF));
  }
  const bool puts = operation.code == QueueBase::kPut;
  const DescriptorPair& pipe = pipes_[queue.id()];
  // The board says that there is room, or an item: neither call waits, and a signal cannot cut it
  // short.
  const ssize_t moved = puts ? ::write(pipe.second.get(), item.data(), item.size())
                             : ::read(pipe.first.get(), item.data(), item.size());
  if (moved != static_cast<ssize_t>(item.size())) {
    throw std::runtime_error(fmt::format("the pipe of '{}' failed", queue.name()));
  }
  board_.object(queue.id()).count += puts ? 1 : -1;
  return Progress::kDone;
}

// A get performs the load of the process's own copy first, and then puts the manager's value in its
// place; a set sends what the store has stored.
Progress ProcessObjects::PerformManaged(Operation& operation, TaskId task) {
  Object& object = *operation.object;
  const bool gets = AsManaged(object).Gets(operation);
  const Progress progress = object.Perform(operation, task, 0);
  ManagerClient manager(connections_[task].first.get());
  const std::span<std::byte> value = object.Payload(operation);
  if (gets ? manager.Get(object.id(), value) : manager.Set(object.id(), value)) return progress;
  throw Stopped();  // whoever watches over the manager says why it is gone
}

// What is kept is kept on the board: in the end the parent's console gets the pieces of all, in
// order.
Progress ProcessObjects::Print(Operation& operation, const std::atomic<bool>& stopping) {
  auto& print = static_cast<Console::PrintOperation&>(operation);
  const std::string_view piece = print.NextPiece();
  if (!WritePiece(options_.output_fd, piece, stopping)) throw Stopped();
  if (KeepsText(*operation.object)) board_.NotePrinted(operation.object->id(), piece);
  return ++print.printed < print.pieces ? Progress::kMore : Progress::kDone;
}

bool ProcessObjects::TryAnnounceEnd(TaskId task) {
  Board::Lock lock(board_, Board::Lock::Try());
  if (!lock.held()) return false;
  board_.task(task).ended = true;
  for (const Object* object : scheduler_.objects()) {
    if (object->kind() == ObjectKind::kJoin) board_.Ring(object->id());
  }
  return true;
}

std::vector<Waiting> ProcessObjects::FindStuck() {
  std::vector<Waiting> waiting;
  bool joins = false;
  Board::Lock lock(board_, Board::Lock::Try());
  if (!lock.held()) return {};
  for (TaskId task = 0; task < scheduler_.task_count(); ++task) {
    const Board::Task& state = board_.task(task);
    if (state.ended) continue;
    if (state.waits_for < 0) return {};
    const Object& object = *scheduler_.objects()[state.waits_for];
    const int holder =
        object.kind() == ObjectKind::kMutex ? board_.object(object.id()).holder : Obstacle().holder;
    waiting.push_back({task, state.operation, object.name(), {holder, HoldsNow(object)}});
    joins = object.kind() == ObjectKind::kJoin;
  }
  // Whoever is left alone can wait for no other's end than its own.
  if (waiting.size() == 1 && joins) waiting[0].obstacle.holder = waiting[0].task;
  return waiting;
}

std::string ProcessObjects::HoldsNow(const Object& object) {
  const Board::Object& state = board_.object(object.id());
  switch (object.kind()) {
    case ObjectKind::kMutex:
      if (state.holder < 0) return "free";
      return "held by " + scheduler_.spawned()[state.holder].name;
    case ObjectKind::kSemaphore:
      return std::to_string(state.count);
    case ObjectKind::kQueue: {
      const char* remark = HasRoom(pipes_[object.id()]) ? "" : ", which fill its pipe";
      return fmt::format("{} items{}", state.count, remark);
    }
    default:
      return {};
  }
}

bool ProcessObjects::FetchManaged() {
  for (Object* object : scheduler_.objects()) {
    if (object->kind() != ObjectKind::kManaged) continue;
    ManagerClient manager(connections_.back().first.get());
    if (!manager.Get(object->id(), AsManaged(*object).ValueBytes())) return false;
  }
  return true;
}

void ProcessObjects::FetchBoard() {
  for (Object* object : scheduler_.objects()) {
    const int holder = board_.object(object->id()).holder;
    if (object->kind() == ObjectKind::kMutex && holder >= 0) {
      static_cast<Mutex&>(*object).Acquire(holder);
    }
    if (object->kind() != ObjectKind::kSemaphore) continue;
    auto& semaphore = static_cast<Semaphore&>(*object);
    const int count = board_.object(object->id()).count;
    while (semaphore.count() != count) {
      Operation operation = semaphore.count() < count ? semaphore.Release() : semaphore.Acquire();
      semaphore.Perform(operation, 0, 0);
    }
  }
  board_.ForEachPrinted([this](int id, std::string_view piece) {
    auto& console = static_cast<Console&>(*scheduler_.objects()[id]);
    Console::PrintOperation print = console.Print(piece);
    console.Perform(print, 0, 0);
  });
}

}  // namespace heddle
