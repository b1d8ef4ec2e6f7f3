#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

#include "src/guard/crash_guard.h"
#include "src/program/world.h"

// Memory that is lost, found in three steps: what lives now and did not when the tasks began; of
// that, what is still there when all that the scenario owns has been destroyed; and of that, what
// nothing points to that was there from the beginning. The last is conservative, as LeakSanitizer's
// search is: anything that could be a pointer counts as one. So no program is accused whose memory
// has an owner.

namespace heddle::internal {

namespace {

using Piece = std::span<const std::byte>;

bool LiesBefore(const Piece& a, const Piece& b) { return a.data() < b.data(); }

/// Those of `lost`, which are in the order of their addresses, that nothing in `roots` leads to.
std::vector<Piece> Unreachable(const std::vector<Piece>& lost, std::vector<Piece> roots) {
  std::vector<bool> reached(lost.size(), false);
  while (!roots.empty()) {
    const Piece root = roots.back();
    roots.pop_back();
    for (std::size_t at = 0; at + sizeof(void*) <= root.size(); at += sizeof(void*)) {
      const std::byte* pointer = nullptr;
      std::memcpy(&pointer, root.data() + at, sizeof(pointer));
      const auto after = std::upper_bound(lost.begin(), lost.end(), Piece(pointer, 0), LiesBefore);
      if (after == lost.begin()) continue;
      const std::size_t index = after - lost.begin() - 1;
      if (reached[index] || pointer >= lost[index].data() + lost[index].size()) continue;
      reached[index] = true;
      roots.push_back(lost[index]);
    }
  }
  std::vector<Piece> unreachable;
  for (std::size_t i = 0; i < lost.size(); ++i) {
    if (!reached[i]) unreachable.push_back(lost[i]);
  }
  return unreachable;
}

}  // namespace

// What lies in the arena is put back as it was.
std::optional<Piece> World::SearchForLeak() const {
  if (unfinished_ != 0) return {};  // who waits for ever, and may, can still use what it has
  const auto is_old = [this](const Piece& one) {
    const auto found =
        std::lower_bound(live_at_start_.begin(), live_at_start_.end(), one, LiesBefore);
    return found != live_at_start_.end() && found->data() == one.data() &&
           found->size() == one.size();
  };
  std::vector<Piece> fresh;
  arena_->ForEachLive([&](Piece one) {
    if (!is_old(one)) fresh.push_back(one);
  });
  if (fresh.empty()) return {};

  const std::vector<std::byte> before(bytes().begin(), bytes().end());
  World& world = const_cast<World&>(*this);
  const auto crash = CrashGuard::Run([&] {
    AllocateFrom here(arena_.get());
    world.program().DestroyContents();
  });
  std::vector<Piece> lost, roots;
  if (crash == nullptr) {
    arena_->ForEachLive([&](Piece one) { (is_old(one) ? roots : lost).push_back(one); });
    lost = Unreachable(lost, std::move(roots));
  }
  arena_->Restore(before);
  if (lost.empty()) return {};
  return lost.front();
}

bool World::Holds(Piece memory) const {
  bool holds = false;
  arena_->ForEachLive(
      [&](Piece one) { holds |= one.data() == memory.data() && one.size() == memory.size(); });
  return holds;
}

}  // namespace heddle::internal
