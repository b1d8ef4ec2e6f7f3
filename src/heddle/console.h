#ifndef HEDDLE_SRC_HEDDLE_CONSOLE_H_
#define HEDDLE_SRC_HEDDLE_CONSOLE_H_

#include <heddle/fixed_string.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <array>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>

namespace heddle {

/// What is printed. Every write is a step, and writes do not commute: their order shows.
///
/// A console that nobody looks at costs nothing: no run for real, no observer or property that
/// reads it, then printing is no step at all.
class Console final : public Object {
 public:
  static constexpr std::size_t kPieceCapacity = 127;
  static constexpr std::size_t kMaxPieces = 4;
  using Piece = FixedString<kPieceCapacity>;

  /// How much of what was printed a model keeps.
  enum class Keep {
    kNothing,      ///< nobody looks
    kCurrentLine,  ///< the line that is being printed, and the last whole one
    kAll,
  };

  class HEDDLE_OPERATION PrintOperation : public Operation {
   public:
    PrintOperation(Console& console, std::span<const std::string_view> parts,
                   std::source_location where)
        : Operation(console, 0, false, where) {
      if (console.watched()) Take(parts);  // else nobody will see it
    }
    ~PrintOperation() {
      if (pieces == 0) return;
      internal::Wipe(text);
      internal::Wipe(ends);
    }
    bool await_ready() const noexcept { return !static_cast<const Console*>(object)->watched(); }

    union {
      /// All the pieces, one after the other: if there are any.
      Piece text;
    };
    /// Where each piece ends in `text`.
    std::array<std::uint8_t, kMaxPieces> ends{};
    std::uint8_t pieces = 0;
    std::uint8_t printed = 0;

    /// The piece that the next step prints; during a step's trace, the one just printed.
    std::string_view NextPiece(int offset = 0) const;

   private:
    void Take(std::span<const std::string_view> parts);
  };

  /// @param reserve  how many characters to make room for at once (more can come).
  Console(Scheduler& scheduler, std::string_view name, Keep keep, std::size_t reserve = 512);

  /// Prints pieces of text, each a step of its own: other tasks can print in between. At most
  /// kPieceCapacity characters in all; more throws std::length_error.
  PrintOperation Print(std::string_view a,
                       std::source_location where = std::source_location::current()) {
    return PrintOperation(*this, std::array{a}, where);
  }
  PrintOperation Print(std::string_view a, std::string_view b,
                       std::source_location where = std::source_location::current()) {
    return PrintOperation(*this, std::array{a, b}, where);
  }
  PrintOperation Print(std::string_view a, std::string_view b, std::string_view c,
                       std::source_location where = std::source_location::current()) {
    return PrintOperation(*this, std::array{a, b, c}, where);
  }
  PrintOperation Print(std::string_view a, std::string_view b, std::string_view c,
                       std::string_view d,
                       std::source_location where = std::source_location::current()) {
    return PrintOperation(*this, std::array{a, b, c, d}, where);
  }

  /// Whether printing is an operation: whether anybody looks.
  bool watched() const { return watched_; }
  /// Whether what is printed is kept, so that printing changes the console.
  bool keeps_text() const { return keep_ != Keep::kNothing; }
  /// All that was printed (Keep::kAll), or the unfinished line.
  std::string_view text() const { return {text_.get(), size_}; }
  /// The last whole line, without its end, at most kPieceCapacity characters of it
  /// (Keep::kCurrentLine).
  std::string_view last_line() const { return last_line_; }

  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  std::string Describe() const override;

 private:
  void Append(std::string_view piece);

  Keep keep_;
  bool watched_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::unique_ptr<char[]> text_;
  Piece last_line_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CONSOLE_H_
