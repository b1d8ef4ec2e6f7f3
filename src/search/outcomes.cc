#include "src/search/outcomes.h"

#include <algorithm>
#include <utility>

namespace heddle::internal {

void Outcomes::Add(std::string_view value, ExecutionCount executions) {
  if (listing_) {
    if (const auto known = listed_.find(value); known != listed_.end()) {
      known->second += executions;
      return;
    }
    if (listed_.size() < max_listed_) {
      listed_.emplace(value, executions);
      return;
    }
    StopListing();
  }
  hashes_.Add(HashOf(value.data(), value.size()));
}

void Outcomes::StopListing() {
  listing_ = false;
  for (const auto& [known, count] : listed_) hashes_.Add(HashOf(known.data(), known.size()));
  listed_.clear();
}

void Outcomes::Merge(Outcomes&& other) {
  if (!other.listing_ && listing_) StopListing();
  if (!other.listing_) return hashes_.Merge(std::move(other.hashes_));
  for (const auto& [value, executions] : other.listed_) Add(value, executions);
}

std::optional<std::vector<Outcome>> Outcomes::TakeList() {
  if (!listing_) return {};
  std::vector<Outcome> list;
  list.reserve(listed_.size());
  while (!listed_.empty()) {
    auto node = listed_.extract(listed_.begin());
    list.push_back({std::move(node.key()), node.mapped()});
  }
  std::sort(list.begin(), list.end(), [](const Outcome& a, const Outcome& b) {
    if (a.value.size() != b.value.size()) return a.value.size() < b.value.size();
    return a.value < b.value;
  });
  return list;
}

}  // namespace heddle::internal
