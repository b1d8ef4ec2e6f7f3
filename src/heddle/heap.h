#ifndef HEDDLE_SRC_HEDDLE_HEAP_H_
#define HEDDLE_SRC_HEDDLE_HEAP_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace heddle {

/// Memory that tasks allocate, use and free: `Node* p = co_await heap.New<Node>(1); co_await
/// heap.Write(p, &Node::next, q); Node* n = co_await heap.Read(p, &Node::next); co_await
/// heap.Delete(p);`
///
/// Each is one step. Reads and writes are plain memory accesses, each of one field: two of the same
/// field, one a write, that nothing orders are a data race. What comes after a Delete, or is not
/// ordered with it, is a use after free ("use-after-free"), a second Delete "double-free"; a block
/// that is left at the end is a "leak", unless Scheduler::AllowLeaks lets it be.
///
/// Within an execution, freed memory is not used again, so that whoever still has its address is
/// found out. It is filled with a pattern, and who writes to it without an operation is found out
/// after that step. AddressSanitizer, where worlds live on the ordinary heap, sees reads as well.
class Heap final : public Object {
 public:
  /// How much it can hold: so many blocks of each task (and of the set-up) in one execution, of at
  /// most so many bytes each.
  struct Room {
    int blocks = 8;
    int bytes = 64;
  };
  enum Code { kNew, kDelete, kRead, kWrite, kDestroy };

  /// What all its operations are. `memory` is a block, or where one of its fields is.
  class HEDDLE_OPERATION MemoryOperation : public Operation {
   public:
    MemoryOperation(Heap& heap, Code code, const void* memory, std::source_location where)
        : Operation(heap, code, false, where),
          memory(static_cast<std::byte*>(const_cast<void*>(memory))) {}
    ~MemoryOperation() { internal::Wipe(memory); }
    std::byte* memory;
    /// Of the field, or of what is made.
    std::uint32_t offset = 0, size = 0;
    /// Does what it does to memory that is there.
    void (*act)(MemoryOperation&, std::byte* memory) = nullptr;
    /// The value that it has read or written.
    std::string (*show)(const MemoryOperation&) = nullptr;
    /// For a New: destroys what it has made.
    void (*destroy)(void*) = nullptr;
    /// For a Destroy: the object.
    Object* target = nullptr;
  };
  template <typename T, typename... Arguments>
  class HEDDLE_OPERATION NewOperation : public MemoryOperation {
   public:
    NewOperation(Heap& heap, std::source_location where, Arguments... arguments)
        : MemoryOperation(heap, kNew, nullptr, where), arguments(std::move(arguments)...) {
      static_assert(alignof(T) <= kAlignment, "a Heap's blocks are aligned to 16 bytes");
      size = sizeof(T);
      act = [](MemoryOperation& operation, std::byte* memory) {
        auto make = [memory](Arguments&... each) { ::new (memory) T(std::move(each)...); };
        std::apply(make, static_cast<NewOperation&>(operation).arguments);
      };
      destroy = [](void* made) { static_cast<T*>(made)->~T(); };
    }
    ~NewOperation() {
      std::apply([](Arguments&... each) { (internal::Wipe(each), ...); }, arguments);
    }
    T* await_resume() const { return std::launder(reinterpret_cast<T*>(memory)); }
    std::tuple<Arguments...> arguments;
  };
  template <typename V>
  class HEDDLE_OPERATION FieldOperation : public MemoryOperation {
   public:
    FieldOperation(Heap& heap, Code code, const void* block, std::uint32_t at,
                   std::source_location where)
        : MemoryOperation(heap, code, block, where) {
      offset = at;
      size = sizeof(V);
      show = [](const MemoryOperation& operation) {
        return static_cast<const Heap*>(operation.object)
            ->ValueText(static_cast<const FieldOperation&>(operation).value);
      };
    }
    ~FieldOperation() { internal::Wipe(value); }
    V value{};
  };
  template <typename V>
  class HEDDLE_OPERATION ReadOperation : public FieldOperation<V> {
   public:
    ReadOperation(Heap& heap, const void* block, std::uint32_t at, std::source_location where)
        : FieldOperation<V>(heap, kRead, block, at, where) {
      this->act = [](MemoryOperation& operation, std::byte* memory) {
        static_cast<ReadOperation&>(operation).value = *reinterpret_cast<const V*>(memory);
      };
    }
    V await_resume() const { return this->value; }
  };
  template <typename V>
  class HEDDLE_OPERATION WriteOperation : public FieldOperation<V> {
   public:
    WriteOperation(Heap& heap, const void* block, std::uint32_t at, V value,
                   std::source_location where)
        : FieldOperation<V>(heap, kWrite, block, at, where) {
      this->value = std::move(value);
      this->act = [](MemoryOperation& operation, std::byte* memory) {
        *reinterpret_cast<V*>(memory) = static_cast<WriteOperation&>(operation).value;
      };
    }
  };

  Heap(Scheduler& scheduler, std::string_view name) : Heap(scheduler, name, Room()) {}
  /// Throws std::invalid_argument if there is to be room for nothing, or for more than 4096 bytes
  /// or 64 blocks.
  Heap(Scheduler& scheduler, std::string_view name, Room room);
  ~Heap() override;

  /// While setting up: makes a T, which tasks then use and free.
  template <typename T, typename... Arguments>
  [[nodiscard]] T* Make(Arguments&&... arguments) {
    NewOperation<T, std::decay_t<Arguments>...> operation(*this, std::source_location(),
                                                          std::forward<Arguments>(arguments)...);
    Allocate(operation, kSetUp);
    return operation.await_resume();
  }

  /// Makes a T from at most four arguments, and gives its address.
  template <typename T>
  auto New(std::source_location where = std::source_location::current()) {
    return NewOperation<T>(*this, where);
  }
  template <typename T, typename A>
  auto New(A a, std::source_location where = std::source_location::current()) {
    return NewOperation<T, A>(*this, where, std::move(a));
  }
  template <typename T, typename A, typename B>
  auto New(A a, B b, std::source_location where = std::source_location::current()) {
    return NewOperation<T, A, B>(*this, where, std::move(a), std::move(b));
  }
  template <typename T, typename A, typename B, typename C>
  auto New(A a, B b, C c, std::source_location where = std::source_location::current()) {
    return NewOperation<T, A, B, C>(*this, where, std::move(a), std::move(b), std::move(c));
  }
  template <typename T, typename A, typename B, typename C, typename D>
  auto New(A a, B b, C c, D d, std::source_location where = std::source_location::current()) {
    return NewOperation<T, A, B, C, D>(*this, where, std::move(a), std::move(b), std::move(c),
                                       std::move(d));
  }

  /// Frees what New or Make has given; does nothing if that is null.
  MemoryOperation Delete(const void* block,
                         std::source_location where = std::source_location::current()) {
    return MemoryOperation(*this, kDelete, block, where);
  }

  /// Reads a field: `int n = co_await heap.Read(p, &Node::n);`
  template <typename T, typename C, typename V>
  ReadOperation<V> Read(T* block, V C::*field,
                        std::source_location where = std::source_location::current()) {
    return ReadOperation<V>(*this, block, OffsetOf(block, field), where);
  }
  /// Reads a block that is no class: `int n = co_await heap.Read(p);`
  template <typename V>
  ReadOperation<std::remove_const_t<V>> Read(
      V* block, std::source_location where = std::source_location::current()) {
    static_assert(!std::is_class_v<V>, "what is read of a class is one of its fields");
    return ReadOperation<std::remove_const_t<V>>(*this, block, 0, where);
  }
  /// Writes a field: `co_await heap.Write(p, &Node::n, 1);`
  template <typename T, typename C, typename V>
  WriteOperation<V> Write(T* block, V C::*field, std::type_identity_t<V> value,
                          std::source_location where = std::source_location::current()) {
    return WriteOperation<V>(*this, block, OffsetOf(block, field), std::move(value), where);
  }
  /// Writes a block that is no class.
  template <typename V>
  WriteOperation<V> Write(V* block, std::type_identity_t<V> value,
                          std::source_location where = std::source_location::current()) {
    static_assert(!std::is_class_v<V>, "what is written of a class is one of its fields");
    return WriteOperation<V>(*this, block, 0, std::move(value), where);
  }

  /// Ends the life of an object that tasks share and that the scheduler has made (a mutex, an
  /// atomic): what any task does with it from then on is a use after free. That somebody holds a
  /// mutex then is misuse.
  MemoryOperation Destroy(Object& object,
                          std::source_location where = std::source_location::current()) {
    MemoryOperation operation(*this, kDestroy, nullptr, where);
    operation.target = &object;
    return operation;
  }

  void OnStart() override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  /// The blocks that live, and those that are freed: "a.1" is the first that a has made.
  std::string Describe() const override;
  std::optional<Leftover> LeftBehind() const override;
  Use Uses(const Operation& operation) const override;
  std::string_view Sort() const override { return "heap"; }

  /// The name of the block in which that lies, for traces ("a.1", "a.1+8"); empty if it lies in
  /// none.
  std::string TextOf(const void* place) const override;

  /// For engines, after a step of `task`: throws UseAfterFree if freed memory has been written to.
  void RequireUntouched(TaskId task);

 private:
  static constexpr std::size_t kAlignment = 16;
  static constexpr TaskId kSetUp = -1;
  static constexpr std::byte kFreedByte{0xDD};

  enum class Life : std::uint8_t { kNone, kLives, kFreed };
  struct Block {
    std::atomic<Life> life{Life::kNone};  // of real threads, two may free it at once
    std::int8_t made_by = 0, freed_by = 0;
    std::uint32_t size = 0;
    void (*destroy)(void*) = nullptr;
    std::source_location made_at, freed_at;
  };
  /// Blocks in a row, each in memory of its own.
  struct Pool {
    std::unique_ptr<Block[]> blocks;
    std::byte* memory = nullptr;
    int count = 0;
  };

  template <typename T, typename C, typename V>
  static std::uint32_t OffsetOf(T* block, V C::*field) {
    if (block == nullptr) return 0;  // that it is null is said by Perform
    const auto* at = reinterpret_cast<const std::byte*>(std::addressof(block->*field));
    return static_cast<std::uint32_t>(at - reinterpret_cast<const std::byte*>(block));
  }

  void MakePool(Pool& pool, int count);
  void Allocate(MemoryOperation& operation, TaskId task);
  void Free(MemoryOperation& operation, TaskId task);
  void UseMemory(MemoryOperation& operation, TaskId task);
  /// The number of the block that begins at `memory`, or -1: those of the set-up, then those of
  /// each task.
  int BlockAt(const std::byte* memory) const;
  /// The block that `task` makes next, or -1.
  int NextOf(TaskId task) const;
  Block& block(int number) const;
  std::byte* MemoryOf(int number) const;
  Access AccessOfBlock(int number, Mode mode) const;
  /// Calls `each(number)` for the blocks that have ever been made.
  template <typename Each>
  void ForEachBlock(Each each) const;

  std::string Who(TaskId task) const;
  std::string NameOfBlock(int number) const;
  std::string HowFreed(int number) const;

  Room room_;
  std::uint32_t stride_;
  bool poisons_;  // it lies where AddressSanitizer can watch it
  int first_number_ = 0;
  Pool set_up_, tasks_;
  std::unique_ptr<std::uint8_t[]> made_;  // how many blocks, by the set-up and by each task
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_HEAP_H_
