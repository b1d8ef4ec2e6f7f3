#include <fmt/format.h>
#include <heddle/heap.h>
#include <heddle/internal/poison.h>
#include <heddle/scheduler.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace heddle {

Heap::Heap(Scheduler& scheduler, std::string_view name, Room room)
    : Object(scheduler, name,
             {.waits_as_touched = true,
              .enabled_is_safe = true,
              .needs_no_lock = true,
              .ignores_ends = true,
              .destroys = true}),
      room_(room),
      stride_((static_cast<std::uint32_t>(room.bytes) + kAlignment - 1) / kAlignment * kAlignment),
      poisons_(internal::kAddressSanitizer && internal::current_arena == nullptr) {
  constexpr int kMaxBlocks = 64, kMaxBytes = 4096;
  if (room.blocks < 1 || room.blocks > kMaxBlocks || room.bytes < 1 || room.bytes > kMaxBytes) {
    throw std::invalid_argument(
        fmt::format("a heap has room for 1 to {} blocks of 1 to {} bytes", kMaxBlocks, kMaxBytes));
  }
  MakePool(set_up_, room.blocks);
  made_ = std::make_unique<std::uint8_t[]>(1);
}

void Heap::MakePool(Pool& pool, int count) {
  pool.count = count;
  pool.blocks = std::make_unique<Block[]>(count);
  pool.memory = static_cast<std::byte*>(::operator new (std::size_t{stride_} * count));
  std::memset(pool.memory, 0, std::size_t{stride_} * count);
}

// What a task has not freed is destroyed like all that a scenario owns.
Heap::~Heap() {
  ForEachBlock([this](int number) {
    if (block(number).life == Life::kLives) block(number).destroy(MemoryOf(number));
  });
  for (Pool* pool : {&set_up_, &tasks_}) {
    if (pool->memory == nullptr) continue;
    if (poisons_) internal::Unpoison(pool->memory, std::size_t{stride_} * pool->count);
    ::operator delete(pool->memory);
  }
}

// Each task has blocks of its own, so that which one it gets does not depend on what others make.
void Heap::OnStart() {
  const int tasks = program().task_count();
  const std::uint8_t by_set_up = made_[0];
  made_ = std::make_unique<std::uint8_t[]>(1 + tasks);
  made_[0] = by_set_up;
  MakePool(tasks_, tasks * room_.blocks);
  first_number_ = program().ReserveNumbers((1 + tasks) * room_.blocks * (1 + room_.bytes));
}

Heap::Block& Heap::block(int number) const {
  return number < room_.blocks ? set_up_.blocks[number] : tasks_.blocks[number - room_.blocks];
}

std::byte* Heap::MemoryOf(int number) const {
  return number < room_.blocks ? set_up_.memory + std::size_t{stride_} * number
                               : tasks_.memory + std::size_t{stride_} * (number - room_.blocks);
}

int Heap::BlockAt(const std::byte* memory) const {
  int first = 0;
  for (const Pool* pool : {&set_up_, &tasks_}) {
    const auto distance =
        reinterpret_cast<std::uintptr_t>(memory) - reinterpret_cast<std::uintptr_t>(pool->memory);
    if (pool->memory != nullptr && distance % stride_ == 0 &&
        distance / stride_ < static_cast<std::uintptr_t>(pool->count)) {
      const int number = first + static_cast<int>(distance / stride_);
      if (block(number).life.load(std::memory_order_relaxed) != Life::kNone) return number;
    }
    first += pool->count;
  }
  return -1;
}

int Heap::NextOf(TaskId task) const {
  const int made = made_[task + 1];
  return made == room_.blocks ? -1 : (task + 1) * room_.blocks + made;
}

template <typename Each>
void Heap::ForEachBlock(Each each) const {
  const int parties = 1 + (tasks_.count == 0 ? 0 : program().task_count());
  for (int party = 0; party < parties; ++party) {
    for (int i = 0; i < made_[party]; ++i) each(party * room_.blocks + i);
  }
}

std::string Heap::Who(TaskId task) const {
  return task == kSetUp ? "the set-up" : program().NameOf(task);
}

std::string Heap::NameOfBlock(int number) const {
  const TaskId task = number / room_.blocks - 1;
  return fmt::format("{}.{}", task == kSetUp ? "setup" : Who(task), number % room_.blocks + 1);
}

namespace {

std::string Place(const std::source_location& where) {
  if (where.line() == 0) return "";
  const std::string_view file = where.file_name();
  return fmt::format(" at {}:{}", file.substr(file.rfind('/') + 1), where.line());
}

/// Whether all bytes are `byte`. They may be poisoned.
#if defined(__clang__) || defined(__GNUC__)
__attribute__((no_sanitize("address"), noinline))
#endif
bool AreAll(std::byte byte, const std::byte* bytes, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] != byte) return false;
  }
  return true;
}

}  // namespace

std::string Heap::HowFreed(int number) const {
  const Block& freed = block(number);
  return fmt::format("{} freed{}", Who(freed.freed_by), Place(freed.freed_at));
}

void Heap::Allocate(MemoryOperation& operation, TaskId task) {
  if (operation.size > static_cast<std::uint32_t>(room_.bytes)) {
    throw std::length_error(fmt::format(
        "{} makes something of {} bytes in '{}', whose blocks have {}: give it a larger Heap::Room",
        Who(task), operation.size, name(), room_.bytes));
  }
  const int number = NextOf(task);
  if (number < 0) {
    throw std::length_error(fmt::format(
        "{} makes more than {} blocks in '{}', which uses none twice: give it a larger Heap::Room",
        Who(task), room_.blocks, name()));
  }
  std::byte* const memory = MemoryOf(number);
  operation.act(operation, memory);
  operation.memory = memory;
  Block& made = block(number);
  made.made_by = static_cast<std::int8_t>(task);
  made.size = operation.size;
  made.destroy = operation.destroy;
  made.made_at = operation.where;
  made.life.store(Life::kLives, std::memory_order_relaxed);
  ++made_[task + 1];
}

void Heap::Free(MemoryOperation& operation, TaskId task) {
  if (operation.memory == nullptr) return;
  const int number = BlockAt(operation.memory);
  if (number < 0) {
    throw Misuse(fmt::format("{} frees what is no block of '{}'", Who(task), name()));
  }
  Block& freed = block(number);
  if (freed.life.exchange(Life::kFreed, std::memory_order_relaxed) == Life::kFreed) {
    throw DoubleFree(fmt::format("{} frees {} of '{}'{}, which {}", Who(task), NameOfBlock(number),
                                 name(), Place(operation.where), HowFreed(number)));
  }
  freed.freed_by = static_cast<std::int8_t>(task);
  freed.freed_at = operation.where;
  freed.destroy(operation.memory);
  std::memset(operation.memory, static_cast<int>(kFreedByte), stride_);
  if (poisons_) internal::Poison(operation.memory, stride_);
}

void Heap::UseMemory(MemoryOperation& operation, TaskId task) {
  const char* const uses = operation.code == kRead ? "reads" : "writes";
  if (operation.memory == nullptr) {
    throw Misuse(fmt::format("{} {} through a null pointer", Who(task), uses));
  }
  const int number = BlockAt(operation.memory);
  if (number < 0) throw Misuse(fmt::format("{} {} no block of '{}'", Who(task), uses, name()));
  const Block& used = block(number);
  if (used.life.load(std::memory_order_relaxed) == Life::kFreed) {
    throw UseAfterFree(fmt::format("{} {} {} of '{}'{}, which {}", Who(task), uses,
                                   NameOfBlock(number), name(), Place(operation.where),
                                   HowFreed(number)));
  }
  if (operation.offset + operation.size > used.size) {
    throw Misuse(fmt::format("{} {} past the end of {} of '{}', which has {} bytes", Who(task),
                             uses, NameOfBlock(number), name(), used.size));
  }
  operation.act(operation, operation.memory + operation.offset);
}

Progress Heap::Perform(Operation& operation, TaskId task, int) {
  auto& memory = static_cast<MemoryOperation&>(operation);
  switch (operation.code) {
    case kNew:
      Allocate(memory, task);
      break;
    case kDelete:
      Free(memory, task);
      break;
    case kDestroy:
      program().Destroy(*memory.target, task, operation.where);
      break;
    default:
      UseMemory(memory, task);
  }
  return Progress::kDone;
}

// A number for each block, and one for each place in it at which a field can begin.
Access Heap::AccessOfBlock(int number, Mode mode) const {
  Access access;
  access.object = static_cast<std::uint16_t>(first_number_ + number * (1 + room_.bytes));
  access.mode = mode;
  access.plain = true;
  return access;
}

Footprint Heap::FootprintOf(const Operation& operation, TaskId task) const {
  const auto& memory = static_cast<const MemoryOperation&>(operation);
  if (operation.code == kDestroy) {
    return {AccessThatDestroys(*memory.target), {}};
  }
  // Nobody else touches the block before it is made, so that what makes it commutes with all that
  // they do.
  const int number = operation.code == kNew ? NextOf(task) : BlockAt(memory.memory);
  if (number < 0) return {};  // it goes wrong, whatever else is the case
  const bool whole = operation.code == kNew || operation.code == kDelete;
  Access access = AccessOfBlock(number, whole ? Mode::kWrite : Mode::kRead);
  access.frees = operation.code == kDelete;
  if (whole) return {access, {}};
  Access field = access;
  field.object = static_cast<std::uint16_t>(
      access.object + 1 + std::min<std::uint32_t>(memory.offset, room_.bytes - 1));
  field.mode = operation.code == kRead ? Mode::kRead : Mode::kWrite;
  return {field, access};
}

Use Heap::Uses(const Operation& operation) const {
  if (operation.code != kDestroy) return {};
  return {static_cast<const MemoryOperation&>(operation).target, true};
}

std::string_view Heap::OperationName(const Operation& operation) const {
  switch (operation.code) {
    case kNew:
      return "new";
    case kDelete:
      return "delete";
    case kRead:
      return "read";
    case kWrite:
      return "write";
    default:
      return "destroy";
  }
}

std::string Heap::OperationValue(const Operation& operation) const {
  const auto& memory = static_cast<const MemoryOperation&>(operation);
  if (operation.code == kDestroy) return memory.target->name();
  if (memory.memory == nullptr) return "null";
  const int number = BlockAt(memory.memory);
  if (number < 0) return {};
  std::string text = NameOfBlock(number);
  if (memory.show == nullptr) return text;
  if (memory.offset != 0) text += fmt::format("+{}", memory.offset);
  return text + (operation.code == kRead ? " is " : " = ") + memory.show(memory);
}

std::string Heap::Describe() const {
  std::string lives, freed;
  ForEachBlock([&](int number) {
    std::string& list = block(number).life == Life::kLives ? lives : freed;
    list += (list.empty() ? "" : ", ") + NameOfBlock(number);
  });
  if (freed.empty()) return lives;
  return lives + (lives.empty() ? "" : "; ") + "freed: " + freed;
}

// A task that waits for ever, and may, can still use what it has.
std::optional<Leftover> Heap::LeftBehind() const {
  if (program().leaks_allowed()) return {};
  for (TaskId task = 0; task < program().task_count(); ++task) {
    if (!program().task_state(task).finished) return {};
  }
  int first = -1, more = -1;
  ForEachBlock([&](int number) {
    if (block(number).life != Life::kLives) return;
    if (first < 0) first = number;
    ++more;
  });
  if (first < 0) return {};
  const Block& lost = block(first);
  std::string words =
      fmt::format("nobody has freed {} of '{}', which {} made{}", NameOfBlock(first), name(),
                  Who(lost.made_by), Place(lost.made_at));
  if (more > 0) words += fmt::format("; nor {} more", more);
  return Leftover{"leak", std::move(words)};
}

std::string Heap::TextOf(const void* place) const {
  std::string text;
  ForEachBlock([&](int number) {
    const auto offset = reinterpret_cast<std::uintptr_t>(place) -
                        reinterpret_cast<std::uintptr_t>(MemoryOf(number));
    if (offset >= stride_) return;
    text = NameOfBlock(number) + (offset == 0 ? "" : fmt::format("+{}", offset));
  });
  return text;
}

void Heap::RequireUntouched(TaskId task) {
  int touched = -1;
  ForEachBlock([&](int number) {
    if (block(number).life != Life::kFreed) return;
    if (!AreAll(kFreedByte, MemoryOf(number), stride_)) touched = number;
  });
  if (touched < 0) return;
  // It is this step's fault, and no later one's.
  if (poisons_) internal::Unpoison(MemoryOf(touched), stride_);
  std::memset(MemoryOf(touched), static_cast<int>(kFreedByte), stride_);
  if (poisons_) internal::Poison(MemoryOf(touched), stride_);
  throw UseAfterFree(fmt::format("{} has written to {} of '{}', by no operation, which {}",
                                 Who(task), NameOfBlock(touched), name(), HowFreed(touched)));
}

}  // namespace heddle
