#ifndef HEDDLE_TOOLS_COMMAND_H_
#define HEDDLE_TOOLS_COMMAND_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace heddle::internal {

/// The exit statuses of the command.
enum ExitStatus {
  kHolds = 0,
  kViolated = 1,  ///< or: no such behaviour
  kMisused = 2,
  kStopped = 3,  ///< by a limit, or after so many samples
  kHoldsSc = 4,  ///< under sequential consistency, where the program names weaker memory orders
};

// Each adds one subcommand to `app`. When that is chosen, it runs within app's parsing, writes
// results to standard output, and leaves its exit status in `*status`. A mistake of the user's is
// thrown as a UsageError.
void AddList(CLI::App& app, int* status);
void AddRun(CLI::App& app, int* status);
void AddExplore(CLI::App& app, int* status);
void AddVerify(CLI::App& app, int* status);
void AddReplay(CLI::App& app, int* status);
void AddShow(CLI::App& app, int* status);
void AddConform(CLI::App& app, int* status);

/// "name=value" settings, as they come from repeated --set options, by name. Throws UsageError for
/// one that has no '=', or that is given twice.
std::map<std::string, std::string> Settings(const std::vector<std::string>& given);

/// Adds the option `--set k=v ...`.
void AddSettings(CLI::App& command, std::vector<std::string>* settings);

/// Adds the option `--observe NAME`, which stands for what `help` says.
void AddObserve(CLI::App& command, std::string* observer, const std::string& help);

// What an option's value must be, for its check(); a message says what would be right.
/// A whole number in this range.
CLI::Validator WholeNumber(std::uint64_t least,
                           std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
/// A number from 0 to `most`; not 0 itself if it must be above.
CLI::Validator Number(double most, bool above_zero);
/// The name of a file that can be written: whoever explores for an hour is to know before. Throws
/// UsageError.
CLI::Validator WritableFile();

/// Says something on standard error, in a line that begins with "heddle: ". Where that cannot be
/// written, nobody is told: the exit status still says it.
void Say(const std::string& message);

/// How wide the terminal is, in columns; 100 if there is none.
int TerminalWidth();
/// Whether standard output is a terminal that shows colors.
bool ShowsColors();

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_COMMAND_H_
