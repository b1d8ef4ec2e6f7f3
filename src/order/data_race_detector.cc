#include "src/order/data_race_detector.h"

#include <algorithm>

#include "src/order/memory_order.h"

namespace heddle::internal {

DataRaceDetector::DataRaceDetector(int tasks, int numbers, const std::vector<Object*>& objects)
    : tasks_(tasks),
      storer_(static_cast<std::size_t>(numbers), -1),
      freed_(static_cast<std::size_t>(numbers), false) {
  const Accesses none(static_cast<std::size_t>(numbers * (tasks + 1) + 63) / 64);
  made_ = passed_ = none;
  known_.assign(static_cast<std::size_t>(tasks), none);
  views_.assign(static_cast<std::size_t>(numbers), View{none, none, {}, {}, 0});
  for (const Object* object : objects) {
    views_[object->id()].capacity = object->Bound();
    if (!object->traits().fence || !fenced_.empty()) continue;
    fenced_.assign(static_cast<std::size_t>(tasks), none);
    met_ = fenced_;
  }
}

void DataRaceDetector::Add(Accesses& to, const Accesses& more) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] |= more[i];
}

bool DataRaceDetector::Has(const Accesses& accesses, int access) {
  return (accesses[static_cast<std::size_t>(access) / 64] >> (access % 64) & 1) != 0;
}

void DataRaceDetector::Make(int access, TaskId task) {
  const std::size_t word = static_cast<std::size_t>(access) / 64;
  const std::uint64_t bit = std::uint64_t{1} << (access % 64);
  made_[word] |= bit;
  known_[task][word] |= bit;
}

/// Another access has taken the place of this one.
void DataRaceDetector::Forget(int access) {
  if (!Has(made_, access)) return;
  const std::size_t word = static_cast<std::size_t>(access) / 64;
  const std::uint64_t others = ~(std::uint64_t{1} << (access % 64));
  made_[word] &= others;
  passed_[word] &= others;
  for (Accesses& known : known_) known[word] &= others;
  for (Accesses& fenced : fenced_) fenced[word] &= others;
  for (Accesses& met : met_) met[word] &= others;
  for (View& view : views_) {
    view.by_writes[word] &= others;
    view.by_reads[word] &= others;
    for (Accesses& item : view.items) item[word] &= others;
    for (Accesses& room : view.room) room[word] &= others;
  }
}

std::optional<DataRace> DataRaceDetector::Performed(TaskId task, const Operation& operation,
                                                    const Footprint& footprint) {
  if (operation.object->traits().waits_for_time) Add(known_[task], passed_);
  if (operation.object->traits().atomic) {
    NoteAtomic(task, static_cast<const AtomicBase::AccessOperation&>(operation));
    return {};
  }
  if (operation.object->traits().fence) {
    Issue(task, static_cast<const Fence::FenceOperation&>(operation).order);
    return {};
  }
  const std::optional<DataRace> first = Note(task, footprint.first);
  const std::optional<DataRace> second = Note(task, footprint.second);
  return first ? first : second;
}

std::optional<DataRace> DataRaceDetector::Note(TaskId task, const Access& access) {
  if (access.mode != Mode::kNone && access.plain) return NotePlain(task, access);
  View& view = views_[access.object];
  Accesses& known = known_[task];
  switch (access.mode) {
    case Mode::kNone:
      break;
    case Mode::kRead:
      Add(known, view.by_writes);
      Add(view.by_reads, known);
      break;
    case Mode::kWrite:
      Add(known, view.by_writes);
      Add(known, view.by_reads);
      view.by_writes = known;
      break;
    case Mode::kPush:
      if (!view.room.empty()) {
        Add(known, view.room.front());
        view.room.erase(view.room.begin());
      }
      Add(known, view.by_writes);
      view.by_writes = known;
      view.items.push_back(known);
      break;
    case Mode::kPop:
      Add(known, view.items.front());
      view.items.erase(view.items.begin());
      Add(known, view.by_reads);
      view.by_reads = known;
      if (view.capacity > 0) view.room.push_back(known);
      break;
  }
  return {};
}

std::optional<DataRace> DataRaceDetector::NotePlain(TaskId task, const Access& access) {
  const int object = access.object;
  const bool stores = access.mode != Mode::kRead;
  const Accesses& known = known_[task];
  std::optional<DataRace> race;
  const auto look = [&](int made, TaskId other, bool other_stores) {
    if (!Has(made_, made) || Has(known, made)) return;
    Footprint before, now;
    before.first.frees = other_stores && freed_[object];
    now.first = access;
    race = {object, other, other_stores, KindOfRace(before, now)};
  };
  look(StoreTo(object), storer_[object], true);
  for (TaskId other = 0; other < tasks_ && stores; ++other) {
    if (other != task) look(LoadOf(object, other), other, false);
  }
  if (stores) {
    Forget(StoreTo(object));
    for (TaskId other = 0; other < tasks_; ++other) Forget(LoadOf(object, other));
    Make(StoreTo(object), task);
    storer_[object] = static_cast<std::int8_t>(task);
    freed_[object] = access.frees;
  } else {
    Forget(LoadOf(object, task));
    Make(LoadOf(object, task), task);
  }
  return race;
}

// What a read-modify-write hands on is added to what the store that it read handed on: it continues
// the release sequence.
void DataRaceDetector::NoteAtomic(TaskId task, const AtomicBase::AccessOperation& access) {
  Accesses& handed_on = views_[access.object->id()].by_writes;
  const bool writes = Writes(access);
  if (Reads(access) && Acquires(OrderOf(access))) Add(known_[task], handed_on);
  if (Reads(access) && !met_.empty()) Add(met_[task], handed_on);
  if (!writes) return;
  if (!Reads(access)) std::fill(handed_on.begin(), handed_on.end(), 0);
  if (Releases(OrderOf(access))) Add(handed_on, known_[task]);
  if (!fenced_.empty()) Add(handed_on, fenced_[task]);
}

// [atomics.fences]: an acquiring fence acquires what the loads before it have met; a releasing one
// has the stores after it hand on what was known at it.
void DataRaceDetector::Issue(TaskId task, std::memory_order order) {
  if (Acquires(order)) Add(known_[task], met_[task]);
  if (Releases(order)) fenced_[task] = known_[task];
}

void DataRaceDetector::PassTime() {
  for (const Accesses& known : known_) Add(passed_, known);
}

}  // namespace heddle::internal
