#include "latch.h"

bool Latch::Enabled(const heddle::Operation& operation, heddle::TaskId) const {
  return operation.code == kCountDown || count_ == 0;
}

heddle::Progress Latch::Perform(heddle::Operation& operation, heddle::TaskId, int) {
  if (operation.code == kCountDown) {
    if (count_ == 0) throw heddle::Misuse("the latch is counted down past 0");
    --count_;
  }
  return heddle::Progress::kDone;
}

// Two waits can change places. A count-down cannot: it may be what a wait waits for, or one too
// many.
heddle::Footprint Latch::FootprintOf(const heddle::Operation& operation, heddle::TaskId) const {
  const bool waits = operation.code == kWait;
  return {AccessIn(waits ? heddle::Mode::kRead : heddle::Mode::kWrite), {}};
}

std::string_view Latch::OperationName(const heddle::Operation& operation) const {
  return operation.code == kWait ? "wait" : "count down";
}

std::string Latch::Describe() const { return std::to_string(count_); }
