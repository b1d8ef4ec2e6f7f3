#ifndef CONSUMER_TICKET_H_
#define CONSUMER_TICKET_H_

#include <heddle/object.h>

#include <optional>
#include <source_location>
#include <string>
#include <string_view>

/// A ticket that somebody takes and has to give back: a kind of violation of its own, if it is not
/// there at the end.
class Ticket final : public heddle::Object {
 public:
  using Object::Object;

  heddle::Operation Take(std::source_location where = std::source_location::current()) {
    return {*this, kTake, /*may_block=*/true, where};
  }
  heddle::Operation GiveBack(std::source_location where = std::source_location::current()) {
    return {*this, kGiveBack, /*may_block=*/false, where};
  }

  bool Enabled(const heddle::Operation& operation, heddle::TaskId task) const override;
  heddle::Progress Perform(heddle::Operation& operation, heddle::TaskId task, int choice) override;
  heddle::Footprint FootprintOf(const heddle::Operation& operation,
                                heddle::TaskId task) const override;
  std::string_view OperationName(const heddle::Operation& operation) const override;
  std::string Describe() const override;
  std::optional<heddle::Leftover> LeftBehind() const override;

 private:
  enum Code { kTake, kGiveBack };

  bool taken_ = false;
};

#endif  // CONSUMER_TICKET_H_
