#ifndef CONSUMER_LATCH_H_
#define CONSUMER_LATCH_H_

#include <heddle/object.h>

#include <source_location>
#include <string>
#include <string_view>

/// A latch, as std::latch: `co_await latch.CountDown();` and `co_await latch.Wait();`, which waits
/// until the count is 0. Counting down past 0 is misuse.
class Latch final : public heddle::Object {
 public:
  Latch(heddle::Scheduler& scheduler, const char* name, int count)
      : Object(scheduler, name), count_(count) {}

  heddle::Operation CountDown(std::source_location where = std::source_location::current()) {
    return {*this, kCountDown, /*may_block=*/false, where};
  }
  heddle::Operation Wait(std::source_location where = std::source_location::current()) {
    return {*this, kWait, /*may_block=*/true, where};
  }

  bool Enabled(const heddle::Operation& operation, heddle::TaskId task) const override;
  heddle::Progress Perform(heddle::Operation& operation, heddle::TaskId task, int choice) override;
  heddle::Footprint FootprintOf(const heddle::Operation& operation,
                                heddle::TaskId task) const override;
  std::string_view OperationName(const heddle::Operation& operation) const override;
  std::string Describe() const override;

 private:
  enum Code { kCountDown, kWait };

  int count_;
};

#endif  // CONSUMER_LATCH_H_
