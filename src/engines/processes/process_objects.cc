#include "src/engines/processes/process_objects.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "src/engines/pace.h"
#include "src/engines/printing.h"

namespace heddle::internal {

namespace {

bool KeepsLog(const Program& program, const RunOptions& options) {
  const auto& objects = program.objects();
  return options.record || std::any_of(objects.begin(), objects.end(), [](const Object* object) {
           const auto* console = dynamic_cast<const Console*>(object);
           return console != nullptr && console->keeps_text();
         });
}

void RequireShareable(const std::string& scenario, Object& object) {
  if (!object.traits().in_processes) {
    throw UsageError(
        fmt::format("{}: processes cannot share the {} '{}'; run it on threads or coroutines",
                    scenario, object.Sort(), object.name()));
  }
  auto* managed = dynamic_cast<ManagedBase*>(&object);
  if (managed != nullptr && managed->ValueBytes().empty()) {
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

ProcessObjects::ProcessObjects(const std::string& scenario, const Program& program,
                               const RunOptions& options)
    : program_(program),
      options_(options),
      board_(program.task_count(), static_cast<int>(program.objects().size()),
             KeepsLog(program, options)),
      pipes_(program.objects().size()) {
  for (Object* object : program.objects()) {
    RequireShareable(scenario, *object);
    counterparts_.push_back(CounterpartOf(*object));
    if (As<QueueBase>(object->id()) != nullptr) {
      pipes_[object->id()] = MakePipe();
      Enlarge(pipes_[object->id()]);
    }
    if (const auto* semaphore = As<Semaphore>(object->id())) {
      board_.object(object->id()).count = semaphore->count();
    }
    if (As<ManagedBase>(object->id()) != nullptr && connections_.empty()) {
      for (int i = 0; i <= program.task_count(); ++i) connections_.push_back(MakeConnection());
    }
  }
}

ProcessObjects::Counterpart ProcessObjects::CounterpartOf(Object& object) {
  if (auto* mutex = dynamic_cast<Mutex*>(&object)) return mutex;
  if (auto* semaphore = dynamic_cast<Semaphore*>(&object)) return semaphore;
  if (auto* queue = dynamic_cast<QueueBase*>(&object)) return queue;
  if (auto* managed = dynamic_cast<ManagedBase*>(&object)) return managed;
  if (auto* console = dynamic_cast<Console*>(&object)) return console;
  if (auto* ends = dynamic_cast<Ends*>(&object)) return ends;
  if (auto* clock = dynamic_cast<Clock*>(&object)) return clock;
  return {};
}

bool ProcessObjects::KeepsText(const Object& object) const {
  const auto* console = As<Console>(object.id());
  return console != nullptr && console->keeps_text();
}

void ProcessObjects::RunManager() {
  std::vector<int> clients;
  for (DescriptorPair& connection : connections_) {
    connection.first.Close();
    clients.push_back(connection.second.get());
  }
  pipes_.clear();
  ServeValues(program_.objects(), clients);
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
  const int id = object.id();
  return As<Mutex>(id) != nullptr || As<Semaphore>(id) != nullptr || As<QueueBase>(id) != nullptr ||
         As<Ends>(id) != nullptr || options_.record || KeepsText(object);
}

Progress ProcessObjects::Step(Operation& operation, TaskId task, Perturbation& chance,
                              const std::atomic<bool>& stopping) {
  Object& object = *operation.object;
  if (As<Clock>(object.id()) != nullptr) {
    const auto& sleep = static_cast<const Clock::SleepOperation&>(operation);
    if (!SleepAtPace(sleep.pause, options_.pace, stopping)) throw Stopped();
  }
  const int choice = operation.has_choices ? chance.Draw(object.Choices(operation, task)) : 0;
  if (!NeedsBoard(object)) return Perform(operation, task, choice, stopping);
  for (;;) {
    {
      Board::Lock lock(board_);
      if (Ready(operation, task)) {
        if (options_.record) board_.Record(RecordedStep::Of(operation, task, choice));
        const Progress progress = Perform(operation, task, choice, stopping);
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
  if (As<Mutex>(object.id()) != nullptr) {
    return operation.code != Mutex::kLock || state.holder < 0 || state.holder == task;
  }
  if (As<Semaphore>(object.id()) != nullptr) {
    return operation.code != Semaphore::kAcquire || state.count > 0;
  }
  if (const auto* queue = As<QueueBase>(object.id())) {
    if (operation.code == QueueBase::kGet) return state.count > 0;
    const int capacity = queue->capacity();
    return (capacity == 0 || state.count < capacity) && HasRoom(pipes_[object.id()]);
  }
  if (As<Ends>(object.id()) != nullptr) return board_.task(operation.awaited_task).ended;
  return true;
}

Progress ProcessObjects::Perform(Operation& operation, TaskId task, int choice,
                                 const std::atomic<bool>& stopping) {
  const int id = operation.object->id();
  if (As<Mutex>(id) != nullptr) return PerformMutex(operation, task);
  if (As<Semaphore>(id) != nullptr) return PerformSemaphore(operation);
  if (As<QueueBase>(id) != nullptr) return PerformQueue(operation);
  if (auto* managed = As<ManagedBase>(id)) return PerformManaged(*managed, operation, task);
  if (As<Console>(id) != nullptr) return Print(operation, stopping);
  return operation.object->Perform(operation, task, choice);
}

// The process's own copy of the mutex knows what its task holds, and that is what misuse is about.
Progress ProcessObjects::PerformMutex(Operation& operation, TaskId task) {
  Board::Object& state = board_.object(operation.object->id());
  if (operation.code == Mutex::kTryLock && state.holder >= 0 && state.holder != task) {
    static_cast<Mutex::TryLockOperation&>(operation).taken = false;
    return Progress::kDone;
  }
  const Progress progress = operation.object->Perform(operation, task, 0);
  state.holder = operation.code == Mutex::kUnlock ? -1 : task;
  return progress;
}

Progress ProcessObjects::PerformSemaphore(Operation& operation) {
  auto& count = board_.object(operation.object->id()).count;
  const bool takes = operation.code != Semaphore::kRelease && count > 0;
  if (operation.code == Semaphore::kTryAcquire) {
    static_cast<Semaphore::TryAcquireOperation&>(operation).taken = takes;
    if (!takes) return Progress::kDone;
  }
  count += takes ? -1 : 1;
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
Progress ProcessObjects::PerformManaged(ManagedBase& managed, Operation& operation, TaskId task) {
  Object& object = *operation.object;
  const bool gets = managed.Gets(operation);
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
  for (const Object* object : program_.objects()) {
    if (As<Ends>(object->id()) != nullptr) board_.Ring(object->id());
  }
  return true;
}

std::vector<Waiting> ProcessObjects::FindStuck() {
  std::vector<Waiting> waiting;
  bool joins = false;
  Board::Lock lock(board_, Board::Lock::Try());
  if (!lock.held()) return {};
  for (TaskId task = 0; task < program_.task_count(); ++task) {
    const Board::Task& state = board_.task(task);
    if (state.ended) continue;
    if (state.waits_for < 0) return {};
    const Object& object = *program_.objects()[state.waits_for];
    const bool is_mutex = As<Mutex>(object.id()) != nullptr;
    const int holder = is_mutex ? board_.object(object.id()).holder : Obstacle().holder;
    waiting.push_back({task, state.operation, object.name(), {holder, HoldsNow(object)}});
    joins = As<Ends>(object.id()) != nullptr;
  }
  // Whoever is left alone can wait for no other's end than its own.
  if (waiting.size() == 1 && joins) waiting[0].obstacle.holder = waiting[0].task;
  return waiting;
}

std::string ProcessObjects::HoldsNow(const Object& object) {
  const Board::Object& state = board_.object(object.id());
  if (As<Mutex>(object.id()) != nullptr) {
    if (state.holder < 0) return "free";
    return "held by " + program_.NameOf(state.holder);
  }
  if (As<Semaphore>(object.id()) != nullptr) return std::to_string(state.count);
  if (As<QueueBase>(object.id()) != nullptr) {
    const char* remark = HasRoom(pipes_[object.id()]) ? "" : ", which fill its pipe";
    return fmt::format("{} items{}", state.count, remark);
  }
  return {};
}

bool ProcessObjects::FetchManaged() {
  for (Object* object : program_.objects()) {
    auto* managed = As<ManagedBase>(object->id());
    if (managed == nullptr) continue;
    ManagerClient manager(connections_.back().first.get());
    if (!manager.Get(object->id(), managed->ValueBytes())) return false;
  }
  return true;
}

void ProcessObjects::FetchBoard() {
  for (Object* object : program_.objects()) {
    const int holder = board_.object(object->id()).holder;
    if (auto* mutex = As<Mutex>(object->id()); mutex != nullptr && holder >= 0) {
      mutex->Acquire(holder);
    }
    auto* semaphore = As<Semaphore>(object->id());
    if (semaphore == nullptr) continue;
    const int count = board_.object(object->id()).count;
    while (semaphore->count() != count) {
      Operation operation =
          semaphore->count() < count ? semaphore->Release() : semaphore->Acquire();
      semaphore->Perform(operation, 0, 0);
    }
  }
  board_.ForEachPrinted([this](int id, std::string_view piece) {
    auto& console = static_cast<Console&>(*program_.objects()[id]);
    Console::PrintOperation print = console.Print(piece);
    console.Perform(print, 0, 0);
  });
}

}  // namespace heddle::internal
