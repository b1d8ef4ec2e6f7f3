#ifndef HEDDLE_TESTS_EVIDENCE_JUDGES_JUDGE_H_
#define HEDDLE_TESTS_EVIDENCE_JUDGES_JUDGE_H_

#include <heddle/explore.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/claims/claim.h"
#include "src/claims/verify.h"

namespace heddle::internal {

/// What judges are asked: whether a claim is right.
struct Question {
  const Claim& claim;
  /// What became of it by its own strategy, with all outcomes listed where they can be; nothing if
  /// it is too large to be run again here.
  std::optional<ClaimResult> own;
};

/// Why a judge has not been asked.
enum class Reason {
  kOwn,    ///< it is the claim's own strategy
  kSize,   ///< too large for its budget
  kModel,  ///< it has no model, no recording or no formula of this
  kRace,   ///< the program has a data race, and run for real may do anything at all
  kPart,   ///< the claim is about some of the executions only
  kOrder,  ///< what is claimed hangs on a memory order, and the judge sees it otherwise
  kLater,  ///< another test asks it
};

struct Opinion {
  enum class Kind {
    kAgrees,
    kConsistent,  ///< a sample that does not contradict: it proves nothing
    kDiffers,
    kNotAsked,
  };
  Kind kind;
  /// What it visited, "252 executions"; or what differs.
  std::string text;
  Reason reason = Reason::kOwn;  // if it was not asked

  static Opinion Agrees(std::string visited) { return {Kind::kAgrees, std::move(visited)}; }
  static Opinion Consistent(std::string visited) { return {Kind::kConsistent, std::move(visited)}; }
  static Opinion Differs(std::string how) { return {Kind::kDiffers, std::move(how)}; }
  static Opinion NotAsked(Reason why) { return {Kind::kNotAsked, "", why}; }
};

/// Somebody or something that can be asked about claims. Its opinions are the same each time: a
/// budget is a number of steps, not of seconds.
class Judge {
 public:
  virtual ~Judge() = default;
  /// In a word or two: the head of a column.
  virtual std::string_view name() const = 0;
  /// What it is, what it compares, and how much of Heddle it shares: for the page, in a sentence or
  /// two.
  virtual std::string_view what() const = 0;
  /// Whether it can tell one memory order from another; else it takes all for sequentially
  /// consistent.
  virtual bool knows_orders() const { return false; }
  /// The claims that it will be asked about, in this order: it may begin at once.
  virtual void Prepare(std::span<const Claim>) {}
  virtual Opinion Ask(const Question& question) = 0;
};

/// All judges, in the order of their columns; the first runs the claim's own strategy.
std::vector<std::unique_ptr<Judge>> AllJudges();

// One function for each kind of judge, in a file of its own.
std::unique_ptr<Judge> MakeOwnStrategy();
std::unique_ptr<Judge> MakeStrategy(Strategy strategy);
std::unique_ptr<Judge> MakeWithoutSnapshots();
std::unique_ptr<Judge> MakeRelacy();
std::unique_ptr<Judge> MakeSpin();
std::unique_ptr<Judge> MakeArithmetic();
std::unique_ptr<Judge> MakeRecordings();
std::unique_ptr<Judge> MakeRealRuns();

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_JUDGES_JUDGE_H_
