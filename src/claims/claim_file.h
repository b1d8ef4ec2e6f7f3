#ifndef HEDDLE_SRC_CLAIMS_CLAIM_FILE_H_
#define HEDDLE_SRC_CLAIMS_CLAIM_FILE_H_

#include <filesystem>
#include <string_view>
#include <vector>

#include "src/claims/claim.h"

namespace heddle::internal {

/// The claims of a file, or of all files *.toml of a folder, in the order of their names. Throws
/// UsageError for the first mistake; its message begins with the file and the line
/// ("specs/a.toml:3: ") and says what would be right.
///
/// A file is TOML. Each of its `[[claim]]` tables has
///
///     id            what it is called; unique over all files
///     says          what is claimed: a sentence
///     source        where the numbers come from (optional, as are all below but three)
///     scenario      a scenario's name (required)
///     parameters    a table of its parameters: numbers and words; with `smallest`, ranges of
///                   numbers, as "1..5"
///     smallest      true: explores the parameters' ranges, the smallest first, up to where it is
///                   violated, or what is to be reached is
///     engine        heddle or relacy; heddle if left out
///     strategy      states, dpor, all, count, random, pct or pos (required);
///                   of relacy: full, bound or random
///     preemptions   a whole number, for `bound`; 2 if left out
///     pct_depth     a whole number, for `pct`; 3 if left out
///     spurious_wakeups
///                   how often each task may go on from each condition for no reason, 0 to 255;
///                   0 if left out
///     observe       an observer's name
///     reach         an outcome to look for
///     keep_going    true: goes on past a violation without an observer, too
///     samples, seed whole numbers, for strategies that draw executions
///     limit_seconds a number; so is limit_step_seconds, 5 if left out
///     limit_memory  a whole number of MiB; 90 % of what there is if left out
///     large         true: too large for a build with sanitizers
///     expect        a table (required)
///
/// and its `[claim.expect]` has
///
///     verdict       holds, holds-sc, violated or stopped (required)
///     kind, message of the violation: its kind, and a part of its message
///     smallest      with the claim's `smallest`: a table of the smallest parameters with which it
///                   is violated, or reached
///     complete      true or false; see Expectation
///     outcomes      an array of strings: exactly these, in any order
///     reached       true or false
///
/// and the names of Figures(): whole numbers, or strings of digits for those past 64 bits.
std::vector<Claim> ReadClaims(const std::filesystem::path& path);

/// The claims of a text; `file` is for messages.
std::vector<Claim> ParseClaims(std::string_view text, std::string_view file);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_CLAIM_FILE_H_
