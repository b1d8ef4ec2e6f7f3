#include "src/search/strategies/wakeup_tree.h"

namespace heddle::internal {

namespace {

/// Whether step `a` of a sequence must come before the later step `b`.
bool MustPrecede(const DependenceOrder& order, const WakeupTree::Step& a,
                 const WakeupTree::Step& b) {
  if (a.event >= 0 && b.event >= 0) return order.Ordered(a.event, b.event);
  return a.transition.task == b.transition.task || Dependent(a.footprint, b.footprint);
}

}  // namespace

bool WakeupTree::IsWeakInitial(const DependenceOrder& order, const Sequence& sequence, TaskId task,
                               const Footprint& footprint, int* position) {
  const int size = static_cast<int>(sequence.size());
  for (int i = 0; i < size; ++i) {
    if (sequence[i].transition.task != task) continue;
    for (int before = 0; before < i; ++before) {
      if (MustPrecede(order, sequence[before], sequence[i])) return false;
    }
    *position = i;
    return true;
  }
  for (const Step& step : sequence) {
    if (Dependent(footprint, step.footprint)) return false;
  }
  *position = -1;
  return true;
}

WakeupTree::Link WakeupTree::Make(const Step& step) {
  const Node node{step.transition, step.footprint, kNone, kNone};
  if (free_ == kNone) {
    nodes_.push_back(node);
    return static_cast<Link>(nodes_.size()) - 1;
  }
  const Link link = free_;
  free_ = nodes_[link].next;
  nodes_[link] = node;
  return link;
}

void WakeupTree::Insert(const DependenceOrder& order, Sequence& sequence, Link* branches) {
  // Into the first branch that agrees with the sequence, as deep as it goes. Links are looked up
  // anew each time, for the pool can move.
  Link parent = kNone;
  for (Link branch = *branches; branch != kNone;) {
    const Node& node = nodes_[branch];
    int position = -1;
    bool agrees = IsWeakInitial(order, sequence, node.transition.task, node.footprint, &position);
    if (agrees && position >= 0) {
      const std::uint8_t choice = sequence[position].transition.choice;
      agrees = choice == node.transition.choice || choice == kAnyChoice ||
               node.transition.choice == kAnyChoice;
    }
    if (!agrees) {
      branch = node.next;
      continue;
    }
    if (position >= 0) sequence.erase(sequence.begin() + position);
    if (node.first_child == kNone) return;  // whatever comes below a leaf, it is covered
    parent = branch;
    branch = node.first_child;
  }
  if (sequence.empty()) return;
  const auto append = [this, branches](Link to, Link added) {
    Link* link = to == kNone ? branches : &nodes_[to].first_child;
    while (*link != kNone) link = &nodes_[*link].next;
    *link = added;
  };
  for (const Step& step : sequence) {
    const Link made = Make(step);
    append(parent, made);
    parent = made;
  }
}

WakeupTree::Node WakeupTree::TakeFirst(Link* branches) {
  const Link link = *branches;
  const Node node = nodes_[link];
  *branches = node.next;
  nodes_[link].next = free_;
  free_ = link;
  return node;
}

WakeupTree::Link WakeupTree::Take(Link* branches, Transition transition) {
  for (Link* link = branches; *link != kNone; link = &nodes_[*link].next) {
    if (nodes_[*link].transition == transition) return TakeFirst(link).first_child;
  }
  return kNone;
}

}  // namespace heddle::internal
