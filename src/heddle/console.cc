#include <heddle/console.h>
#include <heddle/format_value.h>
#include <heddle/scheduler.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace heddle {

void Console::PrintOperation::Take(std::span<const std::string_view> parts) {
  std::construct_at(&text);
  for (std::string_view part : parts) {
    text += part;
    ends[pieces++] = static_cast<std::uint8_t>(text.size());
  }
}

std::string_view Console::PrintOperation::NextPiece(int offset) const {
  const int piece = printed + offset;
  const std::size_t begin = piece == 0 ? 0 : ends[piece - 1];
  return text.view().substr(begin, ends[piece] - begin);
}

Console::Console(Scheduler& scheduler, std::string_view name, Keep keep, std::size_t reserve)
    : Object(scheduler, name,
             {.in_one_order = true,
              .waits_as_touched = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .ignores_ends = true,
              .in_processes = true,
              .may_be_no_step = true}),
      keep_(keep),
      watched_(keep != Keep::kNothing || scheduler.RunsForReal()) {
  if (keep == Keep::kNothing) return;
  capacity_ = std::max<std::size_t>(reserve, kPieceCapacity);
  text_ = std::make_unique<char[]>(capacity_);
}

void Console::Append(std::string_view piece) {
  if (keep_ == Keep::kNothing) return;
  if (size_ + piece.size() > capacity_) {
    const std::size_t larger = std::max(2 * capacity_, size_ + piece.size());
    auto text = std::make_unique<char[]>(larger);
    std::memcpy(text.get(), text_.get(), size_);
    text_ = std::move(text);
    capacity_ = larger;
  }
  std::memcpy(text_.get() + size_, piece.data(), piece.size());
  size_ += piece.size();
  if (keep_ != Keep::kCurrentLine) return;
  const std::size_t end = text().rfind('\n');
  if (end == std::string_view::npos) return;
  const std::string_view lines = text().substr(0, end);
  last_line_ = Piece(lines.substr(lines.rfind('\n') + 1).substr(0, kPieceCapacity));
  const std::size_t rest = size_ - (end + 1);
  std::memmove(text_.get(), text_.get() + end + 1, rest);
  std::memset(text_.get() + rest, 0, size_ - rest);
  size_ = rest;
}

Progress Console::Perform(Operation& operation, TaskId, int) {
  auto& print = static_cast<PrintOperation&>(operation);
  Append(print.NextPiece());
  return ++print.printed < print.pieces ? Progress::kMore : Progress::kDone;
}

Footprint Console::FootprintOf(const Operation&, TaskId) const {
  return {AccessIn(Mode::kWrite), {}};
}

std::string_view Console::OperationName(const Operation&) const { return "print"; }

std::string Console::OperationValue(const Operation& operation) const {
  return FormatValue(static_cast<const PrintOperation&>(operation).NextPiece(-1));
}

std::string Console::Describe() const {
  return keep_ == Keep::kNothing ? std::string() : FormatValue(text());
}

}  // namespace heddle
