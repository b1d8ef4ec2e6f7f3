// Readers may read together; a writer writes alone. The first reader that comes takes the room for
// all readers, the last one that leaves gives it back.

#include <heddle/gtest.h>
#include <heddle/mutex.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

namespace {

using heddle::Mutex;
using heddle::Semaphore;
using heddle::Shared;
using heddle::Task;

/// What the first reader does first: takes the room, or lets others come in.
enum class FirstReader { kTakesTheRoom, kLetsOthersIn };

struct Library {
  Semaphore& room;       // 1 while nobody reads or writes
  Mutex& door;           // guards `readers`
  Shared<int>& readers;  // how many there are
  Shared<int>& book;     // what is read and written
};

Task<> Read(Library& library, FirstReader first) {
  co_await library.door.Lock();
  const int before = co_await library.readers.Load();
  co_await library.readers.Store(before + 1);
  if (first == FirstReader::kLetsOthersIn) co_await library.door.Unlock();
  if (before == 0) co_await library.room.Acquire();
  if (first == FirstReader::kTakesTheRoom) co_await library.door.Unlock();

  co_await library.book.Load();

  co_await library.door.Lock();
  const int left = co_await library.readers.Load() - 1;
  co_await library.readers.Store(left);
  if (left == 0) co_await library.room.Release();
  co_await library.door.Unlock();
}

Task<> Write(Library& library) {
  co_await library.room.Acquire();
  co_await library.book.Store(1);
  co_await library.room.Release();
}

auto Program(FirstReader first) {
  return [first](heddle::Scheduler& scheduler) {
    auto& library = scheduler.Make<Library>(
        Library{scheduler.Make<Semaphore>("room", 1), scheduler.Make<Mutex>("door"),
                scheduler.Make<Shared<int>>("readers", 0), scheduler.Make<Shared<int>>("book", 0)});
    scheduler.Spawn("ann", Read(library, first));
    scheduler.Spawn("ben", Read(library, first));
    scheduler.Spawn("writer", Write(library));
  };
}

// The bug: while the first reader waits for the writer to leave, the second one sees that it is not
// the first, and walks in.
TEST(ReadersWriters, ReadWhileWritingIfTheFirstReaderLetsOthersInTooEarly) {
  EXPECT_THAT(Program(FirstReader::kLetsOthersIn), heddle::FailsWith("data-race"));
}

// The cure: the door stays shut until the room is the readers'.
TEST(ReadersWriters, ExcludeOneAnotherIfTheFirstReaderTakesTheRoomFirst) {
  EXPECT_THAT(Program(FirstReader::kTakesTheRoom), heddle::HoldsInEveryInterleaving());
}

}  // namespace
