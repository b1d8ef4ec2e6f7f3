// Spin loops: a task that reads, finds that it has to wait, and reads again.
//
// A round that reads and changes nothing can be left out of an execution: the task is as well where
// it was. So a task whose next round would be such a one is not enabled; it waits, as by an await,
// until something that the round reads is written. Which reads are to be looked at is learned on
// the way: a round must have come back to its beginning once. (The idea of leaving out failed
// rounds: Kokologiannakis, Ren, Vafeiadis, "Dynamic Partial Order Reductions for Spinloops", FMCAD
// 2021.)

#include <algorithm>
#include <bit>
#include <utility>

#include "src/program/world.h"

namespace heddle::internal {

namespace {

constexpr int kMaxReads = 64;  // of one round

Site SiteOf(const std::source_location& where) {
  constexpr Site kOddFactor = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
  const Site file = reinterpret_cast<std::uintptr_t>(where.file_name());
  return file * kOddFactor ^ (Site{where.line()} << 24 | where.column());
}

/// Whether an operation, which touches `touched`, reads one object and can do so at any time.
bool IsRead(const Operation& operation, const Footprint& footprint) {
  return footprint.first.mode == Mode::kRead && footprint.second.mode == Mode::kNone &&
         !operation.may_block && !operation.has_choices && operation.awaited_task < 0;
}

}  // namespace

const std::unordered_set<Site>* World::KnownRound(const Operation& operation) const {
  const auto found = lessons_.spin_sites.find(SiteOf(operation.where));
  return found == lessons_.spin_sites.end() ? nullptr : &found->second;
}

/// Runs `task` alone for as long as it only reads (and only at `known` sites, unless that is null)
/// and has not come back to this state; then all is as before.
World::Round World::TryRound(TaskId task, const std::unordered_set<Site>* known) {
  Round round;
  std::optional<Violation> before = failure();
  ForgetFailure();
  const auto begin = arena_->contents();
  round_begin_.assign(begin.begin(), begin.end());
  trying_ = true;
  TaskState& state = states()[task];
  for (int reads = 0; reads < kMaxReads && !state.finished && !round.returns; ++reads) {
    const Operation& operation = *state.pending;
    const Footprint footprint = operation.object->FootprintOf(operation, task);
    const Site site = SiteOf(operation.where);
    if (!IsRead(operation, footprint) || (known != nullptr && !known->contains(site))) break;
    Access& first = round.reads.first;
    Access& second = round.reads.second;
    if (first.mode == Mode::kNone) {
      first = footprint.first;
    } else if (first != footprint.first) {
      if (second.mode == Mode::kNone) second = footprint.first;
      round.reads_more |= second != footprint.first;
    }
    round.sites.push_back(site);
    PerformAndResume<false>(state, 0);
    const auto now = arena_->contents();
    round.returns = std::equal(now.begin(), now.end(), round_begin_.begin(), round_begin_.end());
  }
  trying_ = false;
  arena_->Restore(round_begin_);
  if (graveyard_ != nullptr) graveyard_->Restore(vital_->graves);
  SetFailure(std::move(before));
  return round;
}

/// `task` has read and is about to read again. Looks whether it spins here; now and then only,
/// where it never did.
void World::LearnFromReads(TaskId task) {
  if (!learns_ || shadow_ != nullptr) return;
  const Operation& operation = pending(task);
  if (!IsRead(operation, footprints_[task])) return;
  constexpr std::uint64_t kTries = 256;
  const std::uint64_t arrivals = ++arrivals_[SiteOf(operation.where)];
  if (arrivals > kTries && !std::has_single_bit(arrivals)) return;
  Round round;
  if (memory_ == Memory::kArena) {
    round = TryRound(task, nullptr);
    // What reads more objects than a footprint can name is left as it is: a loop.
    if (!round.returns || round.reads_more) return;
  }
  Lessons learned = lessons_;
  learned.shadow |= memory_ == Memory::kHeap;
  for (const Site site : round.sites) {
    learned.spin_sites[site].insert(round.sites.begin(), round.sites.end());
  }
  if (learned != lessons_) throw RunAgain{std::move(learned)};
}

/// Looks whether `task` is where tasks were seen to spin.
void World::Suspect(TaskId task) {
  const Operation& operation = pending(task);
  if (operation.may_block || KnownRound(operation) == nullptr) return;
  suspects_ |= std::uint64_t{1} << task;
}

/// Finds which suspects spin, and what the others would have to see changed to do so: that is what
/// their next steps touch.
void World::FindSpins() {
  for (std::uint64_t rest = suspects_; rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    if (shadow_ != nullptr) {
      footprints_[task] = shadow_->footprints_[task];
      enabled_ &= ~(shadow_->spinning() & std::uint64_t{1} << task);
      continue;
    }
    const Operation& operation = pending(task);
    footprints_[task] = operation.object->FootprintOf(operation, task);
    if (!IsRead(operation, footprints_[task])) continue;
    const Round round = TryRound(task, KnownRound(operation));
    if (round.reads_more) continue;
    footprints_[task] = round.reads;
    if (round.returns) enabled_ &= ~(std::uint64_t{1} << task);
  }
}

void World::FindAllSpins() {
  quick_ = false;
  for (std::uint64_t rest = enabled_; rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    if (!TryRound(task, nullptr).returns) continue;
    suspects_ |= std::uint64_t{1} << task;
    enabled_ &= ~(std::uint64_t{1} << task);
  }
}

// The shadow learns what is to be learned. Where there can be none, spin loops are loops.
void World::MakeShadow() {
  if (memory_ == Memory::kArena || !lessons_.shadow) return;
  // Where it crashes, this world is not left.
  Lessons lessons = lessons_;
  lessons.guarded = true;
  try {
    shadow_ = std::make_unique<World>(scenario(), parameters(), observer(), Memory::kArena, lessons,
                                      learns_);
  } catch (const std::runtime_error&) {
    knows_spins_ = learns_ = false;
  }
}

}  // namespace heddle::internal
