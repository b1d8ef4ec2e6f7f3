#include "src/memory/arena.h"

#include <gtest/gtest.h>
#include <heddle/internal/world_memory.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace heddle::internal {
namespace {

bool IsZero(const void* memory, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(memory);
  return std::all_of(bytes, bytes + size, [](unsigned char byte) { return byte == 0; });
}

std::vector<std::byte> Bytes(const Arena& arena) {
  return {arena.contents().begin(), arena.contents().end()};
}

/// Fills what it is given, so that whatever is left behind shows.
void* AllocateFull(Arena& arena, std::size_t size, std::size_t alignment = 16) {
  void* memory = arena.Allocate(size, alignment);
  std::memset(memory, 0xff, size);
  return memory;
}

TEST(Arena, HandsOutZeroedMemoryAgainAfterItWasWritten) {
  Arena arena;
  void* memory = AllocateFull(arena, 100);
  void* kept = AllocateFull(arena, 10);
  Arena::Free(memory);
  EXPECT_TRUE(IsZero(memory, 100));
  void* again = arena.Allocate(100, 16);
  EXPECT_EQ(again, memory);
  EXPECT_TRUE(IsZero(again, 100));
  Arena::Free(kept);
}

TEST(Arena, TakesTheLowestPlaceThatFits) {
  Arena arena;
  void* a = arena.Allocate(64, 16);
  void* b = arena.Allocate(32, 16);
  void* c = arena.Allocate(64, 16);
  void* last = arena.Allocate(16, 16);
  EXPECT_LT(a, b);
  EXPECT_LT(b, c);
  Arena::Free(c);
  Arena::Free(a);
  EXPECT_EQ(arena.Allocate(48, 16), a);  // the lower of two that fit
  EXPECT_EQ(arena.Allocate(64, 16), c);  // what is left of the lower one is too small
  EXPECT_GT(arena.Allocate(64, 16), last);
}

TEST(Arena, MakesOneFreePlaceOfNeighbours) {
  Arena arena;
  void* parts[] = {arena.Allocate(48, 16), arena.Allocate(48, 16), arena.Allocate(48, 16)};
  arena.Allocate(16, 16);
  for (const int part : {0, 2, 1}) Arena::Free(parts[part]);
  EXPECT_EQ(arena.Allocate(3 * 48 + 2 * 16, 16), parts[0]);
}

TEST(Arena, AlignsAsAsked) {
  Arena arena;
  for (const std::size_t alignment : {8u, 16u, 64u, 256u, 4096u}) {
    arena.Allocate(1, 16);
    const auto address = reinterpret_cast<std::uintptr_t>(arena.Allocate(40, alignment));
    EXPECT_EQ(address % alignment, 0u) << alignment;
  }
}

TEST(Arena, GivesDifferentPlacesToAllThatIsLive) {
  Arena arena;
  std::mt19937 random(1);
  struct Piece {
    unsigned char* memory;
    std::size_t size;
    unsigned char mark;
  };
  std::vector<Piece> live;
  for (int i = 0; i < 2000; ++i) {
    if (live.size() > 40 || (!live.empty() && random() % 3 == 0)) {
      const std::size_t which = random() % live.size();
      const Piece piece = live[which];
      EXPECT_TRUE(std::all_of(piece.memory, piece.memory + piece.size,
                              [&](unsigned char byte) { return byte == piece.mark; }));
      Arena::Free(piece.memory);
      live.erase(live.begin() + which);
    } else {
      const std::size_t size = random() % 200;
      auto* memory = static_cast<unsigned char*>(arena.Allocate(size, 16 << random() % 3));
      EXPECT_TRUE(IsZero(memory, size));
      live.push_back({memory, size, static_cast<unsigned char>(1 + i % 255)});
      std::memset(memory, live.back().mark, size);
    }
  }
}

TEST(Arena, IsTheSameBytesForTheSameLiveThingsWhateverCameBefore) {
  Arena straight;
  void* a = AllocateFull(straight, 40);
  void* b = AllocateFull(straight, 200);
  Arena detour;
  void* first = AllocateFull(detour, 40);
  void* gone[] = {AllocateFull(detour, 200), AllocateFull(detour, 17), AllocateFull(detour, 90)};
  for (const int i : {1, 0, 2}) Arena::Free(gone[i]);
  void* second = AllocateFull(detour, 200);
  EXPECT_EQ(Bytes(straight), Bytes(detour));
  // Also with a hole in it.
  Arena::Free(a);
  Arena::Free(first);
  EXPECT_EQ(Bytes(straight), Bytes(detour));
  Arena::Free(b);
  Arena::Free(second);
  EXPECT_EQ(Bytes(straight), Bytes(Arena()));
}

TEST(Arena, SaysWhenItIsFullAndStaysUsable) {
  EXPECT_EQ(Arena().Allocate(Arena::kCapacity, 16), nullptr);
  EXPECT_EQ(Arena().Allocate(SIZE_MAX - 7, 16), nullptr);
  Arena arena;
  void* most = arena.Allocate(Arena::kCapacity - 1024, 16);
  EXPECT_FALSE(arena.overflowed());
  EXPECT_EQ(arena.Allocate(2048, 16), nullptr);
  EXPECT_TRUE(arena.overflowed());
  EXPECT_NE(arena.Allocate(16, 16), nullptr);
  Arena::Free(most);
  EXPECT_EQ(arena.Allocate(2048, 16), most);
}

TEST(Arena, GoesBackToASnapshot) {
  Arena arena;
  auto* number = static_cast<int*>(arena.Allocate(sizeof(int), 16));
  *number = 7;
  const std::vector<std::byte> snapshot = Bytes(arena);
  *number = 8;
  void* later = AllocateFull(arena, 1000);
  arena.Restore(snapshot);
  EXPECT_EQ(*number, 7);
  EXPECT_EQ(Bytes(arena), snapshot);
  EXPECT_TRUE(IsZero(later, 1000));            // nothing stale lies behind the contents
  EXPECT_EQ(arena.Allocate(1000, 16), later);  // and it goes on as it did then
  // Forward again, to a larger one.
  const std::vector<std::byte> larger = Bytes(arena);
  arena.Reset();
  EXPECT_EQ(Bytes(arena), Bytes(Arena()));
  arena.Restore(larger);
  EXPECT_EQ(Bytes(arena), larger);
}

TEST(Arena, KnowsWhatLiesInAnyOfThem) {
  Arena first, second;
  void* a = first.Allocate(8, 16);
  void* b = second.Allocate(8, 16);
  const auto ordinary = std::make_unique<int>();
  EXPECT_TRUE(Arena::Holds(a));
  EXPECT_TRUE(Arena::Holds(b));
  EXPECT_FALSE(Arena::Holds(ordinary.get()));
  EXPECT_FALSE(Arena::Holds(nullptr));
}

TEST(Arena, OfWhichThereAre64SaysSoWhenAllAreTaken) {
  std::vector<std::unique_ptr<Arena>> arenas;
  std::string refusal;
  try {
    while (arenas.size() < 100) arenas.push_back(std::make_unique<Arena>());
  } catch (const std::runtime_error& error) {
    refusal = error.what();
  }
  EXPECT_EQ(arenas.size(), 64u);
  EXPECT_EQ(refusal, "more than 64 worlds at once");
  arenas.pop_back();
  EXPECT_NO_THROW(Arena());
}

TEST(Allocation, GoesToTheArenaOnlyWhileOneIsCurrent) {
  Arena arena;
  auto before = std::make_unique<int>(1);
  std::unique_ptr<int> inside, outside;
  {
    const AllocateFrom here(&arena);
    inside = std::make_unique<int>(2);
    const AllocateFrom heap(nullptr);
    outside = std::make_unique<int>(3);
  }
  auto after = std::make_unique<int>(4);
  EXPECT_TRUE(Arena::Holds(inside.get()));
  for (const auto* ordinary : {&before, &outside, &after}) {
    EXPECT_FALSE(Arena::Holds(ordinary->get()));
  }
  // Freeing needs no arena to be current.
  inside.reset();
  EXPECT_EQ(Bytes(arena), Bytes(Arena()));
}

TEST(Allocation, OfAnAlignedTypeIsAlignedInBothPlaces) {
  struct alignas(128) Aligned {
    char bytes[128];
  };
  Arena arena;
  for (Arena* where : {&arena, static_cast<Arena*>(nullptr)}) {
    const AllocateFrom here(where);
    const auto made = std::make_unique<Aligned>();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(made.get()) % 128, 0u);
    EXPECT_EQ(Arena::Holds(made.get()), where != nullptr);
  }
}

}  // namespace
}  // namespace heddle::internal
