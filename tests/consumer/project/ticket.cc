#include "ticket.h"

#include <heddle/violation_kind.h>

HEDDLE_VIOLATION_KIND(lost_ticket, {.name = "lost-ticket", .words = "a ticket is not given back"});

bool Ticket::Enabled(const heddle::Operation& operation, heddle::TaskId) const {
  return operation.code == kGiveBack || !taken_;
}

heddle::Progress Ticket::Perform(heddle::Operation& operation, heddle::TaskId, int) {
  taken_ = operation.code == kTake;
  return heddle::Progress::kDone;
}

heddle::Footprint Ticket::FootprintOf(const heddle::Operation&, heddle::TaskId) const {
  return {AccessIn(heddle::Mode::kWrite), {}};
}

std::string_view Ticket::OperationName(const heddle::Operation& operation) const {
  return operation.code == kTake ? "take" : "give back";
}

std::string Ticket::Describe() const { return taken_ ? "taken" : "there"; }

std::optional<heddle::Leftover> Ticket::LeftBehind() const {
  if (!taken_) return {};
  return heddle::Leftover{"lost-ticket", "the ticket '" + std::string(name()) + "' is gone"};
}
